"""Letters read per second, on one core: the project's own fixture letters, and one of 5 KB."""

from __future__ import annotations

from pathlib import Path

from benchmarks.measure import Row, per_second
from rhyddid.letters.open_letter import letter_from_text
from rhyddid.reading.read import read

FIXTURES = Path(__file__).resolve().parent.parent / "tests" / "reading" / "fixtures"


def reading_rows() -> list[Row]:
    pairs = []
    for path in sorted(FIXTURES.rglob("*.txt")):
        if path.name.endswith(".request.txt") or path.name.startswith("README"):
            continue
        request = path.with_name(path.name.removesuffix(".txt") + ".request.txt")
        letter = letter_from_text(path.read_text(encoding="utf-8"))
        pairs.append((letter, request.read_text(encoding="utf-8") if request.exists() else None))

    def read_all() -> None:
        for letter, request in pairs:
            read(letter, request)

    size = sum(len(letter.text) for letter, _ in pairs) / len(pairs) / 1000
    rate = per_second(read_all) * len(pairs)
    return [
        Row("letters read", f"{rate:,.0f} a second", f"{len(pairs)} letters of {size:.1f} KB on average"),
        Row("… per 5 KB of letter", f"{rate * size / 5:,.0f} a second"),
    ]
