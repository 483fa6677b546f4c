/* SPDX-License-Identifier: BSD-2-Clause */
/* What check_solr concludes. Answers as they come over the wire are in the cases. */
#define the_plugin plugin_of_this_test /* besides the one that is linked */
#include "../../plugins/check_solr.c"

#include "base/buffer.h"
#include "unit/check.h"

static const double now = 1800000000;

/* How a question ended; what is 0 ended well. */
struct ended {
    enum solr_cause cause;
    enum why why; /* no answer came */
    long status;  /* of an answer that has no cause of Solr's own */
    enum json_fault fault;
    bool stale, foreign; /* foreign: of a form that is not known */
};

/* What is 0 is as in a Solr that is well. */
struct situation {
    struct ended answers[SOLR_STEPS];
    const char *core, *wanted, *failed; /* core: "-" none was chosen */
    size_t cores;                       /* besides the one that is looked at */
    double less, ahead, used, waiting, given_up, update_errors; /* ahead: the newest document */
    const char *memory, *value;                                 /* one thing that is remembered */
    bool empty, no_field, files_lost, unlisted, slow;
};

static struct solr_answer answer_of(const struct ended *ended)
{
    static const long statuses[] = { 200, 500, 500, 500, 500, 404, 400, 500, 200 };
    bool good = ended->cause == SOLR_FINE && ended->why == WHY_NOTHING && ended->status == 0 &&
                ended->fault == JSON_GOOD && !ended->stale && !ended->foreign;
    return (struct solr_answer){
        .asked = true,
        .good = good,
        .stale = ended->stale,
        .cause = ended->status != 0 ? SOLR_OTHER : ended->cause,
        .fault = ended->fault,
        .text = good ? NULL : "what it says",
        .reply = {
            .outcome = { .stage = ended->why == WHY_NOTHING  ? STAGE_DONE
                                  : ended->why == WHY_REFUSED ? STAGE_CONNECT
                                                              : STAGE_REPLY,
                         .why = ended->why },
            .status = ended->why != WHY_NOTHING ? 0
                      : ended->status != 0      ? ended->status
                                                : statuses[ended->cause],
            .body = "",
            .url = { .host = "search.city.example", .port = 8983, .path = "/solr/select" },
            .times = { NAN, NAN, NAN, NAN, 0.1 },
        },
    };
}

/* Questions are asked until one fails, as plugins/solr/solr_ask.c does. */
static void fill_answers(const struct situation *situation, struct solr_reading *solr)
{
    for (int step = 0; step < SOLR_STEPS; step++) {
        const struct solr_answer *answer = &solr->answers[step];
        if (step == SOLR_COMMIT && !situation->unlisted)
            continue;
        solr->answers[step] = answer_of(&situation->answers[step]);
        if (!solr_reading_answered(answer) || (step == SOLR_COUNT && !answer->good) ||
            solr->core == NULL)
            return;
    }
}

static struct reading reading_of(const struct situation *situation)
{
    struct solr_core *cores = arena_array(arena, 3, sizeof *cores);
    struct solr_failure *failures = arena_array(arena, 1, sizeof *failures);
    bool none = situation->core != NULL && strcmp(situation->core, "-") == 0;
    const char *core = none ? NULL : situation->core != NULL ? situation->core : "";
    struct url url = { .host = "search.city.example", .port = 8983, .path = "/solr" };
    cores[0] = (struct solr_core){ .name = core,
                                   .documents = 100,
                                   .committed = now - 60,
                                   .started = now - 3600,
                                   .files_lost = situation->files_lost };
    cores[none ? 0 : 1].name = "second";
    cores[none ? 1 : 2].name = "third";
    failures[0] = (struct solr_failure){ situation->failed, "why it failed" };
    struct reading reading = {
        .now = now,
        .seconds = situation->slow ? 6 : 0.1,
        .memory = { .arena = arena, .trouble = MEMORY_FIRST, .elapsed = NAN },
        .solr = {
            .base = url,
            .index = url,
            .core = core,
            .documents = situation->empty ? 0 : 100 - situation->less,
            .newest = situation->no_field ? NAN : now - 600 + situation->ahead,
            .no_field = situation->no_field,
            .committed = now - 60,
            .row = 41,
            .statistics = { situation->waiting, situation->update_errors, 0, situation->given_up,
                            1000, 500 },
            .system = { "9.8.1", situation->used > 0 ? situation->used : 40, 100 },
            .cores = { .cores = cores,
                       .count = situation->unlisted ? 0 : situation->cores + (none ? 0 : 1),
                       .failures = failures,
                       .nfailures = situation->failed != NULL },
        },
    };
    fill_answers(situation, &reading.solr);
    if (situation->memory != NULL) {
        reading.memory.trouble = MEMORY_KNOWN;
        reading.memory.elapsed = 300;
        memory_put(&reading.memory, situation->memory, situation->value);
    }
    return reading;
}

