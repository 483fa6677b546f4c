/* SPDX-License-Identifier: BSD-2-Clause */
#include "net/net_part.h"

#include <sys/socket.h>

static const char *const states[] = {
    [OK] = "OK", [WARNING] = "WARNING", [CRITICAL] = "CRITICAL", [UNKNOWN] = "UNKNOWN", NULL,
};

#define NET_OPT(key_, name_, field_, ...) \
    OPT_IN(struct net_options, key_, name_, field_, __VA_ARGS__)
static const struct option_row options[] = {
    NET_OPT('4', "ipv4", ipv4, .caption = "IPv4 only", .help = N_("Use IPv4 only")),
    NET_OPT('6', "ipv6", ipv6, .caption = "IPv6 only", .help = N_("Use IPv6 only")),
    NET_OPT(0, "unreachable", unreachable, .caption = "State when unreachable", .arg = "STATE",
            .choices = states,
            .help = N_("State when the network answers no: name unknown, connection refused or "
                       "reset, no route")),
};

const struct finding_row net_findings[NET_FINDINGS] = {
    [NET_NAME_UNKNOWN] = FINDING("name-unknown", N_("The name does not exist in DNS")),
    [NET_UNREACHABLE] = FINDING("unreachable",
                                N_("The connection was refused, reset or has no route")),
    [NET_SILENT] = FINDING_WAITS("peer-silent", N_("The peer did not answer in time")),
    [NET_BROKEN] = FINDING("peer-broken", N_("The peer broke off or its answer makes no sense")),
    [NET_NO_RESOLVER] = FINDING("resolver-missing",
                                N_("The monitoring host has no usable name server")),
    [NET_NO_RESOURCES] = FINDING("resources-exhausted",
                                 N_("The monitoring host ran out of sockets or memory")),
    [NET_NOT_STARTED] = FINDING("not-checked", N_("There was no time left to check everything")),
};

static void settle(void *given, const struct common *common)
{
    struct net_options *net = given;
    net->timeout = common->timeout;
}

static bool validate(const void *given, struct report *report)
{
    const struct net_options *net = given;
    if (net->ipv4 && net->ipv6)
        return report_usage(
            report, N_("--ipv4 and --ipv6 exclude each other; without them both are tried"));
    return true;
}

const struct part net_part = {
    .title = N_("Network"),
    .options = options,
    .noptions = COUNT(options),
    .findings = net_findings,
    .nfindings = COUNT(net_findings),
    .settle = settle,
    .validate = validate,
};

int net_part_family(const struct net_options *given)
{
    if (given->ipv4)
        return AF_INET;
    return given->ipv6 ? AF_INET6 : AF_UNSPEC;
}
