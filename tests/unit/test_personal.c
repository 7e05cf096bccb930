/* Texts shaped like personal data: what is held, and above all what is not (domain.md §2.5, faults.md). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "hubbrief/mem.h"
#include "hubbrief/personal.h"
#include "hubbrief/record.h"

enum { YEAR = 2023 };

static void all_are(const char *what, const char *const *texts)
{
	for (; *texts; texts++) {
		const char *found = personal_shape(*texts, YEAR);
		if (!found || strcmp(found, what) != 0)
			fail_msg("\"%s\" reads as %s, expected %s", *texts, found ? found : "nothing", what);
	}
}

static void none_is(const char *const *texts)
{
	for (; *texts; texts++) {
		const char *found = personal_shape(*texts, YEAR);
		if (found)
			fail_msg("\"%s\" reads as %s, expected nothing", *texts, found);
	}
}

static void test_postcodes(void **state)
{
	(void)state;
	all_are("a full postcode", (const char *const[]){ "YO11 2AB", "near YO112AB, door 4", "seen at hg1 1aa", "M1 1AE",
		"EC1A 1BB.", "(W1A 0AX)", "Dn3 6GH", "flat, YO12\u00a07PP", "DL8 3AB and DL8 3AC", "B33 8TH", "YO11 2ab", NULL });
	none_is((const char *const[]){ "YO11", "YO11 and YO12", "zone 2", "E07000163", "E06000065", "E01027374", "A-41", "T-18",
		"M1 2nd exit", "A1 4hr delay", "A64 between Malton and York", "YO11 zone 3", "HAM 5 HAR 6", "Q1 2AB", "XX1 1AA",
		"YO11 2CI", "S2 3 reports", "W1 1", "N1 1A", "room B12", "C2 5PM", "S106 agreement", "ward 4BD", "24h CH47", NULL });
}

static void test_registrations(void **state)
{
	(void)state;
	all_are("a vehicle registration", (const char *const[]){ "AB12 CDE", "silver van ab12cde seen", "YK73LMN",
		"YJ05 XKP near the pavilion", "P123 KLM", "P123KLM", "KLM 123P", "KLM123P", "van (BD51 SMR)", NULL });
	none_is((const char *const[]){ "YO11 AND YO12", "YO11 ASB patrols", "A64 NYP patrol", "A171 RTC", "M62 HGV", "B1257 TWR",
		"PSPO zone A", "P31 SCA", "CSP 2024", "ASB 123", "NYP 101A", "Q3 ABC", "AB99 CDE", "AB12 cde", "co17 and", "DHR 4B",
		"2022-24", "Z9", "G7 NYC", "122WAF934", "step 2 SVD", "ABC 4", NULL });
}

static void test_telephones(void **state)
{
	(void)state;
	all_are("a telephone number", (const char *const[]){ "01904 618691", "07700900123", "07700 900 123", "07700-900-123",
		"call (01904) 618691 after six", "020 7946 0018", "0113 496 0123", "+44 7700 900123", "+44 (0)1904 618691",
		"00447700900123", "tel:01723.384510", "019467 71234", NULL });
	none_is((const char *const[]){ "call 101 or 999", "Floodline 0345 988 1188", "Childline 0800 1111", "0808 2000 247",
		"0900 to 1030", "0730 1930", "01-02-2023 10:30", "12 000 000 000", "2023-03-14 08:45", "£1,250,000", "UPRN 100052",
		"1904 618691", "07700", "E01027374 2023", "017009001234567", "0.1904618691", "+1 212 555 0100", NULL });
}

static void test_mail(void **state)
{
	(void)state;
	all_are("an e-mail address", (const char *const[]){ "a@b.uk", "write to some.one+x@northyorks.gov.uk.", "<x_y@nhs.net>",
		"O'X@mail.example.com", "J\u00fcrgen@example.de", NULL });
	none_is((const char *const[]){ "@NYPolice", "5 @ 3.50", "a@b", "reports@ York", "A41@2023", "#VAWG @ 10.30", NULL });
}

static void test_births(void **state)
{
	(void)state;
	all_are("a date of birth", (const char *const[]){ "DOB 14/03/1987", "d.o.b. 3.4.09", "born 2009", "Born on 3 May 2008",
		"date of birth: 2011-05-06", "14/03/1987", "14-03-1987", "1987-03-14", "14 March 1987", "3rd of May 1992",
		"March 14, 1987", "dob: may 2010", "12/11/2009", NULL });
	none_is((const char *const[]){ "1 Apr 2023", "MATAC 22 Mar 2023", "14/03/2023", "by Jan 2024", "2023-03-14", "2022-24",
		"Crime and Disorder Act 1998", "since 1 Apr 2009", "Act of 1998, section 17", "1999/2000", "born out of need",
		"newborn 2020", "stubborn 2009", "March 1974", "DOB not kept", "31 Jan 2023", "12/13/14", "30.06.2014", "May 5",
		"14 Oct 2023 to 21 Oct 2023", "24/7", "9/11", "1066-10-14 8", NULL });
}

static void test_references(void **state)
{
	(void)state;
	all_are("a crime, incident or custody reference", (const char *const[]){ "12230012345", "crime 1234567/23",
		"NYP-14032023-0123", "Crime ref: 122/30012", "crime no. 45821", "incident number 90412 refers", "CAD 4471",
		"log 123 of 14 March", "custody record YC/4471/23", "case ref 88214", "URN 5512345", NULL });
	none_is((const char *const[]){ "Recorded crime, September", "crime fell to 4500", "2022/23", "crime numbers 4500",
		"premises ref 4", "case 12", "incident 4", "1,234,567", "10/23", "crime no 2 priority", "catalogue 12345",
		"Recorded crime number 2023", "A-41", "K-ASB/23", "log book 1234", "CSP-2023", "1234/23", NULL });
}

static void test_domain_titles(void **state)
{
	(void)state;
	none_is((const char *const[]){ "New council vesting day", "SV needs assessment data returns 3 of 5",
		"Chair ACC NYP; vice-chair DCFO NYFRS", "Prevent Board chair office ends 31 Mar, no successor",
		"VAWG 3 confidence: training 58%", "ASB nuisance, seafront zone 2, third in 28 d", "Damage, zone 5; YO11, YO12",
		"Tension: potential, level 4, planned gathering", "Closure order, premises ref 4", "MATAC, one of five areas",
		"CSP meeting, papers due 14 Mar", "ASB quarter to Feb 142 v 118; green 115, amber 130", "Ask for ANI/Angela venues 96",
		"DHR learning event, 42 booked", "Hate Crime Awareness Week 14-21 Oct 2023", "PSPO zone A, renewal consultation",
		"https://www.northyorks.gov.uk/community-safety/2023/03/14/report-12345", "Flood warning: River Derwent at Buttercrambe",
		"\u00c9v\u00e9nement \u2013 zone 2", "", NULL });
}

static void test_ids(void **state)
{
	(void)state;
	static const char *const held[] = { "12230012345", "NYP-14032023-0123", "07700900123", NULL };
	static const char *const kept[] = { "A-41", "street-crime/harrogate/burglary", "122WAF934", "DHR-BCD", "2023-12-25",
		"3f2504e0-4f89-11d3-9a0c-0305e82c3301", "e07fb", "YO112AB", "000123456", NULL };
	for (size_t i = 0; held[i]; i++)
		assert_non_null(personal_reference(held[i]));
	for (size_t i = 0; kept[i]; i++)
		if (personal_reference(kept[i]))
			fail_msg("%s reads as %s", kept[i], personal_reference(kept[i]));
}

/* Other digits and dashes do not get past. */
static void test_disguises(void **state)
{
	(void)state;
	assert_non_null(personal_shape("07700\u2011900\u2011123", YEAR));
	assert_non_null(personal_shape("YO11\u20032AB", YEAR));
	assert_non_null(personal_shape("Y\u200bO11 2AB", YEAR));
}

