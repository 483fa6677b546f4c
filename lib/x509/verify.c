/* SPDX-License-Identifier: BSD-2-Clause */
#include "x509/verify.h"

#include <openssl/err.h>
#include <openssl/x509_vfy.h>
#include <string.h>

#include "read/address.h"
#include "x509/openssl_compat.h"
#include "x509/x509_read.h"

/* What the verification callback collects: each error once. */
struct collected {
    int error;
    X509 *at;
    int depth;
};
enum { COLLECTED_MAX = 64 };
struct collection {
    struct collected errors[COLLECTED_MAX];
    size_t count;
};

/* Continues after every error, so that all of them are seen. */
static int collect(int ok, X509_STORE_CTX *context)
{
    struct collection *collection = X509_STORE_CTX_get_app_data(context);
    int error = X509_STORE_CTX_get_error(context), depth = X509_STORE_CTX_get_error_depth(context);
    if (ok || error == X509_V_OK)
        return 1;
    for (size_t i = 0; i < collection->count; i++) {
        if (collection->errors[i].error == error && collection->errors[i].depth == depth)
            return 1;
    }
    if (collection->count < COLLECTED_MAX)
        collection->errors[collection->count++] = (struct collected){
            error, X509_STORE_CTX_get_current_cert(context), depth
        };
    return 1;
}

/* What an error of OpenSSL means here. */
enum meaning {
    MEANS_NOTHING,
    MEANS_NO_ISSUER,
    MEANS_SELF,
    MEANS_UNTRUSTED,
    MEANS_SIGNATURE,
    MEANS_PURPOSE,
    MEANS_STRICT
};

static enum meaning meaning_of(int error)
{
    switch (error) {
    /* Dates, keys and digests are judged from the values of each certificate. */
    case X509_V_ERR_CERT_NOT_YET_VALID:
    case X509_V_ERR_CERT_HAS_EXPIRED:
    case X509_V_ERR_CA_KEY_TOO_SMALL:
    case X509_V_ERR_EE_KEY_TOO_SMALL:
    case X509_V_ERR_CA_MD_TOO_WEAK: return MEANS_NOTHING;
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE: return MEANS_NO_ISSUER;
    case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT: return MEANS_SELF;
    case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
    case X509_V_ERR_CERT_UNTRUSTED:
    case X509_V_ERR_CERT_REJECTED:
    case X509_V_ERR_CERT_CHAIN_TOO_LONG: return MEANS_UNTRUSTED;
    case X509_V_ERR_CERT_SIGNATURE_FAILURE:
    case X509_V_ERR_UNABLE_TO_DECRYPT_CERT_SIGNATURE:
    case X509_V_ERR_UNABLE_TO_DECODE_ISSUER_PUBLIC_KEY: return MEANS_SIGNATURE;
#ifdef X509_V_ERR_MISSING_AUTHORITY_KEY_IDENTIFIER
    case X509_V_ERR_PATHLEN_INVALID_FOR_NON_CA:
    case X509_V_ERR_PATHLEN_WITHOUT_KU_KEY_CERT_SIGN:
    case X509_V_ERR_KU_KEY_CERT_SIGN_INVALID_FOR_NON_CA:
    case X509_V_ERR_ISSUER_NAME_EMPTY:
    case X509_V_ERR_SUBJECT_NAME_EMPTY:
    case X509_V_ERR_MISSING_AUTHORITY_KEY_IDENTIFIER:
    case X509_V_ERR_MISSING_SUBJECT_KEY_IDENTIFIER:
    case X509_V_ERR_EMPTY_SUBJECT_ALT_NAME:
    case X509_V_ERR_EMPTY_SUBJECT_SAN_NOT_CRITICAL:
    case X509_V_ERR_CA_BCONS_NOT_CRITICAL:
    case X509_V_ERR_AUTHORITY_KEY_IDENTIFIER_CRITICAL:
    case X509_V_ERR_SUBJECT_KEY_IDENTIFIER_CRITICAL:
    case X509_V_ERR_CA_CERT_MISSING_KEY_USAGE:
    case X509_V_ERR_EXTENSIONS_REQUIRE_VERSION_3:
    case X509_V_ERR_EC_KEY_EXPLICIT_PARAMS: return MEANS_STRICT;
#endif
    default: return MEANS_PURPOSE;
    }
}

