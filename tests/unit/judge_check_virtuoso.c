/* SPDX-License-Identifier: BSD-2-Clause */
/* What check_virtuoso concludes, from answers as they came over the wire: those of Virtuoso 7.2.5
 * and Oxigraph as they were recorded, those of other versions after their source. */
#define the_plugin plugin_of_this_test /* besides the one that is linked */
#include "../../plugins/check_virtuoso.c"

#include "base/buffer.h"
#include "unit/check.h"

#define NONCE "n0n1n2n3n4n5n6n7"
#define JSON  "application/sparql-results+json"
#define TEXT  "text/plain"
#define HTML  "text/html; charset=UTF-8"
#define TERM(name, value) \
    "\"" name "\": { \"type\": \"typed-literal\", \"datatype\": " \
    "\"http://www.w3.org/2001/XMLSchema#integer\", \"value\": \"" value "\" }"
#define ROWS(vars, rows) \
    "\n{ \"head\": { \"link\": [], \"vars\": [" vars \
    "] },\n  \"results\": { \"distinct\": false, " \
    "\"ordered\": true, \"bindings\": [\n" rows " ] } }"
#define ECHO       ROWS("\"nonce\"", "{ " TERM("nonce", NONCE) "}")
#define COUNTED(n) ROWS("\"n\", \"nonce\"", "{ " TERM("n", n) ", " TERM("nonce", NONCE) "}")
#define ASK_YES    ROWS("\"__ASK_RETVAL\"", "{ " TERM("__ASK_RETVAL", "1") "}")
#define ASK_NO     ROWS("\"__ASK_RETVAL\"", "")
#define TEN        ROWS("\"s\"", "{ " TERM("s", "7") "}, {}, {}, {}, {}, {}, {}, {}, {}, {}")
#define GOOD(body_) \
    { \
        .status = 200, .body = body_ \
    }
#define WITH(body_, name_, value_) \
    { \
        .status = 200, .body = body_, .name = name_, .value = value_ \
    }
#define SAYS(status_, type_, body_) \
    { \
        .status = status_, .type = type_, .body = body_ \
    }
#define ERROR(status_, line) SAYS(status_, TEXT, "Virtuoso " line "\n\nSPARQL query:\nSELECT")
#define NONE(stage_, why_) \
    { \
        .stage = stage_, .why = why_ \
    }

/* An answer; status 0: none came, and why. */
struct wire {
    long status;
    const char *body, *type, *name, *value; /* name and value of one more header */
    enum why why;
    enum stage stage;
    bool cut;
};

static struct sparql_answer answer_of(const struct wire *wire, const char *nonce)
{
    struct sparql_answer answer = { .asked = true };
    struct http_header *headers = arena_array(arena, 2, sizeof *headers);
    headers[0] = (struct http_header){ "Content-Type", wire->type != NULL ? wire->type : JSON };
    headers[1] = (struct http_header){ wire->name, wire->value };
    answer.reply = (struct http_reply){
        .outcome = { .stage = wire->stage != STAGE_NOT_STARTED ? wire->stage : STAGE_DONE,
                     .why = wire->why },
        .trouble = wire->cut ? HTTP_CUT_SHORT : HTTP_FINE,
        .status = wire->status,
        .body = wire->body != NULL ? wire->body : "",
        .length = wire->body != NULL ? strlen(wire->body) : 0,
        .headers = headers,
        .nheaders = wire->name != NULL ? 2 : 1,
        .url = { .host = "data.city.example", .port = 80, .path = "/sparql" },
        .times = { NAN, NAN, NAN, NAN, 0.1 },
    };
    sparql_answer_read(arena, nonce, &answer);
    return answer;
}

static struct reading reading_of(const struct sparql_answer *own)
{
    return (struct reading){
        .now = 1800000000,
        .seconds = 0.1,
        .url = { .host = "data.city.example", .port = 80, .path = "/sparql" },
        .own = *own,
        .memory = { .arena = arena, .trouble = MEMORY_FIRST, .elapsed = NAN },
    };
}

