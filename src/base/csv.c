/* CSV cells: see csv.h. Called by actions_csv.c, listing.c and pack_csv.c; dashboard and commands. */
#include "hubbrief/csv.h"

#include <string.h>

static bool starts_with_month(const char *text)
{
	static const char *const months[] = { "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov",
		"dec" };

	for (size_t i = 0; i < sizeof months / sizeof *months; i++)
		if (strncasecmp(text, months[i], 3) == 0)
			return true;
	return false;
}

/* Digits with what stands between those of numbers, dates and times: "12-1", "1E5", "MAR-01". Digits alone keep their
 * looks unless they begin with a zero or are more than a spreadsheet counts in. */
static bool reads_as_number(const char *text)
{
	size_t length = strlen(text), digits = 0;
	bool month = false, zero = *text == '0' && length > 1;

	while (*text) {
		bool named = !month && starts_with_month(text);
		if (!named && !strchr("0123456789.:/-+eE ", *text))
			return false;
		digits += *text >= '0' && *text <= '9';
		month |= named;
		text += named ? 3 : 1;
	}
	return digits && (digits < length || digits > 15 || zero);
}

/* Some spreadsheets take the wide signs of East Asian type for the same. */
static bool reads_as_formula(const char *text)
{
	static const char *const starts[] = { "=", "+", "-", "@", "\t", "\r", "\n", "\uFF1D", "\uFF0B", "\uFF0D", "\uFF20" };

	for (size_t i = 0; i < sizeof starts / sizeof *starts; i++)
		if (str_starts(text, starts[i]))
			return true;
	return false;
}

static bool needs_guard(const char *text, enum csv_kind kind)
{
	return kind != CSV_NUMBER && (reads_as_formula(text) || (kind == CSV_ID && reads_as_number(text)));
}

void csv_cell(const char *text, enum csv_kind kind, struct str *out)
{
	bool quoted = strpbrk(text, ",\"\r\n") != NULL;

	str_add(out, quoted ? "\"" : "");
	str_add(out, needs_guard(text, kind) ? "'" : "");
	for (; *text; text++) {
		if (*text == '"')
			str_addc(out, '"');
		str_addc(out, *text);
	}
	str_add(out, quoted ? "\"" : "");
}
