# SPDX-License-Identifier: BSD-2-Clause
"""A scripted HTTP/1.1 server on loopback, for the answers that no server to be installed gives; http_hostile has the
worst of them.

    with HttpPeer([("GET", "/api/*", reply({"success": True})), ("*", "*", reply("nothing here", 404))]) as peer:
        ...  peer.url + "api/3"  ...
        assert peer.requests[0].headers["accept"] == "application/json"

The first row that fits a request answers it; the path's pattern is one of fnmatch, and the query does not count. An
answer is a function of the link and the request (see peers.Link) that writes all of an answer. When it returns, the
connection is kept for the next request as HTTP wants it; when it called `hang_up`, it is not. Without a fitting row the
answer is 404.
"""
import base64
import fnmatch
import hashlib
import http.client
import json
import re
import select
import socket
import threading
import time
import urllib.parse

from peers import Peer

JSON = "application/json"
HTML = "text/html; charset=utf-8"
SPARQL = "application/sparql-results+json"


class Request:
    """What a client asked: the lines as they came, and what they mean. Names of headers are in lower case."""

    def __init__(self, lines, headers, body, connection, number):
        self.lines, self.headers, self.body = lines, headers, body
        self.method, self.target, self.version = (lines[0].split(" ") + ["", ""])[:3]
        self.connection, self.number = connection, number  # which connection of the peer, which request on it
        address = urllib.parse.urlsplit(self.target)
        self.path = address.path
        self.query = dict(urllib.parse.parse_qsl(address.query, keep_blank_values=True))
        self.form = {}
        if headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
            self.form = dict(urllib.parse.parse_qsl(body.decode("ascii", "replace"), keep_blank_values=True))

    def said(self, pattern):
        """The first group of a regular expression that is searched in the values of query and form; or ""."""
        for value in list(self.query.values()) + list(self.form.values()):
            found = re.search(pattern, value)
            if found:
                return found.group(1)
        return ""

    def stays(self):
        """Whether the client means to use the connection again."""
        return self.version == "HTTP/1.1" and self.headers.get("connection", "").lower() != "close"


class HttpPeer(Peer):
    """The server. `rows` may be changed while it runs; `requests` are those that came so far."""

    def __init__(self, rows, context=None):
        self.rows, self.context = list(rows), context
        self.requests, self.connections, self.taking = [], 0, threading.Lock()
        super().__init__(self._serve)
        self.url = "{}://127.0.0.1:{}/".format("https" if context else "http", self.port)

    def asked(self, path="*"):
        """The requests so far whose path fits."""
        return [one for one in self.requests if fnmatch.fnmatchcase(one.path, path)]

    def _serve(self, link):
        if self.context:
            link.socket = self.context.wrap_socket(link.socket, server_side=True)
        with self.taking:
            self.connections += 1
            connection = self.connections
        number = 0
        while True:
            request = _read(link, connection, number)
            with self.taking:
                self.requests.append(request)
            self._answer(request)(link, request)
            if not request.stays():
                hang_up(link)
                return
            number += 1

    def _answer(self, request):
        for method, path, answer in self.rows:
            if method in ("*", request.method) and fnmatch.fnmatchcase(request.path, path):
                return answer
        return reply("there is nothing here\n", 404, kind="text/plain")


def _read(link, connection, number):
    lines = link.until(b"\r\n\r\n").decode("latin-1").split("\r\n")[:-2]
    fields = (line.partition(":") for line in lines[1:])
    headers = {name.strip().lower(): value.strip() for name, _, value in fields}
    if headers.get("expect", "").lower() == "100-continue":
        link.send(b"HTTP/1.1 100 Continue\r\n\r\n")
    body, length = b"", int(headers.get("content-length", 0))
    while len(body) < length:
        body += link.some()
    body, link.left = body[:length], body[length:]
    return Request(lines, headers, body, connection, number)


def hang_up(link):
    """Close the connection politely: over TLS, too, the client sees that the end was meant."""
    try:
        link.socket.settimeout(1)
        link.socket = link.socket.unwrap()
    except (AttributeError, OSError):
        pass  # there is no TLS, or the client was faster
    link.socket.close()


# Honest answers.

def head(status, fields, reason=None):
    """A status line and headers: a mapping, or pairs where a name comes twice."""
    pairs = fields.items() if isinstance(fields, dict) else fields
    lines = ["HTTP/1.1 {} {}".format(status, reason or http.client.responses.get(status, "Strange"))]
    lines += ["{}: {}".format(name, value) for name, value in pairs]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("utf-8")


def encode(body):
    """The bytes of a body that is bytes, text, or something to be written as JSON."""
    if isinstance(body, bytes):
        return body
    return (body if isinstance(body, str) else json.dumps(body, ensure_ascii=False)).encode("utf-8")


def reply(body="", status=200, headers=None, kind=JSON, reason=None):
    """Answer with a body: bytes, text, something to be written as JSON, or a function that makes it of the request."""
    def answer(link, request):
        data = encode(body(request) if callable(body) else body)
        fields = {"Date": time.strftime("%a, %d %b %Y %H:%M:%S GMT", time.gmtime()), "Server": "scripted"}
        if status not in (204, 304):
            fields.update({"Content-Type": kind, "Content-Length": len(data)})
        fields.update(headers or {})
        bare = request.method == "HEAD" or status in (204, 304)
        link.send(head(status, fields, reason) + (b"" if bare else data))
    return answer


def chunked(pieces, status=200, headers=None, kind=JSON):
    """Answer in chunks."""
    def answer(link, request):
        link.send(head(status, dict({"Content-Type": kind, "Transfer-Encoding": "chunked"}, **headers or {})))
        for piece in [encode(one) for one in pieces] + [b""] if request.method != "HEAD" else []:
            link.send(b"%x\r\n%s\r\n" % (len(piece), piece))
    return answer


