"""A short, repeatable run of every fuzzing target: no crash, no hang, bounded memory. `make fuzz` runs them for long."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

FUZZ = Path(__file__).with_name("fuzz.py")
RUNS = {"mail_parse": 1_500, "read_any": 400, "preview_any": 300, "find_in_text": 1_500, "redact_any": 500}


@pytest.mark.parametrize("target", RUNS)
def test_any_bytes_give_an_answer(target: str, tmp_path: Path) -> None:
    run = subprocess.run(
        [
            sys.executable,
            str(FUZZ),
            target,
            f"-runs={RUNS[target]}",
            "-seed=1",
            "-timeout=60",
            "-rss_limit_mb=1500",
        ],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
    told = run.stdout.decode("utf-8", "replace")
    assert run.returncode == 0, told[-3_000:]
    assert f"Done {RUNS[target]} runs" in told
    assert list(tmp_path.iterdir()) == []
