/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/when.h"

#include <time.h>

#include "unit/check.h"

static const struct {
    double seconds;
    const char *age;
} ages[] = {
    { 0, "0 s" },
    { 0.9, "0 s" },
    { 59, "59 s" },
    { 59.999, "59 s" },
    { 60, "1 min 0 s" },
    { 3599, "59 min 59 s" },
    { 3600, "1 h 0 min" },
    { 86400, "24 h 0 min" },
    { 2 * DAY - 1, "47 h 59 min" },
    { 2 * DAY, "2 d 0 h" },
    { 30 * DAY + 5 * HOUR, "30 d 5 h" },
    { 10000 * DAY, "10000 d 0 h" },
    { -90, "1 min 30 s" },
    { -3 * DAY, "3 d 0 h" },
    { 1e12, "a very long time" },
    { 1e300, "a very long time" },
    { INFINITY, "a very long time" },
    { -INFINITY, "a very long time" },
    { NAN, "a very long time" },
};

TEST(ages_are_short)
{
    for (size_t i = 0; i < COUNT_OF(ages); i++)
        expect_text(arena_printf(arena, "%g s", ages[i].seconds), when_age(arena, ages[i].seconds),
                    ages[i].age);
}

static const struct {
    double at;
    const char *utc, *tokyo;
} dates[] = {
    { 0, "1970-01-01 00:00 UTC", "1970-01-01 09:00 JST" },
    { 1800000000, "2027-01-15 08:00 UTC", "2027-01-15 17:00 JST" },
    { 1798729200, "2026-12-31 15:00 UTC", "2027-01-01 00:00 JST" },
    { 1800000059.9, "2027-01-15 08:00 UTC", "2027-01-15 17:00 JST" },
    { -1, "1969-12-31 23:59 UTC", "1970-01-01 08:59 JST" },
    { 2147483648, "2038-01-19 03:14 UTC", "2038-01-19 12:14 JST" },
    { 253402300799, "9999-12-31 23:59 UTC", "10000-01-01 08:59 JST" },
    { 1e15, "an unreadable date", "an unreadable date" },
    { -1e15, "an unreadable date", "an unreadable date" },
    { NAN, "an unreadable date", "an unreadable date" },
    { INFINITY, "an unreadable date", "an unreadable date" },
};

TEST(dates_are_local)
{
    for (size_t i = 0; i < COUNT_OF(dates); i++) {
        const char *row = arena_printf(arena, "%.0f", dates[i].at);
        setenv("TZ", "UTC", 1);
        tzset();
        expect_text(row, when_date(arena, dates[i].at), dates[i].utc);
        /* The rule itself, because not every host has the zone's file. */
        setenv("TZ", "JST-9", 1);
        tzset();
        expect_text(row, when_date(arena, dates[i].at), dates[i].tokyo);
    }
    unsetenv("TZ");
    tzset();
}

TEST(tokyo_by_its_name)
{
    setenv("TZ", "Asia/Tokyo", 1);
    tzset();
    const char *text = when_date(arena, 1800000000);
    unsetenv("TZ");
    tzset();
    if (strstr(text, "JST") == NULL)
        SKIP("the time zone Asia/Tokyo is not installed");
    expect_text("Asia/Tokyo", text, "2027-01-15 17:00 JST");
}

TEST(times_of_iso_8601)
{
    static const struct {
        const char *text;
        double at;
    } rows[] = {
        { "1970-01-01", 0 },
        { "2026-11-21", 1795219200 },
        { "2026-11-21T10:11:57", 1795255917 },
        { "2026-11-21 10:11:57", 1795255917 },
        { "2026-11-21t10:11:57z", 1795255917 },
        { "2026-11-21T10:11", 1795255860 },
        { "2026-11-21T10:11:57Z", 1795255917 },
        { "2026-11-21T10:11:57.5", 1795255917.5 },
        { "2026-11-21T10:11:57,25Z", 1795255917.25 },
        { "2026-11-21T19:11:57+09:00", 1795255917 },
        { "2026-11-21T19:11:57+0900", 1795255917 },
        { "2026-11-21T19:11:57+09", 1795255917 },
        { "2026-11-21T05:41:57-04:30", 1795255917 },
        { "2026-11-21T24:00:00", 1795305600 },
        { "2024-02-29", 1709164800 },
        { "2016-12-31T23:59:60Z", 1483228800 },
        { "1969-12-31T23:59:59", -1 },
        { "0001-01-01", -62135596800 },
        { "9999-12-31T23:59:59Z", 253402300799 },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        double at = NAN;
        expect(rows[i].text, when_read(rows[i].text, &at), "was refused");
        expect_number(rows[i].text, at, rows[i].at);
    }
}

TEST(what_is_no_time)
{
    static const char *const rows[] = {
        "",
        "now",
        "2026",
        "2026-11",
        "20261121",
        "2026-1-1",
        "2026-13-01",
        "2026-00-01",
        "2026-11-00",
        "2026-11-31",
        "2025-02-29",
        "2026-11-21T",
        "2026-11-21T10",
        "2026-11-21T10:60",
        "2026-11-21T10:11:61",
        "2026-11-21T25:00",
        "2026-11-21T24:00:01",
        "2026-11-21T10:11:57.",
        "2026-11-21T10:11:57+",
        "2026-11-21T10:11:57+9",
        "2026-11-21T10:11:57+24:00",
        "2026-11-21T10:11:57+09:60",
        "2026-11-21T10:11:57+09:",
        "2026-11-21T10:11:57 UTC",
        "2026-11-21T10:11:57ZZ",
        "2026-11-21x",
        " 2026-11-21",
        "2026-11-21 ",
        "+2026-11-21",
        "-2026-11-21",
        "21/11/2026",
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        double at = 42;
        expect(rows[i], !when_read(rows[i], &at), "was read");
        expect_number(rows[i], at, 42);
    }
}

/* The monitoring host's own zone has no say in it. */
TEST(times_without_a_zone_are_utc)
{
    double at = NAN;
    setenv("TZ", "JST-9", 1);
    tzset();
    expect("read", when_read("2026-11-21T10:11:57", &at), "was refused");
    unsetenv("TZ");
    tzset();
    expect_number("UTC", at, 1795255917);
}

int main(void)
{
    struct CMUnitTest tests[] = {
        cmocka_unit_test(ages_are_short),    cmocka_unit_test(dates_are_local),
        cmocka_unit_test(tokyo_by_its_name), cmocka_unit_test(times_of_iso_8601),
        cmocka_unit_test(what_is_no_time),   cmocka_unit_test(times_without_a_zone_are_utc),
    };
    return RUN(tests);
}
