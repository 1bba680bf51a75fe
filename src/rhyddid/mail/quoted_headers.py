"""Where a quoted or forwarded mail begins without quote marks: header blocks and separator lines.

Outlook, Exchange, Lotus Notes, Apple Mail, Gmail and Thunderbird, in English and in Welsh, and the bilingual labels
of Welsh bodies (`From/Oddi wrth:`). Lines in, the marks found out.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from rhyddid.mail.fold_lines import Line

_FROM = r"from|oddi\s?wrth|anfonwr|o"
_SENT = r"sent|date|received|anfonwyd|dyddiad|derbyniwyd|sent\s+on|date\s+sent"
_TO = r"to|at|i|cc|bcc|copi|copi\s+at|reply-to|ateb\s+i"
_SUBJECT = r"subject|re|pwnc|testun|ynghylch|parthed"
_OTHER = (
    r"importance|priority|attachments?|atodiad(?:au)?|sensitivity|pwysigrwydd|flag\s+status|categories"
    r"|sent\s+by|organi[sz]ation"
)
_DECORATION = r"[ \t]*[*_]{0,2}[ \t]*"
_PREFIX = r"^[ \t>|]*"


def _label(names: str) -> re.Pattern[str]:
    """A label line: `From:`, `*From:*`, `From :`, `From/Oddi wrth:`, also with the colon inside the stars."""
    bilingual = rf"(?:{names})(?:\s?[/|]\s?(?:{names}))?"
    return re.compile(rf"{_PREFIX}{_DECORATION}(?:{bilingual}){_DECORATION}:{_DECORATION}", re.IGNORECASE)


_FROM_LABEL = _label(_FROM)
_SENT_LABEL = _label(_SENT)
_TO_LABEL = _label(_TO)
_SUBJECT_LABEL = _label(_SUBJECT)
_ANY_LABEL = _label("|".join((_FROM, _SENT, _TO, _SUBJECT, _OTHER)))
_ON_ONE_LINE = re.compile(
    r"^[ \t>]*(?:from|oddi wrth)\s*:.{1,300}?\b(?:sent|date|anfonwyd|dyddiad)\s*:.{1,200}?\b(?:to|at|i)\s*:"
    r".{0,400}?\b(?:subject|pwnc|testun)\s*:",
    re.IGNORECASE,
)
_ORIGINAL = re.compile(
    r"^[ \t>]*[-_=*]{2,}\s*(?:original\s+(?:message|e-?mail|appointment)|neges\s+wreiddiol|e-bost\s+gwreiddiol"
    r"|original\s+message\s*/\s*neges\s+wreiddiol|reply\s+message|reply\s+above\s+this\s+line)\s*[-_=*]{2,}[ \t]*$"
    r"|^[ \t>]*(?:original\s+message\s+follows|this\s+is\s+a\s+copy\s+of\s+the\s+message,\s+including\s+all\s+the"
    r"\s+headers).{0,20}$",
    re.IGNORECASE,
)
_FORWARD = re.compile(
    r"^[ \t>]*[-_=*]{2,}\s*(?:forwarded\s+(?:message|by|e-?mail)|forwarded\s+by\b.{0,200}|begin\s+forwarded\s+message"
    r"|neges\s+(?:wedi'?i?\s+)?(?:hanfon|anfonwyd)\s+ymlaen"
    r"|anfonwyd\s+ymlaen(?:\s+gan\b.{0,200})?)\s*[-_=*]*[ \t]*:?[ \t]*$"
    r"|^[ \t>]*(?:begin\s+forwarded\s+message|dechrau\s+neges\s+a\s+anfonwyd\s+ymlaen"
    r"|neges\s+a\s+anfonwyd\s+ymlaen)\s*:[ \t]*$",
    re.IGNORECASE,
)
_END_MARK = re.compile(
    r"^[ \t]*[-_=*]{2,}\s*(?:end\s+(?:of\s+)?(?:original|forwarded)\s+(?:message|e-?mail)"
    r"|diwedd\s+y?\s*neges.{0,30})\s*[-_=*]{2,}",
    re.IGNORECASE,
)
_DATE_BIT = re.compile(
    r"\b\d{1,4}[/.-]\d{1,2}[/.-]\d{2,4}\b|\b\d{1,2}:\d{2}\b|\b(?:19|20)\d\d\b"
    r"|\b(?:mon|tue|wed|thu|fri|sat|sun|llun|maw|mer|iau|gwe|sad|sul)\w*\b",
    re.IGNORECASE,
)
_NAMES_A_MAILBOX = re.compile(r"@|\[mailto:|<[^>]*>|\[[^\]]*email[^\]]*\]", re.IGNORECASE)
_LOTUS_TO = re.compile(
    r"\b\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}\s+\d{1,2}:\d{2}(?::\d\d)?(?:\s*[AP]M)?\s{2,}(?:To|At|I)\b",
    re.IGNORECASE,
)
_LOTUS_CC = re.compile(r"^\s*(?:cc|copi)\b", re.IGNORECASE)
_LOTUS_SUBJECT = re.compile(r"^\s*(?:subject|pwnc|testun)\b", re.IGNORECASE)
_LOTUS_TO_ALONE = re.compile(r"^\s*(?:To|At|I)\s*$")
_LOTUS_CC_ALONE = re.compile(r"^\s*(?:cc|copi)\s*$", re.IGNORECASE)
_LOTUS_SUBJECT_ALONE = re.compile(r"^\s*(?:Subject|Pwnc|Testun)\s*$")
_LOTUS_ABOVE = re.compile(
    r"@|\bsent\s+by\b|\brespond\s+to\b|\breply\s+to\b|ymateb\s+i|anfonwyd", re.IGNORECASE
)
_LOTUS_LINES = 9
_GROUPWISE = re.compile(r"^[ \t]*>>>\s*.{1,200}\d{1,2}[/.]\d{1,2}[/.]\d{2,4}.{0,40}>>>[ \t]*$")
_LABEL_LINES_AHEAD = 14
_WRAPPED_LINES = 6


@dataclass(frozen=True, slots=True)
class QuotedMail:
    """A quoted mail begins at `line`; its content at `content`. `sender` is the From value, if any."""

    line: int
    content: int
    why: Literal["original_message", "forward"]
    sender: str = ""


def quoted_mails(lines: list[Line]) -> list[QuotedMail]:
    """Every place where a quoted mail begins, in order."""
    found: list[QuotedMail] = []
    number = 0
    while number < len(lines):
        mark = _mark_at(lines, number)
        if mark is None:
            number += 1
            continue
        found.append(mark)
        number = max(mark.content, number + 1)
    return found


def is_end_mark(line: Line) -> bool:
    """`----- End of original message -----`."""
    return bool(_END_MARK.match(line.text))


def _mark_at(lines: list[Line], number: int) -> QuotedMail | None:
    text = lines[number].text
    if not text or len(text) > 2_000:
        return None
    if _LOTUS_TO_ALONE.match(text):
        return _lotus_labels_alone(lines, number)
    if ":" not in text and "--" not in text and "__" not in text and "==" not in text and "**" not in text:
        return None
    if _FORWARD.match(text):
        content, sender = _headers_after(lines, number + 1)
        return QuotedMail(number, content, "forward", sender)
    if _ORIGINAL.match(text):
        content, sender = _headers_after(lines, number + 1)
        return QuotedMail(number, content, "original_message", sender)
    if ">>>" in text and _GROUPWISE.match(text):
        return QuotedMail(number, number + 1, "original_message", text)
    if _ON_ONE_LINE.match(text):
        return QuotedMail(_with_rule_above(lines, number), number + 1, "original_message", text[:200])
    if _FROM_LABEL.match(text):
        end = _header_block(lines, number)
        if end is not None:
            sender = _FROM_LABEL.sub("", text).strip()
            return QuotedMail(_with_rule_above(lines, number), end, "original_message", sender)
    if "  " in text and _LOTUS_TO.search(text):
        ahead = lines[number + 1 : number + 8]
        if any(_LOTUS_CC.match(line.text) for line in ahead) and any(
            _LOTUS_SUBJECT.match(line.text) for line in ahead
        ):
            start = number - 1 if number and not lines[number - 1].blank else number
            end = number + 2 + max(i for i, line in enumerate(ahead) if _LOTUS_SUBJECT.match(line.text))
            return QuotedMail(start, end, "original_message", lines[start].text)
    return None


def _lotus_labels_alone(lines: list[Line], number: int) -> QuotedMail | None:
    """Notes' table flattened: name and date, then `To`, `cc` and `Subject`, each on a line of its own."""
    subject = next(
        (
            at
            for at in range(number + 1, min(number + _LOTUS_LINES, len(lines)))
            if _LOTUS_SUBJECT_ALONE.match(lines[at].text)
        ),
        None,
    )
    if subject is None or not any(_LOTUS_CC_ALONE.match(line.text) for line in lines[number:subject]):
        return None
    start = None
    dated = False
    for above in range(number - 1, max(number - _LOTUS_LINES, -1), -1):
        line = lines[above]
        if line.blank:
            continue
        about_time = len(line.text) < 40 and _DATE_BIT.search(line.text) is not None
        if not about_time and not (len(line.text) < 120 and _LOTUS_ABOVE.search(line.text)):
            break
        dated = dated or about_time
        start = above
    if start is None or not dated:
        return None
    return QuotedMail(start, min(subject + 2, len(lines)), "original_message", lines[start].text)


