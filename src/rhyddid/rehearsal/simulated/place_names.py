"""Place names for rehearsals of more than 86: two invented halves, none of them a place of these islands."""

from __future__ import annotations

from collections.abc import Iterator

_FIRST = (
    "Ablin", "Bremmel", "Cazzle", "Dovrin", "Ezzer", "Fimble", "Grustle", "Hibben", "Ixter", "Jubber", "Klemmen",
    "Lozzel", "Mubrin", "Nizzer", "Ovvel", "Plimmer", "Quazzen", "Ruddin", "Skevel", "Tozzer", "Ubbin", "Vimmel",
    "Wozzen", "Yibbel", "Zuffin", "Brizzel", "Crivven", "Drazzle", "Frobbin", "Glimmen", "Hozzel", "Jimmerel",
    "Krubbel", "Luvvin", "Mozzen", "Nobbrin", "Pruzzel", "Quobben", "Rizzen", "Snubrel", "Truvven", "Vozzel",
    "Whubben", "Yozzer", "Zibbren", "Bluzzen", "Chivrel", "Dwubben", "Flazzer", "Gwizzel",
)  # fmt: skip
_SECOND = (
    "wick", "mere", "holt", "combe", "stowe", "quay", "thwaite", "ness", "garth", "dale", "fold", "marsh", "haugh",
    "crag", "spire", "weald", "lode", "strand", "barrow", "fen", "cleugh", "hythe", "linn", "scar", "delph", "rigg",
    "moor", "shaw", "carr", "hope", "tarn", "vale", "gill", "slack", "croft", "hurst", "heugh", "sike", "beck", "knoll",
)  # fmt: skip


def place_names() -> Iterator[str]:
    """2,000 names, always in this order; neighbours differ in both halves."""
    count_first, count_second = len(_FIRST), len(_SECOND)
    for step in range(count_first * count_second):
        first = _FIRST[step % count_first]
        second = _SECOND[(step // count_first + step) % count_second]
        yield first + second
