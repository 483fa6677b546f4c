/* SPDX-License-Identifier: BSD-2-Clause */
#include "net/net.h"

#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/number.h"
#include "read/address.h"

/* Owned by two: the run and the thread. Whoever lets go last frees it. The pipe's reading end
 * belongs to the run, its writing end to the thread, which closes it when it is done. */
struct net_lookup {
    atomic_int owners;
    int readable, writable;
    int family;
    int error, error_number;
    struct addrinfo *found;
    char port[16];
    char host[];
};

static void let_go(struct net_lookup *lookup)
{
    if (atomic_fetch_sub(&lookup->owners, 1) > 1)
        return;
    if (lookup->found != NULL)
        freeaddrinfo(lookup->found);
    free(lookup);
}

static void look_up(struct net_lookup *lookup, int flags)
{
    struct addrinfo hints = {
        .ai_family = lookup->family,
        .ai_socktype = SOCK_STREAM,
        .ai_flags = AI_NUMERICSERV | flags,
    };
    lookup->error = getaddrinfo(lookup->host, lookup->port, &hints, &lookup->found);
    lookup->error_number = errno;
}

static void *thread(void *argument)
{
    struct net_lookup *lookup = argument;
    look_up(lookup, 0);
    close(lookup->writable);
    let_go(lookup);
    return NULL;
}

/* Signals, the watchdog's above all, are the main thread's. */
static bool start_thread(struct net_lookup *lookup)
{
    pthread_attr_t attributes;
    pthread_t id;
    sigset_t all, before;
    if (pthread_attr_init(&attributes) != 0)
        return false;
    pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    atomic_store(&lookup->owners, 2);
    bool started = pthread_create(&id, &attributes, thread, lookup) == 0;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    pthread_attr_destroy(&attributes);
    if (!started)
        atomic_store(&lookup->owners, 1);
    return started;
}

struct net_lookup *net_lookup_start(const char *host, long port, int family)
{
    size_t size = strlen(host) + 1;
    struct net_lookup *lookup = calloc(1, sizeof *lookup + size);
    int ends[2];
    if (lookup == NULL)
        return NULL;
    if (pipe2(ends, O_CLOEXEC) != 0) {
        free(lookup);
        return NULL;
    }
    lookup->readable = ends[0];
    lookup->writable = ends[1];
    lookup->family = family;
    atomic_store(&lookup->owners, 1);
    memcpy(lookup->host, host, size);
    snprintf(lookup->port, sizeof lookup->port, "%ld", port);
    /* An address needs no name server, so no thread either. */
    if (address_is_numeric(host)) {
        look_up(lookup, AI_NUMERICHOST);
        close(lookup->writable);
    } else if (!start_thread(lookup)) {
        close(lookup->writable);
        net_lookup_end(lookup);
        return NULL;
    }
    return lookup;
}

int net_lookup_fd(const struct net_lookup *lookup)
{
    return lookup->readable;
}

/* Without a nameserver line glibc asks this very host, which hardly ever is one. */
static bool resolver_configured(void)
{
    char line[512];
    bool found = false;
    FILE *file = fopen("/etc/resolv.conf", "re");
    if (file == NULL)
        return false;
    while (!found && fgets(line, sizeof line, file) != NULL)
        found = strncmp(line, "nameserver", 10) == 0 && (line[10] == ' ' || line[10] == '\t');
    fclose(file);
    return found;
}

static enum why why_not_found(const struct net_lookup *lookup)
{
    switch (lookup->error) {
    case EAI_AGAIN:
    case EAI_FAIL: return resolver_configured() ? WHY_NAMES_SILENT : WHY_NO_RESOLVER;
    case EAI_MEMORY: return WHY_RESOURCES;
#ifdef EAI_NODATA
    case EAI_NODATA: return WHY_NO_ADDRESS;
#endif
#ifdef EAI_ADDRFAMILY
    case EAI_ADDRFAMILY: return WHY_NO_ADDRESS;
#endif
    case EAI_SYSTEM:
        return lookup->error_number == EMFILE || lookup->error_number == ENFILE ? WHY_RESOURCES
                                                                                : WHY_NAMES_SILENT;
    default: return WHY_NO_NAME;
    }
}

enum why net_lookup_take(const struct net_lookup *lookup, struct arena *arena,
                         struct net_address **addresses, size_t *count)
{
    if (lookup->error != 0)
        return why_not_found(lookup);
    size_t n = 0;
    for (const struct addrinfo *info = lookup->found; info != NULL; info = info->ai_next)
        n++;
    struct net_address *list = arena_array(arena, n, sizeof *list);
    n = 0;
    for (const struct addrinfo *info = lookup->found; info != NULL; info = info->ai_next) {
        if (info->ai_addrlen > sizeof list[n].storage)
            continue;
        memcpy(&list[n].storage, info->ai_addr, info->ai_addrlen);
        list[n].length = info->ai_addrlen;
        list[n++].text = address_text(arena, info->ai_addr, info->ai_addrlen);
    }
    if (n == 0)
        return WHY_NO_NAME;
    *addresses = list;
    *count = n;
    return WHY_NOTHING;
}

void net_lookup_end(struct net_lookup *lookup)
{
    close(lookup->readable);
    let_go(lookup);
}

int net_connect(const struct net_address *address)
{
    int fd = socket(address->storage.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return -1;
    /* Handshakes are short messages in turn: waiting to fill a packet only costs time. */
    int on = 1;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    if (connect(fd, (const struct sockaddr *)&address->storage, address->length) != 0 &&
        errno != EINPROGRESS) {
        int error = errno;
        close(fd);
        errno = error;
        return -1;
    }
    return fd;
}

int net_connected(int fd)
{
    int error = 0;
    socklen_t length = sizeof error;
    if (getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &length) != 0)
        return errno;
    return error;
}

int net_wait(struct pollfd *polled, size_t n, double seconds)
{
    double whole = number_whole(seconds);
    struct timespec span = { .tv_sec = (time_t)whole, .tv_nsec = (long)((seconds - whole) * 1e9) };
    int ready = ppoll(polled, (nfds_t)n, &span, NULL);
    return ready > 0 ? ready : 0;
}
