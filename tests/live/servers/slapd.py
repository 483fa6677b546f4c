# SPDX-License-Identifier: BSD-2-Clause
"""LDAP by OpenLDAP's slapd."""
from harness.package import find

from . import Home

PACKAGES = {"debian": {"slapd": "slapd"}}
PROTOCOLS = ["ldap"]

CONFIGURATION = """
include /etc/ldap/schema/core.schema
pidfile {path}/pid
argsfile {path}/args
modulepath /usr/lib/ldap
moduleload back_mdb
{tls}
database mdb
suffix "dc=city,dc=example"
directory {path}/db
"""
TLS = """
TLSCACertificateFile {path}/cert.pem
TLSCertificateFile {path}/cert.pem
TLSCertificateKeyFile {path}/key.pem
"""


def start(place, certificate):
    """Start slapd; without a certificate it answers the StartTLS request with an error."""
    home = Home(place, "slapd", PROTOCOLS, certificate)
    home.folder("db")
    tls = TLS.format(path=home.path) if certificate else ""
    configuration = home.write("slapd.conf", CONFIGURATION.format(path=home.path, tls=tls))
    # A debug level, 0 included, keeps slapd in the foreground.
    address = "ldap://127.0.0.1:{}".format(home.ports["ldap"])
    return home.start([find("slapd"), "-d", "0", "-f", configuration, "-h", address])
