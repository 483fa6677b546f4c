# SPDX-License-Identifier: BSD-2-Clause
"""Answers for HttpPeer that break, never end, lie, or come from somebody in between: HOSTILE and BLOCKED are tables of
them by name. Nothing waits for time to pass but `drip` and `drip_head`, whose point that is."""
import functools
import random
import struct
import zlib

from http_peers import HTML, JSON, hang_up, head, redirect, reply

MIB = 1 << 20
DOCUMENT = b'{"head": {"vars": ["n"]}, "success": true, "result": [1, 2, 3], "results": {"bindings": []}}'
CHUNKED = head(200, {"Content-Type": JSON, "Transfer-Encoding": "chunked"})
NASTY = 'a|b=1;2;3 \x1b[31mred\x1b[0m \x7f<script>alert(1)</script>\r\n \u2028\u202eend'


def raw(data, then=hang_up):
    """Send exactly this, and then do `then` (link.hold: stay silent)."""
    def answer(link, _request):
        link.send(data)
        then(link)
    return answer


def silent(link, _request):
    """Never answer."""
    link.hold()


def reset(link, _request):
    """End the connection with RST."""
    link.reset()


def _slowly(link, data):
    for byte in data:
        link.send(bytes([byte]))
        if link.over.wait(1):
            return


def drip(body=DOCUMENT):
    """One byte of the body a second."""
    def answer(link, _request):
        link.send(head(200, {"Content-Type": JSON, "Content-Length": len(body)}))
        _slowly(link, body)
    return answer


def drip_head(link, _request):
    """One byte of the status line a second, and so on."""
    _slowly(link, head(200, {"Content-Type": JSON}))


