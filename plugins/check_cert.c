/* SPDX-License-Identifier: BSD-2-Clause */
/* check_cert - TLS certificates of servers and in files: expiry, trust, names, strength. */
#include <math.h>
#include <string.h>

#include "cert/certfile.h"
#include "cert/certificate_judge.h"
#include "cert/certificate_tally.h"
#include "cert/targets.h"
#include "net/tls_report.h"

/* What the user may say. */
struct config {
    struct list file;
    struct secret password;
    const char *deployed;
    struct choice min_tls;
    bool all_addresses;
    long parallel;
    struct targets_options targets;
    struct certificate_options certificate;
    struct tls_options tls;
    struct net_options net;
};
static const struct config defaults = {
    .parallel = 64,
    .certificate = CERTIFICATE_DEFAULTS,
    .net = NET_DEFAULTS,
};
static const char *const tls_versions[] = {
    [TLS_ANY] = "any", [TLS_1_0] = "1.0", [TLS_1_1] = "1.1",
    [TLS_1_2] = "1.2", [TLS_1_3] = "1.3", NULL,
};
static const struct option_row options[] = {
    OPT(0, "file", file, .arg = "PATH", .file = true,
        .help = N_("Certificates in a file (PEM, DER, PKCS#12); * and ? are wildcards")),
    OPT(0, "password", password, .caption = "Password of the file",
        .help = N_("Password of PKCS#12 files")),
    OPT(0, "min-tls", min_tls, .caption = "Lowest TLS version", .arg = "VERSION",
        .choices = tls_versions, .help = N_("TLS versions below this one must be refused")),
    OPT(0, "all-addresses", all_addresses,
        .help = N_("Every address of a name must answer, with the same certificate")),
    OPT(0, "deployed", deployed, .arg = "FILE", .file = true,
        .help = N_("The servers must present the first certificate in this file")),
    OPT(0, "parallel", parallel, .arg = "NUMBER", .min = 1, .max = 1000,
        .help = N_("Servers that are looked at at the same time")),
};

enum { NOT_DEPLOYED, DIFFERS, OLD_TLS, OLD_TLS_UNTESTED };
static const struct finding_row findings[] = {
    [NOT_DEPLOYED] = FINDING("certificate-not-deployed",
                             N_("The server presents another certificate than its file")),
    [DIFFERS] = FINDING("certificate-differs",
                        N_("The addresses of a name present different certificates")),
    [OLD_TLS] = FINDING("tls-version-too-old",
                        N_("The server accepts a TLS version that is too old")),
    [OLD_TLS_UNTESTED] = FINDING("tls-version-untested",
                                 N_("It could not be tested whether old TLS is refused")),
};

/* What the world says. */
struct reading {
    double now;
    struct targets targets;
    struct tls_reply *replies; /* one for each target */
    struct certfile *files, *deployed;
    size_t nfiles, ndeployed, unread;
};

static bool validate(const void *given, struct report *report)
{
    const struct config *config = given;
    bool about_servers = config->deployed != NULL || config->all_addresses ||
                         config->min_tls.index != TLS_ANY;
    if (about_servers && !targets_given(&config->targets))
        return report_usage(report, N_("--deployed, --all-addresses and --min-tls are about "
                                       "servers, but none is named; give --hostname or --target"));
    return true;
}

/* How we find out. */
static void ask_servers(struct run *run, const struct config *config, struct reading *reading)
{
    size_t n = reading->targets.count;
    struct tls_request *requests = arena_array(run->arena, n, sizeof *requests);
    for (size_t i = 0; i < n; i++)
        requests[i] = (struct tls_request){
            .target = reading->targets.targets[i],
            .all_addresses = config->all_addresses,
            .min = (enum tls_version)config->min_tls.index,
        };
    reading->replies = arena_array(run->arena, n, sizeof *reading->replies);
    tls_fleet(tls_open(run, &config->tls, &config->net), requests, reading->replies, n,
              config->parallel);
}

