# SPDX-License-Identifier: BSD-2-Clause
"""The command that a newcomer types, from a source tree to the table."""
import glob
import os
import subprocess

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


def quickstart(*words):
    """Run it as from a pipe."""
    return subprocess.run([os.path.join(ROOT, "quickstart")] + list(words), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, cwd="/", timeout=600, universal_newlines=True)


def tree():
    """Every file of the source tree outside the build folders."""
    return {os.path.join(folder, name) for folder, folders, names in os.walk(ROOT) for name in names
            if not os.path.relpath(folder, ROOT).startswith(("build", ".git"))}


def test_help():
    done = quickstart("--help")
    assert done.returncode == 0 and done.stdout.startswith("Usage: ./quickstart ") and "--keep" in done.stdout


def test_unknown_option():
    done = quickstart("--kepp")
    assert done.returncode == 2 and done.stdout == "" and "--kepp" in done.stderr


def test_city():
    """Everything is as expected, and nothing is left but the build folder."""
    before, scratch = tree(), set(glob.glob("/tmp/city-quickstart.*"))
    done = quickstart()
    assert done.returncode == 0, done.stderr + done.stdout
    *rows, last = done.stdout.strip().splitlines()
    total = sum(1 for row in rows if row.startswith("  "))
    assert total >= 12 and last == "{0} of {0} as expected".format(total)
    assert tree() - before == set()
    assert set(glob.glob("/tmp/city-quickstart.*")) == scratch
