"""`rhyddid clock` and `rhyddid law` as a person or a script calls them."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path


def _call(*arguments: str, given: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "rhyddid", *arguments],
        input=given,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=60,
    )


def test_the_clock_in_json() -> None:
    done = _call("clock", "--regime", "uk-foia", "--received", "2021-07-27", "--json")
    assert (done.returncode, done.stderr) == (0, "")
    printed = json.loads(done.stdout)
    assert (printed["due"], printed["day_one"], printed["state"]) == ("2021-08-25", "2021-07-28", "running")
    assert printed["steps"][0]["cite"] == "FOIA 2000 s.10(1)"


def test_the_clock_in_words_with_every_day() -> None:
    done = _call("clock", "--regime", "uk-foia", "--received", "2021-07-27", "--explain")
    assert "Last day for the answer: Wednesday 25 August 2021" in done.stdout
    assert "Summer Bank Holiday (Scotland)" in done.stdout
    assert "Working day 20  ←" in done.stdout


def test_the_clock_in_welsh() -> None:
    done = _call("clock", "--regime", "uk-foia", "--received", "2021-07-27", "--language", "cy")
    assert "Deddf Rhyddid Gwybodaeth 2000" in done.stdout
    assert "Dydd Mercher 25 Awst 2021" in done.stdout


def test_events_kind_calendar_and_as_of(tmp_path: Path) -> None:
    path = tmp_path / "school.csv"
    path.write_text("2026-01-20,Inset day\n", encoding="utf-8")
    done = _call(
        "clock", "--regime", "uk-foia", "--received", "2026-01-12", "--authority-kind", "school",
        "--calendar", str(path), "--event", "2026-02-20:answered", "--as-of", "2026-02-01", "--json", "--explain",
    )  # fmt: skip
    printed = json.loads(done.stdout)
    assert (printed["due"], printed["state"]) == ("2026-02-10", "running")
    assert printed["calendar"]["id"] == "school"
    assert {"date": "2026-01-20", "kind": "holiday"}.items() <= printed["days"][8].items()


def test_many_requests_as_json_lines_and_a_bad_one_does_not_stop_them() -> None:
    lines = [
        {"id": "a", "regime": "uk-eir", "received": "2026-01-12", "events": ["2026-02-05:extended_complex"]},
        {"id": "b", "regime": "uk-eir", "received": "soon"},
        {"id": "c", "regime": "mars", "received": "2026-01-12"},
        {"id": "d", "regime": "uk-foia", "received": "2026-01-12", "events": ["2026-02-05:telephoned"]},
        {"id": "e", "regime": "uk-foia", "received": "2026-01-12", "events": "no list"},
        {"id": "f", "regime": "uk-foia", "received": "2026-01-12", "authority_kind": "archive"},
    ]
    given = "\n".join(map(json.dumps, lines)) + "\n\nnot json\n[]\n"
    done = _call("clock", "--jsonl", given=given)
    printed = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.returncode == 0
    assert [one["id"] for one in printed] == ["a", "b", "c", "d", "e", "f", None, None]
    assert printed[0]["due"] == "2026-03-09"
    assert "'soon' is no date" in printed[1]["error"]
    assert "no regime 'mars'" in printed[2]["error"]
    assert "no event type 'telephoned'" in printed[3]["error"]
    assert "list of texts" in printed[4]["error"]
    assert printed[5]["due"] == "2026-02-23"
    assert "not JSON" in printed[6]["error"]
    assert "no JSON object" in printed[7]["error"]


def test_an_icalendar() -> None:
    done = _call("clock", "--regime", "uk-foia", "--received", "2021-07-27", "--ics")
    assert "DTSTART;VALUE=DATE:20210825" in done.stdout


def test_bad_input_is_one_line_and_exit_2(tmp_path: Path) -> None:
    for arguments, words in [
        (["--regime", "uk-foia"], "--regime and --received are needed"),
        (["--regime", "mars", "--received", "2021-07-27"], "There is no regime 'mars'"),
        (["--regime", "uk-foia", "--received", "27/07/2021"], "is no date; write it as 2021-07-27"),
        (["--regime", "uk-foia", "--received", "9999-01-01"], "outside the years 1900 to 2200"),
        (["--regime", "uk-foia", "--received", "2021-07-27", "--event", "x"], "is no event"),
        (
            ["--regime", "uk-foia", "--received", "2021-07-27", "--calendar", str(tmp_path / "none.csv")],
            "Cannot read the calendar file",
        ),
    ]:
        done = _call("clock", *arguments)
        assert done.returncode == 2
        assert words in done.stderr
        assert len(done.stderr.strip().splitlines()) == 1
        assert done.stdout == ""


def test_the_regimes_with_their_sources() -> None:
    listed = _call("law", "regimes").stdout
    assert "uk-foia" in listed and "20 working days" in listed
    (printed,) = json.loads(_call("law", "regimes", "sct-foisa", "--json").stdout)
    assert printed["initial"]["source"] == "https://www.legislation.gov.uk/asp/2002/13"
    assert _call("law", "regimes", "mars").returncode == 2


def test_an_exemption_by_its_law_and_provision() -> None:
    for written in (["uk-foia", "31(3)"], ["uk-foia:s.31(3)"], ["uk-foia", "section", "31", "(3)"]):
        printed = json.loads(_call("law", "exemption", *written, "--json").stdout)
        assert (printed["provision"], printed["tier"]) == ("31(3)", "qualified")
        assert printed["is_neither_confirm_nor_deny"] is True
    assert "Gorfodi'r gyfraith" in _call("law", "exemption", "uk-foia", "31", "--language", "cy").stdout
    assert "its part in the law is: procedural" in _call("law", "exemption", "uk-foia", "17").stderr
    assert "known are" in _call("law", "exemption", "31(3)").stderr


def test_the_clock_imports_neither_the_holidays_library_nor_django() -> None:
    code = (
        "import sys; from rhyddid.law.clock import run_clock, explain_days; from datetime import date; "
        "explain_days(run_clock('uk-foia', date(2026, 1, 12))); import rhyddid.cli.clock; "
        "print([name for name in ('holidays', 'django', 'dateutil', 'hypothesis') if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.strip() == "[]"
