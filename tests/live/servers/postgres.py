# SPDX-License-Identifier: BSD-2-Clause
"""PostgreSQL."""
import glob
import subprocess

from harness.process import NotReady, as_user

from . import ACCOUNT, Home

PACKAGES = {"debian": {"postgresql": None}}
PROTOCOLS = ["postgres"]


def start(place, certificate):
    """Start PostgreSQL on an empty database; without a certificate it answers the TLS request with N."""
    home = Home(place, "postgres", PROTOCOLS, certificate)
    # Debian keeps the server's programs out of PATH, one directory a version.
    programs = sorted(glob.glob("/usr/lib/postgresql/*/bin"))[-1]
    initdb = [programs + "/initdb", "-D", home.at("data"), "-U", "postgres", "-A", "reject", "--locale=C", "-N"]
    made = subprocess.run(as_user(ACCOUNT, initdb), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, cwd=home.path, timeout=60)
    if made.returncode != 0:
        raise NotReady("initdb failed\n" + made.stdout.decode("utf-8", "replace"))
    settings = {"listen_addresses": "127.0.0.1", "port": home.ports["postgres"], "unix_socket_directories": "",
                "fsync": "off", "shared_buffers": "1MB"}
    if certificate:
        settings.update(ssl="on", ssl_cert_file=home.at("cert.pem"), ssl_key_file=home.at("key.pem"))
    words = [word for name, value in settings.items() for word in ("-c", "{}={}".format(name, value))]
    return home.start([programs + "/postgres", "-D", home.at("data")] + words)
