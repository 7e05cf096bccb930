/* The YAML reader: the tree, the places, the limits of libraries.md §3. What a configuration makes of its
 * faults is tested in test_config.c. */
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "hubbrief/yaml.h"

struct fixture {
	struct arena arena;
	struct config_faults faults;
	struct yaml yaml;
};

static void read_bytes(struct fixture *f, const char *text, size_t length)
{
	*f = (struct fixture){ 0 };
	f->yaml = yaml_read(&f->arena, "t.yaml", text, length, &f->faults);
}

static void read_text(struct fixture *f, const char *text)
{
	read_bytes(f, text, strlen(text));
}

static void done(struct fixture *f)
{
	config_faults_free(&f->faults);
	arena_free(&f->arena);
}

static void assert_place(const struct place_in_file *at, int line, int column)
{
	assert_string_equal(at->file, "t.yaml");
	assert_int_equal(at->line, line);
	assert_int_equal(at->column, column);
}

static void assert_fault(const struct fixture *f, size_t index, int line, int column, const char *part)
{
	assert_true(index < f->faults.count);
	assert_place(&f->faults.list[index].at, line, column);
	assert_non_null(strstr(f->faults.list[index].text, part));
}

static void test_tree(void **state)
{
	(void)state;
	struct fixture f;
	read_text(&f, "a: 1\nb:\n  - x\n  - 'y z'\n  - \"\\u00e9t\\u00e9\"\nc: { d: e }\n");
	assert_int_equal(f.faults.count, 0);
	assert_true(f.yaml.whole);
	const struct node *list = node_get(f.yaml.root, "b");
	assert_int_equal(list->type, NODE_LIST);
	assert_int_equal(list->count, 3);
	assert_string_equal(list->items[1]->text, "y z");
	assert_place(&list->items[1]->at, 4, 5);
	assert_int_equal(list->items[1]->text_column, 6);
	assert_string_equal(list->items[2]->text, "été");
	assert_int_equal(list->items[2]->text_column, 0); /* escaped: no column can be told inside it */
	assert_string_equal(node_get(node_get(f.yaml.root, "c"), "d")->text, "e");
	assert_null(node_get(f.yaml.root, "d"));
	assert_null(node_get(list, "d"));
	done(&f);
}

static void test_line_ends_and_bom(void **state)
{
	(void)state;
	struct fixture f;
	read_text(&f, "\xEF\xBB\xBF" "a: 1\r\nb: [x,\r\n  y]\r\n");
	assert_int_equal(f.faults.count, 0);
	assert_string_equal(node_get(f.yaml.root, "a")->text, "1");
	assert_place(&node_get(f.yaml.root, "b")->items[1]->at, 3, 3);
	done(&f);
}

static void test_nothing(void **state)
{
	(void)state;
	static const char *const texts[] = { "", "\n\n", "# only words\n" };
	for (size_t i = 0; i < 3; i++) {
		struct fixture f;
		read_text(&f, texts[i]);
		assert_null(f.yaml.root);
		assert_true(f.yaml.whole);
		assert_int_equal(f.faults.count, 0);
		done(&f);
	}
}

static char *repeated(const char *part, size_t count)
{
	struct str text = { 0 };
	for (size_t i = 0; i < count; i++)
		str_add(&text, part);
	return str_take(&text);
}

static double cpu(void)
{
	return (double)clock() / CLOCKS_PER_SEC;
}

/* libyaml's own loader takes 19 s for this. */
static void test_depth(void **state)
{
	(void)state;
	static const char *const parts[] = { "[", "{a: ", "- " };
	for (size_t i = 0; i < 3; i++) {
		struct fixture f;
		char *deep = repeated(parts[i], 200 * 1024 / strlen(parts[i]));
		double before = cpu();
		read_text(&f, deep);
		assert_true(cpu() - before < 2);
		assert_fault(&f, 0, 1, 1 + 32 * (int)strlen(parts[i]), "deeper than 32");
		assert_false(f.yaml.whole);
		done(&f);
		free(deep);
	}
	struct fixture f;
	char *open = repeated("[", 32), *close = repeated("]", 32), *text = mem_printf("%s%s\n", open, close);
	read_text(&f, text);
	assert_int_equal(f.faults.count, 0);
	done(&f);
	free(text);
	free(open);
	free(close);
}

static void test_size(void **state)
{
	(void)state;
	struct fixture f;
	char *text = repeated("# 34567\n", YAML_MOST_BYTES / 8);
	read_text(&f, text);
	assert_int_equal(f.faults.count, 0);
	done(&f);
	char *more = mem_printf("%s#", text);
	read_text(&f, more);
	assert_fault(&f, 0, 1, 1, "too large: 262145 bytes");
	assert_null(f.yaml.root);
	done(&f);
	free(more);
	free(text);
}

