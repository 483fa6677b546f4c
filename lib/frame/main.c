/* SPDX-License-Identifier: BSD-2-Clause */
/* main.c - the process around a run: descriptors, secrets from the environment, language, signals
 * and the watchdog. It exports main and nothing else, so that a test can bring its own. */
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#include "base/number.h"
#include "frame/plugin.h"

extern char **environ;

/* What the watchdog needs inside a signal handler, where neither stdio nor a catalogue may be used.
 */
static struct {
    const char *line;
    size_t length;
    int exit_code;
} watchdog;

static void bark(int signal)
{
    (void)signal;
    /* A reader that stopped reading must not hold us here as well. */
    int flags = fcntl(STDOUT_FILENO, F_GETFL);
    if (flags >= 0)
        fcntl(STDOUT_FILENO, F_SETFL, flags | O_NONBLOCK);
    size_t length = watchdog.length;
    bool written = length == 0 || write(STDOUT_FILENO, watchdog.line, length) == (ssize_t)length;
    _exit(written || watchdog.exit_code == CRITICAL ? watchdog.exit_code : UNKNOWN);
}

static void arm(double deadline, const char *line, int exit_code)
{
    sigset_t alarm_only;
    sigemptyset(&alarm_only);
    sigaddset(&alarm_only, SIGALRM);
    sigprocmask(SIG_BLOCK, &alarm_only, NULL);
    watchdog.line = line;
    watchdog.length = strlen(line);
    watchdog.exit_code = exit_code;
    double left = number_most(deadline - clock_now(), 0.001), whole = number_whole(left);
    struct itimerval timer = { .it_value = { .tv_sec = (time_t)whole,
                                             .tv_usec = (suseconds_t)((left - whole) * 1e6) } };
    setitimer(ITIMER_REAL, &timer, NULL);
    sigprocmask(SIG_UNBLOCK, &alarm_only, NULL);
}

/* With one of the descriptors 0 to 2 closed, the first socket would take its place and the report
 * would go to the monitored server. A missing stdout becomes one that cannot be written to, so that
 * the run notices. */
static void open_missing_descriptors(void)
{
    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++) {
        if (fcntl(fd, F_GETFD) >= 0)
            continue;
        if (open("/dev/null", fd == STDERR_FILENO ? O_WRONLY : O_RDONLY) != fd)
            _exit(UNKNOWN);
    }
}

/* Icinga 2 before 2.15 hands ignored and blocked signals on to its plugins. */
static void set_signals(void)
{
    struct sigaction action = { .sa_handler = bark };
    sigset_t none;
    sigemptyset(&none);
    sigemptyset(&action.sa_mask);
    sigaction(SIGALRM, &action, NULL);
    action.sa_handler = SIG_IGN;
    sigaction(SIGPIPE, &action, NULL);
    action.sa_handler = SIG_DFL;
    sigaction(SIGCHLD, &action, NULL); /* who ignores it has no say in when a child is gone */
    sigprocmask(SIG_SETMASK, &none, NULL);
}

/* Takes CHECK_* out of the environment, where /proc shows it, and keeps copies for the runs. */
static struct environment take_secrets(struct arena *arena)
{
    struct variable *variables = NULL;
    size_t count = 0, capacity = 0, kept = 0;
    for (size_t i = 0; environ[i] != NULL; i++) {
        char *entry = environ[i], *equals = strchr(entry, '=');
        if (strncmp(entry, "CHECK_", 6) != 0 || equals == NULL) {
            environ[kept++] = entry;
            continue;
        }
        variables = arena_grow(arena, variables, count, &capacity, sizeof *variables);
        variables[count++] = (struct variable){
            .name = arena_copy(arena, entry, (size_t)(equals - entry)),
            .value = arena_string(arena, equals + 1),
        };
        explicit_bzero(equals + 1, strlen(equals + 1));
    }
    environ[kept] = NULL;
    return (struct environment){ .variables = variables, .count = count };
}

int main(int argc, char **argv)
{
    open_missing_descriptors();
    set_signals();
    struct arena *arena = arena_new();
    struct environment environment = take_secrets(arena);
    /* Libraries would write the keys of our TLS connections to that file. */
    unsetenv("SSLKEYLOGFILE");
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    struct invocation invocation = {
        .argc = argc,
        .argv = argv,
        .environment = &environment,
        .language = language_of_environment(getenv("LC_ALL"), getenv("LC_MESSAGES"), getenv("LANG"),
                                            getenv("LANGUAGE")),
        .catalogues = LOCALEDIR,
        .now = (double)now.tv_sec + (double)now.tv_nsec / 1e9,
        .output = STDOUT_FILENO,
        .error = STDERR_FILENO,
        .arm = arm,
    };
    int exit_code = run_plugin(&the_plugin, &invocation);
    arena_free(arena);
#ifndef SANITIZED
    /* The line is out by write(2). What exit() would still do is take OpenSSL apart, which costs
     * time and is not safe beside a resolver thread that was left behind. Sanitizers report at
     * exit. */
    _exit(exit_code);
#endif
    return exit_code;
}
