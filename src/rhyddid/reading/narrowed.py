"""The one passage that answers the whole letter's questions, without the talk before it and the remarks after it.

In: the passage, the questions, where the letter refuses (`telling`) or hands over (`giving`). Out: a narrower span. A
sentence tells something if it refuses, hands over, or has what was asked for: a sum, a number, a day, a name, yes or no.
Sentences that tell nothing are left off at the beginning; paragraphs that tell nothing, at the end.
"""

from __future__ import annotations

import re

from rhyddid.reading.layout import Layout, Span
from rhyddid.reading.request_text import Question
from rhyddid.reading.topics import kinds_asked, tells_kind, topic_words

_CONTRAST = re.compile(r"\W*(?:however|but|although|though|unfortunately|nevertheless|fodd bynnag|ond)\b")
_FIGURE = re.compile(r"(?<![\w.,])[£€$]?\d[\d,.]*")


def narrowed(
    layout: Layout,
    span: Span,
    questions: tuple[Question, ...],
    telling: tuple[int, ...],
    giving: tuple[int, ...],
) -> Span:
    """The part of `span` that tells something; all of it where nothing in it does."""
    start, end = span
    sentences = [each for each in layout.sentences_in(start, end) if each[1] > each[0]]
    if len(sentences) < 2:
        return span
    told = _told(layout, sentences, questions, telling, giving)
    if not any(told):
        return span
    first_told = told.index(True)
    while first_told and _CONTRAST.match(layout.plain, sentences[first_told][0], sentences[first_told][1]):
        first_told -= 1  # "We hold it. However, …"
    start_told = sentences[first_told][0]
    if any(
        start_told <= place < sentences[first_told][1] for place in telling
    ):  # with the reasons right before it
        start_told = max(start, layout.blocks[layout.block_at(start_told)].start)
    last_told = len(told) - 1 - told[::-1].index(True)
    last_block = layout.block_at(sentences[last_told][0])
    return layout.trimmed(start_told, min(end, layout.blocks[last_block].end))


def tells(
    layout: Layout,
    span: Span,
    questions: tuple[Question, ...],
    telling: tuple[int, ...],
    giving: tuple[int, ...],
) -> bool:
    """Whether anything in `span` tells something of what was asked, in words that the question has too: this decides whether
    a letter answers at all, and a short sentence about something else must not.
    """
    return any(_told(layout, layout.sentences_in(*span), questions, telling, giving, on_topic=True))


def _told(
    layout: Layout,
    sentences: list[Span],
    questions: tuple[Question, ...],
    telling: tuple[int, ...],
    giving: tuple[int, ...],
    *,
    on_topic: bool = False,
) -> list[bool]:
    kinds = {kind for question in questions for kind in kinds_asked(question.text.lower())}
    wanted = frozenset(word for question in questions for word in topic_words(question.text.lower()))
    told = []
    for first, last in sentences:
        refuses = any(first <= place < last for place in telling)
        gives = any(first <= place < last for place in giving)
        said = any(tells_kind(layout, first, last, kind) for kind in kinds)
        shared = len(wanted & topic_words(layout.plain[first:last]))
        row = not on_topic and (last - first < 60 or len(_FIGURE.findall(layout.plain, first, last)) >= 2)
        told.append(refuses or gives or (said and (shared > 0 or row or (not on_topic and len(wanted) < 2))))
    return told
