# SPDX-License-Identifier: BSD-2-Clause
"""IMAP, POP3, ManageSieve and LMTP by Dovecot."""
from harness.package import find

from . import ACCOUNT, GROUP, Home

PACKAGES = {"debian": {"dovecot-imapd": None, "dovecot-pop3d": None, "dovecot-managesieved": None, "dovecot-lmtpd": None}}
PROTOCOLS = ["imap", "pop3", "sieve", "lmtp"]

# Without root the login processes cannot be locked into an empty directory: hence the empty chroot.
CONFIGURATION = """
base_dir = {path}/run
state_dir = {path}/state
log_path = {path}/log
default_internal_user = {account}
default_internal_group = {group}
default_login_user = {account}
protocols = imap pop3 sieve lmtp
listen = 127.0.0.1
mail_location = maildir:{path}/mail
passdb {{
  driver = static
  args = nopassword=y
}}
service anvil {{
  chroot =
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {imap}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
service pop3-login {{
  chroot =
  inet_listener pop3 {{
    port = {pop3}
  }}
  inet_listener pop3s {{
    port = 0
  }}
}}
service managesieve-login {{
  chroot =
  inet_listener sieve {{
    port = {sieve}
  }}
}}
service lmtp {{
  inet_listener lmtp {{
    port = {lmtp}
  }}
}}
"""
TLS = """
ssl = yes
ssl_cert = <{path}/cert.pem
ssl_key = <{path}/key.pem
"""


def start(place, certificate):
    """Start Dovecot; without a certificate none of its services offers STARTTLS."""
    home = Home(place, "dovecot", PROTOCOLS, certificate)
    text = CONFIGURATION + (TLS if certificate else "ssl = no\n")
    configuration = home.write("dovecot.conf", text.format(path=home.path, account=ACCOUNT, group=GROUP, **home.ports))
    # It waits for a second or more until all of its processes have noticed.
    return home.start([find("dovecot"), "-F", "-c", configuration], patience=0.1)
