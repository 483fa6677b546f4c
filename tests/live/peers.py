# SPDX-License-Identifier: BSD-2-Clause
"""Scripted peers: servers on loopback that do exactly what a test says, mostly something that no honest server would do.

    with Peer(greet(b"220-busy\\r\\n")) as peer:
        ...  peer.port ...

A script is a function that gets the connected link and talks; when it returns, the connection is closed. `speak` makes the
script of a STARTTLS conversation that ends in one of the ENDS. Nothing here waits for time to pass, except for the peer
whose very point is to be slow (`drip`), and that one waits for the test's end at the same time.
"""
import select
import socket
import ssl
import struct
import threading

from harness.process import free_ports


class Link:
    """One accepted connection, seen from the peer."""

    def __init__(self, connection, over):
        self.socket, self.over, self.left = connection, over, b""

    def send(self, data):
        """Send all of it at once."""
        self.socket.sendall(data)

    def some(self):
        """Whatever comes next; the link's end raises ConnectionError."""
        data, self.left = self.left or self.socket.recv(65536), b""
        return data or self._hung_up()

    @staticmethod
    def _hung_up():
        raise ConnectionResetError("the client hung up")

    def until(self, end):
        """Read up to and including `end`."""
        data = b""
        while end not in data:
            data += self.some()
        data, end, self.left = data.partition(end)
        return data + end

    def exactly(self, count):
        """Read so many bytes, and not one more: what follows is for somebody else."""
        data = b""
        while len(data) < count:
            data += self.socket.recv(count - len(data)) or self._hung_up()
        return data

    def hold(self):
        """Say nothing more until the client hangs up or the test is over."""
        while True:
            self.some()

    def reset(self):
        """End the connection with RST."""
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.socket.close()

    def tls(self, context):
        """Shake hands as an honest server, and then wait for the client to leave."""
        self.socket = context.wrap_socket(self.socket, server_side=True)
        self.hold()


class Peer:
    """A listening socket on 127.0.0.1 and a script that is run, in a thread of its own, for every connection."""

    def __init__(self, script):
        self.script, self.over, self.problems = script, threading.Event(), []
        self.links, self.threads, self.lock = [], [], threading.Lock()
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self._thread(self._accept)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()
        assert not self.problems, self.problems

    def close(self):
        """End all conversations."""
        self.over.set()
        self.listener.shutdown(socket.SHUT_RDWR)
        self.threads[0].join()
        for link in self.links:
            try:
                link.socket.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass  # it is closed already
        for thread in self.threads[1:]:
            thread.join()
        self.listener.close()

    def _thread(self, function, *arguments):
        thread = threading.Thread(target=function, args=arguments, daemon=True)
        self.threads.append(thread)
        thread.start()

    def _accept(self):
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return  # close() shut the listener down
            link = Link(connection, self.over)
            self.links.append(link)
            self._thread(self._talk, link)

    def _talk(self, link):
        try:
            self.script(link)
        except OSError:
            pass  # the client left, or refused our certificate: both are the client's right
        except Exception as problem:  # a mistake in the script must not look like a silent peer
            self.problems.append(repr(problem))
        finally:
            link.socket.close()


class BlackHole:
    """An address that swallows every attempt to connect: the queue of its listening socket is full for good."""

    def __init__(self):
        self.listener = socket.socket()
        self.listener.bind(("127.0.0.1", 0))
        self.listener.listen(0)
        self.port = self.listener.getsockname()[1]
        self.fillers = []
        while not self.fillers or self._connected(self.fillers[-1]):
            self.fillers.append(socket.socket())
            self.fillers[-1].setblocking(False)
            self.fillers[-1].connect_ex(("127.0.0.1", self.port))

    def _connected(self, filler):
        # On loopback a connection that is going to be made is made within the call; a short look is enough.
        return bool(select.select([], [filler], [], 0.05)[1])

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for one in self.fillers + [self.listener]:
            one.close()


def closed_port():
    """A port on which nothing listens, now and later."""
    port, = free_ports(1)
    return port


