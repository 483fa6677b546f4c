/* SPDX-License-Identifier: BSD-2-Clause */
/* The engine on a clock and descriptors of its own: this file stands in for base/clock.c and
 * net/net.c, so that hours and silent name servers cost nothing and every order is exact. */
#include "net/fleet.h"

#include <errno.h>
#include <sys/resource.h>

#include "base/clock.h"
#include "read/address.h"
#include "unit/check.h"

/* ---- a world without waiting ---- */

static double now;

double clock_now(void)
{
    return now;
}

void clock_wait(double seconds)
{
    now += seconds;
}

/* When each descriptor becomes readable; INFINITY: never. Closed ones are given out again, the
 * lowest first, as the system does. */
enum { DESCRIPTORS = 4096 };
static struct {
    double ready;
    bool open;
} descriptors[DESCRIPTORS];
static size_t open_now, open_most;

static int open_descriptor(double ready)
{
    int fd = 0;
    while (descriptors[fd].open)
        fd++;
    descriptors[fd].open = true;
    descriptors[fd].ready = ready;
    open_now++;
    open_most = open_now > open_most ? open_now : open_most;
    return fd;
}

static void close_descriptor(int fd)
{
    expect("a descriptor", descriptors[fd].open, "is closed twice");
    descriptors[fd].open = false;
    open_now--;
}

static size_t polls, poll_entries;

int net_wait(struct pollfd *polled, size_t n, double seconds)
{
    double until = now + seconds;
    int ready = 0;
    polls++;
    poll_entries += n;
    for (size_t i = 0; i < n; i++) {
        expect("a descriptor that is polled", descriptors[polled[i].fd].open, "is closed");
        if (descriptors[polled[i].fd].ready < until)
            until = descriptors[polled[i].fd].ready;
    }
    now = until > now ? until : now;
    for (size_t i = 0; i < n; i++) {
        polled[i].revents = descriptors[polled[i].fd].ready <= now ? POLLIN : 0;
        ready += polled[i].revents != 0;
    }
    /* Time passes also where nothing is waited for: what never ends must show as a deadline. */
    now += 1e-6;
    return ready;
}

struct net_lookup {
    int fd;
    enum why why;
    char host[64];
};
static double names_take; /* seconds of a look-up */
static enum why names_say;
static bool no_threads;
static size_t lookups, lookups_open;

struct net_lookup *net_lookup_start(const char *host, long port, int family)
{
    (void)port;
    (void)family;
    if (no_threads)
        return NULL;
    struct net_lookup *lookup = calloc(1, sizeof *lookup);
    snprintf(lookup->host, sizeof lookup->host, "%s", host);
    lookup->fd = open_descriptor(address_is_numeric(host) ? now : now + names_take);
    lookup->why = address_is_numeric(host) ? WHY_NOTHING : names_say;
    lookups++;
    lookups_open++;
    return lookup;
}

int net_lookup_fd(const struct net_lookup *lookup)
{
    return lookup->fd;
}

enum why net_lookup_take(const struct net_lookup *lookup, struct arena *where,
                         struct net_address **addresses, size_t *count)
{
    if (lookup->why != WHY_NOTHING)
        return lookup->why;
    *addresses = arena_array(where, 1, sizeof **addresses);
    (*addresses)->text = arena_string(where, lookup->host);
    *count = 1;
    return WHY_NOTHING;
}

void net_lookup_end(struct net_lookup *lookup)
{
    close_descriptor(lookup->fd);
    lookups_open--;
    free(lookup);
}

int net_connect(const struct net_address *address)
{
    (void)address;
    errno = EAFNOSUPPORT;
    return -1;
}

int net_connected(int fd)
{
    (void)fd;
    return 0;
}

/* ---- a driver that writes down what happens ---- */

enum end { UNTOUCHED, ANSWERED, SILENT, NOT_CHECKED, NO_NAME };

struct peer {
    const char *host; /* NULL: "peer" without a limit */
    double after;     /* it answers so long after the connection; INFINITY: it is silent */
    double seconds;
    int per_host;
    const char *moves_to; /* after half of that time it leads to another host */
    bool unresolved;      /* it needs no name */
};

