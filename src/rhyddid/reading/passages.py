"""Which passage of a letter answers which question.

In: the questions, the layout and the paragraph roles. Out: one `Passage` a question. The order of trust is: the words
after the repeated question; the words behind its number; a sentence that names the question; one passage for all.
"""
# ruff: noqa: E501 -- the patterns are data, one form of words after another

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from rhyddid.reading.anchors import Anchor, anchors
from rhyddid.reading.finding import finder, index_of
from rhyddid.reading.layout import Layout, Span
from rhyddid.reading.markers import marker_at
from rhyddid.reading.narrowed import narrowed
from rhyddid.reading.paragraphs import Paragraphs
from rhyddid.reading.request_text import Question
from rhyddid.reading.requoted import Repetition, repetitions
from rhyddid.reading.restated import restates
from rhyddid.reading.sequences import answers_in_sequence
from rhyddid.reading.topics import answers_by_topic

Basis = Literal[
    "after_question",
    "inside_question",
    "numbered",
    "merged",
    "named",
    "in_order",
    "topic",
    "whole_letter",
    "none",
]

_WORDS = re.compile(r"[^\W_]+")
_BEFORE_QUESTION = re.compile(
    r"(?:(?:question|quest|qn|q|part|item|point|no|cwestiwn|request|c)s?[ .:#]*)?\(?(?:\d{1,2}(?:\.\d{1,2})?|[ivx]{1,4}|[a-z])?(?: ?\(?[a-z]\)?)?[ .):\-\]\"'(•>o·]*$"
)
_LIST_SIGN = re.compile(r"(?:^|(?<=[\s.?!)\]]))\(?(?:\d{1,2}[a-z]?|[a-z]|[ivx]{1,4})[.):] *[\"'(]?$")
_OPEN_NUMBER = re.compile(r"(?:(?<=\n)|(?<=[?.] ))\d{1,2}[ \t]+$")
_ANSWER_LEAD = re.compile(
    r"[ \"'>)\]?.:;,\-•o·▪]*?(?:(?:(?:our|the|council|council's|trust|trust's|force|police|university|department|authority)? ?(?:response|answer|reply|ateb|ymateb|ein hymateb|outcome|decision)s?(?: (?:to|for))?(?: (?:q|question|cwestiwn|part|point))? ?\d{0,2}[a-z]? ?(?:is|are)?(?: as follows| below)? ?[:\-.)]+|(?:a|r|ans|resp)\d{0,2}[a-z]? ?[):.\-](?= ?\S)|\(?a\))[ \"']*)"
)
_ANSWER_ALONE = re.compile(
    r"\W*(?:(?:our|the|trust|council)\s+)?(?:answers?|responses?|reply|ateb|ymateb)(?:\s+(?:to\s+)?(?:(?:your\s+)?(?:request|question|point|part|query|item|q)\s*)?(?:no\.?\s*)?\d{1,2}[a-z]?)?[:.]?\s*\n",
    re.IGNORECASE,
)
_PUNCTUATION = re.compile(r"[ \"'>)\]?.:;,\-–•·▪]*")
_VERBS = frozenset(
    {
        "is",
        "are",
        "was",
        "were",
        "has",
        "have",
        "had",
        "attached",
        "enclosed",
        "received",
        "yes",
        "no",
        "none",
    }
)
_ROW_NUMBER = re.compile(r"\n\s*\d{1,2}[.)]?\s*\Z")
_SURELY_REPEATED = 0.8
_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
_ORDINAL = finder(
    rf"\b({'|'.join(_ORDINALS)}|last|final) (?:of (?:your|these|the|those) (?:questions|points|parts|queries|items|requests|two|three|four|five)|question|point|part|query|item|request|element|bullet|limb|matter|issue|aspect|head|thing)"
)
_SHORT_ORDINAL = finder(
    rf"\b(?:on|as for|as to|as regards|for|regarding|to|answer to|concerning|respect of|relation to|regard to|turning to) (?:your |the )?({'|'.join(_ORDINALS)}|last|final)\b(?: (?:question|point|part|query|item|request|element|bullet|limb|matter|issue|aspect|head|thing|one|of these|of them))?(?=[ ,:.;(-])"
    rf"|\b({'|'.join(_ORDINALS)}|last|final)\b(?: of (?:your|these|the|those) [a-z]+| (?:question|point|part|query|item|request|element|bullet|limb|matter|issue|aspect|head|thing|one))?,? (?:i |we |is|was|the answer|the council|cannot|can|:|-)"
    rf"|\b({'|'.join(_ORDINALS[:5])})ly\b"
)
_BARE = frozenset(each[:3] for each in (*_ORDINALS, "last", "final"))
_NAMES_QUESTIONS = finder(
    r"\b(?:part|question|q|point|item|cwestiwn|gwestiwn|rhan)s? ?\(?((?:\d{1,2}[a-z]?)(?:(?:,| and| &| to|-| a| ac) ?\(?(?:question |part |q)?\d{1,2}[a-z]?)*)"
)
_ALL_OF_THEM = finder(
    r"\b(?:in (?:answer|response|reply|respect|relation) (?:to|of)|regarding|as regards|as to|for|on|to|answers?) (both|all(?: (?:two|three|four|five|six))?)(?: of)?(?: (?:your|the|these|those))? (?:questions|points|parts|queries|limbs|items|requests)\b"
)
_COUNT = {"both": 2, "all two": 2, "all three": 3, "all four": 4, "all five": 5, "all six": 6}
_ONLY_LINK = re.compile(r"(?:\[?\d*\]?\s*https?://\S+\s*)+")
_GROUP_HEADING = re.compile(
    r"[^?]{1,90}:$|(?:section|part|question|q|cwestiwn) ?[a-z0-9]{1,3}\.?$|\(?\d{1,2}[.)]$"
)


