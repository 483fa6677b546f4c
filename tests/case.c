/* SPDX-License-Identifier: BSD-2-Clause */
/* case.c - plays cases: whole runs of a plugin, from the command line to the output, against peers
 * that are described in files. case_X FOLDER... prints TAP.
 *
 * A case is a folder tests/cases/X/STATE-WHAT, STATE being how it ends. The run has it as its
 * current folder. In it:
 *
 *     arguments    one argument a line, blanks and all; what is not there is empty
 *     at           the clock: 2026-11-20T12:00:00Z (the default) or seconds since 1970
 *     environment  NAME=VALUE lines, secrets
 *     modes        `600 FILE` lines: what git does not keep
 *     needs        what must be there, else the case is skipped: openssl-3, rc2
 *     expect       `exit N` and the codes of the findings, worst first; then the output; then
 *                  what a tool said on standard error, each line behind `stderr: `. In a line `~`
 *                  stands for any text, a line `...` at the end for any lines. An error of
 *                  OpenSSL's verification is written by its number.
 *
 * and whatever the fakes read (tests/fake, in the head of each). Time stands still but for what the
 * fakes let pass. Each case is played twice in one process; both outputs must be the same. A third
 * run, unless it is a tool, with --output=json in front, tells the codes, and its sentences must
 * have nothing empty in them: no colon at the end, no brackets around nothing. `CODE STATE` of all
 * of them, each once, stand in the file case_X.seen beside the program in the end, for the gate of
 * the runbook. No case is played when the program's tables have an option or a code twice, and a
 * case fails in which it gives a metric twice (frame/sane.h). UPDATE_CASES=1 in the environment
 * writes what came into `expect` where it does not match: then read the difference, it is the test.
 */
#include <errno.h>
#include <fcntl.h>
#include <locale.h>
#include <openssl/crypto.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/buffer.h"
#include "fake/fake.h"
#include "fake/steady.h"
#include "base/file.h"
#include "base/number.h"
#include "base/text.h"
#include "frame/plugin.h"
#include "frame/sane.h"

#if OPENSSL_VERSION_NUMBER >= 0x30000000L
#include <openssl/provider.h>
#endif

enum { FILE_MAX = 1024 * 1024 };
static const double usual_time = 1795176000; /* 2026-11-20T12:00:00Z */

/* The lines of a file, empty ones too. */
struct text {
    const char **lines;
    size_t count, capacity;
};

struct played {
    struct arena *arena;
    const char *name;        /* check_x/state-what */
    const char *problem;     /* what could not be done; NULL when all went well */
    struct buffer complaint; /* of the fakes and of judge(), a line each */
};

/* `CODE STATE` lines of all cases, behind an empty one. */
static struct buffer seen;

/* The fakes know no case: the one that is played. */
static struct played *current;
size_t case_run;

void case_fail(const char *format, ...)
{
    va_list list;
    va_start(list, format);
    buffer_printf(&current->complaint, "# %s\n", arena_vprintf(current->arena, format, list));
    va_end(list);
}

static bool fail(struct played *played, const char *format, ...) PRINTF_LIKE(2, 3);
static bool fail(struct played *played, const char *format, ...)
{
    va_list list;
    va_start(list, format);
    played->problem = arena_vprintf(played->arena, format, list);
    va_end(list);
    return false;
}

/* ---- files of a case ---- */

static struct text split(struct arena *arena, const char *bytes)
{
    struct text text = { .count = 0 };
    while (*bytes != '\0') {
        size_t length = strcspn(bytes, "\n");
        text.lines = arena_grow(arena, text.lines, text.count, &text.capacity,
                                sizeof(const char *));
        text.lines[text.count++] = arena_copy(arena, bytes, length);
        bytes += length + (bytes[length] == '\n' ? 1 : 0);
    }
    return text;
}

/* A file that does not exist has no lines. */
static struct text read_text(struct arena *arena, const char *path)
{
    char *bytes;
    size_t length;
    if (file_read(arena, path, FILE_MAX, &bytes, &length) != 0)
        return (struct text){ .count = 0 };
    return split(arena, bytes);
}

