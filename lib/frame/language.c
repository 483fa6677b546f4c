/* SPDX-License-Identifier: BSD-2-Clause */
#include "frame/language.h"

#include <string.h>

#include "base/file.h"
#include "base/text.h"
#include "frame/option.h"

/* Ours is a tenth of it. */
enum { CATALOGUE_MAX = 4 * 1024 * 1024 };

const char *const language_words[] = {
    [LANGUAGE_AUTO] = "auto", [LANGUAGE_ENGLISH] = "en", [LANGUAGE_JAPANESE] = "ja", NULL
};

static bool is_empty(const char *text)
{
    return text == NULL || *text == '\0';
}

/* What is said of a language in the first length bytes: en, en_GB, en_GB.UTF-8, en@quot; C and
 * POSIX stand for English. False when it is another. */
static bool read_locale(const char *text, size_t length, enum language *out)
{
    struct {
        const char *word;
        enum language language;
    } names[] = { { "C", LANGUAGE_ENGLISH },
                  { "POSIX", LANGUAGE_ENGLISH },
                  { language_words[LANGUAGE_ENGLISH], LANGUAGE_ENGLISH },
                  { language_words[LANGUAGE_JAPANESE], LANGUAGE_JAPANESE } };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        size_t end = strlen(names[i].word);
        if (length < end || strncmp(text, names[i].word, end) != 0 ||
            (length > end && strchr("_.@", text[end]) == NULL))
            continue;
        *out = names[i].language;
        return true;
    }
    return false;
}

static bool read_word(const char *text, enum language *out)
{
    for (int i = 0; language_words[i] != NULL; i++) {
        if (text_same(text, language_words[i])) {
            *out = (enum language)i;
            return true;
        }
    }
    return read_locale(text, strlen(text), out);
}

static const char *take_language(struct arena *arena, const struct option_row *row,
                                 const char *text, void *field)
{
    enum language language;
    if (!read_word(text, &language))
        return kind_refusal(arena, row, text);
    ((struct choice *)field)->index = (int)language;
    return NULL;
}

static const char *language_form(struct arena *arena, const struct option_row *row)
{
    return kind_choice.form(arena, row);
}

static const char *language_text(struct arena *arena, const struct option_row *row,
                                 const void *field)
{
    return kind_choice.text(arena, row, field);
}

const struct kind language_kind = { "WORD", false, take_language, language_form, language_text };

enum language language_of_environment(const char *lc_all, const char *lc_messages, const char *lang,
                                      const char *language)
{
    const char *locale = !is_empty(lc_all) ? lc_all : !is_empty(lc_messages) ? lc_messages : lang;
    enum language found = LANGUAGE_ENGLISH;
    if (is_empty(locale) || strcmp(locale, "C") == 0 || strcmp(locale, "POSIX") == 0)
        return LANGUAGE_ENGLISH;
    for (const char *next = is_empty(language) ? "" : language; *next != '\0';) {
        size_t length = strcspn(next, ":");
        if (read_locale(next, length, &found))
            return found;
        next += length + (next[length] == ':' ? 1 : 0);
    }
    read_locale(locale, strlen(locale), &found);
    return found;
}

enum language language_asked(int argc, char *const *argv)
{
    static const char option[] = "--language";
    enum language language = LANGUAGE_AUTO;
    for (int i = 1; i < argc; i++) {
        size_t name = strcspn(argv[i], "=");
        if (name < strlen("--lan") || name >= sizeof option || strncmp(argv[i], option, name) != 0)
            continue;
        const char *next = i + 1 < argc ? argv[i + 1] : "";
        if (!read_word(argv[i][name] == '=' ? argv[i] + name + 1 : next, &language))
            language = LANGUAGE_AUTO;
    }
    return language;
}

const char *language_speak(struct arena *arena, const char *folder, enum language language)
{
    catalogue_use(NULL);
    if (language != LANGUAGE_JAPANESE)
        return NULL;
    char *path = arena_printf(arena, "%s/%s/LC_MESSAGES/%s.mo", folder, language_words[language],
                              PACKAGE);
    char *bytes;
    size_t length;
    struct catalogue *catalogue = arena_alloc(arena, sizeof *catalogue);
    if (file_read(arena, path, CATALOGUE_MAX, &bytes, &length) != 0)
        return arena_printf(arena, "no catalogue of --language=%s can be read: %s",
                            language_words[language], path);
    if (!catalogue_read(bytes, length, catalogue))
        return arena_printf(arena, "the catalogue of --language=%s is damaged: %s",
                            language_words[language], path);
    catalogue_use(catalogue);
    return NULL;
}
