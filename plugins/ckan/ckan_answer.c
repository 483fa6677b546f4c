/* SPDX-License-Identifier: BSD-2-Clause */
#include "ckan/ckan_answer.h"

#include <math.h>
#include <string.h>

#include "read/html.h"
#include "base/number.h"
#include "base/text.h"
#include "base/when.h"

/* The JSON text of an answer: without `word(` and `);` when it has them. */
struct inner {
    const char *bytes;
    size_t length;
    bool wrapped, cut; /* cut: the end of the wrapping is missing */
};

static struct inner unwrap(const struct http_reply *reply, const char *word)
{
    struct inner inner = { .bytes = reply->body, .length = reply->length };
    size_t before = word != NULL ? strlen(word) + 1 : 0;
    if (word == NULL || reply->length < before || memcmp(reply->body, word, before - 1) != 0 ||
        reply->body[before - 1] != '(')
        return inner;
    inner.wrapped = true;
    inner.bytes += before;
    inner.length -= before;
    inner.cut = inner.length < 2 || memcmp(inner.bytes + inner.length - 2, ");", 2) != 0;
    if (!inner.cut)
        inner.length -= 2;
    return inner;
}

/* `n0123({...`: a function of somebody else is called. */
static bool calls(const struct http_reply *reply)
{
    static const char name[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_$.";
    size_t length = strspn(reply->body, name);
    return length > 0 && reply->body[length] == '(';
}

/* Solr's part of a message comes behind the whole query, but not behind more than this. */
enum { MESSAGE_MAX = 64 * 1024 };

static const char *beginning(struct arena *arena, const struct json *text)
{
    struct arena *brief = arena_new();
    const char *whole = json_text(brief, text);
    size_t length = whole != NULL ? strlen(whole) : 0;
    const char *kept = whole != NULL
                           ? arena_copy(arena, whole, length < MESSAGE_MAX ? length : MESSAGE_MAX)
                           : NULL;
    arena_free(brief);
    return kept;
}

static void read_error(struct arena *arena, const struct json *document, struct ckan_answer *answer)
{
    const struct json *error = json_member(document, "error");
    answer->type = beginning(arena, json_member(error, "__type"));
    answer->message = beginning(arena, json_member(error, "message"));
}

void ckan_answer_read(struct arena *arena, struct arena *brief, const struct http_reply *reply,
                      const char *word, struct ckan_answer *answer, const struct json **document)
{
    bool success = reply->status >= 200 && reply->status < 300;
    struct inner inner = unwrap(reply, word);
    *document = NULL;
    if (!inner.wrapped && html_is(reply->body, reply->length)) {
        answer->html = true;
        answer->fault = JSON_BROKEN;
        answer->generator = html_generator(arena, reply->body, reply->length);
        return;
    }
    answer->fault = inner.cut ? JSON_CUT : json_read(brief, inner.bytes, inner.length, document);
    if (answer->fault != JSON_GOOD) {
        answer->stale = word != NULL && success && !inner.wrapped && calls(reply);
        return;
    }
    bool envelope = json_what(json_member(*document, "success")) == JSON_IS_BOOL;
    answer->no_action = reply->status == 400 && json_what(*document) == JSON_IS_TEXT;
    if (envelope)
        read_error(arena, *document, answer);
    answer->no_envelope = !envelope || (success && answer->type == NULL &&
                                        !json_yes(json_member(*document, "success")));
    answer->stale = word != NULL && success && !inner.wrapped && envelope;
    answer->good = success && !answer->no_envelope && !answer->stale && answer->type == NULL &&
                   json_yes(json_member(*document, "success"));
    if (!answer->good)
        *document = NULL;
}

bool ckan_answer_hung(const struct http_reply *reply)
{
    return reply->status == 504 ||
           (reply->outcome.why == WHY_SILENT && reply->outcome.stage == STAGE_REPLY);
}

double ckan_answer_count(const struct json *value)
{
    double count = json_number(value);
    return count >= 0 && count < 0x1p53 && count == number_whole(count) ? count : NAN;
}

double ckan_answer_time(struct arena *arena, const struct json *value)
{
    double when;
    const char *text = json_text(arena, value);
    return text != NULL && when_read(text, &when) ? when : NAN;
}
