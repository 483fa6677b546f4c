/* SPDX-License-Identifier: BSD-2-Clause */
#include "keep/memory_part.h"

static const struct option_row options[] = {
    OPT_IN(struct memory_options, 0, "state-dir", state_dir, .caption = "Folder of the memory",
           .arg = "DIR",
           .help = N_("Folder for what the check remembers from run to run, instead of the one of "
                      "this installation")),
};

const struct finding_row memory_findings[MEMORY_FINDINGS] = {
    [MEMORY_FINDING_LOST] = FINDING("memory-lost", N_("Nothing is known of the last run")),
};

const struct part memory_part = {
    .title = N_("Memory between runs"),
    .options = options,
    .noptions = COUNT(options),
    .findings = memory_findings,
    .nfindings = COUNT(memory_findings),
};
