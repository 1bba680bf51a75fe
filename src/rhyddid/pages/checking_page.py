"""What the checking page shows of one cell: the answer as read, its letter with the evidence marked, who judged it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rhyddid.batches.models import Batch
from rhyddid.batches.shown_cells import cells_shown_to
from rhyddid.pages.answer_words import answer_words
from rhyddid.pages.letter_view import Mark
from rhyddid.pages.masks import Mask, mask_of
from rhyddid.pages.request_page import ShownMessage, shown_messages
from rhyddid.requests.answers import AnswerCell
from rhyddid.requests.models import Direction, Judgement, Message, Question, Request
from rhyddid.requests.visibility import Viewer, visible_messages

EVIDENCE = "evidence"


@dataclass(frozen=True)
class CheckingPage:
    request: Request
    question: Question
    asked: str
    batch_subject: str
    cell: AnswerCell | None
    words: str
    quote: str
    letter: ShownMessage | None
    others: Sequence[Message]
    standing: Judgement | None


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
    return CheckingPage(
        request=request,
        question=question,
        asked=mask.of(question.text).text,
        batch_subject=mask.of(batch.subject).text,
        cell=cell,
        words=answer_words(cell.decision, cell.values, cell.text) if cell else "",
        quote=cell.quote if cell else "",
        letter=_letter(viewer, request, chosen, cell, mask) if chosen else None,
        others=[letter for letter in letters if letter is not chosen],
        standing=standing_judgement(request, question) if mask.unmasked else None,
    )


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
