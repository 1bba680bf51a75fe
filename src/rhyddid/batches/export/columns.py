"""The columns of an answer sheet's export, in their order, with what each holds: the one list for every form."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from rhyddid.batches.answer_sheet import SheetRow

# what spreadsheet programs take for a formula when they open a CSV
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_PLAIN_NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?")


@dataclass(frozen=True)
class Column:
    name: str
    type: Literal["string", "number", "boolean"]
    title: str


COLUMNS = (
    Column("authority", "string", "Authority"),
    Column("question", "string", "Number of the question"),
    Column(
        "decision", "string", "What was decided on the question; empty where nothing is answered or shown"
    ),
    Column("value", "string", "The value or values of the answer; several are separated by semicolons"),
    Column("unit", "string", "The currency of a sum (ISO 4217)"),
    Column("year", "string", "The year or financial year that the value is for"),
    Column("provisions", "string", "Provisions of the law relied on for the question"),
    Column(
        "status",
        "string",
        "confirmed or corrected by a person, or unconfirmed: read by software, not checked",
    ),
    Column("confidence", "number", "How sure the software is of an unconfirmed answer, 0 to 1"),
    Column("quote", "string", "The words of the letter that the answer was read in"),
    Column("message_url", "string", "The letter"),
    Column("evidence_url", "string", "The answer with its evidence marked"),
    Column("question_text", "string", "The question as it was asked"),
    Column("answer_type", "string", "The kind of answer that was asked for"),
    Column("answer", "string", "The passage of the letter that answers"),
    Column("letter_wide_ncnd", "string", "Provisions by which the whole letter neither confirms nor denies"),
    Column("regime", "string", "The law that the question was asked under"),
    Column("state", "string", "Where the request stands"),
    Column("request_url", "string", "The request"),
    Column("authority_slug", "string", "The authority's name in addresses of this site"),
    Column("nations", "string", "Nations that the authority serves"),
    Column(
        "rehearsal", "boolean", "true: the authorities are simulated and nothing here was said by a real one"
    ),
)


def row_values(row: SheetRow) -> list[str | float | bool | None]:
    """The row's values in the order of the columns, unguarded."""
    return [getattr(row, column.name) for column in COLUMNS]


def guarded(text: str) -> str:
    """`text` with an apostrophe in front where a spreadsheet program would run it as a formula; plain numbers stay."""
    if text.startswith(_FORMULA_STARTS) and not _PLAIN_NUMBER.fullmatch(text):
        return f"'{text}"
    return text
