/* SPDX-License-Identifier: BSD-2-Clause */
/* certfile.h - certificates in files: PEM bundles, DER, PKCS#12. */
#ifndef CERTFILE_H
#define CERTFILE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "x509/certificate.h"
#include "frame/plugin.h"

enum certfile_finding {
    CERTFILE_FINDING_MISSING,
    CERTFILE_FINDING_UNREADABLE,
    CERTFILE_FINDING_BROKEN,
    CERTFILE_FINDING_LOCKED,
    CERTFILE_FINDINGS
};
extern const struct finding_row certfile_findings[CERTFILE_FINDINGS];
extern const struct part certfile_part;

enum certfile_problem {
    CERTFILE_GOOD,
    CERTFILE_MISSING,    /* there is no such file */
    CERTFILE_UNREADABLE, /* we may not read it, or it is no regular file */
    CERTFILE_TOO_LARGE,  /* above 16 MiB */
    CERTFILE_NOTHING,    /* no certificate in it */
    CERTFILE_BROKEN,     /* a PEM block that is no certificate although it says so */
    CERTFILE_LOCKED,     /* PKCS#12 that needs a password, and none was given */
    CERTFILE_PASSWORD    /* PKCS#12 that does not open with this password */
};

enum { CERTFILE_MAX = 16 * 1024 * 1024 }; /* bytes of a file */

/* Reads all certificates of a file, in their order; chain->certificates live in the arena. password
 * may be NULL. */
enum certfile_problem certfile_probe_file(struct arena *arena, const char *path,
                                          const char *password, struct chain *chain);

/* A file that was looked at. */
struct certfile {
    const char *path;
    enum certfile_problem problem;
    struct chain chain; /* when there is no problem */
};

/* Reads every file that one of the patterns (glob(7)) stands for; a pattern that matches nothing
 * gives one entry, CERTFILE_MISSING. Stops at the run's deadline: *unread counts what was not read
 * then. */
struct certfile *certfile_probe(struct run *run, const struct list *patterns, const char *password,
                                size_t *count, size_t *unread);

/* A finding for a file that was not read: CRITICAL where the file itself is bad or gone, UNKNOWN
 * where we may not read it. False when there is nothing to say. */
bool certfile_judge(struct report *report, const struct certfile *file);

/* certfile_probe_file() from memory: pure. */
enum certfile_problem certfile_parse(struct arena *arena, const char *bytes, size_t length,
                                     const char *password, struct chain *chain);

#endif
