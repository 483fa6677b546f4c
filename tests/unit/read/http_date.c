/* SPDX-License-Identifier: BSD-2-Clause */
#include "read/http_date.h"

#include "unit/check.h"

static const double now = 1796083200; /* 2026-12-01 00:00 UTC */

TEST(the_three_forms)
{
    static const struct {
        const char *text;
        double seconds;
    } rows[] = {
        { "Sun, 06 Nov 1994 08:49:37 GMT", 784111777 },
        { "Sunday, 06-Nov-94 08:49:37 GMT", 784111777 },
        { "Sun Nov  6 08:49:37 1994", 784111777 },
        { "Tue, 01 Dec 2026 00:00:00 GMT", 1796083200 },
        { "Tuesday, 01-Dec-26 00:00:00 GMT", 1796083200 },
        { "Tue Dec  1 00:00:00 2026", 1796083200 },
        { "Wed Dec 30 23:59:59 2026", 1798675199 },
        { "Thu, 01 Jan 1970 00:00:00 GMT", 0 },
        { "Wed, 31 Dec 1969 23:59:59 GMT", -1 },
        { "Thu, 29 Feb 2024 12:00:00 GMT", 1709208000 },
        { "Sat, 31 Dec 2016 23:59:60 GMT", 1483228800 },
        { "Fri, 31 Dec 9999 23:59:59 GMT", 253402300799 },
        /* The name of the day is none of ours to know. */
        { "Mon, 06 Nov 1994 08:49:37 GMT", 784111777 },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        expect_number(rows[i].text, http_date(rows[i].text, now), rows[i].seconds);
}

/* RFC 9110: what appears to be more than 50 years ahead is of the most recent year with these
 * digits. */
TEST(two_digits_of_a_year)
{
    static const struct {
        const char *text, *year; /* the same with four */
        double now;
    } rows[] = {
        { "Wednesday, 30-Dec-26 00:00:00 GMT", "Wed, 30 Dec 2026 00:00:00 GMT", now },
        { "Tuesday, 01-Dec-76 00:00:00 GMT", "Tue, 01 Dec 2076 00:00:00 GMT", now },
        { "Wednesday, 01-Dec-76 00:00:01 GMT", "Wed, 01 Dec 1976 00:00:01 GMT", now },
        { "Friday, 31-Dec-76 00:00:00 GMT", "Fri, 31 Dec 1976 00:00:00 GMT", now },
        { "Saturday, 01-Jan-77 00:00:00 GMT", "Sat, 01 Jan 1977 00:00:00 GMT", now },
        { "Friday, 31-Dec-99 23:59:59 GMT", "Fri, 31 Dec 1999 23:59:59 GMT", now },
        { "Saturday, 01-Jan-00 00:00:00 GMT", "Sat, 01 Jan 2000 00:00:00 GMT", now },
        /* In 2099 the year 01 is near. */
        { "Saturday, 01-Jan-01 00:00:00 GMT", "Sat, 01 Jan 2101 00:00:00 GMT", 4070908800 },
        { "Saturday, 01-Jan-70 00:00:00 GMT", "Thu, 01 Jan 1970 00:00:00 GMT", 0 },
        { "Saturday, 01-Jan-20 00:00:00 GMT", "Wed, 01 Jan 2020 00:00:00 GMT", 0 },
        { "Saturday, 02-Jan-20 00:00:00 GMT", "Fri, 02 Jan 1920 00:00:00 GMT", 0 },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        expect_number(rows[i].text, http_date(rows[i].text, rows[i].now),
                      http_date(rows[i].year, rows[i].now));
}

TEST(what_is_no_date)
{
    static const char *const rows[] = {
        "",
        " ",
        "0",
        "-1",
        "120",
        "now",
        "1994-11-06T08:49:37Z",
        "Sun, 06 Nov 1994 08:49:37",
        "Sun, 06 Nov 1994 08:49:37 UTC",
        "Sun, 06 Nov 1994 08:49:37 +0000",
        "Sun, 06 Nov 1994 08:49:37 gmt",
        "Sun, 06 Nov 1994 08:49:37 GMT ",
        " Sun, 06 Nov 1994 08:49:37 GMT",
        "Sun, 06 Nov 1994 08:49:37 GMT, Sun, 06 Nov 1994 08:49:37 GMT",
        "Sun, 6 Nov 1994 08:49:37 GMT",
        "Sun, 06 nov 1994 08:49:37 GMT",
        "Sun, 06 Nov 94 08:49:37 GMT",
        "Sun, 06-Nov-1994 08:49:37 GMT",
        "Sun, 06 Nov 1994 24:00:00 GMT",
        "Sun, 06 Nov 1994 08:60:37 GMT",
        "Sun, 06 Nov 1994 08:49:61 GMT",
        "Sun, 06 Nov 1994 8:49:37 GMT",
        "Sun, 06 Nov 1994 08:49 GMT",
        "Sun, 00 Nov 1994 08:49:37 GMT",
        "Sun, 31 Nov 1994 08:49:37 GMT",
        "Sun, 29 Feb 2023 08:49:37 GMT",
        "Sun, 32 Dec 1994 08:49:37 GMT",
        "Sun, 06 Nov 0000 08:49:37 GMT",
        "Sun, 06 Nov 19994 08:49:37 GMT",
        "Sun, -6 Nov 1994 08:49:37 GMT",
        "Son, 06 Nov 1994 08:49:37 GMT",
        "Sunday, 06 Nov 1994 08:49:37 GMT",
        "Sunday, 06-Nov-94 08:49:37",
        "Sunday, 31-Jun-94 08:49:37 GMT",
        "Sun Nov 06 08:49:37 1994",
        "Sun Nov 6 08:49:37 1994",
        "Sun Nov  6 08:49:37 94",
        "Sun Nov  0 08:49:37 1994",
        "Sun Nov 31 08:49:37 1994",
        "Sun Nov  6 08:49:37 1994\n",
        "Sun Nov  6 08:49:37 1994 GMT",
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        expect_number(rows[i], http_date(rows[i], now), NAN);
}

/* Also without a clock, every answer is one. */
TEST(a_clock_that_makes_no_sense)
{
    static const double clocks[] = { NAN, INFINITY, -INFINITY, 1e300 };
    for (size_t i = 0; i < COUNT_OF(clocks); i++) {
        double date = http_date("Sunday, 06-Nov-94 08:49:37 GMT", clocks[i]);
        expect("two digits", isfinite(date), "no finite number");
        expect_number("four", http_date("Sun, 06 Nov 1994 08:49:37 GMT", clocks[i]), 784111777);
    }
}

int main(void)
{
    struct CMUnitTest tests[] = {
        cmocka_unit_test(the_three_forms),
        cmocka_unit_test(two_digits_of_a_year),
        cmocka_unit_test(what_is_no_date),
        cmocka_unit_test(a_clock_that_makes_no_sense),
    };
    return RUN(tests);
}
