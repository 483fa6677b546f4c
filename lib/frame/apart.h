/* SPDX-License-Identifier: BSD-2-Clause */
/* apart.h - what may hang is done by another process.
 *
 * A read on a file system whose server is gone (NFS, CIFS, FUSE) sleeps where no signal arrives:
 * neither a time limit nor the watchdog ends it. A child of its own session can be left there. */
#ifndef APART_H
#define APART_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buffer.h"
#include "frame/run.h"

/* Has work() done in a child, which has no descriptors but those that it opens, and waits for it
 * until the deadline of the run. True when it came to its end; what it put into out is then in the
 * run's arena, with a NUL byte behind. Else false: the child is killed, as soon as the kernel can,
 * and nobody waits for it. work() must not write to anything but out; its memory ends with it. With
 * no process to be had it is done here. */
bool apart(struct run *run, void (*work)(const void *context, struct buffer *out),
           const void *context, const char **bytes, size_t *length);

/* Whether what a user named can be read in time, as far as its file system is concerned: a file, a
 * folder, or a pattern (glob(7)) with all that it stands for. True also for what is not there or
 * may not be read; the reader finds that out. A child is made only where something is mounted that
 * waits for others: it costs a tenth of a whole check. A disk that the kernel calls local is not
 * guarded against, also when it is on a network itself (iSCSI). */
bool apart_answers(struct run *run, const char *pattern);

#endif
