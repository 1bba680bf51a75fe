"""The questions of a request: numbered, lettered, in bullets, or in plain sentences.

In: the request's text as its writer wrote it. Out: `Question`s in order, numbered as in the request ("1", "1a", "B");
questions without numbers are numbered by their order. What is not asked (greeting, reasons, law, format wishes,
farewell) is left out.
"""
# ruff: noqa: E501 -- the patterns are data, one form of words after another

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from rhyddid.reading.layout import Layout, Span, lay_out
from rhyddid.reading.markers import Marker, marker_at, roman_value


@dataclass(frozen=True, slots=True)
class Question:
    """One question. `text` is its own words without its number; `options` are the bullets or lines it lists below."""

    number: str
    text: str
    start: int
    end: int
    options: tuple[str, ...] = ()


@dataclass(slots=True)
class _Item:
    label: str
    start: int
    end: int
    level: int
    options: list[Span]
    children: bool = False


_FAREWELL = re.compile(
    r"(?:yours? (?:sincerely|faithfully|truly)|(?:kind(?:est)?|best|warm|many) (?:regards|wishes|thanks)|regards|thanks(?: in advance| again|,|\.|$)|thank you (?:for|in advance|very|so|again)|thank you[,.!]?$|many thanks|best$|cheers|yn gywir|cofion|diolch|i look forward|i understand that|if (?:you|any|some|the|this|it is|it's|there)|i would (?:prefer|like|be grateful)[^.]{0,40}(?:electronic|by e-?mail|receive (?:the|this|it|your)|response|acknowledge)|please (?:acknowledge|confirm receipt|note|be advised|let me know if|send (?:your|the) (?:response|reply))|section \d+ of|under section|os nad|from:)"
)
_ASKS = re.compile(
    r"^(?:[\s\"'(\-•*]*)(?:and |also,? |further(?:more)?,? |in addition,? |additionally,? |lastly,? |finally,? |secondly,? |firstly,? |if (?:so|yes|not|known|possible)[ ,]+)*"
    r"(?:how (?:many|much|often|long|frequently)|what|which|who|whom|whose|when|where|why|is there|is the|is it|are (?:there|you|the|any)|do (?:you|the)|does|did|has|have (?:you|any|there|the)|was|were|will|would you|can (?:you|i)|could (?:you|i)|may i|would|please|kindly|provide|confirm|state|list|give|supply|details? of|copies of|a copy of|a (?:list|breakdown|summary|description)|all (?:emails?|e-mails|correspondence|documents|records|information|communications|minutes)|any (?:emails?|e-mails|correspondence|documents|records|information|policies|policy|guidance|reports?)|the (?:number|total|names?|amount|cost|date|value|annual|average|current|percentage|budget)|number of|total|names? of|i(?:'d| would| wish| am| want| hereby| kindly)? ?(?:like|request(?:ing)?|want|need|ask(?:ing)?|seek(?:ing)?|would like|wish to|to know)|we (?:would|request|are)"
    r"|faint|beth|pwy|pryd|ble|pam|sut|a (?:oes|yw|ydych|wnaeth|all|allwch|allech|fyddech)|oes|rhowch|hoffwn|nifer|cyfanswm|copi)\b"
)
_NOT_ASKED = re.compile(
    r"^dear\b|^annwyl\b|following(?: information| questions| details| data| request)?\b[^?]{0,60}:?$"
    r"|\bunder the (?:freedom|foi)[^?]{0,60}(?:act|2000)[^?]{0,30}$|\b(?:freedom of information|foi|foia|eir) (?:request|act)[^?]{0,60}$|\b(?:below|following) information\b[^?]{0,20}$"
    r"|^(?:please|could|can|if possible|i would|where possible|kindly)[^.?]{0,40}\b(?:this|these|it|the (?:data|information|figures|response|above|requested|answers?))\b(?! (?:regarding|about|on|relating|for|of|concerning))[^?]{0,40}\b(?:broken|split|format|spreadsheet|excel|csv|pdf|e-?mail|electronic\w*|writing)\b"
    r"|^(?:please|i would|i'd|we would)[^?]{0,60}\b(?:format|spreadsheet|excel|csv|pdf|electronic\w*|by e-?mail|e-?mail address|acknowledge|acknowledgement|fees?|clarification|contact me|queries|let me know if|note that)\b"
    r"|\b(?:(?:i|we) (?:am|are) (?:conducting|researching|a )|20 working days|twenty working|permission to re-?use|for example|please note|any (?:queries|questions)|refine|cost limit|time limit|personal data)\b"
)
_IF_SO = re.compile(
    r"\W*(?:and |but )?if (?:so|not|yes|no|it (?:is|does|has)|they (?:are|do|have))\b|\W*os (?:felly|do|oes|nad)\b"
)
_INLINE = re.compile(r"(?<=[.?;:,)]) +(?=\(?(\d{1,2})[.)] *[a-z\"'])|(?<=[a-z]) +(?=\((\d{1,2})\) +[a-z])")


