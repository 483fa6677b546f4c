/* SPDX-License-Identifier: BSD-2-Clause */
#include "read/url.h"

#include "unit/check.h"

TEST(urls_are_read_as_they_will_be_asked_for)
{
    static const struct {
        const char *text, *same;
    } rows[] = {
        { "http://portal.example", "http://portal.example/" },
        { "HTTPS://Portal.EXAMPLE/Path", "https://portal.example/Path" },
        { "http://portal.example:80/", "http://portal.example/" },
        { "https://portal.example:443/", "https://portal.example/" },
        { "https://portal.example:80/", "https://portal.example:80/" },
        { "http://portal.example:8080/a/b?c=d&e", "http://portal.example:8080/a/b?c=d&e" },
        { "http://portal.example?q=1", "http://portal.example/?q=1" },
        { "http://portal.example#part", "http://portal.example/" },
        { "http://portal.example/a?b#part", "http://portal.example/a?b" },
        { "http://portal.example:/", "http://portal.example/" },
        { "http://192.0.2.1/", "http://192.0.2.1/" },
        { "http://[2001:DB8::1]:8080/", "http://[2001:db8::1]:8080/" },
        { "http://[::1]", "http://[::1]/" },
        { "http://a_b.example/", "http://a_b.example/" },
        { "http://localhost/", "http://localhost/" },
        { "http://portal.example./", "http://portal.example./" },
        /* IDNA 2008: the host becomes A-labels, the path is encoded. */
        { "http://市役所.example/", "http://xn--7sto6a74d.example/" },
        { "https://市役所。jp/データ?検索=雪",
          "https://xn--7sto6a74d.jp/%E3%83%87%E3%83%BC%E3%82%BF?"
          "%E6%A4%9C%E7%B4%A2=%E9%9B%AA" },
        { "http://straße.example/", "http://xn--strae-oqa.example/" },
        { "http://xn--7sto6a74d.example/", "http://xn--7sto6a74d.example/" },
        { "http://portal.example/a b\"<>\\^`{|}", "http://portal.example/"
                                                  "a%20b%22%3C%3E%5C%5E%60%7B%7C%7D" },
        { "http://portal.example/a%20b%2F%zz", "http://portal.example/a%20b%2F%zz" },
        { "http://portal.example/\r\nHost: evil", "http://portal.example/%0D%0AHost:%20evil" },
        { "http://portal.example/a/../b/./c", "http://portal.example/a/../b/./c" },
        { "http://portal.example/a@b:c", "http://portal.example/a@b:c" },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct url url = { .host = NULL }, again;
        const char *problem = url_read(arena, rows[i].text, &url);
        if (problem != NULL) {
            bad_row(rows[i].text, "%s", problem);
            continue;
        }
        expect_text(rows[i].text, url_text(arena, &url), rows[i].same);
        expect_text("read again", url_read(arena, rows[i].same, &again), NULL);
        expect("again", url_same_origin(&url, &again) && strcmp(url.path, again.path) == 0,
               rows[i].same);
    }
}

TEST(what_is_no_url_is_refused)
{
    static const char *const rows[] = {
        "",
        "portal.example",
        "//portal.example/",
        "ftp://portal.example/",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "http:portal.example",
        "http:/portal.example",
        "http\x1a\x0f\x0fportal.example",
        " http://portal.example/",
        "http://",
        "http:///path",
        "http://:80/",
        "http://?q",
        "http://portal.example:0/",
        "http://portal.example:65536/",
        "http://portal.example:8o/",
        "http://portal.example:+80/",
        "http://portal.example:-80/",
        "http://portal.example:80:80/",
        "http://user@portal.example/",
        "http://user:password@portal.example/",
        "http://portal.example@evil.example/",
        "http://portal..example/",
        "http://.example/",
        "http://-portal.example/",
        "http://portal example/",
        "http://portal\texample/",
        "http://portal,example/",
        "http://por%74al.example/",
        "http://[::1/",
        "http://[]/",
        "http://[192.0.2.1]/",
        "http://[portal.example]/",
        "http://[::1]x/",
        "http://[fe80::1%lo]/",
        "http://[2008::%1]/",
        "http://2001:db8::1/",
        "http://\xff\xfe/",
        "http://a\xe2\x80\xae.example/",
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct url url = { .host = "untouched" };
        const char *problem = url_read(arena, rows[i], &url);
        expect(rows[i], problem != NULL, "was read");
        expect_text(rows[i], url.host, "untouched");
    }
    struct url url;
    const char *long_host = arena_printf(arena, "http://%s.example/", repeated('a', 250));
    expect("a host of 258", url_read(arena, long_host, &url) != NULL, "was read");
}

