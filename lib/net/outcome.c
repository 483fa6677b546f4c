/* SPDX-License-Identifier: BSD-2-Clause */
#include "net/outcome.h"

#include <errno.h>

#include "base/text.h"

enum why outcome_why_of_errno(int error)
{
    switch (error) {
    case ECONNREFUSED: return WHY_REFUSED;
    case ECONNRESET:
    case EPIPE:
    case ECONNABORTED: return WHY_RESET;
    case ETIMEDOUT: return WHY_SILENT;
    case EMFILE:
    case ENFILE:
    case ENOBUFS:
    case ENOMEM: return WHY_RESOURCES;
    default: return WHY_NO_ROUTE;
    }
}

const char *outcome_why_text(enum why why)
{
    static const char *const texts[] = {
        [WHY_NOTHING] = N_("no time was left"),
        [WHY_NO_NAME] = N_("the name does not exist"),
        [WHY_NO_ADDRESS] = N_("the name has no such address"),
        [WHY_REFUSED] = N_("connection refused"),
        [WHY_NO_ROUTE] = N_("no route"),
        [WHY_RESET] = N_("connection reset"),
        [WHY_SILENT] = N_("no answer"),
        [WHY_NAMES_SILENT] = N_("no answer from the name servers"),
        [WHY_CLOSED] = N_("connection closed"),
        [WHY_GARBAGE] = N_("the answer makes no sense"),
        [WHY_DECLINED] = N_("declined"),
        [WHY_NO_RESOLVER] = N_("no name server is configured"),
        [WHY_RESOURCES] = N_("out of sockets, threads or memory"),
    };
    return texts[why];
}

const char *outcome_stage_word(enum stage stage)
{
    static const char *const words[] = {
        [STAGE_NOT_STARTED] = N_("start"), [STAGE_RESOLVE] = N_("resolve"),
        [STAGE_CONNECT] = N_("connect"),   [STAGE_REQUEST] = N_("request"),
        [STAGE_REPLY] = N_("reply"),       [STAGE_HANDSHAKE] = N_("handshake"),
        [STAGE_DONE] = N_("done"),
    };
    return words[stage];
}

const char *outcome_stage_name(enum stage stage)
{
    return _(outcome_stage_word(stage));
}

static const char *silent_advice(enum stage stage)
{
    if (stage == STAGE_RESOLVE)
        return _("check the name servers of the monitoring host");
    if (stage == STAGE_CONNECT)
        return _("check that the host runs and that no firewall drops the connection");
    return _("the port is open but the service hangs: look at its log, restart it if it stays so");
}

struct verdict {
    enum net_finding finding;
    enum state state;
};

static struct verdict weigh(const struct net_options *options, const struct outcome *outcome)
{
    enum state unreachable = (enum state)options->unreachable.index;
    switch (outcome->why) {
    case WHY_NO_NAME:
    case WHY_NO_ADDRESS: return (struct verdict){ NET_NAME_UNKNOWN, unreachable };
    case WHY_REFUSED:
    case WHY_NO_ROUTE:
    case WHY_RESET: return (struct verdict){ NET_UNREACHABLE, unreachable };
    case WHY_SILENT:
    case WHY_NAMES_SILENT: return (struct verdict){ NET_SILENT, options->timeout.state };
    case WHY_CLOSED:
    case WHY_GARBAGE:
    case WHY_DECLINED: return (struct verdict){ NET_BROKEN, CRITICAL };
    case WHY_NO_RESOLVER: return (struct verdict){ NET_NO_RESOLVER, UNKNOWN };
    case WHY_RESOURCES: return (struct verdict){ NET_NO_RESOURCES, UNKNOWN };
    case WHY_NOTHING: break;
    }
    return (struct verdict){ NET_NOT_STARTED, UNKNOWN };
}

