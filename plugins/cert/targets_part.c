/* SPDX-License-Identifier: BSD-2-Clause */
#include "cert/targets.h"

#include "net/endpoint.h"

#define TARGETS_OPT(key_, name_, field_, ...) \
    OPT_IN(struct targets_options, key_, name_, field_, __VA_ARGS__)
#define TARGETS_AS(kind_, key_, name_, field_, ...) \
    OPT_AS(struct targets_options, kind_, key_, name_, field_, __VA_ARGS__)
static const struct option_row options[] = {
    TARGETS_AS(endpoint_kind_host, 'H', "hostname", host, .required = true,
               .unless = "target targets file", .host = true,
               .help = N_("Server to look at: a name or an address")),
    TARGETS_OPT('p', "port", port, .arg = "PORT", .min = 1, .max = 65535,
                .help = N_(
                    "Port of targets that name none, instead of the usual one of the protocol")),
    TARGETS_OPT(0, "starttls", starttls, .caption = "STARTTLS protocol", .arg = "PROTOCOL",
                .choices = endpoint_starttls_names,
                .help = N_("Ask for TLS in this protocol first")),
    TARGETS_AS(endpoint_kind_host, 0, "sni", sni, .arg = "NAME",
               .help = N_("Name to ask for and to verify when it is not that of the host")),
    TARGETS_AS(endpoint_kind_list, 0, "target", target, .arg = "[PROTOCOL://]HOST[:PORT]",
               .help = N_("One more server; the protocol is one of --starttls, tls or https")),
    TARGETS_OPT(0, "targets", file, .arg = "FILE", .file = true,
                .help = N_("Servers from a file, one a line as for --target; # begins a comment")),
};

const struct finding_row targets_findings[TARGETS_FINDINGS] = {
    [TARGETS_UNREADABLE] = FINDING("targets-unreadable", N_("The list of servers cannot be read")),
    [TARGET_INVALID] = FINDING("target-invalid",
                               N_("A line of the list of servers makes no sense")),
};

static bool validate(const void *given, struct report *report)
{
    const struct targets_options *targets = given;
    if (!targets_given(targets) &&
        (targets->sni != NULL || targets->port > 0 || targets->starttls.index != STARTTLS_NONE))
        return report_usage(report, N_("--sni, --port and --starttls are about servers, but none "
                                       "is named; give --hostname or --target"));
    return true;
}

const struct part targets_part = {
    .title = N_("Servers"),
    .options = options,
    .noptions = COUNT(options),
    .findings = targets_findings,
    .nfindings = COUNT(targets_findings),
    .validate = validate,
};
