# SPDX-License-Identifier: BSD-2-Clause
"""SPARQL by OpenLink Virtuoso 7, with Japanese triples in a named graph.

    server = Virtuoso(place).start()
    server.url                                              # where questions go
    server.configure({"SPARQL": {"ResultSetMaxRows": 10}})  # and a restart
    with server.frozen(): ...                               # see service.py
"""
import http.client
import urllib.parse
from contextlib import contextmanager

from harness.package import SYSTEM_PATH, find
from harness.process import NotReady, free_ports
from harness.service import ACCOUNT, Service, finish

PACKAGES = {"debian": {"virtuoso-opensource-7-bin": "virtuoso-t"}, "rhel": {"virtuoso-opensource": "virtuoso-t"}}

DATA = "http://data.city.example/"
GRAPH = DATA + "graph/facilities"
ABSENT = DATA + "graph/nothing"  # nobody ever put anything there
FACILITIES = 2000
TRIPLES = 5 * FACILITIES

# A question that would keep one processor busy for hours; COUNT makes what was counted so far look like an answer.
HEAVY = """\
SELECT (COUNT(*) AS ?n) WHERE {{ GRAPH <{graph}> {{
    ?a <{data}near> ?b . ?c <{data}near> ?d . ?e <{data}near> ?f . FILTER(?b != ?d && ?d != ?f && ?a != ?f) }} }}\
""".format(graph=GRAPH, data=DATA)

SETTINGS = {
    "Database": {"DatabaseFile": "virtuoso.db", "ErrorLogFile": "virtuoso.log", "LockFile": "virtuoso.lck",
                 "TransactionFile": "virtuoso.trx", "xa_persistent_file": "virtuoso.pxa"},
    "TempDatabase": {"DatabaseFile": "temp.db", "TransactionFile": "temp.trx"},
    # No checkpoint comes of its own accord: for its time the server would be silent.
    "Parameters": {"ServerThreads": 10, "NumberOfBuffers": 2000, "DirsAllowed": ".", "CheckpointInterval": 0},
    "HTTPServer": {"ServerRoot": "pages", "ServerThreads": 5},
    "SPARQL": {"ResultSetMaxRows": 100000, "MaxQueryExecutionTime": 60},
}


class Virtuoso(Service):
    """The server; `url` is its endpoint, `port` that of HTTP."""

    def __init__(self, place):
        self.port, self.sql_port = free_ports(2)
        name = "virtuoso-{}".format(self.port)
        self.url = "http://127.0.0.1:{}/sparql".format(self.port)
        self.home = place.folder(name, account=ACCOUNT)
        place.folder(name, "pages", account=ACCOUNT)
        self.settings = {section: dict(rows) for section, rows in SETTINGS.items()}
        self.settings["Parameters"]["ServerPort"] = "127.0.0.1:{}".format(self.sql_port)
        self.settings["HTTPServer"]["ServerPort"] = "127.0.0.1:{}".format(self.port)
        self.filled = False
        super().__init__(place, name, [find("virtuoso-t"), "-f", "-c", self.home + "/virtuoso.ini"], self._answers,
                         account=ACCOUNT, cwd=self.home, env={"PATH": SYSTEM_PATH})

    def start(self, wait=True):
        """Start the server with the settings as they are now; the first time GRAPH is filled."""
        text = ""
        for section, rows in self.settings.items():
            text += "[{}]\n".format(section) + "".join("{} = {}\n".format(*row) for row in rows.items())
        self._write("virtuoso.ini", text)
        super().start(wait)
        if not self.filled:
            self.load(GRAPH, facilities())
            self.filled = True
        return self

    def _answers(self):
        """Whether questions are answered: the port is open a moment earlier."""
        try:
            return self.ask("ASK {}")[0] == 200
        except OSError:
            return False

    def _write(self, name, text):
        self.place.write(self.home + "/" + name, text, account=ACCOUNT)

    def configure(self, settings):
        """Change settings by section (None removes one) and restart."""
        for section, rows in settings.items():
            known = dict(self.settings.get(section, {}), **rows)
            self.settings[section] = {key: value for key, value in known.items() if value is not None}
        self.restart()

    def ask(self, query, **parameters):
        """Ask a question by HTTP; returns the status, the headers and the body."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request("GET", "/sparql?" + urllib.parse.urlencode(dict(parameters, query=query)),
                               headers={"Accept": "application/sparql-results+json"})
            answer = connection.getresponse()
            return answer.status, answer.headers, answer.read()
        finally:
            connection.close()

    def isql(self, statements):
        """Run SQL as the administrator; returns what isql printed. A statement that fails raises NotReady."""
        argv = [find("isql-vt"), "127.0.0.1:{}".format(self.sql_port), "dba", "dba", "ERRORS=STDOUT", "VERBOSE=OFF",
                "PROMPT=OFF", "BANNER=OFF", "EXEC=" + statements]
        said = finish(argv).decode("utf-8", "replace")
        if "*** Error" in said:  # its exit code is 0 even then
            raise NotReady("isql: {}\n{}".format(statements, said))
        return said

    def load(self, graph, triples):
        """Add N-Triples to a graph. Bulk loads are in no log: a restart loses what no checkpoint came after."""
        self._write("load.nt", triples)
        self.isql("DB.DBA.TTLP_MT(file_to_string_output('load.nt'), '', '{}', 0); checkpoint;".format(graph))

    def clear(self, graph=GRAPH):
        """Make a graph empty, which in Virtuoso is the same as removing it."""
        self.isql("SPARQL CLEAR GRAPH <{}>; checkpoint;".format(graph))

    def refill(self, graph=GRAPH):
        """Let a graph consist of the facilities again."""
        self.clear(graph)
        self.load(graph, facilities())

    @contextmanager
    def emptied(self, graph=GRAPH):
        """With an empty graph."""
        self.clear(graph)
        try:
            yield self
        finally:
            self.refill(graph)

    def break_off(self):
        """End every question that is being worked on: its answer is the error of a time-out."""
        self.isql("txn_killall(1);")


def facilities(count=FACILITIES):
    """N-Triples about so many facilities, five about each."""
    integer, date = ("^^<http://www.w3.org/2001/XMLSchema#{}>".format(name) for name in ("integer", "date"))
    lines = []
    for i in range(count):
        one = "<{}facility/{}>".format(DATA, i)
        lines += [
            '{} <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <{}Facility> .'.format(one, DATA),
            '{} <http://www.w3.org/2000/01/rdf-schema#label> "市民交流施設{}号"@ja .'.format(one, i),
            '{} <{}capacity> "{}"{} .'.format(one, DATA, i % 97, integer),
            '{} <{}near> <{}facility/{}> .'.format(one, DATA, DATA, (7 * i + 1) % count),
            '{} <http://purl.org/dc/terms/modified> "2026-{:02}-{:02}"{} .'.format(one, i % 12 + 1, i % 28 + 1, date),
        ]
    return "\n".join(lines) + "\n"