/* "code STATE", several with ", " between. */
static const char *judged(const char *row, const struct config *config,
                          const struct reading *reading)
{
    struct buffer out = { .arena = arena };
    struct report report = report_start(arena);
    judge(config, reading, &report);
    buffer_put(&out, "");
    for (size_t i = 0; i < report.nfindings; i++) {
        buffer_printf(&out, "%s%s %s", i > 0 ? ", " : "", report.findings[i].row->code,
                      state_name(report.findings[i].state));
        expect_has_not(row, report.findings[i].text, "(null)");
    }
    return out.text;
}

static struct config usual(void)
{
    return defaults;
}

/* Our own question without a graph fails. */
static const struct {
    const char *name;
    struct wire wire;
    const char *found;
} own_answers[] = {
    { "fine", GOOD(ECHO), "ok OK" },
    { "refused", NONE(STAGE_CONNECT, WHY_REFUSED), "unreachable CRITICAL" },
    { "frozen", NONE(STAGE_REPLY, WHY_SILENT), "sparql-hung CRITICAL" },
    { "no way there", NONE(STAGE_CONNECT, WHY_SILENT), "peer-silent CRITICAL" },
    { "checkpoint page",
      { .status = 503, .type = HTML, .name = "Retry-After", .value = "1800" },
      "checkpoint WARNING" },
    { "503 of another kind", SAYS(503, TEXT, "busy"), "http-status CRITICAL" },
    { "S1TAT on 200", WITH(ECHO, "X-SQL-State", "S1TAT"), "partial-result WARNING" },
    { "206", { .status = 206, .body = ECHO }, "partial-result WARNING" },
    { "D1CTX on 200", WITH(ECHO, "X-SQL-State", "D1CTX"), "partial-result WARNING" },
    { "D1CTX", ERROR(500, "42000 Error D1CTX: too many"), "partial-result WARNING" },
    { "S1TAT on 500", ERROR(500, "S1TAT Error SR000: x"), "query-timeout CRITICAL" },
    { "S1T00", ERROR(500, "S1T00 Error SR171: Transaction timed out"), "query-timeout CRITICAL" },
    { "37000", ERROR(400, "37000 Error SP030: x"), "query-invalid UNKNOWN" },
    { "22023", ERROR(400, "22023 Error The request"), "query-invalid UNKNOWN" },
    { "42001", ERROR(500, "42001 Error SR185: x"), "query-invalid UNKNOWN" },
    { "400 of Oxigraph", SAYS(400, TEXT, "error at 1:8: expected"), "query-invalid UNKNOWN" },
    { "cost", ERROR(500, "42000 Error The estimated execution time 5 (sec) exceeds"),
      "query-too-costly UNKNOWN" },
    { "SR172", ERROR(500, "40001 Error SR172: x"), "server-busy WARNING" },
    { "HTLIM", ERROR(500, "42000 Error HTLIM: x"), "server-busy WARNING" },
    { "SR483", ERROR(500, "42000 Error SR483: x"), "server-busy WARNING" },
    { "HY013", ERROR(500, "HY013 Error SR491: x"), "server-busy WARNING" },
    { "SR214", ERROR(500, "40001 Error SR214: x"), "out-of-threads CRITICAL" },
    { "SR325", ERROR(500, "40001 Error SR325: x"), "checkpoint WARNING" },
    { "40003", ERROR(500, "40003 Error SR173: x"), "disk-full CRITICAL" },
    { "40004", ERROR(500, "40004 Error SR174: x"), "disk-full CRITICAL" },
    { "40005", ERROR(500, "40005 Error SR325: x"), "log-too-large CRITICAL" },
    { "40006", ERROR(500, "40006 Error SR337: x"), "out-of-memory CRITICAL" },
    { "HY008", ERROR(500, "HY008 Error SR203: x"), "query-cancelled WARNING" },
    { "SR186", ERROR(500, "42000 Error SR186:SECURITY: x"), "not-permitted UNKNOWN" },
    { "401", SAYS(401, HTML, ""), "not-permitted UNKNOWN" },
    { "403", SAYS(403, TEXT, "Forbidden"), "not-permitted UNKNOWN" },
    { "unknown error", ERROR(500, "XX000 Error SR999: x"), "query-failed CRITICAL" },
    { "500 without words", SAYS(500, TEXT, ""), "http-status CRITICAL" },
    { "406", SAYS(406, HTML, "<html><h1>406 Not Acceptable</h1>"), "http-status CRITICAL" },
    { "502", SAYS(502, HTML, "<html>"), "backend-down CRITICAL" },
    { "504", SAYS(504, HTML, "<html>"), "backend-hung CRITICAL" },
    { "form", SAYS(200, HTML, "<?xml version=\"1.0\"?>\n<!DOCTYPE html>\n<html>"),
      "html-instead-of-result CRITICAL" },
    { "other web page", SAYS(200, HTML, "<html><title>It works</title>"),
      "html-instead-of-result CRITICAL" },
    { "cut JSON", GOOD("{\"head\":{\"vars\":[\"nonce\"]},\"results\":{\"bind"),
      "truncated-answer CRITICAL" },
    { "cut connection",
      { .status = 200, .body = "{\"head\":", .cut = true },
      "truncated-answer CRITICAL" },
    { "Oxigraph's time-out",
      GOOD("{\"head\":{\"vars\":[\"n\"]},\"results\":{\"bindings\":[The SPARQL operation"),
      "answer-broken CRITICAL" },
    { "empty", GOOD(""), "answer-broken CRITICAL" },
    { "another's nonce", GOOD(ROWS("\"nonce\"", "{ " TERM("nonce", "other") "}")),
      "stale-answer CRITICAL" },
    { "our nonce beside a count", GOOD(COUNTED("5")), "ok OK" },
    { "another question's answer", WITH(ASK_YES, "Age", "1200"), "stale-answer CRITICAL" },
    { "standard ASK", GOOD("{\"head\":{},\"boolean\":true}"), "stale-answer CRITICAL" },
    { "XML",
      SAYS(200, "application/sparql-results+xml", "<?xml version=\"1.0\"?>\n<sparql>\n</sparql>\n"),
      "answer-unknown UNKNOWN" },
    { "cut XML", SAYS(200, "application/xml", "<?xml version=\"1.0\"?>\n<sparql>\n"),
      "answer-broken CRITICAL" },
    { "other JSON", GOOD("{\"status\":\"OK\"}"), "answer-unknown UNKNOWN" },
};

