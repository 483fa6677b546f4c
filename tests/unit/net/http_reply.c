/* SPDX-License-Identifier: BSD-2-Clause */
#include "net/http_reply.h"

#include "unit/check.h"
#include "unit/a_reply.h"

TEST(headers)
{
    struct http_reply reply = a_reply(200, "");
    expect_text("none", http_reply_header(&reply, "Age"), NULL);
    expect_number("no age", http_reply_age(&reply), NAN);
    expect_text("no cache", http_reply_cache_words(arena, &reply), NULL);
    give_header(&reply, "x-cache", "MISS");
    give_header(&reply, "X-CACHE", "HIT");
    give_header(&reply, "age", "1200");
    expect_text("the last one, in any case", http_reply_header(&reply, "X-Cache"), "HIT");
    expect_number("age", http_reply_age(&reply), 1200);
    expect_has("cache", http_reply_cache_words(arena, &reply), "Age 1200");
    expect_has("cache", http_reply_cache_words(arena, &reply), "X-Cache HIT");
    static const char *const bad[] = { "-1", "soon", "", "1e400", "1 2" };
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        give_header(&reply, "Age", bad[i]);
        expect_number(bad[i], http_reply_age(&reply), NAN);
    }
}

TEST(pages)
{
    struct http_reply reply = a_reply(200, "words");
    expect("words", !http_reply_is_html(&reply), "are a page");
    give_header(&reply, "Content-Type", "application/json");
    expect("JSON", !http_reply_is_html(&reply), "is a page");
    give_header(&reply, "Content-Type", "Text/HTML; charset=utf-8");
    expect("by its type", http_reply_is_html(&reply), "is no page");
    reply = a_reply(200, "<!DOCTYPE html><p>");
    expect("by its beginning", http_reply_is_html(&reply), "is no page");
}

int main(void)
{
    struct CMUnitTest tests[] = {
        cmocka_unit_test(headers),
        cmocka_unit_test(pages),
    };
    return RUN(tests);
}
