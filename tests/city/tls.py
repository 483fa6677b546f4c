# SPDX-License-Identifier: BSD-2-Clause
"""nginx with one certificate a port: good ones that must stay quiet, and every usual mistake."""
import os

from harness import front, package, process
from harness.city import Service, Started
from harness.pki import (DOMAIN_VALIDATED, days, hours, root, self_signed, write_ca_directory, write_chain, write_key,
                         write_pem)

TITLE = "nginx, one certificate a port"
PACKAGES = {"debian": {"nginx-light": "nginx"}, "rhel": {"nginx": "nginx"}}
NAME = "www.city.example"
SHA1 = "CRITICAL"  # what a SHA-1 signature is worth

SERVICES = [
    Service("good-rsa", "city_cert", "OK", "in order", title="RSA 2048, 90 days"),
    Service("good-ec", "city_cert", "OK", "in order", title="EC P-256, 90 days"),
    Service("good-ed25519", "city_cert", "OK", "in order", title="Ed25519, 90 days"),
    Service("days-45", "city_cert", "OK", "in order", title="45 days, 20 left"),
    Service("hours-160", "city_cert", "OK", "in order", title="160 hours, 100 left"),
    Service("renew-soon", "city_cert", "WARNING", "expires in", "certificate-expiring",
            "90 days, 15 left: under 25%"),
    Service("nearly-over", "city_cert", "CRITICAL", "expires in", "certificate-expiring",
            "90 days, 5 left: under 10%"),
    Service("expired", "city_cert", "CRITICAL", "expired", "certificate-expired",
            "expired yesterday"),
    Service("not-yet-valid", "city_cert", "CRITICAL", "not valid before", "certificate-not-yet-valid",
            "valid from tomorrow"),
    Service("wrong-host", "city_cert", "CRITICAL", "is not for www.city.example", "certificate-name-mismatch",
            "issued for another name"),
    Service("missing-intermediate", "city_cert", "CRITICAL", "install the intermediate", "certificate-chain-incomplete",
            "the server sends its own certificate only"),
    Service("self-signed", "city_cert", "CRITICAL", "self-signed", "certificate-self-signed",
            "signed by itself"),
    Service("sha1", "city_cert", SHA1, "SHA1", "certificate-signature-weak",
            "signed with SHA-1"),
    Service("rsa-1024", "city_cert", "CRITICAL", "RSA 1024", "certificate-key-weak",
            "RSA key of 1024 bits"),
]

# nginx refuses SHA-1 and RSA 1024 at the usual security level.
OPENSSL = """\
openssl_conf = init
[init]
ssl_conf = ssl
[ssl]
system_default = weak
[weak]
CipherString = DEFAULT@SECLEVEL=0
MinProtocol = TLSv1
"""

NGINX = """\
daemon off;
worker_processes 1;
pid {path}/nginx.pid;
error_log stderr warn;
events {{ worker_connections 256; }}
http {{
    access_log off;
    client_body_temp_path {path}/temp; proxy_temp_path {path}/temp; fastcgi_temp_path {path}/temp;
    uwsgi_temp_path {path}/temp; scgi_temp_path {path}/temp;
    ssl_protocols TLSv1.2 TLSv1.3;
{servers}}}
"""

SERVER = """\
    server {{
        listen 127.0.0.1:{port} ssl;
        ssl_certificate {path}/{name}.pem;
        ssl_certificate_key {path}/{name}.key;
        return 200 "{name}\\n";
    }}
"""


def certificates():
    """The root, and by service the entity whose certificate is served."""
    top = root("City Root CA")
    ca = top.authority("City Issuing CA", pathlen=0)
    rsa_ca = top.authority("City Issuing CA (RSA)", key="rsa", pathlen=0)
    dv = [DOMAIN_VALIDATED]
    return top, {
        "good-rsa": rsa_ca.leaf(NAME, key="rsa", policies=dv),
        "good-ec": ca.leaf(NAME, policies=dv),
        "good-ed25519": ca.leaf(NAME, key="ed25519"),
        "days-45": ca.leaf(NAME, start=-days(25), end=days(20), policies=dv),
        "hours-160": ca.leaf(NAME, start=-hours(60), end=hours(100), policies=dv),
        "renew-soon": ca.leaf(NAME, start=-days(75), end=days(15)),
        "nearly-over": ca.leaf(NAME, start=-days(85), end=days(5)),
        "expired": ca.leaf(NAME, start=-days(91), end=-days(1)),
        "not-yet-valid": ca.leaf(NAME, start=days(1), end=days(91)),
        "wrong-host": ca.leaf("intranet.city.example"),
        "missing-intermediate": ca.leaf(NAME),
        "self-signed": self_signed(NAME),
        "sha1": rsa_ca.leaf(NAME, key="rsa", digest="sha1"),
        "rsa-1024": rsa_ca.leaf(NAME, key="rsa:1024"),
    }


def start(place):
    """Write the certificates, start nginx, and say which service is found where."""
    folder = place.folder("tls")
    top, entities = certificates()
    place.folder("tls/temp")
    authorities = write_ca_directory(os.path.join(folder, "ca"), [top])
    ports = dict(zip(entities, process.free_ports(len(entities))))
    servers = ""
    for name, entity in entities.items():
        write_key(os.path.join(folder, name + ".key"), entity)
        write_pem(os.path.join(folder, name + ".pem"), [entity] if name == "missing-intermediate" else entity.chain)
        servers += SERVER.format(port=ports[name], path=folder, name=name)
    config = place.write("tls/nginx.conf", NGINX.format(path=folder, servers=servers))
    env = {"PATH": package.SYSTEM_PATH, "OPENSSL_CONF": place.write("tls/openssl.cnf", OPENSSL)}
    place.start("nginx", front.command(folder, config), env=env,
                ready=lambda: all(process.listens(port) for port in ports.values()))
    return Started({name: {"city_cert_port": port, "city_cert_sni": NAME, "city_cert_ca": authorities}
                    for name, port in ports.items()})
