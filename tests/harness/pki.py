# SPDX-License-Identifier: BSD-2-Clause
"""A small certificate factory for tests.

    ca = root("City Root").authority("City Issuing CA")
    leaf = ca.leaf("www.city.example", key="rsa:2048", start=-days(30), end=days(60))
    write_chain("www.pem", leaf)
    write_key("www.key", leaf)
    write_ca_directory("ca.d", [leaf.root])

Every certificate is valid from `start` to `end`, both time spans that count from `now`. `now` is given to the root (the
present, if left out) and inherited by everything that it signs, so a test states its own clock once.

What the factory makes without being asked otherwise satisfies OpenSSL's X509_STRICT. Every rule can be broken on purpose
by one argument; `_issue` lists them.
"""
import ipaddress
import os
import shutil
import subprocess
from datetime import datetime, timedelta, timezone

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

DOMAIN_VALIDATED = "2.23.140.1.2.1"  # CA/Browser Forum: "this certificate is publicly trusted, its domain was validated"
SERVER_AUTH = ExtendedKeyUsageOID.SERVER_AUTH
CLIENT_AUTH = ExtendedKeyUsageOID.CLIENT_AUTH
DIGESTS = {"sha1": hashes.SHA1, "md5": hashes.MD5, "sha256": hashes.SHA256, "sha384": hashes.SHA384, "sha512": hashes.SHA512}


def days(count):
    """A time span of so many days."""
    return timedelta(days=count)


def hours(count):
    """A time span of so many hours."""
    return timedelta(hours=count)


def new_key(kind):
    """A private key: "ec" (P-256), "ec:BITS" of a NIST curve, "rsa" (2048), "rsa:BITS" or "ed25519"."""
    family, _, detail = kind.partition(":")
    if family == "ec":
        return ec.generate_private_key(getattr(ec, "SECP{}R1".format(detail or 256))())
    if family == "rsa":
        return rsa.generate_private_key(public_exponent=65537, key_size=int(detail or 2048))
    if family == "ed25519":
        return ed25519.Ed25519PrivateKey.generate()
    raise ValueError("no such kind of key: " + kind)


class Entity:
    """A certificate, its private key, and the entity that signed it (None if it signed itself)."""

    def __init__(self, certificate, key, issuer, now):
        self.certificate, self.key, self.issuer, self.now = certificate, key, issuer, now

    def authority(self, name, **choices):
        """A certification authority signed by this one."""
        choices.setdefault("end", days(3650))
        choices.setdefault("start", -days(365))
        return _issue(name, self, True, choices)

    def leaf(self, name, names=None, **choices):
        """A server certificate signed by this authority. `names` are DNS names and IP addresses for the SAN
        (default: `name`); an empty list leaves the SAN out."""
        return _issue(name, self, False, dict(choices, names=[name] if names is None else names))

    @property
    def chain(self):
        """This entity and those above it, without the root: what a server should present."""
        line = self.line
        return line[:-1] if len(line) > 1 else line

    @property
    def line(self):
        """This entity and those above it, up to and including the root."""
        return [self] + (self.issuer.line if self.issuer else [])

    @property
    def root(self):
        """The self-signed entity at the upper end."""
        return self.line[-1]

    @property
    def pem(self):
        """The certificate alone, PEM, as bytes."""
        return self.certificate.public_bytes(serialization.Encoding.PEM)

    @property
    def der(self):
        """The certificate alone, DER, as bytes."""
        return self.certificate.public_bytes(serialization.Encoding.DER)

    @property
    def key_pem(self):
        """The private key, PKCS#8 PEM without a password, as bytes."""
        return self.key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8,
                                      serialization.NoEncryption())

    def fingerprint(self, digest="sha256"):
        """The certificate's fingerprint as upper-case hexadecimal with colons."""
        text = self.certificate.fingerprint(DIGESTS[digest]()).hex().upper()
        return ":".join(text[i:i + 2] for i in range(0, len(text), 2))


