/* SPDX-License-Identifier: BSD-2-Clause */
/* fake/clock.c - stands in for lib/base/clock.c when cases are played: time passes only when a fake
 * says so. What a case prints of times is therefore exact, and a silent peer costs nothing. */
#include "base/clock.h"

#include "fake/fake.h"

static double now;

double clock_now(void)
{
    return now;
}

void fake_pass(double seconds)
{
    now += seconds;
}

void clock_wait(double seconds)
{
    fake_pass(seconds);
}
