/* SPDX-License-Identifier: BSD-2-Clause */
/* What check_ckan concludes of a portal, its database and its search. */
#define the_plugin plugin_of_this_test /* besides the one that is linked */
#include "../../plugins/check_ckan.c"

#include "unit/check.h"

static const double now = 1795176000; /* 2026-11-20T12:00:00Z */
static const char *const extensions[] = { "stats", "datastore" };

static struct ckan_answer good_answer(void)
{
    return (struct ckan_answer){
        .asked = true,
        .good = true,
        .reply = { .outcome = { .stage = STAGE_DONE }, .status = 200, .body = "" },
    };
}

static struct ckan_answer error_answer(long status, const char *type, const char *message)
{
    return (struct ckan_answer){
        .asked = true,
        .type = type,
        .message = message,
        .reply = { .outcome = { .stage = STAGE_DONE }, .status = status, .body = "" },
    };
}

static struct ckan_answer no_answer(enum stage stage, enum why why)
{
    return (struct ckan_answer){
        .asked = true,
        .reply = { .outcome = { .stage = stage, .why = why, .seconds = 5 }, .body = "" },
    };
}

static struct ckan_answer page_answer(long status, const char *generator)
{
    struct ckan_answer answer = error_answer(status, NULL, NULL);
    answer.html = true;
    answer.generator = generator;
    answer.fault = JSON_BROKEN;
    answer.reply.body = "<html><head><title>x</title></head></html>";
    answer.reply.length = strlen(answer.reply.body);
    return answer;
}

static const struct pause no_pause = { .since = NAN, .tried = NAN };
static const struct pause pause = { .since = now - 2700, .tried = now - 60, .paused = true };

static struct reading healthy(void)
{
    struct reading reading = {
        .now = now,
        .seconds = 0.1,
        .last = { .arena = arena, .trouble = MEMORY_FIRST, .elapsed = NAN },
        .steps = {
            .now = now,
            .hung_since = NAN,
            .status = good_answer(),
            .title = "City Open Data",
            .version = "2.9.11",
            .extensions = extensions,
            .nextensions = COUNT_OF(extensions),
            .list = good_answer(),
            .list_pause = no_pause,
            .datasets = 30,
            .newest = good_answer(),
            .random = good_answer(),
            .search_pause = no_pause,
            .count = 30,
            .newest_name = "ds001",
            .newest_time = now - 7500,
            .start = 17,
        },
        .site = {
            .known = true,
            .version_asked = true,
            .title = "City Open Data",
            .version = "2.9.11",
            .extensions = extensions,
            .nextensions = COUNT_OF(extensions),
        },
        .page = { .pause = no_pause },
        .age = { .now = now, .dataset_pause = no_pause,
                 .newest = { .found = { .name = "ds001", .when = now - 7500 },
                             .matter = { .pause = no_pause } },
                 .overdue = { .matter = { .pause = no_pause } } },
        .links = { .matter = { .pause = no_pause } },
        .work = { .now = now,
                  .datastore = { .pause = no_pause },
                  .queue = { .pause = no_pause },
                  .sources = { .pause = no_pause },
                  .tasks = { .pause = no_pause } },
    };
    return reading;
}

static struct config usual(void)
{
    struct config config = defaults;
    config.http.url = (struct url){ true, "data.city.example", 443, "/" };
    return config;
}

/* "code STATE", several with ", " between. */
static const char *judged(const struct config *config, const struct reading *reading,
                          struct report *report)
{
    struct buffer out = { .arena = arena };
    *report = report_start(arena);
    judge(config, reading, report);
    buffer_put(&out, "");
    bool bad = report_worse_than(report, OK) > 0;
    for (size_t i = 0; i < report->nfindings; i++) {
        enum state state = report->findings[i].state;
        /* Beside something bad the good news does not matter. */
        if (state != OK || !bad)
            buffer_printf(&out, "%s%s %s", out.length > 0 ? ", " : "",
                          report->findings[i].row->code, state_name(state));
    }
    return out.text;
}

