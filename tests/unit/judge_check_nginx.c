/* SPDX-License-Identifier: BSD-2-Clause */
/* What check_nginx concludes. */
#define the_plugin plugin_of_this_test /* besides the one that is linked */
#include "../../plugins/check_nginx.c"

#include "base/buffer.h"
#include "unit/check.h"

/* A page that came, with these counters. */
static struct page page_of(double accepts, double handled, double requests)
{
    return (struct page){
        .asked = true,
        .reply = { .outcome = { .stage = STAGE_DONE }, .status = 200, .body = "" },
        .status = { .active = 5,
                    .accepts = accepts,
                    .handled = handled,
                    .requests = requests,
                    .writing = 1,
                    .waiting = 4 },
    };
}

static struct reading reading_of(const struct page *first, const struct page *second)
{
    return (struct reading){
        .seconds = 0.1,
        .url = { .host = "www.city.example", .port = 80, .path = "/nginx_status" },
        .first = *first,
        .second = *second,
        .memory = { .arena = arena, .trouble = MEMORY_FIRST, .elapsed = NAN },
    };
}

static void remember(struct reading *reading, double elapsed, double accepts, double requests,
                     double dropped)
{
    reading->memory.trouble = MEMORY_KNOWN;
    reading->memory.elapsed = elapsed;
    memory_put_number(&reading->memory, "accepts", accepts);
    memory_put_number(&reading->memory, "requests", requests);
    memory_put_number(&reading->memory, "dropped", dropped);
}

/* "code STATE", several with ", " between. */
static const char *judged(const struct config *config, const struct reading *reading,
                          struct report *report)
{
    struct buffer out = { .arena = arena };
    *report = report_start(arena);
    judge(config, reading, report);
    buffer_put(&out, "");
    for (size_t i = 0; i < report->nfindings; i++)
        buffer_printf(&out, "%s%s %s", i > 0 ? ", " : "", report->findings[i].row->code,
                      state_name(report->findings[i].state));
    return out.text;
}

static double metric(const struct report *report, const char *label)
{
    for (size_t i = 0; i < report->nmetrics; i++) {
        if (strcmp(report->metrics[i].label, label) == 0)
            return report->metrics[i].value;
    }
    return -1;
}

TEST(drops_since_the_last_run)
{
    static const struct {
        const char *name;
        double accepts, handled, again_accepts, again_handled; /* of both pages */
        double before, before_accepts;                         /* remembered; NAN: first run */
        double dropped;
        const char *found;
    } rows[] = {
        { "first run, some since the start", 100, 90, 100, 90, NAN, NAN, NAN, "ok OK" },
        { "none", 100, 100, 101, 101, 0, 50, 0, "ok OK" },
        { "none new", 100, 90, 101, 91, 10, 50, 0, "ok OK" },
        { "new ones", 100, 87, 101, 88, 10, 50, 3, "connections-dropped WARNING" },
        { "one is just coming in", 101, 90, 101, 91, 10, 50, 0, "ok OK" },
        { "handled is read later", 100, 102, 100, 101, 0, 50, 0, "ok OK" },
        { "restarted", 40, 40, 41, 41, 10, 50, 0, "ok OK" },
        { "restarted, and new ones", 40, 38, 41, 39, 10, 50, 2, "connections-dropped WARNING" },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct config config = defaults;
        struct report report;
        struct page first = page_of(rows[i].accepts, rows[i].handled, 1000),
                    second = page_of(rows[i].again_accepts, rows[i].again_handled, 1001);
        struct reading reading = reading_of(&first, &second);
        if (!isnan(rows[i].before))
            remember(&reading, 60, rows[i].before_accepts, 400, rows[i].before);
        expect_text(rows[i].name, judged(&config, &reading, &report), rows[i].found);
        expect_number(rows[i].name, metric(&report, "dropped"), rows[i].dropped);
    }
}

TEST(rates)
{
    struct config config = defaults;
    struct report report;
    struct page first = page_of(100, 100, 1000), second = page_of(110, 110, 1002);
    struct reading reading = reading_of(&first, &second);
    judged(&config, &reading, &report);
    expect_number("first run", metric(&report, "requests_per_second"), NAN);
    expect_number("first run", metric(&report, "connections_per_second"), NAN);
    remember(&reading, 60, 50, 402, 0);
    judged(&config, &reading, &report);
    expect_number("60 s later", metric(&report, "requests_per_second"), 10);
    expect_number("60 s later", metric(&report, "connections_per_second"), 1);
    remember(&reading, 60, 200, 5000, 0);
    judged(&config, &reading, &report);
    expect_number("restarted", metric(&report, "requests_per_second"), NAN);
    expect_number("restarted", metric(&report, "connections_per_second"), NAN);
    expect_number("now", metric(&report, "active"), 5);
    expect_number("now", metric(&report, "waiting"), 4);
    expect_number("now", metric(&report, "reading"), 0);
    expect_number("now", metric(&report, "writing"), 1);
}