_OPENS_LETTER = re.compile(
    r"(?:we|i|it|this|your request|the request|in (?:it|which)) (?:[a-z]+ ){0,2}(?:received|handled|dealt|considered|processed|treated|logged|asked|apolog\w+|am|are writing|is being|was)\b|you (?:asked|requested|sought|wrote|wanted)|please accept|i apolog|we apolog|(?:our|my) (?:response|reply|answers?)|under the|i am|i write"
)
_TELLS_SOMETHING = re.compile(
    r"£ ?\d|€ ?\d|(?<![\w/.,:-])(?!(?:19|20)\d\d\b)\d{1,3}(?:,\d{3})*(?![\w/:-]|\.\d|,\d| (?:january|february|march|april|may|june|july|august|september|october|november|december|working|days)\b)|\b(?:bought|paid|spent|cost|supplied by|provided by|there (?:were|are|was|is)|the (?:council|trust|board|force|university|department|authority) (?:has|had|does|did|uses|used|employs?|bought|spent|paid|holds?))\b"
)
_PART_HEADING = re.compile(
    r"(?:schedule(?: of records)?|(?:statement of )?reasons?(?: for (?:the |my |our |this )?(?:decision|refusal))?|reasoning|charges|fees|annex(?: \w)?|appendix(?: \w)?|public interest(?: test| considerations)?|evidence of harm|harm|balanc(?:e|ing) test|(?:your )?(?:review|appeal) rights|explanation of (?:the )?exemptions?|exemptions? applied|notes?|advice and assistance|duty to (?:advise|assist)[a-z ]*|glossary|legislation|additional information|further information|amserlen|rhesymau|nodiadau)[.:]?[ \t]*(?:\n|$)"
    r"|(?:re-?use|charges|copyright|fees|please note|note|licence|reasons?|harm|public interest test) ?[:–-] ",
    re.IGNORECASE,
)
_ANYTHING_ELSE = re.compile(r"\bneither\b[^.]{0,80}\bany (?:other|further|additional)\b")


@dataclass(frozen=True, slots=True)
class Passage:
    """`text[start:end]` answers question number `question` (its place in the list); empty where nothing does."""

    question: int
    start: int
    end: int
    basis: Basis


