/* SPDX-License-Identifier: BSD-2-Clause */
/* The loop of fleet_run(), until every place is free again:
 *
 *     fill        gives free places to requests, those that a limit had held back first
 *     net_wait    until a descriptor is ready or the next deadline, alarm, share or tick comes
 *     ready       of each watch that poll(2) named, unless it was taken out in this turn
 *     tick        the one timer of the driver
 *     expire      deadlines and alarms
 *     share_out   while somebody could begin and every place is taken: the job that was served
 *                 longest gives way, if it has had its share
 *
 * Drivers end jobs and change watches at any point of a turn. So a place that becomes free is given
 * away between the steps only, never inside a callback, and poll(2) is told of a copy of the
 * watches: a descriptor may be closed and its number given to another in the middle of a turn.
 *
 * Requests wait in three places, each entered once: behind `next` in their order, in the queue of
 * their host, or among those that were let through (`let_first`), which count against the limit of
 * their host already. That makes a request cost the same however many wait.
 *
 * Names and hosts are kept in the balanced trees of tsearch(3): names come from strangers, who
 * could choose them so that a hash table degenerates. The tree's nodes are the C library's, the
 * entries live in the arena. */
#include "net/fleet.h"

#include <errno.h>
#include <math.h>
#include <poll.h>
#include <search.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "base/clock.h"
#include "base/number.h"
#include "read/address.h"

/* Below that a busy host would be called dead. */
static const double share_min = 2;

/* Descriptors of the process that are no job's: standard ones, files, look-ups of libraries. */
enum { DESCRIPTORS_SPARE = 32 };

static const size_t nowhere = (size_t)-1;

/* A name and port, and what they were looked up to. The key comes first for the tree. */
struct fleet_name {
    const char *key; /* "host:port" */
    struct net_lookup *lookup;
    struct fleet_watch watch;
    struct fleet *fleet;
    size_t waiting; /* jobs that want the answer */
    struct net_address *addresses;
    size_t count;
    bool known;
};

/* A host of this fleet_run(). The key comes first for the tree. */
struct fleet_host {
    const char *key;
    size_t running;     /* jobs under way, and those that were let through and begin next */
    size_t jobs;        /* requests in all */
    size_t first, last; /* queue of requests that the limit holds back, by `behind` */
};

struct fleet {
    struct run *run;
    int family;
    void *names; /* tree of struct fleet_name, for the session */
    /* From here on for one fleet_run(). */
    const struct fleet_driver *driver;
    void *context;
    void *hosts;                 /* tree of struct fleet_host */
    size_t n, next;              /* next: the first request that nobody has looked at yet */
    struct fleet_host **host_of; /* by request; an entry is NULL without a host */
    size_t *behind;              /* by request: the next one in the same queue */
    size_t let_first, let_last;  /* requests that were held back and may begin now */
    char *jobs;                  /* of driver->job_size each */
    size_t *free, nfree, places;
    struct fleet_watch **watches;
    size_t nwatches, watches_capacity;
    struct pollfd *polled;
    struct fleet_watch **seen; /* by index into polled; NULL: taken out since */
    size_t polled_capacity, npolled;
    double share, tick;
};

