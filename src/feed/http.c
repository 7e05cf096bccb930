/* Transfers over one curl multi handle: see http.h. The only file that includes curl. Runs in the feeder. */
#include "hubbrief/http.h"

#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hubbrief/clean.h"
#include "hubbrief/clock.h"
#include "hubbrief/mem.h"
#include "hubbrief/str.h"

enum {
	CONNECT_SECONDS = 5,
	HOST_CONNECTIONS = 50,
	ALL_CONNECTIONS = 100,
	HEADERS_MOST = 64 << 10,
	RATIO_MOST = 100,         /* decoded bytes for each byte on the wire */
	RATIO_FROM = 256 << 10,   /* decoded bytes from which that is looked at */
	DRIP_MS = 15000,          /* a body slower than DRIP_BYTES a second for this long is given up */
	DRIP_BYTES = 100,
	EXTRA_MOST = 8,
};

/* Why a transfer was broken off from this side. */
enum stop { STOP_NONE, STOP_SIZE, STOP_RATIO, STOP_DRIP, STOP_HEADERS };

struct transfer {
	CURL *easy;
	struct curl_slist *headers;
	http_done *done;
	void *context;
	char *host, *ca_file;
	char *url;
	int timeout;
	bool conditional;
	struct str body;
	size_t most, header_bytes;
	int64_t started_ms, body_ms;
	enum stop stop;
	char detail[CURL_ERROR_SIZE];
	struct transfer *next;
};

struct http {
	CURLM *multi;
	struct transfer *transfers;
	int under_way;
};

/* ---- what comes in --------------------------------------------------------------------------------- */

static bool too_slow(const struct transfer *transfer, int64_t now)
{
	int64_t ms = now - transfer->body_ms;
	return ms > DRIP_MS && (int64_t)transfer->body.length * 1000 < ms * DRIP_BYTES;
}

static size_t take_body(char *bytes, size_t one, size_t count, void *context)
{
	struct transfer *transfer = context;
	curl_off_t wire = 0;
	(void)one;
	if (count > transfer->most - transfer->body.length) {
		transfer->stop = STOP_SIZE;
		return 0;
	}
	str_addn(&transfer->body, bytes, count);
	curl_easy_getinfo(transfer->easy, CURLINFO_SIZE_DOWNLOAD_T, &wire);
	if (transfer->body.length > RATIO_FROM && wire > 0 && transfer->body.length / RATIO_MOST > (size_t)wire) {
		transfer->stop = STOP_RATIO;
		return 0;
	}
	int64_t now = clock_mono_ms();
	if (!transfer->body_ms)
		transfer->body_ms = now;
	if (too_slow(transfer, now)) {
		transfer->stop = STOP_DRIP;
		return 0;
	}
	return count;
}

static size_t take_header(char *bytes, size_t one, size_t count, void *context)
{
	struct transfer *transfer = context;
	(void)bytes, (void)one;
	transfer->header_bytes += count;
	if (transfer->header_bytes <= HEADERS_MOST)
		return count;
	transfer->stop = STOP_HEADERS;
	return 0;
}

/* ---- starting -------------------------------------------------------------------------------------- */

static void add_header(struct transfer *transfer, const char *name, const char *value)
{
	char *line = mem_printf("%s: %s", name, value);
	transfer->headers = curl_slist_append(transfer->headers, line);
	explicit_bzero(line, strlen(line));
	free(line);
}

/* unix:/path:/route is asked as http://localhost/route through that socket. */
static char *set_address(struct transfer *transfer, const char *url)
{
	if (!str_starts(url, "unix:"))
		return mem_dup(url);
	const char *path = url + 5, *route = strstr(path, ":/");
	char *socket = mem_dupn(path, route ? (size_t)(route - path) : strlen(path));
	curl_easy_setopt(transfer->easy, CURLOPT_UNIX_SOCKET_PATH, socket);
	free(socket);
	return mem_printf("http://localhost%s", route ? route + 1 : "/");
}

static char *host_of(const char *url)
{
	const char *start = strstr(url, "://");
	struct str cleaned = { 0 };
	char *host = str_starts(url, "unix:") ? mem_dup("the socket") : mem_dupn(start ? start + 3 : url,
		strcspn(start ? start + 3 : url, "/?#"));
	clean_cut(&cleaned, host, 60, "…");
	free(host);
	return str_take(&cleaned);
}

