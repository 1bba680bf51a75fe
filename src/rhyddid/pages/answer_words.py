"""An answer in a few words, for a cell of a sheet or the top of a request page: its value, where it has one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from rhyddid.requests.models import Decision

_SYMBOLS = {"GBP": "£", "EUR": "€", "USD": "$"}
_MAX_TEXT = 60


def value_words(value: Mapping[str, Any]) -> str:
    """One value in words: £6,000 (2019/20), Yes, 2 August 2021."""
    kind = value.get("type")
    if kind == "yes_no":
        words = _("Yes") if value.get("value") == "yes" else _("No")
    elif kind == "money":
        words = _SYMBOLS.get(str(value.get("currency")), f"{value.get('currency', '')} ") + _number(
            value.get("amount")
        )
    elif kind == "number":
        words = _number(value.get("value"))
    elif kind == "date":
        words = _day(str(value.get("value", "")))
    else:
        words = str(value.get("name") or value.get("value") or "")
    return f"{words} ({value['year']})" if value.get("year") else words


def answer_words(decision: str, values: Iterable[Mapping[str, Any]], text: str = "") -> str:
    """The answer at a glance. A refusal has none: its decision says all."""
    if decision not in (Decision.DISCLOSED, Decision.PARTLY_DISCLOSED, Decision.NOT_HELD):
        return ""
    found = [words for value in values if (words := value_words(value))]
    if found:
        shown = "; ".join(found[:3])
        return f"{shown} …" if len(found) > 3 else shown
    if decision == Decision.NOT_HELD:
        return ""
    flat = " ".join(text.split())
    return flat if len(flat) <= _MAX_TEXT else flat[:_MAX_TEXT].rsplit(" ", 1)[0] + " …"


def _number(value: object) -> str:
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return str(value)
    return f"{number:,}"


def _day(value: str) -> str:
    try:
        return date_format(dt.date.fromisoformat(value), "j F Y")
    except ValueError:
        return value