def passages(
    questions: tuple[Question, ...],
    layout: Layout,
    roles: Paragraphs,
    *,
    in_letter: bool = False,
    telling: tuple[int, ...] = (),
    giving: tuple[int, ...] = (),
) -> list[Passage]:
    """One passage for each question, in their order.

    `in_letter`: the questions' spans are the letter's own. `telling`: where the letter has words that refuse; `giving`: where
    it hands something over.
    """
    repeated = (
        _own_spans(questions)
        if in_letter
        else repetitions(questions, layout.plain, lambda each: not restates(layout, questions, each))
    )
    found: dict[int, Passage] = {}
    if repeated and (len(repeated) * 3 >= len(questions) or len(repeated) >= 3):
        found = _by_repetition(questions, repeated, layout, roles)
    if in_letter and not any(question.text for question in questions) and not any(q.start for q in questions):
        found = _by_number(questions, [], layout, roles)
        named = _by_name(questions, {}, layout, roles)
        found = named if len(named) > len(found) else found
    elif len(found) * 2 < len(questions):
        numbered = _by_number(questions, [], layout, roles)
        found = (
            numbered
            if len(numbered) > len(found)
            else {**_by_number(questions, repeated, layout, roles), **found}
        )
    else:
        for place, passage in _by_number(questions, repeated, layout, roles).items():
            found.setdefault(place, passage)
    if found and all(passage.basis == "whole_letter" for passage in found.values()):
        named = _by_name(questions, {}, layout, roles)
        found = named if len(named) * 2 > len(questions) else found
    else:
        for place, passage in _by_name(questions, found, layout, roles).items():
            found.setdefault(place, passage)
    _fill_between(questions, found, layout, roles)
    if not in_letter and len(found) < len(questions):
        sure = {each.index for each in repeated if each.share >= _SURELY_REPEATED}
        kept = {place: passage for place, passage in found.items() if place in sure}
        rows = _flattened(questions, kept, sure, layout, roles)
        if len(kept) + len(rows) > len(found):
            found = {**kept, **rows}
    if not found and len(questions) > 1 and not in_letter:
        found = _flattened(questions, {}, set(), layout, roles)
    if not found and len(questions) > 1 and not in_letter:
        found = _by_number(questions, repeated, layout, roles, open_too=True)
    if not found and len(questions) > 1:
        found = _list_in_order(questions, layout, roles)
    if not found and not in_letter:
        sequence = answers_in_sequence(len(questions), layout, roles)
        if sequence and not any(place < sequence[0][0] for place in telling):
            found = {place: Passage(place, *span, "in_order") for place, span in enumerate(sequence)}
    if not in_letter and len(found) * 5 < len(questions) * 4:
        by_topic = answers_by_topic(questions, layout, roles, telling)
        if len(by_topic) > len(found):
            found = {place: Passage(place, *span, "topic") for place, span in by_topic.items()}
    if not found:
        whole = whole_answer(layout, roles, [(each.start, each.end) for each in repeated], telling)
        if whole:
            whole = narrowed(layout, whole, questions, telling, giving)
            found = {place: Passage(place, *whole, "whole_letter") for place in range(len(questions))}
    return [found.get(place, Passage(place, 0, 0, "none")) for place in range(len(questions))]


def _flattened(
    questions: tuple[Question, ...],
    found: dict[int, Passage],
    repeated: set[int],
    layout: Layout,
    roles: Paragraphs,
) -> dict[int, Passage]:
    """Rows of a table that was flattened line by line: the question's words in order, the answer's strewn among them."""
    rows: dict[int, Span] = {}
    position = layout.blocks[roles.body_first].start if roles.body_first < len(layout.blocks) else 0
    asked = [_WORDS.findall(question.text.lower()) for question in questions]
    starts: dict[int, int] = {}
    for place, words in enumerate(asked):
        if place in found:
            position = max(position, found[place].end)
        if place in found or place in repeated:
            continue
        begin = (
            re.compile(r"\W+".join(map(re.escape, words[:3]))).search(layout.plain, position)
            if len(words) > 5
            else None
        )
        if begin:
            starts[place], position = begin.start(), begin.end()
    bounds = sorted([*starts.values(), *(passage.start for passage in found.values())])
    for place, start in starts.items():
        end = min([_stop(layout, roles, start), *(bound for bound in bounds if bound > start)])
        given = _WORDS.findall(layout.plain[start:end])
        if end - start > 4 * len(questions[place].text) + 300 or not _in_order_within(asked[place], given):
            continue
        row_number = _ROW_NUMBER.search(layout.text, start, end)  # of the next row
        rows[place] = layout.trimmed(start, row_number.start() if row_number else end)
    return {place: Passage(place, *span, "inside_question") for place, span in rows.items()}


def _in_order_within(asked: list[str], given: list[str]) -> bool:
    """Whether most of the words asked stand in order among the words given, and others besides."""
    matcher = difflib.SequenceMatcher(None, asked, given, autojunk=False)
    shared = sum(block.size for block in matcher.get_matching_blocks())
    return shared >= 0.85 * len(asked) and len(given) > len(asked) + 1


def _list_in_order(questions: tuple[Question, ...], layout: Layout, roles: Paragraphs) -> dict[int, Passage]:
    """A list of as many bullets as there are questions."""
    runs: list[list[Span]] = [[]]
    for number in range(roles.body_first, roles.body_end):
        block = layout.blocks[number]
        marker = marker_at(layout.plain, block.start, block.end)
        if marker is None or marker.kind != "bullet":
            runs.append([])
        else:
            runs[-1].append((marker.end, block.end))
    for run in runs:
        if len(run) == len(questions):
            return {
                place: Passage(place, *layout.trimmed(*span), "in_order") for place, span in enumerate(run)
            }
    return {}


def _own_spans(questions: tuple[Question, ...]) -> list[Repetition]:
    return [Repetition(place, q.start, q.end, 1.0) for place, q in enumerate(questions) if q.end > q.start]


