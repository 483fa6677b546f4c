/* SPDX-License-Identifier: BSD-2-Clause */
/* certificate_part.h - what is expected of a certificate. */
#ifndef CERTIFICATE_PART_H
#define CERTIFICATE_PART_H

#include "frame/plugin.h"

struct certificate_options {
    struct margin warn, crit; /* of the lifetime of every certificate of the chain */
    struct list issuer, not_issuer, fingerprint;
};
/* A 160-hour certificate warns at 40 hours, a 45-day one at 11 days, a 398-day one at 30 days. */
#define CERTIFICATE_DEFAULTS \
    { \
        .warn = { .share = 0.25, .seconds = 30 * DAY }, .crit = { \
            .share = 0.10, \
            .seconds = 14 * DAY \
        } \
    }

enum certificate_finding {
    CERTIFICATE_EXPIRED,
    CERTIFICATE_EXPIRING,
    CERTIFICATE_NOT_YET_VALID,
    CERTIFICATE_UNTRUSTED,
    CERTIFICATE_INCOMPLETE,
    CERTIFICATE_SELF_SIGNED,
    CERTIFICATE_NAME,
    CERTIFICATE_SIGNATURE,
    CERTIFICATE_PURPOSE,
    CERTIFICATE_STRICT,
    CERTIFICATE_ORDER,
    CERTIFICATE_WEAK_KEY,
    CERTIFICATE_WEAK_DIGEST,
    CERTIFICATE_LIFETIME,
    CERTIFICATE_ISSUER,
    CERTIFICATE_FINGERPRINT,
    CERTIFICATE_FINDINGS
};
extern const struct finding_row certificate_findings[CERTIFICATE_FINDINGS];
extern const struct part certificate_part;

#endif
