/* SPDX-License-Identifier: BSD-2-Clause */
#include "virtuoso/sparql.h"

#include "base/buffer.h"
#include "unit/check.h"

TEST(questions)
{
    static const struct {
        const char *text;
        bool is;
    } rows[] = {
        { "SELECT * WHERE { ?s ?p ?o }", true },
        { "select*{}", true },
        { "ASK{}", true },
        { "Construct { } where { }", true },
        { "DESCRIBE <http://a>", true },
        { "# who?\n  # why?\r\n\tASK {}", true },
        { "PREFIX a: <http://a#INSERT> SELECT * {}", true },
        { "PREFIX : <http://a> ASK {}", true },
        { "PREFIX insert: <http://a> ASK {}", true },
        { "BASE <http://a/> PREFIX b: <c> ASK {}", true },
        { "DEFINE sql:log-enable 2 DEFINE input:inference \"x\" SELECT * {}", true },
        { "define input:default-graph-uri <http://a> ASK {}", true },
        { "", false },
        { "  # SELECT\n", false },
        { "SELECTED *", false },
        { "?SELECT", false },
        { "INSERT DATA { <a> <b> <c> }", false },
        { "PREFIX a: <b> DELETE WHERE { ?s ?p ?o }", false },
        { "WITH <g> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }", false },
        { "CLEAR GRAPH <g>", false },
        { "LOAD <http://a>", false },
        { "{ SELECT * {} }", false },
        { "PREFIX a: <b", false },
        { "\xe5\xb8\x82", false },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        expect(rows[i].text, sparql_is_query(rows[i].text) == rows[i].is, "wrong answer");
}

TEST(limits)
{
    static const struct {
        const char *text;
        double limit;
    } rows[] = {
        { "SELECT * { ?s ?p ?o }", INFINITY },
        { "SELECT * { ?s ?p ?o } LIMIT 10", 10 },
        { "SELECT * { ?s ?p ?o }limit 10", 10 },
        { "SELECT * { ?s ?p ?o } LIMIT\n#twenty\n20 OFFSET 5", 20 },
        { "SELECT * { ?s ?p ?o } OFFSET 5 LIMIT 0", 0 },
        { "SELECT * { { SELECT * { ?s ?p ?o } LIMIT 10 } }", INFINITY },
        { "SELECT * { { SELECT * { ?s ?p ?o } LIMIT 10 } } LIMIT 20", 20 },
        { "SELECT * { ?s ?p ?o } # LIMIT 10", INFINITY },
        { "SELECT * { ?s ?p \"} LIMIT 10\" }", INFINITY },
        { "SELECT * { ?s ?p '''}' LIMIT 10''' } LIMIT 7", 7 },
        { "SELECT * { ?s ?p \"\\\"}\" } LIMIT 7", 7 },
        { "SELECT * { ?s ?p \"\" } LIMIT 7", 7 },
        { "SELECT * { ?s <http://a/#LIMIT> ?o } LIMIT 7", 7 },
        { "SELECT * { ?s ?p ?o FILTER(?o < 5) FILTER(?o > 3) } LIMIT 7", 7 },
        { "SELECT * { ?s a:it\\'s ?o } LIMIT 7", 7 },
        { "SELECT (?limit AS ?x) { ?s ?p ?limit } ORDER BY ?limit", INFINITY },
        { "SELECT * {} LIMIT ?n", INFINITY },
        { "SELECT * {} LIMIT 99999999999999999999999999", INFINITY },
        { "SELECT * {} } } LIMIT 3", 3 },
        { "SELECT * {} LIMIT", INFINITY },
        { "SELECT * { ?s ?p \"no end\n } LIMIT 4", 4 },
        { "'", INFINITY },
        { "\"\\", INFINITY },
        { "<", INFINITY },
        { "a\\", INFINITY },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        expect_number(rows[i].text, sparql_limit(rows[i].text), rows[i].limit);
}

TEST(names_of_graphs)
{
    static const struct {
        const char *text;
        bool is;
    } rows[] = {
        { "http://data.city.example/graph/facilities", true },
        { "urn:graph:1", true },
        { "http://data.city.example/\xe6\x96\xbd\xe8\xa8\xad", true },
        { "tag:city.example,2026:x?y#z", true },
        { "", false },
        { "graph", false },
        { ":graph", false },
        { "1a:b", false },
        { "a b:c", false },
        { "http://a/ b", false },
        { "http://a> { ?s ?p ?o } } #", false },
        { "http://a/<b", false },
        { "http://a/\"", false },
        { "http://a/{", false },
        { "http://a/\\u003e", false },
        { "http://a/`", false },
        { "http://a/\n", false },
        { "http://a/\x7f", false },
        { "http://a/\xff", false },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        expect(rows[i].text, sparql_is_iri(rows[i].text) == rows[i].is, "wrong answer");
}

struct answer {
    const char *name, *text;
    enum json_fault fault;
    bool known, is_ask, yes;
    size_t rows;
    const char *first;
    double number;
    const char *nonce;
};

static void expect_answer(const struct answer *row)
{
    struct sparql_results got;
    sparql_results_read(arena, row->text, strlen(row->text), &got);
    expect_int(row->name, got.fault, row->fault);
    expect(row->name, got.known == row->known, "known is wrong");
    expect(row->name, got.is_ask == row->is_ask, "is_ask is wrong");
    expect(row->name, got.yes == row->yes, "yes is wrong");
    expect_int(row->name, (long)got.rows, (long)row->rows);
    expect_text(row->name, got.first, row->first);
    expect_number(row->name, got.number, row->number);
    expect_text(row->name, got.nonce, row->nonce);
}

#define HEAD(vars) "\n{ \"head\": { \"link\": [], \"vars\": [" vars "] },\n  \"results\": { "
#define ROWS(vars, rows) \
    HEAD(vars) "\"distinct\": false, \"ordered\": true, \"bindings\": [\n" rows " ] } }"
#define INTEGER(name, digits) \
    "\"" name "\": { \"type\": \"typed-literal\", " \
    "\"datatype\": \"http://www.w3.org/2001/XMLSchema#integer\", \"value\": \"" digits "\" }"

static const struct answer recorded[] = {
    { "standard yes", "{\"head\":{},\"boolean\":true}", JSON_GOOD, true, true, true, 1, "true", 1,
      NULL },
    { "standard no", "{\"boolean\":false,\"head\":{\"link\":[]}}", JSON_GOOD, true, true, false, 0,
      "false", 0, NULL },
    { "Virtuoso 7 yes", ROWS("\"__ASK_RETVAL\"", "{ " INTEGER("__ASK_RETVAL", "1") "}"), JSON_GOOD,
      true, true, true, 1, "true", 1, NULL },
    { "Virtuoso 7 no", ROWS("\"__ASK_RETVAL\"", ""), JSON_GOOD, true, true, false, 0, "false", 0,
      NULL },
    { "count and nonce",
      ROWS("\"n\", \"nonce\"", "{ " INTEGER("n", "10000") "\t, \"nonce\": { \"type\": "
                                                          "\"literal\", \"value\": \"n123\" }}"),
      JSON_GOOD, true, false, false, 1, "10000", 10000, "n123" },
    { "typed literal of the standard",
      "{\"head\":{\"vars\":[\"n\"]},\"results\":{\"bindings\":[{\"n\":{\"type\":\"literal\","
      "\"datatype\":\"http://www.w3.org/2001/XMLSchema#double\",\"value\":\"1.5e3\"}}]}}",
      JSON_GOOD, true, false, false, 1, "1.5e3", 1500, NULL },
    { "Japanese",
      ROWS("\"l\"", "{ \"l\": { \"type\": \"literal\", \"xml:lang\": \"ja\", \"value\": "
                    "\"\\u65BD\\u8A2D1\" }}"),
      JSON_GOOD, true, false, false, 1,
      "\xe6\x96\xbd\xe8\xa8\xad"
      "1",
      NAN, NULL },
    { "first column not bound",
      ROWS("\"x\", \"s\"",
           "{ \"s\": { \"type\": \"uri\", \"value\": \"http://a\" }}, { " INTEGER("x", "1") "}"),
      JSON_GOOD, true, false, false, 2, NULL, NAN, NULL },
    { "nothing bound", ROWS("\"top\"", " {}"), JSON_GOOD, true, false, false, 1, NULL, NAN, NULL },
    { "no row", ROWS("\"s\"", ""), JSON_GOOD, true, false, false, 0, NULL, NAN, NULL },
    { "number without quotes",
      ROWS("\"s\"", "{ \"s\": { \"type\" : \"typed-literal\", \"value\" : 3.5 }}"), JSON_GOOD, true,
      false, false, 1, "3.5", 3.5, NULL },
    { "true", ROWS("\"b\"", "{ \"b\": { \"type\": \"literal\", \"value\": \"true\" }}"), JSON_GOOD,
      true, false, true, 1, "true", NAN, NULL },
    { "beyond 2^63", ROWS("\"n\"", "{ " INTEGER("n", "99999999999999999999") "}"), JSON_GOOD, true,
      false, false, 1, "99999999999999999999", 1e20, NULL },
    { "brackets and quotes in texts",
      ROWS("\"a\"", "{ \"a\": { \"value\": \"]}\\\"]}\\\\\" }}, { \"a\": { \"value\": "
                    "\"{\\\"\" }}, {}"),
      JSON_GOOD, true, false, false, 3, "]}\"]}\\", NAN, NULL },
    { "head behind the rows",
      "{\"results\":{\"bindings\":[{\"a\":{\"value\":\"1\"}},{}],\"distinct\":[{},{}]},"
      "\"head\":{\"vars\":[\"a\"]}}",
      JSON_GOOD, true, false, true, 2, "1", 1, NULL },
    { "no head", "{\"results\":{\"bindings\":[{},{}]}}", JSON_GOOD, true, false, false, 2, NULL,
      NAN, NULL },
    { "name with an escape", "{\"results\":{\"\\u0062indings\":[{},{}]}}", JSON_GOOD, true, false,
      false, 2, NULL, NAN, NULL },
    { "rows that are none", "{\"results\":{\"bindings\":[1,2]}}", JSON_GOOD, false, false, false, 0,
      NULL, NAN, NULL },
    { "no list", "{\"results\":{\"bindings\":{}}}", JSON_GOOD, false, false, false, 0, NULL, NAN,
      NULL },
    { "another document", "{\"status\":\"OK\"}", JSON_GOOD, false, false, false, 0, NULL, NAN,
      NULL },
    { "a list", "[]", JSON_GOOD, false, false, false, 0, NULL, NAN, NULL },
    { "cut", "{\"head\":{\"vars\":[\"n\"]},\"results\":{\"bindings\":[{\"n\"", JSON_CUT, false,
      false, false, 0, NULL, NAN, NULL },
    { "Oxigraph broken off",
      "{\"head\":{\"vars\":[\"n\"]},\"results\":{\"bindings\":[The SPARQL operation has been "
      "cancelled",
      JSON_BROKEN, false, false, false, 0, NULL, NAN, NULL },
    { "empty", "", JSON_EMPTY, false, false, false, 0, NULL, NAN, NULL },
    { "XML", "<?xml version=\"1.0\"?><sparql/>", JSON_BROKEN, false, false, false, 0, NULL, NAN,
      NULL },
};

TEST(answers)
{
    for (size_t i = 0; i < COUNT_OF(recorded); i++)
        expect_answer(&recorded[i]);
}

/* More values than would be read of any other document. */
TEST(many_rows)
{
    struct buffer text = { .arena = arena };
    buffer_put(&text, "{\"head\":{\"vars\":[\"s\"]},\"results\":{\"bindings\":[");
    for (int i = 0; i < 60000; i++)
        buffer_printf(&text, "%s\n{\"s\":{\"type\":\"uri\",\"value\":\"http://a/%d\"}}",
                      i > 0 ? "," : "", i);
    buffer_put(&text, "]}}");
    struct answer row = { "60000 rows", text.text, JSON_GOOD,    true, false,
                          false,        60000,     "http://a/0", NAN,  NULL };
    expect_answer(&row);
}

TEST(too_deep)
{
    const char *text = arena_printf(arena, "{\"results\":{\"bindings\":[%s%s]}}",
                                    repeated('[', 100000), repeated(']', 100000));
    struct answer row = { "deep", text, JSON_TOO_DEEP, false, false, false, 0, NULL, NAN, NULL };
    expect_answer(&row);
}

int main(void)
{
    struct CMUnitTest tests[] = {
        cmocka_unit_test(questions), cmocka_unit_test(limits),    cmocka_unit_test(names_of_graphs),
        cmocka_unit_test(answers),   cmocka_unit_test(many_rows), cmocka_unit_test(too_deep),
    };
    return RUN(tests);
}
