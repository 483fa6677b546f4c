/* SPDX-License-Identifier: BSD-2-Clause */
/* Chains as a peer sends them: DER certificates one behind the other. The first byte picks the
 * name, the second says how many of the certificates are trusted, from the last one on. */
#include "x509/verify.h"

#include "cert/certificate_judge.h"
#include "fuzz/fuzz.h"

static void check(struct arena *arena, const struct chain *chain, size_t presented)
{
    static const struct certificate_options options = CERTIFICATE_DEFAULTS;
    struct report report = report_start(arena);
    bool bad = false;
    MUST(chain->count >= presented);
    for (size_t i = 0; i < chain->count; i++) {
        MUST(chain->certificates[i].presented == (i < presented));
        must_be_clean(chain->certificates[i].subject);
        must_be_clean(chain->certificates[i].names);
    }
    for (size_t i = 0; i < chain->nfaults; i++) {
        MUST(chain->faults[i].at < chain->count);
        bad = bad || chain->faults[i].kind == FAULT_UNTRUSTED ||
              chain->faults[i].kind == FAULT_SIGNATURE || chain->faults[i].kind == FAULT_PURPOSE;
    }
    MUST(!bad || !chain->trusted);
    certificate_judge(&report, &options, "peer", "www.example.jp", chain, 1.8e9);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const names[] = { NULL, "www.example.jp", "192.0.2.1", "::1", "*.a", "" };
    if (size < 2)
        return 0;
    STACK_OF(X509) *stack = sk_X509_new_null();
    X509_STORE *store = X509_STORE_new();
    struct arena *arena = arena_new();
    const unsigned char *at = data + 2, *end = data + size;
    for (X509 *x509; sk_X509_num(stack) < 10 && at < end &&
                     (x509 = d2i_X509(NULL, &at, (long)(end - at))) != NULL;)
        sk_X509_push(stack, x509);
    int count = sk_X509_num(stack);
    for (int i = count - 1; i >= 0 && i >= count - data[1] % 4; i--)
        X509_STORE_add_cert(store, sk_X509_value(stack, i));
    if (count > 0) {
        struct chain chain;
        verify_chain(arena, store, stack, names[data[0] % 6], 1.8e9, &chain);
        check(arena, &chain, (size_t)count);
    }
    sk_X509_pop_free(stack, X509_free);
    X509_STORE_free(store);
    arena_free(arena);
    return 0;
}
