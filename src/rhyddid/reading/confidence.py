"""How sure a finding is: the share that was right among labelled letters, by the way it was told.

In: the name of the finding and its basis ("after_question+words"). Out: a number between 0 and 1, from
`tables/confidence.toml`, which the evaluation writes.
"""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files


@cache
def _table() -> dict[str, dict[str, float]]:
    return tomllib.loads(files("rhyddid.reading").joinpath("tables/confidence.toml").read_text("utf-8"))


def confidence(finding: str, basis: str) -> float:
    """The measured share right; the finding's own mean where the basis was too rare to measure."""
    shares = _table().get(finding, {})
    return shares.get(basis, shares.get("_", 0.5))