static struct peer *peers;
static enum end *ends;
static double *begun, *ended;
static size_t wishes, alarms, ticks, under_way, most_under_way, order[64], norder;
static double until_at_begin[64];
static size_t host_jobs[64];
static double alarm_after; /* INFINITY: none is set */

struct talk {
    struct fleet_job job;
    struct fleet_watch watch;
    bool moved;
};

static struct talk *talk_of(struct fleet_job *job)
{
    return (struct talk *)(void *)job;
}

static void end(struct fleet_job *job, enum end how)
{
    struct talk *talk = talk_of(job);
    fleet_unwatch(job->fleet, &talk->watch);
    if (talk->watch.ready != NULL)
        close_descriptor(talk->watch.fd);
    expect("a job", ends[job->index] == UNTOUCHED, "ends twice");
    ends[job->index] = how;
    ended[job->index] = now;
    under_way--;
    fleet_done(job);
}

static void ready(void *context, int fd, short revents)
{
    struct talk *talk = context;
    const struct peer *peer = &peers[talk->job.index];
    expect("ready", fd == talk->watch.fd && revents == POLLIN, "is about another descriptor");
    if (peer->moves_to != NULL && !talk->moved) {
        talk->moved = true;
        descriptors[fd].ready = now + peer->after / 2;
        fleet_move(&talk->job, peer->moves_to);
        return;
    }
    end(&talk->job, ANSWERED);
}

static void connect_talk(struct fleet_job *job)
{
    struct talk *talk = talk_of(job);
    const struct peer *peer = &peers[job->index];
    double after = peer->moves_to != NULL ? peer->after / 2 : peer->after;
    talk->watch = (struct fleet_watch){
        .fd = open_descriptor(now + after), .events = POLLIN, .ready = ready, .context = talk
    };
    fleet_watch(job->fleet, &talk->watch);
}

static struct fleet_wish wish(void *context, size_t index)
{
    expect_text("context", context, "context");
    wishes++;
    return (struct fleet_wish){ peers[index].host, peers[index].per_host, peers[index].seconds };
}

static void begin(struct fleet_job *job)
{
    begun[job->index] = now;
    if (norder < COUNT_OF(order)) {
        until_at_begin[norder] = fleet_until(job) - now;
        host_jobs[norder] = fleet_host_jobs(job);
        order[norder++] = job->index;
    }
    under_way++;
    most_under_way = under_way > most_under_way ? under_way : most_under_way;
    job->alarm = now + alarm_after;
    if (peers[job->index].unresolved)
        connect_talk(job);
    else
        fleet_resolve(job, peers[job->index].host != NULL ? peers[job->index].host : "peer", 443);
}

static void resolved(struct fleet_job *job, enum why why)
{
    expect("an answer", !fleet_resolving(job), "is still out");
    if (why != WHY_NOTHING) {
        end(job, NO_NAME);
        return;
    }
    expect("an address", job->naddresses == 1, "is missing");
    connect_talk(job);
}

static void on_alarm(struct fleet_job *job)
{
    (void)job;
    alarms++;
}

static void give_up(struct fleet_job *job, bool checked)
{
    end(job, checked ? SILENT : NOT_CHECKED);
}

static void tick(void *context)
{
    (void)context;
    ticks++;
}

static const struct fleet_driver driver = {
    .job_size = sizeof(struct talk),
    .descriptors = 2,
    .wish = wish,
    .begin = begin,
    .resolved = resolved,
    .alarm = on_alarm,
    .stop = give_up,
    .tick = tick,
};

/* ---- scenes ---- */

static struct run run;
static struct fleet *fleet;
static char context[] = "context";