TEST(what_goes_wrong)
{
    for (size_t i = 0; i < COUNT_OF(own_answers); i++) {
        struct config config = usual();
        struct sparql_answer own = answer_of(&own_answers[i].wire, NONCE);
        struct reading reading = reading_of(&own);
        expect_text(own_answers[i].name, judged(own_answers[i].name, &config, &reading),
                    own_answers[i].found);
    }
}

/* The user's query, after our own question was answered. */
static const char all[] = "SELECT ?s { ?s ?p ?o }", ten[] = "SELECT ?s { ?s ?p ?o } LIMIT 10",
                  eleven[] = "SELECT ?s { { SELECT ?s { } LIMIT 10 } } LIMIT 11";
#define FROM_5 \
    { \
        .low = 5, .high = INFINITY, .set = true \
    }
#define UP_TO_5 \
    { \
        .low = 0, .high = 5, .set = true \
    }
static const struct {
    const char *name;
    struct wire wire;
    const char *query;
    struct sparql_expect_options expect;
    const char *found;
} users_answers[] = {
    { "ASK true", GOOD(ASK_YES), "ASK {}", { .row_cap = 0 }, "ok OK" },
    { "ASK true, standard", GOOD("{\"boolean\":true}"), "ASK {}", { .row_cap = 0 }, "ok OK" },
    { "ASK true, expected", GOOD(ASK_YES), "ASK {}", { .yes = true }, "ok OK" },
    { "ASK false", GOOD(ASK_NO), "ASK {}", { .row_cap = 0 }, "ask-false WARNING" },
    { "ASK false, standard",
      GOOD("{\"boolean\":false}"),
      "ASK {}",
      { .row_cap = 0 },
      "ask-false WARNING" },
    { "ASK false, true expected",
      GOOD(ASK_NO),
      "ASK {}",
      { .yes = true },
      "expectation-failed CRITICAL" },
    { "ASK false, true expected, standard",
      GOOD("{\"boolean\":false}"),
      "ASK {}",
      { .yes = true },
      "expectation-failed CRITICAL" },
    { "rows, true expected", GOOD(TEN), all, { .yes = true }, "expectation-failed CRITICAL" },
    { "rows", GOOD(TEN), all, { .row_cap = 0 }, "ok OK" },
    { "rows as expected", GOOD(TEN), all, { .rows = FROM_5 }, "ok OK" },
    { "too many rows", GOOD(TEN), all, { .rows = UP_TO_5 }, "expectation-failed CRITICAL" },
    { "value as expected", GOOD(TEN), all, { .value = FROM_5 }, "ok OK" },
    { "value too large", GOOD(TEN), all, { .value = UP_TO_5 }, "expectation-failed CRITICAL" },
    { "no value",
      GOOD(ROWS("\"top\"", "{}")),
      all,
      { .value = UP_TO_5 },
      "expectation-failed CRITICAL" },
    { "no rows", GOOD(ROWS("\"s\"", "")), all, { .row_cap = 0 }, "ok OK" },
    { "cap, no LIMIT",
      WITH(TEN, "X-SPARQL-MaxRows", "10"),
      all,
      { .row_cap = 0 },
      "row-cap WARNING" },
    { "cap, LIMIT at it", WITH(TEN, "X-SPARQL-MaxRows", "10"), ten, { .row_cap = 0 }, "ok OK" },
    { "cap, LIMIT above it",
      WITH(TEN, "X-SPARQL-MaxRows", "10"),
      eleven,
      { .row_cap = 0 },
      "row-cap WARNING" },
    { "cap of 6.1, no LIMIT", GOOD(TEN), all, { .row_cap = 10 }, "row-cap WARNING" },
    { "cap of 6.1, LIMIT at it", GOOD(TEN), ten, { .row_cap = 10 }, "ok OK" },
    { "cap of 6.1, LIMIT above it", GOOD(TEN), eleven, { .row_cap = 10 }, "row-cap WARNING" },
    { "cap of 6.1, fewer rows", GOOD(TEN), all, { .row_cap = 11 }, "ok OK" },
    { "the server knows its cap",
      WITH(TEN, "X-SPARQL-MaxRows", "10"),
      all,
      { .row_cap = 1000 },
      "row-cap WARNING" },
    { "cap and expectation",
      WITH(TEN, "X-SPARQL-MaxRows", "10"),
      all,
      { .rows = UP_TO_5 },
      "expectation-failed CRITICAL, row-cap WARNING" },
    { "partial",
      WITH(ASK_NO, "X-SQL-State", "S1TAT"),
      "ASK {}",
      { .yes = true },
      "partial-result WARNING" },
    { "invalid",
      ERROR(400, "37000 Error SP030: x"),
      all,
      { .row_cap = 0 },
      "query-invalid UNKNOWN" },
    { "hung", NONE(STAGE_REPLY, WHY_SILENT), all, { .row_cap = 0 }, "sparql-hung CRITICAL" },
};

