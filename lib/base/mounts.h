/* SPDX-License-Identifier: BSD-2-Clause */
/* mounts.h - what the kernel says of its mounts: /proc/self/mountinfo (proc_pid_mountinfo(5)). */
#ifndef MOUNTS_H
#define MOUNTS_H

#include <stdbool.h>

/* Whether one of the mounts is of a kind that waits for somebody else: a network file system, FUSE,
 * an automounter, or a kind that is not known here. Those below /proc, /sys and /dev do not count:
 * systemd has an automounter there that nobody's files are on. What cannot be understood counts. */
bool mounts_may_hang(const char *mountinfo);

#endif