/* A run that has so many seconds left, and n peers that answer after 0.1 s. */
static void scene(double seconds, size_t n)
{
    static const struct net_options net = NET_DEFAULTS;
    now = 1000;
    run = (struct run){ .arena = arena, .now = 1.8e9, .deadline = now + seconds };
    names_take = 0.01;
    names_say = WHY_NOTHING;
    no_threads = false;
    alarm_after = INFINITY;
    lookups = wishes = alarms = ticks = under_way = most_under_way = norder = 0;
    polls = poll_entries = open_most = 0;
    peers = arena_array(arena, n, sizeof *peers);
    ends = arena_array(arena, n, sizeof *ends);
    begun = arena_array(arena, n, sizeof *begun);
    ended = arena_array(arena, n, sizeof *ended);
    for (size_t i = 0; i < n; i++) {
        peers[i] = (struct peer){ .after = 0.1, .unresolved = true };
        begun[i] = ended[i] = NAN;
    }
    fleet = fleet_open(&run, &net);
}

static void play(size_t n, long parallel)
{
    fleet_run(fleet, &driver, context, n, parallel);
    expect_int("under way at the end", (long)under_way, 0);
    expect_int("descriptors at the end", (long)open_now, 0);
    expect_int("look-ups at the end", (long)lookups_open, 0);
}

static long count(enum end how, size_t n)
{
    long number = 0;
    for (size_t i = 0; i < n; i++)
        number += ends[i] == how;
    return number;
}

static bool near(double a, double b)
{
    return a - b < 0.001 && b - a < 0.001;
}

TEST(all_are_served_in_order)
{
    scene(8, 20);
    play(20, 3);
    expect_int("answered", count(ANSWERED, 20), 20);
    expect_int("at once", (long)most_under_way, 3);
    for (size_t i = 0; i < 20; i++)
        expect_int("order", (long)order[i], (long)i);
    scene(8, 2);
    play(2, 0);
    expect_int("no limit", (long)most_under_way, 2);
    scene(8, 0);
    play(0, 4);
    scene(0, 3);
    play(3, 4);
    expect_int("no time left", count(UNTOUCHED, 3), 3);
}

/* The measure of the house: 20 silent peers cost 80 others nothing but their slots. */
TEST(silent_peers_leave_nobody_unasked)
{
    for (size_t stride = 1; stride <= 5; stride++) {
        scene(8, 100);
        for (size_t i = 0; i < 20; i++)
            peers[i * stride].after = INFINITY;
        for (size_t i = 0; i < 100; i++)
            if (peers[i].after < 1)
                peers[i].after = 0.001;
        play(100, 10);
        expect_int("answered", count(ANSWERED, 100), 80);
        expect_int("silent", count(SILENT, 100), 20);
    }
}

TEST(a_share_binds_only_while_somebody_waits)
{
    scene(8, 10);
    for (size_t i = 0; i < 10; i++)
        peers[i].after = i == 4 ? 7.5 : INFINITY;
    play(10, 10);
    expect_int("nobody waits: the slow one", ends[4], ANSWERED);
    for (size_t i = 0; i < 10; i++)
        expect("nobody waits", near(ended[i] - 1000, i == 4 ? 7.5 : 8), "was cut short");

    /* Two wait: two give way after a quarter of the time, the others keep all of it. */
    scene(8, 12);
    for (size_t i = 0; i < 12; i++)
        peers[i].after = INFINITY;
    play(12, 10);
    expect_int("silent", count(SILENT, 12), 12);
    for (size_t i = 0; i < 12; i++) {
        expect("two wait", near(ended[i] - 1000, i < 2 ? 2 : 8), "ends at the wrong time");
        expect("two wait", near(begun[i] - 1000, i < 10 ? 0 : 2), "begins at the wrong time");
    }

    /* Never less than two seconds, as far as there are two. */
    scene(4, 2);
    peers[0].after = peers[1].after = INFINITY;
    play(2, 1);
    expect("two seconds", near(ended[0] - 1000, 2), "are the least");
    scene(1.5, 2);
    peers[0].after = INFINITY;
    play(2, 1);
    expect("less than two", near(ended[0] - 1000, 1.5), "is all there is");
    expect_int("less than two", ends[0], SILENT);
    expect_int("less than two", ends[1], UNTOUCHED);
}

/* Longest-served first: not in the order of places. */
TEST(who_was_served_longest_gives_way_first)
{
    scene(8, 5);
    peers[0].after = 1; /* its place goes to the fourth one */
    peers[1].after = peers[2].after = peers[3].after = INFINITY;
    peers[4].after = 0.5;
    play(5, 3);
    expect("the second", near(ended[1] - 1000, 2), "does not give way first");
    expect("the fourth", near(begun[3] - 1000, 1) && near(ended[3] - 1000, 8), "is cut short");
    expect_int("the last", ends[4], ANSWERED);
}

