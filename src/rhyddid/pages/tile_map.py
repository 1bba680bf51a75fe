"""Charts and the tile map as shapes to draw: counts in; rectangles, tiles and squares out. Nothing here is markup.

Each category has a pattern of its own, so that colour is never the only sign; the table beside says the same in words.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from rhyddid.batches.figures import CATEGORIES, Category, QuestionFigures, ValueBar
from rhyddid.batches.regions import TILES

CATEGORY_NAMES: Mapping[Category, Promise] = {
    "yes": _("Yes"),
    "no": _("No"),
    "given": _("Disclosed"),
    "partly": _("Partly disclosed"),
    "not_held": _("Not held"),
    "refused": _("Refused"),
    "ncnd": _("Neither confirmed nor denied"),
    "asked_back": _("Clarification asked"),
    "no_answer": _("No answer given"),
    "nothing": _("Nothing shown yet"),
}
TILE = 120
GAP = 8
HEAD = 26
SQUARE = 15
_A_ROW = 6
_MOST_SQUARES = 30
_BAR_WIDTH = 560


@dataclass(frozen=True)
class Square:
    x: int
    y: int
    category: Category


@dataclass(frozen=True)
class MapTile:
    """A tile: where it lies, its names, and a square for each authority (or for so many of them)."""

    x: int
    y: int
    short: str
    name: str
    total: int
    counts: Mapping[Category, int]
    squares: Sequence[Square]


@dataclass(frozen=True)
class TileMap:
    """`each` authorities are one square. `legend` are the categories that occur."""

    width: int
    height: int
    tiles: Sequence[MapTile]
    each: int
    legend: Sequence[tuple[Category, Promise]]

    @property
    def cells(self) -> list[tuple[str, int, list[int]]]:
        """The table beside the map: name, total, and the count of each category of the legend."""
        return [
            (tile.name, tile.total, [tile.counts.get(category, 0) for category, _name in self.legend])
            for tile in self.tiles
        ]


@dataclass(frozen=True)
class Bar:
    """One bar of a chart."""

    label: object
    count: int
    share: float
    category: Category | None
    y: int
    width: int


@dataclass(frozen=True)
class Chart:
    width: int
    height: int
    bars: Sequence[Bar]


def tile_map(figures: QuestionFigures) -> TileMap:
    """The map of one question: a tile for each region that has authorities."""
    totals = {region: sum(counts.values()) for region, counts in figures.by_region.items()}
    each = max([1, *(-(-total // _MOST_SQUARES) for total in totals.values())])
    seen = [tile for tile in TILES if totals.get(tile.region)]
    rows = sorted({tile.row for tile in seen})
    columns = sorted({tile.column for tile in seen})
    tiles = []
    for tile in seen:
        x, y = columns.index(tile.column) * (TILE + GAP), rows.index(tile.row) * (TILE + GAP)
        counts = figures.by_region[tile.region]
        squares = [
            Square(x + 12 + at % _A_ROW * (SQUARE + 1), y + HEAD + 4 + at // _A_ROW * (SQUARE + 1), category)
            for at, category in enumerate(_squares(counts, each))
        ]
        tiles.append(MapTile(x, y, tile.short, gettext(tile.name), totals[tile.region], counts, squares))
    occurring = {category for counts in figures.by_region.values() for category in counts}
    return TileMap(
        width=max([TILE, *(tile.x + TILE for tile in tiles)]),
        height=max([TILE, *(tile.y + TILE for tile in tiles)]),
        tiles=tiles,
        each=each,
        legend=[(category, CATEGORY_NAMES[category]) for category in CATEGORIES if category in occurring],
    )


def _squares(counts: Mapping[Category, int], each: int) -> list[Category]:
    """The categories of a tile's squares, `each` authorities a square; what occurs at all has one."""
    shown = {
        category: max(1, round(counts[category] / each)) for category in CATEGORIES if counts.get(category)
    }
    while sum(shown.values()) > _MOST_SQUARES:
        shown[max(shown, key=lambda category: shown[category])] -= 1
    return [category for category, count in shown.items() for _at in range(count)]


def answer_chart(figures: QuestionFigures) -> Chart:
    """How many authorities are in each category."""
    counts = figures.coverage.counts
    return _chart([(CATEGORY_NAMES[each], counts[each], each) for each in CATEGORIES if counts.get(each)])


def value_chart(values: Sequence[ValueBar]) -> Chart:
    """How many values lie in each band, or how often each body is named."""
    return _chart([(bar.label, bar.count, None) for bar in values])


def _chart(rows: Sequence[tuple[object, int, Category | None]]) -> Chart:
    total = sum(count for _label, count, _category in rows) or 1
    most = max([1, *(count for _label, count, _category in rows)])
    bars = [
        Bar(label, count, count / total, category, at * 26, round(_BAR_WIDTH * count / most))
        for at, (label, count, category) in enumerate(rows)
    ]
    return Chart(_BAR_WIDTH, max(26, len(bars) * 26), bars)
