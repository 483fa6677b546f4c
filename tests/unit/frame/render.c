/* SPDX-License-Identifier: BSD-2-Clause */
#include "frame/render.h"

#include <time.h>

#include "unit/check.h"
#include "unit/csv.h"
#include "unit/strict_json.h"
#include "unit/locale_de.h"

enum { LARGEST = 60 * 1024, SENTENCE_MAX = 512 };

static const struct finding_row one = FINDING("one", "One");
static const struct finding_row two = FINDING("two", "Two");

static const char *as_text(const struct report *report, int verbosity)
{
    struct rendering how = { .plugin = "check_unit", .version = "1.2", .verbosity = verbosity };
    return render_report(report, &how);
}

static const char *as_json(const struct report *report)
{
    struct rendering how = {
        .plugin = "check_unit", .version = "1.2", .output = OUTPUT_JSON, .elapsed = 0.25
    };
    return render_report(report, &how);
}

static struct report started(void)
{
    return report_start(arena);
}

/* ---- findings ---- */

TEST(worst_finding_comes_first)
{
    struct report report = started();
    report_ok(&report, "fine a");
    report_add(&report, &one, WARNING, "warn a");
    report_add(&report, &two, UNKNOWN, "lost a");
    report_add(&report, &one, CRITICAL, "bad a");
    report_add(&report, &one, WARNING, "warn %c", 'b');
    report_add(&report, &two, CRITICAL, "bad %d", 2);
    report_ok(&report, "fine %s", "b");
    expect_int("state", report_state(&report), CRITICAL);
    expect_int("worse than OK", (long)report_worse_than(&report, OK), 5);
    expect_int("worse than WARNING", (long)report_worse_than(&report, WARNING), 3);
    expect_int("worse than UNKNOWN", (long)report_worse_than(&report, UNKNOWN), 2);
    expect_int("worse than CRITICAL", (long)report_worse_than(&report, CRITICAL), 0);
    expect_text("lines", as_text(&report, 0),
                "CRITICAL - bad a [one]\nCRITICAL - bad 2 [two]\nUNKNOWN - lost a [two]\n"
                "WARNING - warn a [one]\nWARNING - warn b [one]\nOK - fine a\nOK - fine b\n");
    expect_text("codes", report.findings[0].row->code, "ok");
}

TEST(unknown_is_worse_than_warning_only)
{
    struct report report = started();
    report_add(&report, &one, WARNING, "w");
    report_add(&report, &one, UNKNOWN, "u");
    expect_int("state", report_state(&report), UNKNOWN);
    expect_text("lines", as_text(&report, 0), "UNKNOWN - u [one]\nWARNING - w [one]\n");
}

TEST(an_empty_report_is_unknown)
{
    struct report report = started();
    expect_int("state", report_state(&report), UNKNOWN);
    expect("text", strncmp(as_text(&report, 0), "UNKNOWN - ", 10) == 0, "does not say UNKNOWN");
    const char *json = as_json(&report);
    expect("json", strict_json(json), json);
    expect_has("json", json, "\"state\":\"UNKNOWN\",\"exit\":3,\"findings\":[{\"code\":");
}

TEST(usage_is_unknown_and_false)
{
    struct report report = started();
    expect("usage", !report_usage(&report, "option --%s", "x"), "is not false");
    expect_text("usage", as_text(&report, 0), "UNKNOWN - option --x [usage]\n");
    expect_text("usage", report.findings[0].row->code, "usage");
}

TEST(notes_follow_by_verbosity)
{
    struct report report = started();
    report_note(&report, 3, "third");
    report_note(&report, 1, "first %s", "a|b");
    report_note(&report, 2, "second");
    report_ok(&report, "fine");
    report_metric(&report, (struct metric){ .label = "m", .value = 1 });
    expect_text("no -v", as_text(&report, 0), "OK - fine | m=1\n");
    expect_text("-v", as_text(&report, 1), "OK - fine | m=1\nfirst a/b\n");
    expect_text("-vv", as_text(&report, 2), "OK - fine | m=1\nfirst a/b\nsecond\n");
    expect_text("-vvv", as_text(&report, 3), "OK - fine | m=1\nthird\nfirst a/b\nsecond\n");
    expect("json", strict_json(as_json(&report)), "is not valid");
}

