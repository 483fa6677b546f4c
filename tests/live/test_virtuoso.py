# SPDX-License-Identifier: BSD-2-Clause
"""check_virtuoso against Virtuoso 7 itself, and behind nginx: whole answers, and every way to have none that can be
brought about. Oxigraph stands for the servers that follow the standard to the letter; Virtuoso 6.1, which cannot be
installed any more, for itself by a scripted peer."""
import threading

import pytest
from answers import virtuoso61
from found import UNHURRIED, Found
from harness import front, oxigraph, package, virtuoso
from harness.process import Place, wait_until
from harness.virtuoso import ABSENT, DATA, GRAPH, HEAVY, TRIPLES, facilities
from http_peers import NONCE, SPARQL, HttpPeer, reply, result, sequence

BEGIN_EARLY = 2
UNDER_SANITIZERS = False  # cases play what Virtuoso answers
PLUGIN = "check_virtuoso"
IS_THERE = "ASK {{ GRAPH <{}> {{ ?s ?p ?o }} }}".format(GRAPH)
IS_NOT_THERE = "ASK {{ GRAPH <{}> {{ ?s ?p ?o }} }}".format(ABSENT)
LARGEST = "SELECT (MAX(?c) AS ?top) WHERE {{ GRAPH <{}> {{ ?s <{}capacity> ?c }} }}".format(GRAPH, DATA)
LABEL = """\
SELECT ?l WHERE {{ GRAPH <{}> {{ <{}facility/5> <http://www.w3.org/2000/01/rdf-schema#label> ?l }} }}\
""".format(GRAPH, DATA)
ROWS = "SELECT ?s WHERE {{ GRAPH <{}> {{ ?s ?p ?o }} }}".format(GRAPH)


@pytest.fixture(scope="module")
def place():
    """Where the servers live; what they need is installed first."""
    package.require(virtuoso.PACKAGES, front.PACKAGES)
    with Place("virtuoso") as scratch:
        yield scratch


@pytest.fixture(scope="module")
def server(place):
    """Virtuoso, with triples; it is as it was at the end of every test."""
    return virtuoso.Virtuoso(place).start()


@pytest.fixture(scope="module")
def gate(place, server):
    """nginx in front of it."""
    return front.Front(place, "127.0.0.1:{}".format(server.port), patience=1).start()


@pytest.fixture(scope="module")
def standard(place):
    """Oxigraph, with the same triples."""
    try:
        package.require(oxigraph.PACKAGES)
        return oxigraph.Oxigraph(place).start()
    except package.Missing as reason:
        return pytest.skip("no Oxigraph: {}".format(reason))


@pytest.fixture
def ask(run, tmp_path):
    """ask(url, *options) runs check_virtuoso, which remembers for the rest of the test; returns what it found."""
    return lambda url, *options: Found(run(["-u", url, "--state-dir", tmp_path, "--output=json"] + UNHURRIED + list(options)))


@pytest.fixture
def look(ask, server):
    """The same, asking the real server."""
    return lambda *options: ask(server.url, *options)


@pytest.fixture
def settings(server):
    """settings({...}) changes Virtuoso's settings for the rest of the test."""
    before = {section: dict(rows) for section, rows in server.settings.items()}
    yield server.configure
    server.settings = before
    server.restart()


# ---- whole answers ----

def test_without_a_question(look):
    found = look().is_only("OK", "ok")
    assert "not checked" in found.text
    assert found.metrics["time"] > 0 and "triples" not in found.metrics


def test_the_line(run, server, tmp_path):
    words = ["-u", server.url, "--state-dir", tmp_path, "--query=" + LABEL]
    assert run(words).stdout.decode("utf-8").partition(" | ")[0].endswith("rows: 1, first value: 市民交流施設5号")


def test_a_graph(look):
    found = look("--graph=" + GRAPH, "--triples={0}:{0}".format(TRIPLES)).is_only("OK", "ok")
    assert found.metrics["triples"] == TRIPLES
    look("--graph=" + GRAPH, "--triples={}:".format(TRIPLES + 1)).is_only("CRITICAL", "expectation-failed")


def test_ask(look):
    look("--query=" + IS_THERE).is_only("OK", "ok")
    look("--query=" + IS_THERE, "--expect-true").is_only("OK", "ok")
    look("--query=" + IS_NOT_THERE).is_only("WARNING", "ask-false")
    look("--query=" + IS_NOT_THERE, "--expect-true").is_only("CRITICAL", "expectation-failed")


def test_ask_is_true_of_nothing(look):
    """Virtuoso always has triples of its own, which is why the graph must be named."""
    look("--query=ASK { ?s ?p ?o }", "--expect-true").is_only("OK", "ok")


