"""`rhyddid notice check`: letters and drafts by invented bodies against the rules of their law."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from rhyddid.cli import root
from rhyddid.reading.cues import Cue, cue_table, hits
from rhyddid.reading.layout import plain_form

DENIAL = """Dear Ms Prosser,

You asked whether Glanyrafon Police has bought drone detection equipment.

Glanyrafon Police can neither confirm nor deny that it holds the information you requested, as the duty in section \
1(1)(a) of the Freedom of Information Act 2000 does not apply, by virtue of section 31(3).

Evidence of harm

To confirm or deny that the force holds such equipment would reveal where it can be used, and would alert offenders.

Factors favouring confirmation or denial

Confirming would help the public to understand how money is spent.

Factors against confirmation or denial

Confirming would undermine the prevention of crime.

Balance test

The need to protect tactics outweighs openness, so the public interest lies in neither confirming nor denying.

If you are not satisfied you may ask for an internal review within 40 working days.

You may then complain to the Information Commissioner.
"""
BARE_DENIAL = """Glanyrafon Police neither confirms nor denies that it holds the information that you asked for, by
virtue of section 31(1)(a) of the Freedom of Information Act 2000.
"""
WITHHELD = """Freedom of Information Act 2000

The sum is withheld under section 43(2) because disclosure would be likely to prejudice the commercial interests of the
supplier.

You may ask for an internal review, and then complain to the Information Commissioner.
"""
MORE_TIME = """Freedom of Information Act 2000

Section 36(2)(b) is engaged for part of your request and this part is exempt, because disclosure would inhibit advice.
We need more time to consider the public interest{date}.

You may ask for an internal review, and then complain to the Information Commissioner.
"""
COSTLY = """Your request is refused. Under section 12(1) of the Freedom of Information Act 2000 we need not comply, because
the cost would exceed the appropriate limit.{help}

You may ask for an internal review, and then complain to the Information Commissioner.
"""
ENVIRONMENT = """Environmental Information Regulations 2004

The survey is excepted from disclosure under regulation 12(5)(e), because it is commercially confidential.
"""
SCOTTISH = """Freedom of Information (Scotland) Act 2002

Aberfiddich Council holds the information. It is exempt under section 33(1)(b), because disclosure would prejudice
substantially the commercial interests of the contractor. The public interest in maintaining the exemption outweighs that in
disclosure.

