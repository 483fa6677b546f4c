/* SPDX-License-Identifier: BSD-2-Clause */
/* entropy.h - chance. Input from outside, so that a test can bring its own. */
#ifndef ENTROPY_H
#define ENTROPY_H

#include <stdint.h>

/* 64 bits that nobody can guess (getrandom(2)). */
uint64_t entropy(void);

#endif
