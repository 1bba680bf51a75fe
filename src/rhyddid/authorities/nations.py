"""The nations of the United Kingdom and the countries of the known regimes: code ↔ what people write for it."""

from __future__ import annotations

from rhyddid.authorities.regimes import regime_countries

UK_NATIONS = {"ENG": "England", "WLS": "Wales", "SCT": "Scotland", "NIR": "Northern Ireland"}
_WRITTEN = {
    "england": ("ENG",),
    "lloegr": ("ENG",),
    "wales": ("WLS",),
    "cymru": ("WLS",),
    "wal": ("WLS",),
    "scotland": ("SCT",),
    "yr alban": ("SCT",),
    "northern ireland": ("NIR",),
    "gogledd iwerddon": ("NIR",),
    "ni": ("NIR",),
    "uk": tuple(UK_NATIONS),
    "gb": tuple(UK_NATIONS),
    "united kingdom": tuple(UK_NATIONS),
}


def nation_codes() -> tuple[str, ...]:
    """Every code that an authority's `nations` may hold."""
    others = sorted({country for country in regime_countries() if not country.startswith("GB")})
    return (*UK_NATIONS, *others)


def nations_named(word: str) -> tuple[str, ...]:
    """The codes that `word` stands for: a code, an English or Welsh name, or UK for all four; empty where unknown."""
    if word.upper() in nation_codes():
        return (word.upper(),)
    return _WRITTEN.get(" ".join(word.lower().split()), ())
