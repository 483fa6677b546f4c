/* SPDX-License-Identifier: BSD-2-Clause */
/* What is read from answers of Solr: most of them are those of the cases, as 3.6.2 and 9.8.1 gave
 * them. */
#include "solr/solr.h"

#include "base/buffer.h"
#include "unit/check.h"
#include "base/file.h"

static const char *recorded(const char *name, size_t *length)
{
    char *bytes;
    const char *path = source_path(arena_printf(arena, "tests/cases/solr/%s", name));
    if (file_read(arena, path, 1 << 20, &bytes, length) != 0)
        fail_msg("%s cannot be read", path);
    return bytes;
}

static const struct json *read_text(const char *row, const char *text)
{
    const struct json *answer;
    expect_int(row, solr_read(arena, text, strlen(text), &answer), JSON_GOOD);
    return answer;
}

static const struct json *read_recorded(const char *name)
{
    size_t length;
    const struct json *answer;
    const char *bytes = recorded(name, &length);
    expect_int(name, solr_read(arena, bytes, length, &answer), JSON_GOOD);
    return answer;
}

TEST(cores)
{
    static const struct {
        const char *file, *name, *failed;
        size_t count, failures;
        double documents;
        bool committed, files_lost;
    } rows[] = {
        { "3.6/cores.json", "", NULL, 1, 0, 30, true, false },
        { "3.6/cores.xml", "", NULL, 1, 0, 30, true, false },
        { "3.6/two.cores.json", "second", NULL, 2, 0, 0, true, false },
        { "3.6/broken.cores.json", "", NULL, 1, 0, 30, true, false },
        { "3.6/lost.cores.json", "", NULL, 1, 0, 0, true, false },
        { "3.6/noconf.cores.json", NULL, NULL, 0, 0, NAN, false, false },
        { "9/cores.json", "ckan", NULL, 1, 0, 30, true, false },
        { "9/lost.cores.json", "ckan", NULL, 1, 0, 0, false, false },
        { "9/running.cores.json", "ckan", NULL, 1, 0, 30, true, true },
        { "9/schema.cores.json", NULL, "nonesuch", 0, 1, NAN, false, false },
        { "9/class.cores.json", NULL, "solr.NoSuchHandler", 0, 1, NAN, false, false },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const struct json *answer = read_recorded(rows[i].file);
        struct solr_cores found;
        expect(rows[i].file, solr_cores_read(arena, answer, &found), "is no list of cores");
        expect_int(rows[i].file, (long)found.count, (long)rows[i].count);
        expect_int(rows[i].file, (long)found.nfailures, (long)rows[i].failures);
        if (rows[i].failed != NULL && found.nfailures > 0) {
            expect_text(rows[i].file, found.failures[0].core, "ckan");
            expect_has(rows[i].file, found.failures[0].text, rows[i].failed);
        }
        const struct solr_core *core = rows[i].name != NULL ? solr_core_named(&found, rows[i].name)
                                                            : NULL;
        if (rows[i].name != NULL && expect(rows[i].file, core != NULL, "lacks the core")) {
            expect_number(rows[i].file, core->documents, rows[i].documents);
            expect(rows[i].file, !isnan(core->committed) == rows[i].committed, "wrong commit");
            expect(rows[i].file, core->started > 1.79e9, "no start");
            expect(rows[i].file, core->files_lost == rows[i].files_lost, "wrong about its files");
        }
    }
}

