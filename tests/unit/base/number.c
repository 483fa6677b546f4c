/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/number.h"

#include <float.h>
#include <limits.h>

#include "unit/check.h"
#include "unit/locale_de.h"

static const struct {
    double value;
    const char *text;
} printed[] = {
    { 0, "0" },
    { -0.0, "0" },
    { 1, "1" },
    { -1, "-1" },
    { 0.1, "0.1" },
    { -0.5, "-0.5" },
    { 1.5, "1.5" },
    { 100, "100" },
    { 1e15, "1000000000000000" },
    { 1e21, "1000000000000000000000" },
    { 0.001229, "0.001229" },
    { 0.000001, "0.000001" },
    { 1e-9, "0.000000001" },
    { 1.23456e-12, "0.00000000000123456" },
    { 1234567.125, "1234567.125" },
    { 1.0 / 3, "0.333333" },
    { 2.0 / 3, "0.666667" },
    { 12.000000001, "12" },
    { -0.00000000049, "-0.00000000049" },
    { 9007199254740993.0, "9007199254740992" },
    { NAN, "U" },
    { INFINITY, "U" },
    { -INFINITY, "U" },
    { 99.9999999, "100" },
    { -99.9999999, "-100" },
};

static void check_printed(void)
{
    char buffer[NUMBER_SIZE];
    for (size_t i = 0; i < COUNT_OF(printed); i++)
        expect_text(arena_printf(arena, "%.17g", printed[i].value),
                    number_print(buffer, printed[i].value), printed[i].text);
}

static const struct {
    const char *text;
    bool good;
    double value;
} parsed[] = {
    { "0", true, 0 },     { "-0", true, 0 },     { "+5", true, 5 },        { "1.5", true, 1.5 },
    { ".5", true, 0.5 },  { "5.", true, 5 },     { "1e3", true, 1000 },    { "1E-2", true, 0.01 },
    { "007", true, 7 },   { "1e-400", true, 0 }, { "1e308", true, 1e308 }, { "1e309", false, 0 },
    { "", false, 0 },     { " 1", false, 0 },    { "1 ", false, 0 },       { "1,5", false, 0 },
    { "1.5.", false, 0 }, { "0x10", false, 0 },  { "inf", false, 0 },      { "nan", false, 0 },
    { "1e", false, 0 },   { "--1", false, 0 },   { "+-1", false, 0 },      { ".", false, 0 },
    { "-", false, 0 },    { "1\n", false, 0 },   { "1.e2", true, 100 },
};

static void check_parsed(void)
{
    for (size_t i = 0; i < COUNT_OF(parsed); i++) {
        double value = 77;
        if (number_parse(parsed[i].text, &value) != parsed[i].good)
            bad_row(parsed[i].text, "was %s", parsed[i].good ? "refused" : "accepted");
        expect_number(parsed[i].text, value, parsed[i].good ? parsed[i].value : 77);
    }
}

TEST(numbers_are_printed_plainly)
{
    check_printed();
}

TEST(numbers_are_read_whole)
{
    check_parsed();
}

TEST(no_locale_matters)
{
    if (!german_begin())
        SKIP(NO_GERMAN);
    char buffer[100];
    snprintf(buffer, sizeof buffer, "%.1f", 1.5);
    expect_text("the locale itself", buffer, "1,5");
    check_printed();
    check_parsed();
    snprintf(buffer, sizeof buffer, "%.1f", 1.5);
    expect_text("the locale is left as it was", buffer, "1,5");
    german_end();
}

TEST(extremes_fit_and_come_back)
{
    static const double values[] = { DBL_MAX,     -DBL_MAX,        DBL_MIN,
                                     -DBL_MIN,    DBL_TRUE_MIN,    -DBL_TRUE_MIN,
                                     DBL_EPSILON, 0x1p53,          1e-299,
                                     -1.7e308,    123456.789e-200, 0x1.fffffffffffffp+52 };
    for (size_t i = 0; i < COUNT_OF(values); i++) {
        char buffer[NUMBER_SIZE];
        const char *row = arena_printf(arena, "%.17g", values[i]);
        double again = 0;
        number_print(buffer, values[i]);
        expect(row, strlen(buffer) < NUMBER_SIZE, "does not fit");
        expect(row, strspn(buffer, "-0123456789.") == strlen(buffer), buffer);
        expect(row, strcmp(buffer, "-0") != 0, "is minus zero");
        expect(row, number_parse(buffer, &again), "cannot be read back");
        if (fabs(values[i]) > 1e-290)
            expect(row, fabs(again - values[i]) <= fabs(values[i]) * 1e-5,
                   "has fewer than six digits");
    }
}

