/* SPDX-License-Identifier: BSD-2-Clause */
#include "net/http_reply.h"

#include <math.h>
#include <string.h>
#include <strings.h>

#include "read/html.h"
#include "base/number.h"
#include "base/text.h"

const char *http_reply_header(const struct http_reply *reply, const char *name)
{
    for (size_t i = reply->nheaders; i > 0; i--) {
        if (text_same(reply->headers[i - 1].name, name))
            return reply->headers[i - 1].value;
    }
    return NULL;
}

bool http_reply_good(const struct http_reply *reply)
{
    return reply->outcome.stage == STAGE_DONE && reply->trouble == HTTP_FINE &&
           reply->status >= 200 && reply->status < 300;
}

bool http_reply_is_html(const struct http_reply *reply)
{
    const char *type = http_reply_header(reply, "Content-Type");
    return (type != NULL && strncasecmp(type, "text/html", 9) == 0) ||
           html_is(reply->body, reply->length);
}

double http_reply_age(const struct http_reply *reply)
{
    double seconds;
    const char *age = http_reply_header(reply, "Age");
    return age != NULL && number_parse(age, &seconds) && seconds >= 0 ? seconds : NAN;
}

const char *http_reply_cache_words(struct arena *arena, const struct http_reply *reply)
{
    static const char *const names[] = { "Age", "X-Cache", "X-Proxy-Cache", "CF-Cache-Status" };
    const char *words = NULL;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const char *value = http_reply_header(reply, names[i]);
        if (value != NULL)
            words = arena_printf(arena, "%s%s%s %s", words != NULL ? words : "",
                                 words != NULL ? ", " : "", names[i], value);
    }
    return words;
}

static void note_body(struct run *run, const struct http_reply *reply)
{
    enum { SHOWN = 2000 };
    size_t length = reply->length < SHOWN ? reply->length : SHOWN;
    if (length > 0)
        run_note(run, 3, "  %s", text_clean(run->arena, reply->body, length, SHOWN));
}

void http_reply_note_redirect(struct run *run, const struct url *from, long status,
                              const struct url *to)
{
    if (run->common->verbose.times > 0)
        run_note(run, 1, "%s: status %ld leads to %s", url_text(run->arena, from), status,
                 url_text(run->arena, to));
}

void http_reply_note(struct run *run, const struct http_reply *reply)
{
    static const char *const methods[] = {
        [HTTP_GET] = "GET", [HTTP_HEAD] = "HEAD", [HTTP_POST_FORM] = "POST"
    };
    if (run->common->verbose.times == 0)
        return;
    const struct outcome *outcome = &reply->outcome;
    const char *what = arena_printf(run->arena, "%s %s%s%s", methods[reply->method],
                                    url_text(run->arena, &reply->url),
                                    reply->tried != NULL ? " at " : "", text_or(reply->tried, ""));
    if (outcome->stage == STAGE_DONE)
        run_note(run, 1, "%s: status %ld, bytes: %zu, %.3f s", what, reply->status, reply->received,
                 outcome->seconds);
    else
        run_note(run, 1, "%s: stage %s, %s, %.3f s%s%s", what, outcome_stage_word(outcome->stage),
                 outcome_why_text(outcome->why), outcome->seconds,
                 outcome->detail != NULL ? ": " : "", text_or(outcome->detail, ""));
    for (size_t i = 0; i < reply->nheaders; i++)
        run_note(run, 2, "  %s: %s", reply->headers[i].name, reply->headers[i].value);
    note_body(run, reply);
}
