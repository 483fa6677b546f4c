/* SPDX-License-Identifier: BSD-2-Clause */
/* http_report.h - what a reply, or its absence, means; no more than HTTP itself tells. */
#ifndef HTTP_REPORT_H
#define HTTP_REPORT_H

#include "read/json.h"
#include "net/http_part.h"
#include "net/http_reply.h"

/* Makes a finding of a reply that is not good, by its outcome, trouble, block page or status; who
 * names what was asked, as the reader knows it. silent, if given, is the row for a peer that took
 * the request and stayed silent. False, and no finding, when the reply is good and not a block
 * page. */
bool http_report(struct report *report, const struct http_options *options,
                 const struct net_options *net, const struct http_reply *reply, const char *who,
                 const struct finding_row *silent);

/* CRITICAL: the answer lacks the nonce that was sent, so it is a copy of an older one. */
void http_report_stale(struct report *report, const struct http_reply *reply, const char *who);

/* A body that json_read() refuses, or that lacks what must be in it: a finding by its fault. html,
 * if given, is the row for an HTML page. */
void http_report_json(struct report *report, const struct http_reply *reply, enum json_fault fault,
                      const char *who, const struct finding_row *html);
/* UNKNOWN: well-formed, but `what` (a field or form, untranslated) is not in it. */
void http_report_form(struct report *report, const char *who, const char *what);

/* The metric time (of the whole run, with -w and -c) and, from the run's first answer, resolve,
 * connect, tls and first_byte. Call it last: it makes a finding of a run that took too long, unless
 * a finding about a silent peer explains that. Says so when nothing was verified. */
void http_report_times(struct report *report, const struct http_options *options,
                       const struct http_times *first, double total);

#endif
