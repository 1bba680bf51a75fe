"""The commands that need no database import no Django, print the published shapes, and say what is wrong in one line."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest

SCHEMAS = Path(__file__).resolve().parents[2] / "docs" / "schema"

REQUEST = "1) Have you run any trial of drone detection equipment?\n\n2) What did it cost?\n"
LETTER = """Dear Ms Prosser,

Our ref: PAC/2026/0117

Thank you for your request of 2 March 2026 under the Freedom of Information Act 2000.

1) Have you run any trial of drone detection equipment?
Yes, one trial in 2024.

2) What did it cost?
£12,500. The unit price is exempt under section 43(2), and the public interest favours withholding it.

You may ask for an internal review within 40 working days, and then complain to the Information Commissioner.
"""
MAIL = b"""From: Information Governance <foi@port.example>\r
To: request@replies.example\r
Subject: RE: Drones\r
Message-ID: <1@port.example>\r
Date: Mon, 16 Mar 2026 10:00:00 +0000\r
\r
Thank you for your request.\r
"""


@pytest.fixture
def files(tmp_path: Path) -> Path:
    (tmp_path / "letter.txt").write_text(LETTER, encoding="utf-8")
    (tmp_path / "request.txt").write_text(REQUEST, encoding="utf-8")
    (tmp_path / "mail.eml").write_bytes(MAIL)
    return tmp_path


COMMANDS = {
    "read": (["read", "letter.txt", "--request", "request.txt", "--json"], ""),
    "clock": (["clock", "--regime", "uk-foia", "--received", "2021-07-27", "--json"], ""),
    "mail_parse": (["mail", "parse", "mail.eml", "--json"], ""),
    "mail_fold": (["mail", "fold", "letter.txt", "--json"], ""),
    "redact_text": (["redact", "text", "--json"], "Ring 01632 960123."),
    "read_values": (
        ["read", "--values", "money", "--jsonl"],
        '{"id": "1", "question": "Cost?", "text": "£5,000"}\n',
    ),
}


def run(arguments: list[str], stdin: str, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "rhyddid", *arguments],
        input=stdin, capture_output=True, text=True, cwd=folder, check=False,
    )  # fmt: skip


@pytest.mark.parametrize("name", COMMANDS)
def test_it_prints_the_published_shape_without_django(name: str, files: Path) -> None:
    arguments, stdin = COMMANDS[name]
    done = run(arguments, stdin, files)
    assert done.returncode == 0, done.stderr[-500:]
    jsonschema.validate(json.loads(done.stdout), json.loads((SCHEMAS / f"{name}.schema.json").read_text()))
    imported = {line.rpartition("|")[2].strip().split(".")[0] for line in done.stderr.splitlines()}
    assert not imported & {"django", "psycopg", "procrastinate"}


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["read", "nowhere.txt", "--json"], "nowhere.txt"),
        (["read", "empty.txt", "--json"], "empty.txt"),
        (["clock", "--regime", "uk-foia", "--received", "27/07/2021"], "27/07/2021"),
        (["clock", "--regime", "narnia", "--received", "2021-07-27"], "narnia"),
        (
            ["clock", "--regime", "uk-foia", "--received", "2021-07-27", "--event", "2021-08-01:danced"],
            "danced",
        ),
        (["mail", "fold", "nowhere.txt", "--json"], "nowhere.txt"),
        (["law", "exemption", "uk-foia:99"], "99"),
        (["no-such-command"], "no-such-command"),
    ],
)
def test_bad_input_exits_2_with_one_clear_line(arguments: list[str], said: str, tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_text("")
    done = subprocess.run(
        [sys.executable, "-m", "rhyddid", *arguments],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        check=False,
    )
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_a_folder_of_letters_goes_on_past_one_that_cannot_be_read(files: Path) -> None:
    (files / "broken.pdf").write_bytes(b"%PDF-1.4 not really")
    (files / "mail.eml").unlink()
    done = subprocess.run(
        [sys.executable, "-m", "rhyddid", "read", str(files), "--jsonl"],
        capture_output=True,
        text=True,
        check=False,
    )
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.returncode == 0
    assert {row["file"]: "error" in row for row in rows} == {
        "broken.pdf": True,
        "letter.txt": False,
        "request.txt": False,
    }
