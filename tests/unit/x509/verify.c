/* SPDX-License-Identifier: BSD-2-Clause */
#include "x509/verify.h"

#include <openssl/opensslv.h>

#include "base/buffer.h"
#include "cert/certificate_judge.h"
#include "unit/check.h"
#include "unit/pki.h"

static const double now = 1800000000; /* 2027-01-15 */
static const char *const wanted = "www.example.jp";
#define SAN "DNS:www.example.jp,DNS:example.jp,IP:192.0.2.1,IP:2001:db8::1"

/* root <- middle <- lower <- leaf; and a root that nobody knows. */
static struct {
    struct issued *root, *middle, *lower, *leaf, *stranger, *alone;
} pki;

static void begin(void)
{
    pki.root = pki_issue((struct wish){ .name = "Root", .ca = true });
    pki.middle = pki_issue((struct wish){ .name = "Middle", .issuer = pki.root, .ca = true });
    pki.lower = pki_issue((struct wish){ .name = "Lower", .issuer = pki.middle, .ca = true });
    pki.leaf = pki_issue((struct wish){
        .name = "www.example.jp", .issuer = pki.lower, .san = SAN, .purpose = "serverAuth" });
    pki.stranger = pki_issue((struct wish){ .name = "Stranger", .ca = true });
    pki.alone = pki_issue((struct wish){ .name = "Alone", .san = "DNS:alone" });
}

/* Verifies what is presented, up to four certificates, against these roots (the second may be
 * missing). */
static struct chain verify(const struct issued *const *presented, const struct issued *root,
                           const struct issued *other, const char *name, double at)
{
    struct chain chain;
    X509_STORE *store = X509_STORE_new();
    STACK_OF(X509) *stack = sk_X509_new_null();
    for (size_t i = 0; i < 4 && presented[i] != NULL; i++)
        sk_X509_push(stack, presented[i]->x509);
    if (root != NULL)
        X509_STORE_add_cert(store, root->x509);
    if (other != NULL)
        X509_STORE_add_cert(store, other->x509);
    verify_chain(arena, store, stack, name, at, &chain);
    sk_X509_free(stack);
    X509_STORE_free(store);
    return chain;
}

#define PRESENT(...) ((const struct issued *const[5]){ __VA_ARGS__ })

/* "name@0 order@1", in the order in which they were found; "-" for none. */
static const char *faults(const struct chain *chain)
{
    static const char *const names[] = {
        [FAULT_UNTRUSTED] = "untrusted",     [FAULT_INCOMPLETE] = "incomplete",
        [FAULT_SELF_SIGNED] = "self-signed", [FAULT_NAME] = "name",
        [FAULT_SIGNATURE] = "signature",     [FAULT_PURPOSE] = "purpose",
        [FAULT_STRICT] = "strict",           [FAULT_ORDER] = "order",
    };
    struct buffer text = { .arena = arena };
    for (size_t i = 0; i < chain->nfaults; i++)
        buffer_printf(&text, "%s%s@%zu", i > 0 ? " " : "", names[chain->faults[i].kind],
                      chain->faults[i].at);
    return text.length > 0 ? text.text : "-";
}

/* "Root uA" for each certificate: p presented, u used, A anchor. */
static const char *shape(const struct chain *chain)
{
    struct buffer text = { .arena = arena };
    for (size_t i = 0; i < chain->count; i++) {
        const struct certificate *one = &chain->certificates[i];
        buffer_printf(&text, "%s%s:%s%s%s", i > 0 ? " " : "", one->subject,
                      one->presented ? "p" : "", one->used ? "u" : "", one->anchor ? "A" : "");
    }
    return text.text;
}

/* ---- chains ---- */

