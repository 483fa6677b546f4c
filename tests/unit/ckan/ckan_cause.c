/* SPDX-License-Identifier: BSD-2-Clause */
/* What an answer of CKAN says, and what is at fault. The answers are as CKAN 2.9.11, 2.11.6 and
 * 2.12.0 gave them, shortened. */
#include "ckan/ckan_cause.h"

#include "unit/check.h"
#include "ckan/ckan_count.h"

#define WORD "nabc"
#define QUERY \
    "Search error: 'SOLR returned an error running query: {\\\\'q\\\\': \\\\'timed out\\\\'} " \
    "Error: "
#define ERROR(type_, message_) \
    "{\"help\": \"x\", \"error\": {\"__type\": \"" type_ "\", \"message\": \"" message_ \
    "\"}, \"success\": false}"
#define SEARCH_ERROR(text_) ERROR("Search Error", QUERY "SolrError(" text_ ")'")
#define PAGE(title_) \
    "<!DOCTYPE html>\n<html><head><meta name=\"generator\" content=\"ckan 2.9.11\" " \
    "/><title>" title_ "</title></head><body>x</body></html>"
#define NGINX "<html>\n<head><title>504 Gateway Time-out</title></head></html>"

static struct http_reply reply_of(long status, const char *body)
{
    return (struct http_reply){
        .outcome = { .stage = STAGE_DONE },
        .status = status,
        .body = body,
        .length = strlen(body),
    };
}

static struct ckan_answer read_reply(struct http_reply reply, const char *word,
                                     const struct json **document)
{
    struct ckan_answer answer = { .reply = reply, .asked = true };
    ckan_answer_read(arena, arena, &reply, word, &answer, document);
    expect(reply.body, answer.good == (*document != NULL), "a document, and only when it is good");
    return answer;
}

static const struct {
    long status;
    const char *body;
    enum ckan_cause cause;
} causes_of[] = {
    { 200, WORD "({\"help\": \"x\", \"success\": true, \"result\": []});", CKAN_FINE },
    { 200, WORD "({\"result\": 1, \"success\": true});", CKAN_FINE },
    { 200, "{\"success\": true, \"result\": []}", CKAN_STALE },
    { 200, "nxyz({\"success\": true, \"result\": []});", CKAN_STALE },
    { 200, "jQuery1_2.f$({\"success\": true});", CKAN_STALE },
    { 200, "nab({\"success\": true, \"result\": []});", CKAN_STALE },
    { 200, "nabcd({\"success\": true, \"result\": []});", CKAN_STALE },
    { 200, WORD "({\"success\": true, \"result\": []})", CKAN_UNREADABLE },
    { 200, WORD "({\"success\": true, \"resu", CKAN_UNREADABLE },
    { 200, WORD "({\"success\": false, \"result\": []});", CKAN_UNREADABLE },
    { 200, WORD "({\"success\": \"true\", \"result\": []});", CKAN_UNREADABLE },
    { 200, WORD "([true]);", CKAN_UNREADABLE },
    { 200, WORD, CKAN_UNREADABLE },
    { 200, "", CKAN_UNREADABLE },
    { 200, "{\"status\": \"ok\"}", CKAN_UNREADABLE },
    { 200, PAGE("x"), CKAN_HTML },
    { 500, PAGE("x"), CKAN_DATABASE },
    { 404, PAGE("x"), CKAN_STATUS },
    { 500, "<html><body>x</body></html>", CKAN_STATUS },
    { 504, NGINX, CKAN_STATUS },
    { 503, "", CKAN_STATUS },
    { 400, "\"\\u4e0d\\u6b63 - Action name not known: nope\"", CKAN_NO_ACTION },
    { 400, "\"Bad request: Action name not known: nope\"", CKAN_NO_ACTION },
    { 400, "{}", CKAN_STATUS },
    { 403, ERROR("Authorization Error", "x"), CKAN_FORBIDDEN },
    { 404, ERROR("Not Found Error", "x"), CKAN_NOT_FOUND },
    { 409, "{\"success\": false, \"error\": {\"rows\": [\"x\"], \"__type\": \"Validation Error\"}}",
      CKAN_REFUSED_QUERY },
    { 400, ERROR("Search Query Error", "x"), CKAN_REFUSED_QUERY },
    { 500, ERROR("Internal Server Error", "x"), CKAN_INTERNAL },
    { 500, ERROR("Search Connection Error", "Unable to connect to the search server"),
      CKAN_SEARCH_UNREACHABLE },
    { 500, ERROR("Search Index Error", "x"), CKAN_SEARCH_ERROR },
    { 409, SEARCH_ERROR("\\\"Failed to connect to server at \\\\'http://x/\\\\': refused\\\""),
      CKAN_SEARCH_UNREACHABLE },
    { 409, SEARCH_ERROR("\\\"Connection to server \\\\'http://x/\\\\' timed out: x\\\""),
      CKAN_SEARCH_HUNG },
    { 409, SEARCH_ERROR("\\\\'Solr responded with an error (HTTP 500): [Reason: None]\\\\'"),
      CKAN_SEARCH_ERROR },
    { 409, SEARCH_ERROR("\\\"Solr responded with an error (HTTP 404): [Reason: None]\\\""),
      CKAN_SEARCH_ERROR },
    { 409, SEARCH_ERROR("\\\\'Solr responded with an error (HTTP 400): [Reason: None]\\\\'"),
      CKAN_REFUSED_QUERY },
    { 409, SEARCH_ERROR("\\\\'Something else\\\\'"), CKAN_SEARCH_FAILED },
    { 409, ERROR("Search Error", "Connection to server timed out"), CKAN_SEARCH_FAILED },
    { 409, "{\"success\": false, \"error\": {\"__type\": \"Search Error\"}}", CKAN_SEARCH_FAILED },
    { 500, ERROR("Search Backend Error", "x"), CKAN_SEARCH_FAILED },
    { 418, ERROR("Teapot Error", "x"), CKAN_STATUS },
    { 200, WORD "({\"success\": false, \"error\": {\"__type\": \"Not Found Error\"}});",
      CKAN_NOT_FOUND },
};

