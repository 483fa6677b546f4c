# SPDX-License-Identifier: BSD-2-Clause
"""Broken surroundings: descriptors, signals, limits and an environment that is not as it should be. Never a silent 0."""
import fcntl
import os
import resource
import signal
import socket
import subprocess

import pytest
from harness import package, pki
from polite import PATIENCE, clean, ended, lines

NAME = "www.city.example"


@pytest.fixture(scope="module")
def good_file(place, authority):
    """The options for a run that is OK and needs no network."""
    path = place.at("surroundings.pem")
    pki.write_pem(path, authority.leaf(NAME).chain)
    return ["--file", path]


BAD_FILE = ["--file", "/proc/nothing/certificate.pem"]  # CRITICAL


@pytest.fixture
def start(plugin):
    """start(ARGUMENTS, ...): the running program, with what subprocess.Popen takes."""
    def call(args, env=None, **how):
        how.setdefault("stdin", subprocess.DEVNULL)
        return subprocess.Popen([plugin("check_cert")] + args, env=dict({"PATH": package.SYSTEM_PATH}, **(env or {})), **how)
    return call


def shut(*descriptors):
    """What a parent does that has these descriptors closed."""
    def before_exec():
        for descriptor in descriptors:
            os.close(descriptor)
    return before_exec


@pytest.mark.parametrize("descriptors", [(0,), (2,), (0, 2)])
def test_descriptors_that_are_not_needed(start, good_file, descriptors):
    done = start(good_file, stdout=subprocess.PIPE, stderr=subprocess.PIPE, preexec_fn=shut(*descriptors))
    text, _ = done.communicate(timeout=PATIENCE)
    assert done.returncode == 0 and text.startswith(b"OK - ")


@pytest.mark.parametrize("descriptors", [(1,), (0, 1, 2)])
@pytest.mark.parametrize("critical, code", [(False, 3), (True, 2)])
def test_no_stdout(start, good_file, descriptors, critical, code):
    done = start(BAD_FILE if critical else good_file, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                 preexec_fn=shut(*descriptors))
    assert done.wait(timeout=PATIENCE) == code


def test_the_report_does_not_go_to_the_server(start):
    """With stdout closed the first socket would get its number."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(1)
        listener.settimeout(30)
        done = start(["-H", "127.0.0.1", "-p", str(listener.getsockname()[1]), "--starttls=smtp", "-t", "2"],
                     preexec_fn=shut(1))
        connection, _ = listener.accept()
        connection.settimeout(30)
        connection.sendall(b"554 go away\r\n")
        heard = b""
        while True:
            piece = connection.recv(4096)
            if not piece:
                break
            heard += piece
        assert done.wait(timeout=PATIENCE) == 2
        assert heard == b""


@pytest.mark.parametrize("critical, code", [(False, 3), (True, 2)])
@pytest.mark.parametrize("sigpipe", [signal.SIG_DFL, signal.SIG_IGN])
def test_nobody_reads(start, good_file, critical, code, sigpipe):
    reading, writing = os.pipe()
    os.close(reading)
    done = start(BAD_FILE if critical else good_file, stdout=writing, restore_signals=False,
                 preexec_fn=lambda: signal.signal(signal.SIGPIPE, sigpipe) and None)
    os.close(writing)
    assert done.wait(timeout=PATIENCE) == code


@pytest.mark.parametrize("critical, code", [(False, 3), (True, 2)])
def test_full_disk(start, good_file, critical, code):
    with open("/dev/full", "wb", buffering=0) as full:
        assert start(BAD_FILE if critical else good_file, stdout=full).wait(timeout=PATIENCE) == code


def block_the_alarm():
    """What a careless parent leaves behind: the watchdog's signal ignored and blocked."""
    signal.signal(signal.SIGALRM, signal.SIG_IGN)
    signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGALRM])


@pytest.mark.parametrize("before_exec", [None, block_the_alarm])
def test_watchdog_ends_a_run_whose_reader_sleeps(start, good_file, before_exec):
    """A pipe that is full: the polite path waits in write(2), for ever."""
    reading, writing = os.pipe()
    fcntl.fcntl(writing, fcntl.F_SETFL, os.O_NONBLOCK)
    with pytest.raises(BlockingIOError):
        while True:
            os.write(writing, b"x" * 65536)
    fcntl.fcntl(writing, fcntl.F_SETFL, 0)
    done = start(good_file + ["-t", "1"], stdout=writing, restore_signals=False, preexec_fn=before_exec)
    os.close(writing)
    assert done.wait(timeout=PATIENCE) in (2, 3)
    os.close(reading)


def test_few_descriptors(start):
    done = start(["-H", "localhost", "-t", "2"], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                 preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (4, 4)))
    text, _ = done.communicate(timeout=PATIENCE)
    assert done.returncode == 3 and b"UNKNOWN - " in text, text


def test_secret_leaves_the_environment(start):
    secret = "hunter2-is-not-to-be-seen"
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(1)
        listener.settimeout(30)
        done = start(["-H", "127.0.0.1", "-p", str(listener.getsockname()[1]), "-t", "2", "-vvv"],
                     env={"CHECK_PASSWORD": secret, "CHECK_OTHER": secret, "KEPT": "yes"}, stdout=subprocess.PIPE)
        connection, _ = listener.accept()  # it is past its start
        with open("/proc/{}/environ".format(done.pid), "rb") as environment:
            seen = environment.read()
        connection.close()
        text, _ = done.communicate(timeout=PATIENCE)
    assert b"KEPT=yes" in seen
    assert secret.encode() not in seen and secret.encode() not in text


HOSTILE = "\x1b[31m|\n\r\t<script>\x01‮" + "x" * 100000


@pytest.mark.parametrize("args", [
    ["-H", HOSTILE], ["--target", HOSTILE], ["--" + HOSTILE], ["-w", HOSTILE], ["--ca", HOSTILE, "-H", "localhost"],
    ["--file", HOSTILE], ["--targets", HOSTILE], ["--fingerprint", HOSTILE, "-H", "a"], ["--output", HOSTILE], [HOSTILE],
])
def test_hostile_arguments(run, args):
    result = run(args)
    assert len(lines(result)) == 1 and result.returncode in (2, 3)


def test_a_mebibyte_of_hostile_text(run, place):
    noise = bytes(range(1, 256)) * 4112 + b"\0" * 16
    path = place.at("noise")
    with open(path, "wb") as file:
        file.write(noise)
    ended(run(["--file", path]), "CRITICAL", "holds no certificate")
    found = clean(run(["--targets", path], timeout=60))
    assert found[0].startswith("UNKNOWN - ") and found[-1].endswith("more lines did not fit)")
