/* SPDX-License-Identifier: BSD-2-Clause */
#include "cert/certificate_judge.h"

#include <time.h>

#include "base/buffer.h"
#include "cert/certificate_life.h"
#include "cert/certificate_tally.h"
#include "unit/check.h"

static const double now = 1800000000; /* 2027-01-15 */
static const struct certificate_options standard = CERTIFICATE_DEFAULTS;

/* A good certificate of a year, half of which is left. */
static struct certificate good_leaf(void)
{
    return (struct certificate){
        .subject = "www.example.jp",
        .issuer = "Test CA",
        .issuer_organisation = "Test",
        .names = "www.example.jp, example.jp",
        .not_before = now - 180 * DAY,
        .not_after = now + 180 * DAY,
        .key = "RSA 2048",
        .digest = "SHA256",
        .fingerprint = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff",
        .presented = true,
        .used = true,
    };
}

static struct certificate good_root(void)
{
    struct certificate root = good_leaf();
    root.subject = "Test CA";
    root.not_before = now - 3650 * DAY;
    root.not_after = now + 3650 * DAY;
    root.self_issued = true;
    root.presented = false;
    root.anchor = true;
    return root;
}

/* What a finding must be: "code STATE", several with ", " between. */
static const char *found(const struct report *report)
{
    struct buffer out = { .arena = arena };
    buffer_put(&out, "");
    for (size_t i = 0; i < report->nfindings; i++)
        buffer_printf(&out, "%s%s %s", i > 0 ? ", " : "", report->findings[i].row->code,
                      state_name(report->findings[i].state));
    return out.text;
}

static const char *judged(const struct certificate_options *options, struct chain chain)
{
    struct report report = report_start(arena);
    certificate_judge(&report, options, "host:443", "www.example.jp", &chain, now);
    for (size_t i = 0; i < report.nfindings; i++)
        expect_has("every sentence names the target", report.findings[i].text, "host:443");
    return found(&report);
}

static const char *judged_one(struct certificate leaf)
{
    return judged(&standard, (struct chain){ .certificates = &leaf, .count = 1, .trusted = true });
}

/* ---- dates ---- */

/* A certificate of that lifetime (both ends included) of which left seconds remain. */
static struct certificate dated(double lifetime, double left)
{
    struct certificate leaf = good_leaf();
    leaf.not_after = now + left;
    leaf.not_before = leaf.not_after - lifetime + 1;
    return leaf;
}

