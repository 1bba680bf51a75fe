"""What a batch will send to whom, and what will go wrong: warnings for the whole and for each recipient. Reads only.

A constant number of queries for any number of recipients.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from django.utils import timezone

from rhyddid.accounts.models import Person
from rhyddid.authorities.models import AuthorityAddress, Health
from rhyddid.authorities.queries import foi_addresses
from rhyddid.authorities.regimes import law_name
from rhyddid.batches.earlier_requests import similar_requests
from rhyddid.batches.files import batch_files_fault
from rhyddid.batches.held_reasons import HeldReason
from rhyddid.batches.letter import BatchText, Letter, batch_text, letter_to
from rhyddid.batches.merge_fields import MERGE_FIELDS, SUBJECT_FIELDS, fields_used, merge_faults
from rhyddid.batches.models import Batch, Recipient
from rhyddid.batches.size_limit import batch_limit
from rhyddid.law.aggregation import (
    AskedRequest,
    Caution,
    aggregation_caution,
    real_name_caution,
    repeat_caution,
)
from rhyddid.law.regimes import regime
from rhyddid.redaction.personal_data import find_personal_data
from rhyddid.wording import Wording, gettext_noop

Level = Literal["stop", "warning", "note"]


@dataclass(frozen=True)
class BatchWarning:
    """`stop`: this will not be sent as it is; `warning`: it may go wrong; `note`: good to know."""

    code: str
    level: Level
    text: Wording


@dataclass(frozen=True)
class RecipientPreview:
    """One letter as it would leave. `to_address` is None where there is no address."""

    recipient: Recipient
    to_address: str | None
    letter: Letter
    warnings: tuple[BatchWarning, ...]


@dataclass(frozen=True)
class BatchPreview:
    """`warnings` are about the whole batch; `counts` say how many recipients have each code of warning."""

    warnings: tuple[BatchWarning, ...]
    counts: Mapping[str, int]
    recipients: tuple[RecipientPreview, ...]
    total: int
    ready: int


def batch_preview(
    batch: Batch,
    *,
    by: Person | None = None,
    start: int = 0,
    limit: int | None = 50,
    only_warned: bool = False,
    today: dt.date | None = None,
) -> BatchPreview:
    """The letters of recipients `start` to `start + limit` by name, and every warning. `by` is who would send."""
    recipients = list(
        batch.recipients.filter(request=None)
        .exclude(held_reason=HeldReason.DROPPED)
        .select_related("authority")
        .order_by("authority__name", "pk")
    )
    text = batch_text(batch)
    finder = _Finder(batch, text, recipients, today or batch.rehearsal_day or timezone.localdate())
    warned = {recipient.pk: tuple(finder.about(recipient)) for recipient in recipients}
    counts = Counter(code for found in warned.values() for code in {warning.code for warning in found})
    stopped = sum(any(warning.level == "stop" for warning in found) for found in warned.values())
    shown = [each for each in recipients if warned[each.pk]] if only_warned else recipients
    page = shown[start:] if limit is None else shown[start : start + limit]
    return BatchPreview(
        warnings=tuple(finder.about_all(by or batch.created_by)),
        counts=counts,
        recipients=tuple(
            RecipientPreview(
                recipient=recipient,
                to_address=finder.address(recipient),
                letter=letter_to(text, recipient.authority),
                warnings=warned[recipient.pk],
            )
            for recipient in page
        ),
        total=len(shown),
        ready=len(recipients) - stopped,
    )


class _Finder:
    """Knows what all recipients have in common, so that each is judged without a query of its own."""

    def __init__(
        self, batch: Batch, text: BatchText, recipients: Sequence[Recipient], today: dt.date
    ) -> None:
        self._batch = batch
        self._text = text
        self._recipients = recipients
        ids = [recipient.authority_id for recipient in recipients]
        self._addresses: dict[int, AuthorityAddress] = foi_addresses(ids)
        self._names_at: dict[str, list[str]] = {}
        for recipient in recipients:
            if recipient.authority_id in self._addresses:
                email = self._addresses[recipient.authority_id].email.lower()
                self._names_at.setdefault(email, []).append(recipient.authority.name)
        is_rehearsal = batch.rehearsal_of_id is not None
        self._today = today
        self._asked = "\n".join(question.text for question in text.questions)
        self._earlier = {} if is_rehearsal else similar_requests(batch, self._asked, ids)

    def address(self, recipient: Recipient) -> str | None:
        found = self._addresses.get(recipient.authority_id)
        return found.email if found else None

    def about(self, recipient: Recipient) -> Iterable[BatchWarning]:
        yield from self._about_address(recipient)
        yield from self._about_law(recipient)
        yield from self._about_earlier(recipient)

    def about_all(self, by: Person | None) -> Iterable[BatchWarning]:
        if not self._recipients:
            yield _stop("no_recipients", gettext_noop("The batch has no recipients to write to: add some."))
        if not self._text.questions:
            yield _stop("no_questions", gettext_noop("The batch has no questions: add some."))
        yield from self._about_merge_fields()
        yield from self._about_sender()
        yield from self._about_personal_data()
        yield from self._about_files()
        yield from self._about_laws_together()
        yield from self._about_mass_requests()
        limit = batch_limit(by)
        if self._batch.rehearsal_of_id is None and len(self._recipients) > limit:
            yield _warning(
                "over_limit",
                gettext_noop(
                    "The batch has {count} recipients; more than {limit} need an operator's approval, for all or a part."
                ),
                count=len(self._recipients),
                limit=limit,
            )

    def _about_address(self, recipient: Recipient) -> Iterable[BatchWarning]:
        address = self._addresses.get(recipient.authority_id)
        name = recipient.authority.name
        if address is None:
            yield _stop(
                "no_address",
                gettext_noop("{authority} has no address for requests: it will be held until one is added."),
                authority=name,
            )
            return
        if address.health == Health.DEAD:
            yield _stop(
                "dead_address",
                gettext_noop("Mail does not arrive at {address} ({reason}): {authority} will be held until it is mended."),
                address=address.email, authority=name, reason=address.health_reason or "?",
            )  # fmt: skip
        elif address.health == Health.DOUBTFUL:
            yield _warning(
                "doubtful_address",
                gettext_noop("A letter to {address} bounced: {authority} may not get this one."),
                address=address.email, authority=name,
            )  # fmt: skip
        others = [other for other in self._names_at[address.email.lower()] if other != name]
        if others:
            yield _warning(
                "shared_address",
                gettext_noop("{address} is also the address of {others}: the same people get several letters."),
                address=address.email, others="; ".join(others[:5]),
            )  # fmt: skip

    def _about_law(self, recipient: Recipient) -> Iterable[BatchWarning]:
        regimes = recipient.authority.regimes
        if len(regimes) > 1:
            language = self._text.language
            yield BatchWarning("several_regimes", "note", Wording(
                gettext_noop("{authority} answers under {count} laws ({laws}); the request is made under the first."),
                {
                    "authority": recipient.authority.name,
                    "count": len(regimes),
                    "laws": "; ".join(law_name(each, language) for each in regimes),
                },
            ))  # fmt: skip

    def _about_earlier(self, recipient: Recipient) -> Iterable[BatchWarning]:
        earlier = self._earlier.get(recipient.authority_id)
        if not earlier:
            return
        law = recipient.authority.regimes[0]
        now = AskedRequest(str(recipient.authority_id), self._today, self._asked)
        for caution in (aggregation_caution(law, now, earlier), repeat_caution(law, now, earlier)):
            if caution is not None:
                yield _caution(caution, recipient.authority.name)

    def _about_merge_fields(self) -> Iterable[BatchWarning]:
        for template, allowed in ((self._text.letter, MERGE_FIELDS), (self._text.subject, SUBJECT_FIELDS)):
            for fault in merge_faults(template, allowed):
                yield BatchWarning("merge_field", "stop", fault.text)
        if "sender" in fields_used(self._text.letter) and not self._text.sender:
            yield _stop(
                "merge_field",
                gettext_noop(
                    "{field} cannot be filled: give the batch a sender, or yourself a name on letters."
                ),
                field="{sender}",
            )

    def _about_sender(self) -> Iterable[BatchWarning]:
        if not self._text.sender:
            if "sender" not in fields_used(self._text.letter):
                yield _warning(
                    "real_name",
                    gettext_noop("Nobody signs the letter: most laws want the real name of who asks."),
                )
            return
        for law in dict.fromkeys(recipient.authority.regimes[0] for recipient in self._recipients):
            caution = real_name_caution(law, self._text.sender)
            if caution is not None:
                yield _caution(caution)
                return

    def _about_personal_data(self) -> Iterable[BatchWarning]:
        places = [(gettext_noop("the letter"), self._text.letter)]
        places += [(gettext_noop("question {number}"), question.text) for question in self._text.questions]
        numbers = ["", *(question.number for question in self._text.questions)]
        for (place, text), number in zip(places, numbers, strict=True):
            for found in find_personal_data(text, language=self._text.language):
                yield _warning(
                    "personal_data",
                    gettext_noop(
                        "In {place}, “{quote}” looks like personal data {kind}: the letter is published with the answers."
                    ),
                    place=Wording(place, {"number": number}),
                    quote=_short(text[found.start : found.end]),
                    kind=found.shown_as,
                )

    def _about_files(self) -> Iterable[BatchWarning]:
        fault = "" if self._batch.rehearsal_of_id is not None else batch_files_fault(self._batch)
        if fault:
            yield BatchWarning("files", "stop", Wording("{why}", {"why": fault}))

    def _about_laws_together(self) -> Iterable[BatchWarning]:
        counts = Counter(recipient.authority.regimes[0] for recipient in self._recipients)
        if len(counts) < 2:
            return
        language = self._text.language
        laws = "; ".join(f"{law_name(each, language)} ({count})" for each, count in counts.most_common())
        yield BatchWarning("mixed_regimes", "note", Wording(
            gettext_noop("The recipients answer under different laws, with different times and exemptions: {laws}."),
            {"laws": laws},
        ))  # fmt: skip
        if "law" not in fields_used(self._text.letter):
            yield _warning(
                "law_not_merged",
                gettext_noop(
                    "The letter names no law by {field}: what it says of the law may be wrong for some."
                ),
                field="{law}",
            )

    def _about_mass_requests(self) -> Iterable[BatchWarning]:
        counts = Counter(recipient.authority.regimes[0] for recipient in self._recipients)
        for each, count in counts.items():
            law = regime(each)
            if law.mass_requests is not None and count > law.mass_requests:
                yield _warning(
                    "mass_requests",
                    gettext_noop(
                        "{count} recipients answer under the {law}, which has a procedure of its own for more than "
                        "{limit} uniform requests ({cite})."
                    ),
                    count=count, law=law_name(each, self._text.language), limit=law.mass_requests, cite=law.mass_cite,
                )  # fmt: skip


def _stop(code: str, message: str, **parameters: object) -> BatchWarning:
    return BatchWarning(code, "stop", Wording(message, parameters))


def _warning(code: str, message: str, **parameters: object) -> BatchWarning:
    return BatchWarning(code, "warning", Wording(message, parameters))


def _caution(caution: Caution, authority: str = "") -> BatchWarning:
    message = gettext_noop("{authority}: {what} ({cite})") if authority else gettext_noop("{what} ({cite})")
    parameters = {"authority": authority, "what": caution.what, "cite": caution.cite}
    return BatchWarning(caution.kind, "warning", Wording(message, parameters))


def _short(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= 80 else f"{flat[:79]}…"
