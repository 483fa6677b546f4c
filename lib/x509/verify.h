/* SPDX-License-Identifier: BSD-2-Clause */
/* verify.h - presented certificates, store, name and time -> every fault found.
 *
 * Pure: no input or output besides the look-ups of a hashed store, no clock. It is never replaced
 * in tests. Dates, keys and digests are not judged here; they are in the result for the judge. */
#ifndef VERIFY_H
#define VERIFY_H

#include <openssl/x509.h>

#include "base/arena.h"
#include "x509/certificate.h"

/* presented: the peer's certificates, its own first; at least one. name: a DNS name or an address,
 * which must be among the alternative names (RFC 6125: the common name does not count); NULL skips
 * that. at: seconds since 1970. The result lives in the arena; nothing of the arguments is kept. */
void verify_chain(struct arena *arena, X509_STORE *store, STACK_OF(X509) * presented,
                  const char *name, double at, struct chain *out);

/* The certificates alone, without a question of trust: for files. */
void verify_nothing(struct arena *arena, STACK_OF(X509) * certificates, struct chain *out);

#endif
