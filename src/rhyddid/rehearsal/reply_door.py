"""The mail door of a rehearsal: our own SMTP door on a free loopback port, open as long as the rehearsal is played.

In: the simulated authorities' replies by SMTP, stored and synced before the 250. Out: `take_in()`, called between the
simulated days, which gives them to `rhyddid.post.receive` one after another.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import queue
import threading
from types import TracebackType

from rhyddid.post.doors.smtp_door import MailServer
from rhyddid.post.receive import receive
from rhyddid.post.spool import Envelope
from rhyddid.requests.blobs import blob_put


class ReplyDoor:
    """`with ReplyDoor() as door:` listens on `door.port` of 127.0.0.1 until the block ends."""

    def __init__(self) -> None:
        self.port = 0
        self._arrived: queue.SimpleQueue[tuple[bytes, Envelope]] = queue.SimpleQueue()

    def __enter__(self) -> ReplyDoor:
        self._loop = asyncio.new_event_loop()
        self._server = MailServer(host="127.0.0.1", port=0, keep=self._keep)
        self.port = self._loop.run_until_complete(self._server.open())
        self._thread = threading.Thread(target=self._loop.run_forever, name="reply-door", daemon=True)
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        asyncio.run_coroutine_threadsafe(self._server.close(), self._loop).result(timeout=30)
        asyncio.run_coroutine_threadsafe(self._loop.shutdown_default_executor(), self._loop).result(
            timeout=30
        )
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(timeout=30)
        self._loop.close()

    def take_in(self) -> int:
        """Receive everything that has arrived; returns how many mails that were."""
        taken = 0
        while not self._arrived.empty():
            raw, envelope = self._arrived.get()
            receive(
                raw,
                received_at=dt.datetime.fromisoformat(envelope.received_at),
                envelope_recipients=envelope.recipients,
                came_by={"peer": envelope.peer, "helo": envelope.helo, "envelope_sender": envelope.sender},
            )
            taken += 1
        return taken

    def _keep(self, raw: bytes, envelope: Envelope) -> None:
        blob_put(raw)
        self._arrived.put((raw, envelope))
