"""What each paragraph of a letter is for: greeting, introduction, heading, body, law recited, closing.

In: a layout. Out: one role a block, from the openings in `tables/paragraphs.toml`, and the body: where the answer can
stand, between the greeting and the first closing paragraph.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from rhyddid.reading.cues import cue_table
from rhyddid.reading.layout import Layout

_ROLE_ORDER = (
    "heading_question",
    "heading_answer",
    "closing",
    "legal",
    "introduction",
    "lead_in",
    "letter_wide",
)
_OPENING = re.compile(r"[ \"'(>\d.)•-]*")
_GREETING = re.compile(r"(?:dear|annwyl|a chara|hi|hello|good (?:morning|afternoon))\b")
_SHORT_HEADING = 70


@dataclass(frozen=True)
class Paragraphs:
    """The role of each block of a layout, and the blocks from `body_first` up to `body_end` that may answer."""

    roles: tuple[str, ...]
    body_first: int
    body_end: int

    def is_closing(self, number: int) -> bool:
        """Whether block `number` stands after the answers."""
        return self.roles[number] == "closing"


@cache
def _openings() -> tuple[tuple[str, re.Pattern[str]], ...]:
    patterns: dict[str, list[str]] = {}
    for cue in cue_table("paragraphs"):
        patterns.setdefault(cue.sense, []).append(f"(?:{cue.finder.expression})")
    return tuple((role, re.compile("|".join(patterns[role]))) for role in _ROLE_ORDER)


def paragraphs(layout: Layout) -> Paragraphs:
    """The roles of the blocks of `layout`."""
    roles = [_role(layout, number) for number in range(len(layout.blocks))]
    first = 0
    for number, block in enumerate(layout.blocks[:25]):
        if _GREETING.match(layout.plain, block.start):
            first = number + 1
            break
    for number in range(first, min(first + 3, len(roles))):
        if roles[number] == "closing" and layout.plain.startswith("thank you", layout.blocks[number].start):
            roles[number] = "introduction"
    end = len(roles)
    for number in range(len(roles) - 1, first, -1):
        if roles[number] == "closing":
            end = number
    return Paragraphs(tuple(roles), first, end)


def _role(layout: Layout, number: int) -> str:
    block = layout.blocks[number]
    opening = _OPENING.match(layout.plain, block.start, block.end)
    start = opening.end() if opening else block.start
    content = layout.plain[start : min(block.end, start + 260)]
    if _GREETING.match(content) and block.end - block.start < 120:
        return "greeting"
    for role, pattern in _openings():
        if role in ("heading_question", "heading_answer"):
            if block.end - start <= 130 and pattern.match(content.strip()):
                return role
        elif pattern.match(content):
            return role
    return "body"
