/* SPDX-License-Identifier: BSD-2-Clause */
/* certificate_tally.h - metrics and closing words about many certificates. */
#ifndef CERTIFICATE_TALLY_H
#define CERTIFICATE_TALLY_H

#include "cert/certificate_part.h"
#include "x509/certificate.h"

/* One target or file that was looked at. */
struct certificate_entry {
    const char *who;                /* as the reader knows it; its metrics are named after it */
    const struct certificate *leaf; /* NULL when nothing was presented */
    double handshake;               /* seconds; NAN for a file */
    bool good;                      /* no finding was made of it */
};

struct certificate_tally {
    struct certificate_entry *entries;
    size_t count, capacity;
    size_t not_checked; /* because there was no time */
};

void certificate_tally_add(struct arena *arena, struct certificate_tally *tally,
                           struct certificate_entry entry);

/* Makes the metrics: days_left, percent_left and handshake of the only entry; with their names in
 * front for up to 20; beyond that the least and the most; counts when there are several. Then the
 * findings with the code ok: which certificates are in order, and which of them ends first. */
void certificate_tally_report(struct report *report, const struct certificate_options *options,
                              const struct certificate_tally *tally, double now);

#endif
