"""The Letter: what `reading` reads. Everything a reply says, as text with offsets, and nothing about what it means."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

FoldReason = Literal["quote", "forward", "original_message", "disclaimer", "signature"]
MailKind = Literal["letter", "automatic_reply", "bounce", "delay_notice", "spam"]


@dataclass(frozen=True)
class FoldedSpan:
    """`text[start:end]` of the letter that is not its author's own new words, and why."""

    start: int
    end: int
    why: FoldReason


@dataclass(frozen=True)
class LetterPage:
    """One page of an attachment; `number` counts from 1."""

    number: int
    text: str


@dataclass(frozen=True)
class LetterAttachment:
    """One file that came with the letter. `sha256` names its bytes; `pages` is empty where no text could be read."""

    sha256: str
    filename: str | None
    content_type: str
    size: int
    pages: tuple[LetterPage, ...] = ()


@dataclass(frozen=True)
class Letter:
    """`text` is the whole main text, folds included; the document's text where the letter is the document.

    `mail_kind` is None where the letter did not come as mail. `subject` and `sent_at` are the mail's own headers.
    """

    text: str
    folded: tuple[FoldedSpan, ...] = ()
    attachments: tuple[LetterAttachment, ...] = ()
    mail_kind: MailKind | None = None
    subject: str | None = None
    sender: str | None = None
    sent_at: dt.datetime | None = None
    defects: tuple[str, ...] = ()

    @property
    def own_text_spans(self) -> tuple[tuple[int, int], ...]:
        """The spans of `text` between the folds, in order."""
        spans, position = [], 0
        for fold in sorted(self.folded, key=lambda fold: fold.start):
            if fold.start > position:
                spans.append((position, fold.start))
            position = max(position, fold.end)
        if position < len(self.text):
            spans.append((position, len(self.text)))
        return tuple(spans)