static void set_limits(CURL *easy, const struct http_request *request)
{
	curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(easy, CURLOPT_QUICK_EXIT, 1L);
	curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
	curl_easy_setopt(easy, CURLOPT_REDIR_PROTOCOLS_STR, "https");
	curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
	curl_easy_setopt(easy, CURLOPT_PROXY, "");
	curl_easy_setopt(easy, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
	curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT, (long)CONNECT_SECONDS);
	curl_easy_setopt(easy, CURLOPT_TIMEOUT, (long)request->timeout);
	curl_easy_setopt(easy, CURLOPT_ACCEPT_ENCODING, "gzip");
	/* Waiting for a shared connection pays over TLS, where the handshake tells HTTP/2. Without TLS curl would wait
	 * for the first answer, and one that hangs would hold up all the others. */
	curl_easy_setopt(easy, CURLOPT_PIPEWAIT, str_starts(request->url, "https:") ? 1L : 0L);
	curl_easy_setopt(easy, CURLOPT_USERAGENT, "hubbrief");
	curl_easy_setopt(easy, CURLOPT_MAXFILESIZE_LARGE, (curl_off_t)request->most);
}

static void set_tls(CURL *easy, const struct http_request *request)
{
	curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, 1L);
	curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, 2L);
	curl_easy_setopt(easy, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	if (request->ca_file) {
		curl_easy_setopt(easy, CURLOPT_CAINFO, request->ca_file);
		curl_easy_setopt(easy, CURLOPT_CAPATH, NULL);
	}
}

static void set_callbacks(struct transfer *transfer)
{
	curl_easy_setopt(transfer->easy, CURLOPT_WRITEFUNCTION, take_body);
	curl_easy_setopt(transfer->easy, CURLOPT_WRITEDATA, transfer);
	curl_easy_setopt(transfer->easy, CURLOPT_HEADERFUNCTION, take_header);
	curl_easy_setopt(transfer->easy, CURLOPT_HEADERDATA, transfer);
	curl_easy_setopt(transfer->easy, CURLOPT_ERRORBUFFER, transfer->detail);
	curl_easy_setopt(transfer->easy, CURLOPT_PRIVATE, transfer);
}

static void set_request(struct transfer *transfer, const struct http_request *request)
{
	CURL *easy = transfer->easy;
	char *url = set_address(transfer, request->url);
	curl_easy_setopt(easy, CURLOPT_URL, url);
	free(url);
	if (request->form)
		curl_easy_setopt(easy, CURLOPT_COPYPOSTFIELDS, request->form);
	if (request->bearer) {
		curl_easy_setopt(easy, CURLOPT_HTTPAUTH, (long)CURLAUTH_BEARER);
		curl_easy_setopt(easy, CURLOPT_XOAUTH2_BEARER, request->bearer);
	}
	if (request->header_name && request->header_value)
		add_header(transfer, request->header_name, request->header_value);
	if (request->etag)
		add_header(transfer, "If-None-Match", request->etag);
	else if (request->last_modified)
		add_header(transfer, "If-Modified-Since", request->last_modified);
	add_header(transfer, "Accept", "application/json");
	curl_easy_setopt(easy, CURLOPT_HTTPHEADER, transfer->headers);
}

void http_start(struct http *http, const struct http_request *request, http_done *done, void *context)
{
	struct transfer *transfer = mem_alloc(sizeof *transfer);
	transfer->easy = curl_easy_init();
	if (!transfer->easy)
		abort();
	transfer->done = done;
	transfer->context = context;
	transfer->most = request->most;
	transfer->timeout = request->timeout;
	transfer->host = host_of(request->url);
	transfer->ca_file = mem_dup(request->ca_file);
	transfer->url = mem_dup(request->url);
	transfer->conditional = request->etag || request->last_modified;
	transfer->started_ms = clock_mono_ms();
	set_limits(transfer->easy, request);
	set_tls(transfer->easy, request);
	set_callbacks(transfer);
	set_request(transfer, request);
	transfer->next = http->transfers;
	http->transfers = transfer;
	http->under_way++;
	curl_multi_add_handle(http->multi, transfer->easy);
}

