"""The evaluation: what it counts, and that the labelled letters of this repository are read well."""

from __future__ import annotations

import json
import os
import tomllib
from pathlib import Path
from typing import Any

import pytest

from reading_assistant_server import assistant_endpoint, completion
from rhyddid.reading.assistant import Assistant
from rhyddid.reading.evaluate import (
    OWN_LETTERS,
    assistant_report,
    calibration_error,
    coded_report,
    evaluate,
    figures,
    main,
    reliability,
    report,
    save_judgements,
    shown_as_sure,
    write_confidence,
)
from rhyddid.reading.judging import Judged, same_body, word_agreement
from rhyddid.reading.labels import LabelledLetter, LabelsError, labelled_letters

LABELS = labelled_letters(OWN_LETTERS)


def test_the_own_letters_span_kinds_laws_and_languages() -> None:
    assert len(LABELS) >= 30
    assert len({each.label["kind"] for each in LABELS}) >= 10
    assert {"uk-foia", "uk-eir", "sct-foisa", "sct-eisr", "ie-foi", "us-foia"} <= {
        each.label["law"] for each in LABELS
    }
    assert {"en", "cy"} <= {each.label["language"] for each in LABELS}


def test_the_own_letters_are_read_well() -> None:
    judged = [each for _, _, all_judged in evaluate(LABELS) for each in all_judged]
    shares = figures(judged)
    assert shares["evidence_valid"]["precision"] == 1.0
    floors = {
        "kind": 0.95,
        "outcome": 0.95,
        "provision": 0.95,
        "question_alignment": 0.92,
        "question_decision": 0.92,
    }
    assert {name: shares[name]["f1"] for name in floors if shares[name]["f1"] < floors[name]} == {}


def test_figures_count_hits_wrongs_and_misses() -> None:
    judged = [
        Judged("sum", "hit", "1", ""),
        Judged("sum", "wrong", "2", ""),
        Judged("sum", "missed", "", "3"),
    ]
    row = figures(judged)["sum"]
    assert (row["precision"], row["recall"], row["f1"]) == (0.5, 0.5, 0.5)


def test_reliability_puts_findings_in_bands() -> None:
    judged = [
        Judged("kind", "hit", "", "", 0.97),
        Judged("kind", "wrong", "", "", 0.96),
        Judged("kind", "hit", "", "", 0.6),
    ]
    assert reliability(judged) == [(0.5, 0.7, 1, 1.0), (0.95, 1.0, 2, 0.5)]


def test_the_report_shows_the_worst_letters() -> None:
    cases = evaluate(
        [LabelledLetter("x.txt", b"Thank you.", None, {"kind": "refusal", "exemptions_norm": ["s43(2)"]})]
    )
    shown = report(cases, 1)
    assert "x.txt" in shown
    assert "uk-foia:43(2)" in shown


def test_calibration_writes_what_was_measured(tmp_path: Path) -> None:
    path = tmp_path / "confidence.toml"
    judged = [Judged("kind", "hit", "", "", None, "kind", "wide")] * 9 + [
        Judged("kind", "wrong", "", "", None, "kind", "wide")
    ]
    write_confidence(judged, path)
    measured = tomllib.loads(path.read_text("utf-8"))["kind"]
    assert measured == {"_": 0.833, "wide": 0.881}


def test_judgements_are_kept_without_text(tmp_path: Path) -> None:
    path = tmp_path / "judged.jsonl"
    save_judgements(evaluate(LABELS[:2]), path)
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    assert rows
    assert all(row["got"] == row["wanted"] == "" and row["finding"] for row in rows)


def test_passages_agree_by_their_words() -> None:
    assert word_agreement("We own four boats.", "we own four boats") == 1.0
    assert word_agreement("yes", "no") == 0.0


def test_a_body_is_the_same_without_its_legal_ending() -> None:
    assert same_body("Kestrel Yards Ltd", "Kestrel Yards")
    assert not same_body("Kestrel Yards", "Heron Yards")


def test_a_folder_without_labels_is_told(tmp_path: Path) -> None:
    with pytest.raises(LabelsError):
        labelled_letters(tmp_path)
    assert main([str(tmp_path)]) == 2


@pytest.mark.letters
@pytest.mark.skipif("RHYDDID_LETTERS_DIR" not in os.environ, reason="set RHYDDID_LETTERS_DIR")
def test_the_real_letters_are_read_well() -> None:
    judged = [
        each
        for _, _, all_judged in evaluate(labelled_letters(Path(os.environ["RHYDDID_LETTERS_DIR"])))
        for each in all_judged
    ]
    shares = figures(judged)
    assert shares["evidence_valid"]["precision"] == 1.0
    assert shares["kind"]["f1"] >= 0.9
    assert shares["question_alignment"]["f1"] >= 0.9


def test_the_tables_show_what_is_aimed_at() -> None:
    shown = report(evaluate(LABELS[:6]), 0)
    assert "aimed at" in shown
    assert "macro f1 0.95" in shown
    assert "shown at 0.9 or more" in shown


def test_calibration_error_is_the_distance_of_confidence_and_share_right() -> None:
    judged = [Judged("kind", "hit", "", "", 0.9), Judged("kind", "wrong", "", "", 0.9)]
    assert calibration_error(judged) == pytest.approx(0.4)
    assert shown_as_sure(judged) == (2, 0.5)
    assert (calibration_error([]), shown_as_sure([])) == (None, (0, None))


def test_raw_answers_in_a_folder_are_measured(tmp_path: Path) -> None:
    rows = [
        {
            "type": "yes_no",
            "question": "Do you own a kayak?",
            "text": "No",
            "coded": "no",
            "group": "bare word",
        },
        {"type": "number", "question": "How many kayaks?", "text": "12", "coded": "13", "group": "stands"},
    ]
    (tmp_path / "coded_answers.jsonl").write_text("\n".join(json.dumps(row) for row in rows), "utf-8")
    shown = "\n".join(coded_report([tmp_path]))
    assert "yes_no, bare word" in shown
    assert coded_report([tmp_path / "none"]) == []


def test_an_assistant_is_measured_in_the_same_harness(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """It says of every letter that question 1 is disclosed in the first words of the letter."""

    def first_words(asked: dict[str, Any]) -> bytes:
        letter = json.loads(asked["messages"][1]["content"])["letter"]
        quote = " ".join(letter.split()[:5])
        return completion({"answers": [{"question": "1", "decision": "disclosed", "quote": quote}]})

    with assistant_endpoint(first_words) as spoken:
        assert main([str(OWN_LETTERS), "--worst", "0", "--assistant", spoken.url]) == 0
    told = capsys.readouterr().out
    assert "the assistant:" in told
    assert "rules, filled by the assistant" in told
    assert "proposed at 0.00 – 0.50" in told


def test_an_assistant_that_fails_is_told_and_counted(capsys: pytest.CaptureFixture[str]) -> None:
    with assistant_endpoint(b"busy", status=503) as spoken:
        shown = assistant_report(evaluate(LABELS[:1]), Assistant(spoken.url))
    assert "1 letters without an answer" in shown
    assert "it answered 503" in capsys.readouterr().err
