/* SPDX-License-Identifier: BSD-2-Clause */
/* What a check of Solr makes of several runs, one after the other. */
#include "solr/solr_watch.h"

#include "unit/check.h"
#include "base/when.h"

static const struct levels usual = { .warn = { .value = 10, .percent = true, .set = true },
                                     .crit = { .value = 50, .percent = true, .set = true } };
static const double start = 1795284000;
/* A run that finds all as it was. */
#define SAME \
    { \
        .minutes = 5 \
    }

/* One run; what is 0 is as in a Solr that is well and unchanged. NAN: was not told. */
struct run_of {
    double minutes; /* since the last run; 0: five */
    double fewer;   /* than 100 documents */
    double errors, open, timeouts, lookups, hits;
    double commit;      /* minutes after the start of all */
    double heap;        /* percent */
    int restarts;       /* so far */
    const char *core;   /* NULL: the one without a name */
    const char *others; /* other cores */
    const char *failed; /* a core that failed */
    bool down;          /* nothing answers */
    bool unlisted;      /* no list of cores */
};

static double now;

static void reset(struct memory *memory)
{
    now = start;
    *memory = (struct memory){ .arena = arena, .trouble = MEMORY_FIRST, .elapsed = NAN };
}

static struct solr_reading reading_of(const struct run_of *run)
{
    const char *name = run->core != NULL ? run->core : "";
    struct solr_core *cores = arena_array(arena, 2, sizeof *cores);
    struct solr_failure *failures = arena_array(arena, 1, sizeof *failures);
    cores[0] = (struct solr_core){ .name = name, .started = start - 1000 + 60 * run->restarts };
    cores[1] = (struct solr_core){ .name = run->others, .started = start - 1000 };
    failures[0] = (struct solr_failure){ .core = run->failed, .text = "why" };
    struct solr_reading reading = {
        .core = run->down ? NULL : name,
        .documents = run->down ? NAN : 100 - run->fewer,
        .committed = run->down ? NAN : start + 60 * run->commit,
        .statistics = { 0, run->errors, run->open, run->timeouts, run->lookups, run->hits },
        .system = { .heap_used = run->down ? NAN : run->heap, .heap_max = run->down ? NAN : 100 },
        .cores = { .cores = cores,
                   .count = run->down || run->unlisted ? 0 : 1 + (size_t)(run->others != NULL),
                   .failures = failures,
                   .nfailures = run->failed != NULL },
    };
    if (run->down)
        reading.statistics = (struct solr_statistics){ NAN, NAN, NAN, NAN, NAN, NAN };
    reading.answers[SOLR_CORES].good = !run->down && !run->unlisted;
    return reading;
}

static struct solr_watch next(struct memory *memory, const struct run_of *run, const char *wanted)
{
    now += 60 * (run->minutes > 0 ? run->minutes : 5);
    struct solr_reading reading = reading_of(run);
    struct solr_watch watch = solr_watch(arena, &reading, memory, &usual, wanted, now);
    *memory = watch.next;
    memory->trouble = MEMORY_KNOWN;
    return watch;
}

enum { RUNS_MAX = 6 };

