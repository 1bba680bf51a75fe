"""One message's bytes to a `Mail`: tree, headers, body, files, kind and folds. Any bytes give an answer.

Never raises: what is odd stands in `defects`, what passes a limit is left out and said so.
"""

from __future__ import annotations

import time

from rhyddid.mail import addresses, defects, outlook_msg, tnef
from rhyddid.mail.bodies import Contents, read_contents, read_outlook_contents
from rhyddid.mail.classify import can_reply, classify
from rhyddid.mail.defects import Defects
from rhyddid.mail.fold import fold
from rhyddid.mail.headers import decode_value, parse_date, parse_message_id, parse_message_ids
from rhyddid.mail.html_text import coloured_lines
from rhyddid.mail.limits import Limits
from rhyddid.mail.mail import Address, Body, Fold, Mail
from rhyddid.mail.outlook_item import OutlookItem
from rhyddid.mail.tree import Part, PartBudget, parse_tree

_RECIPIENT_HEADERS = ("bcc", "envelope-to", "delivered-to", "x-original-to", "x-envelope-to",
                      "resent-to", "resent-cc", "x-rcpt-to", "x-forwarded-to")  # fmt: skip
_QUOTING = frozenset({"quote", "forward", "original_message"})
_DEFAULT = Limits()


def parse(raw: bytes, *, limits: Limits = _DEFAULT) -> Mail:
    """The mail in `raw`: a message as it came over SMTP, or an Outlook .msg, .oft or winmail.dat file."""
    found = Defects()
    deadline = time.monotonic() + limits.seconds
    if len(raw) > limits.message_bytes:
        found.add(defects.TOO_LARGE)
        raw = raw[: limits.message_bytes]
    if not raw.strip(b" \t\r\n\0"):
        found.add(defects.EMPTY)
    budget = PartBudget(limits.parts)
    item = _outlook(raw, found)
    if item is not None:
        root = parse_tree(_internet_headers(item), limits, found, budget)
        contents = read_outlook_contents(item, limits, found, budget, deadline)
    else:
        root = parse_tree(raw, limits, found, budget)
        if not root.headers:
            found.add(defects.NO_HEADERS)
        contents = read_contents(root, limits, found, budget, deadline)
    return _mail(root, contents, limits, found)


def _outlook(raw: bytes, found: Defects) -> OutlookItem | None:
    if outlook_msg.is_outlook_msg(raw):
        return outlook_msg.read_outlook_msg(raw, found)
    if raw.startswith(tnef.SIGNATURE):
        return tnef.read_tnef(raw, found)
    return None


def _internet_headers(item: OutlookItem) -> bytes:
    """The headers that Outlook kept; where it kept none, the ones its properties give."""
    kept = item.headers.replace("\r\n", "\n").strip("\n")
    if kept:
        lines = [line for line in kept.split("\n") if line.strip()]
        # the content headers describe a body that is no longer there
        safe = [line for line in lines if not line.lower().startswith("content-")]
        return "\n".join(safe).encode("utf-8", "replace") + b"\n\n"
    named = [
        ("From", _mailbox(item.sender_name, item.sender_address)),
        ("To", ", ".join(_mailbox(*pair) for pair in item.to)),
        ("Cc", ", ".join(_mailbox(*pair) for pair in item.cc)),
        ("Subject", item.subject),
        ("Date", item.date.isoformat() if item.date else ""),
        ("Message-ID", item.message_id),
    ]
    lines = [f"{name}: {' '.join(value.split())}" for name, value in named if value.strip()]
    return "\n".join(lines).encode("utf-8", "replace") + b"\n\n"


def _mailbox(name: str, address: str) -> str:
    quoted = '"' + name.replace("\\", "").replace('"', "") + '"' if name else ""
    return f"{quoted} <{address}>" if address else quoted


