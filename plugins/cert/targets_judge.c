/* SPDX-License-Identifier: BSD-2-Clause */
#include "cert/targets.h"

void targets_judge(struct report *report, const struct targets_options *given,
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
