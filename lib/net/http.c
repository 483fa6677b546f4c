/* SPDX-License-Identifier: BSD-2-Clause */
#include "net/http.h"

#include <math.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>

#include "base/entropy.h"
#include "net/http_transfer.h"
#include "read/address.h"
#include "base/number.h"
#include "x509/trust_folder.h"

/* ---- the session ---- */

static void close_http(void *handle)
{
    struct http *http = handle;
    if (http->multi != NULL)
        curl_multi_cleanup(http->multi);
    while (http->bodies != NULL) {
        struct body *body = http->bodies;
        http->bodies = body->next;
        free(body->bytes);
        free(body);
    }
}

/* A bundle of 145 roots costs four times what the rest of a request does: a folder with hash links
 * is searched instead, which only OpenSSL can (measured with libcurl 7.88). */
static void choose_trust(struct http *http)
{
    static const char system_folder[] = "/etc/ssl/certs";
    const char *backend = curl_version_info(CURLVERSION_NOW)->ssl_version;
    const char *ca = http->options->ca;
    bool openssl = backend != NULL && strstr(backend, "OpenSSL") != NULL;
    http->trust_chosen = true;
    if (ca != NULL && trust_folder_is_hashed(ca))
        http->ca_folder = ca;
    else if (ca != NULL)
        http->ca_file = ca;
    else if (openssl && trust_folder_is_hashed(system_folder))
        http->ca_folder = system_folder;
}

struct http *http_open(struct run *run, const struct http_options *options,
                       const struct net_options *net)
{
    struct http *http = arena_alloc(run->arena, sizeof *http);
    *http = (struct http){ .run = run, .options = options, .family = net_part_family(net) };
    http->base = http_part_url(run->arena, options);
    if (options->proxy != NULL)
        url_read(run->arena, options->proxy, &http->proxy);
    curl_global_init(CURL_GLOBAL_DEFAULT);
    http->multi = curl_multi_init();
    arena_at_end(run->arena, close_http, http);
    return http;
}

const char *http_nonce(struct http *http)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyz234567";
    char word[17];
    uint64_t bits = entropy();
    for (size_t i = 0; i < 16; i++) {
        if (i == 12)
            bits = entropy();
        word[i] = letters[bits % 32];
        bits /= 32;
    }
    word[0] = 'n'; /* a name in every language */
    return arena_copy(http->run->arena, word, 16);
}

/* The transfer is over; it takes no more part in the fleet. */
static void finish(struct transfer *transfer)
{
    struct http_reply *reply = transfer->reply;
    if (transfer->lookup != NULL)
        net_lookup_end(transfer->lookup);
    transfer->lookup = NULL;
    transfer_end(transfer);
    reply->outcome.seconds = reply->times.total = clock_now() - transfer->start;
    reply->url = transfer->url;
    reply->status = transfer->status;
    if (transfer->body->bytes != NULL) {
        transfer->body->bytes[transfer->body->length] = '\0';
        reply->body = transfer->body->bytes;
        reply->length = transfer->body->length;
    }
    transfer->http = NULL;
}

static void finish_as(struct transfer *transfer, enum stage stage, enum why why)
{
    transfer->reply->outcome.stage = stage;
    transfer->reply->outcome.why = why;
    finish(transfer);
}

/* ---- the stages of a transfer ---- */

/* Whom we connect to. */
static const struct url *peer(const struct transfer *transfer)
{
    return transfer->http->proxy.host != NULL ? &transfer->http->proxy : &transfer->url;
}

/* HOST:PORT:ADDRESS,ADDRESS as CURLOPT_RESOLVE wants it. */
static bool give_addresses(struct transfer *transfer, const struct known *known)
{
    struct arena *arena = transfer->http->run->arena;
    const struct url *url = peer(transfer);
    const char *text = arena_printf(arena, "%s:%ld:", url->host, url->port);
    for (size_t i = 0; i < known->count; i++) {
        if (transfer->request->public_only && url == &transfer->url &&
            !address_is_public((const struct sockaddr *)&known->addresses[i].storage))
            transfer->reply->trouble = HTTP_PRIVATE_ADDRESS;
        text = arena_printf(arena, "%s%s%s", text, i == 0 ? "" : ",", known->addresses[i].text);
    }
    if (!address_is_numeric(url->host))
        transfer->addresses = curl_slist_append(NULL, text);
    return transfer->reply->trouble != HTTP_PRIVATE_ADDRESS;
}

