/* SPDX-License-Identifier: BSD-2-Clause */
/* targets.h - many TLS servers to look at: --target, --targets and what they leave unsaid. */
#ifndef TARGETS_H
#define TARGETS_H

#include "frame/plugin.h"
#include "net/endpoint_kind.h"
#include "net/tls.h"

struct targets_options {
    const char *host, *sni; /* as endpoint_host() gives them */
    const char *file;
    long port;
    struct choice starttls; /* enum starttls */
    struct endpoint_list target;
};

enum targets_finding { TARGETS_UNREADABLE, TARGET_INVALID, TARGETS_FINDINGS };
extern const struct finding_row targets_findings[TARGETS_FINDINGS];
extern const struct part targets_part;

/* A line of the file that names no target. */
struct bad_target {
    size_t number;
    const char *problem; /* translated */
};

struct targets {
    struct tls_target *targets;
    size_t count, capacity;
    struct bad_target *bad;
    size_t nbad, bad_capacity;
    bool unreadable; /* the file */
};

/* All targets of the command line and of the file. */
void targets_probe(struct arena *arena, const struct targets_options *options, struct targets *out);

/* UNKNOWN for an unreadable or empty list and for every bad line. */
void targets_judge(struct report *report, const struct targets_options *options,
                   const struct targets *targets);

/* From here on pure. */

/* Whether any server is named at all. */
bool targets_given(const struct targets_options *options);

/* Adds a target; what it does not say comes from the options. Returns what is wrong with it,
 * translated; NULL. */
const char *targets_add(struct arena *arena, const struct targets_options *options,
                        const char *text, struct targets *out);
/* Adds all targets of the command line. */
void targets_take(struct arena *arena, const struct targets_options *options, struct targets *out);

/* "www.example.jp:443", "[2001:db8::1]:443" */
const char *targets_name(struct arena *arena, const struct tls_target *target);

#endif
