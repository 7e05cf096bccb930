/* records.db as the dashboard and the commands follow it: opening, another file taking its place, the stamp, the
 * places behind the masks. See store.h. Reads only. */
#include <errno.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

#include "hubbrief/store_inside.h"

/* ---- where ------------------------------------------------------------------------------------- */

static bool make_folder(const char *path, struct error *error)
{
	if (mkdir(path, 0700) == 0 || errno == EEXIST)
		return true;
	return error_set(error, "The folder %s cannot be made: %s.", path, strerror(errno));
}

/* The folders of a path below the first one that must exist already. */
static bool make_folders(char *path, struct error *error)
{
	for (char *slash = strchr(path + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		bool made = make_folder(path, error);
		*slash = '/';
		if (!made)
			return false;
	}
	return make_folder(path, error);
}

char *store_path(const char *given, const char *file_name, struct error *error)
{
	if (given)
		return mem_dup(given);
	const char *state = getenv("XDG_STATE_HOME"), *home = getenv("HOME");
	char *folder;
	if (state && state[0] == '/')
		folder = mem_printf("%s/hubbrief", state);
	else if (home && home[0] == '/')
		folder = mem_printf("%s/.local/state/hubbrief", home);
	else
		return error_set(error, "Neither XDG_STATE_HOME nor HOME says where %s may stand. Give it with an option.",
			file_name), NULL;
	char *path = make_folders(folder, error) ? mem_printf("%s/%s", folder, file_name) : NULL;
	free(folder);
	return path;
}

/* ---- opening ----------------------------------------------------------------------------------- */

static int give_way(void *context)
{
	struct store *store = context;
	if (store->budget > 0 && --store->budget == 0)
		return 1;
	return !store->patient && store->waiting && store->waiting(store->context);
}

bool store_stopped(struct store *store)
{
	return store->db && (sqlite3_errcode(store->db) & 0xff) == SQLITE_INTERRUPT;
}

static int64_t data_version(struct store *store)
{
	return db_number(store->db, "PRAGMA data_version", 0);
}

static bool open_file(struct store *store, bool *missing, struct error *error)
{
	enum { OPERATIONS = 20000 }; /* about a millisecond */
	store->db = db_open_reader(store->path, &records_schema, missing, error);
	if (!store->db)
		return *missing;
	struct stat is;
	if (stat(store->path, &is) == 0) {
		store->device = is.st_dev;
		store->inode = is.st_ino;
	}
	sqlite3_progress_handler(store->db, OPERATIONS, give_way, store);
	hits_install(store->db);
	store->version = data_version(store);
	places_load(&store->places, store->db);
	return true;
}

static void close_file(struct store *store)
{
	changed_forget(store);
	sqlite3_finalize(store->row);
	store->row = NULL;
	for (int i = 0; i < KEPT_STATEMENTS; i++) {
		sqlite3_finalize(store->kept[i]);
		store->kept[i] = NULL;
	}
	db_close(store->db);
	store->db = NULL;
	store->reading = 0;
}

struct store *store_open(const char *path, bool *missing, struct error *error)
{
	struct store *store = mem_alloc(sizeof *store);
	store->path = mem_dup(path);
	store->stamp_fd = -1;
	*missing = false;
	if (open_file(store, missing, error))
		return store;
	store_close(store);
	return NULL;
}

void store_close(struct store *store)
{
	if (!store)
		return;
	close_file(store);
	places_clear(&store->places);
	if (store->stamp_fd >= 0)
		close(store->stamp_fd);
	free(store->holidays);
	free(store->path);
	free(store);
}

/* The feeder set a damaged file aside and began another, or somebody removed it. */
static bool replaced(const struct store *store)
{
	struct stat is;
	return stat(store->path, &is) != 0 || is.st_dev != store->device || is.st_ino != store->inode;
}

bool store_refresh(struct store *store)
{
	if (store->db && !replaced(store)) {
		int64_t version = data_version(store);
		if (version == store->version)
			return false;
		store->version = version;
		places_load(&store->places, store->db);
		return true;
	}
	bool missing, was_open = store->db;
	close_file(store);
	places_clear(&store->places);
	open_file(store, &missing, NULL);
	return was_open || store->db;
}

int64_t store_sequence(struct store *store)
{
	return store->db ? db_number(store->db, "SELECT value FROM meta WHERE key='seq'", 0) : 0;
}

void store_interrupt_when(struct store *store, bool (*waiting)(void *), void *context)
{
	store->waiting = waiting;
	store->context = context;
}

void store_read_begin(struct store *store)
{
	if (store->reading++ == 0 && store->db) {
		store->views++;
		db_run(store->db, "BEGIN", NULL);
	}
}

void store_read_end(struct store *store)
{
	if (store->reading > 0 && --store->reading == 0 && store->db) {
		changed_forget(store);
		db_run(store->db, "COMMIT", NULL);
	}
}

void store_whole_begin(struct store *store)
{
	store->patient++;
	store_read_begin(store);
}

void store_whole_end(struct store *store)
{
	store_read_end(store);
	store->patient--;
}

/* ---- the stamp --------------------------------------------------------------------------------- */

int store_stamp_fd(struct store *store)
{
	if (store->stamp_fd >= 0)
		return store->stamp_fd;
	char *folder = mem_dup(store->path), *slash = strrchr(folder, '/');
	if (slash)
		slash[slash == folder] = '\0';
	store->stamp_fd = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
	/* The folder, because a watch on the file would end when the file is replaced. Only the stamp has its
	 * times set; the database's own writes are not asked about. */
	if (store->stamp_fd >= 0 && inotify_add_watch(store->stamp_fd, slash ? folder : ".", IN_ATTRIB | IN_MOVED_TO) < 0) {
		close(store->stamp_fd);
		store->stamp_fd = -1;
	}
	free(folder);
	return store->stamp_fd;
}

void store_stamp_drain(struct store *store)
{
	char events[4096];
	while (store->stamp_fd >= 0 && read(store->stamp_fd, events, sizeof events) > 0)
		;
}

/* ---- places and holidays ----------------------------------------------------------------------- */

int store_hub_bit(struct store *store, const char *id)
{
	return place_bit(store->places.hubs, id);
}

uint64_t store_hub_mask(struct store *store, const char *id)
{
	int bit = id ? store_hub_bit(store, id) : -1;
	return bit < 0 ? 0 : (uint64_t)1 << bit;
}

int store_area_bit(struct store *store, const char *id)
{
	return place_bit(store->places.areas, id);
}

const char *store_hub_id(struct store *store, int bit)
{
	return bit >= 0 && bit < PLACE_BITS ? store->places.hubs[bit] : NULL;
}

const char *store_area_id(struct store *store, int bit)
{
	return bit >= 0 && bit < PLACE_BITS ? store->places.areas[bit] : NULL;
}

struct holidays store_holidays(struct store *store)
{
	struct holidays holidays = { 0 };
	free(store->holidays);
	store->holidays = NULL;
	if (store->db)
		holidays = holidays_read(store->db, &store->holidays);
	return holidays;
}