/* Certificates by a letter: l leaf, w lower, m middle, r root, s stranger, a alone, - none. */
static const struct {
    const char *row, *presented;
    char store;
    const char *name, *faults, *shape;
    bool trusted;
} chains[] = {
    { "good", "lwm", 'r', "www.example.jp", "-", "www.example.jp:pu Lower:pu Middle:pu Root:uA",
      true },
    { "root sent along", "lwmr", 'r', "www.example.jp", "-",
      "www.example.jp:pu Lower:pu Middle:pu Root:puA", true },
    { "wrong name", "lwm", 'r', "other.example.jp", "name@0", NULL, true },
    { "no name", "lwm", 'r', NULL, "-", NULL, true },
    { "leaf alone", "l", 'r', "www.example.jp", "incomplete@0", "www.example.jp:pu", false },
    { "a gap", "lm", 'r', "www.example.jp", "untrusted@0", "www.example.jp:pu Middle:p", false },
    { "cut short", "lw", 'r', "www.example.jp", "untrusted@1", NULL, false },
    { "unknown root", "lwm", 's', "www.example.jp", "untrusted@2", NULL, false },
    { "unknown root, sent along", "lwmr", 's', "www.example.jp", "untrusted@3", NULL, false },
    { "empty store", "lwm", '-', "www.example.jp", "untrusted@2", NULL, false },
    { "wrong order", "lmw", 'r', "www.example.jp", "order@1",
      "www.example.jp:pu Middle:pu Lower:pu Root:uA", true },
    { "root in between", "lrwm", 'r', "www.example.jp", "order@1", NULL, true },
    { "three at once", "lmw", 's', "other.example.jp", "untrusted@1 order@1 name@0", NULL, false },
    { "one too many", "lwms", 'r', "www.example.jp", "-",
      "www.example.jp:pu Lower:pu Middle:pu Stranger:p Root:uA", true },
    { "twice the same", "llwm", 'r', "www.example.jp", "-", NULL, true },
    { "self-signed", "a", 'r', "alone", "self-signed@0", "Alone:pu", false },
};

static const struct issued *by_letter(char letter)
{
    switch (letter) {
    case 'l': return pki.leaf;
    case 'w': return pki.lower;
    case 'm': return pki.middle;
    case 'r': return pki.root;
    case 's': return pki.stranger;
    case 'a': return pki.alone;
    default: return NULL;
    }
}

TEST(chains_and_their_faults)
{
    begin();
    for (size_t i = 0; i < COUNT_OF(chains); i++) {
        const struct issued *presented[5] = { NULL };
        for (size_t j = 0; chains[i].presented[j] != '\0'; j++)
            presented[j] = by_letter(chains[i].presented[j]);
        struct chain chain = verify(presented, by_letter(chains[i].store), NULL, chains[i].name,
                                    now);
        expect_text(chains[i].row, faults(&chain), chains[i].faults);
        if (chains[i].shape != NULL)
            expect_text(chains[i].row, shape(&chain), chains[i].shape);
        expect(chains[i].row, chain.trusted == chains[i].trusted, "trusted is wrong");
    }
    pki_end();
}

TEST(a_self_signed_leaf_in_the_store_is_trusted)
{
    struct issued *leaf = pki_issue((struct wish){ .name = "Alone", .san = "DNS:alone" });
    struct chain chain = verify(PRESENT(leaf), leaf, NULL, "alone", now);
    expect_text("trusted", faults(&chain), "-");
    expect("trusted", chain.trusted, "is not trusted");
    struct issued *other = pki_issue((struct wish){ .name = "Alone", .san = "DNS:alone" });
    chain = verify(PRESENT(leaf), other, NULL, "alone", now);
    expect("a namesake in the store", !chain.trusted, "is trusted");
    pki_end();
}

