/* SPDX-License-Identifier: BSD-2-Clause */
#include "net/http_part.h"

#include "unit/check.h"
#include "net/http.h"

/* ---- options ---- */

struct config {
    struct http_options http;
    struct net_options net;
};

static const struct config defaults = { .http = HTTP_DEFAULTS, .net = NET_DEFAULTS };
static const struct use uses[] = { USE(http_part, http), USE(net_part, net) };
static const struct plugin plugin = {
    .name = "check_unit",
    .uses = uses,
    .nuses = COUNT(uses),
    .defaults = &defaults,
    .config_size = sizeof(struct config),
};

/* What is wrong with a command line, words with one blank between; NULL. */
static const char *refusal(const char *line, const struct variable *secret, struct config *config)
{
    char *words = arena_string(arena, line), *argv[16] = { "check_unit" };
    int argc = 1;
    struct environment environment = { .variables = secret, .count = secret != NULL ? 1 : 0 };
    struct common common = common_defaults;
    struct report report = report_start(arena);
    for (char *word = words; word != NULL && argc < 15; argc++) {
        argv[argc] = word;
        word = strchr(word, ' ');
        if (word != NULL)
            *word++ = '\0';
    }
    *config = defaults;
    if (option_parse(&plugin, argc, argv, &environment, &common, config, &report))
        return NULL;
    return report.nfindings > 0 ? report.findings[0].text : "no reason";
}

TEST(combinations_that_make_no_sense)
{
    static const struct {
        const char *line, *refusal;
        struct variable secret;
    } rows[] = {
        { "-u http://portal.example/", NULL, { NULL, NULL } },
        { "--proxy=http://proxy.example:3128 -u https://a/", NULL, { NULL, NULL } },
        { "-4", "--url", { NULL, NULL } },
        { "-u portal.example", "--url: ", { NULL, NULL } },
        { "-u http://user:geheim@portal.example/", "--user", { NULL, NULL } },
        { "-u http://a/ --proxy=proxy.example", "--proxy: ", { NULL, NULL } },
        { "-u http://a/ --header=X-City:Sapporo --header=X-Empty:", NULL, { NULL, NULL } },
        { "-u http://a/ --header=Sapporo", "--header wants NAME:VALUE", { NULL, NULL } },
        { "-u http://a/ --header=:Sapporo", "--header wants NAME:VALUE", { NULL, NULL } },
        { "-u http://a/ --header=X\r\nY:Z", "--header wants NAME:VALUE", { NULL, NULL } },
        { "-u http://a/ --header=X:Y\nZ:1", "--header wants NAME:VALUE", { NULL, NULL } },
        { "-u http://a/ --host-header=a\nb", "--host-header", { NULL, NULL } },
        { "-u http://a/ --user-agent=a\rb", "--user-agent", { NULL, NULL } },
        { "-u http://a/ --resolve=a:80:192.0.2.1 --resolve=a:443:2001:db8::1",
          NULL,
          { NULL, NULL } },
        { "-u http://a/ --resolve=a:80", "--resolve wants HOST:PORT:ADDRESS", { NULL, NULL } },
        { "-u http://a/ --resolve=a:80:other.example", "--resolve wants", { NULL, NULL } },
        { "-u http://a/ --resolve=192.0.2.1", "--resolve wants", { NULL, NULL } },
        { "-u http://a/ --resolve=a:http:192.0.2.1", "--resolve wants", { NULL, NULL } },
        { "-u http://a/ --client-key=key.pem", "--client-cert", { NULL, NULL } },
        { "-u http://a/ --client-cert=cert.pem", NULL, { NULL, NULL } },
        { "-u http://a/ --max-body=1KiB", NULL, { NULL, NULL } },
        { "-u http://a/ --max-body=1023", "--max-body", { NULL, NULL } },
        { "-u http://a/ --max-body=2GiB", "--max-body", { NULL, NULL } },
        { "-u http://a/ --redirects=0", NULL, { NULL, NULL } },
        { "-u http://a/ --redirects=21", "--redirects", { NULL, NULL } },
        { "-u http://a/ --redirects=-1", "--redirects", { NULL, NULL } },
        { "-u http://a/", NULL, { "CHECK_USER", "name:geheim" } },
        { "-u http://a/", "--user wants NAME:PASSWORD", { "CHECK_USER", "geheim" } },
        { "-u http://a/", "--secret-header wants NAME:VALUE", { "CHECK_SECRET_HEADER", "geheim" } },
        { "-u http://a/",
          "--secret-header wants NAME:VALUE",
          { "CHECK_SECRET_HEADER", "X: geheim\r\nY: 1" } },
        { "-u http://a/", "--proxy-user", { "CHECK_PROXY_USER", "name:geheim" } },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct config config;
        const char *row = arena_printf(arena, "%s %s", rows[i].line,
                                       rows[i].secret.name != NULL ? rows[i].secret.name : "");
        const char *text = refusal(rows[i].line,
                                   rows[i].secret.name != NULL ? &rows[i].secret : NULL, &config);
        if (rows[i].refusal == NULL)
            expect_text(row, text, NULL);
        else
            expect_has(row, text, rows[i].refusal);
        expect_has_not(row, text, "geheim");
    }
}