def _by_repetition(
    questions: tuple[Question, ...], repeated: list[Repetition], layout: Layout, roles: Paragraphs
) -> dict[int, Passage]:
    starts = [
        _mark_start(layout, each, repeated[place - 1].end if place else 0)
        for place, each in enumerate(repeated)
    ]
    ends = [_question_end(layout, each, questions[each.index]) for each in repeated]
    gaps: list[Span] = []
    numbers = [question.number.lower() for question in questions]
    for place, each in enumerate(repeated):
        limit = starts[place + 1] if place + 1 < len(repeated) else None
        stop = limit if limit is not None else _stop(layout, roles, ends[place])
        block = layout.block_at(each.start)
        if (
            roles.roles[block] == "introduction"
        ):  # the introduction names what was asked; the answer comes after it
            ends[place] = max(ends[place], layout.blocks[block].end)
        gap = _answer_in(layout, questions[each.index], ends[place], max(stop, ends[place]))
        gaps.append(_without_parent_heading(layout, gap, numbers))
    filled = [end > start for start, end in gaps]
    if len(repeated) > 1 and not any(filled[:-1]):
        return _after_block(questions, repeated, ends[-1], layout, roles)
    found: dict[int, Passage] = {}
    lengths: list[int] = []
    for place, each in enumerate(repeated):
        start, end = gaps[place]
        if not filled[place]:
            inside = _inside(layout, each, questions[each.index])
            if inside:
                found[each.index] = Passage(each.index, *inside, "inside_question")
            elif place + 1 < len(repeated) and filled[place + 1] and not questions[each.index].options:
                found[each.index] = Passage(each.index, *gaps[place + 1], "merged")
            continue
        if place + 1 == len(repeated):
            end = _last_end(layout, start, end, lengths)
        else:
            lengths.append(layout.block_at(end - 1) - layout.block_at(start) + 1)
        found[each.index] = Passage(each.index, start, end, "after_question")
    return found


def _without_parent_heading(layout: Layout, gap: Span, numbers: list[str]) -> Span:
    """A gap without the heading "2. Retention" under which the questions 2a and 2b stand."""
    start, end = gap
    if end <= start:
        return gap
    last = layout.blocks[layout.block_at(end - 1)]
    marker = marker_at(layout.plain, max(last.start, start), end)
    if marker is None or marker.kind != "number" or not marker.closed or end - marker.end > 80:
        return gap
    label = marker.labels[0]
    if label in numbers or not any(number.startswith(label) for number in numbers):
        return gap
    return layout.trimmed(start, max(start, last.start))


def _mark_start(layout: Layout, repetition: Repetition, floor: int) -> int:
    """The start of the question with the number before it."""
    plain = layout.plain
    block = layout.blocks[layout.block_at(repetition.start)]
    begin = max(block.start, floor)
    if _BEFORE_QUESTION.fullmatch(plain, begin, repetition.start):
        start = begin
        above = layout.block_at(repetition.start) - 1
        if above >= 0 and layout.blocks[above].start >= floor:
            heading = plain[layout.blocks[above].start : layout.blocks[above].end]
            if re.fullmatch(
                r"(?:question|q|cwestiwn|request|part) ?\(?[a-z]?\d{0,2}[a-z]?\)?[.:]?|\d{1,2}[a-z]?[.)]",
                heading.strip(),
            ):
                start = layout.blocks[above].start
        return start
    near = max(begin, repetition.start - 12)
    sign = _LIST_SIGN.search(plain, near, repetition.start) or _OPEN_NUMBER.search(
        layout.text, near, repetition.start
    )
    return sign.start() if sign else repetition.start


def _question_end(layout: Layout, repetition: Repetition, question: Question) -> int:
    """The end of the repeated question with its closing sign."""
    end = repetition.end
    plain = layout.plain
    if question.text.rstrip().endswith("?") and "?" not in plain[max(repetition.start, end - 2) : end]:
        mark = plain.find("?", end, min(len(plain), end + 60))
        if mark >= 0 and "\n\n" not in layout.text[end:mark]:
            end = mark + 1
    elif repetition.share < 1.0:
        mark = plain.find("?", end, min(len(plain), end + 25))
        if mark >= 0:
            end = mark + 1
    while end < len(plain) and layout.text[end] in "?.!:;,)*\"”’'":
        end += 1
    return end


