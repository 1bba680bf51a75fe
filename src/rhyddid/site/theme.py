"""A theme: the folder that RHYDDID_THEME names, read once at start into values. docs/theme.md says what may be in it.

In: theme.toml, and the tokens of the site's own stylesheet. Out: a frozen Theme. What cannot be used, or could not be
read by everybody (a contrast below 4.5 to 1), stops the start with a BadOption that says where and what to do.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rhyddid.site.options import BadOption

LANGUAGES = ("en", "cy")
TEXTS = ("lead", "footer", "about", "help", "privacy", "cookies", "accessibility", "licence")
LEAST_CONTRAST = 4.5
# words on their ground: the pairs of tokens that stand on each other on some page
PAIRS = (
    ("ink", "desk"), ("ink", "paper"), ("ink", "tint"), ("quiet", "desk"), ("quiet", "paper"),
    ("accent", "desk"), ("accent", "paper"), ("accent", "accent-tint"), ("accent-strong", "paper"),
    ("on-accent", "accent"), ("on-mast", "mast"), ("mast-quiet", "mast"), ("on-marker", "marker"),
    ("good", "good-tint"), ("late", "late-tint"), ("soon", "soon-tint"), ("sealed", "sealed-tint"),
    ("calm", "calm-tint"), ("good", "paper"), ("late", "paper"), ("soon", "paper"),
)  # fmt: skip
_TOKENS_FILE = Path(__file__).resolve().parent.parent / "pages/static/rhyddid/css/tokens.css"
_COLOUR = re.compile(r"#(?:[0-9a-fA-F]{3}|[0-9a-fA-F]{6})")
_TOKEN = re.compile(r"--([a-z-]+):\s*(#[0-9a-fA-F]{3,6});")
_KEYS = frozenset({"name", "logo", "languages", "regimes", "colours", "texts"})


@dataclass(frozen=True)
class Theme:
    """`folder` is None for Rhyddid's own looks. Colours are by token, for the light and the dark scheme; texts by language
    and name.
    """

    folder: Path | None = None
    names: Mapping[str, str] = field(default_factory=dict)
    logo: str = ""
    languages: tuple[str, ...] = LANGUAGES
    regimes: tuple[str, ...] = ()
    light: Mapping[str, str] = field(default_factory=dict)
    dark: Mapping[str, str] = field(default_factory=dict)
    texts: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def path(self, name: str) -> list[Path]:
        """The folder `name` in the theme, in a list: empty where there is none."""
        return [self.folder / name] if self.folder is not None and (self.folder / name).is_dir() else []

    @property
    def css(self) -> str:
        """The stylesheet that sets the theme's colours; empty where it has none."""
        parts = []
        for scheme, colours in (
            ("not all and (prefers-color-scheme: dark)", self.light),
            ("(prefers-color-scheme: dark)", self.dark),
        ):
            if colours:
                lines = "\n".join(f"    --{token}: {value};" for token, value in colours.items())
                parts.append(f"@media {scheme} {{\n  :root {{\n{lines}\n  }}\n}}\n")
        return "".join(parts)


