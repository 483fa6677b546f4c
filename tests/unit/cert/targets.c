/* SPDX-License-Identifier: BSD-2-Clause */
#include "cert/targets.h"

#include "frame/option.h"
#include "net/endpoint.h"
#include "unit/check.h"

static const char *shown(const struct targets *targets)
{
    const char *text = "";
    for (size_t i = 0; i < targets->count; i++) {
        const struct tls_target *one = &targets->targets[i];
        text = arena_printf(arena, "%s%s%s=%s/%s", text, i > 0 ? " " : "", targets_name(arena, one),
                            one->name, endpoint_starttls_names[one->starttls]);
    }
    return text;
}

TEST(what_a_target_does_not_say_comes_from_the_options)
{
    static const char *const items[] = { "b", "smtp://c", "[::1]:993", "imaps://d", "e:1" };
    static const struct option_row row = { .name = "target", .kind = &endpoint_kind_list };
    struct targets_options options = { .host = "a" };
    for (size_t i = 0; i < COUNT_OF(items); i++)
        expect_text(items[i], row.kind->read(arena, &row, items[i], &options.target), NULL);
    struct targets targets;
    targets_probe(arena, &options, &targets);
    expect_text("plain", shown(&targets),
                "a:443=a/none b:443=b/none c:25=c/smtp [::1]:993=::1/none d:993=d/none "
                "e:1=e/none");
    options.port = 8443;
    options.sni = "name";
    options.starttls.index = STARTTLS_IMAP;
    targets_probe(arena, &options, &targets);
    expect_text("with options", shown(&targets),
                "a:8443=name/imap b:8443=name/imap c:8443=name/smtp [::1]:993=name/imap "
                "d:8443=name/none e:1=name/imap");
    options.port = 0;
    targets_probe(arena, &options, &targets);
    expect_text("port of the protocol", shown(&targets),
                "a:143=name/imap b:143=name/imap c:25=name/smtp [::1]:993=name/imap "
                "d:993=name/none e:1=name/imap");
}

TEST(bad_lines_are_named_by_number)
{
    static const char text[] = "a\n# comment\n\nb c\r\nsmtp://d # mail\n\xef\xbc\xa1\nhttp://x\n";
    const char *folder = temporary_folder();
    const char *path = write_file(folder, "targets", text, sizeof text - 1);
    struct targets_options options = { .file = path };
    struct targets targets;
    struct report report = report_start(arena);
    targets_probe(arena, &options, &targets);
    targets_judge(&report, &options, &targets);
    remove(path);
    remove(folder);
    expect_text("good", shown(&targets), "a:443=a/none d:25=d/smtp");
    static const char *const lines[] = { "line 4: ", "line 6: ", "line 7: " };
    expect_int("bad", (long)report.nfindings, COUNT_OF(lines));
    for (size_t i = 0; i < report.nfindings && i < COUNT_OF(lines); i++) {
        expect_has("bad", report.findings[i].text, lines[i]);
        expect_text("bad", report.findings[i].row->code, "target-invalid");
        expect_int("bad", report.findings[i].state, UNKNOWN);
    }
}

TEST(a_list_that_is_missing_or_empty_is_unknown)
{
    const char *folder = temporary_folder();
    const char *const paths[] = { write_file(folder, "empty", "# nothing\n", 10),
                                  arena_printf(arena, "%s/missing", folder), folder };
    for (size_t i = 0; i < COUNT_OF(paths); i++) {
        struct targets_options options = { .file = paths[i] };
        struct targets targets;
        struct report report = report_start(arena);
        targets_probe(arena, &options, &targets);
        targets_judge(&report, &options, &targets);
        expect_int(paths[i], (long)report.nfindings, 1);
        expect_int(paths[i], report_state(&report), UNKNOWN);
        expect_text(paths[i], report.findings[0].row->code, "targets-unreadable");
    }
    remove(paths[0]);
    remove(folder);
}

int main(void)
{
    struct CMUnitTest tests[] = {
        cmocka_unit_test(what_a_target_does_not_say_comes_from_the_options),
        cmocka_unit_test(bad_lines_are_named_by_number),
        cmocka_unit_test(a_list_that_is_missing_or_empty_is_unknown),
    };
    return RUN(tests);
}
