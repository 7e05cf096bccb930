/* A private folder for one test program, gone when it ends; and the program under test. */
#ifndef TESTS_FOLDER_H
#define TESTS_FOLDER_H

/* Makes the folder with state/, run/ and config/ inside (0700) once; its path. Removed at exit. */
const char *folder_path(void);
/* XDG_STATE_HOME=… and its like for that folder; NULL-terminated, static. */
const char *const *folder_environment(void);
/* Path of a built program: "hubbrief", "tests/server". Static, one at a time. */
const char *folder_program(const char *name);

#endif
