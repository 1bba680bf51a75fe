"""Pictures of a file's pages, made once and kept in the blob store: a file's hash and a page in, a picture's bytes out."""

from __future__ import annotations

from django.db import IntegrityError, transaction

from rhyddid.documents.previews import PreviewFailed, preview_form, preview_page, preview_picture
from rhyddid.requests.blobs import BlobMissing, blob_get, blob_put
from rhyddid.requests.file_models import FilePreview
from rhyddid.requests.models import Attachment

_VERSION = 1
WIDTH = 1000


def file_preview(
    attachment: Attachment, sha256: str, page: int, *, filename: str, content_type: str
) -> tuple[FilePreview, bytes]:
    """The picture of a page of `attachment`, or of its copy, whose bytes are named `sha256`; page 1 is a picture itself.
    Raises PreviewFailed and BlobMissing.
    """
    kept = attachment.previews.filter(of_file=sha256, page=page, version=_VERSION).first()
    if kept is not None:
        try:
            return kept, blob_get(kept.sha256)
        except BlobMissing:
            pass  # derived: it is made again
    data = blob_get(sha256)
    form = preview_form(data, filename=filename, content_type=content_type)
    if form == "pages":
        made = preview_page(data, page, width=WIDTH)
    elif form == "picture" and page == 1:
        made = preview_picture(data, width=WIDTH)
    else:
        raise PreviewFailed("No preview of this file can be shown.")
    fields = {
        "version": _VERSION,
        "sha256": blob_put(made.data),
        "content_type": made.content_type,
        "width": made.width,
        "height": made.height,
        "pages": made.pages,
    }
    try:
        with transaction.atomic():
            row, _ = attachment.previews.update_or_create(of_file=sha256, page=page, defaults=fields)
    except IntegrityError:  # another visitor's page made it at the same moment
        row = attachment.previews.get(of_file=sha256, page=page)
    return row, made.data