def server_context(certificate, key):
    """What `Link.tls` needs."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    return context


# Scripts for clients that begin with TLS at once.

def silent(link):
    """Accept, listen, and never answer."""
    link.hold()


def greet(data):
    """Speak first, whatever the client wants, and say no more."""
    def script(link):
        link.send(data)
        link.hold()
    return script


def answer(data, then=Link.hold):
    """Answer the first thing that the client says with `data`."""
    def script(link):
        link.some()
        link.send(data)
        then(link)
    return script


def drip(data):
    """Send one byte a second, so that the connection is never quite silent."""
    def script(link):
        for byte in data:
            link.send(bytes([byte]))
            if link.over.wait(1):
                return
        link.hold()
    return script


def endless(head, data):
    """Send `head`, and then `data` again and again until the client hangs up."""
    def script(link):
        link.send(head)
        while not link.over.is_set():
            link.send(data * (65536 // len(data) + 1))
    return script


def hang_up(link):
    """Close the connection politely, as soon as the client has spoken."""
    link.some()


def reset(link):
    """Close the connection rudely, as soon as the client has spoken."""
    link.some()
    link.reset()


# STARTTLS conversations. Each begins like an honest server's; at the point where the server has to answer the request for
# TLS, `end(link, words)` takes over, with words.go and words.no for what an honest server would say.

class Words:
    """What a server says: to the request for TLS, and before it, in the greeting and to other verbs. `extra` is how many
    bytes the client sends between the go-ahead and the handshake."""

    def __init__(self, go, no, greeting=b"", answers=None, without=None, verb=b"STARTTLS", extra=0):
        self.go, self.no, self.greeting, self.verb, self.extra = go, no, greeting, verb, extra
        self.answers, self.without = answers or {}, without or answers or {}


def _smtp(hello):
    return Words(b"220 2.0.0 go ahead\r\n", b"454 4.7.0 TLS not available\r\n", b"220 mx.city.example ready\r\n",
                 {hello: b"250-mx.city.example\r\n250-SIZE 1000000\r\n250 STARTTLS\r\n"},
                 {hello: b"250-mx.city.example\r\n250 SIZE 1000000\r\n"})


def _sasl(mechanisms):
    return b"<mechanisms xmlns='urn:ietf:params:xml:ns:xmpp-sasl'>" + mechanisms + b"</mechanisms>"


def _xmpp(namespace):
    head = (b"<?xml version='1.0'?><stream:stream xmlns='" + namespace + b"' xmlns:stream='http://etherx.jabber.org/streams'"
            b" id='1' from='localhost' version='1.0' xml:lang='en'>")
    tls = b"xmlns='urn:ietf:params:xml:ns:xmpp-tls'"
    plain = b"<mechanism>PLAIN</mechanism>"
    return Words(b"<proceed " + tls + b"/>", b"<failure " + tls + b"/></stream:stream>", head, {
        b"offer": b"<stream:features><starttls " + tls + b"><required/></starttls></stream:features>",
    }, {b"offer": b"<stream:features>" + _sasl(plain) + b"</stream:features>"}, verb=b"<starttls")


def ber(tag, content, long_form=False):
    """One BER element; Active Directory writes every length with four bytes."""
    length = b"\x84" + struct.pack(">I", len(content)) if long_form else bytes([len(content)])
    return bytes([tag]) + length + content


def ldap_answer(code, text=b"", long_form=False):
    """An LDAP ExtendedResponse to message 1."""
    result = ber(0x0a, bytes([code])) + ber(4, b"", long_form) + ber(4, text, long_form)
    return ber(0x30, ber(2, b"\x01") + ber(0x78, result, long_form), long_form)


def mysql_packet(body, number=0):
    """One packet of MySQL's protocol."""
    return struct.pack("<I", len(body))[:3] + bytes([number]) + body


def mysql_greeting(tls=True):
    """The first packet of a MySQL 8 server, with or without the flag that offers TLS."""
    capabilities = 0xc1fff7ff | (0x0800 if tls else 0)
    body = (b"\x0a8.0.36\0" + struct.pack("<I", 8) + b"abcdefgh\0" + struct.pack("<H", capabilities & 0xffff) + b"\xff"
            + struct.pack("<HH", 2, capabilities >> 16) + b"\x15" + bytes(10) + b"abcdefghijkl\0caching_sha2_password\0")
    return mysql_packet(body)


