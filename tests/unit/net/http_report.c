/* SPDX-License-Identifier: BSD-2-Clause */
#include "net/http_report.h"

#include "unit/check.h"
#include "unit/a_reply.h"

static const struct {
    const char *row;
    struct outcome outcome;
    enum http_trouble trouble;
    long status;
    const char *body, *location;
    enum state state;
    const char *code, *says; /* NULL: nothing is said */
} replies[] = {
    { "200", { .stage = STAGE_DONE }, HTTP_FINE, 200, "{}", NULL, OK, NULL, NULL },
    { "204", { .stage = STAGE_DONE }, HTTP_FINE, 204, "", NULL, OK, NULL, NULL },
    { "stopped", { .stage = STAGE_DONE }, HTTP_STOPPED, 200, "", NULL, OK, NULL, NULL },
    { "304", { .stage = STAGE_DONE }, HTTP_FINE, 304, "", NULL, CRITICAL, "http-status", "304" },
    { "400",
      { .stage = STAGE_DONE },
      HTTP_FINE,
      400,
      "bad",
      NULL,
      CRITICAL,
      "http-status",
      "400; look at the log of the service: bad" },
    { "401",
      { .stage = STAGE_DONE },
      HTTP_FINE,
      401,
      "",
      NULL,
      UNKNOWN,
      "login-refused",
      "--user" },
    { "404 with a page",
      { .stage = STAGE_DONE },
      HTTP_FINE,
      404,
      "<html><title>Not here</title>x",
      NULL,
      CRITICAL,
      "http-status",
      ": Not here" },
    { "407 without a proxy of ours",
      { .stage = STAGE_DONE },
      HTTP_FINE,
      407,
      "",
      NULL,
      CRITICAL,
      "http-status",
      "407" },
    { "500",
      { .stage = STAGE_DONE },
      HTTP_FINE,
      500,
      "<p>oh</p>",
      NULL,
      CRITICAL,
      "http-status",
      ": oh" },
    { "502", { .stage = STAGE_DONE }, HTTP_FINE, 502, "", NULL, CRITICAL, "backend-down", "502" },
    { "503", { .stage = STAGE_DONE }, HTTP_FINE, 503, "", NULL, CRITICAL, "http-status", "503" },
    { "504", { .stage = STAGE_DONE }, HTTP_FINE, 504, "", NULL, CRITICAL, "backend-hung", "504" },
    { "a firewall's page",
      { .stage = STAGE_DONE },
      HTTP_FINE,
      200,
      "<html><title>Request Rejected</title>The requested URL was rejected. Please consult with "
      "your administrator. Your support ID is: 1</html>",
      NULL,
      CRITICAL,
      "blocked",
      "status 200" },
    { "its words in JSON",
      { .stage = STAGE_DONE },
      HTTP_FINE,
      200,
      "{\"x\":\"The requested URL was rejected. Please consult with your administrator. Your "
      "support ID is: 1\"}",
      NULL,
      OK,
      NULL,
      NULL },
    { "certificate",
      { .stage = STAGE_HANDSHAKE, .why = WHY_GARBAGE, .detail = "expired" },
      HTTP_BAD_CERTIFICATE,
      0,
      "",
      NULL,
      CRITICAL,
      "tls-certificate-rejected",
      ": expired" },
    { "handshake",
      { .stage = STAGE_HANDSHAKE, .why = WHY_GARBAGE, .detail = "wrong version" },
      HTTP_BAD_HANDSHAKE,
      0,
      "",
      NULL,
      CRITICAL,
      "tls-handshake-failed",
      ": wrong version" },
    { "no roots",
      { .stage = STAGE_HANDSHAKE, .why = WHY_RESOURCES },
      HTTP_NO_TRUST_STORE,
      0,
      "",
      NULL,
      UNKNOWN,
      "trust-store-missing",
      "--ca" },
    { "own certificate",
      { .stage = STAGE_HANDSHAKE, .why = WHY_RESOURCES },
      HTTP_BAD_CLIENT_CERTIFICATE,
      0,
      "",
      NULL,
      UNKNOWN,
      "client-certificate-unusable",
      "--client-cert" },
    { "cut",
      { .stage = STAGE_REPLY, .why = WHY_CLOSED },
      HTTP_CUT_SHORT,
      200,
      "{\"a",
      NULL,
      CRITICAL,
      "truncated-answer",
      "came: 3" },
    { "reset in the middle",
      { .stage = STAGE_REPLY, .why = WHY_RESET },
      HTTP_CUT_SHORT,
      200,
      "{",
      NULL,
      CRITICAL,
      "truncated-answer",
      "came: 1" },
    { "too large",
      { .stage = STAGE_REPLY, .why = WHY_GARBAGE },
      HTTP_TOO_LARGE,
      200,
      "x",
      NULL,
      CRITICAL,
      "answer-too-large",
      "--max-body" },
    { "headers",
      { .stage = STAGE_REPLY, .why = WHY_GARBAGE },
      HTTP_HEADERS_TOO_LARGE,
      200,
      "",
      NULL,
      CRITICAL,
      "answer-too-large",
      "64 KiB" },
    { "other host",
      { .stage = STAGE_DONE },
      HTTP_REDIRECT_HOST,
      302,
      "",
      "https://evil.example/",
      CRITICAL,
      "redirect-refused",
      "another host; if that is right, give its URL: https://evil" },
    { "down",
      { .stage = STAGE_DONE },
      HTTP_REDIRECT_DOWN,
      302,
      "",
      "http://a/",
      CRITICAL,
      "redirect-refused",
      "http://a/" },
    { "loop",
      { .stage = STAGE_DONE },
      HTTP_REDIRECT_LOOP,
      302,
      "",
      "https://a/",
      CRITICAL,
      "redirect-refused",
      "loop" },
    { "broken",
      { .stage = STAGE_DONE },
      HTTP_REDIRECT_BROKEN,
      302,
      "",
      "gopher://a|b",
      CRITICAL,
      "redirect-refused",
      "gopher://a/b" },
    { "proxy refused",
      { .stage = STAGE_CONNECT, .why = WHY_REFUSED },
      HTTP_PROXY,
      0,
      "",
      NULL,
      CRITICAL,
      "proxy-failed",
      "http://proxy.example" },
    { "proxy says no",
      { .stage = STAGE_CONNECT, .why = WHY_DECLINED },
      HTTP_PROXY,
      403,
      "",
      NULL,
      CRITICAL,
      "proxy-failed",
      "403" },
    { "proxy wants a login",
      { .stage = STAGE_CONNECT, .why = WHY_DECLINED },
      HTTP_PROXY,
      407,
      "",
      NULL,
      UNKNOWN,
      "proxy-failed",
      "--proxy-user" },
    { "private",
      { .stage = STAGE_RESOLVE, .why = WHY_DECLINED },
      HTTP_PRIVATE_ADDRESS,
      0,
      "",
      NULL,
      UNKNOWN,
      "unreachable",
      "private" },
    { "refused",
      { .stage = STAGE_CONNECT, .why = WHY_REFUSED },
      HTTP_FINE,
      0,
      "",
      NULL,
      CRITICAL,
      "unreachable",
      "refused" },
    { "name",
      { .stage = STAGE_RESOLVE, .why = WHY_NO_NAME },
      HTTP_FINE,
      0,
      "",
      NULL,
      CRITICAL,
      "name-unknown",
      "DNS" },
    { "hung",
      { .stage = STAGE_REPLY, .why = WHY_SILENT },
      HTTP_FINE,
      0,
      "",
      NULL,
      CRITICAL,
      "unit-hung",
      "hangs" },
    { "silent before",
      { .stage = STAGE_CONNECT, .why = WHY_SILENT },
      HTTP_FINE,
      0,
      "",
      NULL,
      CRITICAL,
      "peer-silent",
      "firewall" },
    { "names silent",
      { .stage = STAGE_RESOLVE, .why = WHY_NAMES_SILENT },
      HTTP_FINE,
      0,
      "",
      NULL,
      CRITICAL,
      "peer-silent",
      "name servers" },
    { "closed",
      { .stage = STAGE_REPLY, .why = WHY_CLOSED },
      HTTP_FINE,
      0,
      "",
      NULL,
      CRITICAL,
      "peer-broken",
      "closed" },
    { "not begun",
      { .stage = STAGE_NOT_STARTED },
      HTTP_FINE,
      0,
      "",
      NULL,
      UNKNOWN,
      "not-checked",
      "no time" },
};