TEST(purposes_and_constraints)
{
    begin();
    struct issued *no_ca = pki_issue((struct wish){ .name = "No CA", .issuer = pki.root });
    struct issued *short_ca = pki_issue((struct wish){
        .name = "Short", .issuer = pki.root, .ca = true, .basic = "critical,CA:TRUE,pathlen:0" });
    struct issued *too_low = pki_issue(
        (struct wish){ .name = "Too low", .issuer = short_ca, .ca = true });
    struct issued *narrow = pki_issue(
        (struct wish){ .name = "Narrow",
                       .issuer = pki.root,
                       .ca = true,
                       .constraints = "critical,permitted;DNS:example.com" });
    struct issued *clients = pki_issue((struct wish){
        .name = "Clients", .issuer = pki.root, .ca = true, .purpose = "clientAuth" });
    struct issued *no_sign = pki_issue(
        (struct wish){ .name = "No sign", .issuer = pki.root, .ca = true, .usage = "cRLSign" });
    const struct {
        const char *row;
        struct issued *issuer, *above;
        const char *purpose, *detail;
    } rows[] = {
        { "an issuer that is none", no_ca, NULL, "serverAuth", "invalid CA" },
        { "too many levels", too_low, short_ca, "serverAuth", "path length" },
        { "outside the permitted names", narrow, NULL, "serverAuth", "permitted subtree" },
        { "an issuer for clients", clients, NULL, "serverAuth", "purpose" },
        { "an issuer that may not sign", no_sign, NULL, "serverAuth", "" },
        { "a certificate for clients", pki.root, NULL, "clientAuth", "purpose" },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct issued *leaf = pki_issue((struct wish){ .name = "www.example.jp",
                                                       .issuer = rows[i].issuer,
                                                       .san = SAN,
                                                       .purpose = rows[i].purpose });
        struct chain chain = verify(PRESENT(leaf, rows[i].issuer, rows[i].above), pki.root, NULL,
                                    wanted, now);
        size_t purposes = 0;
        bool said = false;
        for (size_t j = 0; j < chain.nfaults; j++) {
            if (chain.faults[j].kind != FAULT_PURPOSE)
                continue;
            purposes++;
            said = said || strstr(chain.faults[j].detail, rows[i].detail) != NULL;
        }
        expect(rows[i].row, purposes == 1, faults(&chain));
        expect(rows[i].row, said, "the detail is not that");
        expect(rows[i].row, !chain.trusted, "is trusted");
    }
    pki_end();
}

TEST(two_faults_of_one_certificate_are_both_listed)
{
    begin();
    struct issued *both = pki_issue((struct wish){ .name = "Both",
                                                   .issuer = pki.root,
                                                   .ca = true,
                                                   .basic = "critical,CA:TRUE,pathlen:0",
                                                   .purpose = "clientAuth" });
    struct issued *below = pki_issue((struct wish){ .name = "Below", .issuer = both, .ca = true });
    struct issued *leaf = pki_issue(
        (struct wish){ .name = "a", .issuer = below, .san = "DNS:a", .purpose = "serverAuth" });
    struct chain chain = verify(PRESENT(leaf, below, both), pki.root, NULL, "a", now);
    const char *details = "";
    for (size_t i = 0; i < chain.nfaults; i++)
        details = arena_printf(arena, "%s %s", details,
                               chain.faults[i].detail != NULL ? chain.faults[i].detail : "");
    expect_has(faults(&chain), details, "path length");
    expect_has(faults(&chain), details, "purpose");
    pki_end();
}

TEST(signatures_are_checked)
{
    begin();
    struct issued *forged = pki_issue((struct wish){
        .name = "www.example.jp", .issuer = pki.lower, .forger = pki.stranger, .san = SAN });
    struct chain chain = verify(PRESENT(forged, pki.lower, pki.middle), pki.root, NULL, wanted,
                                now);
    expect_text("leaf", faults(&chain), "signature@0");
    struct issued *middle = pki_issue((struct wish){ .name = "Middle",
                                                     .issuer = pki.root,
                                                     .like = pki.middle,
                                                     .forger = pki.stranger,
                                                     .ca = true });
    chain = verify(PRESENT(pki.leaf, pki.lower, middle), pki.root, NULL, wanted, now);
    expect_text("intermediate", faults(&chain), "signature@2");
    expect("intermediate", !chain.trusted, "is trusted");
    pki_end();
}

/* ---- time ---- */

TEST(dates_are_no_faults_but_data)
{
    static const double times[] = { 0, 1, 1500000000, 1800000000, 4000000000 };
    begin();
    for (size_t i = 0; i < COUNT_OF(times); i++) {
        struct chain chain = verify(PRESENT(pki.leaf, pki.lower, pki.middle), pki.root, NULL,
                                    wanted, times[i]);
        const char *row = arena_printf(arena, "at %.0f", times[i]);
        expect_text(row, faults(&chain), "-");
        expect_number(row, chain.certificates[0].not_before, pki_from);
        expect_number(row, chain.certificates[0].not_after, pki_until);
    }
    pki_end();
}

