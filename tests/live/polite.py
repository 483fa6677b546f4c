# SPDX-License-Identifier: BSD-2-Clause
"""What every run owes to its reader, whatever the peer did."""
import os
import re
import subprocess

import pytest
from harness import package

MOST, LONGEST = 60 * 1024, 512  # bytes of a report, and of a sentence
# Seconds beyond its -t that a program has before it is killed. No test fails for being slow: one that was ended by the
# watchdog says so, and one that is ended by nobody is found all the same.
PATIENCE = 30
WATCHDOG = b"the watchdog ended the check"
CODE = re.compile(r" \[[a-z0-9-]+\]$")  # what a finding that is not OK ends in
EXIT = {"OK": 0, "WARNING": 1, "CRITICAL": 2, "UNKNOWN": 3}


def clean(result):
    """The lines of a run that ended by itself: clean text, nothing on stderr, perfdata on the first line only, and not
    the watchdog's doing."""
    assert result.stderr == b"" and len(result.stdout) <= MOST
    text = result.stdout.decode("utf-8")
    assert text.endswith("\n")
    found = text[:-1].split("\n")
    for number, line in enumerate(found):
        assert line.isprintable(), repr(line)
        assert "<" not in line and line.count("|") <= (number == 0), line
    assert "watchdog" not in text, text
    return found


def lines(result):
    """The same of a run that is not verbose: each line is a finding."""
    found = clean(result)
    for line in found:
        state, _, sentence = line.partition(" | ")[0].partition(" - ")
        if state != "OK":
            assert CODE.search(sentence), line
            sentence = CODE.sub("", sentence)
        assert state in EXIT and 0 < len(sentence.encode()) <= LONGEST, line
    return found


def ended(result, state, *words):
    """The only line of a run that ended in this state; what it says contains the words (regular expressions)."""
    first, *others = lines(result)
    assert others == []
    assert (first.partition(" ")[0], result.returncode) == (state, EXIT[state]), first
    for word in words:
        assert re.search(word, first.partition(" | ")[0], re.IGNORECASE), (word, first)
    return first


def namespaces():
    """What has to stand before a command that is to have a mount and a network namespace of its own. Root makes them as
    itself (a user namespace is refused in a chroot), others as the root of a user namespace."""
    command = ["unshare", "-mn"] if os.geteuid() == 0 else ["unshare", "-rmn"]
    tried = subprocess.run(command + ["true"], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, universal_newlines=True)
    if tried.returncode != 0:
        pytest.skip("no namespaces of one's own here: " + tried.stderr.strip())
    return command


def undisturbed(start):
    """What start() returns, a run that has ended; of a second one where the watchdog ended the first. On a busy machine
    the tenth of a second that a short run has for its last words can go by; a program that hangs does so again."""
    done = start()
    return start() if WATCHDOG in done.stdout else done


def run_under(wrap, argv, seconds=PATIENCE):
    """Run a program by way of another one (that changes the account or the surroundings), as the `run` fixture would."""
    return undisturbed(lambda: subprocess.run(
        list(wrap) + list(argv), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        env=dict(os.environ, PATH=package.SYSTEM_PATH, LC_ALL="C"), timeout=seconds))
