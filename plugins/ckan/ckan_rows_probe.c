/* SPDX-License-Identifier: BSD-2-Clause */
#include "ckan/ckan_rows.h"

#include <math.h>

/* Whether a smaller page may do where this one did not. */
static bool is_too_much(const struct ckan_answer *answer)
{
    return answer->reply.trouble == HTTP_TOO_LARGE || answer->fault == JSON_TOO_MANY;
}

/* How many rows the page had; what it lacks makes the answer a bad one. */
static size_t read_page(struct ckan_matter *matter, struct ckan_rows *rows,
                        const struct json *document,
                        bool (*row)(void *context, const struct json *dataset), void *context)
{
    const struct json *list = json_at(document, "result", "results");
    double total = ckan_answer_count(json_at(document, "result", "count"));
    if (json_what(list) != JSON_IS_LIST || isnan(total)) {
        matter->answer.good = false;
        matter->answer.no_envelope = true;
        return 0;
    }
    rows->total = (size_t)total;
    size_t count = json_count(list);
    for (size_t i = 0; i < count && rows->seen < rows->most; i++) {
        rows->start++;
        rows->seen++;
        if (!row(context, json_item(list, i)))
            rows->most = rows->seen;
    }
    return count;
}

void ckan_rows_probe(struct ckan *ckan, struct ckan_matter *matter, struct ckan_rows *rows,
                     bool (*row)(void *context, const struct json *dataset), void *context)
{
    size_t page = rows->page > 0 ? rows->page : CKAN_ROWS_PAGE, came = 1, bytes = 0;
    while (rows->seen < rows->most && came > 0) {
        size_t left = rows->most - rows->seen;
        const char *query = arena_printf(ckan->run->arena, "%s&start=%zu&rows=%zu", rows->query,
                                         rows->start, left < page ? left : page);
        const struct json *document = ckan_matter_probe(ckan, matter, "package_search", query);
        if (document != NULL)
            came = read_page(matter, rows, document, row, context);
        else if (page == 1 || !is_too_much(&matter->answer))
            return;
        else
            page = (page + 4) / 5;
        bytes += document != NULL ? matter->answer.bytes : 0;
        if (document != NULL && (rows->start >= rows->total || bytes >= CKAN_ROWS_BYTES))
            return;
    }
}

void ckan_rows_probe_on(struct ckan *ckan, struct ckan_matter *matter, struct ckan_rows *rows,
                        struct rotation *rotation,
                        bool (*row)(void *context, const struct json *dataset), void *context)
{
    rows->start = (size_t)rotation->place;
    ckan_rows_probe(ckan, matter, rows, row, context);
    if (!matter->answer.good || rows->seen > 0 || rows->start == 0)
        return;
    rotation_move(rotation, rows->start, 0, rows->total);
    rows->start = 0;
    ckan_rows_probe(ckan, matter, rows, row, context);
}
