"""Beside a request's page: how to cite and share it, a frame for other sites, all of it as a zip, what happened as a table,
requests like it, its topics.
"""

from __future__ import annotations

from csp.decorators import csp_replace
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_POST, require_safe

from rhyddid.accounts.models import Person
from rhyddid.accounts.queries import may_edit
from rhyddid.batches.request_data import request_data
from rhyddid.care.services import audit
from rhyddid.pages.doors import editor, person, seen_request
from rhyddid.pages.masks import mask_of
from rhyddid.pages.request_citation import request_citation
from rhyddid.pages.request_zip import zip_files, zip_pieces
from rhyddid.pages.seen import note_seen
from rhyddid.requests.clock import days_left, today_for
from rhyddid.requests.models import EventType, Request
from rhyddid.requests.topics import request_topics_set
from rhyddid.requests.visibility import (
    public_request_filter,
    sees_unmasked,
    visible_messages,
    visible_requests,
)
from rhyddid.search.similar import similar_requests

MOST_EVENTS = 2000
# the one page that other sites may show in a frame
_FRAMED = {
    "frame-ancestors": ["*"],
    "script-src": ["'none'"],
    "connect-src": ["'none'"],
    "form-action": ["'none'"],
}


@require_safe
def cite(http: HttpRequest, slug: str) -> HttpResponse:
    """Lines to cite it by, and what another site writes to show it."""
    request = seen_request(http, slug)
    is_public = Request.objects.filter(public_request_filter(), pk=request.pk).exists()
    context = _context(http, request) | {"citation": request_citation(request), "is_public": is_public}
    return render(http, "pages/request_cite.html", context)


@require_safe
@xframe_options_exempt
@csp_replace(_FRAMED)  # type: ignore[arg-type]
def embed(http: HttpRequest, slug: str) -> HttpResponse:
    """The request in a frame on another site: what everybody may see, whoever looks; no cookies, no scripts."""
    shown = Request.objects.filter(public_request_filter()).select_related("authority", "team", "state")
    request = get_object_or_404(shown, slug=slug)
    left = days_left(request.state.due, today_for(request)) if request.state else None
    context = {"shown": request, "subject": mask_of(None, request).of(request.subject).text, "left": left}
    response = render(http, "pages/request_embed.html", context)
    response["X-Robots-Tag"] = "noindex"
    return response


@require_safe
def details(http: HttpRequest, slug: str) -> HttpResponse:
    """Everything that happened, also what was taken back, as a table."""
    request = seen_request(http, slug)
    events = list(request.events.select_related("by").order_by("day", "pk")[:MOST_EVENTS])
    taken_back = {each.data.get("event") for each in events if each.type == EventType.CORRECTED}
    seen = set(visible_messages(http.user).filter(links__request=request).values_list("pk", flat=True))
    is_team = sees_unmasked(http.user, request)
    rows = [
        (each, each.pk in taken_back, each.message_id if each.message_id in seen else None) for each in events
    ]
    may_set = isinstance(http.user, Person) and (http.user.is_staff or may_edit(http.user, request.team))
    context = _context(http, request) | {"rows": rows, "is_team": is_team, "may_set_topics": may_set}
    return render(http, "pages/request_details.html", context)


@require_safe
def similar(http: HttpRequest, slug: str) -> HttpResponse:
    """Requests like it."""
    request = seen_request(http, slug)
    context = _context(http, request) | {"hits": similar_requests(http.user, request)}
    return render(http, "pages/request_similar.html", context)


@require_safe
def download(http: HttpRequest, slug: str) -> StreamingHttpResponse:
    """All of it as a zip, by the viewer's rights; originals that leave are logged one by one."""
    request = seen_request(http, slug)
    files = zip_files(http.user, request) if http.method == "GET" else []
    for each in files:
        if each.is_original:
            audit(
                action="original_downloaded",
                subject_kind="attachment",
                subject_id=each.attachment.pk,
                by=http.user if isinstance(http.user, Person) else None,
                detail={"request": slug, "zip": True},
            )
    data = request_data(http.user, request)
    messages_shown = [each["id"] for each in data["messages"]]
    ids = [each.attachment.pk for each in files]
    unmasked = sees_unmasked(http.user, request)
    note_seen(
        http, "download", request_id=request.pk, messages=messages_shown, attachments=ids, unmasked=unmasked
    )
    pieces = zip_pieces(data, files) if http.method == "GET" else iter(())
    response = StreamingHttpResponse(pieces, content_type="application/zip")
    response["Content-Disposition"] = content_disposition_header(True, f"{slug}.zip") or "attachment"
    response["X-Robots-Tag"] = "noindex"
    response["Cache-Control"] = "private, no-store"
    return response


@login_required
@require_POST
def topics(http: HttpRequest, slug: str) -> HttpResponse:
    """Give the request its topics: its team's owners and editors, and operators."""
    who = person(http)
    if who.is_staff:
        found = visible_requests(who) | Request.objects.filter(public_request_filter())
        request = get_object_or_404(found.distinct(), slug=slug)
    else:
        request = seen_request(http, slug)
        editor(http, request.team)
    if request.rehearsal_day is not None:
        raise Http404
    request_topics_set(request=request, topics=http.POST.get("topics", "").split(","), by=who)
    messages.success(http, _("The topics are set."))
    return redirect("request-details", slug=slug)


def _context(http: HttpRequest, request: Request) -> dict[str, object]:
    mask = mask_of(http.user, request)
    return {
        "section": "requests",
        "shown": request,
        "subject": mask.of(request.subject).text,
        "topics": request.tags,
    }
