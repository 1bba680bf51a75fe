"""The scan for hidden data of a file that came in or is to go out: its bytes in, finds out; nothing is changed.

A file that hangs or crashes its inspection counts as not inspected.
"""

from __future__ import annotations

from rhyddid.documents.document import DEFAULT_LIMITS, Limits
from rhyddid.documents.hidden_find import HiddenFind
from rhyddid.documents.kind_of import kind_of
from rhyddid.documents.read_apart import inspect_apart


def find_hidden_data(
    data: bytes,
    *,
    filename: str | None = None,
    content_type: str | None = None,
    limits: Limits = DEFAULT_LIMITS,
) -> tuple[HiddenFind, ...]:
    """What `data` holds and does not show. Empty where it was inspected and hides nothing."""
    if len(data) > limits.max_bytes:
        return (HiddenFind("not_inspected"),)
    kind = kind_of(data, filename=filename, content_type=content_type)
    return inspect_apart(kind, data, content_type=content_type, limits=limits)
