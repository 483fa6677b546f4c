# SPDX-License-Identifier: BSD-2-Clause
"""MySQL's protocol by MariaDB."""
from harness.package import find

from . import Home

PACKAGES = {"debian": {"mariadb-server-core": "mariadbd"}}
PROTOCOLS = ["mysql"]


def start(place, certificate):
    """Start MariaDB without any table: nobody gets as far as logging in. Without a certificate it does not offer TLS."""
    home = Home(place, "mariadb", PROTOCOLS, certificate)
    data = home.folder("data")
    words = ["--no-defaults", "--datadir=" + data, "--tmpdir=" + data, "--socket=" + home.at("socket"),
             "--pid-file=" + home.at("pid"), "--bind-address=127.0.0.1", "--port={}".format(home.ports["mysql"]),
             "--skip-grant-tables", "--skip-networking=0", "--skip-innodb", "--default-storage-engine=Aria"]
    if certificate:
        words += ["--ssl-cert=" + home.at("cert.pem"), "--ssl-key=" + home.at("key.pem")]
    return home.start([find("mariadbd")] + words)