static bool read_time(struct played *played, double *now)
{
    struct text text = read_text(played->arena, "at");
    struct tm broken = { .tm_year = 0 };
    *now = usual_time;
    if (text.count == 0 || number_parse(text.lines[0], now))
        return true;
    const char *end = strptime(text.lines[0], "%Y-%m-%dT%H:%M:%SZ", &broken);
    if (end == NULL || *end != '\0')
        return fail(played, "the time in `at` cannot be read: %s", text.lines[0]);
    *now = (double)timegm(&broken);
    return true;
}

static struct environment read_environment(struct arena *arena)
{
    struct text text = read_text(arena, "environment");
    struct variable *variables = arena_array(arena, text.count, sizeof *variables);
    for (size_t i = 0; i < text.count; i++) {
        size_t name = strcspn(text.lines[i], "=");
        variables[i].name = arena_copy(arena, text.lines[i], name);
        variables[i].value = text.lines[i] + name + (text.lines[i][name] == '=' ? 1 : 0);
    }
    return (struct environment){ .variables = variables, .count = text.count };
}

static bool set_modes(struct played *played)
{
    struct text text = read_text(played->arena, "modes");
    for (size_t i = 0; i < text.count; i++) {
        char *path;
        struct stat status;
        mode_t mode = (mode_t)strtoul(text.lines[i], &path, 8);
        bool set = *path == ' ' && stat(path + 1, &status) == 0 && (status.st_mode & 0777) == mode;
        if (!set && (*path != ' ' || chmod(path + 1, mode) != 0))
            return fail(played, "`modes`: %s: %s", text.lines[i], strerror(errno));
    }
    return true;
}

/* ---- what this machine has ---- */

/* Some distributions put the old ciphers into a package of their own. */
static bool has_rc2(void)
{
#if OPENSSL_VERSION_NUMBER >= 0x30000000L
    OSSL_LIB_CTX *context = OSSL_LIB_CTX_new();
    OSSL_PROVIDER *legacy = OSSL_PROVIDER_load(context, "legacy");
    bool has = legacy != NULL;
    OSSL_PROVIDER_unload(legacy);
    OSSL_LIB_CTX_free(context);
    return has;
#else
    return true;
#endif
}

/* The reason for which the case cannot be played here, or NULL. */
static const char *unmet(struct played *played)
{
    struct text needs = read_text(played->arena, "needs");
    for (size_t i = 0; i < needs.count; i++) {
        const char *need = needs.lines[i];
        if (strcmp(need, "openssl-3") == 0) {
            if (OPENSSL_VERSION_NUMBER < 0x30000000L)
                return "OpenSSL before 3.0";
        } else if (strcmp(need, "rc2") == 0) {
            if (!has_rc2())
                return "OpenSSL without its legacy provider";
        } else {
            fail(played, "`needs` has an unknown word: %s", need);
        }
    }
    return NULL;
}

/* ---- playing ---- */

static const char *read_back(struct arena *arena, int fd)
{
    off_t length = lseek(fd, 0, SEEK_END);
    char *text = arena_alloc(arena, (size_t)length + 1);
    if (pread(fd, text, (size_t)length, 0) != length)
        return NULL;
    return text;
}

/* The program's judge, and what it may not do. */
static void judge(const void *config, const void *reading, struct report *report)
{
    the_plugin.judge(config, reading, report);
    const char *label = sane_labels(report);
    if (label != NULL)
        case_fail("the program gives the metric %s twice", label);
}

struct ran {
    int exit_code;
    const char *output;
};

/* Whether the arguments ask for JSON themselves: to say so twice would be a mistake. */
static bool asks_for_json(const struct text *arguments)
{
    for (size_t i = 0; i < arguments->count; i++) {
        if (text_same(arguments->lines[i], "--output=json") ||
            text_same(arguments->lines[i], "--output"))
            return true;
    }
    return false;
}

/* What was printed, then the lines of standard error; NULL when it cannot be read back. */
static const char *said(struct arena *arena, const struct invocation *invocation)
{
    struct buffer all = { .arena = arena };
    const char *printed = read_back(arena, invocation->output);
    const char *error = read_back(arena, invocation->error);
    if (printed == NULL || error == NULL)
        return NULL;
    buffer_put(&all, printed);
    struct text lines = split(arena, error);
    for (size_t i = 0; i < lines.count; i++)
        buffer_printf(&all, "stderr: %s\n", lines.lines[i]);
    return all.text;
}