/* One entry for each kind, or for each kind and certificate where there are details, which are then
 * collected. */
static void add_fault(struct arena *arena, struct chain *chain, enum fault_kind kind, size_t at,
                      const char *detail)
{
    for (size_t i = 0; i < chain->nfaults; i++) {
        struct fault *fault = &chain->faults[i];
        if (fault->kind != kind || (detail != NULL && fault->at != at))
            continue;
        if (detail != NULL && strstr(fault->detail, detail) == NULL)
            fault->detail = arena_printf(arena, "%s; %s", fault->detail, detail);
        return;
    }
    chain->faults[chain->nfaults++] = (struct fault){ kind, at, detail };
}

static size_t index_of(STACK_OF(X509) * stack, X509 *x509)
{
    for (int i = 0; i < sk_X509_num(stack); i++) {
        if (X509_cmp(sk_X509_value(stack, i), x509) == 0)
            return (size_t)i;
    }
    return (size_t)sk_X509_num(stack);
}

/* The place of x509 in the chain: among the presented certificates, otherwise after them, in the
 * order in which the verified chain has the others. */
static size_t place_of(STACK_OF(X509) * presented, STACK_OF(X509) * verified, X509 *x509)
{
    size_t count = (size_t)sk_X509_num(presented), at = index_of(presented, x509);
    if (at < count)
        return at;
    for (int i = 0; i < sk_X509_num(verified); i++) {
        X509 *other = sk_X509_value(verified, i);
        if (X509_cmp(other, x509) == 0)
            return count;
        if (index_of(presented, other) == (size_t)sk_X509_num(presented))
            count++;
    }
    return 0;
}

static void read_certificates(struct arena *arena, STACK_OF(X509) * presented,
                              STACK_OF(X509) * verified, struct chain *chain)
{
    int sent = sk_X509_num(presented), built = verified != NULL ? sk_X509_num(verified) : 0;
    chain->certificates = arena_array(arena, (size_t)(sent + built), sizeof *chain->certificates);
    for (int i = 0; i < sent; i++) {
        chain->certificates[i] = x509_read(arena, sk_X509_value(presented, i));
        chain->certificates[i].presented = true;
    }
    chain->count = (size_t)sent;
    for (int i = 0; i < built; i++) {
        X509 *x509 = sk_X509_value(verified, i);
        size_t at = place_of(presented, verified, x509);
        if (at >= chain->count) {
            at = chain->count++;
            chain->certificates[at] = x509_read(arena, x509);
        }
        chain->certificates[at].used = true;
        chain->certificates[at].anchor = i == built - 1 && i > 0 &&
                                         chain->certificates[at].self_issued;
    }
}

/* RFC 5246 7.4.2: each certificate must certify the one before it. RFC 8446 allows clients to be
 * tolerant, but not all of them are. */
static void find_disorder(struct arena *arena, STACK_OF(X509) * presented,
                          STACK_OF(X509) * verified, struct chain *chain)
{
    size_t last = 0, sent = (size_t)sk_X509_num(presented);
    for (int i = 0; i < sk_X509_num(verified); i++) {
        size_t at = index_of(presented, sk_X509_value(verified, i));
        if (at < sent && at < last)
            add_fault(arena, chain, FAULT_ORDER, at, NULL);
        if (at < sent)
            last = at;
    }
}

static void add_error(struct arena *arena, struct chain *chain, const struct collected *error,
                      size_t at, size_t sent)
{
    const char *detail = X509_verify_cert_error_string(error->error);
    switch (meaning_of(error->error)) {
    case MEANS_NOTHING: return;
    case MEANS_NO_ISSUER:
        add_fault(arena, chain, at == 0 && sent == 1 ? FAULT_INCOMPLETE : FAULT_UNTRUSTED, at,
                  NULL);
        return;
    case MEANS_SELF: add_fault(arena, chain, FAULT_SELF_SIGNED, at, NULL); return;
    case MEANS_UNTRUSTED: add_fault(arena, chain, FAULT_UNTRUSTED, at, NULL); return;
    case MEANS_SIGNATURE: add_fault(arena, chain, FAULT_SIGNATURE, at, detail); return;
    case MEANS_PURPOSE: add_fault(arena, chain, FAULT_PURPOSE, at, detail); return;
    case MEANS_STRICT: break;
    }
    /* What a trusted root looks like is decided by whoever made the trust store. */
    if (!chain->certificates[at].anchor)
        add_fault(arena, chain, FAULT_STRICT, at, detail);
}