WORDS = {
    "smtp": _smtp(b"EHLO"),
    "lmtp": _smtp(b"LHLO"),
    "imap": Words(b"TAG OK begin TLS\r\n", b"TAG NO TLS not available\r\n", b"* OK ready\r\n",
                  {b"CAPABILITY": b"* CAPABILITY IMAP4rev1 STARTTLS\r\nTAG OK done\r\n"},
                  {b"CAPABILITY": b"* CAPABILITY IMAP4rev1\r\nTAG OK done\r\n"}),
    "pop3": Words(b"+OK begin TLS\r\n", b"-ERR TLS not available\r\n", b"+OK ready\r\n",
                  {b"CAPA": b"+OK list\r\nTOP\r\nSTLS\r\n.\r\n"}, {b"CAPA": b"+OK list\r\nTOP\r\n.\r\n"}, verb=b"STLS"),
    "ftp": Words(b"234 begin TLS\r\n", b"534 TLS not available\r\n", b"220 ready\r\n",
                 {b"FEAT": b"211-list\r\n AUTH TLS\r\n PBSZ\r\n211 end\r\n"}, {b"FEAT": b"211-list\r\n MDTM\r\n211 end\r\n"},
                 verb=b"AUTH"),
    "sieve": Words(b'OK "begin TLS"\r\n', b'NO "TLS not available"\r\n',
                   b'"IMPLEMENTATION" "scripted"\r\n"SIEVE" "fileinto"\r\n"StartTLS"\r\nOK "ready"\r\n'),
    "nntp": Words(b"382 begin TLS\r\n", b"580 TLS not available\r\n", b"200 ready\r\n",
                  {b"CAPABILITIES": b"101 list\r\nVERSION 2\r\nSTARTTLS\r\n.\r\n"},
                  {b"CAPABILITIES": b"101 list\r\nVERSION 2\r\nREADER\r\n.\r\n"}),
    "ldap": Words(ldap_answer(0), ldap_answer(2, b"unsupported extended operation")),
    "postgres": Words(b"S", b"N"),
    "mysql": Words(mysql_greeting(), mysql_greeting(tls=False), extra=36),  # the offer is the go-ahead
    "xmpp": _xmpp(b"jabber:client"),
    "xmpp-server": _xmpp(b"jabber:server"),
}


def speak(protocol, end, words=None, offer=True):
    """The script of a server of this protocol that ends the conversation by `end`. With `offer` false it says in its
    list of capabilities that there is no TLS, and refuses when it is asked all the same."""
    words = words or WORDS[protocol]
    talk = {"ldap": _talk_asked, "postgres": _talk_asked, "mysql": _talk_mysql, "xmpp": _talk_xmpp,
            "xmpp-server": _talk_xmpp}.get(protocol, _talk_lines)
    return lambda link: talk(link, words, end if offer else refuse, words.answers if offer else words.without)


def _talk_lines(link, words, end, answers):
    link.send(words.greeting)
    while True:
        line = link.until(b"\n").split()
        tag = line.pop(0) if b"TAG" in words.go else b""
        verb = line[0].upper()
        if verb == words.verb:
            end(link, Words(words.go.replace(b"TAG", tag), words.no.replace(b"TAG", tag)))
            return
        link.send(answers.get(verb, b"TAG BAD what?\r\n" if tag else b"500 what?\r\n").replace(b"TAG", tag))


def _talk_asked(link, words, end, _answers):
    link.some()
    end(link, words)


def _talk_mysql(link, words, end, _answers):
    end(link, words)


def _talk_xmpp(link, words, end, answers):
    link.until(b"<stream:stream")
    link.until(b">")
    link.send(words.greeting + answers[b"offer"])
    link.until(words.verb)
    link.until(b">")
    end(link, words)


def accept(context):
    """Agree, and shake hands."""
    def end(link, words):
        link.send(words.go)
        link.exactly(words.extra)
        link.tls(context)
    return end


def stall(link, _words):
    """Never answer the request."""
    link.hold()


def accept_and_stall(link, words):
    """Agree, and never answer the handshake."""
    link.send(words.go)
    link.hold()


def refuse(link, words):
    """Say no, and stay."""
    link.send(words.no)
    link.hold()


def inject(data):
    """Agree, and send more in the same segment, for the client to take as if it came through TLS."""
    def end(link, words):
        link.send(words.go + data)
        link.hold()
    return end


def stay_plain(data):
    """Agree, and then answer the handshake with plain text."""
    def end(link, words):
        link.send(words.go)
        link.some()
        link.send(data)
        link.hold()
    return end


def accept_and_hang_up(link, words):
    """Agree, and close the connection when the handshake begins."""
    link.send(words.go)
    link.some()
