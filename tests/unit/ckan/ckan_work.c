/* SPDX-License-Identifier: BSD-2-Clause */
/* The queue, the harvests, the loading of files and the DataStore. Answers of CKAN are as 2.9.11
 * gave them; those of ckanext-harvest, datapusher and xloader are written after their sources. */
#include "ckan/ckan_work.h"

#include "unit/check.h"

/* 2026-11-20T12:00:00Z */
static const double now = 1795176000;
static const struct http_options http = HTTP_DEFAULTS;
static const struct net_options net = NET_DEFAULTS;
static const struct ckan_options ckan = CKAN_DEFAULTS;
static const struct ckan_view view = {
    .http = &http, .net = &net, .ckan = &ckan, .site = "https://data.example.jp", .now = 1795176000
};

static const struct json *json_of(const char *text)
{
    const struct json *document = NULL;
    if (json_read(arena, text, strlen(text), &document) != JSON_GOOD)
        bad_row(text, "is no JSON");
    return document;
}

/* ---- what the portal says ---- */

TEST(the_oldest_job)
{
    static const struct {
        const char *row, *json;
        long count;
        double oldest; /* seconds before now */
        const char *queue, *title;
    } rows[] = {
        { "none", "[]", 0, NAN, NULL, NULL },
        { "one",
          "[{\"id\": \"1\", \"title\": \"A test job\", \"created\": \"2026-11-20T11:50:00\", "
          "\"queue\": \"default\"}]",
          1, 10 * MINUTE, "default", "A test job" },
        { "the first is not the oldest",
          "[{\"title\": \"a\", \"created\": \"2026-11-20T11:50:00\", \"queue\": \"default\"}, "
          "{\"title\": null, \"created\": \"2026-11-20T10:00:00\", \"queue\": \"bulk\"}, "
          "{\"title\": \"c\", \"created\": \"2026-11-20T11:00:00\", \"queue\": \"default\"}]",
          3, 2 * HOUR, "bulk", NULL },
        { "without a date", "[{\"title\": \"a\"}, 7]", 2, NAN, NULL, NULL },
    };
    struct ckan_jobs jobs;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const struct json *result = json_of(rows[i].json);
        expect(rows[i].row, ckan_work_read_jobs(arena, result, &jobs), "is refused");
        expect_int(rows[i].row, (long)jobs.count, rows[i].count);
        expect_number(rows[i].row, now - jobs.oldest, rows[i].oldest);
        expect_text(rows[i].row, jobs.queue, rows[i].queue);
        expect_text(rows[i].row, jobs.title, rows[i].title);
    }
    expect("nothing", !ckan_work_read_jobs(arena, NULL, &jobs), "is a list");
}

#define SOURCE(frequency_, next_run_) \
    "{\"id\": \"s1\", \"title\": \"国土数値情報\", \"url\": \"https://a.example/\", \"active\": " \
    "true, \"created\": \"2026-11-01 12:00:00.123456\", \"frequency\": \"" frequency_ \
    "\", \"next_run\": " next_run_ "}"
#define MANUAL       SOURCE("MANUAL", "null")
#define STATUS(job_) "{\"job_count\": 1, \"total_datasets\": 3, \"last_job\": " job_ "}"
#define JOB(status_, started_, stats_) \
    STATUS("{\"id\": \"j1\", \"status\": \"" status_ \
           "\", \"created\": \"2026-11-20 04:00:00.5\", \"gather_started\": " started_ \
           ", \"gather_finished\": null, \"finished\": null, \"stats\": {" stats_ \
           "}, \"object_error_summary\": [], \"gather_error_summary\": []}")
#define NO_ERRORS \
    "\"added\": 1, \"updated\": 0, \"not modified\": 2, \"errored\": 0, \"deleted\": 0"
#define ERRORS "\"added\": 1, \"updated\": 5, \"not modified\": 2, \"errored\": 3, \"deleted\": 1"

