/* SPDX-License-Identifier: BSD-2-Clause */
/* solr_probe.h - the questions that tell how a Solr is, one after the other. All of them read.
 *
 * Ping is no sign of health (it is fine with a lost index), so it is asked last and for one thing
 * only: whether somebody took this Solr out of service. What says most is asked first, and each
 * question has half of the time that is left: a Solr that is silent for so long hangs and is asked
 * nothing more, and there is time left to say so. */
#ifndef SOLR_PROBE_H
#define SOLR_PROBE_H

#include "net/http.h"
#include "solr/solr_reading.h"

/* core may be NULL: then the only one is looked at, or the one for URLs without a name. A URL may
 * also be that of a core. */
void solr_probe(struct run *run, struct http *http, const struct http_options *options,
                const char *core, const char *newest_field, struct solr_reading *reading);

#endif
