"""Calendars of non-working days: which day counts, which does not, and why.

In: the id of a calendar in `data/calendars.toml`, or a person's own file of days. Out: `Calendar`s, whose
`version` names the library's and the overrides' version that a date was judged by. Days are read a year at a time.
"""

from __future__ import annotations

import csv
import hashlib
import tomllib
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import MAXYEAR, MINYEAR, date, timedelta
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from rhyddid.law.holiday_sets import SET_IDS, days_of, library_version
from rhyddid.law.terms import Term
from rhyddid.wording import Wording, gettext_noop

SATURDAY = 5
_OBSERVED = " (observed)"


class CalendarError(ValueError):
    """A calendar is unknown or its file cannot be used; the message says which and where."""


@dataclass(frozen=True)
class Break:
    """A stretch of days every year, such as New Zealand's summer; `last` may lie in the next year."""

    first: tuple[int, int]
    last: tuple[int, int]
    name: str
    since: date
    until: date


@dataclass(frozen=True)
class Calendar:
    """Days that are no working days, besides Saturdays and Sundays."""

    id: str
    name: str
    version: str
    sets: Mapping[str, str] = field(default_factory=dict)
    """The sets it is the union of, each with the place it is for."""
    breaks: tuple[Break, ...] = ()
    added: Mapping[date, str] = field(default_factory=dict)
    removed: frozenset[date] = frozenset()
    cite: str = ""
    source: str = ""
    unchecked: str = ""
    personal: bool = False
    """It came from a person's own file."""
    _names: dict[int, dict[date, Wording]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )
    _working: dict[int, list[int]] = field(default_factory=dict, init=False, repr=False, compare=False)

    def is_working_day(self, day: date) -> bool:
        """True on a day that counts."""
        return day.weekday() < SATURDAY and day not in self._names_of(day.year)

    def holiday(self, day: date) -> Wording | None:
        """The words for the holiday on `day`, also when it falls on a weekend; None on other days."""
        return self._names_of(day.year).get(day)

    def name_of_holiday(self, day: date, language: str = "en") -> str | None:
        """The holiday's name in `language`, with the part of the country where it is not one everywhere."""
        found = self.holiday(day)
        return None if found is None else found.render(language)

    def holidays_between(self, first: date, last: date) -> list[tuple[date, Wording]]:
        """The holidays from `first` to `last`, both included, in order."""
        return [
            (day, name)
            for year in range(first.year, last.year + 1)
            for day, name in sorted(self._names_of(year).items())
            if first <= day <= last
        ]

    def add_working_days(self, day: date, count: int) -> date:
        """The `count`th working day after `day` (`day` itself is day 0, whether it is a working day or not)."""
        ordinal, year = day.toordinal(), day.year
        remaining = count
        while True:
            working = self._working_of(year)
            start = bisect_right(working, ordinal)
            if start + remaining <= len(working):
                return date.fromordinal(working[start + remaining - 1])
            remaining -= len(working) - start
            year += 1

    def working_days_between(self, after: date, last: date) -> int:
        """How many working days there are after `after` up to and with `last`; 0 when `last` is not later."""
        if last <= after:
            return 0
        first, end = after.toordinal(), last.toordinal()
        return sum(
            bisect_right(self._working_of(year), end) - bisect_right(self._working_of(year), first)
            for year in range(after.year, last.year + 1)
        )

    def on_or_after(self, day: date) -> date:
        """`day` if it is a working day, or else the next one."""
        return day if self.is_working_day(day) else self.add_working_days(day, 1)

    def _names_of(self, year: int) -> dict[date, Wording]:
        if year not in self._names:
            self._names[year] = self._build(year)
        return self._names[year]

    def _working_of(self, year: int) -> list[int]:
        if year not in self._working:
            names = self._names_of(year)
            first, last = date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal()
            closed = {day.toordinal() for day in names}
            # ordinal 1 was a Monday, so (ordinal - 1) % 7 is the weekday
            self._working[year] = [
                ordinal
                for ordinal in range(first, last + 1)
                if (ordinal - 1) % 7 < SATURDAY and ordinal not in closed
            ]
        return self._working[year]

    def _build(self, year: int) -> dict[date, Wording]:
        found: dict[date, Wording] = {}
        for rest in self.breaks:
            found.update(_break_days(rest, year))
        found.update(_union(self.sets, year))
        found.update({day: Term(name) for day, name in self.added.items() if day.year == year})
        return {day: name for day, name in found.items() if day not in self.removed}


