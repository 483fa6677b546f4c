/* SPDX-License-Identifier: BSD-2-Clause */
#include "virtuoso/sparql_answer.h"

#include <math.h>
#include <string.h>

#include "base/number.h"
#include "base/text.h"

/* A whole one: it ends as it must. */
static bool is_xml_result(const char *body, size_t length)
{
    static const char end[] = "</sparql>";
    size_t size = sizeof end - 1;
    while (length > 0 && strchr(" \t\r\n", body[length - 1]) != NULL)
        length--;
    return length > size && memcmp(body + length - size, end, size) == 0;
}

static bool is_cut(const struct http_reply *reply)
{
    const char *state = http_reply_header(reply, "X-SQL-State");
    return reply->status == 206 ||
           (state != NULL && (strcmp(state, "S1TAT") == 0 || strcmp(state, "D1CTX") == 0));
}

void sparql_answer_read(struct arena *arena, const char *nonce, struct sparql_answer *answer)
{
    const struct http_reply *reply = &answer->reply;
    const char *cap = http_reply_header(reply, "X-SPARQL-MaxRows");
    answer->failed = false;
    answer->results = (struct sparql_results){ .number = NAN };
    if (cap == NULL || !number_parse(cap, &answer->row_cap))
        answer->row_cap = NAN;
    if (!http_reply_good(reply)) {
        answer->failed = virtuoso_error_read(arena, reply->body, reply->length, &answer->error);
        return;
    }
    sparql_results_read(arena, reply->body, reply->length, &answer->results);
    answer->xml = !http_reply_is_html(reply) && is_xml_result(reply->body, reply->length);
    answer->partial = is_cut(reply);
    const char *echo = answer->results.nonce;
    answer->stale = answer->results.known && nonce != NULL &&
                    (echo == NULL || strcmp(echo, nonce) != 0);
}

bool sparql_answer_in_checkpoint(const struct sparql_answer *answer)
{
    if (answer->failed)
        return virtuoso_error_cause(&answer->error) == VIRTUOSO_CHECKPOINT;
    return answer->reply.status == 503 && http_reply_header(&answer->reply, "Retry-After") != NULL;
}

bool sparql_answer_good(const struct sparql_answer *answer)
{
    return answer->asked && http_reply_good(&answer->reply) && answer->results.known &&
           !answer->partial && !answer->stale;
}