/* One letter a run. Documents: - as before, w and c fewer. */
TEST(documents)
{
    static const struct {
        const char *name, *drops;
        struct run_of runs[RUNS_MAX];
    } rows[] = {
        { "unchanged", "---", { SAME, SAME, SAME } },
        { "within what is allowed", "--", { SAME, { .fewer = 10 } } },
        { "more", "--", { { .fewer = 90 }, SAME } },
        { "a warning stays", "-www", { SAME, { .fewer = 11 }, { .fewer = 11 }, { .fewer = 11 } } },
        { "a warning becomes worse", "-wc", { SAME, { .fewer = 11 }, { .fewer = 51 } } },
        { "they come back", "-c--", { SAME, { .fewer = 60 }, { .fewer = 5 }, { .fewer = 5 } } },
        { "after a day it is known",
          "-ww-",
          { SAME,
            { .fewer = 20 },
            { .minutes = 1439, .fewer = 20 },
            { .minutes = 1, .fewer = 20 } } },
        { "but never that there are none",
          "-ccc",
          { SAME,
            { .fewer = 100 },
            { .minutes = 1440, .fewer = 100 },
            { .minutes = 9999, .fewer = 100 } } },
        { "little by little",
          "------",
          { SAME,
            { .fewer = 9 },
            { .fewer = 18 },
            { .fewer = 26 },
            { .fewer = 33 },
            { .fewer = 39 } } },
        { "over a time in which nothing answers",
          "-w-w",
          { SAME, { .fewer = 20 }, { .down = true }, { .fewer = 20 } } },
        { "found only after it", "--w", { SAME, { .down = true }, { .fewer = 20 } } },
        { "of another core",
          "----",
          { SAME, { .core = "small", .fewer = 99 }, { .core = "small", .fewer = 99 }, SAME } },
        { "empty from the start", "--", { { .fewer = 100 }, { .fewer = 100 } } },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct memory memory;
        reset(&memory);
        for (size_t run = 0; rows[i].drops[run] != '\0'; run++) {
            struct solr_watch watch = next(&memory, &rows[i].runs[run], "");
            const char *row = arena_printf(arena, "%s, run %zu", rows[i].name, run + 1);
            char drop = "-wc"[watch.documents.state];
            expect_int(row, drop, rows[i].drops[run]);
            expect_int(row, watch.first, run == 0);
            expect(row, drop == '-' || !isnan(watch.documents.since), "does not say since when");
            if (drop != '-')
                expect_number(row, watch.documents.usual, 100);
        }
    }
}

/* Failed updates: - none, a number when none came through since, + when others did. */
TEST(updates)
{
    static const struct {
        const char *name, *found;
        struct run_of runs[RUNS_MAX];
    } rows[] = {
        { "none", "---", { SAME, SAME, SAME } },
        { "before the first run",
          "--",
          { { .errors = 5, .open = 5 }, { .errors = 5, .open = 5 } } },
        { "it stays until one comes through",
          "-11-",
          { SAME,
            { .errors = 1, .open = 1 },
            { .errors = 1, .open = 1 },
            { .errors = 1, .commit = 12 } } },
        { "more and more", "-134", { SAME, { .errors = 1 }, { .errors = 3 }, { .errors = 4 } } },
        { "only the commit failed", "-11", { SAME, { .open = 1 }, { .open = 1 } } },
        { "others came through",
          "-+-",
          { SAME, { .errors = 1, .commit = 6 }, { .errors = 1, .commit = 6 } } },
        { "others came through later, and one failed again",
          "-1+-",
          { SAME, { .errors = 1 }, { .errors = 2, .commit = 12 }, { .errors = 2, .commit = 12 } } },
        { "Solr was started again",
          "-1--",
          { SAME, { .errors = 1 }, { .restarts = 1 }, { .restarts = 1 } } },
        { "and failed again before we looked",
          "-1+",
          { SAME, { .errors = 1 }, { .errors = 1, .restarts = 1 } } },
        { "the counter began again, and nobody says why",
          "-5+",
          { { .unlisted = true },
            { .unlisted = true, .errors = 5 },
            { .unlisted = true, .errors = 2, .commit = 9 } } },
        { "over a time in which nothing answers",
          "-1-1",
          { SAME, { .errors = 1 }, { .down = true }, { .errors = 1 } } },
        { "while nothing is told",
          "-+--",
          { SAME,
            { .errors = 1, .commit = NAN },
            { .errors = 1, .commit = NAN },
            { .errors = NAN, .open = NAN } } },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct memory memory;
        reset(&memory);
        for (size_t run = 0; rows[i].found[run] != '\0'; run++) {
            struct solr_watch watch = next(&memory, &rows[i].runs[run], "");
            const char *row = arena_printf(arena, "%s, run %zu", rows[i].name, run + 1);
            /* What a run that saw no statistics still holds is not said by it. */
            bool said = watch.failed > 0 && !rows[i].runs[run].down;
            char found = !said ? '-' : isnan(watch.failed_since) ? '+' : (char)('0' + watch.failed);
            expect_int(row, found, rows[i].found[run]);
        }
    }
}

