/* SPDX-License-Identifier: BSD-2-Clause */
#include "frame/option.h"

#include <string.h>
#include <sys/stat.h>

#include "base/buffer.h"
#include "base/clock.h"
#include "base/hint.h"
#include "frame/apart.h"
#include "frame/plugin.h"
#include "frame/render.h"
#include "base/text.h"

static const char *const outputs[] = { [OUTPUT_TEXT] = "text", [OUTPUT_JSON] = "json", NULL };
static const char *const descriptions[] = {
    [DESCRIBE_HELP] = "help",         [DESCRIBE_MAN] = "man",
    [DESCRIBE_MARKDOWN] = "markdown", [DESCRIBE_BASH] = "bash",
    [DESCRIBE_ICINGA] = "icinga",     [DESCRIBE_DIRECTOR] = "director",
    [DESCRIBE_NAGIOS] = "nagios",     NULL,
};
static const char *const tool_descriptions[] = {
    [DESCRIBE_HELP] = "help",
    [DESCRIBE_MAN] = "man",
    [DESCRIBE_MARKDOWN] = "markdown",
    [DESCRIBE_BASH] = "bash",
    NULL,
};

#define COMMON(key_, name_, field_, ...) OPT_IN(struct common, key_, name_, field_, __VA_ARGS__)
#define LANGUAGE_ROW \
    OPT_AS(struct common, language_kind, 0, "language", language, .choices = language_words, \
           .shared = true, \
           .help = N_("Language of texts for people; auto: what the environment asks for"))
#define DESCRIBE_ROWS(words_) \
    COMMON(0, "describe", describe, .arg = "FORMAT", .choices = words_, \
           .help = N_("Describe the program in this form and exit 0")), \
        COMMON('h', "help", help, .help = N_("Print this help and exit 3")), \
        COMMON('V', "version", version, .help = N_("Print the version and exit 3"))
static const struct option_row common_options[] = {
    COMMON('t', "timeout", timeout, .caption = "Time limit",
           .help = N_(
               "Time for the whole run, and the state of a peer that stays silent that long")),
    COMMON('v', "verbose", verbose, .help = N_("Say more below the findings; up to three times")),
    COMMON(0, "output", output, .arg = "FORMAT", .choices = outputs,
           .help = N_("Write lines of text or one JSON object")),
    LANGUAGE_ROW,
    DESCRIBE_ROWS(descriptions),
};
static const struct option_row tool_options[] = {
    COMMON('v', "verbose", verbose, .help = N_("Say more on standard error; up to three times")),
    LANGUAGE_ROW,
    DESCRIBE_ROWS(tool_descriptions),
};

/* What a program has beside its own options and those of its parts. */
static const struct option_row *common_rows(const struct plugin *plugin, size_t *count)
{
    *count = plugin->kind == PLUGIN_TOOL ? COUNT(tool_options) : COUNT(common_options);
    return plugin->kind == PLUGIN_TOOL ? tool_options : common_options;
}

const struct common option_common_defaults = {
    .timeout = { .seconds = 10, .state = CRITICAL },
    .describe = { DESCRIBE_NOT },
};

/* Where an option stands in the table. */
enum place { PLACE_REQUIRED, PLACE_LETTER, PLACE_OWN, PLACE_GROUP };

/* A letter is for what most people need; -4 and -6 are no letters. */
static enum place place_of(const struct option_row *row, const char *title)
{
    if (row->required)
        return PLACE_REQUIRED;
    if ((row->key >= 'A' && row->key <= 'Z') || (row->key >= 'a' && row->key <= 'z'))
        return PLACE_LETTER;
    return title == NULL ? PLACE_OWN : PLACE_GROUP;
}

static void add_rows(struct option_table *table, const struct option_row *rows, size_t count,
                     size_t base, const char *title, enum place place)
{
    for (size_t i = 0; i < count; i++) {
        if (place_of(&rows[i], title) == place)
            table->refs[table->count++] = (struct option_ref){
                .row = &rows[i],
                .group = place == PLACE_GROUP ? title : NULL,
                .at = base + rows[i].at,
            };
    }
}

static void add_parts(struct option_table *table, const struct plugin *plugin, enum place place,
                      const char *title)
{
    for (size_t i = 0; i < plugin->nuses; i++) {
        const struct part *part = plugin->uses[i].part;
        if (title == NULL || (part->title != NULL && strcmp(part->title, title) == 0))
            add_rows(table, part->options, part->noptions, plugin->uses[i].at, part->title, place);
    }
}

static bool is_in_table(const struct option_table *table, const char *title)
{
    for (size_t i = 0; i < table->count; i++) {
        if (table->refs[i].group != NULL && strcmp(table->refs[i].group, title) == 0)
            return true;
    }
    return false;
}

