/* SPDX-License-Identifier: BSD-2-Clause */
#include "keep/memory.h"

#include <dirent.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <sys/file.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "unit/check.h"

enum { NOBODY = 65534 };
static const char identity[] = "check_unit https://portal.example/";
static const double today = 1795176000;

/* ---- one run ---- */

static struct run a_run(double now)
{
    static const struct common common;
    return (struct run){ .arena = arena, .common = &common, .now = now };
}

static struct memory load_at(const char *folder, double now)
{
    struct run run = a_run(now);
    struct memory_options options = { .state_dir = folder };
    struct memory memory;
    memory_file_load(&run, &options, identity, &memory);
    return memory;
}

/* Loads, and saves this word for the next run. */
static bool turn(const char *folder, double now, const char *word)
{
    struct run run = a_run(now);
    struct memory memory = load_at(folder, now), next = memory_next(arena, &memory, now);
    memory_put(&next, "word", word);
    return memory_file_save(&run, &next);
}

static const char *file_in(const char *folder)
{
    return arena_printf(arena, "%s/%s", folder, memory_file_name(arena, identity, (long)geteuid()));
}

static const char *aside_in(const char *folder)
{
    return arena_printf(arena, "%s.aside", file_in(folder));
}

static const char *next_in(const char *folder)
{
    return arena_printf(arena, "%s.next", file_in(folder));
}

static size_t files_in(const char *folder)
{
    size_t count = 0;
    DIR *entries = opendir(folder);
    for (const struct dirent *entry; entries != NULL && (entry = readdir(entries)) != NULL;)
        count += *entry->d_name != '.';
    if (entries != NULL)
        closedir(entries);
    return count;
}

static void clear(const char *folder)
{
    DIR *entries = opendir(folder);
    for (const struct dirent *entry; entries != NULL && (entry = readdir(entries)) != NULL;)
        remove(arena_printf(arena, "%s/%s", folder, entry->d_name));
    if (entries != NULL)
        closedir(entries);
    remove(folder);
}

static const char *mode_of(const char *path)
{
    struct stat status;
    return lstat(path, &status) == 0 ? arena_printf(arena, "%04o", status.st_mode & 07777) : "none";
}

/* In a process of its own, which may change its account and limits; its answer. */
static bool in_child(bool (*what)(const char *folder), const char *folder)
{
    int status = 0;
    pid_t child = fork();
    if (child == 0)
        _exit(what(folder) ? 0 : 1);
    return child > 0 && waitpid(child, &status, 0) == child && WIFEXITED(status) &&
           WEXITSTATUS(status) == 0;
}

/* ---- the usual ---- */

TEST(a_run_knows_what_the_last_one_saved)
{
    const char *folder = temporary_folder();
    struct memory memory = load_at(folder, today);
    expect_int("first", memory.trouble, MEMORY_FIRST);
    expect_number("nothing is known", memory.elapsed, NAN);
    mode_t before = umask(0);
    expect("saved", turn(folder, today, "one"), "was not");
    umask(before);
    expect_text("mode", mode_of(file_in(folder)), "0600");
    memory = load_at(folder, today + 300);
    expect_int("second", memory.trouble, MEMORY_KNOWN);
    expect_number("elapsed", memory.elapsed, 300);
    expect_text("word", memory_text(&memory, "word"), "one");
    before = umask(0777);
    expect("saved again", turn(folder, today + 300, "two"), "was not");
    umask(before);
    expect_text("mode again", mode_of(file_in(folder)), "0600");
    memory = load_at(folder, today + 600);
    expect_text("word", memory_text(&memory, "word"), "two");
    expect_int("one file", (long)files_in(folder), 1);
    clear(folder);
}

