"""What redacting a file gives: the new file, and what was removed from the old one."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from rhyddid.documents.document import Kind
from rhyddid.redaction.apply import MaskedSpan
from rhyddid.wording import Wording

Box = tuple[float, float, float, float]
Find = Callable[[str], Iterable[MaskedSpan]]


class RedactionFailed(Exception):
    """A file could not be redacted so that it may be published; `wording` says why."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.wording = Wording(message)


@dataclass(frozen=True, slots=True)
class Removed:
    """Something that was removed: on which page (or sheet), and what is shown instead.

    `box` is its place in points from the shown page's upper left corner (in pixels of a picture), or None where a
    kind of file has no such places. `kind` is the finder's own ("email"), "marked" for what a person marked, or what
    was left behind whole: a `HiddenKind`, "picture", "chart", "metadata"; `count` of them. `where` names a sheet.
    """

    page: int
    box: Box | None
    shown_as: str
    kind: str = "marked"
    count: int = 1
    where: str = ""


@dataclass(frozen=True)
class RedactedFile:
    """The new file and what was removed from the old one. `cautions` are sentences of the catalogue for the officer.

    `pictured_pages` are those whose text became a picture, with the words that survive behind it.
    """

    data: bytes
    removed: tuple[Removed, ...]
    pictured_pages: tuple[int, ...] = ()
    filename: str = ""
    kind: Kind = "unknown"
    cautions: tuple[str, ...] = ()


def kind_of_span(span: MaskedSpan) -> str:
    """What a finder calls what it found."""
    return str(getattr(span, "kind", "marked"))
