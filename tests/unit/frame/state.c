/* SPDX-License-Identifier: BSD-2-Clause */
#include "frame/state.h"

#include "unit/check.h"

TEST(states_have_icingas_order)
{
    static const enum state order[] = { OK, WARNING, UNKNOWN, CRITICAL };
    for (size_t i = 0; i < COUNT_OF(order); i++) {
        for (size_t j = 0; j < COUNT_OF(order); j++) {
            const char *row = arena_printf(arena, "%s and %s", state_name(order[i]),
                                           state_name(order[j]));
            expect_int(row, state_worse(order[i], order[j]), order[i > j ? i : j]);
            expect(row, (state_weight(order[i]) < state_weight(order[j])) == (i < j), "weight");
        }
    }
    expect_int("exit code of OK", OK, 0);
    expect_int("exit code of WARNING", WARNING, 1);
    expect_int("exit code of CRITICAL", CRITICAL, 2);
    expect_int("exit code of UNKNOWN", UNKNOWN, 3);
}

int main(void)
{
    struct CMUnitTest tests[] = {
        cmocka_unit_test(states_have_icingas_order),
    };
    return RUN(tests);
}
