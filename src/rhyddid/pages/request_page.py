"""Everything that a request's page shows to one viewer, put together in a constant number of queries."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from rhyddid.batches.models import Recipient
from rhyddid.law.clock_result import ClockResult
from rhyddid.law.day_by_day import DayExplanation, explain_days
from rhyddid.pages.answer_words import answer_words
from rhyddid.pages.chips import CLOCK_RUNS
from rhyddid.pages.letter_view import Mark, Piece, letter_pieces
from rhyddid.pages.masks import Mask, mask_of
from rhyddid.post.subjects import bare_subject
from rhyddid.requests.answers import AnswerCell, LetterWideDenial, answer_cells, letter_wide_denials
from rhyddid.requests.clock import (
    claimed_clock,
    claimed_receipt,
    clock_result,
    days_left,
    question_clocks,
    standing_events,
    today_for,
)
from rhyddid.requests.file_models import Hold
from rhyddid.requests.models import (
    Attachment,
    AttachmentPage,
    Delivery,
    Event,
    FindingSource,
    MailKind,
    Message,
    Question,
    Reading,
    Request,
)
from rhyddid.requests.suspect_rules import PROBLEMS
from rhyddid.requests.visibility import (
    Viewer,
    decides_filter,
    listed_attachments,
    visible_attachments,
    visible_messages,
)
from rhyddid.requests.withheld_evidence import with_open_evidence

# of an attachment's text, the pages that stand on the request's own page
PAGES_SHOWN = 12
READING_KINDS: dict[str, Promise] = {
    "acknowledgement": _("Acknowledgement"),
    "clarification": _("Clarification asked"),
    "extension": _("Extension of time"),
    "decision": _("Decision"),
    "review_outcome": _("Outcome of the review"),
    "transfer": _("Transfer"),
    "request": _("Request"),
    "automatic_reply": _("Automatic reply"),
    "bounce": _("Undelivered"),
    "other": _("Letter"),
}


@dataclass(frozen=True)
class ShownPage:
    """One page of an attachment's text."""

    number: int
    pieces: tuple[Piece, ...]
    has_evidence: bool


@dataclass(frozen=True)
class ShownAttachment:
    """An attachment with its text. Of one that `is_withheld` from the viewer, no more than that, and the kind of problem.
    `decides` says that it is withheld from others, and that the viewer may decide about it.
    """

    attachment: Attachment
    filename: str
    inside: str
    defects: tuple[str, ...]
    pages: tuple[ShownPage, ...]
    more_pages: bool
    may_have_original: bool
    has_evidence: bool
    is_withheld: bool = False
    has_copy: bool = False
    decides: bool = False
    hold: str = Hold.FREE
    problems: tuple[str, ...] = ()


@dataclass(frozen=True)
class ShownMessage:
    message: Message
    subject: str
    sender: str
    pieces: tuple[Piece, ...]
    attachments: tuple[ShownAttachment, ...]
    kind: object
    language: str
    delivery: Delivery | None

    @property
    def is_machine_mail(self) -> bool:
        """Automatic replies, bounces and delay notices: shown collapsed."""
        return self.message.kind != MailKind.LETTER


@dataclass(frozen=True)
class ShownAnswer:
    question: Question
    asked: str
    cell: AnswerCell | None
    words: str
    quote: str
    anchor: str
    due: dt.date | None = None
    """The last day for this question, where another law than the request's governs it."""


@dataclass(frozen=True)
class RequestPage:
    """`subject` and `reference` are the request's own words as the viewer may read them."""

    request: Request
    subject: str
    reference: str
    is_team: bool
    recipient: Recipient | None
    today: dt.date
    left: int | None
    clock: ClockResult | None
    days: Sequence[DayExplanation]
    claimed: Event | None
    claimed_due: dt.date | None
    events: Sequence[Event]
    messages: Sequence[ShownMessage]
    answers: Sequence[ShownAnswer]
    unchecked: int
    denial: LetterWideDenial | None
    denial_quote: str = ""

    @property
    def shown_ids(self) -> frozenset[int]:
        """The messages that stand on this page: what the timeline may link to."""
        return frozenset(each.message.pk for each in self.messages)