TEST(odd_cores)
{
    static const struct {
        const char *text;
        bool good;
        size_t count, failures;
    } rows[] = {
        { "{\"status\":{\"ckan\":{}}}", true, 0, 0 }, /* asked for by name, and not there */
        { "{\"status\":{\"a\":{\"name\":\"a\",\"isLoaded\":\"false\"}}}", true, 1, 0 },
        { "{\"status\":[\"a\",{\"name\":\"a\"},\"b\",{\"name\":\"b\"}]}", true, 2, 0 },
        { "{\"status\":[\"a\",{\"name\":\"a\"},\"b\"]}", true, 1, 0 },
        { "{\"status\":[7,{\"name\":\"a\"}]}", true, 0, 0 },
        { "{\"status\":{},\"initFailures\":[\"a\",\"why\",\"b\",null]}", true, 0, 2 },
        { "{\"status\":{},\"initFailures\":7}", true, 0, 0 },
        { "{\"status\":\"OK\"}", false, 0, 0 }, /* a ping */
        { "{\"status\":null}", false, 0, 0 },
        { "{}", false, 0, 0 },
        { "[]", false, 0, 0 },
        { "7", false, 0, 0 },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const struct json *answer = read_text(rows[i].text, rows[i].text);
        struct solr_cores found;
        expect(rows[i].text, solr_cores_read(arena, answer, &found) == rows[i].good, "wrong");
        expect_int(rows[i].text, (long)found.count, (long)rows[i].count);
        expect_int(rows[i].text, (long)found.nfailures, (long)rows[i].failures);
    }
}

TEST(more_cores_than_anybody_has)
{
    struct buffer text = { .arena = arena };
    for (size_t i = 0; i < 2000; i++)
        buffer_printf(&text, "%s\"%zu\":{\"name\":\"%zu\"}", i == 0 ? "{\"status\":{" : ",", i, i);
    buffer_put(&text, "}}");
    const struct json *answer = read_text("many", text.text);
    struct solr_cores found;
    expect("many", solr_cores_read(arena, answer, &found), "is no list of cores");
    expect("many", found.count == 500 && found.nfailures == 0, "were not cut");
}

/* An index that is searched while a newer commit waits lacks its list of parts, and nothing else.
 */
TEST(a_newer_commit_is_no_loss)
{
    static const struct {
        const char *index;
        bool lost;
    } rows[] = {
        { "\"numDocs\":30,\"segmentsFileSizeInBytes\":-1,\"sizeInBytes\":0", true },
        { "\"numDocs\":30,\"segmentsFileSizeInBytes\":-1,\"sizeInBytes\":89977", false },
        { "\"numDocs\":30,\"segmentsFileSizeInBytes\":305,\"sizeInBytes\":89977", false },
        { "\"numDocs\":0,\"segmentsFileSizeInBytes\":-1,\"sizeInBytes\":0", false },
        { "\"numDocs\":30,\"sizeInBytes\":0", false },
        { "\"numDocs\":30", false },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const struct json *answer =
            read_text(rows[i].index,
                      arena_printf(arena, "{\"status\":{\"a\":{\"index\":{%s}}}}", rows[i].index));
        struct solr_cores found;
        solr_cores_read(arena, answer, &found);
        expect(rows[i].index, found.count == 1 && found.cores[0].files_lost == rows[i].lost,
               "wrong about the files");
    }
}

TEST(documents)
{
    static const struct {
        const char *file;
        double found;
        const char *value;
        bool row;
    } rows[] = {
        { "3.6/count.json", 30, NULL, false },
        { "3.6/count.xml", 30, NULL, false },
        { "3.6/newest.json", 30, "2026-11-21T16:52:28.911Z", true },
        { "3.6/newest.xml", 30, "2026-11-21T16:52:28.911Z", true },
        { "3.6/row.json", 30, "2026-11-21T16:52:28.911Z", true },
        { "3.6/lost.count.json", 0, NULL, false },
        { "9/count.json", 30, NULL, false },
        { "9/newest.json", 30, "2026-11-21T16:53:33.926Z", true },
        { "9/lost.count.json", 0, NULL, false },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const struct json *answer = read_recorded(rows[i].file);
        struct solr_rows found;
        expect(rows[i].file, solr_rows_read(arena, answer, "indexed_ts", &found), "is no result");
        expect(rows[i].file, solr_echoes(arena, answer, "@NONCE@"), "does not repeat the word");
        expect(rows[i].file, !solr_echoes(arena, answer, "@NONCE"), "repeats any word");
        expect_number(rows[i].file, found.found, rows[i].found);
        expect(rows[i].file, found.row == rows[i].row, "wrong about the row");
        expect_text(rows[i].file, found.value, rows[i].value);
    }
}