TEST(defaults_hold_at_their_borders)
{
    static const char *const warning = "certificate-expiring WARNING";
    static const char *const critical = "certificate-expiring CRITICAL";
    const struct {
        double lifetime, left;
        const char *found;
    } rows[] = {
        { 160 * HOUR, 160 * HOUR - 1, "" },
        { 160 * HOUR, 40 * HOUR, "" },
        { 160 * HOUR, 40 * HOUR - 1, warning },
        { 160 * HOUR, 16 * HOUR, warning },
        { 160 * HOUR, 16 * HOUR - 1, critical },
        { 160 * HOUR, 0, critical },
        { 160 * HOUR, -1, "certificate-expired CRITICAL" },
        { 45 * DAY, 11.25 * DAY, "" },
        { 45 * DAY, 11.25 * DAY - 1, warning },
        { 45 * DAY, 4.5 * DAY, warning },
        { 45 * DAY, 4.5 * DAY - 1, critical },
        { 90 * DAY, 22.5 * DAY, "" },
        { 90 * DAY, 22.5 * DAY - 1, warning },
        { 120 * DAY, 30 * DAY, "" },
        { 120 * DAY, 30 * DAY - 1, warning },
        { 398 * DAY, 30 * DAY, "" },
        { 398 * DAY, 30 * DAY - 1, warning },
        { 398 * DAY, 14 * DAY, warning },
        { 398 * DAY, 14 * DAY - 1, critical },
        { 398 * DAY, 1, critical },
        { 398 * DAY, -3650 * DAY, "certificate-expired CRITICAL" },
        { 10 * DAY, 10 * DAY - 1, "" },
        { 10 * DAY, 10 * DAY, "certificate-not-yet-valid CRITICAL" },
        { 10 * DAY, 100 * DAY, "certificate-not-yet-valid CRITICAL" },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        expect_text(arena_printf(arena, "%g h, %g h left", rows[i].lifetime / HOUR,
                                 rows[i].left / HOUR),
                    judged_one(dated(rows[i].lifetime, rows[i].left)), rows[i].found);
}

TEST(margins_of_ones_own)
{
    static const struct {
        struct margin warn, crit;
        double left; /* of 100 days */
        const char *found;
    } rows[] = {
        { { INFINITY, 20 * DAY }, { INFINITY, 5 * DAY }, 20 * DAY, "" },
        { { INFINITY, 20 * DAY },
          { INFINITY, 5 * DAY },
          20 * DAY - 1,
          "certificate-expiring WARNING" },
        { { INFINITY, 20 * DAY },
          { INFINITY, 5 * DAY },
          5 * DAY - 1,
          "certificate-expiring CRITICAL" },
        { { 0.5, INFINITY }, { 0.1, INFINITY }, 50 * DAY - 1, "certificate-expiring WARNING" },
        { { 0, 0 }, { 0, 0 }, 1, "" },
        { { 1, INFINITY }, { 0, 0 }, 99 * DAY, "certificate-expiring WARNING" },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct certificate_options options = { .warn = rows[i].warn, .crit = rows[i].crit };
        struct certificate leaf = dated(100 * DAY, rows[i].left);
        struct chain chain = { .certificates = &leaf, .count = 1, .trusted = true };
        expect_text(arena_printf(arena, "row %zu", i), judged(&options, chain), rows[i].found);
    }
}

TEST(every_certificate_of_the_chain_counts)
{
    struct certificate chain[] = { good_leaf(), dated(1000 * DAY, 20 * DAY), good_root() };
    chain[2].not_after = now - 1;
    expect_text("all", judged(&standard, (struct chain){ chain, 3, NULL, 0, true }),
                "certificate-expiring WARNING, certificate-expired CRITICAL");
}

TEST(what_is_not_needed_is_a_warning_at_most)
{
    struct certificate bad[] = { dated(100 * DAY, -1), dated(100 * DAY, 1),
                                 dated(100 * DAY, 200 * DAY), good_leaf(), good_leaf() };
    static const char *const codes[] = { "certificate-expired", "certificate-expiring",
                                         "certificate-not-yet-valid", "certificate-key-weak",
                                         "certificate-signature-weak" };
    bad[3].weak_key = true;
    bad[4].weak_digest = true;
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        struct certificate chain[] = { good_leaf(), bad[i] };
        expect_text(codes[i], judged(&standard, (struct chain){ chain, 2, NULL, 0, true }),
                    arena_printf(arena, "%s CRITICAL", codes[i]));
        chain[1].used = false;
        expect_text(arena_printf(arena, "unneeded: %s", codes[i]),
                    judged(&standard, (struct chain){ chain, 2, NULL, 0, true }),
                    arena_printf(arena, "%s WARNING", codes[i]));
    }
}

TEST(strength_is_judged)
{
    struct certificate leaf = good_leaf();
    leaf.weak_key = true;
    leaf.weak_digest = true;
    leaf.key = "RSA 1024";
    leaf.digest = "SHA1";
    expect_text("both", judged_one(leaf),
                "certificate-key-weak CRITICAL, certificate-signature-weak CRITICAL");
    leaf.self_issued = true;
    expect_text("the signature of a root proves nothing", judged_one(leaf),
                "certificate-key-weak CRITICAL");
}

TEST(all_faults_are_listed)
{
    struct certificate chain[] = { dated(100 * DAY, -5), good_root() };
    struct fault faults[] = {
        { FAULT_UNTRUSTED, 1, NULL },           { FAULT_INCOMPLETE, 0, NULL },
        { FAULT_SELF_SIGNED, 0, NULL },         { FAULT_NAME, 0, NULL },
        { FAULT_SIGNATURE, 0, "bad" },          { FAULT_PURPOSE, 1, "not a CA" },
        { FAULT_STRICT, 0, "missing a field" }, { FAULT_ORDER, 1, NULL },
    };
    expect_text("eight and a date",
                judged(&standard, (struct chain){ chain, 2, faults, COUNT_OF(faults), false }),
                "certificate-expired CRITICAL, certificate-untrusted CRITICAL, "
                "certificate-chain-incomplete CRITICAL, certificate-self-signed CRITICAL, "
                "certificate-name-mismatch CRITICAL, certificate-signature-wrong CRITICAL, "
                "certificate-purpose CRITICAL, certificate-malformed WARNING, "
                "certificate-chain-order WARNING");
}

