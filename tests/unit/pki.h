/* SPDX-License-Identifier: BSD-2-Clause */
/* pki.h - certificates made while a test runs. */
#ifndef PKI_H
#define PKI_H

#include <openssl/conf.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include "unit/check.h"

struct issued {
    X509 *x509;
    EVP_PKEY *key;
};

/* What the certificate is to be; what is not said is as a good one has it. */
struct wish {
    const char *name;            /* common name; "" for an empty subject */
    const struct issued *issuer; /* NULL: itself */
    const struct issued *like;   /* with the key of that one */
    const struct issued *forger; /* signed with this key, in the name of the issuer */
    bool ca;
    double from, until; /* 0: 2020-01-01, 2040-01-01 */
    const char *san, *basic, *usage, *purpose, *policies, *constraints; /* as in openssl.cnf */
    int key;                                                            /* EVP_PKEY_..., 0: EC */
    int bits;
    bool sha1;
};

static const double pki_from = 1577836800, pki_until = 2208988800;

/* All that was made, for pki_end(). */
static struct issued pki_made[200];
static size_t pki_count;

static inline void pki_end(void)
{
    while (pki_count > 0) {
        X509_free(pki_made[--pki_count].x509);
        EVP_PKEY_free(pki_made[pki_count].key);
    }
}

static inline EVP_PKEY *pki_key(int type, int bits)
{
    EVP_PKEY *key = NULL;
    EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_id(type, NULL);
    if (context == NULL || EVP_PKEY_keygen_init(context) != 1 ||
        (type == EVP_PKEY_EC &&
         EVP_PKEY_CTX_set_ec_paramgen_curve_nid(context, NID_X9_62_prime256v1) != 1) ||
        (type == EVP_PKEY_RSA && EVP_PKEY_CTX_set_rsa_keygen_bits(context, bits) != 1) ||
        EVP_PKEY_keygen(context, &key) != 1)
        fail_msg("no key can be made");
    EVP_PKEY_CTX_free(context);
    return key;
}

static inline void pki_extension(X509 *x509, X509 *issuer, int nid, const char *value)
{
    X509V3_CTX context;
    if (value == NULL)
        return;
    X509V3_set_ctx(&context, issuer, x509, NULL, NULL, 0);
    /* Policies insist on a configuration, even on an empty one. */
    CONF *empty = NCONF_new(NULL);
    X509V3_set_nconf(&context, empty);
    X509_EXTENSION *extension = X509V3_EXT_nconf_nid(empty, &context, nid, value);
    if (extension == NULL || X509_add_ext(x509, extension, -1) != 1)
        fail_msg("the extension %s cannot be made", value);
    X509_EXTENSION_free(extension);
    NCONF_free(empty);
}

static inline void pki_fill(X509 *x509, X509 *issuer, const struct wish *wish)
{
    static long serial = 1000;
    X509_NAME *name = X509_NAME_new();
    if (*wish->name != '\0')
        X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8, (const unsigned char *)wish->name, -1,
                                   -1, 0);
    X509_set_version(x509, 2);
    ASN1_INTEGER_set(X509_get_serialNumber(x509), ++serial);
    X509_set_subject_name(x509, name);
    X509_set_issuer_name(x509, issuer == x509 ? name : X509_get_subject_name(issuer));
    X509_NAME_free(name);
    ASN1_TIME_set(X509_getm_notBefore(x509), (time_t)(wish->from > 0 ? wish->from : pki_from));
    ASN1_TIME_set(X509_getm_notAfter(x509), (time_t)(wish->until > 0 ? wish->until : pki_until));
    const char *basic = wish->ca ? "critical,CA:TRUE" : "critical,CA:FALSE";
    pki_extension(x509, issuer, NID_basic_constraints, wish->basic != NULL ? wish->basic : basic);
    const char *usage = wish->ca ? "critical,keyCertSign,cRLSign" : "critical,digitalSignature";
    pki_extension(x509, issuer, NID_key_usage, wish->usage != NULL ? wish->usage : usage);
    pki_extension(x509, issuer, NID_subject_key_identifier, "hash");
    if (issuer != x509)
        pki_extension(x509, issuer, NID_authority_key_identifier, "keyid:always");
    pki_extension(x509, issuer, NID_ext_key_usage, wish->purpose);
    pki_extension(x509, issuer, NID_subject_alt_name, wish->san);
    pki_extension(x509, issuer, NID_certificate_policies, wish->policies);
    pki_extension(x509, issuer, NID_name_constraints, wish->constraints);
}

static inline void pki_sign(const struct issued *whom, EVP_PKEY *with, bool sha1)
{
    int type = EVP_PKEY_base_id(with);
    const EVP_MD *digest = type == EVP_PKEY_ED25519 ? NULL : sha1 ? EVP_sha1() : EVP_sha256();
    if (X509_sign(whom->x509, with, digest) <= 0)
        fail_msg("the certificate cannot be signed");
}

static inline struct issued *pki_issue(struct wish wish)
{
    if (pki_count == COUNT_OF(pki_made))
        fail_msg("too many certificates");
    struct issued *made = &pki_made[pki_count++];
    *made = (struct issued){ .x509 = X509_new() };
    made->key = wish.like != NULL ? wish.like->key
                                  : pki_key(wish.key != 0 ? wish.key : EVP_PKEY_EC, wish.bits);
    if (wish.like != NULL)
        EVP_PKEY_up_ref(made->key);
    X509_set_pubkey(made->x509, made->key);
    const struct issued *issuer = wish.issuer != NULL ? wish.issuer : made;
    pki_fill(made->x509, issuer->x509, &wish);
    pki_sign(made, wish.forger != NULL ? wish.forger->key : issuer->key, wish.sha1);
    return made;
}

#endif
