/* SPDX-License-Identifier: BSD-2-Clause */
/* What an attempt tells about a link, what is remembered of it, and what is concluded. */
#include "ckan/ckan_links.h"

#include "unit/check.h"

static const struct http_options http = HTTP_DEFAULTS;
static const struct net_options net = NET_DEFAULTS;
static const struct ckan_options ckan = CKAN_DEFAULTS;
static const struct ckan_view view = {
    .http = &http, .net = &net, .ckan = &ckan, .site = "https://data.example.jp", .now = 1795176000
};

/* ---- one attempt ---- */

static const struct {
    const char *row;
    struct http_reply reply;
    enum ckan_link_end end;
    bool again; /* asked once more, by GET */
} replies[] = {
#define STATUS(status_) \
    { \
        .outcome = { .stage = STAGE_DONE }, .status = status_ \
    }
    { "200", STATUS(200), CKAN_LINK_GOOD, false },
    { "206", STATUS(206), CKAN_LINK_GOOD, false },
    { "204", STATUS(204), CKAN_LINK_GOOD, false },
    { "416, of an empty file", STATUS(416), CKAN_LINK_GOOD, false },
    { "404", STATUS(404), CKAN_LINK_GONE, true },
    { "410", STATUS(410), CKAN_LINK_GONE, true },
    { "400", STATUS(400), CKAN_LINK_UNSURE, true },
    { "401", STATUS(401), CKAN_LINK_UNSURE, true },
    { "403", STATUS(403), CKAN_LINK_UNSURE, true },
    { "405", STATUS(405), CKAN_LINK_UNSURE, true },
    { "429", STATUS(429), CKAN_LINK_UNSURE, false },
    { "500", STATUS(500), CKAN_LINK_UNSURE, true },
    { "501", STATUS(501), CKAN_LINK_UNSURE, true },
    { "503", STATUS(503), CKAN_LINK_UNSURE, false },
    { "302 to nowhere", STATUS(302), CKAN_LINK_UNSURE, false },
    { "redirected too often",
      { .outcome = { .stage = STAGE_DONE }, .trouble = HTTP_REDIRECT_LOOP, .status = 302 },
      CKAN_LINK_UNSURE,
      false },
    { "the first byte was enough",
      { .outcome = { .stage = STAGE_DONE }, .trouble = HTTP_STOPPED, .status = 200 },
      CKAN_LINK_GOOD,
      false },
    { "private",
      { .outcome = { STAGE_RESOLVE, WHY_DECLINED, 0, NULL }, .trouble = HTTP_PRIVATE_ADDRESS },
      CKAN_LINK_PRIVATE,
      false },
    { "no such name",
      { .outcome = { STAGE_RESOLVE, WHY_NO_NAME, 0, NULL } },
      CKAN_LINK_UNSURE,
      false },
    { "refused", { .outcome = { STAGE_CONNECT, WHY_REFUSED, 0, NULL } }, CKAN_LINK_UNSURE, false },
    { "silent", { .outcome = { STAGE_REPLY, WHY_SILENT, 3, NULL } }, CKAN_LINK_UNSURE, false },
    { "closed on HEAD",
      { .outcome = { STAGE_REPLY, WHY_CLOSED, 0, NULL } },
      CKAN_LINK_UNSURE,
      true },
    { "nonsense on HEAD",
      { .outcome = { STAGE_REPLY, WHY_GARBAGE, 0, NULL } },
      CKAN_LINK_UNSURE,
      true },
    { "bad certificate",
      { .outcome = { STAGE_HANDSHAKE, WHY_GARBAGE, 0, NULL }, .trouble = HTTP_BAD_CERTIFICATE },
      CKAN_LINK_UNSURE,
      false },
    { "not begun",
      { .outcome = { STAGE_NOT_STARTED, WHY_NOTHING, 0, NULL } },
      CKAN_LINK_NOT_TRIED,
      false },
};

TEST(what_an_attempt_tells)
{
    for (size_t i = 0; i < COUNT_OF(replies); i++) {
        expect_int(replies[i].row, ckan_links_end(&replies[i].reply), replies[i].end);
        if (replies[i].end != CKAN_LINK_NOT_TRIED)
            expect_int(replies[i].row, ckan_links_ask_again(&replies[i].reply), replies[i].again);
    }
}