static void expect_judged(const char *row, const struct reading *reading, const char *wanted)
{
    struct config config = usual();
    struct report report;
    expect_text(row, judged(&config, reading, &report), wanted);
    for (size_t i = 0; i < report.nfindings; i++)
        expect_has("every sentence names the portal", report.findings[i].text,
                   "https://data.city.example");
}

/* Nothing is known of what comes after status_show. */
static struct reading only_status(struct ckan_answer status)
{
    struct reading reading = healthy();
    struct ckan_answer none = { .reply = { .body = "" } };
    reading.steps.status = status;
    reading.steps.list = reading.steps.newest = reading.steps.random = none;
    reading.steps.datasets = reading.steps.count = reading.steps.newest_time = NAN;
    reading.steps.newest_name = NULL;
    reading.age.newest.found = (struct ckan_dated){ .when = NAN };
    reading.site = (struct ckan_site_reading){ .known = false };
    return reading;
}

TEST(healthy_portal)
{
    struct reading reading = healthy();
    struct config config = usual();
    struct report report;
    expect_text("healthy", judged(&config, &reading, &report), "ok OK");
    expect_has("the line", report.findings[0].text, "datasets: 30, found by the search: 30");
    expect_has("the line", report.findings[0].text, "2 h 5 min ago");
    reading.steps.newest_time = NAN;
    reading.age.newest.found.when = NAN;
    expect_text("without a date", judged(&config, &reading, &report), "ok OK");
}

TEST(portal)
{
    struct reading reading;
    const struct {
        const char *row;
        struct ckan_answer status;
        const char *wanted;
    } rows[] = {
        { "frozen", no_answer(STAGE_REPLY, WHY_SILENT), "portal-hung CRITICAL" },
        { "504", page_answer(504, NULL), "backend-hung CRITICAL" },
        { "502", page_answer(502, NULL), "backend-down CRITICAL" },
        { "refused", no_answer(STAGE_CONNECT, WHY_REFUSED), "unreachable CRITICAL" },
        { "no answer to a connection", no_answer(STAGE_CONNECT, WHY_SILENT),
          "peer-silent CRITICAL" },
        { "no name", no_answer(STAGE_RESOLVE, WHY_NO_NAME), "name-unknown CRITICAL" },
        { "no time", no_answer(STAGE_NOT_STARTED, WHY_NOTHING), "not-checked UNKNOWN" },
        { "CKAN's page", page_answer(500, "ckan 2.9.11"), "database-down CRITICAL" },
        { "CKAN's page, 2.11", page_answer(500, "ckan 2.11.6"), "database-down CRITICAL" },
        { "another page", page_answer(500, "WordPress 6.1"), "http-status CRITICAL" },
        { "a page", page_answer(200, NULL), "html-instead-of-json CRITICAL" },
        { "no CKAN", page_answer(404, NULL), "http-status CRITICAL" },
        { "400",
          { .asked = true, .no_action = true, .reply = good_answer().reply },
          "action-missing UNKNOWN" },
        { "stale",
          { .asked = true, .stale = true, .reply = good_answer().reply },
          "stale-answer CRITICAL" },
        { "unknown",
          { .asked = true, .no_envelope = true, .reply = good_answer().reply },
          "answer-unknown UNKNOWN" },
        { "cut",
          { .asked = true, .fault = JSON_CUT, .reply = good_answer().reply },
          "truncated-answer CRITICAL" },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        reading = only_status(rows[i].status);
        expect_judged(rows[i].row, &reading, rows[i].wanted);
    }
    reading = only_status(no_answer(STAGE_REPLY, WHY_SILENT));
    reading.steps.hung_before = "package_search";
    reading.steps.hung_since = now - 2700;
    expect_judged("behind the search", &reading, "portal-hung CRITICAL");
    reading.steps.status = page_answer(504, NULL);
    expect_judged("behind the search and a proxy", &reading, "portal-hung CRITICAL");
    reading.steps.status = page_answer(502, NULL);
    expect_judged("down, whatever was before", &reading, "backend-down CRITICAL");
}

