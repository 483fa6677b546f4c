/* SPDX-License-Identifier: BSD-2-Clause */
/* fleet.h - many jobs at once: the one loop that every transport runs in.
 *
 * A job is one request on its way. The fleet owns what all transports have in common: places (how
 * many jobs are under way at once), name look-ups, the deadline of the run, the share of time that
 * a silent peer may take from others, limits per host, and the only poll(2). A transport is a
 * driver: it begins a job, goes on with it when one of its descriptors is ready, and ends it.
 *
 *     begin -> fleet_resolve -> resolved -> fleet_watch -> ready ... -> fleet_done
 *
 * Time. Every job has until its deadline: that of the run, or its own if that comes first. While
 * others wait for a place, a job that has had its share (a quarter of the time, at least two
 * seconds) gives way to one of them, the one that was served longest first. Nobody is cut short
 * when nobody waits, so a slow peer beside silent ones keeps the time of the run. A job that was
 * begun less than half a share before the end of the run had no chance: it counts as not checked,
 * not as silent.
 *
 * Cost. A turn of the loop costs as much as there are places and descriptors; each job costs the
 * same whether 500 or 8,000 wait. Jobs that a limit per host holds back wait in a queue of their
 * host and are not looked at again until one of that host is done. */
#ifndef FLEET_H
#define FLEET_H

#include <stdbool.h>
#include <stddef.h>

#include "net/net.h"
#include "net/net_part.h"
#include "net/outcome.h"
#include "frame/run.h"

/* A session of the engine: what names were looked up to is kept from one fleet_run() to the next.
 * Closed with the run. */
struct fleet;

/* One job. The driver's own struct begins with it; it is zeroed before begin(). */
struct fleet_job {
    struct fleet *fleet;
    void *context;   /* of fleet_run() */
    size_t index;    /* of the request: 0 to n - 1 */
    double started;  /* clock_now() when its place became free */
    double deadline; /* when it must end, by clock_now(); only ever brought forward */
    double alarm;    /* driver->alarm() is called once then; INFINITY for never */
    const struct net_address *addresses; /* once it is resolved; they live as long as the run */
    size_t naddresses;
    /* For the engine alone. */
    struct fleet_name *name; /* the look-up that it waits for */
    struct fleet_host *host; /* whose limit it counts against */
    bool busy;
};

/* What a request asks of the engine before it begins. */
struct fleet_wish {
    const char *host; /* for the limit and fleet_host_jobs(); NULL: no host to speak of */
    int per_host;     /* no more jobs than this under way to that host; 0: as many as may be */
    double seconds;   /* its own share of the time; 0: all that is left */
};

/* What a transport does with its jobs. Functions may end the job (fleet_done), also at once. */
struct fleet_driver {
    size_t job_size;    /* of the driver's struct */
    size_t descriptors; /* that one job may hold at once, so that the process has enough */
    struct fleet_wish (*wish)(void *context, size_t index);
    void (*begin)(struct fleet_job *job);
    /* The answer to fleet_resolve(): WHY_NOTHING, and the addresses are in the job; or why not. */
    void (*resolved)(struct fleet_job *job, enum why why);
    /* job->alarm is over. May be NULL. */
    void (*alarm)(struct fleet_job *job);
    /* Its time is up: end it with fleet_done(). checked: it had a fair chance and its peer is
     * silent; else its reply should say that it was not started, unless something is known. */
    void (*stop)(struct fleet_job *job, bool checked);
    /* The time of fleet_tick_at() has come. May be NULL. */
    void (*tick)(void *context);
};

/* A descriptor to wait for. It is the driver's, and must live until fleet_unwatch(). */
struct fleet_watch {
    int fd;
    short events; /* of poll(2); may be changed at any time */
    void (*ready)(void *context, int fd, short revents);
    void *context;
    /* For the engine alone. */
    size_t at, polled;
    bool watched;
};

/* net: the address family. */
struct fleet *fleet_open(struct run *run, const struct net_options *net);

/* Runs jobs for the requests 0 to n - 1 in this order, no more than parallel of them at once (and
 * no more than the process has descriptors for), and returns when all are done or the deadline of
 * the run falls. For what was not begun the driver is never called. */
void fleet_run(struct fleet *fleet, const struct fleet_driver *driver, void *context, size_t n,
               long parallel);

/* ---- for drivers, while fleet_run() is under way ---- */

/* Looks a name up, or answers at once for an address or a name that is known; jobs that want the
 * same name share one look-up. driver->resolved() is called in any case, perhaps before this
 * returns. What fails is asked again by the next job. */
void fleet_resolve(struct fleet_job *job, const char *host, long port);
/* Whether the answer to that is still out. */
bool fleet_resolving(const struct fleet_job *job);

void fleet_watch(struct fleet *fleet, struct fleet_watch *watch);
/* Also for one that is not watched. */
void fleet_unwatch(struct fleet *fleet, struct fleet_watch *watch);

/* One time for the whole driver, by clock_now(): replaces the one before; INFINITY for none. */
void fleet_tick_at(struct fleet *fleet, double when);

/* When the time of a job ends as things are now: its deadline, or the end of its share while more
 * jobs wait than there are places. A driver divides what is left until then among addresses. */
double fleet_until(const struct fleet_job *job);

/* The job goes to another host from now on (a redirect), and counts against the limit there. */
void fleet_move(struct fleet_job *job, const char *host);

/* How many requests of this fleet_run() name the host of the job; 0 when it has none. */
size_t fleet_host_jobs(const struct fleet_job *job);

/* The job is over, and its place free. Nothing of the engine touches it again until it is zeroed
 * for another request. The driver has ended its watches before. */
void fleet_done(struct fleet_job *job);

#endif
