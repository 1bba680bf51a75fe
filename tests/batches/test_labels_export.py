"""A corrected finding teaches: judged in the site, exported as labelled letters, measured by the evaluation."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from pages_cast import Campaign, make_campaign
from rhyddid.batches.labels_export import labels_export
from rhyddid.cli.batch import batch as batch_command
from rhyddid.reading.evaluate import evaluate, figures, main
from rhyddid.reading.labels import labelled_letters
from rhyddid.requests.judgements import judgement_make
from rhyddid.requests.models import Finding

pytestmark = pytest.mark.django_db


@pytest.fixture
def campaign(db: None) -> Campaign:
    return make_campaign()


def judge(campaign: Campaign, number: str, verdict: str, **value: object) -> None:
    question = campaign.answered.questions.get(number=number)
    finding = Finding.objects.get(question=question, type="answer", reading__current=True)
    corrected = {
        "question": number,
        "decision": "disclosed",
        "text": "",
        "values": [],
        "provisions": [],
    } | value
    judgement_make(
        request=campaign.answered,
        question=question,
        verdict=verdict,
        by=campaign.checker,
        finding=finding,
        value=corrected if verdict == "correct" else None,
    )


def test_judged_in_the_site_exported_and_measured(
    campaign: Campaign, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    judge(campaign, "1", "confirm")
    judge(campaign, "3", "correct", values=[{"type": "money", "amount": "13000", "currency": "GBP"}])
    report = labels_export(campaign.batch, tmp_path)
    assert (report.letters, report.answers) == (1, 2)
    judged = [each for _, _, every in evaluate(labelled_letters(tmp_path)) for each in every]
    row = figures(judged)
    assert row["question_decision"]["f1"] == 1.0
    assert row["question_value"]["precision"] == 0.5  # the yes is right, the sum is not what a person says
    assert set(row) == {"question_alignment", "question_decision", "question_value", "evidence_valid"}
    assert main([str(tmp_path)]) == 0
    assert "question_decision" in capsys.readouterr().out


def test_only_what_a_person_said_is_a_label(campaign: Campaign, tmp_path: Path) -> None:
    judge(campaign, "2", "reject")
    labels_export(campaign.batch, tmp_path)
    (row,) = json.loads((tmp_path / "labels.json").read_text("utf-8"))
    assert row["qa"] == []
    assert row["rejected"] == [{"q": "2", "decision": "disclosed"}]


def test_words_of_ones_own_are_no_passage_of_the_letter(campaign: Campaign, tmp_path: Path) -> None:
    judge(campaign, "2", "correct", text="They did not want to say")
    judge(campaign, "3", "correct", text="The total cost\nwas £12,500.")
    labels_export(campaign.batch, tmp_path)
    (row,) = json.loads((tmp_path / "labels.json").read_text("utf-8"))
    assert [each.get("answer") for each in row["qa"]] == [None, "The total cost\nwas £12,500."]


def test_masked_letters_hold_no_personal_data(campaign: Campaign, tmp_path: Path) -> None:
    judge(campaign, "1", "confirm")
    labels_export(campaign.batch, tmp_path, masked=True)
    written = " ".join(path.read_text("utf-8") for path in tmp_path.glob("letter-*"))
    assert "One trial took place" in written
    assert "a.officer@" not in written
    assert "01632" not in written


def test_the_command_says_what_it_wrote_and_that_it_is_personal(campaign: Campaign, tmp_path: Path) -> None:
    judge(campaign, "1", "confirm")
    told = CliRunner().invoke(batch_command, ["labels", campaign.batch.slug, str(tmp_path / "labels")])
    assert told.exit_code == 0, told.output
    assert "Wrote 1 letters with 1 checked answers" in told.output
    assert "personal data" in told.output
    assert "do not publish" in (tmp_path / "labels" / "README.txt").read_text("utf-8")


def test_the_command_tells_how_far_two_agree(campaign: Campaign) -> None:
    told = CliRunner().invoke(batch_command, ["checks", campaign.batch.slug, "--needed", "2", "--json"])
    assert told.exit_code == 0, told.output
    assert json.loads(told.output)["checks_needed"] == 2
