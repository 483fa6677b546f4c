# SPDX-License-Identifier: BSD-2-Clause
"""Languages: Japanese where --language or the environment says so, in UTF-8 and without any locale; numbers, codes, states and
descriptions never change; for English no catalogue is opened; and Icinga chooses the language of a service."""
import ctypes
import gettext
import grp
import json
import os
import pwd
import re
import select
import struct
import subprocess

import pytest
from harness import city, icinga, package, pki, process
from polite import EXIT, lines

UNDER_SANITIZERS = False  # unit tests read the same catalogue
JAPANESE = re.compile("[\u3041-\u30ff\u4e00-\u9fff]")
OPTION = re.compile("^  (?:-., |    )(?=--)", re.MULTILINE)  # how a row of the help begins
IN_OPEN = 0x20  # <sys/inotify.h>


@pytest.fixture(scope="module")
def catalogue(plugin_dir):
    """The installed Japanese catalogue, at the path that was compiled into the installed programs."""
    prefix = os.path.dirname(os.path.dirname(os.path.dirname(plugin_dir)))
    path = os.path.join(prefix, "share", "locale", "ja", "LC_MESSAGES", "city-monitoring-plugins.mo")
    if not os.path.exists(path):
        pytest.skip("no catalogue at {}: only installed programs speak Japanese (make install, PLUGIN_DIR)".format(path))
    return path


@pytest.fixture
def speak(run, catalogue):
    """speak(args, LC_ALL="ja_JP.UTF-8") runs the program where no locale but C is known."""
    def call(args, **env):
        return run(args, dict({"LC_ALL": "", "LANG": "", "LOCPATH": "/proc/nothing"}, **env))
    return call


@pytest.fixture(scope="module")
def refused():
    """A command line that is refused a connection."""
    port, = process.free_ports(1)
    return ["-H", "127.0.0.1", "-p", port]


@pytest.fixture(scope="module")
def file(place, authority):
    """A command line that finds a certificate in order."""
    pki.write_pem(place.at("spoken.pem"), authority.leaf("www.city.example").chain)
    pki.write_pem(place.at("spoken-ca.pem"), [authority.root])
    return ["--file", place.at("spoken.pem"), "--ca", place.at("spoken-ca.pem")]


@pytest.mark.parametrize("env", [{"LC_ALL": "ja_JP.UTF-8"}, {"LC_MESSAGES": "ja_JP.UTF-8"}, {"LANG": "ja_JP.UTF-8"},
                                 {"LANG": "C", "LC_MESSAGES": "ja_JP.UTF-8"}, {"LC_ALL": "C.UTF-8", "LANGUAGE": "ja"}], ids=str)
def test_japanese(speak, refused, env):
    """Locales that nobody has generated here."""
    japanese(speak(refused, **env))


@pytest.mark.parametrize("word", ["ja", "ja_JP.UTF-8"])
@pytest.mark.parametrize("env", [{}, {"LC_ALL": "C"}, {"LC_ALL": "en_US.UTF-8", "LANGUAGE": "en"}], ids=str)
def test_the_option_counts_more_than_the_environment(speak, refused, word, env):
    japanese(speak(refused + ["--language=" + word], **env))
    line, = lines(speak(refused + ["--language=en"], LC_ALL="ja_JP.UTF-8"))
    assert "connection refused" in line


def test_mistakes_are_told_in_the_language(speak):
    for words in (["--language=ja", "--bogus"], ["--bogus", "--language", "ja"]):
        line, = lines(speak(words))
        assert "--bogus というオプションはありません" in line
    line, = lines(speak(["--language=fr", "-H", "127.0.0.1"]))
    assert line == "UNKNOWN - --language: 'fr' is not one of: auto, en, ja [usage]"


def test_no_locale_is_ever_set(plugin_dir):
    """What needs a locale depends on what is generated on the host, and on the version of glibc."""
    for name in sorted(os.listdir(plugin_dir)):
        with open(os.path.join(plugin_dir, name), "rb") as file:
            program = file.read()
        assert not re.search(rb"\0(setlocale|bindtextdomain|d?c?gettext)\0", program), name


