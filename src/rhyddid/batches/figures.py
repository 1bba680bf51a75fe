"""A batch in figures: for each question how many answered what, by region, and which answers want a second look. Reads only.

Everything comes through `cells_shown_to`, the one door of the sheet, so that nobody's figures hold more than their sheet
does. "Neither confirmed nor denied" is a category of its own everywhere: it is never counted, or painted, as a refusal.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from itertools import islice
from statistics import median
from typing import Any, Literal

from rhyddid.batches.board import board_recipients
from rhyddid.batches.models import Batch, BatchQuestion
from rhyddid.batches.regions import region_of
from rhyddid.batches.shown_cells import CHECKED, cells_shown_to, sees_all
from rhyddid.requests.answers import AnswerCell
from rhyddid.requests.models import AnswerType, Decision, Finding, FindingType, Question
from rhyddid.requests.visibility import Viewer

Category = Literal[
    "yes", "no", "given", "partly", "not_held", "refused", "ncnd", "asked_back", "no_answer", "nothing"
]
CATEGORIES: tuple[Category, ...] = (
    "yes", "no", "given", "partly", "not_held", "refused", "ncnd", "asked_back", "no_answer", "nothing",
)  # fmt: skip
_OF_DECISION: Mapping[str, Category] = {
    Decision.DISCLOSED: "given",
    Decision.PARTLY_DISCLOSED: "partly",
    Decision.NOT_HELD: "not_held",
    Decision.EXEMPT: "refused",
    Decision.COST_LIMIT: "refused",
    Decision.VEXATIOUS: "refused",
    Decision.NCND: "ncnd",
    Decision.CLARIFICATION: "asked_back",
    Decision.NO_ANSWER: "no_answer",
}
_LOT = 500
_FAR_OFF = 100
"""A value this many times the median, or this small a part of it, stands out."""
_ENOUGH = 4
"""So many other values must there be before one can stand out among them."""
_MOST_NAMES = 12
Why = Literal["far_above", "far_below", "currency", "supplier_named", "looks_like_a_year"]


@dataclass(frozen=True)
class Coverage:
    """How far one question is answered: of `total` authorities, in each category, and how many are checked."""

    number: str
    text: str
    answer_type: str
    total: int
    counts: Mapping[Category, int]
    checked: int
    unchecked: int

    @property
    def answered(self) -> int:
        """Authorities that decided on the question, whatever they decided."""
        open_ones = ("asked_back", "no_answer", "nothing")
        return sum(count for category, count in self.counts.items() if category not in open_ones)


@dataclass(frozen=True)
class CellPlace:
    """A cell of the sheet, to be found again."""

    authority: str
    request_id: int
    question_id: int


@dataclass(frozen=True)
class StandsOut:
    """An answer that wants a second look: why, what it says, and what it is held against."""

    number: str
    place: CellPlace
    why: Why
    value: str
    against: str


@dataclass(frozen=True)
class Contrast:
    """Authorities that neither confirm nor deny what others say they do not hold. For the team alone, never published."""

    number: str
    denying: Sequence[CellPlace]
    not_holding: Sequence[CellPlace]


@dataclass(frozen=True)
class ValueBar:
    """How many values lie in a band, or how many authorities name a body."""

    label: str
    count: int


@dataclass(frozen=True)
class QuestionFigures:
    """One question: its coverage, the same by region, its values in bands (numbers, sums) or by name (bodies)."""

    coverage: Coverage
    by_region: Mapping[str, Mapping[Category, int]]
    values: Sequence[ValueBar]
    unit: str = ""


@dataclass
class _Tally:
    """What is gathered about one question while the sheet goes by."""

    question: BatchQuestion
    counts: Counter[Category] = field(default_factory=Counter)
    by_region: dict[str, Counter[Category]] = field(default_factory=dict)
    checked: int = 0
    unchecked: int = 0
    numbers: list[tuple[Decimal, str, CellPlace]] = field(default_factory=list)
    names: Counter[str] = field(default_factory=Counter)
    denying: list[CellPlace] = field(default_factory=list)
    not_holding: list[CellPlace] = field(default_factory=list)
    noes: list[tuple[CellPlace, int | None]] = field(default_factory=list)


@dataclass(frozen=True)
class BatchFigures:
    """The whole batch. `stands_out` and `contrasts` are empty for everybody but the team."""

    questions: Sequence[QuestionFigures]
    stands_out: Sequence[StandsOut]
    contrasts: Sequence[Contrast]

    def of(self, number: str) -> QuestionFigures | None:
        """The figures of the question `number`."""
        return next((each for each in self.questions if each.coverage.number == number), None)


def category_of(cell: AnswerCell | None) -> Category:
    """The one category of a cell; a yes or a no is one only where the authority gave the answer."""
    if cell is None or not cell.decision or cell.status == "rejected":
        return "nothing"
    category = _OF_DECISION[cell.decision]
    if category in ("given", "partly"):
        said = {value.get("value") for value in cell.values if value.get("type") == "yes_no"}
        if said == {"yes"}:
            return "yes"
        if said == {"no"}:
            return "no"
    return category


def batch_figures(batch: Batch, *, viewer: Viewer) -> BatchFigures:
    """The figures of `batch` as `viewer` may see it, gathered lot by lot."""
    is_team = sees_all(batch, viewer)
    tallies = {question.number: _Tally(question) for question in batch.questions.all()}
    for number, region, cell, place in _cells(batch, viewer):
        if number in tallies:
            _count(tallies[number], region, cell, place)
    return BatchFigures(
        questions=[_figures(tally) for tally in tallies.values()],
        stands_out=_stands_out(tallies) if is_team else (),
        contrasts=[
            Contrast(number, tally.denying, tally.not_holding)
            for number, tally in tallies.items()
            if is_team and tally.denying and tally.not_holding
        ],
    )


def _cells(batch: Batch, viewer: Viewer) -> Iterator[tuple[str, str, AnswerCell | None, CellPlace]]:
    recipients = iter(
        board_recipients(batch, viewer)
        .filter(request__isnull=False)
        .order_by("authority__name", "pk")
        .values_list("request_id", "authority__name", "authority__nations", "authority__tags")
        .iterator(chunk_size=_LOT)
    )
    while lot := list(islice(recipients, _LOT)):
        ids = [pk for pk, *_ in lot if pk is not None]
        cells = cells_shown_to(viewer, batch, ids)
        questions: dict[int, list[tuple[int, str]]] = {}
        for request_id, pk, number in (
            Question.objects.filter(request__in=ids).order_by().values_list("request_id", "pk", "number")
        ):
            questions.setdefault(request_id, []).append((pk, number))
        for request_id, name, nations, tags in lot:
            region = region_of(nations, tags)
            for pk, number in questions.get(request_id or 0, ()):
                place = CellPlace(name, request_id or 0, pk)
                yield number, region, cells.get((request_id or 0, pk)), place


def _count(tally: _Tally, region: str, cell: AnswerCell | None, place: CellPlace) -> None:
    category = category_of(cell)
    tally.counts[category] += 1
    tally.by_region.setdefault(region, Counter())[category] += 1
    if cell is None or category == "nothing":
        return
    if cell.status in CHECKED:
        tally.checked += 1
    else:
        tally.unchecked += 1
    if category == "ncnd":
        tally.denying.append(place)
    elif category == "not_held":
        tally.not_holding.append(place)
    elif category == "no":
        tally.noes.append((place, cell.message_id))
    if category in ("given", "partly", "yes", "no"):
        _count_values(tally, cell, place)


def _count_values(tally: _Tally, cell: AnswerCell, place: CellPlace) -> None:
    wanted = tally.question.answer_type
    for value in cell.values:
        if value.get("type") != wanted:
            continue
        if wanted == AnswerType.ORGANISATION:
            tally.names[str(value.get("name", ""))] += 1
        elif wanted in (AnswerType.NUMBER, AnswerType.MONEY):
            try:
                number = Decimal(str(value.get("amount", value.get("value"))))
            except InvalidOperation:
                continue
            tally.numbers.append((number, str(value.get("currency") or ""), place))


def _figures(tally: _Tally) -> QuestionFigures:
    question = tally.question
    counts = {category: tally.counts[category] for category in CATEGORIES if tally.counts[category]}
    currencies = Counter(currency for _, currency, _ in tally.numbers if currency)
    if tally.numbers:
        values = _bands([number for number, _, _ in tally.numbers])
    else:
        values = [ValueBar(name, count) for name, count in tally.names.most_common(_MOST_NAMES)]
    return QuestionFigures(
        coverage=Coverage(
            number=question.number,
            text=question.text,
            answer_type=question.answer_type,
            total=sum(tally.counts.values()),
            counts=counts,
            checked=tally.checked,
            unchecked=tally.unchecked,
        ),
        by_region={
            region: {category: found[category] for category in CATEGORIES if found[category]}
            for region, found in tally.by_region.items()
        },
        values=values,
        unit=currencies.most_common(1)[0][0] if currencies else "",
    )


def _bands(numbers: Sequence[Decimal]) -> list[ValueBar]:
    """The numbers in bands of ten times each: a few very large ones leave the others to be seen."""
    found: Counter[int] = Counter(number.adjusted() + 1 if number >= 1 else 0 for number in numbers)
    bars = []
    for band in range(min(found), max(found) + 1):
        label = "0" if band == 0 else f"{10 ** (band - 1):,} – {10**band - 1:,}"
        bars.append(ValueBar(label, found[band]))
    return bars


def _stands_out(tallies: Mapping[str, _Tally]) -> list[StandsOut]:
    found: list[StandsOut] = []
    for number, tally in tallies.items():
        found += _far_off(number, tally)
        found += _other_currency(number, tally)
        found += _years(number, tally)
        found += _noes_with_suppliers(number, tally)
    return found


def _far_off(number: str, tally: _Tally) -> Iterator[StandsOut]:
    for at, (value, currency, place) in enumerate(tally.numbers):
        others = [
            other for place_of, (other, _, _) in enumerate(tally.numbers) if place_of != at and other > 0
        ]
        if len(others) < _ENOUGH or value <= 0:
            continue
        middle = Decimal(median(others))
        why: Why | None = (
            "far_above" if value >= middle * _FAR_OFF else "far_below" if value * _FAR_OFF <= middle else None
        )
        if why:
            yield StandsOut(number, place, why, _money(value, currency), _money(middle, currency))


def _other_currency(number: str, tally: _Tally) -> Iterator[StandsOut]:
    currencies = Counter(currency for _, currency, _ in tally.numbers if currency)
    if sum(currencies.values()) <= _ENOUGH:
        return
    usual, count = currencies.most_common(1)[0]
    if count < sum(currencies.values()) * 0.8:
        return
    for value, currency, place in tally.numbers:
        if currency and currency != usual:
            yield StandsOut(number, place, "currency", _money(value, currency), usual)


def _years(number: str, tally: _Tally) -> Iterator[StandsOut]:
    """A number such as 2019 among numbers that are nothing like it was most likely the year, not the answer."""
    if tally.question.answer_type != AnswerType.NUMBER:
        return
    for at, (value, _, place) in enumerate(tally.numbers):
        others = [other for place_of, (other, _, _) in enumerate(tally.numbers) if place_of != at]
        if (
            len(others) >= _ENOUGH
            and value == value.to_integral_value()
            and 1990 <= value <= 2040
            and value > 10 * Decimal(median(others))
        ):
            yield StandsOut(number, place, "looks_like_a_year", f"{value:f}", f"{median(others):f}")


def _noes_with_suppliers(number: str, tally: _Tally) -> Iterator[StandsOut]:
    """A "no" in a letter that names a supplier: one of the two was read wrongly, or asks for an explanation."""
    letters = {message for _, message in tally.noes if message is not None}
    named: dict[tuple[int, int], str] = {}
    rows = Finding.objects.filter(
        type=FindingType.ORGANISATION, reading__current=True, reading__message_id__in=letters
    ).values_list("reading__request_id", "reading__message_id", "value")
    for request_id, message_id, value in rows:
        named.setdefault((request_id, message_id), str(_name(value)))
    for place, message in tally.noes:
        name = named.get((place.request_id, message or 0))
        if name:
            yield StandsOut(number, place, "supplier_named", "no", name)


def _name(value: Mapping[str, Any]) -> str:
    return str(value.get("name") or "")


def _money(value: Decimal, currency: str) -> str:
    plain = f"{value:,f}".rstrip("0").rstrip(".") if "." in f"{value:f}" else f"{value:,f}"
    return f"{plain} {currency}".strip()
