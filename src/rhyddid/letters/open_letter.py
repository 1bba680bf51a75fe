"""Bytes or text to one Letter: plain text, mail, PDF, Word, HTML and the rest, each told by its content."""

from __future__ import annotations

from rhyddid.documents.read_document import read_document
from rhyddid.letters.letter import Letter


class UnreadableLetter(Exception):
    """A letter could not be read: says what is wrong, where, and what to do."""


def open_letter(data: bytes, *, filename: str | None = None) -> Letter:
    """The letter in `data`. Raises `UnreadableLetter` where there is nothing to read in it."""
    document = read_document(data, filename=filename)
    if not document.text.strip():
        raise UnreadableLetter(f"{filename or 'the letter'} holds no text")
    return letter_from_text(document.text)


def letter_from_text(text: str) -> Letter:
    """The letter whose whole text is `text`."""
    return Letter(text=text)
