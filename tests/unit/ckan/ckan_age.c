/* SPDX-License-Identifier: BSD-2-Clause */
/* How old the datasets of a portal are, as it says and as we judge it. The rows are as CKAN 2.9.11
 * gave them, shortened. */
#include "ckan/ckan_age.h"

#include "unit/check.h"
#include "ckan/ckan_rows.h"

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

static const struct finding *finding_of(const struct report *report, const char *code)
{
    for (size_t i = 0; i < report->nfindings; i++) {
        if (strcmp(report->findings[i].row->code, code) == 0)
            return &report->findings[i];
    }
    return NULL;
}

static void expect_finding(const char *row, const struct report *report, const char *code,
                           enum state state, const char *part)
{
    const struct finding *finding = finding_of(report, code);
    if (finding == NULL) {
        bad_row(row, "has no finding %s, but %zu others", code, report->nfindings);
        return;
    }
    expect_int(row, finding->state, state);
    expect_has(row, finding->text, part);
}

/* ---- what a dataset says ---- */

TEST(when_a_dataset_changed)
{
    static const struct {
        const char *row, *json;
        double metadata, resource; /* seconds before now; NAN */
        bool future;               /* by resource */
    } rows[] = {
        { "a link",
          "{\"name\": \"a\", \"metadata_modified\": \"2026-11-20T11:00:00.5\", \"resources\": "
          "[{\"last_modified\": null, \"metadata_modified\": \"2026-11-20T11:00:00.5\"}]}",
          HOUR - 0.5, NAN, false },
        { "uploads",
          "{\"name\": \"a\", \"metadata_modified\": \"2026-11-20T11:00:00\", \"resources\": "
          "[{\"last_modified\": \"2026-11-18T12:00:00\"}, {\"last_modified\": "
          "\"2026-11-19T12:00:00.123456\"}, {\"last_modified\": null}]}",
          HOUR, DAY - 0.123456, false },
        { "2031",
          "{\"name\": \"a\", \"metadata_modified\": \"2026-11-20T11:00:00\", \"resources\": "
          "[{\"last_modified\": \"2031-01-01T00:00:00\"}, {\"last_modified\": "
          "\"2026-11-19T12:00:00\"}]}",
          HOUR, DAY, true },
        { "clocks differ a little",
          "{\"name\": \"a\", \"metadata_modified\": \"2026-11-20T12:09:00\", \"resources\": "
          "[{\"last_modified\": \"2026-11-20T12:09:00\"}]}",
          -9 * MINUTE, -9 * MINUTE, false },
        { "no resources", "{\"name\": \"a\", \"metadata_modified\": \"2026-11-20T11:00:00\"}", HOUR,
          NAN, false },
        { "nonsense",
          "{\"name\": \"a\", \"metadata_modified\": 5, \"resources\": [{\"last_modified\": "
          "\"yesterday\"}, 7]}",
          NAN, NAN, false },
        { "nothing", "{}", NAN, NAN, false },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const struct json *dataset = json_of(rows[i].json);
        struct ckan_dated future = { .name = NULL };
        double metadata = ckan_age_changed(arena, dataset, CKAN_BY_METADATA, now, &future);
        expect(rows[i].row, future.name == NULL, "a date of the future by metadata");
        double resource = ckan_age_changed(arena, dataset, CKAN_BY_RESOURCE, now, &future);
        if (isnan(metadata) != isnan(rows[i].metadata) ||
            fabs(now - metadata - rows[i].metadata) > 1e-3)
            bad_row(rows[i].row, "metadata: %g", now - metadata);
        if (isnan(resource) != isnan(rows[i].resource) ||
            fabs(now - resource - rows[i].resource) > 1e-3)
            bad_row(rows[i].row, "resource: %g", now - resource);
        expect_text(rows[i].row, future.name, rows[i].future ? "a" : NULL);
    }
}