static void connect_to(struct transfer *transfer, const struct known *known)
{
    if (transfer->url.https && !transfer->http->trust_chosen)
        choose_trust(transfer->http);
    if (!give_addresses(transfer, known))
        finish_as(transfer, STAGE_RESOLVE, WHY_DECLINED);
    else if (!transfer_begin(transfer))
        finish_as(transfer, STAGE_CONNECT, WHY_RESOURCES);
}

static void resolved(struct transfer *transfer)
{
    struct http *http = transfer->http;
    struct known *known = arena_alloc(http->run->arena, sizeof *known);
    *known = (struct known){ .next = http->known, .peer = *peer(transfer) };
    enum why why = net_lookup_take(transfer->lookup, http->run->arena, &known->addresses,
                                   &known->count);
    net_lookup_end(transfer->lookup);
    transfer->lookup = NULL;
    if (!address_is_numeric(known->peer.host))
        transfer_add_time(&transfer->reply->times.resolve, clock_now() - transfer->lookup_start);
    if (why != WHY_NOTHING) {
        finish_as(transfer, STAGE_RESOLVE, why);
        return;
    }
    http->known = known;
    connect_to(transfer, known);
}

static void begin(struct transfer *transfer)
{
    struct http *http = transfer->http;
    const struct url *url = peer(transfer);
    const char *pinned = http_part_pinned(http->run->arena, http->options, url->host, url->port);
    transfer->own = !transfer->request->foreign && url_same_origin(&transfer->url, &http->base);
    transfer->status = 0;
    transfer->body->length = 0;
    for (const struct known *known = http->known; known != NULL; known = known->next) {
        if (url->port == known->peer.port && strcmp(url->host, known->peer.host) == 0) {
            connect_to(transfer, known);
            return;
        }
    }
    transfer->lookup_start = clock_now();
    transfer->lookup = net_lookup_start(pinned != NULL ? pinned : url->host, url->port,
                                        http->family);
    if (transfer->lookup == NULL)
        finish_as(transfer, STAGE_RESOLVE, WHY_RESOURCES);
}

/* Why a redirect is not followed; HTTP_FINE when it is. */
static enum http_trouble refusal(const struct transfer *transfer, const char *problem,
                                 const struct url *to)
{
    const struct http_options *options = transfer->http->options;
    if (problem != NULL)
        return HTTP_REDIRECT_BROKEN;
    if (transfer->url.https && !to->https)
        return HTTP_REDIRECT_DOWN;
    if (!transfer->request->foreign && strcmp(transfer->url.host, to->host) != 0)
        return HTTP_REDIRECT_HOST;
    return transfer->reply->redirects >= options->redirects ? HTTP_REDIRECT_LOOP : HTTP_FINE;
}