def calendar(calendar_id: str) -> Calendar:
    """The calendar with this id; raises CalendarError naming the known ones."""
    known = _calendars()
    if calendar_id not in known:
        raise CalendarError(f"There is no calendar {calendar_id!r}; known are {', '.join(sorted(known))}.")
    return known[calendar_id]


def calendar_ids() -> tuple[str, ...]:
    """The ids of the calendars in `data/calendars.toml`."""
    return tuple(_calendars())


def load_calendar_file(path: Path, base: Calendar) -> Calendar:
    """`base` with the days of a person's own file (docs/law.md): CSV lines `date,name`, or TOML."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise CalendarError(f"Cannot read the calendar file {path}: {error.strerror}.") from error
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise CalendarError(f"The calendar file {path} is not UTF-8 text (byte {error.start}).") from error
    if path.suffix.lower() == ".toml":
        title, days, alone = _toml_days(path, text)
    else:
        title, days, alone = path.stem, _csv_days(path, text), False
    if not days:
        raise CalendarError(
            f"The calendar file {path} has no days; write lines such as 2026-07-10,Inset day."
        )
    fingerprint = hashlib.sha256(raw).hexdigest()[:12]
    extended = Calendar(id="", name="", version="") if alone else base
    return replace(
        extended,
        id=path.stem,
        name=title,
        version=f"file {fingerprint}" if alone else f"{base.version}+file {fingerprint}",
        added={**extended.added, **days},
        removed=extended.removed - days.keys(),
        cite=base.cite,
        unchecked="",
        personal=True,
    )


def read_calendars(content: Mapping[str, Any], version: str) -> dict[str, Calendar]:
    """The calendars of a `calendars.toml`, checked; raises CalendarError naming the entry."""
    found: dict[str, Calendar] = {}
    for calendar_id, raw in content.get("calendar", {}).items():
        where = f"calendars.toml [calendar.{calendar_id}]"
        _check_keys(where, raw, {"name", "sets", "cite", "source", "unchecked", "break"})
        for name in ("name", "sets", "cite", "source"):
            if not raw.get(name):
                raise CalendarError(f"{where}: `{name}` is missing.")
        for set_id in raw["sets"]:
            if set_id not in SET_IDS:
                raise CalendarError(f"{where}: there is no set {set_id!r}; known are {', '.join(SET_IDS)}.")
        found[calendar_id] = Calendar(
            id=calendar_id,
            name=raw["name"],
            version=version,
            sets=raw["sets"],
            breaks=tuple(_break(where, entry) for entry in raw.get("break", [])),
            cite=raw["cite"],
            source=raw["source"],
            unchecked=raw.get("unchecked", ""),
        )
    for entry in content.get("override", []):
        _override(found, entry)
    return found


@cache
def _calendars() -> dict[str, Calendar]:
    content = tomllib.loads(files("rhyddid.law").joinpath("data/calendars.toml").read_text("utf-8"))
    return read_calendars(content, f"holidays {library_version()}+{content['overrides_version']}")


def _check_keys(where: str, raw: Mapping[str, Any], known: set[str]) -> None:
    unknown = set(raw) - known
    if unknown:
        raise CalendarError(f"{where}: unknown field {', '.join(sorted(unknown))}.")


def _break(where: str, raw: Mapping[str, Any]) -> Break:
    _check_keys(f"{where} break", raw, {"first", "last", "name", "cite", "from", "until"})
    return Break(
        first=_month_day(where, raw["first"]),
        last=_month_day(where, raw["last"]),
        name=raw["name"],
        since=raw.get("from", date.min),
        until=raw.get("until", date.max),
    )


def _month_day(where: str, text: str) -> tuple[int, int]:
    try:
        day = date.fromisoformat(f"2001-{text}")
    except ValueError as error:
        raise CalendarError(f"{where}: {text!r} is no month and day such as 12-25.") from error
    return day.month, day.day


def _override(found: dict[str, Calendar], raw: Mapping[str, Any]) -> None:
    where = f"calendars.toml [[override]] {raw.get('calendar')} {raw.get('date')}"
    _check_keys(where, raw, {"calendar", "date", "name", "remove", "source"})
    if raw.get("calendar") not in found:
        raise CalendarError(f"{where}: there is no such calendar.")
    if not isinstance(raw.get("date"), date) or not raw.get("source"):
        raise CalendarError(f"{where}: `date` (such as 2031-01-01) and `source` are needed.")
    changed = found[raw["calendar"]]
    if raw.get("remove"):
        found[changed.id] = replace(changed, removed=changed.removed | {raw["date"]})
    elif raw.get("name"):
        found[changed.id] = replace(changed, added={**changed.added, raw["date"]: raw["name"]})
    else:
        raise CalendarError(f"{where}: give a `name`, or `remove = true`.")


def _break_days(rest: Break, year: int) -> dict[date, Wording]:
    """The days of `year` in a yearly break: those of the one that began a year before, and of this year's."""
    found: dict[date, Wording] = {}
    crosses = rest.last < rest.first
    for start_year in (year - 1, year) if crosses else (year,):
        if start_year < MINYEAR or start_year + crosses > MAXYEAR:
            continue
        day, last = date(start_year, *rest.first), date(start_year + crosses, *rest.last)
        while day <= last:
            if day.year == year and rest.since <= day <= rest.until:
                found[day] = Term(rest.name)
            day += timedelta(days=1)
    return found


