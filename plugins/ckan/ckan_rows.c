/* SPDX-License-Identifier: BSD-2-Clause */
#include "ckan/ckan_rows.h"

#include "base/buffer.h"

/* A word of Solr's query language in quotes (Lucene's query parser syntax). */
static void put_quoted(struct buffer *out, const char *text)
{
    buffer_put(out, "\"");
    for (; *text != '\0'; text++) {
        if (*text == '"' || *text == '\\')
            buffer_put(out, "\\");
        buffer_add(out, text, 1);
    }
    buffer_put(out, "\"");
}

const char *ckan_rows_any(struct arena *arena, const char *field, const char *const *values,
                          size_t count)
{
    struct buffer out = { .arena = arena };
    buffer_printf(&out, "%s:(", field);
    for (size_t i = 0; i < count; i++) {
        if (i > 0)
            buffer_put(&out, " OR ");
        put_quoted(&out, values[i]);
    }
    buffer_put(&out, ")");
    return out.text;
}

const char *ckan_rows_filter(struct arena *arena, const struct list *organizations,
                             const struct list *excluded, const char *fq)
{
    struct buffer out = { .arena = arena };
    buffer_put(&out, "");
    /* In brackets nothing that is only forbidden finds anything, so that stays outside of them. */
    if (fq != NULL)
        buffer_printf(&out, *fq == '-' ? "%s" : "+(%s)", fq);
    if (organizations->count > 0)
        buffer_printf(&out, " +%s",
                      ckan_rows_any(arena, "organization", organizations->items,
                                    organizations->count));
    if (excluded->count > 0)
        buffer_printf(&out, " -%s", ckan_rows_any(arena, "name", excluded->items, excluded->count));
    if (out.length == 0)
        return "";
    return arena_printf(arena, "&fq=%s", url_encode(arena, out.text + strspn(out.text, " ")));
}
