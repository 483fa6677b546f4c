/* SPDX-License-Identifier: BSD-2-Clause */
/* solr_ask.h - the questions that tell how a Solr is, one after the other. All of them read.
 *
 * Ping is no sign of health (it is fine with a lost index), so it is asked last and for one thing
 * only: whether somebody took this Solr out of service. What says most is asked first, and each
 * question has half of the time that is left: who is silent for so long hangs, is asked no more,
 * and there is time left to say so. */
#ifndef SOLR_ASK_H
#define SOLR_ASK_H

#include "net/http.h"
#include "keep/memory.h"
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

/* core may be NULL: then the only one is looked at, or the one for URLs without a name. A URL may
 * also be that of a core. */
void solr_ask(struct run *run, struct http *http, const struct http_options *options,
              const char *core, const char *newest_field, struct solr_reading *reading);

/* Whether a whole answer came, whatever it says. */
bool solr_answered(const struct solr_answer *answer);

/* The core as a reader knows it. */
const char *solr_core_label(const char *name);

#endif
