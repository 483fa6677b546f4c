/* SPDX-License-Identifier: BSD-2-Clause */
/* entropy.h - random numbers. They are input from outside, so that a test can replace them. */
#ifndef ENTROPY_H
#define ENTROPY_H

#include <stdint.h>

/* 64 bits that nobody can guess (getrandom(2)). */
uint64_t entropy(void);

#endif
