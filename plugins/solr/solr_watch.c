/* SPDX-License-Identifier: BSD-2-Clause */
#include "solr/solr_watch.h"

#include <math.h>
#include <string.h>

#include "base/number.h"
#include "keep/watch.h"

enum { LOOKUPS_MIN = 100 };
/* Solr tells milliseconds; what is remembered may differ from what is read by less. */
static const double blur = 0.0005;

struct watching {
    struct arena *arena;
    const struct solr_reading *reading;
    const struct memory *last;
    struct solr_watch *watch;
    double now;
    bool restarted; /* counters started again from zero */
};

static double known(const struct watching *watching, const char *key)
{
    return memory_number(watching->last, key);
}

static void put(struct watching *watching, const char *key, double value)
{
    memory_put_number(&watching->watch->next, key, value);
}

/* Takes over what this run could not see. */
static void put_or_keep(struct watching *watching, const char *key, double value)
{
    put(watching, key, isnan(value) ? known(watching, key) : value);
}

/* How much a counter rose; NAN when that cannot be known. */
static double rise(const struct watching *watching, const char *key, double value)
{
    double before = known(watching, key);
    if (isnan(before))
        return NAN;
    return watching->restarted || value < before ? value : value - before;
}

static void watch_documents(struct watching *watching, const struct levels *levels)
{
    struct solr_watch *watch = watching->watch;
    static const char key[] = "documents", since_key[] = "fewer_since";
    watch->documents = watch_look(watching->last, key, since_key, watching->reading->documents,
                                  levels, watching->now);
    watch_save(&watch->documents, &watch->next, key, since_key);
}

/* An update that failed is forgotten when a later one was committed or Solr was restarted. */
static void watch_updates(struct watching *watching)
{
    struct solr_watch *watch = watching->watch;
    const struct solr_statistics *statistics = &watching->reading->statistics;
    double committed = watching->reading->committed, held = known(watching, "failed");
    double failed = rise(watching, "updates_failed", statistics->update_errors);
    double open = rise(watching, "updates_open", statistics->open_errors);
    double before = known(watching, "committed"),
           since = memory_time(watching->last, "failed_since", watching->now);
    bool moved = watching->restarted || committed > before + blur;
    bool sure = !moved && !isnan(committed) && !isnan(before);
    bool holds = held > 0 && !moved && !isnan(since);
    failed = isnan(failed) || open > failed ? open : failed;
    if (failed > 0 || holds) {
        watch->failed = (failed > 0 ? failed : 0) + (holds ? held : 0);
        watch->failed_since = holds ? since : sure ? watching->now : NAN;
        if (!isnan(watch->failed_since)) {
            put(watching, "failed", watch->failed);
            put(watching, "failed_since", watch->failed_since);
        }
    }
    double timeouts = rise(watching, "timeouts", statistics->timeouts);
    watch->timeouts = timeouts > 0 ? timeouts : 0;
    put_or_keep(watching, "updates_failed", statistics->update_errors);
    put_or_keep(watching, "updates_open", statistics->open_errors);
    put_or_keep(watching, "timeouts", statistics->timeouts);
    put_or_keep(watching, "committed", committed);
}

/* Few look-ups say little, so they are gathered over several runs. */
static void watch_caches(struct watching *watching)
{
    struct solr_watch *watch = watching->watch;
    const struct solr_statistics *statistics = &watching->reading->statistics;
    double lookups = rise(watching, "lookups", statistics->lookups);
    double hits = rise(watching, "hits", statistics->hits);
    if (isnan(lookups)) { /* since Solr was started */
        lookups = statistics->lookups;
        hits = statistics->hits;
    }
    bool enough = lookups >= LOOKUPS_MIN;
    bool reset = watching->restarted || statistics->lookups < known(watching, "lookups");
    watch->hit_ratio = enough ? 100 * hits / lookups : known(watching, "hit_ratio");
    put(watching, "hit_ratio", watch->hit_ratio);
    put_or_keep(watching, "lookups", enough ? statistics->lookups : reset ? 0 : NAN);
    put_or_keep(watching, "hits", enough ? statistics->hits : reset ? 0 : NAN);
}