/* Two roots of one name and key: the one that is valid at that time is taken. */
TEST(the_time_decides_between_two_roots)
{
    struct issued *old = pki_issue(
        (struct wish){ .name = "Root", .ca = true, .from = now - 9000, .until = now + 1000 });
    struct issued *new = pki_issue((struct wish){
        .name = "Root", .ca = true, .like = old, .from = now - 8000, .until = now + 99999 });
    struct issued *leaf = pki_issue(
        (struct wish){ .name = "a", .issuer = old, .san = "DNS:a", .from = now - 9000 });
    static const struct {
        double at, until;
    } rows[] = { { -8500, 1000 }, { 2000, 99999 } };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct chain chain = verify(PRESENT(leaf), old, new, "a", now + rows[i].at);
        const char *row = arena_printf(arena, "at now%+g", rows[i].at);
        expect_text(row, faults(&chain), "-");
        expect_int(row, (long)chain.count, 2);
        expect_number(row, chain.certificates[chain.count - 1].not_after, now + rows[i].until);
    }
    pki_end();
}

TEST(the_judge_sees_another_time)
{
    static const struct certificate_options standard = CERTIFICATE_DEFAULTS;
    static const struct {
        double at;
        const char *code;
    } rows[] = {
        { -1, "certificate-not-yet-valid" },
        { 0, NULL },
        { 67.4 * DAY, NULL },
        { 67.6 * DAY, "certificate-expiring" },
        { 90 * DAY, "certificate-expiring" },
        { 90.1 * DAY, "certificate-expired" },
    };
    begin();
    struct issued *leaf = pki_issue((struct wish){
        .name = "a", .issuer = pki.root, .san = "DNS:a", .from = now, .until = now + 90 * DAY });
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct report report = report_start(arena);
        struct chain chain = verify(PRESENT(leaf), pki.root, NULL, "a", now + rows[i].at);
        certificate_judge(&report, &standard, "a", "a", &chain, now + rows[i].at);
        expect_text(arena_printf(arena, "%g days later", rows[i].at / DAY),
                    report.nfindings > 0 ? report.findings[0].row->code : NULL, rows[i].code);
    }
    pki_end();
}

/* ---- names ---- */

struct name_row {
    const char *cn, *san, *name;
    bool matches;
};

static const struct name_row names[] = {
    { "a", "DNS:www.example.jp", "www.example.jp", true },
    { "a", "DNS:www.example.jp", "WWW.Example.JP", true },
    { "a", "DNS:WWW.EXAMPLE.JP", "www.example.jp", true },
    { "a", "DNS:www.example.jp", "example.jp", false },
    { "a", "DNS:example.jp", "www.example.jp", false },
    { "a", "DNS:*.example.jp", "www.example.jp", true },
    { "a", "DNS:*.example.jp", "a.b.example.jp", false },
    { "a", "DNS:*.example.jp", "example.jp", false },
    { "a", "DNS:w*.example.jp", "www.example.jp", false },
    { "a", "DNS:*w.example.jp", "www.example.jp", false },
    { "a", "DNS:www.*.jp", "www.example.jp", false },
    { "a", "DNS:*", "localhost", false },
    { "a", "DNS:*.jp", "example.jp", false },
    { "www.example.jp", NULL, "www.example.jp", false },
    { "www.example.jp", "DNS:other.example.jp", "www.example.jp", false },
    { "www.example.jp", "email:a@www.example.jp", "www.example.jp", false },
    { "192.0.2.1", NULL, "192.0.2.1", false },
    { "a", "IP:192.0.2.1", "192.0.2.1", true },
    { "a", "IP:192.0.2.1", "192.0.2.2", false },
    { "a", "DNS:192.0.2.1", "192.0.2.1", false },
    { "a", "IP:2001:db8::1", "2001:db8::1", true },
    { "a", "IP:2001:db8::1", "2001:0DB8:0:0:0:0:0:1", true },
    { "a", "IP:2001:db8::1", "2001:db8::2", false },
    { "a", "DNS:xn--bcher-kva.example", "xn--bcher-kva.example", true },
};

