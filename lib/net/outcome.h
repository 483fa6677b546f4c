/* SPDX-License-Identifier: BSD-2-Clause */
/* outcome.h - how one request to a peer ended, the same for every transport. */
#ifndef OUTCOME_H
#define OUTCOME_H

#include "net/net_part.h"
#include "frame/report.h"

/* How far a request came; the last one means all the way. */
enum stage {
    STAGE_NOT_STARTED,
    STAGE_RESOLVE,
    STAGE_CONNECT,
    STAGE_REQUEST, /* what is asked before TLS (STARTTLS) or after it */
    STAGE_REPLY,
    STAGE_HANDSHAKE,
    STAGE_DONE
};

/* What ended it. */
enum why {
    WHY_NOTHING, /* it is done, or it was never begun */
    /* The network answered no: --unreachable=STATE. */
    WHY_NO_NAME,
    WHY_NO_ADDRESS, /* the name exists, but has no address of the family that is asked for */
    WHY_REFUSED,
    WHY_NO_ROUTE,
    WHY_RESET,
    /* Nobody answered in time: --timeout=SECONDS:STATE. */
    WHY_SILENT,
    WHY_NAMES_SILENT, /* the name servers */
    /* The peer's fault: CRITICAL. */
    WHY_CLOSED,
    WHY_GARBAGE,
    WHY_DECLINED, /* it said no in its own protocol */
    /* Our own fault: UNKNOWN. */
    WHY_NO_RESOLVER, /* no name server is configured */
    WHY_RESOURCES    /* sockets, memory, threads */
};

struct outcome {
    enum stage stage;
    enum why why;
    double seconds;     /* from the start of the request to its end */
    const char *detail; /* English, from a library or the peer; NULL, or blank, for none */
};

/* The why of an errno value of socket(2), connect(2), read(2) or write(2). */
enum why outcome_why_of_errno(int error);
/* In a few words, an N_() phrase. */
const char *outcome_why_text(enum why why);
/* The word for a stage: an N_() word, and the same translated. */
const char *outcome_stage_word(enum stage stage);
const char *outcome_stage_name(enum stage stage);

/* Makes a finding of an outcome that is not done. who: the peer as the reader knows it. The state
 * follows from the outcome; the code is that of net_part unless row names a more exact one. */
void outcome_report(struct report *report, const struct net_options *options,
                    const struct outcome *outcome, const char *who, const struct finding_row *row);

#endif