/* The name must be among the alternative names; a wildcard covers one whole label (RFC 6125 6.4.3).
 */
static bool name_matches(struct arena *arena, X509 *leaf, const char *name)
{
    /* The dot at the end of an absolute name and the zone of an address are not part of a
     * certificate. */
    size_t length = strcspn(name, "%");
    length -= length > 1 && name[length - 1] == '.' ? 1 : 0;
    name = arena_copy(arena, name, length);
    unsigned flags = X509_CHECK_FLAG_NEVER_CHECK_SUBJECT | X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS;
    return address_is_numeric(name) ? X509_check_ip_asc(leaf, name, flags) == 1
                                    : X509_check_host(leaf, name, 0, flags, NULL) == 1;
}

static bool is_trusted(const struct chain *chain)
{
    for (size_t i = 0; i < chain->nfaults; i++) {
        enum fault_kind kind = chain->faults[i].kind;
        if (kind != FAULT_STRICT && kind != FAULT_ORDER && kind != FAULT_NAME)
            return false;
    }
    return true;
}

static void set_parameters(X509_STORE_CTX *context, double at)
{
    X509_VERIFY_PARAM *parameters = X509_STORE_CTX_get0_param(context);
    X509_VERIFY_PARAM_set_time(parameters, (time_t)at);
    X509_VERIFY_PARAM_set_purpose(parameters, X509_PURPOSE_SSL_SERVER);
    X509_VERIFY_PARAM_set_flags(parameters, X509_V_FLAG_X509_STRICT | X509_V_FLAG_TRUSTED_FIRST);
    X509_VERIFY_PARAM_set_auth_level(parameters, 0);
}

void verify_chain(struct arena *arena, X509_STORE *store, STACK_OF(X509) * presented,
                  const char *name, double at, struct chain *out)
{
    struct collection collection = { .count = 0 };
    X509 *leaf = sk_X509_value(presented, 0);
    X509_STORE_CTX *context = X509_STORE_CTX_new();
    *out = (struct chain){ .faults = arena_array(arena, COLLECTED_MAX + 4, sizeof(struct fault)) };
    if (context == NULL || X509_STORE_CTX_init(context, store, leaf, presented) != 1) {
        read_certificates(arena, presented, NULL, out);
        add_fault(arena, out, FAULT_UNTRUSTED, 0, NULL);
        goto out;
    }
    set_parameters(context, at);
    X509_STORE_CTX_set_app_data(context, &collection);
    X509_STORE_CTX_set_verify_cb(context, collect);
    int verified = X509_verify_cert(context);
    STACK_OF(X509) *built = X509_STORE_CTX_get0_chain(context);
    read_certificates(arena, presented, built, out);
    for (size_t i = 0; i < collection.count; i++) {
        X509 *x509 = collection.errors[i].at;
        size_t place = x509 != NULL ? place_of(presented, built, x509) : 0;
        add_error(arena, out, &collection.errors[i], place, (size_t)sk_X509_num(presented));
    }
    /* A failure that did not reach the callback must not count as trust. */
    if (verified != 1 && collection.count == 0)
        add_fault(arena, out, FAULT_UNTRUSTED, 0, NULL);
    find_disorder(arena, presented, built, out);
    if (name != NULL && !name_matches(arena, leaf, name))
        add_fault(arena, out, FAULT_NAME, 0, NULL);
out:
    out->trusted = is_trusted(out);
    X509_STORE_CTX_free(context);
    ERR_clear_error();
}

void verify_nothing(struct arena *arena, STACK_OF(X509) * certificates, struct chain *out)
{
    *out = (struct chain){ .count = 0 };
    read_certificates(arena, certificates, NULL, out);
    for (size_t i = 0; i < out->count; i++)
        out->certificates[i].used = true;
    ERR_clear_error();
}