def root(name, now=None, **choices):
    """A self-signed certification authority. `now` is the instant from which all its descendants count."""
    choices.setdefault("start", -days(730))
    choices.setdefault("end", days(7300))
    return _issue(name, None, True, choices, now)


def self_signed(name, names=None, now=None, **choices):
    """A server certificate that signed itself."""
    return _issue(name, None, False, dict(choices, names=[name] if names is None else names), now)


def _issue(name, issuer, authority, choices, now=None):
    """Make one certificate. The choices:

    key         kind of key (see `new_key`), or a private key to use again
    digest      sha256 (default), sha384, sha512, sha1, md5; the latter two need an RSA issuer
    start, end  time spans relative to `now`; default 30 days ago and 60 days ahead
    names       SAN, texts: DNS names and IP addresses
    policies    certificate policy OIDs, for example DOMAIN_VALIDATED
    usages      extended key usages of a leaf (default: SERVER_AUTH)
    pathlen     of an authority
    permitted, excluded   DNS name constraints of an authority
    omit        names of extensions to leave out: aki ski basic key_usage eku
    extra       [(extension, critical)] to add as they are
    """
    now = now or (issuer.now if issuer else datetime.now(timezone.utc).replace(microsecond=0))
    key = choices.get("key", "ec")
    key = new_key(key) if isinstance(key, str) else key
    signer = issuer.key if issuer else key
    builder = (x509.CertificateBuilder().subject_name(_name(name)).public_key(key.public_key())
               .issuer_name(issuer.certificate.subject if issuer else _name(name))
               .serial_number(x509.random_serial_number())
               .not_valid_before(now + choices.get("start", -days(30)))
               .not_valid_after(now + choices.get("end", days(60))))
    for extension, critical in _extensions(key, issuer, authority, choices):
        builder = builder.add_extension(extension, critical)
    return Entity(_sign(builder, signer, choices.get("digest", "sha256")), key, issuer, now)


def _extensions(key, issuer, authority, choices):
    """The extensions of one certificate and whether each is critical."""
    omit = choices.get("omit", ())
    rows = [("basic", x509.BasicConstraints(authority, choices.get("pathlen")), True),
            ("key_usage", _key_usage(key, authority), True),
            ("ski", x509.SubjectKeyIdentifier.from_public_key(key.public_key()), False)]
    if issuer:
        rows.append(("aki", x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer.key.public_key()), False))
    if not authority:
        rows.append(("eku", x509.ExtendedKeyUsage(choices.get("usages", [SERVER_AUTH])), False))
    if choices.get("names"):
        rows.append(("san", x509.SubjectAlternativeName([_general_name(text) for text in choices["names"]]), False))
    if choices.get("policies"):
        policies = [x509.PolicyInformation(x509.ObjectIdentifier(oid), None) for oid in choices["policies"]]
        rows.append(("policies", x509.CertificatePolicies(policies), False))
    if choices.get("permitted") or choices.get("excluded"):
        lists = [[x509.DNSName(text) for text in choices.get(which) or ()] or None for which in ("permitted", "excluded")]
        rows.append(("constraints", x509.NameConstraints(*lists), True))
    return [(extension, critical) for what, extension, critical in rows if what not in omit] + choices.get("extra", [])


def _name(text):
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def _general_name(text):
    try:
        return x509.IPAddress(ipaddress.ip_address(text))
    except ValueError:
        return x509.DNSName(text)


def _key_usage(key, authority):
    rsa_leaf = isinstance(key, rsa.RSAPrivateKey) and not authority
    return x509.KeyUsage(digital_signature=not authority, content_commitment=False, key_encipherment=rsa_leaf,
                         data_encipherment=False, key_agreement=False, key_cert_sign=authority, crl_sign=authority,
                         encipher_only=False, decipher_only=False)