TEST(a_name_may_be_missing)
{
    struct certificate leaf = good_leaf();
    struct fault fault = { FAULT_NAME, 0, NULL };
    struct chain chain = { &leaf, 1, &fault, 1, true };
    struct report report = report_start(arena);
    leaf.names = "";
    certificate_judge(&report, &standard, "a.pem", NULL, &chain, now);
    expect_text("no name was asked for", found(&report), "certificate-name-mismatch CRITICAL");
}

/* ---- the CA/Browser Forum's limit ---- */

TEST(lifetime_limits_change_at_midnight_utc)
{
    static const struct {
        int year, month, day;
        double before, from;
    } rows[] = {
        { 2018, 3, 1, INFINITY, 825 }, { 2020, 9, 1, 825, 398 }, { 2026, 3, 15, 398, 200 },
        { 2027, 3, 15, 200, 100 },     { 2029, 3, 15, 100, 47 },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct tm date = { .tm_year = rows[i].year - 1900,
                           .tm_mon = rows[i].month - 1,
                           .tm_mday = rows[i].day };
        double at = (double)timegm(&date);
        const char *row = arena_printf(arena, "%d-%02d-%02d", rows[i].year, rows[i].month,
                                       rows[i].day);
        expect_number(row, certificate_life_limit(at - 1), rows[i].before * DAY);
        expect_number(row, certificate_life_limit(at), rows[i].from * DAY);
    }
    expect_number("1990", certificate_life_limit(0), INFINITY);
    expect_number("2050", certificate_life_limit(2524608000), 47 * DAY);
}

TEST(the_limit_is_for_public_certificates)
{
    static const struct {
        double lifetime;
        bool policy, trusted;
        const char *found;
    } rows[] = {
        { 200 * DAY, true, true, "" },
        { 200 * DAY + 1, true, true, "certificate-lifetime-too-long CRITICAL" },
        { 200 * DAY + 1, false, true, "" },
        { 200 * DAY + 1, true, false, "" },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct certificate leaf = good_leaf();
        leaf.not_before = now - 10 * DAY; /* 2027-01-05: 200 days */
        leaf.not_after = leaf.not_before + rows[i].lifetime - 1;
        leaf.public_policy = rows[i].policy;
        struct chain chain = { &leaf, 1, NULL, 0, rows[i].trusted };
        expect_text(arena_printf(arena, "row %zu", i), judged(&standard, chain), rows[i].found);
    }
}

/* ---- what the user expects ---- */

static const char *with_lists(const char *issuer, const char *not_issuer, const char *fingerprint)
{
    struct certificate_options options = standard;
    struct certificate leaf = good_leaf();
    const char *const others[] = { "Somebody else" };
    const char *const issuers[] = { "Somebody else", issuer };
    const char *const prints[] = { fingerprint };
    if (issuer != NULL)
        options.issuer = (struct list){ issuers, 2 };
    if (not_issuer != NULL)
        options.not_issuer = (struct list){ &not_issuer, 1 };
    else
        options.not_issuer = (struct list){ others, 1 };
    if (fingerprint != NULL)
        options.fingerprint = (struct list){ prints, 1 };
    return judged(&options, (struct chain){ &leaf, 1, NULL, 0, true });
}

