"""What of a letter's text a viewer sees: personal data and our own reply addresses masked for all but the team."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rhyddid.mail.tokens import MASK, token_spans
from rhyddid.redaction.apply import Masked
from rhyddid.redaction.personal_data import find_personal_data
from rhyddid.requests.models import Request
from rhyddid.requests.visibility import Viewer, sees_unmasked


@dataclass(frozen=True)
class _Hidden:
    start: int
    end: int
    shown_as: str


def mask_for(viewer: Viewer, request: Request, text: str) -> Masked:
    """`text` as `viewer` may see it in `request`; its `offset` and `span` place evidence in it."""
    if sees_unmasked(viewer, request):
        return Masked(text, _tokens(text))
    return masked_for_public(text)


def masked_for_public(text: str) -> Masked:
    """`text` as everybody sees it: on pages, in snippets, quotes, cells, exports and feeds."""
    return Masked(text, [*find_personal_data(text), *_tokens(text)])


def _tokens(text: str) -> Iterator[_Hidden]:
    """Reply tokens are hidden from everybody: whoever knows one can write into the thread."""
    return (_Hidden(start, end, MASK) for start, end in token_spans(text))
