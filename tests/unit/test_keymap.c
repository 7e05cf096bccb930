/* Which key does what: defaults, hubs and areas, rebinding, clashes that name both lines, reserved keys. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "hubbrief/keymap.h"

static struct hub hubs[] = { { .id = "craven", .key = '1', .at = { "a.yaml", 5, 5 } },
	{ .id = "scarborough", .key = '6', .at = { "a.yaml", 9, 5 } } };
static struct area areas[] = { { .id = "vawg", .key = 'd', .at = { "a.yaml", 14, 5 } } };

static struct config with(struct key_config *keys, size_t count)
{
	return (struct config){ .hubs = hubs, .hub_count = 2, .areas = areas, .area_count = 1, .keys = keys,
		.key_count = count };
}

static void test_defaults(void **state)
{
	(void)state;
	struct config config = with(NULL, 0);
	struct config_faults faults = { 0 };
	struct keymap *keymap = keymap_new(&config, &faults);
	int argument;
	assert_non_null(keymap);
	assert_int_equal(keymap_action(keymap, 'j', &argument), ACTION_DOWN);
	assert_int_equal(keymap_action(keymap, KEYCODE_F1, &argument), ACTION_HELP);
	assert_int_equal(keymap_action(keymap, '6', &argument), ACTION_HUB);
	assert_int_equal(argument, 1);
	assert_int_equal(keymap_action(keymap, '0', &argument), ACTION_HUB);
	assert_int_equal(argument, -1);
	assert_int_equal(keymap_action(keymap, '9', &argument), ACTION_NONE);
	assert_int_equal(keymap_action(keymap, 'd', &argument), ACTION_AREA);
	assert_int_equal(argument, 0);
	assert_string_equal(keymap_keys(keymap, ACTION_HUB), "0 1 6");
	assert_string_equal(keymap_keys(keymap, ACTION_AREA), "d");
	assert_string_equal(keymap_keys(keymap, ACTION_QUIT), "Q");
	keymap_free(keymap);
}

/* Every default key stands for one action only, and none is reserved. */
static void test_defaults_do_not_clash(void **state)
{
	(void)state;
	struct config config = { 0 };
	struct config_faults faults = { 0 };
	struct keymap *keymap = keymap_new(&config, &faults);
	assert_non_null(keymap);
	keymap_free(keymap);
}

static void test_rebinding(void **state)
{
	(void)state;
	struct key_config keys[] = { { "zoom", "F11", { "a.yaml", 30, 7 } }, { "down", "z Down", { "a.yaml", 31, 7 } } };
	struct config config = with(keys, 2);
	struct config_faults faults = { 0 };
	struct keymap *keymap = keymap_new(&config, &faults);
	int argument;
	assert_non_null(keymap);
	assert_int_equal(keymap_action(keymap, 'z', &argument), ACTION_DOWN);
	assert_int_equal(keymap_action(keymap, 'j', &argument), ACTION_NONE);
	assert_string_equal(keymap_keys(keymap, ACTION_ZOOM), "F11");
	keymap_free(keymap);
}

static void refused(struct key_config *keys, size_t count, int line, const char *says, const char *and)
{
	struct config config = with(keys, count);
	struct config_faults faults = { 0 };
	assert_null(keymap_new(&config, &faults));
	assert_int_equal(faults.count, 1);
	assert_int_equal(faults.list[0].at.line, line);
	assert_non_null(strstr(faults.list[0].text, says));
	assert_non_null(strstr(faults.list[0].text, and));
	config_faults_free(&faults);
}

static void test_clashes(void **state)
{
	(void)state;
	struct key_config two[] = { { "zoom", "F11", { "a.yaml", 30, 7 } }, { "quit", "F11", { "a.yaml", 31, 7 } } };
	refused(two, 2, 31, "F11", "a.yaml:30");
	struct key_config hub[] = { { "zoom", "6", { "a.yaml", 30, 7 } } };
	refused(hub, 1, 30, "hub scarborough", "a.yaml:9");
	struct key_config built_in[] = { { "zoom", "Q", { "a.yaml", 30, 7 } } };
	refused(built_in, 1, 30, "quit", "zoom");
	struct key_config reserved[] = { { "zoom", "Ctrl-s", { "a.yaml", 30, 7 } } };
	refused(reserved, 1, 30, "Ctrl-s", "zoom");
	struct key_config places[] = { { "hub", "F2", { "a.yaml", 30, 7 } } };
	refused(places, 1, 30, "hub", "key:");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_defaults),
		cmocka_unit_test(test_defaults_do_not_clash),
		cmocka_unit_test(test_rebinding),
		cmocka_unit_test(test_clashes),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
