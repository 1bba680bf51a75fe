"""Words of a question that come back inside its answer: "There are 34 officers trained to fly." is no repeated question.

In: the layout, the questions and where their words were found. Out: whether they are the
question again, as question or as heading, or an answer in its words.
"""
# ruff: noqa: E501 -- the patterns are data, one form of words after another

from __future__ import annotations

import re

from rhyddid.reading.layout import Layout
from rhyddid.reading.markers import marker_at
from rhyddid.reading.request_text import Question
from rhyddid.reading.requoted import Repetition

_WORDS = re.compile(r"[^\W_]+")
_ASKED = re.compile(
    r"\b(?:you (?:have |had |also |then |further |specifically )*(?:ask|asked|request|requested|want|wanted|wish|wished|sought|seek|enquired?|inquired?|wrote|would like|said)"
    r"|your (?:request|question|query|letter|e-?mail|enquiry)|(?:the )?(?:question|request|query) (?:was|is|reads)|gofyn\w*|ofynn\w*)\b"
)
_ASKING = re.compile(
    r"(?:how|what|which|who|whom|whose|when|where|why|please|could|can|would|may|kindly|do|does|did|is|are|was|were|has|have|had|if|i|we|state|give|list|provide|supply|confirm|send|tell|faint|beth|pwy|pryd|ble|pa|sut|pam|sawl|oes|a)$"
)
_ONLY_MARKS = re.compile(
    r"[\s\"'(>\[*•-]*(?:(?:q|question|request|part|point|item)?[ .:]*\d{0,2}[a-z]?[).:\-]*)?[\s\"'*]*"
)
_LABELS = re.compile(r"\s*[)\"'*]*\s*(?:[:;\-|\t\n?]|\.\s|\.$|$)|\s{2,}")


def restates(layout: Layout, questions: tuple[Question, ...], each: Repetition) -> bool:
    """Whether these words of a question are part of a sentence that answers it."""
    question = questions[each.index]
    plain = layout.plain
    first = _WORDS.search(question.text.lower())
    if first is None or (plain.startswith(first[0], each.start) and _ASKING.match(first[0])):
        return False  # from its first word on
    block = layout.blocks[layout.block_at(each.start)]
    start, end = layout.sentence_at(each.start)
    end = min(end, block.end)
    marker = marker_at(plain, block.start, block.end)
    if marker is not None and start < marker.end <= each.start:
        start = marker.end
    if "?" in plain[each.start : end]:
        return False
    before = plain[start : each.start]
    if _ASKED.search(before) or (":" in before and not _ONLY_MARKS.fullmatch(before)):
        return False
    if _ONLY_MARKS.fullmatch(before) and _LABELS.match(layout.text, each.end, max(each.end, end)):
        return False  # a heading or a label
    rest = _WORDS.findall(plain[start : each.start]) + _WORDS.findall(plain[each.end : end])
    return len(rest) >= 1
