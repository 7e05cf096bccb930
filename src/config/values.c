/* What the value of a setting may be: one reader a type, each telling what was wrong, what was expected and
 * what may have been meant. Called by the walker in settings.c. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "hubbrief/clean.h"
#include "hubbrief/settings.h"

static const char *text_of(struct reading *reading, const struct setting *setting, const struct node *node)
{
	if (!settings_expect(reading, node, NODE_SCALAR, setting->key))
		return NULL;
	if (!*node->text && node->plain) {
		config_fault_add(reading->faults, &node->at, "nothing is written for \"%s\" (%s)", setting->key,
			setting->help);
		return NULL;
	}
	return node->text;
}

static void wrong(struct reading *reading, const struct setting *setting, const struct node *node, const char *expected)
{
	config_fault_add(reading->faults, &node->at, "%s \"%.60s\"; expected %s", setting->key, node->text, expected);
}

static void read_text(struct reading *reading, const struct setting *setting, const struct node *node, void *at)
{
	const char *text = text_of(reading, setting, node);
	if (!text)
		return;
	struct str clean = { 0 };
	clean_add(&clean, text, strlen(text));
	const char *own = arena_dup(reading->arena, str_text(&clean));
	str_free(&clean);
	int columns = clean_columns(own);
	if (columns < setting->least && setting->fallback == NULL)
		config_fault_add(reading->faults, &node->at, "\"%s\" is empty (%s)", setting->key, setting->help);
	else if (columns > setting->most)
		config_fault_add(reading->faults, &node->at, "\"%s\" is %d columns wide; expected at most %d", setting->key,
			columns, setting->most);
	else
		memcpy(at, &own, sizeof own);
}

bool is_name(const char *text)
{
	return *text && text[strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789-_")] == '\0';
}

static void read_name(struct reading *reading, const struct setting *setting, const struct node *node, void *at)
{
	const char *text = text_of(reading, setting, node);
	if (!text)
		return;
	if (!is_name(text) || strlen(text) > (size_t)setting->most)
		wrong(reading, setting, node, "a short name of a-z, 0-9, - and _");
	else
		memcpy(at, &text, sizeof text);
}

static void read_key(struct reading *reading, const struct setting *setting, const struct node *node, void *at)
{
	const char *text = text_of(reading, setting, node);
	if (!text)
		return;
	if (text[0] && !text[1] && strchr(setting->choices, text[0]))
		*(char *)at = text[0];
	else
		wrong(reading, setting, node, arena_printf(reading->arena, "one of %s", setting->choices));
}

/* The place of the value among the choices; −1 with the fault. */
static int choice_of(struct reading *reading, const struct setting *setting, const struct node *node)
{
	const char *text = text_of(reading, setting, node);
	if (!text)
		return -1;
	size_t count;
	const char **words = choice_words(reading->arena, setting->choices, &count);
	struct str list = { 0 };
	for (size_t i = 0; i < count; i++) {
		if (strcmp(words[i], text) == 0) {
			str_free(&list);
			return (int)i;
		}
		str_addf(&list, "%s%s", i == 0 ? "" : i + 1 == count ? " or " : ", ", words[i]);
	}
	config_fault_add(reading->faults, &node->at, "%s \"%.60s\"; expected %s%s", setting->key, text, str_text(&list),
		did_you_mean(reading->arena, text, words, count));
	str_free(&list);
	return -1;
}

static void read_choice(struct reading *reading, const struct setting *setting, const struct node *node, void *at)
{
	if (choice_of(reading, setting, node) >= 0)
		memcpy(at, &node->text, sizeof node->text);
}

static void read_enum(struct reading *reading, const struct setting *setting, const struct node *node, void *at)
{
	int place = choice_of(reading, setting, node);
	if (place >= 0)
		*(unsigned *)at = (unsigned)place;
}

static void read_flag(struct reading *reading, const struct setting *setting, const struct node *node, void *at)
{
	int place = choice_of(reading, setting, node);
	if (place >= 0)
		*(bool *)at = place == 1;
}

/* A whole number at the start of the text; −1 when there is none or it is beyond nine digits. */
static int number_at(const char *text, const char **rest)
{
	size_t digits = strspn(text, "0123456789");
	*rest = text + digits;
	return digits == 0 || digits > 9 ? -1 : atoi(text);
}

static void read_whole(struct reading *reading, const struct setting *setting, const struct node *node, void *at)
{
	const char *text = text_of(reading, setting, node), *rest;
	if (!text)
		return;
	int number = number_at(text, &rest);
	bool given = setting->fallback != text;
	if (number < 0 || *rest || (given && (number < setting->least || number > setting->most)))
		wrong(reading, setting, node, arena_printf(reading->arena, "a number from %d to %d", setting->least, setting->most));
	else
		*(int *)at = number;
}

static int unit_seconds(char unit)
{
	return unit == 's' ? 1 : unit == 'm' ? 60 : unit == 'h' ? 3600 : unit == 'd' ? 86400 : 0;
}

