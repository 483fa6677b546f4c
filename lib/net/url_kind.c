/* SPDX-License-Identifier: BSD-2-Clause */
#include "net/url_kind.h"

#include <string.h>

#include "frame/option.h"
#include "read/url.h"

/* Nobody shall read a password in an error line that does not belong into a URL. */
static const char *shown(const char *text)
{
    return strchr(text, '@') != NULL ? "..." : text;
}

static const char *take(struct arena *arena, const struct option_row *row, const char *text,
                        void *field)
{
    struct url url;
    const char *problem = url_read(arena, text, &url);
    if (problem != NULL)
        return arena_printf(arena, "--%s: %s: %s", row->name, problem, shown(text));
    *(struct url *)field = url;
    return NULL;
}

const struct kind url_kind = { "URL", .read = take };
