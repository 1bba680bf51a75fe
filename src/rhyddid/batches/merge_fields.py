"""The merge fields of a letter: `{authority}`, `{law}`, `{questions}`, `{sender}`; `{{` and `}}` stand for braces.

A template in, its fields, its faults or the merged text out. Nothing here knows a recipient or the database.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Final

from rhyddid.wording import Wording, gettext_noop

MERGE_FIELDS: Final = ("authority", "law", "questions", "sender")
SUBJECT_FIELDS: Final = ("authority", "law")
_PART = re.compile(r"\{\{|\}\}|\{([^{}\n]*)\}|\{|\}")


@dataclass(frozen=True)
class MergeFault:
    """A place of the template that cannot be merged: `template[start:end]`, and what to do about it."""

    start: int
    end: int
    text: Wording


def merge_faults(template: str, allowed: tuple[str, ...] = MERGE_FIELDS) -> tuple[MergeFault, ...]:
    """Every unknown field and every lone brace of the template."""
    return tuple(_faults(template, allowed))


def fields_used(template: str) -> frozenset[str]:
    """The names in braces that the template has, known or not."""
    return frozenset(match[1].strip() for match in _PART.finditer(template) if match[1] is not None)


def merged(template: str, values: Mapping[str, str]) -> str:
    """The template with its fields filled. What `values` lacks stays as it stands, to be seen and warned of."""

    def fill(match: re.Match[str]) -> str:
        if match[0] in ("{{", "}}"):
            return match[0][0]
        if match[1] is None:
            return match[0]
        return values.get(match[1].strip(), match[0])

    return _PART.sub(fill, template)


def _faults(template: str, allowed: tuple[str, ...]) -> Iterator[MergeFault]:
    shown = ", ".join(f"{{{name}}}" for name in allowed)
    for match in _PART.finditer(template):
        if match[0] in ("{{", "}}"):
            continue
        if match[1] is None:
            text = Wording(
                gettext_noop(
                    "There is a single “{brace}”: write a merge field as {example}, and a brace that should stand in "
                    "the letter twice."
                ),
                {"brace": match[0], "example": "{authority}"},
            )
            yield MergeFault(match.start(), match.end(), text)
        elif match[1].strip() not in allowed:
            close = get_close_matches(match[1].strip().lower(), allowed, n=1, cutoff=0.5)
            message = (
                gettext_noop("{field} is no merge field. Did you mean {close}? There are {allowed}.")
                if close
                else gettext_noop("{field} is no merge field. There are {allowed}.")
            )
            parameters = {
                "field": match[0][:60],
                "close": f"{{{close[0]}}}" if close else "",
                "allowed": shown,
            }
            yield MergeFault(match.start(), match.end(), Wording(message, parameters))
