"""One file as pages of text: the values that reading a file gives, and the limits it is read within."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any, Literal

Kind = Literal[
    "txt", "html", "pdf", "docx", "pptx", "odt", "odp", "xlsx", "xls", "ods", "csv", "rtf", "doc", "ppt",
    "zip", "picture", "mail", "empty", "unknown",
]  # fmt: skip
AsideKind = Literal["comment", "deleted", "hidden_text", "speaker_notes"]


@dataclass(frozen=True)
class Page:
    """One page, slide or sheet; `number` counts from 1 in the file's own order.

    `name` is a sheet's own name. `read_by_ocr` text was recognised in a picture and may be misread.
    """

    number: int
    text: str
    name: str | None = None
    read_by_ocr: bool = False


@dataclass(frozen=True)
class Aside:
    """Text that stands beside or behind the pages: a comment, deleted or hidden text, a slide's notes."""

    kind: AsideKind
    text: str
    page: int | None = None
    author: str | None = None


@dataclass(frozen=True)
class Member:
    """One file of an archive, listed and not opened."""

    name: str
    size: int


@dataclass(frozen=True)
class Document:
    """What could be read of one file. `defects` are sentences of the catalogue: what could not, and why.

    `pages` hold what the file shows. What it does not (hidden sheets and slides, comments, deletions) stands apart,
    in `hidden_pages` and `asides`, so that nobody publishes it by mistake; a hidden page keeps its number.
    """

    kind: Kind
    pages: tuple[Page, ...] = ()
    defects: tuple[str, ...] = ()
    title: str | None = None
    asides: tuple[Aside, ...] = ()
    members: tuple[Member, ...] = ()
    hidden_pages: tuple[Page, ...] = ()

    @property
    def text(self) -> str:
        """The pages, one after the other."""
        return "\n".join(page.text for page in self.pages)


@dataclass(frozen=True)
class Limits:
    """What one file may cost. What lies beyond is left out, and a defect says so."""

    max_bytes: int = 100_000_000
    max_unpacked_bytes: int = 400_000_000
    max_members: int = 10_000
    max_pages: int = 2_000
    max_characters: int = 10_000_000
    max_cells: int = 20_000_000
    ocr: bool = True
    max_ocr_pages: int = 40
    ocr_page_timeout_s: float = 60.0
    timeout_s: float = 180.0
    memory_bytes: int = 3_000_000_000
    tool_timeout_s: float = 60.0
    tool_memory_bytes: int = 1_500_000_000


DEFAULT_LIMITS: Limits = Limits()


def document_to_json(document: Document) -> dict[str, Any]:
    """A document as JSON can carry it between processes."""
    return asdict(document)


def document_from_json(value: dict[str, Any]) -> Document:
    """What `document_to_json` made, a document again."""
    return Document(
        kind=value["kind"],
        pages=tuple(Page(**page) for page in value["pages"]),
        defects=tuple(value["defects"]),
        title=value["title"],
        asides=tuple(Aside(**aside) for aside in value["asides"]),
        members=tuple(Member(**member) for member in value["members"]),
        hidden_pages=tuple(Page(**page) for page in value["hidden_pages"]),
    )


@dataclass
class Findings:
    """What a reader gathers on its way; it becomes a `Document` at the end."""

    pages: list[Page] = field(default_factory=list)
    hidden_pages: list[Page] = field(default_factory=list)
    defects: list[str] = field(default_factory=list)
    asides: list[Aside] = field(default_factory=list)
    members: list[Member] = field(default_factory=list)
    title: str | None = None

    def defect(self, sentence: str) -> None:
        """Note `sentence` once."""
        if sentence not in self.defects:
            self.defects.append(sentence)