/* ---- metrics ---- */

static const char *metric_text(struct metric metric)
{
    struct report report = started();
    report_metric(&report, metric);
    report_ok(&report, "-");
    const char *text = as_text(&report, 0) + strlen("OK - - | ");
    return arena_copy(arena, text, strlen(text) - 1);
}

#define RANGE(low_, high_, inside_) \
    { \
        .low = (low_), .high = (high_), .inside = (inside_), .set = true \
    }

static const struct {
    const char *row;
    struct metric metric;
    const char *expected;
} metrics[] = {
    { "plain", { .label = "a", .value = 42 }, "a=42" },
    { "P198 equals sign", { .label = "a=b", .value = 1 }, "a_b=1" },
    { "P199 bar", { .label = "a|b", .value = 1 }, "a_b=1" },
    { "P200 line break", { .label = "a\nb\x01\x7f", .value = 1 }, "a_b__=1" },
    { "quotes", { .label = "it's \"a\"", .value = 1 }, "it_s__a_=1" },
    { "blank", { .label = "a b\tc", .value = 1 }, "a_b_c=1" },
    { "slash and colon", { .label = "/var:x", .value = 1 }, "_var_x=1" },
    { "what is allowed", { .label = "aZ09_.-", .value = 1 }, "aZ09_.-=1" },
    { "empty", { .label = "", .value = 1 }, "_=1" },
    { "P201 unknown value", { .label = "label", .value = NAN }, "label=U" },
    { "unknown value with unit", { .label = "a", .value = NAN, .unit = UNIT_BYTES }, "a=U" },
    { "infinite", { .label = "a", .value = INFINITY, .unit = UNIT_SECONDS }, "a=U" },
    { "P202 counter", { .label = "label", .value = 42, .unit = UNIT_COUNTER }, "label=42c" },
    { "P203 bytes", { .label = "label", .value = 1048576, .unit = UNIT_BYTES }, "label=1048576B" },
    { "P204 seconds",
      { .label = "label", .value = 0.001229, .unit = UNIT_SECONDS },
      "label=0.001229s" },
    { "percent", { .label = "a", .value = 12.5, .unit = UNIT_PERCENT }, "a=12.5%" },
    { "0..N is a plain number",
      { .label = "a",
        .value = 1,
        .limits = { .warn = RANGE(0, 10, false), .crit = RANGE(0, 20.5, false) } },
      "a=1;10;20.5" },
    { "full range",
      { .label = "a",
        .value = 1,
        .limits = { .warn = RANGE(1, 10, false), .crit = RANGE(-5, -1, false) } },
      "a=1;1:10;-5:-1" },
    { "open ends",
      { .label = "a",
        .value = 1,
        .limits = { .warn = RANGE(10, INFINITY, false), .crit = RANGE(-INFINITY, 5, false) } },
      "a=1;10:;~:5" },
    { "both ends open",
      { .label = "a", .limits.warn = RANGE(-INFINITY, INFINITY, false) },
      "a=0;~:" },
    { "from zero on", { .label = "a", .limits.warn = RANGE(0, INFINITY, false) }, "a=0;0:" },
    { "inside",
      { .label = "a", .limits = { .warn = RANGE(0, 10, true), .crit = RANGE(2, 3, true) } },
      "a=0;@10;@2:3" },
    { "no warn", { .label = "a", .limits.crit = RANGE(0, 3, false) }, "a=0;;3" },
    { "min only", { .label = "a", .min = BOUND(0) }, "a=0;;;0" },
    { "max only", { .label = "a", .max = BOUND(100) }, "a=0;;;;100" },
    { "min and max", { .label = "a", .min = BOUND(-1.5), .max = BOUND(1e3) }, "a=0;;;-1.5;1000" },
    { "infinite max", { .label = "a", .min = BOUND(0), .max = BOUND(INFINITY) }, "a=0;;;0" },
    { "all",
      { .label = "a",
        .value = 73.7,
        .unit = UNIT_PERCENT,
        .limits = { .warn = RANGE(0, 90, false), .crit = RANGE(0, 95, false) },
        .min = BOUND(0),
        .max = BOUND(100) },
      "a=73.7%;90;95;0;100" },
    { "minus zero", { .label = "a", .value = -0.0 }, "a=0" },
    { "large", { .label = "a", .value = 1e21 }, "a=1000000000000000000000" },
    { "small", { .label = "a", .value = 1.5e-9, .unit = UNIT_SECONDS }, "a=0.0000000015s" },
    { "negative", { .label = "a", .value = -2.5 }, "a=-2.5" },
};