TEST(a_job_that_began_at_the_end_is_not_called_silent)
{
    scene(8, 8);
    for (size_t i = 0; i < 6; i++)
        peers[i].after = 1.2;
    peers[6].after = peers[7].after = INFINITY;
    play(8, 1);
    expect_int("after 7.2 s", ends[6], NOT_CHECKED);
    expect_int("never begun", ends[7], UNTOUCHED);
    scene(8, 7);
    for (size_t i = 0; i < 6; i++)
        peers[i].after = 1.1;
    peers[6].after = INFINITY;
    play(7, 1);
    expect_int("after 6.6 s", ends[6], SILENT);
}

TEST(limits_per_host)
{
    scene(8, 13);
    for (size_t i = 0; i < 13; i++) {
        peers[i].host = i < 10 ? "a.example" : "b.example";
        peers[i].per_host = 2;
        peers[i].after = 0.5;
    }
    play(13, 8);
    expect_int("answered", count(ANSWERED, 13), 13);
    expect_int("under way", (long)most_under_way, 4);
    static const size_t expected[] = { 0, 1, 10, 11, 2, 3, 12, 4, 5, 6, 7, 8, 9 };
    for (size_t i = 0; i < COUNT_OF(expected); i++)
        expect_int("order", (long)order[i], (long)expected[i]);

    expect_int("requests to the host", (long)host_jobs[0], 10);
    expect_int("requests to the other one", (long)host_jobs[2], 3);
    scene(8, 1);
    play(1, 1);
    expect_int("requests to no host", (long)host_jobs[0], 0);

    /* One that the limit holds back cannot begin in the place of a silent one. */
    scene(8, 3);
    for (size_t i = 0; i < 3; i++)
        peers[i] = (struct peer){ .host = "a.example", .per_host = 1, .after = INFINITY };
    play(3, 1);
    expect("the first", near(ended[0] - 1000, 8), "gives way to nobody");
    expect_int("the second", ends[1], UNTOUCHED);
}

TEST(a_redirect_counts_where_it_leads)
{
    scene(8, 3);
    peers[0] = (struct peer){
        .host = "a.example", .per_host = 1, .after = 2, .moves_to = "b.example"
    };
    peers[1] = (struct peer){ .host = "a.example", .per_host = 1, .after = 0.1 };
    peers[2] = (struct peer){ .host = "b.example", .per_host = 1, .after = 2 };
    play(3, 3);
    expect("the one behind it", near(begun[1] - 1000, 1.01), "may begin when it has moved");
    scene(8, 3);
    peers[0] = (struct peer){
        .host = "a.example", .per_host = 1, .after = 2, .moves_to = "b.example"
    };
    peers[1] = (struct peer){ .host = "c.example", .after = 1.5 };
    peers[2] = (struct peer){ .host = "b.example", .per_host = 1, .after = 0.1 };
    play(3, 2);
    expect("the one that wants to go there", near(begun[2] - 1000, 2.01), "waits for it");
}

TEST(a_request_has_time_of_its_own)
{
    scene(8, 2);
    peers[0].after = peers[1].after = INFINITY;
    peers[0].seconds = 1;
    peers[1].seconds = 100;
    play(2, 2);
    expect("one second", near(ended[0] - 1000, 1) && ends[0] == SILENT, "is its time");
    expect("more than there is", near(ended[1] - 1000, 8), "is bounded by the run");
}

