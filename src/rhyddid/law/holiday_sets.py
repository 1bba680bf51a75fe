"""The days themselves: what the `holidays` library (and two rules of our own) say for one place and year.

In: the id of a set ("GB-SCT") and a year. Out: date → name. Importing the library takes a third of a second,
so the years 2000 to 2040 are kept as a snapshot in `data/holidays/`; `python -m rhyddid.law.holiday_sets`
writes it again after a new version of the library, and a test tells when it is out of date.
"""

from __future__ import annotations

import csv
import tomllib
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from pathlib import Path

SNAPSHOT_YEARS = range(2000, 2041)
SET_IDS = ("AU-ACT", "CA-FED", "DE", "EU-INST", "GB-ENG", "GB-NIR", "GB-SCT", "GB-WLS", "IE", "NZ", "US-FED")

# The days that the institutions' published lists have in common, by month and day, or by days after Easter Sunday.
# Each institution decides its own list every year: a warning in the clock says so.
_EU_FIXED = {
    (1, 1): "New Year's Day",
    (1, 2): "Day after New Year's Day",
    (5, 1): "Labour Day",
    (5, 9): "Anniversary of the Schuman Declaration",
    (7, 21): "Belgian National Day",
    (8, 15): "Assumption",
    (11, 1): "All Saints' Day",
    (11, 2): "All Souls' Day",
    **{(12, day): "End-of-year closure" for day in range(24, 32)},
}
_EU_EASTER = {
    -3: "Maundy Thursday",
    -2: "Good Friday",
    1: "Easter Monday",
    39: "Ascension Day",
    40: "Day after Ascension Day",
    50: "Whit Monday",
}


def days_of(set_id: str, year: int) -> dict[date, str]:
    """The holidays of one set in one year: from the snapshot, or else from the library."""
    if year in SNAPSHOT_YEARS:
        return _snapshot(set_id).get(year, {})
    return computed_days(set_id, year)


def library_version() -> str:
    """The version of the `holidays` library that the snapshot was made with."""
    return str(_snapshot_facts()["library_version"])


def computed_days(set_id: str, year: int) -> dict[date, str]:
    """The holidays of one set in one year as the installed library gives them."""
    if set_id == "EU-INST":
        return _eu_institutions(year)
    import holidays  # slow import

    if set_id == "CA-FED":
        found = dict(
            holidays.country_holidays("CA", years=[year], categories=("public", "government")).items()
        )
        # a holiday of Canada's Interpretation Act, s.35(1), which the library does not list
        found.setdefault(_easter(year) + timedelta(days=1), "Easter Monday")
    else:
        country, _, subdivision = set_id.removesuffix("-FED").partition("-")
        found = dict(holidays.country_holidays(country, subdiv=subdivision or None, years=[year]).items())
    return {day: name for day, name in sorted(found.items()) if day.year == year}


def _eu_institutions(year: int) -> dict[date, str]:
    easter = _easter(year)
    found = {date(year, month, day): name for (month, day), name in _EU_FIXED.items()}
    found.update({easter + timedelta(days=offset): name for offset, name in _EU_EASTER.items()})
    return dict(sorted(found.items()))


def _easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar, by the anonymous algorithm (Meeus, Jones and Butcher)."""
    golden, century, rest = year % 19, year // 100, year % 100
    moon = (19 * golden + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    weekday = (32 + 2 * (century % 4) + 2 * (rest // 4) - moon - rest % 4) % 7
    shift = (golden + 11 * moon + 22 * weekday) // 451
    month, day = divmod(moon + weekday - 7 * shift + 114, 31)
    return date(year, month, day + 1)


@cache
def _snapshot_facts() -> dict[str, object]:
    path = files("rhyddid.law").joinpath("data/holidays/snapshot.toml")
    return tomllib.loads(path.read_text("utf-8"))


@cache
def _snapshot(set_id: str) -> dict[int, dict[date, str]]:
    text = files("rhyddid.law").joinpath(f"data/holidays/{set_id}.csv").read_text("utf-8")
    found: dict[int, dict[date, str]] = {}
    for iso, name in csv.reader(text.splitlines()):
        day = date.fromisoformat(iso)
        found.setdefault(day.year, {})[day] = name
    return found


def write_snapshot(folder: Path) -> None:
    """Write every set's days of the snapshot's years into `folder`, with the library's version."""
    from importlib.metadata import version  # slow import

    for set_id in SET_IDS:
        with (folder / f"{set_id}.csv").open("w", encoding="utf-8", newline="") as stream:
            rows = csv.writer(stream, lineterminator="\n")
            for year in SNAPSHOT_YEARS:
                rows.writerows((day.isoformat(), name) for day, name in computed_days(set_id, year).items())
    (folder / "snapshot.toml").write_text(
        "# Written by `python -m rhyddid.law.holiday_sets` from the `holidays` library.\n"
        f'library_version = "{version("holidays")}"\n'
        f"first_year = {SNAPSHOT_YEARS[0]}\nlast_year = {SNAPSHOT_YEARS[-1]}\n",
        encoding="utf-8",
    )


if __name__ == "__main__":
    write_snapshot(Path(__file__).parent / "data" / "holidays")
