"""Every sentence of these rooms has its Welsh."""

from __future__ import annotations

import re
from pathlib import Path

import rhyddid

PACKAGE = Path(rhyddid.__file__).parent
MARKED = re.compile(r'gettext_noop\(\s*"((?:[^"\\]|\\.)*)"\s*\)')
TRANSLATED = re.compile(r'^msgid "((?:[^"\\]|\\.)*)"\nmsgstr "(?:[^"\\]|\\.)+"$', re.MULTILINE)


def test_every_sentence_is_in_the_welsh_fragment() -> None:
    fragment = (PACKAGE / "locale/cy/fragments/documents.po").read_text(encoding="utf-8")
    marked = {
        sentence
        for room in ("documents", "letters", "redaction")
        for file in (PACKAGE / room).glob("*.py")
        for sentence in MARKED.findall(file.read_text(encoding="utf-8"))
    }
    assert len(marked) > 50
    assert marked - set(TRANSLATED.findall(fragment)) == set()
