# SPDX-License-Identifier: BSD-2-Clause
"""A network namespace in which a name has the addresses that a test wants, and TLS servers listen on some of them.

    unshare -rmn python3 addresses.py NAME ADDRESS[=CERTIFICATE]... -- COMMAND...

NAME resolves to every ADDRESS. On those with a CERTIFICATE (a file with chain and key) a server shakes hands on port 443; the
word `hole` in its place swallows every attempt to connect.
Only loopback exists: an address outside it has no route. It needs no root, and the system outside does not notice.
"""
import socket
import ssl
import subprocess
import sys
import threading

from resolver import raise_loopback, replace


def serve(listener, context):
    """Shake hands with whoever comes, until the process ends."""
    while True:
        connection, _ = listener.accept()
        try:
            context.wrap_socket(connection, server_side=True).close()
        except OSError:
            connection.close()


def listen(address, certificate):
    """Start a server on this address."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    listener = socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET)
    listener.bind((address, 443))
    listener.listen(16)
    threading.Thread(target=serve, args=(listener, context), daemon=True).start()


def swallow(address):
    """Let nobody through to this address: the queue of its listener is full. Returns what holds it so."""
    listener = socket.socket()
    listener.bind((address, 443))
    listener.listen(0)
    fillers = [socket.socket() for _ in range(8)]
    for filler in fillers:
        filler.setblocking(False)
        filler.connect_ex((address, 443))
    return [listener] + fillers


def main(arguments):
    border = arguments.index("--")
    name, addresses, command = arguments[0], arguments[1:border], arguments[border + 1:]
    raise_loopback()
    replace("/etc/hosts", "".join("{} {}\n".format(word.partition("=")[0], name) for word in addresses))
    replace("/etc/nsswitch.conf", "hosts: files\n")
    held = []
    for word in addresses:
        address, _, certificate = word.partition("=")
        if certificate == "hole":
            held += swallow(address)
        elif certificate:
            listen(address, certificate)
    return subprocess.run(command).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
