# SPDX-License-Identifier: BSD-2-Clause
"""SMTP by Exim."""
from harness.package import find

from . import Home

PACKAGES = {"debian": {"exim4-daemon-light": "exim4"}}
PROTOCOLS = ["smtp"]

# Only root and Exim's own account may start it as a daemon.
ACCOUNT = "Debian-exim"

CONFIGURATION = """
primary_hostname = localhost
spool_directory = {path}/spool
log_file_path = {path}/%slog
pid_file_path = {path}/pid
keep_environment =
local_interfaces = 127.0.0.1
daemon_smtp_ports = {port}
host_lookup =
rfc1413_hosts =
acl_smtp_rcpt = deny
"""
TLS = """
tls_advertise_hosts = *
tls_certificate = {path}/cert.pem
tls_privatekey = {path}/key.pem
"""


def start(place, certificate):
    """Start Exim; without a certificate it does not offer STARTTLS."""
    home = Home(place, "exim", PROTOCOLS, certificate, ACCOUNT)
    text = CONFIGURATION + (TLS if certificate else "tls_advertise_hosts =\n")
    configuration = home.write("exim.conf", text.format(path=home.path, port=home.ports["smtp"]))
    return home.start([find("exim4"), "-C", configuration, "-bdf"])