struct option_table option_table(struct arena *arena, const struct plugin *plugin)
{
    size_t ncommon, total = plugin->noptions;
    const struct option_row *common = common_rows(plugin, &ncommon);
    for (size_t i = 0; i < plugin->nuses; i++)
        total += plugin->uses[i].part->noptions;
    struct option_table table = { .refs = arena_array(arena, total + ncommon, sizeof *table.refs) };
    for (enum place place = PLACE_REQUIRED; place < PLACE_GROUP; place++) {
        add_rows(&table, plugin->options, plugin->noptions, 0, NULL, place);
        add_parts(&table, plugin, place, NULL);
    }
    for (size_t i = 0; i < plugin->nuses; i++) {
        const char *title = plugin->uses[i].part->title;
        if (title != NULL && !is_in_table(&table, title))
            add_parts(&table, plugin, PLACE_GROUP, title);
    }
    for (size_t i = 0; i < ncommon; i++)
        table.refs[table.count++] = (struct option_ref){
            .row = &common[i],
            .group = N_("General"),
            .at = common[i].at,
            .common = true,
        };
    return table;
}

const char *option_arg(const struct option_row *row)
{
    return row->kind->arg != NULL && row->arg != NULL ? row->arg : row->kind->arg;
}

const char *option_default(struct arena *arena, const struct plugin *plugin,
                           const struct option_ref *ref)
{
    const char *base = ref->common ? (const char *)&option_common_defaults : plugin->defaults;
    if (base == NULL)
        return NULL;
    if (ref->row->kind->text == NULL)
        return NULL;
    return ref->row->kind->text(arena, ref->row, base + ref->at);
}

/* What parsing carries from one argument to the next. */
struct parser {
    const struct plugin *plugin;
    struct option_table table;
    int argc;
    char *const *argv;
    int next; /* index of the argument that comes next */
    struct common *common;
    char *config;
    bool *given; /* by index into the table */
    struct report *report;
};

static bool enough(const struct parser *parser)
{
    const struct common *common = parser->common;
    return common->help || common->version || common->describe.index != DESCRIBE_NOT;
}

static bool refuse_unknown(struct parser *parser, const char *name)
{
    struct arena *arena = parser->report->arena;
    const char **names = arena_array(arena, parser->table.count, sizeof *names);
    for (size_t i = 0; i < parser->table.count; i++)
        names[i] = parser->table.refs[i].row->name;
    const char *nearest = hint_nearest(name, names, parser->table.count);
    if (nearest != NULL)
        return report_usage(parser->report, N_("unknown option --%s; did you mean --%s?"), name,
                            nearest);
    return report_usage(parser->report, N_("unknown option --%s; see --help"), name);
}

static bool refuse_ambiguous(struct parser *parser, const char *name, size_t length)
{
    struct buffer words = { .arena = parser->report->arena };
    for (size_t i = 0; i < parser->table.count; i++) {
        const char *candidate = parser->table.refs[i].row->name;
        if (strncmp(candidate, name, length) == 0)
            buffer_printf(&words, "%s--%s", words.length == 0 ? "" : ", ", candidate);
    }
    return report_usage(parser->report, N_("option --%s is ambiguous; it could be %s"), name,
                        words.text);
}

/* The option of that long name or unique prefix; an exact name always wins. */
static const struct option_ref *find_long(struct parser *parser, const char *name)
{
    const struct option_ref *found = NULL;
    size_t matches = 0, length = strlen(name);
    for (size_t i = 0; i < parser->table.count; i++) {
        const struct option_ref *ref = &parser->table.refs[i];
        if (strcmp(ref->row->name, name) == 0)
            return ref;
        if (strncmp(ref->row->name, name, length) == 0) {
            found = ref;
            matches++;
        }
    }
    if (length == 0 || matches == 0)
        refuse_unknown(parser, name);
    else if (matches > 1)
        refuse_ambiguous(parser, name, length);
    return length > 0 && matches == 1 ? found : NULL;
}

static const struct option_ref *find_short(struct parser *parser, char key)
{
    for (size_t i = 0; i < parser->table.count; i++) {
        if (parser->table.refs[i].row->key == key)
            return &parser->table.refs[i];
    }
    report_usage(parser->report, N_("unknown option -%c; see --help"), key);
    return NULL;
}

static bool takes_value(const struct option_row *row)
{
    return row->kind->arg != NULL;
}

static void *field_of(struct parser *parser, const struct option_ref *ref)
{
    return (ref->common ? (char *)parser->common : parser->config) + ref->at;
}

/* An option that is given twice has one value too many, and nobody knows which one is meant; only a
 * flag says the same again. */