/* The bomb of ten levels: an alias is refused, never followed. */
static void test_aliases(void **state)
{
	(void)state;
	struct fixture f;
	read_text(&f, "a: &a [x, x]\nb: [*a, *a]\n");
	assert_int_equal(f.faults.count, 3);
	assert_fault(&f, 0, 1, 4, "an anchor");
	assert_fault(&f, 1, 2, 5, "an alias");
	assert_int_equal(node_get(f.yaml.root, "b")->items[0]->type, NODE_BROKEN);
	done(&f);
}

static void test_faults_are_bounded(void **state)
{
	(void)state;
	struct fixture f;
	char *text = repeated("- *a\n", 50000);
	read_text(&f, text);
	assert_int_equal(f.faults.count, 100);
	done(&f);
	free(text);
}

static void test_many_keys(void **state)
{
	(void)state;
	struct fixture f;
	struct str text = { 0 };
	for (int i = 0; text.length < YAML_MOST_BYTES - 16; i++)
		str_addf(&text, "k%d:\n", i);
	double before = cpu();
	read_text(&f, text.at);
	assert_true(cpu() - before < 2);
	assert_int_equal(f.faults.count, 1);
	assert_fault(&f, 0, 1, 1, "1000 keys");
	done(&f);
	str_free(&text);
}

static void test_bytes(void **state)
{
	(void)state;
	struct fixture f;
	read_text(&f, "a: 1\nb: \xC3\xA9\xFF\n");
	assert_fault(&f, 0, 2, 5, "not UTF-8 (0xFF)");
	done(&f);
	read_text(&f, "a: 1\nb: \x1B[2J\n");
	assert_fault(&f, 0, 2, 4, "control character");
	done(&f);
	read_bytes(&f, "a: 1\nb: x\0y\n", 12);
	assert_fault(&f, 0, 2, 5, "control character");
	done(&f);
}

/* Every tab of the indentation is told, wherever it stands in it; none of the others is a fault. */
static void test_tabs(void **state)
{
	(void)state;
	struct fixture f;
	read_text(&f, "a:\n \tb: 1\n  # \t\n\t# words\n  c: x\ty\n");
	assert_int_equal(f.faults.count, 1);
	assert_fault(&f, 0, 2, 2, "a tab in the indentation");
	assert_string_equal(node_get(node_get(f.yaml.root, "a"), "b")->text, "1");
	assert_place(&node_get(node_get(f.yaml.root, "a"), "b")->at, 2, 6);
	assert_string_equal(node_get(node_get(f.yaml.root, "a"), "c")->text, "x\ty");
	done(&f);
}

/* However wide the writer's tabs were, the lines around them decide. */
static void test_tab_widths(void **state)
{
	(void)state;
	static const char *const texts[] = {
		"a:\n\tb:\n\t\tc: 1\n", "a:\n  - x: 1\n\ty: 2\n", "a:\n    - x: 1\n\t  y: 2\n", "a:\n        b: 1\n\tc: 2\n",
		"a:\n\t- x\n\t- y\n", "a:\n  b: 1\n\tc:\n\t  - d\n",
	};
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		struct fixture f;
		read_text(&f, texts[i]);
		assert_true(f.yaml.whole);
		for (size_t k = 0; k < f.faults.count; k++)
			assert_non_null(strstr(f.faults.list[k].text, "a tab"));
		done(&f);
	}
}

static void test_what_came_before(void **state)
{
	(void)state;
	struct fixture f;
	read_text(&f, "a: 1\nb: { c: 2 }\nd: [\n");
	assert_false(f.yaml.whole);
	assert_int_equal(f.faults.count, 1);
	assert_string_equal(node_get(f.yaml.root, "a")->text, "1");
	assert_string_equal(node_get(node_get(f.yaml.root, "b"), "c")->text, "2");
	done(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_tree), cmocka_unit_test(test_line_ends_and_bom), cmocka_unit_test(test_nothing),
		cmocka_unit_test(test_depth), cmocka_unit_test(test_size), cmocka_unit_test(test_aliases),
		cmocka_unit_test(test_faults_are_bounded), cmocka_unit_test(test_many_keys), cmocka_unit_test(test_bytes),
		cmocka_unit_test(test_tabs), cmocka_unit_test(test_tab_widths), cmocka_unit_test(test_what_came_before),
	};
	return cmocka_run_group_tests_name("yaml", tests, NULL, NULL);
}
