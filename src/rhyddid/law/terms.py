"""Law words in Welsh, from the one term list `data/terms-cy.toml`, and whether they are reviewed.

In: an English term (the name of an exemption, a regime, a regulator) or a place in the exemption files.
Out: its Welsh text, or None where the list has none (the English then stands).
"""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


def welsh_term(english: str) -> str | None:
    """The Welsh for an English law term, or None."""
    found = _list()["terms"].get(english)
    return None if found is None else str(found)


def welsh_explanation(law: str, provision: str) -> str | None:
    """The Welsh plain-words explanation of a provision, or None."""
    found = _list().get("explanations", {}).get(law, {}).get(provision)
    return None if found is None else str(found)


def welsh_reviewed() -> bool:
    """True once a Welsh speaker has reviewed the list; until then pages say that it is not yet reviewed."""
    return bool(_list()["meta"]["reviewed"])


@cache
def _list() -> dict[str, Any]:
    return tomllib.loads(files("rhyddid.law").joinpath("data/terms-cy.toml").read_text("utf-8"))
