/* SPDX-License-Identifier: BSD-2-Clause */
/* address.h - numeric addresses; no network needed. */
#ifndef ADDRESS_H
#define ADDRESS_H

#include <stdbool.h>
#include <sys/socket.h>

#include "base/arena.h"

/* Whether host is a numeric IPv4 or IPv6 address, not a name. */
bool address_is_numeric(const char *host);

/* Whether the address can be meant by anybody on the Internet: not loopback, private, link-local,
 * multicast or reserved (RFC 6890), and no IPv6 form that hides such an IPv4 address. */
bool address_is_public(const struct sockaddr *address);

/* The address as a number, without its port, in the arena; "?" when its family has none. */
const char *address_text(struct arena *arena, const struct sockaddr *address, socklen_t length);

#endif
