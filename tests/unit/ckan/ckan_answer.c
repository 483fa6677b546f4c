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

int main(void)
{
    struct CMUnitTest tests[] = {
        cmocka_unit_test(times),
    };
    return RUN(tests);
}