/* One run, with this in front of the arguments unless it is NULL. */
static bool run(struct played *played, const char *extra, struct ran *ran)
{
    struct arena *arena = played->arena;
    struct text arguments = read_text(arena, "arguments");
    struct environment environment = read_environment(arena);
    char **argv = arena_array(arena, arguments.count + 3, sizeof *argv);
    struct invocation invocation = { .argv = argv, .environment = &environment };
    argv[invocation.argc++] = arena_string(arena, the_plugin.name);
    if (extra != NULL && !asks_for_json(&arguments))
        argv[invocation.argc++] = arena_string(arena, extra);
    for (size_t i = 0; i < arguments.count; i++)
        argv[invocation.argc++] = arena_string(arena, arguments.lines[i]);
    if (!read_time(played, &invocation.now))
        return false;
    invocation.output = memfd_create("output", MFD_CLOEXEC);
    invocation.error = memfd_create("error", MFD_CLOEXEC);
    if (invocation.output < 0 || invocation.error < 0)
        return fail(played, "no file for the output: %s", strerror(errno));
    struct plugin watched = the_plugin;
    watched.judge = judge;
    case_run++;
    ran->exit_code = run_plugin(&watched, &invocation);
    const char *text = said(arena, &invocation);
    close(invocation.output);
    close(invocation.error);
    if (text == NULL)
        return fail(played, "the output cannot be read back");
    ran->output = steady_text(arena, text);
    if (played->complaint.length == 0)
        return true;
    struct text lines = split(arena, ran->output);
    for (size_t i = 0; i < lines.count; i++)
        case_fail("  %s", lines.lines[i]);
    return fail(played, "this is complained of, and here is the output:");
}

/* The codes of all findings, worst first, each once, as they stand in the JSON output. */
static const char *codes(struct arena *arena, const char *json)
{
    static const char key[] = "\"code\":\"";
    struct buffer out = { .arena = arena };
    buffer_put(&out, "");
    for (const char *at = json; (at = strstr(at, key)) != NULL;) {
        at += sizeof key - 1;
        const char *code = arena_printf(arena, " %.*s", (int)strcspn(at, "\""), at);
        const char *known = strstr(out.text, code);
        if (known == NULL || strchr(" ", known[strlen(code)]) == NULL)
            buffer_put(&out, code);
    }
    return out.text;
}

/* Remembers which finding was seen in which state. */
static void note_states(const char *json)
{
    static const char key[] = "\"code\":\"", state[] = "\",\"state\":\"";
    for (const char *at = json; (at = strstr(at, key)) != NULL;) {
        at += sizeof key - 1;
        int code = (int)strcspn(at, "\"");
        const char *word = at + code + sizeof state - 1;
        if (strncmp(at + code, state, sizeof state - 1) != 0)
            continue;
        const char *line = arena_printf(seen.arena, "\n%.*s %.*s\n", code, at,
                                        (int)strcspn(word, "\""), word);
        if (strstr(seen.text, line) == NULL)
            buffer_put(&seen, line + 1);
    }
}

static bool write_seen(const char *program)
{
    FILE *file = fopen(arena_printf(seen.arena, "%s.seen", program), "w");
    return file != NULL && fputs(seen.text + 1, file) >= 0 && fclose(file) == 0;
}

/* What is wrong with the form of a sentence, as it is when something that was put into it is empty;
 * NULL when nothing is. Brackets without a blank before them may be of a text from outside. */
static const char *misshapen(const char *text)
{
    static const char *const pieces[] = { " ()", " []", " \"\"", "  ", " . ",
                                          " , ", " ; ", ": ; ",  NULL };
    static const char *const wide[] = { "（）", "「」", "：。", NULL };
    static const char *const ends[] = { ":", ": ", " ", " .", " (", "：", NULL };
    size_t length = strlen(text);
    for (const char *const *piece = pieces; *piece != NULL; piece++) {
        if (strstr(text, *piece) != NULL)
            return *piece;
    }
    for (const char *const *piece = wide; *piece != NULL; piece++) {
        if (strstr(text, *piece) != NULL)
            return *piece;
    }
    for (const char *const *end = ends; *end != NULL; end++) {
        size_t size = strlen(*end);
        if (length >= size && strcmp(text + length - size, *end) == 0)
            return *end;
    }
    return length == 0 || strchr(" :;,", text[0]) != NULL ? "how it begins" : NULL;
}