TEST(names_are_looked_up_once)
{
    scene(8, 6);
    for (size_t i = 0; i < 6; i++)
        peers[i] = (struct peer){ .host = i < 5 ? "a.example" : "192.0.2.1", .after = 0.1 };
    play(6, 3);
    expect_int("answered", count(ANSWERED, 6), 6);
    expect_int("look-ups", (long)lookups, 2);
    memset(ends, 0, 6 * sizeof *ends);
    play(6, 3);
    expect_int("look-ups of the second fleet", (long)lookups, 2);

    scene(8, 3);
    for (size_t i = 0; i < 3; i++)
        peers[i] = (struct peer){ .host = "a.example", .after = 0.1 };
    names_say = WHY_NO_NAME;
    play(3, 1);
    expect_int("no such name", count(NO_NAME, 3), 3);
    expect_int("each asks", (long)lookups, 3);

    scene(8, 1);
    peers[0].unresolved = false;
    no_threads = true;
    play(1, 1);
    expect_int("no thread", ends[0], NO_NAME);
}

TEST(a_lookup_that_nobody_waits_for_is_cancelled)
{
    scene(8, 4);
    for (size_t i = 0; i < 4; i++)
        peers[i] = (struct peer){ .host = i < 2 ? "a.example" : "b.example", .after = 0.1 };
    names_take = 60;
    play(4, 2); /* which also sees that none is left open */
    expect_int("silent", count(SILENT, 4), 4);
    expect_int("look-ups", (long)lookups, 2);
    expect("the first", near(ended[0] - 1000, 2) && near(ended[2] - 1000, 8), "gives way");

    /* One waits on while another has no more time. */
    scene(8, 2);
    for (size_t i = 0; i < 2; i++)
        peers[i] = (struct peer){ .host = "a.example", .after = 0.1 };
    peers[0].seconds = 1;
    names_take = 3;
    play(2, 2);
    expect_int("its time is over", ends[0], SILENT);
    expect_int("it waits on", ends[1], ANSWERED);
}

/* What a request costs does not depend on how many wait, also where a limit holds them back. */
TEST(cost_is_linear)
{
    double per_job[2], entries[2];
    static const size_t sizes[2] = { 500, 8000 };
    for (size_t k = 0; k < 2; k++) {
        size_t n = sizes[k];
        scene(1e6, n);
        for (size_t i = 0; i < n; i++)
            peers[i] = (struct peer){ .host = i % 2 == 0 ? "a.example" : "b.example",
                                      .per_host = i % 2 == 0 ? 1 : 0,
                                      .after = 0.1 };
        play(n, 10);
        expect_int("answered", count(ANSWERED, n), (long)n);
        per_job[k] = (double)wishes / (double)n;
        entries[k] = (double)poll_entries / (double)n;
    }
    expect("questions to the driver", per_job[1] < per_job[0] * 1.1, "grow with the number");
    expect("polled descriptors", entries[1] < entries[0] * 1.1, "grow with the number");
    expect("questions to the driver", per_job[1] < 8, "are too many");
}

/* A job that ends takes its descriptor with it, and its number may be given to the next one in the
 * same turn: what poll(2) said of the old one must not reach the new one. */
static struct fleet_watch pair[2], heir;
static size_t pair_calls, heir_calls;

static void heir_ready(void *watched, int fd, short revents)
{
    (void)watched;
    (void)fd;
    (void)revents;
    heir_calls++;
}

static void pair_ready(void *watched, int fd, short revents)
{
    const struct fleet_watch *me = watched;
    struct fleet_watch *other = &pair[me == &pair[0] ? 1 : 0];
    (void)fd;
    (void)revents;
    pair_calls++;
    fleet_unwatch(fleet, other);
    close_descriptor(other->fd);
    heir = (struct fleet_watch){ .fd = open_descriptor(INFINITY),
                                 .events = POLLIN,
                                 .ready = heir_ready };
    expect("the number", heir.fd == other->fd, "is given out again");
    fleet_watch(fleet, &heir);
    fleet_unwatch(fleet, &pair[me - pair]);
    close_descriptor(me->fd);
}

static void begin_pair(struct fleet_job *job)
{
    for (size_t i = 0; i < 2; i++) {
        pair[i] = (struct fleet_watch){
            .fd = open_descriptor(now), .events = POLLIN, .ready = pair_ready, .context = &pair[i]
        };
        fleet_watch(job->fleet, &pair[i]);
        fleet_watch(job->fleet, &pair[i]); /* twice is once */
    }
}

