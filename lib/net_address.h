/* SPDX-License-Identifier: BSD-2-Clause */
/* net_address.h - numeric addresses; no network needed. */
#ifndef NET_ADDRESS_H
#define NET_ADDRESS_H

#include <stdbool.h>
#include <sys/socket.h>

/* Whether host is a numeric IPv4 or IPv6 address, not a name. */
bool net_is_address(const char *host);

/* Whether anybody on the Internet could mean that address: not loopback, private, link-local,
 * multicast or reserved (RFC 6890), nor an IPv6 form that hides such an IPv4 address. */
bool net_is_public(const struct sockaddr *address);

#endif
