"""Which cell of a batch's sheet to look at next: the first unchecked one after a given one, in the sheet's order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rhyddid.accounts.models import Person
from rhyddid.batches.models import Batch
from rhyddid.requests.answers import answer_cells
from rhyddid.requests.models import Judgement, Question

Place = tuple[int, int]
_CHUNK = 50


def next_unchecked(batch: Batch, after: Place | None = None, *, by: Person | None = None) -> Place | None:
    """(request id, question id) of the next unchecked cell, round to the top again; None where all are checked.

    Where two people check, what `by` has checked is passed over: it waits for somebody else. Looks through the sheet a
    few dozen requests at a time, so that the usual case costs the same for 86 and for 8,600.
    """
    rows = list(
        batch.recipients.filter(request__isnull=False)
        .order_by("authority__name", "pk")
        .values_list("request_id", flat=True)
    )
    start = rows.index(after[0]) if after is not None and after[0] in rows else 0
    checker = by if batch.checks_needed == 2 else None
    for place in _along(rows[start:], after, checker):
        return place
    for place in _along(rows[: start + 1], None, checker):
        return place
    return None


def _along(rows: Sequence[int | None], after: Place | None, checker: Person | None) -> Iterator[Place]:
    for at in range(0, len(rows), _CHUNK):
        yield from _unchecked(
            [pk for pk in rows[at : at + _CHUNK] if pk is not None], after if at == 0 else None, checker
        )


def _unchecked(request_ids: list[int], after: Place | None, checker: Person | None) -> Iterator[Place]:
    cells = answer_cells(request_ids)
    own = set(
        Judgement.objects.filter(
            request_id__in=request_ids, by=checker, check_number__in=(1, 2), undone_at=None
        ).values_list("question_id", "message_id")
        if checker is not None
        else ()
    )
    order = {request_id: at for at, request_id in enumerate(request_ids)}
    questions = (
        Question.objects.filter(request_id__in=request_ids)
        .order_by("position")
        .values_list("request_id", "pk")
    )
    places = sorted(questions, key=lambda place: order[place[0]])
    passed = after is None or after not in places
    for place in places:
        if not passed:
            passed = place == after
        elif (
            place in cells
            and cells[place].status == "unconfirmed"
            and ((place[1], cells[place].message_id) not in own)
        ):
            yield place
