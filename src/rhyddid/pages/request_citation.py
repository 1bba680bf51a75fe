"""How to cite a request, and how to show it on another site: as a line, as BibTeX, as a piece of HTML."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext as _

from rhyddid.requests.masking import masked_for_public
from rhyddid.requests.masking_rules import about
from rhyddid.requests.models import Request

_SPECIAL = re.compile(r"[\\{}$&#^_~%]")
_WRITTEN = {
    "\\": r"\textbackslash{}",
    "^": r"\textasciicircum{}",
    "~": r"\textasciitilde{}",
}


@dataclass(frozen=True)
class Citation:
    """`frame` is what another site writes to show the request in a frame."""

    address: str
    line: str
    bibtex: str
    html: str
    frame: str


def request_citation(request: Request) -> Citation:
    """The citation, in words that everybody may read, as the request was on this day."""
    subject = masked_for_public(request.subject, about(request)).text
    address = f"{settings.SITE_URL}{reverse('request', args=[request.slug])}"
    team, authority, year = str(request.team), request.authority.name, request.created_at.year
    today = timezone.localdate()
    line = _(
        "%(team)s (%(year)s). %(subject)s: request to %(authority)s. %(site)s. %(address)s (as of %(day)s)"
    ) % {
        "team": team,
        "year": year,
        "subject": subject,
        "authority": authority,
        "site": settings.SITE_NAME,
        "address": address,
        "day": date_format(today, "j F Y"),
    }
    bibtex = "\n".join(
        [
            f"@misc{{{request.slug},",
            f"  author = {{{{{_tex(team)}}}}},",
            f"  title = {{{{{_tex(subject)}: {_tex(_('request to %s') % authority)}}}}},",
            f"  year = {{{year}}},",
            f"  howpublished = {{{_tex(settings.SITE_NAME)}}},",
            f"  url = {{{address}}},",
            f"  urldate = {{{today.isoformat()}}}",
            "}",
        ]
    )
    html = format_html(
        '<p><a href="{}">{}</a> ({}, {}, {})</p>', address, subject, team, authority, settings.SITE_NAME
    )
    frame = format_html(
        '<iframe src="{}embed/" title="{}" width="100%" height="260" loading="lazy" sandbox="allow-popups"></iframe>',
        address,
        subject,
    )
    return Citation(address, line, bibtex, html, frame)


def _tex(text: str) -> str:
    return _SPECIAL.sub(lambda found: _WRITTEN.get(found[0], "\\" + found[0]), text)