static void watch_heap(struct watching *watching)
{
    const struct solr_system *system = &watching->reading->system;
    double now = 100 * system->heap_used / system->heap_max, before = known(watching, "heap");
    watching->watch->heap = watching->restarted ? now : number_least(now, before);
    put(watching, "heap", now);
}

/* The keys of all cores, those that failed too: that is another matter. Names are percent-encoded,
 * for keys have no blanks. */
static const char mark[] = "core/";
static const char **keys_of_cores(struct arena *arena, const struct solr_cores *cores)
{
    const char **keys = arena_array(arena, cores->count + cores->nfailures, sizeof *keys);
    for (size_t i = 0; i < cores->count; i++)
        keys[i] = arena_printf(arena, "%s%s", mark, url_encode(arena, cores->cores[i].name));
    for (size_t i = 0; i < cores->nfailures; i++)
        keys[cores->count + i] = arena_printf(arena, "%s%s", mark,
                                              url_encode(arena, cores->failures[i].core));
    return keys;
}

static bool is_among(const char *key, const char *const *keys, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(keys[i], key) == 0)
            return true;
    }
    return false;
}

static void watch_cores(struct watching *watching)
{
    struct solr_watch *watch = watching->watch;
    const struct solr_cores *cores = &watching->reading->cores;
    bool listed = watching->reading->answers[SOLR_CORES].good;
    const char **keys = keys_of_cores(watching->arena, cores);
    watch->gone = arena_array(watching->arena, watching->last->count, sizeof *watch->gone);
    for (size_t i = 0; i < watching->last->count; i++) {
        const char *key = watching->last->items[i].key;
        double since = memory_time(watching->last, key, watching->now);
        if (strncmp(key, mark, sizeof mark - 1) != 0)
            continue;
        if (listed && is_among(key, keys, cores->count + cores->nfailures)) {
            put(watching, key, 0);
            continue;
        }
        since = since > 0 ? since : listed ? watching->now : 0;
        if (since > 0 && !watch_holds(since, watching->now))
            continue;
        if (listed)
            watch->gone[watch->ngone++] = key + sizeof mark - 1;
        put(watching, key, since);
    }
    for (size_t i = 0; i < cores->count; i++)
        put(watching, keys[i], 0);
}

/* What is remembered of another core, when none was asked for by its name, means nothing here. */
static struct memory of_this_core(struct arena *arena, const struct memory *last, const char *core)
{
    const char *before = memory_text(last, "core");
    struct memory memory = memory_next(arena, last, last->saved);
    if (before == NULL || core == NULL || strcmp(before, core) == 0)
        return *last;
    for (size_t i = 0; i < last->count; i++) {
        if (strncmp(last->items[i].key, mark, sizeof mark - 1) == 0)
            memory_put(&memory, last->items[i].key, last->items[i].value);
    }
    return memory;
}

struct solr_watch solr_watch(struct arena *arena, const struct solr_reading *reading,
                             const struct memory *last, const struct levels *drop,
                             const char *wanted, double now)
{
    struct solr_watch watch = {
        .first = last->trouble != MEMORY_KNOWN,
        .failed_since = NAN,
        .next = memory_next(arena, last, now),
    };
    const char *core = reading->core != NULL ? arena_printf(arena, "/%s", reading->core) : NULL;
    const struct solr_core *found = reading->core != NULL
                                        ? solr_core_named(&reading->cores, reading->core)
                                        : NULL;
    double started = found != NULL ? found->started : NAN;
    struct memory memory = of_this_core(arena, last, core);
    struct watching watching = {
        .arena = arena, .reading = reading, .last = &memory, .watch = &watch, .now = now
    };
    watching.restarted = started > known(&watching, "started") + blur;
    watch_documents(&watching, drop);
    watch_updates(&watching);
    watch_caches(&watching);
    watch_heap(&watching);
    if (wanted == NULL)
        watch_cores(&watching);
    put_or_keep(&watching, "started", started);
    if (core == NULL)
        core = memory_text(last, "core");
    if (core != NULL)
        memory_put(&watch.next, "core", core);
    return watch;
}
