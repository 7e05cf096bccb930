/* YAML text to a tree of nodes with their places, from libyaml's events (its loader has no limit on depth:
 * 200 KB of '[' take it 19 s). Called by config.c in both programs, and by the fuzzer. */
#include "hubbrief/yaml.h"

#include <stdlib.h>
#include <string.h>

#include <unistr.h>
#include <yaml.h>

/* A line whose tabs were replaced: columns told to people are those of the file as written. */
struct shift {
	int line, added;
};

struct reader {
	struct arena *arena;
	struct config_faults *faults;
	const char *file;
	yaml_parser_t parser;
	struct str text;      /* what libyaml reads: the file with the tabs of its indentation replaced */
	struct shift *shifts; /* by line */
	size_t shift_count;
	bool failed;
};

static struct place_in_file place_of(const struct reader *reader, yaml_mark_t mark)
{
	struct place_in_file at = { reader->file, (int)mark.line + 1, (int)mark.column + 1 };
	size_t low = 0, high = reader->shift_count;
	while (low < high) {
		size_t middle = (low + high) / 2;
		if (reader->shifts[middle].line < at.line)
			low = middle + 1;
		else
			high = middle;
	}
	if (low < reader->shift_count && reader->shifts[low].line == at.line && at.column > reader->shifts[low].added)
		at.column -= reader->shifts[low].added;
	return at;
}

/* ---- the text before libyaml sees it ------------------------------------------------------------- */

static int characters(const char *text, size_t length)
{
	int count = 0;
	for (size_t i = 0; i < length; i++)
		count += ((unsigned char)text[i] & 0xC0) != 0x80;
	return count;
}

static struct place_in_file place_at(const char *file, const char *text, size_t offset)
{
	struct place_in_file at = { file, 1, 1 };
	size_t start = 0;
	for (size_t i = 0; i < offset; i++)
		if (text[i] == '\n' || (text[i] == '\r' && text[i + 1] != '\n')) {
			at.line++;
			start = i + 1;
		}
	at.column = 1 + characters(text + start, offset - start);
	return at;
}

static bool text_fits(struct reader *reader, const char *text, size_t length)
{
	if (length > YAML_MOST_BYTES) {
		config_fault_add(reader->faults, &(struct place_in_file){ reader->file, 1, 1 },
			"the file is too large: %zu bytes, at most %d are read", length, YAML_MOST_BYTES);
		return false;
	}
	const uint8_t *bad = u8_check((const uint8_t *)text, length);
	if (bad) {
		struct place_in_file at = place_at(reader->file, text, (size_t)((const char *)bad - text));
		config_fault_add(reader->faults, &at, "a byte that is not UTF-8 (0x%02X); save the file as UTF-8", *bad);
		return false;
	}
	return true;
}

struct line {
	size_t start, blank, length; /* blank: bytes of indentation */
	int tab_column;              /* of the first tab among them; 0 none */
	bool says;                   /* more than a comment */
};

static struct line line_at(const char *text, size_t length, size_t start)
{
	struct line line = { .start = start };
	while (start + line.length < length && text[start + line.length] != '\n' && text[start + line.length] != '\r')
		line.length++;
	if (start + line.length + 1 < length && text[start + line.length] == '\r' && text[start + line.length + 1] == '\n')
		line.length++;
	if (start + line.length < length)
		line.length++;
	while (line.blank < line.length && (text[start + line.blank] == ' ' || text[start + line.blank] == '\t'))
		line.blank++;
	const char *tab = memchr(text + start, '\t', line.blank);
	line.says = line.blank < line.length && !strchr("#\r\n", text[start + line.blank]);
	line.tab_column = tab ? (int)(tab - (text + start)) + 1 : 0;
	return line;
}

/* The indentation that suits a line, judged by the last one before it that had none of its tabs to lose. */
struct hint {
	int dash, content; /* columns of the last '-' and of what followed it, from 0 */
	bool opens;        /* it ended with ':' */
};

static void hint_from(struct hint *hint, const char *line, size_t length, int indent)
{
	while (length && strchr("\r\n ", line[length - 1]))
		length--;
	if (!length || line[0] == '#')
		return;
	hint->content = indent;
	if (line[0] == '-' && length > 1 && line[1] == ' ') {
		hint->dash = indent;
		hint->content = indent + 2;
	}
	hint->opens = line[length - 1] == ':';
}

