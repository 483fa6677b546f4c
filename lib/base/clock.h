/* SPDX-License-Identifier: BSD-2-Clause */
/* clock.h - the monotonic clock, in a file of its own so that a test can replace it. */
#ifndef CLOCK_H
#define CLOCK_H

/* Seconds since some moment that means nothing. */
double clock_now(void);

/* Waits for this number of seconds. */
void clock_wait(double seconds);

#endif
