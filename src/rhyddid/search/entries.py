"""The entries of requests, made anew from what their pages show: masked words, and the day from which everybody finds them.

Reads `requests`, writes nothing: rows for `index.py` to store. A handful of queries for a whole lot of requests.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from rhyddid.documents.kind_of import kind_of
from rhyddid.reading.language import language_of
from rhyddid.requests.answers import AnswerCell, answer_cells
from rhyddid.requests.masking import masked_for_public
from rhyddid.requests.masking_rules import about
from rhyddid.requests.models import (
    Attachment,
    AttachmentPage,
    Direction,
    Finding,
    FindingType,
    MailKind,
    Message,
    MessageInRequest,
    Question,
    Reading,
    Request,
    State,
    Visibility,
)
from rhyddid.requests.visibility import embargo_is_over, held_attachments
from rhyddid.requests.withheld_evidence import rests_on, without_withheld
from rhyddid.search.models import EntryKind

ALWAYS = dt.date(1, 1, 1)
PART_CHARACTERS = 30_000
MAX_PARTS = 40
_STRETCH = 3000
CHECKED = ("confirmed", "corrected")
_UNSENT = (State.DRAFT, State.QUEUED, State.RECALLED)


@dataclass(frozen=True)
class EntryText:
    """One entry to store."""

    kind: EntryKind
    request: Request
    at: dt.datetime
    title: str
    text: str
    public_from: dt.date | None
    message_id: int | None = None
    attachment_id: int | None = None
    question_id: int | None = None
    part: int = 1
    language: str = ""
    variety: str = ""
    filetype: str = ""
    provisions: tuple[str, ...] = ()

    @property
    def has_welsh(self) -> bool:
        """Whether the text is Welsh, or has a stretch of Welsh in it, as bilingual letters do."""
        stretches = range(0, len(self.text), _STRETCH)
        return self.language == "cy" or any(
            language_of(self.text[at : at + _STRETCH].casefold()) == "cy" for at in stretches
        )


@dataclass(frozen=True)
class _Lot:
    """What was read for a lot of requests, by the ids that it is asked by."""

    requests: Mapping[int, Request]
    opens: Mapping[int, dt.date | None]
    message_opens: Mapping[int, dt.date | None]
    messages: Mapping[int, list[Message]]
    readings: Mapping[tuple[int, int], Reading]
    provisions: Mapping[int, list[str]]
    attachments: Mapping[int, list[Attachment]]
    pages: Mapping[int, list[str]]
    questions: Mapping[int, list[Question]]
    cells: Mapping[tuple[int, int], AnswerCell]
    private_files: Mapping[int, int]
    titles: dict[int, str] = field(default_factory=dict)


def request_opens(request: Request) -> dt.date | None:
    """The day from which everybody may see `request` (ALWAYS: today and before); None: not before something changes."""
    state = getattr(request, "state", None)
    if request.own_personal_data or request.rehearsal_day or state is None or state.state in _UNSENT:
        return None
    if request.visibility == Visibility.PUBLIC:
        return ALWAYS
    if request.visibility == Visibility.EMBARGOED and request.embargoed_until is not None:
        return request.embargoed_until + dt.timedelta(days=1)
    if request.visibility == Visibility.EMBARGOED and embargo_is_over(request):
        return ALWAYS
    return None


def entries_of(request_ids: Collection[int]) -> Iterator[EntryText]:
    """Every entry of these requests: the request itself, its letters, its files' text and its checked answers."""
    lot = _read_lot(request_ids)
    for pk, request in lot.requests.items():
        yield _of_request(lot, request)
        for message in lot.messages.get(pk, ()):
            yield _of_letter(lot, request, message)
            for attachment in lot.attachments.get(message.pk, ()):
                yield from _of_file(lot, request, message, attachment)
        yield from _of_answers(lot, request)


def _read_lot(request_ids: Collection[int]) -> _Lot:
    requests = {
        each.pk: each
        for each in Request.objects.filter(pk__in=request_ids, rehearsal_day=None).select_related(
            "authority", "state"
        )
    }
    links = list(
        MessageInRequest.objects.filter(request__in=requests, message__erased_at=None)
        .select_related("message")
        .order_by("message__received_at", "message_id")
    )
    messages: dict[int, list[Message]] = defaultdict(list)
    for link in links:
        if link.message.kind == MailKind.LETTER:
            messages[link.request_id].append(link.message)
    message_ids = {link.message_id for link in links}
    opens = {pk: request_opens(request) for pk, request in requests.items()}
    attachments: dict[int, list[Attachment]] = defaultdict(list)
    files = list(
        Attachment.objects.filter(message__in=message_ids, erased_at=None).exclude(
            pk__in=held_attachments().filter(message__in=message_ids)
        )
    )
    for each in files:
        attachments[each.message_id].append(each)
    pages: dict[int, list[str]] = defaultdict(list)
    for page in AttachmentPage.objects.filter(attachment__in=files).order_by("attachment_id", "number"):
        pages[page.attachment_id].append(page.text)
    questions: dict[int, list[Question]] = defaultdict(list)
    for question in Question.objects.filter(request__in=requests):
        questions[question.request_id].append(question)
    readings = list(Reading.objects.filter(request__in=requests, current=True))
    return _Lot(
        requests=requests,
        opens=opens,
        message_opens=_message_opens(message_ids, opens),
        messages=messages,
        readings={(reading.request_id, reading.message_id): reading for reading in readings},
        provisions=_relied_on(readings),
        attachments=attachments,
        pages=pages,
        questions=questions,
        cells=without_withheld(answer_cells(requests)),
        private_files={each.pk: each.message_id for each in files if each.visibility != Visibility.PUBLIC},
        titles={pk: _masked(request, request.subject) for pk, request in requests.items()},
    )


