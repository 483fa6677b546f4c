/* SPDX-License-Identifier: BSD-2-Clause */
#include "frame/range.h"

#include "unit/check.h"
#include "unit/csv.h"
#include "unit/locale_de.h"
#include "base/number.h"

static const char *outcome(const char *text, double value)
{
    struct range range;
    if (!range_parse(text, &range))
        return "invalid";
    return range_alerts(&range, value) ? "alert" : "ok";
}

static void vectors(void)
{
    struct csv csv = csv_read("tests/vectors/ranges.csv");
    expect("ranges.csv", csv.count > 150, "the table is too short");
    for (size_t i = 1; i < csv.count; i++) {
        const char *id = csv_get(&csv, i, "id"), *range = csv_get(&csv, i, "range");
        const char *value = csv_get(&csv, i, "value");
        /* strtod would need a comma in the German locale. */
        double number = strcmp(value, "nan") == 0 ? NAN : INFINITY;
        if (strcmp(value, "nan") != 0 && strcmp(value, "inf") != 0)
            expect(id, number_parse(value, &number), "the value of the row is no number");
        expect_text(arena_printf(arena, "%s range [%s] value %s", id, range, value),
                    outcome(range, number), csv_get(&csv, i, "expected"));
    }
}

TEST(vectors_hold)
{
    vectors();
}

static const struct {
    const char *text;
    double low, high;
    bool inside;
} ends[] = {
    { "10", 0, 10, false },
    { "@10", 0, 10, true },
    { ":10", 0, 10, false },
    { "10:", 10, INFINITY, false },
    { "~:", -INFINITY, INFINITY, false },
    { "@~:-1.5", -INFINITY, -1.5, true },
    { "-3:-1", -3, -1, false },
    { "1e3:2E+3", 1000, 2000, false },
    { "5e-1", 0, 0.5, false },
    { "0.1:0.3", 0.1, 0.3, false },
    { "1%:2%", 1, 2, false },
    { "0:123456789012345678", 0, 123456789012345678.0, false },
};

static void check_ends(void)
{
    for (size_t i = 0; i < COUNT_OF(ends); i++) {
        struct range range = { .low = 77 };
        if (!expect(ends[i].text, range_parse(ends[i].text, &range), "was refused"))
            continue;
        expect_number(ends[i].text, range.low, ends[i].low);
        expect_number(ends[i].text, range.high, ends[i].high);
        expect(ends[i].text, range.inside == ends[i].inside, "@ was not understood");
        expect(ends[i].text, range.set, "is not set");
    }
}

TEST(ends_are_read)
{
    check_ends();
}

static const char *const bad[] = {
    "",      " ",     "10 ",    " 10",       "10\n",
    "1 0",   "1,5",   "1:2:3",  "::",        ":",
    "@",     "@:",    "~",      "@~",        "~~:1",
    "1:~",   "~1:2",  "@@1",    "2:1",       "-1",
    "0x10",  "0x1p3", "inf",    "infinity",  "nan",
    "NaN",   "~:inf", "1e400",  "1e",        "1e+",
    "e5",    ".",     "+",      "-",         "+-1",
    "1..2",  "1.2.3", "%",      "1%%",       "%1",
    "1% ",   "30d",   "400GB",  "1s",        "1:2;",
    "1|2",   "10:x",  "x:10",   "\302\2401", "\xef\xbc\x91",
    "1_000", "1'000", "10:20@",
};

TEST(nonsense_is_refused)
{
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        struct range range = { .low = 3, .high = 4, .inside = true, .set = true };
        expect(bad[i], !range_parse(bad[i], &range), "was accepted");
        expect_number(bad[i], range.low, 3);
        expect_number(bad[i], range.high, 4);
        expect(bad[i], range.inside && range.set, "the range was touched");
    }
}

TEST(unset_never_alerts)
{
    static const double values[] = { 0, -1, 1e300, -1e300 };
    struct range unset = { .set = false };
    for (size_t i = 0; i < COUNT_OF(values); i++)
        expect("unset", !range_alerts(&unset, values[i]), "alerts");
    expect("unset", !range_alerts(&unset, NAN), "alerts on NaN");
    expect("unset", !range_alerts(&unset, INFINITY), "alerts on infinity");
}

TEST(long_texts_are_refused_or_right)
{
    struct range range;
    for (size_t digits = 1; digits < 5000; digits = digits * 3 + 1) {
        char *text = repeated('0', digits);
        text[digits - 1] = '5';
        if (range_parse(text, &range))
            expect_number("zeros and 5", range.high, 5);
    }
    expect("1 MiB", !range_parse(repeated('1', 1 << 20), &range), "was accepted");
}

