"""The text that answers: the letter's own words with what is attached to them, or, under a covering note, the attachment.

In: a Letter and the questions. Out: a `ToRead`. "Response attached." decides nothing: what it covers is read as the
letter, and only days and references that are missing there are taken from the note.
"""
# ruff: noqa: E501 -- the patterns are data, one form of words after another

from __future__ import annotations

import re
from dataclasses import dataclass

from rhyddid.letters.letter import Letter, LetterAttachment
from rhyddid.reading.attached import is_letter, is_named_reply, speaking
from rhyddid.reading.cues import cue_table, hits
from rhyddid.reading.layout import Layout, lay_out
from rhyddid.reading.own_text import own_spans
from rhyddid.reading.paragraphs import paragraphs
from rhyddid.reading.reading_text import ReadingText, attached_text, reading_text
from rhyddid.reading.request_text import Question
from rhyddid.reading.requoted import repetitions

MOST_NOTE_CHARACTERS = 700
"""Of a covering note between greeting and farewell; a longer one says something itself."""
_ATTACHED = re.compile(
    r"\b(?:attach(?:ed|ment|ments|ing)?|enclos(?:ed|ure|ing|e)|appended|ynghlwm|amgaeaf|amgaeir|atodaf|atodir|atodwyd|atodiad)\b"
)
_REPLY_ATTACHED = re.compile(
    r"\b(?:response|responses|reply|letter|decision|determination|refusal notice|answers?|outcome|correspondence|ymateb|hymateb|ateb|hateb|llythyr|penderfyniad)\b"
    r"[^.;\n]{0,60}\b(?:attached|enclosed|appended|attachment|ynghlwm)\b"
    r"|\b(?:attach(?:ed|ing)?|enclos(?:e|ed|ing)|attachment|ynghlwm|amgaeaf|amgaeir|atodaf|atodir|atodwyd)\b[^.;\n]{0,40}\b(?:response|responses|reply|letter|decision|determination|refusal notice|answers?|outcome|correspondence|ymateb|hymateb|ateb|hateb|llythyr|penderfyniad)\b"
)
_SAYS_ITSELF = frozenset(
    {"not_held", "neither_confirm_nor_deny", "cost_limit", "vexatious", "exempt", "redacted", "clarification"}
)


@dataclass(frozen=True, slots=True)
class ToRead:
    """What is read as the letter; the covering note apart from it; and whether the reply itself could not be read."""

    source: ReadingText
    note: ReadingText | None = None
    reply_unread: bool = False


def to_read(letter: Letter, questions: tuple[Question, ...]) -> ToRead:
    """The letter's words and attached answers as one text, or what a covering note covers."""
    chosen = speaking(letter, questions)
    if not letter.attachments or not _may_cover(letter):
        return ToRead(reading_text(letter, chosen))
    own = reading_text(letter)
    layout = lay_out(own.text)
    if not _covers(layout, questions):
        return ToRead(reading_text(letter, chosen))
    replies = _replies(letter, chosen)
    if replies:
        return ToRead(attached_text((*replies, *(each for each in chosen if each not in replies))), own)
    return ToRead(own, None, reply_unread=_REPLY_ATTACHED.search(layout.plain) is not None)


def _may_cover(letter: Letter) -> bool:
    """A cheap look first: a long letter is no covering note."""
    return sum(end - start for start, end in own_spans(letter)) < 4 * MOST_NOTE_CHARACTERS + 1200


def _covers(layout: Layout, questions: tuple[Question, ...]) -> bool:
    """Whether these words only say that something is attached."""
    if not _ATTACHED.search(layout.plain) or not layout.blocks:
        return False
    roles = paragraphs(layout)
    end = layout.blocks[roles.body_end].start if roles.body_end < len(layout.blocks) else len(layout.plain)
    start = layout.blocks[roles.body_first].start if roles.body_first < len(layout.blocks) else 0
    if end - start > MOST_NOTE_CHARACTERS:
        return False
    if any(
        hit.sense in _SAYS_ITSELF and start <= hit.start < end
        for hit in hits(cue_table("decisions"), layout.plain)
    ):
        return False
    return not repetitions(questions, layout.plain)


def _replies(letter: Letter, chosen: tuple[LetterAttachment, ...]) -> tuple[LetterAttachment, ...]:
    """The attached letters; else the one file whose name says that it is the reply; else what repeats the questions."""
    letters = tuple(each for each in letter.attachments if each.pages and is_letter(each, covered=True))
    if letters:
        return letters
    named = tuple(each for each in letter.attachments if each.pages and is_named_reply(each))
    return named if len(named) == 1 else chosen