static bool set_value(struct parser *parser, const struct option_ref *ref, const char *value)
{
    const struct option_row *row = ref->row;
    bool *given = &parser->given[ref - parser->table.refs];
    if (*given && takes_value(row) && !row->kind->repeats)
        return report_usage(parser->report,
                            N_("option --%s is given twice, but takes one value only"), row->name);
    *given = true;
    if (value != NULL && *value == '\0')
        return report_usage(parser->report, N_("option --%s has an empty value"), row->name);
    const char *problem = row->kind->read(parser->report->arena, row, value, field_of(parser, ref));
    return problem == NULL || report_usage(parser->report, "%s", problem);
}

static bool parse_long(struct parser *parser, const char *text)
{
    const char *equals = strchr(text, '=');
    const char *name = equals == NULL
                           ? text
                           : arena_copy(parser->report->arena, text, (size_t)(equals - text));
    const struct option_ref *ref = find_long(parser, name);
    if (ref == NULL)
        return false;
    if (!takes_value(ref->row)) {
        if (equals != NULL)
            return report_usage(parser->report, N_("option --%s takes no value"), ref->row->name);
        return set_value(parser, ref, NULL);
    }
    if (equals != NULL)
        return set_value(parser, ref, equals + 1);
    if (parser->next >= parser->argc)
        return report_usage(parser->report, N_("option --%s needs a value"), ref->row->name);
    return set_value(parser, ref, parser->argv[parser->next++]);
}

static bool parse_short(struct parser *parser, const char *keys)
{
    for (; *keys != '\0'; keys++) {
        const struct option_ref *ref = find_short(parser, *keys);
        if (ref == NULL)
            return false;
        if (takes_value(ref->row)) {
            if (keys[1] != '\0')
                return set_value(parser, ref, keys + 1);
            if (parser->next >= parser->argc)
                return report_usage(parser->report, N_("option -%c needs a value"), *keys);
            return set_value(parser, ref, parser->argv[parser->next++]);
        }
        set_value(parser, ref, NULL);
        if (enough(parser))
            return true;
    }
    return true;
}

/* An operand may be a secret that lost its option: say where it stands, not what it is. */
static bool refuse_operand(struct parser *parser, int position)
{
    return report_usage(
        parser->report,
        N_("argument %d belongs to no option; every value needs its option in front"), position);
}

static bool parse_arguments(struct parser *parser)
{
    while (parser->next < parser->argc && !enough(parser)) {
        const char *argument = parser->argv[parser->next++];
        bool good;
        if (strcmp(argument, "--") == 0)
            good = parser->next >= parser->argc || refuse_operand(parser, parser->next);
        else if (strncmp(argument, "--", 2) == 0)
            good = parse_long(parser, argument + 2);
        else if (argument[0] == '-' && argument[1] != '\0')
            good = parse_short(parser, argument + 1);
        else
            good = refuse_operand(parser, parser->next - 1);
        if (!good)
            return false;
    }
    return true;
}

static void take_environment(struct parser *parser, const struct environment *environment)
{
    for (size_t i = 0; i < parser->table.count; i++) {
        const struct option_ref *ref = &parser->table.refs[i];
        if (ref->row->kind != &kind_secret || parser->given[i])
            continue;
        const char *value = secret_from_environment(environment,
                                                    secret_variable(parser->report->arena,
                                                                    ref->row->name));
        if (value != NULL) {
            ((struct secret *)field_of(parser, ref))->value = value;
            parser->given[i] = true;
        }
    }
}

/* Nothing that was named is opened before: a file system that hangs would hold the process for
 * ever.
 */
static bool answers(struct parser *parser, struct run *run, const char *path)
{
    if (apart_answers(run, path))
        return true;
    report_add(parser->report, &report_findings[FINDING_FILES_HUNG], UNKNOWN,
               N_("%s cannot be read, because its file system does not answer; look at its mount "
                  "(findmnt) and at the server behind it"),
               path);
    return false;
}

/* Libraries open these themselves, and wait for ever where nobody writes into a FIFO. What is not
 * there, or may not be read, is for them to say. */
static bool is_file(struct parser *parser, const struct option_row *row, const char *path)
{
    struct stat status;
    if (stat(path, &status) != 0 || S_ISREG(status.st_mode) || S_ISDIR(status.st_mode))
        return true;
    return report_usage(parser->report, N_("--%s: %s is neither a file nor a folder"), row->name,
                        path);
}

/* Of several files one that hangs is left out, and takes half of the time at most: what is known of
 * the others is said as well. False when nothing is left. */
