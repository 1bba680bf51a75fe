"""Calendars against second sources, one-off days, overrides, and calendar files that people write."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
import uk_holidays

from rhyddid.law.calendar import CalendarError, calendar, calendar_ids, load_calendar_file, read_calendars
from rhyddid.law.holiday_sets import (
    SET_IDS,
    SNAPSHOT_YEARS,
    computed_days,
    days_of,
    library_version,
    write_snapshot,
)

FIRST, LAST = date(2005, 1, 1), date(2028, 12, 31)


def _weekdays(calendar_id: str) -> set[date]:
    return {day for day, _ in calendar(calendar_id).holidays_between(FIRST, LAST) if day.weekday() < 5}


@pytest.mark.parametrize("division", ["england-and-wales", "scotland", "northern-ireland"])
def test_each_part_of_the_united_kingdom_agrees_with_the_governments_list(division: str) -> None:
    assert _weekdays(division) == uk_holidays.weekday_holidays(division)


def test_the_united_kingdom_is_the_union_of_its_parts() -> None:
    assert _weekdays("uk") == uk_holidays.united_kingdom()


@pytest.mark.parametrize(
    ("day", "uk", "scotland"),
    [
        ("2011-04-29", True, True),  # royal wedding
        ("2012-06-05", True, True),  # diamond jubilee
        ("2020-05-04", False, False),  # moved to 8 May
        ("2020-05-08", True, True),
        ("2022-06-03", True, True),  # platinum jubilee
        ("2022-09-19", True, True),  # state funeral
        ("2023-05-08", True, True),  # coronation
        ("2026-06-15", True, True),  # proclaimed for Scotland only
        ("2021-08-02", True, True),  # Scotland's summer holiday
        ("2021-08-30", True, False),  # late summer holiday, not Scotland
        ("2026-04-03", True, True),  # Good Friday
        ("2026-04-06", True, False),  # Easter Monday is a working day in Scotland
        ("2026-03-17", True, False),  # St Patrick's Day, Northern Ireland
        ("2026-07-13", True, False),  # Battle of the Boyne, substitute
        ("2025-12-01", True, True),  # St Andrew's Day, substitute
        ("2027-01-04", True, True),  # 2 January 2027 is a Saturday
    ],
)
def test_one_off_and_national_days(day: str, uk: bool, scotland: bool) -> None:
    assert calendar("uk").is_working_day(date.fromisoformat(day)) is not uk
    assert calendar("scotland").is_working_day(date.fromisoformat(day)) is not scotland


def test_a_holiday_is_named_with_the_places_where_it_is_one() -> None:
    uk = calendar("uk")
    assert uk.name_of_holiday(date(2021, 8, 2)) == "Summer Bank Holiday (Scotland)"
    assert uk.name_of_holiday(date(2026, 4, 6)) == "Easter Monday (England, Wales, Northern Ireland)"
    assert uk.name_of_holiday(date(2026, 12, 28)) == "Boxing Day, substitute day"
    assert uk.name_of_holiday(date(2021, 8, 3)) is None
    assert calendar("scotland").name_of_holiday(date(2021, 8, 2)) == "Summer Bank Holiday"


def test_a_holiday_is_named_in_welsh() -> None:
    assert calendar("uk").name_of_holiday(date(2021, 4, 2), "cy") == "Dydd Gwener y Groglith"


def test_new_zealands_summer_days() -> None:
    oia, lgoima = calendar("nz-oia"), calendar("nz-lgoima")
    assert not oia.is_working_day(date(2026, 1, 15))
    assert oia.is_working_day(date(2026, 1, 16))
    assert oia.is_working_day(date(2025, 12, 24))
    assert not lgoima.is_working_day(date(2025, 12, 22))
    assert lgoima.is_working_day(date(2026, 1, 12))
    # before 21 March 2019 local government kept the same summer as the departments
    assert lgoima.is_working_day(date(2018, 12, 21))
    assert not lgoima.is_working_day(date(2019, 1, 15))
    assert not oia.is_working_day(date(2026, 7, 10))  # Matariki


def test_good_friday_is_a_working_day_in_ireland() -> None:
    assert calendar("ireland").is_working_day(date(2026, 4, 3))
    assert not calendar("ireland").is_working_day(date(2026, 2, 2))  # St Brigid's Day


def test_the_day_of_the_start_is_day_zero_also_at_a_weekend() -> None:
    uk = calendar("uk")
    assert uk.add_working_days(date(2021, 7, 30), 1) == date(2021, 8, 3)  # Friday; 2 August is a holiday
    assert uk.add_working_days(date(2021, 7, 31), 1) == date(2021, 8, 3)
    assert uk.add_working_days(date(2021, 12, 24), 250) == date(2023, 1, 5)
    assert uk.working_days_between(date(2021, 12, 24), date(2023, 1, 5)) == 250
    assert uk.working_days_between(date(2022, 1, 5), date(2022, 1, 4)) == 0


def test_days_outside_the_snapshot_come_from_the_library() -> None:
    assert date(2050, 12, 26) in days_of("GB-ENG", 2050)
    assert not calendar("uk").is_working_day(date(2050, 12, 26))
    assert SNAPSHOT_YEARS[-1] < 2050


def test_the_snapshot_is_what_the_installed_library_says(tmp_path: Path) -> None:
    """Fails after an upgrade of `holidays`: run `python -m rhyddid.law.holiday_sets` and read what changed."""
    write_snapshot(tmp_path)
    assert f'library_version = "{library_version()}"' in (tmp_path / "snapshot.toml").read_text("utf-8")
    for set_id in SET_IDS:
        for year in (SNAPSHOT_YEARS[0], 2026, SNAPSHOT_YEARS[-1]):
            assert days_of(set_id, year) == computed_days(set_id, year), (set_id, year)


def test_the_version_names_library_and_overrides() -> None:
    assert calendar("uk").version == f"holidays {library_version()}+1"


def test_an_unknown_calendar_is_named_with_the_known_ones() -> None:
    with pytest.raises(CalendarError, match=r"no calendar 'mars'; known are .*uk"):
        calendar("mars")


@pytest.mark.parametrize("calendar_id", calendar_ids())
def test_every_calendar_has_a_source_and_working_days(calendar_id: str) -> None:
    found = calendar(calendar_id)
    assert found.source.startswith("https://")
    assert found.working_days_between(date(2024, 12, 31), date(2025, 12, 31)) > 200


_TWO = {
    "calendar": {
        "a": {"name": "A", "sets": {"GB-SCT": "Scotland"}, "cite": "c", "source": "https://a.example/"},
    }
}


def test_overrides_add_and_take_away_days() -> None:
    content = {
        **_TWO,
        "override": [
            {"calendar": "a", "date": date(2026, 5, 5), "name": "Fair", "source": "https://a.example/"},
            {"calendar": "a", "date": date(2026, 5, 4), "remove": True, "source": "https://a.example/"},
        ],
    }
    found = read_calendars(content, "v")["a"]
    assert found.name_of_holiday(date(2026, 5, 5)) == "Fair"
    assert found.is_working_day(date(2026, 5, 4))


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ({"calendar": {"a": {"name": "A"}}}, "`sets` is missing"),
        ({"calendar": {"a": {**_TWO["calendar"]["a"], "sets": {"XX": "X"}}}}, "no set 'XX'"),
        ({"calendar": {"a": {**_TWO["calendar"]["a"], "colour": 1}}}, "unknown field colour"),
        ({**_TWO, "override": [{"calendar": "b", "date": date(2026, 1, 1)}]}, "no such calendar"),
        ({**_TWO, "override": [{"calendar": "a", "date": date(2026, 1, 1)}]}, "`source` are needed"),
        ({**_TWO, "override": [{"calendar": "a", "date": date(2026, 1, 1), "source": "s"}]}, "give a `name`"),
        (
            {
                "calendar": {
                    "a": {**_TWO["calendar"]["a"], "break": [{"first": "13-01", "last": "1", "name": "x"}]}
                }
            },
            "no month and day",
        ),
    ],
)
def test_bad_calendar_data_is_named(content: dict[str, object], words: str) -> None:
    with pytest.raises(CalendarError, match=words):
        read_calendars(content, "v")


def test_a_csv_file_adds_days(tmp_path: Path) -> None:
    path = tmp_path / "hill-school.csv"
    path.write_text("date,name\n# inset days\n2026-07-10,Inset day\n\n2026-07-13\n", encoding="utf-8")
    found = load_calendar_file(path, calendar("uk"))
    assert found.id == "hill-school"
    assert found.name_of_holiday(date(2026, 7, 10)) == "Inset day"
    assert found.name_of_holiday(date(2026, 7, 13)) == "Closed"
    assert not found.is_working_day(date(2026, 8, 3))
    assert found.personal
    assert found.version.startswith("holidays ") and "+file " in found.version


def test_a_toml_file_may_hold_stretches_and_stand_alone(tmp_path: Path) -> None:
    path = tmp_path / "lists.toml"
    path.write_text(
        'name = "Institution"\nalone = true\n[[day]]\nfirst = 2026-12-24\nlast = 2026-12-31\nname = "Closure"\n',
        encoding="utf-8",
    )
    found = load_calendar_file(path, calendar("eu-institutions"))
    assert found.name == "Institution"
    assert not found.is_working_day(date(2026, 12, 28))
    assert found.is_working_day(date(2026, 5, 1))
    assert found.version.startswith("file ")


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("a.csv", "2026-13-01,x\n", "line 1: '2026-13-01' is no date"),
        ("a.csv", "\n", "has no days"),
        ("a.toml", "[[day]]\nname = 'x'\n", r"\[\[day\]\] number 1"),
        ("a.toml", "[[day]]\nfirst = 2020-01-01\nlast = 2026-01-01\n", "longer than a year"),
        ("a.toml", "not toml", "is not TOML"),
    ],
)
def test_a_bad_calendar_file_is_named(tmp_path: Path, name: str, text: str, words: str) -> None:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    with pytest.raises(CalendarError, match=words):
        load_calendar_file(path, calendar("uk"))


def test_a_calendar_file_that_is_not_there_or_not_text(tmp_path: Path) -> None:
    with pytest.raises(CalendarError, match="Cannot read the calendar file"):
        load_calendar_file(tmp_path / "none.csv", calendar("uk"))
    (tmp_path / "bytes.csv").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(CalendarError, match="not UTF-8"):
        load_calendar_file(tmp_path / "bytes.csv", calendar("uk"))


def test_every_day_of_the_year_is_counted_once() -> None:
    uk = calendar("uk")
    year = [date(2026, 1, 1) + timedelta(days=offset) for offset in range(365)]
    assert sum(map(uk.is_working_day, year)) == uk.working_days_between(date(2025, 12, 31), year[-1])