TEST(limits)
{
#define UP_TO(value_) \
    { \
        .high = value_, .set = true \
    }
    static const struct {
        const char *name;
        struct limits active, waiting, dropped;
        const char *found;
    } rows[] = {
        { "none",
          { .warn = { .set = false } },
          { .warn = { .set = false } },
          { .warn = { .set = false } },
          "ok OK" },
        { "active",
          { .warn = UP_TO(3), .crit = UP_TO(4) },
          { .warn = { .set = false } },
          { .warn = { .set = false } },
          "connections-active CRITICAL" },
        { "waiting",
          { .warn = { .set = false } },
          { .warn = UP_TO(3), .crit = UP_TO(4) },
          { .warn = { .set = false } },
          "connections-waiting WARNING" },
        { "dropped",
          { .warn = { .set = false } },
          { .warn = { .set = false } },
          { .warn = UP_TO(3), .crit = UP_TO(4) },
          "connections-dropped CRITICAL" },
        { "all",
          { .warn = UP_TO(3) },
          { .warn = UP_TO(3) },
          { .warn = UP_TO(3) },
          "connections-dropped WARNING, connections-active WARNING, connections-waiting WARNING" },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct config config = defaults;
        struct report report;
        struct page first = page_of(100, 90, 1000), second = page_of(100, 90, 1001);
        struct reading reading = reading_of(&first, &second);
        remember(&reading, 60, 50, 400, 0);
        config.active = rows[i].active;
        config.waiting = rows[i].waiting;
        config.dropped = rows[i].dropped;
        expect_text(rows[i].name, judged(&config, &reading, &report), rows[i].found);
    }
}

TEST(copies)
{
    struct config config = defaults;
    struct report report;
    struct page first = page_of(100, 100, 1000), same = first, less = page_of(100, 100, 999);
    struct reading reading = reading_of(&first, &same);
    expect_text("the same page", judged(&config, &reading, &report), "stale-answer CRITICAL");
    reading = reading_of(&first, &less);
    expect_text("an older page", judged(&config, &reading, &report), "stale-answer CRITICAL");
}

/* The first page is something else; then there is no second one. */
TEST(other_answers)
{
    static const struct {
        const char *name, *body, *type;
        long status;
        enum stage stage;
        enum why why;
        const char *found;
    } rows[] = {
        { "404", "<html>", "text/html", 404, STAGE_DONE, WHY_NOTHING,
          "status-page-missing CRITICAL" },
        { "403", "<html>", "text/html", 403, STAGE_DONE, WHY_NOTHING,
          "status-page-forbidden UNKNOWN" },
        { "401", "<html>", "text/html", 401, STAGE_DONE, WHY_NOTHING, "login-refused UNKNOWN" },
        { "502", "<html>", "text/html", 502, STAGE_DONE, WHY_NOTHING, "backend-down CRITICAL" },
        { "web page", "<html>", "text/html", 200, STAGE_DONE, WHY_NOTHING,
          "status-page-missing CRITICAL" },
        { "other text", "hello", "text/plain", 200, STAGE_DONE, WHY_NOTHING,
          "answer-unknown UNKNOWN" },
        { "JSON", "{}", "application/json", 200, STAGE_DONE, WHY_NOTHING,
          "answer-unknown UNKNOWN" },
        { "cut", "Active connections: 1\nserver acc", "text/plain", 200, STAGE_DONE, WHY_NOTHING,
          "truncated-answer CRITICAL" },
        { "refused", "", NULL, 0, STAGE_CONNECT, WHY_REFUSED, "unreachable CRITICAL" },
        { "silent", "", NULL, 0, STAGE_REPLY, WHY_SILENT, "peer-silent CRITICAL" },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct config config = defaults;
        struct report report;
        struct http_header type = { "Content-Type", rows[i].type };
        struct page first = { .asked = true }, none = { .asked = false };
        first.reply = (struct http_reply){
            .outcome = { .stage = rows[i].stage, .why = rows[i].why },
            .status = rows[i].status,
            .body = rows[i].body,
            .length = strlen(rows[i].body),
            .headers = &type,
            .nheaders = rows[i].type != NULL ? 1 : 0,
        };
        first.fault = stub_status_read(rows[i].body, first.reply.length, &first.status);
        struct reading reading = reading_of(&first, &none);
        expect_text(rows[i].name, judged(&config, &reading, &report), rows[i].found);
        struct page good = page_of(100, 100, 1000);
        reading = reading_of(&good, &first);
        expect_text(rows[i].name, judged(&config, &reading, &report), rows[i].found);
    }
}

int main(void)
{
    struct CMUnitTest tests[] = {
        cmocka_unit_test(drops_since_the_last_run),
        cmocka_unit_test(rates),
        cmocka_unit_test(limits),
        cmocka_unit_test(copies),
        cmocka_unit_test(other_answers),
    };
    return RUN(tests);
}
