/* SPDX-License-Identifier: BSD-2-Clause */
/* A driver of the fleet engine, over the multi interface of libcurl (libcurl-multi(3),
 * "multi_socket"). The stages of a request:
 *
 *     resolve     the engine's, so that a name server cannot hold us: libcurl is given numeric
 *                 addresses (CURLOPT_RESOLVE) and never looks anything up
 *     connect,    libcurl's, one transfer for each hop: http_transfer_begin() gives it away,
 *     handshake,  on_watch() and on_timer() say what it waits for, on_ready() and on_tick() let it
 *     reply       work, take_finished() collects what is done
 *     done        over(): a redirect begins the next hop in the same place of the fleet
 *
 * What libcurl cannot do, and what is done about it:
 * - A transfer may not be taken out inside its callbacks (CURLM_RECURSIVE_API_CALL): a callback
 *   that has had enough returns a short count, and take_finished() comes after each call.
 * - The timer callback comes inside curl_multi_add_handle() and asks for 0 ms: on_timer() only
 *   notes it, and the next turn of the engine calls back.
 * - It follows redirects with secrets, to other hosts, and down to http
 *   (https://curl.se/docs/security.html has several of the kind): it follows none, redirected()
 *   does.
 * - The end of a transfer that is given up is the engine's (stop()), since CURLOPT_TIMEOUT_MS would
 *   bind a transfer to what was left when it began. But several addresses of a host are tried
 *   after each other only within CURLOPT_CONNECTTIMEOUT_MS: each has half of what is left of it.
 * - It keeps something for every host name and walks through all of it at each request; see
 *   set_ways() in http_transfer.c.
 * - Where a transfer failed is not told: http_transfer_failed() finds it out from what was measured
 *   and from the sockets, of which we keep copies. */
#include "net/http.h"

#include <math.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>

#include "base/buffer.h"
#include "base/clock.h"
#include "base/entropy.h"
#include "net/http_transfer.h"
#include "read/address.h"
#include "x509/trust_folder.h"

/* More at once gain nothing, and libcurl keeps four idle connections for each. */
enum { PARALLEL_MAX = 64 };

static struct http_reply nothing(const struct http_request *request)
{
    return (struct http_reply){ .method = request->method,
                                .body = "",
                                .url = request->url,
                                .times = { NAN, NAN, NAN, NAN, NAN } };
}

static struct transfer *of(struct fleet_job *job)
{
    return (struct transfer *)(void *)job;
}

/* ---- the session ---- */

static void close_http(void *handle)
{
    struct http *http = handle;
    if (http->multi != NULL)
        curl_multi_cleanup(http->multi);
}

static void free_body(void *handle)
{
    struct body *body = handle;
    free(body->bytes);
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
    if (http->options->insecure)
        run_note(http->run, 2, "certificates are not verified (--insecure)");
    else
        run_note(http->run, 2, "trusted roots: %s",
                 http->ca_folder != NULL ? http->ca_folder
                 : http->ca_file != NULL ? http->ca_file
                                         : "those that libcurl was built to use");
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

/* ---- what libcurl waits for ---- */

/* A descriptor of libcurl's. */
struct socket {
    struct fleet_watch watch;
    struct socket *next; /* of those that are not used now */
    struct http *http;
};

static void over(struct transfer *transfer, CURLcode code);

/* What libcurl has done with meanwhile. A transfer may not be taken out inside its callbacks, so
 * this comes behind each call that lets it work. */
static void take_finished(struct http *http)
{
    int left;
    for (CURLMsg *message; (message = curl_multi_info_read(http->multi, &left)) != NULL;) {
        char *owner = NULL;
        CURLcode code = message->data.result;
        curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &owner);
        over((struct transfer *)(void *)owner, code);
    }
}

static void on_ready(void *context, int fd, short revents)
{
    struct http *http = ((struct socket *)context)->http;
    int running, what = 0;
    what |= (revents & POLLIN) != 0 ? CURL_CSELECT_IN : 0;
    what |= (revents & POLLOUT) != 0 ? CURL_CSELECT_OUT : 0;
    what |= (revents & ~(POLLIN | POLLOUT)) != 0 ? CURL_CSELECT_ERR : 0;
    curl_multi_socket_action(http->multi, fd, what, &running);
    take_finished(http);
}

static struct socket *unused_socket(struct http *http)
{
    struct socket *unused = http->unused;
    if (unused == NULL)
        return arena_alloc(http->run->arena, sizeof *unused);
    http->unused = unused->next;
    return unused;
}

