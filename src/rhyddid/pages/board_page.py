"""The board as the page shows it: rows with chips, words and addresses to open; counts that are links; one bar of all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from rhyddid.accounts.queries import team_ids_of
from rhyddid.batches.board import HELD, WAITING, Board, BoardCounts, BoardRow
from rhyddid.batches.held_reasons import HeldReason
from rhyddid.batches.models import Batch, BatchQuestion
from rhyddid.pages.answer_words import answer_words
from rhyddid.pages.chips import Chip, answer_chip, decision_chip, state_chip
from rhyddid.pages.days import days_words
from rhyddid.pages.masks import Mask
from rhyddid.requests.answers import AnswerCell
from rhyddid.requests.models import EventType, FindingSource
from rhyddid.requests.visibility import Viewer

# below this the page says that the software is unsure
UNSURE_BELOW = 0.75


@dataclass(frozen=True)
class ShownCell:
    """A cell in words: the answer, or the decision where it has none. `href` is empty where there is nothing to open."""

    question: BatchQuestion
    words: str
    decision: Chip | None
    check: Chip | None
    status: str
    provisions: str
    is_unsure: bool
    href: str
    quote: str


@dataclass(frozen=True)
class ShownRow:
    row: BoardRow
    name: str
    href: str
    state: Chip
    last_event: str
    cells: Sequence[ShownCell]


@dataclass(frozen=True)
class Tally:
    """A count on top; `show` is the filter that it is a link to."""

    show: str
    label: Promise
    count: int
    tone: str
    icon: str


@dataclass(frozen=True)
class Share:
    """A piece of the bar: where it begins and how wide it is, in thousandths of the whole."""

    tone: str
    start: int
    width: int


@dataclass(frozen=True)
class AskedQuestion:
    """A question at the head of its column, in the words that the viewer may read."""

    number: str
    text: str


@dataclass(frozen=True)
class BoardPage:
    board: Board
    subject: str
    questions: Sequence[AskedQuestion]
    rows: Sequence[ShownRow]
    tallies: Sequence[Tally]
    shares: Sequence[Share]
    is_team: bool


def board_page(viewer: Viewer, batch: Batch, shown: Board) -> BoardPage:
    """The page of one board."""
    is_team = batch.team_id in team_ids_of(viewer)
    mask = Mask(is_team)
    return BoardPage(
        board=shown,
        subject=mask.of(batch.subject).text,
        questions=[AskedQuestion(each.number, mask.of(each.text).text) for each in shown.questions],
        rows=[shown_row(batch, row, shown.questions, is_team=is_team) for row in shown.rows],
        tallies=_tallies(shown.counts, is_team=is_team),
        shares=_shares(shown.counts),
        is_team=is_team,
    )


def sort_choices() -> list[tuple[str, Promise]]:
    """The orders that the form offers."""
    return [
        ("authority", _("Name")),
        ("due", _("Next deadline first")),
        ("-last_event", _("Newest event first")),
        ("state", _("State")),
    ]


def shown_row(batch: Batch, row: BoardRow, questions: Sequence[BatchQuestion], *, is_team: bool) -> ShownRow:
    """One authority's row."""
    welsh = (get_language() or "en").startswith("cy")
    cells = [
        shown_cell(batch, row.request_id, question, question_id, cell, is_team=is_team)
        for question, question_id, cell in zip(questions, row.question_ids, row.cells, strict=True)
    ]
    return ShownRow(
        row=row,
        name=row.authority_cy if welsh and row.authority_cy else row.authority,
        href=reverse("request", args=[row.request_slug]) if row.request_slug else "",
        state=_row_chip(row),
        last_event=str(EventType(row.last_event).label) if row.last_event else "",
        cells=cells,
    )


def shown_cell(
    batch: Batch,
    request_id: int | None,
    question: BatchQuestion,
    question_id: int | None,
    cell: AnswerCell | None,
    *,
    is_team: bool,
) -> ShownCell:
    """One cell and the page on which it stands beside its letter."""
    href = ""
    if request_id and question_id and (is_team or cell is not None):
        href = reverse("check", args=[batch.slug, request_id, question_id])
    if cell is None:
        return ShownCell(question, "", None, None, "", "", False, href, "")
    is_proposed = cell.source == FindingSource.ASSISTANT and cell.status == "unconfirmed"
    return ShownCell(
        question=question,
        words=answer_words(cell.decision, cell.values, cell.text),
        decision=decision_chip(cell.decision) if cell.decision else None,
        check=answer_chip("proposed" if is_proposed else cell.status),
        status=cell.status,
        provisions=", ".join(cell.provisions),
        is_unsure=cell.confidence is not None and cell.confidence < UNSURE_BELOW,
        href=href,
        quote=cell.quote,
    )


def _row_chip(row: BoardRow) -> Chip:
    if row.state == HELD:
        return Chip(HeldReason(row.held_reason).label, "late", "bounce")
    if row.state == WAITING:
        return Chip(_("Waiting for approval"), "soon", "pause")
    if row.is_late and row.days_left is not None:
        return Chip(days_words(row.days_left), "late", "late")
    return state_chip(row.state, row.days_left)


def _tallies(counts: BoardCounts, *, is_team: bool) -> list[Tally]:
    always = [
        Tally("", _("Authorities"), counts.total, "", "building"),
        Tally("answered", _("Answered"), counts.answered, "good", "check"),
        Tally("refused", _("Refused"), counts.refused, "", "lock"),
        Tally("late", _("Late"), counts.late, "late" if counts.late else "", "late"),
    ]
    sometimes = [
        Tally("clarification_asked", _("Clarification asked"), counts.clarification_asked, "", "question"),
        Tally("not_delivered", _("Not delivered"), counts.not_delivered, "late", "bounce"),
    ]
    of_team = [
        Tally("needs_look", _("Want a look"), counts.needs_look, "", "circle"),
        Tally("waiting", _("Waiting for approval"), counts.waiting, "", "pause"),
        Tally("held", _("Held back"), counts.held, "late", "bounce"),
    ]
    return always + [each for each in sometimes + (of_team if is_team else []) if each.count]


def _shares(counts: BoardCounts) -> list[Share]:
    """Answered, refused, clarification asked, in time, late, not delivered: one after another; the rest is unsent."""
    told = counts.answered + counts.refused + counts.clarification_asked + counts.late + counts.not_delivered
    pieces = [
        ("good", counts.answered),
        ("sealed", counts.refused),
        ("soon", counts.clarification_asked),
        ("calm", max(0, counts.sent - told)),
        ("late", counts.late),
        ("undelivered", counts.not_delivered),
    ]
    shares, start = [], 0
    for tone, count in pieces:
        width = round(1000 * count / counts.total) if counts.total else 0
        if width:
            shares.append(Share(tone, start, width))
            start += width
    return shares
