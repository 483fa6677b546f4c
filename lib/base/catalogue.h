/* SPDX-License-Identifier: BSD-2-Clause */
/* catalogue.h - sentences and what they are in another language: a `.mo` file as msgfmt makes it
 * (GNU gettext manual, "The Format of GNU MO Files").
 *
 * Read by ourselves because gettext() wants a locale that somebody has generated on the host, and
 * what it does without one differs between versions of glibc. Catalogues are UTF-8. */
#ifndef CATALOGUE_H
#define CATALOGUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __GNUC__
#define FORMAT_ARGUMENT(which) __attribute__((format_arg(which)))
#else
#define FORMAT_ARGUMENT(which)
#endif

struct catalogue {
    const unsigned char *bytes;
    size_t length;
    uint32_t count, messages, translations; /* two tables of so many rows begin there */
    bool swapped;                           /* made on a machine of the other byte order */
};

/* Looks through the bytes of a catalogue, which must live as long as *out. False, with *out
 * untouched, when they are none: all places must lie inside, all texts end in NUL, and the messages
 * be sorted, as the look-up takes for granted. */
bool catalogue_read(const void *bytes, size_t length, struct catalogue *out);

/* What a message is in the other language; NULL when the catalogue does not have it, or has it
 * empty. It lives as long as the bytes. */
const char *catalogue_find(const struct catalogue *catalogue, const char *message);

/* From now on the process speaks this language, until it is told another; NULL: English. The caller
 * keeps the catalogue for as long. */
void catalogue_use(const struct catalogue *catalogue);

/* The message in the language that is spoken, or as it is. */
const char *catalogue_text(const char *message) FORMAT_ARGUMENT(1);

#endif