enum { AS_THE_LINE_BEFORE = 0 };

/* How many spaces stand for the blanks of a tabbed line: as the line before suggests, or by tab stops. */
static int indent_for(const char *line, size_t blank, int stop, const struct hint *hint)
{
	if (stop == AS_THE_LINE_BEFORE) {
		if (hint->opens)
			return hint->content + 2;
		return line[blank] == '-' ? hint->dash : hint->content;
	}
	int column = 0;
	for (size_t i = 0; i < blank; i++)
		column = line[i] == '\t' ? (column / stop + 1) * stop : column + 1;
	return column;
}

static void replace_tabs(struct reader *reader, const char *text, size_t length, int stop)
{
	struct hint hint = { 0 };
	int number = 0;
	str_reset(&reader->text);
	reader->shift_count = 0;
	for (size_t at = 0; at < length;) {
		struct line line = line_at(text, length, at);
		const char *start = text + line.start;
		int indent = line.tab_column ? indent_for(start, line.blank, stop, &hint) : (int)line.blank;
		number++;
		if (line.tab_column && line.says)
			reader->shifts[reader->shift_count++] = (struct shift){ number, indent - (int)line.blank };
		str_pad(&reader->text, indent);
		str_addn(&reader->text, start + line.blank, line.length - line.blank);
		hint_from(&hint, start + line.blank, line.length - line.blank, indent);
		at += line.length;
	}
}

static size_t count_tabs(struct reader *reader, const char *text, size_t length)
{
	size_t count = 0;
	int number = 0;
	for (size_t at = 0; at < length;) {
		struct line line = line_at(text, length, at);
		number++;
		if (line.tab_column && line.says) {
			struct place_in_file place = { reader->file, number, line.tab_column };
			config_fault_add(reader->faults, &place, "a tab in the indentation; YAML is indented with spaces");
			count++;
		}
		at += line.length;
	}
	return count;
}

/* ---- events -------------------------------------------------------------------------------------- */

static void parser_start(struct reader *reader)
{
	if (!yaml_parser_initialize(&reader->parser))
		abort(); /* out of memory */
	yaml_parser_set_encoding(&reader->parser, YAML_UTF8_ENCODING);
	yaml_parser_set_input_string(&reader->parser, (const unsigned char *)str_text(&reader->text), reader->text.length);
}

/* Whether libyaml gets through: the events alone, nothing kept. */
static bool parses(struct reader *reader)
{
	parser_start(reader);
	bool ok = true, end = false;
	for (int depth = 0; ok && !end;) {
		yaml_event_t event;
		ok = yaml_parser_parse(&reader->parser, &event) != 0;
		if (!ok)
			break;
		depth += event.type == YAML_SEQUENCE_START_EVENT || event.type == YAML_MAPPING_START_EVENT;
		depth -= event.type == YAML_SEQUENCE_END_EVENT || event.type == YAML_MAPPING_END_EVENT;
		end = event.type == YAML_STREAM_END_EVENT;
		ok = depth <= YAML_MOST_DEPTH;
		yaml_event_delete(&event);
	}
	yaml_parser_delete(&reader->parser);
	return ok;
}

/* Tabs are told one by one, then read as the spaces that most likely were meant, so that they hide
 * nothing else. */
static void prepare(struct reader *reader, const char *text, size_t length)
{
	static const int stops[] = { AS_THE_LINE_BEFORE, 2, 4, 8 };
	if (!memchr(text, '\t', length)) {
		str_addn(&reader->text, text, length);
		return;
	}
	size_t tabs = count_tabs(reader, text, length);
	reader->shifts = arena_alloc(reader->arena, (tabs + 1) * sizeof *reader->shifts);
	for (size_t i = 0; i < sizeof stops / sizeof *stops; i++) {
		replace_tabs(reader, text, length, stops[i]);
		if (!tabs || parses(reader))
			return;
	}
	replace_tabs(reader, text, length, AS_THE_LINE_BEFORE);
}

