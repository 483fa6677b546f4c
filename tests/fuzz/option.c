/* SPDX-License-Identifier: BSD-2-Clause */
/* Command lines: the bytes are cut into arguments at line feeds and go through a whole run, as text
 * and as JSON. */
#include <fcntl.h>
#include <unistd.h>

#include "fuzz/fuzz.h"
#include "frame/run.h"

/* The unit tests' sample plugin and JSON reader. */
#include "unit/strict_json.h"
#include "unit/sample.h"

enum { ARGUMENTS_MAX = 32 };

static void probe(struct run *run, const void *given, void *reading)
{
    const struct config *config = given;
    (void)reading;
    run_note(run, 1, "text %s", config->text != NULL ? config->text : "none");
}

static void judge(const void *given, const void *reading, struct report *report)
{
    const struct config *config = given;
    (void)reading;
    MUST(config->port >= 0 && config->port <= 65535);
    MUST(config->wait.seconds >= 0);
    MUST(config->colour.index >= 0 && config->colour.index < 3);
    MUST(config->pause.seconds >= 0.1 && config->pause.seconds <= DAY);
    MUST(!config->part.only4 || !config->part.only6);
    for (size_t i = 0; i < config->item.count; i++)
        report_metric(report, (struct metric){ .label = config->item.items[i],
                                               .value = config->ratio,
                                               .limits = { .warn = config->level } });
    report_ok(report, "text %s", config->text != NULL ? config->text : "none");
}

static const struct plugin plugin = { SAMPLE_PLUGIN, .probe = probe, .judge = judge };

static void check_output(int fd, int exit_code, bool json)
{
    static char output[256 * 1024];
    ssize_t length = pread(fd, output, sizeof output - 1, 0);
    MUST(length > 0 && exit_code >= 0 && exit_code <= 3);
    output[length] = '\0';
    MUST(output[length - 1] == '\n');
    if (json)
        MUST(strict_json(output));
    if (exit_code == 0 || length > 60 * 1024)
        return; /* a description */
    for (char *line = output, *end; (end = strchr(line, '\n')) != NULL; line = end + 1) {
        *end = '\0';
        for (char *bar = line; !json && line == output && (bar = strchr(bar, '|')) != NULL;)
            *bar = '/';
        if (strncmp(line, "UNKNOWN - ", 10) == 0 || json)
            must_be_clean(line);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static int fd = -1;
    char *argv[ARGUMENTS_MAX + 2] = { (char *)(uintptr_t) "check_sample" };
    int argc = 1;
    struct arena *memory = arena_new();
    char *text = arena_copy(memory, data, size);
    bool json = size > 0 && data[0] == 'J';
    if (fd < 0)
        fd = open("/tmp", O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    MUST(fd >= 0 && ftruncate(fd, 0) == 0 && lseek(fd, 0, SEEK_SET) == 0);
    if (json)
        argv[argc++] = arena_string(memory, "--output=json");
    for (char *end; text != NULL && argc < ARGUMENTS_MAX; text = end) {
        end = strchr(text, '\n');
        if (end != NULL)
            *end++ = '\0';
        /* Secrets would open files. */
        argv[argc++] = strncmp(text, "--to", 4) == 0 ? arena_string(memory, "-f") : text;
    }
    struct invocation invocation = { .argc = argc, .argv = argv, .now = 1e9, .output = fd };
    int exit_code = run_plugin(&plugin, &invocation);
    bool asked = json && option_wants_json(argc, argv);
    /* Later arguments may ask for text, help or a description instead. */
    for (int i = 2; i < argc; i++)
        asked = asked && strncmp(argv[i], "--o", 3) != 0 && strncmp(argv[i], "--d", 3) != 0 &&
                strncmp(argv[i], "--h", 3) != 0 && strncmp(argv[i], "--vers", 6) != 0 &&
                (argv[i][0] != '-' || argv[i][1] == '-' || strpbrk(argv[i], "hV") == NULL);
    check_output(fd, exit_code, asked);
    arena_free(memory);
    return 0;
}
