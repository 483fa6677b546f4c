/* SPDX-License-Identifier: BSD-2-Clause */
/* fake/http.c - stands in for lib/net/http.c when cases are played. The file `peer` of a case lists
 * what is asked and how it is answered; the first entry that fits answers. A request that no entry
 * fits makes the case fail, and so does an entry that nobody asks for.
 *
 *     GET /api/3/action/package_search?rows=1*
 *         status 200
 *         type application/json;charset=utf-8
 *         body ../../ckan/newest.js
 *
 *     METHOD URL          begins an entry: GET, HEAD or POST. A URL that begins with `/` is on the
 *                         scheme, host and port of --url, `*` is any text. It may be written
 *                         encoded or decoded: q=a%20b or q=a b. About it:
 *     once                it answers one request only; then later entries are looked at
 *     times NUMBER        the same with a number
 *     maybe               nobody need ask
 *   it fits only a request
 *     secret NAME: VALUE  that carries this secret of its own
 *     anonymous           that carries none of its own
 *     range 0-0           for this range
 *     form TEXT           with this form, encoded or decoded, `*` as above
 *   and is answered with
 *     status NUMBER       default: 200
 *     type TYPE           the header Content-Type
 *     header NAME: VALUE
 *     body FILE           from the folder of the file that says so
 *     text TEXT           the rest of the line as the body
 *     text <<END          the lines up to END as the body
 *     cut BYTES           of the body; then the connection ends
 *     location URL        the header; it is followed unless `trouble` or `fails` says otherwise
 *     seconds NUMBER      that it takes until the answer; default: 0.03. When the request has less
 *                         time than that, the peer was silent.
 *     fails STAGE WHY [DETAIL]   no answer, or not all of it: `fails connect refused`,
 *                         `fails reply silent` (until its time is over), `fails resolve no-name`
 *     trouble NAME        what lib/net/http.h calls HTTP_NAME, besides: `trouble bad-certificate`
 *
 *     include FILE        the entries of another file; of these nobody need ask for any
 *
 * In URLs and bodies @NONCE@ is the nonce. The first request to a host takes 0.004 s to resolve,
 * 0.006 s to connect and, with https, 0.012 s for the handshake; the next ones use the connection.
 * A request for another host than that of --url must be `foreign` and without a secret. */
#include "net/http.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "fake/fake.h"
#include "read/address.h"
#include "base/number.h"
#include "fake/script.h"

static const char nonce[] = "n0n1n2n3n4n5n6n7";
static const struct http_times usual = { .resolve = 0.004, .connect = 0.006, .tls = 0.012 };
static const double usual_seconds = 0.03;
/* Pieces in which a body is handed over: no token may depend on where one ends. */
enum { PIECE = 7 };

static const char *const methods[] = {
    [HTTP_GET] = "GET",
    [HTTP_HEAD] = "HEAD",
    [HTTP_POST_FORM] = "POST",
    NULL,
};
static const char *const troubles[] = {
    [HTTP_FINE] = "fine",
    [HTTP_BAD_CERTIFICATE] = "bad-certificate",
    [HTTP_BAD_HANDSHAKE] = "bad-handshake",
    [HTTP_NO_TRUST_STORE] = "no-trust-store",
    [HTTP_BAD_CLIENT_CERTIFICATE] = "bad-client-certificate",
    [HTTP_CUT_SHORT] = "cut-short",
    [HTTP_TOO_LARGE] = "too-large",
    [HTTP_HEADERS_TOO_LARGE] = "headers-too-large",
    [HTTP_REDIRECT_HOST] = "redirect-host",
    [HTTP_REDIRECT_DOWN] = "redirect-down",
    [HTTP_REDIRECT_LOOP] = "redirect-loop",
    [HTTP_REDIRECT_BROKEN] = "redirect-broken",
    [HTTP_PROXY] = "proxy",
    [HTTP_PRIVATE_ADDRESS] = "private-address",
    [HTTP_STOPPED] = "stopped",
    NULL,
};

struct entry {
    enum http_method method;
    const char *url; /* pattern */
    const char *secret, *range, *form;
    bool anonymous, maybe;
    size_t most, asked; /* most 0: any number */
    double seconds;     /* NAN: the usual ones, or all that there are for a silent peer */
    struct outcome outcome;
    enum http_trouble trouble;
    long status; /* -1: not said */
    struct http_header *headers;
    size_t nheaders, capacity;
    const char *body, *location;
    size_t length;
};

