"""The directory's CSV: bytes in, `AuthorityRow`s out, or every fault of the file at once with its line and a remedy.

Columns: name, kind, nations, regimes, foi_email, website, tags, aliases and, if wanted, name_cy; `name` alone is
needed. Lists are separated by `;`. An empty cell keeps what the directory has; a cell with only `-` clears it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from typing import Final

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email

from rhyddid.accounts.models import Person
from rhyddid.authorities.authority_row import AuthorityImportError, AuthorityRow, RowProblem
from rhyddid.authorities.csv_records import csv_records, refused
from rhyddid.authorities.nations import nation_codes, nations_named
from rhyddid.authorities.services import ImportReport, authorities_save
from rhyddid.law.regimes import regime_ids
from rhyddid.wording import Wording, gettext_noop

COLUMNS: Final = (
    "name", "kind", "nations", "regimes", "foi_email", "website", "tags", "aliases", "name_cy",
)  # fmt: skip
MAX_PROBLEMS = 100
_LONGEST = {
    "name": 250,
    "name_cy": 250,
    "kind": 40,
    "tags": 60,
    "aliases": 250,
    "website": 200,
    "foi_email": 254,
}
_CLEAR = "-"
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_website = URLValidator(schemes=["http", "https"])


def authorities_import(
    *, data: bytes, dry_run: bool = False, by: Person | None = None, simulated: bool = False
) -> ImportReport:
    """Bring the directory up to date with the CSV `data`: all of it, or nothing where anything is wrong.

    Raises AuthorityImportError. With `dry_run` nothing is written and the report says what would be.
    """
    return authorities_save(rows=authority_rows(data), dry_run=dry_run, by=by, simulated=simulated)


def authority_rows(data: bytes) -> tuple[AuthorityRow, ...]:
    """The rows of the file. Raises AuthorityImportError with every problem found (at most a hundred)."""
    records = csv_records(data)
    _, first = next(records, (1, []))
    header = _header(first)
    problems: list[RowProblem] = []
    rows: list[AuthorityRow] = []
    for line, cells in records:
        if not any(cell.strip() for cell in cells):
            continue
        if any(cell.strip() for cell in cells[len(header) :]):
            problems.append(_too_many_cells(line, len(cells), len(header)))
        else:
            named = dict(zip(header, (" ".join(cell.split()) for cell in cells), strict=False))
            row = _RowReader(line, problems).read(named)
            if row is not None:
                rows.append(row)
        if len(problems) >= MAX_PROBLEMS:
            break
    problems.extend(_repeated_names(rows))
    if problems:
        raise AuthorityImportError(tuple(sorted(problems, key=lambda problem: problem.line)[:MAX_PROBLEMS]))
    if not rows:
        raise refused(0, gettext_noop("The file has no rows below its header."))
    return tuple(rows)


def _header(cells: Sequence[str]) -> list[str]:
    names = [cell.strip().lower() for cell in cells]
    while names and not names[-1]:
        names.pop()
    if not names:
        raise refused(
            1, gettext_noop("The first line must name the columns: {columns}."), columns=",".join(COLUMNS)
        )
    if len(names) == 1 and names[0].count(";") > 1:
        raise refused(
            1,
            gettext_noop(
                "The columns are separated by semicolons: separate columns by commas, and the items of a list in "
                "one cell by semicolons."
            ),
        )
    for name in names:
        if name not in COLUMNS:
            close = get_close_matches(name, COLUMNS, n=1, cutoff=0.5)
            message = (
                gettext_noop("“{name}” is no column. Did you mean “{close}”? The columns are {columns}.")
                if close
                else gettext_noop("“{name}” is no column. The columns are {columns}.")
            )
            raise refused(
                1, message, name=name[:60], close=close[0] if close else "", columns=", ".join(COLUMNS)
            )
        if names.count(name) > 1:
            raise refused(1, gettext_noop("The column “{name}” is there twice: keep one."), name=name)
    if "name" not in names:
        raise refused(
            1, gettext_noop("There is no column “name”: the first line must name the columns, {columns}."),
            columns=", ".join(COLUMNS),
        )  # fmt: skip
    return names


def _too_many_cells(line: int, cells: int, columns: int) -> RowProblem:
    text = gettext_noop(
        "The row has {cells} cells and the header {columns}: put cells that hold commas in double quotes, and "
        "separate lists by semicolons."
    )
    return RowProblem(line, "", Wording(text, {"cells": cells, "columns": columns}))


class _RowReader:
    """Reads one row's cells, adding what is wrong to `problems`."""

    def __init__(self, line: int, problems: list[RowProblem]) -> None:
        self._line = line
        self._problems = problems

    def read(self, cells: Mapping[str, str]) -> AuthorityRow | None:
        before = len(self._problems)
        for column, cell in cells.items():
            if _CONTROL.search(cell):
                self._wrong(column, gettext_noop("The cell holds control characters: type it again."))
        name = cells.get("name", "")
        if name in ("", _CLEAR):
            self._wrong(
                "name", gettext_noop("The row has no name: give the authority's name, or drop the row.")
            )
        row = AuthorityRow(
            name=self._short("name", name),
            name_cy=self._text(cells, "name_cy"),
            kind=self._text(cells, "kind"),
            nations=self._list(cells, "nations", self._nations),
            regimes=self._list(cells, "regimes", self._regimes),
            foi_email=self._email(cells.get("foi_email", "")),
            website=self._website(cells.get("website", "")),
            tags=self._list(cells, "tags", self._tags),
            aliases=self._list(cells, "aliases", lambda item: (self._short("aliases", item),)) or (),
            line=self._line,
        )
        if row.regimes == ():
            self._wrong(
                "regimes",
                gettext_noop("An authority needs at least one regime: {allowed}."),
                allowed=_allowed_regimes(),
            )
        return row if len(self._problems) == before else None

    def _wrong(self, column: str, message: str, **parameters: object) -> None:
        self._problems.append(RowProblem(self._line, column, Wording(message, parameters)))

    def _short(self, column: str, value: str) -> str:
        if len(value) > _LONGEST[column]:
            self._wrong(
                column,
                gettext_noop("“{value}…” has {length} characters, at most {limit} fit: shorten it."),
                value=value[:40], length=len(value), limit=_LONGEST[column],
            )  # fmt: skip
        return value

    def _text(self, cells: Mapping[str, str], column: str) -> str | None:
        cell = cells.get(column, "")
        if not cell:
            return None
        return "" if cell == _CLEAR else self._short(column, cell)

    def _list(
        self, cells: Mapping[str, str], column: str, items: Callable[[str], tuple[str, ...]]
    ) -> tuple[str, ...] | None:
        cell = cells.get(column, "")
        if not cell:
            return None
        if cell == _CLEAR:
            return ()
        found = [value for part in cell.split(";") if part.strip() for value in items(part.strip())]
        return tuple(dict.fromkeys(found)) or None

    def _tags(self, item: str) -> tuple[str, ...]:
        return (self._short("tags", item.lower()),)

    def _nations(self, item: str) -> tuple[str, ...]:
        found = nations_named(item)
        if not found:
            self._wrong(
                "nations",
                gettext_noop("“{value}” is no nation known here.{hint} Use {allowed}, or UK for all four nations."),
                value=item[:60], hint=_hint(item.upper(), nation_codes()), allowed=", ".join(nation_codes()),
            )  # fmt: skip
        return found

    def _regimes(self, item: str) -> tuple[str, ...]:
        if item.lower() in regime_ids():
            return (item.lower(),)
        self._wrong(
            "regimes",
            gettext_noop("“{value}” is no regime known here.{hint} The regimes are {allowed}."),
            value=item[:60], hint=_hint(item.lower(), regime_ids()), allowed=_allowed_regimes(),
        )  # fmt: skip
        return ()

    def _email(self, cell: str) -> str | None:
        if not cell:
            return None
        if cell == _CLEAR:
            return ""
        try:
            validate_email(cell)
        except ValidationError:
            self._wrong(
                "foi_email",
                gettext_noop("“{value}” is no e-mail address.{hint}"),
                value=cell[:80], hint=_email_hint(cell),
            )  # fmt: skip
        return self._short("foi_email", cell)

    def _website(self, cell: str) -> str | None:
        if not cell:
            return None
        if cell == _CLEAR:
            return ""
        address = cell if "://" in cell else f"https://{cell}"
        try:
            _website(address)
        except ValidationError:
            self._wrong(
                "website",
                gettext_noop("“{value}” is no address of a website: write it as https://www.council.example."),
                value=cell[:80],
            )  # fmt: skip
        return self._short("website", address)