TEST(what_a_dataset_says_under_a_key)
{
    const struct json *dataset = json_of(
        "{\"frequency\": \"R/P1M\", \"empty\": \"\", \"number\": 5, \"extras\": [{\"key\": "
        "\"更新頻度\", \"value\": \"毎月\"}, {\"key\": \"frequency\", \"value\": \"x\"}, 7, "
        "{\"key\": \"number\", \"value\": \"yearly\"}, {\"key\": \"list\", \"value\": []}]}");
    expect_text("a field", ckan_age_says(arena, dataset, "frequency"), "R/P1M");
    expect_text("an extra", ckan_age_says(arena, dataset, "更新頻度"), "毎月");
    expect_text("both", ckan_age_says(arena, dataset, "number"), "yearly");
    expect_text("empty", ckan_age_says(arena, dataset, "empty"), NULL);
    expect_text("no text", ckan_age_says(arena, dataset, "list"), NULL);
    expect_text("none", ckan_age_says(arena, dataset, "nothing"), NULL);
}

TEST(datasets_of_the_command_line)
{
    static const struct {
        const char *text, *name;
        double warn, crit;
    } good[] = {
        { "ds001", "ds001", NAN, NAN },
        { "ds001:7d", "ds001", 7 * DAY, NAN },
        { "ds001:7d,30d", "ds001", 7 * DAY, 30 * DAY },
        { "a_b-c:90m", "a_b-c", 90 * MINUTE, NAN },
    };
    static const char *const bad[] = { "", ":7d", "ds001:", "ds001:x", "ds001:7d,", "ds001:7d,y" };
    struct ckan_wanted dataset;
    for (size_t i = 0; i < COUNT_OF(good); i++) {
        const char *row = good[i].text;
        expect(row, ckan_age_read_dataset(arena, row, &dataset), "is refused");
        expect_text(row, dataset.name, good[i].name);
        expect_number(row, dataset.limits.warn.set ? dataset.limits.warn.high : NAN, good[i].warn);
        expect_number(row, dataset.limits.crit.set ? dataset.limits.crit.high : NAN, good[i].crit);
    }
    for (size_t i = 0; i < COUNT_OF(bad); i++)
        expect(bad[i], !ckan_age_read_dataset(arena, bad[i], &dataset), "is taken");
}

TEST(filters)
{
    static const char *const one[] = { "city" }, *const two[] = { "city", "a \"b\\" };
    static const struct list none = { .count = 0 };
    struct list city = { one, 1 }, both = { two, 2 };
    static const struct {
        const char *fq, *expected;
    } rows[] = {
        { "tags:統計", "&fq=%2B%28tags%3A%E7%B5%B1%E8%A8%88%29" },
        { "-tags:x", "&fq=-tags%3Ax" },
        { "a:1 OR b:2", "&fq=%2B%28a%3A1%20OR%20b%3A2%29" },
    };
    expect_text("none", ckan_rows_filter(arena, &none, &none, NULL), "");
    expect_text("organisation", ckan_rows_filter(arena, &city, &none, NULL),
                "&fq=%2Borganization%3A%28%22city%22%29");
    expect_text("quotes", ckan_rows_any(arena, "name", two, 2),
                "name:(\"city\" OR \"a \\\"b\\\\\")");
    expect_text("all", ckan_rows_filter(arena, &both, &city, "x:1"),
                "&fq=%2B%28x%3A1%29%20%2Borganization%3A%28%22city%22%20OR%20%22a%20%5C%22b%5C%5C"
                "%22%29%20-name%3A%28%22city%22%29");
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        expect_text(rows[i].fq, ckan_rows_filter(arena, &none, &none, rows[i].fq),
                    rows[i].expected);
}

/* ---- declared frequencies ---- */

#define DATASET(name_, days_before_, extras_) \
    "{\"name\": \"" name_ "\", \"metadata_modified\": \"2026-" days_before_ \
    "T12:00:00\", \"organization\": {\"name\": \"city\", \"title\": \"架空市\"}, \"extras\": " \
    "[" extras_ "], \"resources\": []}"