def _answer_in(layout: Layout, question: Question, start: int, stop: int) -> Span:
    """The answer's own words in the gap `start:stop`: without its mark, unanswered options and the next heading."""
    plain = layout.plain
    start, stop = layout.trimmed(start, stop)
    alone = _ANSWER_ALONE.match(layout.text, start, stop)
    start = alone.end() if alone else start
    lead = _ANSWER_LEAD.match(plain, start, stop)
    start = lead.end() if lead else start
    options = {" ".join(_WORDS.findall(option.lower())) for option in question.options}
    start, stop = layout.trimmed(start, stop)
    position, kept_from = start, start
    unchanged = True
    while options and position < stop and unchanged:
        line_end = layout.text.find("\n", position, stop)
        line_end = stop if line_end < 0 else line_end
        block_end = min(stop, layout.blocks[layout.block_at(position)].end)
        for end in dict.fromkeys((line_end, block_end)):
            words = " ".join(_WORDS.findall(plain[position:end]))
            if words in options or not words:
                position = kept_from = min(end + 1, stop)
                break
        else:
            unchanged = False
    start, stop = layout.trimmed(kept_from, stop)
    lead = _ANSWER_LEAD.match(plain, start, stop)
    if lead:
        start = lead.end()
    signs = _PUNCTUATION.match(plain, start, stop)
    if signs and signs.end() < stop and layout.text[start : signs.end()].strip(" -–:?).\n\xa0"):
        pass
    elif signs:
        start = signs.end()
    while stop > start:
        block = layout.blocks[layout.block_at(stop - 1)]
        first = max(block.start, start)
        text = plain[first:stop].strip()
        if first == start and not re.fullmatch(r"\W*", text):
            break
        if (first > start and (_GROUP_HEADING.fullmatch(text) or _is_question_heading(text))) or re.fullmatch(
            r"\W*", text
        ):
            _, stop = layout.trimmed(start, first)
            if first <= start:
                return start, start
            continue
        break
    start, stop = layout.trimmed(start, stop)
    if _ONLY_LINK.fullmatch(layout.text, start, stop):
        return start, start
    return start, stop


def _is_question_heading(text: str) -> bool:
    return (
        re.fullmatch(r"(?:you(?:r)? (?:asked|request|question)s?|question|request)\b[^.?]{0,40}", text)
        is not None
    )


def _inside(layout: Layout, repetition: Repetition, question: Question) -> Span | None:
    """An answer typed into the question: the words of its repetition that the question does not have."""
    asked = _WORDS.findall(question.text.lower())
    given = [
        (m[0], m.start(), m.end()) for m in _WORDS.finditer(layout.plain, repetition.start, repetition.end)
    ]
    if len(given) <= len(asked):
        return None
    matcher = difflib.SequenceMatcher(None, asked, [word for word, _, _ in given], autojunk=False)
    added = [(j1, j2) for tag, _, _, j1, j2 in matcher.get_opcodes() if tag == "insert"]
    if not added:
        return None
    first, last = max(added, key=lambda span: span[1] - span[0])
    start, end = given[first][1], given[last - 1][2]
    while start > repetition.start and layout.text[start - 1] in "£$€c.~":
        start -= 1
    return layout.trimmed(start, end)


def _after_block(
    questions: tuple[Question, ...], repeated: list[Repetition], end: int, layout: Layout, roles: Paragraphs
) -> dict[int, Passage]:
    """The questions stand together; the answers follow, numbered, in the same order, or as one."""
    stop = _stop(layout, roles, end, strict=True)
    numbered = anchors(layout, [question.number for question in questions], end, stop, [])
    covered = {place for anchor in numbered for place in anchor.questions}
    if len(covered) * 2 >= len(questions) or (numbered and len(covered) >= 2):
        return _from_anchors(numbered, layout, roles, questions)
    start, stop_whole = _answer_in(layout, Question("", "", 0, 0), end, _stop(layout, roles, end))
    blocks = [
        number
        for number in range(layout.block_at(start), layout.block_at(max(start, stop_whole - 1)) + 1)
        if roles.roles[number] not in ("heading_answer", "lead_in", "introduction")
        and layout.blocks[number].start >= start
    ]
    if len(blocks) == len(questions) > 1:
        return {
            place: Passage(
                place, max(start, layout.blocks[number].start), layout.blocks[number].end, "in_order"
            )
            for place, number in enumerate(blocks)
        }
    whole = whole_answer(layout, roles, [(0, end)])
    if whole is None and stop_whole > start:
        whole = (start, stop_whole)
    if whole is None:
        return {}
    return {place: Passage(place, *whole, "whole_letter") for place in range(len(questions))}


def _by_number(
    questions: tuple[Question, ...],
    repeated: list[Repetition],
    layout: Layout,
    roles: Paragraphs,
    *,
    open_too: bool = False,
) -> dict[int, Passage]:
    if not roles.roles:
        return {}
    first = layout.blocks[roles.body_first].start if roles.body_first < len(layout.blocks) else 0
    last = layout.blocks[roles.body_end].start if roles.body_end < len(layout.blocks) else len(layout.text)
    taken = [(each.start, each.end) for each in repeated]
    numbers = [question.number for question in questions]
    if len(numbers) < 2:
        return {}
    found = anchors(
        layout, numbers, first, last, taken, bare=not any(q.text for q in questions), open_too=open_too
    )
    usable = [anchor for anchor in found if not any(a - 6 <= anchor.content <= b for a, b in taken)]
    where = {each.index: each.start for each in repeated}
    if repeated:
        usable = [anchor for anchor in usable if _in_order(anchor, where)]
    elif len({place for anchor in usable for place in anchor.questions}) < 2 and not any(
        a.named for a in usable
    ):
        return {}
    return _from_anchors(usable, layout, roles, questions, where)


