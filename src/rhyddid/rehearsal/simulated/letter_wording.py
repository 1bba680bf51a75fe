"""The words of the letters: the files of `letters/`, filled in, and what `letters.toml` says that each one says.

Comes in: a letter's name, fields, answers. Goes out: blocks, and which of the fields the words really use.
"""

from __future__ import annotations

import random
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal

from rhyddid.rehearsal.simulated.letter_blocks import Block, paragraphs


@dataclass(frozen=True)
class LetterKind:
    """One entry of letters.toml."""

    name: str
    kind: str
    outcome: str | None
    decision: str
    one: str
    one_provisions: tuple[str, ...]
    relied_on: tuple[str, ...]
    neither_confirm_nor_deny: bool
    language: Literal["en", "cy"]


@dataclass(frozen=True)
class WrittenLetter:
    """`used` are the names of the fields that stand in the words, `answers` among them where there is room for them."""

    blocks: tuple[Block, ...]
    used: frozenset[str]


@cache
def letter_kinds() -> Mapping[str, LetterKind]:
    """Every kind of letter, by name."""
    entries = tomllib.loads(files(__package__).joinpath("letters.toml").read_text("utf-8"))
    return {
        name: LetterKind(
            name=name,
            kind=entry["kind"],
            outcome=entry.get("outcome"),
            decision=entry.get("decision", ""),
            one=entry.get("one", ""),
            one_provisions=tuple(entry.get("one_provisions", ())),
            relied_on=tuple(entry.get("relied_on", ())),
            neither_confirm_nor_deny=entry.get("neither_confirm_nor_deny", False),
            language=entry.get("language", "en"),
        )
        for name, entry in entries.items()
    }


@cache
def wordings(name: str) -> tuple[str, ...]:
    """All wordings of a letter or a part of one, in order."""
    folder = files(__package__).joinpath("letters")
    names = sorted(path.name for path in folder.iterdir() if path.name.rsplit(".", 2)[0] == name)
    if not names:
        raise KeyError(f"no letter is named {name!r}")
    return tuple(folder.joinpath(file).read_text("utf-8").strip("\n") for file in names)


@cache
def notice(language: Literal["en", "cy"] = "en") -> str:
    """The line that every letter bears: it is simulated."""
    return files(__package__).joinpath(f"letters/notice_{language}.txt").read_text("utf-8").strip()


def write_letter(
    name: str,
    fields: Mapping[str, str],
    *,
    answers: Sequence[Block] = (),
    rng: random.Random,
    wording: int | None = None,
) -> WrittenLetter:
    """One letter. `{answers}` stands alone in a paragraph and is replaced by the blocks; KeyError for an unknown field."""
    choices = wordings(name)
    template = rng.choice(choices) if wording is None else choices[(wording - 1) % len(choices)]
    seen = _Seen(fields)
    blocks: list[Block] = []
    for paragraph in template.split("\n\n"):
        if paragraph.strip() == "{answers}":
            blocks += answers
            seen.used.add("answers")
        else:
            blocks += paragraphs(paragraph.format_map(seen))
    return WrittenLetter(tuple(blocks), frozenset(seen.used))


class _Seen(dict[str, str]):
    """Fields that remember which of them were asked for."""

    def __init__(self, fields: Mapping[str, str]) -> None:
        super().__init__(fields)
        self.used: set[str] = set()

    def __getitem__(self, name: str) -> str:
        self.used.add(name)
        return super().__getitem__(name)
