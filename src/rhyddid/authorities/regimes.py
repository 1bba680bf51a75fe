"""What the directory and batches need of a regime: the ids, the countries, and a law's name in a language."""

from __future__ import annotations

from rhyddid.law.regimes import regime, regime_ids
from rhyddid.law.terms import Term


def regime_countries() -> frozenset[str]:
    """The countries and territories that the known regimes belong to."""
    return frozenset(regime(each).country for each in regime_ids())


def law_name(regime_id: str, language: str = "en") -> str:
    """The law's own name, as a letter cites it."""
    return Term(regime(regime_id).law).render(language)
