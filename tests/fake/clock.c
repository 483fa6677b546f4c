/* SPDX-License-Identifier: BSD-2-Clause */
/* fake/clock.c - stands in for lib/clock.c when cases are played: time passes only when a fake says
 * so. What a case prints of times is therefore exact, and a silent peer costs nothing. */
#include "fake.h"
#include "number.h"
#include "run.h"

static double now;

double clock_now(void)
{
    return now;
}

void fake_pass(double seconds)
{
    now += seconds;
}

void run_wait(const struct run *run, double seconds)
{
    fake_pass(number_least(seconds, run_left(run)));
}
