/* SPDX-License-Identifier: BSD-2-Clause */
/* trust.h - the roots that are trusted. */
#ifndef TRUST_H
#define TRUST_H

#include <openssl/x509.h>

/* A store of the roots in ca, a file of PEM certificates or a folder; NULL means those of the
 * system. What stands in ca need not be a root. A folder that has OpenSSL's hash links is searched
 * only when a chain is verified: reading a bundle of 145 roots costs more than four handshakes. The
 * caller frees the store (X509_STORE_free). NULL when there is not one readable root. *where names
 * what was taken or, with NULL, looked at: ca itself or a static string. */
X509_STORE *trust_open(const char *ca, const char **where);

#endif