def test_the_catalogue_is_what_msgfmt_made_of_it(catalogue):
    """Python reads it by code of its own."""
    with open(catalogue, "rb") as file:
        known = gettext.GNUTranslations(file)
    assert known.gettext("option --%s has an empty value") == "オプション --%s の値が空です。"


def japanese(done):
    """It is a refused connection, told in Japanese."""
    line, = lines(done)
    assert done.returncode == EXIT["CRITICAL"] and line.startswith("CRITICAL - 127.0.0.1:")
    assert "接続を拒否されました（段階: 接続）" in line and line.endswith("確認してください。 [unreachable]")


def test_other_character_set(speak, refused):
    """Icinga takes UTF-8 only, so the catalogue's character set is bound to it."""
    unicode = speak(refused, LC_ALL="ja_JP.UTF-8").stdout
    assert speak(refused, LANG="C", LC_MESSAGES="ja_JP.EUC-JP").stdout == unicode
    assert speak(refused, LC_ALL="ja_JP.EUC-JP").stdout == unicode
    assert JAPANESE.search(unicode.decode("utf-8"))


@pytest.mark.parametrize("env", [{}, {"LC_ALL": "C"}, {"LC_ALL": "C", "LANGUAGE": "ja"}, {"LC_ALL": "POSIX"},
                                 {"LC_ALL": "xx_XX.UTF-8"}, {"LC_ALL": "C", "LC_MESSAGES": "ja_JP.UTF-8"},
                                 {"LC_CTYPE": "ja_JP.UTF-8", "LC_TIME": "ja_JP.UTF-8"}, {"LC_ALL": "de_DE.UTF-8"}], ids=str)
def test_english(speak, refused, env):
    line, = lines(speak(refused, **env))
    assert "connection refused (stage connect)" in line


@pytest.mark.parametrize("locale", ["ja_JP.UTF-8", "ja_JP.EUC-JP", "de_DE.UTF-8"])
def test_numbers(speak, file, locale):
    """The same numbers in the same form (in German there is a decimal comma); so little time passes that the values agree."""
    plain, spoken = ("".join(lines(speak(file, LC_ALL=name))).partition(" | ")[2] for name in ("C", locale))
    assert re.search(r"lifetime_used=\d+\.\d+%;", spoken) and not re.search(r"\d,\d", spoken)
    numbers = [[float(number) for number in re.findall(r"[0-9.]+", text)] for text in (plain, spoken)]
    assert numbers[1] == pytest.approx(numbers[0], abs=0.01)
    assert re.sub(r"[0-9.]+", "N", spoken) == re.sub(r"[0-9.]+", "N", plain)


@pytest.mark.parametrize("args, code", [([], "usage"), (["--file=/proc/nothing.pem"], "certificate-file-missing")], ids=str)
def test_codes(speak, args, code):
    """In JSON only the texts change."""
    plain, spoken = (json.loads(speak(args + ["--output=json"], LC_ALL=name).stdout.decode("utf-8"))
                     for name in ("C", "ja_JP.UTF-8"))
    texts = [result["findings"][0].pop("text") for result in (plain, spoken)]
    assert not JAPANESE.search(texts[0]) and JAPANESE.search(texts[1])
    assert plain.pop("elapsed") >= 0 and spoken.pop("elapsed") >= 0
    assert plain == spoken and plain["findings"][0]["code"] == code


@pytest.mark.parametrize("form", ["icinga", "director", "man", "markdown", "bash"])
def test_descriptions_are_english(speak, form):
    """They are committed and compared, so they do not depend on who makes them."""
    plain, spoken = (speak(["--describe=" + form], LC_ALL=name).stdout for name in ("C", "ja_JP.UTF-8"))
    assert plain == spoken and not JAPANESE.search(plain.decode("utf-8"))


