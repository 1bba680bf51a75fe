"""Files' bytes: the original for the team, the redacted copy for everybody, pictures of pages. Nothing here runs.

Each asks `requests.visibility` first; each download of an original is logged.
"""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from rhyddid.accounts.models import Person
from rhyddid.care.services import audit
from rhyddid.documents.previews import PreviewFailed
from rhyddid.pages.file_links import file_viewer
from rhyddid.pages.seen import note_seen
from rhyddid.requests.blobs import BlobMissing, blob_get
from rhyddid.requests.file_models import CopyState, PublicCopy, VirusState
from rhyddid.requests.file_previews import file_preview
from rhyddid.requests.masking import masked_for_public
from rhyddid.requests.masking_rules import about
from rhyddid.requests.models import Attachment, Request
from rhyddid.requests.public_copies import copy_filename, public_copy_of
from rhyddid.requests.visibility import (
    Viewer,
    attachments_with_copy,
    files_to_decide,
    sees_unmasked,
    visible_attachments,
    visible_requests,
)


@require_safe
def original(http: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The bytes as they came."""
    viewer = file_viewer(http, pk)
    attachment = original_for(viewer, slug, pk)
    data = _stored(attachment.sha256)
    if http.method == "GET":
        audit(
            action="original_downloaded",
            subject_kind="attachment",
            subject_id=attachment.pk,
            by=viewer if viewer is not None and viewer.is_authenticated else None,
            detail={"request": slug},
        )
    note_seen(
        http,
        "original",
        attachments=[attachment.pk],
        unmasked=True,
        by=viewer if isinstance(viewer, Person) else None,
    )
    return _to_save(data, attachment.filename or f"{attachment.sha256[:12]}.bin")


@require_safe
def copy(http: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The redacted copy."""
    request, attachment, made = _copy(file_viewer(http, pk), slug, pk)
    name = masked_for_public(attachment.filename, about(request)).text
    note_seen(http, "copy", attachments=[attachment.pk])
    return _to_save(_stored(made.sha256), copy_filename(name, made))


@require_safe
def original_page(http: HttpRequest, slug: str, pk: int, page: int) -> HttpResponse:
    """A picture of a page of the original."""
    attachment = original_for(file_viewer(http, pk), slug, pk)
    return _picture(attachment, attachment.sha256, page, attachment.filename, attachment.content_type)


@require_safe
def copy_page(http: HttpRequest, slug: str, pk: int, page: int) -> HttpResponse:
    """A picture of a page of the redacted copy."""
    _, attachment, made = _copy(file_viewer(http, pk), slug, pk)
    return _picture(attachment, made.sha256, page, f"copy{made.extension}", "")


def original_for(viewer: Viewer, slug: str, pk: int) -> Attachment:
    """The attachment whose original `viewer` may have: its own team, and whoever decides about it where it is withheld. A
    virus goes to operators alone.
    """
    attachment = visible_attachments(viewer).filter(pk=pk, message__links__request__slug=slug).first()
    request = visible_requests(viewer).filter(slug=slug).first()
    if attachment is None or request is None or not sees_unmasked(viewer, request):
        if viewer is None or not getattr(viewer, "is_staff", False):
            raise Http404
        # an operator looks at what is withheld, whosever it is
        withheld = files_to_decide(viewer).filter(file_check__hold__in=("waiting", "kept", "copy_only"))
        attachment = get_object_or_404(withheld.filter(message__links__request__slug=slug), pk=pk)
    check = getattr(attachment, "file_check", None)
    is_virus = check is not None and check.virus == VirusState.FOUND and check.hold != "free"
    if is_virus and not getattr(viewer, "is_staff", False):
        raise Http404
    return attachment


def _copy(viewer: Viewer, slug: str, pk: int) -> tuple[Request, Attachment, PublicCopy]:
    request = get_object_or_404(visible_requests(viewer).select_related("authority"), slug=slug)
    seen = attachments_with_copy(viewer).filter(message__links__request=request)
    attachment = get_object_or_404(seen, pk=pk)
    check = getattr(attachment, "file_check", None)
    if check is not None and check.hold in ("waiting", "kept"):
        raise Http404
    made = public_copy_of(attachment)
    if made.state != CopyState.MADE:
        raise Http404
    return request, attachment, made


def _stored(sha256: str) -> bytes:
    try:
        return blob_get(sha256)
    except BlobMissing as error:
        raise Http404 from error


def _picture(
    attachment: Attachment, sha256: str, page: int, filename: str, content_type: str
) -> HttpResponse:
    try:
        row, data = file_preview(attachment, sha256, page, filename=filename, content_type=content_type)
    except (PreviewFailed, BlobMissing) as error:
        raise Http404 from error
    return _safely(HttpResponse(data, content_type=row.content_type))


def _to_save(data: bytes, name: str) -> HttpResponse:
    """Always as a file to save: never shown, never run."""
    response = HttpResponse(data, content_type="application/octet-stream")
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return _safely(response)


def _safely(response: HttpResponse) -> HttpResponse:
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["X-Content-Type-Options"] = "nosniff"
    response["X-Robots-Tag"] = "noindex"
    response["Cache-Control"] = "private, no-store"
    return response