/* What libyaml says, in words for people. */
static const struct {
	const char *problem, *said;
} problem_words[] = {
	{ "mapping values are not allowed in this context",
		"a ':' where none can stand; indent the line as its neighbours, or put the text in quotes" },
	{ "did not find expected key", "this line is not indented as the lines above it; expected a key there" },
	{ "did not find expected '-' indicator", "this line is not indented as the list above it; expected '-'" },
	{ "did not find expected ',' or ']'", "a list in [ ] is not closed; expected ',' or ']'" },
	{ "did not find expected ',' or '}'", "a mapping in { } is not closed; expected ',' or '}'" },
	{ "found unexpected end of stream", "the quote that opens here is never closed" },
	{ "could not find expected ':'", "expected ':' after the key" },
	{ "found character that cannot start any token",
		"this character cannot begin a text; put the text in quotes" },
	{ "control characters are not allowed", "a control character; remove it" },
};

static void syntax_fault(struct reader *reader)
{
	const yaml_parser_t *parser = &reader->parser;
	const char *said = parser->problem ? parser->problem : "cannot be read";
	struct place_in_file at = place_of(reader, parser->problem_mark);
	for (size_t i = 0; i < sizeof problem_words / sizeof *problem_words; i++)
		if (strcmp(said, problem_words[i].problem) == 0)
			said = problem_words[i].said;
	if (parser->error == YAML_READER_ERROR)
		at = place_at(reader->file, str_text(&reader->text),
			parser->problem_offset < reader->text.length ? parser->problem_offset : reader->text.length);
	else if (parser->context && strstr(parser->context, "quoted scalar"))
		at = place_of(reader, parser->context_mark);
	config_fault_add(reader->faults, &at, "%s; nothing after this place was read", said);
	reader->failed = true;
}

static bool next_event(struct reader *reader, yaml_event_t *event)
{
	if (reader->failed)
		return false;
	if (yaml_parser_parse(&reader->parser, event))
		return true;
	syntax_fault(reader);
	return false;
}

static struct node *node_new(const struct reader *reader, enum node_type type, const yaml_event_t *event)
{
	struct node *node = arena_alloc(reader->arena, sizeof *node);
	node->type = type;
	node->at = place_of(reader, event->start_mark);
	return node;
}

static void refuse_extras(const struct reader *reader, const struct node *node, const void *anchor, const void *tag)
{
	if (anchor)
		config_fault_add(reader->faults, &node->at, "an anchor (&); write the value out where it is needed");
	if (tag)
		config_fault_add(reader->faults, &node->at, "a tag (!); tags are not used here, remove it");
}

static struct node *scalar_new(const struct reader *reader, const yaml_event_t *event)
{
	struct node *node = node_new(reader, NODE_SCALAR, event);
	const char *text = (const char *)event->data.scalar.value;
	int written = (int)event->end_mark.column - (int)event->start_mark.column;
	node->text = arena_dupn(reader->arena, text, event->data.scalar.length);
	node->plain = event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
	int quotes = node->plain ? 0 : 2;
	if (event->start_mark.line == event->end_mark.line && written == characters(text, strlen(text)) + quotes)
		node->text_column = node->at.column + quotes / 2;
	refuse_extras(reader, node, event->data.scalar.anchor, event->data.scalar.tag);
	return node;
}

static void node_add(const struct reader *reader, struct node *node, struct node *key, struct node *item)
{
	size_t room = node->count;
	if ((room & (room - 1)) == 0) { /* full at every power of two */
		size_t size = room ? 2 * room : 1;
		struct node **items = arena_alloc(reader->arena, size * sizeof *items);
		struct node **keys = arena_alloc(reader->arena, size * sizeof *keys);
		if (room) {
			memcpy(items, node->items, room * sizeof *items);
			memcpy(keys, node->keys, room * sizeof *keys);
		}
		node->items = items;
		node->keys = keys;
	}
	node->keys[node->count] = key;
	node->items[node->count++] = item;
}

static struct node *read_node(struct reader *reader, const yaml_event_t *event, int depth);

/* The node that starts with the next event; NULL at the end of what contains it, or of what can be read. */
static struct node *read_next(struct reader *reader, int depth)
{
	yaml_event_t event;
	if (!next_event(reader, &event))
		return NULL;
	struct node *node = read_node(reader, &event, depth);
	yaml_event_delete(&event);
	return node;
}

enum { MOST_KEYS = 1000 }; /* of one mapping; every key is compared with those before it */