static void check_metrics(void)
{
    for (size_t i = 0; i < COUNT_OF(metrics); i++)
        expect_text(metrics[i].row, metric_text(metrics[i].metric), metrics[i].expected);
}

TEST(metrics_become_perfdata)
{
    check_metrics();
}

TEST(the_vectors_say_so_too)
{
    static const char *const texts[] = { "P201", "P202", "P203", "P204" };
    struct csv csv = csv_read("tests/vectors/perfdata.csv");
    size_t found = 0;
    for (size_t i = 1; i < csv.count; i++) {
        const char *id = csv_get(&csv, i, "id"), *expected = csv_get(&csv, i, "expected");
        for (size_t j = 0; j < COUNT_OF(texts); j++) {
            if (strcmp(id, texts[j]) != 0)
                continue;
            found++;
            for (size_t k = 0; k < COUNT_OF(metrics); k++) {
                if (strncmp(metrics[k].row, id, strlen(id)) == 0)
                    expect_text(id, metrics[k].expected, expected);
            }
        }
        if (strcmp(id, "P199") == 0 || strcmp(id, "P200") == 0)
            expect_text(id, expected, "replace by underscore");
    }
    expect_int("rows found", (long)found, COUNT_OF(texts));
}

TEST(no_locale_matters)
{
    if (!german_begin())
        SKIP(NO_GERMAN);
    check_metrics();
    struct report report = started();
    report_metric(&report, (struct metric){ .label = "a", .value = 1.5, .min = BOUND(0.5) });
    report_ok(&report, "-");
    const char *json = as_json(&report);
    german_end();
    expect("json", strict_json(json), json);
    expect_has("json", json, "\"value\":1.5,");
    expect_has("json", json, "\"elapsed\":0.25");
}

TEST(labels_are_unique)
{
    static const char *const labels[] = { "a", "a", "a|", "a_", "a_2", "a", "A", "b", "", "_" };
    static const char *const expected =
        "OK - x | a=0 a_2=1 a_=2 a__2=3 a_2_2=4 a_3=5 A=6 b=7 _=8 __2=9\n";
    struct report report = started();
    report_ok(&report, "x");
    for (size_t i = 0; i < COUNT_OF(labels); i++)
        report_metric(&report, (struct metric){ .label = labels[i], .value = (double)i });
    expect_text("labels", as_text(&report, 0), expected);
}

/* Two interfaces of one name, a thousand times over, must not hold up a check. */
TEST(many_equal_labels_are_counted_on)
{
    struct report report = started();
    for (size_t i = 0; i < 2000; i++)
        report_metric(&report, (struct metric){ .label = "eth0", .value = 0 });
    expect_text("first", report.metrics[0].label, "eth0");
    expect_text("second", report.metrics[1].label, "eth0_2");
    expect_text("last", report.metrics[1999].label, "eth0_2000");
}

