"""What redacting a file gives: the new file, and what was removed from the old one."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

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
    """Something that was removed: on which page, and its box in points from the shown page's upper left corner."""

    page: int
    box: Box
    shown_as: str


@dataclass(frozen=True)
class RedactedFile:
    """The new file and what was removed from the old one."""

    data: bytes
    removed: tuple[Removed, ...]
    pictured_pages: tuple[int, ...] = ()