TEST(integers_fit_into_a_long)
{
    static const struct {
        const char *text;
        bool good;
        long value;
    } rows[] = {
        { "0", true, 0 },
        { "-7", true, -7 },
        { "+7", true, 7 },
        { "0010", true, 10 },
        { "9223372036854775807", true, LONG_MAX },
        { "-9223372036854775808", true, LONG_MIN },
        { "9223372036854775808", false, 0 },
        { "-9223372036854775809", false, 0 },
        { "99999999999999999999999999", false, 0 },
        { "", false, 0 },
        { "-", false, 0 },
        { " 1", false, 0 },
        { "1 ", false, 0 },
        { "1.0", false, 0 },
        { "1e3", false, 0 },
        { "0x10", false, 0 },
    };
    for (size_t i = 0; i < COUNT_OF(rows) && LONG_MAX > 0x7fffffff; i++) {
        long value = 77;
        expect(rows[i].text, number_parse_integer(rows[i].text, &value) == rows[i].good,
               rows[i].good ? "was refused" : "was accepted");
        expect_int(rows[i].text, value, rows[i].good ? rows[i].value : 77);
    }
}

TEST(units_are_exact)
{
    static const struct {
        const char *text;
        enum unit unit;
        bool good;
        double value;
    } rows[] = {
        { "100ms", UNIT_SECONDS, true, 0.1 },
        { "1ms", UNIT_SECONDS, true, 0.001 },
        { "1.229ms", UNIT_SECONDS, true, 0.001229 },
        { "1m", UNIT_SECONDS, true, 60 },
        { "1min", UNIT_SECONDS, true, 60 },
        { "1w", UNIT_SECONDS, true, 604800 },
        { "1us", UNIT_SECONDS, false, 0 },
        { "1M", UNIT_SECONDS, false, 0 },
        { "1e2s", UNIT_SECONDS, true, 100 },
        { "1es", UNIT_SECONDS, false, 0 },
        { "1EB", UNIT_BYTES, true, 1e18 },
        { "1e3B", UNIT_BYTES, true, 1000 },
        { "1.5KiB", UNIT_BYTES, true, 1536 },
        { "1kiB", UNIT_BYTES, false, 0 },
        { "1b", UNIT_BYTES, false, 0 },
        { "1Kb", UNIT_BYTES, false, 0 },
        { "5%", UNIT_PERCENT, true, 5 },
        { "5 %", UNIT_PERCENT, false, 0 },
        { "5", UNIT_NONE, true, 5 },
        { "5%", UNIT_NONE, false, 0 },
        { "5", UNIT_COUNTER, true, 5 },
        { "", UNIT_NONE, false, 0 },
        { "%", UNIT_PERCENT, false, 0 },
        { "1e307w", UNIT_SECONDS, false, 0 },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        double value = 0;
        const char *row = arena_printf(arena, "%s as unit %d", rows[i].text, (int)rows[i].unit);
        if (expect(row, number_parse_unit(rows[i].text, rows[i].unit, &value) == rows[i].good,
                   rows[i].good ? "was refused" : "was accepted") &&
            rows[i].good)
            expect_number(row, value, rows[i].value);
    }
}

TEST(small_helpers)
{
    expect_number("least", number_least(1, 2), 1);
    expect_number("least", number_least(2, -INFINITY), -INFINITY);
    expect_number("most", number_most(1, 2), 2);
    expect_number("whole", number_whole(-2.7), -2);
    expect_number("whole", number_whole(1e300), 1e300);
    expect_number("whole", number_whole(INFINITY), INFINITY);
}

int main(void)
{
    struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_are_printed_plainly),
        cmocka_unit_test(numbers_are_read_whole),
        cmocka_unit_test(no_locale_matters),
        cmocka_unit_test(extremes_fit_and_come_back),
        cmocka_unit_test(integers_fit_into_a_long),
        cmocka_unit_test(units_are_exact),
        cmocka_unit_test(small_helpers),
    };
    return RUN(tests);
}