static void probe(struct run *run, const void *given, void *result)
{
    const struct config *config = given;
    struct reading *reading = result;
    struct list deployed = { .items = &config->deployed,
                             .count = config->deployed != NULL ? 1 : 0 };
    const char *password = config->password.value;
    size_t unread;
    reading->now = run->now;
    targets_probe(run->arena, &config->targets, &reading->targets);
    reading->deployed = certfile_probe(run, &deployed, password, &reading->ndeployed, &unread);
    reading->files = certfile_probe(run, &config->file, password, &reading->nfiles,
                                    &reading->unread);
    if (reading->targets.count > 0)
        ask_servers(run, config, reading);
}

/* What we conclude. */
static void judge_answer(const struct config *config, const struct reading *reading,
                         const struct tls_target *target, const struct tls_answer *answer,
                         const char *who, struct report *report)
{
    if (answer->outcome.stage != STAGE_DONE) {
        tls_report_failure(report, &config->net, answer, who);
        return;
    }
    certificate_judge(report, &config->certificate, who, target->name, &answer->chain,
                      reading->now);
    if (answer->old == TLS_OLD_ACCEPTED)
        report_add(report, &findings[OLD_TLS], CRITICAL,
                   N_("%s accepts %s, but only TLS %s and above is allowed; switch the old "
                      "versions off in the server"),
                   who, answer->old_version, tls_versions[config->min_tls.index]);
    if (answer->old == TLS_OLD_UNTESTABLE)
        report_add(report, &findings[OLD_TLS_UNTESTED], UNKNOWN,
                   N_("%s: it could not be tested whether TLS below %s is refused; the second "
                      "connection did not come about"),
                   who, tls_versions[config->min_tls.index]);
    if (reading->ndeployed > 0 && reading->deployed->problem == CERTFILE_GOOD &&
        strcmp(reading->deployed->chain.certificates->fingerprint,
               answer->chain.certificates->fingerprint) != 0)
        report_add(report, &findings[NOT_DEPLOYED], WARNING,
                   N_("%s presents another certificate than the one in %s; reload the server"), who,
                   reading->deployed->path);
}

/* Judges every address of a target; returns the answer that the metrics are about, or NULL.
 * Addresses of a family that this host cannot reach at all are left out when there are others. */
static const struct tls_answer *judge_result(const struct config *config,
                                             const struct reading *reading, size_t at,
                                             const char *name, struct report *report)
{
    const struct tls_reply *reply = &reading->replies[at];
    const struct tls_answer *shown = NULL, *other = NULL;
    bool routed = tls_report_routed(reply);
    if (reply->outcome.stage != STAGE_DONE)
        outcome_report(report, &config->net, &reply->outcome, name, NULL);
    for (size_t i = 0; i < reply->nanswers; i++) {
        const struct tls_answer *answer = &reply->answers[i];
        const char *who = config->all_addresses
                              ? arena_printf(report->arena, "%s (%s)", name, answer->address)
                              : name;
        if (answer->no_route && routed)
            continue;
        judge_answer(config, reading, &reading->targets.targets[at], answer, who, report);
        if (answer->outcome.stage != STAGE_DONE)
            continue;
        if (shown != NULL && strcmp(shown->chain.certificates->fingerprint,
                                    answer->chain.certificates->fingerprint) != 0)
            other = answer->chain.certificates->not_after < shown->chain.certificates->not_after
                        ? shown
                        : answer;
        if (shown == NULL ||
            answer->chain.certificates->not_after < shown->chain.certificates->not_after)
            shown = answer;
    }
    if (other != NULL)
        report_add(
            report, &findings[DIFFERS], WARNING,
            N_("%s: %s and %s present different certificates; install the same one on all servers"),
            name, shown->address, other->address);
    return shown;
}

