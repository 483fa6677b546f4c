/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/mounts.h"

#include "unit/check.h"

#define ROOT "26 1 254:1 / / rw,relatime shared:1 - ext4 /dev/vda1 rw\n"

TEST(mounts_that_wait_for_others_are_found)
{
    static const struct {
        const char *text;
        bool may;
    } rows[] = {
        { ROOT, false },
        { "26 1 254:1 / / rw - ext4 /dev/vda1 rw", false },
        { ROOT "27 26 0:5 / /run rw - tmpfs tmpfs rw\n", false },
        { ROOT "27 26 0:5 / /a rw - bcachefs a rw\n28 26 0:6 / /b rw - zfs b rw\n", false },
        { ROOT "28 26 0:40 / /srv rw,relatime shared:2 master:3 - nfs4 files:/srv rw\n", true },
        { ROOT "28 26 0:40 / /srv rw - cifs //files/srv rw\n", true },
        { ROOT "28 26 0:40 / /mnt rw - fuse.sshfs me@there: rw\n", true },
        { ROOT "28 26 0:40 / /home rw - autofs systemd-1 rw\n", true },
        { ROOT "28 26 0:40 / /proc/sys/fs/binfmt_misc rw - autofs systemd-1 rw\n", false },
        { ROOT "28 26 0:40 / /sys/fs/fuse/connections rw - fusectl fusectl rw\n", false },
        { ROOT "28 26 0:40 / /dev rw - devtmpfs udev rw\n", false },
        { ROOT "28 26 0:40 / /dev/x rw - unheard-of udev rw\n", false },
        { ROOT "28 26 0:40 / /devices rw - unheard-of udev rw\n", true },
        { ROOT "28 26 0:40 / /procedures rw - fuse.x x rw\n", true },
        { ROOT "28 26 0:40 / /mnt rw - ext x rw\n", true },
        { ROOT "28 26 0:40 / /mnt rw - ext44 x rw\n", true },
        { "28 26 0:40 / /mnt rw - nfs x rw\n" ROOT, true },
        { "", true },
        { "\n", true },
        { "nonsense", true },
        { "1 2 3 4 /mnt rw ext4", true },
        { "1 2 3 4 /mnt rw - ext4", true },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        expect_int(arena_printf(arena, "row %zu", i), mounts_may_hang(rows[i].text), rows[i].may);
}

int main(void)
{
    struct CMUnitTest tests[] = {
        cmocka_unit_test(mounts_that_wait_for_others_are_found),
    };
    return RUN(tests);
}