TEST(the_last_harvest)
{
    static const struct {
        const char *row, *source, *status, *value;
    } rows[] = {
        { "good", MANUAL, JOB("Finished", "\"2026-11-20 04:01:00\"", NO_ERRORS), NULL },
        { "good, the next one is due later", SOURCE("DAILY", "\"2026-11-21T04:00:00\""),
          JOB("Finished", "\"2026-11-20 04:01:00\"", NO_ERRORS), NULL },
        { "late", SOURCE("DAILY", "\"2026-11-20T10:00:00\""),
          JOB("Finished", "\"2026-11-20 04:01:00\"", NO_ERRORS), "l 1795168800 0 国土数値情報" },
        { "manual is never late", SOURCE("MANUAL", "\"2026-11-20T10:00:00\""),
          JOB("Finished", "\"2026-11-20 04:01:00\"", NO_ERRORS), NULL },
        { "errors", MANUAL, JOB("Finished", "\"2026-11-20 04:01:00\"", ERRORS),
          "f 3 12 国土数値情報" },
        { "errors of the gather stage alone", MANUAL,
          STATUS("{\"status\": \"Finished\", \"gather_error_summary\": [[\"x\", 1], [\"y\", 2]]}"),
          "f 2 2 国土数値情報" },
        { "waits", MANUAL, JOB("New", "null", ""), "w 1795147200 0 国土数値情報" },
        { "runs", MANUAL, JOB("Running", "\"2026-11-20 04:01:00\"", ""),
          "r 1795147260 0 国土数値情報" },
        { "ends", MANUAL, JOB("Finishing", "\"2026-11-20 04:01:00\"", ""),
          "r 1795147260 0 国土数値情報" },
        { "aborted", MANUAL, JOB("Aborted", "null", ""), "a 1795147200 0 国土数値情報" },
        { "never", MANUAL, "{\"job_count\": 0, \"last_job\": null, \"total_datasets\": 0}",
          "n 1793534400 0 国土数値情報" },
        { "no title", "{\"id\": \"s1\", \"title\": \"\", \"url\": \"https://a.example/\"}", "{}",
          "n 0 0 https://a.example/" },
        { "nothing at all", "{}", "{}", "n 0 0 ?" },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const struct json *source = json_of(rows[i].source), *status = json_of(rows[i].status);
        expect_text(rows[i].row, ckan_work_read_harvest(arena, source, status, now), rows[i].value);
    }
}

#define TASK(state_, error_) \
    "{\"entity_id\": \"r1\", \"task_type\": \"xloader\", \"key\": \"xloader\", \"value\": " \
    "\"{}\", " \
    "\"state\": \"" state_ "\", \"error\": \"" error_ "\", \"last_updated\": " \
    "\"2026-11-20T11:00:00.123456\"}"

TEST(one_task)
{
    static const struct {
        const char *row, *json, *value;
    } rows[] = {
        { "complete", TASK("complete", "{}"), NULL },
        { "pending", TASK("pending", "{}"), "p 1795172400 0 ds001" },
        { "submitting", TASK("submitting", "{}"), "p 1795172400 0 ds001" },
        { "error", TASK("error", "{\\\"message\\\": \\\"no such file\\\"}"),
          "e 1795172400 0 ds001: no such file" },
        { "error in words", TASK("error", "\\\"words\\\""), "e 1795172400 0 ds001: words" },
        { "error that is no JSON", TASK("error", "words"), "e 1795172400 0 ds001: words" },
        { "error without words", TASK("error", ""), "e 1795172400 0 ds001: " },
        { "state of another world", TASK("dancing", "{}"), NULL },
        { "nothing", "{}", NULL },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const struct json *task = json_of(rows[i].json);
        expect_text(rows[i].row, ckan_work_read_task(arena, task, "ds001"), rows[i].value);
    }
}

TEST(troubles_of_the_memory)
{
    static const char *const bad[] = { "",       "e",         "e ",        "e 1",     "e 1 2",
                                       "ee 1 2", "e x 2 who", "e 1 y who", "e1 2 who" };
    struct ckan_trouble trouble;
    expect("good", ckan_work_read_trouble(arena, "f 3 12 国土 数値", &trouble), "is refused");
    expect_int("kind", trouble.kind, CKAN_HARVEST_FAILED);
    expect_number("no time", trouble.since, NAN);
    expect_number("errors", trouble.errors, 3);
    expect_number("objects", trouble.objects, 12);
    expect_text("who", trouble.who, "国土 数値");
    expect("time", ckan_work_read_trouble(arena, "r 1795176000 0 x: y", &trouble), "is refused");
    expect_number("since", trouble.since, 1795176000);
    expect_number("no count", trouble.errors, NAN);
    expect_text("a title", trouble.who, "x: y");
    expect_text("no loader", trouble.says, NULL);
    expect("no date", ckan_work_read_trouble(arena, "n 0 0 x", &trouble), "is refused");
    expect_number("no date", trouble.since, NAN);
    expect("task", ckan_work_read_trouble(arena, "e 0 0 ds001: gone: 404", &trouble), "is refused");
    expect_text("dataset", trouble.who, "ds001");
    expect_text("loader", trouble.says, "gone: 404");
    for (size_t i = 0; i < COUNT_OF(bad); i++)
        expect(bad[i], !ckan_work_read_trouble(arena, bad[i], &trouble), "is taken");
}

