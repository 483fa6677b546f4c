/* SPDX-License-Identifier: BSD-2-Clause */
/* option.h - what the user may say: one row an option.
 *
 * A row's kind is the C type of the config field it fills, its default is the value which that
 * field has in the plugin's `defaults`. Parsing, --help, the man page, the Icinga CheckCommand, the
 * Director basket and the shell completion are readings of the row. */
#ifndef OPTION_H
#define OPTION_H

#include <stdbool.h>
#include <stddef.h>

#include "frame/kind.h"
#include "frame/language.h"
#include "frame/limits.h"
#include "frame/report.h"
#include "frame/secret.h"

struct count {
    int times;
};

struct duration {
    double seconds;
};

struct list {
    const char *const *items;
    size_t count;
};

/* Index into the row's .choices. */
struct choice {
    int index;
};

struct timeout {
    double seconds;
    enum state state; /* of a peer that is silent for that long */
};

/* The kind of a field by its type: whether it is given once or several times, how it is read. */
#define KIND_OF(field) \
    _Generic((field), bool: &kind_flag, struct count: &kind_count, const char *: &kind_text, \
             long: &kind_integer, double: &kind_number, struct duration: &kind_duration, \
             struct range: &kind_range, struct limits: &kind_limits, struct levels: &kind_levels, \
             struct margin: &kind_margin, struct secret: &kind_secret, struct list: &kind_list, \
             struct choice: &kind_choice, struct timeout: &kind_timeout)

struct option_row {
    const char *name;           /* long name without the dashes */
    const char *help;           /* N_(), one sentence without a full stop */
    const char *caption;        /* in forms, English and short; NULL: the words of the name */
    const char *arg;            /* name of the value in texts; NULL: that of the kind */
    const char *const *choices; /* of kind_choice: words, NULL at the end; case does not matter */
    const char *unless; /* with .required: names of other options, blank between, that also do */
    long min, max;      /* of kind_integer, where max > min */
    size_t at;          /* offset of the field in its struct */
    const struct kind *kind;
    enum unit unit; /* of kind_number, kind_range, kind_limits */
    char key;       /* short name, or 0 */
    bool required;
    bool file;   /* names files or folders, also by a pattern: their file system may hang */
    bool shared; /* in an Icinga CheckCommand its variable is the same for all programs */
    bool host;   /* in an Icinga CheckCommand the host's address is the default */
};

/* OPT(key, "name", field of struct config, .help = N_("..."), ...). OPT_IN names another struct. */
#define OPT_IN(struct_, key_, name_, field_, ...) \
    { \
        .key = key_, .name = name_, .kind = KIND_OF(((struct_ *)0)->field_), \
        .at = offsetof(struct_, field_), __VA_ARGS__ \
    }
/* The same for a field whose type says nothing of its form: the row names the kind. */
#define OPT_AS(struct_, kind_, key_, name_, field_, ...) \
    { \
        .key = key_, .name = name_, .kind = &(kind_), .at = offsetof(struct_, field_), __VA_ARGS__ \
    }
#define OPT(key_, name_, field_, ...) OPT_IN(struct config, key_, name_, field_, __VA_ARGS__)

/* The options that every program has; of the first and the third one a tool has the default. */
struct common {
    struct timeout timeout;
    struct count verbose;
    struct choice output;   /* enum output */
    struct choice language; /* enum language */
    struct choice describe; /* enum description */
    bool help, version;
};
enum description {
    DESCRIBE_HELP,
    DESCRIBE_MAN,
    DESCRIBE_MARKDOWN,
    DESCRIBE_BASH,
    DESCRIBE_ICINGA, /* from here on of checks alone */
    DESCRIBE_DIRECTOR,
    DESCRIBE_NAGIOS,
    DESCRIBE_NOT /* behind the words that a user can choose */
};
extern const struct common option_common_defaults;

/* A row and where its value is: in the plugin's config, or among the common options. */
struct option_ref {
    const struct option_row *row;
    const char *group; /* N_(), its heading; NULL in the first group, which has none */
    size_t at;         /* offset from the start of config or of struct common */
    bool common;
};

/* All options of a program in the order in which people read them. The first group has what must be
 * given, what most people need (options with a letter) and the program's own; a group for each
 * title of a part follows, at last what every program has. */
struct option_table {
    struct option_ref *refs;
    size_t count;
};
struct plugin;
struct option_table option_table(struct arena *arena, const struct plugin *plugin);

/* Words for the value of an option, as in "--port=PORT"; NULL for a flag. */
const char *option_arg(const struct option_row *row);
/* The default as a user would write it; NULL when there is none. */
const char *option_default(struct arena *arena, const struct plugin *plugin,
                           const struct option_ref *ref);

/* Fills config and common, which hold the defaults. False when the command line makes no sense; the
 * report then has one finding that says why and names what was probably meant. It ends early, with
 * true, when help, version or a description is asked for. Values point into argv and the arena. */
bool option_parse(const struct plugin *plugin, int argc, char *const *argv,
                  const struct environment *environment, struct common *common, void *config,
                  struct report *report);

/* Whether a command line that was not understood asks for --output=json. */
bool option_wants_json(int argc, char *const *argv);

#endif
