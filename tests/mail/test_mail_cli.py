"""`rhyddid mail parse` and `rhyddid mail fold`."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from torture_mails import MAILS

from rhyddid.cli.mail import mail

KEYS = {
    *(
        "file",
        "message_id",
        "subject",
        "from",
        "reply_to",
        "to",
        "cc",
        "recipients",
        "date",
        "kind",
        "failed_recipients",
    ),
    *("can_reply", "in_reply_to", "references", "body", "attachments", "defects"),
}


def run(*arguments: str | Path) -> str:
    result = CliRunner().invoke(mail, [str(argument) for argument in arguments], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.output


def test_one_mail(tmp_path: Path) -> None:
    (tmp_path / "a.eml").write_bytes(MAILS["mixed with pdf"])
    found = json.loads(run("parse", tmp_path / "a.eml", "--json"))
    assert set(found) == KEYS
    assert found["file"] == "a.eml"
    assert found["from"] == {"name": "Gwen Pritchard", "address": "foi@dyffryn.example"}
    assert found["date"] == "2024-03-20T12:00:00+00:00"
    assert found["body"] == {"text": "We use 14 cameras.", "shown": "We use 14 cameras.", "folded": []}
    assert set(found["attachments"][0]) == {"filename", "content_type", "size", "sha256", "inside"}


def test_a_folder_one_object_a_line(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    for number, raw in enumerate(MAILS.values()):
        (tmp_path / ("in" if number % 2 else ".") / f"{number:03}.eml").write_bytes(raw[:100_000])
    found = [json.loads(line) for line in run("parse", tmp_path, "--jsonl").splitlines()]
    assert len(found) == len(MAILS)
    assert all(set(one) == KEYS for one in found)
    assert "in/001.eml" in {one["file"] for one in found}
    assert json.loads(run("parse", tmp_path, "--json")) == found


def test_for_people(tmp_path: Path) -> None:
    (tmp_path / "a.eml").write_bytes(MAILS["mixed with pdf"])
    assert "We use 14 cameras." in run("parse", tmp_path / "a.eml")
    assert "a.eml: letter: Cameras" in run("parse", tmp_path)


def test_folding_a_text(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(
        "14 cameras.\r\n\r\nOn 1 May 2024, Siân wrote:\r\n> How many?\r\n> And why?\r\n",
        encoding="utf-8",
        newline="",
    )
    found = json.loads(run("fold", tmp_path / "a.txt", "--json"))
    assert found["shown"].strip() == "14 cameras."
    assert [one["why"] for one in found["folded"]] == ["quote"]
    start, end = found["folded"][0]["start"], found["folded"][0]["end"]
    assert found["text"][:start] + found["text"][end:] == found["shown"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["parse", "gone.eml", "--json"], "gone.eml"),
        (["fold", "gone.txt"], "gone.txt"),
        (["parse", "x", "--json", "--jsonl"], "not both"),
        (["fold", "latin.txt"], "UTF-8"),
    ],
)
def test_bad_input_is_one_clear_line(
    arguments: list[str], said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("latin.txt").write_bytes("£".encode("cp1252"))
    result = CliRunner().invoke(mail, arguments)
    assert result.exit_code == 1
    assert said in result.output
    assert "Traceback" not in result.output


def test_the_help_names_every_command() -> None:
    listed = run("--help")
    for name in ("fold", "import", "parse", "receive", "serve"):
        assert f"\n  {name} " in listed


def test_parsing_and_folding_import_no_django(tmp_path: Path) -> None:
    (tmp_path / "a.eml").write_bytes(MAILS["zip"])
    code = (
        "import sys; from rhyddid.cli import root; "
        f"root.main(['mail', 'parse', {str(tmp_path / 'a.eml')!r}, '--json'], standalone_mode=False); "
        f"root.main(['mail', 'fold', {str(tmp_path / 'a.eml')!r}, '--json'], standalone_mode=False); "
        "heavy = {'django', 'psycopg', 'procrastinate', 'oxmsg', 'dkim', 'striprtf'} & set(sys.modules); "
        "sys.exit(f'imported: {heavy}' if heavy else 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