TEST(clocks_jump)
{
    static const struct {
        const char *row;
        double then, elapsed;
    } rows[] = {
        { "back by a second", -1, NAN },
        { "back by years", -1e8, NAN },
        { "not at all", 0, 0.001 },
        { "ahead by years", 1e8, 1e8 },
    };
    const char *folder = temporary_folder();
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        turn(folder, today - 1e9, "past");
        turn(folder, today, "word");
        struct memory memory = load_at(folder, today + rows[i].then);
        expect_int(rows[i].row, memory.trouble, MEMORY_KNOWN);
        expect_number(rows[i].row, memory.elapsed, rows[i].elapsed);
        expect_text(rows[i].row, memory_text(&memory, "word"), "word");
        expect(rows[i].row, turn(folder, today + rows[i].then, "again"), "was not saved");
        memory = load_at(folder, today + rows[i].then + 1);
        expect_text(rows[i].row, memory_text(&memory, "word"), "again");
        remove(file_in(folder));
    }
    clear(folder);
}

/* ---- places ---- */

TEST(a_folder_is_made_when_only_it_is_missing)
{
    const char *above = temporary_folder();
    const char *folder = arena_printf(arena, "%s/new", above);
    expect("saved", turn(folder, today, "one"), "was not");
    expect_text("mode", mode_of(folder), "0700");
    expect_int("known", load_at(folder, today + 1).trouble, MEMORY_KNOWN);
    clear(folder);
    const char *deep = arena_printf(arena, "%s/two/levels", above);
    expect_int("two levels", load_at(deep, today).trouble, MEMORY_NO_PLACE);
    expect("saving is no failure, it was said before", turn(deep, today, "one"), "was one");
    clear(above);
}

static bool nothing_can_be_kept(const char *folder)
{
    if (geteuid() == 0 && setresuid(NOBODY, NOBODY, NOBODY) != 0)
        return false;
    return load_at(folder, today).trouble == MEMORY_NO_PLACE && turn(folder, today, "one");
}

/* The remark of a run at that time. */
static const char *told(const char *folder, double now)
{
    static const struct common common = { .verbose = { 2 } };
    struct report notes = report_start(arena);
    struct run run = { .arena = arena, .common = &common, .notes = &notes, .now = now };
    struct memory_options options = { .state_dir = folder };
    struct memory memory;
    memory_file_load(&run, &options, identity, &memory);
    return notes.nnotes == 1 ? notes.notes[0].text : "(not one)";
}

TEST(remarks_tell_what_is_known)
{
    const char *folder = temporary_folder();
    expect_has("first", told(folder, today), ": there is none yet");
    turn(folder, today, "one");
    expect_has("known", told(folder, today + 90), ", values: 1, saved 90 s ago");
    expect_has("set back", told(folder, today - 90),
               ", saved later than now: a clock was set back");
    write_file(folder, memory_file_name(arena, identity, (long)geteuid()), "garbage", 7);
    expect_has("damaged", told(folder, today), ": it is damaged");
    clear(folder);
    expect_has("nowhere", told("/proc/nowhere", today), ": its folder is missing or closed to us");
}

TEST(a_place_that_cannot_be_used_is_said_and_no_failure)
{
    const char *folder = temporary_folder();
    const char *file = write_file(folder, "file", "", 0);
    expect_int("a file as the folder", load_at(file, today).trouble, MEMORY_NO_PLACE);
    expect_int("nowhere", load_at("/proc/nowhere", today).trouble, MEMORY_NO_PLACE);
    chmod(folder, 0500);
    expect("read only", in_child(nothing_can_be_kept, folder), "was not said");
    chmod(folder, 0700);
    clear(folder);
}

/* ---- what others put there ---- */

/* Whatever is in the way: the run goes on without memory, the thing is set aside, the next run
 * remembers. */
static void expect_set_aside(const char *row, const char *folder, enum memory_trouble trouble)
{
    struct memory memory = load_at(folder, today + 300);
    expect_int(row, memory.trouble, trouble);
    expect_int(row, (long)memory.count, 0);
    expect_number(row, memory.elapsed, NAN);
    expect_text(row, mode_of(file_in(folder)), "none");
    expect(row, strcmp(mode_of(aside_in(folder)), "none") != 0, "was not set aside");
    expect(row, turn(folder, today + 300, "again"), "was not saved");
    memory = load_at(folder, today + 600);
    expect_text(row, memory_text(&memory, "word"), "again");
    remove(aside_in(folder));
    remove(file_in(folder));
}

