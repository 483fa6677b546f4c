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

#include "frame/limits.h"
#include "frame/report.h"
#include "frame/secret.h"

enum option_kind {
    KIND_FLAG,     /* bool: no value */
    KIND_COUNT,    /* struct count: no value, how often it was given */
    KIND_TEXT,     /* const char *: never empty; NULL when absent */
    KIND_INTEGER,  /* long: .min to .max */
    KIND_NUMBER,   /* double, in .unit */
    KIND_DURATION, /* struct duration: 90, 500ms, 12h, 30d */
    KIND_RANGE,    /* struct range, bounds in .unit */
    KIND_LIMITS,   /* struct limits: WARN[,CRIT], two ranges in .unit */
    KIND_LEVELS,   /* struct levels: WARN[,CRIT], each a count or a share: 0,10% */
    KIND_MARGIN,   /* struct margin: 25%,30d */
    KIND_SECRET,   /* struct secret: environment or file:PATH, never the command line */
    KIND_LIST,     /* struct list: may be repeated */
    KIND_CHOICE,   /* struct choice: one of .choices */
    KIND_TIMEOUT   /* struct timeout: SECONDS[:STATE] */
};

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

#define KIND_OF(field) \
    _Generic((field), bool: KIND_FLAG, struct count: KIND_COUNT, const char *: KIND_TEXT, \
             long: KIND_INTEGER, double: KIND_NUMBER, struct duration: KIND_DURATION, \
             struct range: KIND_RANGE, struct limits: KIND_LIMITS, struct levels: KIND_LEVELS, \
             struct margin: KIND_MARGIN, struct secret: KIND_SECRET, struct list: KIND_LIST, struct choice: KIND_CHOICE, \
             struct timeout: KIND_TIMEOUT)

struct option_row {
    const char *name;           /* long name without the dashes */
    const char *help;           /* N_(), one sentence without a full stop */
    const char *arg;            /* name of the value in texts; NULL: that of the kind */
    const char *const *choices; /* KIND_CHOICE: words, NULL at the end; case does not matter */
    const char *unless; /* with .required: names of other options, blank between, that also do */
    long min, max;      /* KIND_INTEGER, where max > min */
    size_t at;          /* offset of the field in its struct */
    enum option_kind kind;
    enum unit unit; /* KIND_NUMBER, KIND_RANGE, KIND_LIMITS */
    char key;       /* short name, or 0 */
    bool required;
    bool host; /* in an Icinga CheckCommand the host's address is the default */
};

/* OPT(key, "name", field of struct config, .help = N_("..."), ...). OPT_IN names another struct. */
#define OPT_IN(struct_, key_, name_, field_, ...) \
    { \
        .key = key_, .name = name_, .kind = KIND_OF(((struct_ *)0)->field_), \
        .at = offsetof(struct_, field_), __VA_ARGS__ \
    }
#define OPT(key_, name_, field_, ...) OPT_IN(struct config, key_, name_, field_, __VA_ARGS__)

/* The options that every program has. */
struct common {
    struct timeout timeout;
    struct count verbose;
    struct choice output;   /* enum output */
    struct choice describe; /* enum description */
    bool help, version;
};
enum description {
    DESCRIBE_HELP,
    DESCRIBE_ICINGA,
    DESCRIBE_DIRECTOR,
    DESCRIBE_MAN,
    DESCRIBE_MARKDOWN,
    DESCRIBE_BASH,
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