def test_values(look, tmp_path):
    assert look("--query=" + LARGEST, "--expect-value=96:96").is_only("OK", "ok").metrics["value"] == 96
    look("--query=" + LARGEST, "--expect-value=97:").is_only("CRITICAL", "expectation-failed")
    nothing = LARGEST.replace(GRAPH, ABSENT)
    look("--query=" + nothing).is_only("OK", "ok")
    look("--query=" + nothing, "--expect-value=0:").is_only("CRITICAL", "expectation-failed")
    (tmp_path / "largest.rq").write_text("# the largest\n" + LARGEST + "\n# of all")
    look("--query-file={}".format(tmp_path / "largest.rq"), "--expect-value=96:96").is_only("OK", "ok")


def test_rows(look):
    assert look("--query=" + ROWS + " LIMIT 7", "--expect-rows=7:7").is_only("OK", "ok").metrics["rows"] == 7
    look("--query=" + ROWS + " LIMIT 7", "--expect-rows=8:").is_only("CRITICAL", "expectation-failed")
    assert look("--query=" + ROWS).metrics["rows"] == TRIPLES


def test_long_queries_are_posted(ask, gate):
    long = "SELECT ?s WHERE {{ ?s ?p ?o FILTER(?s = <{}facility/5>) }} # {}".format(DATA, "x" * 20000)
    found = ask(gate.url + "sparql", "--query=" + long, "--expect-rows=5:5", "--graph=" + GRAPH)
    assert (found.state, found.codes) == ("OK", ["ok", "ok"]), found.report
    assert ("POST /sparql HTTP/1.1", 200) in gate.asked()


# ---- the data change ----

@pytest.fixture
def changing(server):
    """The graph may be changed; at the end it is as it was."""
    yield server
    server.refill()


def test_an_absent_graph(look):
    assert look("--graph=" + ABSENT).is_only("CRITICAL", "graph-empty").metrics["triples"] == 0


def test_a_graph_that_is_emptied(look, changing):
    look("--graph=" + GRAPH).is_only("OK", "ok")
    changing.clear()
    for _ in range(2):
        look("--graph=" + GRAPH).is_only("CRITICAL", "graph-empty")
    changing.load(GRAPH, facilities())
    look("--graph=" + GRAPH).is_only("OK", "ok")


def test_a_graph_that_shrinks(look, changing):
    def left(count):
        changing.clear()
        changing.load(GRAPH, facilities(count))
    look("--graph=" + GRAPH).is_only("OK", "ok")
    left(1700)
    for _ in range(2):  # until it is old enough, or the triples are back
        look("--graph=" + GRAPH).is_only("WARNING", "triples-dropped")
    look("--graph=" + GRAPH, "--triples-drop=20%").is_only("OK", "ok")  # which makes it the number to come
    look("--graph=" + GRAPH).is_only("OK", "ok")
    left(800)
    look("--graph=" + GRAPH).is_only("CRITICAL", "triples-dropped")
    left(1700)
    look("--graph=" + GRAPH).is_only("OK", "ok")


def test_a_load_without_a_checkpoint(look, changing):
    """It is gone after a restart, and nobody has done anything."""
    changing.clear()
    changing.isql("DB.DBA.TTLP_MT(file_to_string_output('load.nt'), '', '{}', 0);".format(GRAPH))
    look("--graph=" + GRAPH).is_only("OK", "ok")
    changing.restart()
    look("--graph=" + GRAPH).is_only("CRITICAL", "graph-empty")


# ---- half answers ----

def test_partial_results(look):
    """COUNT makes what was counted so far look like an answer."""
    found = look("-t", "6", "--query=" + HEAVY, "--expect-value=1:").is_only("WARNING", "partial-result")
    assert "value" not in found.metrics


def test_row_caps(look, settings):
    settings({"SPARQL": {"ResultSetMaxRows": 10}})
    look("--query=" + ROWS).is_only("WARNING", "row-cap")
    look("--query=" + ROWS + " LIMIT 11").is_only("WARNING", "row-cap")
    look("--query=SELECT ?s WHERE {{ {{ {} LIMIT 50 }} }}".format(ROWS)).is_only("WARNING", "row-cap")
    look("--query=" + ROWS + " LIMIT 10").is_only("OK", "ok")
    look("--query=" + ROWS + " LIMIT 9").is_only("OK", "ok")
    look("--query=" + LARGEST).is_only("OK", "ok")
    assert look("--graph=" + GRAPH).is_only("OK", "ok").metrics["triples"] == TRIPLES
    # It says nothing when it cuts these.
    look("--query=CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }", "--row-cap=10").is_only("WARNING", "row-cap")


# ---- errors ----

INVALID = {"syntax": "SELECT WHERE {", "prefix": "SELECT * WHERE { ?s foo:bar ?o }",
           "function": "SELECT (<http://x/f>(1) AS ?a) WHERE {}", "division": "SELECT (1/0 AS ?x) {}"}