/* ---- what came of it ------------------------------------------------------------------------------- */

static const struct cause {
	CURLcode code;
	bool refused;
	const char *text; /* %s: the host */
} causes[] = {
	{ CURLE_COULDNT_RESOLVE_HOST, false, "the name %s was not found; is the network up?" },
	{ CURLE_COULDNT_CONNECT, false, "%s does not answer: no connection" },
	{ CURLE_GOT_NOTHING, false, "%s closed the connection: an empty answer" },
	{ CURLE_PARTIAL_FILE, false, "the answer of %s broke off before its end" },
	{ CURLE_RECV_ERROR, false, "the connection to %s broke off" },
	{ CURLE_SEND_ERROR, false, "the connection to %s broke off" },
	{ CURLE_HTTP2, false, "the answer of %s broke off before its end" },
	{ CURLE_HTTP2_STREAM, false, "the answer of %s broke off before its end" },
	{ CURLE_WEIRD_SERVER_REPLY, false, "%s does not speak HTTP" },
	{ CURLE_UNSUPPORTED_PROTOCOL, false, "%s does not speak HTTP" },
	{ CURLE_BAD_CONTENT_ENCODING, false, "the answer of %s is compressed in a way that cannot be read" },
	{ CURLE_FILESIZE_EXCEEDED, false, "the answer of %s is larger than it may be (8 MB)" },
	{ CURLE_PEER_FAILED_VERIFICATION, true, "the certificate of %s is not valid" },
	{ CURLE_SSL_CACERT_BADFILE, true, "the certificate file of the authority for %s cannot be read" },
	{ CURLE_SSL_CERTPROBLEM, true, "the certificate for %s cannot be used" },
	{ CURLE_SSL_CONNECT_ERROR, true, "no secure connection to %s: TLS 1.2 or later and a valid certificate are needed" },
	{ CURLE_SSL_ISSUER_ERROR, true, "the certificate of %s is not valid" },
};

static const char *const stops[] = {
	[STOP_SIZE] = "the answer is larger than it may be (8 MB)",
	[STOP_RATIO] = "the answer unpacks to far larger than it may: over 100 times its packed size",
	[STOP_DRIP] = "the answer comes too slowly: under 100 bytes a second for 15 seconds",
	[STOP_HEADERS] = "the answer's headers are larger than 64 KB",
};

/* curl's words for a certificate, after the code that OpenSSL puts before them. */
static void add_certificate_detail(struct str *text, const char *detail)
{
	static const struct { const char *in, *out; } known[] = {
		{ "not yet valid", ": not valid yet; check this machine's clock" },
		{ "expired", ": it has expired" },
		{ "self-signed", ": signed by nobody this machine trusts" },
		{ "self signed", ": signed by nobody this machine trusts" },
		{ "unable to get", ": signed by nobody this machine trusts" },
		{ "no alternative", ": it is for another server" },
		{ "does not match", ": it is for another server" },
	};
	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (strstr(detail, known[i].in)) {
			str_add(text, known[i].out);
			return;
		}
}

static void say_cause(const struct transfer *transfer, CURLcode code, struct http_answer *answer)
{
	struct str text = { 0 };
	size_t i = 0, count = sizeof causes / sizeof *causes;
	while (i < count && causes[i].code != code)
		i++;
	if (transfer->stop != STOP_NONE) {
		str_add(&text, stops[transfer->stop]);
	} else if (code == CURLE_OPERATION_TIMEDOUT) {
		curl_off_t connected = 0;
		curl_easy_getinfo(transfer->easy, CURLINFO_PRETRANSFER_TIME_T, &connected);
		if (connected)
			str_addf(&text, "no whole answer from %s within %d s", transfer->host, transfer->timeout);
		else
			str_addf(&text, "no connection to %s within %d s", transfer->host, CONNECT_SECONDS);
	} else if (i < count) {
		char *plain = NULL;
		const char *gap = strstr(causes[i].text, "%s");
		plain = mem_dupn(causes[i].text, (size_t)(gap - causes[i].text));
		str_addf(&text, "%s%s%s", plain, transfer->host, gap + 2);
		free(plain);
		if (causes[i].refused)
			add_certificate_detail(&text, transfer->detail);
		answer->refused = causes[i].refused;
	} else {
		str_addf(&text, "%s: %s", transfer->host, transfer->detail[0] ? transfer->detail : curl_easy_strerror(code));
	}
	struct str cut = { 0 };
	clean_cut(&cut, str_text(&text), 120, "…");
	snprintf(answer->cause, sizeof answer->cause, "%s", str_text(&cut));
	str_free(&cut);
	str_free(&text);
}