@pytest.mark.parametrize("words", [["--help"], ["--describe=help"]], ids=str)
def test_help_is_for_people(speak, words):
    plain, spoken = (speak(words, LC_ALL=name).stdout.decode("utf-8") for name in ("C", "ja_JP.UTF-8"))
    said = OPTION.split(spoken)[1:]
    assert not JAPANESE.search(plain) and len(said) == len(OPTION.split(plain)[1:]) > 10
    assert [text for text in said if not JAPANESE.search(text)] == [], "options without a Japanese word"


class Watch:
    """Counts how often files are opened in some folders while it lasts: what strace would tell, without needing it."""

    def __init__(self, *folders):
        self.libc = ctypes.CDLL(None, use_errno=True)
        self.fd = self.libc.inotify_init1(os.O_NONBLOCK | os.O_CLOEXEC)
        if self.fd < 0:
            pytest.skip("inotify: " + os.strerror(ctypes.get_errno()))
        for folder in folders:
            assert self.libc.inotify_add_watch(self.fd, os.fsencode(folder), IN_OPEN) >= 0, folder

    def opened(self):
        """The names that were opened since the last time."""
        names = []
        while select.select([self.fd], [], [], 0)[0]:
            data = os.read(self.fd, 65536)
            while data:
                length, = struct.unpack_from("12xI", data)
                names.append(data[16:16 + length].rstrip(b"\0").decode())
                data = data[16 + length:]
        return names

    def close(self):
        os.close(self.fd)


def test_no_catalogue_in_c(speak, refused, catalogue):
    """Nothing is opened that costs time and is of no use."""
    watch = Watch(os.path.dirname(catalogue))
    try:
        speak(refused, LC_ALL="C", LANGUAGE="ja")
        assert watch.opened() == []
        speak(refused, LC_ALL="ja_JP.UTF-8")
        assert watch.opened() == [os.path.basename(catalogue)]
    finally:
        watch.close()


@pytest.mark.parametrize("daemon", [{}, {"LC_ALL": "en_US.UTF-8"}, {"LC_ALL": "C", "LC_MESSAGES": "C"}], ids=str)
def test_icinga_chooses(plugin_dir, catalogue, refused, monkeypatch, daemon):
    """The custom variable city_language of a host or a service is the language of its findings, whatever the daemon has."""
    package.require(package.SETS["icinga"])
    for name, value in daemon.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(icinga, "KEPT", icinga.KEPT + tuple(daemon))
    # The catalogue may lie where Icinga's own account cannot go.
    ourselves = pwd.getpwuid(os.geteuid()).pw_name, grp.getgrgid(os.getegid()).gr_name
    monkeypatch.setattr(icinga, "account", lambda: ourselves)
    attributes = {"host_name": "peer", "check_interval": 60, "retry_interval": 10, "max_check_attempts": 1}
    spoken = {"silent-about-it": {}, "japanese": {"city_language": "ja_JP.UTF-8"}, "euc": {"city_language": "ja_JP.EUC-JP"},
              "english": {"city_language": "en"}}
    objects = icinga.definition("Host", "peer", {"check_command": "dummy", "address": "127.0.0.1"})
    for name, variables in spoken.items():
        objects += icinga.definition("Service", name, attributes, dict(variables, city_cert_port=refused[-1]), "city_cert")
    with process.Place("language") as place:
        monitor = icinga.Icinga(place, plugin_dir, [city.COMMANDS], objects)
        monitor.start()
        monitor.check_all_now()
        found = {name.partition("!")[2]: result for name, result in monitor.wait_for_results(60).items()}
    assert {name: result["state"] for name, result in found.items()} == dict.fromkeys(spoken, "CRITICAL")
    japanese = {name for name, result in found.items() if "接続を拒否されました" in result["output"]}
    assert japanese == {"japanese", "euc"}, found
    assert all("connection refused" in found[name]["output"] for name in ("silent-about-it", "english"))
