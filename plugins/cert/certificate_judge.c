/* SPDX-License-Identifier: BSD-2-Clause */
#include "cert/certificate_judge.h"

#include <fnmatch.h>
#include <string.h>

#include "cert/certificate_life.h"
#include "read/address.h"

/* One target while it is judged. */
struct subject {
    struct report *report;
    const struct certificate_options *options;
    const char *who, *name;
    const struct chain *chain;
    double now;
};

#define ROW(finding) (&certificate_findings[finding])

/* What nobody needs may be bad without harm: at most WARNING. */
static enum state at_most(const struct certificate *certificate, enum state state)
{
    return certificate->used ? state : WARNING;
}

static const char *which(const struct subject *subject, const struct certificate *certificate)
{
    struct arena *arena = subject->report->arena;
    if (certificate == subject->chain->certificates)
        return arena_printf(arena, _("certificate %s"), certificate->subject);
    if (certificate->anchor || (certificate->used && certificate->self_issued))
        return arena_printf(arena, _("root certificate %s"), certificate->subject);
    if (!certificate->used)
        return arena_printf(arena, _("unneeded certificate %s"), certificate->subject);
    return arena_printf(arena, _("intermediate certificate %s"), certificate->subject);
}

static const char *advice(const struct subject *subject, const struct certificate *certificate)
{
    if (certificate == subject->chain->certificates)
        return _("renew it and reload the server");
    if (!certificate->used)
        return _("take it out of the server's chain file");
    return _("install the current chain of the issuer and reload the server");
}

static void judge_dates(const struct subject *subject, const struct certificate *certificate)
{
    struct report *report = subject->report;
    struct arena *arena = report->arena;
    double left = certificate_life_left(certificate, subject->now);
    double lifetime = certificate_life(certificate);
    const char *what = which(subject, certificate), *step = advice(subject, certificate);
    bool critical = left < limits_of_margin(&subject->options->crit, lifetime);
    if (certificate->not_before > subject->now) {
        report_add(report, ROW(CERTIFICATE_NOT_YET_VALID), at_most(certificate, CRITICAL),
                   N_("%s: %s is not valid before %s (in %s); check the clocks of server and "
                      "monitoring host, or install the certificate that is valid now"),
                   subject->who, what, when_date(arena, certificate->not_before),
                   when_age(arena, certificate->not_before - subject->now));
    } else if (left < 0) {
        report_add(report, ROW(CERTIFICATE_EXPIRED), at_most(certificate, CRITICAL),
                   N_("%s: %s expired %s ago (%s); %s"), subject->who, what, when_age(arena, left),
                   when_date(arena, certificate->not_after), step);
    } else if (critical || left < limits_of_margin(&subject->options->warn, lifetime)) {
        report_add(report, ROW(CERTIFICATE_EXPIRING),
                   at_most(certificate, critical ? CRITICAL : WARNING),
                   N_("%s: %s expires in %s (%s); %s"), subject->who, what, when_age(arena, left),
                   when_date(arena, certificate->not_after), step);
    }
}

static void judge_strength(const struct subject *subject, const struct certificate *certificate)
{
    const char *what = which(subject, certificate);
    const char *step =
        certificate->used
            ? _("browsers refuse it: have it issued again with RSA 2048 or EC 256 and SHA-256")
            : advice(subject, certificate);
    if (certificate->weak_key)
        report_add(subject->report, ROW(CERTIFICATE_WEAK_KEY), at_most(certificate, CRITICAL),
                   N_("%s: the key of %s is too short (%s); %s"), subject->who, what,
                   certificate->key, step);
    /* What vouches for itself proves nothing by its signature, so the digest does not matter there.
     */
    if (certificate->weak_digest && !certificate->self_issued)
        report_add(subject->report, ROW(CERTIFICATE_WEAK_DIGEST), at_most(certificate, CRITICAL),
                   N_("%s: %s is signed with %s, which can be forged; %s"), subject->who, what,
                   certificate->digest, step);
}

