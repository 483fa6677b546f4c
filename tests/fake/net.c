/* SPDX-License-Identifier: BSD-2-Clause */
/* fake/net.c - stands in for lib/net/net.c when cases are played: no case may touch the network.
 *
 * A transport that comes here has no fake of its own, or its fake lets something through. */
#include "net/net.h"

#include <stdio.h>
#include <stdlib.h>

static _Noreturn void refuse(const char *function, const char *what)
{
    printf("Bail out! %s(%s): a case would touch the network\n", function, what);
    fflush(stdout);
    abort();
}

struct net_lookup *net_lookup_start(const char *host, long port, int family)
{
    (void)port;
    (void)family;
    refuse(__func__, host);
}

int net_lookup_fd(const struct net_lookup *lookup)
{
    (void)lookup;
    refuse(__func__, "");
}

enum why net_lookup_take(const struct net_lookup *lookup, struct arena *arena,
                         struct net_address **addresses, size_t *count)
{
    (void)lookup;
    (void)arena;
    (void)addresses;
    (void)count;
    refuse(__func__, "");
}

void net_lookup_end(struct net_lookup *lookup)
{
    (void)lookup;
    refuse(__func__, "");
}

int net_connect(const struct net_address *address)
{
    refuse(__func__, address->text);
}

int net_connected(int fd)
{
    (void)fd;
    refuse(__func__, "");
}

int net_wait(struct pollfd *polled, size_t n, double seconds)
{
    (void)polled;
    (void)n;
    (void)seconds;
    refuse(__func__, "");
}