TEST(damaged_files_are_set_aside)
{
    static const struct {
        const char *row, *text;
    } rows[] = {
        { "empty", "" },
        { "garbage", "\x7f"
                     "ELF\x02\x01" },
        { "of another check",
          "city-monitoring-plugins memory 1\ncheck check_unit elsewhere\nsaved 1\nend\n" },
        { "cut",
          "city-monitoring-plugins memory 1\ncheck check_unit https://portal.example/\nsav" },
    };
    const char *folder = temporary_folder();
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const char *path = write_file(folder, strrchr(file_in(folder), '/') + 1, rows[i].text,
                                      strlen(rows[i].text));
        chmod(path, 0600);
        expect_set_aside(rows[i].row, folder, MEMORY_BROKEN);
    }
    size_t length = 1024 * 1024 + 1;
    const char *path = write_file(folder, strrchr(file_in(folder), '/') + 1, repeated(' ', length),
                                  length);
    chmod(path, 0600);
    expect_set_aside("too large", folder, MEMORY_BROKEN);
    clear(folder);
}

TEST(files_that_others_may_touch_are_set_aside)
{
    static const mode_t modes[] = { 0644, 0660, 0602, 0604, 0777 };
    const char *folder = temporary_folder();
    for (size_t i = 0; i < COUNT_OF(modes); i++) {
        turn(folder, today, "word");
        chmod(file_in(folder), modes[i]);
        expect_set_aside(arena_printf(arena, "mode %o", modes[i]), folder, MEMORY_FOREIGN);
    }
    clear(folder);
}

TEST(traps_are_set_aside_and_not_walked_into)
{
    const char *folder = temporary_folder();
    const char *victim = write_file(folder, "victim", "untouched", 9);
    expect("link", symlink(victim, file_in(folder)) == 0, "could not be made");
    expect_set_aside("a link", folder, MEMORY_BROKEN);
    mkfifo(file_in(folder), 0600);
    expect_set_aside("a FIFO", folder, MEMORY_BROKEN);
    mkdir(file_in(folder), 0700);
    expect_set_aside("a folder", folder, MEMORY_BROKEN);
    expect("link", symlink(victim, next_in(folder)) == 0, "could not be made");
    expect("a link where the next file goes", turn(folder, today, "one"), "was not saved");
    remove(next_in(folder));
    mkfifo(next_in(folder), 0600);
    expect("a FIFO where the next file goes", turn(folder, today, "two"), "was not saved");
    remove(next_in(folder));
    const char *shared = write_file(folder, strrchr(next_in(folder), '/') + 1, "shared", 6);
    chmod(shared, 0666);
    expect("a file of all where the next file goes", turn(folder, today, "three"), "was not saved");
    expect_text("it stays", mode_of(shared), "0666");
    struct memory memory = load_at(folder, today + 1);
    expect_text("saved all the same", memory_text(&memory, "word"), "three");
    FILE *file = fopen(victim, "r");
    char text[32] = "";
    expect("victim", file != NULL && fgets(text, sizeof text, file) != NULL, "is gone");
    expect_text("victim", text, "untouched");
    if (file != NULL)
        fclose(file);
    clear(folder);
}

/* In a folder of all, like /tmp, what belongs to somebody else stays where it is. */
static bool goes_on_without(const char *folder)
{
    const char *theirs = arena_printf(arena, "%s/%s", folder,
                                      memory_file_name(arena, identity, NOBODY));
    int fd = open(theirs, O_WRONLY | O_CREAT, 0600);
    if (fd < 0 || close(fd) != 0 || setresuid(NOBODY, NOBODY, NOBODY) != 0)
        return false;
    struct memory memory = load_at(folder, today);
    return memory.trouble == MEMORY_FOREIGN && turn(folder, today, "one") &&
           load_at(folder, today + 300).trouble == MEMORY_FOREIGN;
}