/* ---- what is concluded ---- */

static const struct ckan_answer good = { .asked = true, .good = true };

static struct ckan_answer failed(long status, const char *type)
{
    return (struct ckan_answer){
        .asked = true,
        .type = type,
        .reply = { .outcome = { .stage = STAGE_DONE }, .status = status, .body = "{}" },
    };
}

static struct ckan_answer silent(void)
{
    return (struct ckan_answer){
        .asked = true,
        .reply = { .outcome = { STAGE_REPLY, WHY_SILENT, 4.7, NULL }, .body = "" },
    };
}

static struct ckan_work_reading reading_of(void)
{
    struct memory first = { .arena = arena, .trouble = MEMORY_FIRST };
    struct ckan_work_reading reading = { .now = now };
    reading.jobs.oldest = NAN;
    reading.datastore.pause.since = reading.queue.pause.since = NAN;
    reading.sources.pause.since = reading.tasks.pause.since = NAN;
    reading.harvest.rotation = rotation_load(arena, &first, "harvest");
    reading.loading.rotation = rotation_load(arena, &first, "tasks");
    return reading;
}

static struct report judged(const struct ckan_work_options *options,
                            const struct ckan_work_reading *reading)
{
    struct report report = report_start(arena);
    ckan_work_judge(options, &view, reading, &report);
    return report;
}

static void expect_first(const char *row, const struct report *report, const char *code,
                         enum state state, const char *part)
{
    if (report->nfindings == 0) {
        bad_row(row, "has no finding");
        return;
    }
    expect_text(row, report->findings[0].row->code, code);
    expect_int(row, report->findings[0].state, state);
    expect_has(row, report->findings[0].text, part);
}

TEST(the_datastore)
{
    struct ckan_work_options options = CKAN_WORK_DEFAULTS;
    struct ckan_work_reading reading = reading_of();
    options.datastore = true;
    static const struct {
        const char *row, *code, *says;
        enum state state;
    } rows[] = {
        { "good", "ok", "DataStore", OK },
        { "its database is down", "datastore-down", "status 500", CRITICAL },
        { "silent", "datastore-down", "4.7 s", CRITICAL },
        { "no such extension", "action-missing", "https://data.example.jp", UNKNOWN },
    };
    struct ckan_answer answers[] = {
        good,
        failed(500, "Internal Server Error"),
        silent(),
        { .asked = true,
          .no_action = true,
          .reply = { .outcome = { .stage = STAGE_DONE }, .status = 400, .body = "\"x\"" } }
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        reading.datastore.answer = answers[i];
        struct report report = judged(&options, &reading);
        expect_first(rows[i].row, &report, rows[i].code, rows[i].state, rows[i].says);
    }
    reading.datastore.answer = (struct ckan_answer){ .asked = false };
    expect_int("not asked", (long)judged(&options, &reading).nfindings, 0);
    reading.datastore.pause = (struct pause){ now - HOUR, now - MINUTE, true };
    struct report report = judged(&options, &reading);
    expect_first("paused", &report, "datastore-down", CRITICAL, "has hung since");
}

TEST(the_queue)
{
    struct ckan_work_options options = CKAN_WORK_DEFAULTS;
    struct ckan_work_reading reading = reading_of();
    options.jobs = (struct limits){ .warn = { .high = 15 * MINUTE, .set = true },
                                    .crit = { .high = HOUR, .set = true } };
    static const struct {
        const char *row, *code, *says;
        double age; /* NAN: no job */
        enum state state;
    } rows[] = {
        { "empty", "ok", "that wait: 0", NAN, OK },
        { "young", "ok", "10 min", 10 * MINUTE, OK },
        { "our clock is late", "ok", "0 s", -HOUR, OK },
        { "old", "queue-old", "16 min", 16 * MINUTE, WARNING },
        { "very old", "queue-old", "2 h", 2 * HOUR, CRITICAL },
    };
    reading.queue.answer = good;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        bool some = !isnan(rows[i].age);
        reading.jobs = (struct ckan_jobs){ some ? 1 : 0, now - rows[i].age, "default",
                                           "A test job" };
        struct report report = judged(&options, &reading);
        expect_int(rows[i].row, (long)report.nfindings, 1);
        expect_first(rows[i].row, &report, rows[i].code, rows[i].state, rows[i].says);
        expect_text(rows[i].row, report.metrics[0].label, "queue_age");
        expect_text(rows[i].row, report.metrics[1].label, "jobs");
        expect_number(rows[i].row, report.metrics[1].value, some ? 1 : 0);
    }
}

