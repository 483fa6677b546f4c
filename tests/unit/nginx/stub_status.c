/* SPDX-License-Identifier: BSD-2-Clause */
#include "nginx/stub_status.h"

#include "unit/check.h"

/* As nginx 1.18 and 1.22 print it. */
static const char page[] = "Active connections: 291 \n"
                           "server accepts handled requests\n"
                           " 16630948 16630947 31070465 \n"
                           "Reading: 6 Writing: 179 Waiting: 106 \n";

TEST(the_page)
{
    struct stub_status status;
    assert_int_equal(stub_status_read(page, sizeof page - 1, &status), STUB_STATUS_GOOD);
    expect_number("active", status.active, 291);
    expect_number("accepts", status.accepts, 16630948);
    expect_number("handled", status.handled, 16630947);
    expect_number("requests", status.requests, 31070465);
    expect_number("reading", status.reading, 6);
    expect_number("writing", status.writing, 179);
    expect_number("waiting", status.waiting, 106);
}

TEST(where_it_is_cut)
{
    /* A number that is cut is a number, and what is behind the last one may be missing. */
    size_t enough = strlen(page) - strlen("06 \n");
    for (size_t length = 0; length < strlen(page); length++) {
        struct stub_status status = { .active = -1 };
        enum stub_status_fault fault = stub_status_read(page, length, &status);
        const char *row = arena_printf(arena, "%zu bytes", length);
        expect_int(row, fault, length < enough ? STUB_STATUS_CUT : STUB_STATUS_GOOD);
        expect(row, (status.active < 0) == (length < enough), "the counters are wrong");
    }
}

TEST(other_pages)
{
    static const struct {
        const char *text;
        enum stub_status_fault fault;
    } rows[] = {
        { "", STUB_STATUS_CUT },
        { "<html>", STUB_STATUS_OTHER },
        { "{\"connections\":{\"active\":1}}", STUB_STATUS_OTHER },
        { "Total Accesses: 3\nActive connections: 1\n", STUB_STATUS_OTHER },
        { "Active connections: 1\r\nserver accepts handled requests\r\n 1 1 1\r\n"
          "Reading: 0 Writing: 1 Waiting: 0\r\n",
          STUB_STATUS_GOOD },
        { "Active connections: x\nserver accepts handled requests\n 1 1 1\n"
          "Reading: 0 Writing: 1 Waiting: 0\n",
          STUB_STATUS_OTHER },
        { "Active connections: -1\nserver accepts handled requests\n 1 1 1\n"
          "Reading: 0 Writing: 1 Waiting: 0\n",
          STUB_STATUS_OTHER },
        /* Tengine */
        { "Active connections: 1 \nserver accepts handled requests request_time\n 1 1 1 20\n"
          "Reading: 0 Writing: 1 Waiting: 0 \n",
          STUB_STATUS_OTHER },
        { "Active connections: 1 \nserver accepts handled requests\n 1 1\n"
          "Reading: 0 Writing: 1 Waiting: 0 \n",
          STUB_STATUS_OTHER },
        { "Active connections: 1 \nserver accepts handled requests\n 1 1 1 \n"
          "Reading: 0 Writing: 1 Waiting: 0 \nmore\n",
          STUB_STATUS_OTHER },
        { "Active connections: 111111111111111111111 \nserver accepts handled requests\n 1 1 1 \n"
          "Reading: 0 Writing: 1 Waiting: 0 \n",
          STUB_STATUS_OTHER },
        { "Active connections: 18446744073709551615 \nserver accepts handled requests\n 1 1 1 \n"
          "Reading: 0 Writing: 1 Waiting: 0 \n",
          STUB_STATUS_GOOD },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct stub_status status;
        expect_int(rows[i].text, stub_status_read(rows[i].text, strlen(rows[i].text), &status),
                   rows[i].fault);
    }
}

int main(void)
{
    struct CMUnitTest tests[] = {
        cmocka_unit_test(the_page),
        cmocka_unit_test(where_it_is_cut),
        cmocka_unit_test(other_pages),
    };
    return RUN(tests);
}
