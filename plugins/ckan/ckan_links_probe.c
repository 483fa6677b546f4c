/* SPDX-License-Identifier: BSD-2-Clause */
#include "ckan/ckan_links.h"

#include <string.h>

#include "base/number.h"
#include "ckan/ckan_rows.h"

/* A publisher's server is not ours to load. */
enum { PARALLEL = 16, PER_HOST = 2 };
/* Links that are tried out of turn; their datasets are all named in one URL. */
enum { AGAIN_MOST = 50 };
/* Datasets that are looked through for links in one run, and asked for because of a dead one. */
enum { DATASETS_MOST = 500 };
static const double link_seconds = 3;

/* ---- which links ---- */

struct walk {
    struct ckan_links_reading *reading;
    struct arena *arena;
    size_t most;      /* links that are wanted */
    size_t done;      /* datasets whose links are all taken */
    size_t within;    /* links of the next one that are taken */
    size_t total;     /* datasets */
    const char **now; /* "DATASET URL" of those that were gone before */
    size_t nnow, now_capacity;
};

static void add_link(struct walk *walk, struct ckan_link link)
{
    struct ckan_links_reading *reading = walk->reading;
    reading->links = arena_grow(walk->arena, reading->links, reading->count, &reading->capacity,
                                sizeof *reading->links);
    reading->links[reading->count++] = link;
}

static bool is_taken(const struct ckan_links_reading *reading, const char *url)
{
    for (size_t i = 0; i < reading->count; i++) {
        if (strcmp(reading->links[i].url, url) == 0)
            return true;
    }
    return false;
}

/* A URL as it may stand in the memory: without blanks, and not endless. NULL: of no use. */
static const char *usable(struct arena *arena, const struct json *value)
{
    struct url url;
    const char *text = json_text(arena, value);
    if (text == NULL || *text == '\0' || strlen(text) > 2000)
        return NULL;
    return url_read(arena, text, &url) == NULL ? url_text(arena, &url) : text;
}

static size_t walk_place(const struct walk *walk)
{
    return (size_t)walk->reading->rotation.place + walk->done;
}

/* Takes the links of a dataset until there are enough. */
static bool take_dataset(void *context, const struct json *dataset)
{
    struct walk *walk = context;
    const struct json *urls = json_member(dataset, "res_url");
    const char *name = json_text(walk->arena, json_member(dataset, "name"));
    size_t count = name != NULL ? json_count(urls) : 0;
    size_t first = walk->done == 0 ? (size_t)walk->reading->rotation.within : 0;
    for (size_t i = first; i < count; i++) {
        const char *url = usable(walk->arena, json_item(urls, i));
        if (walk->reading->count >= walk->most) {
            walk->within = i;
            return false;
        }
        if (url != NULL && !is_taken(walk->reading, url))
            add_link(walk,
                     (struct ckan_link){
                         .url = url, .dataset = name, .place = walk_place(walk), .within = i });
    }
    walk->within = 0;
    walk->done++;
    return true;
}

static bool note_now(void *context, const struct json *dataset)
{
    struct walk *walk = context;
    const struct json *urls = json_member(dataset, "res_url");
    const char *name = json_text(walk->arena, json_member(dataset, "name"));
    for (size_t i = 0; name != NULL && i < json_count(urls); i++) {
        const char *url = usable(walk->arena, json_item(urls, i));
        if (url == NULL)
            continue;
        walk->now = arena_grow(walk->arena, walk->now, walk->nnow, &walk->now_capacity,
                               sizeof *walk->now);
        walk->now[walk->nnow++] = arena_printf(walk->arena, "%s %s", name, url);
    }
    return true;
}

static bool is_now(const struct walk *walk, const char *dataset, const char *url)
{
    const char *text = arena_printf(walk->arena, "%s %s", dataset, url);
    for (size_t i = 0; i < walk->nnow; i++) {
        if (strcmp(walk->now[i], text) == 0)
            return true;
    }
    return false;
}

/* What was gone before is tried once more, if its dataset still has it, so that a corrected link is
 * seen before its turn comes. Those that have waited longest come first. */
static bool take_gone(struct ckan *ckan, struct walk *walk, size_t most)
{
    struct rotation *rotation = &walk->reading->rotation;
    struct rotation_entry *entries = arena_array(walk->arena, rotation->count, sizeof *entries);
    size_t count = rotation->count < most ? rotation->count : most;
    const char **names = arena_array(walk->arena, count, sizeof *names);
    struct ckan_gone gone;
    if (count == 0)
        return true;
    for (size_t i = 0; i < count; i++) {
        entries[i] = rotation->entries[i];
        names[i] = ckan_links_read_gone(walk->arena, entries[i].value, &gone) ? gone.dataset : "";
    }
    const char *filter = ckan_rows_any(walk->arena, "name", names, count);
    struct ckan_rows rows = {
        .query = arena_printf(walk->arena, "fl=name&fl=res_url&sort=name%%20asc&fq=%s",
                              url_encode(walk->arena, filter)),
        .most = DATASETS_MOST,
    };
    ckan_rows_probe(ckan, &walk->reading->matter, &rows, note_now, walk);
    bool good = walk->reading->matter.answer.good;
    for (size_t i = 0; good && i < count; i++) {
        if (is_now(walk, names[i], entries[i].key))
            add_link(walk, (struct ckan_link){
                               .url = entries[i].key, .dataset = names[i], .again = true });
        else
            rotation_drop(rotation, entries[i].key);
    }
    return good;
}

