/* Texts shaped like personal data, and names of fields that would hold a person's identity (domain.md §2.5).
 * Called by validation in the feeder: what these find is never stored. Hand-written matchers over a 7-bit
 * copy of the text, each anchored where a word begins; they let "zone 2", "YO11", "2022-24" and dates pass. */
#include "hubbrief/personal.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "hubbrief/clean.h"
#include "hubbrief/record.h"
#include "hubbrief/str.h"

static bool is_digit(char c) { return c >= '0' && c <= '9'; }
static bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
static bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
static bool is_letter(char c) { return is_upper(c) || is_lower(c); }
static bool is_alnum(char c) { return is_digit(c) || is_letter(c); }
static char upper(char c) { return is_lower(c) ? (char)(c - 'a' + 'A') : c; }

static size_t word_length(const char *at)
{
	size_t length = 0;
	while (is_alnum(at[length]))
		length++;
	return length;
}

/* Whether the word has the shape: A a letter, 9 a digit, anything else itself. */
static bool has_shape(const char *word, size_t length, const char *shape)
{
	if (strlen(shape) != length)
		return false;
	for (size_t i = 0; i < length; i++)
		if (shape[i] == 'A' ? !is_letter(word[i]) : shape[i] == '9' ? !is_digit(word[i]) : word[i] != shape[i])
			return false;
	return true;
}

static bool has_any_shape(const char *word, size_t length, const char *const *shapes)
{
	while (*shapes && !has_shape(word, length, *shapes))
		shapes++;
	return *shapes != NULL;
}

/* Whether the word stands in a list of words in capitals, each between spaces. */
static bool in_list(const char *word, size_t length, const char *list)
{
	char needle[8] = " ";
	if (length > 5)
		return false;
	for (size_t i = 0; i < length; i++)
		needle[i + 1] = upper(word[i]);
	needle[length + 1] = ' ';
	return strstr(list, needle) != NULL;
}

static bool all(bool (*is)(char), const char *word, size_t length)
{
	for (size_t i = 0; i < length; i++)
		if (is_letter(word[i]) && !is(word[i]))
			return false;
	return true;
}

/* ---- postcodes ------------------------------------------------------------------------------------ */

static const char postcode_areas[] = " AB AL B BA BB BD BH BL BN BR BS BT CA CB CF CH CM CO CR CT CV CW DA DD DE DG DH "
	"DL DN DT DY E EC EH EN EX FK FY G GL GU GY HA HD HG HP HR HS HU HX IG IM IP IV JE KA KT KW KY L LA LD LE LL LN LS "
	"LU M ME MK ML N NE NG NN NP NR NW OL OX PA PE PH PL PO PR RG RH RM S SA SE SG SK SL SM SN SO SP SR SS ST SW SY TA "
	"TD TF TN TQ TR TS TW UB W WA WC WD WF WN WR WS WV YO ZE ";

static bool is_outward(const char *word, size_t length)
{
	static const char *const shapes[] = { "A9", "A99", "A9A", "AA9", "AA99", "AA9A", NULL };
	size_t area = length > 1 && is_letter(word[1]) ? 2 : 1;
	return has_any_shape(word, length, shapes) && in_list(word, area, postcode_areas);
}

static bool is_inward(const char *word, size_t length)
{
	return has_shape(word, length, "9AA") && !strchr("CIKMOV", upper(word[1])) && !strchr("CIKMOV", upper(word[2]));
}

/* "M1 2nd exit", "A1 4hr delay": a count in small letters after a name in capitals. */
static bool is_count(const char *outward, const char *inward)
{
	return is_upper(outward[0]) && is_lower(inward[1]) && in_list(inward + 1, 2, " ST ND RD TH HR YR FT PT ");
}

static bool postcode_at(const char *at, int year)
{
	(void)year;
	size_t length = word_length(at);
	if (length >= 5 && length <= 7)
		return is_outward(at, length - 3) && is_inward(at + length - 3, 3) &&
			(all(is_upper, at, length) || all(is_lower, at, length));
	const char *next = at + length + 1;
	return is_outward(at, length) && at[length] == ' ' && is_inward(next, word_length(next)) && !is_count(at, next);
}

