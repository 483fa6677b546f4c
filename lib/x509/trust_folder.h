/* SPDX-License-Identifier: BSD-2-Clause */
/* trust_folder.h - folders of trusted roots; the certificates themselves are not read. */
#ifndef TRUST_FOLDER_H
#define TRUST_FOLDER_H

#include <stdbool.h>

/* Whether the folder has the hash links of OpenSSL (openssl-rehash(1)), with which a root is found
 * by its name, so that the others need not be read. */
bool trust_folder_is_hashed(const char *folder);

#endif