TEST(the_file_of_another_account_stays_and_does_not_break_the_check)
{
    if (geteuid() != 0)
        SKIP("only root can make files of other accounts");
    const char *folder = temporary_folder();
    turn(folder, today, "word");
    expect("chown", chown(file_in(folder), NOBODY, NOBODY) == 0, "failed");
    expect_set_aside("root may set it aside", folder, MEMORY_FOREIGN);
    chmod(folder, 01777);
    expect("foreign", in_child(goes_on_without, folder), "was not as it should be");
    clear(folder);
}

/* ---- disks that are full ---- */

/* Saving fails, what was known stays known, and nothing is left behind. */
static bool keeps_the_last_one(const char *folder)
{
    size_t length = 512 * 1024;
    bool refused = !turn(folder, today + 300, repeated('x', length));
    struct memory memory = load_at(folder, today + 600);
    const char *word = memory_text(&memory, "word");
    return refused && word != NULL && strcmp(word, "before") == 0 && files_in(folder) == 1;
}

static bool with_a_limit(const char *folder)
{
    struct rlimit limit = { .rlim_cur = 64 * 1024, .rlim_max = 64 * 1024 };
    signal(SIGXFSZ, SIG_IGN);
    return turn(folder, today, "before") && setrlimit(RLIMIT_FSIZE, &limit) == 0 &&
           keeps_the_last_one(folder);
}

static bool mount_small(const char *folder)
{
    return unshare(CLONE_NEWNS) == 0 && mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0 &&
           mount("none", folder, "tmpfs", 0, "size=64k") == 0;
}

static bool on_a_small_disk(const char *folder)
{
    return mount_small(folder) && turn(folder, today, "before") && keeps_the_last_one(folder);
}

TEST(a_file_that_may_not_grow_leaves_the_last_memory)
{
    const char *folder = temporary_folder();
    expect("limit", in_child(with_a_limit, folder), "was not as it should be");
    clear(folder);
}

TEST(a_full_disk_leaves_the_last_memory)
{
    const char *folder = temporary_folder();
    bool possible = in_child(mount_small, folder);
    if (possible)
        expect("disk", in_child(on_a_small_disk, folder), "was not as it should be");
    clear(folder);
    if (!possible)
        SKIP("a small disk can only be mounted by root");
}

/* ---- runs that are killed, and runs at once ---- */

/* Saves until it is killed, a word of another length each time, and says so each time. */
static void save_for_ever(const char *folder, int tell)
{
    static const char letters[] = "abcdefghij";
    for (size_t i = 0;; i++) {
        struct arena *whole = arena;
        arena = arena_new();
        turn(folder, today, repeated(letters[i % 10], 1000 + i * 7919 % 200000));
        arena_free(arena);
        arena = whole;
        if (write(tell, "", 1) != 1)
            _exit(1);
    }
}

static pid_t begin_saving(const char *folder, int *told)
{
    int ends[2];
    if (pipe(ends) != 0)
        fail_msg("no pipe");
    pid_t child = fork();
    if (child == 0) {
        close(ends[0]);
        save_for_ever(folder, ends[1]);
    }
    close(ends[1]);
    *told = ends[0];
    return child;
}

/* A whole word of one letter: never parts of two. */
static bool is_whole(const struct memory *memory)
{
    const char *word = memory_text(memory, "word");
    return memory->trouble == MEMORY_KNOWN && word != NULL &&
           strspn(word, (char[]){ word[0], '\0' }) == strlen(word);
}