TEST(causes)
{
    for (size_t i = 0; i < COUNT_OF(causes_of); i++) {
        const struct json *document;
        struct ckan_answer answer = read_reply(reply_of(causes_of[i].status, causes_of[i].body),
                                               WORD, &document);
        expect_int(causes_of[i].body, ckan_cause(&answer), causes_of[i].cause);
    }
}

TEST(without_a_word)
{
    const struct json *document;
    struct ckan_answer answer = read_reply(reply_of(200, "{\"success\": true, \"result\": [7]}"),
                                           NULL, &document);
    expect("plain", answer.good && !answer.stale, "nothing is stale without a word");
    expect_number("its document", json_number(json_item(json_member(document, "result"), 0)), 7);
    answer = read_reply(reply_of(200, "nxyz({\"success\": true});"), NULL, &document);
    expect_int("a call", ckan_cause(&answer), CKAN_UNREADABLE);
}

TEST(transport)
{
    struct ckan_answer answer = {
        .asked = true,
        .reply = { .outcome = { .stage = STAGE_REPLY, .why = WHY_SILENT }, .body = "" },
    };
    expect_int("silent", ckan_cause(&answer), CKAN_TRANSPORT);
    expect("silent", ckan_answer_hung(&answer.reply), "hangs");
    answer.reply.outcome.stage = STAGE_CONNECT;
    expect("not taken", !ckan_answer_hung(&answer.reply), "does not hang");
    answer.reply = reply_of(504, NGINX);
    expect("504", ckan_answer_hung(&answer.reply), "hangs");
    answer.reply = reply_of(200, "");
    answer.reply.trouble = HTTP_CUT_SHORT;
    expect_int("cut", ckan_cause(&answer), CKAN_TRANSPORT);
}

