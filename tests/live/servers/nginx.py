# SPDX-License-Identifier: BSD-2-Clause
"""TLS without any STARTTLS by nginx: quick enough for thousands of handshakes."""
import os

from harness.package import find

from . import Home

PACKAGES = {"debian": {"nginx-light": "nginx"}}
PROTOCOLS = ["tls"]

CONFIGURATION = """
daemon off;
pid {path}/pid;
error_log stderr warn;
worker_processes 1;
events {{ worker_connections 512; }}
http {{
    access_log off;
    client_body_temp_path {path}; proxy_temp_path {path}; fastcgi_temp_path {path}; uwsgi_temp_path {path};
    scgi_temp_path {path};
    server {{
        listen 127.0.0.1:{port} ssl;
        ssl_certificate {path}/cert.pem;
        ssl_certificate_key {path}/key.pem;
        ssl_protocols {versions};
        return 204;
    }}
}}
"""


# The system's own configuration forbids the old versions that some tests want to see.
OPENSSL = """
openssl_conf = all
[all]
ssl_conf = ssl
[ssl]
system_default = old
[old]
MinProtocol = TLSv1
CipherString = DEFAULT:@SECLEVEL=0
"""


def start(place, certificate, versions="TLSv1.2 TLSv1.3"):
    """Start nginx with this certificate and these versions of TLS."""
    home = Home(place, "nginx", PROTOCOLS, certificate)
    configuration = home.write("nginx.conf", CONFIGURATION.format(path=home.path, port=home.ports["tls"], versions=versions))
    environment = dict(os.environ, OPENSSL_CONF=home.write("openssl.cnf", OPENSSL))
    return home.start([find("nginx"), "-p", home.path, "-c", configuration], env=environment)
