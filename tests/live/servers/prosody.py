# SPDX-License-Identifier: BSD-2-Clause
"""XMPP for clients and between servers by Prosody."""
from harness.package import find

from . import Home

PACKAGES = {"debian": {"prosody": "prosody"}}
PROTOCOLS = ["xmpp", "xmpp-server"]

# Prosody knows the host that a client asks for, or ends the stream: so it has one that no certificate is for, too.
UNCERTIFIED = "uncertified.city.example"
CONFIGURATION = """
data_path = "{path}/data"
pidfile = "{path}/pid"
certificates = "{path}"
log = {{ info = "{path}/log" }}
interfaces = {{ "127.0.0.1" }}
c2s_ports = {{ {xmpp} }}
s2s_ports = {{ {xmpp-server} }}
c2s_direct_tls_ports = {{ }}
s2s_direct_tls_ports = {{ }}
legacy_ssl_ports = {{ }}
modules_enabled = {{ "saslauth", {modules} }}
modules_disabled = {{ "offline", "posix" }}
authentication = "internal_hashed"
ssl = {{ certificate = "{path}/cert.pem", key = "{path}/key.pem" }}
VirtualHost "localhost"
VirtualHost "127.0.0.1"
VirtualHost "{uncertified}"
"""


def start(place, certificate):
    """Start Prosody; without a certificate it does not offer STARTTLS."""
    home = Home(place, "prosody", PROTOCOLS, certificate)
    home.folder("data")
    configuration = home.write("prosody.cfg.lua", CONFIGURATION.format(
        path=home.path, modules='"tls"' if certificate else "", uncertified=UNCERTIFIED, **home.ports))
    return home.start([find("prosody"), "--config", configuration, "-F"])
