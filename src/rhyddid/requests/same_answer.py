"""What an answer says, without its words: two people who say the same of a cell agree, however they typed it.

In: the value of a finding or judgement (None for a rejection). Out: one short text to compare, which is the category
that agreement between two checkers is counted by.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

REJECTED = "rejected"


def answer_said(value: Mapping[str, Any] | None) -> str:
    """What `value` says: the decision, the values and the provisions; the passage it was read in does not count."""
    if value is None:
        return REJECTED
    values = sorted(_said(each) for each in value.get("values", ()))
    provisions = sorted(str(each).replace(" ", "").casefold() for each in value.get("provisions", ()))
    parts = [str(value.get("decision", "")), ", ".join(values), ", ".join(provisions)]
    return " | ".join(part for part in parts if part)


def _said(value: Mapping[str, Any]) -> str:
    plain = next((value[key] for key in ("amount", "name", "value") if value.get(key) is not None), "")
    told = _number(plain) if value.get("type") in ("money", "number") else _words(plain)
    return " ".join(
        part for part in (told, str(value.get("currency") or ""), str(value.get("year") or "")) if part
    )


def _number(plain: object) -> str:
    try:
        return f"{Decimal(str(plain)).normalize():f}"
    except InvalidOperation:
        return _words(plain)


def _words(plain: object) -> str:
    return " ".join(str(plain).casefold().split())
