/* SPDX-License-Identifier: BSD-2-Clause */
#include "net/http_transfer.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "read/address.h"
#include "base/number.h"
#include "base/text.h"

enum { HEADERS_MAX = 64 * 1024, BODY_STEP = 16 * 1024 };

/* ---- what libcurl calls ---- */

static bool is_success(long status)
{
    return status >= 200 && status < 300;
}

static bool grow(struct body *body, size_t needed)
{
    if (needed + 1 <= body->capacity)
        return true;
    size_t capacity = needed + 1 > 2 * body->capacity ? needed + BODY_STEP : 2 * body->capacity;
    char *bytes = realloc(body->bytes, capacity);
    if (bytes == NULL)
        return false;
    body->bytes = bytes;
    body->capacity = capacity;
    return true;
}

/* Of an error page that is too long the beginning will do. */
static size_t keep(struct transfer *transfer, const char *bytes, size_t length)
{
    struct body *body = transfer->body;
    size_t max = (size_t)transfer->http->options->max_body;
    size_t room = max > body->length ? max - body->length : 0,
           taken = length < room ? length : room;
    if (!grow(body, body->length + taken))
        return 0;
    memcpy(body->bytes + body->length, bytes, taken);
    body->length += taken;
    if (taken < length)
        transfer->reply->trouble = HTTP_TOO_LARGE;
    return taken;
}

static size_t on_body(char *bytes, size_t size, size_t count, void *context)
{
    struct transfer *transfer = context;
    const struct http_request *request = transfer->request;
    curl_easy_getinfo(transfer->easy, CURLINFO_RESPONSE_CODE, &transfer->status);
    transfer->reply->received += size * count;
    if (request->take == NULL || !is_success(transfer->status))
        return keep(transfer, bytes, size * count);
    if (request->take(request->context, bytes, size * count))
        return size * count;
    transfer->reply->trouble = HTTP_STOPPED;
    return 0;
}

/* Headers begin again with each status line: a 100 or 401 came before. */
static size_t on_header(char *bytes, size_t size, size_t count, void *context)
{
    struct transfer *transfer = context;
    struct http_reply *reply = transfer->reply;
    struct arena *arena = transfer->http->run->arena;
    size_t length = size * count;
    transfer->header_bytes += length;
    if (transfer->header_bytes > HEADERS_MAX) {
        reply->trouble = HTTP_HEADERS_TOO_LARGE;
        return 0;
    }
    if (length >= 5 && memcmp(bytes, "HTTP/", 5) == 0)
        reply->nheaders = 0;
    const char *colon = memchr(bytes, ':', length);
    if (colon == NULL)
        return length;
    transfer->list = arena_grow(arena, transfer->list, reply->nheaders, &transfer->list_capacity,
                                sizeof *transfer->list);
    transfer->list[reply->nheaders++] = (struct http_header){
        .name = text_trim(arena, bytes, (size_t)(colon - bytes)),
        .value = text_trim(arena, colon + 1, length - (size_t)(colon - bytes) - 1),
    };
    reply->headers = transfer->list;
    return length;
}

static void note_address(struct transfer *transfer, const struct curl_sockaddr *address)
{
    struct arena *arena = transfer->http->run->arena;
    struct http_reply *reply = transfer->reply;
    if (transfer->http->run->common->verbose.times == 0)
        return;
    const char *text = address_text(arena, &address->addr, address->addrlen);
    reply->tried = reply->tried == NULL ? text : arena_printf(arena, "%s, %s", reply->tried, text);
}

/* The last word on where we connect to, whatever a name or an odd way to write an address became.
 */
static curl_socket_t on_socket(void *context, curlsocktype purpose, struct curl_sockaddr *address)
{
    struct transfer *transfer = context;
    (void)purpose;
    if (transfer->request->public_only && transfer->http->proxy.host == NULL &&
        !address_is_public(&address->addr)) {
        transfer->reply->trouble = HTTP_PRIVATE_ADDRESS;
        return CURL_SOCKET_BAD;
    }
    note_address(transfer, address);
    int fd = socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
    int ours = fd >= 0 && transfer->nsockets < TRANSFER_SOCKETS ? fcntl(fd, F_DUPFD_CLOEXEC, 0)
                                                                : -1;
    if (ours >= 0)
        transfer->sockets[transfer->nsockets++] = ours;
    return fd;
}

