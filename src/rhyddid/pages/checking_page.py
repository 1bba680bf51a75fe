"""What the checking page shows of one cell: the answer as read, its letter with the evidence marked, who judged it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rhyddid.accounts.models import Person
from rhyddid.batches.models import Batch
from rhyddid.batches.shown_cells import cells_shown_to
from rhyddid.pages.answer_words import answer_words
from rhyddid.pages.letter_view import Mark
from rhyddid.pages.masks import Mask, mask_of
from rhyddid.pages.request_page import ShownMessage, shown_messages
from rhyddid.requests.answers import AnswerCell
from rhyddid.requests.judgements import DECIDES, may_decide, standing_checks
from rhyddid.requests.models import (
    Decision,
    Direction,
    Finding,
    FindingSource,
    Judgement,
    Message,
    Question,
    Request,
)
from rhyddid.requests.visibility import Viewer, visible_messages

EVIDENCE = "evidence"


@dataclass(frozen=True)
class QuoteRun:
    """Some words of the quote; marked where a value was read in them."""

    text: str
    is_marked: bool


@dataclass(frozen=True)
class Proposal:
    """What an assistant proposed for the cell: never the answer by itself, only by a person's word."""

    finding_id: int
    decision: str
    words: str
    quote: str


@dataclass(frozen=True)
class TwoChecks:
    """Where two people check: how many have, and what this viewer may know of it.

    `own` is the viewer's check, `both` what the two said where the viewer may decide between them.
    """

    made: int
    own: Judgement | None
    is_disputed: bool
    is_decided: bool
    both: Sequence[tuple[Judgement, str]]


@dataclass(frozen=True)
class CheckingPage:
    request: Request
    question: Question
    asked: str
    batch_subject: str
    cell: AnswerCell | None
    words: str
    quote: Sequence[QuoteRun]
    letter: ShownMessage | None
    others: Sequence[Message]
    standing: Judgement | None
    proposals: Sequence[Proposal] = ()
    checks: TwoChecks | None = None


def checking_page(
    viewer: Viewer, batch: Batch, request: Request, question: Question, *, letter_id: int | None = None
) -> CheckingPage:
    """The page of the cell (request, question) as `viewer` may see it; `letter_id` opens another letter of the thread."""
    mask = mask_of(viewer, request)
    cell = cells_shown_to(viewer, batch, [request.pk]).get((request.pk, question.pk))
    letters = list(
        visible_messages(viewer)
        .filter(links__request=request, direction=Direction.IN)
        .order_by("-received_at", "-pk")
    )
    chosen = _chosen(letters, letter_id or (cell.message_id if cell else None))
    standing = standing_judgement(request, question) if mask.unmasked else None
    seen = {letter.pk for letter in letters}
    if standing is not None and standing.message_id is not None and standing.message_id not in seen:
        standing = None  # said of a letter that is not this team's alone to see
    checks = None
    if request.checks_needed == 2 and mask.unmasked:
        checks = _two_checks(viewer, request, question, cell, chosen)
        if not checks.is_decided:
            standing = checks.own  # nobody is told what the other said
    return CheckingPage(
        request=request,
        question=question,
        asked=mask.of(question.text).text,
        batch_subject=mask.of(batch.subject).text,
        cell=cell,
        words=answer_words(cell.decision, cell.values, cell.text) if cell else "",
        quote=quote_runs(cell) if cell else (),
        letter=_letter(viewer, request, chosen, cell, mask) if chosen else None,
        others=[letter for letter in letters if letter is not chosen],
        standing=standing,
        proposals=_proposals(request, question, cell) if mask.unmasked else (),
        checks=checks,
    )


def quote_runs(cell: AnswerCell) -> list[QuoteRun]:
    """The cell's quote with the words marked that its values were read in; all of it where it has none."""
    spans = []
    for value in cell.values:
        words = str((value.get("evidence") or {}).get("quote") or "")
        at = cell.quote.find(words) if words and words != cell.quote else -1
        if at >= 0:
            spans.append((at, at + len(words)))
    if not spans:
        return [QuoteRun(cell.quote, True)] if cell.quote else []
    runs, place = [], 0
    for start, end in sorted(spans):
        if start < place:
            continue
        runs += [QuoteRun(cell.quote[place:start], False), QuoteRun(cell.quote[start:end], True)]
        place = end
    return [run for run in (*runs, QuoteRun(cell.quote[place:], False)) if run.text]


def _proposals(request: Request, question: Question, cell: AnswerCell | None) -> list[Proposal]:
    """What an assistant proposed for the cell in letters that count, where it is not what stands there."""
    found = (
        Finding.objects.filter(
            question=question,
            source=FindingSource.ASSISTANT,
            reading__current=True,
            reading__request=request,
            reading__message__erased_at=None,
        )
        .exclude(pk=(cell.finding_id if cell else None) or 0)
        .order_by("-reading__message__received_at", "-pk")[:3]
    )
    return [
        Proposal(
            finding_id=each.pk,
            decision=each.value["decision"],
            words=answer_words(each.value["decision"], each.value.get("values", ()), each.quote),
            quote=each.quote,
        )
        for each in found
    ]


def _two_checks(
    viewer: Viewer, request: Request, question: Question, cell: AnswerCell | None, chosen: Message | None
) -> TwoChecks:
    letter = next((each for each in [chosen] if each is not None), None)
    if cell is not None and cell.message_id is not None and (letter is None or letter.pk != cell.message_id):
        letter = Message.objects.filter(pk=cell.message_id).first()
    standing = standing_checks(question, letter)
    checks = [each for each in standing if each.check_number != DECIDES]
    is_disputed = cell is not None and cell.is_disputed
    decides = isinstance(viewer, Person) and is_disputed and may_decide(viewer, request, checks)
    return TwoChecks(
        made=len(checks),
        own=next((each for each in checks if each.by_id == viewer.pk), None) if viewer else None,
        is_disputed=is_disputed,
        is_decided=cell is not None and cell.status != "unconfirmed",
        both=[(each, said_words(each)) for each in checks] if decides else (),
    )


def said_words(judgement: Judgement) -> str:
    """What a judgement says the cell holds, in words."""
    value = judgement.value
    if value is None:
        return str(judgement.get_verdict_display())
    words = answer_words(value["decision"], value.get("values", ()), value.get("text", ""))
    label = str(Decision(value["decision"]).label)
    return f"{label}: {words}" if words else label


def standing_judgement(request: Request, question: Question) -> Judgement | None:
    """The newest judgement of the cell that nobody has undone."""
    return (
        Judgement.objects.filter(request=request, question=question, undone_at=None)
        .select_related("by")
        .order_by("-at", "-id")
        .first()
    )


def _chosen(letters: Sequence[Message], wanted: int | None) -> Message | None:
    return next((letter for letter in letters if letter.pk == wanted), letters[0] if letters else None)


def _letter(
    viewer: Viewer, request: Request, message: Message, cell: AnswerCell | None, mask: Mask
) -> ShownMessage:
    marks = {}
    if cell is not None and cell.message_id == message.pk and cell.start is not None and cell.end is not None:
        place = (message.pk, cell.attachment_id, cell.page if cell.attachment_id else None)
        marks[place] = [Mark(cell.start, cell.end, EVIDENCE, is_here=True)]
    return shown_messages(viewer, request, [message], mask, marks)[0]
