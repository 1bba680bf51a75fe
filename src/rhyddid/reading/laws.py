"""Which laws a letter names, where, and under which it answers.

In: plain text. Out: the `LawNamed` mentions in order, and the family of laws (the country) the letter belongs to.
"""
# ruff: noqa: E501 -- the patterns are data, one form of words after another

from __future__ import annotations

import re
import tomllib
from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from rhyddid.reading.finding import Finder, finder, index_of

_FAMILY_LAW = {
    ("uk", "section"): "uk-foia", ("uk", "regulation"): "uk-eir", ("sct", "section"): "sct-foisa",
    ("sct", "regulation"): "sct-eisr", ("ie", "section"): "ie-foi", ("ie", "article"): "ie-aie", ("ie", "regulation"): "ie-aie",
    ("us", "section"): "us-foia", ("us", "exemption"): "us-foia", ("us-ny", "section"): "us-ny-foil",
    ("au", "section"): "au-foi",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class LawNamed:
    """A law named at `start:end`; `law` is its id, "other" for an Act that is not about access to information."""

    law: str
    family: str
    start: int
    end: int


@dataclass(frozen=True)
class Laws:
    """The laws of one letter."""

    named: tuple[LawNamed, ...]
    family: str

    @property
    def main(self) -> str:
        """The law that the letter answers under: the one it names most."""
        count = Counter(each.law for each in self.named if each.family == self.family)
        if count:
            return count.most_common(1)[0][0]
        return _FAMILY_LAW.get((self.family, "section"), "uk-foia")

    def default(self, unit: str) -> str:
        """The law meant by a bare "section", "regulation", "article" or "exemption" in this letter."""
        return _FAMILY_LAW.get((self.family, unit), "other" if unit in ("article",) else self.main)

    def after(self, position: int) -> LawNamed | None:
        """The first law named at or after `position`."""
        place = bisect_left(self.named, position, key=lambda each: each.start)
        return self.named[place] if place < len(self.named) else None

    def before(self, position: int) -> LawNamed | None:
        """The last law named before `position`."""
        place = bisect_left(self.named, position, key=lambda each: each.start) - 1
        return self.named[place] if place >= 0 else None


@dataclass(frozen=True, slots=True)
class LawPattern:
    """How one law is named."""

    id: str
    family: str
    finder: Finder
    other: bool
    examples: tuple[str, ...]


@cache
def law_patterns() -> tuple[tuple[LawPattern, ...], tuple[LawPattern, ...]]:
    """The names and the signs of `tables/laws.toml`."""
    content = tomllib.loads(files("rhyddid.reading").joinpath("tables/laws.toml").read_text("utf-8"))

    def read(key: str) -> tuple[LawPattern, ...]:
        return tuple(
            LawPattern(
                entry.get("id", ""),
                entry["family"],
                finder(entry["pattern"].strip().replace(" ?", "\0").replace(" ", " +").replace("\0", " *")),
                bool(entry.get("other", False)),
                tuple(entry["examples"]),
            )
            for entry in content[key]
        )

    return read("law"), read("sign")


def laws_in(plain: str) -> Laws:
    """The laws named in `plain`, and its family."""
    names, signs = law_patterns()
    index = index_of(plain)
    found: list[LawNamed] = []
    taken: list[tuple[int, int]] = []
    for name in names:
        where = (
            name.finder.anywhere if name.id == "us-foia" else name.finder.in_sentences
        )  # "5 U.S.C." has full stops
        for match in where(index):
            if any(start < match.end() and match.start() < end for start, end in taken):
                continue
            start = _title_start(plain, match.start()) if name.id == "other-act" else match.start()
            found.append(LawNamed("other" if name.other else name.id, name.family, start, match.end()))
        taken = [(each.start, each.end) for each in found]
    found.sort(key=lambda each: each.start)
    weight: Counter[str] = Counter()
    for each in found:
        if each.family:
            weight[each.family] += 1 if each.law in ("uk-foia", "uk-eir") else 3
    for sign in signs:
        if next(sign.finder.in_sentences(index), None):
            weight[sign.family] += 2
    family = weight.most_common(1)[0][0] if weight else "uk"
    if family == "uk" and weight["us"] > 2 and weight["us"] >= weight["uk"] - 3 and "552" in plain:
        family = "us"
    return Laws(tuple(_in_family(each, family) for each in found), family)


def _title_start(plain: str, position: int) -> int:
    """Where the title of an Act begins that ends at `position`: after the last "the"."""
    before = plain[max(0, position - 110) : position]
    article = max(before.rfind("the "), before.rfind("o'r "), before.rfind("under "))
    words = re.search(r"[a-z' ()&,-]*$", before)
    start = words.start() if words else len(before)
    return position - len(before) + max(start, article + 4 if article >= 0 else 0)


def _in_family(each: LawNamed, family: str) -> LawNamed:
    """ "The Freedom of Information Act" of an Irish, American or Australian letter is that country's."""
    if each.law == "uk-foia" and family in ("ie", "us", "au", "sct"):
        own = _FAMILY_LAW[(family, "section")]
        return LawNamed(own, family, each.start, each.end)
    if each.law == "uk-eir" and family in ("sct", "ie"):
        return LawNamed(_FAMILY_LAW[(family, "regulation")], family, each.start, each.end)
    return each
