/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/clock.h"

#include <time.h>

#include "base/number.h"

double clock_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

void clock_wait(double seconds)
{
    double end = clock_now() + seconds;
    for (double left; (left = end - clock_now()) > 0;) {
        double whole = number_whole(left);
        struct timespec span = { .tv_sec = (time_t)whole, .tv_nsec = (long)((left - whole) * 1e9) };
        nanosleep(&span, NULL);
    }
}
