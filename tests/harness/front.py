# SPDX-License-Identifier: BSD-2-Clause
"""nginx in front of another HTTP server, as in front of every real portal.

    server = Front(place, "127.0.0.1:8890", certificate).start()
    server.url + "sparql"           # passed on, over connections that are kept
    server.url + "stale/sparql"     # from a cache that looks at the path alone and leaves no trace of itself
    server.url + "status"           # stub_status
    server.url + "denied"           # the same, for nobody
    server.url + "page"             # a web page
    with server.maintenance(): ...  # 503 with Retry-After for everything that would be passed on
    with server.crowd(600): ...     # more connections than it has: some are dropped
"""
import contextlib
import os
import socket
import subprocess
from collections import namedtuple

from harness.package import SYSTEM_PATH, find
from harness.process import free_ports, listens, wait_until
from harness.service import ACCOUNT, Service, answer

PACKAGES = {"debian": {"nginx-light": "nginx"}, "rhel": {"nginx": "nginx"}}

CONFIGURATION = """
daemon off;
pid {path}/pid;
error_log stderr warn;
worker_processes 1;
events {{ worker_connections {connections}; }}
http {{
    log_format asked '$connection $connection_requests $status $request';
    access_log {path}/access.log asked;
    client_body_temp_path {path}; proxy_temp_path {path}; fastcgi_temp_path {path}; uwsgi_temp_path {path};
    scgi_temp_path {path};
    proxy_cache_path {path}/cache keys_zone=stale:1m;
    proxy_cache_valid any 1h;
    proxy_ignore_headers Cache-Control Expires Set-Cookie Vary X-Accel-Expires;
    proxy_read_timeout {patience};
    proxy_http_version 1.1;
    proxy_set_header Connection "";
    proxy_set_header Host $http_host;
    upstream behind {{ server {upstream}; keepalive 4; }}
    server {{
        listen 127.0.0.1:{inner};
        location = /status {{ stub_status; }}
        location = /hold {{ proxy_pass http://behind; }}
    }}
    server {{
        listen 127.0.0.1:{port}{tls};
        error_page 503 @maintenance;
        location / {{
            if (-f {path}/maintenance) {{ return 503; }}
            proxy_pass http://behind;
        }}
        location /stale/ {{
            proxy_pass http://behind/;
            proxy_cache stale;
            proxy_cache_key $uri;
        }}
        location = /status {{ stub_status; }}
        location = /denied {{ stub_status; deny all; }}
        location = /page {{ default_type text/html; return 200 "<html><head><title>Welcome</title></head></html>\\n"; }}
        location @maintenance {{ add_header Retry-After 1800 always; return 503 "The database is being saved.\\n"; }}
    }}
}}
"""
TLS = """ ssl;
        ssl_certificate {path}/cert.pem;
        ssl_certificate_key {path}/key.pem"""
HALF = b"POST /hold HTTP/1.1\r\nHost: city\r\nContent-Length: 9\r\nExpect: 100-continue\r\n\r\n"
ENOUGH = 512

Asked = namedtuple("Asked", "connection number status line")  # which request of which connection of nginx


class Front(Service):
    """The server; `url` is its root, with a slash at the end. `upstream` is HOST:PORT; after `patience` seconds of its
    silence the answer is 504. Few `connections` are soon used up."""

    def __init__(self, place, upstream="127.0.0.1:1", certificate=None, connections=ENOUGH, patience=3):
        self.port, self.inner = free_ports(2)
        name = "front-{}".format(self.port)
        self.home = place.folder(name, account=ACCOUNT)
        self.url = "{}://127.0.0.1:{}/".format("https" if certificate else "http", self.port)
        if certificate:
            place.write(name + "/cert.pem", b"".join(one.pem for one in certificate.chain).decode(), account=ACCOUNT)
            place.write(name + "/key.pem", certificate.key_pem.decode(), 0o600, account=ACCOUNT)
        configuration = place.write(name + "/nginx.conf", CONFIGURATION.format(
            path=self.home, port=self.port, inner=self.inner, upstream=upstream, connections=connections,
            patience=patience, tls=TLS.format(path=self.home) if certificate else ""))
        super().__init__(place, name, command(self.home, configuration),
                         lambda: listens(self.port) and listens(self.inner), account=ACCOUNT, cwd=self.home,
                         env={"PATH": SYSTEM_PATH})

    def pause(self):
        """Answer 503 instead of passing anything on."""
        self.place.write(self.home + "/maintenance", "")

    def resume(self):
        """End that."""
        os.unlink(self.home + "/maintenance")

    @contextlib.contextmanager
    def maintenance(self):
        """Answer 503 for the time of the block."""
        self.pause()
        try:
            yield self
        finally:
            self.resume()

    def asked(self):
        """The request lines so far, with the status that each got."""
        return [(one.line, one.status) for one in self.requests()]

    def requests(self, count=0):
        """The same with the connections on which they came, once there are at least so many: nginx notes a request
        after it has answered."""
        wait_until(lambda: len(self._notes()) >= count, 5, "the log of " + self.name)
        return [Asked(*map(int, words[:3]), words[3]) for words in self._notes()]

    def _notes(self):
        with open(self.home + "/access.log", encoding="utf-8", errors="replace") as log:
            return [line.rstrip("\n").split(" ", 3) for line in log if line.endswith("\n")]

    def counters(self):
        """What stub_status counts: accepted and handled connections, and requests. None while nginx has no connection
        left for the question."""
        status, body = answer(self.inner, "/status")
        return [int(word) for word in body.split()[7:10]] if status == 200 else None

    @contextlib.contextmanager
    def crowd(self, count):
        """Hold so many connections, each in the middle of a request, which nginx has seen: those for which it has none
        left it drops. At the end of the block all are gone."""
        with contextlib.ExitStack() as held:
            for _ in range(count):
                one = held.enter_context(socket.create_connection(("127.0.0.1", self.inner), 10))
                with contextlib.suppress(ConnectionError):  # it was dropped
                    one.sendall(HALF)
                    one.recv(100)
            yield self
        wait_until(self.counters, 10, "nginx after the crowd")


def command(folder, config):
    """nginx opens its usual log before it reads a configuration, unless it is new enough (1.19.5) to be told of
    another."""
    program = find("nginx")
    usage = subprocess.run([program, "-h"], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    return [program, "-p", folder, "-c", config] + (["-e", "stderr"] if b"-e filename" in usage.stdout else [])