TEST(odd_results)
{
    static const struct {
        const char *text;
        bool good;
        const char *value;
    } rows[] = {
        { "{\"response\":{\"numFound\":1,\"docs\":[{\"f\":[\"a\",\"b\"]}]}}", true, "a" },
        { "{\"response\":{\"numFound\":1,\"docs\":[{\"f\":[]}]}}", true, NULL },
        { "{\"response\":{\"numFound\":1,\"docs\":[{\"f\":7}]}}", true, NULL },
        { "{\"response\":{\"numFound\":1,\"docs\":[{}]}}", true, NULL },
        { "{\"response\":{\"numFound\":1,\"docs\":[null]}}", true, NULL },
        { "{\"response\":{\"numFound\":-1,\"docs\":[]}}", false, NULL },
        { "{\"response\":{\"numFound\":\"many\",\"docs\":[]}}", false, NULL },
        { "{\"response\":{\"docs\":[]}}", false, NULL },
        { "{\"response\":{\"numFound\":1}}", false, NULL },
        { "{\"responseHeader\":{\"status\":0},\"status\":\"OK\"}", false, NULL },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const struct json *answer = read_text(rows[i].text, rows[i].text);
        struct solr_rows found;
        expect(rows[i].text, solr_rows_read(arena, answer, "f", &found) == rows[i].good, "wrong");
        expect_text(rows[i].text, found.value, rows[i].value);
        expect(rows[i].text, !solr_echoes(arena, answer, "n"), "repeats a word");
    }
}

TEST(parameters_in_both_forms)
{
    static const struct {
        const char *text;
        bool echoes;
    } rows[] = {
        { "{\"responseHeader\":{\"params\":{\"q\":\"*:*\",\"nonce\":\"n1\"}}}", true },
        { "{\"responseHeader\":{\"params\":[\"q\",\"*:*\",\"nonce\",\"n1\"]}}", true },
        { "{\"responseHeader\":{\"params\":{\"q\":\"nonce\",\"nonce\":\"n2\"}}}", false },
        { "{\"responseHeader\":{\"params\":{\"q\":\"n1\"}}}", false },
        { "{\"responseHeader\":{\"params\":{\"nonce\":7}}}", false },
        { "{\"responseHeader\":{\"params\":[\"nonce\"]}}", false },
        { "{\"nonce\":\"n1\"}", false },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const struct json *answer = read_text(rows[i].text, rows[i].text);
        expect(rows[i].text, solr_echoes(arena, answer, "n1") == rows[i].echoes, "wrong");
    }
}

TEST(statistics)
{
    static const struct {
        const char *file;
        double pending, update_errors, open_errors, timeouts;
        bool caches;
    } rows[] = {
        { "3.6/mbeans.json", 0, 0, 0, 0, true },
        { "3.6/mbeans-flat.json", 0, 0, 0, 0, true },
        { "3.6/mbeans.xml", 0, 0, 0, 0, true },
        { "3.6/locked.mbeans.json", 0, 1, 1, 0, true },
        { "9/mbeans.json", 0, 0, NAN, 0, false }, /* this one has no caches */
        { "9/full.mbeans.json", 0, 1, NAN, 0, false },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const struct json *answer = read_recorded(rows[i].file);
        struct solr_statistics found;
        expect(rows[i].file, solr_statistics_read(arena, answer, &found), "are no statistics");
        expect_number(rows[i].file, found.pending, rows[i].pending);
        expect_number(rows[i].file, found.update_errors, rows[i].update_errors);
        expect_number(rows[i].file, found.open_errors, rows[i].open_errors);
        expect_number(rows[i].file, found.timeouts, rows[i].timeouts);
        expect(rows[i].file, (found.lookups >= 0 && found.hits >= 0) == rows[i].caches,
               "wrong about the caches");
    }
}