def questions_in(request: str) -> tuple[Question, ...]:
    """The questions of the request, in order."""
    layout = lay_out(request)
    spans = _item_spans(layout)
    items = _items(layout, spans) or _open_numbers(layout, spans)
    if items:
        return tuple(_finish(layout, items))
    bullets = _bullet_questions(layout, spans)
    if bullets:
        return bullets
    return _plain_questions(layout, spans)


def _item_spans(layout: Layout) -> list[Span]:
    """The blocks, cut once more where numbers run on in one line: "… 1. How many … 2. What …"."""
    found: list[Span] = []
    for block in layout.blocks:
        start = block.start
        expected: int | None = None
        first = marker_at(layout.plain, block.start, block.end)
        if first and first.kind == "number" and first.number is not None:
            expected = first.number + 1
        for match in _INLINE.finditer(layout.plain, block.start, block.end):
            number = int(match[1] or match[2])
            if (expected is None and number == 1) or number == expected:
                found.append((start, match.start()))
                start, expected = match.end(), number + 1
        found.append((start, block.end))
    return found


def _items(layout: Layout, spans: list[Span]) -> list[_Item]:
    items: list[_Item] = []
    parent: _Item | None = None
    last_letter: _Item | None = None
    for place, (start, end) in enumerate(spans):
        marker = marker_at(layout.plain, start, end)
        if marker is None or (marker.kind == "number" and not _is_item_number(marker, items)):
            if items and _FAREWELL.match(layout.plain, start, end):
                break
            if items and marker is None and _is_option(layout, spans, place):
                items[-1].options.append((start, end))
            continue
        if marker.kind == "bullet":
            if items:
                items[-1].options.append((marker.end, end))
            continue
        if marker.kind == "number":
            label = marker.labels[0]
            parent = None if "." in label or not label.isdigit() else _Item(label, marker.end, end, 0, [])
            item = parent or _Item(label, marker.end, end, 1, [])
            last_letter = None
        elif marker.kind == "letter" or (
            marker.kind == "roman" and _continues(last_letter, marker.labels[0])
        ):
            letter = marker.labels[0]
            if parent and not parent.children and letter not in "ai":
                continue  # an initial: "N. Example"
            shown = layout.text[marker.start : marker.end].strip(" ().:]\"'")[:1] or letter
            item = _Item(f"{parent.label}{letter}" if parent else shown, marker.end, end, 1, [])
            if parent:
                parent.children = True
            last_letter = item
        else:
            owner = last_letter or parent
            if owner is None:
                item = _Item(marker.labels[0], marker.end, end, 1, [])
            else:
                item = _Item(f"{owner.label}({marker.labels[0]})", marker.end, end, 2, [])
                owner.children = True
        items.append(item)
    return _without_stray_letters(items)


def _open_numbers(layout: Layout, spans: list[Span]) -> list[_Item]:
    """ "1 How many …" and below it "2 What …": numbers without a sign after them that count from one."""
    items: list[_Item] = []
    for start, end in spans:
        marker = marker_at(layout.plain, start, end)
        if (
            marker is None
            or marker.kind != "number"
            or marker.word
            or marker.labels[0] != str(len(items) + 1)
        ):
            if items and _FAREWELL.match(layout.plain, start, end):
                break
            continue
        items.append(_Item(marker.labels[0], marker.end, end, 0, []))
    return items if len(items) >= 2 else []


def _without_stray_letters(items: list[_Item]) -> list[_Item]:
    """Items without a lettered one that stands alone: "M. Example" is a name."""
    labels = {item.label.lower() for item in items}
    alone = [
        item
        for item in items
        if len(item.label) == 1 and item.label.isalpha() and not (item.label in "iI" and "ii" in labels)
    ]
    if alone and (len(alone) == 1 or alone[0].label.lower() not in "ai"):
        return [item for item in items if item not in alone]
    return items