TEST(search)
{
#define SOLR(text_) error_answer(409, "Search Error", "{} Error: SolrError('" text_ "')")
    const struct {
        const char *row;
        struct ckan_answer answer;
        const char *wanted;
    } rows[] = {
        { "refused", SOLR("Failed to connect to server at 'http://x'"),
          "solr-unreachable CRITICAL" },
        { "refused, 2.11", error_answer(500, "Search Connection Error", "Unable to connect"),
          "solr-unreachable CRITICAL" },
        { "answered after Solr's own time", SOLR("Connection to server 'x' timed out"),
          "solr-hung CRITICAL" },
        { "silent", no_answer(STAGE_REPLY, WHY_SILENT), "solr-hung CRITICAL" },
        { "504", page_answer(504, NULL), "solr-hung CRITICAL" },
        { "error", SOLR("Solr responded with an error (HTTP 500): [Reason: None]"),
          "solr-error CRITICAL" },
        { "refused query", SOLR("Solr responded with an error (HTTP 400): [Reason: None]"),
          "search-failed CRITICAL" },
        { "not said", error_answer(409, "Search Error", "what"), "search-failed CRITICAL" },
        { "internal", error_answer(500, "Internal Server Error", "Internal Server Error"),
          "search-failed CRITICAL" },
        { "stale",
          { .asked = true, .stale = true, .reply = good_answer().reply },
          "stale-answer CRITICAL" },
        { "page", page_answer(200, NULL), "html-instead-of-json CRITICAL" },
        { "502", page_answer(502, NULL), "backend-down CRITICAL" },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct reading reading = healthy();
        reading.steps.random = rows[i].answer;
        expect_judged(arena_printf(arena, "%s, random row", rows[i].row), &reading, rows[i].wanted);
        reading.steps.newest = rows[i].answer;
        reading.steps.random = (struct ckan_answer){ .reply = { .body = "" } };
        reading.steps.count = NAN;
        expect_judged(rows[i].row, &reading, rows[i].wanted);
    }
#undef SOLR
    struct reading reading = healthy();
    reading.steps.newest = reading.steps.random = (struct ckan_answer){ .reply = { .body = "" } };
    reading.steps.count = NAN;
    reading.steps.search_pause = pause;
    expect_judged("paused", &reading, "solr-hung CRITICAL");
    reading = healthy();
    reading.steps.no_count = true;
    reading.steps.count = NAN;
    expect_judged("no count", &reading, "answer-unknown UNKNOWN");
    reading.steps.newest = error_answer(500, "Internal Server Error", "Internal Server Error");
    expect_judged("nor a row", &reading, "search-failed CRITICAL");
    reading = healthy();
    reading.steps.newest_missing = true;
    reading.steps.recount = page_answer(502, NULL);
    expect_judged("a row is missing, and the count does not come", &reading,
                  "backend-down CRITICAL");
}

TEST(damage)
{
    struct reading reading = healthy();
    reading.steps.damaged = true;
    reading.steps.newest = error_answer(409, "Search Error", "SolrError('Solr responded with");
    reading.steps.random = (struct ckan_answer){ .reply = { .body = "" } };
    expect_judged("the newest row", &reading, "index-damaged CRITICAL");
    reading = healthy();
    reading.steps.damaged = true;
    reading.steps.random = error_answer(409, "Search Error", "SolrError('Solr responded with");
    expect_judged("a random row", &reading, "index-damaged CRITICAL");
    reading = healthy();
    reading.steps.damaged = reading.steps.random_missing = true;
    expect_judged("a row that does not come", &reading, "index-damaged CRITICAL");
    reading = healthy();
    reading.steps.damaged = reading.steps.newest_missing = true;
    reading.steps.random = (struct ckan_answer){ .reply = { .body = "" } };
    expect_judged("the newest row does not come", &reading, "index-damaged CRITICAL");
}