@pytest.mark.parametrize("query", INVALID.values(), ids=INVALID.keys())
def test_invalid_queries(look, query):
    look("--query=" + query).is_only("UNKNOWN", "query-invalid")


def test_forbidden_queries(look):
    look("--query=SELECT ?s WHERE { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }").is_only("UNKNOWN", "not-permitted")


def test_logins(ask, server):
    ask(server.url + "-auth").is_only("UNKNOWN", "not-permitted")


def test_too_costly(look, settings):
    settings({"SPARQL": {"MaxQueryCostEstimationTime": 1}})
    look("--query=" + HEAVY).is_only("UNKNOWN", "query-too-costly")


def test_given_up(look, server):
    found = []
    looking = threading.Thread(target=lambda: found.append(look("--query=" + HEAVY)))
    looking.start()
    wait_until(lambda: server.break_off() or not looking.is_alive(), 30, "the end of the query")
    looking.join()
    found[0].is_only("CRITICAL", "query-timeout")


def test_web_pages(ask, gate, server):
    ask(gate.url + "page").is_only("CRITICAL", "html-instead-of-result")
    ask(server.url.replace("sparql", "nothing")).is_only("CRITICAL", "http-status")


# ---- not there ----

def test_stopped(look, server):
    with server.stopped():
        look().is_only("CRITICAL", "unreachable")
        look("--unreachable=WARNING").is_only("WARNING", "unreachable")
    look().is_only("OK", "ok")


def test_frozen(look, server):
    with server.frozen():
        look("-t", "2").is_only("CRITICAL", "sparql-hung")
        look("-t", "2:UNKNOWN", "--graph=" + GRAPH).is_only("UNKNOWN", "sparql-hung")
    look().is_only("OK", "ok")


def test_behind_nginx(ask, gate, server):
    ask(gate.url + "sparql", "--graph=" + GRAPH).is_only("OK", "ok")
    with server.frozen():
        ask(gate.url + "sparql").is_only("CRITICAL", "backend-hung")
    with server.stopped():
        ask(gate.url + "sparql").is_only("CRITICAL", "backend-down")


def test_a_copy_from_a_cache(ask, gate):
    """The cache looks at the path alone, so the answer to the check's own question is given to the user's, too."""
    ask(gate.url + "stale/sparql", "--query=" + IS_THERE).is_only("CRITICAL", "stale-answer")
    ask(gate.url + "stale/sparql").is_only("CRITICAL", "stale-answer")


def test_checkpoint(ask, gate):
    with gate.maintenance():
        ask(gate.url + "sparql").is_only("WARNING", "checkpoint")


def test_checkpoint_that_ends(ask, gate):
    found, before = [], len(gate.asked())
    gate.pause()
    looking = threading.Thread(target=lambda: found.append(ask(gate.url + "sparql")))
    looking.start()
    wait_until(lambda: len(gate.asked()) > before, 10, "the first question")
    gate.resume()
    looking.join()
    found[0].is_only("OK", "ok", "checkpoint")


# ---- a server that follows the standard ----

def test_standard(ask, standard):
    ask(standard.url).is_only("OK", "ok")
    assert ask(standard.url, "--graph=" + GRAPH).is_only("OK", "ok").metrics["triples"] == TRIPLES
    ask(standard.url, "--graph=" + ABSENT).is_only("CRITICAL", "graph-empty")
    ask(standard.url, "--query=" + IS_THERE, "--expect-true").is_only("OK", "ok")
    ask(standard.url, "--query=" + IS_NOT_THERE).is_only("WARNING", "ask-false")
    ask(standard.url, "--query=" + IS_NOT_THERE, "--expect-true").is_only("CRITICAL", "expectation-failed")
    ask(standard.url, "--query=" + LARGEST, "--expect-value=96:96").is_only("OK", "ok")
    assert "市民交流施設5号" in ask(standard.url, "--query=" + LABEL).is_only("OK", "ok").text
    ask(standard.url, "--query=" + ROWS, "--expect-rows={0}:{0}".format(TRIPLES)).is_only("OK", "ok")
    ask(standard.url, "--query=SELECT WHERE {").is_only("UNKNOWN", "query-invalid")
    long = ROWS + " LIMIT 3 # " + "x" * 20000
    ask(standard.url, "--query=" + long, "--expect-rows=3:3").is_only("OK", "ok")


def test_standard_broken_off(ask, place, standard):
    """It says 200, and in the middle of the JSON that it will not go on."""
    assert standard.daemon
    hasty = oxigraph.Oxigraph(place, patience=1).start()
    try:
        ask(hasty.url, "--query=" + HEAVY).is_only("CRITICAL", "answer-broken")
    finally:
        hasty.stop()


