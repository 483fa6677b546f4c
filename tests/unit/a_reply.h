/* SPDX-License-Identifier: BSD-2-Clause */
/* A reply as http_fleet() would leave it. */
#ifndef A_REPLY_H
#define A_REPLY_H

#include <string.h>

#include "net/http_reply.h"
#include "unit/check.h"

static inline struct http_reply a_reply(long status, const char *body)
{
    struct http_reply reply = { .outcome = { .stage = STAGE_DONE, .seconds = 0.25 },
                                .status = status,
                                .body = body,
                                .length = strlen(body) };
    url_read(arena, "https://portal.example/api?token=geheim", &reply.url);
    return reply;
}

static inline void give_header(struct http_reply *reply, const char *name, const char *value)
{
    struct http_header *headers = arena_array(arena, reply->nheaders + 1, sizeof *headers);
    if (reply->nheaders > 0)
        memcpy(headers, reply->headers, reply->nheaders * sizeof *headers);
    headers[reply->nheaders++] = (struct http_header){ name, value };
    reply->headers = headers;
}

#endif
