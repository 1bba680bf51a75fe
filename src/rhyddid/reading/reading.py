"""What reading a letter gives: frozen values, each with its evidence, in the shape `rhyddid read --json` prints.

Nothing here decides anything. `Evidence.quote` is always the text at its place: `text[start:end]` of the letter, or of
the named attachment's page.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

from rhyddid.letters.letter import LetterAttachment
from rhyddid.wording import Wording

READER_VERSION: int = 1

LetterKind = Literal[
    "acknowledgement", "clarification", "extension", "decision", "review_outcome", "transfer", "request",
    "automatic_reply", "bounce", "other",
]  # fmt: skip
Outcome = Literal["disclosed", "partly_disclosed", "refused", "not_held", "neither_confirm_nor_deny"]
Decision = Literal[
    "disclosed", "partly_disclosed", "not_held", "exempt", "neither_confirm_nor_deny", "cost_limit", "vexatious",
    "clarification_asked", "no_answer",
]  # fmt: skip
ProvisionUse = Literal["relied_on", "considered", "procedural", "mentioned"]
ValueType = Literal["yes_no", "number", "money", "date", "organisation", "text"]


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where a finding stands: in the letter's main text, or on a page of one of its attachments."""

    start: int
    end: int
    quote: str
    attachment: str | None = None
    page: int | None = None

    def to_json(self) -> dict[str, object]:
        """The EVIDENCE shape."""
        shape: dict[str, object] = {"start": self.start, "end": self.end, "quote": self.quote}
        if self.attachment is not None:
            shape["attachment"] = self.attachment
            shape["page"] = self.page
        return shape


@dataclass(frozen=True, slots=True)
class StatedDate:
    """A day that the letter states, `YYYY-MM-DD`."""

    value: str
    evidence: Evidence
    confidence: float
    basis: str = ""

    def to_json(self) -> dict[str, object]:
        """The D shape."""
        return {"value": self.value, "evidence": self.evidence.to_json(), "confidence": self.confidence}


@dataclass(frozen=True, slots=True)
class Reference:
    """The authority's own reference for this case."""

    value: str
    evidence: Evidence
    confidence: float
    basis: str = ""

    def to_json(self) -> dict[str, object]:
        """One of `references`."""
        return {"value": self.value, "evidence": self.evidence.to_json(), "confidence": self.confidence}


@dataclass(frozen=True, slots=True)
class Provision:
    """A provision of a law, and what the letter does with it."""

    law: str
    provision: str
    role: ProvisionUse
    evidence: Evidence
    confidence: float
    basis: str = ""

    def to_json(self) -> dict[str, object]:
        """One of `provisions`."""
        return {
            "law": self.law,
            "provision": self.provision,
            "role": self.role,
            "evidence": self.evidence.to_json(),
            "confidence": self.confidence,
        }


@dataclass(frozen=True, slots=True)
class Value:
    """One typed value of an answer. `value` is the amount, number, day, name, "yes" or "no", or text."""

    type: ValueType
    value: str
    evidence: Evidence
    currency: str | None = None
    year: str | None = None

    def to_json(self) -> dict[str, object]:
        """The VALUE shape: money has `amount`, an organisation has `name`."""
        shape: dict[str, object] = {"type": self.type}
        if self.type == "money":
            shape |= {"amount": self.value, "currency": self.currency}
        elif self.type == "organisation":
            shape["name"] = self.value
        else:
            shape["value"] = self.value
        if self.year:
            shape["year"] = self.year
        shape["evidence"] = self.evidence.to_json()
        return shape


@dataclass(frozen=True, slots=True)
class Answer:
    """What the letter decides about one question. `basis` names how its passage was found (see docs/reading.md)."""

    question: str
    decision: Decision
    text: str
    values: tuple[Value, ...]
    provisions: tuple[str, ...]
    confidence: float
    evidence: Evidence | None
    basis: str

    def to_json(self) -> dict[str, object]:
        """One of `answers`."""
        return {
            "question": self.question,
            "decision": self.decision,
            "text": self.text,
            "values": [value.to_json() for value in self.values],
            "provisions": list(self.provisions),
            "confidence": self.confidence,
            "evidence": self.evidence.to_json() if self.evidence else None,
            "basis": self.basis,
        }


