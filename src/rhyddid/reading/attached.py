"""Which attachments speak for the letter: a reply that came as a file, or a sheet that holds the answers.

In: an attachment and the questions. Out: yes or no. A released policy or report speaks for itself only: its words
about exemptions and sums are not the letter's.
"""
# ruff: noqa: E501 -- the patterns are data, one form of words after another

from __future__ import annotations

import re

from rhyddid.letters.letter import Letter, LetterAttachment
from rhyddid.reading.finding import finder
from rhyddid.reading.layout import plain_form
from rhyddid.reading.request_text import Question

_GREETING = re.compile(
    r"(?m)^[ \t]*(?:dear|annwyl|a chara|good (?:morning|afternoon)|hello|hi)\b[^\n]{0,60}$"
)
_ABOUT_REQUEST = re.compile(
    r"\b(?:your (?:[a-z]+ ){0,3}(?:request|foi|e-?mail|letter|questions|enquiry)|request for information|(?:eich|'ch) cais|you (?:asked|requested)|gofynasoch|our (?:response|ref)|this (?:letter|response|notice)|ein hymateb)\b"
)
_ACCESS = re.compile(
    r"\b(?:freedom of information|foi|foia|foisa|eir|environmental information|rhyddid gwybodaeth|information act|access to information)\b"
)
_WORDS = re.compile(r"[^\W_]+")
_REPLY_NAMES = frozenset(
    {"response", "reply", "decision", "refusal", "determination", "letter", "outcome", "answer", "answers", "notice",
     "ymateb", "ateb", "llythyr", "penderfyniad"}
)  # fmt: skip
_PROMISES = finder(
    r"\b(?:please (?:find|see)[^.]{0,40}|(?:is|are) |i |we )(?:attach(?:ed)?|enclosed?)\b|\b(?:amgaeaf|atodaf|ynghlwm)\b"
)
MAX_ATTACHED_CHARACTERS = 120_000
MOST_REPLY_CHARACTERS = 40_000
"""A reply is a letter; a longer file is what it releases."""


def speaking(letter: Letter, questions: tuple[Question, ...]) -> tuple[LetterAttachment, ...]:
    """The attachments to read together with the letter's own text."""
    chosen, length = [], 0
    for attachment in letter.attachments:
        if not attachment.pages:
            continue
        size = _size(attachment)
        if length + size > MAX_ATTACHED_CHARACTERS:
            continue
        if is_letter(attachment) or _repeats(attachment, questions):
            chosen.append(attachment)
            length += size
    return tuple(chosen)


def is_letter(attachment: LetterAttachment, *, covered: bool = False) -> bool:
    """Whether its first page reads as a letter about a request. `covered`: the mail itself only says what is attached."""
    start = attachment.pages[0].text[:2500] if attachment.pages else ""
    plain = plain_form(start)
    about = len(_ABOUT_REQUEST.findall(plain))
    signs = about + (1 if _GREETING.search(start.lower()) else 0)
    return signs >= 2 and (_ACCESS.search(plain) is not None or (covered and about > 0))


def is_named_reply(attachment: LetterAttachment) -> bool:
    """Whether its file name says that it is the reply: "Final response 23-114.docx"."""
    name = _WORDS.findall(plain_form(attachment.filename or "").replace("_", " "))
    return bool(_REPLY_NAMES & set(name)) and _size(attachment) <= MOST_REPLY_CHARACTERS


def _size(attachment: LetterAttachment) -> int:
    return sum(len(page.text) for page in attachment.pages)


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
    return _PROMISES.first(plain)
