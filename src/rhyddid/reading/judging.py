"""One reading held against its label, finding by finding.

In: a `Reading` and a `LabelledLetter`. Out: `Judged`s: hit, wrong or missed, with the confidence the reader gave and
the way it had told. Passages are the same where at least six tenths of their words agree.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any, Literal

from rhyddid.law.provisions import provision_chain
from rhyddid.reading.labels import LabelledLetter
from rhyddid.reading.reading import Answer, Evidence, Reading, Value

Verdict = Literal["hit", "wrong", "missed"]
SAME_PASSAGE = 0.6

_WORD = re.compile(r"[^\W_]+(?:[.,]\d+)*")
_COMPANY_ENDINGS = frozenset(
    ["ltd", "limited", "plc", "llp", "inc", "gmbh", "cyf", "dac", "pty", "cic", "co", "the", "uk"]
)


@dataclass(frozen=True, slots=True)
class Judged:
    """One finding, or one that should have been."""

    measure: str
    verdict: Verdict
    got: str
    wanted: str
    confidence: float | None = None
    finding: str = ""
    basis: str = ""


def judge(reading: Reading, letter: LabelledLetter) -> list[Judged]:
    """Every judgement on `reading`, but those that the label says cannot be judged."""
    judged = [
        *_kind(reading, letter),
        *_references(reading, letter),
        *_days(reading, letter),
        *_provisions(reading, letter),
        *_denial(reading, letter),
        *_answers(reading, letter),
        *_sums(reading, letter),
        *_organisations(reading, letter),
        *_review(reading, letter),
        *_evidence(reading),
    ]
    return [each for each in judged if not letter.skips(each.measure)]


def word_agreement(one: str, other: str) -> float:
    """How much two passages share: F1 over their words."""
    a, b = Counter(_WORD.findall(one.casefold())), Counter(_WORD.findall(other.casefold()))
    both = sum((a & b).values())
    if not both:
        return 0.0
    return 2 * both / (sum(a.values()) + sum(b.values()))


def _kind(reading: Reading, letter: LabelledLetter) -> Iterator[Judged]:
    if not letter.skips("kind"):
        right = reading.kind in letter.kinds
        yield Judged(
            "kind",
            "hit" if right else "wrong",
            reading.kind,
            "|".join(sorted(letter.kinds)),
            reading.kind_confidence,
            "kind",
            reading.kind_basis,
        )
    wanted = letter.outcomes
    if not letter.skips("outcome") and (
        wanted or (reading.outcome and not {"decision", "review_outcome"} & letter.kinds)
    ):
        right = reading.outcome in wanted
        yield Judged("outcome", "hit" if right else "wrong", str(reading.outcome), "|".join(sorted(wanted)))


def _references(reading: Reading, letter: LabelledLetter) -> Iterator[Judged]:
    wanted = {_reference(letter.label["reference"])} if letter.label.get("reference") else set()
    other = {_reference(each) for each in letter.label.get("other_references", [])}
    seen: set[str] = set()
    for each in reading.references:
        key = _reference(each.value)
        if key in seen or key in other - wanted:
            continue
        seen.add(key)
        yield Judged(
            "reference",
            "hit" if key in wanted else "wrong",
            key,
            "",
            each.confidence,
            "reference",
            each.basis,
        )
    for key in wanted - seen:
        yield Judged("reference", "missed", "", key)


def _reference(value: str) -> str:
    whole = re.sub(r"[^0-9A-Za-z]", "", value).upper()
    return re.sub(r"^(?:OURREF|REFERENCE|REF|CASE|REQUEST|FOI|EIR)+(?=.*\d)", "", whole) or whole


def _days(reading: Reading, letter: LabelledLetter) -> Iterator[Judged]:
    for name, field in (
        ("received_on", "received"),
        ("decided_on", "decision_date"),
        ("deadline_stated", "deadline_stated"),
    ):
        if letter.skips(name):
            continue
        got = getattr(reading, name)
        wanted = {letter.label.get(field), *letter.label.get(f"{field}_accept", [])} - {None}
        if got is None and not wanted:
            continue
        shown = ", ".join(sorted(str(each) for each in wanted))
        if got is None:
            yield Judged(name, "missed", "", shown)
        else:
            yield Judged(
                name,
                "hit" if got.value in wanted else "wrong",
                got.value,
                shown,
                got.confidence,
                name,
                got.basis,
            )


def _provisions(reading: Reading, letter: LabelledLetter) -> Iterator[Judged]:
    wanted = letter.provisions("exemptions_norm")
    optional = letter.provisions("optional_provisions", "implied_exemptions")
    wider = {(law, step) for law, provision in wanted | optional for step in provision_chain(provision)[1:]}
    seen = set()
    for each in reading.provisions:
        key = (each.law, each.provision)
        if each.role != "relied_on" or key in seen:
            continue
        seen.add(key)
        if key in wanted or key not in optional | wider:
            verdict: Verdict = "hit" if key in wanted else "wrong"
            yield Judged(
                "provision",
                verdict,
                ":".join(key),
                "",
                each.confidence,
                "provision",
                f"{each.role}+{each.basis}",
            )
    for key in wanted - seen:
        yield Judged("provision", "missed", "", ":".join(key))


def _denial(reading: Reading, letter: LabelledLetter) -> Iterator[Judged]:
    got, wanted = reading.neither_confirm_nor_deny, bool(letter.label.get("ncnd"))
    if got or wanted:
        yield Judged(
            "neither_confirm_nor_deny",
            "hit" if got and wanted else "wrong" if got else "missed",
            str(got),
            str(wanted),
        )


def _answers(reading: Reading, letter: LabelledLetter) -> Iterator[Judged]:
    asked = letter.label.get("qa", [])
    by_number: dict[str, Answer] = {}
    for answer in reading.answers:
        by_number.setdefault(_number(answer.question), answer)
    numbers = [_number(question["q"]) for question in asked]
    if numbers and not set(numbers) & set(by_number):
        by_number = dict(zip(numbers, reading.answers, strict=False))
    for question, number in zip(asked, numbers, strict=True):
        answer_found = by_number.get(number)
        yield from _answer(question, answer_found)


def _answer(question: dict[str, Any], answer: Answer | None) -> Iterator[Judged]:
    name = f"question {question['q']}"
    confidence, basis = (answer.confidence, answer.basis) if answer else (None, "")
    passages = [each for each in [question.get("answer"), *question.get("answer_alternatives", [])] if each]
    located = True
    if question.get("answer"):
        located = (
            answer is not None and max(word_agreement(answer.text, each) for each in passages) >= SAME_PASSAGE
        )
        yield Judged(
            "question_alignment",
            "hit" if located else "wrong",
            f"{name}: {(answer.text if answer else '')[:90]!r}",
            repr(question["answer"][:90]),
        )
    if question.get("decision"):
        accepted = {question["decision"], *question.get("decision_accept", [])}
        right = answer is not None and answer.decision in accepted
        yield Judged(
            "question_decision",
            "hit" if right else "wrong",
            f"{name}: {answer.decision if answer else None}",
            "|".join(sorted(accepted)),
        )
        yield Judged("answer", "hit" if right and located else "wrong", "", "", confidence, "answer", basis)
    if question.get("values"):
        yield from _values(name, question["values"], answer)


def _values(name: str, wanted_values: list[dict[str, Any]], answer: Answer | None) -> Iterator[Judged]:
    wanted = {_labelled_value(value): value.get("year") for value in wanted_values}
    kinds = {key[0] for key in wanted}
    got = {_value(value): value.year for value in (answer.values if answer else ()) if value.type in kinds}
    for key in got:
        yield Judged("question_value", "hit" if key in wanted else "wrong", f"{name}: {key}", "")
    for key, year in wanted.items():
        if key not in got:
            yield Judged("question_value", "missed", "", f"{name}: {key}")
        if year:
            years = {value.year for value in (answer.values if answer else ()) if _value(value) == key}
            yield Judged(
                "value_year",
                "hit" if year in years else "wrong",
                f"{name}: {key} {sorted(map(str, years))}",
                str(year),
            )


def _sums(reading: Reading, letter: LabelledLetter) -> Iterator[Judged]:
    wanted = {
        (_amount(each["amount"]), each.get("currency", "GBP")) for each in letter.label.get("money", [])
    }
    optional = {_amount(each["amount"]) for each in letter.label.get("money_optional", [])} | {"0"}
    seen = {(_amount(each.value), each.currency or "GBP") for each in reading.sums}
    for key in seen:
        if key in wanted or key[0] not in optional:
            yield Judged("sum", "hit" if key in wanted else "wrong", " ".join(key), "")
    if not letter.skips("money_recall"):
        for key in wanted - seen:
            yield Judged("sum", "missed", "", " ".join(key))


def _organisations(reading: Reading, letter: LabelledLetter) -> Iterator[Judged]:
    wanted = letter.label.get("companies", [])
    optional = [*letter.label.get("other_organisations", []), letter.label.get("authority") or ""]
    seen = [each.value for each in reading.organisations]
    for name in seen:
        if any(same_body(name, each) for each in wanted):
            yield Judged("organisation", "hit", name, "")
        elif not any(each and same_body(name, each) for each in optional):
            yield Judged("organisation", "wrong", name, "")
    for name in wanted:
        if not any(same_body(name, each) for each in seen):
            yield Judged("organisation", "missed", "", name)


def same_body(one: str, other: str) -> bool:
    """Whether two names are of one body: one begins with all words of the other, legal endings apart."""
    a, b = _body(one), _body(other)
    shorter, longer = sorted((a, b), key=len)
    return bool(shorter) and longer[: len(shorter)] == shorter


def _body(name: str) -> tuple[str, ...]:
    words = _WORD.findall(name.casefold().replace("&", " and "))
    return tuple(word for word in words if word not in _COMPANY_ENDINGS) or tuple(words)


def _review(reading: Reading, letter: LabelledLetter) -> Iterator[Judged]:
    offered = bool(letter.label.get("review_offered"))
    if not letter.skips("review") and (offered or reading.review.offered):
        days = {letter.label.get("review_offered_days"), *letter.label.get("review_days_accept", [])}
        right = reading.review.offered == offered and reading.review.within_working_days in days
        yield Judged(
            "review",
            "hit" if right else "wrong",
            f"{reading.review.offered} {reading.review.within_working_days}",
            f"{offered} {days}",
        )
    wanted = bool(letter.label.get("regulator_mentioned"))
    got = reading.regulator_mentioned is not None
    if not letter.skips("regulator") and (wanted or got):
        yield Judged(
            "regulator", "hit" if got and wanted else "wrong" if got else "missed", str(got), str(wanted)
        )


def _evidence(reading: Reading) -> Iterator[Judged]:
    pages = {
        (attachment.sha256, page.number): page.text
        for attachment in reading.attachments
        for page in attachment.pages
    }
    for each in evidence_of(reading):
        text = reading.text if each.attachment is None else pages.get((each.attachment, each.page or 0), "")
        right = each.start < each.end and text[each.start : each.end] == each.quote
        yield Judged("evidence_valid", "hit" if right else "wrong", each.quote[:40], "")


def evidence_of(reading: Reading) -> Iterator[Evidence]:
    """Every piece of evidence of a reading."""
    singles: Iterable[Any] = (reading.received_on, reading.decided_on, reading.deadline_stated)
    for part in (*singles, *reading.references, *reading.provisions, *reading.answers, *reading.notice):
        if part is not None and part.evidence is not None:
            yield part.evidence
    for answer in reading.answers:
        yield from (value.evidence for value in answer.values)
    for evidence in (
        reading.kind_evidence,
        reading.neither_confirm_nor_deny_evidence,
        reading.regulator_mentioned,
        reading.review.evidence,
    ):
        if evidence is not None:
            yield evidence


def _number(text: str) -> str:
    bare = re.sub(r"[\s.)(:]", "", str(text).casefold())
    return re.sub(r"^(?:questions?|cwestiwn|part|item|q|c)(?=\d)", "", bare)


def _amount(text: str) -> str:
    try:
        return f"{Decimal(re.sub(r'[^0-9.-]', '', str(text))).normalize():f}"
    except InvalidOperation:
        return str(text)


def _value(value: Value) -> tuple[str, str]:
    if value.type in ("money", "number"):
        return value.type, _amount(value.value)
    if value.type == "organisation":
        return value.type, " ".join(_body(value.value))
    return value.type, value.value


def _labelled_value(value: dict[str, Any]) -> tuple[str, str]:
    kind = str(value["type"])
    if kind in ("money", "number"):
        return kind, _amount(value.get("amount", value.get("value", "")))
    if kind == "organisation":
        return kind, " ".join(_body(value.get("name", value.get("value", ""))))
    return kind, str(value.get("value"))
