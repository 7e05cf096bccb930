/* The table of settings against what is made from it: config/hubbrief.schema.json and the lists in
 * man/hubbrief.yaml.5. With GENERATE=1 in the environment both are written anew. */
#include <ctype.h>
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <jansson.h>

#include "hubbrief/settings.h"

static const char schema_path[] = "config/hubbrief.schema.json", manual_path[] = "man/hubbrief.yaml.5";

static char *read_whole(const char *path)
{
	struct str text = { 0 };
	char buffer[4096];
	size_t got;
	FILE *file = fopen(path, "r");
	while (file && (got = fread(buffer, 1, sizeof buffer, file)) > 0)
		str_addn(&text, buffer, got);
	if (file)
		fclose(file);
	return str_take(&text);
}

static void write_whole(const char *path, const char *text)
{
	FILE *file = fopen(path, "w");
	assert_non_null(file);
	fputs(text, file);
	fclose(file);
}

static bool generating(void)
{
	return getenv("GENERATE") != NULL;
}

/* ---- the schema, for editors --------------------------------------------------------------------- */

static json_t *reference(const char *section)
{
	json_t *one = json_pack("{s:o}", "$ref", json_sprintf("#/definitions/%s", section));
	if (strcmp(section, "box") != 0)
		return one;
	return json_pack("{s:[o,{s:s}]}", "anyOf", one, "$ref", "#/definitions/pane");
}

static json_t *enumeration(const char *choices)
{
	struct arena arena = { 0 };
	size_t count;
	const char **words = choice_words(&arena, choices, &count);
	json_t *list = json_array();
	for (size_t i = 0; i < count; i++)
		json_array_append_new(list, json_string(words[i]));
	arena_free(&arena);
	return json_pack("{s:o}", "enum", list);
}

/* One character of the choices; a digit may be written without quotes. */
static json_t *one_character(const char *choices)
{
	json_t *list = json_array();
	for (const char *at = choices; *at; at++) {
		json_array_append_new(list, json_stringn(at, 1));
		if (isdigit((unsigned char)*at))
			json_array_append_new(list, json_integer(*at - '0'));
	}
	return json_pack("{s:o}", "enum", list);
}

static json_t *pattern(const char *regex)
{
	return json_pack("{s:s, s:s}", "type", "string", "pattern", regex);
}

static json_t *list_of(json_t *items, const struct setting *setting)
{
	json_t *list = json_pack("{s:s, s:o, s:i}", "type", "array", "items", items, "minItems", setting->least);
	if (setting->most)
		json_object_set_new(list, "maxItems", json_integer(setting->most));
	return list;
}

static json_t *names(void)
{
	return json_pack("{s:s}", "type", "string");
}

static json_t *value_schema(const struct setting *setting)
{
	switch (setting->type) {
	case SETTING_NAME: return pattern("^[a-z0-9_-]+$");
	case SETTING_KEY: return one_character(setting->choices);
	case SETTING_FLAG:
		if (strcmp(setting->choices, "false true") != 0)
			return enumeration(setting->choices);
		return json_pack("{s:s}", "type", "boolean");
	case SETTING_WHOLE:
		return json_pack("{s:s, s:i, s:i}", "type", "integer", "minimum", setting->least, "maximum", setting->most);
	case SETTING_DURATION: return pattern("^[0-9]+[smhd]$");
	case SETTING_DAYS: return pattern("^[1-9][0-9]*d$");
	case SETTING_CADENCE:
		return pattern("^([0-9]+[smhd]|[0-9]+ (working )?days?|daily|weekly|monthly|quarterly|yearly)$");
	case SETTING_RATE: return pattern("^[0-9]+/[sm]$");
	case SETTING_CHOICE: case SETTING_ENUM: return enumeration(setting->choices);
	case SETTING_DAY: return pattern("^[0-9]{4}-[0-9]{2}-[0-9]{2}$");
	case SETTING_TILE:
		return json_pack("{s:s, s:{s:s, s:i, s:i}, s:i, s:i}", "type", "array", "items", "type", "integer", "minimum",
			setting->least, "maximum", setting->most, "minItems", 2, "maxItems", 2);
	case SETTING_NAMES: case SETTING_LINES: return list_of(names(), setting);
	case SETTING_PLACES: return json_pack("{s:[o,o]}", "anyOf", names(), list_of(names(), setting));
	case SETTING_MAPPING: return reference(setting->choices);
	case SETTING_LIST: return list_of(reference(setting->choices), setting);
	case SETTING_NAMED:
		return json_pack("{s:s, s:o}", "type", "object", "additionalProperties", reference(setting->choices));
	case SETTING_PAIRS: return json_pack("{s:s, s:o}", "type", "object", "additionalProperties", names());
	case SETTING_TEXT: case SETTING_URL: case SETTING_FILE: break;
	case SETTING_TYPE_COUNT: fail();
	}
	return names();
}

