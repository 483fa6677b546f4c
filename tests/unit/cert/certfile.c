/* SPDX-License-Identifier: BSD-2-Clause */
#include "cert/certfile.h"

#include <openssl/pkcs12.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buffer.h"
#include "unit/check.h"
#include "unit/pki.h"

static struct issued *root, *leaf;

static void begin(void)
{
    root = pki_issue((struct wish){ .name = "Root", .ca = true });
    leaf = pki_issue((struct wish){ .name = "Leaf", .issuer = root, .san = "DNS:leaf" });
}

static void add_bio(struct buffer *out, BIO *bio)
{
    char *bytes;
    long length = BIO_get_mem_data(bio, &bytes);
    buffer_add(out, bytes, (size_t)length);
    BIO_free(bio);
}

static const char *pem(const struct issued *one, bool with_key)
{
    struct buffer out = { .arena = arena };
    BIO *bio = BIO_new(BIO_s_mem());
    if (with_key)
        PEM_write_bio_PrivateKey(bio, one->key, NULL, NULL, 0, NULL, NULL);
    PEM_write_bio_X509(bio, one->x509);
    add_bio(&out, bio);
    return out.text;
}

static struct buffer der(const struct issued *one)
{
    struct buffer out = { .arena = arena };
    BIO *bio = BIO_new(BIO_s_mem());
    i2d_X509_bio(bio, one->x509);
    add_bio(&out, bio);
    return out;
}

static struct buffer pkcs12(const char *password)
{
    struct buffer out = { .arena = arena };
    BIO *bio = BIO_new(BIO_s_mem());
    STACK_OF(X509) *others = sk_X509_new_null();
    sk_X509_push(others, root->x509);
    PKCS12 *made = PKCS12_create(password, "name", leaf->key, leaf->x509, others, 0, 0, 100, 1, 0);
    i2d_PKCS12_bio(bio, made);
    PKCS12_free(made);
    sk_X509_free(others);
    add_bio(&out, bio);
    return out;
}

static const char *subjects(const struct chain *chain)
{
    struct buffer out = { .arena = arena };
    for (size_t i = 0; i < chain->count; i++)
        buffer_printf(&out, "%s%s%s", i > 0 ? " " : "", chain->certificates[i].subject,
                      chain->certificates[i].used ? "" : " (unused)");
    return out.text;
}

static void expect_parsed(const char *row, const char *bytes, size_t length, const char *password,
                          enum certfile_problem problem, const char *expected)
{
    struct chain chain = { .count = 0 };
    /* A copy of exact size, so that a sanitizer sees what is read behind it. */
    char *copy = malloc(length > 0 ? length : 1);
    memcpy(copy, bytes, length);
    expect_int(row, certfile_parse(arena, copy, length, password, &chain), problem);
    free(copy);
    if (problem == CERTFILE_GOOD && chain.count > 0)
        expect_text(row, subjects(&chain), expected);
    else
        expect_int(row, (long)chain.count, 0);
}

static void expect_pem(const char *row, const char *text, enum certfile_problem problem,
                       const char *expected)
{
    expect_parsed(row, text, strlen(text), NULL, problem, expected);
}

TEST(pem_files)
{
    begin();
    const char *one = pem(leaf, false), *two = pem(root, false), *key = pem(leaf, true);
    expect_pem("one", one, CERTFILE_GOOD, "Leaf");
    expect_pem("two", arena_printf(arena, "%s%s", one, two), CERTFILE_GOOD, "Leaf Root");
    expect_pem("other order", arena_printf(arena, "%s%s", two, one), CERTFILE_GOOD, "Root Leaf");
    expect_pem("key in front", key, CERTFILE_GOOD, "Leaf");
    expect_pem("text between", arena_printf(arena, "Bag\n%s\n# more\n%s end", one, two),
               CERTFILE_GOOD, "Leaf Root");
    expect_pem("key alone", arena_copy(arena, key, (size_t)(strstr(key, "-----BEGIN CERT") - key)),
               CERTFILE_NOTHING, NULL);
    expect_pem("cut", arena_copy(arena, one, strlen(one) / 2), CERTFILE_BROKEN, NULL);
    expect_pem("second cut", arena_printf(arena, "%s%.100s", one, two), CERTFILE_BROKEN, NULL);
    expect_pem("no base64", "-----BEGIN CERTIFICATE-----\n!!!!\n-----END CERTIFICATE-----\n",
               CERTFILE_BROKEN, NULL);
    expect_pem("no certificate inside",
               "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", CERTFILE_BROKEN,
               NULL);
    expect_pem("a begin only", "-----BEGIN ", CERTFILE_NOTHING, NULL);
    struct buffer windows = { .arena = arena };
    for (const char *c = one; *c != '\0'; c++)
        buffer_add(&windows, *c == '\n' ? "\r\n" : c, *c == '\n' ? 2 : 1);
    expect_pem("Windows", windows.text, CERTFILE_GOOD, "Leaf");
    pki_end();
}

