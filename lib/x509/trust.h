/* SPDX-License-Identifier: BSD-2-Clause */
/* trust.h - the roots that are trusted. */
#ifndef TRUST_H
#define TRUST_H

#include <openssl/x509.h>

/* A store of the roots in ca, which is a file of PEM certificates or a folder; NULL means the roots
 * of the system. The certificates in ca need not be roots. In a folder with OpenSSL's hash links, a
 * root is looked up only when a chain is verified: reading a bundle of 145 roots costs more than
 * four handshakes. The caller frees the store (X509_STORE_free). Returns NULL when no root can be
 * read. *where names what was used or, when the result is NULL, what was tried: ca itself or a
 * static string. */
X509_STORE *trust_open(const char *ca, const char **where);

#endif