/* A text of the JSON output, without its escapes; *at moves behind it. */
static const char *json_string(struct arena *arena, const char **at)
{
    struct buffer out = { .arena = arena };
    buffer_put(&out, "");
    for (; **at != '"' && **at != '\0'; ++*at) {
        *at += **at == '\\' ? 1 : 0;
        buffer_add(&out, *at, 1);
    }
    return out.text;
}

/* Whether all sentences of the JSON output read as if all that was put into them was there. */
static bool well_formed(struct played *played, const char *json)
{
    static const char key[] = "\"text\":\"";
    bool good = true;
    for (const char *at = json; (at = strstr(at, key)) != NULL;) {
        at += sizeof key - 1;
        const char *text = json_string(played->arena, &at), *wrong = misshapen(text);
        if (wrong != NULL)
            good = fail(played, "a sentence is not well formed [%s]: [%s]", wrong, text);
    }
    return good;
}

/* Runs the case twice, and once more for the codes. */
static bool run_all(struct played *played, struct ran runs[2], const char **head)
{
    struct ran json = { .exit_code = 0 };
    if (!run(played, NULL, &runs[0]) || !run(played, NULL, &runs[1]))
        return false;
    if (the_plugin.kind == PLUGIN_TOOL) {
        *head = arena_printf(played->arena, "exit %d", runs[0].exit_code);
        return runs[0].exit_code == runs[1].exit_code ||
               fail(played, "the runs end with exit codes %d and %d", runs[0].exit_code,
                    runs[1].exit_code);
    }
    if (!run(played, "--output=json", &json))
        return false;
    if (runs[0].exit_code != runs[1].exit_code || runs[0].exit_code != json.exit_code)
        return fail(played, "the runs end with exit codes %d, %d and, with --output=json, %d",
                    runs[0].exit_code, runs[1].exit_code, json.exit_code);
    note_states(json.output);
    if (!well_formed(played, json.output))
        return false;
    *head = arena_printf(played->arena, "exit %d%s", json.exit_code,
                         codes(played->arena, json.output));
    return true;
}

/* ---- comparing ---- */

bool case_line_matches(const char *expected, const char *line)
{
    for (; *expected != '\0' && *expected != '~'; expected++, line++) {
        if (*expected != *line)
            return false;
    }
    if (*expected == '\0')
        return *line == '\0';
    for (;; line++) {
        if (case_line_matches(expected + 1, line))
            return true;
        if (*line == '\0')
            return false;
    }
}

static bool is_rest(const struct text *expected, size_t at)
{
    return at + 1 == expected->count && strcmp(expected->lines[at], "...") == 0;
}

static bool text_matches(const struct text *expected, const struct text *got)
{
    size_t i = 0;
    for (; i < got->count; i++) {
        if (is_rest(expected, i))
            return true;
        if (i >= expected->count || !case_line_matches(expected->lines[i], got->lines[i]))
            return false;
    }
    return i == expected->count || is_rest(expected, i);
}

static void print_difference(const struct text *expected, const struct text *got)
{
    for (size_t i = 0; i < expected->count || i < got->count; i++) {
        const char *wanted = i < expected->count ? expected->lines[i] : NULL;
        const char *line = i < got->count ? got->lines[i] : NULL;
        if (is_rest(expected, i))
            return;
        if (wanted != NULL && line != NULL && case_line_matches(wanted, line)) {
            printf("#   %s\n", line);
            continue;
        }
        if (wanted != NULL)
            printf("# - %s\n", wanted);
        if (line != NULL)
            printf("# + %s\n", line);
    }
}

/* ok-, warning-, critical- or unknown- in front of the case's name is the exit code. */
static bool name_agrees(struct played *played, int exit_code)
{
    const char *what = strrchr(played->name, '/') + 1;
    const char *word = arena_copy(played->arena, what, strcspn(what, "-"));
    for (enum state state = OK; state <= UNKNOWN; state++) {
        if (text_same(word, state_name(state)) && exit_code == (int)state)
            return true;
    }
    return fail(played, "the name of the folder and the exit code, %d, do not agree", exit_code);
}

bool case_updates(void)
{
    const char *update = getenv("UPDATE_CASES");
    return update != NULL && *update != '\0';
}

