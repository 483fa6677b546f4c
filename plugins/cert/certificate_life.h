/* SPDX-License-Identifier: BSD-2-Clause */
/* certificate_life.h - how long a certificate lives, and how much of that is left; pure. */
#ifndef CERTIFICATE_LIFE_H
#define CERTIFICATE_LIFE_H

#include "x509/certificate.h"

/* What is left of a certificate: seconds, and the share of its lifetime (0 to 1). */
double certificate_life_left(const struct certificate *certificate, double now);
double certificate_life_share_left(const struct certificate *certificate, double now);
/* not_after - not_before, both ends included. */
double certificate_life(const struct certificate *certificate);

/* Longest lifetime in seconds that the CA/Browser Forum allows for a public TLS server certificate
 * of that issue date (Baseline Requirements 6.3.2); INFINITY before there was a limit in days. */
double certificate_life_limit(double not_before);

#endif