static json_t *default_of(const struct setting *setting)
{
	if (setting->type == SETTING_WHOLE)
		return json_integer(atoi(setting->fallback));
	if (setting->type == SETTING_FLAG && strcmp(setting->choices, "false true") == 0)
		return json_boolean(strcmp(setting->fallback, "true") == 0);
	return json_string(setting->fallback);
}

static json_t *section_schema(enum section section)
{
	json_t *properties = json_object(), *required = json_array();
	for (const struct setting *setting = setting_table; setting->key; setting++) {
		if (setting->section != section)
			continue;
		json_t *value = value_schema(setting);
		json_object_set_new(value, "description", json_string(setting->help));
		if (setting->fallback)
			json_object_set_new(value, "default", default_of(setting));
		json_object_set_new(properties, setting->key, value);
		if (setting->required)
			json_array_append_new(required, json_string(setting->key));
	}
	json_t *schema = json_pack("{s:s, s:b, s:o}", "type", "object", "additionalProperties", 0, "properties", properties);
	if (json_array_size(required))
		json_object_set(schema, "required", required);
	json_decref(required);
	return schema;
}

/* What is required may also stand in an included file. */
static void or_included(json_t *schema)
{
	json_t *required = json_incref(json_object_get(schema, "required"));
	json_object_del(schema, "required");
	json_object_set_new(schema, "anyOf", json_pack("[{s:o}, {s:[s]}]", "required", required, "required", "include"));
}

static char *schema_text(void)
{
	json_t *definitions = json_object();
	for (int i = SECTION_PARTNERSHIP; i < SECTION_COUNT; i++)
		json_object_set_new(definitions, section_names[i], section_schema((enum section)i));
	json_t *schema = json_pack("{s:s, s:s, s:s}", "$schema", "http://json-schema.org/draft-07/schema#", "title",
		"hubbrief.yaml", "description", "Made from include/hubbrief/settings.def; see hubbrief.yaml(5).");
	json_t *top = section_schema(SECTION_TOP);
	json_object_update(schema, top);
	json_decref(top);
	or_included(schema);
	json_object_set_new(schema, "definitions", definitions);
	char *text = json_dumps(schema, JSON_INDENT(2) | JSON_ENSURE_ASCII), *line = mem_printf("%s\n", text);
	free(text);
	json_decref(schema);
	return line;
}

static void test_schema(void **state)
{
	(void)state;
	char *wanted = schema_text();
	if (generating())
		write_whole(schema_path, wanted);
	char *is = read_whole(schema_path);
	assert_string_equal(is, wanted);
	free(is);
	free(wanted);
}

/* ---- the manual's lists -------------------------------------------------------------------------- */

static const char *argument_of(const struct setting *setting)
{
	static const char *const words[SETTING_TYPE_COUNT] = {
		[SETTING_TEXT] = "text", [SETTING_NAME] = "name", [SETTING_KEY] = "character", [SETTING_WHOLE] = "number",
		[SETTING_DURATION] = "time", [SETTING_DAYS] = "days", [SETTING_CADENCE] = "time", [SETTING_RATE] = "count/s", [SETTING_DAY] = "date",
		[SETTING_URL] = "address", [SETTING_FILE] = "file", [SETTING_TILE] = "[row, column]", [SETTING_NAMES] = "list",
		[SETTING_PLACES] = "hubs", [SETTING_MAPPING] = "mapping", [SETTING_LIST] = "list", [SETTING_NAMED] = "mapping",
		[SETTING_LINES] = "list", [SETTING_PAIRS] = "mapping", [SETTING_FLAG] = NULL, [SETTING_CHOICE] = NULL,
		[SETTING_ENUM] = NULL,
	};
	return words[setting->type];
}