def _headers_after(lines: list[Line], number: int) -> tuple[int, str]:
    """Past the header block that follows a separator, if one does."""
    ahead = number
    while ahead < len(lines) and lines[ahead].blank and ahead < number + 3:
        ahead += 1
    if ahead < len(lines) and _ANY_LABEL.match(lines[ahead].text):
        end = _header_block(lines, ahead, after_separator=True)
        if end is not None:
            sender = next(
                (_FROM_LABEL.sub("", line.text) for line in lines[ahead:end] if _FROM_LABEL.match(line.text)),
                "",
            )
            return end, sender.strip()
    return number, ""


def _header_block(lines: list[Line], number: int, *, after_separator: bool = False) -> int | None:
    """Where the header block ends, or None where it is none.

    It needs a sender and two more of date, recipient and subject: a letter may well have a line "To:" or "Re:" of
    its own.
    """
    kinds: set[str] = set()
    last = number
    dated = _NAMES_A_MAILBOX.search(lines[number].text) is not None
    position = number
    wrapped = 0
    labels = 0
    while position < len(lines) and position < number + _LABEL_LINES_AHEAD + wrapped:
        line = lines[position]
        kind = _kind(line.text)
        if kind:
            if kind in kinds and kind == "from":
                break
            kinds.add(kind)
            labels += 1
            last = position
            wrapped = 0
            dated = dated or bool(_DATE_BIT.search(line.text) and kind == "sent")
            if kind == "subject":
                last = _after_wrapped_subject(lines, position)
        elif line.blank:
            # Lotus and some HTML set each header apart by a blank line
            following = position + 1
            if following >= len(lines) or not _kind(lines[following].text):
                break
        else:
            if "subject" in kinds and not _label_soon(lines, position):
                break
            wrapped += 1
            if wrapped > _WRAPPED_LINES:
                break
        position += 1
    has_from = "from" in kinds or after_separator
    others = len(kinds & {"sent", "to", "subject"})
    if has_from and (others >= 2 and (dated or after_separator or others == 3)):
        return last + 1
    return None


