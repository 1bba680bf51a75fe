"""Citations of provisions as letters write them, taken apart into single provisions.

In: text, its plain form. Out: `Citation`s: the unit ("section", "regulation", "article", "exemption"), the provisions in
canonical form, and the span. Knows lists ("sections 24(2) and 31(3)"), ranges of limbs ("31(1)(a) to (c)"), blanks and
line breaks inside, "section 41of", "Sectio15 (1) (a)", Welsh "adran 43(2)", "FOIA Exemption 7(C)".
"""
# ruff: noqa: E501 -- the patterns are data, one form of words after another

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from rhyddid.law.provisions import canonical_provision, provision_chain
from rhyddid.reading.finding import finder
from rhyddid.reading.layout import Span

Unit = Literal["section", "regulation", "article", "exemption"]

_LIMB = r"(?: ?\( ?(?:[a-z]{1,5}|\d{1,2}[a-z]{0,2}) ?\))"
_NUMBER = rf"\d{{1,3}}(?!\d)(?:[a-z]{{1,2}}(?![a-z]))?{_LIMB}*"
_JOIN = r"(?: ?,? ?(?:and/or|and|or|&|to|with|by virtue of|read with|together with|ac|neu|a|i|-|/|;|,) ?|, )"
_LIST = rf"{_NUMBER}(?:(?: ?\([^()\d]{{6,80}}\))?{_JOIN}(?:the )?(?:(?:sub-?)?(?:sections?|regulations?|s\.?|reg\.?|adran) ?)?(?:{_NUMBER}|{_LIMB}+))*"
_SECTION = finder(
    rf"(?<![a-z0-9])(?P<unit>sub-?sections?|sections?|sectio(?=\d)|sect\.?|secs?\.|ss\.?(?= ?\d)|s\.?(?= ?\d)|§§?|adrannau|adran|regulations?|regs?\.?(?= ?\d)|r\.(?= ?\d)|a\.(?= ?\d)|rheoliadau|rheoliad|reoliad|articles?|arts?\.?(?= ?\d)|erthygl(?:au)?) ?(?P<list>{_LIST})"
)
_US = finder(
    r"(?<![a-z])(?:foia )?exemptions? (?P<list>\(?b?\)? ?\(?[1-9]\)?(?: ?\(?[a-f]\)?(?![a-z]))?(?:(?: ?,| ?and| ?or| ?&)+ ?(?:exemptions? )?\(?b?\)?\(?[1-9]\)?(?: ?\(?[a-f]\)?(?![a-z]))?)*)"
    r"|(?<![a-z0-9)])(?P<bare>\(b\) ?\([1-9]\)(?: ?\([a-f]\))?)"
    r"|552 ?(?P<code>\(b\) ?\([1-9]\)(?: ?\([a-f]\))?)"
)
_US_ITEM = re.compile(r"\(?(?:b\)? ?\(?)?([1-9])\)?(?: ?\(?([a-f])\)?(?![a-z]))?")
_ITEM = re.compile(rf"(?P<number>{_NUMBER})|(?P<limbs>{_LIMB}+)|(?P<range>\bto\b|-)")
_NOT_PROVISION = re.compile(
    r"(?:st|nd|rd|th)\b| ?(?:january|february|march|april|may|june|july|august|september|october|november|december|working|calendar|days?|hours?|pages?|other|others|records?|%|years?|months?)\b|[.,/]\d"
)
_UNITS: dict[str, Unit] = {"r": "regulation", "a": "article", "e": "article"}


@dataclass(frozen=True, slots=True)
class Citation:
    """Provisions cited together at `start:end`, each with its own span."""

    unit: Unit
    provisions: tuple[tuple[str, Span], ...]
    start: int
    end: int