static const char *duration_text(struct arena *arena, int seconds)
{
	static const struct { int seconds; char unit; } units[] = { { 86400, 'd' }, { 3600, 'h' }, { 60, 'm' }, { 1, 's' } };
	size_t i = 0;
	while (seconds % units[i].seconds)
		i++;
	return arena_printf(arena, "%d%c", seconds / units[i].seconds, units[i].unit);
}

static void read_duration(struct reading *reading, const struct setting *setting, const struct node *node, void *at)
{
	const char *text = text_of(reading, setting, node), *rest;
	if (!text)
		return;
	int64_t number = number_at(text, &rest);
	int64_t seconds = number * unit_seconds(*rest);
	if (number < 0 || !*rest || rest[1] || seconds < setting->least || seconds > setting->most)
		wrong(reading, setting, node, arena_printf(reading->arena, "a time from %s to %s, such as 60s, 15m, 24h or 1d",
			duration_text(reading->arena, setting->least), duration_text(reading->arena, setting->most)));
	else
		*(int *)at = (int)seconds;
}

static void read_days(struct reading *reading, const struct setting *setting, const struct node *node, void *at)
{
	const char *text = text_of(reading, setting, node), *rest;
	if (!text)
		return;
	int number = number_at(text, &rest);
	if (strcmp(rest, "d") != 0 || number < setting->least || number > setting->most)
		wrong(reading, setting, node, arena_printf(reading->arena, "a number of days from %dd to %dd, such as 90d", setting->least,
			setting->most));
	else
		*(int *)at = number;
}

/* How often publishers renew; the words carry rule 10's allowance. */
static const struct { const char *word; struct cadence cadence; } cadence_words[] = {
	{ "daily", { CADENCE_DAYS, 1 } }, { "weekly", { CADENCE_DAYS, 7 } }, { "monthly", { CADENCE_DAYS, 45 } },
	{ "quarterly", { CADENCE_DAYS, 120 } }, { "yearly", { CADENCE_DAYS, 400 } },
};

static bool cadence_parse(const char *text, struct cadence *out)
{
	for (size_t i = 0; i < sizeof cadence_words / sizeof *cadence_words; i++)
		if (strcmp(text, cadence_words[i].word) == 0) {
			*out = cadence_words[i].cadence;
			return true;
		}
	const char *rest;
	int number = number_at(text, &rest);
	if (number < 1 || number > 40000)
		return false;
	bool working = strcmp(rest, " working day") == 0 || strcmp(rest, " working days") == 0;
	bool days = strcmp(rest, "d") == 0 || strcmp(rest, " day") == 0 || strcmp(rest, " days") == 0;
	if (working || days)
		*out = (struct cadence){ working ? CADENCE_WORKING_DAYS : CADENCE_DAYS, number };
	else if (unit_seconds(*rest) && !rest[1])
		*out = (struct cadence){ CADENCE_SECONDS, number * unit_seconds(*rest) };
	return working || days || (unit_seconds(*rest) && !rest[1]);
}

static void read_cadence(struct reading *reading, const struct setting *setting, const struct node *node, void *at)
{
	const char *text = text_of(reading, setting, node);
	struct cadence cadence;
	if (!text)
		return;
	if (cadence_parse(text, &cadence))
		memcpy(at, &cadence, sizeof cadence);
	else
		wrong(reading, setting, node, "15m, 1 working day, 45d, daily, weekly, monthly, quarterly or yearly");
}

static void read_rate(struct reading *reading, const struct setting *setting, const struct node *node, void *at)
{
	const char *text = text_of(reading, setting, node), *rest;
	if (!text)
		return;
	int number = number_at(text, &rest);
	bool fits = number >= setting->least && number <= setting->most && rest[0] == '/' && strchr("sm", rest[1]) &&
		rest[1] && !rest[2];
	if (fits)
		*(double *)at = rest[1] == 's' ? number : number / 60.0;
	else
		wrong(reading, setting, node, "requests a second or a minute, such as 10/s or 30/m");
}

static void read_day(struct reading *reading, const struct setting *setting, const struct node *node, void *at)
{
	const char *text = text_of(reading, setting, node);
	enum precision precision;
	day_t day;
	if (!text)
		return;
	if (day_parse(text, &day, &precision) && precision == PRECISION_DAY)
		*(day_t *)at = day;
	else
		wrong(reading, setting, node, "a date such as 2023-04-01");
}

static void read_tile(struct reading *reading, const struct setting *setting, const struct node *node, void *at)
{
	int tile[2];
	if (!settings_expect(reading, node, NODE_LIST, setting->key))
		return;
	bool fits = node->count == 2;
	for (size_t i = 0; fits && i < 2; i++) {
		const char *rest = "";
		tile[i] = node->items[i]->type == NODE_SCALAR ? number_at(node->items[i]->text, &rest) : -1;
		fits = tile[i] >= setting->least && tile[i] <= setting->most && !*rest;
	}
	if (fits)
		memcpy(at, tile, sizeof tile);
	else
		config_fault_add(reading->faults, &node->at, "%s; expected [row, column], each from %d to %d", setting->key,
			setting->least, setting->most);
}