TEST(a_metric_grades_itself)
{
    static const struct {
        double value;
        enum state grade;
    } rows[] = { { 5, OK },          { 10, OK },       { 10.1, WARNING }, { 20, WARNING },
                 { 20.1, CRITICAL }, { -1, CRITICAL }, { NAN, CRITICAL } };
    struct report report = started();
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct metric metric = { .label = "a",
                                 .value = rows[i].value,
                                 .limits = { .warn = RANGE(0, 10, false),
                                             .crit = RANGE(0, 20, false) } };
        expect_int(arena_printf(arena, "value %g", rows[i].value), report_metric(&report, metric),
                   rows[i].grade);
    }
    expect_int("no range", report_metric(&report, (struct metric){ .label = "b", .value = NAN }),
               OK);
    expect_int("warn only",
               report_metric(&report, (struct metric){ .label = "c",
                                                       .value = NAN,
                                                       .limits.warn = RANGE(0, 1, false) }),
               WARNING);
}

TEST(all_perfdata_is_on_the_first_line)
{
    struct report report = started();
    report_ok(&report, "fine");
    report_metric(&report, (struct metric){ .label = "a", .value = 1 });
    report_add(&report, &one, CRITICAL, "bad");
    report_metric(&report, (struct metric){ .label = "b", .value = 2, .unit = UNIT_SECONDS });
    report_note(&report, 1, "remark");
    expect_text("lines", as_text(&report, 1),
                "CRITICAL - bad [one] | a=1 b=2s\nOK - fine\nremark\n");
}

/* ---- hostile and huge ---- */

static void expect_clean(const char *row, const char *text)
{
    size_t bars = 0;
    for (const char *c = text; *c != '\0';) {
        size_t size = text_utf8(c, strlen(c));
        unsigned char first = (unsigned char)c[0];
        if (size == 0) {
            bad_row(row, "byte %zu is no UTF-8", (size_t)(c - text));
            return;
        }
        bars += *c == '|' ? 1 : 0;
        bool control = (first < 0x20 && *c != '\n') || first == 0x7f ||
                       (first == 0xc2 && (unsigned char)c[1] < 0xa0) || *c == '<';
        expect(row, !control, "a control character or < came through");
        c += size;
    }
    expect(row, bars <= 1, "more than one bar");
    expect(row, strlen(text) <= LARGEST, "more than 60 KiB");
    expect(row, *text != '\0' && text[strlen(text) - 1] == '\n', "no line feed at the end");
}

static const char *const hostile[] = {
    "a | b=1;2",
    "<script>alert(1)</script>",
    "a\nCRITICAL - forged",
    "a\r\nb",
    "\x1b[31mred",
    "\302\23331m",
    "\xff\xfe\x80",
    "\xe2\x80\xa8line",
    "\xed\xa0\x80",
    "%s%n%d",
    "a\"b\\c",
    "\xf0\x9f\x98\x80",
    "\xe6\x97\xa5\xe6\x9c\xac",
    "",
    "\x7f\x01\x1f",
    "\xc0\x80",
};

TEST(hostile_text_stays_in_its_line)
{
    for (size_t i = 0; i < COUNT_OF(hostile); i++) {
        const char *row = arena_printf(arena, "hostile text %zu", i);
        struct report report = started();
        report_add(&report, &one, WARNING, "from outside: %s", hostile[i]);
        report_metric(&report, (struct metric){ .label = hostile[i], .value = 1 });
        report_note(&report, 1, "%s", hostile[i]);
        const char *text = as_text(&report, 1);
        expect_clean(row, text);
        size_t lines = 0;
        for (const char *c = text; *c != '\0'; c++)
            lines += *c == '\n' ? 1 : 0;
        expect_int(row, (long)lines, 2);
        const char *json = as_json(&report);
        expect(row, strict_json(json), json);
        expect_clean(row, json);
    }
}

/* What comes from outside may be empty, or in lines. */
TEST(sentences_are_tidy)
{
    static const struct {
        const char *format, *words, *text;
    } rows[] = {
        { "look at the log: %s", "no space", "look at the log: no space" },
        { "look at the log: %s", "", "look at the log" },
        { "look at the log: %s", " \r\n", "look at the log" },
        { "look at the log: %s", "cause:", "look at the log: cause" },
        { "ログを確認してください：%s", "", "ログを確認してください" },
        { "%s failed", "one\r\n\ttwo", "one two failed" },
        { "%s failed", "  one  ", "one failed" },
        { "%s", "", "" },
        { "%s", " : ", "" },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct report report = started();
        report_add(&report, &one, WARNING, rows[i].format, rows[i].words);
        expect_text(rows[i].format, report.findings[0].text, rows[i].text);
    }
}