TEST(a_queue_that_does_not_answer)
{
    struct ckan_work_options options = CKAN_WORK_DEFAULTS;
    struct ckan_work_reading reading = reading_of();
    options.jobs.warn = (struct range){ .high = 15 * MINUTE, .set = true };
    reading.queue.answer = failed(500, "Internal Server Error");
    struct report report = judged(&options, &reading);
    expect_first("Redis is stopped", &report, "queue-unreachable", CRITICAL, "Redis");
    expect("metric", isnan(report.metrics[0].value), "is a number");
    reading.queue.answer = silent();
    report = judged(&options, &reading);
    expect_first("Redis is frozen", &report, "queue-hung", CRITICAL, "4.7 s");
    reading.queue.answer = (struct ckan_answer){ .asked = false };
    reading.queue.pause = (struct pause){ now - HOUR, now - MINUTE, true };
    report = judged(&options, &reading);
    expect_first("paused", &report, "queue-hung", CRITICAL, "Redis");
    reading.queue.pause = (struct pause){ NAN, NAN, false };
    reading.queue.answer = failed(200, NULL);
    reading.queue.answer.fault = JSON_TOO_MANY;
    report = judged(&options, &reading);
    expect_first("endless", &report, "queue-old", CRITICAL, "too large");
    reading.queue.answer = failed(403, "Authorization Error");
    reading.jobs_forbidden = true;
    expect_int("the token is judged elsewhere", (long)judged(&options, &reading).nfindings, 0);
}

TEST(harvests)
{
    struct ckan_work_options options = CKAN_WORK_DEFAULTS;
    options.harvest = true;
    static const struct {
        const char *row, *code, *says;
        char kind;
        double since, of;
        enum state state;
    } rows[] = {
        { "runs", "ok", "0 not in order", 'r', 5 * HOUR, 0, OK },
        { "has just begun, by another clock", "ok", "0 not in order", 'r', -MINUTE, 0, OK },
        { "does not say when", "ok", "0 not in order", 'n', 1795176000, 0, OK },
        { "runs long", "harvest-stuck", "7 h", 'r', 7 * HOUR, 0, WARNING },
        { "runs very long", "harvest-stuck", "fetch", 'r', 25 * HOUR, 0, CRITICAL },
        { "waits", "harvest-stuck", "gather worker", 'w', 7 * HOUR, 0, WARNING },
        { "late", "harvest-stuck", "25 h", 'l', 25 * HOUR, 0, CRITICAL },
        { "a new source", "ok", "0 not in order", 'n', HOUR, 0, OK },
        { "never", "harvest-stuck", "ever", 'n', 7 * HOUR, 0, WARNING },
        { "aborted", "harvest-failed", "aborted", 'a', HOUR, 0, WARNING },
        { "errors", "harvest-failed", "3 of 12", 'f', 0, 12, WARNING },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct ckan_work_reading reading = reading_of();
        bool failed_ones = rows[i].kind == CKAN_HARVEST_FAILED;
        reading.sources.answer = good;
        reading.harvest.seen = reading.harvest.total = 4;
        rotation_put(&reading.harvest.rotation, "s1",
                     arena_printf(arena, "%c %.0f %.0f 国土数値情報", rows[i].kind,
                                  failed_ones ? 3 : now - rows[i].since, rows[i].of));
        struct report report = judged(&options, &reading);

        expect_first(rows[i].row, &report, rows[i].code, rows[i].state, rows[i].says);
        if (rows[i].state != OK)
            expect_has(rows[i].row, report.findings[0].text, "国土数値情報");
        options.harvest_errors.warn = (struct level){ .value = 50, .percent = true, .set = true };
        report = judged(&options, &reading);
        expect_int(rows[i].row, report_state(&report), failed_ones ? OK : rows[i].state);
        options.harvest_errors.warn = (struct level){ .set = true };
    }
}

TEST(many_harvests)
{
    struct ckan_work_options options = CKAN_WORK_DEFAULTS;
    struct ckan_work_reading reading = reading_of();
    options.harvest = true;
    reading.sources.answer = good;
    for (int i = 0; i < 50; i++)
        rotation_put(&reading.harvest.rotation, arena_printf(arena, "s%d", i),
                     arena_printf(arena, "a %.0f 0 x", now));
    struct report report = judged(&options, &reading);
    expect_int("findings", (long)report.nfindings, 22);
    expect_has("the rest", report.findings[20].text, ": 30");
    expect_has("the sum", report.findings[21].text, "50 not in order");
}