/* ---- registrations of vehicles -------------------------------------------------------------------- */

/* Three capitals that are words of this field rather than the end of a registration. */
static const char ordinary[] = " AND THE FOR ARE WAS NOT NOW NEW OLD ALL ANY OUT OFF ONE TWO SIX TEN DUE VIA PER BUT HAS "
	"HAD ITS OUR MAY CAN DAY WAY END JAN FEB MAR APR JUN JUL AUG SEP OCT NOV DEC MON TUE WED THU FRI SAT SUN GMT BST GBP "
	"NYP NYC CYC ICB YAS ASC CSC EHO EDU CPS YJS CSP SVG NHS PCC BTP RTC VRU YOT IOM LSP SAB DVA DAV HCC EIP HUB JCG JAG "
	"ABC CPW CPN CBO FPN ASB SVD LGR DHR NTE SNA SRO CRA HAM HAR RIC RYE SCA SEL PCN VAN CAR CAB BUS MPH ";

static bool is_tail(const char *word, size_t length)
{
	return length == 3 && has_shape(word, 3, "AAA") && all(is_upper, word, 3) && !in_list(word, 3, ordinary);
}

/* Since 2001: AB12 CDE; the digits are the year, plus 50 from September. */
static bool is_current_head(const char *word, size_t length)
{
	if (!has_shape(word, length, "AA99") || strchr("IQZ", upper(word[0])))
		return false;
	int age = (word[2] - '0') * 10 + (word[3] - '0');
	return (age >= 2 && age <= 40) || (age >= 51 && age <= 90);
}

/* 1983 to 2001: P123 ABC. Roads (A64, B1257, M62) are no heads when a space follows. */
static bool is_prefix_head(const char *word, size_t length, bool spaced)
{
	static const char *const shapes[] = { "A9", "A99", "A999", NULL };
	bool road = strchr("AB", word[0]) || (word[0] == 'M' && length < 4);
	return has_any_shape(word, length, shapes) && is_upper(word[0]) && !strchr("IOQUZ", word[0]) && !(spaced && road);
}

/* 1963 to 1983: ABC 123D. */
static bool is_suffix_tail(const char *word, size_t length)
{
	static const char *const shapes[] = { "9A", "99A", "999A", NULL };
	return has_any_shape(word, length, shapes) && is_upper(word[length - 1]);
}

static bool is_compact_registration(const char *word, size_t length)
{
	if (length == 7 && is_current_head(word, 4) && has_shape(word + 4, 3, "AAA"))
		return all(is_upper, word, 7) || all(is_lower, word, 7);
	if (length < 5 || length > 7)
		return false;
	return (is_prefix_head(word, length - 3, false) && is_tail(word + length - 3, 3)) ||
		(is_tail(word, 3) && is_suffix_tail(word + 3, length - 3));
}

static bool registration_at(const char *at, int year)
{
	(void)year;
	size_t length = word_length(at);
	if (at[length] != ' ')
		return is_compact_registration(at, length);
	const char *next = at + length + 1;
	size_t next_length = word_length(next);
	return is_compact_registration(at, length) ||
		(is_current_head(at, length) && is_upper(at[0]) && is_tail(next, next_length)) ||
		(is_prefix_head(at, length, true) && length > 2 && is_tail(next, next_length)) ||
		(is_tail(at, length) && is_suffix_tail(next, next_length));
}

/* ---- telephone numbers ---------------------------------------------------------------------------- */

/* 01, 02 and 07 are of places and people; 03, 08 and 09 (help lines, Floodline) are of bodies. */
static bool is_personal_range(char c)
{
	return c == '1' || c == '2' || c == '7';
}

/* Digits in groups from `at`; whether they stop, at the end of some group, after `least` to `least` + 1. */
static bool digits_count(const char *at, int least, size_t first_group)
{
	int count = 0;
	for (bool first = true;; first = false) {
		size_t group = strspn(at, "0123456789");
		if (group == 0 || (first && group < first_group))
			return false;
		count += (int)group;
		at += group;
		if (is_letter(*at))
			return false;
		if (count == least || count == least + 1)
			return true;
		if (count > least)
			return false;
		size_t gap = strspn(at, " -.()");
		if (gap == 0 || gap > 2)
			return false;
		at += gap;
	}
}

