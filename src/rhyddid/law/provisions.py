"""Provisions in one canonical spelling: `31(3)`, `40(3A)(a)`, `12(4)(b)`, `(b)(7)(F)`.

In: a citation as people write it, one provision ("Section 40 (2)", "reg. 12(5)(b)", "exemption 7F").
Out: the canonical form, and the chain of wider provisions a rule may be looked up by.
"""

from __future__ import annotations

import re

_LEAD = re.compile(
    r"^(?:sections?|sects?|secs?|ss?|adrannau|adran|regulations?|regs?|rheoliadau|rheoliad|articles?|arts?|"
    r"erthygl|paragraphs?|paras?|§+)\.?\s*(?=[\d(§])",
    re.IGNORECASE,
)
_US_EXEMPTION = re.compile(r"^(?:foia\s+)?(?:exemptions?|ex\.?)\s*\(?b?\)?\s*\(?(\d)\)?(.*)$", re.IGNORECASE)
_US_SECTION = re.compile(r"^(?:5\s*u\.?\s*s\.?\s*c\.?\s*)?(?:§\s*)?552\s*(?=\([a-z]\))", re.IGNORECASE)
_NUMBER = re.compile(r"^(\d+)((?:\s?[A-Z]{1,2}|[a-z])(?![a-zA-Z]))?")
_GERMAN_PART = re.compile(r"\b(?:Abs|Nr|Satz|Buchst|lit)\.?\s*(\w{1,3})\b")
_PART = re.compile(r"\(\s*([0-9]+\s*[a-zA-Z]{0,2}|[a-zA-Z]{1,5})\s*\)")
_LAST_PART = re.compile(r"\([^()]*\)$")
_LOOSE_LETTER = re.compile(r"\s*([a-zA-Z])$")


def canonical_provision(text: str) -> str:
    """`text` in canonical form; what is no provision comes back with its blanks tidied, never an error."""
    tidy = " ".join(text.split()).strip(" .,;:")
    exemption = _US_EXEMPTION.match(tidy)
    if exemption:
        return _us(f"(b)({exemption[1]}){exemption[2]}")
    rest = _GERMAN_PART.sub(r"(\1)", _LEAD.sub("", _US_SECTION.sub("", tidy)))
    if rest.startswith("("):
        return _us(rest)
    number = _NUMBER.match(rest)
    if not number:
        return tidy
    parts = _PART.findall(rest[number.end() :])
    return number[1] + (number[2] or "").strip().upper() + "".join(f"({_part(part)})" for part in parts)


def provision_chain(provision: str) -> list[str]:
    """The canonical `provision` and every wider one: `40(3A)(a)` → `40(3A)(a)`, `40(3A)`, `40`."""
    chain = [provision]
    while (wider := _LAST_PART.sub("", chain[-1])) and wider != chain[-1]:
        chain.append(wider)
    return chain


def section_of(provision: str) -> str:
    """The widest provision of the chain: `31(1)(a)` → `31`, `(b)(7)(F)` → `(b)`."""
    return provision_chain(provision)[-1]


def _part(part: str) -> str:
    compact = "".join(part.split())
    return compact.upper() if compact[0].isdigit() else compact.lower()


def _us(text: str) -> str:
    """5 U.S.C. 552's own levels: small letter, number, capital letter, small roman number."""
    parts = ["".join(part.split()) for part in _PART.findall(text)]
    loose = _LOOSE_LETTER.search(_PART.sub("", text))
    if loose and len(parts) == 2:
        parts.append(loose[1])
    spelled = []
    for level, part in enumerate(parts):
        if part[0].isdigit() and part[-1].isalpha():  # "7F" in one pair of brackets
            spelled.append(f"({part[:-1]})({part[-1].upper()})")
        else:
            spelled.append(f"({part.upper() if level == 2 else part.lower()})")
    return "".join(spelled)
