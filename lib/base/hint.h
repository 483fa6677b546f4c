/* SPDX-License-Identifier: BSD-2-Clause */
/* hint.h - finds the word that was probably meant. */
#ifndef HINT_H
#define HINT_H

#include <stddef.h>

/* The word of words[0..count) that is nearest to text, counted in insertions, deletions,
 * substitutions and swaps of neighbours; NULL when no word is near enough. */
const char *hint_nearest(const char *text, const char *const *words, size_t count);

#endif
