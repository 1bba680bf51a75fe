"""The dates of a clock as an iCalendar (RFC 5545), for the calendar program of a requester or an officer.

In: a `ClockResult`, a name for the request. Out: the text of an .ics file, the same for the same result.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from rhyddid.law.clock_result import ClockResult
from rhyddid.wording import Wording, gettext_noop

_LINE_BYTES = 75
LAST_DAYS = {
    "due": Wording(gettext_noop("Last day for the answer")),
    "notice": Wording(gettext_noop("Last day for a refusal notice")),
    "review": Wording(gettext_noop("Last day for the review")),
    "regulator": Wording(gettext_noop("Last day to complain to the regulator")),
}


@dataclass(frozen=True)
class CalendarDay:
    """One all-day event. `uid` is the same for the same thing on another day: calendar programs then move it."""

    uid: str
    day: date
    summary: str
    stamp: date
    description: str = ""
    url: str = ""


def to_icalendar(result: ClockResult, uid: str, title: str = "", language: str = "en") -> str:
    """An iCalendar with one all-day event for each date that still matters. `uid` tells requests apart."""
    days = [
        CalendarDay(
            uid=f"{uid}-{name}",
            day=day,
            summary=f"{title}: {words.render(language)}" if title else words.render(language),
            description=f"{_cites(result, day)} ({result.calendar.id}, {result.calendar.version})",
            stamp=result.received,
        )
        for name, day, words in _dates(result)
    ]
    return calendar_text(days)


def calendar_text(days: Iterable[CalendarDay], *, name: str = "") -> str:
    """An iCalendar of these days; `name` is what calendar programs call it."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Rhyddid//clock//EN", "CALSCALE:GREGORIAN"]
    if name:
        lines.append(f"X-WR-CALNAME:{_escaped(name)}")
    for each in days:
        lines += [
            "BEGIN:VEVENT",
            f"UID:{_escaped(each.uid)}@rhyddid",
            f"DTSTAMP:{each.stamp:%Y%m%d}T000000Z",
            f"DTSTART;VALUE=DATE:{each.day:%Y%m%d}",
            f"DTEND;VALUE=DATE:{each.day + timedelta(days=1):%Y%m%d}",
            f"SUMMARY:{_escaped(each.summary)}",
            *([f"DESCRIPTION:{_escaped(each.description)}"] if each.description else []),
            *([f"URL:{each.url}"] if each.url else []),
            "TRANSP:TRANSPARENT",
            "END:VEVENT",
        ]
    lines.append("END:VCALENDAR")
    return "".join(f"{_folded(line)}\r\n" for line in lines)


def _cites(result: ClockResult, day: date) -> str:
    return "; ".join(dict.fromkeys(step.cite for step in result.steps if step.date == day and step.cite))


def _dates(result: ClockResult) -> Iterator[tuple[str, date, Wording]]:
    if result.due is not None:
        yield "due", result.due, LAST_DAYS["due"]
    if result.notice_due is not None and result.notice_due != result.due:
        yield "notice", result.notice_due, LAST_DAYS["notice"]
    if result.review_due is not None:
        yield "review", result.review_due, LAST_DAYS["review"]
    if result.regulator_by is not None:
        yield "regulator", result.regulator_by, LAST_DAYS["regulator"]


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
