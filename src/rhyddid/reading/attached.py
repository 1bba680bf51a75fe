"""Which attachments speak for the letter: a reply that came as a file, or a sheet that holds the answers.

In: an attachment and the questions. Out: yes or no. A released policy or report speaks for itself only: its words
about exemptions and sums are not the letter's.
"""
# ruff: noqa: E501 -- the patterns are data, one form of words after another

from __future__ import annotations

import re

from rhyddid.letters.letter import Letter, LetterAttachment
from rhyddid.reading.layout import plain_form
from rhyddid.reading.request_text import Question

_LETTER = re.compile(
    r"\b(?:dear|annwyl|a chara)\b[^\n]{0,60}|\b(?:your (?:request|freedom|foi|e-?mail|letter|questions)|request for information|eich cais|you (?:asked|requested)|our (?:response|ref))\b"
)
_ACCESS = re.compile(
    r"\b(?:freedom of information|foi|foia|foisa|eir|environmental information|rhyddid gwybodaeth|information act|access to information)\b"
)
_WORDS = re.compile(r"[^\W_]+")
MAX_ATTACHED_CHARACTERS = 120_000


def speaking(letter: Letter, questions: tuple[Question, ...]) -> tuple[LetterAttachment, ...]:
    """The attachments to read together with the letter's own text."""
    chosen, length = [], 0
    for attachment in letter.attachments:
        if not attachment.pages:
            continue
        size = sum(len(page.text) for page in attachment.pages)
        if length + size > MAX_ATTACHED_CHARACTERS:
            continue
        if _is_letter(attachment) or _repeats(attachment, questions):
            chosen.append(attachment)
            length += size
    return tuple(chosen)


def _is_letter(attachment: LetterAttachment) -> bool:
    start = plain_form(attachment.pages[0].text[:2500])
    return len(_LETTER.findall(start)) >= 2 and _ACCESS.search(start) is not None


def _repeats(attachment: LetterAttachment, questions: tuple[Question, ...]) -> bool:
    """Whether it repeats some of the questions: the first words of one, in a row."""
    text = " ".join(_WORDS.findall(plain_form("\n".join(page.text for page in attachment.pages)))[:20_000])
    for question in questions:
        words = _WORDS.findall(plain_form(question.text))[:6]
        if len(words) >= 4 and " ".join(words) in text:
            return True
    return False


def promises_attachment(plain: str) -> re.Match[str] | None:
    """Where the letter says that something is attached."""
    return re.search(
        r"\b(?:please (?:find|see)[^.]{0,40}|(?:is|are) |i |we )(?:attach(?:ed)?|enclosed?)\b|\b(?:amgaeaf|atodaf|ynghlwm)\b",
        plain,
    )
