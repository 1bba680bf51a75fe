"""What the directory and batches need of a regime: the ids, the countries, and a law's name in a language."""

from __future__ import annotations

from django.conf import settings

from rhyddid.law.regimes import regime, regime_ids
from rhyddid.law.terms import Term


def regime_countries() -> frozenset[str]:
    """The countries and territories that the known regimes belong to."""
    return frozenset(regime(each).country for each in regime_ids())


def offered_regimes() -> tuple[str, ...]:
    """The regimes that this site offers, in their order: all that are known, or those that its theme names."""
    return tuple(settings.THEME.regimes or regime_ids())


def law_name(regime_id: str, language: str = "en") -> str:
    """The law's own name, as a letter cites it."""
    return Term(regime(regime_id).law).render(language)
