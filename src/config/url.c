/* The addresses of sources: which schemes, which placeholders, no secrets. Called by the walker in
 * settings.c through values.c, and by config.c for what depends on the rest of the source. */
#include <string.h>

#include "hubbrief/settings.h"

static void url_fault(struct reading *reading, const struct node *node, size_t offset, const char *text)
{
	struct place_in_file at = node->at;
	if (node->text_column)
		at.column = node->text_column + (int)offset;
	config_fault_add(reading->faults, &at, "%s", text);
}

static bool placeholders_known(struct reading *reading, const struct setting *setting, const struct node *node)
{
	size_t count;
	const char **known = choice_words(reading->arena, setting->choices, &count);
	for (const char *open = strchr(node->text, '{'); open; open = strchr(open + 1, '{')) {
		const char *close = strchr(open, '}');
		size_t length = close ? (size_t)(close - open) + 1 : strlen(open), i = 0;
		const char *name = arena_dupn(reading->arena, open, length);
		while (i < count && strcmp(known[i], name) != 0)
			i++;
		if (i < count)
			continue;
		url_fault(reading, node, (size_t)(open - node->text), arena_printf(reading->arena,
			"unknown %.40s in \"%s\"; expected %s%s", name, setting->key, count ? setting->choices : "no braces here",
			did_you_mean(reading->arena, name, known, count)));
		return false;
	}
	return true;
}

/* The part between "://" and the path. */
static const char *authority(struct arena *arena, const char *url)
{
	const char *start = strstr(url, "://");
	return start ? arena_dupn(arena, start + 3, strcspn(start + 3, "/?#")) : "";
}

static const char *secret_in(const char *url)
{
	static const char *const names[] = { "token=", "access_token=", "api_key=", "apikey=", "password=", "secret=" };
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		for (const char *at = strcasestr(url, names[i]); at; at = strcasestr(at + 1, names[i]))
			if (at > url && strchr("?&", at[-1]))
				return at;
	return NULL;
}

static bool url_has_host(const char *url)
{
	return str_starts(url, "https://") || str_starts(url, "http://");
}

/* What is wrong with the address, and where in it; NULL when nothing is. */
static const char *url_trouble(struct arena *arena, const char *url, size_t *offset)
{
	size_t clean = strcspn(url, " \t\r\n\\\"<>^`|");
	const char *secret = secret_in(url), *host = authority(arena, url);
	*offset = 0;
	if (url[clean]) {
		*offset = clean;
		return "a character that no address may hold; write it as %20 or the like";
	}
	if (secret) {
		*offset = (size_t)(secret - url);
		return "a secret in the address; write it into a file of its own, mode 0600, and give auth:";
	}
	if (url_has_host(url) && strchr(host, '@')) {
		*offset = (size_t)(strstr(url, "://") - url) + 3;
		return "a name and password in the address; write a token into a file of its own, mode 0600, and give auth:";
	}
	if (url_has_host(url) && (!*host || *host == ':'))
		return "an address without a host; expected https://HOST/PATH";
	if (str_starts(url, "unix:") && !strstr(url + 5, ":/"))
		return "no route after the socket; expected unix:/PATH/OF/SOCKET:/ROUTE";
	if (url_has_host(url) || str_starts(url, "unix:") || (str_starts(url, "file:") && url[5]))
		return NULL;
	return "no address that is understood; expected https://..., unix:/SOCKET:/ROUTE, file:/FOLDER, or http:// to this "
		"machine";
}

bool url_is_open_http(const char *url)
{
	static const char *const here[] = { "localhost", "127.", "[::1]" };
	if (!url || !str_starts(url, "http://"))
		return false;
	for (size_t i = 0; i < sizeof here / sizeof *here; i++) {
		const char *rest = url + 7 + strlen(here[i]);
		if (!str_starts(url + 7, here[i]))
			continue;
		if (here[i][strlen(here[i]) - 1] == '.') /* 127.x.y.z, no 127.example.org */
			rest += strspn(rest, "0123456789.");
		if (!*rest || strchr(":/?#", *rest))
			return false;
	}
	return true;
}

static const char *with_demo(struct arena *arena, const char *url, const char *socket)
{
	const char *demo = strstr(url, "{demo}");
	if (!demo || !socket)
		return url;
	return arena_printf(arena, "%.*s%s%s", (int)(demo - url), url, socket, demo + strlen("{demo}"));
}

void read_url(struct reading *reading, const struct setting *setting, const struct node *node, void *at)
{
	size_t offset;
	if (!settings_expect(reading, node, NODE_SCALAR, setting->key) || !placeholders_known(reading, setting, node))
		return;
	const char *trouble = url_trouble(reading->arena, node->text, &offset);
	if (trouble) {
		url_fault(reading, node, offset, trouble);
		return;
	}
	const char *url = with_demo(reading->arena, node->text, reading->demo_socket);
	for (size_t i = 0; i < 2; i++) {
		const char *scheme = i ? "file:" : "unix:";
		if (str_starts(url, scheme) && url[5] != '{')
			url = arena_printf(reading->arena, "%s%s", scheme, path_beside(reading->arena, node->at.file, url + 5));
	}
	memcpy(at, &url, sizeof url);
}
