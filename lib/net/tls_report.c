/* SPDX-License-Identifier: BSD-2-Clause */
#include "net/tls_report.h"

#include "base/text.h"

/* Silence where the server should greet has one more usual reason. */
static void report_outcome(struct report *report, const struct net_options *net,
                           const struct tls_answer *answer, const char *who)
{
    if (answer->outcome.why == WHY_SILENT && answer->outcome.stage == STAGE_REPLY)
        report_add(report, &net_findings[NET_SILENT], net->timeout.state,
                   N_("%s: no answer within %.1f s (stage reply); either the service hangs (look "
                      "at its log), or it speaks TLS at once (leave out --starttls)"),
                   who, answer->outcome.seconds);
    else
        outcome_report(report, net, &answer->outcome, who, NULL);
}

void tls_report_failure(struct report *report, const struct net_options *net,
                        const struct tls_answer *answer, const char *who)
{
    const struct outcome *outcome = &answer->outcome;
    const char *detail = text_or(outcome->detail, _(outcome_why_text(outcome->why)));
    switch (answer->trouble) {
    case TLS_FINE: report_outcome(report, net, answer, who); return;
    case TLS_NOT_SPOKEN:
        report_add(report, &tls_findings[TLS_FINDING_NO_TLS], CRITICAL,
                   N_("%s does not speak TLS (stage handshake: %s); check the port, or whether it "
                      "needs --starttls"),
                   who, detail);
        return;
    case TLS_INJECTED:
        report_add(report, &tls_findings[TLS_FINDING_INJECTION], CRITICAL,
                   N_("%s: plain text arrived that nobody asked for, ahead of TLS (stage %s); "
                      "somebody in between may be injecting commands, or the server is broken: "
                      "update it and look at what stands between"),
                   who, outcome_stage_name(outcome->stage));
        return;
    case TLS_STARTTLS_REFUSED:
        report_add(report, &tls_findings[TLS_FINDING_STARTTLS], CRITICAL,
                   N_("%s: STARTTLS is refused (stage reply): %s; switch TLS on in the server"),
                   who, detail);
        return;
    case TLS_REJECTED:
    case TLS_FAILED:
        report_add(
            report, &tls_findings[TLS_FINDING_HANDSHAKE], CRITICAL,
            N_("%s: the TLS handshake failed (stage handshake): %s; look at the log of the server"),
            who, detail);
        return;
    case TLS_NO_TRUST_STORE:
    case TLS_NO_CERTIFICATE: break;
    }
    report_add(
        report, &tls_findings[TLS_FINDING_HANDSHAKE], CRITICAL,
        N_("%s: the server presents no certificate (stage handshake); check its TLS settings"),
        who);
}

void tls_report_no_store(struct report *report, const struct tls_options *given, const char *where)
{
    if (given->ca != NULL)
        report_add(report, &tls_findings[TLS_FINDING_TRUST_STORE], UNKNOWN,
                   N_("no root certificate can be read from %s: nothing was checked; check --ca "
                      "and the permissions of that file or folder"),
                   where);
    else
        report_add(report, &tls_findings[TLS_FINDING_TRUST_STORE], UNKNOWN,
                   N_("no trusted root certificate can be read from %s: nothing was checked; "
                      "install the package ca-certificates or give --ca"),
                   where);
}

bool tls_report_routed(const struct tls_reply *reply)
{
    bool routed = reply->nanswers == 0;
    for (size_t i = 0; i < reply->nanswers && !routed; i++)
        routed = !reply->answers[i].no_route;
    return routed;
}

void tls_report_left_out(struct report *report, const char *who, const struct tls_reply *reply)
{
    for (size_t i = 0; i < reply->nanswers && tls_report_routed(reply); i++) {
        if (reply->answers[i].no_route)
            report_ok(report,
                      N_("%s (%s) was left out: this host has no route to addresses of that kind"),
                      who, reply->answers[i].address);
    }
}

static void note_chain(struct run *run, const struct chain *chain)
{
    for (size_t i = 0; i < chain->count && run->common->verbose.times >= 3; i++) {
        const struct certificate *certificate = &chain->certificates[i];
        run_note(run, 3, "  %s%s: %s from %s, %s to %s, %s %s, SHA-256 %s",
                 certificate->presented ? "sent" : "known", certificate->used ? "" : ", unneeded",
                 certificate->subject, certificate->issuer,
                 when_date(run->arena, certificate->not_before),
                 when_date(run->arena, certificate->not_after), certificate->key,
                 certificate->digest, certificate->fingerprint);
    }
}

void tls_report_note(struct run *run, const struct tls_target *target,
                     const struct tls_answer *answer)
{
    const struct outcome *outcome = &answer->outcome;
    if (outcome->stage != STAGE_DONE) {
        run_note(run, 1, "%s port %ld at %s: failed in stage %s: %s", target->host, target->port,
                 answer->address, outcome_stage_word(outcome->stage),
                 text_or(outcome->detail, outcome_why_text(outcome->why)));
        return;
    }
    size_t sent = 0;
    for (size_t i = 0; i < answer->chain.count; i++)
        sent += answer->chain.certificates[i].presented ? 1 : 0;
    run_note(run, 1, "%s port %ld at %s: %s, %s, certificates sent: %zu, handshake %.3f s",
             target->host, target->port, answer->address, answer->version, answer->cipher, sent,
             answer->handshake);
    note_chain(run, &answer->chain);
}
