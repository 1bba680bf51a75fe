"""The regime that docs/law.md shows can be read, and its Python lines run."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

from rhyddid.law.clock import parse_event, run_clock
from rhyddid.law.regimes import read_regime

TEXT = (Path(__file__).parents[2] / "docs" / "law.md").read_text("utf-8")


def _block(language: str, number: int) -> str:
    return re.findall(rf"```{language}\n(.*?)```", TEXT, re.DOTALL)[number]


def test_the_example_regime_is_one() -> None:
    found = read_regime("xx-law", _block("toml", 0))
    result = run_clock(found, date(2026, 1, 12), [parse_event("2026-02-02:extended:large")])
    assert (
        result.due == run_clock("uk-eir", date(2026, 1, 12), [parse_event("2026-02-02:extended_complex")]).due
    )


def test_the_python_lines_run() -> None:
    names: dict[str, object] = {}
    exec(compile(_block("python", 0), "docs/law.md", "exec"), names)
    assert names["result"] is not None