TEST(what_an_answer_means)
{
    static const struct finding_row hung = FINDING("unit-hung", N_("It hangs"));
    static const struct http_options options = { .proxy = { .host = "proxy.example", .port = 3128 },
                                                 .max_body = 4194304 };
    static const struct http_options direct = { .max_body = 4194304 };
    static const struct net_options net = NET_DEFAULTS;
    for (size_t i = 0; i < COUNT_OF(replies); i++) {
        struct report report = report_start(arena);
        struct http_reply reply = a_reply(replies[i].status, replies[i].body);
        bool proxied = replies[i].trouble == HTTP_PROXY;
        reply.outcome = replies[i].outcome;
        reply.trouble = replies[i].trouble;
        reply.location = replies[i].location;
        bool said = http_report(&report, proxied ? &options : &direct, &net, &reply, "the portal",
                                &hung);
        expect_int(replies[i].row, said, replies[i].code != NULL);
        expect_int(replies[i].row, (long)report.nfindings, replies[i].code != NULL ? 1 : 0);
        if (report.nfindings == 0 || replies[i].code == NULL)
            continue;
        const struct finding *finding = &report.findings[0];
        expect_text(replies[i].row, finding->row->code, replies[i].code);
        expect_int(replies[i].row, finding->state, replies[i].state);
        expect_has(replies[i].row, finding->text, replies[i].says);
        expect_has_not(replies[i].row, finding->text, "geheim");
        expect_has_not(replies[i].row, finding->text, "(null)");
    }
}

