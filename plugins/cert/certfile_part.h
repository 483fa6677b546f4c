/* SPDX-License-Identifier: BSD-2-Clause */
/* certfile_part.h - findings about certificate files. */
#ifndef CERTFILE_PART_H
#define CERTFILE_PART_H

#include "cert/certfile.h"
#include "frame/plugin.h"

enum certfile_finding {
    CERTFILE_FINDING_MISSING,
    CERTFILE_FINDING_UNREADABLE,
    CERTFILE_FINDING_BROKEN,
    CERTFILE_FINDING_LOCKED,
    CERTFILE_FINDINGS
};
extern const struct finding_row certfile_findings[CERTFILE_FINDINGS];
extern const struct part certfile_part;

/* A finding for a file that was not read: CRITICAL where the file itself is bad or gone, UNKNOWN
 * where we may not read it. False when there is nothing to say. */
bool certfile_report(struct report *report, const struct certfile *file);

#endif