You may ask for a review of our decision, and then appeal to the Scottish Information Commissioner.
"""


def run(tmp_path: Path, text: str, *options: str) -> Result:
    file = tmp_path / "notice.txt"
    file.write_text(text, "utf-8")
    return CliRunner().invoke(root, ["notice", "check", str(file), *options])


def checked(tmp_path: Path, text: str, *options: str) -> dict[str, Any]:
    result = run(tmp_path, text, "--json", *options)
    assert result.exit_code == 0, result.output
    report: dict[str, Any] = json.loads(result.stdout)
    for check in report["checks"]:
        for evidence in check["evidence"]:
            assert report["text"][evidence["start"] : evidence["end"]] == evidence["quote"]
            assert evidence["quote"]
    return report


def met(report: dict[str, Any]) -> dict[str, bool]:
    return {check["rule"]: check["met"] for check in report["checks"]}


def test_a_whole_denial_meets_every_rule(tmp_path: Path) -> None:
    report = checked(tmp_path, DENIAL)
    assert report["neither_confirm_nor_deny"] and report["complete"]
    assert met(report) == dict.fromkeys(
        [
            "17(1)(a)",
            "17(1)(b)",
            "17(1)(c)",
            "17(3)(a)",
            "17(7)(a)",
            "17(7)(b)",
            "ncnd-limb",
            "ncnd-harm",
            "ncnd-balance",
        ],
        True,
    )
    harm = next(check for check in report["checks"] if check["rule"] == "ncnd-harm")
    assert harm["evidence"][0]["quote"].startswith("To confirm or deny that the force holds such equipment")


HARM = "To confirm or deny that the force holds such equipment would reveal where it can be used, and would alert offenders."
FOR = (
    "Factors favouring confirmation or denial",
    "Confirming would help the public to understand how money is spent.",
)
AGAINST = (
    "Factors against confirmation or denial",
    "Confirming would undermine the prevention of crime.",
    HARM,
)
BALANCE = (
    "Balance test",
    "The need to protect tactics outweighs openness, so the public interest lies in neither confirming nor denying.",
)


@pytest.mark.parametrize(
    ("left_out", "missing"),
    [
        (FOR, "The notice lacks factors for confirming."),
        (AGAINST, "The notice lacks factors against confirming."),
        (BALANCE, "The notice lacks a balance of them."),
        ((*FOR, *AGAINST), "The notice lacks factors for confirming and factors against confirming."),
        ((*FOR, *AGAINST, *BALANCE), "The notice does not weigh factors for and against confirming."),
    ],
)
def test_each_side_of_the_weighing_is_looked_for(
    tmp_path: Path, left_out: tuple[str, ...], missing: str
) -> None:
    text = DENIAL
    for each in left_out:
        assert each in text
        text = text.replace(each, "")
    report = checked(tmp_path, text)
    assert not met(report)["ncnd-balance"]
    assert missing in report["missing"]


def test_harm_in_disclosure_is_no_harm_in_confirming(tmp_path: Path) -> None:
    text = DENIAL.replace(
        HARM,
        "Release would help offenders.",
    ).replace("Confirming would undermine the prevention of crime.", "Openness has a price.")
    assert not met(checked(tmp_path, text))["ncnd-harm"]


def test_a_limb_that_only_withholds_cannot_carry_a_denial(tmp_path: Path) -> None:
    report = checked(tmp_path, BARE_DENIAL)
    found = met(report)
    assert not found["ncnd-limb"] and not found["ncnd-harm"] and not found["ncnd-balance"]
    assert not found["17(7)(a)"] and not found["17(7)(b)"]
    assert "31(1)(a) does not allow it; 31(3) would." in report["missing"]


def test_a_class_of_information_needs_no_harm(tmp_path: Path) -> None:
    report = checked(tmp_path, DENIAL.replace("section 31(3)", "section 30(3)"))
    assert "ncnd-harm" not in met(report)


def test_withholding_without_the_public_interest(tmp_path: Path) -> None:
    report = checked(tmp_path, WITHHELD)
    assert met(report) == {
        "17(1)(a)": True, "17(1)(b)": True, "17(1)(c)": True, "17(3)(b)": False, "17(7)(a)": True, "17(7)(b)": True,
    }  # fmt: skip
    assert report["missing"] == ["The notice gives no reasons why the public interest lies in withholding."]
    assert [each["provision"] for each in report["provisions"]] == ["43(2)"]


def test_a_bare_section_is_not_down_to_its_subsection(tmp_path: Path) -> None:
    assert not met(checked(tmp_path, WITHHELD.replace("43(2)", "43")))["17(1)(b)"]


@pytest.mark.parametrize(("date", "given"), [(" by 5 May 2026", True), ("", False)])
def test_an_open_public_interest_needs_a_date(tmp_path: Path, date: str, given: bool) -> None:
    report = checked(tmp_path, MORE_TIME.format(date=date))
    assert report["undecided"]
    found = met(report)
    assert found["17(2)"] is given
    assert "17(3)(b)" not in found


@pytest.mark.parametrize(
    ("help", "given"), [(" You may wish to narrow your request to 2024.", True), ("", False)]
)
def test_the_cost_limit(tmp_path: Path, help: str, given: bool) -> None:
    found = met(checked(tmp_path, COSTLY.format(help=help)))
    assert found["17(5)"] and found["16"] is given
    assert "17(1)(b)" not in found


def test_the_environment(tmp_path: Path) -> None:
    report = checked(tmp_path, ENVIRONMENT)
    assert report["law"] == "uk-eir"
    assert met(report) == {"14(3)(a)": True, "14(3)(b)": False, "14(5)(a)": False, "14(5)(b)": False}


def test_scotland(tmp_path: Path) -> None:
    report = checked(tmp_path, SCOTTISH)
    assert report["law"] == "sct-foisa"
    assert met(report) == dict.fromkeys(
        ["16(1)(a)", "16(1)(b)", "16(1)(c)", "16(1)(d)", "16(2)", "19(a)", "19(b)"], True
    )


def test_an_answer_is_no_refusal(tmp_path: Path) -> None:
    report = checked(tmp_path, "Yes. One trial took place in 2024. The total cost was £12,500.")
    assert not report["is_refusal"] and not report["complete"] and report["checks"] == []
    assert "Nothing is refused" in run(tmp_path, "Yes.").output


def test_for_people_the_missing_stands_out(tmp_path: Path) -> None:
    result = run(tmp_path, WITHHELD)
    assert "MISSING" in result.output and "5 of 6 rules are met." in result.output
    assert "17(4)" in result.output


def test_welsh_terms(tmp_path: Path) -> None:
    english, welsh = checked(tmp_path, WITHHELD), checked(tmp_path, WITHHELD, "--language", "cy")
    assert english["missing"] != welsh["missing"]


def test_a_law_may_be_given(tmp_path: Path) -> None:
    assert checked(tmp_path, ENVIRONMENT, "--law", "uk-foia")["law"] == "uk-foia"


@pytest.mark.parametrize(
    ("arguments", "says"),
    [(["nowhere.txt"], "nowhere.txt"), (["nowhere.txt", "--law", "de-ifg"], "de-ifg")],
)
def test_what_cannot_be_used_is_said_in_one_line(arguments: list[str], says: str) -> None:
    result = CliRunner().invoke(root, ["notice", "check", *arguments], standalone_mode=False)
    assert result.exception is not None
    assert says in str(result.exception)


DENIAL_CUES = cue_table("notice_denial")


@pytest.mark.parametrize("cue", DENIAL_CUES, ids=[f"{cue.sense}-{at}" for at, cue in enumerate(DENIAL_CUES)])
def test_a_cue_finds_its_examples(cue: Cue) -> None:
    assert [example for example in cue.examples if not hits((cue,), plain_form(example))] == []
    assert [example for example in cue.not_examples if hits((cue,), plain_form(example))] == []