static const struct {
    const char *text;
    enum unit unit;
    bool good;
    double low, high;
} units[] = {
    { "30d", UNIT_SECONDS, true, 0, 2592000 },
    { "12h", UNIT_SECONDS, true, 0, 43200 },
    { "12h:", UNIT_SECONDS, true, 43200, INFINITY },
    { "10m:2h", UNIT_SECONDS, true, 600, 7200 },
    { "10min:2h", UNIT_SECONDS, true, 600, 7200 },
    { "500ms", UNIT_SECONDS, true, 0, 0.5 },
    { "100ms", UNIT_SECONDS, true, 0, 0.1 },
    { "0.3ms", UNIT_SECONDS, true, 0, 0.0003 },
    { "2w", UNIT_SECONDS, true, 0, 1209600 },
    { "90", UNIT_SECONDS, true, 0, 90 },
    { "1.5h", UNIT_SECONDS, true, 0, 5400 },
    { "1e3s", UNIT_SECONDS, true, 0, 1000 },
    { "~:-5s", UNIT_SECONDS, true, -INFINITY, -5 },
    { "-1m:1m", UNIT_SECONDS, true, -60, 60 },
    { "2h:10m", UNIT_SECONDS, false, 0, 0 },
    { "30D", UNIT_SECONDS, false, 0, 0 },
    { "30 d", UNIT_SECONDS, false, 0, 0 },
    { "30dd", UNIT_SECONDS, false, 0, 0 },
    { "d", UNIT_SECONDS, false, 0, 0 },
    { "30%", UNIT_SECONDS, false, 0, 0 },
    { "30GB", UNIT_SECONDS, false, 0, 0 },
    { "30y", UNIT_SECONDS, false, 0, 0 },
    { "1h30m", UNIT_SECONDS, false, 0, 0 },
    { "0x1h", UNIT_SECONDS, false, 0, 0 },
    { "infs", UNIT_SECONDS, false, 0, 0 },
    { "1e400s", UNIT_SECONDS, false, 0, 0 },
    { "1e308d", UNIT_SECONDS, false, 0, 0 },
    { "400GB", UNIT_BYTES, true, 0, 400e9 },
    { "30GiB", UNIT_BYTES, true, 0, 30 * 0x1p30 },
    { "1kB:1KiB", UNIT_BYTES, true, 1000, 1024 },
    { "1KB", UNIT_BYTES, true, 0, 1000 },
    { "5MiB:", UNIT_BYTES, true, 5 * 0x1p20, INFINITY },
    { "1EB:1EiB", UNIT_BYTES, true, 1e18, 0x1p60 },
    { "2TB:2TiB", UNIT_BYTES, true, 2e12, 2 * 0x1p40 },
    { "1PB:1PiB", UNIT_BYTES, true, 1e15, 0x1p50 },
    { "7B", UNIT_BYTES, true, 0, 7 },
    { "7", UNIT_BYTES, true, 0, 7 },
    { "7gb", UNIT_BYTES, false, 0, 0 },
    { "7Gb", UNIT_BYTES, false, 0, 0 },
    { "7G", UNIT_BYTES, false, 0, 0 },
    { "7s", UNIT_BYTES, false, 0, 0 },
    { "25%", UNIT_PERCENT, true, 0, 25 },
    { "25", UNIT_PERCENT, true, 0, 25 },
    { "20%:80%", UNIT_PERCENT, true, 20, 80 },
    { "@20:80%", UNIT_PERCENT, true, 20, 80 },
    { "25%%", UNIT_PERCENT, false, 0, 0 },
    { "25s", UNIT_PERCENT, false, 0, 0 },
    { "", UNIT_PERCENT, false, 0, 0 },
    { ":", UNIT_SECONDS, false, 0, 0 },
    { "42", UNIT_COUNTER, true, 0, 42 },
    { "42c", UNIT_COUNTER, false, 0, 0 },
    { "42", UNIT_NONE, true, 0, 42 },
};

static void check_units(void)
{
    for (size_t i = 0; i < COUNT_OF(units); i++) {
        struct range range = { .low = 77 };
        bool good = range_parse_unit(units[i].text, units[i].unit, &range);
        if (good != units[i].good)
            bad_row(units[i].text, "unit %d: was %s", (int)units[i].unit,
                    good ? "accepted" : "refused");
        else if (good) {
            expect_number(units[i].text, range.low, units[i].low);
            expect_number(units[i].text, range.high, units[i].high);
        } else
            expect_number(units[i].text, range.low, 77);
    }
}

TEST(units_are_read)
{
    check_units();
}

TEST(no_locale_matters)
{
    if (!german_begin())
        SKIP(NO_GERMAN);
    vectors();
    check_ends();
    check_units();
    struct range range;
    expect("1,5", !range_parse("1,5", &range), "a comma was accepted");
    german_end();
}

int main(void)
{
    struct CMUnitTest tests[] = {
        cmocka_unit_test(vectors_hold),
        cmocka_unit_test(ends_are_read),
        cmocka_unit_test(nonsense_is_refused),
        cmocka_unit_test(unset_never_alerts),
        cmocka_unit_test(long_texts_are_refused_or_right),
        cmocka_unit_test(units_are_read),
        cmocka_unit_test(no_locale_matters),
    };
    return RUN(tests);
}
