/* SPDX-License-Identifier: BSD-2-Clause */
#include "unit/check.h"
#include "keep/memory.h"
#include "keep/memory_part.h"

static const char identity[] = "check_unit https://portal.example/";

static struct memory empty(void)
{
    return (struct memory){ .arena = arena,
                            .trouble = MEMORY_FIRST,
                            .folder = "/folder",
                            .file = "/folder/file",
                            .identity = identity,
                            .saved = 1795176000.25,
                            .elapsed = NAN };
}

static struct memory filled(void)
{
    struct memory memory = empty();
    memory_put(&memory, "word", "a b  c ");
    memory_put(&memory, "nothing", "");
    memory_put_number(&memory, "counter", 12345678901234.0);
    memory_put_number(&memory, "share", 0.25);
    return memory;
}

TEST(what_is_put_is_found)
{
    struct memory memory = filled();
    expect_text("word", memory_text(&memory, "word"), "a b  c ");
    expect_text("nothing", memory_text(&memory, "nothing"), "");
    expect_text("unknown", memory_text(&memory, "unknown"), NULL);
    expect_number("counter", memory_number(&memory, "counter"), 12345678901234.0);
    expect_number("share", memory_number(&memory, "share"), 0.25);
    expect_number("a word", memory_number(&memory, "word"), NAN);
    expect_number("empty", memory_number(&memory, "nothing"), NAN);
    expect_number("unknown", memory_number(&memory, "unknown"), NAN);
    memory_put(&memory, "word", "again\nand\nagain");
    expect_text("put again", memory_text(&memory, "word"), "again and again");
    expect_int("count", (long)memory.count, 4);
    memory_put_number(&memory, "not a number", NAN);
    memory_put_number(&memory, "no end", INFINITY);
    expect_int("what is no number is not put", (long)memory.count, 4);
}

TEST(counters_rise_or_begin_anew)
{
    static const struct {
        const char *row, *before;
        double now, rise;
    } rows[] = {
        { "rises", "10", 12, 2 },
        { "stays", "10", 10, 0 },
        { "began again", "10", 3, NAN },
        { "not known before", NULL, 3, NAN },
        { "was no number", "ten", 12, NAN },
        { "not known now", "10", NAN, NAN },
        { "beyond 2^53", "9007199254740992", 9007199254740994, 2 },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct memory memory = empty();
        if (rows[i].before != NULL)
            memory_put(&memory, "counter", rows[i].before);
        expect_number(rows[i].row, memory_rise(&memory, "counter", rows[i].now), rows[i].rise);
    }
}

TEST(the_next_memory_is_empty_and_in_the_same_place)
{
    struct memory last = filled();
    last.trouble = MEMORY_NO_PLACE;
    struct memory next = memory_next(arena, &last, 1795176300);
    expect_int("values", (long)next.count, 0);
    expect_text("file", next.file, last.file);
    expect_text("folder", next.folder, last.folder);
    expect_text("identity", next.identity, last.identity);
    expect_int("trouble", next.trouble, MEMORY_NO_PLACE);
    expect_number("saved", next.saved, 1795176300);
    memory_put(&next, "word", "new");
    expect_text("the last one is as it was", memory_text(&last, "word"), "a b  c ");
}

TEST(a_file_reads_back_as_it_was_written)
{
    struct memory memory = filled(), again = empty();
    const char *bytes = memory_print(arena, &memory);
    expect_text("bytes", bytes,
                "city-monitoring-plugins memory 1\n"
                "check check_unit https://portal.example/\n"
                "saved 1795176000.25\n"
                "word a b  c \n"
                "nothing \n"
                "counter 12345678901234\n"
                "share 0.25\n"
                "end\n");
    again.saved = 0;
    expect("whole", memory_parse(&again, bytes, strlen(bytes)), "was refused");
    expect_int("count", (long)again.count, (long)memory.count);
    expect_number("saved", again.saved, memory.saved);
    for (size_t i = 0; i < again.count && i < memory.count; i++) {
        expect_text("key", again.items[i].key, memory.items[i].key);
        expect_text("value", again.items[i].value, memory.items[i].value);
    }
}

/* A killed run, a full disk, a power failure: whatever was cut off, it is seen. */
TEST(a_cut_file_is_refused_wherever_it_was_cut)
{
    struct memory memory = filled();
    const char *bytes = memory_print(arena, &memory);
    for (size_t length = 0; length < strlen(bytes); length++) {
        struct memory again = empty();
        expect(arena_printf(arena, "%zu bytes", length), !memory_parse(&again, bytes, length),
               "was accepted");
    }
}

