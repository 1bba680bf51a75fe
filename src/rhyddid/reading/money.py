"""Sums of money: "£6000", "£1.37m", "c. £37,000", "33, 000 pounds", "€2.5 million", "£320+VAT".

In: text and its plain form. Out: `SumFound`s with a plain decimal amount. Ranges give both ends.
"""
# ruff: noqa: E501 -- the patterns are data, one form of words after another

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from rhyddid.reading.finding import finder

_NUMBER = r"\d{1,3}(?:,\s?\d{3})+(?:\.\d+)?|\d{1,3}(?: \d{3})+(?:\.\d{1,2})?(?!\d)|\d+(?:\.\d+)?"
_SCALE = r"(?: ?(?P<scale{n}>k|m|mn|mill?|million|miliwn|filiwn|bn|billion|biliwn|thousand|mil|tn)\b)?"
_SUM = (
    r"(?P<currency>DOLLARS£|€|gbp ?£?|eur |usd ?|punt )" + rf"\s?(?P<minus>-)?(?P<number>{_NUMBER})" + _SCALE.format(n="")
    + rf"|(?<![\d.,£€$/-])(?P<number2>{_NUMBER})" + _SCALE.format(n="2") + r" ?(?P<currency2>pounds?(?: sterling)?|gbp|euros?|eur|us dollars|dollars|o bunnoedd|punnoedd|bunnoedd)\b"
    + r"|(?<![\d.,£€$/-])(?P<pence>\d{1,3})(?:p|c)\b(?! ?\d)(?= (?:per|a|each|plus|for)\b)"
)  # fmt: skip
_WITH_DOLLARS = re.compile(_SUM.replace("DOLLARS", r"(?:us|a|au|nz|ca)?\$|"))
_WITHOUT_DOLLARS = finder(_SUM.replace("DOLLARS", ""))
_MAY_HOLD = finder(r"[£€$]|\d ?p\b|gbp|eur|usd|pound|dollar|punn|bunn|punt")
_SCALES = {
    "k": 1_000, "thousand": 1_000, "mil": 1_000_000, "m": 1_000_000, "mn": 1_000_000, "mill": 1_000_000, "million": 1_000_000,
    "miliwn": 1_000_000, "filiwn": 1_000_000, "bn": 10**9, "billion": 10**9, "biliwn": 10**9, "tn": 10**12,
}  # fmt: skip
_CURRENCIES = {
    "£": "GBP",
    "€": "EUR",
    "$": "USD",
    "us$": "USD",
    "a$": "AUD",
    "au$": "AUD",
    "nz$": "NZD",
    "ca$": "CAD",
}
_RANGE_SCALE = re.compile(rf" ?(?:-|to|and) ?(?:£|€|\$)?(?:{_NUMBER}) ?(k|m|mn|million|bn|billion)\b")


@dataclass(frozen=True, slots=True)
class SumFound:
    """An amount at `start:end`."""

    amount: str
    currency: str
    start: int
    end: int


def sums_in(plain: str, start: int = 0, end: int | None = None, *, dollar: str = "USD") -> list[SumFound]:
    """Every sum in `plain[start:end]`, in order. `dollar` is what a bare "$" stands for."""
    stop = len(plain) if end is None else end
    found = _all_sums(plain, dollar)
    if start == 0 and stop >= len(plain):
        return list(found)
    return [each for each in found if each.start >= start and each.end <= stop]


@lru_cache(maxsize=16)
def _all_sums(plain: str, dollar: str) -> tuple[SumFound, ...]:
    if not _MAY_HOLD.first(plain):
        return ()
    found = []
    for match in _WITH_DOLLARS.finditer(plain) if "$" in plain else _WITHOUT_DOLLARS.all(plain):
        if match["pence"]:
            found.append(SumFound(_plain(Decimal(match["pence"]) / 100), "GBP", match.start(), match.end()))
            continue
        number = match["number"] or match["number2"]
        scale = match["scale"] or match["scale2"]
        if not scale:
            ranged = _RANGE_SCALE.match(plain, match.end())
            scale = ranged[1] if ranged and "," not in number and len(number) <= 4 else None
        amount = Decimal(re.sub(r"[,\s]", "", number)) * _SCALES.get(scale or "", 1)
        word = (match["currency"] or match["currency2"] or "£").strip()
        found.append(SumFound(_plain(amount), _currency(word, dollar), match.start(), match.end()))
    return tuple(found)


def _currency(word: str, dollar: str) -> str:
    if word == "$" or word == "dollars":
        return dollar
    if word.startswith(("gbp", "pound", "punt", "punn", "bunn", "o bunn")):
        return "GBP"
    if word.startswith("eur"):
        return "EUR"
    if word.startswith(("usd", "us dollar")):
        return "USD"
    return _CURRENCIES.get(word, "GBP")


def _plain(amount: Decimal) -> str:
    text = f"{amount:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