static void check_names(const struct name_row *rows, size_t count)
{
    struct issued *root = pki_issue((struct wish){ .name = "Root", .ca = true });
    for (size_t i = 0; i < count; i++) {
        struct issued *leaf = pki_issue(
            (struct wish){ .name = rows[i].cn, .issuer = root, .san = rows[i].san, .like = root });
        struct chain chain = verify(PRESENT(leaf), root, NULL, rows[i].name, now);
        const char *row = arena_printf(arena, "%s in CN=%s, %s", rows[i].name, rows[i].cn,
                                       rows[i].san != NULL ? rows[i].san : "no names");
        expect_text(row, faults(&chain), rows[i].matches ? "-" : "name@0");
    }
    pki_end();
}

TEST(names_must_be_alternative_names)
{
    check_names(names, COUNT_OF(names));
}

/* The dot of a full name and the zone of an address are for the resolver, not for the peer. */
TEST(dot_and_zone_are_no_part_of_a_name)
{
    static const struct name_row rows[] = {
        { "a", "DNS:www.example.jp", "www.example.jp.", true },
        { "a", "DNS:www.example.jp", "example.jp.", false },
        { "a", "IP:fe80::1", "fe80::1%eth0", true },
        { "a", "IP:fe80::1", "fe80::2%eth0", false },
    };
    check_names(rows, COUNT_OF(rows));
}

TEST(a_nul_byte_ends_no_name)
{
    static const char trick[] = "www.example.jp\0.evil.example";
    struct issued *root = pki_issue((struct wish){ .name = "Root", .ca = true });
    struct issued *leaf = pki_issue((struct wish){ .name = "a", .issuer = root, .like = root });
    GENERAL_NAMES *list = GENERAL_NAMES_new();
    GENERAL_NAME *name = GENERAL_NAME_new();
    ASN1_IA5STRING *text = ASN1_IA5STRING_new();
    ASN1_STRING_set(text, trick, sizeof trick - 1);
    GENERAL_NAME_set0_value(name, GEN_DNS, text);
    sk_GENERAL_NAME_push(list, name);
    X509_add1_ext_i2d(leaf->x509, NID_subject_alt_name, list, 0, X509V3_ADD_REPLACE);
    GENERAL_NAMES_free(list);
    pki_sign(leaf, root->key, false);
    struct chain chain = verify(PRESENT(leaf), root, NULL, "www.example.jp", now);
    expect_text("www.example.jp", faults(&chain), "name@0");
    expect_text("as shown", chain.certificates[0].names, "www.example.jp .evil.example");
    pki_end();
}

/* ---- what is read of a certificate ---- */

static const struct {
    struct wish wish;
    const char *subject, *names, *key, *digest;
    bool weak_key, weak_digest, policy;
} certificates[] = {
    { { .name = "a", .san = SAN },
      "a",
      "www.example.jp, example.jp, 192.0.2.1, 2001:db8::1",
      "EC 256",
      "SHA256",
      false,
      false,
      false },
    { { .name = "", .san = "critical,DNS:b,DNS:c" },
      "b",
      "b, c",
      "EC 256",
      "SHA256",
      false,
      false,
      false },
    { { .name = "r", .key = EVP_PKEY_RSA, .bits = 2048 },
      "r",
      "",
      "RSA 2048",
      "SHA256",
      false,
      false,
      false },
    { { .name = "r", .key = EVP_PKEY_RSA, .bits = 1024 },
      "r",
      "",
      "RSA 1024",
      "SHA256",
      true,
      false,
      false },
    { { .name = "e", .key = EVP_PKEY_ED25519 }, "e", "", "ED25519", "SHA256", false, false, false },
    { { .name = "s", .sha1 = true }, "s", "", "EC 256", "SHA1", false, true, false },
    { { .name = "p", .policies = "2.23.140.1.2.1" },
      "p",
      "",
      "EC 256",
      "SHA256",
      false,
      false,
      true },
    { { .name = "p", .policies = "2.23.140.2.1" },
      "p",
      "",
      "EC 256",
      "SHA256",
      false,
      false,
      false },
    { { .name = "a\nb|c<d" },
      "a b/c\xe2\x80\xb9"
      "d",
      "",
      "EC 256",
      "SHA256",
      false,
      false,
      false },
};

