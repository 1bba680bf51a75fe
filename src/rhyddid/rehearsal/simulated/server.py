"""The SMTP server at which the invented authorities take in mail: on loopback, for rehearsals and tests.

Comes in: mail for any `…@<slug>.example`. Goes out: each mail to the callback `on_mail(envelope_from, rcpt_tos, raw)`
before the sender hears "250 OK". It can be told to fail in the ways that real servers do, and counts the copies
that each recipient was given.
"""

from __future__ import annotations

import asyncio
import threading
from collections import Counter
from collections.abc import Callable, Collection
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any
from weakref import WeakSet

from aiosmtpd.smtp import SMTP

OnMail = Callable[[str, tuple[str, ...], bytes], None]


@dataclass(frozen=True)
class Faults:
    """How the server misbehaves. Numbers count the mails whose DATA has arrived, from 1; addresses are lower case.

    fail_after            after so many accepted mails every further one gets 451
    temporary             451 at RCPT for these
    temporary_times       … but only the first so many times for each (None: always)
    unknown               550 at RCPT for these
    delay_s               waits so long, the mail being kept already, before it says 250
    drop_after_data       cuts the connection after these mails are kept: the sender cannot know that they were
    drop_before_keeping   cuts the connection at these mails before they are kept
    """

    fail_after: int | None = None
    temporary: Collection[str] = ()
    temporary_times: int | None = None
    unknown: Collection[str] = ()
    delay_s: float = 0.0
    drop_after_data: Collection[int] = ()
    drop_before_keeping: Collection[int] = ()


@dataclass(frozen=True)
class TakenMail:
    """One mail that the server kept."""

    envelope_from: str
    rcpt_tos: tuple[str, ...]
    raw: bytes


@dataclass
class _Taken:
    mails: list[TakenMail] = field(default_factory=list)
    data_count: int = 0
    refused_once: Counter[str] = field(default_factory=Counter)


class AuthoritiesServer:
    """`with AuthoritiesServer(on_mail=…) as server:` listens on `server.port` until the block ends.

    `on_mail` runs in one thread of its own, one mail at a time. What it raises is answered with 451, and raised
    again when the block ends: a rehearsal never loses a mail without a word.
    """

    def __init__(
        self,
        *,
        on_mail: OnMail | None = None,
        port: int = 0,
        host: str = "127.0.0.1",
        faults: Faults | None = None,
        max_bytes: int = 32 * 1024 * 1024,
    ) -> None:
        self.host = host
        self.port = port
        self.faults = faults or Faults()
        self._on_mail = on_mail
        self._max_bytes = max_bytes
        self._taken = _Taken()
        self._lock = threading.Lock()
        self._failure: Exception | None = None

    def __enter__(self) -> AuthoritiesServer:
        self._callbacks = ThreadPoolExecutor(max_workers=1, thread_name_prefix="simulated-authorities")
        self._loop = asyncio.new_event_loop()
        self._sessions: WeakSet[asyncio.BaseTransport] = WeakSet()
        try:
            self._server = self._loop.run_until_complete(
                self._loop.create_server(self._session, host=self.host, port=self.port)
            )
        except OSError:
            self._callbacks.shutdown()
            self._loop.close()
            raise
        self.port = self._server.sockets[0].getsockname()[1]
        self._thread = threading.Thread(target=self._loop.run_forever, name="authorities-server", daemon=True)
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        asyncio.run_coroutine_threadsafe(self._stop(), self._loop).result(timeout=30)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(timeout=30)
        self._loop.close()
        self._callbacks.shutdown()
        if self._failure is not None and error is None:
            raise self._failure

    @property
    def mails(self) -> tuple[TakenMail, ...]:
        """All mails kept so far, in order."""
        with self._lock:
            return tuple(self._taken.mails)

    def copies(self) -> Counter[str]:
        """How many mails each recipient was given, by address in lower case."""
        with self._lock:
            return Counter(rcpt.lower() for mail in self._taken.mails for rcpt in mail.rcpt_tos)

    def _session(self) -> SMTP:
        return SMTP(
            _Handler(self),
            hostname="simulated.example",
            ident="simulated authorities",
            data_size_limit=self._max_bytes,
            enable_SMTPUTF8=True,
            loop=self._loop,
        )

    async def _stop(self) -> None:
        self._server.close()
        for transport in list(self._sessions):
            transport.abort() if isinstance(transport, asyncio.Transport) else transport.close()
        await self._server.wait_closed()
        sessions = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in sessions:
            task.cancel()
        await asyncio.gather(*sessions, return_exceptions=True)

    def _recipient_refused(self, address: str) -> str | None:
        faults, lowered = self.faults, address.lower()
        if not lowered.endswith(".example"):
            return "550 5.7.1 only simulated authorities live here"
        if lowered in faults.unknown:
            return "550 5.1.1 user unknown"
        if lowered in faults.temporary:
            with self._lock:
                self._taken.refused_once[lowered] += 1
                times = self._taken.refused_once[lowered]
            if faults.temporary_times is None or times <= faults.temporary_times:
                return "451 4.3.0 try again later"
        return None

    def _data_arrived(self) -> tuple[int, bool]:
        """The number of this mail, and whether the server takes it."""
        with self._lock:
            self._taken.data_count += 1
            full = self.faults.fail_after is not None and len(self._taken.mails) >= self.faults.fail_after
            return self._taken.data_count, not full

    def _keep(self, mail: TakenMail) -> None:
        if self._on_mail is not None:
            self._on_mail(mail.envelope_from, mail.rcpt_tos, mail.raw)
        with self._lock:
            self._taken.mails.append(mail)


class _Handler:
    """aiosmtpd's hooks."""

    def __init__(self, owner: AuthoritiesServer) -> None:
        self._owner = owner

    async def handle_HELO(self, server: Any, session: Any, envelope: Any, hostname: str) -> str:
        self._owner._sessions.add(server.transport)
        session.host_name = hostname
        return "250 simulated.example"

    async def handle_EHLO(
        self, server: Any, session: Any, envelope: Any, hostname: str, responses: list[str]
    ) -> list[str]:
        self._owner._sessions.add(server.transport)
        session.host_name = hostname
        return responses

    async def handle_RCPT(
        self, server: Any, session: Any, envelope: Any, address: str, rcpt_options: list[str]
    ) -> str:
        refusal = self._owner._recipient_refused(address)
        if refusal is not None:
            return refusal
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        owner = self._owner
        number, takes = owner._data_arrived()
        if not takes:
            return "451 4.3.2 no more mail is taken at present"
        if number in owner.faults.drop_before_keeping:
            server.transport.abort()
            return "421 4.3.2 gone"
        mail = TakenMail(envelope.mail_from or "", tuple(envelope.rcpt_tos), bytes(envelope.original_content))
        try:
            await asyncio.get_running_loop().run_in_executor(owner._callbacks, owner._keep, mail)
        except Exception as error:  # noqa: BLE001 -- kept, and raised again when the server's block ends
            owner._failure = owner._failure or error
            return "451 4.3.0 the rehearsal could not take this mail"
        if number in owner.faults.drop_after_data:
            server.transport.abort()
            return "421 4.3.2 gone"
        if owner.faults.delay_s:
            await asyncio.sleep(owner.faults.delay_s)
        return "250 2.0.0 OK"