TEST(a_login_that_is_not_accepted_is_told_from_none)
{
    static const struct net_options net = NET_DEFAULTS;
    struct http_options given = { .user = { .value = "name:geheim" } };
    struct http_reply reply = a_reply(401, "");
    struct report report = report_start(arena);
    http_report(&report, &given, &net, &reply, "the portal", NULL);
    expect_has("ours", report.findings[0].text, "our login");
    given = (struct http_options){ .secret_header = { .value = "X: geheim" } };
    http_report(&report, &given, &net, &reply, "the portal", NULL);
    expect_has("ours", report.findings[1].text, "our login");
    given = (struct http_options){ .max_body = 4194304 };
    http_report(&report, &given, &net, &reply, "the portal", NULL);
    expect_has("none", report.findings[2].text, "wants a login");
}

TEST(data_that_cannot_be_read)
{
    static const struct finding_row page = FINDING("unit-html", N_("A page"));
    static const struct {
        const char *body;
        enum json_fault fault;
        const char *code, *says;
    } rows[] = {
        { "", JSON_EMPTY, "answer-broken", "empty" },
        { "{\"a\":", JSON_CUT, "truncated-answer", "came: 5" },
        { "words, | and \n more", JSON_BROKEN, "answer-broken", ": words, / and more" },
        { "<html><title>Maintenance</title>", JSON_BROKEN, "unit-html", ": Maintenance" },
        { "<html><body>Back soon", JSON_BROKEN, "unit-html", ": Back soon" },
        { "[[", JSON_TOO_DEEP, "answer-too-large", "levels" },
        { "[]", JSON_TOO_MANY, "answer-too-large", "levels" },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct report report = report_start(arena);
        struct http_reply reply = a_reply(200, rows[i].body);
        http_report_json(&report, &reply, rows[i].fault, "the portal", &page);
        expect_int(rows[i].body, (long)report.nfindings, 1);
        expect_int(rows[i].body, report.findings[0].state, CRITICAL);
        expect_text(rows[i].body, report.findings[0].row->code, rows[i].code);
        expect_has(rows[i].body, report.findings[0].text, rows[i].says);
    }
    struct report report = report_start(arena);
    struct http_reply reply = a_reply(200, "<html>x");
    http_report_json(&report, &reply, JSON_BROKEN, "the portal", NULL);
    expect_text("no row for pages", report.findings[0].row->code, "answer-broken");
    http_report_form(&report, "the portal", "result.count");
    expect_int("form", report.findings[1].state, UNKNOWN);
    expect_text("form", report.findings[1].row->code, "answer-unknown");
    expect_has("form", report.findings[1].text, ": result.count");
}

