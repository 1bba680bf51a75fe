"""An attachment's whole text, page by page, and its original file as a download that runs nothing."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from rhyddid.pages.doors import seen_request
from rhyddid.pages.letter_view import letter_pieces
from rhyddid.pages.masks import mask_of
from rhyddid.pages.originals import PAGES_SHOWN, may_download
from rhyddid.requests.blobs import blob_get
from rhyddid.requests.models import Attachment, Request
from rhyddid.requests.visibility import visible_attachments


def _attachment(http: HttpRequest, request: Request, pk: int) -> Attachment:
    seen = visible_attachments(http.user).filter(message__links__request=request)
    return get_object_or_404(seen.select_related("message"), pk=pk)


@require_safe
def attachment_text(http: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The text of the attachment, a dozen of its pages at a time."""
    request = seen_request(http, slug)
    attachment = _attachment(http, request, pk)
    mask = mask_of(http.user, request)
    page = Paginator(attachment.pages.all(), PAGES_SHOWN).get_page(http.GET.get("page"))
    context = {
        "section": "requests",
        "shown": request,
        "subject": mask.of(request.subject).text,
        "attachment": attachment,
        "filename": mask.of(attachment.filename).text,
        "page": page,
        "texts": [(each.number, letter_pieces(mask.of(each.text).text)) for each in page],
        "may_download": may_download(mask, attachment, list(attachment.pages.all()[: PAGES_SHOWN + 1])),
    }
    return render(http, "pages/attachment.html", context)


@require_safe
def attachment_download(http: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The original bytes, always as a file to save: never shown, never run, never indexed."""
    request = seen_request(http, slug)
    attachment = _attachment(http, request, pk)
    mask = mask_of(http.user, request)
    if not may_download(mask, attachment, list(attachment.pages.all()[: PAGES_SHOWN + 1])):
        raise Http404
    response = HttpResponse(blob_get(attachment.sha256), content_type="application/octet-stream")
    name = attachment.filename or f"{attachment.sha256[:12]}.bin"
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["X-Content-Type-Options"] = "nosniff"
    response["X-Robots-Tag"] = "noindex"
    response["Cache-Control"] = "private, no-store"
    return response
