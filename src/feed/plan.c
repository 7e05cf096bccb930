/* Writes out the requests of a source: see plan.h. Called by feeder.c at the start and when a gate changes. */
#include "hubbrief/plan.h"

#include <stdio.h>
#include <string.h>

/* ---- months ---------------------------------------------------------------------------------------- */

static void month_text(day_t day, char out[MONTH_ROOM])
{
	struct civil civil = day_civil(day);
	snprintf(out, MONTH_ROOM, "%04u-%02u", (unsigned)civil.year % 10000u, (unsigned)civil.month % 100u);
}

void plan_month_before(instant_t now, char out[MONTH_ROOM])
{
	month_text(day_add_months(instant_day(now), -1), out);
}

bool plan_month_of(const char *picked, char out[MONTH_ROOM])
{
	day_t day;
	enum precision precision;
	instant_t at;
	if (instant_parse(picked, &at))
		day = instant_day(at);
	else if (!day_parse(picked, &day, &precision) || precision == PRECISION_YEAR)
		return false;
	month_text(day, out);
	return true;
}

/* ---- addresses ------------------------------------------------------------------------------------- */

static void add_encoded(struct str *out, const char *text)
{
	static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~,:";
	for (; *text; text++)
		if (strchr(plain, *text))
			str_addc(out, *text);
		else
			str_addf(out, "%%%02X", (unsigned)(unsigned char)*text);
}

struct blank { const char *name, *value; };

/* `text` with its {…} filled in; what stands around them is encoded too when it is a form's. */
static void add_filled(struct str *out, const char *text, const struct blank *blanks, bool encode)
{
	while (*text) {
		size_t i = 0, length = 1;
		for (; blanks[i].name; i++)
			if (str_starts(text, blanks[i].name))
				break;
		if (blanks[i].name) {
			length = strlen(blanks[i].name);
			add_encoded(out, blanks[i].value);
		} else if (encode) {
			add_encoded(out, (char[2]){ *text, '\0' });
		} else {
			str_addc(out, *text);
		}
		text += length;
	}
}

static const char *keep(struct arena *arena, struct str *text)
{
	const char *kept = arena_dupn(arena, str_text(text), text->length);
	str_free(text);
	return kept;
}

static void write_request(struct arena *arena, const struct config *config, struct request *request)
{
	const struct source *source = request->source;
	int hub = *request->hub ? config_hub_index(config, request->hub) : -1;
	const char *poly = hub >= 0 && config->hubs[hub].poly ? config->hubs[hub].poly : "";
	const struct blank blanks[] = {
		{ "{hub.poly}", poly }, { "{hub}", request->hub }, { "{month}", request->month }, { NULL, NULL },
	};
	struct str url = { 0 }, form = { 0 };
	add_filled(&url, source->url, blanks, false);
	request->url = keep(arena, &url);
	for (size_t i = 0; i < source->form_count; i++) {
		if (i)
			str_addc(&form, '&');
		add_encoded(&form, source->form_parts[i].name);
		str_addc(&form, '=');
		add_filled(&form, source->form_parts[i].value, blanks, true);
	}
	request->form = source->form_count ? keep(arena, &form) : NULL;
}

void plan_source(struct arena *arena, const struct config *config, const struct source *source, const char *last_month,
	struct plan *out)
{
	size_t hubs = source->hubs.count ? source->hubs.count : 1;
	size_t months = source->months > 0 ? (size_t)source->months : 1;
	day_t last = 0;
	enum precision precision;
	bool dated = source->months > 0 && last_month && day_parse(last_month, &last, &precision);
	*out = (struct plan){ arena_alloc(arena, hubs * months * sizeof *out->requests), 0 };
	for (size_t h = 0; h < hubs; h++)
		for (size_t m = 0; m < months; m++) {
			char month[MONTH_ROOM] = "";
			if (dated) {
				struct civil civil = day_civil(last);
				month_text(day_add_months(day_of(civil.year, civil.month, 1), (int)m + 1 - (int)months), month);
			}
			struct request *request = &out->requests[out->count++];
			*request = (struct request){ .source = source, .month = arena_dup(arena, month),
				.hub = source->hubs.count ? source->hubs.at[h] : "" };
			write_request(arena, config, request);
		}
}

const char *plan_host(struct arena *arena, const char *url)
{
	const char *scheme = strstr(url, "://");
	if (str_starts(url, "file:"))
		return "file:";
	if (str_starts(url, "unix:"))
		return arena_dupn(arena, url, 5 + strcspn(url + 5, ":"));
	return scheme ? arena_dupn(arena, url, (size_t)(scheme - url) + 3 + strcspn(scheme + 3, "/?#")) : "";
}