TEST(one_mebibyte_of_every_byte)
{
    size_t size = 1 << 20;
    char *text = arena_alloc(arena, size + 1);
    unsigned seed = 12345;
    for (size_t i = 0; i < size; i++) {
        seed = seed * 1103515245 + 12345;
        text[i] = (char)((seed >> 16) % 255 + 1);
    }
    struct report report = started();
    report_add(&report, &one, CRITICAL, "%s", text);
    report_note(&report, 1, "%s", text);
    report_metric(&report, (struct metric){ .label = "a", .value = 1 });
    expect("sentence", strlen(report.findings[0].text) <= SENTENCE_MAX, "is too long");
    expect("sentence", strlen(report.findings[0].text) > SENTENCE_MAX - 4, "is cut too short");
    expect_clean("text", as_text(&report, 1));
    expect_has("text", as_text(&report, 1), " | a=1\n");
    expect("json", strict_json(as_json(&report)), "is not valid");
}

static struct report many(size_t findings, size_t length, size_t metrics_count)
{
    struct report report = started();
    const char *filler = repeated('x', length);
    for (size_t i = 0; i < findings; i++)
        report_add(&report, &one, i == findings / 2 ? CRITICAL : WARNING, "no %zu %s", i, filler);
    for (size_t i = 0; i < metrics_count; i++)
        report_metric(&report,
                      (struct metric){ .label = arena_printf(arena, "metric_%zu", i), .value = 1 });
    return report;
}

static size_t lines_that_start(const char *text, const char *with)
{
    size_t count = strncmp(text, with, strlen(with)) == 0 ? 1 : 0;
    const char *needle = arena_printf(arena, "\n%s", with);
    for (const char *at = strstr(text, needle); at != NULL; at = strstr(at + 1, needle))
        count++;
    return count;
}

TEST(what_does_not_fit_is_counted)
{
    static const struct {
        size_t findings, length, metrics;
    } rows[] = { { 10, 500, 5 },   { 119, 480, 0 }, { 120, 495, 0 },  { 121, 495, 10 },
                 { 10000, 10, 0 }, { 3, 10, 3000 }, { 300, 490, 900 } };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const char *row = arena_printf(arena, "%zu findings of %zu bytes, %zu metrics",
                                       rows[i].findings, rows[i].length, rows[i].metrics);
        struct report report = many(rows[i].findings, rows[i].length, rows[i].metrics);
        const char *text = as_text(&report, 0);
        expect_clean(row, text);
        expect_has(row, arena_copy(arena, text, 20), "CRITICAL - no ");
        size_t shown = lines_that_start(text, "CRITICAL - ") + lines_that_start(text, "WARNING - ");
        const char *rest = strstr(text, "\n(");
        long left_out = rest != NULL ? strtol(rest + 2, NULL, 10) : 0;
        if (rows[i].metrics < 1000)
            expect_int(row, (long)shown + left_out, (long)rows[i].findings);
        expect(row, left_out > 0 || shown == rows[i].findings, "findings are missing");
        const char *json = as_json(&report);
        expect(row, strict_json(json), "the JSON is not valid");
        expect_clean(row, json);
        expect(row, strchr(json, '\n') == json + strlen(json) - 1, "the JSON is not one line");
    }
}

/* Design: at most 60 KiB, with the number of what was left out. */
TEST(metrics_that_do_not_fit_are_counted)
{
    struct report report = many(1, 10, 5000);
    const char *json = as_json(&report), *text = as_text(&report, 0);
    size_t shown = 0;
    for (const char *at = strstr(text, "metric_"); at != NULL; at = strstr(at + 1, "metric_"))
        shown++;
    expect("metrics", shown < 5000, "all fit, so the test shows nothing");
    expect_has("json", json, "\"left_out\":");
    expect_has("text", text, arena_printf(arena, "%zu", 5000 - shown));
}