static bool is_redirect(long status)
{
    return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

/* False when the answer is none that leads elsewhere. */
static bool redirected(struct transfer *transfer)
{
    struct http_reply *reply = transfer->reply;
    struct arena *arena = transfer->http->run->arena;
    struct url to = { .host = NULL };
    const char *location = http_reply_header(reply, "Location");
    if (!is_redirect(transfer->status) || location == NULL ||
        transfer->request->method == HTTP_POST_FORM)
        return false;
    const char *problem = url_resolve(arena, &transfer->url, location, &to);
    reply->trouble = refusal(transfer, problem, &to);
    if (reply->trouble != HTTP_FINE) {
        reply->location = problem != NULL ? location : url_brief(arena, &to);
        finish_as(transfer, STAGE_DONE, WHY_NOTHING);
        return true;
    }
    transfer_end(transfer);
    reply->redirects++;
    transfer->url = to;
    begin(transfer);
    return true;
}

/* libcurl is through with it. */
static void over(struct transfer *transfer, CURLcode code)
{
    struct http_reply *reply = transfer->reply;
    curl_easy_getinfo(transfer->easy, CURLINFO_RESPONSE_CODE, &transfer->status);
    transfer_take_times(transfer);
    bool error_page = transfer->status >= 300 && reply->trouble == HTTP_TOO_LARGE;
    if (error_page)
        reply->trouble = HTTP_FINE; /* its beginning will do */
    if (code == CURLE_OK && transfer->status == 0)
        code = CURLE_WEIRD_SERVER_REPLY;
    if (reply->trouble == HTTP_STOPPED || error_page) {
        finish_as(transfer, STAGE_DONE, WHY_NOTHING);
    } else if (code != CURLE_OK) {
        transfer_failed(transfer, code);
        finish(transfer);
    } else if (!redirected(transfer)) {
        finish_as(transfer, STAGE_DONE, WHY_NOTHING);
    }
}

/* ---- the fleet ---- */

static void start(struct http *http, struct transfer *transfer, const struct http_request *request,
                  struct http_reply *reply)
{
    double now = clock_now();
    struct body *body = calloc(1, sizeof *body);
    *transfer = (struct transfer){ .http = http, .request = request, .reply = reply };
    if (body == NULL) {
        reply->outcome.why = WHY_RESOURCES;
        transfer->http = NULL;
        return;
    }
    body->next = http->bodies;
    http->bodies = transfer->body = body;
    transfer->url = request->url;
    transfer->start = now;
    transfer->deadline = request->seconds > 0
                             ? number_least(http->run->deadline, now + request->seconds)
                             : http->run->deadline;
    begin(transfer);
}

static bool looked_up(const struct net_lookup *lookup)
{
    struct pollfd end = { .fd = net_lookup_fd(lookup), .events = POLLIN };
    return poll(&end, 1, 0) > 0;
}

/* Waits for any transfer to go on, and goes on with those that can. lookups has room for n. */
static void turn(struct http *http, struct transfer *transfers, size_t n,
                 struct curl_waitfd *lookups)
{
    unsigned int nlookups = 0;
    int running, ready = 0, left;
    double until = clock_now() + 1;
    curl_multi_perform(http->multi, &running);
    for (CURLMsg *message; (message = curl_multi_info_read(http->multi, &left)) != NULL;) {
        char *owner = NULL;
        CURLcode code = message->data.result;
        curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &owner);
        over((struct transfer *)(void *)owner, code);
        until = 0; /* there may be more to begin */
    }
    for (size_t i = 0; i < n; i++) {
        if (transfers[i].http == NULL)
            continue;
        until = number_least(until, transfers[i].deadline);
        if (transfers[i].lookup != NULL)
            lookups[nlookups++] = (struct curl_waitfd){ .fd = net_lookup_fd(transfers[i].lookup),
                                                        .events = CURL_WAIT_POLLIN };
    }
    double wait = until - clock_now();
    if (wait > 0)
        curl_multi_wait(http->multi, lookups, nlookups, (int)(wait * 1000 + 0.999), &ready);
    for (size_t i = 0; i < n; i++) {
        struct transfer *transfer = &transfers[i];
        if (transfer->http != NULL && transfer->lookup != NULL && looked_up(transfer->lookup))
            resolved(transfer);
        else if (transfer->http != NULL && transfer->lookup != NULL &&
                 clock_now() >= transfer->deadline)
            finish_as(transfer, STAGE_RESOLVE, WHY_NAMES_SILENT);
    }
}

/* The next request that may begin now: no more of them go to one host at once than it wants. n when
 * there is none. */
static size_t next_request(const struct http_request *requests, const bool *begun, size_t n,
                           const struct transfer *transfers, size_t places)
{
    for (size_t i = 0; i < n; i++) {
        long same = 0;
        for (size_t j = 0; j < places; j++)
            same += transfers[j].http != NULL &&
                    strcmp(transfers[j].url.host, requests[i].url.host) == 0;
        if (!begun[i] && (requests[i].per_host == 0 || same < requests[i].per_host))
            return i;
    }
    return n;
}

void http_fleet(struct http *http, const struct http_request *requests, struct http_reply *replies,
                size_t n, int parallel)
{
    struct arena *arena = http->run->arena;
    size_t places = parallel > 0 && (size_t)parallel < n ? (size_t)parallel : n, active = 0;
    struct transfer *transfers = arena_array(arena, places, sizeof *transfers);
    struct curl_waitfd *lookups = arena_array(arena, places, sizeof *lookups);
    bool *begun = arena_array(arena, n, sizeof *begun);
    for (size_t i = 0; i < n; i++)
        replies[i] = (struct http_reply){ .body = "",
                                          .url = requests[i].url,
                                          .times = { NAN, NAN, NAN, NAN, NAN } };
    do {
        for (size_t i = 0; i < places && run_left(http->run) > 0; i++) {
            size_t next = transfers[i].http == NULL
                              ? next_request(requests, begun, n, transfers, places)
                              : n;
            if (next == n)
                continue;
            begun[next] = true;
            start(http, &transfers[i], &requests[next], &replies[next]);
        }
        turn(http, transfers, places, lookups);
        active = 0;
        for (size_t i = 0; i < places; i++)
            active += transfers[i].http != NULL;
    } while (active > 0 ||
             (run_left(http->run) > 0 && next_request(requests, begun, n, transfers, places) < n));
    for (size_t i = 0; i < n; i++)
        http_reply_note(http->run, &replies[i]);
}
