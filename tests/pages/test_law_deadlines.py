"""The calculator of deadlines: one address gives a page, JSON and an iCalendar; nothing typed is an error page."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from django.test import Client

from pages_cast import Campaign
from rhyddid.law.regimes import regime_ids

pytestmark = pytest.mark.django_db
ASKED = {"regime": "uk-foia", "received": "2021-07-27"}


def shown(data: dict[str, object], language: str = "en", status: int = 200) -> str:
    client = Client()
    client.cookies["django_language"] = language
    answer = client.get("/deadlines/", data)
    assert answer.status_code == status
    return answer.content.decode()


def test_the_empty_form_asks_and_explains() -> None:
    page = shown({})
    assert "The day the authority received it" in page
    assert "noindex" not in page


def test_the_last_day_with_its_reasons() -> None:
    page = shown(ASKED)
    assert 'datetime="2021-08-25"' in page
    assert '<a href="/law/uk-foia/#rule-s-10-1">FOIA 2000 s.10(1)</a>' in page
    assert "Working day 20" in page
    assert "<caption>August 2021</caption>" in page
    assert "noindex" in page


def test_welsh() -> None:
    page = shown(ASKED, "cy")
    assert "Awst 2021" in page


def test_rows_of_the_form_and_written_events_mean_the_same() -> None:
    rows = ASKED | {
        "event-date": ["2021-08-02", ""],
        "event-type": ["clarification_asked", ""],
        "event-until": ["", ""],
    }
    written = ASKED | {"event": "2021-08-02:clarification_asked"}
    answers = [Client().get("/deadlines/clock.json", data).json() for data in (rows, written)]
    assert answers[0] == answers[1]
    assert answers[0]["state"] == "awaiting_clarification"
    assert "event=2021-08-02:clarification_asked" in shown(rows)


def test_an_extension_carries_its_date() -> None:
    data = ASKED | {"event-date": "2021-08-24", "event-type": "extended:pit", "event-until": "2021-09-21"}
    got = Client().get("/deadlines/clock.json", data).json()
    assert (got["due"], got["notice_due"]) == ("2021-09-21", "2021-08-25")
    assert "extended:pit=2021-09-21" in shown(data)


def test_a_row_more_without_scripts() -> None:
    one = shown(ASKED | {"event-date": "2021-08-02", "event-type": "clarification_asked", "event-until": ""})
    assert one.count('name="event-type"') == 1
    more = shown(
        ASKED
        | {
            "event-date": "2021-08-02",
            "event-type": "clarification_asked",
            "event-until": "",
            "do": "add-event",
        }
    )
    assert more.count('name="event-type"') == 2


@pytest.mark.parametrize("regime", regime_ids())
@pytest.mark.parametrize("language", ["en", "cy"])
def test_every_law_is_worked_out(regime: str, language: str) -> None:
    assert "last-day" in shown({"regime": regime, "received": "2026-01-12"}, language)


def test_a_school() -> None:
    assert "maintained schools" in shown(ASKED)
    got = Client().get("/deadlines/clock.json", ASKED | {"kind": "school"}).json()
    assert (
        got["due"] == "2021-10-21"
    )  # 20 to 25 August, 2 to the 27th, 1 to the 31st, 22 in September, 15 in October


@pytest.mark.parametrize(
    "data",
    [
        {"regime": "uk-foia", "received": ""},
        {"regime": "nothing", "received": "2021-07-27"},
        {"regime": "uk-foia", "received": "27 July"},
        {"regime": "uk-foia", "received": "0001-01-01"},
        ASKED | {"event": "yesterday"},
        ASKED | {"event-date": "2021-08-02", "event-type": "", "event-until": ""},
        ASKED | {"event-date": "", "event-type": "refused", "event-until": ""},
        ASKED | {"event-date": "2021-08-02", "event-type": "eaten", "event-until": ""},
        ASKED | {"event-date": "2021-08-02", "event-type": "extended:pit", "event-until": "soon"},
        ASKED | {"event-date": "2021-08-02\x00<script>", "event-type": "<b>", "event-until": ""},
    ],
)
def test_what_cannot_be_used_is_said_beside_its_field(data: dict[str, object]) -> None:
    page = shown(data, status=400)
    assert 'aria-invalid="true"' in page or "errorlist" in page
    assert "<script>" not in page
    assert Client().get("/deadlines/clock.json", data).status_code == 400
    assert Client().get("/deadlines/deadlines.ics", data).status_code == 400


def test_an_event_that_the_law_does_not_know_is_a_warning() -> None:
    page = shown(ASKED | {"event": "2021-08-02:extended:unusual_circumstances"})
    assert "notice warning" in page


def test_a_long_estimate_is_cut_in_the_picture_not_in_the_date() -> None:
    page = shown(ASKED | {"event": "2021-08-02:extended:pit=2055-01-04"})
    assert 'datetime="2055-01-04"' in page
    assert "more days are not shown" in page
    assert page.count("<table") <= 16


def test_the_calendar_file() -> None:
    answer = Client().get("/deadlines/deadlines.ics", ASKED | {"language": "cy"})
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert b"DTSTART;VALUE=DATE:20210825" in answer.content


def test_a_request_gives_its_dates_to_those_who_may_see_it(
    campaign: Campaign, as_person: Callable[[str], Client]
) -> None:
    for path in ("deadlines.ics", "clock.json"):
        sealed = f"/requests/{campaign.waiting.slug}/{path}"
        assert [as_person(who).get(sealed).status_code for who in ("owner", "stranger", "nobody")] == [
            200,
            404,
            404,
        ]
        assert as_person("nobody").get(f"/requests/{campaign.public.slug}/{path}").status_code == 200
    got = json.loads(as_person("owner").get(f"/requests/{campaign.waiting.slug}/clock.json").content)
    assert (got["received"], got["due"], got["regime"]) == ("2026-03-02", "2026-03-31", "uk-foia")
    assert got["days"][0]["number"] == 0
    ics = as_person("owner").get(f"/requests/{campaign.waiting.slug}/deadlines.ics").content.decode()
    assert "DTSTART;VALUE=DATE:20260331" in ics
    assert "Drone detection equipment (Cyngor Cwm Derwen)" in ics.replace("\r\n ", "")
