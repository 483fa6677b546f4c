# SPDX-License-Identifier: BSD-2-Clause
"""How much memory a program takes at most.

    done, kib = peak([program, "-u", url], env=environment, timeout=30)
"""
import os
import subprocess
import sys

from polite import undisturbed

# What a process took before it became another program counts, too: so a small one begins it, and not the tests.
BEGIN = """\
import os, sys
report, argv = int(sys.argv[1]), sys.argv[2:]
child = os.fork()
if not child:
    os.close(report)
    os.execv(argv[0], argv)
_, status, used = os.wait4(child, 0)
os.write(report, b"%d\\n" % used.ru_maxrss)
os._exit(os.WEXITSTATUS(status) if os.WIFEXITED(status) else 255)
"""


def peak(argv, **options):
    """Run a program to its end, as `run_under` does; returns the subprocess.CompletedProcess with what it wrote, and its largest resident
    size in KiB. (255 is the exit code of a program that a signal ended.)"""
    ours, theirs = os.pipe()
    with os.fdopen(ours, "rb") as report:
        try:
            words = [sys.executable, "-I", "-S", "-c", BEGIN, str(theirs)] + [str(word) for word in argv]
            done = undisturbed(lambda: subprocess.run(
                words, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, pass_fds=[theirs], **options))
        finally:
            os.close(theirs)
        return done, int(report.read().split()[-1])