/* "code STATE", several with ", " between. */
static const char *judged(const char *row, const struct config *config,
                          const struct reading *reading)
{
    struct buffer out = { .arena = arena };
    struct report report = report_start(arena);
    judge(config, reading, &report);
    buffer_put(&out, "");
    for (size_t i = 0; i < report.nfindings; i++) {
        buffer_printf(&out, "%s%s %s", i > 0 ? ", " : "", report.findings[i].row->code,
                      state_name(report.findings[i].state));
        expect_has_not(row, report.findings[i].text, "(null)");
        expect_has_not(row, report.findings[i].text, "nan");
    }
    return out.text;
}

#define WHEN(step_, ...) .answers = { [step_] = { __VA_ARGS__ } }

static const struct {
    const char *name, *found;
    struct situation situation;
} answer_rows[] = {
    { "well", "ok OK", { .cores = 0 } },
    { "well, with two cores", "ok OK", { .cores = 1 } },
    { "refused", "unreachable CRITICAL", { WHEN(SOLR_CORES, .why = WHY_REFUSED) } },
    { "reset", "unreachable CRITICAL", { WHEN(SOLR_CORES, .why = WHY_RESET) } },
    { "no such name", "name-unknown CRITICAL", { WHEN(SOLR_CORES, .why = WHY_NO_NAME) } },
    { "our own fault", "resources-exhausted UNKNOWN", { WHEN(SOLR_CORES, .why = WHY_RESOURCES) } },
    { "frozen", "solr-hung CRITICAL", { WHEN(SOLR_CORES, .why = WHY_SILENT) } },
    { "frozen later", "solr-hung CRITICAL", { WHEN(SOLR_COUNT, .why = WHY_SILENT) } },
    { "frozen at a document", "solr-hung CRITICAL", { WHEN(SOLR_ROW, .why = WHY_SILENT) } },
    { "frozen at statistics", "solr-hung CRITICAL", { WHEN(SOLR_STATISTICS, .why = WHY_SILENT) } },
    { "frozen at a ping", "solr-hung CRITICAL", { WHEN(SOLR_PING, .why = WHY_SILENT) } },
    { "nothing works",
      "solr-config-error CRITICAL",
      { WHEN(SOLR_CORES, .cause = SOLR_CONFIGURATION), .core = "-" } },
    { "no search works",
      "solr-config-error CRITICAL",
      { WHEN(SOLR_COUNT, .cause = SOLR_CONFIGURATION) } },
    { "no core", "core-missing CRITICAL", { .core = "-" } },
    { "no core of that name",
      "core-missing CRITICAL",
      { WHEN(SOLR_COUNT, .cause = SOLR_NOT_FOUND), .core = "ckan", .wanted = "ckan" } },
    { "no core for this URL",
      "core-missing CRITICAL",
      { WHEN(SOLR_COUNT, .cause = SOLR_NO_CORE) } },
    { "which core?", "core-unclear UNKNOWN", { .core = "-", .cores = 2 } },
    { "which core, and one failed",
      "core-failed CRITICAL, core-unclear UNKNOWN",
      { .core = "-", .cores = 2, .failed = "bad" } },
    { "the only core failed", "core-failed CRITICAL", { .core = "-", .failed = "ckan" } },
    { "the core that is asked for failed",
      "core-failed CRITICAL",
      { WHEN(SOLR_COUNT, .cause = SOLR_CORE_FAILED), .core = "ckan", .wanted = "ckan",
        .failed = "ckan" } },
    { "it failed, and nobody lists the cores",
      "core-failed CRITICAL",
      { .answers = { [SOLR_CORES] = { .status = 403 },
                     [SOLR_COUNT] = { .cause = SOLR_CORE_FAILED } },
        .unlisted = true } },
    { "another core failed", "core-failed CRITICAL", { .core = "ckan", .failed = "bad" } },
    { "a core failed that is not asked for",
      "ok OK",
      { .core = "ckan", .wanted = "ckan", .failed = "bad" } },
    { "not there",
      "solr-not-there CRITICAL",
      { .answers = { [SOLR_CORES] = { .cause = SOLR_NOT_FOUND },
                     [SOLR_COUNT] = { .cause = SOLR_NOT_FOUND } },
        .unlisted = true } },
    { "an error", "solr-error CRITICAL", { WHEN(SOLR_COUNT, .cause = SOLR_FAILED) } },
    { "a query that it does not take",
      "solr-error CRITICAL",
      { WHEN(SOLR_COUNT, .cause = SOLR_BAD_QUERY) } },
    { "a login", "login-refused UNKNOWN", { WHEN(SOLR_COUNT, .status = 401) } },
    { "nothing behind the web server",
      "backend-down CRITICAL",
      { WHEN(SOLR_COUNT, .status = 502) } },
    { "a copy", "stale-answer CRITICAL", { WHEN(SOLR_COUNT, .stale = true) } },
    { "a copy of a document", "stale-answer CRITICAL", { WHEN(SOLR_NEWEST, .stale = true) } },
    { "cut", "truncated-answer CRITICAL", { WHEN(SOLR_COUNT, .fault = JSON_CUT) } },
    { "broken", "answer-broken CRITICAL", { WHEN(SOLR_COUNT, .fault = JSON_BROKEN) } },
    { "something else", "answer-unknown UNKNOWN", { WHEN(SOLR_COUNT, .foreign = true) } },
    { "files lost, as Solr 3 says it",
      "index-files-lost CRITICAL",
      { WHEN(SOLR_CORES, .cause = SOLR_FILES_LOST), .unlisted = true } },
    { "files lost, twice",
      "index-files-lost CRITICAL",
      { .answers = { [SOLR_CORES] = { .cause = SOLR_FILES_LOST },
                     [SOLR_COMMIT] = { .cause = SOLR_FILES_LOST } },
        .unlisted = true } },
    { "files lost, as Solr 9 says it", "index-files-lost CRITICAL", { .files_lost = true } },
    { "the newest document is damaged",
      "index-damaged CRITICAL",
      { WHEN(SOLR_NEWEST, .cause = SOLR_FAILED) } },
    { "all documents are damaged",
      "index-damaged CRITICAL",
      { .answers = { [SOLR_NEWEST] = { .cause = SOLR_FAILED },
                     [SOLR_ROW] = { .cause = SOLR_FAILED } } } },
    { "old documents are damaged",
      "index-damaged CRITICAL",
      { WHEN(SOLR_ROW, .cause = SOLR_FAILED) } },
    { "a document that nobody may see",
      "login-refused UNKNOWN",
      { WHEN(SOLR_NEWEST, .status = 401) } },
    { "a document, through a web server",
      "backend-down CRITICAL",
      { WHEN(SOLR_ROW, .status = 502) } },
    { "out of service", "solr-disabled WARNING", { WHEN(SOLR_PING, .status = 503) } },
    { "no ping", "ok OK", { WHEN(SOLR_PING, .cause = SOLR_FAILED) } },
    { "no statistics",
      "ok OK, statistics-unavailable OK",
      { WHEN(SOLR_STATISTICS, .cause = SOLR_NOT_FOUND) } },
    { "no list of cores",
      "ok OK, statistics-unavailable OK",
      { WHEN(SOLR_CORES, .status = 403), .unlisted = true } },
    { "slow", "ok OK, slow-answer WARNING", { .slow = true } },
};

