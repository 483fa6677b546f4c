/* SPDX-License-Identifier: BSD-2-Clause */
#include "tls_part.h"

#include "banned.h"

static const struct option_row options[] = {
    OPT_IN(struct tls_options, 0, "ca", ca, .arg = "FILE|DIR",
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
    .options = options,
    .noptions = COUNT(options),
    .findings = tls_findings,
    .nfindings = COUNT(tls_findings),
};

void tls_report_failure(struct report *report, const struct net_options *net,
                        const struct tls_answer *answer, const char *who)
{
    const char *detail = answer->outcome.detail != NULL ? answer->outcome.detail : "";
    switch (answer->trouble) {
    case TLS_FINE: outcome_report(report, net, &answer->outcome, who, NULL); return;
    case TLS_NOT_SPOKEN:
        report_add(
            report, &tls_findings[TLS_FINDING_NO_TLS], CRITICAL,
            N_("%s does not speak TLS (stage handshake: %s); check the port, or whether it needs "
               "--starttls"),
            who, detail);
        return;
    case TLS_INJECTED:
        report_add(
            report, &tls_findings[TLS_FINDING_INJECTION], CRITICAL,
            N_("%s: plain text arrived that nobody asked for, ahead of TLS (stage %s); somebody "
               "in between may be injecting commands, or the server is broken: update it and "
               "look at what stands between"),
            who, stage_name(answer->outcome.stage));
        return;
    case TLS_STARTTLS_REFUSED:
        report_add(report, &tls_findings[TLS_FINDING_STARTTLS], CRITICAL,
                   N_("%s: STARTTLS is refused (stage reply): %s; switch TLS on in the server"),
                   who, detail);
        return;
    case TLS_REJECTED:
        report_add(report, &tls_findings[TLS_FINDING_HANDSHAKE], CRITICAL,
                   N_("%s: the TLS handshake failed (stage handshake): %s; look at the log of the "
                      "server"),
                   who, detail);
        return;
    case TLS_NO_CERTIFICATE: break;
    }
    report_add(
        report, &tls_findings[TLS_FINDING_HANDSHAKE], CRITICAL,
        N_("%s: the server presents no certificate (stage handshake); check its TLS settings"),
        who);
}

void tls_report_no_store(struct report *report, const char *where)
{
    report_add(
        report, &tls_findings[TLS_FINDING_TRUST_STORE], UNKNOWN,
        N_("no trusted root certificate can be read from %s: nothing was checked; install the "
           "package ca-certificates or give --ca"),
        where);
}