def jsonp(document, end=");"):
    """Answer with a document in the wrapping that the parameter `callback` asks for, as CKAN does. (Virtuoso ends it in
    ")" and calls it JSON nevertheless.)"""
    def answer(link, request):
        name, body = request.query.get("callback"), encode(document(request) if callable(document) else document)
        if name:
            body = name.encode() + b"(" + body + end.encode()
        kind = "application/{};charset=utf-8".format("javascript" if name else "json")
        reply(body, kind=kind)(link, request)
    return answer


def result(names, *values):
    """The body of a SPARQL result: rows of literals. NONCE is the nonce of the question, None is unbound."""
    def body(request):
        said = request.said(r'"(\w+)"\)? AS \?nonce')
        bindings = [{name: {"type": "literal", "value": said if value is NONCE else str(value)}
                     for name, value in zip(names, row) if value is not None} for row in values]
        return {"head": {"link": [], "vars": list(names)},
                "results": {"distinct": False, "ordered": True, "bindings": bindings}}
    return body


NONCE = object()


def sequence(*answers):
    """The first request gets the first answer, and so on; the last answer is for all that follow."""
    left, lock = list(answers), threading.Lock()

    def answer(link, request):
        with lock:
            one = left.pop(0) if len(left) > 1 else left[0]
        one(link, request)
    return answer


def redirect(location, status=302, headers=None):
    """Lead to another place; a function makes it of the request."""
    def answer(link, request):
        where = location(request) if callable(location) else location
        reply("elsewhere\n", status, dict({"Location": where}, **headers or {}), "text/plain")(link, request)
    return answer


def forward(host, port):
    """Let a real server answer, without TLS."""
    def answer(link, request):
        upstream = http.client.HTTPConnection(host, port, timeout=30)
        try:
            passed = {name: value for name, value in request.headers.items()
                      if name not in ("connection", "expect", "host", "proxy-authorization")}
            target = urllib.parse.urlunsplit(("", "") + urllib.parse.urlsplit(request.target)[2:])
            upstream.request(request.method, target, request.body or None, passed)
            came = upstream.getresponse()
            data = came.read()
        except (OSError, http.client.HTTPException):
            reply("no answer\n", 502, kind="text/plain")(link, request)
            return
        finally:
            upstream.close()
        fields = [(name, value) for name, value in came.getheaders()
                  if name.lower() not in ("connection", "transfer-encoding", "content-length", "keep-alive")]
        fields.append(("Content-Length", came.getheader("Content-Length") if request.method == "HEAD" else len(data)))
        link.send(head(came.status, fields) + data)
    return answer


# Logins.

def basic(user, password, answer, status=401, names=("authorization", "WWW-Authenticate")):
    """Want a login by Basic, and let `answer` speak when it is right."""
    wanted = "Basic " + base64.b64encode("{}:{}".format(user, password).encode()).decode()
    refuse = reply("log in\n", status, {names[1]: 'Basic realm="city", charset="UTF-8"'}, "text/plain")
    return lambda link, request: (answer if request.headers.get(names[0]) == wanted else refuse)(link, request)


def digest(user, password, answer, realm="SPARQL", nonce="593668abd2b8e2ecbaf23793036bb9f0"):
    """Want a login by Digest (with MD5, as Virtuoso's /sparql-auth does), and let `answer` speak when it is right."""
    challenge = 'Digest realm="{}", nonce="{}", qop="auth", algorithm="MD5"'.format(realm, nonce)
    refuse = reply("log in\n", 401, {"WWW-Authenticate": challenge}, "text/plain")

    def checked(link, request):
        said = dict((name, quoted or bare) for name, quoted, bare in
                    re.findall(r'(\w+)=(?:"([^"]*)"|([^\s,]+))', request.headers.get("authorization", "")))
        first = _md5(user, realm, password)
        second = _md5(request.method, said.get("uri", ""))
        wanted = _md5(first, nonce, said.get("nc", ""), said.get("cnonce", ""), "auth", second)
        right = said.get("uri") == request.target and said.get("response") == wanted
        (answer if right else refuse)(link, request)
    return checked


def _md5(*words):
    return hashlib.md5(":".join(words).encode()).hexdigest()


# A proxy.

def relay(link, request):
    """What a proxy does with CONNECT: dial, agree, and pass on both ways what comes."""
    host, _, port = request.target.rpartition(":")
    try:
        upstream = socket.create_connection((host.strip("[]"), int(port)), 5)
    except OSError:
        reply("no way\n", 502, kind="text/plain")(link, request)
        return
    with upstream:
        link.send(b"HTTP/1.1 200 Connection established\r\n\r\n")
        upstream.sendall(link.left)
        ends = {link.socket: upstream, upstream: link.socket}
        while True:
            for one in select.select(list(ends), [], [])[0]:
                data = one.recv(65536)
                if not data:
                    hang_up(link)
                    return
                ends[one].sendall(data)


def pass_on(link, request):
    """What a proxy does with a target that is a whole URL."""
    address = urllib.parse.urlsplit(request.target)
    if not address.hostname:
        reply("this is a proxy\n", 400, kind="text/plain")(link, request)
        return
    forward(address.hostname, address.port or 80)(link, request)


def proxy(user=None, password=None):
    """The rows of a proxy for http and https URLs; with a user it wants a login."""
    wanted = [("CONNECT", relay), ("*", pass_on)]
    if user:
        names = ("proxy-authorization", "Proxy-Authenticate")
        wanted = [(method, basic(user, password, answer, 407, names)) for method, answer in wanted]
    return [(method, "*", answer) for method, answer in wanted]
