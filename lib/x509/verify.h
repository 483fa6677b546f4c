/* SPDX-License-Identifier: BSD-2-Clause */
/* verify.h - from presented certificates, a store, a name and a time to every fault found.
 *
 * Pure: apart from look-ups in a hashed store it does no input or output, and it reads no clock.
 * Tests never replace it. Dates, keys and digests are not judged here; they are in the result for
 * the caller to judge. */
#ifndef VERIFY_H
#define VERIFY_H

#include <openssl/x509.h>

#include "base/arena.h"
#include "x509/certificate.h"

/* presented: the peer's certificates, its own first; at least one. name: a DNS name or an address,
 * which must be one of the alternative names (RFC 6125: the common name does not count); NULL skips
 * this test. at: seconds since 1970. The result lives in the arena; it keeps no pointer to the
 * arguments. */
void verify_chain(struct arena *arena, X509_STORE *store, STACK_OF(X509) * presented,
                  const char *name, double at, struct chain *out);

/* Only reads the certificates and does not ask about trust: for files. */
void verify_nothing(struct arena *arena, STACK_OF(X509) * certificates, struct chain *out);

#endif