TEST(der_files_and_garbage)
{
    begin();
    struct buffer one = der(leaf);
    expect_parsed("DER", one.text, one.length, NULL, CERTFILE_GOOD, "Leaf");
    for (size_t length = 0; length < one.length; length += length < 20 ? 1 : 37)
        expect_parsed(arena_printf(arena, "DER cut to %zu", length), one.text, length, NULL,
                      CERTFILE_NOTHING, NULL);
    buffer_put(&one, "x");
    expect_parsed("DER and more", one.text, one.length, NULL, CERTFILE_NOTHING, NULL);
    expect_pem("text", "hello\n", CERTFILE_NOTHING, NULL);
    expect_parsed("zeros", "\0\0\0\0", 4, NULL, CERTFILE_NOTHING, NULL);
    pki_end();
}

TEST(pkcs12_files)
{
    begin();
    struct buffer locked = pkcs12("secret"), open = pkcs12("");
    expect_parsed("right", locked.text, locked.length, "secret", CERTFILE_GOOD, "Leaf Root");
    expect_parsed("wrong", locked.text, locked.length, "secreT", CERTFILE_PASSWORD, NULL);
    expect_parsed("none", locked.text, locked.length, NULL, CERTFILE_LOCKED, NULL);
    expect_parsed("none needed", open.text, open.length, NULL, CERTFILE_GOOD, "Leaf Root");
    expect_parsed("cut", locked.text, locked.length - 1, "secret", CERTFILE_NOTHING, NULL);
    pki_end();
}

/* ---- files ---- */

static struct certfile *read_all(const char *const *patterns, size_t count, double left,
                                 size_t *found, size_t *unread)
{
    static const struct common common;
    struct run run = { .arena = arena, .common = &common, .deadline = clock_now() + left };
    struct list list = { .items = patterns, .count = count };
    return certfile_probe(&run, &list, NULL, found, unread);
}

TEST(patterns_and_missing_files)
{
    begin();
    const char *folder = temporary_folder(), *one = pem(leaf, false), *two = pem(root, false);
    const char *fifo = arena_printf(arena, "%s/z", folder);
    const char *a = write_file(folder, "a.pem", one, strlen(one));
    const char *b = write_file(folder, "b.pem", two, strlen(two));
    const char *c = write_file(folder, "c[1].txt", "", 0);
    const char *const patterns[] = { arena_printf(arena, "%s/*.pem", folder),
                                     arena_printf(arena, "%s/*.crt", folder),
                                     c,
                                     folder,
                                     fifo,
                                     arena_printf(arena, "%s/missing", folder) };
    static const enum certfile_problem problems[] = { CERTFILE_GOOD,       CERTFILE_GOOD,
                                                      CERTFILE_MISSING,    CERTFILE_NOTHING,
                                                      CERTFILE_UNREADABLE, CERTFILE_UNREADABLE,
                                                      CERTFILE_MISSING };
    size_t count, unread;
    mkfifo(fifo, 0600);
    struct certfile *files = read_all(patterns, COUNT_OF(patterns), 10, &count, &unread);
    expect_int("files", (long)count, COUNT_OF(problems));
    expect_int("unread", (long)unread, 0);
    for (size_t i = 0; i < count && i < COUNT_OF(problems); i++)
        expect_int(files[i].path, files[i].problem, problems[i]);
    expect_text("first", files[0].path, a);
    expect_text("second", files[1].path, b);
    read_all(patterns, 1, -1, &count, &unread);
    expect_int("no time: files", (long)count, 0);
    expect_int("no time: unread", (long)unread, 2);
    remove(a);
    remove(b);
    remove(c);
    remove(fifo);
    remove(folder);
    pki_end();
}

int main(void)
{
    struct CMUnitTest tests[] = {
        cmocka_unit_test(pem_files),
        cmocka_unit_test(der_files_and_garbage),
        cmocka_unit_test(pkcs12_files),
        cmocka_unit_test(patterns_and_missing_files),
    };
    return RUN(tests);
}