TEST(addresses_that_were_given)
{
    struct config config;
    refusal("-u http://a/ --resolve=portal.example:443:192.0.2.1 --resolve=a:80:2001:db8::1", NULL,
            &config);
    const struct http_options *given = &config.http;
    expect_text("host and port", http_pinned(arena, given, "portal.example", 443), "192.0.2.1");
    expect_text("IPv6", http_pinned(arena, given, "a", 80), "2001:db8::1");
    expect_text("another port", http_pinned(arena, given, "portal.example", 80), NULL);
    expect_text("another host", http_pinned(arena, given, "portal", 443), NULL);
    expect_text("a longer host", http_pinned(arena, given, "portal.example.jp", 443), NULL);
    /* What the URL makes of a host must be found, however --resolve writes it. */
    refusal("-u http://a/ --resolve=Portal.Example:443:192.0.2.1", NULL, &config);
    expect_text("capitals", http_pinned(arena, given, "portal.example", 443), "192.0.2.1");
    refusal("-u http://a/ --resolve=市役所.example:443:192.0.2.1", NULL, &config);
    expect_text("IDN", http_pinned(arena, given, "xn--7sto6a74d.example", 443), "192.0.2.1");
}

/* ---- replies ---- */

static struct http_reply a_reply(long status, const char *body)
{
    struct http_reply reply = { .outcome = { .stage = STAGE_DONE, .seconds = 0.25 },
                                .status = status,
                                .body = body,
                                .length = strlen(body) };
    url_read(arena, "https://portal.example/api?token=geheim", &reply.url);
    return reply;
}

static void give_header(struct http_reply *reply, const char *name, const char *value)
{
    struct http_header *headers = arena_array(arena, reply->nheaders + 1, sizeof *headers);
    if (reply->nheaders > 0)
        memcpy(headers, reply->headers, reply->nheaders * sizeof *headers);
    headers[reply->nheaders++] = (struct http_header){ name, value };
    reply->headers = headers;
}

TEST(headers)
{
    struct http_reply reply = a_reply(200, "");
    expect_text("none", http_header_value(&reply, "Age"), NULL);
    expect_number("no age", http_age(&reply), NAN);
    expect_text("no cache", http_cache_words(arena, &reply), NULL);
    give_header(&reply, "x-cache", "MISS");
    give_header(&reply, "X-CACHE", "HIT");
    give_header(&reply, "age", "1200");
    expect_text("the last one, in any case", http_header_value(&reply, "X-Cache"), "HIT");
    expect_number("age", http_age(&reply), 1200);
    expect_has("cache", http_cache_words(arena, &reply), "Age 1200");
    expect_has("cache", http_cache_words(arena, &reply), "X-Cache HIT");
    static const char *const bad[] = { "-1", "soon", "", "1e400", "1 2" };
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        give_header(&reply, "Age", bad[i]);
        expect_number(bad[i], http_age(&reply), NAN);
    }
}

TEST(pages)
{
    struct http_reply reply = a_reply(200, "words");
    expect("words", !http_is_html(&reply), "are a page");
    give_header(&reply, "Content-Type", "application/json");
    expect("JSON", !http_is_html(&reply), "is a page");
    give_header(&reply, "Content-Type", "Text/HTML; charset=utf-8");
    expect("by its type", http_is_html(&reply), "is no page");
    reply = a_reply(200, "<!DOCTYPE html><p>");
    expect("by its beginning", http_is_html(&reply), "is no page");
}

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
      "3 bytes" },
    { "reset in the middle",
      { .stage = STAGE_REPLY, .why = WHY_RESET },
      HTTP_CUT_SHORT,
      200,
      "{",
      NULL,
      CRITICAL,
      "truncated-answer",
      "1 bytes" },
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
    static const struct http_options options = { .proxy = "http://proxy.example:3128",
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
    struct http_options given = { .user = { "name:geheim" } };
    struct http_reply reply = a_reply(401, "");
    struct report report = report_start(arena);
    http_report(&report, &given, &net, &reply, "the portal", NULL);
    expect_has("ours", report.findings[0].text, "our login");
    given = (struct http_options){ .secret_header = { "X: geheim" } };
    http_report(&report, &given, &net, &reply, "the portal", NULL);
    expect_has("ours", report.findings[1].text, "our login");
    given = (struct http_options){ .url = "" };
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
        { "{\"a\":", JSON_CUT, "truncated-answer", "5 bytes" },
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

int main(void)
{
    struct CMUnitTest tests[] = {
        cmocka_unit_test(combinations_that_make_no_sense),
        cmocka_unit_test(addresses_that_were_given),
        cmocka_unit_test(headers),
        cmocka_unit_test(pages),
        cmocka_unit_test(what_an_answer_means),
        cmocka_unit_test(a_login_that_is_not_accepted_is_told_from_none),
        cmocka_unit_test(data_that_cannot_be_read),
        cmocka_unit_test(copies_from_a_cache),
        cmocka_unit_test(times),
    };
    return RUN(tests);
}