def _in_order(anchor: Anchor, where: dict[int, int]) -> bool:
    """Whether an anchor stands between the repetitions of the questions before and after its own."""
    first, last = anchor.questions[0], anchor.questions[-1]
    before = [start for index, start in where.items() if index < first]
    after = [start for index, start in where.items() if index > last]
    return ((not before or anchor.start > max(before)) and (not after or anchor.start < min(after))) or not (
        set(anchor.questions) & set(where)
    )


def _from_anchors(
    found: list[Anchor],
    layout: Layout,
    roles: Paragraphs,
    questions: tuple[Question, ...],
    repeated_at: dict[int, int] | None = None,
) -> dict[int, Passage]:
    result: dict[int, Passage] = {}
    lengths: list[int] = []
    for number, anchor in enumerate(found):
        limit = found[number + 1].start if number + 1 < len(found) else _stop(layout, roles, anchor.content)
        others = [at for place, at in (repeated_at or {}).items() if place not in anchor.questions]
        limit = min([limit, *(at for at in others if at > anchor.content)])
        content = _after_asked(layout, anchor.content, limit)
        content = _after_heading(layout, content, limit, questions[anchor.questions[0]])
        start, end = _answer_in(layout, questions[anchor.questions[0]], content, max(limit, content))
        if number + 1 == len(found):
            end = _last_end(layout, start, end, lengths)
        elif end > start:
            lengths.append(layout.block_at(end - 1) - layout.block_at(start) + 1)
        if end > start:
            for place in anchor.questions:
                result[place] = Passage(place, start, end, "numbered")
    return result


def _after_asked(layout: Layout, start: int, limit: int) -> int:
    """Past the question that stands, in other words, before its answer."""
    mark = layout.plain.find("?", start, min(limit, start + 400))
    if mark < 0 or not layout.text[mark + 1 : limit].strip():
        return start
    first = layout.sentences_in(start, limit)[:1]
    return mark + 1 if first and first[0][1] >= mark else start


def _after_heading(layout: Layout, start: int, limit: int, question: Question) -> int:
    """Past a first block that only says the question again, shortened: "1. Number of complaints"."""
    block = layout.blocks[layout.block_at(start)]
    if not question.text or block.end - start > len(question.text) + 12:
        return start
    if block.end >= limit or not layout.text[block.end : limit].strip():
        return start
    said = _WORDS.findall(layout.plain[start : block.end])
    asked = set(_WORDS.findall(question.text.lower()))
    tells = any(word not in asked and (word[0].isdigit() or word in _VERBS) for word in said)
    if tells or (layout.plain[block.end - 1] == "." and not question.text.endswith(".")):
        return start
    if len(said) >= 2 and sum(1 for word in said if word in asked) >= 0.65 * len(said):
        return block.end
    return start