/* libcurl before 8 reads the answer to CONNECT in a loop that ends when nothing more comes: a proxy
 * that sends headers for ever would keep it from the fleet, which ends everything else. */
static int on_progress(void *context, curl_off_t down, curl_off_t down_now, curl_off_t up,
                       curl_off_t up_now)
{
    struct transfer *transfer = context;
    (void)down;
    (void)down_now;
    (void)up;
    (void)up_now;
    return clock_now() > fleet_until(&transfer->job) ? 1 : 0;
}

/* ---- what we tell it ---- */

static void add_header(struct transfer *transfer, const char *text)
{
    struct curl_slist *longer = curl_slist_append(transfer->headers, text);
    transfer->headers = longer != NULL ? longer : transfer->headers;
}

/* libcurl sends a header without a value only when it ends in a semicolon. */
static void add_user_header(struct transfer *transfer, const char *text)
{
    struct arena *arena = transfer->http->run->arena;
    const char *colon = strchr(text, ':');
    if (colon == NULL)
        return;
    const char *name = text_trim(arena, text, (size_t)(colon - text));
    const char *value = text_trim(arena, colon + 1, strlen(colon + 1));
    add_header(transfer, *value == '\0' ? arena_printf(arena, "%s;", name)
                                        : arena_printf(arena, "%s: %s", name, value));
}

static void set_headers(struct transfer *transfer)
{
    const struct http_options *options = transfer->http->options;
    struct arena *arena = transfer->http->run->arena;
    const struct http_request *request = transfer->request;
    add_header(transfer, arena_printf(arena, "Accept: %s",
                                      request->accept != NULL ? request->accept : "*/*"));
    if (request->method == HTTP_POST_FORM)
        add_header(transfer, "Expect:");
    if (!request->foreign) {
        add_header(transfer, "Cache-Control: no-cache");
        for (size_t i = 0; i < options->header.count; i++)
            add_user_header(transfer, options->header.items[i]);
    }
    if (transfer->own) {
        if (options->host_header != NULL)
            add_header(transfer, arena_printf(arena, "Host: %s", options->host_header));
        if (options->secret_header.value != NULL)
            add_user_header(transfer, options->secret_header.value);
        if (request->secret != NULL)
            add_user_header(transfer, request->secret);
    }
    curl_easy_setopt(transfer->easy, CURLOPT_HTTPHEADER, transfer->headers);
}

static void set_tls(struct transfer *transfer)
{
    const struct http *http = transfer->http;
    const struct http_options *options = http->options;
    CURL *easy = transfer->easy;
    if (http->ca_folder != NULL) {
        curl_easy_setopt(easy, CURLOPT_CAINFO, NULL);
        curl_easy_setopt(easy, CURLOPT_CAPATH, http->ca_folder);
    } else if (http->ca_file != NULL) {
        curl_easy_setopt(easy, CURLOPT_CAINFO, http->ca_file);
        curl_easy_setopt(easy, CURLOPT_CAPATH, NULL);
    }
    if (options->insecure) {
        curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, 0L);
        curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, 0L);
    }
    if (transfer->own && options->client_cert != NULL) {
        curl_easy_setopt(easy, CURLOPT_SSLCERT, options->client_cert);
        curl_easy_setopt(easy, CURLOPT_SSLKEY,
                         options->client_key != NULL ? options->client_key : options->client_cert);
    }
}

