/* SPDX-License-Identifier: BSD-2-Clause */
#include "ckan/ckan_token.h"

const char *ckan_token_header(struct arena *arena, const struct ckan_token_options *given)
{
    if (given->token.value == NULL)
        return NULL;
    return arena_printf(arena, "%s: %s", given->token_header, given->token.value);
}