def _sign(builder, signer, digest):
    if isinstance(signer, ed25519.Ed25519PrivateKey):
        return builder.sign(signer, None)
    if digest not in ("sha1", "md5"):
        return builder.sign(signer, DIGESTS[digest]())
    if not isinstance(signer, rsa.RSAPrivateKey):
        raise ValueError("sha1 and md5 need an RSA issuer")
    return _weaken(builder.sign(signer, hashes.SHA256()), signer, digest)


def _weaken(certificate, signer, digest):
    """Sign a certificate again with a digest that newer versions of the library refuse. The algorithm names of RSA
    with SHA-256, SHA-1 and MD5 differ in their last byte only, so the signed body keeps its length."""
    stem = bytes.fromhex("06092a864886f70d0101")
    weak = stem + {"sha1": b"\x05", "md5": b"\x04"}[digest]
    body = certificate.tbs_certificate_bytes.replace(stem + b"\x0b", weak, 1)
    signature = signer.sign(body, padding.PKCS1v15(), DIGESTS[digest]())
    parts = body + _der(0x30, weak + b"\x05\x00") + _der(0x03, b"\x00" + signature)
    return x509.load_der_x509_certificate(_der(0x30, parts))


def _der(tag, content):
    """One DER element."""
    size = len(content)
    if size < 128:
        return bytes([tag, size]) + content
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(length)]) + length + content


def _write(path, content, mode=0o644):
    descriptor = os.open(str(path), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
    with os.fdopen(descriptor, "wb") as out:
        os.fchmod(out.fileno(), mode)
        out.write(content)
    return str(path)


def write_pem(path, entities):
    """The certificates of the entities in this order: a CA bundle, or a chain of any (wrong) shape."""
    return _write(path, b"".join(entity.pem for entity in entities))


def write_chain(path, entity):
    """What a server should present: the certificate and its intermediates, without the root."""
    return write_pem(path, entity.chain)


def write_key(path, entity):
    """The private key, readable by the owner only."""
    return _write(path, entity.key_pem, 0o600)


def write_combined(path, entity):
    """Key and chain in one file, as many daemons want them."""
    return _write(path, entity.key_pem + b"".join(one.pem for one in entity.chain), 0o600)


def write_der(path, entity):
    """The certificate alone in DER."""
    return _write(path, entity.der)


def write_pkcs12(path, entity, password, legacy=False):
    """Key and chain as PKCS#12; `legacy` uses the RC2 that old Java and Windows tools wrote (by the openssl program)."""
    if not legacy:
        content = pkcs12.serialize_key_and_certificates(
            b"city", entity.key, entity.certificate, [one.certificate for one in entity.chain[1:]],
            serialization.BestAvailableEncryption(password.encode()))
        return _write(path, content, 0o600)
    source = write_combined(str(path) + ".pem", entity)
    command = ["openssl", "pkcs12", "-export", "-in", source, "-out", str(path), "-passout", "env:CITY_PKCS12",
               "-keypbe", "PBE-SHA1-3DES", "-certpbe", "PBE-SHA1-RC2-40", "-macalg", "sha1"]
    version = subprocess.run(["openssl", "version"], stdout=subprocess.PIPE, check=True).stdout
    if not version.startswith(b"OpenSSL 1."):
        command.append("-legacy")
    subprocess.run(command, env=dict(os.environ, CITY_PKCS12=password), stdin=subprocess.DEVNULL, check=True)
    os.unlink(source)
    return str(path)


def write_ca_directory(path, entities):
    """A folder of certificates with OpenSSL's hash links (????????.0), made again."""
    path = str(path)
    shutil.rmtree(path, ignore_errors=True)
    os.makedirs(path, 0o755)
    for number, entity in enumerate(entities):
        write_pem(os.path.join(path, "ca-{}.pem".format(number)), [entity])
    subprocess.run(["openssl", "rehash", path], stdin=subprocess.DEVNULL, check=True)
    return path