TEST(answers)
{
    for (size_t i = 0; i < COUNT_OF(answer_rows); i++) {
        struct config config = defaults;
        config.core = answer_rows[i].situation.wanted;
        struct reading reading = reading_of(&answer_rows[i].situation);
        expect_text(answer_rows[i].name, judged(answer_rows[i].name, &config, &reading),
                    answer_rows[i].found);
    }
}

static const struct {
    const char *name, *found;
    struct situation situation;
    struct config config;
} number_rows[] = {
    { "empty", "index-empty WARNING", { .empty = true }, { .core = NULL } },
    { "empty, which was expected",
      "ok OK",
      { .empty = true },
      { .expect_docs = { .high = 5, .set = true } } },
    { "lost",
      "documents-lost CRITICAL",
      { .empty = true, .memory = "documents", .value = "100" },
      { .core = NULL } },
    { "empty for long",
      "index-empty WARNING",
      { .empty = true, .memory = "documents", .value = "0" },
      { .core = NULL } },
    { "a tenth less",
      "ok OK",
      { .less = 10, .memory = "documents", .value = "100" },
      { .core = NULL } },
    { "more than a tenth less",
      "documents-dropped WARNING",
      { .less = 11, .memory = "documents", .value = "100" },
      { .core = NULL } },
    { "more than half less",
      "documents-dropped CRITICAL",
      { .less = 51, .memory = "documents", .value = "100" },
      { .core = NULL } },
    { "not the expected number",
      "documents-unexpected CRITICAL",
      { .less = 1 },
      { .expect_docs = { .low = 100, .high = INFINITY, .set = true } } },
    { "old",
      "newest-too-old WARNING",
      { .cores = 0 },
      { .newest = { .warn = { .high = 599, .set = true } } } },
    { "very old",
      "newest-too-old CRITICAL",
      { .cores = 0 },
      { .newest = { .warn = { .high = 500, .set = true },
                    .crit = { .high = 599, .set = true } } } },
    { "young", "ok OK", { .cores = 0 }, { .newest = { .warn = { .high = 601, .set = true } } } },
    { "a clock that is a little wrong",
      "ok OK",
      { .ahead = 1200 },
      { .newest = { .warn = { .high = 601, .set = true } } } },
    { "in the future",
      "newest-in-future WARNING",
      { .ahead = 99999 },
      { .newest = { .warn = { .high = 601, .set = true } } } },
    { "in the future, and nobody cares", "ok OK", { .ahead = 99999 }, { .core = NULL } },
    { "no such field",
      "newest-field-unknown UNKNOWN",
      { .no_field = true },
      { .newest = { .warn = { .high = 601, .set = true } } } },
    { "no such field, and nobody cares",
      "ok OK, newest-field-unknown OK",
      { .no_field = true },
      { .core = NULL } },
    { "waiting",
      "solr-pending WARNING",
      { .waiting = 2 },
      { .pending = { .warn = { .high = 1, .set = true }, .crit = { .high = 2, .set = true } } } },
    { "many waiting",
      "solr-pending CRITICAL",
      { .waiting = 3 },
      { .pending = { .warn = { .high = 1, .set = true }, .crit = { .high = 2, .set = true } } } },
    { "many waiting, and nobody cares", "ok OK", { .waiting = 1e6 }, { .core = NULL } },
    { "waiting is not told",
      "statistics-unavailable UNKNOWN, statistics-unavailable OK",
      { WHEN(SOLR_STATISTICS, .cause = SOLR_NOT_FOUND), .waiting = NAN },
      { .pending = { .warn = { .high = 1, .set = true } } } },
    { "heap", "ok OK", { .used = 90 }, { .core = NULL } },
    { "much of the heap", "solr-heap WARNING", { .used = 91 }, { .core = NULL } },
    { "nearly all of the heap", "solr-heap CRITICAL", { .used = 96 }, { .core = NULL } },
    { "for a moment", "ok OK", { .used = 99, .memory = "heap", .value = "50" }, { .core = NULL } },
    { "caches",
      "solr-hit-ratio WARNING",
      { .cores = 0 },
      { .hit_ratio = { .warn = { .low = 60, .high = INFINITY, .set = true } } } },
    { "good caches",
      "ok OK",
      { .cores = 0 },
      { .hit_ratio = { .warn = { .low = 50, .high = INFINITY, .set = true } } } },
    { "updates failed before the first run",
      "ok OK, solr-update-errors OK",
      { .update_errors = 3 },
      { .core = NULL } },
    { "updates failed",
      "solr-update-errors CRITICAL",
      { .update_errors = 3, .memory = "updates_failed", .value = "2" },
      { .core = NULL } },
    { "no more updates failed",
      "ok OK",
      { .update_errors = 3, .memory = "updates_failed", .value = "3" },
      { .core = NULL } },
    { "requests were given up",
      "solr-timeouts WARNING",
      { .given_up = 3, .memory = "timeouts", .value = "2" },
      { .core = NULL } },
    { "a core is gone",
      "core-missing CRITICAL",
      { .memory = "core/old", .value = "0" },
      { .core = NULL } },
};

