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
    if first and first + 1 < len(roles) and roles[first] == "body" and _is_subject(layout, first):
        roles[first] = "introduction"
    for number in range(first, len(roles) - 1):
        if roles[number] == "closing" and _heads_an_answer(layout, roles, number):
            roles[number] = "body"
    end = len(roles)
    for number in range(len(roles) - 1, first, -1):
        if roles[number] == "closing":
            end = number
    return Paragraphs(tuple(roles), first, end)


def _heads_an_answer(layout: Layout, roles: list[str], number: int) -> bool:
    """A heading like "Complaints" with nothing of a review below it."""
    block, below = layout.blocks[number], layout.blocks[number + 1]
    return (
        block.end - block.start < 40
        and re.match(r"[a-z]*complaints?\W*$", layout.plain[block.start : block.end]) is not None
        and roles[number + 1] != "closing"
        and _OF_REVIEW.search(layout.plain, below.start, below.end) is None
    )


_OF_REVIEW = re.compile(
    r"\b(?:review\w*|unhappy|dissatisf\w+|satisfied|commissioner|ombudsman|complain|appeal\w*|procedure|adolygiad|cwyno)\b"
)


def _is_subject(layout: Layout, number: int) -> bool:
    """A line right below the greeting that names the matter: "Dog control - your enquiry"."""
    block, below = layout.blocks[number], layout.blocks[number + 1]
    text = layout.text[block.start : block.end].strip()
    return (
        block.gap
        and below.gap
        and below.end - below.start > 40
        and len(text) < 100
        and text[-1:] not in ".?!;,:"
        and text[:1].isupper()
        and _STATES.search(text.lower()) is None
    )


_STATES = re.compile(
    r"[£€$?]|\b(?:yes|no|none|nil|not|is|are|was|were|has|have|had|we|cannot|attached|enclosed|withheld|exempt|refused|held|ltd|plc|n/a|[1-9])\b"
)


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
