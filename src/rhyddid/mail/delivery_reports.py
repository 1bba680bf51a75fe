"""Delivery status notifications (RFC 3464): what a server says about each recipient, in fields made for machines."""

from __future__ import annotations

import re
from typing import Literal

from rhyddid.mail.mail import DeliveryReport

_FIELD = re.compile(r"^([A-Za-z][A-Za-z0-9-]*)[ \t]*:[ \t]*(.*(?:\n[ \t]+.*)*)", re.MULTILINE)
_ADDRESS = re.compile(r"[^\s<>;,\"'()@]{1,100}@[^\s<>;,\"'()@]{1,255}")
_MOST_CHARACTERS = 1_000
_BLANK = re.compile(r"\n[ \t]*\n")
Action = Literal["failed", "delayed", "delivered", "relayed", "expanded", ""]
_BY_CLASS: dict[str, Action] = {"5": "failed", "4": "delayed", "2": "delivered"}
_ACTIONS: dict[str, Action] = {
    "failed": "failed",
    "failure": "failed",
    "delayed": "delayed",
    "delivered": "delivered",
    "relayed": "relayed",
    "expanded": "expanded",
}


def read_delivery_reports(text: str) -> tuple[DeliveryReport, ...]:
    """The recipients of one message/delivery-status part."""
    reports = []
    for block in _BLANK.split(text.strip()):
        fields: dict[str, str] = {}
        for name, value in _FIELD.findall(block):
            fields.setdefault(name.lower(), " ".join(value.split()))
        recipient = _recipient(fields.get("original-recipient", "")) or _recipient(
            fields.get("final-recipient", "")
        )
        if not recipient:
            continue
        status = fields.get("status", "").split(" ")[0]
        action: Action = _ACTIONS.get(fields.get("action", "").split(" ")[0].lower().strip(";"), "")
        if not action and status:
            action = _BY_CLASS.get(status[0], "")
        reports.append(DeliveryReport(recipient, action, status, fields.get("diagnostic-code", "")))
    return tuple(reports)


def is_read_receipt(text: str) -> bool:
    """A disposition notification (RFC 8098): somebody's software says that a mail was opened or deleted."""
    return re.search(r"^disposition[ \t]*:", text, re.IGNORECASE | re.MULTILINE) is not None


def _recipient(value: str) -> str:
    found = _ADDRESS.search((value.partition(";")[2] or value)[:_MOST_CHARACTERS])
    return found.group().strip("<>") if found else ""