def _allowed_regimes() -> str:
    return ", ".join(regime_ids())


def _hint(word: str, allowed: Sequence[str]) -> Wording:
    close = get_close_matches(word, allowed, n=1, cutoff=0.5)
    return Wording(gettext_noop(" Did you mean “{close}”?"), {"close": close[0]}) if close else Wording("")


def _email_hint(cell: str) -> Wording:
    """What was probably meant, where the mistake is a usual one."""
    repaired = cell.removeprefix("mailto:").strip(" <>.,;:'\"")
    repaired = re.sub(r"\s*[\[({](?:at|AT)[\])}]\s*", "@", repaired)
    repaired = re.sub(r"\s*[\[({](?:dot|DOT)[\])}]\s*", ".", repaired).replace(" ", "")
    if found := re.search(r"<([^<>\s]+@[^<>\s]+)>", cell):
        repaired = found[1]
    if cell.count("@") > 1 or re.search(r"@.*[,;/ ].*@", cell):
        return Wording(gettext_noop(" Give one address; others can be added on the authority's page."))
    try:
        validate_email(repaired)
    except ValidationError:
        return Wording(gettext_noop(" Write it as foi@council.example, or leave the cell empty."))
    return Wording(gettext_noop(" Did you mean “{close}”?"), {"close": repaired})


def _repeated_names(rows: Sequence[AuthorityRow]) -> Iterator[RowProblem]:
    seen: dict[str, int] = {}
    for row in rows:
        first = seen.setdefault(row.name.lower(), row.line)
        if first != row.line:
            yield RowProblem(
                row.line,
                "name",
                Wording(
                    gettext_noop("“{name}” stands in line {first} already: keep one of the two rows."),
                    {"name": row.name, "first": first},
                ),
            )
