# SPDX-License-Identifier: BSD-2-Clause
"""PostgreSQL and Redis on loopback, for the programs that need them."""
import glob
import os
import signal
import subprocess
from contextlib import contextmanager

from harness.package import Missing, find
from harness.process import free_ports
from harness.service import ACCOUNT, Service, answer_line, environment, finish

PACKAGES = {"debian": {"postgresql": None, "redis-server": "redis-server"},
            "rhel": {"postgresql-server": None, "redis": "redis-server"}}  # rhel: unverified


def postgres_programs():
    """The folder of PostgreSQL's programs, the newest if there are several. Debian keeps them out of PATH."""
    found = glob.glob("/usr/lib/postgresql/*/bin") or [os.path.dirname(find("initdb") or "")]
    if not found[0]:
        raise Missing("PostgreSQL is missing (package postgresql)")
    return max(found, key=lambda path: [int(word) for word in path.split("/") if word.isdigit()])


class Postgres(Service):
    """PostgreSQL with its data in the folder `home`, which is made if it is not there. Who connects is believed."""

    def __init__(self, place, home):
        self.programs, (self.port,) = postgres_programs(), free_ports(1)
        if not os.path.isdir(home):
            finish([self.programs + "/initdb", "-D", home, "-U", "postgres", "-A", "trust", "-E", "UTF8",
                    "--locale=C.UTF-8", "-N", "--wal-segsize=1"], ACCOUNT, os.path.dirname(home))
        settings = {"listen_addresses": "127.0.0.1", "port": self.port, "unix_socket_directories": "", "fsync": "off",
                    "shared_buffers": "16MB", "max_wal_size": "16MB", "min_wal_size": "2MB"}
        words = [word for name, value in settings.items() for word in ("-c", "{}={}".format(name, value))]
        super().__init__(place, "postgres-{}".format(self.port), [self.programs + "/postgres", "-D", home] + words,
                         self._answers, account=ACCOUNT, cwd=home, end=signal.SIGINT)

    def _answers(self):
        asked = [self.programs + "/pg_isready", "-q", "-h", "127.0.0.1", "-p", str(self.port)]
        return subprocess.run(asked, stdin=subprocess.DEVNULL).returncode == 0

    def _client(self, database):
        return ["psql", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-h", "127.0.0.1", "-p", str(self.port),
                "-U", "postgres", database]

    def psql(self, text, database="postgres"):
        """Run SQL, or commands of psql; what it answers."""
        return finish(self._client(database), cwd="/", data=text.encode("utf-8")).decode("utf-8")

    @contextmanager
    def locked(self, table, database):
        """Somebody else holds a table, so that whoever reads it waits."""
        begin = ("BEGIN; SET lock_timeout = '10s'; LOCK TABLE {} IN ACCESS EXCLUSIVE MODE;\n"
                 "\\echo locked\n").format(table)
        holder = subprocess.Popen(self._client(database), stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd="/")
        try:
            holder.stdin.write(begin.encode())
            holder.stdin.flush()
            assert holder.stdout.readline() == b"locked\n", "the table could not be locked"
            yield self
        finally:
            holder.communicate()

    @contextmanager
    def refusing(self, database):
        """This database alone lets nobody in."""
        ended = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = '{}';".format(database)
        self.psql("ALTER DATABASE {} ALLOW_CONNECTIONS false; {}".format(database, ended))
        try:
            yield self
        finally:
            self.psql("ALTER DATABASE {} ALLOW_CONNECTIONS true;".format(database))


class Redis(Service):
    """Redis that forgets everything when it ends."""

    def __init__(self, place, home):
        self.port, = free_ports(1)
        argv = ["redis-server", "--bind", "127.0.0.1", "--port", str(self.port), "--save", "", "--dir", home]
        super().__init__(place, "redis-{}".format(self.port), argv, self._answers, account=ACCOUNT, cwd=home,
                         env=environment(home))

    def _answers(self):
        return answer_line(self.port, b"PING\r\n") == b"+PONG\r\n"

    def command(self, *words):
        """What Redis answers to a command, as its own client shows it."""
        return finish(["redis-cli", "-p", str(self.port)] + list(words)).decode("utf-8").strip()
