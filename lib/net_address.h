/* SPDX-License-Identifier: BSD-2-Clause */
/* net_address.h - numeric addresses; no network needed. */
#ifndef NET_ADDRESS_H
#define NET_ADDRESS_H

#include <stdbool.h>

/* Whether host is a numeric IPv4 or IPv6 address, not a name. */
bool net_is_address(const char *host);

#endif
