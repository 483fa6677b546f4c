/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/entropy.h"

#include <sys/random.h>
#include <time.h>

uint64_t entropy(void)
{
    uint64_t bits;
    /* A kernel that has just started may have no entropy yet. The time is good enough: no secret
     * depends on it. */
    if (getrandom(&bits, sizeof bits, GRND_NONBLOCK) == (ssize_t)sizeof bits)
        return bits;
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return (uint64_t)now.tv_nsec * 0x9E3779B97F4A7C15u ^ (uint64_t)now.tv_sec;
}