TEST(queries)
{
    for (size_t i = 0; i < COUNT_OF(users_answers); i++) {
        struct config config = usual();
        struct wire echo = GOOD(ECHO);
        struct sparql_answer own = answer_of(&echo, NONCE);
        struct reading reading = reading_of(&own);
        config.query = reading.query = users_answers[i].query;
        config.expect = users_answers[i].expect;
        reading.users = answer_of(&users_answers[i].wire, NULL);
        expect_text(users_answers[i].name, judged(users_answers[i].name, &config, &reading),
                    users_answers[i].found);
    }
}

static const struct {
    const char *name, *body;
    struct range triples;
    double before, ago; /* what is remembered, and since when there are fewer; 0: there are not */
    const char *found;
} counts[] = {
    { "first run", COUNTED("10000"), { .set = false }, NAN, 0, "ok OK" },
    { "as before", COUNTED("10000"), { .set = false }, 10000, 300, "ok OK" },
    { "more", COUNTED("10000"), { .set = false }, 10, 300, "ok OK" },
    { "10 % less", COUNTED("9000"), { .set = false }, 10000, 300, "ok OK" },
    { "more than 10 % less",
      COUNTED("8999"),
      { .set = false },
      10000,
      300,
      "triples-dropped WARNING" },
    { "more than 50 % less",
      COUNTED("4999"),
      { .set = false },
      10000,
      300,
      "triples-dropped CRITICAL" },
    { "almost a day",
      COUNTED("4999"),
      { .set = false },
      10000,
      DAY - 1,
      "triples-dropped CRITICAL" },
    { "more than a day", COUNTED("4999"), { .set = false }, 10000, DAY + 1, "ok OK" },
    { "just now", COUNTED("4999"), { .set = false }, 10000, 0, "triples-dropped CRITICAL" },
    { "empty", COUNTED("0"), { .set = false }, NAN, 0, "graph-empty CRITICAL" },
    { "emptied", COUNTED("0"), { .set = false }, 10000, 300, "graph-empty CRITICAL" },
    { "empty for days", COUNTED("0"), { .set = false }, 10000, 9 * DAY, "graph-empty CRITICAL" },
    { "empty is empty", COUNTED("0"), { .high = 10, .set = true }, NAN, 0, "graph-empty CRITICAL" },
    { "in its range", COUNTED("10"), { .high = 10, .set = true }, NAN, 0, "ok OK" },
    { "above its range",
      COUNTED("11"),
      { .high = 10, .set = true },
      NAN,
      0,
      "expectation-failed CRITICAL" },
    { "no number", COUNTED("many"), { .set = false }, 10000, 300, "answer-unknown UNKNOWN" },
};

