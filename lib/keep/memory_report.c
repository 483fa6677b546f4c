/* SPDX-License-Identifier: BSD-2-Clause */
#include "keep/memory.h"

void memory_report(struct report *report, const struct memory *memory)
{
    const struct finding_row *row = &memory_findings[MEMORY_FINDING_LOST];
    switch (memory->trouble) {
    case MEMORY_KNOWN:
    case MEMORY_FIRST: return;
    case MEMORY_NO_PLACE:
        report_add(report, row, OK,
                   N_("changes since the last run are never seen, because nothing can be kept for "
                      "the next one; let the account that runs the check write to this folder, or "
                      "choose another with --state-dir: %s"),
                   memory->folder);
        return;
    case MEMORY_FOREIGN:
        report_add(report, row, OK,
                   N_("changes since the last run are not known, because its file belongs to "
                      "another account or is open to others; if this comes again, remove the "
                      "file: %s"),
                   memory->file);
        return;
    case MEMORY_BROKEN:
        report_add(report, row, OK,
                   N_("changes since the last run are not known, because its file is damaged; if "
                      "this comes again, look at the disk and remove the file: %s"),
                   memory->file);
        return;
    }
}
