/* SPDX-License-Identifier: BSD-2-Clause */
#include "fake/steady.h"

#include <openssl/x509_vfy.h>
#include <string.h>

#include "base/buffer.h"

enum { OPENSSL_ERRORS = 100 };

/* OpenSSL's error that stands at the start of the text, in brackets or in a list: its words change
 * from version to version, its number does not. 0 for none. */
static int openssl_error(const char *text, size_t *length)
{
    for (int error = 1; error <= OPENSSL_ERRORS; error++) {
        const char *words = X509_verify_cert_error_string(error);
        *length = strlen(words);
        if (strncmp(text, words, *length) == 0 && strchr(");", text[*length]) != NULL)
            return error;
    }
    return 0;
}

const char *steady_text(struct arena *arena, const char *output)
{
    static const char elapsed[] = "\"elapsed\":", version[] = "\"version\":\"" PACKAGE_VERSION;
    struct buffer out = { .arena = arena };
    buffer_put(&out, "");
    while (*output != '\0') {
        size_t length;
        size_t lead = *output == '(' ? 1 : strncmp(output, "; ", 2) == 0 ? 2 : 0;
        int error = lead > 0 ? openssl_error(output + lead, &length) : 0;
        if (strncmp(output, elapsed, sizeof elapsed - 1) == 0) {
            output += sizeof elapsed - 1;
            output += strspn(output, "0123456789.");
            buffer_printf(&out, "%s~", elapsed);
        } else if (strncmp(output, version, sizeof version - 1) == 0) {
            output += sizeof version - 1;
            buffer_put(&out, "\"version\":\"~");
        } else if (error != 0) {
            buffer_add(&out, output, lead);
            buffer_printf(&out, "X509_V_ERR %d", error);
            output += lead + length;
        } else {
            buffer_add(&out, output++, 1);
        }
    }
    return out.text;
}