static void add_choices(struct str *out, const char *choices)
{
	struct arena arena = { 0 };
	size_t count;
	const char **words = choice_words(&arena, choices, &count);
	for (size_t i = 0; i < count; i++)
		str_addf(out, "%s%s", i ? " | " : "", words[i]);
	arena_free(&arena);
}

static void add_bound(struct str *out, const struct setting *setting, int value)
{
	if (setting->type != SETTING_DURATION || value % 60)
		str_addf(out, setting->type == SETTING_DURATION ? "%ds" : "%d", value);
	else if (value % 86400 == 0)
		str_addf(out, "%dd", value / 86400);
	else
		str_addf(out, "%dm", value / 60);
}

static void add_item(struct str *out, const struct setting *setting)
{
	str_addf(out, ".It Ic %s Ar ", setting->key);
	if (argument_of(setting))
		str_add(out, argument_of(setting));
	else
		add_choices(out, setting->choices);
	str_addf(out, "\n%c%s.\n", toupper((unsigned char)setting->help[0]), setting->help + 1);
	if (setting->most && (setting->type == SETTING_WHOLE || setting->type == SETTING_DURATION)) {
		str_add(out, "From ");
		add_bound(out, setting, setting->least);
		str_add(out, " to ");
		add_bound(out, setting, setting->most);
		str_add(out, ".\n");
	}
	if (setting->required)
		str_add(out, "Required.\n");
	if (setting->fallback && *setting->fallback)
		str_addf(out, "The default is\n.Ql %s .\n", setting->fallback);
}

static void add_section(struct str *out, enum section section)
{
	str_add(out, ".Bl -tag -width Ds\n");
	for (const struct setting *setting = setting_table; setting->key; setting++)
		if (setting->section == section)
			add_item(out, setting);
	str_add(out, ".El\n");
}

/* The manual with what stands between its marks made anew; *marks counts the sections that it lists. */
static char *manual_text(const char *manual, int *marks)
{
	static const char begin[] = ".\\\" begin ", end[] = ".\\\" end";
	struct str out = { 0 };
	bool inside = false;
	for (const char *line = manual; *line;) {
		size_t length = strcspn(line, "\n") + 1;
		inside = inside && !str_starts(line, end);
		if (!inside)
			str_addn(&out, line, length);
		if (str_starts(line, begin)) {
			char *name = mem_dupn(line + strlen(begin), length - strlen(begin) - 1);
			assert_int_not_equal(section_named(name), SECTION_COUNT);
			add_section(&out, section_named(name));
			free(name);
			inside = true;
			++*marks;
		}
		line += length;
	}
	return str_take(&out);
}

static void test_manual(void **state)
{
	(void)state;
	int marks = 0;
	char *is = read_whole(manual_path), *wanted = manual_text(is, &marks);
	assert_int_equal(marks, SECTION_COUNT);
	if (generating())
		write_whole(manual_path, wanted);
	else
		assert_string_equal(is, wanted);
	free(is);
	free(wanted);
}

/* ---- the table itself ---------------------------------------------------------------------------- */

static void test_rows(void **state)
{
	(void)state;
	for (const struct setting *setting = setting_table; setting->key; setting++) {
		bool structure = setting->type == SETTING_MAPPING || setting->type == SETTING_LIST ||
			setting->type == SETTING_NAMED;
		if (structure)
			assert_int_not_equal(section_named(setting->choices), SECTION_COUNT);
		if (setting->offset != SETTING_BUILT)
			assert_non_null(setting_readers[setting->type]);
		assert_false(setting->required && setting->fallback);
		assert_true(islower((unsigned char)setting->help[0]) || setting->help[0] == 'A');
		assert_int_not_equal(setting->help[strlen(setting->help) - 1], '.');
		for (const struct setting *other = setting_table; other != setting; other++)
			assert_false(other->section == setting->section && strcmp(other->key, setting->key) == 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rows), cmocka_unit_test(test_schema), cmocka_unit_test(test_manual),
	};
	return cmocka_run_group_tests_name("settings", tests, NULL, NULL);
}
