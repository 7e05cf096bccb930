/* The version of all three programs, as in the manual and the change log. */
#ifndef HUBBRIEF_VERSION_H
#define HUBBRIEF_VERSION_H

#define HUBBRIEF_VERSION "0.1.0"

#endif
