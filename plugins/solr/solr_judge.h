/* SPDX-License-Identifier: BSD-2-Clause */
/* solr_judge.h - what answers of Solr mean: whether it is there, has its cores and can read its
 * index. */
#ifndef SOLR_JUDGE_H
#define SOLR_JUDGE_H

#include "net/http_part.h"
#include "solr/solr_part.h"
#include "solr/solr_reading.h"

/* wanted is the core that was asked for, or NULL. True when a search was answered, so that there
 * are numbers to judge. */
bool solr_judge(struct report *report, const struct http_options *options,
                const struct net_options *net, const struct solr_reading *reading,
                const char *wanted);

/* What Solr does not tell of itself, which is no alarm. */
void solr_judge_remark(struct report *report, const struct solr_reading *reading);

#endif
