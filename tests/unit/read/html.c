/* SPDX-License-Identifier: BSD-2-Clause */
#include "read/html.h"

#include "unit/check.h"

TEST(pages_are_told_from_other_answers)
{
    static const struct {
        const char *text;
        bool html;
    } rows[] = {
        { "<html><head></head></html>", true },
        { "<!DOCTYPE html>\n<p>", true },
        { "<!doctype HTML PUBLIC \"-//IETF//DTD HTML 2.0//EN\">", true },
        { "  \r\n\t<HTML>", true },
        { "\xEF\xBB\xBF<html>", true },
        { "<!-- a > comment --><html>", true },
        { "<?xml version=\"1.0\"?>\n<!DOCTYPE html PUBLIC \"x\">", true },
        { "<?xml version=\"1.0\"?><html xmlns=\"http://www.w3.org/1999/xhtml\">", true },
        { "<h1>502 Bad Gateway</h1>", true },
        { "<center>x", true },
        { "", false },
        { "   ", false },
        { "{\"html\": \"<html>\"}", false },
        { "words, then <html>", false },
        { "<?xml version=\"1.0\"?><response><lst/></response>", false },
        { "<sparql xmlns=\"http://www.w3.org/2005/sparql-results#\">", false },
        { "<!-- only a comment -->", false },
        { "<!-- a comment without an end <html>", false },
        { "<htmlx>", false },
        { "</html>", false },
        { "< html>", false },
        { "<", false },
        { "\xEF\xBB\xBF", false },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        expect_int(rows[i].text, html_is(rows[i].text, strlen(rows[i].text)), rows[i].html);
}

TEST(titles)
{
    static const struct {
        const char *text, *title;
    } rows[] = {
        { "<title>Welcome - CKAN</title>", "Welcome - CKAN" },
        { "<html><head><TITLE lang=ja>\n  札幌市\n オープンデータ </Title >",
          "札幌市 オープンデータ" },
        { "<title>a &amp; b &lt;c&gt; &#26413;&#x5E4C; &nbsp; &unknown; &#0; &#x110000;</title>",
          "a & b <c> 札幌 &unknown;" },
        { "<title>no end", "no end" },
        { "<title></title><title>second</title>", NULL },
        { "<title> \n </title>", NULL },
        { "<p>no title</p>", NULL },
        { "", NULL },
        { "<script>'<title>in a script</title>'</script><title>real</title>", "real" },
        { "<!-- <title>in a comment</title> --><title>real</title>", "real" },
        { "<meta content=\"<title>in a value</title>\"><title>real</title>", "real" },
        { "<svg><title>a picture</title></svg><title>real</title>", "real" },
        { "<title>tags <b>are</b> text</title>", "tags <b>are</b> text" },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        expect_text(rows[i].text, html_title(arena, rows[i].text, strlen(rows[i].text)),
                    rows[i].title);
    const char *big = arena_printf(arena, "<title>%s", repeated('x', 100000));
    expect_int("a long one is cut", (long)strlen(html_title(arena, big, strlen(big))), 300);
}

TEST(generators)
{
    static const struct {
        const char *text, *generator;
    } rows[] = {
        { "<meta name=\"generator\" content=\"ckan 2.9.11\" />", "ckan 2.9.11" },
        { "<META CONTENT='ckan 2.10' NAME=Generator>", "ckan 2.10" },
        { "<meta charset=\"utf-8\"/><meta name = generator content = ckan>", "ckan" },
        { "<meta name=\"viewport\" content=\"x\"><meta name=generator content=y/>", "y/" },
        { "<meta name=\"generator\">", NULL },
        { "<meta content=\"ckan 2.9\">", NULL },
        { "<meta name=\"generators\" content=\"x\">", NULL },
        { "<!-- <meta name=\"generator\" content=\"x\"> -->", NULL },
        { "<meta name=\"generator\" content=\"a &quot;b&quot;\">", "a \"b\"" },
        { "<meta name=\"generator\" content=\"no end", "no end" },
        { "<meta", NULL },
        { "", NULL },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        expect_text(rows[i].text, html_generator(arena, rows[i].text, strlen(rows[i].text)),
                    rows[i].generator);
}

TEST(what_a_reader_sees)
{
    static const struct {
        const char *text;
        size_t max;
        const char *seen;
    } rows[] = {
        { "<h1>HTTP Status 500 - </h1><p>No  space\nleft</p>", 100,
          "HTTP Status 500 - No space left" },
        { "<head><title>T</title><style>p{}</style><script>x < y</script></head><body>B", 100,
          "B" },
        { "a<br>b<b>c</b>d<td>e", 100, "a bcd e" },
        { "plain & simple, 1 < 2", 100, "plain & simple, 1 < 2" },
        { "x &lt;b&gt;", 100, "x <b>" },
        { "<script>never ends", 100, "" },
        { "<!-- never ends", 100, "" },
        { "text <a href=\"never ends", 100, "text" },
        { "<p title='a > b'>quoted", 100, "quoted" },
        { "it's <p>not quoted's</p>", 100, "it's not quoted's" },
        { "", 100, "" },
        { "abcdef", 3, "abc" },
        { "札幌市", 7, "札幌" },
        { "札幌市", 2, "" },
        { "ab   cd", 3, "ab" },
        { "abc", 0, "" },
        { "broken \xE6\x9C", 100, "broken \xE6\x9C" },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        expect_text(rows[i].text, html_text(arena, rows[i].text, strlen(rows[i].text), rows[i].max),
                    rows[i].seen);
    expect_text("NUL", html_text(arena, "a\0b", 3, 100), "a b");
    char *blanks = arena_printf(arena, "%s<p>end", repeated(' ', 50000));
    expect_text("much white space", html_text(arena, blanks, strlen(blanks), 10), "end");
}

/* As these products send them, but for names, addresses and numbers. */
static const struct {
    const char *product, *text;
} blocked[] = {
    { "F5 BIG-IP",
      "<html><head><title>Request Rejected</title></head><body>The requested URL was rejected. "
      "Please consult with your administrator.<br><br>Your support ID is: "
      "8531163621729518412<br><br><a href='javascript:history.back();'>[Go "
      "Back]</a></body></html>" },
    { "Cloudflare",
      "<!DOCTYPE html><html><head><title>Attention Required! | Cloudflare</title></head><body>"
      "<h1 data-translate=\"block_headline\">Sorry, you have been blocked</h1><h2>You are "
      "unable "
      "to access portal.example</h2><p>Cloudflare Ray ID: "
      "<strong>8a</strong></p></body></html>" },
    { "Cloudflare",
      "<html><head><title>Access denied</title></head><body><h1>Sorry, you have been "
      "blocked</h1><span>Performance &amp; security by Cloudflare</span></body></html>" },
    { "Cloudflare", "<!DOCTYPE html><html><head><title>Just a moment...</title></head><body>"
                    "<noscript>Enable JavaScript and cookies to continue</noscript>"
                    "<script>window._cf_chl_opt={}</script></body></html>" },
    { "Imperva", "<html style=\"height:100%\"><head><META NAME=\"ROBOTS\" "
                 "CONTENT=\"NOINDEX\"></head><body>"
                 "<iframe id=\"main-iframe\" src=\"/_Incapsula_Resource?CWUDNSAI=9\">Request "
                 "unsuccessful. "
                 "Incapsula incident ID: 123-456</iframe></body></html>" },
    { "Imperva",
      "<html><head><title>Error</title></head><body><table "
      "summary=\"Error\"><tr><td><STRONG>Error"
      "</STRONG></td></tr><tr><td>This page can't be displayed. Contact support for additional "
      "information.<br/>The incident ID is: "
      "3258386972179795981.</td></tr></table></body></html>" },
    { "Akamai",
      "<HTML><HEAD>\n<TITLE>Access Denied</TITLE>\n</HEAD><BODY>\n<H1>Access Denied</H1>\n "
      "\nYou "
      "don't have permission to access \"http&#58;&#47;&#47;portal&#46;example&#47;\" on this "
      "server.<P>\nReference&#32;&#35;18&#46;67ff6dcb&#46;1527719015&#46;a6cebb8\n</BODY></"
      "HTML>" },
    { "Amazon CloudFront", "<!DOCTYPE HTML PUBLIC \"-//W3C//DTD HTML 4.01 "
                           "Transitional//EN\"><HTML><HEAD><TITLE>ERROR: "
                           "The request could not be satisfied</TITLE></HEAD><BODY><H1>403 "
                           "ERROR</H1><H2>The request "
                           "could not be satisfied.</H2><HR>Request blocked.\nWe can't connect "
                           "to the server for this "
                           "app or website at this time.<BR clear=\"all\"><PRE>Generated by "
                           "cloudfront (CloudFront)\n"
                           "Request ID: x==</PRE></BODY></HTML>" },
    { "ModSecurity", "<head><title>Not Acceptable!</title></head><body><h1>Not "
                     "Acceptable!</h1><p>An appropriate "
                     "representation of the requested resource could not be found on this "
                     "server. This error was "
                     "generated by Mod_Security.</p></body></html>" },
    { "FortiWeb",
      "<html><head><title>Web Page Blocked!</title></head><body><h1>Web Page "
      "Blocked!</h1><p>The "
      "page cannot be displayed. Please contact the administrator.</p><p>URL: /api Client IP: "
      "192.0.2.1 Attack ID: 20000008 Message ID: 000012345</p></body></html>" },
    { "FortiGate", "<html><head><title>Web Application Firewall</title></head><body><h1>Web "
                   "Application Firewall</h1><p>This transfer is blocked by a web application "
                   "firewall.</p></body></html>" },
    { "Palo Alto Networks",
      "<html><head><title>Web Page Blocked</title></head><body><h1>Web Page "
      "Blocked</h1><p>Access "
      "to the web page you were trying to visit has been blocked in accordance with company "
      "policy.</p></body></html>" },
    { "Barracuda", "<html><head><title>Blocked</title></head><body>This request was blocked. "
                   "<i>Barracuda Networks</i></body></html>" },
    { "Sucuri",
      "<html><title>Sucuri WebSite Firewall - Access Denied</title><body><h1>Access Denied - "
      "Sucuri Website Firewall</h1></body></html>" },
    { "SiteGuard", "<html><head><title>閲覧できません (Forbidden access)</title></head><body><p>"
                   "指定したウェブページを表示することができません。</p><p>The server refuse to "
                   "browse the page.</p><p>Powered by SiteGuard Lite</p></body></html>" },
    { "Wordfence",
      "<html><head><title>403 Forbidden</title></head><body><h1>403 Forbidden</h1><p>A "
      "potentially unsafe operation has been detected in your request to this site."
      "</p><p>Generated by Wordfence at Sat</p></body></html>" },
    { "Wordfence", "<html><body><h1>Your access to this site has been limited by the site owner"
                   "</h1><p>Block Technical Data: Wordfence</p></body></html>" },
    { "Azure Application Gateway",
      "<html><head><title>403 Forbidden</title></head><body><center><h1>403 "
      "Forbidden</h1></center>"
      "<hr><center>Microsoft-Azure-Application-Gateway/v2</center></body></html>" },
    { "Imunify360", "<html><body>Access denied by Imunify360 bot-protection. IPs used for "
                    "automation should be whitelisted</body></html>" },
    { "Cloudbric", "<html><head><title>Cloudbric | ERROR!</title></head><body></body></html>" },
    { "a web filter", "<html><head><title>Web Page Blocked</title></head><body></body></html>" },
};

TEST(block_pages)
{
    for (size_t i = 0; i < COUNT_OF(blocked); i++)
        expect_text(blocked[i].text, html_block_page(blocked[i].text, strlen(blocked[i].text)),
                    blocked[i].product);
}

static const char *const harmless[] = {
    "",
    "{\"success\": true}",
    "<html><head><title>403 Forbidden</title></head><body><center><h1>403 "
    "Forbidden</h1></center>"
    "<hr><center>nginx/1.18.0</center></body></html>",
    "<html><head><title>403 Forbidden</title></head><body><h1>Forbidden</h1><p>You don't have "
    "permission to access this resource.</p></body></html>",
    "<html><head><title>502 Bad Gateway</title></head><body><center><h1>502 Bad Gateway</h1>"
    "</center><hr><center>cloudflare</center></body></html>",
    "<html><head><title>ERROR: The request could not be satisfied</title></head><body><h1>504 "
    "ERROR</h1><h2>The request could not be satisfied.</h2>CloudFront wasn't able to connect "
    "to "
    "the origin.<pre>Generated by cloudfront (CloudFront)</pre></body></html>",
    "<html><head><title>HTTP Status 500</title></head><body><h1>HTTP Status 500 - access denied"
    "</h1></body></html>",
    "<html><head><title>Web application firewall log - Datasets - Open "
    "Data</title></head><body>"
    "<h1>Web application firewall log</h1><p>Requests blocked by Cloudflare, Akamai, Sucuri "
    "and "
    "F5 BIG-IP by day: rejected, denied, limited.</p><p>Barracuda and Wordfence "
    "counts.</p></body>"
    "</html>",
    "<html><head><title>Just a moment... - a film</title></head><body><p>A "
    "description.</p></body>"
    "</html>",
    "<html><head><title>Access Denied</title></head><body><h1>Access Denied</h1><p>You don't "
    "have "
    "permission to access this dataset.</p></body></html>",
    "<html><head><title>Not acceptable</title></head><body><h1>Not Acceptable</h1><p>An "
    "appropriate representation of the requested resource could not be found on this "
    "server.</p>"
    "</body></html>",
};

TEST(pages_that_block_nobody)
{
    for (size_t i = 0; i < COUNT_OF(harmless); i++)
        expect_text(harmless[i], html_block_page(harmless[i], strlen(harmless[i])), NULL);
    /* The very sentence, but in the middle of a page that says much more. */
    const char *about =
        "<p>The requested URL was rejected. Please consult with your administrator. "
        "Your support ID is 1.</p>";
    const char *page = arena_printf(arena, "<html><body>%s%s</body></html>", about,
                                    repeated('x', 5000));
    expect_text("a long page", html_block_page(page, strlen(page)), NULL);
    expect_text("a short one", html_block_page(about, strlen(about)), "F5 BIG-IP");
}

int main(void)
{
    struct CMUnitTest tests[] = {
        cmocka_unit_test(pages_are_told_from_other_answers),
        cmocka_unit_test(titles),
        cmocka_unit_test(generators),
        cmocka_unit_test(what_a_reader_sees),
        cmocka_unit_test(block_pages),
        cmocka_unit_test(pages_that_block_nobody),
    };
    return RUN(tests);
}
