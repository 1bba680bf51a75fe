"""The dates of a clock as an iCalendar (RFC 5545), for the calendar program of a requester or an officer.

In: a `ClockResult`, a name for the request. Out: the text of an .ics file, the same for the same result.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from rhyddid.law.clock_result import ClockResult
from rhyddid.wording import Wording, gettext_noop

_LINE_BYTES = 75


def to_icalendar(result: ClockResult, uid: str, title: str = "", language: str = "en") -> str:
    """An iCalendar with one all-day event for each date that still matters. `uid` tells requests apart."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Rhyddid//clock//EN", "CALSCALE:GREGORIAN"]
    for name, day, words in _dates(result):
        summary = words.render(language)
        cites = "; ".join(dict.fromkeys(step.cite for step in result.steps if step.date == day and step.cite))
        lines += [
            "BEGIN:VEVENT",
            f"UID:{_escaped(uid)}-{name}@rhyddid",
            f"DTSTAMP:{result.received:%Y%m%d}T000000Z",
            f"DTSTART;VALUE=DATE:{day:%Y%m%d}",
            f"DTEND;VALUE=DATE:{day + timedelta(days=1):%Y%m%d}",
            f"SUMMARY:{_escaped(f'{title}: {summary}' if title else summary)}",
            f"DESCRIPTION:{_escaped(f'{cites} ({result.calendar.id}, {result.calendar.version})')}",
            "TRANSP:TRANSPARENT",
            "END:VEVENT",
        ]
    lines.append("END:VCALENDAR")
    return "".join(f"{_folded(line)}\r\n" for line in lines)


def _dates(result: ClockResult) -> Iterator[tuple[str, date, Wording]]:
    if result.due is not None:
        yield "due", result.due, Wording(gettext_noop("Last day for the answer"))
    if result.notice_due is not None and result.notice_due != result.due:
        yield "notice", result.notice_due, Wording(gettext_noop("Last day for a refusal notice"))
    if result.review_due is not None:
        yield "review", result.review_due, Wording(gettext_noop("Last day for the review"))
    if result.regulator_by is not None:
        yield "regulator", result.regulator_by, Wording(gettext_noop("Last day to complain to the regulator"))


def _escaped(text: str) -> str:
    for plain, written in (
        ("\\", "\\\\"),
        (";", "\\;"),
        (",", "\\,"),
        ("\r\n", "\\n"),
        ("\n", "\\n"),
        ("\r", ""),
    ):
        text = text.replace(plain, written)
    return text


def _folded(line: str) -> str:
    """Lines of at most 75 bytes, never cut inside a character."""
    parts, part, size = [], "", 0
    for character in line:
        width = len(character.encode("utf-8"))
        if size + width > _LINE_BYTES:
            parts.append(part)
            part, size = " ", 1
        part, size = part + character, size + width
    return "\r\n".join([*parts, part])
