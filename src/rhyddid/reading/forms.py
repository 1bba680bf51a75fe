"""Forms of words by name, as data with examples, for code that asks whether a certain thing is said.

In: a table `tables/NAME.toml` of `[[form]]` entries: `id`; `words`, choices of whole words, or `any`, choices taken as
they stand; `examples`, which must match, and at will `not_examples`, which must not. Out: a `Form`, compiled when it is
first asked. Blanks and `<n>` are written as in the cues. Code says what to do with a form; the table says how it is worded.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from typing import Any

from rhyddid.reading.cues import expand
from rhyddid.reading.finding import Finder, finder


@dataclass(frozen=True)
class Form:
    """The form `id` of `tables/TABLE.toml`."""

    table: str
    id: str

    @cached_property
    def finder(self) -> Finder:
        """What finds it."""
        return finder(self._expression)

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        return re.compile(self._expression)

    @property
    def _expression(self) -> str:
        entry = form_entries(self.table)[self.id]
        choices = expand("|".join(entry.get("words") or entry["any"]))
        return rf"\b(?:{choices})\b" if "words" in entry else choices

    def search(self, text: str, start: int = 0, end: int | None = None) -> re.Match[str] | None:
        """The first match in `text[start:end]`, a sentence or less."""
        return self._pattern.search(text, start, len(text) if end is None else end)

    def first(self, plain: str, start: int = 0, end: int | None = None) -> re.Match[str] | None:
        """The first match in `plain[start:end]`, where `plain` is the whole letter's."""
        return self.finder.first(plain, start, end)

    def all(self, plain: str, start: int = 0, end: int | None = None) -> Iterator[re.Match[str]]:
        """Every match in `plain[start:end]`, where `plain` is the whole letter's."""
        return self.finder.all(plain, start, end)


@cache
def form_entries(table: str) -> dict[str, dict[str, Any]]:
    """The entries of a table by their ids."""
    content = tomllib.loads(files("rhyddid.reading").joinpath(f"tables/{table}.toml").read_text("utf-8"))
    return {entry["id"]: entry for entry in content["form"]}


@cache
def form(table: str, id: str) -> Form:
    """The form of that name; its table is read when the form is first asked."""
    return Form(table, id)