def _kind(text: str) -> str | None:
    if ":" not in text[:60]:
        return None
    if not _ANY_LABEL.match(text):
        return None
    for kind, pattern in (
        ("from", _FROM_LABEL),
        ("sent", _SENT_LABEL),
        ("subject", _SUBJECT_LABEL),
        ("to", _TO_LABEL),
    ):
        if pattern.match(text):
            return kind
    return "other"


def _label_soon(lines: list[Line], position: int) -> bool:
    return any(_kind(line.text) for line in lines[position + 1 : position + 3] if not line.blank)


def _after_wrapped_subject(lines: list[Line], position: int) -> int:
    """A long subject goes on in the next line: short, without a greeting, before a blank line or a greeting."""
    if len(lines[position].text) < 60 or position + 1 >= len(lines):
        return position
    following = lines[position + 1].text
    if following.strip() and len(following) < 60 and not _GREETING.match(following):
        after = lines[position + 2] if position + 2 < len(lines) else None
        if after is None or after.blank or _GREETING.match(after.text) or _kind(after.text):
            return position + 1
    return position


_GREETING = re.compile(
    r"^[ \t>]*(?:dear|annwyl|hello|helo|hi|good\s+(?:morning|afternoon|evening)|bore\s+da|prynhawn\s+da|to\s+whom)\b",
    re.IGNORECASE,
)


def _with_rule_above(lines: list[Line], number: int) -> int:
    """A rule that parts the quoted mail from the letter belongs to it."""
    above = number - 1
    while above >= 0 and lines[above].blank and above > number - 3:
        above -= 1
    return above if above >= 0 and lines[above].rule else number
