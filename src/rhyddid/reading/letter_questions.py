"""The questions as the letter itself repeats or numbers them, for when nobody gave the request.

In: the layout and paragraph roles of a letter. Out: lists of `Question`s that the letter may show, each list found in
one way (under "You asked", numbered, in pairs of question and answer …); which of them answers best is for `read` to try.
"""

from __future__ import annotations

# ruff: noqa: E501 -- the patterns are data, one form of words after another
import re
from dataclasses import replace
from itertools import pairwise

from rhyddid.reading.layout import Block, Layout
from rhyddid.reading.markers import Marker, marker_at
from rhyddid.reading.paragraphs import Paragraphs
from rhyddid.reading.request_text import Question, questions_in

_PART_NAMED = re.compile(r"\b(?:part|question|point) (\d{1,2})\b(?! of (?:the act|schedule))")
_ASKS_START = re.compile(
    r"[ \"'(]*(?:and |also,? |if (?:so|yes|not|known),? )*(?:how|what|which|who|whom|whose|when|where|why|you asked|you requested|i(?:'d| would) like|i want|i wish|hoffwn|please (?!find|see|note|contact|quote|write|refer|be |do not|let us|accept|email|look)|kindly|could you|can you|would you"
    r"|the (?:numbers?|total|names?|costs?|amounts?|dates?|value|annual|average|current|percentage|budget|software|company|supplier|contract|report|minutes|details|list)\b|numbers? of|total|names? of|cop(?:y|ies) of|a cop(?:y|ies) of|details of|a (?:list|breakdown) of|any |all "
    r"|(?:do|does|did|is|are|was|were|has|have|will|would|can|could)\b(?=[^?.]*\?)|faint|sawl|nifer|pwy|beth|pryd|ble|pa |sut|pam|copi|rhowch|(?:a |ydy|ydych|oes|yw)\b(?=[^?.]*\?))"
)
_DASH_ANSWER = re.compile(r" +[-:] +(?=\S)|[:] *$")
_PAIR_QUESTION = re.compile(
    r"[ \"'>*]*(?:q|question|request|query|cwestiwn|cais|c)(?:uestion)?(?: ?(?P<label>\d{1,2}[a-z]?)(?: ?[.:)\-]+ *| *$| (?=[a-z\"']))| ?[.:)]+ *| *$)"
)
_PAIR_ANSWER = re.compile(
    r"[ \"'>*]*(?:(?:our |trust |council |force |the )?(?:answer|response|reply|ateb|ymateb)|a|r)(?: ?\d{1,2}[a-z]?)? ?(?:[.:)\-]|$)"
)
_SIDE_BY_SIDE = re.compile(r"\?[ \t]*(?:[-:]|\t)?[ \t]*(?=\S)")
_OF_A_NOTICE = re.compile(r"(?:states?|specif(?:y|ies)|to (?:confirm|disclose|be told)|that fact|why the)\b")
_LABELLED = re.compile(
    r"(?!(?:our |your )?(?:ref|date|tel|email|e-mail|subject|from|to|website|address|re|fao|phone|fax|contact|request|question|answer|response|keyword|harm|received)\b)([A-Za-z][^:?.\n]{5,90}):[ \t]+(?=\S)",
    re.IGNORECASE,
)
_MOST_HEADING = 220


def questions_of_letter(layout: Layout, roles: Paragraphs) -> list[tuple[Question, ...]]:
    """The lists of questions that the letter may show, the surest way of showing them first."""
    ways = (
        _pairs(layout, roles),
        _under_headings(layout, roles),
        _repeated_list(layout, roles),
        _numbered(layout, roles),
        _numbered_headings(layout, roles),
        _asked_blocks(layout, roles),
        _labelled_lines(layout, roles),
        _numbers_alone(layout, roles),
        _parts_named(layout, roles),
    )
    return [questions for questions in ways if questions]


def _body(layout: Layout, roles: Paragraphs) -> list[tuple[int, Block, Marker | None]]:
    return [
        (
            number,
            layout.blocks[number],
            marker_at(layout.plain, layout.blocks[number].start, layout.blocks[number].end),
        )
        for number in range(roles.body_first, roles.body_end)
    ]


