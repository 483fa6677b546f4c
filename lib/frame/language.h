/* SPDX-License-Identifier: BSD-2-Clause */
/* language.h - the language of what people read: findings, help and manual. States, codes, numbers
 * and descriptions never change. */
#ifndef LANGUAGE_H
#define LANGUAGE_H

#include "base/arena.h"
#include "base/catalogue.h"
#include "frame/kind.h"

/* In the order of the words of --language. */
enum language { LANGUAGE_AUTO, LANGUAGE_ENGLISH, LANGUAGE_JAPANESE };

/* "auto", "en", "ja", and NULL. */
extern const char *const language_words[];

/* Reads such a word, or the name of a locale (ja_JP.UTF-8, C), into a struct choice. */
extern const struct kind language_kind;

/* What the environment asks for, by the rules of gettext (GNU gettext manual, "Locale Environment
 * Variables"), except that no locale of that name has to exist: the first of lc_all, lc_messages
 * and lang that says something is the locale, and unless that is C or POSIX the list of `language`
 * goes before it. Each may be NULL. English when there is nothing that we speak. */
enum language language_of_environment(const char *lc_all, const char *lc_messages, const char *lang,
                                      const char *language);

/* What --language says on a command line that is not parsed yet: mistakes are told in the language
 * of the reader, too. LANGUAGE_AUTO when it is not there or makes no sense. */
enum language language_asked(int argc, char *const *argv);

/* Makes this the language of the process until catalogue_use() is called again; the catalogue lives
 * in the arena. folder has the catalogues, as in LANGUAGE/LC_MESSAGES/NAME.mo. NULL when the
 * language is spoken, else a remark, in English, on why it is not: English is spoken then. */
const char *language_speak(struct arena *arena, const char *folder, enum language language);

#endif