def theme_read(folder: str, *, known_regimes: Collection[str]) -> Theme:
    """The theme in `folder`; Rhyddid's own for an empty name. Raises BadOption."""
    if not folder:
        return Theme()
    place = Path(folder).expanduser().resolve()
    file = place / "theme.toml"
    try:
        stated = tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise BadOption(f"RHYDDID_THEME={folder}: {file} cannot be read: {error.strerror}.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadOption(f"{file} is not TOML: {error}.") from error
    reader = _Reader(file, stated)
    reader.only_known(stated, _KEYS, "")
    colours = reader.table("colours")
    theme = Theme(
        folder=place,
        names=reader.names(),
        logo=reader.logo(place),
        languages=reader.listed("languages", LANGUAGES) or LANGUAGES,
        regimes=reader.listed("regimes", known_regimes),
        light=reader.colours({key: value for key, value in colours.items() if key != "dark"}, "colours"),
        dark=reader.colours(colours.get("dark", {}), "colours.dark"),
        texts=reader.texts(),
    )
    reader.check_contrast(theme)
    return theme


def contrast(one: str, other: str) -> float:
    """The contrast of two colours as WCAG 2 counts it: 1 to 21."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def own_tokens() -> tuple[dict[str, str], dict[str, str]]:
    """The colours of the site's own stylesheet, for the light and the dark scheme."""
    light, _media, dark = _TOKENS_FILE.read_text(encoding="utf-8").partition(
        "@media (prefers-color-scheme: dark)"
    )
    here = dict(_TOKEN.findall(light))
    return here, here | dict(_TOKEN.findall(dark))


def _luminance(colour: str) -> float:
    digits = colour.lstrip("#")
    if len(digits) == 3:
        digits = "".join(each * 2 for each in digits)
    parts = []
    for start in (0, 2, 4):
        share = int(digits[start : start + 2], 16) / 255
        parts.append(share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4)
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


@dataclass(frozen=True)
class _Reader:
    """What theme.toml states, looked at key by key; says which line of it cannot be used."""

    file: Path
    stated: Mapping[str, Any]

    def bad(self, where: str, problem: str) -> BadOption:
        return BadOption(f"{self.file}, {where}: {problem}")

    def only_known(self, stated: Mapping[str, Any], known: Collection[str], where: str) -> None:
        for key in stated:
            if key not in known:
                place = f"{where}.{key}" if where else key
                raise self.bad(place, f"there is no such key; use {', '.join(sorted(known))}.")

    def table(self, key: str) -> Mapping[str, Any]:
        value = self.stated.get(key, {})
        if not isinstance(value, dict):
            raise self.bad(key, f"write it as a table: [{key}].")
        return value

    def names(self) -> Mapping[str, str]:
        value = self.stated.get("name", {})
        names = dict.fromkeys(LANGUAGES, value) if isinstance(value, str) else value
        if not isinstance(names, dict) or not all(
            isinstance(each, str) and each.strip() for each in names.values()
        ):
            raise self.bad("name", 'write name = "…", or a table with en and cy.')
        self.only_known(names, LANGUAGES, "name")
        return names

    def logo(self, place: Path) -> str:
        value = self.stated.get("logo", "")
        if not isinstance(value, str):
            raise self.bad("logo", "name a file in static/.")
        inside = (place / "static" / value).resolve()
        if value and not (inside.is_file() and inside.is_relative_to(place / "static")):
            raise self.bad("logo", f"{place / 'static' / value} is not there: name a file in static/.")
        return value

    def listed(self, key: str, known: Collection[str]) -> tuple[str, ...]:
        value = self.stated.get(key, [])
        if not isinstance(value, list) or not all(each in known for each in value):
            raise self.bad(key, f"write a list of some of: {', '.join(sorted(known))}.")
        return tuple(dict.fromkeys(value))

    def colours(self, stated: Mapping[str, Any], where: str) -> Mapping[str, str]:
        if not isinstance(stated, dict):
            raise self.bad(where, "write it as a table of tokens.")
        self.only_known(stated, own_tokens()[0], where)
        for token, value in stated.items():
            if not isinstance(value, str) or _COLOUR.fullmatch(value) is None:
                raise self.bad(f"{where}.{token}", f"{value!r} is no colour: write it as #0d5648.")
        return stated

    def texts(self) -> Mapping[str, Mapping[str, str]]:
        stated = self.table("texts")
        self.only_known(stated, LANGUAGES, "texts")
        for language, texts in stated.items():
            if not isinstance(texts, dict):
                raise self.bad(f"texts.{language}", f"write it as a table: [texts.{language}].")
            self.only_known(texts, TEXTS, f"texts.{language}")
            for name, text in texts.items():
                if not isinstance(text, str):
                    raise self.bad(f"texts.{language}.{name}", "write it as a text in quotation marks.")
        return stated

    def check_contrast(self, theme: Theme) -> None:
        light, dark = own_tokens()
        for where, colours in (
            ("colours", light | dict(theme.light)),
            ("colours.dark", dark | dict(theme.dark)),
        ):
            for words, ground in PAIRS:
                found = contrast(colours[words], colours[ground])
                if found < LEAST_CONTRAST:
                    raise self.bad(
                        where,
                        f"{words} ({colours[words]}) on {ground} ({colours[ground]}) has a contrast of {found:.2f} to 1; "
                        f"words need {LEAST_CONTRAST} to 1. Make one lighter or the other darker.",
                    )
