"""The day-by-day explanation: numbers, reasons, pauses, restarts, months that roll; and the iCalendar."""

from __future__ import annotations

from datetime import date

from rhyddid.law.clock import DayExplanation, explain_days, parse_event, run_clock
from rhyddid.law.icalendar import to_icalendar
from rhyddid.law.month_picture import months


def _days(regime_id: str, received: str, *events: str) -> dict[str, DayExplanation]:
    result = run_clock(regime_id, date.fromisoformat(received), [parse_event(event) for event in events])
    return {day.date.isoformat(): day for day in explain_days(result)}


def test_every_day_has_its_number_or_its_reason() -> None:
    days = _days("uk-foia", "2021-07-27")
    assert len(days) == 30
    assert (days["2021-07-27"].kind, days["2021-07-27"].number) == ("received", 0)
    assert (days["2021-07-28"].kind, days["2021-07-28"].number) == ("counted", 1)
    assert days["2021-07-31"].why.render() == "Saturday"
    assert days["2021-08-02"].kind == "holiday"
    assert days["2021-08-02"].why.render() == "Summer Bank Holiday (Scotland)"
    assert (days["2021-08-25"].number, days["2021-08-25"].is_due) == (20, True)


def test_a_holiday_at_a_weekend_is_told_too() -> None:
    assert _days("uk-foia", "2026-12-11")["2026-12-26"].why.render() == "Saturday; Boxing Day"


def test_paused_days_say_why() -> None:
    days = _days("uk-foia", "2026-01-12", "2026-01-14:fee_notice", "2026-01-20:fee_paid")
    assert days["2026-01-14"].kind == days["2026-01-20"].kind == "paused"
    assert days["2026-01-14"].why.render() == "Not counted: the authority waited for the fee"
    assert days["2026-01-17"].kind == "weekend"
    assert days["2026-01-21"].number == 2


def test_a_restart_keeps_the_first_count_as_replaced() -> None:
    days = _days("uk-foia", "2021-07-27", "2021-08-03:clarification_asked", "2021-08-05:clarified")
    assert days["2021-07-28"].superseded and days["2021-07-28"].number == 1
    assert days["2021-08-04"].kind == "waiting"
    assert not days["2021-08-05"].superseded
    assert days["2021-08-05"].why.render() == "The clarification came: it counts as received on this day."
    assert days["2021-08-06"].number == 1
    assert [day for day, one in days.items() if one.is_due] == ["2021-09-03"]


def test_while_waiting_the_explanation_ends_with_the_question() -> None:
    days = _days("uk-foia", "2021-07-27", "2021-08-03:clarification_asked")
    assert list(days)[-1] == "2021-08-03"
    assert days["2021-08-03"].kind == "waiting"


def test_days_of_the_calendar_are_all_counted_and_the_last_moves_on() -> None:
    days = _days("de-ifg", "2026-09-03")
    assert days["2026-09-05"].number == 2
    assert (days["2026-10-03"].kind, days["2026-10-03"].number) == ("counted", 30)
    assert days["2026-10-04"].kind == "moved"
    assert days["2026-10-05"].kind == "moved" and days["2026-10-05"].is_due


def test_json_of_a_day() -> None:
    assert _days("uk-foia", "2021-07-27")["2021-08-25"].to_json("cy") == {
        "date": "2021-08-25",
        "kind": "counted",
        "number": 20,
        "superseded": False,
        "why": _days("uk-foia", "2021-07-27")["2021-08-25"].why.render("cy"),
        "is_due": True,
    }


def test_icalendar_has_one_event_a_date_and_escapes_and_folds() -> None:
    result = run_clock("uk-foia", date(2026, 1, 12), [parse_event("2026-02-09:extended:pit=2026-03-09")])
    text = to_icalendar(
        result, "request-7", "Cameras, cost; and Gwent’s “long” title that needs folding over lines"
    )
    lines = text.split("\r\n")
    assert lines[0] == "BEGIN:VCALENDAR" and lines[-2:] == ["END:VCALENDAR", ""]
    assert text.count("BEGIN:VEVENT") == 2
    assert "DTSTART;VALUE=DATE:20260309" in lines and "DTSTART;VALUE=DATE:20260209" in lines
    assert all(len(line.encode("utf-8")) <= 75 for line in lines)
    unfolded = text.replace("\r\n ", "")
    assert "SUMMARY:Cameras\\, cost\\; and Gwent’s “long” title" in unfolded
    assert to_icalendar(result, "request-7") == to_icalendar(result, "request-7")


def test_icalendar_of_a_waiting_request_has_no_event() -> None:
    result = run_clock("uk-foia", date(2026, 1, 12), [parse_event("2026-01-20:clarification_asked")])
    assert "VEVENT" not in to_icalendar(result, "x")


def test_months_are_weeks_from_monday_with_their_days() -> None:
    result = run_clock("uk-foia", date(2021, 7, 27))
    july, august = months(explain_days(result))
    assert (july.name.render(), july.year, august.name.render("cy")) == ("July", 2021, "Awst")
    assert [len(week) for week in july.weeks] == [7] * 5
    assert july.weeks[0][:3] == (None, None, None)  # 1 July 2021 is a Thursday
    cells = {cell.date: cell for week in (*july.weeks, *august.weeks) for cell in week if cell is not None}
    assert len(cells) == 62
    assert cells[date(2021, 7, 26)].explanation is None
    on_the_last_day = cells[date(2021, 8, 25)].explanation
    assert on_the_last_day is not None and on_the_last_day.number == 20
    assert cells[date(2021, 8, 26)].explanation is None


def test_months_of_nothing() -> None:
    assert months(()) == ()
