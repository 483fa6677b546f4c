/* SPDX-License-Identifier: BSD-2-Clause */
#include "frame/language.h"

#include <sys/stat.h>
#include <unistd.h>

#include "base/text.h"
#include "frame/option.h"
#include "unit/check.h"

/* The catalogue is looked for as soon as it may be needed, so its first test needs none. */
static const struct option_row row = { .name = "language",
                                       .kind = &language_kind,
                                       .choices = language_words };

TEST(words_and_locales_are_read)
{
    static const struct {
        const char *text;
        int index;
    } rows[] = {
        { "auto", LANGUAGE_AUTO },
        { "Auto", LANGUAGE_AUTO },
        { "en", LANGUAGE_ENGLISH },
        { "ja", LANGUAGE_JAPANESE },
        { "JA", LANGUAGE_JAPANESE },
        { "ja_JP", LANGUAGE_JAPANESE },
        { "ja_JP.UTF-8", LANGUAGE_JAPANESE },
        { "ja.EUC-JP", LANGUAGE_JAPANESE },
        { "ja@kanji", LANGUAGE_JAPANESE },
        { "en_GB.UTF-8", LANGUAGE_ENGLISH },
        { "C", LANGUAGE_ENGLISH },
        { "C.UTF-8", LANGUAGE_ENGLISH },
        { "POSIX", LANGUAGE_ENGLISH },
        { "jam", -1 },
        { "j", -1 },
        { "de_DE.UTF-8", -1 },
        { "japanese", -1 },
        { "English", -1 },
        { "ja-JP", -1 },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct choice choice = { 77 };
        const char *problem = language_kind.read(arena, &row, rows[i].text, &choice);
        expect(rows[i].text, (problem == NULL) == (rows[i].index >= 0), "is judged wrongly");
        expect_int(rows[i].text, choice.index, rows[i].index >= 0 ? rows[i].index : 77);
    }
    struct choice choice = { LANGUAGE_AUTO };
    expect_text("problem", language_kind.read(arena, &row, "fr", &choice),
                "--language: 'fr' is not one of: auto, en, ja");
    expect_text("default", language_kind.text(arena, &row, &choice), "auto");
}