TEST(list)
{
    struct reading reading = healthy();
    reading.steps.datasets = NAN;
    reading.steps.list = no_answer(STAGE_REPLY, WHY_SILENT);
    reading.steps.newest = reading.steps.random = (struct ckan_answer){ .reply = { .body = "" } };
    expect_judged("silent", &reading, "database-hung CRITICAL");
    reading.steps.list = page_answer(504, NULL);
    expect_judged("504", &reading, "database-hung CRITICAL");
    reading.steps.list = (struct ckan_answer){ .reply = { .body = "" } };
    reading.steps.list_pause = pause;
    expect_judged("paused", &reading, "database-hung CRITICAL");
    reading = healthy();
    reading.steps.datasets = NAN;
    reading.steps.list = error_answer(403, "Authorization Error", "x");
    expect_judged("forbidden", &reading, "http-status CRITICAL");
    reading.steps.list = (struct ckan_answer){ .asked = true,
                                               .too_large = true,
                                               .reply = good_answer().reply };
    expect_judged("too large", &reading, "answer-too-large CRITICAL");
    reading.steps.list = (struct ckan_answer){
        .asked = true, .fault = JSON_CUT, .list_bytes = 100, .reply = good_answer().reply
    };
    expect_judged("cut", &reading, "truncated-answer CRITICAL");
    reading.steps.list = page_answer(500, "ckan 2.9.11");
    expect_judged("CKAN's page", &reading, "database-down CRITICAL");
}

TEST(drifts)
{
    static const struct {
        double datasets, count;
        const char *drift, *wanted;
    } rows[] = {
        { 30, 30, NULL, "ok OK" },
        { 30, 29, NULL, "index-drift WARNING" },
        { 30, 27, NULL, "index-drift WARNING" },
        { 30, 26, NULL, "index-drift CRITICAL" },
        { 30, 20, NULL, "index-drift CRITICAL" },
        { 1000, 999, NULL, "index-drift WARNING" },
        { 30, 0, NULL, "index-empty CRITICAL" },
        { 1, 0, NULL, "index-empty CRITICAL" },
        { 30, 31, NULL, "index-orphans WARNING" },
        { 30, 3000, NULL, "index-orphans WARNING" },
        { 0, 5, NULL, "index-orphans WARNING" },
        { 0, 0, NULL, "portal-empty WARNING" },
        { 30, 25, "5,10", "ok OK" },
        { 30, 24, "5,10", "index-drift WARNING" },
        { 30, 19, "5,10", "index-drift CRITICAL" },
        { 30, 35, "5,10", "ok OK" },
        { 30, 41, "5,10", "index-orphans WARNING" },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct reading reading = healthy();
        struct config config = usual();
        struct report report;
        const char *row = arena_printf(arena, "%g and %g", rows[i].datasets, rows[i].count);
        reading.steps.datasets = rows[i].datasets;
        reading.steps.count = rows[i].count;
        if (rows[i].drift != NULL)
            config.ckan.drift = (struct levels){ .warn = { .value = 5, .set = true },
                                                 .crit = { .value = 10, .set = true } };
        expect_text(row, judged(&config, &reading, &report), rows[i].wanted);
    }
}

TEST(silent_state)
{
    struct reading reading = healthy();
    struct config config = usual();
    struct report report = report_start(arena);
    config.net.timeout.state = WARNING;
    reading.steps.random = no_answer(STAGE_REPLY, WHY_SILENT);
    judge(&config, &reading, &report);
    expect_int("silence is what --timeout says", (long)report_state(&report), WARNING);
}

