/* SPDX-License-Identifier: BSD-2-Clause */
#include "x509/x509_read.h"

#include <arpa/inet.h>
#include <string.h>
#include <time.h>

#include "base/buffer.h"
#include "x509/openssl_compat.h"
#include "base/text.h"

enum { NAME_MAX_SHOWN = 100, NAMES_MAX_SHOWN = 140 };

/* The last entry of that kind, as UTF-8, or NULL. */
static const char *name_entry(struct arena *arena, const X509_NAME *name, int nid)
{
    int last = -1;
    for (int at; (at = X509_NAME_get_index_by_NID((X509_NAME *)name, nid, last)) >= 0;)
        last = at;
    if (last < 0)
        return NULL;
    unsigned char *utf8 = NULL;
    const ASN1_STRING *data = X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, last));
    int length = ASN1_STRING_to_UTF8(&utf8, data);
    if (length < 0)
        return NULL;
    const char *text = text_clean(arena, (const char *)utf8, (size_t)length, NAME_MAX_SHOWN);
    OPENSSL_free(utf8);
    return *text == '\0' ? NULL : text;
}

static const char *whole_name(struct arena *arena, const X509_NAME *name)
{
    char *line = X509_NAME_oneline(name, NULL, 0);
    if (line == NULL)
        return "?";
    const char *text = text_clean(arena, line, strlen(line), NAME_MAX_SHOWN);
    OPENSSL_free(line);
    return text;
}

/* The names that fit are shown; the first one always fits. */
struct names {
    struct buffer shown;
    size_t count, left_out;
};

static void add_name(struct names *names, const char *bytes, size_t length)
{
    const char *text = text_clean(names->shown.arena, bytes, length, NAME_MAX_SHOWN);
    names->count++;
    if (!buffer_printf(&names->shown, "%s%s", names->shown.length == 0 ? "" : ", ", text))
        names->left_out++;
}

/* DNS names and addresses of the subject's alternative names; "a, b, ... (300)" when there are too
 * many. */
static const char *alternative_names(struct arena *arena, X509 *x509)
{
    struct names names = { .shown = { .arena = arena, .limit = NAMES_MAX_SHOWN } };
    GENERAL_NAMES *list = X509_get_ext_d2i(x509, NID_subject_alt_name, NULL, NULL);
    for (int i = 0; i < sk_GENERAL_NAME_num(list); i++) {
        int type;
        const ASN1_STRING *value = GENERAL_NAME_get0_value(sk_GENERAL_NAME_value(list, i), &type);
        if (type != GEN_DNS && type != GEN_IPADD)
            continue;
        const unsigned char *bytes = ASN1_STRING_get0_data(value);
        int length = ASN1_STRING_length(value);
        char address[INET6_ADDRSTRLEN];
        if (type == GEN_DNS)
            add_name(&names, (const char *)bytes, (size_t)length);
        else if ((length == 4 || length == 16) && inet_ntop(length == 4 ? AF_INET : AF_INET6, bytes,
                                                            address, sizeof address) != NULL)
            add_name(&names, address, strlen(address));
    }
    GENERAL_NAMES_free(list);
    names.shown.limit = 0;
    if (names.left_out > 0)
        buffer_printf(&names.shown, ", \xe2\x80\xa6 (%zu)", names.count);
    return names.count == 0 ? "" : names.shown.text;
}

/* A date that cannot be read becomes the end of time in the wrong direction, so that it is
 * reported. */
static double unix_time(const ASN1_TIME *time, double unreadable)
{
    struct tm broken;
    if (time == NULL || ASN1_TIME_to_tm(time, &broken) != 1)
        return unreadable;
    return (double)timegm(&broken);
}