static bool take_sample(struct ckan *ckan, struct walk *walk)
{
    struct ckan_links_reading *reading = walk->reading;
    struct ckan_rows rows = { .query = "fl=name&fl=res_url&sort=name%20asc",
                              .most = DATASETS_MOST };
    ckan_rows_probe_on(ckan, &reading->matter, &rows, &reading->rotation, take_dataset, walk);
    walk->total = rows.total;
    return reading->matter.answer.good;
}

/* ---- trying them ---- */

/* One byte is enough. */
static bool take_nothing(void *context, const char *bytes, size_t length)
{
    (void)context;
    (void)bytes;
    return length == 0;
}

static struct http_request request_for(const struct ckan *ckan,
                                       const struct ckan_links_options *options,
                                       const struct url *url, enum http_method method)
{
    /* What is on the portal itself may be asked for by the way that the user has given. */
    bool own = url_same_origin(url, &ckan->base);
    return (struct http_request){
        .url = *url,
        .method = method,
        .range = method == HTTP_GET ? "0-0" : NULL,
        .take = method == HTTP_GET ? take_nothing : NULL,
        .foreign = !own,
        .public_only = !own && !options->into_private,
        .per_host = PER_HOST,
        .seconds = link_seconds,
    };
}

/* Asks for n of the links by one method; which are these is in `which`. */
static void ask(struct ckan *ckan, const struct ckan_links_options *options,
                struct ckan_link *links, const size_t *which, size_t n, enum http_method method,
                struct http_reply *replies)
{
    struct arena *arena = ckan->run->arena;
    struct http_request *requests = arena_array(arena, n, sizeof *requests);
    for (size_t i = 0; i < n; i++) {
        struct url url;
        url_read(arena, links[which[i]].url, &url);
        requests[i] = request_for(ckan, options, &url, method);
    }
    if (n > 0)
        http_fleet(ckan->http, requests, replies, n, PARALLEL);
    for (size_t i = 0; i < n; i++) {
        links[which[i]].end = ckan_links_end(&replies[i]);
        links[which[i]].status = replies[i].status;
    }
}

static void try_links(struct ckan *ckan, const struct ckan_links_options *options,
                      struct ckan_links_reading *reading)
{
    struct arena *arena = ckan->run->arena;
    size_t *which = arena_array(arena, reading->count, sizeof *which), n = 0, m = 0;
    struct http_reply *replies = arena_array(arena, reading->count, sizeof *replies);
    for (size_t i = 0; i < reading->count; i++) {
        struct url url;
        if (url_read(arena, reading->links[i].url, &url) == NULL)
            which[n++] = i;
        else
            reading->links[i].end = CKAN_LINK_OTHER;
    }
    /* The links have a time of their own, so that slow ones do not use up what others need. */
    double deadline = ckan->run->deadline;
    ckan->run->deadline = number_least(deadline, clock_now() + options->time.seconds);
    ask(ckan, options, reading->links, which, n, HTTP_HEAD, replies);
    for (size_t i = 0; i < n; i++) {
        if (ckan_links_ask_again(&replies[i]))
            which[m++] = which[i];
    }
    ask(ckan, options, reading->links, which, m, HTTP_GET, replies);
    ckan->run->deadline = deadline;
    /* HEAD alone proves nothing, and must not keep the walk where it stands. */
    for (size_t i = 0; i < m; i++) {
        if (reading->links[which[i]].end == CKAN_LINK_NOT_TRIED)
            reading->links[which[i]].end = CKAN_LINK_UNSURE;
    }
}

void ckan_links_probe(struct ckan *ckan, const struct ckan_links_options *options,
                      const struct memory *last, bool search_good,
                      struct ckan_links_reading *reading)
{
    struct arena *arena = ckan->run->arena;
    size_t wanted = (size_t)options->links;
    ckan_links_load(ckan, last, reading);
    if (wanted == 0 || !search_good)
        return;
    struct walk walk = {
        .reading = reading,
        .arena = arena,
        .most = wanted,
    };
    size_t again = wanted / 2 < AGAIN_MOST ? wanted / 2 : AGAIN_MOST;
    if (take_gone(ckan, &walk, again) && take_sample(ckan, &walk)) {
        try_links(ckan, options, reading);
        ckan_links_conclude(reading, walk_place(&walk), walk.within, walk.total);
    }
}
