"""A theme: what its file may say, and the errors that tell what to do about it."""

from __future__ import annotations

from pathlib import Path

import pytest

from rhyddid.site.options import BadOption
from rhyddid.site.theme import LEAST_CONTRAST, PAIRS, Theme, contrast, own_tokens, theme_read

EXAMPLE = Path(__file__).parent / "theme_brynglas"
REGIMES = ("uk-foia", "uk-eir", "sct-foisa")


def read(folder: Path, toml: str) -> Theme:
    (folder / "theme.toml").write_text(toml, encoding="utf-8")
    return theme_read(str(folder), known_regimes=REGIMES)


def test_the_example_is_read() -> None:
    theme = theme_read(str(EXAMPLE), known_regimes=REGIMES)
    assert theme.names == {"en": "Ask Brynglas", "cy": "Gofyn Brynglas"}
    assert theme.regimes == ("uk-foia", "uk-eir")
    assert theme.path("templates") == [EXAMPLE / "templates"]
    assert "--accent: #5b2a86;" in theme.css


def test_no_theme_is_the_sites_own() -> None:
    theme = theme_read("", known_regimes=REGIMES)
    assert (theme.css, theme.path("templates"), theme.languages) == ("", [], ("en", "cy"))


def test_one_name_serves_both_languages(tmp_path: Path) -> None:
    assert read(tmp_path, 'name = "Brynglas"').names == {"en": "Brynglas", "cy": "Brynglas"}


@pytest.mark.parametrize(
    ("toml", "told"),
    [
        ("name = ", "is not TOML"),
        ("nam = 'x'", "nam: there is no such key"),
        ("[colours]\naccnt = '#000000'", "colours.accnt: there is no such key"),
        ("[colours]\naccent = 'purple'", "'purple' is no colour"),
        ("[colours]\naccent = '#d9c8f0'", "has a contrast of"),
        ("[colours.dark]\nink = '#222222'", "colours.dark: ink (#222222) on desk"),
        ("languages = ['fr']", "write a list of some of: cy, en"),
        ("regimes = ['xx-foi']", "write a list of some of"),
        ("logo = 'not/there.svg'", "is not there: name a file in static/"),
        ("logo = '../theme.toml'", "name a file in static/"),
        ("[texts.en]\nfoot = 'x'", "texts.en.foot: there is no such key"),
        ("[texts.fr]\nfooter = 'x'", "texts.fr: there is no such key"),
        ("name = 3", 'write name = "…"'),
    ],
)
def test_what_cannot_be_used_is_told_with_its_place(tmp_path: Path, toml: str, told: str) -> None:
    with pytest.raises(BadOption) as error:
        read(tmp_path, toml)
    assert told in str(error.value)


def test_a_folder_without_a_theme_is_told(tmp_path: Path) -> None:
    with pytest.raises(BadOption, match="cannot be read"):
        theme_read(str(tmp_path), known_regimes=REGIMES)


@pytest.mark.parametrize("scheme", [0, 1])
def test_the_sites_own_colours_can_be_read_by_everybody(scheme: int) -> None:
    colours = own_tokens()[scheme]
    low = {pair: contrast(colours[pair[0]], colours[pair[1]]) for pair in PAIRS}
    assert {pair: found for pair, found in low.items() if found < LEAST_CONTRAST} == {}


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [("#000000", "#ffffff", 21), ("#777777", "#ffffff", 4.478), ("#fff", "#ffffff", 1)],
)
def test_contrast_is_counted_as_wcag_counts_it(one: str, other: str, ratio: float) -> None:
    assert contrast(one, other) == pytest.approx(ratio, abs=0.01)