static void read_lines(struct reading *reading, const struct setting *setting, const struct node *node, void *at)
{
	struct words words = { 0 };
	if (!settings_expect(reading, node, NODE_LIST, setting->key))
		return;
	words.at = arena_alloc(reading->arena, (node->count + 1) * sizeof *words.at);
	for (size_t i = 0; i < node->count; i++) {
		const char *text = text_of(reading, setting, node->items[i]);
		if (text)
			words.at[words.count++] = text;
	}
	memcpy(at, &words, sizeof words);
}

/* ---- ids of hubs and areas: the configuration's are read before these ---------------------------- */

static void add_word(struct words *words, const char *word)
{
	for (size_t i = 0; i < words->count; i++)
		if (strcmp(words->at[i], word) == 0)
			return;
	words->at[words->count++] = word;
}

static void add_hub(struct reading *reading, const struct setting *setting, const struct node *node,
	struct words *words)
{
	const struct config *config = reading->config;
	if (strcmp(node->text, "all") == 0) {
		for (size_t i = 0; i < config->hub_count; i++)
			add_word(words, config->hubs[i].id);
	} else if (strcmp(node->text, "countywide") == 0 || config_hub_index(config, node->text) >= 0 || !reading->whole) {
		add_word(words, node->text);
	} else {
		const char **ids = arena_alloc(reading->arena, (config->hub_count + 2) * sizeof *ids);
		for (size_t i = 0; i < config->hub_count; i++)
			ids[i] = config->hubs[i].id;
		ids[config->hub_count] = "countywide";
		ids[config->hub_count + 1] = "all";
		config_fault_add(reading->faults, &node->at, "%s \"%.60s\" is no hub; expected all, countywide or a hub's id%s",
			setting->key, node->text, did_you_mean(reading->arena, node->text, ids, config->hub_count + 2));
	}
}

static void read_places(struct reading *reading, const struct setting *setting, const struct node *node, void *at)
{
	bool list = node->type == NODE_LIST;
	size_t count = list ? node->count : 1;
	struct words words = { 0 };
	words.at = arena_alloc(reading->arena, (reading->config->hub_count + count + 2) * sizeof *words.at);
	for (size_t i = 0; i < count; i++) {
		const struct node *item = list ? node->items[i] : node;
		if (text_of(reading, setting, item))
			add_hub(reading, setting, item, &words);
	}
	memcpy(at, &words, sizeof words);
}

static void read_names(struct reading *reading, const struct setting *setting, const struct node *node, void *at)
{
	const struct config *config = reading->config;
	struct words words = { .at = arena_alloc(reading->arena, (node->count + 1) * sizeof *words.at) };
	const char **ids = arena_alloc(reading->arena, (config->area_count + 1) * sizeof *ids);
	for (size_t i = 0; i < config->area_count; i++)
		ids[i] = config->areas[i].id;
	if (!settings_expect(reading, node, NODE_LIST, setting->key))
		return;
	for (size_t i = 0; i < node->count; i++) {
		const char *text = text_of(reading, setting, node->items[i]);
		bool none = text && strcmp(text, "none") == 0; /* speaks for no area */
		if (text && (none || config_area_index(config, text) >= 0 || !reading->whole))
			add_word(&words, text);
		else if (text)
			config_fault_add(reading->faults, &node->items[i]->at, "\"%.60s\" is no area; expected an area's id, or none%s",
				text, did_you_mean(reading->arena, text, ids, config->area_count));
	}
	memcpy(at, &words, sizeof words);
}

/* ---- files and addresses ------------------------------------------------------------------------- */

const char *path_beside(struct arena *arena, const char *file, const char *path)
{
	const char *home = getenv("HOME"), *slash = strrchr(file, '/');
	if (str_starts(path, "~/") && home)
		return arena_printf(arena, "%s%s", home, path + 1);
	if (*path == '/' || !slash)
		return path;
	return arena_printf(arena, "%.*s/%s", (int)(slash - file), file, path);
}

static void read_file(struct reading *reading, const struct setting *setting, const struct node *node, void *at)
{
	const char *text = text_of(reading, setting, node);
	if (!text)
		return;
	bool is_map = strcmp(setting->key, "map") == 0; /* config.c looks for it in two places */
	const char *path = is_map ? text : path_beside(reading->arena, node->at.file, text);
	memcpy(at, &path, sizeof path);
}

setting_reader *const setting_readers[SETTING_TYPE_COUNT] = {
	[SETTING_TEXT] = read_text, [SETTING_NAME] = read_name, [SETTING_KEY] = read_key, [SETTING_FLAG] = read_flag,
	[SETTING_WHOLE] = read_whole, [SETTING_DURATION] = read_duration, [SETTING_DAYS] = read_days, [SETTING_CADENCE] = read_cadence,
	[SETTING_RATE] = read_rate, [SETTING_CHOICE] = read_choice, [SETTING_ENUM] = read_enum, [SETTING_DAY] = read_day,
	[SETTING_URL] = read_url, [SETTING_FILE] = read_file, [SETTING_TILE] = read_tile, [SETTING_NAMES] = read_names,
	[SETTING_PLACES] = read_places, [SETTING_LINES] = read_lines,
};