struct http {
    struct run *run;
    const struct http_options *options;
    struct url base;
    struct entry *entries;
    size_t count, capacity;
    struct url *connected; /* the origins */
    size_t nconnected, connected_capacity;
};

/* ---- the file `peer` ---- */

static const char *with_nonce(struct arena *arena, const char *bytes, size_t length, size_t *size)
{
    static const char mark[] = "@NONCE@";
    struct buffer out = { .arena = arena };
    buffer_put(&out, "");
    while (length > 0) {
        bool marked = length >= sizeof mark - 1 && memcmp(bytes, mark, sizeof mark - 1) == 0;
        size_t step = marked ? sizeof mark - 1 : 1;
        buffer_add(&out, marked ? nonce : bytes, marked ? sizeof nonce - 1 : 1);
        bytes += step;
        length -= step;
    }
    *size = out.length;
    return out.text;
}

static void begin_entry(struct http *http, struct script *script, enum http_method method,
                        bool included)
{
    size_t length;
    const char *url = script_rest(script);
    http->entries = arena_grow(script->arena, http->entries, http->count, &http->capacity,
                               sizeof *http->entries);
    http->entries[http->count++] = (struct entry){
        .method = method,
        .url = with_nonce(script->arena, url, strlen(url), &length),
        .maybe = included,
        .seconds = NAN,
        .outcome = { .stage = STAGE_DONE },
        .status = -1,
        .body = "",
    };
}

static void add_header(struct arena *arena, struct entry *entry, const char *name,
                       const char *value)
{
    entry->headers = arena_grow(arena, entry->headers, entry->nheaders, &entry->capacity,
                                sizeof *entry->headers);
    entry->headers[entry->nheaders++] = (struct http_header){ name, value };
}

static void read_header(struct script *script, struct entry *entry)
{
    const char *line = script_rest(script), *colon = strchr(line, ':');
    if (colon == NULL)
        script_broken(script, "no header");
    add_header(script->arena, entry, arena_copy(script->arena, line, (size_t)(colon - line)),
               colon + 1 + strspn(colon + 1, " "));
}

static void read_text(struct script *script, struct entry *entry)
{
    const char *text = script_rest(script);
    entry->length = strlen(text);
    if (strncmp(text, "<<", 2) == 0)
        text = script_text(script, text + 2, &entry->length);
    entry->body = with_nonce(script->arena, text, entry->length, &entry->length);
}

static void cut(struct script *script, struct entry *entry)
{
    size_t length = (size_t)script_number(script);
    if (length >= entry->length)
        script_broken(script, "the body is not longer than that, or comes below");
    entry->length = length;
    entry->body = arena_copy(script->arena, entry->body, length);
    entry->outcome = (struct outcome){ .stage = STAGE_REPLY, .why = WHY_CLOSED };
    entry->trouble = HTTP_CUT_SHORT;
}

/* What a request must be like. False for a word that is not known there. */
static bool read_condition(struct script *script, const char *word, struct entry *entry)
{
    if (strcmp(word, "once") == 0)
        entry->most = 1;
    else if (strcmp(word, "times") == 0)
        entry->most = (size_t)script_number(script);
    else if (strcmp(word, "maybe") == 0)
        entry->maybe = true;
    else if (strcmp(word, "secret") == 0)
        entry->secret = script_rest(script);
    else if (strcmp(word, "anonymous") == 0)
        entry->anonymous = true;
    else if (strcmp(word, "range") == 0)
        entry->range = script_rest(script);
    else if (strcmp(word, "form") == 0)
        entry->form = script_rest(script);
    else
        return false;
    return true;
}

