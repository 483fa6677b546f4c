/* SPDX-License-Identifier: BSD-2-Clause */
#include "ckan/ckan_answer.h"

#include "unit/check.h"

TEST(times)
{
    static const struct {
        const char *json;
        double when;
    } rows[] = {
        { "\"2026-11-20T12:00:00\"", 1795176000 },
        { "\"2026-11-20T12:00:00.500000\"", 1795176000.5 },
        { "\"2026-11-20T12:00:00.000Z\"", 1795176000 },
        { "\"yesterday\"", NAN },
        { "null", NAN },
        { "17", NAN },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const struct json *document;
        expect_int(rows[i].json, json_read(arena, rows[i].json, strlen(rows[i].json), &document),
                   JSON_GOOD);
        expect_number(rows[i].json, ckan_answer_time(arena, document), rows[i].when);
    }
    expect_number("nothing", ckan_answer_time(arena, NULL), NAN);
}

TEST(counts)
{
    static const struct {
        const char *json;
        double count;
    } rows[] = {
        { "0", 0 },
        { "30", 30 },
        { "\"30\"", 30 },
        { "9007199254740991", 9007199254740991 },
        { "9007199254740992", NAN },
        { "1e300", NAN },
        { "1.5", NAN },
        { "-1", NAN },
        { "null", NAN },
        { "[]", NAN },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const struct json *document;
        expect_int(rows[i].json, json_read(arena, rows[i].json, strlen(rows[i].json), &document),
                   JSON_GOOD);
        expect_number(rows[i].json, ckan_answer_count(document), rows[i].count);
    }
    expect_number("nothing", ckan_answer_count(NULL), NAN);
}

int main(void)
{
    struct CMUnitTest tests[] = {
        cmocka_unit_test(counts),
        cmocka_unit_test(times),
    };
    return RUN(tests);
}
