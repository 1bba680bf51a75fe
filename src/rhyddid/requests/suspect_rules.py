"""Which files are suspect, as a table: what a scan found in, the problems out that a person must look at.

A problem's words say what kind of thing it is, never what stands in it: everybody may read them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rhyddid.documents.document import Kind
from rhyddid.documents.hidden_find import HiddenFind, HiddenKind
from rhyddid.redaction.personal_data import PersonalDataKind, find_personal_data
from rhyddid.requests.file_models import VirusState
from rhyddid.wording import gettext_noop

# raised whenever the tables below would judge a file otherwise; `rhyddid.requests.file_check` then judges it anew
RULES_VERSION = 1

PROBLEMS: dict[str, str] = {
    "hidden_cells": gettext_noop("It has hidden sheets, rows or columns."),
    "copied_data": gettext_noop("It carries a copy of other data behind what it shows."),
    "tracked_changes": gettext_noop("It holds deleted text that can be brought back (tracked changes)."),
    "covered_text": gettext_noop("It has text under dark boxes, where it can still be copied."),
    "hidden_text": gettext_noop("It has hidden text."),
    "hidden_personal": gettext_noop("What it hides looks like personal data."),
    "many_personal": gettext_noop("It lists numbers that identify many people."),
    "embedded_file": gettext_noop("It has other files inside it."),
    "active_content": gettext_noop("It has macros or scripts, or is a program."),
    "not_inspected": gettext_noop("It could not be inspected for hidden data."),
    "not_checked": gettext_noop("It has not been checked yet."),
    "not_scanned": gettext_noop("It has not been scanned for viruses yet."),
    "too_large_to_scan": gettext_noop("It is too large for the virus scanner."),
    "virus": gettext_noop("A virus was found in it."),
}
# problems that only an operator of the site may release a file with
OPERATORS_ONLY = frozenset(("virus",))
# problems that pass by themselves: nobody needs to decide anything
PASSING = frozenset(("not_checked", "not_scanned"))


@dataclass(frozen=True)
class SuspectRule:
    """A find of this kind, of at least so many rows, runs or files, is this problem."""

    find: HiddenKind
    problem: str
    at_least: int = 1


RULES = (
    SuspectRule("hidden_sheet", "hidden_cells", at_least=5),
    SuspectRule("hidden_rows", "hidden_cells", at_least=5),
    SuspectRule("hidden_columns", "hidden_cells"),
    SuspectRule("pivot_cache", "copied_data", at_least=10),
    SuspectRule("external_link", "copied_data", at_least=20),
    SuspectRule("deleted_text", "tracked_changes"),
    SuspectRule("text_under_box", "covered_text"),
    SuspectRule("hidden_text", "hidden_text", at_least=3),
    SuspectRule("hidden_slide", "hidden_text"),
    SuspectRule("embedded_file", "embedded_file"),
    SuspectRule("macro", "active_content"),
    SuspectRule("script", "active_content"),
)
# finds that are in most files and whose sample names people by its nature
_EXPECTED_PEOPLE: frozenset[HiddenKind] = frozenset(("author",))
# kinds that are inspected; of the others, nobody is given more than their text
_INSPECTED: frozenset[Kind] = frozenset(("pdf", "docx", "pptx", "xlsx", "odt", "odp", "ods"))
# so many numbers of these kinds in what a file shows are a list of people
_MANY = 10
_IDENTIFYING: tuple[PersonalDataKind, ...] = (
    "national_insurance", "nhs_number", "bank_account", "payment_card", "date_of_birth",
)  # fmt: skip
_LOOKED_THROUGH = 400_000
_PROGRAM_STARTS = (b"MZ", b"\x7fELF", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe", b"#!")
_PROGRAM_ENDINGS = (
    ".exe", ".com", ".scr", ".pif", ".cpl", ".msi", ".dll", ".bat", ".cmd", ".ps1", ".psm1", ".vbs", ".vbe",
    ".js", ".jse", ".wsf", ".wsh", ".hta", ".jar", ".lnk", ".reg", ".iso", ".img", ".vhd", ".chm", ".scf",
    ".url", ".xll", ".docm", ".xlsm", ".pptm", ".xlam", ".one", ".svg", ".swf", ".apk", ".dmg", ".deb", ".rpm",
)  # fmt: skip


def problems_of(
    *,
    kind: Kind,
    filename: str,
    head: bytes,
    finds: Sequence[HiddenFind] | None,
    shown: Iterable[str],
    virus: VirusState,
) -> list[str]:
    """The problems of a file, in the table's order. `finds` is None where it has not been inspected yet; `shown` are
    the texts of its pages.
    """
    found: set[str] = set()
    for find in finds or ():
        if find.kind == "not_inspected" and kind in _INSPECTED:
            found.add("not_inspected")
        if kind != "html" or find.kind != "hidden_text":  # every newsletter hides its first line
            found |= {
                rule.problem for rule in RULES if rule.find == find.kind and find.count >= rule.at_least
            }
        if find.kind not in _EXPECTED_PEOPLE and find.sample and find_personal_data(find.sample):
            found.add("hidden_personal")
    if finds is None:
        found.add("not_checked")
    if head.startswith(_PROGRAM_STARTS) or filename.casefold().rstrip(". ").endswith(_PROGRAM_ENDINGS):
        found.add("active_content")
    if _identifies_many(shown):
        found.add("many_personal")
    match virus:
        case VirusState.WAITING:
            found.add("not_scanned")
        case VirusState.TOO_LARGE:
            found.add("too_large_to_scan")
        case VirusState.FOUND:
            found.add("virus")
    return [problem for problem in PROBLEMS if problem in found]


def _identifies_many(shown: Iterable[str]) -> bool:
    left, count = _LOOKED_THROUGH, 0
    for text in shown:
        count += len(find_personal_data(text[:left], kinds=_IDENTIFYING))
        left -= len(text)
        if count >= _MANY or left <= 0:
            break
    return count >= _MANY
