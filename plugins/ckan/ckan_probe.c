/* SPDX-License-Identifier: BSD-2-Clause */
#include "ckan/ckan_probe.h"

#include "ckan/ckan_cause.h"
#include "ckan/ckan_count.h"

static void fetch(struct ckan *ckan, const struct http_request *request, struct http_reply *reply)
{
    http_fleet(ckan->http, request, reply, 1, 1);
    ckan->hung = ckan_answer_hung(reply);
}

static struct url address(struct ckan *ckan, const struct ckan_question *question, const char *word)
{
    struct arena *arena = ckan->run->arena;
    bool query = question->query != NULL;
    const char *path = arena_printf(arena, "/api/3/action/%s%s%s%s%s", question->action,
                                    query || word != NULL ? "?" : "", query ? question->query : "",
                                    word == NULL ? ""
                                    : query      ? "&callback="
                                                 : "callback=",
                                    word != NULL ? word : "");
    return url_below(arena, &ckan->base, path);
}

static void ask(struct ckan *ckan, const struct ckan_question *question, struct ckan_answer *answer,
                const struct json **document)
{
    struct arena *arena = ckan->run->arena;
    const char *word = question->with_token ? NULL : http_nonce(ckan->http);
    struct ckan_count count = ckan_count_start(ckan->brief, word, question->count_max);
    struct http_request request = {
        .url = address(ckan, question, word),
        .secret = question->with_token ? ckan->secret : NULL,
        .seconds = question->seconds,
        .take = question->count_result ? ckan_count_take : NULL,
        .context = &count,
        .brief = ckan->brief,
    };
    fetch(ckan, &request, &answer->reply);
    answer->too_large = count.too_large;
    answer->list_bytes = count.bytes;
    if (answer->reply.outcome.stage != STAGE_DONE || answer->reply.trouble != HTTP_FINE)
        return;
    if (question->count_result && http_reply_good(&answer->reply))
        ckan_count_end(arena, &count, answer);
    else
        ckan_answer_read(arena, question->lasting ? arena : ckan->brief, &answer->reply, word,
                         answer, document);
}

/* The text of a document is of no more use; what came in its place says what is wrong. */
static void keep_body(struct arena *arena, struct ckan_answer *answer)
{
    struct http_reply *reply = &answer->reply;
    answer->bytes = reply->length;
    reply->length = answer->good ? 0 : reply->length;
    reply->body = answer->good ? "" : arena_copy(arena, reply->body, reply->length);
}

void ckan_probe_ask(struct ckan *ckan, const struct ckan_question *question,
                    struct ckan_answer *answer, const struct json **document)
{
    arena_clear(ckan->brief);
    *document = NULL;
    *answer = (struct ckan_answer){ .reply = { .body = "" } };
    answer->asked = !ckan->hung;
    if (ckan->hung || run_left(ckan->run) <= 0)
        return;
    ask(ckan, question, answer, document);
    keep_body(ckan->run->arena, answer);
}

bool ckan_probe_page(struct ckan *ckan, const char *path, struct http_reply *reply)
{
    *reply = (struct http_reply){ .body = "" };
    if (ckan->hung)
        return false;
    if (run_left(ckan->run) <= 0)
        return true;
    struct http_request request = {
        .url = url_below(ckan->run->arena, &ckan->base, path),
        .seconds = run_share(ckan->run),
    };
    fetch(ckan, &request, reply);
    return true;
}