# ---- Virtuoso 6.1 ----

ECHO = virtuoso61.select(["nonce"], [NONCE])


@pytest.fixture
def old(ask):
    """old(answers, *options): 6.1 gives these answers, one after the other."""
    def against(answers, *options):
        with HttpPeer([("*", "/sparql", sequence(*answers))]) as peer:
            found = ask(peer.url + "sparql", *options)
        assert not peer.problems and len(peer.requests) == len(answers), peer.requests
        assert peer.connections == 1
        return found
    return against


def test_old(old):
    old([ECHO]).is_only("OK", "ok")
    old([ECHO, virtuoso61.ask(True)], "--query=" + IS_THERE, "--expect-true").is_only("OK", "ok")
    old([ECHO, virtuoso61.ask(False)], "--query=" + IS_THERE).is_only("WARNING", "ask-false")
    old([ECHO, virtuoso61.ask(False)], "--query=" + IS_THERE, "--expect-true").is_only("CRITICAL", "expectation-failed")
    counted = virtuoso61.select(["n", "nonce"], [4711, NONCE])
    assert old([counted], "--graph=" + GRAPH).is_only("OK", "ok").metrics["triples"] == 4711
    ten = virtuoso61.select(["s"], *[["市役所"]] * 10)
    old([ECHO, ten], "--query=" + ROWS, "--row-cap=10").is_only("WARNING", "row-cap")
    old([ECHO, ten], "--query=" + ROWS + " LIMIT 10", "--row-cap=10").is_only("OK", "ok")
    partial = virtuoso61.select(["n", "nonce"], [17, NONCE], headers=virtuoso61.PARTIAL)
    old([partial], "--graph=" + GRAPH).is_only("WARNING", "partial-result")
    old([virtuoso61.FORM]).is_only("CRITICAL", "html-instead-of-result")
    old([virtuoso61.maintenance(), ECHO]).is_only("OK", "ok", "checkpoint")
    old([virtuoso61.maintenance(), virtuoso61.maintenance()]).is_only("WARNING", "checkpoint")


def test_old_grammar(old):
    refused = virtuoso61.ERRORS["37000-without-prefix"]
    old([refused, ECHO]).is_only("OK", "ok")
    old([refused, virtuoso61.select(["n", "nonce"], [5, NONCE])], "--graph=" + GRAPH).is_only("OK", "ok")
    old([refused, refused]).is_only("UNKNOWN", "query-invalid")


ERRORS = {
    "37000": ("UNKNOWN", "query-invalid"), "37000-without-prefix": ("UNKNOWN", "query-invalid"),
    "22023": ("UNKNOWN", "query-invalid"), "42001": ("UNKNOWN", "query-invalid"),
    "42000-cost": ("UNKNOWN", "query-too-costly"), "40001-SR172": ("WARNING", "server-busy"),
    "42000-HTLIM": ("WARNING", "server-busy"), "42000-SR483": ("WARNING", "server-busy"),
    "HY013": ("WARNING", "server-busy"), "40001-SR214": ("CRITICAL", "out-of-threads"),
    "40003": ("CRITICAL", "disk-full"), "40004": ("CRITICAL", "disk-full"), "40005": ("CRITICAL", "log-too-large"),
    "40006": ("CRITICAL", "out-of-memory"), "HY008": ("WARNING", "query-cancelled"),
    "42000-D1CTX": ("WARNING", "partial-result"), "SR186": ("UNKNOWN", "not-permitted"),
    "S1T00": ("CRITICAL", "query-timeout"), "S1TAT": ("CRITICAL", "query-timeout"),
    "unknown": ("CRITICAL", "query-failed"),
}


@pytest.mark.parametrize("name", ERRORS)
def test_old_errors(old, name):
    old([ECHO, virtuoso61.ERRORS[name]], "--query=" + ROWS).is_only(*ERRORS[name])


def test_old_checkpoint(old):
    broken_off = virtuoso61.ERRORS["40001-SR325"]
    old([ECHO, broken_off, broken_off], "--query=" + ROWS).is_only("WARNING", "checkpoint")
    old([ECHO, broken_off, virtuoso61.select(["s"], ["a"])], "--query=" + ROWS).is_only("OK", "ok", "checkpoint")


def test_every_error_is_tried():
    assert set(ERRORS) | {"40001-SR325"} == set(virtuoso61.ERRORS)


def test_many_rows(old):
    """With more values than are read of any other answer."""
    rows = reply(result(["s"], *[["{}facility/{}".format(DATA, i)] for i in range(40000)]), kind=SPARQL)
    assert old([ECHO, rows], "--query=" + ROWS).is_only("OK", "ok").metrics["rows"] == 40000
