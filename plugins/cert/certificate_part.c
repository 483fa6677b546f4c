/* SPDX-License-Identifier: BSD-2-Clause */
#include "cert/certificate_part.h"

#include <math.h>
#include <string.h>

#include "x509/certificate.h"

/* 64 hexadecimal digits once the colons are gone. */
static bool is_fingerprint(const char *text)
{
    size_t digits = 0;
    for (; *text != '\0'; text++) {
        if (strchr("0123456789abcdefABCDEF", *text) != NULL)
            digits++;
        else if (*text != ':')
            return false;
    }
    return digits == FINGERPRINT_SIZE - 1;
}

static const char *take_fingerprint(struct arena *arena, const struct option_row *row,
                                    const char *text, void *field)
{
    if (!is_fingerprint(text))
        return arena_printf(
            arena, _("--fingerprint: '%s' is not a SHA-256 fingerprint of 64 hexadecimal digits"),
            text);
    return kind_list.read(arena, row, text, field);
}

static const struct kind fingerprint_kind = { "SHA256", .repeats = true, .read = take_fingerprint };

#define CERT_OPT(key_, name_, field_, ...) \
    OPT_IN(struct certificate_options, key_, name_, field_, __VA_ARGS__)
static const struct option_row options[] = {
    CERT_OPT('w', "warning", warn,
             .help = N_("Warn when less is left: a share of the lifetime, a time, or both, of "
                        "which the smaller counts")),
    CERT_OPT('c', "critical", crit,
             .help = N_("Critical when less is left; written like --warning")),
    CERT_OPT(0, "issuer", issuer, .arg = "NAME",
             .help = N_("The issuer's common name or organisation must be one of these; * and ? "
                        "are wildcards")),
    CERT_OPT(0, "not-issuer", not_issuer, .arg = "NAME",
             .help = N_("The issuer must be none of these")),
    OPT_AS(struct certificate_options, fingerprint_kind, 0, "fingerprint", fingerprint,
           .help = N_("The SHA-256 fingerprint must be one of these; colons do not matter")),
};

const struct finding_row certificate_findings[CERTIFICATE_FINDINGS] = {
    [CERTIFICATE_EXPIRED] = FINDING("certificate-expired", N_("A certificate has expired")),
    [CERTIFICATE_EXPIRING] = FINDING("certificate-expiring", N_("A certificate expires soon")),
    [CERTIFICATE_NOT_YET_VALID] = FINDING("certificate-not-yet-valid",
                                          N_("A certificate is not valid yet")),
    [CERTIFICATE_UNTRUSTED] = FINDING("certificate-untrusted",
                                      N_("The chain ends at an issuer that is not trusted")),
    [CERTIFICATE_INCOMPLETE] = FINDING("certificate-chain-incomplete",
                                       N_("The server does not send an intermediate certificate")),
    [CERTIFICATE_SELF_SIGNED] = FINDING("certificate-self-signed",
                                        N_("The certificate vouches for itself")),
    [CERTIFICATE_NAME] = FINDING("certificate-name-mismatch",
                                 N_("The certificate is for other names")),
    [CERTIFICATE_SIGNATURE] = FINDING("certificate-signature-wrong", N_("A signature is wrong")),
    [CERTIFICATE_PURPOSE] = FINDING("certificate-purpose",
                                    N_("A certificate is used against its purpose or constraints")),
    [CERTIFICATE_STRICT] = FINDING("certificate-malformed",
                                   N_("A certificate breaks rules that strict clients enforce")),
    [CERTIFICATE_ORDER] = FINDING("certificate-chain-order",
                                  N_("The certificates are sent in the wrong order")),
    [CERTIFICATE_WEAK_KEY] = FINDING("certificate-key-weak", N_("A key is too short")),
    [CERTIFICATE_WEAK_DIGEST] = FINDING("certificate-signature-weak",
                                        N_("A signature uses a broken digest")),
    [CERTIFICATE_LIFETIME] = FINDING("certificate-lifetime-too-long",
                                     N_("A public certificate lives longer than browsers accept")),
    [CERTIFICATE_ISSUER] = FINDING("certificate-issuer-unexpected",
                                   N_("The certificate is from another issuer")),
    [CERTIFICATE_FINGERPRINT] = FINDING("certificate-fingerprint-unexpected",
                                        N_("The certificate is not the expected one")),
};

static bool validate(const void *given, struct report *report)
{
    const struct certificate_options *expected = given;
    bool shares = !isinf(expected->warn.share) && !isinf(expected->crit.share) &&
                  expected->crit.share > expected->warn.share;
    bool times = !isinf(expected->warn.seconds) && !isinf(expected->crit.seconds) &&
                 expected->crit.seconds > expected->warn.seconds;
    if (shares || times)
        return report_usage(report,
                            N_("--critical asks for more than --warning, so the alarm would come "
                               "before the warning; make it smaller, or give --warning as well"));
    return true;
}

const struct part certificate_part = {
    .title = N_("Issuer and fingerprint"),
    .options = options,
    .noptions = COUNT(options),
    .findings = certificate_findings,
    .nfindings = COUNT(certificate_findings),
    .validate = validate,
};