static bool read_answer(struct script *script, const char *word, struct entry *entry)
{
    if (strcmp(word, "status") == 0) {
        entry->status = (long)script_number(script);
    } else if (strcmp(word, "type") == 0) {
        add_header(script->arena, entry, "Content-Type", script_rest(script));
    } else if (strcmp(word, "header") == 0) {
        read_header(script, entry);
    } else if (strcmp(word, "body") == 0) {
        entry->body = script_file(script, script_rest(script), &entry->length);
        entry->body = with_nonce(script->arena, entry->body, entry->length, &entry->length);
    } else if (strcmp(word, "text") == 0) {
        read_text(script, entry);
    } else if (strcmp(word, "cut") == 0) {
        cut(script, entry);
    } else if (strcmp(word, "location") == 0) {
        entry->location = script_rest(script);
        add_header(script->arena, entry, "Location", entry->location);
    } else if (strcmp(word, "seconds") == 0) {
        entry->seconds = script_number(script);
    } else if (strcmp(word, "fails") == 0) {
        entry->outcome = script_outcome(script);
    } else if (strcmp(word, "trouble") == 0) {
        entry->trouble = (enum http_trouble)script_choice(script, troubles);
    } else {
        return false;
    }
    return true;
}

static void read_script(struct http *http, const char *path, bool included);

static void read_line(struct http *http, struct script *script, bool included)
{
    const char *word = script_word(script);
    struct entry *entry = http->count > 0 ? &http->entries[http->count - 1] : NULL;
    for (int i = 0; methods[i] != NULL; i++) {
        if (strcmp(word, methods[i]) == 0) {
            begin_entry(http, script, (enum http_method)i, included);
            return;
        }
    }
    if (strcmp(word, "include") == 0)
        read_script(http, script_path(script, script_rest(script)), true);
    else if (entry == NULL)
        script_broken(script, "no request yet");
    else if (!read_condition(script, word, entry) && !read_answer(script, word, entry))
        script_broken(script, "unknown word");
}

static void read_script(struct http *http, const char *path, bool included)
{
    struct script script;
    if (!script_open(&script, http->run->arena, path) && included)
        script_broken(&script, "there is no such file");
    while (script_line(&script))
        read_line(http, &script, included);
}

/* ---- which entry answers ---- */

/* `*` stands for any text. */
static bool matches(const char *pattern, const char *text)
{
    for (; *pattern != '\0' && *pattern != '*'; pattern++, text++) {
        if (*pattern != *text)
            return false;
    }
    if (*pattern == '\0')
        return *text == '\0';
    for (;; text++) {
        if (matches(pattern + 1, text))
            return true;
        if (*text == '\0')
            return false;
    }
}

/* %XX and + as they are meant in a query. */
static const char *decoded(struct arena *arena, const char *text)
{
    char *out = arena_string(arena, text), *to = out;
    for (; *text != '\0'; text++) {
        bool coded = *text == '%' && strspn(text + 1, "0123456789abcdefABCDEF") >= 2;
        const char hex[] = { coded ? text[1] : '0', coded ? text[2] : '0', '\0' };
        *to++ = coded ? (char)strtol(hex, NULL, 16) : *text == '+' ? ' ' : *text;
        text += coded ? 2 : 0;
    }
    *to = '\0';
    return out;
}

static bool matches_coded(struct arena *arena, const char *pattern, const char *text)
{
    return matches(pattern, text) || matches(pattern, decoded(arena, text));
}

static bool same_text(const char *wanted, const char *text)
{
    return wanted == NULL || (text != NULL && strcmp(wanted, text) == 0);
}

/* A request for one URL: the first, or where a redirect leads to. */
static bool fits(const struct http *http, const struct entry *entry,
                 const struct http_request *request, const struct url *url, const char *secret)
{
    struct arena *arena = http->run->arena;
    if (entry->method != request->method || (entry->most > 0 && entry->asked >= entry->most))
        return false;
    if (!same_text(entry->secret, secret) || (entry->anonymous && secret != NULL) ||
        !same_text(entry->range, request->range))
        return false;
    if (entry->form != NULL &&
        (request->form == NULL || !matches_coded(arena, entry->form, request->form)))
        return false;
    if (entry->url[0] == '/')
        return url_same_origin(&http->base, url) && matches_coded(arena, entry->url, url->path);
    return matches_coded(arena, entry->url, url_text(arena, url));
}

