/* SPDX-License-Identifier: BSD-2-Clause */
/* solr_watch.h - what a Solr did since the last run.
 *
 * Some faults show once and are there no less afterwards: documents vanish, a core is gone, an
 * update fails. They are said until they are repaired, or for a day where only people can know
 * whether it was meant; else the alarm would be over before anybody was called. */
#ifndef SOLR_WATCH_H
#define SOLR_WATCH_H

#include "frame/plugin.h"
#include "keep/watch.h"
#include "solr/solr_reading.h"

enum solr_watch_finding {
    SOLR_WATCH_LOST,
    SOLR_WATCH_DROPPED,
    SOLR_WATCH_UPDATES,
    SOLR_WATCH_TIMEOUTS,
    SOLR_WATCH_FINDINGS
};
extern const struct finding_row solr_watch_findings[SOLR_WATCH_FINDINGS];
extern const struct part solr_watch_part;

struct solr_watch {
    bool first; /* nothing is known of an earlier run */
    struct watch documents;
    double failed;       /* updates that failed; 0 */
    double failed_since; /* and none came through after this time; NAN: others did */
    double timeouts;     /* requests that gave up since the last run; 0 */
    double hit_ratio;    /* of the caches, percent, over at least 100 look-ups; NAN */
    double heap;         /* percent; the lower one of this and the last look: garbage goes */
    const char **gone;   /* cores that there were */
    size_t ngone;
    struct memory next;
};

/* wanted is the core that was asked for, or NULL: then all cores must stay. */
struct solr_watch solr_watch(struct arena *arena, const struct solr_reading *reading,
                             const struct memory *last, const struct levels *drop,
                             const char *wanted, double now);

/* What is wrong with what it did. */
void solr_watch_judge(struct report *report, const struct solr_reading *reading,
                      const struct solr_watch *watch);

/* On the first run: what failed before it, which is no alarm. */
void solr_watch_judge_remark(struct report *report, const struct solr_reading *reading,
                             const struct solr_watch *watch);

#endif
