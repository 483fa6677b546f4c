/* SPDX-License-Identifier: BSD-2-Clause */
#include "virtuoso/virtuoso_error.h"

#include "unit/check.h"

TEST(errors_are_taken_apart)
{
    static const struct {
        const char *body, *sqlstate, *code, *text;
    } rows[] = {
        { "Virtuoso S1T00 Error SR171: Transaction timed out\n\nSPARQL query:\nASK {}", "S1T00",
          "SR171", "Transaction timed out" },
        { "Virtuoso 42000 Error SR186:SECURITY: No permission to execute procedure", "42000",
          "SR186", "SECURITY: No permission to execute procedure" },
        { "Virtuoso 42000 Error The estimated execution time 5 (sec) exceeds the limit of 1 (sec).",
          "42000", "", "The estimated execution time 5 (sec) exceeds the limit of 1 (sec)." },
        { "\r\n Virtuoso 22012 Error SR084: Division by 0.\r\nmore", "22012", "SR084",
          "Division by 0." },
        { "Virtuoso HY008 Error ", "HY008", "", "" },
        { "Virtuoso HY008 Error SR203:", "HY008", "SR203", "" },
        { "37000 Error SP030: SPARQL compiler", "37000", "SP030", "SPARQL compiler" },
        { "Virtuoso 37000 Error: SP030", NULL, NULL, NULL },
        { "Virtuoso 3700 Error SP030: x", NULL, NULL, NULL },
        { "Virtuoso 370000 Error SP030: x", NULL, NULL, NULL },
        { "Virtuoso 37000", NULL, NULL, NULL },
        { "Virtuoso", NULL, NULL, NULL },
        { "virtuoso 37000 Error SP030: x", NULL, NULL, NULL },
        { "The Virtuoso 37000 Error SP030: x", NULL, NULL, NULL },
        { "", NULL, NULL, NULL },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct virtuoso_error error = { NULL, NULL, NULL };
        bool read = virtuoso_error_read(arena, rows[i].body, strlen(rows[i].body), &error);
        expect(rows[i].body, read == (rows[i].sqlstate != NULL), "wrong answer");
        expect_text(rows[i].body, error.sqlstate, rows[i].sqlstate);
        expect_text(rows[i].body, error.code, rows[i].code);
        expect_text(rows[i].body, error.text, rows[i].text);
    }
}

TEST(a_long_line_is_cut)
{
    struct virtuoso_error error;
    const char *body = arena_printf(arena, "Virtuoso 37000 Error SP030: %s", repeated('x', 10000));
    assert_true(virtuoso_error_read(arena, body, strlen(body), &error));
    expect("cut", strlen(error.text) <= 400, "it is longer");
}

TEST(causes)
{
    static const struct {
        const char *first_line;
        enum virtuoso_cause cause;
    } rows[] = {
        { "37000 Error SP030: SPARQL compiler, line 1: syntax error", VIRTUOSO_INVALID },
        { "22023 Error The request does not contain text of SPARQL query", VIRTUOSO_INVALID },
        { "22012 Error SR084: Division by 0.", VIRTUOSO_INVALID },
        { "42001 Error SR185: Undefined procedure", VIRTUOSO_INVALID },
        { "S0022 Error SQ200: No column X.", VIRTUOSO_INVALID },
        { "42000 Error The estimated execution time 5 (sec) exceeds the limit of 1 (sec).",
          VIRTUOSO_COSTLY },
        { "40001 Error SR172: Transaction deadlocked", VIRTUOSO_BUSY },
        { "40001 Error SR999: something new", VIRTUOSO_BUSY },
        { "42000 Error HTLIM: too many", VIRTUOSO_BUSY },
        { "42000 Error SR483: Stack Overflow", VIRTUOSO_BUSY },
        { "HY013 Error SR491: Too many open statements", VIRTUOSO_BUSY },
        { "40001 Error SR214: Out of server threads", VIRTUOSO_NO_THREADS },
        { "40001 Error SR325: Transaction aborted due to a database checkpoint",
          VIRTUOSO_CHECKPOINT },
        { "40003 Error SR173: Transaction out of disk", VIRTUOSO_DISK_FULL },
        { "40004 Error SR174: Log out of disk", VIRTUOSO_DISK_FULL },
        { "40005 Error SR325: Transaction log image too large", VIRTUOSO_LOG_TOO_LARGE },
        { "40006 Error SR337: Out of memory", VIRTUOSO_NO_MEMORY },
        { "HY008 Error SR203: Async statement killed", VIRTUOSO_CANCELLED },
        { "42000 Error D1CTX: too many triples", VIRTUOSO_PARTIAL },
        { "D1CTX Error too many triples", VIRTUOSO_PARTIAL },
        { "S1T00 Error SR171: Transaction timed out", VIRTUOSO_TIMEOUT },
        { "S1TAT Error Returning incomplete results", VIRTUOSO_TIMEOUT },
        { "42000 Error SR186:SECURITY: No permission", VIRTUOSO_FORBIDDEN },
        { "42000 Error SR186: No permission", VIRTUOSO_FORBIDDEN },
        { "42000 Error SQ070:SECURITY: Must have select privileges", VIRTUOSO_FORBIDDEN },
        { "42000 Error SR008: something else", VIRTUOSO_OTHER },
        { "XX000 Error whatever", VIRTUOSO_OTHER },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct virtuoso_error error;
        const char *body = arena_printf(arena, "Virtuoso %s\n", rows[i].first_line);
        if (expect(body, virtuoso_error_read(arena, body, strlen(body), &error), "it is none"))
            expect_int(body, virtuoso_error_cause(&error), rows[i].cause);
    }
}

int main(void)
{
    struct CMUnitTest tests[] = {
        cmocka_unit_test(errors_are_taken_apart),
        cmocka_unit_test(a_long_line_is_cut),
        cmocka_unit_test(causes),
    };
    return RUN(tests);
}