TEST(numbers)
{
    for (size_t i = 0; i < COUNT_OF(number_rows); i++) {
        struct config config = number_rows[i].config;
        config.newest_field = defaults.newest_field;
        config.heap = defaults.heap;
        config.docs_drop = defaults.docs_drop;
        config.http = defaults.http;
        config.net = defaults.net;
        struct reading reading = reading_of(&number_rows[i].situation);
        expect_text(number_rows[i].name, judged(number_rows[i].name, &config, &reading),
                    number_rows[i].found);
    }
}

TEST(metrics)
{
    static const struct situation well = { .cores = 0 };
    static const struct situation nothing_told = {
        .answers = { [SOLR_STATISTICS] = { .cause = SOLR_NOT_FOUND },
                     [SOLR_SYSTEM] = { .cause = SOLR_NOT_FOUND } },
        .no_field = true,
    };
    static const struct {
        const char *label;
        double value, value_when_silent;
    } rows[] = {
        { "documents", 100, 100 },   { "newest_age", 600, NAN }, { "commit_age", 60, 60 },
        { "update_errors", 0, NAN }, { "timeouts", 0, NAN },     { "pending", 0, NAN },
        { "heap", 40, NAN },         { "miss_ratio", 50, NAN },
    };
    for (int silent = 0; silent < 2; silent++) {
        struct reading reading = reading_of(silent ? &nothing_told : &well);
        if (silent) {
            reading.solr.statistics = (struct solr_statistics){ NAN, NAN, NAN, NAN, NAN, NAN };
            reading.solr.system = (struct solr_system){ NULL, NAN, NAN };
        }
        struct report report = report_start(arena);
        judge(&defaults, &reading, &report);
        expect_int("state", report_state(&report), OK);
        for (size_t i = 0; i < COUNT_OF(rows); i++) {
            const char *row = arena_printf(arena, "%s, %d", rows[i].label, silent);
            expect_text(row, report.metrics[i].label, rows[i].label);
            expect_number(row, report.metrics[i].value,
                          silent ? rows[i].value_when_silent : rows[i].value);
        }
    }
}

int main(void)
{
    struct CMUnitTest tests[] = {
        cmocka_unit_test(answers),
        cmocka_unit_test(numbers),
        cmocka_unit_test(metrics),
    };
    return RUN(tests);
}
