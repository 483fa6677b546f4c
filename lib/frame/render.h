/* SPDX-License-Identifier: BSD-2-Clause */
/* render.h - a report as the output of a program. */
#ifndef RENDER_H
#define RENDER_H

#include "frame/report.h"

enum output { OUTPUT_TEXT, OUTPUT_JSON };

/* How a report is written. */
struct rendering {
    const char *plugin, *version;
    enum output output;
    int verbosity;
    double elapsed; /* seconds */
};

/* The whole output with its final newline, at most 60 KiB: worst finding first, all performance
 * data behind one bar on the first line, then the other findings and the notes. JSON is one line.
 */
const char *render_report(const struct report *report, const struct rendering *how);

#endif
