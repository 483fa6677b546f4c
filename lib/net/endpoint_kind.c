/* SPDX-License-Identifier: BSD-2-Clause */
#include "net/endpoint_kind.h"

#include "frame/option.h"

static const char *named(struct arena *arena, const struct option_row *row, const char *problem)
{
    return problem == NULL ? NULL : arena_printf(arena, "--%s: %s", row->name, problem);
}

static const char *take_host(struct arena *arena, const struct option_row *row, const char *text,
                             void *field)
{
    return named(arena, row, endpoint_host(arena, text, field));
}

static const char *take_endpoint(struct arena *arena, const struct option_row *row,
                                 const char *text, void *field)
{
    struct endpoint_list *list = field;
    struct endpoint endpoint;
    const char *problem = endpoint_read(arena, text, &endpoint);
    if (problem != NULL)
        return named(arena, row, problem);
    size_t at = list->count;
    struct endpoint *items = kind_append(arena, list->items, &list->count, sizeof *items);
    items[at] = endpoint;
    list->items = items;
    return NULL;
}

const struct kind endpoint_kind_host = { "HOST", .read = take_host };
const struct kind endpoint_kind_list = { "TARGET", .repeats = true, .read = take_endpoint };
