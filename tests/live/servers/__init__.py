# SPDX-License-Identifier: BSD-2-Clause
"""Real servers that speak STARTTLS, one small module each.

    with Place("mail") as place:
        server = dovecot.start(place, certificate)     # an entity of the certificate factory; None: TLS switched off
        server.ports["imap"]
        server.stop()

Each module has PACKAGES (what it needs, see harness.package), PROTOCOLS (what it speaks) and `start`, which returns when the
server accepts connections. All of them run as an ordinary account on 127.0.0.1, from their own configuration and in a
directory of their own; nothing of the system's configuration is read.
"""
import grp
import os
import pwd

from harness import pki
from harness.process import free_ports, listens

# Most servers refuse to run as root, or then want several accounts of their own: an ordinary account spares us both.
ACCOUNT = "nobody" if os.geteuid() == 0 else pwd.getpwuid(os.geteuid()).pw_name
GROUP = grp.getgrgid(pwd.getpwnam(ACCOUNT).pw_gid).gr_name


class Server:
    """A running server: its ports on 127.0.0.1 by protocol, and the way to end it."""

    def __init__(self, daemon, ports, patience):
        self.daemon, self.ports, self.patience = daemon, ports, patience

    def stop(self):
        """End the server."""
        self.daemon.stop(self.patience)


class Home:
    """The directory of one server: its ports, its certificate, its configuration."""

    def __init__(self, place, name, protocols, certificate, account=ACCOUNT):
        self.place, self.account = place, account
        self.ports = dict(zip(protocols, free_ports(len(protocols))))
        self.name = "{}-{}".format(name, self.ports[protocols[0]])
        self.path = place.folder(self.name, account=account)
        if certificate:
            for write, file in ((pki.write_chain, "cert.pem"), (pki.write_key, "key.pem")):
                self._give(write(self.at(file), certificate))

    def at(self, *parts):
        """A path in this directory."""
        return os.path.join(self.path, *parts)

    def folder(self, name):
        """Make a directory that the server may write to."""
        return self.place.folder(self.name, name, account=self.account)

    def write(self, name, text):
        """Write a file that the server may read."""
        return self.place.write(os.path.join(self.name, name), text, account=self.account)

    def start(self, argv, env=None, patience=10):
        """Start the server and wait until it accepts connections on all of its ports. When it is told to end it has so
        many seconds (`patience`) before it is killed."""
        ready = lambda: all(listens(port) for port in self.ports.values())
        daemon = self.place.start(self.name, argv, ready, 30, env=env, cwd=self.path, account=self.account)
        return Server(daemon, self.ports, patience)

    def _give(self, path):
        if os.geteuid() == 0:
            account = pwd.getpwnam(self.account)
            os.chown(path, account.pw_uid, account.pw_gid)