/* Nothing may come from the environment, a .netrc or a redirect that libcurl follows by itself. */
static void set_ways(struct transfer *transfer)
{
    const struct http_options *options = transfer->http->options;
    CURL *easy = transfer->easy;
    bool proxied = transfer->http->proxy.host != NULL;
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(easy, CURLOPT_PROXY,
                     proxied ? url_origin(transfer->http->run->arena, &options->proxy) : "");
    curl_easy_setopt(easy, CURLOPT_NOPROXY, "");
    curl_easy_setopt(easy, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
    curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
    curl_easy_setopt(easy, CURLOPT_RESOLVE, transfer->addresses);
    /* What libcurl keeps for each host it walks through at each request: its names, unless they
     * never age (our own hold for the run anyhow), and the places of idle connections that were
     * pushed out. With 8,000 hosts that is three times the cost of the request. */
    curl_easy_setopt(easy, CURLOPT_DNS_CACHE_TIMEOUT, -1L);
    if (!transfer->own && fleet_host_jobs(&transfer->job) <= 1)
        curl_easy_setopt(easy, CURLOPT_FORBID_REUSE, 1L);
    if (transfer->http->family != AF_UNSPEC)
        curl_easy_setopt(easy, CURLOPT_IPRESOLVE,
                         (long)(transfer->http->family == AF_INET ? CURL_IPRESOLVE_V4
                                                                  : CURL_IPRESOLVE_V6));
    if (proxied && options->proxy_user.value != NULL) {
        curl_easy_setopt(easy, CURLOPT_PROXYUSERPWD, options->proxy_user.value);
        curl_easy_setopt(easy, CURLOPT_PROXYAUTH, (long)(CURLAUTH_BASIC | CURLAUTH_DIGEST));
    }
    if (transfer->own && options->user.value != NULL) {
        curl_easy_setopt(easy, CURLOPT_USERPWD, options->user.value);
        curl_easy_setopt(easy, CURLOPT_HTTPAUTH, (long)(CURLAUTH_BASIC | CURLAUTH_DIGEST));
    }
#if LIBCURL_VERSION_NUM >= 0x075500
    curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
#else
    curl_easy_setopt(easy, CURLOPT_PROTOCOLS, (long)(CURLPROTO_HTTP | CURLPROTO_HTTPS));
#endif
#if LIBCURL_VERSION_NUM >= 0x075700
    curl_easy_setopt(easy, CURLOPT_QUICK_EXIT, 1L);
#endif
#if LIBCURL_VERSION_NUM >= 0x074000
    curl_easy_setopt(easy, CURLOPT_HTTP09_ALLOWED, 0L);
#endif
}

static void set_request(struct transfer *transfer)
{
    const struct http_request *request = transfer->request;
    const struct http_options *options = transfer->http->options;
    CURL *easy = transfer->easy;
    curl_easy_setopt(easy, CURLOPT_URL, url_text(transfer->http->run->arena, &transfer->url));
    curl_easy_setopt(easy, CURLOPT_PATH_AS_IS, 1L);
    curl_easy_setopt(easy, CURLOPT_ACCEPT_ENCODING, "gzip, deflate");
    curl_easy_setopt(easy, CURLOPT_USERAGENT,
                     options->user_agent != NULL ? options->user_agent
                                                 : PACKAGE_NAME "/" PACKAGE_VERSION);
    if (request->method == HTTP_HEAD)
        curl_easy_setopt(easy, CURLOPT_NOBODY, 1L);
    if (request->method == HTTP_POST_FORM)
        curl_easy_setopt(easy, CURLOPT_POSTFIELDS, request->form);
    curl_easy_setopt(easy, CURLOPT_RANGE, request->range);
    curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, transfer->error);
    curl_easy_setopt(easy, CURLOPT_PRIVATE, transfer);
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, on_body);
    curl_easy_setopt(easy, CURLOPT_WRITEDATA, transfer);
    curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, on_header);
    curl_easy_setopt(easy, CURLOPT_HEADERDATA, transfer);
    curl_easy_setopt(easy, CURLOPT_NOPROGRESS, 0L);
    curl_easy_setopt(easy, CURLOPT_XFERINFOFUNCTION, on_progress);
    curl_easy_setopt(easy, CURLOPT_XFERINFODATA, transfer);
    curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, on_socket);
    curl_easy_setopt(easy, CURLOPT_OPENSOCKETDATA, transfer);
    /* The fleet ends it in time; but libcurl must know how long it may try one address before the
     * next, of which it gives the first half of this. Zero would mean five minutes. */
    double left = number_most(fleet_until(&transfer->job) - clock_now(), 0.001);
    curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, (long)number_least(left * 1000 + 0.999, 1e9));
}

bool http_transfer_begin(struct transfer *transfer)
{
    transfer->easy = curl_easy_init();
    if (transfer->easy == NULL || transfer->http->multi == NULL)
        return false;
    set_request(transfer);
    set_ways(transfer);
    set_tls(transfer);
    set_headers(transfer);
    return curl_multi_add_handle(transfer->http->multi, transfer->easy) == CURLM_OK;
}

