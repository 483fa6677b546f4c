/* SPDX-License-Identifier: BSD-2-Clause */
#include "net/outcome.h"

#include <errno.h>

#include "cert/certfile.h"
#include "unit/check.h"
#include "net/tls_report.h"

static const struct net_options standard = NET_DEFAULTS;

static void expect_finding(const char *row, const struct report *report, const char *code,
                           enum state state)
{
    if (report->nfindings != 1) {
        bad_row(row, "%zu findings instead of one", report->nfindings);
        return;
    }
    expect_text(row, report->findings[0].row->code, code);
    expect_int(row, report->findings[0].state, state);
    expect_has(row, report->findings[0].text, "peer:443");
}

static const struct {
    const char *row;
    struct outcome outcome;
    const char *code, *says;
    enum state state, with_options; /* by default; with --unreachable=OK -t 5:WARNING */
} rows[] = {
    { "no name",
      { STAGE_RESOLVE, WHY_NO_NAME, 0.1, NULL },
      "name-unknown",
      "stage resolve",
      CRITICAL,
      OK },
    { "refused",
      { STAGE_CONNECT, WHY_REFUSED, 0.1, NULL },
      "unreachable",
      "stage connect",
      CRITICAL,
      OK },
    { "no address",
      { STAGE_RESOLVE, WHY_NO_ADDRESS, 0.1, NULL },
      "name-unknown",
      "stage resolve",
      CRITICAL,
      OK },
    { "no route",
      { STAGE_CONNECT, WHY_NO_ROUTE, 0.1, NULL },
      "unreachable",
      "stage connect",
      CRITICAL,
      OK },
    { "reset",
      { STAGE_HANDSHAKE, WHY_RESET, 0.1, NULL },
      "unreachable",
      "stage handshake",
      CRITICAL,
      OK },
    { "silent",
      { STAGE_CONNECT, WHY_SILENT, 9.5, NULL },
      "peer-silent",
      "9.5 s",
      CRITICAL,
      WARNING },
    { "silent reply",
      { STAGE_REPLY, WHY_SILENT, 9.5, NULL },
      "peer-silent",
      "stage reply",
      CRITICAL,
      WARNING },
    { "names silent",
      { STAGE_RESOLVE, WHY_NAMES_SILENT, 5, NULL },
      "peer-silent",
      "stage resolve",
      CRITICAL,
      WARNING },
    { "closed",
      { STAGE_HANDSHAKE, WHY_CLOSED, 0.1, NULL },
      "peer-broken",
      "stage handshake",
      CRITICAL,
      CRITICAL },
    { "garbage",
      { STAGE_REPLY, WHY_GARBAGE, 0.1, NULL },
      "peer-broken",
      "stage reply",
      CRITICAL,
      CRITICAL },
    { "garbage in words",
      { STAGE_REPLY, WHY_GARBAGE, 0.1, "HTTP/1.1" },
      "peer-broken",
      "HTTP/1.1",
      CRITICAL,
      CRITICAL },
    { "declined",
      { STAGE_REPLY, WHY_DECLINED, 0.1, "go away" },
      "peer-broken",
      "go away",
      CRITICAL,
      CRITICAL },
    { "no resolver",
      { STAGE_RESOLVE, WHY_NO_RESOLVER, 0.1, NULL },
      "resolver-missing",
      "stage resolve",
      UNKNOWN,
      UNKNOWN },
    { "no resources",
      { STAGE_CONNECT, WHY_RESOURCES, 0.1, NULL },
      "resources-exhausted",
      "stage connect",
      UNKNOWN,
      UNKNOWN },
    { "not started",
      { STAGE_NOT_STARTED, WHY_NOTHING, 0, NULL },
      "not-checked",
      "no time",
      UNKNOWN,
      UNKNOWN },
};

TEST(outcomes_become_findings)
{
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct report report = report_start(arena);
        outcome_report(&report, &standard, &rows[i].outcome, "peer:443", NULL);
        expect_finding(rows[i].row, &report, rows[i].code, rows[i].state);
        expect_has(rows[i].row, report.findings[0].text, rows[i].says);
    }
}

/* A detail of no words is none. */
TEST(what_says_nothing_is_left_out)
{
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct report report = report_start(arena);
        struct outcome none = rows[i].outcome, blank = rows[i].outcome;
        none.detail = NULL;
        blank.detail = " ";
        outcome_report(&report, &standard, &none, "peer:443", NULL);
        outcome_report(&report, &standard, &blank, "peer:443", NULL);
        expect_text(rows[i].row, report.findings[1].text, report.findings[0].text);
    }
}

TEST(options_move_states)
{
    struct net_options options = { .unreachable = { OK }, .timeout = { 10, WARNING } };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct report report = report_start(arena);
        outcome_report(&report, &options, &rows[i].outcome, "peer:443", NULL);
        expect_finding(rows[i].row, &report, rows[i].code, rows[i].with_options);
    }
}

