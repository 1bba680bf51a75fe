"""The carrier: a small process that hands letters over by SMTP, one after another, and keeps the journal.

It knows no database. The worker starts it (`python -m rhyddid.post.carrier`), gives it letters on standard input and
reads results from standard output. It is a process of its own so that a killed worker never leaves a letter half
handed over: the carrier finishes the one it has, journals the server's answer, and ends.

Input: one JSON line with what to do (`start`, `open`, `send` followed by `size` bytes), output: one JSON line each.
Results of `send`: `accepted`, `delayed`, `refused`, `dropped` (the connection broke before the server took it) or
`unseen` (the dot was sent and the server stayed silent), with the server's `answer`.
"""

from __future__ import annotations

import json
import smtplib
import socket
import ssl
import sys
from pathlib import Path
from typing import IO, Any

from rhyddid.post.journal import Journal
from rhyddid.post.smtp_place import SmtpPlace, is_loopback

_CONNECT_SECONDS = 30
_COMMAND_SECONDS = 300  # RFC 5321, section 4.5.3.2
_ANSWER_SECONDS = 600
_SERVICE_CLOSING = 421
_LARGEST_PLAIN_RESULT = 1000


class LineDown(Exception):
    """No server answers at the place, or it will not talk to us: no letter's fault."""


class SmtpLine:
    """One SMTP connection, reused. The final dot is a step of its own."""

    def __init__(self, place: SmtpPlace, journal: Journal) -> None:
        self._place = place
        self._journal = journal
        self._smtp: smtplib.SMTP | None = None

    def open(self) -> None:
        """Connect and say hello, unless connected. Raises LineDown."""
        if self._smtp is not None:
            return
        try:
            self._smtp = self._connected()
        except (OSError, smtplib.SMTPException) as error:
            raise LineDown(
                f"{self._place.host}:{self._place.port} takes no letters: {_said(error)}"
            ) from error

    def close(self) -> None:
        if self._smtp is not None:
            try:
                self._smtp.quit()
            except (OSError, smtplib.SMTPException):
                self._smtp.close()
            self._smtp = None

    def send(
        self, *, delivery: int, attempt: int, sender: str, recipient: str, data: bytes
    ) -> dict[str, str]:
        """Hand one letter over. Raises LineDown where no connection can be had before it is begun."""
        result = self._sent(delivery, attempt, sender, recipient, data)
        self._journal.answer(delivery, attempt, result)
        return result

    def _connected(self) -> smtplib.SMTP:
        place = self._place
        if place.tls:
            smtp: smtplib.SMTP = smtplib.SMTP_SSL(
                place.host, place.port, timeout=_CONNECT_SECONDS, context=ssl.create_default_context()
            )
        else:
            smtp = smtplib.SMTP(place.host, place.port, timeout=_CONNECT_SECONDS)
        assert smtp.sock is not None
        peer = smtp.sock.getpeername()[0]
        if place.loopback_only and not is_loopback(peer):
            smtp.close()
            raise LineDown(f"{peer} is not a loopback address, and delivery is loopback-only.")
        smtp.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        smtp.sock.settimeout(_COMMAND_SECONDS)
        smtp.ehlo_or_helo_if_needed()
        if not place.tls and not is_loopback(peer) and smtp.has_extn("starttls"):
            smtp.starttls(context=ssl.create_default_context())
            smtp.ehlo_or_helo_if_needed()
        if place.user:
            smtp.login(place.user, place.password)
        return smtp

    def _begun(self, sender: str, data: bytes) -> tuple[smtplib.SMTP, int, str]:
        """MAIL FROM on a connection that works: one that went stale between letters is opened anew."""
        for last_try in (False, True):
            self.open()
            smtp = self._smtp
            assert smtp is not None
            options = [f"SIZE={len(data)}"] if smtp.has_extn("size") else []
            try:
                code, said = smtp.mail(sender, options)
            except (smtplib.SMTPServerDisconnected, OSError) as error:
                self._hang_up()
                if last_try:
                    raise LineDown(
                        f"the connection breaks before a letter is begun: {_said(error)}"
                    ) from error
                continue
            if code == _SERVICE_CLOSING:
                self._hang_up()
                if last_try:
                    raise LineDown(f"the server closes: {code} {_text(said)}")
                continue
            return smtp, code, _text(said)
        raise AssertionError("unreachable: the second try returns or raises")

    def _sent(self, delivery: int, attempt: int, sender: str, recipient: str, data: bytes) -> dict[str, str]:
        smtp, code, said = self._begun(sender, data)
        if code != 250:
            self._reset(smtp)
            # 552: this letter is too large; any other refusal of the sender is not the recipient's word
            return _result("refused" if code == 552 else "delayed", code, said)
        try:
            code, raw_said = smtp.rcpt(recipient)
            if code in (250, 251):
                code, raw_said = smtp.docmd("DATA")
                if code == 354:
                    return self._body_sent(smtp, delivery, attempt, data)
        except (smtplib.SMTPException, OSError, UnicodeError) as error:
            self._hang_up()
            return _result("dropped", 0, _said(error))
        self._reset(smtp)
        return _result(_outcome(code), code, _text(raw_said))

    def _body_sent(self, smtp: smtplib.SMTP, delivery: int, attempt: int, data: bytes) -> dict[str, str]:
        try:
            self._journal.about(delivery, attempt)
            smtp.send(_dot_stuffed(data))
            handing = self._journal.handing_line(delivery, attempt)
        except (smtplib.SMTPException, OSError) as error:
            self._hang_up()
            return _result("dropped", 0, _said(error))
        sock = smtp.sock
        assert sock is not None
        sock.settimeout(_ANSWER_SECONDS)
        try:
            self._journal.handing(handing)
            sock.sendall(b".\r\n")
            code, said = smtp.getreply()
        except (smtplib.SMTPException, OSError) as error:
            self._hang_up()
            if isinstance(error, TimeoutError) or isinstance(error.__context__, TimeoutError):
                return _result("unseen", 0, "")
            # a server that goes away without an answer has taken nothing on (RFC 5321, section 4.1.1.10)
            return _result("dropped", 0, _said(error))
        sock.settimeout(_COMMAND_SECONDS)
        if code == _SERVICE_CLOSING:
            self._hang_up()
        return _result(_outcome(code), code, _text(said))

    def _reset(self, smtp: smtplib.SMTP) -> None:
        try:
            smtp.rset()
        except (smtplib.SMTPException, OSError):
            self._hang_up()

    def _hang_up(self) -> None:
        if self._smtp is not None:
            self._smtp.close()
            self._smtp = None


