"""A real Dovecot on free loopback ports: its own configuration, certificate and mailboxes in a folder of the test."""

from __future__ import annotations

import getpass
import grp
import os
import pwd
import shutil
import signal
import socket
import subprocess
import time
from pathlib import Path
from types import TracebackType

PASSWORD = "secret"
_STARTS_WITHIN = 30


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port: int = listening.getsockname()[1]
        return port


class Dovecot:
    """`with Dovecot(folder) as server:`; mails are put straight into its maildir."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.ports = {scheme: free_port() for scheme in ("imap", "imaps", "pop", "pops")}
        self.certificate = folder / "cert.pem"
        self._delivered = self._boxes = 0
        # Dovecot opens no mailbox as root
        self._owner = "nobody" if os.getuid() == 0 else getpass.getuser()

    def __enter__(self) -> Dovecot:
        self._folder.mkdir(mode=0o711)
        _run(
            *(
                "openssl",
                "req",
                "-x509",
                "-newkey",
                "rsa:2048",
                "-nodes",
                "-days",
                "2",
                "-subj",
                "/CN=localhost",
            ),
            *("-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"),
            *("-keyout", str(self._folder / "key.pem"), "-out", str(self.certificate)),
        )
        (self._folder / "dovecot.conf").write_text(self._configuration())
        self._process = subprocess.Popen(
            ["/usr/sbin/dovecot", "-F", "-c", str(self._folder / "dovecot.conf")], stdin=subprocess.DEVNULL
        )
        self._wait_until_it_answers()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.send_signal(signal.SIGTERM)
        self._process.wait(timeout=30)

    def url(self, scheme: str, *, folder: str = "", password: str = PASSWORD, port: int | None = None) -> str:
        return f"{scheme}://{self.user}:{password}@127.0.0.1:{port or self.ports[scheme]}/{folder}"

    def deliver(self, raw: bytes, *, folder: str = "") -> Path:
        """Put a mail into the mailbox as a delivery agent does: written aside, and moved."""
        self._delivered += 1
        into = self.mailbox / (f".{folder}" if folder else "")
        for name in ("", "tmp", "new", "cur"):
            (into / name).mkdir(exist_ok=True)
            self._hand_over(into / name)
        partial = into / "tmp" / f"{time.time_ns()}.{self._delivered}.test"
        partial.write_bytes(raw)
        self._hand_over(partial)
        return partial.rename(into / "new" / partial.name)

    def mails(self) -> list[bytes]:
        """What is in the inbox."""
        files = [*(self.mailbox / "new").iterdir(), *(self.mailbox / "cur").iterdir()]
        return [file.read_bytes() for file in sorted(files)]

    def seen(self) -> int:
        """How many mails somebody has looked at."""
        return sum("S" in file.name.rpartition(":2,")[2] for file in (self.mailbox / "cur").iterdir())

    def new_mailbox(self) -> None:
        """From now on another, empty mailbox."""
        self._boxes += 1
        self.user = f"nia{self._boxes}"
        self.mailbox = self._folder / self.user
        for folder in (self.mailbox, *(self.mailbox / name for name in ("new", "cur", "tmp"))):
            folder.mkdir()
            self._hand_over(folder)

    def forget_numbers(self) -> None:
        """What happens when a mailbox is restored from a backup: the mails get new numbers, and a new validity."""
        for file in (self.mailbox).glob("dovecot*"):
            shutil.rmtree(file) if file.is_dir() else file.unlink()
        time.sleep(1.1)  # the validity is a time in seconds

    def log(self) -> str:
        return (self._folder / "log").read_text()

    def _hand_over(self, path: Path) -> None:
        if os.getuid() == 0:
            shutil.chown(path, self._owner)

    def _configuration(self) -> str:
        ports = self.ports
        group = grp.getgrgid(pwd.getpwnam(self._owner).pw_gid).gr_name
        inside = "dovenull" if os.getuid() == 0 else self._owner
        internal = "dovecot" if os.getuid() == 0 else self._owner
        return f"""
base_dir = {self._folder}/run
state_dir = {self._folder}/state
log_path = {self._folder}/log
listen = 127.0.0.1
protocols = imap pop3
default_login_user = {inside}
default_internal_user = {internal}
default_internal_group = {group if os.getuid() else "dovecot"}
mail_location = maildir:{self._folder}/%u
first_valid_uid = 1
first_valid_gid = 1
mail_uid = {self._owner}
mail_gid = {group}
mail_home = {self._folder}/%u
ssl = yes
ssl_cert = <{self.certificate}
ssl_key = <{self._folder}/key.pem
disable_plaintext_auth = no
passdb {{
  driver = static
  args = password={PASSWORD}
}}
userdb {{
  driver = static
  args = uid={self._owner} gid={group} home={self._folder}/%u
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {ports["imap"]}
  }}
  inet_listener imaps {{
    port = {ports["imaps"]}
    ssl = yes
  }}
}}
service pop3-login {{
  chroot =
  inet_listener pop3 {{
    port = {ports["pop"]}
  }}
  inet_listener pop3s {{
    port = {ports["pops"]}
    ssl = yes
  }}
}}
mail_max_userip_connections = 100
auth_failure_delay = 0
service anvil {{
  chroot =
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service stats {{
  chroot =
}}
"""

    def _wait_until_it_answers(self) -> None:
        until = time.monotonic() + _STARTS_WITHIN
        while True:
            try:
                with socket.create_connection(("127.0.0.1", self.ports["pop"]), timeout=5) as line:
                    if line.recv(3) == b"+OK":
                        return
            except OSError:
                pass
            if self._process.poll() is not None or time.monotonic() > until:
                raise RuntimeError(f"Dovecot does not start:\n{self.log()}")
            time.sleep(0.1)


def _run(*command: str) -> None:
    subprocess.run(command, check=True, capture_output=True)
