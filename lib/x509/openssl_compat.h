/* SPDX-License-Identifier: BSD-2-Clause */
/* openssl_compat.h - what OpenSSL 1.1.1 lacks, under the names of 3.0. */
#ifndef OPENSSL_COMPAT_H
#define OPENSSL_COMPAT_H

#include <openssl/evp.h>
#include <openssl/opensslv.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#if OPENSSL_VERSION_NUMBER < 0x30000000L
#define EVP_PKEY_get_bits                 EVP_PKEY_bits
#define EVP_PKEY_get_base_id              EVP_PKEY_base_id
#define SSL_get1_peer_certificate         SSL_get_peer_certificate
#define X509_STORE_load_path(store, path) X509_STORE_load_locations(store, NULL, path)
#define X509_STORE_load_file(store, path) X509_STORE_load_locations(store, path, NULL)
#endif

#endif
