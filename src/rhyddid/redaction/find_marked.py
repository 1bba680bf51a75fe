"""A finder of what a person marked: the marked words, wherever the file says them again."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping

from rhyddid.documents.document import Document
from rhyddid.redaction.apply import MaskedSpan
from rhyddid.redaction.redacted_file import Find
from rhyddid.redaction.seen_text import FoundSpan


def marked_words(document: Document, spans_by_page: Mapping[int, Iterable[MaskedSpan]]) -> dict[str, str]:
    """What the spans of a document's pages mark, and what is to be shown instead."""
    texts = {page.number: page.text for page in (*document.hidden_pages, *document.pages)}
    words: dict[str, str] = {}
    for number, spans in spans_by_page.items():
        for span in spans:
            marked = texts.get(number, "")[max(span.start, 0) : max(span.end, 0)]
            if marked.strip():
                words[" ".join(marked.split())] = span.shown_as
    return words


def find_marked(words: Mapping[str, str], find: Find | None = None) -> Find:
    """A finder of `words`, however they are broken over lines, and of what `find` finds."""
    shapes = [(_shape(word), shown_as) for word, shown_as in words.items() if word.split()]

    def finder(text: str) -> Iterator[MaskedSpan]:
        for shape, shown_as in shapes:
            for match in shape.finditer(text):
                yield FoundSpan("marked", match.start(), match.end(), shown_as)
        if find is not None:
            yield from find(text)

    return finder


def _shape(word: str) -> re.Pattern[str]:
    # a whole word stays apart from longer ones: "Ann" marks no "Annual"
    before = r"(?<![^\W_])" if word[0].isalnum() else ""
    after = r"(?![^\W_])" if word[-1].isalnum() else ""
    return re.compile(before + r"\s+".join(map(re.escape, word.split())) + after)


def find_nothing(text: str) -> Collection[MaskedSpan]:
    """A finder for files of which nothing is to go but what they hide."""
    return ()
