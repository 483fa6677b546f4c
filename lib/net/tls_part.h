/* SPDX-License-Identifier: BSD-2-Clause */
/* tls_part.h - what every plugin brings that speaks TLS. */
#ifndef TLS_PART_H
#define TLS_PART_H

#include "net/net_part.h"
#include "frame/plugin.h"
#include "net/tls.h"

struct tls_options {
    const char *ca;
};

enum tls_finding {
    TLS_FINDING_NO_TLS,
    TLS_FINDING_INJECTION,
    TLS_FINDING_STARTTLS,
    TLS_FINDING_HANDSHAKE,
    TLS_FINDING_TRUST_STORE,
    TLS_FINDINGS
};
extern const struct finding_row tls_findings[TLS_FINDINGS];
extern const struct part tls_part;

/* A finding for an answer that did not come to a certificate: by tls_trouble where that is more
 * exact than the outcome. who is the target as the reader knows it. */
void tls_report_failure(struct report *report, const struct net_options *net,
                        const struct tls_answer *answer, const char *who);

/* UNKNOWN: there is no trust store at that place. */
void tls_report_no_store(struct report *report, const struct tls_options *options,
                         const char *where);

/* Whether this host has a way to any address of the target; true when there are none. */
bool tls_has_route(const struct tls_result *result);
/* Names the addresses that were left out because this host has no way to their family, while it has
 * one to others: not a fault, but to be known. */
void tls_report_left_out(struct report *report, const char *who, const struct tls_result *result);

/* Remarks about one answer: how it ended (-v), the certificates of its chain (-vvv). */
void tls_note(struct run *run, const struct tls_target *target, const struct tls_answer *answer);

#endif