static void no_entry(const struct http *http, const struct http_request *request,
                     const struct url *url, const char *secret)
{
    struct arena *arena = http->run->arena;
    const char *text = url_same_origin(&http->base, url) ? url->path : url_text(arena, url);
    case_fail("no entry of `peer` fits this request:");
    case_fail("%s %s", methods[request->method], decoded(arena, text));
    if (secret != NULL)
        case_fail("    secret %s", secret);
    if (request->range != NULL)
        case_fail("    range %s", request->range);
    if (request->form != NULL)
        case_fail("    form %s", decoded(arena, request->form));
}

static struct entry *find(const struct http *http, const struct http_request *request,
                          const struct url *url, const char *secret)
{
    bool home = url_same_origin(&http->base, url);
    if (!home && secret != NULL)
        case_fail("a secret would leave its scheme, host and port: %s",
                  url_text(http->run->arena, url));
    if (!request->foreign && strcmp(http->base.host, url->host) != 0)
        case_fail("a request to another host is not `foreign`: %s",
                  url_text(http->run->arena, url));
    for (size_t i = 0; i < http->count; i++) {
        if (fits(http, &http->entries[i], request, url, secret)) {
            http->entries[i].asked++;
            return &http->entries[i];
        }
    }
    no_entry(http, request, url, secret);
    return NULL;
}

/* ---- answers ---- */

/* False when there is a connection already. */
static bool connects(struct http *http, const struct url *url)
{
    for (size_t i = 0; i < http->nconnected; i++) {
        if (url_same_origin(&http->connected[i], url))
            return false;
    }
    http->connected = arena_grow(http->run->arena, http->connected, http->nconnected,
                                 &http->connected_capacity, sizeof *http->connected);
    http->connected[http->nconnected++] = *url;
    return true;
}

/* NAN is none yet; a redirect adds to what there is. */
static void add_time(double *sum, double seconds)
{
    *sum = isnan(*sum) ? seconds : *sum + seconds;
}

/* Adds the phases as far as they come; returns how long all of it takes. */
static double spend(struct http *http, const struct entry *entry, double left,
                    struct http_reply *reply)
{
    enum stage stage = entry->outcome.stage;
    struct http_times *times = &reply->times;
    bool silent = entry->outcome.why == WHY_SILENT || entry->outcome.why == WHY_NAMES_SILENT;
    bool fresh = stage != STAGE_NOT_STARTED && connects(http, &reply->url);
    double wait = !isnan(entry->seconds) ? entry->seconds : silent ? left : usual_seconds;
    double all = wait;
    if (fresh && stage > STAGE_RESOLVE && !address_is_numeric(reply->url.host)) {
        add_time(&times->resolve, usual.resolve);
        all += usual.resolve;
    }
    if (fresh && stage > STAGE_CONNECT) {
        add_time(&times->connect, usual.connect);
        all += usual.connect;
    }
    if (fresh && reply->url.https && stage > STAGE_CONNECT && stage != STAGE_HANDSHAKE) {
        add_time(&times->tls, usual.tls);
        all += usual.tls;
    }
    if (stage == STAGE_DONE || entry->status > 0)
        times->first_byte = wait;
    return all;
}

/* The body that came, to where the request wants it. */
static void hand_over(const struct http *http, const struct http_request *request,
                      struct http_reply *reply, const char *body, size_t length)
{
    bool good = reply->status >= 200 && reply->status < 300;
    size_t most = (size_t)http->options->max_body;
    if (request->method == HTTP_HEAD)
        return;
    reply->received = length;
    for (size_t at = 0; good && request->take != NULL && at < length; at += PIECE) {
        if (!request->take(request->context, body + at,
                           length - at < PIECE ? length - at : PIECE)) {
            reply->trouble = HTTP_STOPPED;
            return;
        }
    }
    if (good && request->take != NULL)
        return;
    reply->length = length < most ? length : most;
    reply->body = arena_copy(request->brief != NULL ? request->brief : http->run->arena, body,
                             reply->length);
    if (good && length > most) {
        reply->outcome.stage = STAGE_REPLY;
        reply->outcome.why = WHY_GARBAGE;
        reply->trouble = HTTP_TOO_LARGE;
    }
}