def request_page(viewer: Viewer, request: Request) -> RequestPage:
    """Put the page of `request` together for `viewer` (who may see it: ask `doors.seen_request` first)."""
    mask = mask_of(viewer, request)
    recipient = Recipient.objects.filter(request=request).select_related("batch").first()
    messages = list(visible_messages(viewer).filter(links__request=request).order_by("received_at", "id"))
    shown_ids = {message.pk for message in messages}
    questions = list(request.questions.all())
    cells = _open_cells(viewer, answer_cells([request.pk]), shown_ids)
    shows_unchecked = mask.unmasked or bool(recipient and recipient.batch.shows_unconfirmed)
    answers = [
        _shown_answer(question, cells.get((request.pk, question.pk)), mask, shows_unchecked)
        for question in questions
    ]
    denials = letter_wide_denials([request.pk]) if shows_unchecked else {}
    denial = with_open_evidence(viewer, denials).get(request.pk)
    if denial is not None and denial.message_id not in shown_ids:
        denial = None
    events = standing_events(request)
    clock = clock_result(request, events)
    by_claim = claimed_clock(request, events)
    own_clocks = question_clocks(request, events) if any(each.regime for each in questions) else {}
    today = today_for(request)
    state = getattr(request, "state", None)
    runs = state is not None and state.state in CLOCK_RUNS
    return RequestPage(
        request=request,
        subject=mask.of(request.subject).text,
        reference=mask.of(request.authority_reference).text,
        is_team=mask.unmasked,
        recipient=recipient,
        today=today,
        left=days_left(state.due, today) if state is not None and runs else None,
        clock=clock,
        days=explain_days(clock) if clock is not None else (),
        claimed=claimed_receipt(events),
        claimed_due=by_claim.due if by_claim is not None else None,
        events=events,
        messages=shown_messages(viewer, request, messages, mask, _marks(answers)),
        answers=[
            replace(answer, due=own_clocks[answer.question.pk].due)
            if answer.question.pk in own_clocks
            else answer
            for answer in answers
        ],
        unchecked=sum(1 for cell in cells.values() if cell.status == "unconfirmed"),
        denial=denial,
        denial_quote=mask.of(denial.quote).text if denial is not None else "",
    )


def _open_cells(
    viewer: Viewer, cells: Mapping[tuple[int, int], AnswerCell], shown_ids: set[int]
) -> dict[tuple[int, int], AnswerCell]:
    """The cells whose letter, and attachment, `viewer` may see: what was read in a withheld or erased one is not shown."""
    files = {cell.attachment_id for cell in cells.values() if cell.attachment_id is not None}
    open_files = (
        set(visible_attachments(viewer).filter(pk__in=files).values_list("pk", flat=True)) if files else set()
    )
    return {
        key: cell
        for key, cell in with_open_evidence(viewer, cells).items()
        if (cell.message_id is None or cell.message_id in shown_ids)
        and (cell.attachment_id is None or cell.attachment_id in open_files)
    }


def _shown_answer(
    question: Question, cell: AnswerCell | None, mask: Mask, shows_unchecked: bool
) -> ShownAnswer:
    asked = mask.of(question.text).text
    if cell is None or (cell.status == "unconfirmed" and not shows_unchecked):
        return ShownAnswer(question, asked, None, "", "", "")
    if not mask.unmasked and (cell.status == "rejected" or cell.source == FindingSource.ASSISTANT):
        return ShownAnswer(question, asked, None, "", "", "")
    has_place = cell.start is not None and cell.message_id is not None
    return ShownAnswer(
        question=question,
        asked=asked,
        cell=cell,
        words=mask.of(answer_words(cell.decision, cell.values, cell.text)).text,
        quote=mask.of(cell.quote).text,
        anchor=f"evidence-{question.pk}" if has_place else "",
    )


# where a mark lies: the message, the attachment and page (both None for the message's own text)
_Place = tuple[int, int | None, int | None]


def _marks(answers: Iterable[ShownAnswer]) -> Mapping[_Place, list[Mark]]:
    places: dict[_Place, list[Mark]] = defaultdict(list)
    for answer in answers:
        cell = answer.cell
        if cell is None or not answer.anchor or cell.message_id is None:
            continue
        if cell.start is not None and cell.end is not None:
            place = (cell.message_id, cell.attachment_id, cell.page if cell.attachment_id else None)
            places[place].append(Mark(cell.start, cell.end, answer.anchor))
    return places


def masked_pieces(
    text: str, folded: Iterable[Sequence[object]], marks: Iterable[Mark], mask: Mask
) -> tuple[Piece, ...]:
    """The pieces of `text` as the mask shows it; folds and marks are offsets in the unredacted text."""
    masked = mask.of(text)
    folds = [(*masked.span(int(str(start)), int(str(end))), why) for start, end, why in folded]
    moved = [Mark(*masked.span(mark.start, mark.end), mark.anchor, mark.is_here) for mark in marks]
    return letter_pieces(masked.text, folds, moved)


