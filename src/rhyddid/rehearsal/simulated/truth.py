"""What a simulated reply really says, kept beside it so that the reading of a rehearsal can be scored."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class QuestionTruth:
    """`values` are VALUEs as `rhyddid read` prints them, without evidence; `text` is the answer's own
    words, empty where the letter decides all in one go."""

    number: str
    decision: str
    text: str = ""
    values: tuple[Mapping[str, str], ...] = ()
    provisions: tuple[str, ...] = ()


@dataclass(frozen=True)
class Truth:
    """`kind`, `outcome` and the decisions are named as `rhyddid read` names them.

    `languages` has two where the letter says everything in both. `answers_in` tells where the deciding words stand:
    the mail's own text, the attachment `attachments[0]`, or a message inside the mail.
    """

    kind: str
    mail_kind: Literal["letter", "automatic_reply", "bounce"]
    outcome: str | None
    languages: tuple[Literal["en", "cy"], ...]
    law: str
    reference: str | None
    received_on: dt.date | None
    decided_on: dt.date | None
    deadline_stated: dt.date | None
    questions: tuple[QuestionTruth, ...]
    relied_on: tuple[str, ...]
    neither_confirm_nor_deny: bool
    answers_in: Literal["body", "attachment", "inner_message"]
    attachments: tuple[str, ...]


@dataclass(frozen=True)
class Reply:
    """`envelope_from` is empty for automatic mail, as RFC 3834 and RFC 3464 have it."""

    raw: bytes
    kind: str
    truth: Truth
    envelope_from: str
    envelope_to: str