static bool look_at_list(struct parser *parser, struct run *whole, struct list *list)
{
    const char **left = arena_array(whole->arena, list->count + 1, sizeof *left);
    size_t count = 0;
    for (size_t i = 0; i < list->count; i++) {
        struct run part = *whole;
        part.deadline = clock_now() + run_share(whole);
        if (answers(parser, &part, list->items[i]))
            left[count++] = list->items[i];
    }
    *list = (struct list){ .items = left, .count = count };
    return count > 0;
}

static bool look_at_secret(struct parser *parser, struct run *run, const struct option_row *row,
                           struct secret *secret)
{
    if (secret->path == NULL)
        return true;
    if (!answers(parser, run, secret->path))
        return false;
    const char *problem = kind_secret_take(run->arena, row, secret);
    return problem == NULL || report_usage(parser->report, "%s", problem);
}

static bool look_at_files(struct parser *parser)
{
    struct run run = { .arena = parser->report->arena,
                       .deadline = clock_now() + parser->common->timeout.seconds * 19 / 20 };
    bool good = true;
    for (size_t i = 0; i < parser->table.count && good; i++) {
        const struct option_ref *ref = &parser->table.refs[i];
        void *field = field_of(parser, ref);
        if (!parser->given[i])
            continue;
        if (ref->row->kind == &kind_secret)
            good = look_at_secret(parser, &run, ref->row, field);
        else if (ref->row->file && ref->row->kind->repeats)
            good = look_at_list(parser, &run, field);
        else if (ref->row->file)
            good = answers(parser, &run, *(const char **)field) &&
                   is_file(parser, ref->row, *(const char **)field);
    }
    return good;
}

static bool given(const struct parser *parser, const char *name, size_t length)
{
    for (size_t i = 0; i < parser->table.count; i++) {
        const char *candidate = parser->table.refs[i].row->name;
        if (strlen(candidate) == length && strncmp(candidate, name, length) == 0)
            return parser->given[i];
    }
    return false;
}

/* A required option that is missing, unless one of those is given that also do. */
static bool check_required(struct parser *parser)
{
    for (size_t i = 0; i < parser->table.count; i++) {
        const struct option_row *row = parser->table.refs[i].row;
        if (!row->required || parser->given[i])
            continue;
        struct buffer others = { .arena = parser->report->arena };
        bool replaced = false;
        for (const char *word = row->unless; word != NULL && *word != '\0';) {
            size_t length = strcspn(word, " ");
            replaced = replaced || given(parser, word, length);
            buffer_printf(&others, ", --%.*s", (int)length, word);
            word += length + strspn(word + length, " ");
        }
        if (replaced)
            continue;
        if (others.length == 0)
            return report_usage(parser->report, N_("option --%s is required; see --help"),
                                row->name);
        return report_usage(parser->report,
                            N_("one of these options is required: --%s%s; see --help"), row->name,
                            others.text);
    }
    return true;
}

static void settle(struct parser *parser)
{
    const struct plugin *plugin = parser->plugin;
    for (size_t i = 0; i < plugin->nuses; i++) {
        const struct use *use = &plugin->uses[i];
        if (use->part->settle != NULL)
            use->part->settle(parser->config + use->at, parser->common);
    }
}

static bool validate(struct parser *parser)
{
    const struct plugin *plugin = parser->plugin;
    for (size_t i = 0; i < plugin->nuses; i++) {
        const struct use *use = &plugin->uses[i];
        if (use->part->validate != NULL &&
            !use->part->validate(parser->config + use->at, parser->report))
            return false;
    }
    return plugin->validate == NULL || plugin->validate(parser->config, parser->report);
}

bool option_parse(const struct plugin *plugin, int argc, char *const *argv,
                  const struct environment *environment, struct common *common, void *config,
                  struct report *report)
{
    struct parser parser = {
        .plugin = plugin,
        .table = option_table(report->arena, plugin),
        .argc = argc,
        .argv = argv,
        .next = 1,
        .common = common,
        .config = config,
        .report = report,
    };
    parser.given = arena_array(report->arena, parser.table.count, sizeof *parser.given);
    if (!parse_arguments(&parser))
        return false;
    if (enough(&parser))
        return true;
    if (!look_at_files(&parser))
        return false;
    take_environment(&parser, environment);
    settle(&parser);
    return check_required(&parser) && validate(&parser);
}

bool option_wants_json(int argc, char *const *argv)
{
    static const char option[] = "--output";
    bool json = false;
    for (int i = 1; i < argc; i++) {
        size_t name = strcspn(argv[i], "=");
        if (name < strlen("--o") || name >= sizeof option || strncmp(argv[i], option, name) != 0)
            continue;
        const char *next = i + 1 < argc ? argv[i + 1] : "";
        json = text_same(argv[i][name] == '=' ? argv[i] + name + 1 : next, outputs[OUTPUT_JSON]);
    }
    return json;
}
