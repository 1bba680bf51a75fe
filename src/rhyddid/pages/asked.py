"""What an address or a form asks for, as numbers and texts that can be used: nonsense is read as nothing asked."""

from __future__ import annotations

_MAX_PAGE = 99_999
# the largest id that the database knows
_LARGEST = 2**63 - 1


def asked_number(text: str | None, default: int = 0, *, most: int = _LARGEST) -> int:
    """The whole number that `text` writes in the digits 0 to 9; `default` for anything else, or more than `most`."""
    if not text or not (text.isascii() and text.isdigit()) or len(text) > 19:
        return default
    number = int(text)
    return number if number <= most else default


def asked_page(text: str | None) -> int:
    """The page of a list that `text` names; the first for nonsense."""
    return max(asked_number(text, 1, most=_MAX_PAGE), 1)


def asked_text(text: str | None, longest: int) -> str:
    """The text without what no column can hold, at most `longest` characters of it."""
    return (text or "").replace("\x00", "").strip()[:longest]
