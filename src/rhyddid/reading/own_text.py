"""Which part of a letter is its author's own: the folds of the mail room, or, for bare text, the marks of quoted mail.

In: a Letter. Out: spans of its text. Quoted mail starts at a header block, "Original Message" or "On … wrote:" and goes
on to the end, since authorities answer on top; a quote that holds answers typed inside is the mail room's to see.
"""
# ruff: noqa: E501 -- the patterns are data, one form of words after another

from __future__ import annotations

import re

from rhyddid.letters.letter import Letter
from rhyddid.reading.layout import Span

_QUOTE_STARTS = re.compile(
    r"^[ \t>*]*(?:"
    r"(?:from|oddi wrth|o|ó)\s*:[^\n]*\n(?:[^\n]*\n){0,2}?[ \t>*]*(?:sent|date|anfonwyd|dyddiad|to|at|seolta)\s*:"
    r"|-{2,}\s*(?:original message|forwarded message|neges wreiddiol)\s*-{2,}"
    r"|on [^\n]{6,120}\n?[^\n]{0,80}\bwrote:\s*$"
    r"|ar [^\n]{6,120}\n?[^\n]{0,80}\bysgrifennodd[^\n]{0,40}:\s*$"
    r"|show quoted sections\s*$|dangos adrannau a ddyfynnir\s*$"
    r"|(?:this (?:e-?mail|email|message)|the information (?:contained )?in this (?:e-?mail|email|message))\b[^\n]{0,60}"
    r"(?:attachment|confidential|intended|transmitted|may contain|is private|and any)"
    r"|references\s*\n\s*visible links\s*$"
    r"|\*(?:\s\*){10,}\s*$"
    r")",
    re.IGNORECASE | re.MULTILINE,
)
_SIGN_OFF = re.compile(
    r"yours (?:sincerely|faithfully|truly)|(?:kind|best|warm)(?:est)? (?:regards|wishes)|regards|yn gywir|cofion|cyfarchion|thank you|dear ",
    re.IGNORECASE,
)
_FAREWELL = re.compile(
    r"^[ \t]*(?:yours? (?:sincerely|faithfully|truly)|(?:kind|best|warm)(?:est)? (?:regards|wishes)|regards|yn gywir|yr eiddoch|cofion)",
    re.IGNORECASE | re.MULTILINE,
)
_BELOW = re.compile(
    r"\b(?:below|underneath|isod|(?:in|into) your (?:e-?mail|message|text|request)|in red|in blue|in bold)\b",
    re.IGNORECASE,
)
_TO_BODY = re.compile(
    r"^[ \t]*(?:dear|annwyl)\b[^\n]{0,60}\b(?:council|police|constabulary|trust|university|board|authority|department|ministry|service|agency|office|commission|college|cyngor|heddlu|prifysgol|bwrdd|freedom of information|foi)\b[^\n]{0,30}$",
    re.IGNORECASE | re.MULTILINE,
)
_ANSWER_LIKE = re.compile(r"\w")


def own_spans(letter: Letter) -> tuple[Span, ...]:
    """The spans of the letter's text that its author wrote for it; all of it where nothing tells otherwise."""
    spans = _with_quotes_between(letter) if letter.folded else _before_quotes(letter)
    return _before_the_request(letter.text, spans)


def _before_the_request(text: str, spans: tuple[Span, ...]) -> tuple[Span, ...]:
    """Without the request that stands, unmarked, below the farewell: "Dear Council, …"."""
    for match in _TO_BODY.finditer(text):
        if not _BELOW.search(text, 0, match.start()) and _FAREWELL.search(text, 0, match.start()):
            return tuple((start, min(end, match.start())) for start, end in spans if start < match.start())
    return spans


def _before_quotes(letter: Letter) -> tuple[Span, ...]:
    text = letter.text
    start = text.find("\n", len(text) - len(text.lstrip()))  # a letter does not begin with its own quote
    for match in _QUOTE_STARTS.finditer(text, max(0, start)):
        if _SIGN_OFF.search(text, 0, match.start()):
            return ((0, match.start()),)
    return ((0, len(text)),)


_MOST_QUOTED = 700


def _with_quotes_between(letter: Letter) -> tuple[Span, ...]:
    """The own spans, and with them the short quotes that answers stand between: "> 1. Who …?" and below it a name."""
    own = letter.own_text_spans
    last = max((start for start, end in own if _ANSWER_LIKE.search(letter.text, start, end)), default=0)
    kept = [
        (fold.start, fold.end)
        for fold in letter.folded
        if fold.why == "quote"
        and fold.end <= last
        and fold.end - fold.start <= _MOST_QUOTED
        and own
        and fold.start > own[0][0]
    ]
    return tuple(sorted((*own, *kept)))


def quoted_text(letter: Letter) -> str:
    """What is not the letter's own: where the request may stand when nobody gave it."""
    position, pieces = 0, []
    for start, end in own_spans(letter):
        pieces.append(letter.text[position:start])
        position = end
    pieces.append(letter.text[position:])
    return "\n".join(piece for piece in pieces if piece.strip())