static void test_field_names(void **state)
{
	(void)state;
	static const char *const refused[] = { "name", "first_name", "surname", "forename", "dob", "date_of_birth", "dateOfBirth",
		"DOB", "address", "home-address", "postcode", "phone", "phoneNumber", "telephone", "mobile", "email", "e_mail_address",
		"vehicle", "registration", "vrm", "VRM", "nominal", "victim_name", "victimName", "suspect", "offender_id",
		"contact_name", "officer_name", "Full Name", "owner.name", NULL };
	static const char *const passed[] = { "hub_name", "area_name", "source_name", "title", "category", "victim_count",
		"vehicle_crime", "reported_at", "generated_at", "named", "filename", "named_forum", "birthplaces", "x", "", "latitude",
		"street", "outcome_status", "persistent_id", NULL };
	for (size_t i = 0; refused[i]; i++)
		if (!field_looks_personal(refused[i]))
			fail_msg("%s was let through", refused[i]);
	for (size_t i = 0; passed[i]; i++)
		if (field_looks_personal(passed[i]))
			fail_msg("%s was refused", passed[i]);
	for (int i = 0; i < FIELD_COUNT; i++)
		assert_false(field_looks_personal(field_table[i].name));
}

/* Any bytes: the matchers stay inside the text (run under ASan). */
static void test_any_text(void **state)
{
	(void)state;
	static const char alphabet[] = "AYO019 @./-+(7dob,";
	uint32_t seed = 7;
	for (int round = 0; round < 20000; round++) {
		size_t length = seed % 24;
		char *text = mem_alloc(length + 1); /* its own block, so that ASan sees every step beyond it */
		for (size_t i = 0; i < length; i++) {
			seed = seed * 1664525u + 1013904223u;
			text[i] = alphabet[(seed >> 16) % (sizeof alphabet - 1)];
		}
		seed = seed * 1664525u + 1013904223u;
		personal_shape(text, YEAR);
		personal_reference(text);
		field_looks_personal(text);
		free(text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_postcodes), cmocka_unit_test(test_registrations), cmocka_unit_test(test_telephones),
		cmocka_unit_test(test_mail), cmocka_unit_test(test_births), cmocka_unit_test(test_references),
		cmocka_unit_test(test_domain_titles), cmocka_unit_test(test_ids), cmocka_unit_test(test_disguises),
		cmocka_unit_test(test_field_names), cmocka_unit_test(test_any_text),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