def _pairs(layout: Layout, roles: Paragraphs) -> tuple[Question, ...]:
    """ "Q: …" and "A: …", "Request 1 …" and "Response 1 …", with or without numbers."""
    found: list[Question] = []
    waiting: Question | None = None
    number = roles.body_first
    end = max(roles.body_end, roles.body_first)
    while number < end:
        block = layout.blocks[number]
        asked = _PAIR_QUESTION.match(layout.plain, block.start, block.end)
        if asked:
            start, stop = asked.end(), block.end
            while start >= stop - 1 and number + 1 < end:
                number += 1
                start, stop = layout.blocks[number].start, layout.blocks[number].end
            inside = _ANSWER_INSIDE.search(layout.plain, start, stop)
            mark = layout.plain.rfind("?", start, stop)
            last = inside.start() if inside else mark + 1 if mark >= 0 else stop
            label = asked["label"] or str(len(found) + 1)
            start, last = layout.trimmed(start, last)
            waiting = Question(label, layout.text[start:last], start, last)
            if inside or (mark >= 0 and layout.text[mark + 1 : stop].strip()):
                found.append(waiting)
                waiting = None
        elif waiting and _PAIR_ANSWER.match(layout.plain, block.start, block.end):
            found.append(waiting)
            waiting = None
        number += 1
    return tuple(found)


_ANSWER_INSIDE = re.compile(r"\n? ?\b(?:answer|response|ateb|ymateb|a\d{1,2})(?: \d{1,2}[a-z]?)? ?:")


def _under_headings(layout: Layout, roles: Paragraphs) -> tuple[Question, ...]:
    """Between "You asked" and "Our response"."""
    found: list[Question] = []
    number = 0
    ends = ("heading_answer", "heading_question", "closing", "lead_in", "legal")
    while number < len(roles.roles):
        if roles.roles[number] != "heading_question":
            number += 1
            continue
        first = number + 1
        last = first
        while last < len(roles.roles) and roles.roles[last] not in ends:
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


def _repeated_list(layout: Layout, roles: Paragraphs) -> tuple[Question, ...]:
    """The same numbers twice: the first list asks, the second answers."""
    runs: list[list[Question]] = []
    for _, block, marker in _body(layout, roles):
        if marker is None or marker.kind == "bullet" or not (marker.closed or marker.word):
            continue
        label = marker.labels[0]
        first = label in ("1", "a", "i", "1a")
        if first or not runs:
            runs.append([])
        if not first and runs[-1] and label in {question.number for question in runs[-1]}:
            continue
        runs[-1].append(Question(label, layout.text[marker.end : block.end], marker.end, block.end))
    for asked, answered in pairwise(runs):
        labels = {question.number for question in asked}
        if (
            len(asked) >= 2
            and len(labels & {question.number for question in answered}) * 3 >= len(labels) * 2
        ):
            return tuple(asked)
    return ()


def _numbered(layout: Layout, roles: Paragraphs) -> tuple[Question, ...]:
    """Numbered items that ask, each followed by its answer or listed together."""
    found: list[Question] = []
    parent, before = "", 0
    for number, block, marker in _body(layout, roles):
        if marker is None or marker.kind == "bullet" or (not marker.closed and not marker.word):
            continue
        label = marker.labels[0]
        if marker.kind == "number":
            if marker.number is not None and "." not in label and before and marker.number > before + 2:
                continue  # "20." as an answer
            before, parent = marker.number or before, label
        else:
            label = f"{parent}{label}"
        content_end = block.end
        if marker.end >= block.end - 1 and number + 1 < roles.body_end:
            content_end = layout.blocks[number + 1].end
        end = _question_end(layout, marker.end, content_end)
        if end is not None and label not in {question.number for question in found}:
            found.append(Question(label, layout.text[marker.end : end], marker.end, end))
    return tuple(found)


def _question_end(layout: Layout, start: int, end: int) -> int | None:
    mark = layout.plain.find("?", start, end)
    if mark >= 0:
        for first, last in layout.sentences_in(mark + 1, end):  # "Is there one? If so, who?"
            if (
                layout.plain[first:last].strip().endswith("?")
                and last - first < 80
                and _ASKS_START.match(layout.plain, first, last)
            ):
                mark = last - 1
            else:
                break
        return mark + 1
    for first, last in layout.sentences_in(start, end):
        if not _ASKS_START.match(layout.plain, first, last):
            return None
        dash = _DASH_ANSWER.search(layout.plain, first + 12, last)
        return dash.start() if dash else last
    return None


