# SPDX-License-Identifier: BSD-2-Clause
"""A SPARQL endpoint, Virtuoso behind nginx, with Japanese data: right answers, and those that only look right."""
import os
from collections import namedtuple

from harness import front, process, service, virtuoso
from harness.city import Change, Service, Started
from harness.pki import root, write_ca_directory
from harness.virtuoso import ABSENT, DATA, GRAPH, HEAVY, TRIPLES

TITLE = "Virtuoso behind nginx"
PACKAGES = {kin: dict(front.PACKAGES[kin], **virtuoso.PACKAGES[kin]) for kin in ("debian", "rhel")}

ROW_CAP = 5000
EVERYTHING = "SELECT ?s ?p ?o WHERE {{ GRAPH <{}> {{ ?s ?p ?o }} }}".format(GRAPH)
LARGEST = "SELECT (MAX(?c) AS ?largest) WHERE {{ GRAPH <{}> {{ ?s <{}capacity> ?c }} }}".format(GRAPH, DATA)
NAME = ("SELECT ?name WHERE {{ GRAPH <{}> {{ <{}facility/5> <http://www.w3.org/2000/01/rdf-schema#label> ?name }} }}"
        .format(GRAPH, DATA))

SERVICES = [
    Service("facilities", "city_virtuoso", "OK", "triples: {}".format(TRIPLES), title="a graph, through nginx with TLS"),
    Service("largest", "city_virtuoso", "OK", "first value: 96", title="a value that must be in a range"),
    Service("name", "city_virtuoso", "OK", "市民交流施設5号", title="a Japanese name"),
    Service("endpoint", "city_virtuoso", "OK", "the data were not checked", title="no more than an answer"),
    Service("question", "city_virtuoso", "WARNING", "the answer to the query is no", "ask-false",
            "a question that is answered with no"),
    Service("empty-graph", "city_virtuoso", "CRITICAL", "empty or gone", "graph-empty", "a graph that nobody filled"),
    Service("partial", "city_virtuoso", "WARNING", "only a part of the result", "partial-result",
            "a query that takes too long: the answer looks whole"),
    Service("row-cap", "city_virtuoso", "WARNING", "cuts results behind row {}".format(ROW_CAP), "row-cap",
            "a query with too many results: the answer looks whole"),
    Service("typing-error", "city_virtuoso", "UNKNOWN", "does not understand the query", "query-invalid",
            "a query that is none"),
    Service("stale", "city_virtuoso", "CRITICAL", "copy from a cache", "stale-answer",
            "a cache that does not look at the question"),
    Service("checkpoint", "city_virtuoso", "WARNING", "asks for patience", "checkpoint", "503, again and again"),
    Service("stopped", "city_virtuoso", "CRITICAL", "connection refused", "unreachable", "nobody listens there"),
]

CHANGES = [
    Change("facilities", lambda parts: parts.server.stopped(), "CRITICAL", "status 502", "backend-down",
           "Virtuoso ends"),
    Change("facilities", lambda parts: parts.server.frozen(), "CRITICAL", "status 504", "backend-hung",
           "Virtuoso is silent"),
    Change("endpoint", lambda parts: parts.server.frozen(), "CRITICAL", "the service hangs", "sparql-hung",
           "the same, without nginx in front"),
    Change("facilities", lambda parts: parts.server.emptied(), "CRITICAL", "empty or gone", "graph-empty",
           "somebody empties the graph"),
    Change("facilities", lambda parts: parts.front.maintenance(), "WARNING", "asks for patience", "checkpoint", "503"),
    Change("facilities", lambda parts: parts.front.stopped(), "CRITICAL", "refused", "unreachable", "nginx ends"),
]
Parts = namedtuple("Parts", "server front")


def start(place):
    """Start Virtuoso and two nginx, and say which service is found where."""
    server = virtuoso.Virtuoso(place)
    server.settings["SPARQL"]["ResultSetMaxRows"] = ROW_CAP
    server.start()
    upstream = "127.0.0.1:{}".format(server.port)
    top = root("City Root CA")
    good = front.Front(place, upstream, top.authority("City Issuing CA").leaf("127.0.0.1")).start()
    odd = front.Front(place, upstream).start()
    odd.pause()
    service.answer(odd.port, "/stale/sparql?format=json&query=ASK%7B%7D")  # what the cache will give to everybody
    nobody, = process.free_ports(1)
    variables = {
        "facilities": {"url": good.url + "sparql", "graph": GRAPH, "triples": "{}:".format(TRIPLES)},
        "largest": {"url": good.url + "sparql", "query": LARGEST, "expect_value": "90:100"},
        "name": {"url": good.url + "sparql", "query": NAME, "expect_rows": "1:1"},
        "endpoint": {"url": server.url, "timeout": "2"},
        "question": {"url": server.url, "query": "ASK {{ GRAPH <{}> {{ ?s ?p ?o }} }}".format(ABSENT)},
        "empty-graph": {"url": server.url, "graph": ABSENT},
        "partial": {"url": server.url, "query": HEAVY, "timeout": "6"},
        "row-cap": {"url": server.url, "query": EVERYTHING},
        "typing-error": {"url": server.url, "query": "SELECT ?s WHERE { ?s ?p"},
        "stale": {"url": odd.url + "stale/sparql", "graph": GRAPH},
        "checkpoint": {"url": odd.url + "sparql", "graph": GRAPH},
        "stopped": {"url": "http://127.0.0.1:{}/sparql".format(nobody)},
    }
    authorities = write_ca_directory(os.path.join(good.home, "ca"), [top])
    return Started({name: {"city_virtuoso_" + key: value for key, value in dict(given, ca=authorities).items()}
                    for name, given in variables.items()}, Parts(server, good))
