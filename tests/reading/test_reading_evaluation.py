"""The evaluation: what it counts, and that the labelled letters of this repository are read well."""

from __future__ import annotations

import json
import os
import tomllib
from pathlib import Path

import pytest

from rhyddid.reading.evaluate import (
    OWN_LETTERS,
    evaluate,
    figures,
    main,
    reliability,
    report,
    save_judgements,
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