TEST(graphs)
{
    for (size_t i = 0; i < COUNT_OF(counts); i++) {
        struct config config = usual();
        struct wire wire = GOOD(counts[i].body);
        struct sparql_answer own = answer_of(&wire, NONCE);
        struct reading reading = reading_of(&own);
        config.graph = "http://data.city.example/graph";
        config.triples = counts[i].triples;
        reading.memory.trouble = isnan(counts[i].before) ? MEMORY_FIRST : MEMORY_KNOWN;
        memory_put_number(&reading.memory, "triples", counts[i].before);
        if (counts[i].ago > 0)
            memory_put_number(&reading.memory, "fewer_since", reading.now - counts[i].ago);
        expect_text(counts[i].name, judged(counts[i].name, &config, &reading), counts[i].found);
    }
}

TEST(patience_is_remarked_last)
{
    struct config config = usual();
    struct wire echo = GOOD(ECHO);
    struct sparql_answer own = answer_of(&echo, NONCE);
    own.waited = true;
    struct reading reading = reading_of(&own);
    expect_text("waited", judged("waited", &config, &reading), "ok OK, checkpoint OK");
}

/* The answer to our own question, given to the user's. */
TEST(a_cache_that_looks_at_the_path)
{
    struct config config = usual();
    struct wire echo = GOOD(ECHO);
    struct sparql_answer own = answer_of(&echo, NONCE);
    struct reading reading = reading_of(&own);
    config.query = reading.query = "ASK {}";
    reading.users = own;
    reading.users.stale = true;
    expect_text("copy", judged("copy", &config, &reading), "stale-answer CRITICAL");
}

TEST(a_file_without_a_query)
{
    struct config config = usual();
    struct wire echo = GOOD(ECHO);
    struct sparql_answer own = answer_of(&echo, NONCE);
    struct reading reading = reading_of(&own);
    config.query_file = "/etc/icinga2/newest.rq";
    reading.file_problem = "it cannot be read";
    expect_text("file", judged("file", &config, &reading), "query-file-unusable UNKNOWN");
}

int main(void)
{
    struct CMUnitTest tests[] = {
        cmocka_unit_test(what_goes_wrong),
        cmocka_unit_test(queries),
        cmocka_unit_test(graphs),
        cmocka_unit_test(patience_is_remarked_last),
        cmocka_unit_test(a_cache_that_looks_at_the_path),
        cmocka_unit_test(a_file_without_a_query),
    };
    return RUN(tests);
}