void http_transfer_end(struct transfer *transfer)
{
    if (transfer->easy != NULL) {
        curl_multi_remove_handle(transfer->http->multi, transfer->easy);
        curl_easy_cleanup(transfer->easy);
    }
    while (transfer->nsockets > 0)
        close(transfer->sockets[--transfer->nsockets]);
    curl_slist_free_all(transfer->headers);
    curl_slist_free_all(transfer->addresses);
    transfer->easy = NULL;
    transfer->headers = transfer->addresses = NULL;
}

/* ---- what it says ---- */

static double info_seconds(const struct transfer *transfer, CURLINFO info)
{
    curl_off_t microseconds = 0;
    curl_easy_getinfo(transfer->easy, info, &microseconds);
    return (double)microseconds / 1e6;
}

static bool new_connection(const struct transfer *transfer)
{
    long connections = 0;
    curl_easy_getinfo(transfer->easy, CURLINFO_NUM_CONNECTS, &connections);
    return connections > 0;
}

void http_transfer_add_time(double *sum, double seconds)
{
    *sum = isnan(*sum) ? seconds : *sum + seconds;
}

static void take_times(struct transfer *transfer)
{
    struct http_times *times = &transfer->reply->times;
    double connect = info_seconds(transfer, CURLINFO_CONNECT_TIME_T);
    double tls = info_seconds(transfer, CURLINFO_APPCONNECT_TIME_T);
    double first = info_seconds(transfer, CURLINFO_STARTTRANSFER_TIME_T);
    if (new_connection(transfer) && connect > 0) {
        http_transfer_add_time(&times->connect,
                               connect - info_seconds(transfer, CURLINFO_NAMELOOKUP_TIME_T));
        if (tls > connect)
            http_transfer_add_time(&times->tls, tls - connect);
    }
    /* CURLINFO_PRETRANSFER_TIME would be nearer, but is taken when the request is out already. */
    if (first > 0)
        times->first_byte = first - (new_connection(transfer) ? number_most(connect, tls) : 0);
}

void http_transfer_look(struct transfer *transfer)
{
    curl_easy_getinfo(transfer->easy, CURLINFO_RESPONSE_CODE, &transfer->status);
    take_times(transfer);
}

/* libcurl tells when the whole way was made, TLS and all, but not where it was given up. */
static bool connected(const struct transfer *transfer)
{
    for (size_t i = 0; i < transfer->nsockets; i++) {
        struct sockaddr_storage peer;
        socklen_t length = sizeof peer;
        if (getpeername(transfer->sockets[i], (struct sockaddr *)&peer, &length) == 0)
            return true;
    }
    return false;
}

/* How far a transfer came that did not end well. */
static enum stage stage_of(const struct transfer *transfer)
{
    bool old = transfer->nsockets == 0 && !new_connection(transfer);
    bool in_tls = transfer->url.https && !old &&
                  !(info_seconds(transfer, CURLINFO_APPCONNECT_TIME_T) > 0);
    if (transfer->status == 0 && !old && !connected(transfer) &&
        !(info_seconds(transfer, CURLINFO_CONNECT_TIME_T) > 0))
        return STAGE_CONNECT;
    return transfer->status == 0 && in_tls ? STAGE_HANDSHAKE : STAGE_REPLY;
}

static void fail(struct transfer *transfer, enum http_trouble trouble, enum why why)
{
    struct http_reply *reply = transfer->reply;
    if (reply->trouble == HTTP_FINE)
        reply->trouble = trouble;
    if (transfer->error[0] != '\0')
        reply->outcome.detail = arena_string(transfer->http->run->arena, transfer->error);
    reply->outcome.stage = stage_of(transfer);
    reply->outcome.why = why;
}

/* The connection broke. */
static void fail_broken(struct transfer *transfer, enum why without_errno)
{
    long error = 0;
    curl_easy_getinfo(transfer->easy, CURLINFO_OS_ERRNO, &error);
    enum why why = error != 0 ? outcome_why_of_errno((int)error) : without_errno;
    if (transfer->status != 0)
        fail(transfer, HTTP_CUT_SHORT, why);
    else if (strstr(transfer->error, "alert") != NULL)
        fail(transfer, HTTP_BAD_HANDSHAKE, WHY_DECLINED);
    else
        fail(transfer, HTTP_FINE, why);
}