/* What was not asked says nothing, and what failed says why. */
TEST(harvests_that_were_not_told)
{
    struct ckan_work_options options = CKAN_WORK_DEFAULTS;
    struct ckan_work_reading reading = reading_of();
    options.harvest = true;
    expect_int("not asked", (long)judged(&options, &reading).nfindings, 0);
    reading.sources.answer = failed(500, "Internal Server Error");
    struct report report = judged(&options, &reading);
    expect_int("failed", (long)report.nfindings, 1);
    expect_int("failed", report.findings[0].state, CRITICAL);
    reading.sources.answer = silent();
    report = judged(&options, &reading);
    expect_first("silent", &report, "portal-hung", CRITICAL, "4.7 s");
}

TEST(tasks)
{
    struct ckan_work_options options = CKAN_WORK_DEFAULTS;
    struct ckan_work_reading reading = reading_of();
    options.tasks = 20;
    reading.tasks.answer = good;
    reading.loading.seen = 20;
    rotation_put(&reading.loading.rotation, "r1/xloader",
                 arena_printf(arena, "p %.0f 0 ds001", now - 10 * MINUTE));
    struct report report = judged(&options, &reading);
    expect_first("waits a little", &report, "ok", OK, "looked at for the DataStore: 20");
    rotation_put(&reading.loading.rotation, "r1/xloader",
                 arena_printf(arena, "p %.0f 0 ds001", now + MINUTE));
    report = judged(&options, &reading);
    expect_first("by another clock", &report, "ok", OK, "waiting too long: 0");
    rotation_put(&reading.loading.rotation, "r2/xloader",
                 arena_printf(arena, "p %.0f 0 ds002", now - 2 * HOUR));
    rotation_put(&reading.loading.rotation, "r3/xloader",
                 arena_printf(arena, "p %.0f 0 ds003", now - 3 * HOUR));
    report = judged(&options, &reading);
    expect_first("waits", &report, "task-stuck", WARNING, "2, the oldest for 3 h 0 min");
    expect_has("waits", report.findings[0].text, "dataset ds002; ds003");
    rotation_put(&reading.loading.rotation, "r4/datapusher",
                 arena_printf(arena, "e %.0f 0 ds004: no such file", now - 3 * DAY));
    report = judged(&options, &reading);
    expect_first("failed", &report, "task-failed", WARNING, "dataset ds004: no such file");
    expect_int("findings", (long)report.nfindings, 3);
    options.tasks_time.crit = (struct range){ .high = 2.5 * HOUR, .set = true };
    report = judged(&options, &reading);
    expect_int("critical when the user says so", report_state(&report), CRITICAL);
}

TEST(a_portal_that_does_not_load)
{
    struct ckan_work_options options = CKAN_WORK_DEFAULTS;
    struct ckan_work_reading reading = reading_of();
    options.tasks = 20;
    reading.no_loader = true;
    struct report report = judged(&options, &reading);
    expect_first("no loader", &report, "action-missing", UNKNOWN, "--tasks");
    expect_int("findings", (long)report.nfindings, 1);
}

TEST(many_tasks_are_not_all_printed)
{
    struct ckan_work_options options = CKAN_WORK_DEFAULTS;
    struct ckan_work_reading reading = reading_of();
    options.tasks = 20;
    reading.tasks.answer = good;
    for (int i = 0; i < 200; i++)
        rotation_put(&reading.loading.rotation, arena_printf(arena, "r%d/xloader", i),
                     arena_printf(arena, "e %.0f 0 dataset-%d: %s", now, i, repeated('x', 100)));
    struct report report = judged(&options, &reading);
    expect_has("count", report.findings[0].text, ": 200;");
    expect("length", strlen(report.findings[0].text) < 512, "is cut");
}

int main(void)
{
    struct CMUnitTest tests[] = {
        cmocka_unit_test(the_oldest_job),
        cmocka_unit_test(the_last_harvest),
        cmocka_unit_test(one_task),
        cmocka_unit_test(troubles_of_the_memory),
        cmocka_unit_test(the_datastore),
        cmocka_unit_test(the_queue),
        cmocka_unit_test(a_queue_that_does_not_answer),
        cmocka_unit_test(harvests),
        cmocka_unit_test(many_harvests),
        cmocka_unit_test(harvests_that_were_not_told),
        cmocka_unit_test(tasks),
        cmocka_unit_test(a_portal_that_does_not_load),
        cmocka_unit_test(many_tasks_are_not_all_printed),
    };
    return RUN(tests);
}