static void stop_pair(struct fleet_job *job, bool checked)
{
    (void)checked;
    fleet_unwatch(job->fleet, &heir);
    fleet_unwatch(job->fleet, &heir);
    close_descriptor(heir.fd);
    fleet_done(job);
}

TEST(a_descriptor_that_changes_hands_in_a_turn)
{
    struct fleet_driver pairs = driver;
    scene(3, 1);
    pairs.begin = begin_pair;
    pairs.stop = stop_pair;
    fleet_run(fleet, &pairs, context, 1, 1);
    expect_int("the pair", (long)pair_calls, 1);
    expect_int("the heir", (long)heir_calls, 0);
    expect_int("descriptors at the end", (long)open_now, 0);
}

static void begin_with_tick(struct fleet_job *job)
{
    fleet_tick_at(job->fleet, now + 0.25);
    begin(job);
}

TEST(alarms_and_ticks_come_once)
{
    struct fleet_driver ticking = driver;
    scene(8, 1);
    peers[0].after = 5;
    alarm_after = 1;
    ticking.begin = begin_with_tick;
    fleet_run(fleet, &ticking, context, 1, 1);
    expect_int("alarms", (long)alarms, 1);
    expect_int("ticks", (long)ticks, 1);
    expect_int("answered", ends[0], ANSWERED);
    expect("turns of the loop", polls <= 4, "are too many");
}

TEST(a_driver_hears_when_its_time_ends)
{
    scene(8, 3);
    peers[1].seconds = 1;
    play(3, 2);
    expect_number("while one waits", until_at_begin[0], 2);
    expect_number("its own time", until_at_begin[1], 1);
    expect("nobody waits", until_at_begin[2] > 7, "the whole time is left");

    /* Those that were held back and may begin now wait like the others. */
    scene(8, 4);
    peers[0] = (struct peer){ .host = "a.example", .per_host = 1, .after = 4, .moves_to = "x" };
    peers[1] = (struct peer){ .host = "b.example", .per_host = 1, .after = 3, .moves_to = "y" };
    peers[2] = (struct peer){ .host = "a.example", .per_host = 1, .after = 0.1 };
    peers[3] = (struct peer){ .host = "b.example", .per_host = 1, .after = 0.1 };
    play(4, 2);
    expect_int("let through first", (long)order[2], 3);
    expect("another one was let through", near(until_at_begin[2], 2), "counts as waiting");
}

TEST(the_process_has_descriptors_for_all)
{
    struct rlimit before, less;
    getrlimit(RLIMIT_NOFILE, &before);
    less = before;
    less.rlim_cur = 48;
    setrlimit(RLIMIT_NOFILE, &less);
    scene(8, 100);
    play(100, 100);
    expect_int("at once", (long)most_under_way, 8);
    expect_int("answered", count(ANSWERED, 100), 100);
    less.rlim_cur = 8;
    setrlimit(RLIMIT_NOFILE, &less);
    scene(8, 3);
    play(3, 100);
    expect_int("at least one", (long)most_under_way, 1);
    setrlimit(RLIMIT_NOFILE, &before);
}

int main(void)
{
    struct CMUnitTest tests[] = {
        cmocka_unit_test(all_are_served_in_order),
        cmocka_unit_test(silent_peers_leave_nobody_unasked),
        cmocka_unit_test(a_share_binds_only_while_somebody_waits),
        cmocka_unit_test(who_was_served_longest_gives_way_first),
        cmocka_unit_test(a_job_that_began_at_the_end_is_not_called_silent),
        cmocka_unit_test(limits_per_host),
        cmocka_unit_test(a_redirect_counts_where_it_leads),
        cmocka_unit_test(a_request_has_time_of_its_own),
        cmocka_unit_test(names_are_looked_up_once),
        cmocka_unit_test(a_lookup_that_nobody_waits_for_is_cancelled),
        cmocka_unit_test(cost_is_linear),
        cmocka_unit_test(a_descriptor_that_changes_hands_in_a_turn),
        cmocka_unit_test(alarms_and_ticks_come_once),
        cmocka_unit_test(a_driver_hears_when_its_time_ends),
        cmocka_unit_test(the_process_has_descriptors_for_all),
    };
    return RUN(tests);
}