def _relied_on(readings: Sequence[Reading]) -> dict[int, list[str]]:
    """The provisions that the letter of each reading relies on, by the reading's id."""
    relied_on: dict[int, list[str]] = defaultdict(list)
    found = Finding.objects.filter(reading__in=readings, type=FindingType.PROVISION, value__role="relied_on")
    for reading_id, value in found.values_list("reading_id", "value"):
        relied_on[reading_id].append(str(value["provision"])[:60])
    return relied_on


def _message_opens(
    message_ids: Collection[int], known: Mapping[int, dt.date | None]
) -> dict[int, dt.date | None]:
    """A message opens when every request that it belongs to is open, whatever lot that is in."""
    opens: dict[int, dt.date | None] = {}
    links = MessageInRequest.objects.filter(message__in=message_ids).select_related(
        "message", "request__state"
    )
    for link in links:
        day = known[link.request_id] if link.request_id in known else request_opens(link.request)
        if link.message.visibility != Visibility.PUBLIC:
            day = None
        before = opens.get(link.message_id, ALWAYS)
        opens[link.message_id] = None if day is None or before is None else max(before, day)
    return opens


def _of_request(lot: _Lot, request: Request) -> EntryText:
    asked = "\n".join(question.text for question in lot.questions.get(request.pk, ()))
    names = f"{request.authority.name} {request.authority.name_cy}".strip()
    return EntryText(
        EntryKind.REQUEST,
        request,
        at=request.created_at,
        title=lot.titles[request.pk],
        text=f"{names}\n{_masked(request, asked)}\n{_masked(request, request.authority_reference)}",
        public_from=lot.opens[request.pk],
        language=request.language,
    )


def _of_letter(lot: _Lot, request: Request, message: Message) -> EntryText:
    reading = lot.readings.get((request.pk, message.pk))
    language = (reading.language if reading is not None else "") or request.language
    read_as = reading.kind if reading is not None else "other"
    return EntryText(
        EntryKind.LETTER,
        request,
        at=message.received_at,
        title=lot.titles[request.pk],
        text=_masked(request, _unfolded(message))[: PART_CHARACTERS * 4],
        public_from=lot.message_opens.get(message.pk),
        message_id=message.pk,
        language=language,
        variety="sent" if message.direction == Direction.OUT else read_as,
        provisions=tuple(lot.provisions.get(reading.pk, ())) if reading is not None else (),
    )


def _of_file(lot: _Lot, request: Request, message: Message, attachment: Attachment) -> Iterator[EntryText]:
    name = _masked(request, attachment.filename)
    whole = _masked(request, "\n".join(lot.pages.get(attachment.pk, ())))
    parts = [whole[at : at + PART_CHARACTERS] for at in range(0, len(whole), PART_CHARACTERS)] or [""]
    for number, text in enumerate(parts[:MAX_PARTS], start=1):
        yield EntryText(
            EntryKind.FILE,
            request,
            at=message.received_at,
            title=name or lot.titles[request.pk],
            text=text,
            public_from=lot.message_opens.get(message.pk)
            if attachment.visibility == Visibility.PUBLIC
            else None,
            message_id=message.pk,
            attachment_id=attachment.pk,
            part=number,
            language=request.language,
            filetype=_filetype(attachment),
        )


def _of_answers(lot: _Lot, request: Request) -> Iterator[EntryText]:
    """Answers that a person has checked; what only software has read is found by the letter it stands in."""
    shown = {each.pk for each in lot.messages.get(request.pk, ())}
    files = {each.pk for message in shown for each in lot.attachments.get(message, ())}
    for question in lot.questions.get(request.pk, ()):
        cell = lot.cells.get((request.pk, question.pk))
        if cell is None or cell.status not in CHECKED or cell.message_id is None:
            continue
        if cell.message_id not in shown or (
            cell.attachment_id is not None and cell.attachment_id not in files
        ):
            continue
        yield EntryText(
            EntryKind.ANSWER,
            request,
            at=_received(lot, request, cell.message_id),
            title=_masked(request, question.text)[:500],
            text=_masked(request, f"{cell.text}\n{cell.quote}"),
            public_from=None if rests_on(cell, lot.private_files) else lot.message_opens.get(cell.message_id),
            message_id=cell.message_id,
            attachment_id=cell.attachment_id,
            question_id=question.pk,
            language=request.language,
            variety=cell.decision,
            provisions=cell.provisions,
        )


def _masked(request: Request, text: str) -> str:
    return masked_for_public(text, about(request)).text


def _received(lot: _Lot, request: Request, message_id: int) -> dt.datetime:
    return next(each.received_at for each in lot.messages[request.pk] if each.pk == message_id)


def _unfolded(message: Message) -> str:
    """A letter's own words: what it quotes is found in the letter that it was first said in."""
    kept, at = [], 0
    for start, end, _why in sorted(message.folded, key=lambda fold: (fold[0], fold[1])):
        if start > at:
            kept.append(message.text[at:start])
        at = max(at, end)
    kept.append(message.text[at:])
    return "\n".join(kept)


def _filetype(attachment: Attachment) -> str:
    suffix = attachment.filename.rpartition(".")[2].lower()
    if suffix.isalnum() and len(suffix) <= 5 and suffix != attachment.filename.lower():
        return suffix
    return kind_of(b"", filename=attachment.filename, content_type=attachment.content_type)[:10]
