# SPDX-License-Identifier: BSD-2-Clause
"""What Virtuoso 6.1 answers, for HttpPeer. It cannot be installed any more: this is written after its source
(sparql_io.sql of 2012 and older, sqlsrv.c, log.c, http.c of 6.1.8); the sentences are those that 7.2.5 holds, too."""
import json

from http_peers import NONCE, SPARQL, encode, reply

SERVER = {"Server": "Virtuoso/06.01.3127 (Linux) x86_64-unknown-linux-gnu", "Accept-Ranges": "bytes"}
KIND = SPARQL + "; charset=UTF-8"

INTEGER = "http://www.w3.org/2001/XMLSchema#integer"


def _answer(make, headers=None):
    """An answer whose text is made of the question's nonce; in the wrapping of `callback`, which 6.1 knows."""
    def body(request):
        text = make(request.said(r'"(\w+)"\)? AS \?nonce'))
        name = request.query.get("callback") or request.form.get("callback")
        return name.encode() + b"(\n" + encode(text) + b")" if name else encode(text)
    return reply(body, headers=dict(SERVER, **headers or {}), kind=KIND)


def ask(value):
    """To an ASK, in the form that the standard wants and 7.2 does not give."""
    return _answer(lambda nonce: '{{  "head": {{ "link": [] }}, "boolean": {}}}'.format("true" if value else "false"))


def literal(value):
    """One value as 6.1 writes it: numbers as `typed-literal`, everything but ASCII escaped."""
    if isinstance(value, int):
        return '"type": "typed-literal", "datatype": "{}", "value": "{}"'.format(INTEGER, value)
    return '"type": "literal", "value": {}'.format(json.dumps(value))


RESULT = """
{ "head": { "link": [], "vars": [%s] },
  "results": { "distinct": false, "ordered": true, "bindings": [%s ] } }"""


def select(names, *rows, headers=None):
    """To a SELECT. NONCE is the nonce of the question, None is unbound."""
    def line(row, nonce):
        given = [(name, nonce if value is NONCE else value) for name, value in zip(names, row)]
        bound = ['"%s": { %s }' % (name, literal(value)) for name, value in given if value is not None]
        return "\n    { " + "\t, ".join(bound) + "}"
    variables = ", ".join('"{}"'.format(name) for name in names)
    return _answer(lambda nonce: RESULT % (variables, ",".join(line(row, nonce) for row in rows)), headers)


PARTIAL = {"X-SQL-State": "S1TAT",
           "X-SQL-Message": "RC...: Returning incomplete results, query interrupted by result timeout.  Activity: ...",
           "X-Exec-Milliseconds": "1985", "X-Exec-DB-Activity": "2.192K rnd  130.9M seq      0 same seg"}


def error(state, text, status=500, prefix="Virtuoso "):
    """A question that came to nothing. The oldest versions leave the prefix out."""
    def body(request):
        asked = request.query.get("query") or request.form.get("query") or ""
        return "{}{} Error {}\n\nSPARQL query:\ndefine sql:big-data-const 0 {}".format(prefix, state, text, asked)
    return reply(body, status, SERVER, "text/plain", "SPARQL Request Failed" if status == 500 else None)


ERRORS = {
    "37000": error("37000", "SP030: SPARQL compiler, line 1: syntax error at 'WHERE' before '{'", 400),
    "37000-without-prefix": error("37000", "SP030: SPARQL compiler, line 1: syntax error at 'AS' before '?n'", 400, ""),
    "22023": error("22023", "The request does not contain text of SPARQL query", 400),
    "42001": error("42001", "SR185: Undefined procedure DB.DBA.http://x/f."),
    "42000-cost": error("42000", "The estimated execution time 4711 (sec) exceeds the limit of 400 (sec)."),
    "40001-SR172": error("40001", "SR172: Transaction deadlocked"),
    "42000-HTLIM": error("42000", "HTLIM: The use of restricted HTTP threads is over the limit"),
    "42000-SR483": error("42000", "SR483: Stack Overflow"),
    "HY013": error("HY013", "SR491: Too many open statements"),
    "40001-SR214": error("40001", "SR214: Out of server threads. Server temporarily unavailable. "
                                  "Transaction rolled back."),
    "40001-SR325": error("40001", "SR325: Transaction aborted due to a database checkpoint or database-wide atomic "
                                  "operation. Please retry transaction"),
    "40003": error("40003", "SR173: Transaction out of disk"),
    "40004": error("40004", "SR174: Log out of disk"),
    "40005": error("40005", "SR325: Transaction aborted because it's log after image size went above the limit"),
    "40006": error("40006", "SR337: Transaction aborted because the server is out of memory"),
    "HY008": error("HY008", "SR203: Async statement killed by SQLCancel."),
    "42000-D1CTX": error("42000", "D1CTX: The number of triples in the result exceeds MaxConstructTriples"),
    "SR186": error("42000", "SR186:SECURITY: No permission to execute procedure DB.DBA.SPARQL_INSERT_DICT_CONTENT with "
                            "user ID 106, group ID 106"),
    "S1T00": error("S1T00", "SR171: Transaction timed out"),
    # Not 6.1 but 7.2.8 and later, which say so with 500 when the client sent no `timeout`.
    "S1TAT": error("S1TAT", "RC...: Returning incomplete results, query interrupted by result timeout."),
    "unknown": error("XY123", "SR999: Something that no version is known to say"),
}


def maintenance(status=503):
    """While a checkpoint runs and MaintenancePage is set: the page comes for every URL."""
    page = "<html><head><title>Atomic mode</title></head><body>The database is in atomic mode.</body></html>"
    return reply(page, status, dict(SERVER, **{"Retry-After": "1800"}), "text/html")


# The page for people, which comes with 200 to a request without a question.
FORM = reply("""<html xmlns="http://www.w3.org/1999/xhtml">
\t<head>
\t\t<title>Virtuoso SPARQL Query Form</title>
\t</head>
\t<body><form action="" method="GET"><textarea name="query"></textarea></form></body>
</html>
""", headers=SERVER, kind="text/html")
