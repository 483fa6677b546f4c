/* SPDX-License-Identifier: BSD-2-Clause */
/* trust_folder.h - folders of trusted roots, without a look into the certificates. */
#ifndef TRUST_FOLDER_H
#define TRUST_FOLDER_H

#include <stdbool.h>

/* Whether the folder has hash links of OpenSSL (openssl-rehash(1)), so that a root is found by its
 * name and the others need not be read. */
bool trust_folder_is_hashed(const char *folder);

#endif
