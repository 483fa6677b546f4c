/* SPDX-License-Identifier: BSD-2-Clause */
#include "net/url_kind.h"

#include <string.h>

#include "frame/option.h"
#include "read/url.h"

/* Nobody shall read in an error line what does not belong into a URL: a password, also behind an
 * encoded @, or a token in the query. */
static const char *shown(struct arena *arena, const char *text)
{
    if (strchr(text, '@') != NULL || strstr(text, "%40") != NULL)
        return "...";
    size_t length = strcspn(text, "?");
    return text[length] == '\0' ? text : arena_printf(arena, "%.*s?...", (int)length, text);
}

static const char *take(struct arena *arena, const struct option_row *row, const char *text,
                        void *field)
{
    struct url url;
    const char *problem = url_read(arena, text, &url);
    if (problem != NULL)
        return arena_printf(arena, "--%s: %s: %s", row->name, problem, shown(arena, text));
    *(struct url *)field = url;
    return NULL;
}

const struct kind url_kind = { "URL", .read = take };
