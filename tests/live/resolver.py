# SPDX-License-Identifier: BSD-2-Clause
"""A scripted name server, and a network namespace in which it is the only one.

    unshare -rmn python3 resolver.py MODE COMMAND...

runs the command where nothing but loopback exists and /etc/resolv.conf says what MODE wants. It needs no root, and the
system outside does not notice. MODE is one of MODES.
"""
import fcntl
import os
import socket
import struct
import subprocess
import sys
import tempfile
import threading

NAMESERVER = "nameserver 127.0.0.1\n"
NOT_FOUND, SERVER_FAILURE = 3, 2


def answer(query, code):
    """The answer without records to this query."""
    return query[:2] + struct.pack(">HHHHH", 0x8180 | code, 1, 0, 0, 0) + query[12:]


# What resolv.conf says, and what the name server answers to a query (None: nothing).
MODES = {
    "silent": (NAMESERVER, lambda query: None),
    "not-found": (NAMESERVER, lambda query: answer(query, NOT_FOUND)),
    "failure": (NAMESERVER, lambda query: answer(query, SERVER_FAILURE)),
    "garbage": (NAMESERVER, lambda query: query[:2] + b"\xff" * 40),
    "unconfigured": ("", None),
    "commented-out": ("# nothing here\n", None),
}


def serve(listener, reply):
    """Answer queries until the process ends."""
    while True:
        query, client = listener.recvfrom(4096)
        data = reply(query)
        if data:
            listener.sendto(data, client)


def raise_loopback():
    """`ip link set lo up`, without the need for a package that has ip."""
    get_flags, set_flags, up = 0x8913, 0x8914, 1
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as control:
        request = bytearray(struct.pack("16sH14x", b"lo", 0))
        fcntl.ioctl(control, get_flags, request)
        flags = struct.unpack_from("H", request, 16)[0]
        fcntl.ioctl(control, set_flags, struct.pack("16sH14x", b"lo", flags | up))


def replace(path, text):
    """Let a system file have this text for everybody in our mount namespace."""
    with tempfile.NamedTemporaryFile("w", suffix=".conf") as file:
        file.write(text)
        file.flush()
        os.chmod(file.name, 0o644)
        subprocess.run(["mount", "--bind", file.name, os.path.realpath(path)], check=True)


def main(mode, command):
    configuration, reply = MODES[mode]
    raise_loopback()
    replace("/etc/resolv.conf", configuration)
    replace("/etc/nsswitch.conf", "hosts: files dns\n")
    if reply:
        listener = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        listener.bind(("127.0.0.1", 53))
        threading.Thread(target=serve, args=(listener, reply), daemon=True).start()
    return subprocess.run(command).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2:]))