static bool telephone_at(const char *at, int year)
{
	(void)year;
	if (at[0] == '+' ? !str_starts(at, "+44") : !str_starts(at, "0044"))
		return at[0] == '0' && is_personal_range(at[1]) && digits_count(at, 10, 3);
	at += at[0] == '+' ? 3 : 4;
	at += strspn(at, " ");
	if (str_starts(at, "(0)"))
		at += 3;
	at += strspn(at, " ");
	return is_personal_range(at[0]) && digits_count(at, 9, 1);
}

/* ---- addresses of mail ---------------------------------------------------------------------------- */

static bool email_at(const char *at, int year)
{
	(void)year;
	size_t local = strspn(at, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._%+'-?");
	if (local == 0 || at[local] != '@')
		return false;
	at += local + 1;
	size_t label = 0;
	int labels = 0;
	for (; is_alnum(*at) || *at == '-' || (*at == '.' && is_alnum(at[1])); at++) {
		labels += *at == '.';
		label = *at == '.' ? 0 : label + is_letter(*at);
	}
	return labels > 0 && label >= 2;
}

/* ---- dates of birth ------------------------------------------------------------------------------- */

struct date_found {
	int year;
	bool day, words; /* to the day; with the month in words */
};

static int take_number(const char **at, size_t least, size_t most)
{
	size_t digits = strspn(*at, "0123456789");
	if (digits < least || digits > most)
		return -1;
	int number = 0;
	for (size_t i = 0; i < digits; i++)
		number = number * 10 + (*(*at)++ - '0');
	return number;
}

static bool take_month(const char **at)
{
	static const char *const months[] = { "january", "february", "march", "april", "may", "june", "july", "august",
		"september", "october", "november", "december", "sept" };
	size_t length = word_length(*at);
	for (size_t i = 0; i < sizeof months / sizeof *months; i++)
		if ((length == 3 || length == strlen(months[i])) && strncasecmp(*at, months[i], length) == 0) {
			*at += length;
			return true;
		}
	return false;
}

/* 14/03/1987, 14.3.87 */
static bool read_numeric(const char *at, struct date_found *found)
{
	int first = take_number(&at, 1, 2);
	char mark = *at;
	if (first < 1 || first > 31 || !mark || !strchr("/.-", mark))
		return false;
	at++;
	int second = take_number(&at, 1, 2);
	if (second < 1 || second > 31 || (first > 12 && second > 12) || *at != mark)
		return false;
	at++;
	size_t digits = strspn(at, "0123456789");
	found->year = take_number(&at, 2, 4);
	found->day = digits == 4;
	return (digits == 2 || digits == 4) && !is_letter(*at);
}

/* 1987-03-14 */
static bool read_iso(const char *at, struct date_found *found)
{
	found->year = take_number(&at, 4, 4);
	if (found->year < 0 || *at++ != '-')
		return false;
	int month = take_number(&at, 2, 2);
	if (month < 1 || month > 12 || *at++ != '-')
		return false;
	int day = take_number(&at, 2, 2);
	found->day = true;
	return day >= 1 && day <= 31;
}

/* 14th March 1987, March 1987, March 14, 1987 */
static bool read_words(const char *at, struct date_found *found)
{
	int day = take_number(&at, 1, 2);
	if (day > 0 && word_length(at) == 2 && in_list(at, 2, " ST ND RD TH "))
		at += 2;
	at += strspn(at, " ");
	if (str_starts(at, "of "))
		at += 3;
	if (!take_month(&at))
		return false;
	at += strspn(at, " ,.");
	size_t digits = strspn(at, "0123456789");
	if (day < 0 && (digits == 1 || digits == 2)) {
		day = take_number(&at, 1, 2);
		at += strspn(at, " ,");
	}
	found->year = take_number(&at, 4, 4);
	found->day = day > 0;
	found->words = true;
	return found->year >= 0;
}

static bool read_date(const char *at, struct date_found *found)
{
	*found = (struct date_found){ 0 };
	return read_numeric(at, found) || read_iso(at, found) || read_words(at, found);
}

/* "DOB", "born", "date of birth": returns its length, 0 for none. */
static size_t birth_cue(const char *at)
{
	static const char *const cues[] = { "date of birth", "d.o.b.", "d.o.b", "dob", "born", "birth date", "birthdate",
		"birthday" };
	for (size_t i = 0; i < sizeof cues / sizeof *cues; i++) {
		size_t length = strlen(cues[i]);
		if (strncasecmp(at, cues[i], length) == 0 && !is_alnum(at[length]))
			return length;
	}
	return 0;
}

static bool birth_at(const char *at, int year)
{
	struct date_found found;
	size_t cue = birth_cue(at);
	if (cue) {
		at += cue + strspn(at + cue, " :.,=(-");
		if (strncasecmp(at, "on ", 3) == 0 || strncasecmp(at, "in ", 3) == 0 || strncasecmp(at, "is ", 3) == 0)
			at += 3;
		int plain = read_date(at, &found) ? 0 : take_number(&at, 4, 4);
		return plain == 0 || (plain >= 1900 && plain < 2100);
	}
	if (!read_date(at, &found) || !found.day || found.year < 1900)
		return false;
	return found.year < 2000 || (!found.words && year && found.year <= year - 10);
}

/* ---- references of crimes and custody ------------------------------------------------------------- */

/* "no 12345", "ref: A/123456": after the word that names what it is the number of. */
static bool number_follows(const char *at, bool named)
{
	static const char *const names[] = { "number", "no", "ref", "reference", "id", "record" };
	at += strspn(at, " ");
	size_t length = word_length(at);
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (strlen(names[i]) == length && strncasecmp(at, names[i], length) == 0) {
			at += length;
			named = true;
			break;
		}
	at += strspn(at, " :.#=");
	size_t token = strspn(at, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/-"), digits = 0;
	for (size_t i = 0; i < token; i++)
		digits += is_digit(at[i]);
	bool year = token == 4 && digits == 4 && (str_starts(at, "19") || str_starts(at, "20"));
	return named && digits >= 4 && !year;
}

static bool named_reference(const char *at)
{
	static const struct {
		const char *word;
		bool enough; /* a number right after it is one of these */
	} cues[] = { { "crime", false }, { "incident", false }, { "occurrence", false }, { "custody", false },
		{ "case", false }, { "log", false }, { "cad", true }, { "urn", true }, { "pnc", true }, { "niche", true } };
	size_t length = word_length(at);
	for (size_t i = 0; i < sizeof cues / sizeof *cues; i++)
		if (strlen(cues[i].word) == length && strncasecmp(at, cues[i].word, length) == 0)
			return number_follows(at + length, cues[i].enough);
	return false;
}

/* 12230012345, 123456/23, NYP-14032023-0123, log 123 of 14 March */
static bool crime_at(const char *at, int year)
{
	(void)year;
	size_t digits = strspn(at, "0123456789"), letters = 0;
	if (digits == 11 && at[0] != '0' && !is_letter(at[digits]))
		return true;
	if (digits >= 5 && digits <= 8 && at[digits] == '/' && strspn(at + digits + 1, "0123456789") == 2)
		return !is_letter(at[digits + 3]);
	while (is_upper(at[letters]))
		letters++;
	bool joined = at[letters] == '-' || at[letters] == '/';
	if (letters >= 2 && letters <= 4 && joined && strspn(at + letters + 1, "0123456789") == 8) {
		const char *rest = at + letters + 9;
		return (*rest == '-' || *rest == '/') && is_digit(rest[1]);
	}
	if (strncasecmp(at, "log ", 4) == 0 && is_digit(at[4])) {
		const char *rest = at + 4 + strspn(at + 4, "0123456789");
		return str_starts(rest, " of ");
	}
	return named_reference(at);
}

/* ---- the texts ------------------------------------------------------------------------------------ */

struct matcher {
	bool (*at)(const char *at, int year);
	const char *what;
	bool in_ids;
};

static const struct matcher matchers[] = {
	{ email_at, "an e-mail address", true },
	{ telephone_at, "a telephone number", true },
	{ crime_at, "a crime, incident or custody reference", true },
	{ postcode_at, "a full postcode", false },
	{ registration_at, "a vehicle registration", false },
	{ birth_at, "a date of birth", false },
};

/* A 7-bit copy: dashes and digits of other scripts read as what they look like. Owned. */
static char *plain_copy(const char *text)
{
	size_t length = strlen(text);
	char *copy = mem_alloc(length + 1), *out = copy;
	struct glyph glyph;
	for (size_t used; length && (used = clean_next(text, length, &glyph)) > 0; text += used, length -= used)
		*out++ = glyph.base < 0x80 ? (char)glyph.base : clean_ascii(glyph.base);
	return copy;
}

static const char *shape_in(const char *plain, int year, bool id)
{
	for (const char *at = plain; *at; at++) {
		if (at > plain && is_alnum(at[-1]))
			continue;
		for (size_t i = 0; i < sizeof matchers / sizeof *matchers; i++)
			if ((!id || matchers[i].in_ids) && matchers[i].at(at, year))
				return matchers[i].what;
	}
	return NULL;
}

/* Every shape has a digit or an @: most texts are done here. */
static bool is_harmless(const char *text)
{
	while (*text && (unsigned char)*text < 0x80 && !is_digit(*text) && *text != '@')
		text++;
	return !*text;
}

const char *personal_shape(const char *text, int year)
{
	if (is_harmless(text))
		return NULL;
	char *plain = plain_copy(text);
	const char *what = shape_in(plain, year, false);
	free(plain);
	return what;
}

const char *personal_reference(const char *id)
{
	return shape_in(id, 0, true);
}

/* ---- the names of fields -------------------------------------------------------------------------- */

/* One part of a name: "dateOfBirth", "date_of_birth" and "Date-of-birth" all give date, of, birth. */
static size_t take_part(const char **at, char *part, size_t room)
{
	size_t length = 0;
	while (**at && !is_alnum(**at))
		++*at;
	const char *start = *at;
	for (; is_alnum(**at); ++*at) {
		if (*at > start && is_upper(**at) && is_lower((*at)[-1]))
			break;
		if (length + 1 < room)
			part[length++] = is_upper(**at) ? (char)(**at - 'A' + 'a') : **at;
	}
	part[length] = '\0';
	return length;
}

static bool among(const char *word, const char *const *words)
{
	while (*words && strcmp(*words, word) != 0)
		words++;
	return *words != NULL;
}

bool field_looks_personal(const char *name)
{
	static const char *const identity[] = { "surname", "forename", "forenames", "firstname", "lastname", "fullname",
		"middlename", "nickname", "alias", "dob", "birth", "birthday", "birthdate", "dateofbirth", "address", "addresses",
		"postcode", "postalcode", "zipcode", "phone", "telephone", "tel", "mobile", "phonenumber", "email", "mail",
		"vehicle", "vehicles", "registration", "vrm", "vrn", "numberplate", "plate", "nominal", "nominals", "victim",
		"victims", "suspect", "suspects", "offender", "offenders", "perpetrator", "witness", "complainant", "nino",
		"passport", "uprn", "victimname", "nhsnumber", NULL };
	static const char *const person[] = { "first", "last", "middle", "full", "given", "family", "maiden", "person",
		"contact", "owner", "officer", "reporter", "client", "patient", "applicant", "tenant", "child", "user", "known",
		"preferred", NULL };
	static const char *const counted[] = { "count", "counts", "total", "rate", "percent", "crime", NULL };
	char part[24], before[24] = "";
	bool found = strcasecmp(name, "name") == 0 || strcasecmp(name, "names") == 0, is_count = false;
	while (take_part(&name, part, sizeof part)) {
		found |= among(part, identity) || (strcmp(part, "name") == 0 && among(before, person));
		is_count = among(part, counted);
		memcpy(before, part, sizeof part);
	}
	return found && !is_count;
}
