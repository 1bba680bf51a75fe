"""Requests like another: those that the index finds by the words of its subject and questions, the likest first."""

from __future__ import annotations

import re

from rhyddid.requests.masking import masked_for_public
from rhyddid.requests.masking_rules import about
from rhyddid.requests.models import Request
from rhyddid.requests.visibility import Viewer
from rhyddid.search.find import Hit, search
from rhyddid.search.query_language import query_read

MOST_WORDS = 10
MOST_FOUND = 10
_WORD = re.compile(r"[^\W\d_]{4,40}")
# what nearly every request says
_IN_ALL = frozenset(
    (
        "have", "what", "which", "when", "where", "your", "that", "this", "with", "from", "please", "information",
        "under", "freedom", "council", "authority", "year", "years", "provide", "does", "been", "many", "much", "were",
        "they", "there", "each", "date", "following", "number", "total", "request", "details", "held", "copy", "dear",
    )
)  # fmt: skip


def similar_requests(viewer: Viewer, request: Request) -> list[Hit]:
    """At most ten requests that `viewer` may see; an index that is asked for some thousand rows at most."""
    words = similar_words(request)
    if not words:
        return []
    query = query_read(f"({' OR '.join(words)}) in:request")
    found = search(viewer, query, order="relevance", per_page=MOST_FOUND + 1)
    return [hit for hit in found.hits if hit.entry.request_id != request.pk][:MOST_FOUND]


def similar_words(request: Request) -> list[str]:
    """The words to look for, as everybody may read them: the subject's, then those of its questions."""
    to = about(request)
    said = [request.subject, *(each.text for each in request.questions.all()[:5])]
    found = (word.lower() for text in said for word in _WORD.findall(masked_for_public(text, to).text))
    return [word for word in dict.fromkeys(found) if word not in _IN_ALL][:MOST_WORDS]