TEST(timeouts)
{
    struct memory memory;
    reset(&memory);
    static const struct {
        struct run_of run;
        double timeouts;
    } rows[] = {
        { { .timeouts = 7 }, 0 },
        { { .timeouts = 7 }, 0 },
        { { .timeouts = 9 }, 2 },
        { { .timeouts = NAN }, 0 },
        { { .timeouts = 10 }, 1 },
        { { .timeouts = 3, .restarts = 1 }, 3 },
        { { .timeouts = 3, .restarts = 2 }, 3 },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        expect_number(arena_printf(arena, "run %zu", i + 1),
                      next(&memory, &rows[i].run, "").timeouts, rows[i].timeouts);
}

TEST(caches)
{
    struct memory memory;
    reset(&memory);
    static const struct {
        struct run_of run;
        double ratio;
    } rows[] = {
        { { .lookups = 50, .hits = 50 }, NAN },    /* too few */
        { { .lookups = 200, .hits = 150 }, 75 },   /* since Solr was started */
        { { .lookups = 250, .hits = 150 }, 75 },   /* as before: too few since then */
        { { .lookups = 300, .hits = 160 }, 10 },   /* 10 of 100 */
        { { .lookups = NAN, .hits = NAN }, 10 },   /* not told */
        { { .lookups = 500, .hits = 360 }, 100 },  /* 200 of 200 */
        { { .lookups = 60, .restarts = 1 }, 100 }, /* again, and too few */
        { { .lookups = 110, .hits = 11, .restarts = 1 }, 10 },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        expect_number(arena_printf(arena, "run %zu", i + 1),
                      next(&memory, &rows[i].run, "").hit_ratio, rows[i].ratio);
}

TEST(heaps)
{
    struct memory memory;
    reset(&memory);
    static const struct {
        struct run_of run;
        double heap;
    } rows[] = {
        { { .heap = 97 }, 97 },
        { { .heap = 40 }, 40 },
        { { .heap = 98 }, 40 },
        { { .heap = 96 }, 96 },
        { { .down = true }, NAN },
        { { .heap = 99 }, 99 },
        { { .heap = 99 }, 99 },
        { { .heap = 30, .restarts = 1 }, 30 },
        { { .heap = 95, .restarts = 2 }, 95 },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        expect_number(arena_printf(arena, "run %zu", i + 1), next(&memory, &rows[i].run, "").heap,
                      rows[i].heap);
}

/* Cores that are gone: - none, g one of them. */
TEST(cores)
{
    static const struct {
        const char *name, *found, *wanted;
        struct run_of runs[RUNS_MAX];
    } rows[] = {
        { "all are there", "--", NULL, { { .others = "second" }, { .others = "second" } } },
        { "one is gone, for a day",
          "-gg-",
          NULL,
          { { .others = "second" }, SAME, { .minutes = 1439 }, { .minutes = 1 } } },
        { "it comes back",
          "-g-g",
          NULL,
          { { .others = "second" }, SAME, { .others = "second" }, SAME } },
        { "it has failed, which is another matter",
          "--g",
          NULL,
          { { .others = "second" }, { .failed = "second" }, SAME } },
        { "an odd name", "-g", NULL, { { .others = "a b/c%20\xe5\xb8\x82" }, SAME } },
        { "nobody lists them",
          "--g",
          NULL,
          { { .others = "second" }, { .unlisted = true }, SAME } },
        { "nothing answers", "--g", NULL, { { .others = "second" }, { .down = true }, SAME } },
        { "the one that was looked at",
          "-g",
          NULL,
          { { .core = "ckan", .others = "small" }, { .core = "small" } } },
        { "another one is asked for", "--", "", { { .others = "second" }, SAME } },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct memory memory;
        reset(&memory);
        for (size_t run = 0; rows[i].found[run] != '\0'; run++) {
            struct solr_watch watch = next(&memory, &rows[i].runs[run], rows[i].wanted);
            const char *row = arena_printf(arena, "%s, run %zu", rows[i].name, run + 1);
            expect_int(row, (long)watch.ngone, rows[i].found[run] == 'g');
            for (size_t item = 0; item < memory.count; item++)
                expect(row, strpbrk(memory.items[item].key, " \n") == NULL, "a key has a blank");
        }
    }
}

int main(void)
{
    struct CMUnitTest tests[] = {
        cmocka_unit_test(documents), cmocka_unit_test(updates), cmocka_unit_test(timeouts),
        cmocka_unit_test(caches),    cmocka_unit_test(heaps),   cmocka_unit_test(cores),
    };
    return RUN(tests);
}
