"""What an authority's page shows: its numbers in words, where mail to it stands, its names and laws, requests to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils import timezone

from rhyddid.authorities.models import Authority, AuthorityAddress, AuthorityName
from rhyddid.authorities.nations import nation_codes
from rhyddid.authorities.queries import authorities_by_tag
from rhyddid.pages.asked import asked_text
from rhyddid.pages.chips import CLOCK_RUNS, Chip, state_chip
from rhyddid.requests.authority_figures import Figures, figures_kept, figures_of
from rhyddid.requests.models import Request, State
from rhyddid.requests.visibility import Viewer, visible_requests

MOST_COMPARED = 500
UNSENT = (State.DRAFT, State.QUEUED, State.RECALLED)
SORTS = ("name", "requests", "in_time", "median", "late", "refused")


@dataclass(frozen=True)
class StateCount:
    state: str
    chip: Chip
    count: int


@dataclass(frozen=True)
class AuthorityPage:
    """`alone` and `before` are the other names: those that it goes by today, and those that it had."""

    authority: Authority
    figures: Figures
    states: Sequence[StateCount]
    alone: Sequence[AuthorityName]
    before: Sequence[AuthorityName]
    addresses: Sequence[AuthorityAddress]


@dataclass(frozen=True)
class ComparedAuthority:
    authority: Authority
    figures: Figures | None


def authority_page(authority: Authority) -> AuthorityPage:
    """The page of a real authority."""
    names = list(authority.other_names.order_by("-until", "name"))
    figures = figures_of(authority)
    return AuthorityPage(
        authority=authority,
        figures=figures,
        states=[StateCount(state, state_chip(state), count) for state, count in figures.states],
        alone=[each for each in names if each.until is None],
        before=[each for each in names if each.until is not None],
        # what stands in the page is whether mail arrives, never where
        addresses=list(authority.addresses.order_by("purpose", "pk")),
    )


def requests_to(viewer: Viewer, authority: Authority, asked: QueryDict) -> QuerySet[Request]:
    """The requests to it that `viewer` may see, as the address narrows them (`state`, or `late`), newest first."""
    found = visible_requests(viewer).filter(authority=authority, rehearsal_day=None)
    state = asked.get("state", "")
    if state == "late":
        found = found.filter(state__state__in=CLOCK_RUNS, state__due__lt=timezone.localdate())
    elif state in State.values:
        found = found.filter(state__state=state)
    return found.select_related("authority", "state").order_by("-created_at", "-pk")


def directory(asked: QueryDict) -> QuerySet[Authority]:
    """The active authorities that the address asks for by tag, nation and first letter, by name."""
    tag = asked_text(asked.get("tag"), 60)
    found = authorities_by_tag([tag] if tag else [])
    nation, letter = asked.get("nation", ""), asked.get("letter", "").upper()
    if nation in nation_codes():
        found = found.filter(nations__contains=[nation])
    if len(letter) == 1 and letter.isalpha():
        found = found.filter(name__istartswith=letter)
    return found.order_by("name")


def compared(tag: str, sort: str) -> list[ComparedAuthority]:
    """The authorities of a tag with their kept numbers, by what `sort` names; who has no number there comes last."""
    found = list(authorities_by_tag([tag]).order_by("name")[:MOST_COMPARED])
    kept = figures_kept([each.pk for each in found])
    rows = [ComparedAuthority(each, kept.get(each.pk)) for each in found]
    if sort not in SORTS or sort == "name":
        return rows
    return sorted(rows, key=lambda row: _sort_key(row.figures, sort))


def _sort_key(figures: Figures | None, sort: str) -> tuple[bool, float]:
    """Those with the number first: the most requests, the largest share in time, the fewest days."""
    if figures is None:
        return True, 0.0
    value: float | None = {
        "requests": -figures.requests,
        "late": -figures.late,
        "in_time": None if figures.in_time.share is None else -figures.in_time.share,
        "refused": None if figures.refused.share is None else -figures.refused.share,
        "median": figures.median_days,
    }[sort]
    return value is None, value or 0.0