#define BEAN(category, name, stats) \
    "{\"solr-mbeans\":{\"" category "\":{\"" name "\":{\"stats\":{" stats "}}}}}"

TEST(names_of_statistics)
{
    static const struct {
        const char *text;
        double pending, errors, timeouts, lookups;
    } rows[] = {
        { BEAN("UPDATEHANDLER", "updateHandler", "\"docsPending\":5"), 5, NAN, NAN, NAN },
        { BEAN("UPDATE", "updateHandler", "\"UPDATE.updateHandler.docsPending\":5"), 5, NAN, NAN,
          NAN },
        { BEAN("UPDATE", "updateHandler", "\"UPDATE.otherHandler.docsPending\":5"), NAN, NAN, NAN,
          NAN },
        { BEAN("UPDATE", "updateHandler", "\"xdocsPending\":5"), NAN, NAN, NAN, NAN },
        { BEAN("UPDATE", "updateHandler", "\"docsPending\":\"5\""), 5, NAN, NAN, NAN },
        { BEAN("UPDATE", "updateHandler", "\"docsPending\":\"NaN\""), NAN, NAN, NAN, NAN },
        /* Solr 9 also counts parts of a search in other cores. */
        { BEAN("QUERY", "/select",
               "\"QUERY./select[shard].timeouts.count\":7,\"QUERY./select.timeouts.count\":2"),
          NAN, NAN, 2, NAN },
        { BEAN("QUERYHANDLER", "/select", "\"errors\":9,\"timeouts\":3"), NAN, NAN, 3, NAN },
        { BEAN("UPDATE", "/update/json", "\"UPDATE./update/json.serverErrors.count\":4"), NAN, 4,
          NAN, NAN },
        /* What clients did wrong is in the errors of 3.6's handler. */
        { BEAN("QUERYHANDLER", "/update", "\"errors\":9"), NAN, NAN, NAN, NAN },
        { BEAN("CACHE", "filterCache", "\"CACHE.searcher.filterCache.cumulative_lookups\":12"), NAN,
          NAN, NAN, 12 },
        { BEAN("CACHE", "fieldCache", "\"cumulative_lookups\":12"), NAN, NAN, NAN, NAN },
        { "{\"solr-mbeans\":[\"CACHE\",{\"filterCache\":{\"stats\":[\"cumulative_lookups\",3]}},"
          "\"CORE\",{},\"CACHE\",{\"documentCache\":{\"stats\":{\"cumulative_lookups\":4}}}]}",
          NAN, NAN, NAN, 7 },
        { "{\"solr-mbeans\":[\"CACHE\"]}", NAN, NAN, NAN, NAN },
        { "{\"solr-mbeans\":{\"CACHE\":{\"filterCache\":null}}}", NAN, NAN, NAN, NAN },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const struct json *answer = read_text(rows[i].text, rows[i].text);
        struct solr_statistics found;
        expect(rows[i].text, solr_statistics_read(arena, answer, &found), "are no statistics");
        expect_number(rows[i].text, found.pending, rows[i].pending);
        expect_number(rows[i].text, found.update_errors, rows[i].errors);
        expect_number(rows[i].text, found.timeouts, rows[i].timeouts);
        expect_number(rows[i].text, found.lookups, rows[i].lookups);
    }
    const struct json *answer = read_text("metrics", "{\"metrics\":{}}");
    struct solr_statistics found;
    expect("metrics", !solr_statistics_read(arena, answer, &found), "are statistics");
}

TEST(systems)
{
    static const struct {
        const char *file, *version;
        double used, max;
    } rows[] = {
        { "3.6/system.json", "3.6.2", 12.1 * 0x1p20, 256 * 0x1p20 },
        { "3.6/system.xml", "3.6.2", NAN, 256 * 0x1p20 },
        { "9/system.json", "9.8.1", 40859136, 268435456 },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const struct json *answer = read_recorded(rows[i].file);
        struct solr_system found;
        expect(rows[i].file, solr_system_read(arena, answer, &found), "is no system");
        expect_text(rows[i].file, found.version, rows[i].version);
        expect_number(rows[i].file, found.heap_max, rows[i].max);
        if (!isnan(rows[i].used))
            expect_number(rows[i].file, found.heap_used, rows[i].used);
        expect(rows[i].file, found.heap_used > 0 && found.heap_used < found.heap_max, "no heap");
    }
}

