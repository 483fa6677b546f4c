/* SPDX-License-Identifier: BSD-2-Clause */
#include "ckan/ckan_count.h"

#include <string.h>

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

struct ckan_count ckan_count_start(struct arena *arena, const char *word, double max)
{
    return (struct ckan_count){
        .scan = { .list = "result", .flag_name = "success" },
        .word = word,
        .max = max,
        .head = arena_alloc(arena, CKAN_COUNT_HEAD + 1),
    };
}

/* Keeps the beginning, and takes `word(` off it; false as long as that has not all come, or when
 * something else came. */
static bool unwrap(struct ckan_count *count, const char **bytes, size_t *length)
{
    size_t before = count->nhead, wrapping = strlen(count->word) + 1;
    size_t kept = least(*length, CKAN_COUNT_HEAD - before);
    memcpy(count->head + before, *bytes, kept);
    count->nhead += kept;
    if (before >= wrapping)
        return !count->foreign;
    size_t known = least(count->nhead, wrapping);
    count->foreign = memcmp(count->head, count->word, least(known, wrapping - 1)) != 0 ||
                     (known == wrapping && count->head[wrapping - 1] != '(');
    size_t skipped = least(*length, wrapping - before);
    *bytes += skipped;
    *length -= skipped;
    return !count->foreign && known == wrapping;
}

bool ckan_count_take(void *context, const char *bytes, size_t length)
{
    struct ckan_count *count = context;
    count->bytes += (double)length;
    count->too_large = count->max > 0 && count->bytes > count->max;
    if (count->too_large)
        return false;
    if (!unwrap(count, &bytes, &length))
        return true;
    size_t passed = count->nheld + length > 2 ? count->nheld + length - 2 : 0;
    size_t old = least(count->nheld, passed), new = passed - old;
    json_scan_feed(&count->scan, count->held, old);
    memmove(count->held, count->held + old, count->nheld - old);
    count->nheld -= old;
    json_scan_feed(&count->scan, bytes, new);
    memcpy(count->held + count->nheld, bytes + new, length - new);
    count->nheld += length - new;
    return true;
}

void ckan_count_end(struct arena *arena, struct ckan_count *count, struct ckan_answer *answer)
{
    struct http_reply *reply = &answer->reply;
    const struct json *document;
    reply->body = count->head;
    reply->length = count->nhead;
    if (count->foreign || count->nhead <= strlen(count->word)) {
        ckan_answer_read(arena, arena, reply, count->word, answer, &document);
        return;
    }
    answer->fault = json_scan_end(&count->scan);
    if (answer->fault == JSON_GOOD && (count->nheld < 2 || memcmp(count->held, ");", 2) != 0))
        answer->fault = JSON_CUT;
    answer->no_envelope = answer->fault == JSON_GOOD &&
                          (count->scan.flag != JSON_FLAG_TRUE || !count->scan.list_seen);
    answer->good = answer->fault == JSON_GOOD && !answer->no_envelope;
    answer->items = answer->good ? count->scan.items : 0;
}
