/* SPDX-License-Identifier: BSD-2-Clause */
/* fleet_load.c - what one fleet of requests costs: fleet_load DRIVER KIND N REPEAT PORT [PORT]
 *
 *     DRIVER  http or tls
 *     KIND    one: all go to 127.0.0.1:PORT; many: each to an address of its own, 127.x.y.z:PORT;
 *             silent: each fifth goes to the first PORT, the others to the second one; ten at once,
 *             in a run of eight seconds
 *
 * Plays the fleet REPEAT times, each in a run of its own, and prints: CPU milliseconds (user and
 * system) a request, and of the last fleet how many were done, refused, silent and not asked, and
 * its seconds. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

#include "base/clock.h"
#include "net/http.h"
#include "net/tls.h"

struct load {
    const char *kind;
    size_t n;
    long port, other;
};

struct tally {
    size_t done, refused, silent, unasked;
};

static void count(struct tally *tally, const struct outcome *outcome)
{
    tally->done += outcome->stage == STAGE_DONE;
    tally->refused += outcome->why == WHY_REFUSED;
    tally->silent += outcome->why == WHY_SILENT;
    tally->unasked += outcome->stage == STAGE_NOT_STARTED;
}

static const char *host(struct arena *arena, const struct load *load, size_t i)
{
    if (strcmp(load->kind, "many") != 0)
        return "127.0.0.1";
    return arena_printf(arena, "127.%zu.%zu.%zu", 1 + i / 62500, 1 + i / 250 % 250, 1 + i % 250);
}

static long port(const struct load *load, size_t i)
{
    return strcmp(load->kind, "silent") == 0 && i % 5 != 0 ? load->other : load->port;
}

static struct tally play_http(struct run *run, const struct load *load)
{
    static const struct net_options net = NET_DEFAULTS;
    struct http_options options = HTTP_DEFAULTS;
    struct tally tally = { 0 };
    struct http_request *requests = arena_array(run->arena, load->n, sizeof *requests);
    struct http_reply *replies = arena_array(run->arena, load->n, sizeof *replies);
    options.url = requests->url;
    for (size_t i = 0; i < load->n; i++) {
        requests[i].url = (struct url){ .host = host(run->arena, load, i),
                                        .port = port(load, i),
                                        .path = "/" };
        requests[i].foreign = true;
    }
    http_fleet(http_open(run, &options, &net), requests, replies, load->n, 10);
    for (size_t i = 0; i < load->n; i++)
        count(&tally, &replies[i].outcome);
    return tally;
}

static struct tally play_tls(struct run *run, const struct load *load)
{
    static const struct net_options net = NET_DEFAULTS;
    static const struct tls_options options = { .ca = NULL };
    struct tally tally = { 0 };
    struct tls_request *requests = arena_array(run->arena, load->n, sizeof *requests);
    struct tls_reply *replies = arena_array(run->arena, load->n, sizeof *replies);
    for (size_t i = 0; i < load->n; i++)
        requests[i].target = (struct tls_target){ .host = host(run->arena, load, i),
                                                  .port = port(load, i),
                                                  .name = "www.city.example" };
    tls_fleet(tls_open(run, &options, &net), requests, replies, load->n, 10);
    for (size_t i = 0; i < load->n; i++)
        count(&tally, replies[i].nanswers > 0 ? &replies[i].answers->outcome : &replies[i].outcome);
    return tally;
}

static double cpu_seconds(void)
{
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
           (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

int main(int argc, char **argv)
{
    if (argc < 6)
        return 2;
    struct load load = { .kind = argv[2],
                         .n = (size_t)strtol(argv[3], NULL, 10),
                         .port = strtol(argv[5], NULL, 10),
                         .other = argc > 6 ? strtol(argv[6], NULL, 10) : 0 };
    long repeat = strtol(argv[4], NULL, 10);
    bool http = strcmp(argv[1], "http") == 0, silent = strcmp(load.kind, "silent") == 0;
    struct tally tally = { 0 };
    double start = 0, cpu = 0;
    /* The first one counts for nothing: it loads libraries and configuration. */
    for (long i = silent ? 1 : 0; i <= repeat; i++) {
        struct arena *arena = arena_new();
        struct report report = report_start(arena);
        struct run run = { .arena = arena,
                           .common = &option_common_defaults,
                           .notes = &report,
                           .now = (double)time(NULL),
                           .deadline = clock_now() + (silent ? 8 : 300) };
        double before = cpu_seconds();
        start = clock_now();
        tally = http ? play_http(&run, &load) : play_tls(&run, &load);
        start = clock_now() - start;
        arena_free(arena);
        cpu += i > 0 ? cpu_seconds() - before : 0;
    }
    printf("%.6f %zu %zu %zu %zu %.3f\n", cpu * 1000 / (double)repeat / (double)load.n, tally.done,
           tally.refused, tally.silent, tally.unasked, start);
    return 0;
}
