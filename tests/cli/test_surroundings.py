"""Settings, databases and words that cannot be used end in one clear line and exit 2, whatever the command."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

NOWHERE = "postgresql://nobody@127.0.0.1:1/none"


def run(folder: Path, *arguments: str | bytes, **settings: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "RHYDDID_DATA": str(folder), "DATABASE_URL": NOWHERE, **settings}
    return subprocess.run(
        [sys.executable, "-m", "rhyddid", *arguments],
        env=environment, capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=60, check=False,
    )  # fmt: skip


def said_by(done: subprocess.CompletedProcess[str]) -> str:
    """The one line that was said. Fails where there is more, or another exit code."""
    assert done.returncode == 2, done.stderr
    assert "Traceback" not in done.stderr
    (line,) = done.stderr.strip().splitlines()
    return line


@pytest.mark.parametrize(
    "arguments",
    [
        ["rehearse", "drones"],
        ["demo", "--no-serve"],
        ["serve", "--web-only", "--port", "8719"],
        ["migrate"],
        ["worker", "--until-idle"],
        ["batch", "list"],
        ["mail", "import", "."],
    ],
)
def test_a_database_that_does_not_answer(arguments: list[str], tmp_path: Path) -> None:
    assert "The database does not answer" in said_by(run(tmp_path, *arguments))


@pytest.mark.parametrize("arguments", [["rehearse", "drones"], ["migrate"], ["doctor"], ["worker"]])
def test_a_database_of_another_kind(arguments: list[str], tmp_path: Path) -> None:
    assert "mysql://…: Rhyddid runs on PostgreSQL" in said_by(
        run(tmp_path, *arguments, DATABASE_URL="mysql://x/y")
    )


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("RHYDDID_BATCH_LIMITS", "a,b", "whole numbers with commas"),
        ("RHYDDID_BATCH_LIMITS", "-1,5", "whole numbers with commas"),
        ("RHYDDID_SMTP_PACE_PER_MINUTE", "²", "a whole number"),
        ("RHYDDID_DATA", "/proc/nope", "cannot be made"),
        ("RHYDDID_SITE_URL", "http://[x", "use an address"),
        ("DATABASE_URL", "postgresql://x@host:99999/y", "Port out of range"),
    ],
)
def test_a_setting_that_cannot_be_used(name: str, value: str, said: str, tmp_path: Path) -> None:
    line = said_by(run(tmp_path, "batch", "list", **{name: value}))
    assert name in line and said in line


@pytest.mark.parametrize("arguments", [["doctor"], ["batch", "list"], ["serve"], ["worker"], ["migrate"]])
def test_a_data_folder_for_the_database_that_cannot_be_made(arguments: list[str], tmp_path: Path) -> None:
    line = said_by(run(tmp_path, *arguments, RHYDDID_DATA="/proc/nope", DATABASE_URL=""))
    assert "RHYDDID_DATA=/proc/nope cannot be used" in line


@pytest.mark.parametrize("port", ["99999", "0", "-1", "http"])
def test_a_port_that_there_is_not(port: str, tmp_path: Path) -> None:
    assert "--port" in said_by(run(tmp_path, "serve", "--port", port))
    assert "--port" in said_by(run(tmp_path, "demo", "--port", port))


@pytest.mark.parametrize("arguments", [["mail", "receive", "--received-at", "0001-01-01"]])
def test_a_day_that_no_calendar_knows(arguments: list[str], tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "rhyddid", *arguments],
        input="Subject: x\n\nx", capture_output=True, text=True, check=False,
        env={**os.environ, "RHYDDID_DATA": str(tmp_path), "DATABASE_URL": NOWHERE},
    )  # fmt: skip
    assert "between 1900-01-01 and 2200-12-31" in said_by(done)
