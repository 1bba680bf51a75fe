"""Older word processors' files as text: Word 97 (.doc) by antiword where it is installed, and RTF."""

from __future__ import annotations

from striprtf.striprtf import rtf_to_text

from rhyddid.documents.document import Findings, Limits, Page
from rhyddid.documents.limited_process import ToolFailed, run_tool, tool_path
from rhyddid.wording import gettext_noop

NO_ANTIWORD = gettext_noop(
    "The file is an old Word file, and the program that reads those (antiword) is not installed here."
)
DAMAGED_DOC = gettext_noop("The old Word file could not be read: it is damaged or protected.")


def read_doc(data: bytes, limits: Limits, found: Findings) -> None:
    """Read a .doc file into `found` as one page."""
    antiword = tool_path("antiword")
    if antiword is None:
        found.defect(NO_ANTIWORD)
        return
    try:
        output = run_tool(
            [antiword, "-m", "UTF-8.txt", "-w", "0", "-"],
            data,
            timeout_s=limits.tool_timeout_s,
            memory_bytes=limits.tool_memory_bytes,
        )
    except ToolFailed:
        found.defect(DAMAGED_DOC)
        return
    found.pages.append(Page(1, output.decode("utf-8", "replace")[: limits.max_characters].strip("\n")))


def read_rtf(data: bytes, limits: Limits, found: Findings) -> None:
    """Read an RTF file into `found` as one page."""
    text: str = rtf_to_text(data.decode("latin-1"), errors="replace")  # type: ignore[no-untyped-call]
    found.pages.append(Page(1, text[: limits.max_characters].replace("\xa0", " ").strip("\n")))