/* Writes what came; as little of it as there was when the rest did not matter. A line that still
 * matches stays as it is: its `~` was put there by a person. */
static bool rewrite(struct played *played, const struct text *expected, const struct text *got)
{
    bool rest = expected->count > 0 && is_rest(expected, expected->count - 1);
    FILE *file = fopen("expect", "w");
    if (file == NULL)
        return fail(played, "`expect` cannot be written: %s", strerror(errno));
    for (size_t i = 0; i < got->count && !(rest && is_rest(expected, i)); i++)
        fprintf(file, "%s\n",
                i < expected->count && case_line_matches(expected->lines[i], got->lines[i])
                    ? expected->lines[i]
                    : got->lines[i]);
    if (rest)
        fputs("...\n", file);
    if (fclose(file) != 0)
        return fail(played, "`expect` cannot be written: %s", strerror(errno));
    printf("# %s: expect was written\n", played->name);
    return true;
}

static bool compare(struct played *played, const struct ran runs[2], const char *head)
{
    struct arena *arena = played->arena;
    struct text expected = read_text(arena, "expect");
    struct text got = split(arena, arena_printf(arena, "%s\n%s", head, runs[0].output));
    if (strcmp(runs[0].output, runs[1].output) != 0) {
        struct text again = split(arena, arena_printf(arena, "%s\n%s", head, runs[1].output));
        print_difference(&got, &again);
        return fail(played, "the second run in this process is not like the first one");
    }
    if (!name_agrees(played, runs[0].exit_code)) {
        print_difference(&expected, &got);
        return false;
    }
    if (!text_matches(&expected, &got)) {
        if (!case_updates()) {
            print_difference(&expected, &got);
            return fail(played, "the output is not as expected");
        }
        return rewrite(played, &expected, &got);
    }
    return true;
}

/* ---- all cases ---- */

/* The last two parts of the path: the plugin and the case. */
static const char *case_name(struct arena *arena, const char *folder)
{
    size_t length = strlen(folder);
    while (length > 1 && folder[length - 1] == '/')
        length--;
    const char *path = arena_copy(arena, folder, length), *name = path + length;
    for (int slashes = 0; name > path && slashes < 2; name--)
        slashes += name[-1] == '/' ? 1 : 0;
    return *name == '/' ? name + 1 : arena_printf(arena, "%s/%s", the_plugin.name, name);
}

static bool play(const char *folder, size_t number)
{
    struct played played = { .arena = arena_new() };
    current = &played;
    played.complaint.arena = played.arena;
    const char *reason = NULL, *head = NULL;
    struct ran runs[2];
    played.name = case_name(played.arena, folder);
    bool good = chdir(folder) == 0 || fail(&played, "chdir: %s", strerror(errno));
    if (good) {
        reason = unmet(&played);
        good = played.problem == NULL;
    }
    if (good && reason == NULL)
        good = set_modes(&played) && run_all(&played, runs, &head) && compare(&played, runs, head);
    if (played.problem != NULL)
        printf("# %s: %s\n%s", played.name, played.problem,
               played.complaint.length > 0 ? played.complaint.text : "");
    printf("%s %zu - %s%s%s\n", good ? "ok" : "not ok", number, played.name,
           reason != NULL ? " # SKIP " : "", reason != NULL ? reason : "");
    arena_free(played.arena);
    return good;
}

int main(int argc, char **argv)
{
    int here = open(".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool good = here >= 0;
    setenv("TZ", "UTC", 1);
    tzset();
    setlocale(LC_ALL, "C");
    /* What was played last must be known when a sanitizer ends the process. */
    setvbuf(stdout, NULL, _IOLBF, 0);
    seen.arena = arena_new();
    buffer_put(&seen, "\n");
    const char *wrong = sane_tables(seen.arena, &the_plugin);
    if (wrong != NULL)
        printf("Bail out! %s: %s\n", the_plugin.name, wrong);
    if (wrong != NULL)
        return EXIT_FAILURE;
    printf("1..%d\n", argc - 1);
    for (int i = 1; i < argc; i++)
        good = fchdir(here) == 0 && play(argv[i], (size_t)i) && good;
    good = fchdir(here) == 0 && write_seen(argv[0]) && good;
    arena_free(seen.arena);
    return good ? EXIT_SUCCESS : EXIT_FAILURE;
}
