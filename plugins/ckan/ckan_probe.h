/* SPDX-License-Identifier: BSD-2-Clause */
/* ckan_probe.h - one question at a time to the action API of a portal, by GET. */
#ifndef CKAN_PROBE_H
#define CKAN_PROBE_H

#include "ckan/ckan_answer.h"
#include "net/http.h"
#include "frame/plugin.h"

/* One portal in one run. */
struct ckan {
    struct run *run;
    struct http *http;
    struct url base;
    struct arena *brief; /* the answer that came last, text and document: there may be hundreds in a
                            run, some of 16 MiB, so one ends when the next question is asked */
    const char *secret;  /* "Authorization: TOKEN", or NULL */
    double retry_hung;   /* seconds for which a question that hung is not asked again */
    bool hung;           /* one has hung in this run: nothing more is asked, because a portal of one
                            thread makes all others wait behind it */
};

/* What is asked. */
struct ckan_question {
    const char *action; /* "package_search" */
    const char *query;  /* encoded, without `?`; NULL for none */
    bool with_token;    /* else anonymous, with a callback: JSONP takes the user away (seen with
                           2.9.11) and echoes our word, which proves that the answer is fresh */
    double seconds;     /* its share of the time; 0: all that is left */
    bool count_result;  /* the result is a list: count it while it streams, do not hold it */
    double count_max;   /* bytes of that answer; 0: no limit */
    bool lasting;       /* its document is read while others are asked for */
};

/* Asks and waits. *document is the whole envelope when the answer is good and no list was counted,
 * else NULL; it ends with the next question unless this one says that it lasts. Not asked when a
 * question has hung before. */
void ckan_probe_ask(struct ckan *ckan, const struct ckan_question *question,
                    struct ckan_answer *answer, const struct json **document);

/* Fetches a page of the portal, under the same guard; false when it was not asked. */
bool ckan_probe_page(struct ckan *ckan, const char *path, struct http_reply *reply);

#endif
