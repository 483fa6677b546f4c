/* SPDX-License-Identifier: BSD-2-Clause */
/* clock.h - the monotonic clock, apart from everything else, so that a test can bring its own. */
#ifndef CLOCK_H
#define CLOCK_H

/* Seconds; the origin means nothing. */
double clock_now(void);

/* Waits that number of seconds. */
void clock_wait(double seconds);

#endif
