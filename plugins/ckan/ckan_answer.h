/* SPDX-License-Identifier: BSD-2-Clause */
/* ckan_answer.h - what the action API of CKAN, 2.9 to 2.12, answers (docs.ckan.org, "API guide");
 * pure.
 *
 * An answer is an envelope: {"help", "success", "result"} with 200, {"help", "success", "error":
 * {"__type", "message"}} with 4xx or 5xx, a bare JSON string with 400 for an action that does not
 * exist, and an HTML page when the failure is outside the action. Messages are translated, types
 * are not. */
#ifndef CKAN_ANSWER_H
#define CKAN_ANSWER_H

#include <stdbool.h>
#include <stddef.h>

#include "net/http_reply.h"
#include "read/json.h"

/* The envelope that came. */
struct ckan_answer {
    struct http_reply reply;
    bool asked, good; /* good: 200, success true, whole, and fresh where that can be seen */
    bool stale;       /* our word is not in it */
    bool html;        /* a page, whatever its status */
    bool too_large;   /* the list that was to be counted */
    bool no_envelope; /* JSON, but not CKAN's envelope */
    bool no_action;   /* 400 and a string: the portal has no such action */
    enum json_fault fault;
    size_t items;          /* of the list that was counted */
    double list_bytes;     /* that came of it */
    size_t bytes;          /* of the body; that of a good answer is gone when it was read */
    const char *generator; /* of an HTML page: "ckan 2.9.11"; NULL */
    const char *type;      /* error.__type; NULL */
    const char *message;   /* error.message; NULL */
};

/* What a kept reply says; word is the callback that was sent, NULL for none. Texts of the answer
 * live in the arena, the document in brief, which may be the same. */
void ckan_answer_read(struct arena *arena, struct arena *brief, const struct http_reply *reply,
                      const char *word, struct ckan_answer *answer, const struct json **document);

/* Whether the portal took the question and left it unanswered, or its proxy says so. */
bool ckan_answer_hung(const struct http_reply *reply);

/* How many there are; NAN when it is no number of things, or more than a double counts. */
double ckan_answer_count(const struct json *value);

/* A time of CKAN, UTC without a zone; NAN. */
double ckan_answer_time(struct arena *arena, const struct json *text);

#endif
