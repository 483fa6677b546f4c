/* SPDX-License-Identifier: BSD-2-Clause */
#include <time.h>

#include "number.h"
#include "run.h"

double clock_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

void run_wait(const struct run *run, double seconds)
{
    double end = clock_now() + number_least(seconds, run_left(run));
    for (double left; (left = end - clock_now()) > 0;) {
        double whole = number_whole(left);
        struct timespec span = { .tv_sec = (time_t)whole, .tv_nsec = (long)((left - whole) * 1e9) };
        nanosleep(&span, NULL);
    }
}