TEST(json_has_every_member)
{
    struct report report = started();
    report_ok(&report, "fine");
    report_add(&report, &two, WARNING, "say \"no\"");
    report_metric(&report, (struct metric){
                               .label = "a",
                               .value = 1.5,
                               .unit = UNIT_SECONDS,
                               .limits = { .warn = RANGE(0, 2, false), .crit = RANGE(1, 3, true) },
                               .min = BOUND(0) });
    report_metric(&report, (struct metric){ .label = "b", .value = NAN, .max = BOUND(7) });
    expect_text("json", as_json(&report),
                "{\"plugin\":\"check_unit\",\"version\":\"1.2\",\"state\":\"WARNING\",\"exit\":1,"
                "\"findings\":[{\"code\":\"two\",\"state\":\"WARNING\",\"text\":\"say \\\"no\\\"\"}"
                ",{\"code\":\"ok\",\"state\":\"OK\",\"text\":\"fine\"}],\"metrics\":["
                "{\"label\":\"a\",\"value\":1.5,\"unit\":\"s\",\"warn\":\"2\",\"crit\":\"@1:3\","
                "\"min\":0,\"max\":null},{\"label\":\"b\",\"value\":null,\"unit\":\"\","
                "\"warn\":null,\"crit\":null,\"min\":null,\"max\":7}],\"elapsed\":0.25}\n");
}

TEST(rendering_twice_gives_the_same)
{
    struct report report = many(50, 100, 50);
    const char *first = as_text(&report, 1), *json = as_json(&report);
    expect_text("text", as_text(&report, 1), first);
    expect_text("json", as_json(&report), json);
}

TEST(the_json_reader_is_strict)
{
    static const char *const good[] = {
        "{}", "[]", "0", "-0.5e-3", "[1,{\"a\":[null,true]}]\n", "\"\\u00e4\\n\"", " [ 1 , 2 ] "
    };
    static const char *const bad[] = {
        "",    "{",   "[1,]",   "{\"a\"}", "{a:1}", "01",      "1.",       ".5",         "+1",
        "nan", "'a'", "\"\t\"", "[1]2",    "tru",   "\"\\x\"", "\"\xff\"", "{\"a\":1,}", "\"abc"
    };
    for (size_t i = 0; i < COUNT_OF(good); i++)
        expect(good[i], strict_json(good[i]), "was refused");
    for (size_t i = 0; i < COUNT_OF(bad); i++)
        expect(bad[i], !strict_json(bad[i]), "was accepted");
}

int main(void)
{
    struct CMUnitTest tests[] = {
        cmocka_unit_test(worst_finding_comes_first),
        cmocka_unit_test(unknown_is_worse_than_warning_only),
        cmocka_unit_test(an_empty_report_is_unknown),
        cmocka_unit_test(usage_is_unknown_and_false),
        cmocka_unit_test(notes_follow_by_verbosity),
        cmocka_unit_test(metrics_become_perfdata),
        cmocka_unit_test(the_vectors_say_so_too),
        cmocka_unit_test(no_locale_matters),
        cmocka_unit_test(labels_are_unique),
        cmocka_unit_test(many_equal_labels_are_counted_on),
        cmocka_unit_test(a_metric_grades_itself),
        cmocka_unit_test(all_perfdata_is_on_the_first_line),
        cmocka_unit_test(hostile_text_stays_in_its_line),
        cmocka_unit_test(sentences_are_tidy),
        cmocka_unit_test(one_mebibyte_of_every_byte),
        cmocka_unit_test(what_does_not_fit_is_counted),
        cmocka_unit_test(metrics_that_do_not_fit_are_counted),
        cmocka_unit_test(json_has_every_member),
        cmocka_unit_test(rendering_twice_gives_the_same),
        cmocka_unit_test(the_json_reader_is_strict),
    };
    return RUN(tests);
}
