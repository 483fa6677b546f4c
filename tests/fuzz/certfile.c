/* SPDX-License-Identifier: BSD-2-Clause */
/* Files with certificates: PEM, DER, PKCS#12. */
#include "cert/certfile.h"

#include <math.h>

#include "cert/certificate_judge.h"
#include "cert/certificate_life.h"
#include "frame/render.h"
#include "fuzz/fuzz.h"

static void check(struct arena *arena, const struct chain *chain)
{
    static const struct certificate_options options = CERTIFICATE_DEFAULTS;
    struct report report = report_start(arena);
    MUST(chain->count > 0);
    for (size_t i = 0; i < chain->count; i++) {
        const struct certificate *one = &chain->certificates[i];
        must_be_clean(one->subject);
        must_be_clean(one->issuer);
        must_be_clean(one->issuer_organisation);
        must_be_clean(one->names);
        must_be_clean(one->key);
        MUST(strlen(one->fingerprint) == FINGERPRINT_SIZE - 1);
        MUST(isfinite(one->not_before) && isfinite(one->not_after));
        double share = certificate_life_share_left(one, 1.8e9);
        MUST(share >= 0 && share <= 1);
    }
    certificate_judge(&report, &options, "file", NULL, chain, 1.8e9);
    struct rendering how = { .plugin = "fuzz", .version = "1" };
    MUST(strlen(render_report(&report, &how)) <= 60 * 1024);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    /* PKCS#12 files name the work that opens them; that much a file of ours may ask for. */
    if (size > 16 * 1024)
        return 0;
    struct arena *arena = arena_new();
    struct chain chain;
    enum certfile_problem problem = certfile_parse(arena, (const char *)data, size, "secret",
                                                   &chain);
    MUST(problem <= CERTFILE_PASSWORD);
    if (problem == CERTFILE_GOOD)
        check(arena, &chain);
    arena_free(arena);
    return 0;
}