static int by_key(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void keep_node(void *node)
{
    (void)node; /* it lives in the arena */
}

static struct fleet_job *job_at(const struct fleet *fleet, size_t place)
{
    return (struct fleet_job *)(void *)(fleet->jobs + place * fleet->driver->job_size);
}

/* ---- the session ---- */

static void stop_lookup(struct fleet_name *name)
{
    fleet_unwatch(name->fleet, &name->watch);
    net_lookup_end(name->lookup);
    name->lookup = NULL;
}

static void close_fleet(void *handle)
{
    struct fleet *fleet = handle;
    tdestroy(fleet->names, keep_node);
}

struct fleet *fleet_open(struct run *run, const struct net_options *net)
{
    struct fleet *fleet = arena_alloc(run->arena, sizeof *fleet);
    fleet->run = run;
    fleet->family = net_part_family(net);
    arena_at_end(run->arena, close_fleet, fleet);
    return fleet;
}

/* ---- descriptors ---- */

void fleet_watch(struct fleet *fleet, struct fleet_watch *watch)
{
    if (watch->watched)
        return;
    fleet->watches = arena_grow(fleet->run->arena, fleet->watches, fleet->nwatches,
                                &fleet->watches_capacity, sizeof(struct fleet_watch *));
    watch->at = fleet->nwatches;
    watch->polled = nowhere;
    watch->watched = true;
    fleet->watches[fleet->nwatches++] = watch;
}

void fleet_unwatch(struct fleet *fleet, struct fleet_watch *watch)
{
    if (!watch->watched)
        return;
    struct fleet_watch *last = fleet->watches[--fleet->nwatches];
    fleet->watches[watch->at] = last;
    last->at = watch->at;
    watch->watched = false;
    /* Its descriptor may be closed now, and the number given to another one, in the middle of a
     * turn: what poll(2) said of it is void. */
    if (watch->polled != nowhere)
        fleet->seen[watch->polled] = NULL;
    watch->polled = nowhere;
}

void fleet_tick_at(struct fleet *fleet, double when)
{
    fleet->tick = when;
}

/* ---- names ---- */

static struct fleet_name *find_name(struct fleet *fleet, const char *host, long port)
{
    const char *key = arena_printf(fleet->run->arena, "%s:%ld", host, port);
    const struct fleet_name probe = { .key = key };
    void *found = tfind(&probe, &fleet->names, by_key);
    if (found != NULL)
        return *(struct fleet_name **)found;
    struct fleet_name *name = arena_alloc(fleet->run->arena, sizeof *name);
    *name = (struct fleet_name){ .key = key, .fleet = fleet };
    /* Without memory for the tree it is only not found again. */
    tsearch(name, &fleet->names, by_key);
    return name;
}

static void answer(struct fleet_job *job, const struct fleet_name *name, enum why why)
{
    job->name = NULL;
    job->addresses = name->addresses;
    job->naddresses = name->count;
    job->fleet->driver->resolved(job, why);
}

static void looked_up(void *context, int fd, short revents)
{
    struct fleet_name *name = context;
    struct fleet *fleet = name->fleet;
    (void)fd;
    (void)revents;
    enum why why = net_lookup_take(name->lookup, fleet->run->arena, &name->addresses, &name->count);
    stop_lookup(name);
    name->known = why == WHY_NOTHING;
    name->waiting = 0;
    for (size_t i = 0; i < fleet->places; i++) {
        struct fleet_job *job = job_at(fleet, i);
        if (job->busy && job->name == name)
            answer(job, name, why);
    }
}

void fleet_resolve(struct fleet_job *job, const char *host, long port)
{
    struct fleet *fleet = job->fleet;
    struct fleet_name *name = find_name(fleet, host, port);
    if (name->known) {
        answer(job, name, WHY_NOTHING);
        return;
    }
    job->name = name;
    name->waiting++;
    if (name->lookup != NULL)
        return;
    name->lookup = net_lookup_start(host, port, fleet->family);
    if (name->lookup == NULL) {
        name->waiting--;
        answer(job, name, WHY_RESOURCES);
        return;
    }
    name->watch = (struct fleet_watch){
        .fd = net_lookup_fd(name->lookup), .events = POLLIN, .ready = looked_up, .context = name
    };
    fleet_watch(fleet, &name->watch);
    /* An address needs no name server: its answer is there already. */
    if (address_is_numeric(host))
        looked_up(name, name->watch.fd, POLLIN);
}

bool fleet_resolving(const struct fleet_job *job)
{
    return job->name != NULL;
}

/* A look-up that nobody waits for any more is cancelled: with a name server that swallows
 * questions it would hold a thread for many seconds. */
static void forget_name(struct fleet_job *job)
{
    struct fleet_name *name = job->name;
    job->name = NULL;
    if (name != NULL && --name->waiting == 0)
        stop_lookup(name);
}

/* ---- hosts and their limits ---- */

static struct fleet_host *find_host(struct fleet *fleet, const char *key)
{
    const struct fleet_host probe = { .key = key };
    void *node = tfind(&probe, &fleet->hosts, by_key);
    if (node != NULL)
        return *(struct fleet_host **)node;
    struct fleet_host *host = arena_alloc(fleet->run->arena, sizeof *host);
    *host = (struct fleet_host){ .key = key, .first = nowhere, .last = nowhere };
    tsearch(host, &fleet->hosts, by_key);
    return host;
}

static void append(struct fleet *fleet, size_t *first, size_t *last, size_t index)
{
    if (*first == nowhere)
        *first = index;
    else
        fleet->behind[*last] = index;
    *last = index;
    fleet->behind[index] = nowhere;
}

static size_t take_first(struct fleet *fleet, size_t *first)
{
    size_t index = *first;
    *first = fleet->behind[index];
    return index;
}

static bool has_room(struct fleet *fleet, const struct fleet_host *host, size_t index)
{
    int per_host = fleet->driver->wish(fleet->context, index).per_host;
    return per_host <= 0 || host->running < (size_t)per_host;
}

static void enter_host(struct fleet_job *job, struct fleet_host *host)
{
    job->host = host;
    if (host != NULL)
        host->running++;
}

/* One job fewer: the first that waits for this host may begin, ahead of all that come later. */
static void leave_host(struct fleet *fleet, struct fleet_host *host)
{
    if (host == NULL)
        return;
    host->running--;
    while (host->first != nowhere && has_room(fleet, host, host->first)) {
        size_t index = take_first(fleet, &host->first);
        host->running++;
        append(fleet, &fleet->let_first, &fleet->let_last, index);
    }
}

void fleet_move(struct fleet_job *job, const char *host)
{
    struct fleet_host *before = job->host;
    enter_host(job, find_host(job->fleet, host));
    leave_host(job->fleet, before);
}

size_t fleet_host_jobs(const struct fleet_job *job)
{
    return job->host != NULL ? job->host->jobs : 0;
}

/* The next request that may begin, without taking it; those that their host's limit holds back are
 * put into its queue. nowhere when there is none. */
static size_t next_request(struct fleet *fleet)
{
    if (fleet->let_first != nowhere)
        return fleet->let_first;
    for (; fleet->next < fleet->n; fleet->next++) {
        struct fleet_host *host = fleet->host_of[fleet->next];
        if (host == NULL || (host->first == nowhere && has_room(fleet, host, fleet->next)))
            return fleet->next;
        append(fleet, &host->first, &host->last, fleet->next);
    }
    return nowhere;
}

/* ---- jobs ---- */

static void begin(struct fleet *fleet, size_t index)
{
    struct fleet_job *job = job_at(fleet, fleet->free[--fleet->nfree]);
    double seconds = fleet->driver->wish(fleet->context, index).seconds;
    memset(job, 0, fleet->driver->job_size);
    *job = (struct fleet_job){
        .fleet = fleet,
        .context = fleet->context,
        .index = index,
        .started = clock_now(),
        .alarm = INFINITY,
        .busy = true,
    };
    job->deadline = seconds > 0 ? number_least(fleet->run->deadline, job->started + seconds)
                                : fleet->run->deadline;
    if (index == fleet->let_first) {
        take_first(fleet, &fleet->let_first);
        job->host = fleet->host_of[index]; /* it was counted when it was let through */
    } else {
        fleet->next++;
        enter_host(job, fleet->host_of[index]);
    }
    fleet->driver->begin(job);
}

void fleet_done(struct fleet_job *job)
{
    struct fleet *fleet = job->fleet;
    forget_name(job);
    job->busy = false;
    leave_host(fleet, job->host);
    size_t place = (size_t)((char *)job - fleet->jobs) / fleet->driver->job_size;
    fleet->free[fleet->nfree++] = place;
}

static void fill(struct fleet *fleet)
{
    while (fleet->nfree > 0 && run_left(fleet->run) > 0) {
        size_t index = next_request(fleet);
        if (index == nowhere)
            return;
        begin(fleet, index);
    }
}

double fleet_until(const struct fleet_job *job)
{
    const struct fleet *fleet = job->fleet;
    size_t waiting = fleet->n - fleet->next;
    for (size_t i = fleet->let_first; i != nowhere && waiting <= fleet->nfree; i = fleet->behind[i])
        waiting++;
    return waiting > fleet->nfree ? number_least(job->deadline, job->started + fleet->share)
                                  : job->deadline;
}

/* ---- time ---- */

static void stop(struct fleet *fleet, struct fleet_job *job, double now)
{
    bool fair = now < fleet->run->deadline || now - job->started >= fleet->share / 2;
    fleet->driver->stop(job, fair);
}

/* The clock is asked for each job: a thousand of them take longer than the run may have left. */
static void expire(struct fleet *fleet)
{
    for (size_t i = 0; i < fleet->places; i++) {
        struct fleet_job *job = job_at(fleet, i);
        if (!job->busy)
            continue;
        double now = clock_now();
        if (now >= job->deadline) {
            stop(fleet, job, now);
        } else if (now >= job->alarm) {
            job->alarm = INFINITY;
            fleet->driver->alarm(job);
        }
    }
}

static struct fleet_job *longest_served(const struct fleet *fleet)
{
    struct fleet_job *longest = NULL;
    for (size_t i = 0; i < fleet->places; i++) {
        struct fleet_job *job = job_at(fleet, i);
        if (job->busy && (longest == NULL || job->started < longest->started))
            longest = job;
    }
    return longest;
}

/* Those that have had their share give way, one for each that can begin in its place. */
static void share_out(struct fleet *fleet)
{
    fill(fleet);
    while (fleet->nfree == 0 && next_request(fleet) != nowhere) {
        struct fleet_job *job = longest_served(fleet);
        double now = clock_now();
        if (now < job->started + fleet->share)
            return;
        stop(fleet, job, now);
        fill(fleet);
    }
}

/* When the loop must look again, whatever the descriptors do. */
static double next_event(struct fleet *fleet)
{
    double when = number_least(fleet->run->deadline, fleet->tick);
    bool wanted = fleet->nfree == 0 && next_request(fleet) != nowhere;
    for (size_t i = 0; i < fleet->places; i++) {
        const struct fleet_job *job = job_at(fleet, i);
        if (!job->busy)
            continue;
        when = number_least(when, number_least(job->deadline, job->alarm));
        if (wanted)
            when = number_least(when, job->started + fleet->share);
    }
    return when;
}

/* ---- the loop ---- */

static void watch_all(struct fleet *fleet)
{
    if (fleet->polled_capacity < fleet->nwatches) {
        fleet->polled_capacity = 2 * fleet->nwatches;
        fleet->polled = arena_array(fleet->run->arena, fleet->polled_capacity,
                                    sizeof *fleet->polled);
        fleet->seen = arena_array(fleet->run->arena, fleet->polled_capacity,
                                  sizeof(struct fleet_watch *));
    }
    fleet->npolled = fleet->nwatches;
    for (size_t i = 0; i < fleet->npolled; i++) {
        struct fleet_watch *watch = fleet->watches[i];
        fleet->polled[i] = (struct pollfd){ .fd = watch->fd, .events = watch->events };
        fleet->seen[i] = watch;
        watch->polled = i;
    }
}

static void turn(struct fleet *fleet)
{
    watch_all(fleet);
    double left = next_event(fleet) - clock_now();
    int ready = net_wait(fleet->polled, fleet->npolled, number_most(left, 0));
    for (size_t i = 0; i < fleet->npolled && ready > 0; i++) {
        struct fleet_watch *watch = fleet->seen[i];
        if (watch != NULL && fleet->polled[i].revents != 0)
            watch->ready(watch->context, watch->fd, fleet->polled[i].revents);
    }
    if (clock_now() >= fleet->tick) {
        fleet->tick = INFINITY;
        fleet->driver->tick(fleet->context);
    }
    expire(fleet);
    share_out(fleet);
}

/* Places for jobs: no more than there are requests, and than the process has descriptors for. */
static size_t places(const struct fleet_driver *driver, size_t n, long parallel)
{
    struct rlimit limit;
    size_t room = parallel > 0 && (size_t)parallel < n ? (size_t)parallel : n;
    if (getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY) {
        size_t all = (size_t)limit.rlim_cur;
        size_t most = (all > DESCRIPTORS_SPARE ? all - DESCRIPTORS_SPARE : 1) / driver->descriptors;
        room = room < most ? room : most;
    }
    return room > 0 ? room : 1;
}

static void count_hosts(struct fleet *fleet)
{
    for (size_t i = 0; i < fleet->n; i++) {
        const char *key = fleet->driver->wish(fleet->context, i).host;
        fleet->host_of[i] = key != NULL ? find_host(fleet, key) : NULL;
        if (key != NULL)
            fleet->host_of[i]->jobs++;
    }
}

void fleet_run(struct fleet *fleet, const struct fleet_driver *driver, void *context, size_t n,
               long parallel)
{
    struct arena *arena = fleet->run->arena;
    double left = run_left(fleet->run);
    if (n == 0)
        return;
    fleet->driver = driver;
    fleet->context = context;
    fleet->n = n;
    fleet->next = fleet->nfree = 0;
    fleet->let_first = fleet->let_last = nowhere;
    fleet->places = places(driver, n, parallel);
    fleet->jobs = arena_array(arena, fleet->places, driver->job_size);
    fleet->free = arena_array(arena, fleet->places, sizeof *fleet->free);
    fleet->host_of = arena_array(arena, n, sizeof(struct fleet_host *));
    fleet->behind = arena_array(arena, n, sizeof *fleet->behind);
    fleet->share = number_least(left, number_most(left / 4, share_min));
    fleet->tick = INFINITY;
    while (fleet->nfree < fleet->places) {
        fleet->free[fleet->nfree] = fleet->places - 1 - fleet->nfree;
        fleet->nfree++;
    }
    count_hosts(fleet);
    for (fill(fleet); fleet->nfree < fleet->places;)
        turn(fleet);
    tdestroy(fleet->hosts, keep_node);
    fleet->hosts = NULL;
}