#define MONTHLY "{\"key\": \"更新頻度\", \"value\": \"毎月\"}"

static struct ckan_overdue noted(const struct ckan_age_options *options, const char *json)
{
    struct memory first = { .arena = arena, .trouble = MEMORY_FIRST };
    struct ckan_overdue overdue = { .rotation = rotation_load(arena, &first, "frequency") };
    const struct json *dataset = json_of(json);
    ckan_age_note_overdue(options, now, dataset, &overdue);
    return overdue;
}

TEST(a_dataset_is_overdue_or_not)
{
    static const struct {
        const char *row, *json;
        size_t overdue, on_time, free, silent, unreadable;
    } rows[] = {
        { "in time", DATASET("a", "11-01", MONTHLY), 0, 1, 0, 0, 0 },
        { "within the grace of half", DATASET("a", "10-10", MONTHLY), 0, 1, 0, 0, 0 },
        { "overdue", DATASET("a", "09-20", MONTHLY), 1, 0, 0, 0, 0 },
        { "at any time", DATASET("a", "01-01", "{\"key\": \"更新頻度\", \"value\": \"随時\"}"), 0,
          0, 1, 0, 0 },
        { "does not say", DATASET("a", "01-01", ""), 0, 0, 0, 1, 0 },
        { "in other words",
          DATASET("a", "01-01", "{\"key\": \"更新頻度\", \"value\": \"ときどき\"}"), 0, 0, 0, 0,
          1 },
        { "without a date", "{\"name\": \"a\", \"extras\": [" MONTHLY "]}", 0, 1, 0, 0, 0 },
        { "without a name", "{\"extras\": [" MONTHLY "]}", 0, 0, 0, 0, 0 },
        { "with a name that is none", "{\"name\": \"a b\"}", 0, 0, 0, 0, 0 },
    };
    struct ckan_age_options options = CKAN_AGE_DEFAULTS;
    options.frequency_key = "更新頻度";
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct ckan_overdue overdue = noted(&options, rows[i].json);
        expect_int(rows[i].row, (long)overdue.rotation.count, (long)rows[i].overdue);
        expect_int(rows[i].row, (long)overdue.on_time, (long)rows[i].on_time);
        expect_int(rows[i].row, (long)overdue.free, (long)rows[i].free);
        expect_int(rows[i].row, (long)overdue.silent, (long)rows[i].silent);
        expect_int(rows[i].row, (long)overdue.unreadable, (long)rows[i].unreadable);
    }
}

TEST(a_dataset_catches_up)
{
    struct ckan_age_options options = CKAN_AGE_DEFAULTS;
    options.frequency_key = "更新頻度";
    struct ckan_overdue overdue = noted(&options, DATASET("a", "01-01", MONTHLY));
    expect_text("who", overdue.rotation.entries[0].key, "a");
    expect_text("since", overdue.rotation.entries[0].value, "1767268800 架空市");
    const struct json *again = json_of(DATASET("a", "11-19", MONTHLY));
    ckan_age_note_overdue(&options, now, again, &overdue);
    expect_int("caught up", (long)overdue.rotation.count, 0);
}

/* The newest file decides; a dataset of links alone has no file. */
TEST(overdue_by_resource)
{
    struct ckan_age_options options = CKAN_AGE_DEFAULTS;
    options.frequency_key = "f";
    options.newest_by.index = CKAN_BY_RESOURCE;
#define FILES(last_) \
    "{\"name\": \"a\", \"f\": \"monthly\", \"metadata_modified\": \"2026-11-19T00:00:00\", " \
    "\"resources\": [{\"last_modified\": " last_ "}]}"
    expect_int("old file", (long)noted(&options, FILES("\"2026-01-01T00:00:00\"")).rotation.count,
               1);
    expect_int("new file", (long)noted(&options, FILES("\"2026-11-01T00:00:00\"")).on_time, 1);
    expect_int("link", (long)noted(&options, FILES("null")).on_time, 1);
    struct ckan_overdue future = noted(&options, FILES("\"2031-01-01T00:00:00\""));
    expect_int("2031", (long)future.on_time, 1);
    expect_text("2031 is named", future.future.name, "a");
}

