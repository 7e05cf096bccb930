/* The demonstration's files as hubfeed serves them: those of Tue 14 March 2023, or as they stood on Fri 10 March when the
 * last briefing was closed (config/demo-before.json says what was otherwise). Called by demo.c. */
#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "hubbrief/cmd.h"
#include "hubbrief/error.h"
#include "hubbrief/mem.h"

static json_t *built_in(const char *name)
{
	size_t length = 0;
	const char *bytes = builtin_file(name, &length);
	return bytes ? json_loadb(bytes, length, 0, NULL) : NULL;
}

static bool absent(const json_t *before, const json_t *record)
{
	size_t i;
	json_t *id;
	json_array_foreach(json_object_get(before, "absent"), i, id)
		if (json_equal(id, json_object_get(record, "id")))
			return true;
	return false;
}

static void put_instead(const json_t *before, json_t *record)
{
	size_t i;
	json_t *other;
	json_array_foreach(json_object_get(before, "instead"), i, other)
		if (json_equal(json_object_get(other, "id"), json_object_get(record, "id")))
			json_object_update(record, other);
}

/* The answer `feed` as it was. One made before that day stands as it is. */
static void go_back(const json_t *before, json_t *feed)
{
	json_t *records = json_object_get(feed, "records"), *made = json_object_get(before, "generated_at");
	const char *now = json_string_value(json_object_get(feed, "generated_at"));
	for (size_t i = json_array_size(records); i-- > 0;) {
		json_t *record = json_array_get(records, i);
		if (absent(before, record))
			json_array_remove(records, i);
		else
			put_instead(before, record);
	}
	if (now && strcmp(now, json_string_value(made)) > 0)
		json_object_set(feed, "generated_at", made);
}

static bool write_one(const char *folder, const char *name, const json_t *before)
{
	size_t length = 0;
	const char *bytes = builtin_file(name, &length);
	json_t *feed = before ? built_in(name) : NULL;
	char *text = NULL, *path = mem_printf("%s/%s", folder, name + strlen("demo/"));
	if (json_is_object(feed) && json_object_get(feed, "records")) {
		go_back(before, feed);
		text = json_dumps(feed, JSON_COMPACT);
		bytes = text;
		length = text ? strlen(text) : 0;
	}
	unlink(path); /* a new file: hubfeed sees that it is another */
	bool good = bytes && cmd_folder_write(path, bytes, length);
	json_decref(feed);
	free(text);
	free(path);
	return good;
}

bool cmd_demo_feed(const char *folder, bool before, struct error *error)
{
	json_t *differences = before ? built_in("demo-before.json") : NULL;
	const char *name;
	bool good = !before || differences;
	for (size_t i = 0; good && (name = builtin_name(i)); i++)
		if (str_starts(name, "demo/"))
			good = write_one(folder, name, differences);
	json_decref(differences);
	return good || error_set(error, "%s: the demonstration's files could not be written: %s.", folder, strerror(errno));
}

bool cmd_demo_closed(instant_t *at)
{
	json_t *before = built_in("demo-before.json");
	const char *text = json_string_value(json_object_get(before, "closed_at"));
	bool good = text && instant_parse(text, at);
	json_decref(before);
	return good;
}
