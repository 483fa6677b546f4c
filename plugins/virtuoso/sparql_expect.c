/* SPDX-License-Identifier: BSD-2-Clause */
#include "virtuoso/sparql_expect.h"

bool sparql_expect_given(const struct sparql_expect_options *given)
{
    return given->yes || given->value.set || given->rows.set || given->row_cap > 0;
}
