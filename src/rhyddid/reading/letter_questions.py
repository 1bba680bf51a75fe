"""The questions as the letter itself repeats them, for when nobody gave the request.

In: the layout and paragraph roles of a letter. Out: `Question`s with spans in the letter; numbers alone, without words,
where the letter only numbers its answers.
"""
# ruff: noqa: E501 -- the patterns are data, one form of words after another

from __future__ import annotations

import re
from dataclasses import replace

from rhyddid.reading.layout import Layout
from rhyddid.reading.markers import marker_at
from rhyddid.reading.paragraphs import Paragraphs
from rhyddid.reading.request_text import Question, questions_in

_PART_NAMED = re.compile(r"\b(?:part|question|point|item) (\d{1,2})\b(?! of (?:the act|schedule))")
_ASKS = re.compile(
    r"\b(?:how (?:many|much|often|long)|what|which|who|when|where|please|the (?:number|total|names?|cost)|number of|copies of|a copy of|details of|do you|does the|is there|are there|has|have|can you|could you|faint|pa |pwy|beth|nifer)\b"
)
_DASH_ANSWER = re.compile(r" +[-:] +(?=\S)|[:] *$")


def questions_of_letter(layout: Layout, roles: Paragraphs) -> tuple[Question, ...]:
    """The questions that the letter repeats or numbers, in order; none where it shows none."""
    for found in (
        _under_headings(layout, roles),
        _numbered(layout, roles),
        _numbers_alone(layout, roles),
        _parts_named(layout, roles),
    ):
        if found:
            return found
    return ()


def _under_headings(layout: Layout, roles: Paragraphs) -> tuple[Question, ...]:
    """Between "You asked" and "Our response"."""
    found: list[Question] = []
    number = 0
    while number < len(roles.roles):
        if roles.roles[number] != "heading_question":
            number += 1
            continue
        first = number + 1
        last = first
        while last < len(roles.roles) and roles.roles[last] not in (
            "heading_answer",
            "heading_question",
            "closing",
            "lead_in",
            "legal",
        ):
            last += 1
        answered = last < len(roles.roles) and roles.roles[last] in (
            "heading_answer",
            "heading_question",
            "lead_in",
        )
        if first < len(layout.blocks) and last > first:
            start = layout.blocks[first].start
            end = layout.blocks[last - 1].end if answered else _quoted_end(layout, first, last)
            for question in questions_in(layout.text[start:end].replace("*", " ")):
                moved = replace(question, start=question.start + start, end=question.end + start)
                if found and moved.number.isdigit() and moved.number in {q.number for q in found}:
                    moved = replace(moved, number=str(len(found) + 1))
                found.append(moved)
        number = max(last, number + 1)
    return tuple(found)


def _quoted_end(layout: Layout, first: int, last: int) -> int:
    """Where a request repeated without a heading after it ends: its quotation marks, its numbers, or its first block."""
    opening = layout.text[layout.blocks[first].start]
    end = layout.blocks[first].end
    marker = marker_at(layout.plain, layout.blocks[first].start, layout.blocks[first].end)
    if marker and marker.labels:
        return _list_end(layout, first, last, marker.labels[0])
    for number in range(first, last):
        block = layout.blocks[number]
        text = layout.text[block.start : block.end].rstrip(" .,")
        if opening in "*\"“‘'":
            end = block.end
            if text.endswith(("*", '"', "”", "’", "'")):
                return end
        elif number > first:
            return end
    return end


def _list_end(layout: Layout, first: int, last: int, label: str) -> int:
    """Where the list that begins with `label` ends: before the label comes again, or at a block without a mark."""
    end = layout.blocks[first].end
    for number in range(first + 1, last):
        block = layout.blocks[number]
        marker = marker_at(layout.plain, block.start, block.end)
        if marker is None or label in marker.labels:
            return end
        end = block.end
    return end


def _numbered(layout: Layout, roles: Paragraphs) -> tuple[Question, ...]:
    """Numbered items that ask, each followed by its answer or listed together."""
    found: list[Question] = []
    parent = ""
    for number in range(roles.body_first, roles.body_end):
        block = layout.blocks[number]
        marker = marker_at(layout.plain, block.start, block.end)
        if marker is None or marker.kind == "bullet" or (not marker.closed and not marker.word):
            continue
        label = marker.labels[0]
        if marker.kind == "number":
            parent = label
        else:
            label = f"{parent}{label}"
        content_end = block.end
        if marker.end >= block.end - 1 and number + 1 < roles.body_end:
            content_end = layout.blocks[number + 1].end
        end = _question_end(layout, marker.end, content_end)
        if end is not None and label not in {question.number for question in found}:
            found.append(Question(label, layout.text[marker.end : end], marker.end, end))
    asked = sum(1 for question in found if "?" in question.text or _ASKS.search(question.text.lower()))
    return tuple(found) if found and asked * 2 >= len(found) else ()


def _question_end(layout: Layout, start: int, end: int) -> int | None:
    mark = layout.plain.find("?", start, end)
    if mark >= 0:
        return mark + 1
    for first, last in layout.sentences_in(start, end):
        if not _ASKS.search(layout.plain, first, min(last, first + 60)):
            return None
        dash = _DASH_ANSWER.search(layout.plain, first + 12, last)
        return dash.start() if dash else last
    return None


def _numbers_alone(layout: Layout, roles: Paragraphs) -> tuple[Question, ...]:
    """Answers that are only numbered: "1. … 2. …", or under headings "1 Reports", "2 Minutes"."""
    for closed_only in (True, False):
        found: list[Question] = []
        for number in range(roles.body_first, roles.body_end):
            block = layout.blocks[number]
            marker = marker_at(layout.plain, block.start, block.end)
            if (
                marker is None
                or marker.kind != "number"
                or (not marker.closed and closed_only and not marker.word)
            ):
                continue
            if layout.plain[block.start] == "(" and not marker.word:
                continue
            for label in marker.labels:
                if label.isdigit() and int(label) == len(found) + 1:
                    heading = block.end if not marker.closed and block.end - marker.end < 60 else marker.end
                    found.append(Question(label, layout.text[marker.end : heading], marker.end, heading))
        if len(found) >= (2 if closed_only else 3):
            return tuple(found)
    return ()


def _parts_named(layout: Layout, roles: Paragraphs) -> tuple[Question, ...]:
    named = {
        int(match[1])
        for number in range(roles.body_first, roles.body_end)
        for match in _PART_NAMED.finditer(
            layout.plain, layout.blocks[number].start, layout.blocks[number].end
        )
    }
    if len(named) < 2 or max(named) > 30:
        return ()
    return tuple(Question(str(n), "", 0, 0) for n in range(1, max(named) + 1))