static void read_key(struct arena *arena, X509 *x509, struct certificate *out)
{
    EVP_PKEY *key = X509_get0_pubkey(x509);
    if (key == NULL) {
        out->key = "?";
        out->weak_key = true;
        return;
    }
    int bits = EVP_PKEY_get_bits(key), id = EVP_PKEY_get_base_id(key);
    if (id == EVP_PKEY_ED25519 || id == EVP_PKEY_ED448) {
        out->key = OBJ_nid2sn(id);
        return;
    }
    const char *name = id == EVP_PKEY_RSA   ? "RSA"
                       : id == EVP_PKEY_EC  ? "EC"
                       : id == EVP_PKEY_DSA ? "DSA"
                                            : OBJ_nid2sn(id);
    out->key = arena_printf(arena, "%s %d", name, bits);
    out->weak_key = bits < (id == EVP_PKEY_EC ? 224 : 2048) &&
                    (id == EVP_PKEY_RSA || id == EVP_PKEY_RSA_PSS || id == EVP_PKEY_EC ||
                     id == EVP_PKEY_DSA);
}

static void read_digest(X509 *x509, struct certificate *out)
{
    int digest = NID_undef;
    out->digest = "";
    if (X509_get_signature_info(x509, &digest, NULL, NULL, NULL) != 1 || digest == NID_undef) {
        /* Where OpenSSL no longer knows the digest, it still knows the signature algorithm. */
        int signature = X509_get_signature_nid(x509);
        out->weak_digest = signature == NID_md2WithRSAEncryption ||
                           signature == NID_md5WithRSAEncryption;
        out->digest = out->weak_digest ? "MD" : "";
        return;
    }
    out->digest = OBJ_nid2sn(digest);
    out->weak_digest = digest == NID_sha1 || digest == NID_md5 || digest == NID_md4 ||
                       digest == NID_md2 || digest == NID_md5_sha1;
}

/* CA/Browser Forum Baseline Requirements 7.1.6.1: reserved policy identifiers. */
static bool has_public_policy(X509 *x509)
{
    static const char reserved[] = "2.23.140.1.";
    bool found = false;
    CERTIFICATEPOLICIES *list = X509_get_ext_d2i(x509, NID_certificate_policies, NULL, NULL);
    for (int i = 0; i < sk_POLICYINFO_num(list) && !found; i++) {
        char oid[80];
        const POLICYINFO *policy = sk_POLICYINFO_value(list, i);
        found = OBJ_obj2txt(oid, sizeof oid, policy->policyid, 1) > 0 &&
                strncmp(oid, reserved, sizeof reserved - 1) == 0;
    }
    CERTIFICATEPOLICIES_free(list);
    return found;
}

static const char *fingerprint(struct arena *arena, X509 *x509)
{
    static const char digits[] = "0123456789abcdef";
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned length = 0;
    char *text = arena_alloc(arena, FINGERPRINT_SIZE);
    if (X509_digest(x509, EVP_sha256(), digest, &length) != 1 || length != 32)
        return "";
    for (unsigned i = 0; i < length; i++) {
        text[2 * i] = digits[digest[i] >> 4];
        text[2 * i + 1] = digits[digest[i] & 15];
    }
    return text;
}

struct certificate x509_read(struct arena *arena, X509 *x509)
{
    struct certificate out = {
        .names = alternative_names(arena, x509),
        .not_before = unix_time(X509_get0_notBefore(x509), 1e15),
        .not_after = unix_time(X509_get0_notAfter(x509), -1e15),
        .fingerprint = fingerprint(arena, x509),
        .public_policy = has_public_policy(x509),
    };
    const X509_NAME *subject = X509_get_subject_name(x509), *issuer = X509_get_issuer_name(x509);
    out.self_issued = X509_NAME_cmp(subject, issuer) == 0;
    out.subject = name_entry(arena, subject, NID_commonName);
    if (out.subject == NULL && *out.names != '\0')
        out.subject = arena_copy(arena, out.names, strcspn(out.names, ","));
    if (out.subject == NULL)
        out.subject = whole_name(arena, subject);
    const char *organisation = name_entry(arena, issuer, NID_organizationName);
    out.issuer_organisation = organisation != NULL ? organisation : "";
    out.issuer = name_entry(arena, issuer, NID_commonName);
    if (out.issuer == NULL)
        out.issuer = organisation != NULL ? organisation : whole_name(arena, issuer);
    read_key(arena, x509, &out);
    read_digest(x509, &out);
    return out;
}
