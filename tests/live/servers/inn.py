# SPDX-License-Identifier: BSD-2-Clause
"""NNTP by nnrpd, the reader's half of INN."""
import glob
import os
import subprocess

from harness.package import Alone
from harness.process import NotReady

from . import Home

# Installing inn2 brings a mail server, cron jobs and a set-up that fails on a host without a domain. All that we need is
# one program that reads its configuration from where we say, so the package is unpacked, and only its libraries installed.
PACKAGES = {"debian": {"libcanlock3": None, "libperl5.36": None, "libpython3.11": None, "libsasl2-2": None}}
UNPACKED = ["inn2", "inn2-inews"]
PROTOCOLS = ["nntp"]

CONFIGURATION = """
mta: "/bin/false %s"
domain: city.example
fromhost: news.city.example
pathhost: news.city.example
pathnews: {inn}
pathbin: {inn}/bin
pathdb: {path}
pathetc: {path}
pathfilter: {path}
pathhttp: {path}
pathlog: {path}
pathrun: {path}
pathspool: {path}
pathtmp: {path}
patharticles: {path}
pathoverview: {path}
hismethod: hisv6
ovmethod: tradindexed
"""
TLS = """
tlscertfile: {path}/cert.pem
tlskeyfile: {path}/key.pem
"""
READERS = """
auth everyone { hosts: "*" default: "<anonymous>" }
access everyone { users: "*" newsgroups: "!*" }
"""


def start(place, certificate):
    """Start nnrpd without a single group; without a certificate it does not offer STARTTLS."""
    inn = os.path.join(unpack(place), "usr/lib/news")
    home = Home(place, "inn", PROTOCOLS, certificate)
    text = CONFIGURATION + (TLS if certificate else "")
    configuration = home.write("inn.conf", text.format(inn=inn, path=home.path))
    home.write("readers.conf", READERS)
    for name in ("active", "group.index"):
        home.write(name, "")
    home.write("storage.conf", "method trash {\n  newsgroups: *\n  class: 0\n}\n")
    return home.start([inn + "/bin/nnrpd", "-D", "-f", "-b", "127.0.0.1", "-p", str(home.ports["nntp"])],
                      env=dict(os.environ, INNCONF=configuration, LD_LIBRARY_PATH=inn))


def unpack(place):
    """Fetch the packages from Debian and unpack them, once for a place; returns the root of what was in them."""
    tree = place.at("inn2")
    if not os.path.isdir(tree):
        folder = place.folder("inn2-packages")
        download = ["apt-get", "-q", "-o", "APT::Sandbox::User=root", "download"] + UNPACKED
        with Alone():
            try:
                _run(download, folder)
            except NotReady:  # the lists of packages may be missing or old
                _run(["apt-get", "-q", "update"], folder)
                _run(download, folder)
        for package in glob.glob(folder + "/*.deb"):
            _run(["dpkg-deb", "-x", package, tree], folder)
        # The helper that opens the socket is for the news group only, since it is set-uid: a free port needs no such thing.
        os.chmod(os.path.join(tree, "usr/lib/news/bin/innbind"), 0o755)
    return tree


def _run(words, folder):
    done = subprocess.run(words, cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          timeout=300)
    if done.returncode != 0:
        raise NotReady("{} failed\n{}".format(" ".join(words), done.stdout.decode("utf-8", "replace")))
