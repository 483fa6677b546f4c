# SPDX-License-Identifier: BSD-2-Clause
"""FTP by vsftpd."""
from harness.package import find

from . import Home

PACKAGES = {"debian": {"vsftpd": "vsftpd"}}
PROTOCOLS = ["ftp"]

# The sandboxes of vsftpd need rights that an ordinary account does not have.
CONFIGURATION = """
listen=YES
listen_address=127.0.0.1
listen_port={port}
run_as_launching_user=YES
seccomp_sandbox=NO
isolate=NO
isolate_network=NO
anonymous_enable=YES
anon_root={path}/empty
secure_chroot_dir={path}/empty
xferlog_enable=NO
vsftpd_log_file={path}/log
"""
TLS = """
ssl_enable=YES
rsa_cert_file={path}/cert.pem
rsa_private_key_file={path}/key.pem
"""


def start(place, certificate):
    """Start vsftpd; without a certificate it refuses AUTH TLS."""
    home = Home(place, "vsftpd", PROTOCOLS, certificate)
    home.folder("empty")
    text = CONFIGURATION + (TLS if certificate else "")
    configuration = home.write("vsftpd.conf", text.format(path=home.path, port=home.ports["ftp"]))
    return home.start([find("vsftpd"), configuration])