def _union(sets: Mapping[str, str], year: int) -> dict[date, Wording]:
    """The days of all sets; a day that is none everywhere is followed by the places where it is one."""
    places: dict[date, dict[str, list[str]]] = {}
    for set_id, place in sets.items():
        for day, name in days_of(set_id, year).items():
            places.setdefault(day, {}).setdefault(name, []).append(place)
    return {day: _name(names, len(sets)) for day, names in places.items()}


def _name(names: Mapping[str, Sequence[str]], sets: int) -> Wording:
    parts = [
        _single(name)
        if len(where) == sets
        else Wording(
            gettext_noop("{holiday} ({places})"),
            {"holiday": _single(name), "places": listed([Term(place) for place in where])},
        )
        for name, where in names.items()
    ]
    return listed(parts)


def _single(name: str) -> Wording:
    if name.endswith(_OBSERVED):
        return Wording(
            gettext_noop("{holiday}, substitute day"), {"holiday": _single(name.removesuffix(_OBSERVED))}
        )
    return listed([Term(part) for part in name.split("; ")])


def listed(parts: Sequence[Wording]) -> Wording:
    """Several names after each other, with commas."""
    if len(parts) == 1:
        return parts[0]
    return Wording(gettext_noop("{first}, {rest}"), {"first": parts[0], "rest": listed(parts[1:])})


def _csv_days(path: Path, text: str) -> dict[date, str]:
    days: dict[date, str] = {}
    for number, row in enumerate(csv.reader(text.splitlines()), start=1):
        cells = [cell.strip() for cell in row]
        if not any(cells) or cells[0].startswith("#") or (number == 1 and cells[0].lower() == "date"):
            continue
        try:
            day = date.fromisoformat(cells[0])
        except ValueError as error:
            raise CalendarError(
                f"The calendar file {path}, line {number}: {cells[0]!r} is no date; write 2026-12-25."
            ) from error
        days[day] = cells[1] if len(cells) > 1 and cells[1] else "Closed"
    return days


def _toml_days(path: Path, text: str) -> tuple[str, dict[date, str], bool]:
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise CalendarError(f"The calendar file {path} is not TOML: {error}.") from error
    days: dict[date, str] = {}
    for number, entry in enumerate(content.get("day", []), start=1):
        first = entry.get("date", entry.get("first"))
        last = entry.get("last", first)
        if not (isinstance(first, date) and isinstance(last, date)) or last < first:
            raise CalendarError(
                f"The calendar file {path}, [[day]] number {number}: give `date`, or `first` and `last`, as 2026-12-25."
            )
        if (last - first).days > 366:
            raise CalendarError(f"The calendar file {path}, [[day]] number {number}: longer than a year.")
        for offset in range((last - first).days + 1):
            days[first + timedelta(days=offset)] = str(entry.get("name", "Closed"))
    return str(content.get("name", path.stem)), days, bool(content.get("alone", False))