static void judge_trust(const struct subject *subject, const struct fault *fault)
{
    struct report *report = subject->report;
    const struct certificate *certificate = &subject->chain->certificates[fault->at];
    const char *what = which(subject, certificate);
    if (fault->kind == FAULT_INCOMPLETE)
        report_add(
            report, ROW(CERTIFICATE_INCOMPLETE), CRITICAL,
            N_("%s: %s comes alone and its issuer %s is not known here; install the intermediate "
               "certificate on the server, or trust a private issuer with --ca"),
            subject->who, what, certificate->issuer);
    else if (fault->kind == FAULT_SELF_SIGNED)
        report_add(report, ROW(CERTIFICATE_SELF_SIGNED), CRITICAL,
                   N_("%s: %s is self-signed, nobody vouches for it; install one from a trusted "
                      "issuer, or trust it with --ca"),
                   subject->who, what);
    else if (certificate->self_issued)
        report_add(report, ROW(CERTIFICATE_UNTRUSTED), CRITICAL,
                   N_("%s: the chain ends at %s, which is not trusted here; install a certificate "
                      "from a trusted issuer, or trust this root with --ca"),
                   subject->who, certificate->subject);
    else
        report_add(report, ROW(CERTIFICATE_UNTRUSTED), CRITICAL,
                   N_("%s: %s is from %s, which is neither sent nor trusted; install the full "
                      "chain on the server, or trust a private issuer with --ca"),
                   subject->who, what, certificate->issuer);
}

static void judge_name(const struct subject *subject, const struct certificate *certificate)
{
    const char *name = subject->name != NULL ? subject->name : "?";
    if (*certificate->names == '\0')
        report_add(subject->report, ROW(CERTIFICATE_NAME), CRITICAL,
                   N_("%s: the certificate has no alternative names, and its common name %s does "
                      "not count; have it issued again with %s as an alternative name"),
                   subject->who, certificate->subject, name);
    else if (address_is_numeric(name))
        report_add(subject->report, ROW(CERTIFICATE_NAME), CRITICAL,
                   N_("%s: the certificate has no address entry for %s; give the name with --sni, "
                      "or have it issued with the address (it is for: %s)"),
                   subject->who, name, certificate->names);
    else
        report_add(subject->report, ROW(CERTIFICATE_NAME), CRITICAL,
                   N_("%s: the certificate is not for %s; install the right one, or correct the "
                      "name that is checked (it is for: %s)"),
                   subject->who, name, certificate->names);
}

static void judge_fault(const struct subject *subject, const struct fault *fault)
{
    struct report *report = subject->report;
    const struct certificate *certificate = &subject->chain->certificates[fault->at];
    const char *what = which(subject, certificate), *detail = fault->detail;
    switch (fault->kind) {
    case FAULT_UNTRUSTED:
    case FAULT_INCOMPLETE:
    case FAULT_SELF_SIGNED: judge_trust(subject, fault); return;
    case FAULT_NAME: judge_name(subject, certificate); return;
    case FAULT_SIGNATURE:
        report_add(report, ROW(CERTIFICATE_SIGNATURE), CRITICAL,
                   N_("%s: the signature of %s is wrong; install the chain again from the issuer, "
                      "and report it if nobody changed it (%s)"),
                   subject->who, what, detail);
        return;
    case FAULT_PURPOSE:
        report_add(report, ROW(CERTIFICATE_PURPOSE), CRITICAL,
                   N_("%s: %s may not be used like this (%s); %s"), subject->who, what, detail,
                   fault->at == 0 ? _("have it issued for TLS servers and for this name")
                                  : _("ask the issuer for a correct chain"));
        return;
    case FAULT_STRICT:
        report_add(report, ROW(CERTIFICATE_STRICT), WARNING,
                   N_("%s: %s breaks a rule of RFC 5280 (%s); strict clients refuse it: have it "
                      "issued again"),
                   subject->who, what, detail);
        return;
    case FAULT_ORDER: break;
    }
    report_add(report, ROW(CERTIFICATE_ORDER), WARNING,
               N_("%s: the certificates are sent in the wrong order; put the server's own first "
                  "and each issuer behind it"),
               subject->who);
}

