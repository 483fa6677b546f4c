/* SPDX-License-Identifier: BSD-2-Clause */
#include "cert/targets_part.h"

#include <string.h>

#include "net/endpoint.h"
#include "base/lines.h"

#define TARGETS_OPT(key_, name_, field_, ...) \
    OPT_IN(struct targets_options, key_, name_, field_, __VA_ARGS__)
static const struct option_row options[] = {
    TARGETS_OPT('H', "hostname", host, .arg = "HOST", .required = true,
                .unless = "target targets file", .host = true,
                .help = N_("Server to look at: a name or an address")),
    TARGETS_OPT('p', "port", port, .arg = "PORT", .min = 1, .max = 65535,
                .help = N_(
                    "Port of targets that name none, instead of the usual one of the protocol")),
    TARGETS_OPT(0, "starttls", starttls, .arg = "PROTOCOL", .choices = endpoint_starttls_names,
                .help = N_("Ask for TLS in this protocol first")),
    TARGETS_OPT(0, "sni", sni, .arg = "NAME",
                .help = N_("Name to ask for and to verify when it is not that of the host")),
    TARGETS_OPT(0, "target", target, .arg = "[PROTOCOL://]HOST[:PORT]",
                .help = N_("One more server; the protocol is one of --starttls, tls or https")),
    TARGETS_OPT(0, "targets", file, .arg = "FILE",
                .help = N_("Servers from a file, one a line as for --target; # begins a comment")),
};

const struct finding_row targets_findings[TARGETS_FINDINGS] = {
    [TARGETS_UNREADABLE] = FINDING("targets-unreadable", N_("The list of servers cannot be read")),
    [TARGET_INVALID] = FINDING("target-invalid",
                               N_("A line of the list of servers makes no sense")),
};

/* The name that is asked for and verified. The dot that ends an absolute name is for DNS alone (RFC
 * 6066 3). */
static const char *verified_name(struct arena *arena, const struct targets_options *given,
                                 const char *host)
{
    const char *name = host;
    if (given->sni != NULL)
        endpoint_host(arena, given->sni, &name);
    size_t length = strlen(name);
    return name[length - 1] == '.' ? arena_copy(arena, name, length - 1) : name;
}

/* Adds a target; what it does not say comes from the options. Returns what is wrong with it. */
static const char *add(struct arena *arena, const struct targets_options *given, const char *text,
                       struct targets *out)
{
    struct endpoint endpoint;
    const char *problem = endpoint_read(arena, text, &endpoint);
    if (problem != NULL)
        return problem;
    enum starttls option = (enum starttls)given->starttls.index;
    long usual = endpoint.has_protocol ? endpoint.protocol_port : endpoint_port(option);
    long port = endpoint.port > 0 ? endpoint.port : given->port;
    out->targets = arena_grow(arena, out->targets, out->count, &out->capacity,
                              sizeof *out->targets);
    out->targets[out->count++] = (struct tls_target){
        .host = endpoint.host,
        .port = port > 0 ? port : usual,
        .name = verified_name(arena, given, endpoint.host),
        .starttls = endpoint.has_protocol ? endpoint.starttls : option,
    };
    return NULL;
}

/* The targets of the command line. */
static const char *read_arguments(struct arena *arena, const struct targets_options *given,
                                  struct targets *out)
{
    const char *host, *problem = NULL, *option = "sni";
    if (given->sni != NULL)
        problem = endpoint_host(arena, given->sni, &host);
    if (problem == NULL && given->host != NULL) {
        option = "hostname";
        problem = endpoint_host(arena, given->host, &host);
        if (problem == NULL)
            problem = add(arena, given, given->host, out);
    }
    for (size_t i = 0; i < given->target.count && problem == NULL; i++) {
        option = "target";
        problem = add(arena, given, given->target.items[i], out);
    }
    return problem == NULL ? NULL : arena_printf(arena, "--%s: %s", option, problem);
}

bool targets_given(const struct targets_options *given)
{
    return given->host != NULL || given->file != NULL || given->target.count > 0;
}

static bool validate(const void *given, struct report *report)
{
    struct targets ignored = { .count = 0 };
    const struct targets_options *targets = given;
    const char *problem = read_arguments(report->arena, targets, &ignored);
    if (problem != NULL)
        return report_usage(report, "%s", problem);
    if (!targets_given(targets) &&
        (targets->sni != NULL || targets->port > 0 || targets->starttls.index != STARTTLS_NONE))
        return report_usage(report, N_("--sni, --port and --starttls are about servers, but none "
                                       "is named; give --hostname or --target"));
    return true;
}

const struct part targets_part = {
    .options = options,
    .noptions = COUNT(options),
    .findings = targets_findings,
    .nfindings = COUNT(targets_findings),
    .validate = validate,
};

void targets_read(struct arena *arena, const struct targets_options *given, struct targets *out)
{
    struct line *lines = NULL;
    size_t count = 0;
    *out = (struct targets){ .count = 0 };
    read_arguments(arena, given, out);
    if (given->file != NULL)
        out->unreadable = !lines_read(arena, given->file, &lines, &count);
    for (size_t i = 0; !out->unreadable && i < count; i++) {
        const char *problem = add(arena, given, lines[i].text, out);
        if (problem == NULL)
            continue;
        out->bad = arena_grow(arena, out->bad, out->nbad, &out->bad_capacity, sizeof *out->bad);
        out->bad[out->nbad++] = (struct bad_target){ lines[i].number, problem };
    }
}

void targets_report(struct report *report, const struct targets_options *given,
                    const struct targets *targets)
{
    if (targets->unreadable)
        report_add(report, &targets_findings[TARGETS_UNREADABLE], UNKNOWN,
                   N_("the list %s cannot be read; check the path and its permissions"),
                   given->file);
    else if (given->file != NULL && targets->count == 0 && targets->nbad == 0)
        report_add(report, &targets_findings[TARGETS_UNREADABLE], UNKNOWN,
                   N_("the list %s names no server; write one a line into it"), given->file);
    for (size_t i = 0; i < targets->nbad; i++)
        report_add(report, &targets_findings[TARGET_INVALID], UNKNOWN, N_("%s, line %zu: %s"),
                   given->file, targets->bad[i].number, targets->bad[i].problem);
}

const char *target_name(struct arena *arena, const struct tls_target *target)
{
    bool brackets = strchr(target->host, ':') != NULL;
    return arena_printf(arena, "%s%s%s:%ld", brackets ? "[" : "", target->host, brackets ? "]" : "",
                        target->port);
}
