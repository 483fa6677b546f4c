/* SPDX-License-Identifier: BSD-2-Clause */
/* certificate_judge.h - whether a chain of certificates holds what is expected of it. */
#ifndef CERTIFICATE_JUDGE_H
#define CERTIFICATE_JUDGE_H

#include "cert/certificate_part.h"
#include "x509/certificate.h"

/* Every fault of the chain becomes a finding; who: the target as the reader knows it, name: the
 * name that was asked for (may be NULL), now the time of the run. */
void certificate_judge(struct report *report, const struct certificate_options *options,
                       const char *who, const char *name, const struct chain *chain, double now);

#endif
