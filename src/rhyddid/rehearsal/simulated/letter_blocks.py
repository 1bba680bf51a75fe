"""A letter as blocks (paragraphs and tables), and the same letter as plain text.

The carriers write these blocks as mail text, Outlook's HTML, PDF, Word or cells.
"""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Paragraph:
    """`strong` is a heading or a re-quoted question; `quoted` stands inside the request that is being answered."""

    text: str
    strong: bool = False
    quoted: bool = False


@dataclass(frozen=True)
class Table:
    """Rows of cells; the first row is the heading."""

    rows: tuple[tuple[str, ...], ...]


Block = Paragraph | Table


def plain_text(blocks: Sequence[Block], *, width: int | None = None) -> str:
    """Blocks with blank lines between; `width` breaks long lines as old mail systems do. Quoted lines bear "> "."""
    return "\n\n".join(_plain(block, width) for block in blocks)


def paragraphs(text: str) -> tuple[Paragraph, ...]:
    """One paragraph for each run of lines."""
    return tuple(Paragraph(part.strip("\n")) for part in text.strip("\n").split("\n\n") if part.strip())


def _plain(block: Block, width: int | None) -> str:
    if isinstance(block, Table):
        return "\n".join("\t".join(cell.replace("\n", " ") for cell in row) for row in block.rows)
    lines = block.text.split("\n")
    if width is not None:
        lines = [
            part for line in lines for part in (textwrap.wrap(line, width, break_long_words=False) or [""])
        ]
    return "\n".join(f"> {line}".rstrip() if block.quoted else line for line in lines)
