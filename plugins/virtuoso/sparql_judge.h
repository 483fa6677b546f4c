/* SPDX-License-Identifier: BSD-2-Clause */
/* sparql_judge.h - what it means when a SPARQL endpoint gives no whole answer. */
#ifndef SPARQL_JUDGE_H
#define SPARQL_JUDGE_H

#include "net/http_part.h"
#include "virtuoso/sparql_answer.h"
#include "virtuoso/sparql_part.h"

/* Makes a finding of an answer that is of no use. False when it can be relied on. who is the
 * endpoint. */
bool sparql_judge(struct report *report, const struct http_options *options,
                  const struct net_options *net, const struct sparql_answer *answer,
                  const char *who);

/* A remark (state OK) when the server needed patience for a good answer. */
void sparql_judge_patience(struct report *report, const struct sparql_answer *answer,
                           const char *who);

#endif