def endless(data, begin=b"", total=None):
    """Send `begin`, and then `data` again and again until the client leaves, or until `total` bytes of it were sent."""
    block = data * max(1, 65536 // len(data))

    def answer(link, _request):
        link.send(begin)
        sent = 0
        while not link.over.is_set() and (total is None or sent < total):
            link.send(block)
            sent += len(block)
        hang_up(link)
    return answer


@functools.lru_cache(None)
def bomb(size=300 * MIB, kind="gzip"):
    """So many blanks, which as JSON stand for nothing, as gzip or deflate. One piece is packed and then repeated: a
    client with little time shall not have to wait for its bomb."""
    blanks, packer = b" " * MIB, zlib.compressobj(9, wbits=-15)
    piece = packer.compress(blanks) + packer.flush(zlib.Z_FULL_FLUSH)
    begin, total, check, end = WRAPPINGS[kind]
    for _ in range(size // MIB):
        total = check(blanks, total)
    return begin + piece * (size // MIB) + packer.flush() + end(total, size)


# What stands around the data: the beginning, the checksum and its first value, the end.
WRAPPINGS = {
    "gzip": (b"\x1f\x8b\x08" + bytes(5) + b"\2\xff", 0, zlib.crc32, functools.partial(struct.pack, "<II")),
    "deflate": (b"\x78\xda", 1, zlib.adler32, lambda total, _size: struct.pack(">I", total)),
}


def packed(kind="gzip", size=300 * MIB):
    """A bomb."""
    return lambda link, request: reply(bomb(size, kind), headers={"Content-Encoding": kind})(link, request)


def cut(body=DOCUMENT, keep=20, then=hang_up, fields=None):
    """Announce the whole body, and end in the middle of it."""
    begin = head(200, fields or {"Content-Type": JSON, "Content-Length": len(body)})
    return raw(begin + body[:keep], then)


def _length(*values):
    return raw(head(200, [("Content-Type", JSON)] + [("Content-Length", value) for value in values]) + DOCUMENT)


def _chunks(data):
    return raw(CHUNKED + data)


def _body(text):
    return reply(text.encode("utf-8", "surrogateescape") if isinstance(text, str) else text)


def _many(one, size):
    return b"[" + one * ((size - 2) // len(one)) + one.rstrip(b",") + b"]"


HOSTILE = {
    # It takes for ever.
    "never-answers": silent,
    "drips-the-body": drip(),
    "drips-the-head": drip_head,
    "stops-in-the-body": cut(then=lambda link: link.hold()),
    "stops-in-the-head": raw(b"HTTP/1.1 200 OK\r\nContent-Ty", lambda link: link.hold()),
    "endless-100-continue": endless(b"HTTP/1.1 100 Continue\r\n\r\n"),
    "endless-103-early-hints": endless(b"HTTP/1.1 103 Early Hints\r\nLink: </x>; rel=preload\r\n\r\n"),
    "redirects-to-itself": redirect(lambda request: request.target),
    "redirects-in-circles": redirect(lambda request: "/a" if request.path == "/b" else "/b"),
    # It is too much.
    "body-of-1-GiB": endless(b" ", head(200, {"Content-Type": JSON, "Content-Length": 1024 * MIB}), 1024 * MIB),
    "body-without-end": endless(b" ", head(200, {"Content-Type": JSON})),
    "chunks-without-end": endless(b"1000\r\n" + b" " * 4096 + b"\r\n", CHUNKED),
    "error-of-1-GiB": endless(b"x", head(500, {"Content-Type": HTML, "Content-Length": 1024 * MIB}), 1024 * MIB),
    "gzip-bomb": packed("gzip"),
    "deflate-bomb": packed("deflate"),
    "headers-of-10-MiB": endless(b"X-Padding: " + b"a" * 1000 + b"\r\n", b"HTTP/1.1 200 OK\r\n", 10 * MIB),
    "header-of-10-MiB": endless(b"a", b"HTTP/1.1 200 OK\r\nX-Padding: ", 10 * MIB),
    "headers-without-end": endless(b"X-Padding: a\r\n", b"HTTP/1.1 200 OK\r\n"),
    "status-line-without-end": endless(b"a", b"HTTP/1.1 200 "),
    "trailers-without-end": endless(b"X-Padding: a\r\n", CHUNKED + b"2\r\n{}\r\n0\r\n"),
    "deep-100000": _body(b"[" * 100000 + b"]" * 100000),
    "deep-unclosed": _body(b'{"a":' * 100000),
    "objects-4-MB": _body(_many(b"{},", 4000000)),
    "ones-4-MB": _body(_many(b"1,", 4000000)),
    "string-of-3-MB": _body(b'{"result": "' + b"x" * 3000000 + b'"}'),
    "keys-100000": _body("{" + ",".join('"k{}":1'.format(i) for i in range(100000)) + "}"),
    # It is cut.
    "closes": lambda link, _request: hang_up(link),
    "resets": reset,
    "resets-in-the-body": cut(then=lambda link: link.reset()),
    "closes-in-the-body": cut(),
    "closes-in-the-head": raw(b"HTTP/1.1 200 OK\r\nContent-Ty"),
    "chunk-cut": _chunks(b"60\r\n" + DOCUMENT[:20]),
    "last-chunk-missing": _chunks(b"%x\r\n%s\r\n" % (len(DOCUMENT), DOCUMENT)),
    "gzip-cut": lambda link, request: reply(bomb(MIB)[:200], headers={"Content-Encoding": "gzip"})(link, request),
    "json-cut": _body(DOCUMENT[:-3]),
    "json-cut-with-remark": _body('{"head":{"vars":["n"]},"results":{"bindings":[The operation has been cancelled'),
    "empty": _body(b""),
    # It is something else.
    "http-0.9": raw(b"<html>a server of 1991</html>\n"),
    "http-9.9": raw(b"HTTP/9.9 200 OK\r\nContent-Length: 2\r\n\r\n{}"),
    "smtp-banner": raw(b"220 mx.city.example ESMTP\r\n"),
    "ssh-banner": raw(b"SSH-2.0-OpenSSH_9.2p1\r\n"),
    "noise": raw(random.Random(1).randbytes(4000)),
    "zeros": raw(bytes(4000)),
    "status-0": raw(b"HTTP/1.1 000 Nothing\r\nContent-Length: 0\r\n\r\n"),
    "status-99999": raw(b"HTTP/1.1 99999 Much\r\nContent-Length: 0\r\n\r\n"),
    "switches-protocols": raw(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: chat\r\nConnection: Upgrade\r\n\r\n"),
    "no-content": reply(status=204),
    "not-modified": reply(status=304),
    "length-too-long": _length(1000),
    "length-too-short": _length(5),
    "length-negative": _length(-5),
    "length-no-number": _length("many"),
    "length-beyond-64-bit": _length(10 ** 30),
    "lengths-differ": _length(5, len(DOCUMENT)),
    "length-and-chunked": raw(head(200, {"Content-Type": JSON, "Content-Length": 4, "Transfer-Encoding": "chunked"})
                              + b"%x\r\n%s\r\n0\r\n\r\n" % (len(DOCUMENT), DOCUMENT)),
    "chunk-size-no-number": _chunks(b"zz\r\n{}\r\n0\r\n\r\n"),
    "chunk-size-beyond-64-bit": _chunks(b"f" * 20 + b"\r\n{}\r\n0\r\n\r\n"),
    "gzip-that-is-none": reply(DOCUMENT, headers={"Content-Encoding": "gzip"}),
    "unknown-encoding": reply(DOCUMENT, headers={"Content-Encoding": "zebra"}),
    "nul-in-a-header": raw(b"HTTP/1.1 200 OK\r\nX-A: a\0b\r\nContent-Length: 2\r\n\r\n{}"),
    "header-without-colon": raw(b"HTTP/1.1 200 OK\r\nnonsense\r\nContent-Length: 2\r\n\r\n{}"),
    "redirect-nowhere": reply(status=302),
    "redirect-no-url": redirect("http://[::1"),
    "redirect-to-file": redirect("file:///etc/passwd"),
    "redirect-to-other-host": redirect("http://other.city.example/"),
    "redirect-with-newline": redirect(NASTY.replace("\r\n", "%0d%0a")),
    # JSON that is none, or is not what it should be.
    "html": reply("<!DOCTYPE html><html><head><title>Welcome | to nginx</title></head></html>", kind=HTML),
    "html-called-json": reply("<html><body>an error</body></html>"),
    "text": _body("all is well\n"),
    "null": _body("null"),
    "number": _body("17"),
    "numbers-beyond-2-63": _body('{"success": true, "result": {"count": 99999999999999999999, "n": -1e400, '
                                 '"m": 9223372036854775808}}'),
    "number-of-1-MB": _body(b'{"result": ' + b"9" * 1000000 + b"}"),
    "keys-twice": _body('{"success": false, "success": true, "result": 1, "result": []}'),
    "nul-bytes": _body(b'{"success": true, "resu\0lt": "a\0b"}'),
    "nul-escaped": _body('{"success": true, "result": "a\\u0000b", "a\\u0000": 1}'),
    "broken-utf-8": _body(b'{"success": true, "result": "\xff\xc3(\xed\xa0\x80\xf4\x90\x80\x80"}'),
    "lone-surrogate": _body('{"success": true, "result": "\\ud800"}'),
    "byte-order-mark": _body(b"\xef\xbb\xbf" + DOCUMENT),
    "utf-16": _body(DOCUMENT.decode().encode("utf-16")),
    "shift-jis": _body('{"success": true, "result": "\u672d\u5e4c\u5e02"}'.encode("shift_jis")),
    "two-documents": _body(DOCUMENT + DOCUMENT),
    "nasty-error": reply({"success": False, "error": {"__type": NASTY, "message": NASTY}}, 409),
    "nasty-text": reply("Virtuoso 37000 Error " + NASTY, 400, kind="text/plain"),
    "nasty-html": reply("<html><head><title>" + NASTY + "</title></head></html>", 500, kind=HTML),
    "nasty-reason": raw(b"HTTP/1.1 500 " + NASTY.replace("\r\n", " ").encode() + b"\r\nContent-Length: 0\r\n\r\n"),
}


# What somebody in between says who takes us for an attacker: the words by which each is known, as seen in public.

PAGES = {
    "f5": ({}, """\
<html><head><title>Request Rejected</title></head><body>
The requested URL was rejected. Please consult with your administrator.
<br><br>Your support ID is: 11446744073709551615</body></html>"""),
    "cloudflare": ({"Server": "cloudflare", "CF-RAY": "5fff38f55b3b0ff2-NRT"}, """\
<!DOCTYPE html><html lang="en-US"><head><title>Attention Required! | Cloudflare</title></head><body>
<h1 data-translate="block_headline">Sorry, you have been blocked</h1><h2>You are unable to access www.city.example</h2>
</body></html>"""),
    "cloudflare-challenge": ({"Server": "cloudflare", "CF-RAY": "5fff38f55b3b0ff2-NRT"}, """\
<!DOCTYPE html><html lang="en-US"><head><title>Just a moment...</title></head><body>
<noscript>Enable JavaScript and cookies to continue</noscript></body></html>"""),
    "siteguard": ({"Server": "Apache"}, """\
<html><head><title>閲覧できません (Forbidden access)</title></head><body>指定したウェブページを表示することができません。
<br>The server refuse to browse the page.<hr>Powered by SiteGuard Server Edition</body></html>"""),
    "imperva": ({"X-Iinfo": "9-332984787-0 0NNN RT(1533438628522 0)"}, """\
<html style="height:100%"><head><META NAME="ROBOTS" CONTENT="NOINDEX, NOFOLLOW"></head><body>
<iframe id="main-iframe" src="/_Incapsula_Resource?CWUDNSAI=9">
Request unsuccessful. Incapsula incident ID: 1848000740416814348-1</iframe></body></html>"""),
    "modsecurity": ({"Server": "Apache"}, """\
<head><title>Not Acceptable!</title></head><body><h1>Not Acceptable!</h1><p>An appropriate representation of the
requested resource could not be found on this server. This error was generated by Mod_Security.</p></body></html>"""),
}
STATUSES = {"cloudflare-challenge": (200, 403, 503), "modsecurity": (200, 403, 406)}

BLOCKED = {"{}-{}".format(name, status): reply(page, status, headers, HTML)
           for name, (headers, page) in PAGES.items() for status in STATUSES.get(name, (200, 403))}
