"""One authority as a file or a program states it, before the directory has it: values only.

`None` means "nothing is said": what the directory has stays. An empty text or tuple clears it.
"""

from __future__ import annotations

from dataclasses import dataclass

from rhyddid.wording import Wording, gettext_noop


@dataclass(frozen=True)
class AuthorityRow:
    """`line` is where the row begins in its file (0 for a row that came from no file). Aliases are only ever added."""

    name: str
    regimes: tuple[str, ...] | None = None
    name_cy: str | None = None
    kind: str | None = None
    nations: tuple[str, ...] | None = None
    foi_email: str | None = None
    website: str | None = None
    tags: tuple[str, ...] | None = None
    aliases: tuple[str, ...] = ()
    line: int = 0


@dataclass(frozen=True)
class RowProblem:
    """What is wrong in a line of the file, and what to do about it."""

    line: int
    column: str
    text: Wording


class AuthorityImportError(Exception):
    """Nothing was imported: `problems` says why, line by line."""

    def __init__(self, problems: tuple[RowProblem, ...]) -> None:
        self.problems = problems
        super().__init__(self.render())

    def render(self, language: str = "en") -> str:
        """Every problem on a line of its own."""
        return "\n".join(
            ": ".join(part for part in (_place(problem, language), problem.text.render(language)) if part)
            for problem in self.problems
        )


def _place(problem: RowProblem, language: str) -> str:
    if not problem.line:
        return ""
    if not problem.column:
        return Wording(gettext_noop("line {line}"), {"line": problem.line}).render(language)
    place = Wording(gettext_noop("line {line}, {column}"), {"line": problem.line, "column": problem.column})
    return place.render(language)