TEST(what_is_remembered_of_a_link)
{
    static const char *const bad[] = { "", "1", "1 404", "x 404 ds001", "1 y ds001" };
    struct ckan_gone gone;
    expect("good", ckan_links_read_gone(arena, "2 410 ds001", &gone), "is refused");
    expect_number("times", gone.times, 2);
    expect_number("status", gone.status, 410);
    expect_text("dataset", gone.dataset, "ds001");
    for (size_t i = 0; i < COUNT_OF(bad); i++)
        expect(bad[i], !ckan_links_read_gone(arena, bad[i], &gone), "is taken");
}

/* ---- one run after the other ---- */

static struct ckan_links_reading reading_of(struct ckan_link *links, size_t count)
{
    struct memory first = { .arena = arena, .trouble = MEMORY_FIRST };
    struct ckan_links_reading reading = { .links = links, .count = count };
    reading.rotation = rotation_load(arena, &first, "links");
    reading.matter.answer = (struct ckan_answer){ .asked = true, .good = true };
    reading.matter.pause.since = NAN;
    return reading;
}

static void expect_entry(const char *row, const struct ckan_links_reading *reading, const char *url,
                         const char *value)
{
    const struct rotation_entry *entry = rotation_find(&reading->rotation, url);
    expect_text(row, entry != NULL ? entry->value : NULL, value);
}

TEST(twice_in_a_row)
{
    struct ckan_link link = { .url = "https://a.example/1", .dataset = "ds001" };
    struct ckan_links_reading reading = reading_of(&link, 1);
    static const struct {
        const char *row;
        enum ckan_link_end end;
        long status;
        const char *value;
    } runs[] = {
        { "gone", CKAN_LINK_GONE, 404, "1 404 ds001" },
        { "back", CKAN_LINK_GOOD, 200, NULL },
        { "gone again", CKAN_LINK_GONE, 404, "1 404 ds001" },
        { "silent", CKAN_LINK_UNSURE, 0, "1 404 ds001" },
        { "no time", CKAN_LINK_NOT_TRIED, 0, "1 404 ds001" },
        { "gone twice", CKAN_LINK_GONE, 410, "2 410 ds001" },
        { "three times", CKAN_LINK_GONE, 410, "3 410 ds001" },
        { "private now", CKAN_LINK_PRIVATE, 0, "3 410 ds001" },
        { "back at last", CKAN_LINK_GOOD, 206, NULL },
        { "silent without a past", CKAN_LINK_UNSURE, 0, NULL },
    };
    for (size_t i = 0; i < COUNT_OF(runs); i++) {
        link.end = runs[i].end;
        link.status = runs[i].status;
        ckan_links_conclude(&reading, 0, 0, 10);
        expect_entry(runs[i].row, &reading, link.url, runs[i].value);
    }
}

TEST(the_walk_goes_on_where_time_ended)
{
    struct ckan_link links[] = {
        { .url = "https://a.example/0", .dataset = "ds000", .again = true },
        { .url = "https://a.example/1", .dataset = "ds011", .place = 11, .end = CKAN_LINK_GOOD },
        { .url = "https://a.example/2",
          .dataset = "ds012",
          .place = 12,
          .within = 0,
          .end = CKAN_LINK_UNSURE },
        { .url = "https://a.example/3", .dataset = "ds012", .place = 12, .within = 1 },
        { .url = "https://a.example/4", .dataset = "ds013", .place = 13, .end = CKAN_LINK_GOOD },
    };
    struct ckan_links_reading reading = reading_of(links, COUNT_OF(links));
    ckan_links_conclude(&reading, 14, 5, 30);
    expect_number("place", reading.rotation.place, 12);
    expect_number("within", reading.rotation.within, 1);
    links[3].end = CKAN_LINK_GOOD;
    ckan_links_conclude(&reading, 14, 5, 30);
    expect_number("all tried: place", reading.rotation.place, 14);
    expect_number("all tried: within", reading.rotation.within, 5);
    ckan_links_conclude(&reading, 30, 0, 30);
    expect_number("all around", reading.rotation.place, 0);
}

/* ---- what is concluded ---- */

static struct report judged(const struct ckan_links_options *options,
                            const struct ckan_links_reading *reading)
{
    struct report report = report_start(arena);
    ckan_links_judge(options, &view, reading, &report);
    return report;
}

