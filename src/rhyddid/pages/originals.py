"""Whether a viewer may have the original bytes of an attachment, whose text everybody reads with personal data masked."""

from __future__ import annotations

import html
from collections.abc import Sequence

from rhyddid.documents.kind_of import kind_of
from rhyddid.documents.plain_text import decode_text
from rhyddid.pages.masks import Mask
from rhyddid.requests.blobs import BlobMissing, blob_get
from rhyddid.requests.models import Attachment, AttachmentPage

# of an attachment's text, the pages that stand on the request's own page
PAGES_SHOWN = 12
# every viewer of the request's page waits while the bytes are looked through
_MAX_BYTES = 64 * 1024


def may_download(mask: Mask, attachment: Attachment, pages: Sequence[AttachmentPage]) -> bool:
    """The team may have every original; others only a short text file in which nothing is masked, in its text or its
    bytes. Whatever a file of another kind holds besides (metadata, hidden sheets, pictures of text) cannot be masked.
    """
    if mask.unmasked:
        return True
    declared_plain = attachment.content_type in ("text/plain", "text/csv") and not attachment.defects
    return (
        declared_plain
        and attachment.size <= _MAX_BYTES
        and 0 < len(pages) <= PAGES_SHOWN
        and not any(mask.hides(text) for text in (attachment.filename, *(page.text for page in pages)))
        and _is_clean(mask, attachment)
    )


def _is_clean(mask: Mask, attachment: Attachment) -> bool:
    """Whether the bytes are plain text, and hide nothing that the text read from them does not show."""
    try:
        data = blob_get(attachment.sha256)
    except BlobMissing:
        return False
    if kind_of(data, filename=attachment.filename) not in ("txt", "csv"):
        return False
    text, faults = decode_text(data)
    if faults or "\x00" in text:
        return False
    return not mask.hides(text) and not mask.hides(html.unescape(text))
