/* SPDX-License-Identifier: BSD-2-Clause */
/* x509_read.h - reads an X509 of OpenSSL into a struct certificate; used by verify.c only. */
#ifndef X509_READ_H
#define X509_READ_H

#include <openssl/x509.h>

#include "base/arena.h"
#include "x509/certificate.h"

/* Fills all fields except presented, used and anchor, which depend on the chain. Changes nothing of
 * x509 but its caches. */
struct certificate x509_read(struct arena *arena, X509 *x509);

#endif
