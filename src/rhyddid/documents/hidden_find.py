"""One thing that a file holds and does not show: what it is, where, how much of it, and a little of what it says."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Literal

from rhyddid.wording import Wording, gettext_noop

HiddenKind = Literal[
    "hidden_sheet",
    "hidden_rows",
    "hidden_columns",
    "pivot_cache",
    "external_link",
    "hidden_name",
    "hidden_slide",
    "comment",
    "deleted_text",
    "hidden_text",
    "speaker_notes",
    "embedded_file",
    "macro",
    "script",
    "author",
    "text_under_box",
    "earlier_version",
    "thumbnail",
    "custom_data",
    "picture_place",
    "picture_notes",
    "not_inspected",
]
Severity = Literal["low", "medium", "high"]

WORDINGS: dict[HiddenKind, str] = {
    "hidden_sheet": gettext_noop("A hidden sheet"),
    "hidden_rows": gettext_noop("Hidden rows"),
    "hidden_columns": gettext_noop("Hidden columns"),
    "pivot_cache": gettext_noop("A pivot table's own copy of its data"),
    "external_link": gettext_noop("Data copied from another file"),
    "hidden_name": gettext_noop("A hidden name"),
    "hidden_slide": gettext_noop("A hidden slide"),
    "comment": gettext_noop("Comments"),
    "deleted_text": gettext_noop("Deleted text that is still there (tracked changes)"),
    "hidden_text": gettext_noop("Hidden text"),
    "speaker_notes": gettext_noop("A speaker's notes"),
    "embedded_file": gettext_noop("A file inside the file"),
    "macro": gettext_noop("Macros"),
    "script": gettext_noop("A script"),
    "author": gettext_noop("Names of people in the file's properties"),
    "text_under_box": gettext_noop("Text under a dark box, where it can still be copied"),
    "earlier_version": gettext_noop("Earlier versions of the file inside it"),
    "thumbnail": gettext_noop("A small picture of the file as it once was"),
    "custom_data": gettext_noop("Data of another program inside the file"),
    "picture_place": gettext_noop("The place where a picture was taken"),
    "picture_notes": gettext_noop("Notes on the camera or the program in a picture"),
    "not_inspected": gettext_noop("The file could not be inspected for hidden data"),
}
# These are in most files; the others may disclose what nobody meant to disclose.
_COMMON: frozenset[HiddenKind] = frozenset(
    ("author", "hidden_name", "thumbnail", "custom_data", "picture_notes")
)
# These are whole tables or texts that somebody took for gone.
_GRAVE: frozenset[HiddenKind] = frozenset(
    ("hidden_sheet", "pivot_cache", "external_link", "embedded_file", "text_under_box", "deleted_text",
     "hidden_text", "picture_place")
)  # fmt: skip
SAMPLE_CHARACTERS = 200


@dataclass(frozen=True, slots=True)
class HiddenFind:
    """`where` names the sheet, slide, page or part, or is empty; `sample` is the beginning of what is hidden."""

    kind: HiddenKind
    where: str = ""
    count: int = 1
    sample: str = ""

    @property
    def wording(self) -> Wording:
        """What it is, for people."""
        return Wording(WORDINGS[self.kind])

    @property
    def is_serious(self) -> bool:
        """Whether it may disclose what nobody meant to disclose."""
        return self.kind not in _COMMON

    @property
    def severity(self) -> Severity:
        """How grave it would be if nobody looked."""
        if not self.is_serious:
            return "low"
        return "high" if self.kind in _GRAVE else "medium"

    def to_json(self) -> dict[str, Any]:
        """As JSON can carry it."""
        return asdict(self)


def sample_of(text: str) -> str:
    """The beginning of `text` on one line."""
    words = " ".join(text[: SAMPLE_CHARACTERS * 4].split())
    return words if len(words) <= SAMPLE_CHARACTERS else words[: SAMPLE_CHARACTERS - 1] + "…"
