/* SPDX-License-Identifier: BSD-2-Clause */
/* targets_part.h - many TLS servers to look at: --target, --targets and what they leave unsaid. */
#ifndef TARGETS_PART_H
#define TARGETS_PART_H

#include "frame/plugin.h"
#include "net/tls.h"

struct targets_options {
    const char *host, *sni, *file;
    long port;
    struct choice starttls; /* enum starttls */
    struct list target;
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

/* Whether any server is named at all. */
bool targets_given(const struct targets_options *options);

/* All targets of the command line, which was validated, and of the file. */
void targets_read(struct arena *arena, const struct targets_options *options, struct targets *out);

/* UNKNOWN for an unreadable or empty list and for every bad line. */
void targets_report(struct report *report, const struct targets_options *options,
                    const struct targets *targets);

/* "www.example.jp:443", "[2001:db8::1]:443" */
const char *target_name(struct arena *arena, const struct tls_target *target);

#endif