/* Browsers enforce the limit for issuers that they trust; a private issuer may do as it likes. */
static void judge_lifetime(const struct subject *subject)
{
    const struct certificate *leaf = subject->chain->certificates;
    double lifetime = certificate_life(leaf);
    double limit = certificate_life_limit(leaf->not_before);
    if (!subject->chain->trusted || !leaf->public_policy || lifetime <= limit)
        return;
    report_add(subject->report, ROW(CERTIFICATE_LIFETIME), CRITICAL,
               N_("%s: certificate %s lives %s longer than browsers accept for its date of issue "
                  "(%s); have it issued again"),
               subject->who, leaf->subject, when_age(subject->report->arena, lifetime - limit),
               when_age(subject->report->arena, limit));
}

static bool issuer_is(const struct certificate *leaf, const struct list *patterns)
{
    for (size_t i = 0; i < patterns->count; i++) {
        if (fnmatch(patterns->items[i], leaf->issuer, FNM_CASEFOLD) == 0 ||
            fnmatch(patterns->items[i], leaf->issuer_organisation, FNM_CASEFOLD) == 0)
            return true;
    }
    return false;
}

static bool fingerprint_is(const char *fingerprint, const char *expected)
{
    for (; *expected != '\0'; expected++) {
        char digit = *expected >= 'A' && *expected <= 'F' ? (char)(*expected - 'A' + 'a')
                                                          : *expected;
        if (digit != ':' && digit != *fingerprint++)
            return false;
    }
    return *fingerprint == '\0';
}

static void judge_issuer(const struct subject *subject, const struct certificate *leaf)
{
    const char *organisation = leaf->issuer_organisation;
    if (*organisation == '\0' || strcmp(organisation, leaf->issuer) == 0)
        report_add(
            subject->report, ROW(CERTIFICATE_ISSUER), CRITICAL,
            N_("%s: certificate %s is from an unexpected issuer, %s; find out who ordered it"),
            subject->who, leaf->subject, leaf->issuer);
    else
        report_add(
            subject->report, ROW(CERTIFICATE_ISSUER), CRITICAL,
            N_("%s: certificate %s is from an unexpected issuer, %s (%s); find out who ordered it"),
            subject->who, leaf->subject, leaf->issuer, organisation);
}

static void judge_expectations(const struct subject *subject)
{
    const struct certificate_options *expected = subject->options;
    const struct certificate *leaf = subject->chain->certificates;
    bool known = expected->fingerprint.count == 0;
    for (size_t i = 0; i < expected->fingerprint.count && !known; i++)
        known = fingerprint_is(leaf->fingerprint, expected->fingerprint.items[i]);
    if (!known)
        report_add(subject->report, ROW(CERTIFICATE_FINGERPRINT), CRITICAL,
                   N_("%s: certificate %s is not the expected one, its SHA-256 is %s; find out who "
                      "replaced it"),
                   subject->who, leaf->subject, leaf->fingerprint);
    if ((expected->issuer.count > 0 && !issuer_is(leaf, &expected->issuer)) ||
        issuer_is(leaf, &expected->not_issuer))
        judge_issuer(subject, leaf);
}

void certificate_judge(struct report *report, const struct certificate_options *expected,
                       const char *who, const char *name, const struct chain *chain, double now)
{
    struct subject subject = { report, expected, who, name, chain, now };
    for (size_t i = 0; i < chain->count; i++) {
        judge_dates(&subject, &chain->certificates[i]);
        judge_strength(&subject, &chain->certificates[i]);
    }
    for (size_t i = 0; i < chain->nfaults; i++)
        judge_fault(&subject, &chain->faults[i]);
    judge_lifetime(&subject);
    judge_expectations(&subject);
}