static void report_unreachable(struct report *report, const struct finding_row *row,
                               enum state state, const struct outcome *outcome, const char *who)
{
    if (outcome->why == WHY_NO_NAME)
        report_add(
            report, row, state,
            N_("%s: this name does not exist (stage %s); check its spelling and its DNS entry"),
            who, outcome_stage_name(outcome->stage));
    else if (outcome->why == WHY_NO_ADDRESS)
        report_add(report, row, state,
                   N_("%s: this name has no address of the wanted kind (stage %s); check its DNS "
                      "entry, or --ipv4 and --ipv6"),
                   who, outcome_stage_name(outcome->stage));
    else if (outcome->why == WHY_REFUSED)
        report_add(report, row, state,
                   N_("%s: connection refused (stage %s); check that the service runs and listens "
                      "on this port"),
                   who, outcome_stage_name(outcome->stage));
    else if (outcome->why == WHY_RESET)
        report_add(report, row, state,
                   N_("%s: the connection was reset (stage %s); look at the log of the service and "
                      "at firewalls on the way"),
                   who, outcome_stage_name(outcome->stage));
    else
        report_add(report, row, state,
                   N_("%s: no route to this address (stage %s); check the address and the network"),
                   who, outcome_stage_name(outcome->stage));
}

static void report_peer_fault(struct report *report, const struct finding_row *row,
                              const struct outcome *outcome, const char *who)
{
    const char *stage = outcome_stage_name(outcome->stage),
               *detail = text_or(outcome->detail, NULL);
    if (outcome->why == WHY_CLOSED)
        report_add(report, row, CRITICAL,
                   N_("%s: the peer closed the connection too early (stage %s); look at the log of "
                      "the service"),
                   who, stage);
    else if (outcome->why == WHY_DECLINED && detail == NULL)
        report_add(report, row, CRITICAL,
                   N_("%s: the peer declined (stage %s); look at the log of the service"), who,
                   stage);
    else if (detail == NULL)
        report_add(report, row, CRITICAL,
                   N_("%s: the answer makes no sense (stage %s); check that this is the right "
                      "service and port"),
                   who, stage);
    else if (outcome->why == WHY_DECLINED)
        report_add(report, row, CRITICAL,
                   N_("%s: the peer declined (stage %s); look at the log of the service: %s"), who,
                   stage, detail);
    else
        report_add(report, row, CRITICAL,
                   N_("%s: the answer makes no sense (stage %s): %s; check that this is the right "
                      "service and port"),
                   who, stage, detail);
}

static void report_own_fault(struct report *report, const struct finding_row *row,
                             const struct outcome *outcome, const char *who)
{
    if (outcome->why == WHY_NO_RESOLVER)
        report_add(report, row, UNKNOWN,
                   N_("%s: the monitoring host has no usable name server (stage %s); check its "
                      "/etc/resolv.conf"),
                   who, outcome_stage_name(outcome->stage));
    else if (outcome->why == WHY_RESOURCES && text_or(outcome->detail, NULL) != NULL)
        report_add(report, row, UNKNOWN,
                   N_("%s: the monitoring host cannot do this (stage %s): %s; look at its OpenSSL "
                      "configuration and libraries"),
                   who, outcome_stage_name(outcome->stage), outcome->detail);
    else if (outcome->why == WHY_RESOURCES)
        report_add(report, row, UNKNOWN,
                   N_("%s: the monitoring host ran out of sockets, threads or memory (stage %s); "
                      "raise its limits, or check less at once"),
                   who, outcome_stage_name(outcome->stage));
    else
        report_add(report, row, UNKNOWN,
                   N_("%s: no time was left to check it; raise --timeout or check less at once"),
                   who);
}

void outcome_report(struct report *report, const struct net_options *options,
                    const struct outcome *outcome, const char *who, const struct finding_row *row)
{
    struct verdict verdict = weigh(options, outcome);
    if (row == NULL)
        row = &net_findings[verdict.finding];
    switch (verdict.finding) {
    case NET_NAME_UNKNOWN:
    case NET_UNREACHABLE: report_unreachable(report, row, verdict.state, outcome, who); return;
    case NET_SILENT:
        report_add(report, row, verdict.state, N_("%s: no answer within %.1f s (stage %s); %s"),
                   who, outcome->seconds, outcome_stage_name(outcome->stage),
                   silent_advice(outcome->stage));
        return;
    case NET_BROKEN: report_peer_fault(report, row, outcome, who); return;
    case NET_NO_RESOLVER:
    case NET_NO_RESOURCES:
    case NET_NOT_STARTED:
    case NET_FINDINGS: break;
    }
    report_own_fault(report, row, outcome, who);
}
