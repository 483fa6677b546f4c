/* SPDX-License-Identifier: BSD-2-Clause */
/* net.h - names and sockets, never waiting.
 *
 * getaddrinfo(3) cannot be given a time limit: with a name server that swallows questions it blocks
 * for seconds. So a name is looked up in a thread of its own, on memory of its own, which is left
 * behind when the run has no more time. */
#ifndef NET_H
#define NET_H

#include <poll.h>
#include <sys/socket.h>

#include "base/arena.h"
#include "net/outcome.h"

struct net_address {
    struct sockaddr_storage storage;
    socklen_t length;
    const char *text; /* numeric */
};

struct net_lookup;

/* Starts a look-up of the addresses (family: AF_INET, AF_INET6, AF_UNSPEC) of host with that port.
 * NULL when no thread or descriptor could be had. End it with net_lookup_end(). */
struct net_lookup *net_lookup_start(const char *host, long port, int family);
/* A descriptor that becomes readable when the look-up is over. */
int net_lookup_fd(const struct net_lookup *lookup);
/* After that: the addresses, in the order in which they should be tried, copied into the arena. On
 * failure the answer says why, *addresses is untouched. */
enum why net_lookup_take(const struct net_lookup *lookup, struct arena *arena,
                         struct net_address **addresses, size_t *count);
/* At any time, also before it is over. */
void net_lookup_end(struct net_lookup *lookup);

/* Begins to connect: a non-blocking descriptor, or -1 with errno. It is connected when it polls
 * writable and net_connected() says 0, else that is the errno value. */
int net_connect(const struct net_address *address);
int net_connected(int fd);

/* poll(2) for so many seconds: how many descriptors are ready, 0 when the time is over or a signal
 * came. */
int net_wait(struct pollfd *polled, size_t n, double seconds);

#endif
