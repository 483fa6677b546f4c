# SPDX-License-Identifier: BSD-2-Clause
"""SPARQL 1.1 to the letter by Oxigraph, with the triples of Virtuoso. It comes as one program in a Python package.

    server = Oxigraph(place).start()
    server.url
"""
import os
import shutil
import urllib.parse
import urllib.request

from harness import cache
from harness.package import SYSTEM_PATH
from harness.process import free_ports, listens
from harness.service import ACCOUNT, Service
from harness.virtuoso import GRAPH, facilities

PACKAGES = {"debian": {"python3-venv": None}, "rhel": {"python3": "python3"}}
NAME = "oxigraph"


class Oxigraph(Service):
    """The server; `url` is its endpoint. Everything is in memory: after a restart there is GRAPH, and nothing else. A
    question may take `patience` seconds; then the answer ends in the middle of the JSON, with status 200."""

    def __init__(self, place, patience=60):
        self.port, = free_ports(1)
        self.address = "http://127.0.0.1:{}".format(self.port)
        self.url = self.address + "/query"
        python = cache.interpreter("Oxigraph", (3, 8), (3, 99))
        program = os.path.join(cache.environment(place, NAME, python), "bin", NAME)
        # The cache may be where the account cannot get.
        program = shutil.copy(program, place.at("{}-{}".format(NAME, self.port)))
        super().__init__(place, "{}-{}".format(NAME, self.port), [
            program, "serve", "--bind", "127.0.0.1:{}".format(self.port), "--timeout-s", str(patience),
        ], lambda: listens(self.port), account=ACCOUNT, env={"PATH": SYSTEM_PATH})

    def start(self, wait=True):
        """Start it, and fill GRAPH."""
        super().start(wait)
        self.load(GRAPH, facilities())
        return self

    def load(self, graph, triples):
        """Let a graph consist of these N-Triples."""
        where = "{}/store?graph={}".format(self.address, urllib.parse.quote(graph, safe=""))
        request = urllib.request.Request(where, method="PUT", data=triples.encode(),
                                         headers={"Content-Type": "application/n-triples"})
        urllib.request.urlopen(request, timeout=30).close()

    def clear(self, graph=GRAPH):
        """Make a graph empty."""
        self.load(graph, "")