TEST(site)
{
    static const char *const missing[] = { "datastore", "harvest", "stats" };
    struct reading reading = healthy();
    struct config config = usual();
    struct report report;
    config.site.expect_title = "Open Data";
    config.site.min_version = "2.9.11";
    expect_text("as expected", judged(&config, &reading, &report), "ok OK");
    config.site.expect_extension = (struct list){ .items = missing, .count = 3 };
    expect_text("extension", judged(&config, &reading, &report), "extension-missing CRITICAL");
    config.site.expect_extension.count = 1;
    config.site.min_version = "2.10";
    expect_text("version", judged(&config, &reading, &report), "version-too-old WARNING");
    reading.site.version = NULL;
    expect_text("no version", judged(&config, &reading, &report), "version-unknown UNKNOWN");
    reading.site.version_asked = false;
    expect_text("not asked for it", judged(&config, &reading, &report), "ok OK");
    reading.site.title = NULL;
    expect_text("no title", judged(&config, &reading, &report), "wrong-site CRITICAL");
}

TEST(token)
{
    struct reading reading = healthy();
    reading.token.answer = good_answer();
    expect_judged("good", &reading, "ok OK");
    reading.token.answer = error_answer(403, "Authorization Error", "x");
    expect_judged("rejected", &reading, "token-rejected UNKNOWN");
    reading.work.jobs_forbidden = true;
    expect_judged("rejected, and therefore forbidden", &reading, "token-rejected UNKNOWN");
    reading.token.answer = good_answer();
    expect_judged("no administrator's", &reading, "token-not-sysadmin UNKNOWN");
    reading.token.answer = error_answer(409, "Validation Error", NULL);
    expect_judged("a dataset that is gone", &reading, "token-not-sysadmin UNKNOWN");
    reading.token.answer = (struct ckan_answer){ .reply = { .body = "" } };
    expect_judged("not proved", &reading, "token-not-sysadmin UNKNOWN");
}

TEST(pages)
{
    static const char *const paths[] = { "/dataset" };
    const struct {
        const char *row;
        struct ckan_page_result page;
        const char *wanted;
    } rows[] = {
        { "good", { .asked = true, .reply = good_answer().reply }, "ok OK" },
        { "not asked", { .reply = { .body = "" } }, "ok OK" },
        { "search error",
          { .asked = true, .search_error = true, .reply = good_answer().reply },
          "page-failed CRITICAL" },
        { "error page",
          { .asked = true, .error_page = true, .reply = good_answer().reply },
          "page-failed CRITICAL" },
        { "500", { .asked = true, .reply = page_answer(500, NULL).reply }, "page-failed CRITICAL" },
        { "silent",
          { .asked = true, .reply = no_answer(STAGE_REPLY, WHY_SILENT).reply },
          "page-hung CRITICAL" },
        { "404", { .asked = true, .reply = page_answer(404, NULL).reply }, "http-status CRITICAL" },
        { "502",
          { .asked = true, .reply = page_answer(502, NULL).reply },
          "backend-down CRITICAL" },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct reading reading = healthy();
        struct config config = usual();
        struct report report;
        struct ckan_page_result page = rows[i].page;
        config.page.page = (struct list){ .items = paths, .count = 1 };
        reading.page.pages = &page;
        expect_text(rows[i].row, judged(&config, &reading, &report), rows[i].wanted);
        reading.page.pause = pause;
        page = (struct ckan_page_result){ .reply = { .body = "" } };
        expect_text("paused", judged(&config, &reading, &report), "page-hung CRITICAL");
    }
    expect("[500]", ckan_page_is_error("Error [500] - CKAN"), "is an error");
    expect("[404]", ckan_page_is_error("[404]"), "is an error");
    expect("500", !ckan_page_is_error("Census 500 - CKAN"), "is none");
    expect("[5000]", !ckan_page_is_error("[5000] - CKAN"), "is none");
    expect("none", !ckan_page_is_error(NULL), "is none");
}

int main(void)
{
    struct CMUnitTest tests[] = {
        cmocka_unit_test(healthy_portal), cmocka_unit_test(portal), cmocka_unit_test(search),
        cmocka_unit_test(damage),         cmocka_unit_test(list),   cmocka_unit_test(drifts),
        cmocka_unit_test(silent_state),   cmocka_unit_test(site),   cmocka_unit_test(token),
        cmocka_unit_test(pages),
    };
    return RUN(tests);
}