TEST(killed_runs_leave_a_whole_memory)
{
    const char *folder = temporary_folder();
    turn(folder, today, "a");
    for (int i = 0; i < 40; i++) {
        int told;
        char byte;
        pid_t child = begin_saving(folder, &told);
        for (int j = 0; j <= i % 5; j++)
            expect("child", read(told, &byte, 1) == 1, "ended by itself");
        kill(child, SIGKILL);
        waitpid(child, NULL, 0);
        close(told);
        struct memory memory = load_at(folder, today + 1);
        expect(arena_printf(arena, "kill %d", i), is_whole(&memory), "left half a memory");
        expect("leftovers", files_in(folder) <= 2, "pile up");
    }
    expect("the next run", turn(folder, today + 2, "b"), "could not save");
    expect_int("nothing is left over", (long)files_in(folder), 1);
    clear(folder);
}

TEST(what_a_killed_run_left_is_written_over)
{
    const char *folder = temporary_folder();
    const char *name = strrchr(next_in(folder), '/') + 1;
    const char *path = write_file(folder, name, repeated('x', 5000), 5000);
    chmod(path, 0600);
    expect("saved", turn(folder, today, "short"), "was not");
    struct memory memory = load_at(folder, today + 1);
    expect_text("word", memory_text(&memory, "word"), "short");
    expect_int("one file", (long)files_in(folder), 1);
    clear(folder);
}

TEST(runs_at_once_leave_a_whole_memory)
{
    enum { RUNS = 3 };
    const char *folder = temporary_folder();
    pid_t children[RUNS];
    int told[RUNS];
    turn(folder, today, "a");
    for (int i = 0; i < RUNS; i++)
        children[i] = begin_saving(folder, &told[i]);
    for (int i = 0; i < 600; i++) {
        char byte;
        expect("child", read(told[i % RUNS], &byte, 1) == 1, "ended by itself");
        struct memory memory = load_at(folder, today + 1);
        expect(arena_printf(arena, "look %d", i), is_whole(&memory), "is half a memory");
    }
    for (int i = 0; i < RUNS; i++) {
        kill(children[i], SIGKILL);
        waitpid(children[i], NULL, 0);
        close(told[i]);
    }
    expect_text("nothing was set aside", mode_of(aside_in(folder)), "none");
    clear(folder);
}

/* Another run is about to rename its file: ours steps back, and that is no failure. */
TEST(a_run_that_is_saving_now_is_not_disturbed)
{
    const char *folder = temporary_folder();
    turn(folder, today, "before");
    int fd = open(next_in(folder), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    expect("other", write(fd, "half", 4) == 4 && flock(fd, LOCK_EX) == 0, "has no lock");
    expect("ours", turn(folder, today + 1, "ours"), "failed");
    struct memory memory = load_at(folder, today + 2);
    expect_text("word", memory_text(&memory, "word"), "before");
    expect_int("its file", (long)lseek(fd, 0, SEEK_END), 4);
    close(fd);
    expect("after it", turn(folder, today + 3, "ours"), "failed");
    memory = load_at(folder, today + 4);
    expect_text("word after it", memory_text(&memory, "word"), "ours");
    clear(folder);
}

int main(void)
{
    struct CMUnitTest tests[] = {
        cmocka_unit_test(a_run_knows_what_the_last_one_saved),
        cmocka_unit_test(clocks_jump),
        cmocka_unit_test(a_folder_is_made_when_only_it_is_missing),
        cmocka_unit_test(remarks_tell_what_is_known),
        cmocka_unit_test(a_place_that_cannot_be_used_is_said_and_no_failure),
        cmocka_unit_test(damaged_files_are_set_aside),
        cmocka_unit_test(files_that_others_may_touch_are_set_aside),
        cmocka_unit_test(traps_are_set_aside_and_not_walked_into),
        cmocka_unit_test(the_file_of_another_account_stays_and_does_not_break_the_check),
        cmocka_unit_test(a_file_that_may_not_grow_leaves_the_last_memory),
        cmocka_unit_test(a_full_disk_leaves_the_last_memory),
        cmocka_unit_test(killed_runs_leave_a_whole_memory),
        cmocka_unit_test(what_a_killed_run_left_is_written_over),
        cmocka_unit_test(runs_at_once_leave_a_whole_memory),
        cmocka_unit_test(a_run_that_is_saving_now_is_not_disturbed),
    };
    return RUN(tests);
}
