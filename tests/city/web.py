# SPDX-License-Identifier: BSD-2-Clause
"""The counters of nginx (stub_status): well, and every way in which they are not to be had."""
import os
from contextlib import contextmanager

from harness import front, process
from harness.city import Change, Service, Started
from harness.pki import root, write_ca_directory

TITLE = "nginx and its counters"
PACKAGES = front.PACKAGES
CONNECTIONS = 64  # few are soon used up

SERVICES = [
    Service("counters", "city_nginx", "OK", "0 dropped", title="all is well"),
    Service("crowded", "city_nginx", "WARNING", "connections open", "connections-active",
            "more connections than were thought normal"),
    Service("denied", "city_nginx", "UNKNOWN", "status 403", "status-page-forbidden", "counters for others only"),
    Service("no-page", "city_nginx", "CRITICAL", "a web page came instead", "status-page-missing", "the wrong page"),
    Service("no-backend", "city_nginx", "CRITICAL", "status 502", "backend-down", "what is behind nginx is not there"),
    Service("stopped", "city_nginx", "CRITICAL", "connection refused", "unreachable", "nobody listens there"),
]


@contextmanager
def rushed(server):
    """After more visitors than nginx has connections for."""
    with server.crowd(2 * CONNECTIONS):
        pass
    yield server


CHANGES = [
    Change("counters", rushed, "WARNING", "dropped", "connections-dropped", "more visitors than nginx can take"),
    Change("counters", lambda server: server.stopped(), "CRITICAL", "connection refused", "unreachable", "nginx ends"),
    Change("counters", lambda server: server.frozen(), "CRITICAL", "the service hangs", "peer-silent",
           "nginx is silent"),
]


def start(place):
    """Start nginx, and say which service is found where."""
    top = root("City Root CA")
    certificate = top.authority("City Issuing CA").leaf("127.0.0.1")
    server = front.Front(place, certificate=certificate, connections=CONNECTIONS).start()
    nobody, = process.free_ports(1)
    variables = {
        "counters": {"url": server.url + "status", "timeout": "2"},
        "crowded": {"url": server.url + "status", "active": "0"},
        "denied": {"url": server.url + "denied"},
        "no-page": {"url": server.url + "page"},
        "no-backend": {"url": server.url + "nothing"},
        "stopped": {"url": "http://127.0.0.1:{}/status".format(nobody)},
    }
    authorities = write_ca_directory(os.path.join(server.home, "ca"), [top])
    return Started({name: {"city_nginx_" + key: value for key, value in dict(given, ca=authorities).items()}
                    for name, given in variables.items()}, server)
