/* SPDX-License-Identifier: BSD-2-Clause */
#include "ckan/ckan_site.h"

#include "unit/check.h"

TEST(versions)
{
    static const struct {
        const char *a, *b;
        int order;
    } rows[] = {
        { "2.9.11", "2.9.11", 0 },
        { "2.9.11", "2.9.2", 1 },
        { "2.9.11", "2.10", -1 },
        { "2.10", "2.10.0", 0 },
        { "2.11.0b1", "2.11.0", -1 },
        { "2.11.0", "2.11.0a0", 1 },
        { "2.11.0b1", "2.10.9", 1 },
        { "3", "2.99.99", 1 },
        { "", "2.9", -1 },
        { "2.9", "99999999999999999999", -1 },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        expect_int(arena_printf(arena, "%s to %s", rows[i].a, rows[i].b),
                   ckan_site_version_order(rows[i].a, rows[i].b), rows[i].order);
}

int main(void)
{
    struct CMUnitTest tests[] = {
        cmocka_unit_test(versions),
    };
    return RUN(tests);
}