static char *header(const struct transfer *transfer, const char *name)
{
	struct curl_header *found;
	if (curl_easy_header(transfer->easy, name, 0, CURLH_HEADER, -1, &found) != CURLHE_OK || strlen(found->value) > 500)
		return NULL;
	return mem_dup(found->value);
}

static bool header_says(const struct transfer *transfer, const char *name, const char *word)
{
	char *value = header(transfer, name);
	bool says = value && strcasestr(value, word);
	free(value);
	return says;
}

static void read_answer(struct transfer *transfer, CURLcode code, struct http_answer *answer)
{
	long status = 0;
	curl_off_t bytes = 0, retry = 0;
	curl_easy_getinfo(transfer->easy, CURLINFO_RESPONSE_CODE, &status);
	curl_easy_getinfo(transfer->easy, CURLINFO_SIZE_DOWNLOAD_T, &bytes);
	*answer = (struct http_answer){ .status = (int)status, .bytes = bytes, .retry_after = -1,
		.milliseconds = (int)(clock_mono_ms() - transfer->started_ms), .from_cache_asked = transfer->conditional };
	if (code != CURLE_OK) {
		answer->status = 0;
		say_cause(transfer, code, answer);
		return;
	}
	answer->etag = header(transfer, "ETag");
	answer->last_modified = header(transfer, "Last-Modified");
	answer->location = header(transfer, "Location");
	answer->no_store = header_says(transfer, "Cache-Control", "no-store");
	if (header_says(transfer, "Retry-After", "") && curl_easy_getinfo(transfer->easy, CURLINFO_RETRY_AFTER, &retry) == CURLE_OK)
		answer->retry_after = retry;
	answer->length = transfer->body.length;
	answer->body = str_take(&transfer->body);
}

static void transfer_free(struct transfer *transfer)
{
	curl_easy_cleanup(transfer->easy);
	for (struct curl_slist *line = transfer->headers; line; line = line->next)
		explicit_bzero(line->data, strlen(line->data));
	curl_slist_free_all(transfer->headers);
	str_free(&transfer->body);
	free(transfer->host);
	free(transfer->ca_file);
	free(transfer->url);
	free(transfer);
}

static void unlink_transfer(struct http *http, struct transfer *transfer)
{
	struct transfer **at = &http->transfers;
	while (*at && *at != transfer)
		at = &(*at)->next;
	if (*at)
		*at = transfer->next;
	http->under_way--;
	curl_multi_remove_handle(http->multi, transfer->easy);
}

char *http_take_body(struct http_answer *answer)
{
	char *body = answer->body;
	answer->body = NULL;
	return body;
}

static void finish(struct http *http, struct transfer *transfer, CURLcode code)
{
	struct http_answer answer;
	read_answer(transfer, code, &answer);
	unlink_transfer(http, transfer);
	transfer->done(transfer->context, &answer);
	free(answer.body);
	free(answer.etag);
	free(answer.last_modified);
	free(answer.location);
	transfer_free(transfer);
}

/* ---- the multi handle ------------------------------------------------------------------------------ */

struct http *http_new(struct error *error)
{
	if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) {
		error_set(error, "the HTTP library cannot be started");
		return NULL;
	}
	struct http *http = mem_alloc(sizeof *http);
	http->multi = curl_multi_init();
	if (!http->multi)
		abort();
	curl_multi_setopt(http->multi, CURLMOPT_PIPELINING, (long)CURLPIPE_MULTIPLEX);
	curl_multi_setopt(http->multi, CURLMOPT_MAX_HOST_CONNECTIONS, (long)HOST_CONNECTIONS);
	curl_multi_setopt(http->multi, CURLMOPT_MAX_TOTAL_CONNECTIONS, (long)ALL_CONNECTIONS);
	curl_multi_setopt(http->multi, CURLMOPT_MAXCONNECTS, (long)ALL_CONNECTIONS);
	return http;
}