TEST(words)
{
    static const struct {
        const char *body, *words;
    } rows[] = {
        { SEARCH_ERROR("\\\"Failed to connect to server at \\\\'http://10.0.0.1:8983/solr/select/"
                       "?q=%2A\\\\', are you sure\\\""),
          "http://10.0.0.1:8983/solr/select/" },
        { SEARCH_ERROR(
              "\\\\'Solr responded with an error (HTTP 500): [Reason: None]\\\\\\\\n\\\\'"),
          "no text given" },
        { SEARCH_ERROR(
              "\\\"Solr responded with an error (HTTP 500): [Reason: SolrCore \\\\'ckan\\\\' "
              "is not available]\\\""),
          "SolrCore 'ckan' is not available" },
        { SEARCH_ERROR(
              "\\\\'Solr responded with an error (HTTP 500): [Reason: None]\\\\\\\\n<html>"
              "<head><title>Error 500 Severe errors.<abort>false</abort>in solr.xml--------"
              "a.b.SolrException: Unknown fieldtype \\\\\\\\'x\\\\\\\\' on field y\\\\\\\\tat "
              "a.b.C(D.java:1)</title></head></html>\\\\'"),
          "a.b.SolrException: Unknown fieldtype 'x' on field y" },
        { SEARCH_ERROR("\\\\'Solr responded with an error (HTTP 400): [Reason: None]\\\\\\\\n<html>"
                       "<head><title>Error 400 null</title></head><body>x</body></html>\\\\'"),
          "Error 400 null" },
        { ERROR("Not Found Error", "\\u898b|x"), "\xe8\xa6\x8b/x" },
        { "{\"success\": false, \"error\": {\"__type\": \"Validation Error\"}}", "no text given" },
        { ERROR("Search Error", ""), "no text given" },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const struct json *document;
        struct ckan_answer answer = read_reply(reply_of(409, rows[i].body), WORD, &document);
        expect_text(rows[i].body, ckan_cause_words(arena, &answer), rows[i].words);
    }
}

/* The same list in pieces of every size. */
static struct ckan_answer count_list(const char *body, size_t piece, double max)
{
    struct ckan_answer answer = { .asked = true, .reply = reply_of(200, "") };
    struct ckan_count count = ckan_count_start(arena, WORD, max);
    for (size_t at = 0, length; at < strlen(body); at += length) {
        length = strlen(body) - at < piece ? strlen(body) - at : piece;
        if (!ckan_count_take(&count, body + at, length))
            break;
    }
    answer.too_large = count.too_large;
    if (!answer.too_large)
        ckan_count_end(arena, &count, &answer);
    return answer;
}

TEST(lists)
{
    static const struct {
        const char *body;
        enum ckan_cause cause;
        long items;
    } rows[] = {
        { WORD "({\"help\": \"x\", \"success\": true, \"result\": [\"a\", \"b\"]});", CKAN_FINE,
          2 },
        { WORD "({\"result\": [\"a)\", \");\", [1, 2]], \"success\": true});", CKAN_FINE, 3 },
        { WORD "({\"success\": true, \"result\": []});", CKAN_FINE, 0 },
        { WORD "({\"success\": true, \"result\": [\"a\"", CKAN_UNREADABLE, 0 },
        { WORD "({\"success\": true, \"result\": [\"a\"]})", CKAN_UNREADABLE, 0 },
        { WORD "({\"success\": true, \"result\": [\"a\"]}", CKAN_UNREADABLE, 0 },
        { WORD "({\"success\": true, \"result\": {\"a\": 1}});", CKAN_UNREADABLE, 0 },
        { WORD "({\"success\": false, \"result\": [\"a\"]});", CKAN_UNREADABLE, 0 },
        { WORD "({\"result\": [\"a\"]});", CKAN_UNREADABLE, 0 },
        { WORD "({\"success\": true, \"result\": [a]});", CKAN_UNREADABLE, 0 },
        { WORD "(", CKAN_UNREADABLE, 0 },
        { WORD, CKAN_UNREADABLE, 0 },
        { "na", CKAN_UNREADABLE, 0 },
        { "", CKAN_UNREADABLE, 0 },
        { "nxyz({\"success\": true, \"result\": [\"a\"]});", CKAN_STALE, 0 },
        { "{\"success\": true, \"result\": [\"a\"]}", CKAN_STALE, 0 },
        { PAGE("x"), CKAN_HTML, 0 },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        for (size_t piece = 1; piece < 80; piece++) {
            struct ckan_answer answer = count_list(rows[i].body, piece, 0);
            expect_int(rows[i].body, ckan_cause(&answer), rows[i].cause);
            expect_int(rows[i].body, (long)answer.items, rows[i].items);
        }
    }
    expect("too long", count_list(rows[0].body, 7, 30).too_large, "is said");
    expect("just long enough", count_list(rows[0].body, 7, (double)strlen(rows[0].body)).good,
           "is counted");
}

int main(void)
{
    struct CMUnitTest tests[] = {
        cmocka_unit_test(causes), cmocka_unit_test(without_a_word), cmocka_unit_test(transport),
        cmocka_unit_test(words),  cmocka_unit_test(lists),
    };
    return RUN(tests);
}