/* ---- what is concluded ---- */

static struct ckan_age_reading reading_of(double newest)
{
    struct memory first = { .arena = arena, .trouble = MEMORY_FIRST };
    struct ckan_age_reading reading = { .now = now };
    reading.newest.found = (struct ckan_dated){ "ds006", now - newest };
    reading.newest.matter.pause.since = reading.overdue.matter.pause.since = NAN;
    reading.dataset_pause.since = NAN;
    reading.overdue.rotation = rotation_load(arena, &first, "frequency");
    return reading;
}

static const struct limits week_month = { .warn = { .high = 7 * DAY, .set = true },
                                          .crit = { .high = 30 * DAY, .set = true } };

TEST(freshness)
{
    struct ckan_age_options options = CKAN_AGE_DEFAULTS;
    options.freshness = week_month;
    static const struct {
        const char *row, *code, *says;
        double age;
        enum state state;
    } rows[] = {
        { "fresh", "ok", "2 h", 2 * HOUR, OK },
        { "our clock is late", "ok", "ds006", -HOUR, OK },
        { "a week", "ok", "ds006", 7 * DAY, OK },
        { "more", "newest-too-old", "8 d", 8 * DAY, WARNING },
        { "a month", "newest-too-old", "31 d", 31 * DAY, CRITICAL },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct report report = report_start(arena);
        struct ckan_age_reading reading = reading_of(rows[i].age);
        ckan_age_judge(&options, &view, &reading, &report);
        expect_int(rows[i].row, (long)report.nfindings, 1);
        expect_finding(rows[i].row, &report, rows[i].code, rows[i].state, rows[i].says);
        expect_has(rows[i].row, report.findings[0].text, "ds006");
        expect_text(rows[i].row, report.metrics[0].label, "newest_age");
        expect_number(rows[i].row, report.metrics[0].value, rows[i].age > 0 ? rows[i].age : 0);
    }
}

/* Without a wish there is a metric, and no word. */
TEST(nobody_asked)
{
    struct ckan_age_options options = CKAN_AGE_DEFAULTS;
    struct report report = report_start(arena);
    struct ckan_age_reading reading = reading_of(1000 * DAY);
    ckan_age_judge(&options, &view, &reading, &report);
    expect_int("findings", (long)report.nfindings, 0);
    expect_int("metrics", (long)report.nmetrics, 1);
    /* The search gave nothing: that is said where it was asked. */
    reading.newest.found = (struct ckan_dated){ NULL, NAN };
    options.freshness = week_month;
    ckan_age_judge(&options, &view, &reading, &report);
    expect_int("findings", (long)report.nfindings, 0);
    expect("metric", isnan(report.metrics[1].value), "is a number");
}

TEST(the_newest_is_not_known)
{
    static const char *const one[] = { "nobody" };
    struct ckan_age_options options = CKAN_AGE_DEFAULTS;
    struct ckan_age_reading reading = reading_of(0);
    reading.newest.found = (struct ckan_dated){ NULL, NAN };
    reading.newest.matter.answer = (struct ckan_answer){ .asked = true, .good = true };
    options.newest_by.index = CKAN_BY_RESOURCE;
    reading.newest.seen = 200;
    struct report report = report_start(arena);
    ckan_age_judge(&options, &view, &reading, &report);
    expect_finding("links alone", &report, "age-unknown", UNKNOWN, "200");
    options.organization = (struct list){ one, 1 };
    reading.newest.seen = 0;
    report = report_start(arena);
    ckan_age_judge(&options, &view, &reading, &report);
    expect_finding("no such organisation", &report, "age-unknown", UNKNOWN, "--organization");
    options = (struct ckan_age_options)CKAN_AGE_DEFAULTS;
    options.freshness = week_month;
    reading.newest.found = (struct ckan_dated){ "ds006", NAN };
    reading.newest.matter.answer = (struct ckan_answer){ .asked = false };
    report = report_start(arena);
    ckan_age_judge(&options, &view, &reading, &report);
    expect_finding("no date", &report, "age-unknown", UNKNOWN, "does not say");
}

