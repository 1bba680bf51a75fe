"""Answers that stand one after another without repeating their questions, where there are as many as questions.

In: the layout, the paragraph roles, how many questions there are. Out: one span an answer, in order, or none. Known
sequences: any mark that counts ("a)", "(ii)", "#3", "Answer 4", "4" on a line of its own), numbers inside one
paragraph ("1 - yes; 2 - none"), "Q: … A: …", "Label: value", headings with a paragraph below, and, where the letter
says that it answers in order, one paragraph each.
"""
# ruff: noqa: E501 -- the patterns are data, one form of words after another

from __future__ import annotations

import re
from collections.abc import Callable

from rhyddid.reading.layout import Layout, Span
from rhyddid.reading.markers import marker_at, roman_value
from rhyddid.reading.paragraphs import Paragraphs

_COUNTED = re.compile(
    r"(?:#|no\.? ?|nos\.? ?|answer ?|ans\.? ?|response ?|reply ?|ateb ?|ymateb ?)(?P<digits>\d{1,2})\b[ .:)\-]*"
    r"|(?:question|query|point|part|item|answer) (?P<word>one|two|three|four|five|six|seven|eight|nine|ten)\b[ .:)\-]*"
)
_WORDS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_ALONE = re.compile(r"\(?(\d{1,2})[.)]?$")
_LABEL = re.compile(r"[^:.?!]{2,70}: *(?=\S)")
_ASKED = re.compile(r"(?:q|question|c|cwestiwn) ?[:.\-] ")
_GIVEN = re.compile(r"(?:a|answer|ateb) ?[:.\-] *")
_IN_TURN = re.compile(
    r"\bin (?:the )?(?:same )?(?:order|turn|sequence)\b|\bone by one\b|\byn (?:eu tro|y drefn)\b"
)
_NO_ANSWER = frozenset({"closing", "legal", "greeting"})
_MOST_HEADING = 75


def answers_in_sequence(count: int, layout: Layout, roles: Paragraphs) -> list[Span]:
    """The spans of `count` answers, or an empty list."""
    if count < 2:
        return []
    ways: tuple[Callable[[int, Layout, Paragraphs], list[Span]], ...] = (
        _by_marks,
        _inside_a_paragraph,
        _asked_and_given,
        _labelled,
        _under_headings,
        _in_turn,
    )
    for way in ways:
        spans = [layout.trimmed(*span) for span in way(count, layout, roles)]
        if len(spans) == count and all(end > start for start, end in spans):
            return spans
    return []


def _body(layout: Layout, roles: Paragraphs) -> range:
    return range(roles.body_first, min(roles.body_end, len(layout.blocks)))


def _place(layout: Layout, start: int, end: int) -> tuple[int, int] | None:
    """What a block counts itself as, and where its words begin."""
    marker = marker_at(layout.plain, start, end)
    if marker is not None and marker.kind == "number" and marker.number is not None:
        only = marker.end >= end
        if marker.closed or only or layout.text[marker.start : marker.end].endswith("\n"):
            return (marker.number, marker.end) if marker.labels[0].isdigit() else None
    if marker is not None and marker.kind == "letter":
        return ord(marker.labels[0]) - ord("a") + 1, marker.end
    if marker is not None and marker.kind == "roman":
        value = roman_value(marker.labels[0])
        return (value, marker.end) if value else None
    counted = _COUNTED.match(layout.plain, start, end)
    if counted:
        number = int(counted["digits"]) if counted["digits"] else _WORDS.index(counted["word"]) + 1
        return number, counted.end()
    alone = _ALONE.match(layout.plain, start, end)
    return (int(alone[1]), alone.end()) if alone else None


def _by_marks(count: int, layout: Layout, roles: Paragraphs) -> list[Span]:
    """The last full run from 1 to `count`, each mark at the start of a block."""
    starts: list[tuple[int, int]] = []
    best: list[tuple[int, int]] = []
    for number in _body(layout, roles):
        block = layout.blocks[number]
        place = _place(layout, block.start, block.end)
        if place is None:
            continue
        if place[0] == 1:
            starts = [(block.start, place[1])]
        elif place[0] == len(starts) + 1:
            starts.append((block.start, place[1]))
        if len(starts) == count:
            best = list(starts)
    return _between(best, layout, roles)


def _between(starts: list[tuple[int, int]], layout: Layout, roles: Paragraphs) -> list[Span]:
    """From each mark to the next; the last to the end of its paragraph."""
    spans = []
    for place, (_, content) in enumerate(starts):
        if place + 1 < len(starts):
            end = starts[place + 1][0]
        else:
            number = layout.block_at(content)
            block = layout.blocks[number]
            if block.end - content < 3 and number + 1 < roles.body_end:
                block = layout.blocks[number + 1]
            end = block.end
        spans.append((content, end))
    return spans


