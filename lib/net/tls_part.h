/* SPDX-License-Identifier: BSD-2-Clause */
/* tls_part.h - what every plugin brings that speaks TLS. */
#ifndef TLS_PART_H
#define TLS_PART_H

#include "net/net_part.h"
#include "frame/plugin.h"

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

#endif