/* One request and its answer. left: seconds that it may take; returns those that it took. */
static double answer(struct http *http, const struct http_request *request,
                     const struct entry *entry, double left, struct http_reply *reply)
{
    bool came = entry->outcome.stage == STAGE_DONE || entry->trouble >= HTTP_CUT_SHORT;
    double seconds = spend(http, entry, left, reply);
    reply->outcome = entry->outcome;
    reply->trouble = entry->trouble;
    reply->location = entry->location;
    if (seconds >= left) {
        bool done = entry->outcome.stage == STAGE_DONE,
             names = entry->outcome.why == WHY_NAMES_SILENT;
        reply->outcome.stage = done ? STAGE_REPLY : entry->outcome.stage;
        reply->outcome.why = names ? WHY_NAMES_SILENT : WHY_SILENT;
        seconds = left;
        came = false;
    }
    reply->status = entry->status >= 0 ? entry->status : came ? 200 : 0;
    if (came || entry->status > 0) {
        reply->headers = entry->headers;
        reply->nheaders = entry->nheaders;
        hand_over(http, request, reply, entry->body, entry->length);
    }
    add_time(&reply->times.total, seconds);
    reply->outcome.seconds = reply->times.total;
    return seconds;
}

static bool redirects(const struct http_reply *reply)
{
    return reply->outcome.stage == STAGE_DONE && reply->trouble == HTTP_FINE &&
           reply->location != NULL && reply->status / 100 == 3;
}

/* The request with the redirects that are followed. */
static void serve(struct http *http, const struct http_request *request, double left,
                  struct http_reply *reply)
{
    *reply = (struct http_reply){ .method = request->method,
                                  .body = "",
                                  .url = request->url,
                                  .times = { NAN, NAN, NAN, NAN, NAN } };
    if (!(left > 0))
        return;
    left = request->seconds > 0 ? number_least(left, request->seconds) : left;
    for (;;) {
        bool home = url_same_origin(&request->url, &reply->url);
        struct entry *entry = find(http, request, &reply->url, home ? request->secret : NULL);
        if (entry == NULL)
            return;
        left -= answer(http, request, entry, left, reply);
        if (!redirects(reply))
            return;
        if (reply->redirects >= http->options->redirects) {
            reply->trouble = HTTP_REDIRECT_LOOP;
            return;
        }
        struct url from = reply->url;
        if (url_resolve(http->run->arena, &from, reply->location, &reply->url) != NULL)
            case_fail("`location` leads nowhere: %s", reply->location);
        http_reply_note_redirect(http->run, &from, reply->status, &reply->url);
        reply->redirects++;
        reply->location = NULL;
        reply->length = reply->received = 0;
        reply->body = "";
    }
}

/* ---- what lib/net/http.h promises ---- */

static void look_for_leftovers(void *handle)
{
    const struct http *http = handle;
    for (size_t i = 0; i < http->count; i++) {
        if (!http->entries[i].maybe && http->entries[i].asked == 0)
            case_fail("nobody asked for this entry of `peer`: %s %s",
                      methods[http->entries[i].method], http->entries[i].url);
    }
}

struct http *http_open(struct run *run, const struct http_options *options,
                       const struct net_options *net)
{
    (void)net;
    struct http *http = arena_alloc(run->arena, sizeof *http);
    *http = (struct http){ .run = run, .options = options };
    http->base = options->url;
    read_script(http, "peer", false);
    arena_at_end(run->arena, look_for_leftovers, http);
    return http;
}

void http_fleet(struct http *http, const struct http_request *requests, struct http_reply *replies,
                size_t n, int parallel)
{
    /* When each of the connections is free again, from now on. */
    size_t nlanes = parallel > 0 && (size_t)parallel < n ? (size_t)parallel : n;
    double *lanes = arena_array(http->run->arena, nlanes, sizeof *lanes);
    double left = run_left(http->run), end = 0;
    for (size_t i = 0; i < n; i++) {
        double *lane = lanes;
        for (size_t j = 1; j < nlanes; j++)
            lane = lanes[j] < *lane ? &lanes[j] : lane;
        serve(http, &requests[i], left - *lane, &replies[i]);
        *lane += isnan(replies[i].times.total) ? 0 : replies[i].times.total;
        end = number_most(end, *lane);
    }
    fake_pass(end);
    for (size_t i = 0; i < n; i++)
        http_reply_note(http->run, &replies[i]);
}

const char *http_nonce(struct http *http)
{
    (void)http;
    return nonce;
}