def _inside_a_paragraph(count: int, layout: Layout, roles: Paragraphs) -> list[Span]:
    """ "1 - yes; 2 - none; 3 - £40" and "Question one: yes. Question two: none." """
    for number in _body(layout, roles):
        block = layout.blocks[number]
        marks: list[tuple[int, int]] = []
        position = block.start
        for place in range(1, count + 1):
            match = _mark(place).search(layout.plain, position, block.end)
            if match is None:
                break
            marks.append((match.start(), match.end()))
            position = match.end()
        if len(marks) == count:
            ends = [start for start, _ in marks[1:]] + [block.end]
            return [
                (content, end - len(layout.text[content:end]) + len(layout.text[content:end].rstrip(" ;,")))
                for (_, content), end in zip(marks, ends, strict=True)
            ]
    return []


def _mark(place: int) -> re.Pattern[str]:
    word = rf"|(?:question|point|part|query) {_WORDS[place - 1]} ?[:,.\-]" if place <= len(_WORDS) else ""
    return re.compile(
        rf"(?:(?<![\w.,/£$-])\(?(?:q(?:uestion)? ?|no\.? ?|point |#)?{place} ?(?:\)|[.:)](?!\d)|(?<= )- |-(?= ))|(?<![\w.,/£$-])\({place}\){word})[ ]*(?=\S)"
    )


def _asked_and_given(count: int, layout: Layout, roles: Paragraphs) -> list[Span]:
    """ "Q: …" and below it "A: …"."""
    asked = [
        number
        for number in _body(layout, roles)
        if _ASKED.match(layout.plain, layout.blocks[number].start, layout.blocks[number].end)
    ]
    if len(asked) != count:
        return []
    spans = []
    for place, number in enumerate(asked):
        last = asked[place + 1] if place + 1 < count else min(number + 2, roles.body_end)
        if last <= number:
            return []
        block = layout.blocks[number]
        inside = re.search(
            r"\? *(?:a|answer) ?[:.\-] *| +(?:a|answer) ?: *", layout.plain[block.start : block.end]
        )
        start = block.start + inside.end() if inside else block.end
        given = _GIVEN.match(layout.plain, layout.trimmed(start, layout.blocks[last - 1].end)[0])
        spans.append((given.end() if given else start, layout.blocks[last - 1].end))
    return spans


def _labelled(count: int, layout: Layout, roles: Paragraphs) -> list[Span]:
    """ "Supplier: …", one block each, in one run."""
    run: list[Span] = []
    for number in [*_body(layout, roles), -1]:
        match = None
        if number >= 0 and roles.roles[number] not in _NO_ANSWER:
            block = layout.blocks[number]
            match = _LABEL.match(layout.plain, block.start, block.end)
        if match is not None:
            run.append((match.end(), layout.blocks[number].end))
            continue
        if len(run) == count:
            return run
        run = []
    return []


def _under_headings(count: int, layout: Layout, roles: Paragraphs) -> list[Span]:
    """Groups between blank lines, each a short line and the words right below it."""
    groups: list[list[int]] = []
    for number in _body(layout, roles):
        if layout.blocks[number].gap or not groups:
            groups.append([])
        groups[-1].append(number)
    run: list[Span] = []
    for group in [*groups, []]:
        if len(group) >= 2 and _is_heading(layout, group[0]) and roles.roles[group[0]] not in _NO_ANSWER:
            run.append((layout.blocks[group[1]].start, layout.blocks[group[-1]].end))
            continue
        if len(run) == count:
            return run
        run = []
    return []


def _is_heading(layout: Layout, number: int) -> bool:
    block = layout.blocks[number]
    text = layout.text[block.start : block.end].strip()
    return len(text) <= _MOST_HEADING and text[-1:] not in ".,;" and text[:1].isupper()


def _in_turn(count: int, layout: Layout, roles: Paragraphs) -> list[Span]:
    """A paragraph an answer, where the letter says that it takes the questions in order."""
    said: int | None = None
    for number in _body(layout, roles):
        if _IN_TURN.search(layout.plain, layout.blocks[number].start, layout.blocks[number].end):
            said = number
            break
    if said is None:
        return []
    following = [
        number for number in _body(layout, roles) if number > said and roles.roles[number] not in _NO_ANSWER
    ]
    if len(following) != count:
        return []
    return [(layout.blocks[number].start, layout.blocks[number].end) for number in following]