def _by_name(
    questions: tuple[Question, ...], found: dict[int, Passage], layout: Layout, roles: Paragraphs
) -> dict[int, Passage]:
    """Sentences that name a question: "Records 26-28 answer Part 4 of your request"."""
    missing = {
        question.number.lower(): place for place, question in enumerate(questions) if place not in found
    }
    if not missing or len(questions) < 2:
        return {}
    taken = [(passage.start, passage.end) for passage in found.values()]
    places = {number: place for place, number in enumerate(_ORDINALS)}
    named: dict[int, Passage] = {}
    ordinals = [each for each in (_SHORT_ORDINAL, _ORDINAL) if each.first(layout.plain)]
    all_of_them = _ALL_OF_THEM.first(layout.plain) is not None
    if not ordinals and not all_of_them and not _NAMES_QUESTIONS.first(layout.plain):
        return {}
    may_name = index_of(layout.plain).may_begin
    for number in range(roles.body_first, roles.body_end):
        block = layout.blocks[number]
        if not ordinals and not all_of_them and not may_name(_NAMES_QUESTIONS, block.start, block.end):
            continue
        if roles.roles[number] == "closing" or any(a <= block.start < b for a, b in taken):
            continue
        said: dict[int, int] = {}  # question -> where the words about it begin
        for match in _NAMES_QUESTIONS.all(layout.plain, block.start, block.end):
            for label in _listed(match[1]):
                place = missing.get(label)
                if place is not None:
                    said.setdefault(place, match.start())
        short = (
            [
                match.start() - (4 if layout.plain.endswith("the ", 0, match.start()) else 0)
                for match in _SHORT_ORDINAL.all(layout.plain, block.start, block.end)
                if match[0][:3] not in _BARE
                or match[0].endswith("ly")
                or layout.plain.endswith(("the ", "your "), 0, match.start())
            ]
            if ordinals
            else []
        )
        several = len(short) > 1 or short[:1] == [block.start]
        for ordinal in (_SHORT_ORDINAL if several else _ORDINAL, _ORDINAL) if ordinals else ():
            for match in ordinal.all(layout.plain, block.start, block.end):
                if not several and match.start() > block.start + 90:
                    continue
                word = next(group for group in match.groups() if group)
                bare = match[0].startswith(word) and not match[0].startswith(f"{word}ly")
                if bare and not layout.plain.endswith(("the ", "your "), 0, match.start()):
                    continue  # "last week", and not "the last I cannot answer"
                place = len(questions) - 1 if word in ("last", "final", "olaf") else places.get(word, -1)
                if 0 <= place < len(questions) and place not in found:
                    said.setdefault(place, match.start())
        together = _ALL_OF_THEM.first(layout.plain, block.start, block.end)
        if together and _COUNT.get(together[1], len(questions)) == len(questions):
            for place in missing.values():
                said.setdefault(place, together.start())
        starts = sorted({layout.sentence_at(position)[0] for position in said.values()})
        for place, position in said.items():
            first = layout.sentence_at(position)[0]
            # one question a sentence: each has its own; else the paragraph is about them all
            apart = len(starts) == len(said) > 1
            start = first if apart or roles.roles[number] == "introduction" else block.start
            end = next((other for other in starts if other > first), block.end) if apart else block.end
            named.setdefault(place, Passage(place, *layout.trimmed(start, end), "named"))
    return _run_on(named, layout, roles)


def _run_on(named: dict[int, Passage], layout: Layout, roles: Paragraphs) -> dict[int, Passage]:
    """Each named passage with the short blocks that stand between it and the next."""
    ordered = sorted(named.values(), key=lambda each: each.start)
    for each, after in pairwise(ordered):
        between = range(layout.block_at(max(each.start, each.end - 1)) + 1, layout.block_at(after.start))
        if not between or after.question != each.question + 1:  # of a question passed over in between
            continue
        end = layout.blocks[between[-1]].end
        if end - each.end < 500 and all(roles.roles[number] == "body" for number in between):
            named[each.question] = Passage(each.question, each.start, end, "named")
    return named


def _fill_between(
    questions: tuple[Question, ...], found: dict[int, Passage], layout: Layout, roles: Paragraphs
) -> None:
    """A question passed over between two named ones has the one paragraph that stands between theirs."""
    for place in range(1, len(questions) - 1):
        before, after = found.get(place - 1), found.get(place + 1)
        if (
            place in found
            or before is None
            or after is None
            or before.basis != "named"
            or after.basis != "named"
        ):
            continue
        between = [
            number
            for number in range(layout.block_at(before.end - 1) + 1, layout.block_at(after.start))
            if roles.roles[number] not in ("closing", "heading_answer", "heading_question")
        ]
        if len(between) == 1:
            block = layout.blocks[between[0]]
            found[place] = Passage(place, block.start, block.end, "named")


def _listed(text: str) -> list[str]:
    labels = re.findall(r"\d{1,2}[a-z]?", text)
    if (
        re.search(r"\d ?(?:to|-) ?\d", text)
        and len(labels) == 2
        and labels[0].isdigit()
        and labels[1].isdigit()
    ):
        return [str(n) for n in range(int(labels[0]), int(labels[1]) + 1)]
    return labels


def _stop(layout: Layout, roles: Paragraphs, position: int, *, strict: bool = False) -> int:
    """Where an answer that begins at `position` ends at the latest. `strict`: only at the farewell or its like."""
    if not layout.blocks:
        return len(layout.text)
    first = layout.block_at(position)
    told = layout.blocks[first].end - position > 3
    for number in range(first, len(layout.blocks)):
        block = layout.blocks[number]
        if block.start < position or (number == first and block.start <= position):
            continue
        role = roles.roles[number]
        if not strict and number > first and _heads_another_part(layout.text[block.start : block.end]):
            return block.start
        if (
            role == "letter_wide"
            and number > first
            and told
            and _ANYTHING_ELSE.search(layout.plain, block.start, block.end)
        ):
            return block.start
        if role in ("closing", "greeting") or (
            not strict and told and number > first + 1 and role == "legal"
        ):
            return block.start
        told = told or role not in ("heading_answer", "heading_question")
    return layout.blocks[-1].end