def _mail(root: Part, contents: Contents, limits: Limits, found: Defects) -> Mail:
    # headers that every filter adds are no defect of the letter: only those that are read count
    quiet = Defects()
    headers = tuple((name, decode_value(value, quiet)) for name, value in root.headers)
    by_name: dict[str, list[str]] = {}
    for name, value in headers:
        by_name.setdefault(name.lower(), []).append(value)
    sender = _sender(root, limits, found)
    reply_to = _addresses(root, "reply-to", limits, found)
    to = _addresses(root, "to", limits, found)
    cc = _addresses(root, "cc", limits, found)
    recipients = _recipients(root, (*to, *cc), limits)
    subject_raw = root.header("subject")
    subject = decode_value(subject_raw, found) if subject_raw else ""
    body = Body(contents.text, contents.html, _folded(contents))
    transport = classify(
        headers=by_name,
        subject=subject,
        sender=sender,
        recipients=recipients,
        text=contents.text,
        shown=body.shown,
        content_type=root.content_type,
        report_texts=contents.reports,
        returned_message_id=_returned(contents, "message-id"),
        returned_to=[value for value in [_returned(contents, "to")] if value],
    )
    date_raw = root.header("date")
    id_raw = root.header("message-id")
    return Mail(
        message_id=parse_message_id(id_raw, found) if id_raw else None,
        subject=subject,
        sender=sender,
        reply_to=reply_to,
        to=to,
        cc=cc,
        recipients=recipients,
        date=parse_date(date_raw, found) if date_raw else None,
        kind=transport.kind,
        failed_recipients=transport.failed_recipients,
        can_reply=can_reply(headers=by_name, sender=sender, reply_to=reply_to, kind=transport.kind),
        in_reply_to=_ids(root, "in-reply-to", found),
        references=_ids(root, "references", found),
        body=body,
        attachments=tuple(contents.attachments),
        defects=found.found(),
        headers=headers,
        delivery_reports=transport.reports,
        returned_message_id=transport.returned_message_id,
    )


def _folded(contents: Contents) -> tuple[Fold, ...]:
    """The folds; lines that the HTML shows in a colour of their own stay out of quotes."""
    folded = fold(contents.text)
    if contents.html and any(one.why in _QUOTING for one in folded):
        typed = coloured_lines(contents.html)
        if typed:
            return fold(contents.text, typed=typed)
    return folded


def _sender(root: Part, limits: Limits, found: Defects) -> Address | None:
    values = root.header_all("from")
    if len(values) > 1:
        found.add(defects.SEVERAL_FROM)
    candidates: list[Address] = []
    for value in [*values, *root.header_all("sender")]:
        candidates += addresses.parse_addresses(value, found, limit=limits.addresses)
        if candidates and "@" in candidates[0].address:
            return candidates[0]
    if not any("@" in candidate.address for candidate in candidates):
        found.add(defects.NO_SENDER)
    return candidates[0] if candidates else None


def _addresses(root: Part, name: str, limits: Limits, found: Defects) -> tuple[Address, ...]:
    mailboxes: list[Address] = []
    for value in root.header_all(name):
        mailboxes += addresses.parse_addresses(value, found, limit=limits.addresses)
    return tuple(mailboxes[: limits.addresses])


def _recipients(root: Part, known: tuple[Address, ...], limits: Limits) -> tuple[str, ...]:
    """Every address that this message was sent to, as far as any header tells."""
    quiet = Defects()
    named = [mailbox.address for mailbox in known if "@" in mailbox.address]
    for name in _RECIPIENT_HEADERS:
        for value in root.header_all(name):
            mailboxes = addresses.parse_addresses(value, quiet, limit=limits.addresses)
            named += [mailbox.address for mailbox in mailboxes if "@" in mailbox.address]
    for value in root.header_all("received"):
        named += addresses.addresses_in_received(value)
    return addresses.unique(named[: limits.addresses])


def _ids(root: Part, name: str, found: Defects) -> tuple[str, ...]:
    ids: list[str] = []
    for value in root.header_all(name):
        ids += parse_message_ids(value, found)
    return tuple(dict.fromkeys(ids))


def _returned(contents: Contents, name: str) -> str | None:
    """A header of the message that a bounce brought back."""
    for headers in contents.returned:
        for key, value in headers:
            if key.lower() == name:
                decoded = decode_value(value, Defects())
                if name != "message-id":
                    return decoded
                return parse_message_id(value, Defects())
    return None
