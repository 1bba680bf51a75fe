"""Regions of the United Kingdom for the tile map: from an authority's tags and nations to a tile, and where it stands.

English regions are those of the Office for National Statistics (https://geoportal.statistics.gov.uk, "Regions (December
2023)"); an authority is in one where a tag of the directory names it: `north-east`, `london`, `south-west` …
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rhyddid.wording import gettext_noop


@dataclass(frozen=True)
class Tile:
    """A tile of the map: what it is called, in short and in full, and its column and row."""

    region: str
    short: str
    name: str
    column: int
    row: int


TILES = (
    Tile("scotland", "SCT", gettext_noop("Scotland"), 1, 0),
    Tile("northern-ireland", "NI", gettext_noop("Northern Ireland"), 0, 1),
    Tile("north-east", "NE", gettext_noop("North East"), 2, 1),
    Tile("north-west", "NW", gettext_noop("North West"), 1, 2),
    Tile("yorkshire-and-the-humber", "Y&H", gettext_noop("Yorkshire and the Humber"), 2, 2),
    Tile("wales", "WAL", gettext_noop("Wales"), 0, 3),
    Tile("west-midlands", "WM", gettext_noop("West Midlands"), 1, 3),
    Tile("east-midlands", "EM", gettext_noop("East Midlands"), 2, 3),
    Tile("east-of-england", "EE", gettext_noop("East of England"), 3, 3),
    Tile("south-west", "SW", gettext_noop("South West"), 1, 4),
    Tile("london", "LON", gettext_noop("London"), 2, 4),
    Tile("south-east", "SE", gettext_noop("South East"), 3, 4),
    Tile("england", "ENG", gettext_noop("England, no region known"), 0, 5),
    Tile("united-kingdom", "UK", gettext_noop("Several nations"), 1, 5),
    Tile("elsewhere", "–", gettext_noop("Elsewhere, or not known"), 2, 5),
)
_REGIONS = frozenset(tile.region for tile in TILES)
_OF_NATION = {"WLS": "wales", "SCT": "scotland", "NIR": "northern-ireland", "ENG": "england"}
_OF_TAG = {
    "yorkshire": "yorkshire-and-the-humber",
    "yorkshire-and-humber": "yorkshire-and-the-humber",
    "greater-london": "london",
    "east": "east-of-england",
    "eastern": "east-of-england",
}


def region_of(nations: Sequence[str], tags: Sequence[str]) -> str:
    """The tile of an authority with these nations and tags."""
    uk = [nation for nation in nations if nation in _OF_NATION]
    if len(uk) > 1:
        return "united-kingdom"
    if uk and uk[0] != "ENG":
        return _OF_NATION[uk[0]]
    for tag in tags:
        named = tag.lower().removeprefix("region:").strip().replace(" ", "-")
        region = _OF_TAG.get(named, named)
        if region in _REGIONS - {"united-kingdom", "elsewhere"}:
            return region
    return "england" if uk else "elsewhere"