void http_free(struct http *http)
{
	if (!http)
		return;
	while (http->transfers) {
		struct transfer *transfer = http->transfers;
		unlink_transfer(http, transfer);
		transfer_free(transfer);
	}
	curl_multi_cleanup(http->multi);
	curl_global_cleanup();
	free(http);
}

void http_cancel(struct http *http, void *context)
{
	for (struct transfer *transfer = http->transfers, *next; transfer; transfer = next) {
		next = transfer->next;
		if (transfer->context != context)
			continue;
		unlink_transfer(http, transfer);
		transfer_free(transfer);
	}
}

int http_under_way(const struct http *http)
{
	return http->under_way;
}

void http_wait(struct http *http, struct pollfd *extra, unsigned count, int timeout_ms)
{
	struct curl_waitfd fds[EXTRA_MOST];
	if (http->under_way == 0) { /* nothing of curl's to watch: an endless wait is truly endless */
		poll(extra, count, timeout_ms);
		return;
	}
	if (count > EXTRA_MOST)
		count = EXTRA_MOST;
	for (unsigned i = 0; i < count; i++)
		fds[i] = (struct curl_waitfd){ extra[i].fd, CURL_WAIT_POLLIN, 0 };
	curl_multi_poll(http->multi, fds, count, timeout_ms < 0 ? 60000 : timeout_ms, NULL);
	for (unsigned i = 0; i < count; i++)
		extra[i].revents = fds[i].revents ? POLLIN : 0;
}

void http_run(struct http *http)
{
	int running, left;
	bool removed = true;
	/* Once more after a transfer is removed: otherwise what waits for its connection stalls a second. */
	while (removed) {
		curl_multi_perform(http->multi, &running);
		removed = false;
		for (CURLMsg *message; (message = curl_multi_info_read(http->multi, &left));) {
			struct transfer *transfer;
			CURLcode code = message->data.result;
			if (message->msg != CURLMSG_DONE)
				continue;
			curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, (char **)&transfer);
			finish(http, transfer, code);
			removed = true;
		}
	}
}

/* ---- pages ----------------------------------------------------------------------------------------- */

static bool same_part(CURLU *a, CURLU *b, CURLUPart part)
{
	char *left = NULL, *right = NULL;
	curl_url_get(a, part, &left, CURLU_DEFAULT_PORT);
	curl_url_get(b, part, &right, CURLU_DEFAULT_PORT);
	bool same = left && right && strcasecmp(left, right) == 0;
	curl_free(left);
	curl_free(right);
	return same;
}

static char *join(const char *base, const char *next, struct error *error)
{
	CURLU *from = curl_url(), *to = curl_url();
	char *text = NULL, *joined = NULL;
	if (!from || !to)
		abort();
	bool good = curl_url_set(from, CURLUPART_URL, base, 0) == CURLUE_OK &&
		curl_url_set(to, CURLUPART_URL, base, 0) == CURLUE_OK && curl_url_set(to, CURLUPART_URL, next, CURLU_DISALLOW_USER) == CURLUE_OK;
	if (!good)
		error_set(error, "the address of the next page cannot be read");
	else if (!same_part(from, to, CURLUPART_SCHEME) || !same_part(from, to, CURLUPART_HOST) ||
		!same_part(from, to, CURLUPART_PORT))
		error_set(error, "the next page is on another server; only the same one is asked");
	else if (curl_url_get(to, CURLUPART_URL, &text, 0) == CURLUE_OK)
		joined = mem_dup(text);
	curl_free(text);
	curl_url_cleanup(from);
	curl_url_cleanup(to);
	return joined;
}

char *http_join(const char *base, const char *next, struct error *error)
{
	static const char local[] = "http://localhost";
	if (!str_starts(base, "unix:"))
		return join(base, next, error);
	const char *route = strstr(base + 5, ":/");
	char *plain = mem_printf("%s%s", local, route ? route + 1 : "/");
	char *joined = join(plain, next, error), *back = NULL;
	if (joined)
		back = mem_printf("%.*s:%s", (int)(route ? route - base : (long)strlen(base)), base, joined + sizeof local - 1);
	free(plain);
	free(joined);
	return back;
}