/* RFC 3986, 5.4; what it leaves to be an error in there is refused or cannot get above the root. */
static const struct {
    const char *reference, *url;
} references[] = {
    { "g", "http://a/b/c/g" },
    { "./g", "http://a/b/c/g" },
    { "g/", "http://a/b/c/g/" },
    { "/g", "http://a/g" },
    { "//g", "http://g/" },
    { "?y", "http://a/b/c/d;p?y" },
    { "g?y", "http://a/b/c/g?y" },
    { "#s", "http://a/b/c/d;p?q" },
    { "g#s", "http://a/b/c/g" },
    { "g?y#s", "http://a/b/c/g?y" },
    { ";x", "http://a/b/c/;x" },
    { "g;x", "http://a/b/c/g;x" },
    { "g;x?y#s", "http://a/b/c/g;x?y" },
    { "", "http://a/b/c/d;p?q" },
    { ".", "http://a/b/c/" },
    { "./", "http://a/b/c/" },
    { "..", "http://a/b/" },
    { "../", "http://a/b/" },
    { "../g", "http://a/b/g" },
    { "../..", "http://a/" },
    { "../../", "http://a/" },
    { "../../g", "http://a/g" },
    { "../../../g", "http://a/g" },
    { "../../../../g", "http://a/g" },
    { "/./g", "http://a/g" },
    { "/../g", "http://a/g" },
    { "g.", "http://a/b/c/g." },
    { ".g", "http://a/b/c/.g" },
    { "g..", "http://a/b/c/g.." },
    { "..g", "http://a/b/c/..g" },
    { "./../g", "http://a/b/g" },
    { "./g/.", "http://a/b/c/g/" },
    { "g/./h", "http://a/b/c/g/h" },
    { "g/../h", "http://a/b/c/h" },
    { "g;x=1/./y", "http://a/b/c/g;x=1/y" },
    { "g;x=1/../y", "http://a/b/c/y" },
    { "g?y/./x", "http://a/b/c/g?y/./x" },
    { "g?y/../x", "http://a/b/c/g?y/../x" },
    { "https://g:8443/x", "https://g:8443/x" },
    { "//g:81", "http://g:81/" },
    { "HTTP://G/X", "http://g/X" },
    { "日本", "http://a/b/c/%E6%97%A5%E6%9C%AC" },
    { "g h", "http://a/b/c/g%20h" },
    { "\\\\evil", "http://a/b/c/%5C%5Cevil" },
    { "./a:b", "http://a/b/c/a:b" },
    { "g:h", NULL },
    { "mailto:x@example", NULL },
    { "http:g", NULL },
    { "//user@g/", NULL },
    { "//", NULL },
    { "ftp://g/", NULL },
};

TEST(references_are_resolved)
{
    struct url base, url;
    url_read(arena, "http://a/b/c/d;p?q", &base);
    for (size_t i = 0; i < COUNT_OF(references); i++) {
        const char *problem = url_resolve(arena, &base, references[i].reference, &url);
        expect(references[i].reference, (problem == NULL) == (references[i].url != NULL),
               problem != NULL ? problem : "was resolved");
        if (problem == NULL && references[i].url != NULL)
            expect_text(references[i].reference, url_text(arena, &url), references[i].url);
    }
    url_read(arena, "https://portal.example:8443/login", &base);
    url_resolve(arena, &base, "//other.example/x", &url);
    expect_text("scheme of the base", url_text(arena, &url), "https://other.example/x");
    url_resolve(arena, &base, "/x", &url);
    expect_text("port of the base", url_text(arena, &url), "https://portal.example:8443/x");
}

TEST(origins)
{
    static const struct {
        const char *a, *b;
        bool same;
    } rows[] = {
        { "http://a/x", "http://A:80/y?z", true },
        { "https://a/", "https://a:443/", true },
        { "http://市役所.example/", "http://xn--7sto6a74d.example/", true },
        { "http://a/", "https://a/", false },
        { "http://a/", "http://a:81/", false },
        { "http://a/", "http://b/", false },
        { "http://a/", "http://a./", false },
        { "https://a/", "http://a:443/", false },
        { "http://[::1]/", "http://[::1]:80/", true },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct url a, b;
        expect_text("read", url_read(arena, rows[i].a, &a), NULL);
        expect_text("read", url_read(arena, rows[i].b, &b), NULL);
        expect_int(rows[i].b, url_same_origin(&a, &b), rows[i].same);
        expect_int(rows[i].a, url_same_origin(&b, &a), rows[i].same);
    }
}

TEST(parts_are_put_together)
{
    static const struct {
        const char *base, *path, *url;
    } rows[] = {
        { "http://a", "/api", "http://a/api" },
        { "http://a/", "/api", "http://a/api" },
        { "http://a/data/", "/api?x=y", "http://a/data/api?x=y" },
        { "http://a/data//", "/api", "http://a/data/api" },
        { "http://a/data?x=y", "/api", "http://a/data/api" },
        { "https://a:8443/solr", "/select?q=%2A", "https://a:8443/solr/select?q=%2A" },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct url base;
        url_read(arena, rows[i].base, &base);
        struct url url = url_below(arena, &base, rows[i].path);
        expect_text(rows[i].base, url_text(arena, &url), rows[i].url);
    }
    struct url url;
    url_read(arena, "https://[2001:db8::1]:8443/a/b?token=x", &url);
    expect_text("without the query", url_brief(arena, &url), "https://[2001:db8::1]:8443/a/b");
    expect_text("encoded", url_encode(arena, "aZ09-._~ +&=?/#%*\"\n市"),
                "aZ09-._~%20%2B%26%3D%3F%2F%23%25%2A%22%0A%E5%B8%82");
    expect_text("nothing", url_encode(arena, ""), "");
}

int main(void)
{
    struct CMUnitTest tests[] = {
        cmocka_unit_test(urls_are_read_as_they_will_be_asked_for),
        cmocka_unit_test(what_is_no_url_is_refused),
        cmocka_unit_test(references_are_resolved),
        cmocka_unit_test(origins),
        cmocka_unit_test(parts_are_put_together),
    };
    return RUN(tests);
}