def citations(plain: str) -> list[Citation]:
    """Every citation in `plain`, in order."""
    found = []
    for match in _SECTION.all(plain):
        unit = _unit(match["unit"])
        if match["unit"].startswith(("subsection", "sub-section")):
            continue
        provisions = _provisions(plain, match.start("list"), match.end("list"))
        if provisions:
            first_start = match.start()
            if provisions[0][0].startswith("(") and len(provisions) > 1:
                provisions = [each for each in provisions if each[0].startswith("(")]
            provisions[0] = (provisions[0][0], (first_start, provisions[0][1][1]))
            found.append(
                Citation(unit, tuple(provisions), match.start(), max(span[1] for _, span in provisions))
            )
    if "exemption" in plain or "(b)" in plain:
        for match in _US.all(plain):
            if any(each.start <= match.start() < each.end for each in found):
                continue
            name = "list" if match["list"] else "bare" if match["bare"] else "code"
            if (
                name == "list"
                and re.fullmatch(r"\d", match["list"])
                and plain[match.end() : match.end() + 1].isdigit()
            ):
                continue
            items = [
                (f"(b)({item[1]})" + (f"({item[2].upper()})" if item[2] else ""), (item.start(), item.end()))
                for item in _US_ITEM.finditer(plain, match.start(name), match.end(name))
                if not plain.startswith((" u.s", " usc"), item.end())
            ]
            if items:
                items[0] = (items[0][0], (match.start(), items[0][1][1]))
                found.append(Citation("exemption", tuple(items), match.start(), match.end()))
    found.sort(key=lambda each: each.start)
    return found


def _unit(word: str) -> Unit:
    if word == "a.":  # "a.40(2)" of a Welsh letter: adran
        return "section"
    if word.startswith(("reg", "rheol", "reol", "r.")):
        return "regulation"
    if word.startswith(("art", "erth")):
        return "article"
    return "section"


def _provisions(plain: str, start: int, end: int) -> list[tuple[str, Span]]:
    """The single provisions of a list; limbs alone ("and (c)") belong to the provision before."""
    found: list[tuple[str, Span]] = []
    ranged = False
    for item in _ITEM.finditer(plain, start, end):
        if item["range"]:
            ranged = bool(found)
            continue
        text = item[0]
        if item["number"]:
            if _NOT_PROVISION.match(plain, item.end()) or text.startswith("0"):
                break
            provision = canonical_provision(text)
        else:
            if not found:
                continue
            provision = _with_limbs(found[-1][0], text)
        if ranged and item["limbs"]:
            found += [(each, (item.start(), item.end())) for each in _between(found[-1][0], provision)]
        found += [(each, (item.start(), item.end())) for each in _side_by_side(provision)]
        ranged = False
    return found


_LETTERS = re.compile(r"^(.*?)((?:\([a-z]\)){2,})$")


def _side_by_side(provision: str) -> list[str]:
    """ "31(1)(a)(b)" is 31(1)(a) and 31(1)(b); "36(2)(b)(i)" is one provision."""
    provision = re.sub(r"\(3\)\(a\)(?=\([ab]\))", "(3A)", provision)  # "40(3)(A)(a)"
    found = _LETTERS.match(provision)
    if found:
        letters = found[2].strip("()").split(")(")
        if all(ord(b) > ord(a) for a, b in pairwise(letters)) and letters[1] not in ("i", "v", "x"):
            return [f"{found[1]}({letter})" for letter in letters]
    return [provision]


def _with_limbs(before: str, limbs: str) -> str:
    """Put "(c)" or "(3A)(a)" at the level of `before` where it fits: 12(5)(b), then (d), is 12(5)(d)."""
    if before.startswith("("):
        return canonical_provision(limbs)
    parts = re.findall(r"\(([^()]*)\)", canonical_provision("1" + limbs))
    chain = provision_chain(before)
    levels = re.findall(r"\(([^()]*)\)", before)
    for place in range(len(levels) - 1, -1, -1):
        same_kind = levels[place][0].isdigit() == parts[0][0].isdigit()
        roman = (
            levels[place] == "i"
            if _is_roman(parts[0]) and not _is_roman(levels[place])
            else _is_roman(levels[place]) == _is_roman(parts[0])
        )
        if same_kind and roman:
            base = chain[len(levels) - place]
            return base + "".join(f"({part})" for part in parts)
    return before + "".join(f"({part})" for part in parts)


def _is_roman(part: str) -> bool:
    return len(part) > 1 and not part[0].isdigit() and set(part) <= set("ivx")


def _between(first: str, last: str) -> list[str]:
    """The limbs between 31(1)(a) and 31(1)(c): 31(1)(b)."""
    a, b = first[first.rfind("(") :].strip("()"), last[last.rfind("(") :].strip("()")
    base = last[: last.rfind("(")]
    if len(a) == len(b) == 1 and a.isalpha() and b.isalpha() and a < b:
        return [f"{base}({chr(letter)})" for letter in range(ord(a) + 1, ord(b))]
    return []