/* A mistake of the command line is ours. */
TEST(a_filter_that_the_search_refuses)
{
    struct ckan_age_options options = CKAN_AGE_DEFAULTS;
    struct ckan_age_reading reading = reading_of(0);
    reading.newest.found = (struct ckan_dated){ NULL, NAN };
    reading.newest.matter.answer = (struct ckan_answer){
        .asked = true,
        .type = "Search Query Error",
        .message = "x",
        .reply = { .outcome = { .stage = STAGE_DONE }, .status = 400, .body = "{}" },
    };
    options.fq = "title:((";
    struct report report = report_start(arena);
    ckan_age_judge(&options, &view, &reading, &report);
    expect_int("findings", (long)report.nfindings, 1);
    expect_finding("fq", &report, "age-unknown", UNKNOWN, "--fq");
    options.fq = NULL;
    report = report_start(arena);
    ckan_age_judge(&options, &view, &reading, &report);
    expect_finding("the portal's own", &report, "search-failed", CRITICAL, view.site);
}

TEST(a_date_of_the_future_is_named)
{
    struct ckan_age_options options = CKAN_AGE_DEFAULTS;
    struct ckan_age_reading reading = reading_of(HOUR);
    struct report report = report_start(arena);
    reading.newest.future = (struct ckan_dated){ "ds031", now + 1500 * DAY };
    ckan_age_judge(&options, &view, &reading, &report);
    expect_finding("2031", &report, "date-in-future", OK, "ds031");
}

TEST(datasets_by_name)
{
    static const struct {
        const char *row, *code, *says;
        enum ckan_known known;
        double age;
        enum state state;
    } rows[] = {
        { "here", "ok", "1 of 1", CKAN_DATASET_HERE, HOUR, OK },
        { "old", "dataset-too-old", "8 d", CKAN_DATASET_HERE, 8 * DAY, WARNING },
        { "older", "dataset-too-old", "31 d", CKAN_DATASET_HERE, 31 * DAY, CRITICAL },
        { "without a date", "age-unknown", "not known", CKAN_DATASET_HERE, NAN, UNKNOWN },
        { "gone", "dataset-missing", "does not exist", CKAN_DATASET_GONE, NAN, CRITICAL },
        { "closed", "dataset-not-public", "not public", CKAN_DATASET_CLOSED, NAN, CRITICAL },
        { "no time", "not-checked", "--timeout", CKAN_DATASET_NOT_ASKED, NAN, UNKNOWN },
    };
    struct ckan_age_options options = CKAN_AGE_DEFAULTS;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct report report = report_start(arena);
        struct ckan_age_reading reading = reading_of(HOUR);
        struct ckan_dataset dataset = { .name = "ds001",
                                        .limits = week_month,
                                        .known = rows[i].known,
                                        .changed = { "ds001", now - rows[i].age } };
        reading.datasets = &dataset;
        reading.ndatasets = 1;
        ckan_age_judge(&options, &view, &reading, &report);
        expect_int(rows[i].row, (long)report.nfindings, 1);
        expect_finding(rows[i].row, &report, rows[i].code, rows[i].state, rows[i].says);
    }
}

/* Nobody needs to hear that the rest was not asked, either. */
TEST(after_a_question_that_hung)
{
    struct ckan_age_options options = CKAN_AGE_DEFAULTS;
    struct ckan_age_reading reading = reading_of(HOUR);
    struct ckan_dataset dataset = { .name = "ds001" };
    struct report report = report_start(arena);
    reading.datasets = &dataset;
    reading.ndatasets = 1;
    reading.hung = true;
    ckan_age_judge(&options, &view, &reading, &report);
    expect_int("hung", (long)report.nfindings, 0);
    reading.dataset_pause = (struct pause){ now - HOUR, now - MINUTE, true };
    reading.hung = false;
    ckan_age_judge(&options, &view, &reading, &report);
    expect_finding("paused", &report, "portal-hung", CRITICAL, "package_show");
}