/* CURLMOPT_SOCKETFUNCTION: what libcurl wants to hear of a descriptor from now on. It may say so in
 * the middle of a turn of the fleet, also when a transfer is taken out, and for a descriptor that
 * it has closed and been given again. */
static int on_watch(CURL *easy, curl_socket_t fd, int what, void *context, void *of_socket)
{
    struct http *http = context;
    struct socket *watched = of_socket;
    (void)easy;
    if (what == CURL_POLL_REMOVE) {
        if (watched != NULL) {
            fleet_unwatch(http->fleet, &watched->watch);
            watched->next = http->unused;
            http->unused = watched;
        }
        return 0;
    }
    if (watched == NULL) {
        watched = unused_socket(http);
        *watched = (struct socket){ .http = http };
        watched->watch = (struct fleet_watch){ .fd = fd, .ready = on_ready, .context = watched };
        curl_multi_assign(http->multi, fd, watched);
        fleet_watch(http->fleet, &watched->watch);
    }
    watched->watch.events = (short)(((what & CURL_POLL_IN) != 0 ? POLLIN : 0) |
                                    ((what & CURL_POLL_OUT) != 0 ? POLLOUT : 0));
    return 0;
}

/* CURLMOPT_TIMERFUNCTION: it comes inside curl_multi_add_handle(), too, and then asks to be called
 * at once, which is not allowed there: the next turn of the fleet will do. */
static int on_timer(CURLM *multi, long milliseconds, void *context)
{
    struct http *http = context;
    (void)multi;
    fleet_tick_at(http->fleet,
                  milliseconds < 0 ? (double)INFINITY : clock_now() + (double)milliseconds / 1000);
    return 0;
}

static void on_tick(void *context)
{
    struct http *http = context;
    int running;
    curl_multi_socket_action(http->multi, CURL_SOCKET_TIMEOUT, 0, &running);
    take_finished(http);
}

struct http *http_open(struct run *run, const struct http_options *options,
                       const struct net_options *net)
{
    struct http *http = arena_alloc(run->arena, sizeof *http);
    *http = (struct http){
        .run = run,
        .options = options,
        .base = options->url,
        .proxy = options->proxy,
        .family = net_part_family(net),
        .fleet = fleet_open(run, net),
    };
    curl_global_init(CURL_GLOBAL_DEFAULT);
    http->multi = curl_multi_init();
    if (http->multi != NULL) {
        curl_multi_setopt(http->multi, CURLMOPT_SOCKETFUNCTION, on_watch);
        curl_multi_setopt(http->multi, CURLMOPT_SOCKETDATA, http);
        curl_multi_setopt(http->multi, CURLMOPT_TIMERFUNCTION, on_timer);
        curl_multi_setopt(http->multi, CURLMOPT_TIMERDATA, http);
    }
    arena_at_end(run->arena, close_http, http);
    return http;
}

/* ---- the ends of a transfer ---- */

