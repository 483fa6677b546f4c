/* SPDX-License-Identifier: BSD-2-Clause */
#include "frame/sane.h"

#include "unit/check.h"
#include "unit/sample.h"

static const struct plugin sample = { SAMPLE_PLUGIN };

/* The sample with one more option of its own. */
static const char *with_option(char key, const char *name)
{
    struct option_row rows[COUNT(sample_options) + 1];
    memcpy(rows, sample_options, sizeof sample_options);
    rows[COUNT(sample_options)] = (struct option_row)OPT(key, name, flag, .help = "more");
    struct plugin plugin = sample;
    plugin.options = rows;
    plugin.noptions = COUNT(rows);
    return sane_tables(arena, &plugin);
}

static const char *with_finding(struct finding_row row)
{
    struct finding_row rows[] = { sample_findings[0], sample_findings[1], row };
    struct plugin plugin = sample;
    plugin.findings = rows;
    plugin.nfindings = COUNT(rows);
    return sane_tables(arena, &plugin);
}

TEST(tables_without_repetition_are_sane)
{
    expect_text("the sample", sane_tables(arena, &sample), NULL);
    expect_text("an option", with_option('x', "extra"), NULL);
    expect_text("without a letter", with_option('\0', "extra"), NULL);
    expect_text("a beginning of another name", with_option('\0', "warn"), NULL);
    expect_text("a finding", with_finding((struct finding_row)FINDING("extra", "Extra")), NULL);
}

TEST(no_option_is_there_twice)
{
    static const struct {
        char key;
        const char *name, *wrong;
    } rows[] = {
        { '\0', "text", "two options are called --text" },
        { 'x', "text", "two options are called --text" },
        { 'w', "wide", "-w is --warning and --wide" },
        { '4', "four", "-4 is --four and --only4" },
        { '\0', "only4", "two options are called --only4" },
        { 't', "title", "-t is --title and --timeout" },
        { 'v', "volume", "-v is --volume and --verbose" },
        { 'h', "hint", "-h is --hint and --help" },
        { 'V', "Volume", "-V is --Volume and --version" },
        { '\0', "output", "two options are called --output" },
        { '\0', "describe", "two options are called --describe" },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const char *row = arena_printf(arena, "--%s", rows[i].name);
        expect_text(row, with_option(rows[i].key, rows[i].name), rows[i].wrong);
    }
}

/* A part that is used twice brings all its options twice. */
TEST(no_part_is_there_twice)
{
    struct use uses[] = { sample_uses[0], sample_uses[0] };
    struct plugin plugin = sample;
    plugin.uses = uses;
    plugin.nuses = COUNT(uses);
    expect("the part", sane_tables(arena, &plugin) != NULL, "is sane");
}

TEST(no_code_is_there_twice)
{
    static const struct {
        struct finding_row row;
        const char *wrong;
    } rows[] = {
        { FINDING("sample-low", "Other words"), "two findings have the code sample-low" },
        { FINDING("part-broken", "Of the part"), "two findings have the code part-broken" },
        { FINDING("usage", "Of the house"), "two findings have the code usage" },
        { FINDING("ok", "Of the house"), "two findings have the code ok" },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        expect_text(rows[i].row.code, with_finding(rows[i].row), rows[i].wrong);
    expect_text("the very same row", with_finding(sample_findings[0]),
                "two findings have the code sample-low");
}

static void measure(struct report *report, const char *label, bool named)
{
    report_metric(report, (struct metric){ .label = label, .named = named, .value = 1 });
}

TEST(a_program_gives_no_label_twice)
{
    struct report report = report_start(arena);
    expect_text("no metric", sane_labels(&report), NULL);
    measure(&report, "time", false);
    measure(&report, "time_left", false);
    measure(&report, "time_", false);
    measure(&report, "core_2", false);
    measure(&report, "cores", false);
    expect_text("all different", sane_labels(&report), NULL);
    measure(&report, "age_of a file", true);
    measure(&report, "age_of.a.file", true);
    measure(&report, "age_of-a-file", true);
    measure(&report, "age_of a file", true);
    measure(&report, "age_of_a_file", true);
    expect_text("names from outside", sane_labels(&report), NULL);
    measure(&report, "time", false);
    expect_text("again", sane_labels(&report), "time");
}

TEST(a_label_of_ones_own_may_not_be_that_of_a_name)
{
    struct report report = report_start(arena);
    measure(&report, "checked", true);
    measure(&report, "checked", false);
    expect_text("again", sane_labels(&report), "checked");
}

int main(void)
{
    struct CMUnitTest tests[] = {
        cmocka_unit_test(tables_without_repetition_are_sane),
        cmocka_unit_test(no_option_is_there_twice),
        cmocka_unit_test(no_part_is_there_twice),
        cmocka_unit_test(no_code_is_there_twice),
        cmocka_unit_test(a_program_gives_no_label_twice),
        cmocka_unit_test(a_label_of_ones_own_may_not_be_that_of_a_name),
    };
    return RUN(tests);
}
