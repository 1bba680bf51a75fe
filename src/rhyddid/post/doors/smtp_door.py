"""The SMTP and LMTP door: says 250 only when the mail is on disk, and 4xx or 5xx as the standards say otherwise.

In: connections. Out: files in the spool, which a thread of this process takes in at once; where the database is away
they wait there. Mail for our own domain is accepted whoever it is addressed to (what matches no request waits in the
holding pen); anything else would be relaying, and is denied.
"""

from __future__ import annotations

import asyncio
import errno
import logging
import signal
import socket
import threading
from collections.abc import Callable
from typing import Any

from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import SMTP
from django.conf import settings
from django.db import connections

from rhyddid.post.spool import Envelope, envelope_now, spool_put, spool_replay_forever
from rhyddid.post.stop import Stop

log = logging.getLogger(__name__)

Keep = Callable[[bytes, Envelope], object]

_MOST_CONNECTIONS = 100
_MOST_RECIPIENTS = 100
_WRITES_AT_ONCE = 8
# real mail has longer lines than the 1,000 bytes of the standard
_LONGEST_LINE = 4 * 1024 * 1024
_DISK_FULL = (errno.ENOSPC, errno.EDQUOT)


class Door:
    """aiosmtpd's hooks. `keep` stores one mail for good, or raises OSError."""

    def __init__(self, *, domain: str, keep: Keep) -> None:
        self._domain = domain
        self._keep = keep
        self._writing = asyncio.Semaphore(_WRITES_AT_ONCE)

    async def handle_RCPT(
        self, server: Any, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        if address.rpartition("@")[2].lower().rstrip(".") != self._domain:
            return f"550 5.7.1 This server takes mail for {self._domain} only; it relays none"
        if len(envelope.rcpt_tos) >= _MOST_RECIPIENTS:
            return "452 4.5.3 Too many recipients"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        known = envelope_now(
            sender=envelope.mail_from or "",
            recipients=envelope.rcpt_tos,
            peer=str(session.peer[0]) if session.peer else "",
            helo=session.host_name or "",
        )
        try:
            async with self._writing:
                await asyncio.to_thread(self._keep, bytes(envelope.original_content), known)
        except OSError as error:
            log.error("a mail could not be stored: %s", error)
            if error.errno in _DISK_FULL:
                return "452 4.3.1 Insufficient system storage; try again later"
            return "451 4.3.0 The mail could not be stored; try again later"
        return "250 2.0.0 OK"

    async def handle_exception(self, error: Exception) -> str:
        log.error("a mail session failed", exc_info=error)
        return "451 4.3.0 Something went wrong here; try again later"


class SmtpSession(SMTP):
    """SMTP with room for long lines."""

    line_length_limit = _LONGEST_LINE


class LmtpSession(LMTP):
    """LMTP, with one answer for each recipient after the data (RFC 2033, section 4.2)."""

    line_length_limit = _LONGEST_LINE
    _answers = 1
    _data_asked_for = False

    async def smtp_DATA(self, arg: str) -> None:
        self._answers = len(self.envelope.rcpt_tos) if self.envelope else 1
        self._data_asked_for = False
        try:
            await super().smtp_DATA(arg)
        finally:
            self._answers, self._data_asked_for = 1, False

    async def push(self, status: str | bytes) -> None:
        text = status.decode() if isinstance(status, bytes) else status
        if self._data_asked_for:
            text = "\r\n".join([text] * self._answers)
        self._data_asked_for = self._answers > 1 and text.startswith("354")
        await super().push(text)


class _TooBusy(asyncio.Protocol):
    """For a connection more than we serve at once."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        if isinstance(transport, asyncio.WriteTransport):
            transport.write(b"421 4.3.2 Too many connections; try again later\r\n")
        transport.close()


class MailServer:
    """Listens on one address until closed."""

    def __init__(
        self,
        *,
        host: str,
        port: int,
        keep: Keep,
        lmtp: bool = False,
        most_connections: int = _MOST_CONNECTIONS,
    ) -> None:
        self._host, self._port = host, port
        self._session_class: type[SMTP] = LmtpSession if lmtp else SmtpSession
        self._door = Door(domain=settings.MAIL_DOMAIN, keep=keep)
        self._most_connections = most_connections
        self._sessions: set[SMTP] = set()

    async def open(self) -> int:
        """Listen; returns the port. Raises OSError where the address is taken."""
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(self._session, self._host, self._port)
        port: int = self._server.sockets[0].getsockname()[1]
        return port

    async def close(self) -> None:
        """Take no more connections, and give those that are open a moment to end their mail."""
        self._server.close()
        for _ in range(20):
            if not self._open_sessions():
                break
            await asyncio.sleep(0.1)
        for session in self._open_sessions():
            if session.transport is not None:
                session.transport.close()

    def _session(self) -> asyncio.Protocol:
        sessions = self._open_sessions()
        if len(sessions) >= self._most_connections:
            return _TooBusy()
        session = self._session_class(
            self._door,
            data_size_limit=settings.MAIL_MAX_BYTES,
            enable_SMTPUTF8=True,
            hostname=settings.MAIL_DOMAIN,
            ident="Rhyddid",
            loop=asyncio.get_running_loop(),
        )
        self._sessions = {*sessions, session}
        return session

    def _open_sessions(self) -> set[SMTP]:
        """A session that has been made and not yet connected counts as open."""
        return {each for each in self._sessions if each.session is None or each.transport is not None}


def serve_mail(*, host: str, port: int, lmtp: bool, told: Callable[[str, int], None]) -> None:
    """Take mail in until told to stop (SIGTERM, SIGINT). `told` hears where, once the door is open."""
    stop = Stop()
    arrived = threading.Event()

    def keep(raw: bytes, envelope: Envelope) -> None:
        spool_put(raw, envelope)
        arrived.set()

    def take_in() -> None:
        try:
            spool_replay_forever(stop, arrived)
        finally:
            connections.close_all()

    sorter = threading.Thread(target=take_in, name="spool")
    sorter.start()
    try:
        asyncio.run(_serve(host, port, lmtp, keep, told, stop, sorter))
    finally:
        stop.ask()
        arrived.set()
        sorter.join()


async def _serve(
    host: str,
    port: int,
    lmtp: bool,
    keep: Keep,
    told: Callable[[str, int], None],
    stop: Stop,
    sorter: threading.Thread,
) -> None:
    server = MailServer(host=host, port=port, keep=keep, lmtp=lmtp)
    told(host, await server.open())
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.ask)
    while not stop.asked() and sorter.is_alive():
        await asyncio.sleep(0.2)
    await server.close()


def host_and_port(listen: str) -> tuple[str, int]:
    """`host:port` or `[::1]:port` taken apart. Raises ValueError."""
    host, colon, port = listen.rpartition(":")
    host = host.removeprefix("[").removesuffix("]")
    if not colon or not host or not port.isdigit() or int(port) > 65535:
        raise ValueError(f"{listen}: use host:port, such as 127.0.0.1:2526.")
    socket.getaddrinfo(host, int(port))
    return host, int(port)
