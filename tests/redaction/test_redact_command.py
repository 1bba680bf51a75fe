"""`rhyddid redact text`."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from rhyddid.cli.redact import redact

TEXT = "Dŵr: write to jane@brynglas.example or 01632 960123.\n"


def test_it_prints_the_masked_text() -> None:
    result = CliRunner().invoke(redact, ["text"], input=TEXT)
    assert (result.exit_code, result.output) == (0, "Dŵr: write to [e-mail address] or [phone number].\n")


def test_its_json_has_spans_in_the_input() -> None:
    result = CliRunner().invoke(redact, ["text", "--json"], input=TEXT)
    printed = json.loads(result.output)
    assert printed == {
        "text": "Dŵr: write to [e-mail address] or [phone number].\n",
        "removed": [
            {"kind": "email", "start": 14, "end": 35, "shown_as": "[e-mail address]"},
            {"kind": "phone", "start": 39, "end": 51, "shown_as": "[phone number]"},
        ],
    }
    assert TEXT[14:35] == "jane@brynglas.example"


def test_it_keeps_and_masks_what_it_is_told_to() -> None:
    arguments = ["text", "--keep", "@brynglas.example", "--name", "Jane Example"]
    result = CliRunner().invoke(redact, arguments, input="Jane Example, jane@brynglas.example, x@y.example")
    assert result.output == "[name], jane@brynglas.example, [e-mail address]"


def test_empty_input_is_no_error() -> None:
    result = CliRunner().invoke(redact, ["text", "--json"], input="")
    assert (result.exit_code, json.loads(result.output)) == (0, {"text": "", "removed": []})


@pytest.mark.parametrize("arguments", [["text"], ["text", "--json"]])
def test_input_that_is_not_utf_8_exits_2_with_one_line(arguments: list[str]) -> None:
    run = subprocess.run(
        [sys.executable, "-m", "rhyddid", "redact", *arguments],
        input=b"caf\xe9",
        capture_output=True,
        check=False,
    )
    assert (run.returncode, run.stdout) == (2, b"")
    assert run.stderr.decode().count("\n") == 1
    assert b"not UTF-8: byte 3" in run.stderr


def test_it_imports_no_django() -> None:
    program = (
        "import sys; from rhyddid.cli.redact import redact; "
        "sys.exit(any(name.partition('.')[0] in {'django', 'psycopg', 'lxml', 'pypdfium2'} for name in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


def test_a_file_is_copied_without_what_was_to_go(tmp_path: Path) -> None:
    letter = tmp_path / "letter.csv"
    letter.write_text("Name,Mail\nPC Example,jane@brynglas.example\n")
    result = CliRunner().invoke(redact, ["file", str(letter), "--mark", "PC  Example", "--json"])
    printed = json.loads(result.output)
    assert printed["file"] == str(tmp_path / "letter.redacted.csv")
    assert [each["kind"] for each in printed["removed"]] == ["marked", "email"]
    assert (tmp_path / "letter.redacted.csv").read_text() == "Name,Mail\n,[e-mail address]\n"
    assert "jane" in letter.read_text()


def test_a_file_that_cannot_be_redacted_is_named_and_nothing_is_written(tmp_path: Path) -> None:
    letter = tmp_path / "letter.pdf"
    letter.write_bytes(b"%PDF-1.4 broken")
    result = CliRunner().invoke(redact, ["file", str(letter), "--language", "en"])
    assert result.exit_code == 1
    assert "letter.pdf: The PDF is damaged or protected and cannot be redacted." in result.output
    assert list(tmp_path.iterdir()) == [letter]


def test_what_a_file_hides_is_printed(tmp_path: Path) -> None:
    page = tmp_path / "a.html"
    page.write_text("<html><p>Yes<p hidden>PC Example")
    result = CliRunner().invoke(redact, ["hidden", str(page)])
    assert result.output == "Hidden text: 1. PC Example\n"
    result = CliRunner().invoke(redact, ["hidden", str(page), "--json"])
    assert json.loads(result.output)["hidden"][0]["serious"] is True