def _heads_another_part(text: str) -> bool:
    """A heading after the answers: "REASONS FOR DECISION", "Schedule", "Re-use:"."""
    if _PART_HEADING.match(text):
        return True
    words = re.findall(r"[A-Za-z]{2,}", text)
    return len(words) >= 2 and len(text) < 90 and text.upper() == text and not re.search(r"\d|£", text)


def _last_end(layout: Layout, start: int, end: int, lengths: list[int]) -> int:
    """The end of the last answer: no more paragraphs than the longest before it, lists apart."""
    if len(lengths) < 2:
        return end
    limit = max(lengths)
    first = layout.block_at(start)
    last = layout.block_at(max(start, end - 1))
    if last - first + 1 <= limit:
        return end
    stop = first + limit - 1
    while stop < last and re.match(
        r" *[•▪·●○*-]|\d{4}", layout.plain[layout.blocks[stop + 1].start : layout.blocks[stop + 1].end]
    ):
        stop += 1
    return min(end, layout.blocks[stop].end)


def whole_answer(
    layout: Layout, roles: Paragraphs, taken: list[Span], telling: tuple[int, ...] = ()
) -> Span | None:
    """The one passage that answers: the body without introduction, headings, repeated questions, law and closing."""
    from_block = roles.body_first
    heads = [
        number for number in range(from_block, roles.body_end) if roles.roles[number] == "heading_answer"
    ]
    if heads:
        from_block = heads[-1] + 1 if heads[-1] + 1 < roles.body_end else heads[-1]
    for number in range(from_block, min(from_block + 4, roles.body_end)):
        block = layout.blocks[number]
        if roles.roles[number] == "introduction" and not any(
            block.start <= place < block.end for place in telling
        ):
            from_block = number + 1
    chosen: list[int] = []
    told_in_opening: int | None = None
    for number in range(roles.body_first, min(from_block + 1, roles.body_end)):
        told = _told_in_opening(layout, roles, number)
        if told is not None and not heads:
            told_in_opening, from_block = told, number
            chosen.append(number)
            break
    for number in range(from_block + len(chosen), roles.body_end):
        block = layout.blocks[number]
        role = roles.roles[number]
        if any(a <= block.start + 3 < b for a, b in taken) or role in (
            "heading_question",
            "heading_answer",
            "greeting",
        ):
            if chosen:
                break
            continue
        tells = [place for place in telling if block.start <= place < block.end]
        if role == "introduction" and not chosen and not tells:
            continue
        if role == "lead_in" and not chosen and block.end - block.start < 140 and number + 1 < roles.body_end:
            continue
        if role == "legal" and chosen:
            break
        if role == "legal" and not tells:
            continue
        chosen.append(number)
        if layout.blocks[chosen[-1]].end - layout.blocks[chosen[0]].start > 1500:
            break
    if not chosen:
        return None
    chosen = _up_to_decision(layout, chosen, telling)
    start = layout.blocks[chosen[0]].start
    if told_in_opening is not None:
        refuses = [
            layout.sentence_at(place)[0] for place in telling if start <= place < layout.blocks[chosen[0]].end
        ]
        start = min([told_in_opening, *refuses])
    elif roles.roles[chosen[0]] == "introduction":
        start = layout.sentence_at(min(place for place in telling if place >= start))[0]
    return layout.trimmed(start, layout.blocks[chosen[-1]].end)


_GIVES_TOO = re.compile(
    r"\b(?:attach\w*|enclos\w*|(?:we|i) can (?:provide|give)|outside (?:of )?the act|please (?:find|see)|as follows|below)\b"
)


def _up_to_decision(layout: Layout, chosen: list[int], telling: tuple[int, ...]) -> list[int]:
    """A refusal without the reasons that go on for paragraphs after it: up to the block that decides."""
    deciding = [
        number
        for number in chosen
        if any(layout.blocks[number].start <= place < layout.blocks[number].end for place in telling)
        and layout.blocks[number].end - layout.blocks[number].start > 70
    ]
    if not deciding or deciding[0] == chosen[-1]:
        return chosen
    last = deciding[0]
    rest = layout.plain[layout.blocks[last].end : layout.blocks[chosen[-1]].end]
    if _GIVES_TOO.search(rest):
        return chosen
    return chosen[: chosen.index(last) + 1]


def _told_in_opening(layout: Layout, roles: Paragraphs, number: int) -> int | None:
    """Where, after "Thank you for …", the same paragraph already answers: its first sentence with a sum or a number."""
    if roles.roles[number] != "introduction":
        return None
    for start, end in layout.sentences_of(number)[1:]:
        plain = layout.plain[start:end]
        if _OPENS_LETTER.match(plain):
            continue
        return start if _TELLS_SOMETHING.search(plain) else None
    return None