TEST(copies_from_a_cache)
{
    struct report report = report_start(arena);
    struct http_reply reply = a_reply(200, "{}");
    http_report_stale(&report, &reply, "the portal");
    give_header(&reply, "Age", "3700");
    http_report_stale(&report, &reply, "the portal");
    for (size_t i = 0; i < 2; i++) {
        expect_int("state", report.findings[i].state, CRITICAL);
        expect_text("code", report.findings[i].row->code, "stale-answer");
    }
    expect_has("age", report.findings[1].text, "1 h 1 min old");
}

TEST(times)
{
    struct http_options given = HTTP_DEFAULTS;
    struct http_times first = { 0.004, 0.006, NAN, 0.03, 0.04 };
    static const struct {
        double total;
        enum state state;
    } rows[] = { { 4.9, OK }, { 5.1, WARNING }, { 8.1, CRITICAL } };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const char *row = arena_printf(arena, "%g s", rows[i].total);
        struct report report = report_start(arena);
        http_report_times(&report, &given, &first, rows[i].total);
        expect_int(row, (long)report.nfindings, rows[i].state == OK ? 0 : 1);
        if (report.nfindings > 0) {
            expect_int(row, report.findings[0].state, rows[i].state);
            expect_text(row, report.findings[0].row->code, "slow-answer");
        }
        expect_int("no metric for what did not happen", (long)report.nmetrics, 4);
        expect_text("time", report.metrics[0].label, "time");
        expect_number("time", report.metrics[0].value, rows[i].total);
    }
    struct report report = report_start(arena);
    given.insecure = true;
    http_report_times(&report, &given, &first, 1);
    expect_int("said", (long)report.nfindings, 1);
    expect_int("no state of its own", report.findings[0].state, OK);
    expect_text("insecure", report.findings[0].row->code, "certificate-unverified");
}

/* Waiting for somebody takes long: that is said once, and it is the row that says so. */
TEST(a_check_that_waited_is_not_slow_as_well)
{
    static const struct finding_row waits = FINDING_WAITS("unit-mute", N_("It is mute"));
    static const struct finding_row other = FINDING("unit-hung", N_("It hangs up"));
    static const struct {
        const struct finding_row *row;
        enum state state;
        bool slow;
    } rows[] = {
        { &waits, CRITICAL, false }, { &waits, UNKNOWN, false }, { &waits, OK, true },
        { &other, CRITICAL, true },  { NULL, OK, true },
    };
    struct http_options given = HTTP_DEFAULTS;
    struct http_times first = { NAN, NAN, NAN, NAN, NAN };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct report report = report_start(arena);
        if (rows[i].row != NULL)
            report_add(&report, rows[i].row, rows[i].state, "one");
        size_t before = report.nfindings;
        http_report_times(&report, &given, &first, 9);
        expect_int(arena_printf(arena, "row %zu", i), report.nfindings > before, rows[i].slow);
    }
}

int main(void)
{
    struct CMUnitTest tests[] = {
        cmocka_unit_test(what_an_answer_means),
        cmocka_unit_test(a_login_that_is_not_accepted_is_told_from_none),
        cmocka_unit_test(data_that_cannot_be_read),
        cmocka_unit_test(copies_from_a_cache),
        cmocka_unit_test(times),
        cmocka_unit_test(a_check_that_waited_is_not_slow_as_well),
    };
    return RUN(tests);
}