def _numbered_headings(layout: Layout, roles: Paragraphs) -> tuple[Question, ...]:
    """Marked headings, each with its answer in the unmarked paragraph below: "1. Total spend" and "£2,000"."""
    items: list[tuple[Marker, Block, bool]] = []
    body = _body(layout, roles)
    for place, (_, block, marker) in enumerate(body):
        if marker is None or block.end - block.start > _MOST_HEADING:
            continue
        below = body[place + 1][2] if place + 1 < len(body) else None
        items.append(
            (
                marker,
                block,
                place + 1 < len(body) and (below is None or below.kind == "bullet" != marker.kind),
            )
        )
    kinds = [item[0].kind for item in items if item[2]]
    kind = max(kinds, key=kinds.count, default=None)
    same = [item for item in items if item[0].kind == kind]
    headed = [item for item in same if item[2]]
    if len(headed) < 2 or len(headed) * 5 < len(same) * 4:
        return ()
    if (
        any(not marker.closed and not marker.word and marker.kind == "number" for marker, _, _ in headed)
        and len(headed) < 3
    ):
        return ()
    found: list[Question] = []
    for marker, block, _ in headed:
        for label in marker.labels or (str(len(found) + 1),):
            if label not in {question.number for question in found}:
                found.append(Question(label, layout.text[marker.end : block.end], marker.end, block.end))
    return tuple(found)


def _asked_blocks(layout: Layout, roles: Paragraphs) -> tuple[Question, ...]:
    """Questions without numbers: a line that asks, answered behind it or below."""
    found: list[Question] = []
    for _, block, marker in _body(layout, roles):
        start = marker.end if marker and marker.kind == "bullet" else block.start
        if (marker and marker.kind != "bullet") or not _ASKS_START.match(layout.plain, start, block.end):
            continue
        side = _SIDE_BY_SIDE.search(layout.text, start, block.end)
        mark = layout.plain.rfind("?", start, block.end)
        if side and mark == side.start():
            end = mark + 1
        elif mark >= 0 or (
            block.end - block.start < _MOST_HEADING and "£" not in layout.text[start : block.end]
        ):
            end = mark + 1 if mark >= 0 else block.end
        else:
            continue
        found.append(Question(str(len(found) + 1), layout.text[start:end], start, end))
    if not any("?" in question.text for question in found) and len(found) < 2:
        return ()
    return tuple(found)


def _labelled_lines(layout: Layout, roles: Paragraphs) -> tuple[Question, ...]:
    """A list of labels with their answers: "Current supplier: …", "Contract end date: …"."""
    runs: list[list[Question]] = [[]]
    for _, block, marker in _body(layout, roles):
        label = _LABELLED.match(layout.text, marker.end if marker else block.start, block.end)
        if label is None:
            runs.append([])
            continue
        runs[-1].append(Question(str(len(runs[-1]) + 1), label[1], label.start(1), label.end(1)))
    longest = max(runs, key=len)
    return tuple(longest) if len(longest) >= 3 else ()


def _numbers_alone(layout: Layout, roles: Paragraphs) -> tuple[Question, ...]:
    """Answers that are only numbered or lettered: "1. … 2. …", "a. … b. …", "Questions 1 to 3"."""
    found: list[Question] = []
    asking = 0
    for number, block, marker in _body(layout, roles):
        if marker is None or marker.kind == "bullet" or not (marker.closed or marker.word):
            continue
        if roles.roles[number] in ("introduction", "closing"):
            return ()  # a letter whose paragraphs are numbered
        if _OF_A_NOTICE.match(layout.plain, marker.end, block.end):
            continue
        if layout.plain[block.start] == "(" and not marker.word and marker.kind == "number":
            continue
        for label in marker.labels:
            expected = chr(ord("a") + len(found)) if label.isalpha() else str(len(found) + 1)
            if label == expected:
                found.append(Question(label, "", 0, 0))
                asking += "?" in layout.plain[marker.end : block.end] or bool(
                    _ASKS_START.match(layout.plain, marker.end, block.end)
                )
    return tuple(found) if len(found) >= 2 and asking * 2 < len(found) else ()


def _parts_named(layout: Layout, roles: Paragraphs) -> tuple[Question, ...]:
    named = {
        int(match[1])
        for number in range(roles.body_first, roles.body_end)
        for match in _PART_NAMED.finditer(
            layout.plain, layout.blocks[number].start, layout.blocks[number].end
        )
    }
    last = max((n for n in named if sum(1 for m in named if m <= n) * 10 >= n * 6), default=0)
    if last < 2:
        return ()
    return tuple(Question(str(n), "", 0, 0) for n in range(1, last + 1))