def _is_item_number(marker: Marker, items: list[_Item]) -> bool:
    if not marker.closed and not marker.word:
        return False
    if "." in marker.labels[0]:
        return True
    if marker.number is None or marker.number > 60:
        return False
    before = [int(m[0]) for item in items if (m := re.match(r"\d+", item.label))]
    if not before:
        return marker.number <= 2
    return marker.number <= before[-1] + 2


def _continues(before: _Item | None, letter: str) -> bool:
    """Whether the roman-looking `letter` is the next letter of a list: "h)", then "i)"."""
    return before is not None and len(letter) == 1 and ord(letter) == ord(before.label[-1].lower()) + 1


def _is_option(layout: Layout, spans: list[Span], place: int) -> bool:
    """A short line right below a question: "Yes", "No", "2019/20"."""
    start, end = spans[place]
    if end - start > 40 or layout.blocks[layout.block_at(start)].gap:
        return False
    return "?" not in layout.text[start:end]


def _finish(layout: Layout, items: list[_Item]) -> list[Question]:
    kept = []
    for item in items:
        if item.children and not _is_ask(layout, item):
            continue
        start, end = layout.trimmed(item.start, item.end)
        options = tuple(layout.text[a:b].strip() for a, b in item.options)
        if end > start:
            kept.append(Question(item.label, layout.text[start:end], start, end, options))
    return kept


def _is_ask(layout: Layout, item: _Item) -> bool:
    text = layout.text[item.start : item.end].strip()
    return "?" in text or (len(text) > 60 and not text.endswith(":"))


def _bullet_questions(layout: Layout, spans: list[Span]) -> tuple[Question, ...]:
    found: list[Question] = []
    introduced = False
    for place, (start, end) in enumerate(spans):
        marker = marker_at(layout.plain, start, end)
        if marker and marker.kind == "bullet" and end - marker.end > 12:
            introduced = introduced or (
                not found and place > 0 and layout.text[spans[place - 1][1] - 1] == ":"
            )
            first, last = layout.trimmed(marker.end, end)
            found.append(Question(str(len(found) + 1), layout.text[first:last], first, last))
        elif found and _FAREWELL.match(layout.plain, start, end):
            break
    asked = sum(1 for question in found if "?" in question.text or _ASKS.match(question.text.lower()))
    plain = _plain_questions(layout, spans)
    if len(found) < 2 or (asked * 2 < len(found) and plain and not introduced):
        return ()
    return tuple(found)


def _plain_questions(layout: Layout, spans: list[Span]) -> tuple[Question, ...]:
    found: list[Question] = []
    for start, end in spans:
        marker = marker_at(layout.plain, start, end)
        if marker and marker.kind == "bullet":
            if found:
                last = found[-1]
                found[-1] = replace(last, options=(*last.options, layout.text[marker.end : end].strip()))
            continue
        if found and _FAREWELL.match(layout.plain, start, end):
            if layout.plain.startswith(("if ", "please", "i "), start):
                continue
            break
        for first, last_end in layout.sentences_in(start, end):
            plain = layout.plain[first:last_end]
            asks = "?" in plain or _ASKS.match(plain) is not None
            if (
                not asks
                or _NOT_ASKED.search(plain.strip())
                or (plain.rstrip().endswith(":") and "?" not in plain)
            ):
                continue
            first, last_end = layout.trimmed(first, last_end)
            if found and _IF_SO.match(plain) and found[-1].end >= first - 2 and "?" in found[-1].text:
                before = found[-1]
                found[-1] = replace(before, text=layout.text[before.start : last_end], end=last_end)
                continue
            found.append(Question(str(len(found) + 1), layout.text[first:last_end], first, last_end))
    if found:
        return tuple(found)
    return _whole(layout, spans)


def _whole(layout: Layout, spans: list[Span]) -> tuple[Question, ...]:
    """Nothing looks like a question: the longest paragraph is what is asked."""
    bodies = [
        span
        for span in spans
        if not _FAREWELL.match(layout.plain, *span)
        and not re.match(r"dear|annwyl", layout.plain[span[0] : span[0] + 8])
    ]
    if not bodies:
        return ()
    start, end = max(bodies, key=lambda span: span[1] - span[0])
    return (Question("1", layout.text[start:end], start, end),)


__all__ = ["Question", "questions_in", "roman_value"]
