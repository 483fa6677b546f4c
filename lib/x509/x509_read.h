/* SPDX-License-Identifier: BSD-2-Clause */
/* x509_read.h - an X509 of OpenSSL, read into a struct certificate; between verify.c and itself. */
#ifndef X509_READ_H
#define X509_READ_H

#include <openssl/x509.h>

#include "base/arena.h"
#include "x509/certificate.h"

/* All but presented, used and anchor, which are of the chain. Changes nothing of x509 but its
 * caches. */
struct certificate x509_read(struct arena *arena, X509 *x509);

#endif
