"""From the names in a batch's file to authorities: saved lists, tags, names and aliases, and CSV files. Reads only."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import get_close_matches

from rhyddid.accounts.models import Team
from rhyddid.authorities.authority_row import AuthorityImportError
from rhyddid.authorities.csv_records import names_in_csv
from rhyddid.authorities.models import Authority
from rhyddid.authorities.queries import (
    authorities_by_tag,
    authorities_named,
    authority_search,
    known_tags,
)
from rhyddid.batches.batch_file import BatchFileError, DraftProblem, RecipientNames
from rhyddid.batches.models import RecipientList
from rhyddid.wording import Wording, gettext_noop


def recipients_named(
    *, names: RecipientNames, team: Team, csv_files: Mapping[str, bytes] | None = None
) -> list[Authority]:
    """The authorities that `names` mean, each once, in the order named. `csv_files` are the files' bytes by name.

    A bare word is a saved list of the team, else a tag, else an authority. Raises BatchFileError.
    """
    finder = _Finder(team)
    for word in names.any_of:
        finder.add(finder.any_of(word))
    for word in names.lists:
        finder.add(finder.listed(word, required=True))
    for word in names.tags:
        finder.add(finder.tagged(word, required=True))
    finder.add_named([("recipients", name) for name in names.authorities])
    for file in names.csv:
        finder.add_named(finder.csv_names(file, (csv_files or {}).get(file)))
    if finder.problems:
        raise BatchFileError(finder.problems)
    return list(finder.found.values())


class _Finder:
    def __init__(self, team: Team) -> None:
        self._team = team
        self.problems: list[DraftProblem] = []
        self.found: dict[int, Authority] = {}

    def add(self, authorities: Iterable[Authority]) -> None:
        for authority in authorities:
            self.found.setdefault(authority.pk, authority)

    def _wrong(self, field: str, message: str, **parameters: object) -> None:
        self.problems.append(DraftProblem(field, Wording(message, parameters)))

    def any_of(self, word: str) -> list[Authority]:
        found = self.listed(word) or self.tagged(word)
        if found:
            return found
        holders = authorities_named([word])[word]
        if len(holders) == 1:
            return holders
        self._unknown("recipients", word, holders)
        return []

    def listed(self, word: str, *, required: bool = False) -> list[Authority]:
        lists = RecipientList.objects.filter(team=self._team)
        chosen = lists.filter(slug=word.lower()).first() or lists.filter(name__iexact=word).first()
        if chosen is not None:
            return list(chosen.authorities.all())
        if required:
            names = list(lists.values_list("slug", flat=True))
            self._no_such(
                "recipients.lists", gettext_noop("There is no saved list “{name}”.{hint}"), word, names
            )
        return []

    def tagged(self, word: str, *, required: bool = False) -> list[Authority]:
        found = list(authorities_by_tag([word]))
        if not found and required:
            names = [known.tag for known in known_tags()]
            self._no_such(
                "recipients.tags", gettext_noop("No authority has the tag “{name}”.{hint}"), word, names
            )
        return found

    def add_named(self, names: list[tuple[str, str]]) -> None:
        holders = authorities_named({name for _, name in names})
        for field, name in names:
            if len(holders[name]) == 1:
                self.add(holders[name])
            else:
                self._unknown(field, name, holders[name])

    def csv_names(self, file: str, data: bytes | None) -> list[tuple[str, str]]:
        if data is None:
            self._wrong("recipients", gettext_noop("The file {file} cannot be read."), file=file)
            return []
        try:
            return [(f"{file}, line {line}", name) for line, name in names_in_csv(data)]
        except AuthorityImportError as error:
            self.problems.extend(
                DraftProblem(f"{file}, line {problem.line}" if problem.line else file, problem.text)
                for problem in error.problems
            )
            return []

    def _no_such(self, field: str, message: str, word: str, known: list[str]) -> None:
        close = get_close_matches(word.lower(), known, n=1, cutoff=0.5)
        hint = (
            Wording(gettext_noop(" Did you mean “{close}”?"), {"close": close[0]}) if close else Wording("")
        )
        self._wrong(field, message, name=word, hint=hint)

    def _unknown(self, field: str, name: str, holders: list[Authority]) -> None:
        if holders:
            self._wrong(
                field,
                gettext_noop("“{name}” may be any of {names}: use the full name of one."),
                name=name, names="; ".join(sorted(authority.name for authority in holders)),
            )  # fmt: skip
            return
        alike = authority_search(name, limit=1)
        tags = get_close_matches(name.lower(), [known.tag for known in known_tags()], n=1)
        close = alike[0].name if alike else tags[0] if tags else ""
        self._wrong(
            field,
            gettext_noop(
                "“{name}” is no authority, tag or saved list here.{hint} Authorities are brought in with {command}."
            ),
            name=name,
            hint=Wording(gettext_noop(" Did you mean “{close}”?"), {"close": close})
            if close
            else Wording(""),
            command="rhyddid authorities import FILE",
        )
