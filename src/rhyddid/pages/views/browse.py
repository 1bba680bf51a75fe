"""Browsing the public record: by topic, by law, by the provision that was relied on."""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from rhyddid.law.exemptions import canonical_provision, exemption, provision_role
from rhyddid.law.regimes import regime_ids
from rhyddid.pages.browse_page import SHOWN, browse_page
from rhyddid.pages.law_words import law_title, provision_address
from rhyddid.requests.citations import cited
from rhyddid.requests.models import Request
from rhyddid.requests.topics import known_topics, requests_on, topics_read
from rhyddid.requests.visibility import public_request_filter
from rhyddid.search.relied_on import provisions_in_use, relied_on

SHOWN_TOPICS = 200


@require_safe
def browse(http: HttpRequest) -> HttpResponse:
    """Topics and laws to browse by."""
    context = {
        "section": "requests",
        "topics": known_topics(SHOWN_TOPICS),
        "laws": [(law, law_title(law)) for law in sorted(regime_ids(), key=_is_abroad)],
        "shows": SHOWN.items(),
    }
    return render(http, "pages/browse.html", context)


@require_safe
def browse_list(http: HttpRequest) -> HttpResponse:
    """All public requests: newest, answered, late, refused."""
    return _list(http, Request.objects.filter(public_request_filter()))


@require_safe
def browse_topic(http: HttpRequest, topic: str) -> HttpResponse:
    """The public requests on a topic."""
    (wanted,) = topics_read(topic)[:1] or ("",)
    if not wanted:
        raise Http404
    return _list(http, requests_on(wanted), topic=wanted)


@require_safe
def browse_law(http: HttpRequest, law: str) -> HttpResponse:
    """The public requests under a law, and the provisions relied on in them."""
    if law not in regime_ids():
        raise Http404
    found = Request.objects.filter(public_request_filter(), regime=law)
    return _list(
        http,
        found,
        law=law,
        law_name=law_title(law),
        provisions=[] if http.GET.get("after") else provisions_in_use(law),
    )


@require_safe
def browse_provision(http: HttpRequest, law: str, provision: str) -> HttpResponse:
    """The public requests in which a provision was relied on. Another spelling leads to the one that there is."""
    if law not in regime_ids():
        raise Http404
    canonical = canonical_provision(provision)
    found = relied_on(law, canonical)
    is_known = exemption(law, canonical) is not None or provision_role(law, canonical) != "other"
    if not is_known and not found.exists():
        raise Http404
    if canonical != provision:
        return redirect("browse-provision", law=law, provision=canonical)
    return _list(
        http,
        found,
        law=law,
        law_name=law_title(law),
        provision=canonical,
        cited=cited(law, canonical),
        provision_address=provision_address(law, canonical),
    )


def _is_abroad(law: str) -> bool:
    return not law.startswith(("uk-", "sct-"))


def _list(http: HttpRequest, found: QuerySet[Request], **more: object) -> HttpResponse:
    page = browse_page(found, http.GET.get("show"), http.GET.get("after"))
    context = {"section": "requests", "page": page, "shows": SHOWN.items(), **more}
    return render(http, "pages/browse_list.html", context)