TEST(a_row_of_ones_own_changes_the_code_alone)
{
    static const struct finding_row own = FINDING("own", "Own");
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct report report = report_start(arena);
        outcome_report(&report, &standard, &rows[i].outcome, "peer:443", &own);
        expect_finding(rows[i].row, &report, "own", rows[i].state);
    }
}

TEST(errors_of_the_system_have_a_reason)
{
    static const struct {
        int error;
        enum why why;
    } errors[] = {
        { ECONNREFUSED, WHY_REFUSED },
        { ECONNRESET, WHY_RESET },
        { EPIPE, WHY_RESET },
        { ETIMEDOUT, WHY_SILENT },
        { EHOSTUNREACH, WHY_NO_ROUTE },
        { ENETUNREACH, WHY_NO_ROUTE },
        { EADDRNOTAVAIL, WHY_NO_ROUTE },
        { EMFILE, WHY_RESOURCES },
        { ENFILE, WHY_RESOURCES },
        { ENOBUFS, WHY_RESOURCES },
        { ENOMEM, WHY_RESOURCES },
        { EACCES, WHY_NO_ROUTE },
    };
    for (size_t i = 0; i < COUNT_OF(errors); i++)
        expect_int(strerror(errors[i].error), outcome_why_of_errno(errors[i].error), errors[i].why);
    for (int stage = STAGE_NOT_STARTED; stage <= STAGE_DONE; stage++)
        expect("stage", *outcome_stage_name((enum stage)stage) != '\0', "has no name");
}

TEST(what_tls_knows_better)
{
    static const struct {
        const char *row;
        enum tls_trouble trouble;
        const char *code;
    } troubles[] = {
        { "plain text", TLS_NOT_SPOKEN, "tls-not-spoken" },
        { "injection", TLS_INJECTED, "starttls-injection" },
        { "refused", TLS_STARTTLS_REFUSED, "starttls-refused" },
        { "rejected", TLS_REJECTED, "tls-handshake-failed" },
        { "failed", TLS_FAILED, "tls-handshake-failed" },
        { "no certificate", TLS_NO_CERTIFICATE, "tls-handshake-failed" },
        { "nothing special", TLS_FINE, "peer-broken" },
    };
    for (size_t i = 0; i < COUNT_OF(troubles); i++) {
        for (int with_detail = 0; with_detail < 2; with_detail++) {
            struct tls_answer answer = {
                .outcome = { STAGE_HANDSHAKE, WHY_GARBAGE, 0.1, with_detail ? "its words" : NULL },
                .trouble = troubles[i].trouble,
            };
            struct report report = report_start(arena);
            tls_report_failure(&report, &standard, &answer, "peer:443");
            expect_finding(troubles[i].row, &report, troubles[i].code, CRITICAL);
        }
    }
    static const struct tls_options stores[] = { { .ca = NULL }, { .ca = "peer:443" } };
    for (size_t i = 0; i < COUNT_OF(stores); i++) {
        struct report report = report_start(arena);
        tls_report_no_store(&report, &stores[i], "peer:443");
        expect_finding("store", &report, "trust-store-missing", UNKNOWN);
    }
}

TEST(files_that_were_not_read)
{
    static const struct {
        enum certfile_problem problem;
        const char *code;
        enum state state;
    } problems[] = {
        { CERTFILE_MISSING, "certificate-file-missing", CRITICAL },
        { CERTFILE_UNREADABLE, "certificate-file-unreadable", UNKNOWN },
        { CERTFILE_TOO_LARGE, "certificate-file-unreadable", UNKNOWN },
        { CERTFILE_NOTHING, "certificate-file-broken", CRITICAL },
        { CERTFILE_BROKEN, "certificate-file-broken", CRITICAL },
        { CERTFILE_PASSWORD, "certificate-file-locked", UNKNOWN },
        { CERTFILE_LOCKED, "certificate-file-locked", UNKNOWN },
    };
    for (size_t i = 0; i < COUNT_OF(problems); i++) {
        struct certfile file = { .path = "peer:443", .problem = problems[i].problem };
        struct report report = report_start(arena);
        expect(problems[i].code, certfile_judge(&report, &file), "nothing was said");
        expect_finding(problems[i].code, &report, problems[i].code, problems[i].state);
    }
    struct certfile file = { .path = "peer:443" };
    struct report report = report_start(arena);
    expect("good", !certfile_judge(&report, &file) && report.nfindings == 0, "was blamed");
}

int main(void)
{
    struct CMUnitTest tests[] = {
        cmocka_unit_test(outcomes_become_findings),
        cmocka_unit_test(what_says_nothing_is_left_out),
        cmocka_unit_test(options_move_states),
        cmocka_unit_test(a_row_of_ones_own_changes_the_code_alone),
        cmocka_unit_test(errors_of_the_system_have_a_reason),
        cmocka_unit_test(what_tls_knows_better),
        cmocka_unit_test(files_that_were_not_read),
    };
    return RUN(tests);
}