static void put(struct ckan_overdue *overdue, const char *name, double days, const char *who)
{
    rotation_put(&overdue->rotation, name, arena_printf(arena, "%.0f %s", now - days * DAY, who));
}

TEST(overdue_datasets_by_organisation)
{
    struct ckan_age_options options = CKAN_AGE_DEFAULTS;
    struct ckan_age_reading reading = reading_of(HOUR);
    struct report report = report_start(arena);
    options.frequency_key = "更新頻度";
    reading.overdue.seen = reading.overdue.total = 30;
    reading.overdue.on_time = 26;
    put(&reading.overdue, "ds001", 50, "架空市");
    put(&reading.overdue, "ds002", 400, "水道局");
    put(&reading.overdue, "ds003", 60, "架空市");
    put(&reading.overdue, "ds004", 60, "");
    ckan_age_judge(&options, &view, &reading, &report);
    expect_int("findings", (long)report.nfindings, 4);
    expect_has("city", report.findings[0].text, "架空市: ds001 (50 d 0 h), ds003 (60 d 0 h)");
    expect_has("city", report.findings[0].text, ": 2;");
    expect_has("water", report.findings[1].text, "水道局: ds002 (400 d 0 h)");
    expect_has("nobody", report.findings[2].text, "-: ds004");
    expect_int("state", report_state(&report), WARNING);
    expect_text("sum", report.findings[3].row->code, "ok");
    expect_number("metric", report.metrics[1].value, 4);
    options.overdue = (struct levels){ .warn = { .value = 20, .percent = true, .set = true } };
    report = report_start(arena);
    ckan_age_judge(&options, &view, &reading, &report);
    expect_int("allowed", report_state(&report), OK);
    options.overdue.crit = (struct level){ .value = 3, .set = true };
    report = report_start(arena);
    ckan_age_judge(&options, &view, &reading, &report);
    expect_int("too many", report_state(&report), CRITICAL);
}

TEST(many_names_are_not_all_printed)
{
    struct ckan_age_options options = CKAN_AGE_DEFAULTS;
    struct ckan_age_reading reading = reading_of(HOUR);
    struct report report = report_start(arena);
    options.frequency_key = "更新頻度";
    reading.overdue.seen = reading.overdue.total = 400;
    for (int i = 0; i < 400; i++)
        put(&reading.overdue, arena_printf(arena, "dataset-%03d", i), 100, "city");
    ckan_age_judge(&options, &view, &reading, &report);
    expect_has("count", report.findings[0].text, ": 400;");
    expect_has("more", report.findings[0].text, ", ...");
    expect("length", strlen(report.findings[0].text) < 512, "is cut");
}

int main(void)
{
    struct CMUnitTest tests[] = {
        cmocka_unit_test(when_a_dataset_changed),
        cmocka_unit_test(what_a_dataset_says_under_a_key),
        cmocka_unit_test(datasets_of_the_command_line),
        cmocka_unit_test(filters),
        cmocka_unit_test(a_dataset_is_overdue_or_not),
        cmocka_unit_test(a_dataset_catches_up),
        cmocka_unit_test(overdue_by_resource),
        cmocka_unit_test(freshness),
        cmocka_unit_test(nobody_asked),
        cmocka_unit_test(the_newest_is_not_known),
        cmocka_unit_test(a_filter_that_the_search_refuses),
        cmocka_unit_test(a_date_of_the_future_is_named),
        cmocka_unit_test(datasets_by_name),
        cmocka_unit_test(after_a_question_that_hung),
        cmocka_unit_test(overdue_datasets_by_organisation),
        cmocka_unit_test(many_names_are_not_all_printed),
    };
    return RUN(tests);
}
