/* SPDX-License-Identifier: BSD-2-Clause */
/* locale_de.h - a locale whose decimal point is a comma, built when the system has none. */
#ifndef LOCALE_DE_H
#define LOCALE_DE_H

#include <locale.h>
#include <sys/wait.h>
#include <unistd.h>

#include "unit/check.h"

static inline bool run_quietly(const char *const *argv)
{
    pid_t child = fork();
    if (child == 0) {
        if (freopen("/dev/null", "w", stdout) != NULL && freopen("/dev/null", "w", stderr) != NULL)
            execvp(argv[0], (char *const *)(uintptr_t)argv);
        _exit(127);
    }
    int status = -1;
    return child > 0 && waitpid(child, &status, 0) == child && WIFEXITED(status) &&
           WEXITSTATUS(status) <= 1; /* 1: localedef only warned */
}

/* Switches the whole process to de_DE.UTF-8; false when that locale cannot be had. */
static inline bool german_begin(void)
{
    if (setlocale(LC_ALL, "de_DE.UTF-8") != NULL)
        return true;
    const char *folder = temporary_folder();
    const char *locale = arena_printf(arena, "%s/de_DE.UTF-8", folder);
    const char *const build[] = { "localedef", "-c", "-i", "de_DE", "-f", "UTF-8", locale, NULL };
    const char *const clean[] = { "rm", "-rf", folder, NULL };
    setenv("LOCPATH", folder, 1);
    bool have = run_quietly(build) && setlocale(LC_ALL, "de_DE.UTF-8") != NULL;
    /* A loaded locale stays in memory when its files are gone. */
    run_quietly(clean);
    unsetenv("LOCPATH");
    return have && strcmp(localeconv()->decimal_point, ",") == 0;
}

static inline void german_end(void)
{
    setlocale(LC_ALL, "C");
}

#define NO_GERMAN "the locale de_DE.UTF-8 is not there and localedef cannot build it"

#endif
