/* SPDX-License-Identifier: BSD-2-Clause */
#include "cert/certfile.h"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <string.h>

#include "x509/openssl_compat.h"
#include "x509/verify.h"

#if OPENSSL_VERSION_NUMBER >= 0x30000000L
#include <openssl/provider.h>
#endif

enum { CERTIFICATES_MAX = 10000 };

static const char pem_mark[] = "-----BEGIN ";

/* Certificates of a PEM text; other blocks (keys, parameters) are passed over. */
static enum certfile_problem read_pem(BIO *bio, STACK_OF(X509) * stack)
{
    char *name, *header;
    unsigned char *data;
    long length;
    enum certfile_problem problem = CERTFILE_GOOD;
    while (problem == CERTFILE_GOOD && PEM_read_bio(bio, &name, &header, &data, &length) == 1) {
        const unsigned char *at = data;
        bool trusted = strcmp(name, PEM_STRING_X509_TRUSTED) == 0;
        if (trusted || strcmp(name, PEM_STRING_X509) == 0 ||
            strcmp(name, PEM_STRING_X509_OLD) == 0) {
            X509 *x509 = trusted ? d2i_X509_AUX(NULL, &at, length) : d2i_X509(NULL, &at, length);
            if (x509 == NULL || sk_X509_num(stack) >= CERTIFICATES_MAX ||
                sk_X509_push(stack, x509) == 0) {
                X509_free(x509);
                problem = CERTFILE_BROKEN;
            }
        }
        OPENSSL_free(name);
        OPENSSL_free(header);
        OPENSSL_free(data);
    }
    /* "No start line" is how the end of the text looks; anything else is a damaged block. */
    unsigned long error = ERR_peek_last_error();
    if (problem == CERTFILE_GOOD && error != 0 && ERR_GET_REASON(error) != PEM_R_NO_START_LINE)
        problem = CERTFILE_BROKEN;
    if (problem == CERTFILE_GOOD && sk_X509_num(stack) == 0)
        problem = CERTFILE_NOTHING;
    return problem;
}

static bool read_der(const char *bytes, size_t length, STACK_OF(X509) * stack)
{
    const unsigned char *at = (const unsigned char *)bytes;
    X509 *x509 = d2i_X509(NULL, &at, (long)length);
    if (x509 == NULL)
        return false;
    if ((size_t)(at - (const unsigned char *)bytes) == length && sk_X509_push(stack, x509) > 0)
        return true;
    X509_free(x509);
    return false;
}

/* Opens it and moves its certificates to the stack, the one that belongs to the key first. */
static bool unlock(PKCS12 *pkcs12, const char *password, STACK_OF(X509) * stack)
{
    EVP_PKEY *key = NULL;
    X509 *leaf = NULL;
    STACK_OF(X509) *others = NULL;
    bool opened = PKCS12_parse(pkcs12, password, &key, &leaf, &others) == 1;
    if (leaf != NULL && sk_X509_push(stack, leaf) == 0)
        X509_free(leaf);
    for (int i = 0; others != NULL && i < sk_X509_num(others); i++) {
        X509_up_ref(sk_X509_value(others, i));
        if (sk_X509_push(stack, sk_X509_value(others, i)) == 0)
            X509_free(sk_X509_value(others, i));
    }
    sk_X509_pop_free(others, X509_free);
    EVP_PKEY_free(key);
    return opened;
}

#if OPENSSL_VERSION_NUMBER >= 0x30000000L
/* Files of older systems are locked with RC2, which only the legacy provider knows. It is loaded
 * into a library context of its own, because in the common one it would change the whole process.
 */
static bool unlock_legacy(const char *bytes, size_t length, const char *password,
                          STACK_OF(X509) * stack)
{
    OSSL_LIB_CTX *context = OSSL_LIB_CTX_new();
    OSSL_PROVIDER *legacy = context != NULL ? OSSL_PROVIDER_load(context, "legacy") : NULL;
    OSSL_PROVIDER *standard = context != NULL ? OSSL_PROVIDER_load(context, "default") : NULL;
    PKCS12 *pkcs12 = context != NULL ? PKCS12_init_ex(NID_pkcs7_data, context, NULL) : NULL;
    const unsigned char *at = (const unsigned char *)bytes;
    bool opened = pkcs12 != NULL && legacy != NULL && standard != NULL &&
                  d2i_PKCS12(&pkcs12, &at, (long)length) != NULL && unlock(pkcs12, password, stack);
    PKCS12_free(pkcs12);
    OSSL_PROVIDER_unload(legacy);
    OSSL_PROVIDER_unload(standard);
    OSSL_LIB_CTX_free(context);
    return opened;
}
#else
static bool unlock_legacy(const char *bytes, size_t length, const char *password,
                          STACK_OF(X509) * stack)
{
    (void)bytes;
    (void)length;
    (void)password;
    (void)stack;
    return false;
}
#endif

static enum certfile_problem read_pkcs12(const char *bytes, size_t length, const char *password,
                                         STACK_OF(X509) * stack)
{
    const unsigned char *at = (const unsigned char *)bytes;
    PKCS12 *pkcs12 = d2i_PKCS12(NULL, &at, (long)length);
    if (pkcs12 == NULL)
        return CERTFILE_NOTHING;
    const char *word = password != NULL ? password : "";
    bool opened = unlock(pkcs12, word, stack) || unlock_legacy(bytes, length, word, stack);
    PKCS12_free(pkcs12);
    if (!opened)
        return password == NULL ? CERTFILE_LOCKED : CERTFILE_PASSWORD;
    return sk_X509_num(stack) == 0 ? CERTFILE_NOTHING : CERTFILE_GOOD;
}

enum certfile_problem certfile_parse(struct arena *arena, const char *bytes, size_t length,
                                     const char *password, struct chain *chain)
{
    enum certfile_problem problem = CERTFILE_NOTHING;
    STACK_OF(X509) *stack = sk_X509_new_null();
    ERR_clear_error();
    if (stack == NULL || length == 0 || length > CERTFILE_MAX)
        goto out;
    if (memmem(bytes, length, pem_mark, sizeof pem_mark - 1) != NULL) {
        BIO *bio = BIO_new_mem_buf(bytes, (int)length);
        if (bio != NULL)
            problem = read_pem(bio, stack);
        BIO_free(bio);
    } else if (read_der(bytes, length, stack)) {
        problem = CERTFILE_GOOD;
    } else {
        problem = read_pkcs12(bytes, length, password, stack);
    }
    if (problem == CERTFILE_GOOD)
        verify_nothing(arena, stack, chain);
out:
    sk_X509_pop_free(stack, X509_free);
    ERR_clear_error();
    return problem;
}