TEST(versions)
{
    static const struct {
        const char *text, *version;
    } rows[] = {
        { "3.6.2.2012.12.18.19.53.19", "3.6.2" },
        { "9.8.1", "9.8.1" },
        { "10.0", "10.0" },
        { "10", "10" },
        { "4.0.0-BETA", "4.0.0" },
        { "9.", "9" },
        { "trunk", NULL },
        { "", NULL },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const char *text = arena_printf(arena, "{\"lucene\":{\"solr-spec-version\":\"%s\"}}",
                                        rows[i].text);
        const struct json *answer = read_text(rows[i].text, text);
        struct solr_system found;
        expect(rows[i].text, solr_system_read(arena, answer, &found) == (rows[i].version != NULL),
               "wrong");
        expect_text(rows[i].text, found.version, rows[i].version);
    }
}

TEST(sizes)
{
    static const struct {
        const char *text;
        double size;
    } rows[] = {
        { "23.9 MB (%9.3)", 23.9 * 0x1p20 },
        { "256 MB", 0x1p28 },
        { "1.5 GB", 1.5 * 0x1p30 },
        { "512 KB", 0x1p19 },
        { "1 TB", 0x1p40 },
        { "637 bytes", 637 },
        { "256", NAN },
        { "256 QB", NAN },
        { "MB", NAN },
        { "-1 MB", NAN },
        { "1.2.3 MB", NAN },
        { "99999999999999999999999999999999999999 MB", NAN },
        { "", NAN },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        expect_number(rows[i].text, solr_size(rows[i].text), rows[i].size);
}

TEST(errors)
{
    static const struct {
        const char *file;
        long status;
        enum solr_cause cause;
        const char *text;
    } rows[] = {
        { "3.6/schema.cores.html", 500, SOLR_CONFIGURATION,
          "org.apache.solr.common.SolrException: Unknown fieldtype 'nonesuch' specified on field "
          "id" },
        { "3.6/class.cores.html", 500, SOLR_CONFIGURATION,
          "org.apache.solr.common.SolrException: Error loading class 'solr.NoSuchHandler'" },
        { "3.6/running.cores.html", 500, SOLR_FILES_LOST,
          "directory '/srv/solr/data/index' does not exist" },
        { "3.6/running.luke.html", 500, SOLR_FILES_LOST,
          "directory '/srv/solr/data/index' does not exist" },
        { "3.6/damaged.newest.html", 500, SOLR_FAILED,
          "read past EOF: NIOFSIndexInput(path=\"/srv/solr/data/index/_0.fdt\")" },
        { "3.6/noconf.count.txt", 500, SOLR_NO_CORE,
          "java.lang.NullPointerException: Cannot invoke "
          "\"org.apache.solr.core.SolrCore.getRequestHandler(String)\" because \"core\" is null" },
        { "3.6/bad.html", 400, SOLR_BAD_QUERY, "sort param field can't be found: title_list" },
        { "3.6/nocore.html", 404, SOLR_NOT_FOUND, "Not Found" },
        { "3.6/disabled.ping.html", 503, SOLR_OTHER, "Service disabled" },
        { "9/schema.count.json", 500, SOLR_CORE_FAILED,
          "SolrCore 'ckan' is not available due to init failure: Could not load conf for core "
          "ckan: Can't load schema /srv/solr/ckan/conf/schema.xml: Unknown fieldType 'nonesuch' "
          "specified on field id" },
        { "9/bad.json", 400, SOLR_BAD_QUERY, "sort param field can't be found: title_list" },
        { "tomcat/schema.html", 500, SOLR_CONFIGURATION,
          "org.apache.solr.common.SolrException: Unknown fieldtype 'nonesuch' specified on field "
          "index_id" },
        { "tomcat/malformed.html", 500, SOLR_CONFIGURATION,
          "org.xml.sax.SAXParseException; systemId: solrres:/schema.xml; lineNumber: 2; "
          "columnNumber: 1; XML document structures must start and end within the same entity." },
        { "tomcat/nocore.html", 404, SOLR_NOT_FOUND,
          "The requested resource [/solr/nope/select] is not available" },
        { "3.6/count.json", 200, SOLR_FINE, NULL },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        size_t length;
        const char *page = recorded(rows[i].file, &length);
        expect_int(rows[i].file, solr_error_cause(rows[i].status, page), rows[i].cause);
        if (rows[i].text != NULL)
            expect_text(rows[i].file, solr_error_text(arena, page), rows[i].text);
    }
}

TEST(odd_errors)
{
    static const struct {
        const char *page;
        enum solr_cause cause; /* with 500 */
        const char *text;
    } rows[] = {
        { "", SOLR_CONFIGURATION, NULL },
        { " \r\n", SOLR_CONFIGURATION, NULL },
        { "{\"error\":{\"msg\":\"first\\nsecond\",\"code\":500}}", SOLR_FAILED, "first" },
        { "{\"error\":{\"trace\":\"long\"}}", SOLR_FAILED, "{\"error\":{\"trace\":\"long\"}}" },
        { "<response><lst name=\"error\"><str name=\"msg\">a &lt; b</str></lst></response>",
          SOLR_FAILED, "a \xe2\x80\xb9 b" },
        /* Tomcat 6 */
        { "<html><head><title>Apache Tomcat/6.0.35 - Error report</title></head><body><p><b>message"
          "</b> <u>no such field</u></p></body></html>",
          SOLR_FAILED, "no such field" },
        { "<html><head><title>500 Internal Server Error</title></head></html>", SOLR_FAILED,
          "500 Internal Server Error" },
        { "<html><head><title>Error 500 null</title></head><table><tr><th>MESSAGE:</th><td>null"
          "</td></tr></table></html>",
          SOLR_FAILED, "Error 500 null" },
        { "<html>", SOLR_FAILED, NULL },
        { "  java.lang.OutOfMemoryError: Java heap space\n\tat x", SOLR_FAILED,
          "java.lang.OutOfMemoryError: Java heap space" },
        /* Java before 14 does not say what was null. */
        { "java.lang.NullPointerException\n\tat "
          "org.apache.solr.servlet.SolrServlet.doGet(SolrServlet.java:92)",
          SOLR_NO_CORE, "java.lang.NullPointerException" },
        { "<html><head><title>Error 500 Severe errors in solr configuration.\n\n----------\n"
          "a.b.C\n\tat x\nCaused by: a.b.D: the reason\n</title></head></html>",
          SOLR_CONFIGURATION, "a.b.D: the reason" },
        { "<html><head><title>Error 500 Severe errors in solr configuration.\n\n----------\n"
          "a.b.C\n\tat x\n</title></head></html>",
          SOLR_CONFIGURATION, "a.b.C" },
        { "<html><head><title>Severe errors in solr configuration</title></head></html>",
          SOLR_CONFIGURATION, "Severe errors in solr configuration" },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        expect_int(rows[i].page, solr_error_cause(500, rows[i].page), rows[i].cause);
        expect_text(rows[i].page, solr_error_text(arena, rows[i].page), rows[i].text);
    }
    expect_int("403", solr_error_cause(403, ""), SOLR_OTHER);
    expect_int("502", solr_error_cause(502, "<html>"), SOLR_OTHER);
    expect_int("404 of an old Solr", solr_error_cause(404, "missing core name in path"),
               SOLR_NO_CORE);
}

TEST(xml)
{
    static const struct {
        const char *xml, *json;
    } rows[] = {
        { "<response></response>", "{}" },
        { "<response/>", "{}" },
        { "<?xml version=\"1.0\"?>\n<!-- a --><response>\n</response>\n", "{}" },
        { "<response><int name=\"a\">1</int><null name=\"b\"/><bool name=\"c\">true</bool>"
          "<bool name=\"d\">false</bool></response>",
          "{\"a\":\"1\",\"b\":null,\"c\":true,\"d\":false}" },
        { "<response><arr name=\"a\"><str>x</str><str/><lst><str name=\"b\">y</str></lst></arr>"
          "</response>",
          "{\"a\":[\"x\",\"\",{\"b\":\"y\"}]}" },
        { "<response><result name=\"r\" numFound=\"2\" start=\"0\"><doc><str name=\"f\">v</str>"
          "</doc></result></response>",
          "{\"r\":{\"numFound\":\"2\",\"start\":\"0\",\"docs\":[{\"f\":\"v\"}]}}" },
        { "<response><result name=\"r\" numFound=\"2\" start=\"0\"/></response>",
          "{\"r\":{\"numFound\":\"2\",\"start\":\"0\",\"docs\":[]}}" },
        { "<response><str name=\"a&amp;b\">&quot;&apos;&gt;&amp;amp;</str></response>",
          "{\"a&b\":\"\\\"'>&amp;\"}" },
        { "<response><str>no name</str></response>", "{\"\":\"no name\"}" },
        { "<html></html>", NULL },
        { "<lst></lst>", NULL },
        { "<response><lst name=\"a\">", NULL },
        { "<response", NULL },
        { "<response><str name=\"a\">x</str>", NULL },
        { "<response><response/></response>", NULL },
        { "", NULL },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        expect_text(rows[i].xml, solr_xml_as_json(arena, rows[i].xml, strlen(rows[i].xml)),
                    rows[i].json);
}

TEST(xml_has_an_end)
{
    const struct json *answer;
    char *deep = repeated(' ', 100000);
    for (size_t i = 0; i < 10000; i++)
        memcpy(deep + 10 * i, i == 0 ? "<response>" : "<lst     >", 10);
    expect("deep", solr_xml_as_json(arena, deep, 100000) == NULL, "was read");
    expect_int("deep", solr_read(arena, deep, 100000, &answer), JSON_BROKEN);
    char *large = repeated(' ', 2000000);
    memcpy(large, "<response/>", 11);
    expect("large", solr_xml_as_json(arena, large, 2000000) == NULL, "was read");
    expect("small", solr_xml_as_json(arena, large, 1000000) != NULL, "was not read");
}

TEST(faults)
{
    static const struct {
        const char *text;
        enum json_fault fault;
    } rows[] = {
        { "", JSON_EMPTY },      { " \n", JSON_EMPTY },          { "{", JSON_CUT },
        { "oops", JSON_BROKEN }, { " <html>", JSON_BROKEN },     { "<response/>", JSON_GOOD },
        { "{}", JSON_GOOD },     { "\n<response/>", JSON_GOOD },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const struct json *answer;
        expect_int(rows[i].text, solr_read(arena, rows[i].text, strlen(rows[i].text), &answer),
                   rows[i].fault);
    }
}

int main(void)
{
    struct CMUnitTest tests[] = {
        cmocka_unit_test(cores),
        cmocka_unit_test(odd_cores),
        cmocka_unit_test(more_cores_than_anybody_has),
        cmocka_unit_test(a_newer_commit_is_no_loss),
        cmocka_unit_test(documents),
        cmocka_unit_test(odd_results),
        cmocka_unit_test(parameters_in_both_forms),
        cmocka_unit_test(statistics),
        cmocka_unit_test(names_of_statistics),
        cmocka_unit_test(systems),
        cmocka_unit_test(versions),
        cmocka_unit_test(sizes),
        cmocka_unit_test(errors),
        cmocka_unit_test(odd_errors),
        cmocka_unit_test(xml),
        cmocka_unit_test(xml_has_an_end),
        cmocka_unit_test(faults),
    };
    return RUN(tests);
}