TEST(certificates_are_read)
{
    struct issued *root = pki_issue((struct wish){ .name = "Root", .ca = true });
    for (size_t i = 0; i < COUNT_OF(certificates); i++) {
        struct wish wish = certificates[i].wish;
        const char *row = arena_printf(arena, "row %zu: %s", i, certificates[i].subject);
        wish.issuer = root;
        struct chain chain;
        STACK_OF(X509) *stack = sk_X509_new_null();
        sk_X509_push(stack, pki_issue(wish)->x509);
        verify_nothing(arena, stack, &chain);
        sk_X509_free(stack);
        const struct certificate *read = &chain.certificates[0];
        expect_text(row, read->subject, certificates[i].subject);
        expect_text(row, read->names, certificates[i].names);
        expect_text(row, read->issuer, "Root");
        expect_text(row, read->issuer_organisation, "");
        expect_text(row, read->key, certificates[i].key);
        expect_text(row, read->digest, certificates[i].digest);
        expect(row, read->weak_key == certificates[i].weak_key, "weak key");
        expect(row, read->weak_digest == certificates[i].weak_digest, "weak digest");
        expect(row, read->public_policy == certificates[i].policy, "policy");
        expect(row, read->used && read->presented && !read->self_issued, "used, presented, self");
        expect_int(row, (long)strspn(read->fingerprint, "0123456789abcdef"), 64);
        expect_int(row, (long)chain.nfaults, 0);
    }
    pki_end();
}

TEST(what_strict_clients_mind)
{
#if OPENSSL_VERSION_NUMBER < 0x30000000L
    SKIP("OpenSSL 1.1.1 does not look for these faults");
#endif
    begin();
    struct issued *loose = pki_issue(
        (struct wish){ .name = "Loose", .issuer = pki.root, .ca = true, .basic = "CA:TRUE" });
    struct issued *leaf = pki_issue((struct wish){ .name = "a", .issuer = loose, .san = "DNS:a" });
    struct chain chain = verify(PRESENT(leaf, loose), pki.root, NULL, "a", now);
    expect_text("basic constraints are not critical", faults(&chain), "strict@1");
    expect("strict", chain.trusted, "is not trusted");
    struct issued *root = pki_issue((struct wish){ .name = "R", .ca = true, .basic = "CA:TRUE" });
    leaf = pki_issue((struct wish){ .name = "a", .issuer = root, .san = "DNS:a" });
    chain = verify(PRESENT(leaf), root, NULL, "a", now);
    expect_text("a trusted root may be as it likes", faults(&chain), "-");
    pki_end();
}

TEST(verifying_twice_gives_the_same)
{
    begin();
    for (size_t i = 0; i < 2; i++) {
        struct chain chain = verify(PRESENT(pki.leaf, pki.middle, pki.lower), pki.stranger, NULL,
                                    "x.example.jp", now);
        expect_text("faults", faults(&chain), "untrusted@1 order@1 name@0");
        expect_text("shape", shape(&chain), "www.example.jp:pu Middle:pu Lower:pu");
    }
    pki_end();
}

int main(void)
{
    struct CMUnitTest tests[] = {
        cmocka_unit_test(chains_and_their_faults),
        cmocka_unit_test(a_self_signed_leaf_in_the_store_is_trusted),
        cmocka_unit_test(purposes_and_constraints),
        cmocka_unit_test(two_faults_of_one_certificate_are_both_listed),
        cmocka_unit_test(signatures_are_checked),
        cmocka_unit_test(dates_are_no_faults_but_data),
        cmocka_unit_test(the_time_decides_between_two_roots),
        cmocka_unit_test(the_judge_sees_another_time),
        cmocka_unit_test(names_must_be_alternative_names),
        cmocka_unit_test(dot_and_zone_are_no_part_of_a_name),
        cmocka_unit_test(a_nul_byte_ends_no_name),
        cmocka_unit_test(certificates_are_read),
        cmocka_unit_test(what_strict_clients_mind),
        cmocka_unit_test(verifying_twice_gives_the_same),
    };
    return RUN(tests);
}
