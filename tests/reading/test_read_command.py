"""`rhyddid read`: a file, a folder, raw answers; bad input is one line and exit 2."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from rhyddid.cli.read import read

LETTER = "Dear Ms Teale\n\nOur ref: 2020/441\n\n1. How many boats do you own?\nFour.\n\nYours sincerely"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "a.txt").write_text(LETTER, encoding="utf-8")
    (tmp_path / "a.request.txt").write_text("1. How many boats do you own?", encoding="utf-8")
    (tmp_path / "b.txt").write_text("", encoding="utf-8")
    (tmp_path / "labels.json").write_text("[]", encoding="utf-8")
    (tmp_path / "README.md").write_text("about", encoding="utf-8")
    return tmp_path


def test_one_letter_as_json(folder: Path) -> None:
    result = CliRunner().invoke(
        read, [str(folder / "a.txt"), "--request", str(folder / "a.request.txt"), "--json"]
    )
    shape = json.loads(result.output)
    assert shape["file"] == "a.txt"
    assert shape["text"] == LETTER
    assert shape["answers"][0]["text"] == "Four."
    assert set(shape) >= {
        "kind", "outcome", "language", "references", "received_on", "decided_on", "deadline_stated", "provisions",
        "neither_confirm_nor_deny", "sums", "organisations", "review", "regulator", "notice", "attachments",
    }  # fmt: skip


def test_a_folder_goes_on_past_a_letter_it_cannot_read(folder: Path) -> None:
    result = CliRunner().invoke(read, [str(folder), "--jsonl"])
    rows = [json.loads(line) for line in result.output.splitlines()]
    assert result.exit_code == 0
    assert [row["file"] for row in rows] == ["a.txt", "b.txt"]
    assert "error" in rows[1]
    assert rows[0]["answers"][0]["question"] == "1"


def test_the_sheet_for_people(folder: Path) -> None:
    result = CliRunner().invoke(read, [str(folder / "a.txt")])
    assert "decision: disclosed" in result.output
    assert "2020/441" in result.output


def test_raw_answers_from_standard_input() -> None:
    lines = '{"id": "x", "question": "Do you publish a log?", "text": "No."}\n'
    result = CliRunner().invoke(read, ["--values", "yes_no", "--jsonl"], input=lines)
    row = json.loads(result.output)
    assert row["id"] == "x"
    assert row["values"][0]["value"] == "no"


def test_a_missing_letter_is_one_clear_line(tmp_path: Path) -> None:
    run = subprocess.run(
        [sys.executable, "-m", "rhyddid", "read", str(tmp_path / "none.txt")],
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 2
    assert run.stderr.count("\n") == 1
    assert "none.txt" in run.stderr


def test_a_broken_line_of_standard_input_is_told_with_its_number() -> None:
    result = CliRunner().invoke(read, ["--values", "money", "--jsonl"], input='{"text": 1\n')
    assert result.exit_code != 0
    assert "line 1" in result.output


def test_reading_imports_no_django() -> None:
    code = "import sys, rhyddid.cli.read, rhyddid.letters.open_letter; sys.exit('django' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
