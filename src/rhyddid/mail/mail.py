"""The vocabulary of mail: what one message is once it has been read.

Values only; `rhyddid.mail.parse` makes them from bytes, everything above the mail room reads them.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

FoldReason = Literal["quote", "forward", "original_message", "disclaimer", "signature"]
MailKind = Literal["letter", "automatic_reply", "bounce", "delay_notice", "spam"]


@dataclass(frozen=True, slots=True)
class Address:
    """One mailbox: `name` as shown (may be empty), `address` with its domain in lower case."""

    name: str
    address: str

    @property
    def domain(self) -> str:
        """What stands behind the last @, or an empty string."""
        return self.address.rpartition("@")[2].lower() if "@" in self.address else ""

    def to_json(self) -> dict[str, str]:
        """As in the printed shape."""
        return {"name": self.name, "address": self.address}


@dataclass(frozen=True, slots=True)
class Fold:
    """`text[start:end]` is not the author's own new words; `why` says what it is."""

    start: int
    end: int
    why: FoldReason

    def to_json(self) -> dict[str, object]:
        """As in the printed shape."""
        return {"start": self.start, "end": self.end, "why": self.why}


@dataclass(frozen=True, slots=True)
class Body:
    """The main body as text, the HTML it came with (as sent: sanitise before showing), and what is folded."""

    text: str
    html: str | None = None
    folded: tuple[Fold, ...] = ()

    @property
    def shown(self) -> str:
        """`text` without the folded spans."""
        return without_folds(self.text, self.folded)

    def to_json(self) -> dict[str, object]:
        """As in the printed shape."""
        return {"text": self.text, "shown": self.shown, "folded": [fold.to_json() for fold in self.folded]}


@dataclass(frozen=True, slots=True)
class MailAttachment:
    """One file. `inside` names the message or archive it was taken out of: its subject or file name."""

    filename: str | None
    content_type: str
    data: bytes
    sha256: str
    inside: str | None = None
    content_id: str | None = None

    @property
    def size(self) -> int:
        """In bytes."""
        return len(self.data)

    def to_json(self) -> dict[str, object]:
        """As in the printed shape: all but the bytes."""
        return {
            "filename": self.filename,
            "content_type": self.content_type,
            "size": self.size,
            "sha256": self.sha256,
            "inside": self.inside,
        }


@dataclass(frozen=True, slots=True)
class DeliveryReport:
    """What a mail server said about one recipient, in the words of RFC 3464; empty where unsaid."""

    recipient: str
    action: Literal["failed", "delayed", "delivered", "relayed", "expanded", ""]
    status: str
    diagnostic: str


@dataclass(frozen=True, slots=True)
class Mail:
    """One message. `headers` are all of its own, decoded, in order; `returned_message_id` is for bounces."""

    message_id: str | None
    subject: str
    sender: Address | None
    reply_to: tuple[Address, ...]
    to: tuple[Address, ...]
    cc: tuple[Address, ...]
    recipients: tuple[str, ...]
    date: dt.datetime | None
    kind: MailKind
    failed_recipients: tuple[str, ...]
    can_reply: bool
    in_reply_to: tuple[str, ...]
    references: tuple[str, ...]
    body: Body
    attachments: tuple[MailAttachment, ...]
    defects: tuple[str, ...]
    headers: tuple[tuple[str, str], ...]
    delivery_reports: tuple[DeliveryReport, ...] = ()
    returned_message_id: str | None = None

    def header(self, name: str) -> str | None:
        """The first header of that name (case does not matter), or None."""
        wanted = name.lower()
        return next((value for key, value in self.headers if key.lower() == wanted), None)

    def header_all(self, name: str) -> tuple[str, ...]:
        """Every header of that name, topmost first."""
        wanted = name.lower()
        return tuple(value for key, value in self.headers if key.lower() == wanted)

    def to_json(self, file: str) -> dict[str, object]:
        """What `rhyddid mail parse` prints."""
        return {
            "file": file,
            "message_id": self.message_id,
            "subject": self.subject,
            "from": self.sender.to_json() if self.sender else None,
            "reply_to": [address.to_json() for address in self.reply_to],
            "to": [address.to_json() for address in self.to],
            "cc": [address.to_json() for address in self.cc],
            "recipients": list(self.recipients),
            "date": self.date.isoformat() if self.date else None,
            "kind": self.kind,
            "failed_recipients": list(self.failed_recipients),
            "can_reply": self.can_reply,
            "in_reply_to": list(self.in_reply_to),
            "references": list(self.references),
            "body": self.body.to_json(),
            "attachments": [attachment.to_json() for attachment in self.attachments],
            "defects": list(self.defects),
        }


def without_folds(text: str, folded: tuple[Fold, ...]) -> str:
    """`text` minus the folded spans (which are ordered and disjoint)."""
    kept, position = [], 0
    for fold in folded:
        kept.append(text[position : fold.start])
        position = fold.end
    kept.append(text[position:])
    return "".join(kept)
