"""Small IMAP and POP servers with one mailbox: as much of the protocols as a client of one folder speaks."""

from __future__ import annotations

import re
import socketserver
import threading
from types import TracebackType
from typing import ClassVar

PASSWORD = "secret"


class MailboxServer:
    """`with MailboxServer(ImapSession) as server:`; `mails` maps numbers to bytes."""

    def __init__(self, session: type[Session]) -> None:
        self.mails: dict[int, bytes] = {}
        self.uid_validity = 7
        bound = type("Bound", (session,), {"server_of_test": self})
        self._server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), bound)
        self._server.daemon_threads = True
        self.port: int = self._server.server_address[1]

    def __enter__(self) -> MailboxServer:
        threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True
        ).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()


class Session(socketserver.StreamRequestHandler):
    server_of_test: ClassVar[MailboxServer]
    greeting = b""

    def handle(self) -> None:
        self.say(self.greeting)
        for line in self.rfile:
            if not self.answer(line.decode().strip()):
                return

    def say(self, line: bytes) -> None:
        self.wfile.write(line + b"\r\n")

    def answer(self, line: str) -> bool:
        raise NotImplementedError


class ImapSession(Session):
    greeting = b"* OK ready"

    def answer(self, line: str) -> bool:
        tag, _, command = line.partition(" ")
        mails = self.server_of_test.mails
        if command.startswith("CAPABILITY"):
            self.say(b"* CAPABILITY IMAP4rev1")
        elif command.startswith("LOGIN") and PASSWORD not in command:
            self.say(f"{tag} NO wrong password".encode())
            return True
        elif command.startswith(("EXAMINE", "SELECT")):
            if "INBOX" not in command:
                self.say(f"{tag} NO no such folder".encode())
                return True
            self.say(f"* OK [UIDVALIDITY {self.server_of_test.uid_validity}] valid".encode())
            self.say(f"* {len(mails)} EXISTS".encode())
        elif search := re.match(r"UID SEARCH UID (\d+):\*", command):
            found = [uid for uid in mails if uid >= int(search[1])] or sorted(mails)[-1:]
            self.say(b"* SEARCH " + b" ".join(b"%d" % uid for uid in found))
        elif fetch := re.match(r"UID FETCH (\d+) \(RFC822.SIZE\)", command):
            self.say(b"* 1 FETCH (UID %s RFC822.SIZE %d)" % (fetch[1].encode(), len(mails[int(fetch[1])])))
        elif fetch := re.match(r"UID FETCH (\d+) ", command):
            raw = mails[int(fetch[1])]
            date = b'"02-Aug-2021 10:30:00 +0100"'
            self.say(b"* 1 FETCH (UID %s INTERNALDATE %s BODY[] {%d}" % (fetch[1].encode(), date, len(raw)))
            self.wfile.write(raw)
            self.say(b")")
        self.say(f"{tag} OK done".encode())
        return True


class PopSession(Session):
    greeting = b"+OK ready"

    def setup(self) -> None:
        super().setup()
        self.deleted: set[int] = set()

    def answer(self, line: str) -> bool:
        command, _, argument = line.partition(" ")
        mails = self.server_of_test.mails
        if command == "PASS" and argument != PASSWORD:
            self.say(b"-ERR wrong password")
        elif command == "LIST":
            self.say(b"+OK")
            for number, raw in mails.items():
                self.say(b"%d %d" % (number, len(raw)))
            self.say(b".")
        elif command == "RETR":
            self.say(b"+OK")
            self.wfile.write(mails[int(argument)])
            self.say(b".")
        elif command == "QUIT":
            for number in self.deleted:
                del mails[number]
            self.say(b"+OK")
            return False
        else:
            if command == "DELE":
                self.deleted.add(int(argument))
            self.say(b"+OK")
        return True
