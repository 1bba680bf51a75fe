"""A text as lines with their offsets: what the folding rules look at."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Line:
    """One line: `text` without its newline; `end` lies behind the newline."""

    start: int
    end: int
    text: str

    @property
    def blank(self) -> bool:
        """Nothing but blanks."""
        return not self.text.strip()


def split_lines(text: str) -> list[Line]:
    """Every line of the text, in order; together they are the whole text."""
    lines, position = [], 0
    for raw in text.split("\n"):
        end = min(position + len(raw) + 1, len(text))
        lines.append(Line(position, end, raw))
        position = end
    return lines


def only_blank(lines: list[Line], start: int, end: int) -> bool:
    """Whether lines[start:end] hold nothing."""
    return all(line.blank for line in lines[start:end])