TEST(dead_links_by_dataset)
{
    struct ckan_links_options options = CKAN_LINKS_DEFAULTS;
    struct ckan_link links[] = { { .end = CKAN_LINK_GOOD },    { .end = CKAN_LINK_GONE },
                                 { .end = CKAN_LINK_PRIVATE }, { .end = CKAN_LINK_OTHER },
                                 { .end = CKAN_LINK_UNSURE },  { .end = CKAN_LINK_UNSURE } };
    struct ckan_links_reading reading = reading_of(links, COUNT_OF(links));
    options.links = 20;
    rotation_put(&reading.rotation, "https://a.example/once", "1 404 ds000");
    struct report report = judged(&options, &reading);
    expect_int("once is no finding", (long)report.nfindings, 1);
    expect_text(
        "counts", report.findings[0].text,
        "links looked at: 6; good 1, not found 1, not judged 2, into private networks 1, of "
        "another kind 1, no time for 0; dead by now: 0");
    rotation_put(&reading.rotation, "https://a.example/1", "2 404 ds001");
    rotation_put(&reading.rotation, "https://a.example/2", "5 410 ds002");
    rotation_put(&reading.rotation, "https://a.example/3", "2 404 ds001");
    report = judged(&options, &reading);
    expect_int("datasets", (long)report.nfindings, 3);
    expect_text("code", report.findings[0].row->code, "dead-link");
    expect_int("state", report.findings[0].state, WARNING);
    expect_has("first", report.findings[0].text, "(status 404, twice or more): 2;");
    expect_has("first", report.findings[0].text, "dataset ds001: https://a.example/1");
    expect_has("second", report.findings[1].text, "dataset ds002: https://a.example/2");
    expect_text("metric", report.metrics[0].label, "dead_links");
    expect_number("metric", report.metrics[0].value, 3);
    options.dead = (struct limits){ .warn = { .high = 3, .set = true } };
    expect_int("allowed", judged(&options, &reading).findings[0].state, OK);
    options.dead.crit = (struct range){ .high = 2, .set = true };
    expect_int("critical when the user says so", judged(&options, &reading).findings[0].state,
               CRITICAL);
    options.links = 0;
    expect_int("nobody asked", (long)judged(&options, &reading).nfindings, 0);
}

TEST(many_datasets_with_dead_links)
{
    struct ckan_links_options options = CKAN_LINKS_DEFAULTS;
    struct ckan_links_reading reading = reading_of(NULL, 0);
    options.links = 20;
    for (int i = 0; i < 50; i++)
        rotation_put(&reading.rotation, arena_printf(arena, "https://a.example/%d", i),
                     arena_printf(arena, "2 404 ds%03d", i));
    struct report report = judged(&options, &reading);
    expect_int("findings", (long)report.nfindings, 22);
    expect_has("the rest", report.findings[20].text, "30 (datasets: 30)");
    expect_number("metric", report.metrics[0].value, 50);
}

TEST(no_time_and_no_search)
{
    struct ckan_links_options options = CKAN_LINKS_DEFAULTS;
    struct ckan_link link = { .url = "https://a.example/1", .dataset = "ds001" };
    struct ckan_links_reading reading = reading_of(&link, 1);
    options.links = 20;
    struct report report = judged(&options, &reading);
    expect_text("no time", report.findings[0].row->code, "not-checked");
    expect_int("no time", report.findings[0].state, UNKNOWN);
    reading = reading_of(NULL, 0);
    reading.matter.answer = (struct ckan_answer){ .asked = false };
    expect_int("the search was ill", (long)judged(&options, &reading).nfindings, 0);
    reading.matter.pause = (struct pause){ view.now - HOUR, view.now - MINUTE, true };
    report = judged(&options, &reading);
    expect_text("paused", report.findings[0].row->code, "solr-hung");
    expect_int("paused", report.findings[0].state, CRITICAL);
}

int main(void)
{
    struct CMUnitTest tests[] = {
        cmocka_unit_test(what_an_attempt_tells),
        cmocka_unit_test(what_is_remembered_of_a_link),
        cmocka_unit_test(twice_in_a_row),
        cmocka_unit_test(the_walk_goes_on_where_time_ended),
        cmocka_unit_test(dead_links_by_dataset),
        cmocka_unit_test(many_datasets_with_dead_links),
        cmocka_unit_test(no_time_and_no_search),
    };
    return RUN(tests);
}
