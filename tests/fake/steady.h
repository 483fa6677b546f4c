/* SPDX-License-Identifier: BSD-2-Clause */
/* steady.h - output of a program without what is not always the same. */
#ifndef STEADY_H
#define STEADY_H

#include "base/arena.h"

/* Puts something steady in place of what differs from run to run, release to release, OpenSSL to
 * OpenSSL: the time that passed, our own version, the words for an error of verification. */
const char *steady_text(struct arena *arena, const char *output);

#endif
