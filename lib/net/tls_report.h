/* SPDX-License-Identifier: BSD-2-Clause */
/* tls_report.h - what a handshake that came about, or did not, means for a reader. */
#ifndef TLS_REPORT_H
#define TLS_REPORT_H

#include "net/net_part.h"
#include "net/tls.h"
#include "net/tls_part.h"

/* A finding for an answer that did not come to a certificate: by tls_trouble where that is more
 * exact than the outcome. who: the target as the reader knows it. */
void tls_report_failure(struct report *report, const struct net_options *net,
                        const struct tls_answer *answer, const char *who);

/* UNKNOWN: there is no trust store at that place. */
void tls_report_no_store(struct report *report, const struct tls_options *options,
                         const char *where);

/* Whether this host has a way to any address of the target; true when there are none. */
bool tls_report_routed(const struct tls_reply *reply);
/* Names the addresses that were left out because this host has no way to their family, while it has
 * one to others: not a fault, but to be known. */
void tls_report_left_out(struct report *report, const char *who, const struct tls_reply *reply);

/* Remarks about one answer: how it ended (-v), the certificates of its chain (-vvv). */
void tls_report_note(struct run *run, const struct tls_target *target,
                     const struct tls_answer *answer);

#endif