TEST(issuer_and_fingerprint_are_compared)
{
    static const struct {
        const char *issuer, *not_issuer, *fingerprint, *found;
    } rows[] = {
        { NULL, NULL, NULL, "" },
        { "Test CA", NULL, NULL, "" },
        { "test ca", NULL, NULL, "" },
        { "Test*", NULL, NULL, "" },
        { "Test", NULL, NULL, "" },
        { "T?st", NULL, NULL, "" },
        { "Tes", NULL, NULL, "certificate-issuer-unexpected CRITICAL" },
        { NULL, "Test CA", NULL, "certificate-issuer-unexpected CRITICAL" },
        { NULL, "*", NULL, "certificate-issuer-unexpected CRITICAL" },
        { "Test CA", "Test", NULL, "certificate-issuer-unexpected CRITICAL" },
        { NULL, NULL, "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff", "" },
        { NULL, NULL, "00112233445566778899AABBCCDDEEFF00112233445566778899AABBCCDDEEFF", "" },
        { NULL, NULL,
          "00:11:22:33:44:55:66:77:88:99:aa:bb:cc:dd:ee:ff:"
          "00:11:22:33:44:55:66:77:88:99:aa:bb:cc:dd:ee:ff",
          "" },
        { NULL, NULL, "00112233445566778899aabbccddeeff00112233445566778899aabbccddeef0",
          "certificate-fingerprint-unexpected CRITICAL" },
        { NULL, NULL, "0011", "certificate-fingerprint-unexpected CRITICAL" },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        expect_text(arena_printf(arena, "row %zu", i),
                    with_lists(rows[i].issuer, rows[i].not_issuer, rows[i].fingerprint),
                    rows[i].found);
}

TEST(options_that_make_no_sense_are_refused)
{
    static const struct {
        struct margin warn, crit;
        bool good;
    } rows[] = {
        { { 0.25, 30 * DAY }, { 0.10, 14 * DAY }, true },
        { { 0.25, INFINITY }, { 0.25, INFINITY }, true },
        { { 0.10, INFINITY }, { 0.25, INFINITY }, false },
        { { INFINITY, 1 * DAY }, { INFINITY, 2 * DAY }, false },
        { { 0.10, 1 * DAY }, { 0.20, 2 * DAY }, false },
        { { 0.10, 2 * DAY }, { 0.20, 1 * DAY }, false },
        { { 0.25, INFINITY }, { INFINITY, 14 * DAY }, true },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct certificate_options options = { .warn = rows[i].warn, .crit = rows[i].crit };
        struct report report = report_start(arena);
        expect(arena_printf(arena, "row %zu", i),
               certificate_part.validate(&options, &report) == rows[i].good,
               rows[i].good ? "was refused" : "was accepted");
    }
    const struct option_row *row = certificate_part.options;
    while (strcmp(row->name, "fingerprint") != 0)
        row++;
    static const char *const prints[] = { "0011", "zz", "sha256:00" };
    for (size_t i = 0; i < COUNT_OF(prints); i++) {
        struct list list = { .count = 0 };
        expect_has(prints[i], row->kind->read(arena, row, prints[i], &list), "--fingerprint: ");
        expect_int(prints[i], (long)list.count, 0);
    }
}

/* ---- the tally ---- */

static const char *labels(const struct report *report)
{
    const char *text = "";
    for (size_t i = 0; i < report->nmetrics; i++)
        text = arena_printf(arena, "%s%s%s", text, i > 0 ? " " : "", report->metrics[i].label);
    return text;
}

static struct report tallied(size_t count, size_t not_checked, bool good, double handshake)
{
    struct report report = report_start(arena);
    struct certificate_tally tally = { .not_checked = not_checked };
    for (size_t i = 0; i < count; i++) {
        struct certificate *leaf = arena_alloc(arena, sizeof *leaf);
        *leaf = dated(100 * DAY, (double)(60 + i) * DAY);
        certificate_tally_add(arena, &tally,
                              (struct certificate_entry){
                                  .who = arena_printf(arena, "h%zu", i + 1),
                                  .leaf = leaf,
                                  .handshake = handshake,
                                  .good = good,
                              });
    }
    certificate_tally_report(&report, &standard, &tally, now);
    return report;
}

TEST(one_target_has_plain_metrics)
{
    struct report report = tallied(1, 0, true, 0.012);
    expect_text("labels", labels(&report), "days_left lifetime_used handshake");
    expect_text("finding", found(&report), "ok OK");
    expect_number("days", report.metrics[0].value, 60);
    expect_number("percent", report.metrics[1].value, 40);
    expect_number("seconds", report.metrics[2].value, 0.012);
    expect("days", !report.metrics[0].limits.warn.set, "has limits, which Icinga would drop");
    expect_number("warn from", report.metrics[1].limits.warn.low, 0);
    expect_number("warn", report.metrics[1].limits.warn.high, 75);
    expect_number("crit", report.metrics[1].limits.crit.high, 90);
    report = tallied(1, 0, true, NAN);
    expect_text("a file has no handshake", labels(&report), "days_left lifetime_used");
    report = tallied(1, 0, false, 0.1);
    expect_text("nothing good", found(&report), "");
}

TEST(several_targets_have_names_and_counts)
{
    struct report report = tallied(2, 0, true, 0.5);
    expect_text("labels", labels(&report),
                "h1_days_left h1_lifetime_used h1_handshake h2_days_left h2_lifetime_used "
                "h2_handshake checked in_order not_checked");
    expect_text("findings", found(&report), "ok OK, ok OK, ok OK");
    report = tallied(20, 0, true, 0.5);
    expect_int("20", (long)report.nmetrics, 63);
    report = tallied(21, 0, true, 0.5);
    expect_text("21", labels(&report),
                "days_left_min lifetime_used_max handshake_max checked in_order not_checked");
    expect_number("least", report.metrics[0].value, 60);
    expect_number("most", report.metrics[1].value, 40);
    expect_int("21", (long)report.nfindings, 1);
    report = tallied(30, 5, false, NAN);
    expect_text("files", labels(&report),
                "days_left_min lifetime_used_max checked in_order not_checked");
    expect_number("checked", report.metrics[2].value, 30);
    expect_number("in order", report.metrics[3].value, 0);
    expect_number("not checked", report.metrics[4].value, 5);
    expect_number("of", report.metrics[4].max.value, 35);
    report = tallied(0, 0, false, NAN);
    expect_int("none", (long)(report.nmetrics + report.nfindings), 0);
}

/* A metric alerts when the finding does, but for its rounding: 0.01 %, an hour of this lifetime. */
TEST(metrics_agree_with_findings)
{
    static const double lefts[] = { 30 * DAY, 30 * DAY - HOUR, 14 * DAY, 14 * DAY - HOUR, 1 };
    for (size_t i = 0; i < COUNT_OF(lefts); i++) {
        struct certificate leaf = dated(398 * DAY, lefts[i]);
        struct certificate_tally tally = { .count = 0 };
        struct report report = report_start(arena);
        certificate_judge(&report, &standard, "h", NULL, &(struct chain){ &leaf, 1, NULL, 0, true },
                          now);
        certificate_tally_add(arena, &tally,
                              (struct certificate_entry){ .who = "h", .leaf = &leaf });
        certificate_tally_report(&report, &standard, &tally, now);
        enum state state = report.nfindings > 0 ? report_state(&report) : OK;
        const struct metric *used = &report.metrics[1];
        enum state grade = limits_grade(&used->limits, used->value);
        expect_int(arena_printf(arena, "%g days left", lefts[i] / DAY), grade, state);
    }
}

TEST(a_target_without_certificate_has_no_metrics)
{
    struct certificate_tally tally = { .count = 0 };
    struct report report = report_start(arena);
    certificate_tally_add(arena, &tally,
                          (struct certificate_entry){ .who = "h", .handshake = NAN });
    certificate_tally_report(&report, &standard, &tally, now);
    expect_int("metrics and findings", (long)(report.nmetrics + report.nfindings), 0);
}

int main(void)
{
    struct CMUnitTest tests[] = {
        cmocka_unit_test(defaults_hold_at_their_borders),
        cmocka_unit_test(margins_of_ones_own),
        cmocka_unit_test(every_certificate_of_the_chain_counts),
        cmocka_unit_test(what_is_not_needed_is_a_warning_at_most),
        cmocka_unit_test(strength_is_judged),
        cmocka_unit_test(all_faults_are_listed),
        cmocka_unit_test(a_name_may_be_missing),
        cmocka_unit_test(lifetime_limits_change_at_midnight_utc),
        cmocka_unit_test(the_limit_is_for_public_certificates),
        cmocka_unit_test(issuer_and_fingerprint_are_compared),
        cmocka_unit_test(options_that_make_no_sense_are_refused),
        cmocka_unit_test(one_target_has_plain_metrics),
        cmocka_unit_test(several_targets_have_names_and_counts),
        cmocka_unit_test(metrics_agree_with_findings),
        cmocka_unit_test(a_target_without_certificate_has_no_metrics),
    };
    return RUN(tests);
}
