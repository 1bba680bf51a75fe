"""The invented authorities: 86 in `authorities.csv`, and as many more as a larger rehearsal needs.

Comes in: nothing, or how many. Goes out: `Authority` values, the same ones every time.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal

from rhyddid.rehearsal.simulated.place_names import place_names

Nation = Literal["England", "Wales", "Scotland", "Northern Ireland"]
Regime = Literal["uk-foia", "sct-foisa"]


@dataclass(frozen=True)
class Authority:
    """One invented body. `turn` is its place (from 0) among the bodies whose replies are of its `manner`."""

    slug: str
    name: str
    name_cy: str
    kind: str
    nation: Nation
    regime: Regime
    officer: str
    turn: int

    @property
    def domain(self) -> str:
        """Reserved for examples (RFC 2606): no mail can reach anybody there."""
        return f"{self.slug}.example"

    @property
    def foi_email(self) -> str:
        return f"foi@{self.domain}"

    @property
    def manner(self) -> Literal["general", "wales", "scotland"]:
        """Which law and languages its letters know."""
        if self.regime == "sct-foisa":
            return "scotland"
        return "wales" if self.nation == "Wales" else "general"


def authorities() -> tuple[Authority, ...]:
    """The 86 of an ordinary rehearsal."""
    return many(86)


def many(count: int) -> tuple[Authority, ...]:
    """The first `count` invented authorities; the first 86 are always those of the data file."""
    if count < 0:
        raise ValueError(f"cannot make {count} authorities")
    if count <= 86:
        return _listed()[:count]
    turns = Counter(authority.manner for authority in _listed())
    made = list(_listed())
    for row in _further_rows():
        if len(made) == count:
            break
        authority = _authority(row, turn=0)
        made.append(_authority(row, turn=turns[authority.manner]))
        turns[authority.manner] += 1
    if len(made) < count:
        raise ValueError(f"only {len(made)} authorities can be invented, {count} were asked for")
    return tuple(made)


def authority_by_address(address: str) -> Authority | None:
    """The listed or further authority that owns `address`, whatever stands before the @."""
    slug = address.rpartition("@")[2].lower().removesuffix(".example")
    return _by_slug().get(slug)


@cache
def _listed() -> tuple[Authority, ...]:
    text = files(__package__).joinpath("authorities.csv").read_text(encoding="utf-8")
    turns: Counter[str] = Counter()
    listed = []
    for row in csv.DictReader(text.splitlines()):
        manner = _authority(row, turn=0).manner
        listed.append(_authority(row, turn=turns[manner]))
        turns[manner] += 1
    return tuple(listed)


@cache
def _by_slug() -> dict[str, Authority]:
    return {authority.slug: authority for authority in many(len(_listed()) + sum(1 for _ in _further_rows()))}


def _authority(row: dict[str, str], *, turn: int) -> Authority:
    return Authority(
        slug=row["slug"],
        name=row["name"],
        name_cy=row["name_cy"],
        kind=row["kind"],
        nation=row["nation"],  # type: ignore[arg-type]  # the data file's values are tested
        regime=row["regime"],  # type: ignore[arg-type]
        officer=row["officer"],
        turn=turn,
    )


_FURTHER_BODIES: tuple[tuple[str, str], ...] = (
    ("{place} Constabulary", "police"),
    ("{place} District Council", "council"),
    ("{place} Police", "police"),
    ("{place} Health Trust", "health"),
    ("University of {place}", "university"),
)


def _further_rows() -> Iterator[dict[str, str]]:
    """Further bodies in a fixed order: one in six Scottish, one in six Welsh (English-speaking), the rest English."""
    officers = [authority.officer for authority in _listed()]
    for number, place in enumerate(place_names()):
        pattern, kind = _FURTHER_BODIES[number % len(_FURTHER_BODIES)]
        name = pattern.format(place=place)
        nation = {2: "Scotland", 5: "Wales"}.get(number % 6, "England")
        yield {
            "slug": name.lower().replace(" ", "-"),
            "name": name,
            "name_cy": _welsh_name(place, kind) if nation == "Wales" else "",
            "kind": kind,
            "nation": nation,
            "regime": "sct-foisa" if nation == "Scotland" else "uk-foia",
            "officer": f"{officers[number % 86].split()[0]} {officers[(number * 5 + 3) % 86].split()[-1]}",
        }


def _welsh_name(place: str, kind: str) -> str:
    bodies = {"police": "Heddlu", "council": "Cyngor", "health": "Ymddiriedolaeth Iechyd"}
    return f"{bodies.get(kind, 'Prifysgol')} {place}"