static void finish(struct transfer *transfer)
{
    struct http_reply *reply = transfer->reply;
    http_transfer_end(transfer);
    reply->outcome.seconds = reply->times.total = clock_now() - transfer->job.started;
    reply->url = transfer->url;
    reply->status = transfer->status;
    if (transfer->body->bytes != NULL) {
        transfer->body->bytes[transfer->body->length] = '\0';
        reply->body = transfer->body->bytes;
        reply->length = transfer->body->length;
    }
    fleet_done(&transfer->job);
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
static bool give_addresses(struct transfer *transfer)
{
    const struct url *url = peer(transfer);
    const struct fleet_job *job = &transfer->job;
    struct buffer text = { .arena = transfer->http->run->arena };
    buffer_printf(&text, "%s:%ld:", url->host, url->port);
    for (size_t i = 0; i < job->naddresses; i++) {
        if (transfer->request->public_only && url == &transfer->url &&
            !address_is_public((const struct sockaddr *)&job->addresses[i].storage))
            transfer->reply->trouble = HTTP_PRIVATE_ADDRESS;
        buffer_printf(&text, "%s%s", i == 0 ? "" : ",", job->addresses[i].text);
    }
    if (!address_is_numeric(url->host))
        transfer->addresses = curl_slist_append(NULL, text.text);
    return transfer->reply->trouble != HTTP_PRIVATE_ADDRESS;
}

static void resolved(struct fleet_job *job, enum why why)
{
    struct transfer *transfer = of(job);
    struct http *http = transfer->http;
    if (!isnan(transfer->lookup_start))
        http_transfer_add_time(&transfer->reply->times.resolve,
                               clock_now() - transfer->lookup_start);
    if (transfer->url.https && !http->trust_chosen)
        choose_trust(http);
    if (why != WHY_NOTHING)
        finish_as(transfer, STAGE_RESOLVE, why);
    else if (!give_addresses(transfer))
        finish_as(transfer, STAGE_RESOLVE, WHY_DECLINED);
    else if (!http_transfer_begin(transfer))
        finish_as(transfer, STAGE_CONNECT, WHY_RESOURCES);
}

/* Begins with the URL where the transfer stands now: the first one, or where a redirect leads. */
static void go(struct transfer *transfer)
{
    struct http *http = transfer->http;
    const struct url *url = peer(transfer);
    const char *pinned = http_part_pinned(http->options, url->host, url->port);
    transfer->own = !transfer->request->foreign && url_same_origin(&transfer->url, &http->base);
    transfer->status = 0;
    transfer->body->length = transfer->reply->received = 0;
    transfer->reply->tried = NULL;
    transfer->lookup_start = NAN;
    fleet_resolve(&transfer->job, pinned != NULL ? pinned : url->host, url->port);
    if (fleet_resolving(&transfer->job))
        transfer->lookup_start = clock_now();
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

/* False when the answer does not lead elsewhere. */
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
    http_reply_note_redirect(transfer->http->run, &transfer->url, transfer->status, &to);
    http_transfer_end(transfer);
    reply->redirects++;
    if (strcmp(transfer->url.host, to.host) != 0)
        fleet_move(&transfer->job, to.host);
    transfer->url = to;
    go(transfer);
    return true;
}

/* libcurl is through with it. */
static void over(struct transfer *transfer, CURLcode code)
{
    struct http_reply *reply = transfer->reply;
    http_transfer_look(transfer);
    bool error_page = transfer->status >= 300 && reply->trouble == HTTP_TOO_LARGE;
    if (error_page)
        reply->trouble = HTTP_FINE; /* its beginning will do */
    if (code == CURLE_OK && transfer->status == 0)
        code = CURLE_WEIRD_SERVER_REPLY;
    if (reply->trouble == HTTP_STOPPED || error_page) {
        finish_as(transfer, STAGE_DONE, WHY_NOTHING);
    } else if (code != CURLE_OK) {
        http_transfer_failed(transfer, code);
        finish(transfer);
    } else if (!redirected(transfer)) {
        finish_as(transfer, STAGE_DONE, WHY_NOTHING);
    }
}

/* ---- what the fleet calls ---- */

static struct fleet_wish wish(void *context, size_t index)
{
    const struct http_request *request = &((struct http *)context)->requests[index];
    return (struct fleet_wish){ request->url.host, request->per_host, request->seconds };
}

static void begin(struct fleet_job *job)
{
    struct transfer *transfer = of(job);
    struct http *http = job->context;
    transfer->http = http;
    transfer->request = &http->requests[job->index];
    transfer->reply = &http->replies[job->index];
    struct arena *brief = transfer->request->brief,
                 *arena = brief != NULL ? brief : http->run->arena;
    transfer->body = arena_alloc(arena, sizeof *transfer->body);
    arena_at_end(arena, free_body, transfer->body);
    transfer->url = transfer->request->url;
    go(transfer);
}

static void stop(struct fleet_job *job, bool checked)
{
    struct transfer *transfer = of(job);
    if (fleet_resolving(job)) {
        finish_as(transfer, STAGE_RESOLVE, WHY_NAMES_SILENT);
    } else {
        http_transfer_look(transfer);
        http_transfer_failed(transfer, CURLE_OPERATION_TIMEDOUT);
        finish(transfer);
    }
    if (!checked && transfer->status == 0 && transfer->reply->redirects == 0)
        *transfer->reply = nothing(transfer->request);
}

static const struct fleet_driver driver = {
    .job_size = sizeof(struct transfer),
    .descriptors = 2 + TRANSFER_SOCKETS,
    .wish = wish,
    .begin = begin,
    .resolved = resolved,
    .stop = stop,
    .tick = on_tick,
};

void http_fleet(struct http *http, const struct http_request *requests, struct http_reply *replies,
                size_t n, int parallel)
{
    for (size_t i = 0; i < n; i++)
        replies[i] = nothing(&requests[i]);
    http->requests = requests;
    http->replies = replies;
    fleet_run(http->fleet, &driver, http, n,
              parallel > 0 && parallel < PARALLEL_MAX ? parallel : PARALLEL_MAX);
    for (size_t i = 0; i < n; i++)
        http_reply_note(http->run, &replies[i]);
}