def _outcome(code: int) -> str:
    if 200 <= code < 300:
        return "accepted"
    return "refused" if 500 <= code < 600 else "delayed"


def _result(outcome: str, code: int, said: str) -> dict[str, str]:
    return {"outcome": outcome, "answer": f"{code} {said}".strip() if code > 0 else said}


def _text(said: bytes) -> str:
    return " ".join(said.decode("utf-8", "replace").replace("\0", " ").split())[:_LARGEST_PLAIN_RESULT]


def _said(error: BaseException) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        said = error.smtp_error
        return f"{error.smtp_code} {_text(said) if isinstance(said, bytes) else said}"
    return str(error) or type(error).__name__


def _dot_stuffed(data: bytes) -> bytes:
    """CRLF line ends, leading dots doubled, ending in CRLF: all of the letter but the final dot."""
    lines = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n").removesuffix(b"\n").split(b"\n")
    return b"".join((b"." + line if line.startswith(b".") else line) + b"\r\n" for line in lines)


def serve(given: IO[bytes], told: IO[bytes]) -> None:
    """Do what the worker says until its end of the pipe closes."""
    start = json.loads(given.readline())
    try:
        journal = Journal(Path(start["journal_folder"]), start["name"])
    except OSError as error:
        _tell(told, {"ready": False, "why": str(error)})
        return
    line = SmtpLine(SmtpPlace(**start["place"]), journal)
    try:
        _tell(told, {"ready": True})
        while (command := given.readline()).endswith(b"\n"):
            order = json.loads(command)
            data = given.read(order.get("size", 0))
            if len(data) < order.get("size", 0):
                break  # the worker ended in the middle of a letter: it was not begun
            _tell(told, _done(line, order, data))
    except BrokenPipeError:
        pass  # the worker is gone; the journal has what it would have been told
    finally:
        line.close()
        journal.close()


def _done(line: SmtpLine, order: dict[str, Any], data: bytes) -> dict[str, Any]:
    try:
        if order["do"] == "open":
            line.open()
            return {"open": True}
        return line.send(
            delivery=order["delivery"],
            attempt=order["attempt"],
            sender=order["sender"],
            recipient=order["recipient"],
            data=data,
        )
    except LineDown as error:
        return {"outcome": "line_down", "answer": str(error)}


def _tell(told: IO[bytes], answer: dict[str, Any]) -> None:
    told.write(json.dumps(answer).encode() + b"\n")
    told.flush()


if __name__ == "__main__":
    serve(sys.stdin.buffer, sys.stdout.buffer)
