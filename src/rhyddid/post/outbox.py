"""Draining the outbox: claim, hand over, record, again and again, so that each recipient gets each letter once.

The claim is committed before a letter leaves, what became of it is in the carrier's journal before anything else
happens, and on any trouble the carrier is closed and its letters are settled from the journal. So there is one way
back from a killed worker, a killed carrier and a database that went away.
"""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.core.exceptions import MultipleObjectsReturned, ObjectDoesNotExist
from django.db import DatabaseError, InterfaceError, connection
from django.utils import timezone

from rhyddid.mail.header_writing import ascii_domain
from rhyddid.post.attempt_record import attempt_record
from rhyddid.post.carrier_process import Carrier, CarrierLost, LineDown
from rhyddid.post.claim import Claim, Letters, letters_claim, letters_due
from rhyddid.post.models import AttemptOutcome
from rhyddid.post.provider_headers import with_provider_headers
from rhyddid.post.recovery import letters_held_here, letters_recover, outcome_of
from rhyddid.post.signing import signed, signing_check
from rhyddid.post.smtp_place import SmtpPlace, smtp_place
from rhyddid.post.stop import Stop
from rhyddid.requests.models import Delivery
from rhyddid.requests.reply_address import outgoing_bytes

log = logging.getLogger(__name__)

LOT = 10
_LETTERS_PER_CARRIER = 5000
_IDLE_SECONDS = 60
_LONGEST_PAUSE = 60.0
_TROUBLES = (DatabaseError, InterfaceError, LineDown, CarrierLost)


def journal_folder() -> Path:
    """Where the carriers of this installation keep their journals."""
    return Path(settings.SPOOL).parent / "outbox-journal"


def outbox_place(*, rehearsal: bool = False, url: str | None = None) -> SmtpPlace:
    """The server that letters are handed over to. Raises DeliveryRefused where letters may not go there, or could not be
    signed as the settings say.
    """
    signing_check()
    return smtp_place(
        url or settings.SMTP_URL,
        live=settings.DELIVERY == "live",
        site_url=settings.SITE_URL,
        mail_domain=settings.MAIL_DOMAIN,
        rehearsal=rehearsal,
    )


@dataclass(frozen=True)
class _Enveloped:
    sender: str
    recipient: str
    data: bytes


class Outbox:
    """One line to the server. Several, in one process or on many machines, share the work."""

    def __init__(
        self,
        place: SmtpPlace,
        *,
        letters: Letters,
        per_minute: int | None = None,
        stop: Stop | None = None,
    ) -> None:
        self._place = place
        self._letters = letters
        self._per_minute = settings.SMTP_PACE_PER_MINUTE if per_minute is None else per_minute
        self._stop = stop or Stop()
        self._carrier: Carrier | None = None
        self._idle_since = time.monotonic()
        self._trouble = 0

    def drain_once(self) -> bool:
        """Settle what others left, and send one lot. True where there may be more to do at once.

        Raises LineDown where the server takes no letters, CarrierLost where the carrier ended or could not start, and
        DatabaseError where the database is away; nothing is lost by any, call it again.
        """
        try:
            letters_recover(journal_folder())
            return self._lot_sent()
        except _TROUBLES:
            self.close()
            raise

    def drain_forever(self, *, until_idle: bool = False, poll_seconds: float = 0.5) -> None:
        """Drain until told to stop, or until nothing is due."""
        while not self._stop.asked():
            try:
                if self.drain_once():
                    self._trouble = 0
                    continue
                if until_idle and self.is_idle():
                    break
                pause = poll_seconds
            except _TROUBLES as error:
                pause = self._pause_after(error)
            self._stop.wait(pause)
        self.close()
        self._give_back()

    def close(self) -> None:
        """End the carrier. What it still holds is settled from its journal."""
        if self._carrier is not None:
            self._carrier.close()
            self._carrier = None

    def _give_back(self) -> None:
        """Letters that were claimed and not begun need not wait for the next worker."""
        try:
            letters_recover(journal_folder())
        except (DatabaseError, InterfaceError) as error:
            log.warning("letters in hand are left to the next worker: %s", str(error).strip())

    def _lot_sent(self) -> bool:
        if not letters_due(self._letters):
            if self._carrier is not None and time.monotonic() - self._idle_since > _IDLE_SECONDS:
                self.close()
            return False
        carrier = self._opened_carrier()
        lot = letters_claim(
            carrier=carrier.name, most=LOT, letters=self._letters, per_minute=self._per_minute
        )
        for claim in lot:
            if self._stop.asked():
                break
            self._send(carrier, claim)
        if lot:
            self._idle_since = time.monotonic()
        return bool(lot)

    def is_idle(self) -> bool:
        """Whether nothing is due, and no carrier of this machine holds a letter."""
        return not letters_due(self._letters) and not letters_held_here(journal_folder())

    def _opened_carrier(self) -> Carrier:
        """A carrier whose server answers: letters are claimed only then."""
        if self._carrier is not None and self._carrier.letters >= _LETTERS_PER_CARRIER:
            self.close()
        if self._carrier is None:
            self._carrier = Carrier(self._place, journal_folder(), self._stop.impatient)
        self._carrier.open()
        return self._carrier

    def _send(self, carrier: Carrier, claim: Claim) -> None:
        try:
            enveloped = _enveloped(claim, self._place)
        except (ValueError, ObjectDoesNotExist, MultipleObjectsReturned) as error:
            # ComposeError and UnicodeError are ValueErrors
            outcome, answer = AttemptOutcome.NO_MAIL, f"The letter cannot be made into a mail: {error}"
        else:
            sent = carrier.send(
                delivery=claim.delivery,
                attempt=claim.attempt,
                sender=enveloped.sender,
                recipient=enveloped.recipient,
                data=enveloped.data,
            )
            outcome, answer = outcome_of(sent.outcome), sent.answer
        attempt_record(claim=claim, carrier=carrier.name, outcome=outcome, answer=answer, at=timezone.now())
        if outcome != AttemptOutcome.ACCEPTED:
            log.warning("letter %s: %s: %s", claim.delivery, outcome, answer)

    def _pause_after(self, error: Exception) -> float:
        if isinstance(error, DatabaseError | InterfaceError):
            connection.close()
        self._trouble += 1
        pause = min(0.25 * 2.0 ** min(self._trouble, 10), _LONGEST_PAUSE)
        log.warning("%s; trying again in %.1f s", str(error).strip(), pause)
        return pause


def _enveloped(claim: Claim, place: SmtpPlace) -> _Enveloped:
    delivery = Delivery.objects.select_related("message").get(pk=claim.delivery)
    local, _, domain = delivery.to_address.rpartition("@")
    if not local.isascii():
        raise ValueError(f"the local part of {delivery.to_address} is not ASCII")
    return _Enveloped(
        sender=delivery.message.sender_address,
        recipient=f"{local}@{ascii_domain(domain)}",
        data=with_provider_headers(
            signed(outgoing_bytes(delivery)), host=place.host, message_id=delivery.message.message_id
        ),
    )
