/* SPDX-License-Identifier: BSD-2-Clause */
/* net_part.h - what every plugin brings that goes to the network. */
#ifndef NET_PART_H
#define NET_PART_H

#include "frame/plugin.h"

struct net_options {
    bool ipv4, ipv6;
    struct choice unreachable; /* enum state */
    struct timeout timeout;    /* --timeout: how long a silent peer was waited for, and its state */
};
#define NET_DEFAULTS \
    { \
        .unreachable = { CRITICAL }, .timeout = {.seconds = 10, .state = CRITICAL } \
    }

enum net_finding {
    NET_NAME_UNKNOWN,
    NET_UNREACHABLE,
    NET_SILENT,
    NET_BROKEN,
    NET_NO_RESOLVER,
    NET_NO_RESOURCES,
    NET_NOT_STARTED,
    NET_FINDINGS
};
extern const struct finding_row net_findings[NET_FINDINGS];
extern const struct part net_part;

/* The address family that the options ask for: AF_INET, AF_INET6 or AF_UNSPEC. */
int net_part_family(const struct net_options *options);

#endif
