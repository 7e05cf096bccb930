/* Any bytes as an answer: refused in one sentence, or every record that comes out is valid, marked and clean. */
#include <stdlib.h>
#include <string.h>

#include "hubbrief/clean.h"
#include "hubbrief/decode.h"

static void must(bool holds)
{
	if (!holds)
		abort();
}

static bool put(void *context, const struct record *record, struct error *error)
{
	(void)context, (void)error;
	const char *title = record->value[FIELD_TITLE].as.text;
	must(record->value[FIELD_ID].set && record->kind < KIND_COUNT);
	must(record->value[FIELD_MARKING].set);
	must(!record->value[FIELD_TITLE].set || (clean_valid(title, strlen(title)) && clean_columns(title) <= 80));
	return true;
}

static bool point(void *context, const struct record *record, const char *period, double value, struct error *error)
{
	(void)value;
	must(period[0]);
	return put(context, record, error);
}

static void refuse(void *context, int index, const char *id, const struct refusal *refusal)
{
	(void)context;
	must(index >= 0 && clean_valid(id, strlen(id)) && clean_columns(id) < 80);
	must(refusal->field && clean_valid(refusal->reason, strlen(refusal->reason)));
}

static bool removal(void *context, const char *id, struct error *error)
{
	(void)context, (void)error;
	must(id);
	return true;
}

static void must_be_sentence(const struct error *error)
{
	must(error->text[0] && clean_valid(error->text, strlen(error->text)) && clean_columns(error->text) <= 150);
}

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
	static const struct sink sink = { put, point, refuse, removal, NULL };
	char *bytes = mem_dupn((const char *)data, size);
	struct error error = { "" };
	struct page page;
	char *picked = json_pick(bytes, size, "$.records[0].id", &error);
	if (!picked)
		must_be_sentence(&error);
	free(picked);
	error.text[0] = '\0';
	if (page_read(&page, bytes, size, &error)) {
		struct reading reading;
		const char *body = bytes;
		size_t length = size;
		struct page_head head;
		must(json_valid(&body, &length, &error));
		must(page_head_read(&head, bytes, size, &error) && str_same(head.next, page.head.next) &&
			str_same(head.delta, page.head.delta) && head.complete == page.head.complete && head.generated == page.head.generated);
		page_head_free(&head);
		reading_start(&reading, "fuzz", (struct known_places){ 0 }, MARKING_UNKNOWN, 50, &sink);
		must(reading_page(&reading, &page, &error) && reading.taken <= 50);
		reading_end(&reading);
		page_free(&page);
	} else {
		must_be_sentence(&error);
	}
	free(bytes);
	return 0;
}
