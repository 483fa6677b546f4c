/* SPDX-License-Identifier: BSD-2-Clause */
/* memory_part.h - the options and findings of every plugin that remembers. */
#ifndef MEMORY_PART_H
#define MEMORY_PART_H

#include "frame/plugin.h"

struct memory_options {
    const char *state_dir; /* NULL: that of the installation */
};

enum memory_finding { MEMORY_FINDING_LOST, MEMORY_FINDINGS };
extern const struct finding_row memory_findings[MEMORY_FINDINGS];
extern const struct part memory_part;

#endif
