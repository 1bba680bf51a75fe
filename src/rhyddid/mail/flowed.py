"""Text marked `format=flowed` (RFC 3676) put back into its paragraphs."""

from __future__ import annotations


def unflow(text: str, *, delete_space: bool) -> str:
    """Lines that end in a blank go on in the next line of the same quote depth; signature marks end a paragraph."""
    paragraphs: list[list[str]] = []
    open_depth: int | None = None
    for line in text.split("\n"):
        depth = len(line) - len(line.lstrip(">"))
        content = line[depth:].removeprefix(" ")
        flows = content.endswith(" ") and content != "-- "
        piece = content[:-1] if flows and delete_space else content
        if open_depth == depth and content != "-- ":
            paragraphs[-1].append(piece)
        else:
            paragraphs.append([f"{'>' * depth} {piece}" if depth else piece])
        open_depth = depth if flows else None
    return "\n".join("".join(paragraph) for paragraph in paragraphs)