TEST(what_is_no_memory_of_this_check_is_refused)
{
    static const struct {
        const char *row, *text;
    } rows[] = {
        { "empty", "" },
        { "a line end", "\n" },
        { "something else", "<html>\n" },
        { "another version", "city-monitoring-plugins memory 2\ncheck check_unit "
                             "https://portal.example/\nsaved 1\nend\n" },
        { "another check",
          "city-monitoring-plugins memory 1\ncheck check_unit https://other.example/\n"
          "saved 1\nend\n" },
        { "nobody's", "city-monitoring-plugins memory 1\nsaved 1\nend\n" },
        { "saved at no time", "city-monitoring-plugins memory 1\n"
                              "check check_unit https://portal.example/\nsaved soon\nend\n" },
        { "never saved", "city-monitoring-plugins memory 1\n"
                         "check check_unit https://portal.example/\nkey value\nend\n" },
        { "a line without a value",
          "city-monitoring-plugins memory 1\n"
          "check check_unit https://portal.example/\nsaved 1\nkey\nend\n" },
        { "a line without a key",
          "city-monitoring-plugins memory 1\n"
          "check check_unit https://portal.example/\nsaved 1\n key\nend\n" },
        { "more behind the end", "city-monitoring-plugins memory 1\n"
                                 "check check_unit https://portal.example/\nsaved 1\nend\nend\n" },
        { "no end", "city-monitoring-plugins memory 1\n"
                    "check check_unit https://portal.example/\nsaved 1\nkey value\n" },
        { "no line end at the end", "city-monitoring-plugins memory 1\n"
                                    "check check_unit https://portal.example/\nsaved 1\nend" },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct memory memory = empty();
        expect(rows[i].row, !memory_parse(&memory, rows[i].text, strlen(rows[i].text)),
               "was accepted");
    }
    static const char with_nul[] =
        "city-monitoring-plugins memory 1\n"
        "check check_unit https://portal.example/\nsaved 1\nk v\0v\nend\n";
    struct memory memory = empty();
    expect("NUL", !memory_parse(&memory, with_nul, sizeof with_nul - 1), "was accepted");
}

TEST(a_line_end_in_the_identity_does_no_harm)
{
    struct memory memory = empty(), again = empty();
    memory.identity = again.identity = "check_unit a\nsaved 9\nend\n";
    const char *bytes = memory_print(arena, &memory);
    expect("whole", memory_parse(&again, bytes, strlen(bytes)), bytes);
    expect_number("saved", again.saved, memory.saved);
}

TEST(each_check_and_account_has_a_file_of_its_own)
{
    const char *name = memory_file_name(arena, identity, 998);
    expect_text("name", name, "check_unit.998.e85ad63f17a14cf4");
    expect_has("another account", memory_file_name(arena, identity, 0), "check_unit.0.");
    expect("another URL",
           strcmp(name, memory_file_name(arena, "check_unit https://other.example/", 998)) != 0,
           "has the same name");
    expect_has_not("a path", memory_file_name(arena, "../../etc/passwd", 1), "/");
}

TEST(moments_never_lie_ahead)
{
    struct memory memory = empty();
    memory_put_number(&memory, "then", 1000);
    memory_put(&memory, "word", "then");
    expect_number("past", memory_time(&memory, "then", 1300), 1000);
    expect_number("now", memory_time(&memory, "then", 1000), 1000);
    expect_number("set back", memory_time(&memory, "then", 400), 400);
    expect_number("not known", memory_time(&memory, "other", 400), NAN);
    expect_number("no moment", memory_time(&memory, "word", 400), NAN);
}

TEST(the_time_between_two_runs)
{
    expect_number("usual", memory_elapsed(1000, 1300), 300);
    expect_number("at once", memory_elapsed(1000, 1000), 0.001);
    expect_number("set back", memory_elapsed(1000, 999.9), NAN);
}

TEST(what_is_lost_is_said_once_and_changes_no_state)
{
    static const struct {
        enum memory_trouble trouble;
        const char *says;
    } rows[] = {
        { MEMORY_KNOWN, NULL },
        { MEMORY_FIRST, NULL },
        { MEMORY_NO_PLACE, "--state-dir: /folder" },
        { MEMORY_FOREIGN, "another account" },
        { MEMORY_BROKEN, "damaged" },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const char *row = arena_printf(arena, "trouble %d", rows[i].trouble);
        struct report report = report_start(arena);
        struct memory memory = empty();
        memory.trouble = rows[i].trouble;
        memory_report(&report, &memory);
        expect_int(row, (long)report.nfindings, rows[i].says != NULL ? 1 : 0);
        if (report.nfindings == 0)
            continue;
        expect_int(row, report.findings[0].state, OK);
        expect_text(row, report.findings[0].row->code, "memory-lost");
        expect_has(row, report.findings[0].text, rows[i].says);
    }
}

int main(void)
{
    struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_put_is_found),
        cmocka_unit_test(counters_rise_or_begin_anew),
        cmocka_unit_test(the_next_memory_is_empty_and_in_the_same_place),
        cmocka_unit_test(a_file_reads_back_as_it_was_written),
        cmocka_unit_test(a_cut_file_is_refused_wherever_it_was_cut),
        cmocka_unit_test(what_is_no_memory_of_this_check_is_refused),
        cmocka_unit_test(a_line_end_in_the_identity_does_no_harm),
        cmocka_unit_test(each_check_and_account_has_a_file_of_its_own),
        cmocka_unit_test(moments_never_lie_ahead),
        cmocka_unit_test(the_time_between_two_runs),
        cmocka_unit_test(what_is_lost_is_said_once_and_changes_no_state),
    };
    return RUN(tests);
}