static bool key_fits(const struct reader *reader, const struct node *map, const struct node *key)
{
	if (key->type != NODE_SCALAR) {
		if (key->type != NODE_BROKEN)
			config_fault_add(reader->faults, &key->at, "%s as a key; expected a word", node_type_text(key->type));
		return false;
	}
	const struct node *first = node_get(map, key->text);
	if (!first)
		return true;
	for (size_t i = 0; i < map->count; i++)
		if (map->items[i] == first)
			config_fault_add(reader->faults, &key->at, "\"%.60s\" again; it stands already on line %d",
				key->text, map->keys[i]->at.line);
	return false;
}

static void read_children(struct reader *reader, struct node *node, int depth)
{
	struct node *child;
	while ((child = read_next(reader, depth + 1))) {
		if (node->type == NODE_LIST) {
			node_add(reader, node, NULL, child);
			continue;
		}
		bool fits = node->count < MOST_KEYS && key_fits(reader, node, child);
		struct node *value = read_next(reader, depth + 1);
		if (!value)
			return;
		if (fits)
			node_add(reader, node, child, value);
	}
	if (node->type == NODE_MAP && node->count == MOST_KEYS)
		config_fault_add(reader->faults, &node->at, "a mapping of %d keys or more; expected fewer", MOST_KEYS);
}

static struct node *read_inner(struct reader *reader, enum node_type type, const yaml_event_t *event, int depth)
{
	struct node *node = node_new(reader, type, event);
	if (depth >= YAML_MOST_DEPTH) {
		config_fault_add(reader->faults, &node->at, "nested deeper than %d; nothing after this place was read",
			YAML_MOST_DEPTH);
		reader->failed = true;
		return node;
	}
	if (type == NODE_LIST)
		refuse_extras(reader, node, event->data.sequence_start.anchor, event->data.sequence_start.tag);
	else
		refuse_extras(reader, node, event->data.mapping_start.anchor, event->data.mapping_start.tag);
	read_children(reader, node, depth);
	return node;
}

static struct node *read_node(struct reader *reader, const yaml_event_t *event, int depth)
{
	if (event->type == YAML_SCALAR_EVENT)
		return scalar_new(reader, event);
	if (event->type == YAML_SEQUENCE_START_EVENT)
		return read_inner(reader, NODE_LIST, event, depth);
	if (event->type == YAML_MAPPING_START_EVENT)
		return read_inner(reader, NODE_MAP, event, depth);
	if (event->type != YAML_ALIAS_EVENT)
		return NULL;
	struct node *node = node_new(reader, NODE_BROKEN, event);
	config_fault_add(reader->faults, &node->at, "an alias (*); write the value out where it is needed");
	return node;
}

static struct node *read_document(struct reader *reader)
{
	struct node *root = NULL;
	yaml_event_t event;
	for (bool end = false; !end && next_event(reader, &event);) {
		struct place_in_file at = place_of(reader, event.start_mark);
		end = event.type == YAML_STREAM_END_EVENT;
		if (event.type == YAML_DOCUMENT_START_EVENT && root) {
			config_fault_add(reader->faults, &at, "a second document (---); expected one in a file");
			end = true;
		} else if (!root) {
			root = read_node(reader, &event, 0);
		}
		yaml_event_delete(&event);
	}
	return root;
}

/* ---- for others ---------------------------------------------------------------------------------- */

struct yaml yaml_read(struct arena *arena, const char *file, const char *text, size_t length,
	struct config_faults *faults)
{
	struct reader reader = { .arena = arena, .faults = faults, .file = arena_dup(arena, file) };
	struct yaml yaml = { 0 };
	if (length >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0) { /* a byte order mark is no character */
		text += 3;
		length -= 3;
	}
	if (!text_fits(&reader, text, length))
		return yaml;
	prepare(&reader, text, length);
	parser_start(&reader);
	yaml.root = read_document(&reader);
	yaml.whole = !reader.failed;
	yaml_parser_delete(&reader.parser);
	str_free(&reader.text);
	return yaml;
}

struct node *node_get(const struct node *map, const char *key)
{
	if (!map || map->type != NODE_MAP)
		return NULL;
	for (size_t i = 0; i < map->count; i++)
		if (strcmp(map->keys[i]->text, key) == 0)
			return map->items[i];
	return NULL;
}

const char *node_type_text(enum node_type type)
{
	static const char *const texts[] = {
		[NODE_SCALAR] = "text", [NODE_LIST] = "a list", [NODE_MAP] = "a mapping", [NODE_BROKEN] = "nothing",
	};
	return texts[type];
}
