"""Letters read per second, on one core: the project's own letters, all of them and the long ones."""

from __future__ import annotations

from pathlib import Path

from benchmarks.measure import Row, per_second
from rhyddid.letters.letter import Letter
from rhyddid.letters.open_letter import letter_from_text
from rhyddid.reading.read import read

LETTERS = Path(__file__).resolve().parent.parent / "tests" / "reading"
LONG = 3000


def reading_rows() -> list[Row]:
    letters = _letters()
    long = [pair for pair in letters if len(pair[0].text) >= LONG]
    return [_row("letters read", letters), _row(f"… those over {LONG:,} characters", long)]


def _letters() -> list[tuple[Letter, str | None]]:
    pairs = []
    for path in sorted(LETTERS.rglob("[0-9]*.txt")):
        if path.name.endswith(".request.txt"):
            continue
        request = path.with_name(path.name.removesuffix(".txt") + ".request.txt")
        letter = letter_from_text(path.read_text(encoding="utf-8"))
        pairs.append((letter, request.read_text(encoding="utf-8") if request.exists() else None))
    return pairs


def _row(what: str, pairs: list[tuple[Letter, str | None]]) -> Row:
    def read_all() -> None:
        for letter, request in pairs:
            read(letter, request)

    size = sum(len(letter.text) for letter, _ in pairs) / max(len(pairs), 1) / 1000
    rate = per_second(read_all) * len(pairs)
    return Row(what, f"{rate:,.0f} a second", f"{len(pairs)} letters of {size:.1f} KB on average")
