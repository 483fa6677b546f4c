/* SPDX-License-Identifier: BSD-2-Clause */
/* solr_reading.h - what one Solr told in one run; pure. */
#ifndef SOLR_READING_H
#define SOLR_READING_H

#include "net/http_reply.h"
#include "solr/solr.h"

enum solr_step {
    SOLR_CORES,      /* which cores there are, which failed, whether the files are still there */
    SOLR_COUNT,      /* a search that fetches nothing, with a word that must come back */
    SOLR_NEWEST,     /* the newest document */
    SOLR_ROW,        /* any document: the newest can be read when others cannot */
    SOLR_STATISTICS, /* failed updates, pending documents, caches */
    SOLR_COMMIT,     /* the last commit, when the list of cores does not say */
    SOLR_SYSTEM,     /* version and heap */
    SOLR_PING,
    SOLR_STEPS
};

struct solr_answer {
    bool asked;
    bool good;  /* 2xx, whole, fresh and of the form that is known */
    bool stale; /* our word is not in it */
    struct http_reply reply;
    enum solr_cause cause;
    enum json_fault fault;
    const char *text; /* of an error; NULL */
};

/* One Solr in one run: plain values. */
struct solr_reading {
    struct url base;  /* of the cores */
    struct url index; /* of the core that is looked at */
    const char *core; /* its name, "" for the one without; NULL: none was chosen */
    struct solr_answer answers[SOLR_STEPS];
    struct solr_cores cores;
    double documents, committed, newest; /* times: seconds since 1970 */
    double row;                          /* place of the document that was fetched at random */
    bool no_field;                       /* the newest document has no such date */
    struct solr_statistics statistics;
    struct solr_system system;
};

/* Whether a whole answer came, whatever it says. */
bool solr_reading_answered(const struct solr_answer *answer);

#endif