static void fail_handshake(struct transfer *transfer)
{
    long error = 0;
    curl_easy_getinfo(transfer->easy, CURLINFO_OS_ERRNO, &error);
    if (error == ECONNRESET)
        fail(transfer, HTTP_FINE, WHY_RESET);
    else if (transfer->http->ca_file != NULL && strstr(transfer->error, "CAfile") != NULL)
        fail(transfer, HTTP_NO_TRUST_STORE, WHY_RESOURCES);
    else
        fail(transfer, HTTP_BAD_HANDSHAKE, WHY_GARBAGE);
}

/* What libcurl 8.23 says of a key that it cannot use, and 8.14 of an answer to CONNECT that is
 * none.
 */
static void fail_argument(struct transfer *transfer)
{
    bool proxied = transfer->http->proxy.host != NULL;
    if (transfer->own && transfer->http->options->client_cert != NULL)
        fail(transfer, HTTP_BAD_CLIENT_CERTIFICATE, WHY_RESOURCES);
    else
        fail(transfer, proxied && stage_of(transfer) != STAGE_REPLY ? HTTP_PROXY : HTTP_FINE,
             WHY_GARBAGE);
}

void http_transfer_failed(struct transfer *transfer, CURLcode code)
{
    bool proxied = transfer->http->proxy.host != NULL;
    long connect_status = 0;
    curl_easy_getinfo(transfer->easy, CURLINFO_HTTP_CONNECTCODE, &connect_status);
    if (proxied && connect_status >= 300) {
        transfer->status = connect_status;
        fail(transfer, HTTP_PROXY, WHY_DECLINED);
        return;
    }
    switch (code) {
    case CURLE_ABORTED_BY_CALLBACK: /* by on_progress(), which knows the time alone */
    case CURLE_OPERATION_TIMEDOUT: fail(transfer, HTTP_FINE, WHY_SILENT); return;
    case CURLE_COULDNT_CONNECT:
    case CURLE_COULDNT_RESOLVE_PROXY: {
        long error = 0;
        curl_easy_getinfo(transfer->easy, CURLINFO_OS_ERRNO, &error);
        fail(transfer, proxied ? HTTP_PROXY : HTTP_FINE, outcome_why_of_errno((int)error));
        return;
    }
    case CURLE_SSL_CONNECT_ERROR: fail_handshake(transfer); return;
    case CURLE_PEER_FAILED_VERIFICATION: fail(transfer, HTTP_BAD_CERTIFICATE, WHY_GARBAGE); return;
    case CURLE_SSL_CACERT_BADFILE: fail(transfer, HTTP_NO_TRUST_STORE, WHY_RESOURCES); return;
    case CURLE_BAD_FUNCTION_ARGUMENT: fail_argument(transfer); return;
    case CURLE_SSL_CERTPROBLEM: fail(transfer, HTTP_BAD_CLIENT_CERTIFICATE, WHY_RESOURCES); return;
    case CURLE_PARTIAL_FILE: fail(transfer, HTTP_CUT_SHORT, WHY_CLOSED); return;
    case CURLE_GOT_NOTHING:
    case CURLE_RECV_ERROR:
    case CURLE_SEND_ERROR: fail_broken(transfer, WHY_CLOSED); return;
#if LIBCURL_VERSION_NUM >= 0x080600
    case CURLE_TOO_LARGE: /* a header line, or all that a proxy says to CONNECT */
        fail(transfer,
             proxied && stage_of(transfer) != STAGE_REPLY ? HTTP_PROXY : HTTP_HEADERS_TOO_LARGE,
             WHY_GARBAGE);
        return;
#endif
    case CURLE_OUT_OF_MEMORY:
        /* That is also how libcurl called a header line of more than 100 KB. */
        if (stage_of(transfer) == STAGE_REPLY)
            fail(transfer, HTTP_HEADERS_TOO_LARGE, WHY_GARBAGE);
        else
            fail(transfer, HTTP_FINE, WHY_RESOURCES);
        return;
    case CURLE_FAILED_INIT: fail(transfer, HTTP_FINE, WHY_RESOURCES); return;
    default: fail(transfer, HTTP_FINE, WHY_GARBAGE); return;
    }
}
