/* SPDX-License-Identifier: BSD-2-Clause */
/* ckan.h - the action API of CKAN, 2.9 to 2.12 (docs.ckan.org, "API guide"): one question at a
 * time, by GET, and what the answer says about the portal, its search, its database and its queue.
 *
 * An answer is an envelope: {"help", "success", "result"} with 200, {"help", "success", "error":
 * {"__type", "message"}} with 4xx or 5xx, a bare JSON string with 400 for an action that does not
 * exist, and an HTML page when the failure is outside the action. Messages are translated, types
 * are not. */
#ifndef CKAN_H
#define CKAN_H

#include "net/http.h"
#include "read/json.h"
#include "frame/plugin.h"

/* One portal in one run. */
struct ckan {
    struct run *run;
    struct http *http;
    struct url base;
    struct arena *brief; /* the document that came last: there may be hundreds in a run, and each
                            may take some 12 MiB, so it ends when the next one is asked for */
    const char *secret;  /* "Authorization: TOKEN", or NULL */
    double retry_hung;   /* a question that hung is not asked again for so many seconds */
    bool hung;           /* one has hung in this run: nothing more is asked, because a portal of one
                            thread makes all others wait behind it */
};

/* What is asked. */
struct ckan_question {
    const char *action; /* "package_search" */
    const char *query;  /* encoded, without `?`; NULL for none */
    bool with_token;    /* else anonymous, with a callback: JSONP takes the user away (seen with
                           2.9.11) and echoes a word of ours, which proves that the answer is fresh */
    double seconds;     /* its share of the time; 0: all that is left */
    bool count_result;  /* the result is a list: count it while it streams, do not hold it */
    double count_max;   /* bytes of that answer; 0: no limit */
    bool lasting;       /* its document is read while others are asked for */
};

/* The envelope that came. */
struct ckan_answer {
    struct http_reply reply;
    bool asked, good; /* good: 200, success true, whole, and fresh where that can be seen */
    bool stale;       /* the word of ours is not in it */
    bool html;        /* a page, whatever its status */
    bool too_large;   /* the list that was to be counted */
    bool no_envelope; /* JSON, but not CKAN's envelope */
    bool no_action;   /* 400 and a string: the portal has no such action */
    enum json_fault fault;
    size_t items;          /* of the list that was counted */
    double list_bytes;     /* that came of it */
    const char *generator; /* of an HTML page: "ckan 2.9.11"; NULL */
    const char *type;      /* error.__type; NULL */
    const char *message;   /* error.message; NULL */
};

/* Half of the time that is left: the share of a step that others follow. */
double ckan_share(const struct ckan *ckan);

/* Asks and waits. *document is the whole envelope when the answer is good and no list was counted,
 * else NULL; it ends with the next question unless this one says that it lasts. Not asked when a
 * question has hung before. */
void ckan_ask(struct ckan *ckan, const struct ckan_question *question, struct ckan_answer *answer,
              const struct json **document);

/* Fetches a page of the portal, under the same guard; false when it was not asked. */
bool ckan_page(struct ckan *ckan, const char *path, struct http_reply *reply);

/* From here on pure. */

/* What a kept reply says; word is the callback that was sent, NULL for none. Texts of the answer
 * live in the arena, the document in brief, which may be the same. */
void ckan_read(struct arena *arena, struct arena *brief, const struct http_reply *reply,
               const char *word, struct ckan_answer *answer, const struct json **document);

/* Whether the portal took the question and left it unanswered, or its proxy says so. */
bool ckan_hung(const struct http_reply *reply);

/* What stands behind the portal and is at fault, as far as an answer tells. */
enum ckan_cause {
    CKAN_FINE,
    CKAN_TRANSPORT,  /* nothing whole came: see the reply */
    CKAN_STALE,      /* a copy from a cache */
    CKAN_HTML,       /* a page where JSON should be */
    CKAN_UNREADABLE, /* see fault and no_envelope */
    CKAN_NO_ACTION,
    CKAN_FORBIDDEN,     /* 403 */
    CKAN_NOT_FOUND,     /* 404 */
    CKAN_REFUSED_QUERY, /* 409 Validation Error, 400 Search Query Error, Solr's 400 */
    CKAN_SEARCH_UNREACHABLE,
    CKAN_SEARCH_HUNG,
    CKAN_SEARCH_ERROR,  /* Solr answers with an error */
    CKAN_SEARCH_FAILED, /* the search failed, and the text does not say how */
    CKAN_DATABASE,      /* 500 with CKAN's own HTML page: probably PostgreSQL */
    CKAN_INTERNAL,      /* 500 Internal Server Error in JSON */
    CKAN_STATUS         /* another status: see the reply */
};
enum ckan_cause ckan_cause(const struct ckan_answer *answer);

/* What of an error's message helps a person: the reason that Solr gives, without query, tags and
 * stack trace; "no text given" when there is none. */
const char *ckan_words(struct arena *arena, const struct ckan_answer *answer);

/* A time of CKAN, UTC without a zone; NAN. */
double ckan_time(struct arena *arena, const struct json *text);

#endif
