/* SPDX-License-Identifier: BSD-2-Clause */
#include "net/tls_part.h"

static const struct option_row options[] = {
    OPT_IN(struct tls_options, 0, "ca", ca, .caption = "Trusted roots", .arg = "FILE|DIR",
           .file = true,
           .help = N_("Trust the roots in this PEM file or folder instead of the system's")),
};

const struct finding_row tls_findings[TLS_FINDINGS] = {
    [TLS_FINDING_NO_TLS] = FINDING("tls-not-spoken",
                                   N_("The server does not speak TLS on this port")),
    [TLS_FINDING_INJECTION] = FINDING("starttls-injection",
                                      N_("Plain text arrived that nobody asked for, ahead of TLS")),
    [TLS_FINDING_STARTTLS] = FINDING("starttls-refused",
                                     N_("The server refuses STARTTLS or does not offer it")),
    [TLS_FINDING_HANDSHAKE] = FINDING("tls-handshake-failed", N_("The TLS handshake failed")),
    [TLS_FINDING_TRUST_STORE] = FINDING("trust-store-missing",
                                        N_("No trusted root certificate can be read")),
};

const struct part tls_part = {
    .title = N_("TLS"),
    .options = options,
    .noptions = COUNT(options),
    .findings = tls_findings,
    .nfindings = COUNT(tls_findings),
};