static void judge_targets(const struct config *config, const struct reading *reading,
                          struct certificate_tally *tally, struct report *report)
{
    for (size_t i = 0; i < reading->targets.count; i++) {
        const struct outcome *outcome = &reading->replies[i].outcome;
        if (outcome->stage == STAGE_NOT_STARTED && outcome->why == WHY_NOTHING) {
            tally->not_checked++;
            continue;
        }
        size_t before = report_worse_than(report, OK);
        const char *name = targets_name(report->arena, &reading->targets.targets[i]);
        const struct tls_answer *answer = judge_result(config, reading, i, name, report);
        certificate_tally_add(report->arena, tally,
                              (struct certificate_entry){
                                  .who = name,
                                  .leaf = answer != NULL ? answer->chain.certificates : NULL,
                                  .handshake = answer != NULL ? answer->handshake : NAN,
                                  .good = report_worse_than(report, OK) == before,
                              });
    }
}

static void judge_files(const struct config *config, const struct reading *reading,
                        struct certificate_tally *tally, struct report *report)
{
    for (size_t i = 0; i < reading->nfiles; i++) {
        const struct certfile *file = &reading->files[i];
        size_t before = report_worse_than(report, OK);
        bool readable = !certfile_judge(report, file);
        if (readable)
            certificate_judge(report, &config->certificate, file->path, NULL, &file->chain,
                              reading->now);
        certificate_tally_add(report->arena, tally,
                              (struct certificate_entry){
                                  .who = file->path,
                                  .leaf = readable ? file->chain.certificates : NULL,
                                  .handshake = NAN,
                                  .good = report_worse_than(report, OK) == before,
                              });
    }
}

static void judge(const void *given, const void *result, struct report *report)
{
    const struct config *config = given;
    const struct reading *reading = result;
    struct certificate_tally tally = { .not_checked = reading->unread };
    targets_judge(report, &config->targets, &reading->targets);
    if (reading->ndeployed > 0)
        certfile_judge(report, reading->deployed);
    bool no_store = reading->targets.count > 0 && reading->replies->trouble == TLS_NO_TRUST_STORE;
    if (no_store)
        tls_report_no_store(report, &config->tls, reading->replies->outcome.detail);
    else
        judge_targets(config, reading, &tally, report);
    judge_files(config, reading, &tally, report);
    if (tally.not_checked > 0)
        report_add(report, &net_findings[NET_NOT_STARTED], UNKNOWN,
                   N_("%zu of %zu were not checked: the %g s were over; raise --timeout or "
                      "--parallel, or split the list"),
                   tally.not_checked, tally.count + tally.not_checked, config->net.timeout.seconds);
    certificate_tally_report(report, &config->certificate, &tally, reading->now);
    for (size_t i = 0; i < reading->targets.count && !no_store; i++)
        tls_report_left_out(report, targets_name(report->arena, &reading->targets.targets[i]),
                            &reading->replies[i]);
}

static const struct example examples[] = {
    { "-H www.example.jp", N_("A web server on port 443") },
    { "-H mail.example.jp --starttls=smtp -p 587 --min-tls=1.2",
      N_("A mail server that must not speak old TLS") },
    { "--targets=/etc/icinga2/tls-servers.txt -t 60", N_("Many servers in one process") },
    { "--file='/etc/ssl/*.p12' --password=file:/etc/icinga2/p12.secret",
      N_("Files, some of them locked") },
};
static const struct use uses[] = {
    USE(targets_part, targets), USE(certificate_part, certificate), USE(tls_part, tls),
    USE(net_part, net),         { .part = &certfile_part },
};

const struct plugin the_plugin = {
    .name = "check_cert",
    .brief = N_("TLS certificates of servers and in files"),
    .about = N_(
        "Looks at what TLS servers present, or at files, and judges every certificate of "
        "the chain: what is left of its lifetime, trust, names, purposes, strength. "
        "Thresholds are a share of the lifetime, a time, or both, so that they fit "
        "certificates of a week as well as of a year.\n\n"
        "Metrics: days_left, lifetime_used (percent, with the limits) and handshake (seconds) "
        "of the server's own certificate, with the target in front of the name when there are "
        "several. With "
        "many servers at once the handshake includes the wait for our own processor."),
    PLUGIN_TABLES,
    .uses = uses,
    .nuses = COUNT(uses),
    .examples = examples,
    .nexamples = COUNT(examples),
    .interval = "1h",
    .validate = validate,
    .probe = probe,
    .judge = judge,
};
