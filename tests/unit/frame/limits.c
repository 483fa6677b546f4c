/* SPDX-License-Identifier: BSD-2-Clause */
#include "frame/limits.h"

#include "base/when.h"
#include "frame/report.h"
#include "unit/check.h"

static const struct limits usual = { .warn = { .high = 10, .set = true },
                                     .crit = { .high = 20, .set = true } };

TEST(the_worst_limit_that_is_passed_counts)
{
    static const struct limits unset = { .warn = { .set = false } };
    static const struct limits warns = { .warn = { .high = 10, .set = true } };
    static const struct limits odd = { .warn = { .low = 20, .high = 30, .set = true },
                                       .crit = { .high = 10, .inside = true, .set = true } };
    static const struct {
        const struct limits *limits;
        double amount;
        enum state state;
    } rows[] = {
        { &usual, 0, OK },          { &usual, 10, OK },       { &usual, 10.1, WARNING },
        { &usual, 20.1, CRITICAL }, { &usual, -1, CRITICAL }, { &usual, NAN, CRITICAL },
        { &warns, 1e9, WARNING },   { &warns, NAN, WARNING }, { &unset, 1e9, OK },
        { &unset, NAN, OK },        { &odd, 25, OK },         { &odd, 15, WARNING },
        { &odd, 5, CRITICAL },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        expect_int(arena_printf(arena, "row %zu: %g", i, rows[i].amount),
                   limits_grade(rows[i].limits, rows[i].amount), rows[i].state);
}

TEST(margins_count_the_smaller_part)
{
    static const struct {
        struct margin margin;
        double whole, limit;
    } rows[] = {
        { { 0.25, 30 * DAY }, 160 * HOUR, 40 * HOUR },
        { { 0.25, 30 * DAY }, 45 * DAY, 11.25 * DAY },
        { { 0.25, 30 * DAY }, 398 * DAY, 30 * DAY },
        { { 0.25, 30 * DAY }, 120 * DAY, 30 * DAY },
        { { 0.25, INFINITY }, 100, 25 },
        { { INFINITY, 7 }, 100, 7 },
        { { 0, 0 }, 100, 0 },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        expect_number(arena_printf(arena, "row %zu", i),
                      limits_of_margin(&rows[i].margin, rows[i].whole), rows[i].limit);
}

TEST(levels_are_passed_not_reached)
{
    static const struct levels shares = { { .set = true }, { 10, true, true } };
    static const struct levels counts = { { 5, false, true }, { 8, false, true } };
    static const struct levels warns = { { 50, true, true }, { .set = false } };
    static const struct levels none = { { .set = false }, { .set = false } };
    static const struct {
        const struct levels *levels;
        double amount, whole;
        enum state state;
    } rows[] = {
        { &shares, 0, 30, OK },         { &shares, 1, 30, WARNING },   { &shares, 3, 30, WARNING },
        { &shares, 3.1, 30, CRITICAL }, { &shares, 1, 0, CRITICAL },   { &shares, 0, 0, OK },
        { &shares, -5, 30, OK },        { &shares, NAN, 30, OK },      { &counts, 5, 6, OK },
        { &counts, 6, 1e9, WARNING },   { &counts, 9, 1e9, CRITICAL }, { &warns, 50, 100, OK },
        { &warns, 51, 100, WARNING },   { &warns, 1e9, 1, WARNING },   { &none, 1e9, 1, OK },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        expect_int(arena_printf(arena, "%g of %g", rows[i].amount, rows[i].whole),
                   limits_grade_levels(rows[i].levels, rows[i].amount, rows[i].whole),
                   rows[i].state);
}

/* What a metric shows as its limits is what its amount was graded by. */
TEST(levels_become_ranges)
{
    static const struct levels levels = { { 5, false, true }, { 10, true, true } };
    static const struct levels none = { { .set = false }, { .set = false } };
    struct limits limits = limits_of_levels(&levels, 30);
    expect_text("warn", range_print(arena, &limits.warn), "5");
    expect_text("crit", range_print(arena, &limits.crit), "3");
    limits = limits_of_levels(&levels, NAN);
    expect_text("a count", range_print(arena, &limits.warn), "5");
    expect_text("a share of what is not known", range_print(arena, &limits.crit), NULL);
    limits = limits_of_levels(&none, 30);
    expect("none", !limits.warn.set && !limits.crit.set, "is set");
}

/* What is used is judged as what is left of it would be. */
TEST(limits_of_the_rest_become_limits_of_what_is_used)
{
    static const struct {
        const char *left, *used;
    } rows[] = {
        { "25:", "75" },   { "10:50", "50:90" }, { "@10:50", "@50:90" },
        { "~:40", "60:" }, { "120:", "-20" },    { "0:", "100" },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct limits left = { .warn.set = false };
        range_parse(rows[i].left, &left.crit);
        struct limits used = limits_of_used(&left, 100);
        expect(rows[i].left, !used.warn.set, "an unset limit was set");
        expect_text(rows[i].left, range_print(arena, &used.crit), rows[i].used);
        for (double amount = 0; amount <= 100; amount++)
            expect_int(arena_printf(arena, "%s, %g left", rows[i].left, amount),
                       limits_grade(&used, 100 - amount), limits_grade(&left, amount));
    }
}

TEST(a_measurement_becomes_a_metric_and_a_grade)
{
    struct report report = report_start(arena);
    expect_int("too much", limits_measure(&report, "a", 15, UNIT_SECONDS, &usual), WARNING);
    expect_int("not known", limits_measure(&report, "b", NAN, UNIT_NONE, &usual), OK);
    expect_int("no limits", limits_measure(&report, "c", 1e9, UNIT_COUNTER, NULL), OK);
    expect_int("metrics", (long)report.nmetrics, 3);
    expect_number("value", report.metrics[0].value, 15);
    expect_int("unit", report.metrics[0].unit, UNIT_SECONDS);
    expect("never negative", report.metrics[0].min.set && report.metrics[0].min.value == 0,
           "has another minimum");
    expect_text("its limit", range_print(arena, &report.metrics[0].limits.crit), "20");
    expect("not known", !report.metrics[1].limits.warn.set && !report.metrics[1].limits.crit.set,
           "has limits");
}

int main(void)
{
    struct CMUnitTest tests[] = {
        cmocka_unit_test(the_worst_limit_that_is_passed_counts),
        cmocka_unit_test(margins_count_the_smaller_part),
        cmocka_unit_test(levels_are_passed_not_reached),
        cmocka_unit_test(levels_become_ranges),
        cmocka_unit_test(limits_of_the_rest_become_limits_of_what_is_used),
        cmocka_unit_test(a_measurement_becomes_a_metric_and_a_grade),
    };
    return RUN(tests);
}
