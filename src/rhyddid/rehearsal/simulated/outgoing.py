"""What a carrier is given, and what it gives back: one letter on its way into a mail."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import format_datetime
from typing import Literal

from rhyddid.mail.mail import Address
from rhyddid.rehearsal.simulated.authorities import Authority
from rhyddid.rehearsal.simulated.letter_blocks import Block, Table
from rhyddid.rehearsal.simulated.persona import Persona
from rhyddid.rehearsal.simulated.request_mail import RequestMail

# names the mail as simulated to whoever looks at its source
MARK = {"X-Rhyddid-Rehearsal": "simulated"}


@dataclass(frozen=True)
class Outgoing:
    """`blocks` is the letter with its notice; `cover` the short words that go with an attached one.

    `answers` are the answers' words by question number, for carriers that type them into our request.
    """

    authority: Authority
    persona: Persona
    request: RequestMail
    sent_at: dt.datetime
    message_id: str
    subject: str
    in_reply_to: tuple[str, ...]
    references: tuple[str, ...]
    language: Literal["en", "cy"]
    reference: str
    notice: str
    blocks: tuple[Block, ...]
    cover: tuple[Block, ...]
    answers: Mapping[str, str]
    answer_table: Table
    small_print: tuple[str, ...]

    @property
    def sender(self) -> Address:
        """The information office; the name says that it is simulated."""
        return Address(f"{self.persona.office}, {self.authority.name} (simulated)", self.authority.foi_email)

    @property
    def to(self) -> Address:
        return Address("", self.request.reply_to)

    @property
    def headers(self) -> dict[str, str]:
        """The headers of a mail built by hand, threading included."""
        headers = {
            "From": f'"{self.sender.name}" <{self.sender.address}>',
            "To": f"<{self.to.address}>",
            "Subject": self.subject,
            "Date": format_datetime(self.sent_at),
            "Message-ID": self.message_id,
        }
        if self.in_reply_to:
            headers["In-Reply-To"] = " ".join(self.in_reply_to)
        if self.references:
            headers["References"] = "\r\n ".join(self.references)
        return headers | {"Accept-Language": "en-GB", "MIME-Version": "1.0"} | MARK

    @property
    def file_stem(self) -> str:
        """A file name without its ending, made of the case's number."""
        return "Response " + "".join(char if char.isalnum() else "-" for char in self.reference)


@dataclass(frozen=True)
class Carried:
    """The mail, where in it the letter's words stand, and the files that a reader should find in it."""

    raw: bytes
    answers_in: Literal["body", "attachment", "inner_message"] = "body"
    attachments: tuple[str, ...] = ()
    automatic: bool = False
