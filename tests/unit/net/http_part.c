/* SPDX-License-Identifier: BSD-2-Clause */
#include "net/http_part.h"

#include "unit/check.h"
#include "net/net_part.h"

struct config {
    struct http_options http;
    struct net_options net;
};

static const struct config defaults = { .http = HTTP_DEFAULTS, .net = NET_DEFAULTS };
static const struct use uses[] = { USE(http_part, http), USE(net_part, net) };
static const struct plugin plugin = {
    .name = "check_unit",
    .uses = uses,
    .nuses = COUNT(uses),
    .defaults = &defaults,
    .config_size = sizeof(struct config),
};

/* What is wrong with a command line, words with one blank between; NULL. */
static const char *refusal(const char *line, const struct variable *secret, struct config *config)
{
    char *words = arena_string(arena, line), *argv[16] = { "check_unit" };
    int argc = 1;
    struct environment environment = { .variables = secret, .count = secret != NULL ? 1 : 0 };
    struct common common = option_common_defaults;
    struct report report = report_start(arena);
    for (char *word = words; word != NULL && argc < 15; argc++) {
        argv[argc] = word;
        word = strchr(word, ' ');
        if (word != NULL)
            *word++ = '\0';
    }
    *config = defaults;
    if (option_parse(&plugin, argc, argv, &environment, &common, config, &report))
        return NULL;
    return report.nfindings > 0 ? report.findings[0].text : "no reason";
}

TEST(combinations_that_make_no_sense)
{
    static const struct {
        const char *line, *refusal;
        struct variable secret;
    } rows[] = {
        { "-u http://portal.example/", NULL, { NULL, NULL } },
        { "--proxy=http://proxy.example:3128 -u https://a/", NULL, { NULL, NULL } },
        { "-4", "--url", { NULL, NULL } },
        { "-u portal.example", "--url: ", { NULL, NULL } },
        { "-u http://user:geheim@portal.example/", "--user", { NULL, NULL } },
        { "-u http://a/ --proxy=proxy.example", "--proxy: ", { NULL, NULL } },
        { "-u http://a/ --header=X-City:Sapporo --header=X-Empty:", NULL, { NULL, NULL } },
        { "-u http://a/ --header=Sapporo", "--header wants NAME:VALUE", { NULL, NULL } },
        { "-u http://a/ --header=:Sapporo", "--header wants NAME:VALUE", { NULL, NULL } },
        { "-u http://a/ --header=X\r\nY:Z", "--header wants NAME:VALUE", { NULL, NULL } },
        { "-u http://a/ --header=X:Y\nZ:1", "--header wants NAME:VALUE", { NULL, NULL } },
        { "-u http://a/ --host-header=a\nb", "--host-header", { NULL, NULL } },
        { "-u http://a/ --user-agent=a\rb", "--user-agent", { NULL, NULL } },
        { "-u http://a/ --resolve=a:80:192.0.2.1 --resolve=a:443:2001:db8::1",
          NULL,
          { NULL, NULL } },
        { "-u http://a/ --resolve=a:80", "--resolve wants HOST:PORT:ADDRESS", { NULL, NULL } },
        { "-u http://a/ --resolve=a:80:other.example", "--resolve wants", { NULL, NULL } },
        { "-u http://a/ --resolve=192.0.2.1", "--resolve wants", { NULL, NULL } },
        { "-u http://a/ --resolve=a:http:192.0.2.1", "--resolve wants", { NULL, NULL } },
        { "-u http://a/ --client-key=key.pem", "--client-cert", { NULL, NULL } },
        { "-u http://a/ --client-cert=cert.pem", NULL, { NULL, NULL } },
        { "-u http://a/ --max-body=1KiB", NULL, { NULL, NULL } },
        { "-u http://a/ --max-body=1023", "--max-body", { NULL, NULL } },
        { "-u http://a/ --max-body=x", "is not a size such as", { NULL, NULL } },
        { "-u http://a/ --header=Authorization=geheim", "--header wants", { NULL, NULL } },
        { "-u http://a/ --max-body=2GiB", "--max-body", { NULL, NULL } },
        { "-u http://a/ --redirects=0", NULL, { NULL, NULL } },
        { "-u http://a/ --redirects=21", "--redirects", { NULL, NULL } },
        { "-u http://a/ --redirects=-1", "--redirects", { NULL, NULL } },
        { "-u http://a/", NULL, { "CHECK_USER", "name:geheim" } },
        { "-u http://a/", "--user wants NAME:PASSWORD", { "CHECK_USER", "geheim" } },
        { "-u http://a/", "--secret-header wants NAME:VALUE", { "CHECK_SECRET_HEADER", "geheim" } },
        { "-u http://a/",
          "--secret-header wants NAME:VALUE",
          { "CHECK_SECRET_HEADER", "X: geheim\r\nY: 1" } },
        { "-u http://a/", "--proxy-user", { "CHECK_PROXY_USER", "name:geheim" } },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct config config;
        const char *row = arena_printf(arena, "%s %s", rows[i].line,
                                       rows[i].secret.name != NULL ? rows[i].secret.name : "");
        const char *text = refusal(rows[i].line,
                                   rows[i].secret.name != NULL ? &rows[i].secret : NULL, &config);
        if (rows[i].refusal == NULL)
            expect_text(row, text, NULL);
        else
            expect_has(row, text, rows[i].refusal);
        expect_has_not(row, text, "geheim");
    }
}

TEST(addresses_that_were_given)
{
    struct config config;
    refusal("-u http://a/ --resolve=portal.example:443:192.0.2.1 --resolve=a:80:2001:db8::1", NULL,
            &config);
    const struct http_options *given = &config.http;
    expect_text("host and port", http_part_pinned(given, "portal.example", 443), "192.0.2.1");
    expect_text("IPv6", http_part_pinned(given, "a", 80), "2001:db8::1");
    expect_text("another port", http_part_pinned(given, "portal.example", 80), NULL);
    expect_text("another host", http_part_pinned(given, "portal", 443), NULL);
    expect_text("a longer host", http_part_pinned(given, "portal.example.jp", 443), NULL);
    /* What the URL makes of a host must be found, however --resolve writes it. */
    refusal("-u http://a/ --resolve=Portal.Example:443:192.0.2.1", NULL, &config);
    expect_text("capitals", http_part_pinned(given, "portal.example", 443), "192.0.2.1");
    refusal("-u http://a/ --resolve=市役所.example:443:192.0.2.1", NULL, &config);
    expect_text("IDN", http_part_pinned(given, "xn--7sto6a74d.example", 443), "192.0.2.1");
}

int main(void)
{
    struct CMUnitTest tests[] = {
        cmocka_unit_test(combinations_that_make_no_sense),
        cmocka_unit_test(addresses_that_were_given),
    };
    return RUN(tests);
}
