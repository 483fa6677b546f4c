/* SPDX-License-Identifier: BSD-2-Clause */
/* ckan_cause.h - which part behind the portal an answer that is not good points to; pure. */
#ifndef CKAN_CAUSE_H
#define CKAN_CAUSE_H

#include "ckan/ckan_answer.h"

/* What is at fault, if the answer tells it. */
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
const char *ckan_cause_words(struct arena *arena, const struct ckan_answer *answer);

#endif