def shown_messages(
    viewer: Viewer,
    request: Request,
    messages: Sequence[Message],
    mask: Mask,
    marks: Mapping[_Place, list[Mark]],
) -> list[ShownMessage]:
    """The messages as this mask shows them, with readings, deliveries and attachments in one query each."""
    ids = [message.pk for message in messages]
    readings = {
        reading.message_id: reading
        for reading in Reading.objects.filter(request=request, current=True, message_id__in=ids)
    }
    deliveries = {delivery.message_id: delivery for delivery in Delivery.objects.filter(message_id__in=ids)}
    attachments = shown_attachments(viewer, ids, mask, marks)
    shown = []
    for message in messages:
        reading = readings.get(message.pk)
        if message.kind != MailKind.LETTER:
            kind: object = MailKind(message.kind).label
        elif reading is not None:
            kind = READING_KINDS.get(reading.kind, READING_KINDS["other"])
        else:
            kind = ""
        shown.append(
            ShownMessage(
                message=message,
                subject="" if _is_same_subject(message, request) else mask.of(message.subject).text,
                sender=mask.of(message.sender_name).text,
                pieces=masked_pieces(
                    message.text, message.folded, marks.get((message.pk, None, None), ()), mask
                ),
                attachments=tuple(attachments.get(message.pk, ())),
                kind=kind,
                language=reading.language if reading is not None else request.language,
                delivery=deliveries.get(message.pk),
            )
        )
    return shown


def _is_same_subject(message: Message, request: Request) -> bool:
    """Whether the subject says no more than the page's heading: the request's own, or a reply to it."""
    return bare_subject(message.subject).casefold() == request.subject.casefold()


def shown_attachments(
    viewer: Viewer,
    message_ids: Sequence[int],
    mask: Mask,
    marks: Mapping[_Place, list[Mark]],
) -> dict[int, list[ShownAttachment]]:
    """The attachments of these messages that `viewer` may see, by message, with the text of their first pages."""
    attachments = list(
        listed_attachments(viewer).filter(message_id__in=message_ids).select_related("file_check")
    )
    held = [each.pk for each in attachments if _hold(each) != Hold.FREE]
    decided = (
        set(Attachment.objects.filter(decides_filter(viewer), pk__in=held).values_list("pk", flat=True))
        if held
        else set()
    )
    open_files = [each for each in attachments if each.pk not in held or each.pk in decided]
    pages: dict[int, list[AttachmentPage]] = defaultdict(list)
    for page in AttachmentPage.objects.filter(attachment__in=open_files, number__lte=PAGES_SHOWN + 1):
        pages[page.attachment_id].append(page)
    shown: dict[int, list[ShownAttachment]] = defaultdict(list)
    for attachment in attachments:
        texts = pages[attachment.pk]
        shown_pages = tuple(
            _shown_page(page, marks.get((attachment.message_id, attachment.pk, page.number), ()), mask)
            for page in texts[:PAGES_SHOWN]
        )
        is_withheld = attachment.pk in held and attachment.pk not in decided
        shown[attachment.message_id].append(
            ShownAttachment(
                attachment=attachment,
                filename="" if is_withheld else mask.of(attachment.filename).text,
                inside="" if is_withheld else mask.of(attachment.inside).text,
                defects=() if is_withheld else tuple(mask.of(each).text for each in attachment.defects),
                pages=shown_pages,
                more_pages=len(texts) > PAGES_SHOWN,
                may_have_original=mask.unmasked and not is_withheld,
                has_evidence=any(page.has_evidence for page in shown_pages),
                is_withheld=is_withheld,
                has_copy=_hold(attachment) in (Hold.FREE, Hold.COPY_ONLY),
                decides=attachment.pk in decided,
                hold=_hold(attachment),
                problems=problem_words(attachment),
            )
        )
    return shown


def _shown_page(page: AttachmentPage, marks: Iterable[Mark], mask: Mask) -> ShownPage:
    marks = list(marks)
    return ShownPage(page.number, masked_pieces(page.text, (), marks, mask), bool(marks))


def _hold(attachment: Attachment) -> str:
    check = getattr(attachment, "file_check", None)
    return check.hold if check is not None else Hold.FREE


def problem_words(attachment: Attachment) -> tuple[str, ...]:
    """What is wrong with a file, in words that everybody may read."""
    check = getattr(attachment, "file_check", None)
    return tuple(gettext(PROBLEMS[each]) for each in check.problems if each in PROBLEMS) if check else ()