TEST(the_environment_asks_as_with_gettext)
{
    static const struct {
        const char *lc_all, *lc_messages, *lang, *language;
        enum language wanted;
    } rows[] = {
        { NULL, NULL, NULL, NULL, LANGUAGE_ENGLISH },
        { "", "", "", "", LANGUAGE_ENGLISH },
        { "ja_JP.UTF-8", NULL, NULL, NULL, LANGUAGE_JAPANESE },
        { NULL, "ja_JP.UTF-8", NULL, NULL, LANGUAGE_JAPANESE },
        { NULL, NULL, "ja_JP.UTF-8", NULL, LANGUAGE_JAPANESE },
        { "", "", "ja_JP.EUC-JP", "", LANGUAGE_JAPANESE },
        { "C", "ja_JP.UTF-8", "ja_JP.UTF-8", NULL, LANGUAGE_ENGLISH },
        { "", "C", "ja_JP.UTF-8", NULL, LANGUAGE_ENGLISH },
        { NULL, "ja_JP.UTF-8", "C", NULL, LANGUAGE_JAPANESE },
        { "de_DE.UTF-8", "ja_JP.UTF-8", NULL, NULL, LANGUAGE_ENGLISH },
        { NULL, NULL, NULL, "ja", LANGUAGE_ENGLISH },
        { "C", NULL, NULL, "ja", LANGUAGE_ENGLISH },
        { "POSIX", NULL, NULL, "ja", LANGUAGE_ENGLISH },
        { "C.UTF-8", NULL, NULL, "ja", LANGUAGE_JAPANESE },
        { "C.UTF-8", NULL, NULL, NULL, LANGUAGE_ENGLISH },
        { NULL, NULL, "en_US.UTF-8", "ja:en", LANGUAGE_JAPANESE },
        { NULL, NULL, "ja_JP.UTF-8", "en:ja", LANGUAGE_ENGLISH },
        { NULL, NULL, "ja_JP.UTF-8", "de:fr", LANGUAGE_JAPANESE },
        { NULL, NULL, "en_US.UTF-8", ":de:ja_JP", LANGUAGE_JAPANESE },
        { NULL, NULL, "en_US.UTF-8", "jam:javanese", LANGUAGE_ENGLISH },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        expect_int(arena_printf(arena, "row %zu", i),
                   (long)language_of_environment(rows[i].lc_all, rows[i].lc_messages, rows[i].lang,
                                                 rows[i].language),
                   rows[i].wanted);
}

TEST(the_command_line_is_asked_before_it_is_parsed)
{
    static const struct {
        char *words[4];
        enum language wanted;
    } rows[] = {
        { { "-v" }, LANGUAGE_AUTO },
        { { "--language=ja" }, LANGUAGE_JAPANESE },
        { { "--language", "ja" }, LANGUAGE_JAPANESE },
        { { "--lang=ja", "--bogus" }, LANGUAGE_JAPANESE },
        { { "--lan", "ja_JP.UTF-8" }, LANGUAGE_JAPANESE },
        { { "--la=ja" }, LANGUAGE_AUTO },
        { { "--languages=ja" }, LANGUAGE_AUTO },
        { { "--language" }, LANGUAGE_AUTO },
        { { "--language=" }, LANGUAGE_AUTO },
        { { "--language=fr" }, LANGUAGE_AUTO },
        { { "--language=ja", "--language=en" }, LANGUAGE_ENGLISH },
        { { "--language=ja", "--language=fr" }, LANGUAGE_AUTO },
        { { "language=ja" }, LANGUAGE_AUTO },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        char *argv[6] = { "check_sample" };
        int argc = 1;
        for (size_t j = 0; j < 4 && rows[i].words[j] != NULL; j++)
            argv[argc++] = rows[i].words[j];
        expect_int(arena_printf(arena, "row %zu", i), (long)language_asked(argc, argv),
                   rows[i].wanted);
    }
}

/* A folder of catalogues with this file in it. */
static const char *folder_with(const char *bytes, size_t length)
{
    char *folder = arena_string(arena, "/tmp/language-XXXXXX");
    if (mkdtemp(folder) == NULL)
        fail_msg("no temporary folder");
    const char *below = arena_printf(arena, "%s/ja/LC_MESSAGES", folder);
    mkdir(arena_printf(arena, "%s/ja", folder), 0700);
    mkdir(below, 0700);
    FILE *file = fopen(arena_printf(arena, "%s/%s.mo", below, PACKAGE), "wb");
    if (file == NULL || fwrite(bytes, 1, length, file) != length || fclose(file) != 0)
        fail_msg("no catalogue could be written");
    return folder;
}

static void remove_folder(const char *folder)
{
    unlink(arena_printf(arena, "%s/ja/LC_MESSAGES/%s.mo", folder, PACKAGE));
    rmdir(arena_printf(arena, "%s/ja/LC_MESSAGES", folder));
    rmdir(arena_printf(arena, "%s/ja", folder));
    rmdir(folder);
}

/* One message, "a": its translation is "b". */
static const char small[] = "\xde\x12\x04\x95\0\0\0\0\1\0\0\0\x1c\0\0\0\x24\0\0\0\0\0\0\0\0\0\0\0"
                            "\1\0\0\0\x2c\0\0\0\1\0\0\0\x2e\0\0\0a\0b";

TEST(a_language_is_spoken_until_another_is)
{
    const char *folder = folder_with(small, sizeof small);
    expect_text("ja", language_speak(arena, folder, LANGUAGE_JAPANESE), NULL);
    expect_text("ja", _("a"), "b");
    expect_text("en", language_speak(arena, folder, LANGUAGE_ENGLISH), NULL);
    expect_text("en", _("a"), "a");
    language_speak(arena, folder, LANGUAGE_JAPANESE);
    expect_text("auto", language_speak(arena, folder, LANGUAGE_AUTO), NULL);
    expect_text("auto", _("a"), "a");
    remove_folder(folder);
}

TEST(without_a_catalogue_english_is_spoken_and_said_why)
{
    const char *folder = folder_with(small, sizeof small - 2);
    expect_has("damaged", language_speak(arena, folder, LANGUAGE_JAPANESE), "is damaged: /tmp/");
    expect_text("damaged", _("a"), "a");
    remove_folder(folder);
    expect_has("missing", language_speak(arena, folder, LANGUAGE_JAPANESE),
               "no catalogue of --language=ja can be read: /tmp/");
    expect_text("missing", _("a"), "a");
}

int main(void)
{
    struct CMUnitTest tests[] = {
        cmocka_unit_test(words_and_locales_are_read),
        cmocka_unit_test(the_environment_asks_as_with_gettext),
        cmocka_unit_test(the_command_line_is_asked_before_it_is_parsed),
        cmocka_unit_test(a_language_is_spoken_until_another_is),
        cmocka_unit_test(without_a_catalogue_english_is_spoken_and_said_why),
    };
    return RUN(tests);
}