@dataclass(frozen=True, slots=True)
class Review:
    """Whether the letter offers an internal review, and within how many working days it may be asked for."""

    offered: bool
    within_working_days: int | None
    evidence: Evidence | None

    def to_json(self) -> dict[str, object]:
        """The `review` object."""
        return {
            "offered": self.offered,
            "within_working_days": self.within_working_days,
            "evidence": self.evidence.to_json() if self.evidence else None,
        }


@dataclass(frozen=True, slots=True)
class NoticeCheck:
    """One rule of the law on refusal notices, and whether the letter meets it."""

    rule: str
    met: bool
    why: Wording
    evidence: Evidence | None

    def to_json(self, language: str = "en") -> dict[str, object]:
        """One of `notice`."""
        return {
            "rule": self.rule,
            "met": self.met,
            "why": self.why.render(language),
            "evidence": self.evidence.to_json() if self.evidence else None,
        }


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything the software read in one letter."""

    text: str
    kind: LetterKind
    kind_confidence: float
    kind_basis: str
    kind_evidence: Evidence | None
    outcome: Outcome | None
    outcome_confidence: float
    law: str
    language: str
    references: tuple[Reference, ...]
    received_on: StatedDate | None
    decided_on: StatedDate | None
    deadline_stated: StatedDate | None
    provisions: tuple[Provision, ...]
    neither_confirm_nor_deny: bool
    neither_confirm_nor_deny_evidence: Evidence | None
    answers: tuple[Answer, ...]
    sums: tuple[Value, ...]
    organisations: tuple[Value, ...]
    review: Review
    regulator_mentioned: Evidence | None
    late_apology: Evidence | None
    promised_attachment: Evidence | None
    notice: tuple[NoticeCheck, ...]
    attachments: tuple[LetterAttachment, ...]
    reader_version: int = READER_VERSION

    def to_json(self, file: str | None = None, language: str = "en") -> dict[str, Any]:
        """The object that `rhyddid read --json` prints; `language` is that of the notice's reasons."""
        shape: dict[str, Any] = {} if file is None else {"file": file}
        shape |= {
            "text": self.text,
            "kind": self.kind,
            "kind_confidence": self.kind_confidence,
            "kind_evidence": _optional(self.kind_evidence),
            "outcome": self.outcome,
            "outcome_confidence": self.outcome_confidence,
            "law": self.law,
            "language": self.language,
            "references": _all(self.references),
            "received_on": _optional(self.received_on),
            "decided_on": _optional(self.decided_on),
            "deadline_stated": _optional(self.deadline_stated),
            "provisions": _all(self.provisions),
            "neither_confirm_nor_deny": self.neither_confirm_nor_deny,
            "neither_confirm_nor_deny_evidence": _optional(self.neither_confirm_nor_deny_evidence),
            "answers": _all(self.answers),
            "sums": [
                {"amount": each.value, "currency": each.currency, "evidence": each.evidence.to_json()}
                for each in self.sums
            ],
            "organisations": [
                {"name": each.value, "evidence": each.evidence.to_json()} for each in self.organisations
            ],
            "review": self.review.to_json(),
            "regulator": {
                "mentioned": self.regulator_mentioned is not None,
                "evidence": _optional(self.regulator_mentioned),
            },
            "late_apology": _optional(self.late_apology),
            "promised_attachment": _optional(self.promised_attachment),
            "notice": [check.to_json(language) for check in self.notice],
            "attachments": [
                {
                    "sha256": attachment.sha256,
                    "filename": attachment.filename,
                    "pages": [{"page": page.number, "text": page.text} for page in attachment.pages],
                }
                for attachment in self.attachments
            ],
            "reader_version": self.reader_version,
        }
        return shape


_Shaped = Evidence | StatedDate | Reference | Provision | Value | Answer


def _optional(part: _Shaped | None) -> dict[str, object] | None:
    return None if part is None else part.to_json()


def _all(parts: Iterable[_Shaped]) -> list[dict[str, object]]:
    return [part.to_json() for part in parts]
