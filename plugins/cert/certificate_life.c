/* SPDX-License-Identifier: BSD-2-Clause */
#include "cert/certificate_life.h"

#include <math.h>

#include "base/number.h"
#include "base/when.h"

double certificate_life(const struct certificate *certificate)
{
    return certificate->not_after - certificate->not_before + 1;
}

double certificate_life_left(const struct certificate *certificate, double now)
{
    return certificate->not_after - now;
}

double certificate_life_share_left(const struct certificate *certificate, double now)
{
    double lifetime = certificate_life(certificate);
    return lifetime > 0
               ? number_most(0, number_least(1, certificate_life_left(certificate, now) / lifetime))
               : 0;
}

double certificate_life_limit(double not_before)
{
    static const struct {
        double from; /* 00:00 UTC */
        double days;
    } limits[] = {
        { 1868227200, 47 },  /* 2029-03-15 */
        { 1805068800, 100 }, /* 2027-03-15 */
        { 1773532800, 200 }, /* 2026-03-15 */
        { 1598918400, 398 }, /* 2020-09-01 */
        { 1519862400, 825 }, /* 2018-03-01 */
    };
    for (size_t i = 0; i < sizeof limits / sizeof *limits; i++) {
        if (not_before >= limits[i].from)
            return limits[i].days * DAY;
    }
    return INFINITY;
}
