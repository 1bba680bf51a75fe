"""Reading the record: requests, authorities, batches and their sheets, search, what happened. Parse, call, answer."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict
from typing import Any, Literal

from django.conf import settings
from django.db.models import Q
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from ninja import Query
from pydantic import BaseModel, Field

from rhyddid.accounts.queries import team_ids_of
from rhyddid.api import shapes
from rhyddid.api.callers import caller_of
from rhyddid.api.cursors import MOST, moment_cursor, moment_read, number_read
from rhyddid.api.problems import Problem
from rhyddid.api.routes import router
from rhyddid.authorities.models import Authority, Purpose
from rhyddid.authorities.queries import authorities_listed, authority_search, foi_addresses
from rhyddid.batches.answer_sheet import sheet_page
from rhyddid.batches.board import board_counts, visible_batches
from rhyddid.batches.models import Batch
from rhyddid.batches.request_data import request_data, request_rows
from rhyddid.batches.shown_cells import word_for
from rhyddid.care.access_log import Seen, access_note
from rhyddid.following.activity import items_newest
from rhyddid.requests.authority_figures import figures_of
from rhyddid.requests.masking import masked_for_public, masked_for_team
from rhyddid.requests.models import State
from rhyddid.requests.visibility import visible_requests
from rhyddid.search.find import PER_PAGE, place_read, search
from rhyddid.search.query_language import MAX_LENGTH, query_read
from rhyddid.search.snippets import snippet

_CLOCK_RUNS = (State.RUNNING, State.UNDER_REVIEW)


class RequestFilters(BaseModel):
    """What narrows a list of requests."""

    authority: str = Field(default="", max_length=120, description="An authority's slug.")
    team: str = Field(default="", max_length=80, description="A team's slug.")
    state: str = Field(default="", max_length=25, description="A state, or `late`.")
    regime: str = Field(default="", max_length=20)
    tag: str = Field(default="", max_length=60)
    since: dt.date | None = Field(default=None, description="Made on this day or later.")
    until: dt.date | None = Field(default=None, description="Made on this day or earlier.")
    limit: int = Field(default=50, ge=1, le=MOST)
    cursor: str = Field(default="", max_length=80)


@router.get("/requests", response=shapes.RequestList, tags=["Requests"], operation_id="requests_list")
def requests_list(request: HttpRequest, filters: Query[RequestFilters]) -> dict[str, Any]:
    """Requests that the caller may see, the newest first."""
    viewer = caller_of(request).viewer
    found = visible_requests(viewer).filter(_wanted(filters), rehearsal_day=None)
    place = moment_read(filters.cursor)
    if place is not None:
        at, pk = place
        found = found.filter(Q(created_at__lt=at) | Q(created_at=at, pk__lt=pk), created_at__lte=at)
    rows = list(
        found.select_related("authority", "team", "state").order_by("-created_at", "-pk")[: filters.limit + 1]
    )
    shown = rows[: filters.limit]
    more = len(rows) > filters.limit
    return {
        "items": request_rows(viewer, shown),
        "next": moment_cursor(shown[-1].created_at, shown[-1].pk) if more else None,
    }


def _wanted(filters: RequestFilters) -> Q:
    wanted = Q()
    if filters.authority:
        wanted &= Q(authority__slug=filters.authority)
    if filters.team:
        wanted &= Q(team__slug=filters.team)
    if filters.state == "late":
        wanted &= Q(state__state__in=_CLOCK_RUNS, state__due__lt=timezone.localdate())
    elif filters.state:
        if filters.state not in State.values:
            raise Problem(400, _("`state` is none of the states: they are in the description of the API."))
        wanted &= Q(state__state=filters.state)
    if filters.regime:
        wanted &= Q(regime=filters.regime)
    if filters.tag:
        wanted &= Q(tags__contains=[filters.tag.lower()])
    if filters.since is not None:
        wanted &= Q(created_at__gte=_midnight(filters.since))
    if filters.until is not None:
        wanted &= Q(created_at__lt=_midnight(filters.until) + dt.timedelta(days=1))
    return wanted


def _midnight(day: dt.date) -> dt.datetime:
    if not 1900 <= day.year <= 9000:
        raise Problem(400, _("This day is too far away: give one between 1900 and 9000."))
    return dt.datetime.combine(day, dt.time.min, timezone.get_current_timezone())


@router.get(
    "/requests/{slug}", response=shapes.RequestWhole, tags=["Requests"], operation_id="request_show",
    exclude_unset=True,
)  # fmt: skip
def request_show(request: HttpRequest, slug: str) -> dict[str, Any]:
    """One request: questions with answers, letters, files, events. Personal data is masked for all but its team."""
    viewer = caller_of(request).viewer
    found = visible_requests(viewer).select_related("authority", "team", "state").filter(slug=slug).first()
    if found is None:
        raise nothing_here()
    data = request_data(viewer, found)
    shown = [Seen("message", each["id"]) for each in data["messages"]]
    files = [Seen("attachment", file["id"]) for each in data["messages"] for file in each["files"]]
    if request.method == "GET":
        access_note(
            door="api",
            subjects=[Seen("request", found.pk), *shown, *files],
            by=viewer,
            address=request.META.get("REMOTE_ADDR", ""),
            unmasked=found.team_id in team_ids_of(viewer),
        )
    return data


class AuthorityFilters(BaseModel):
    """What narrows the directory; `q` finds names and aliases however they are written, and answers one page."""

    q: str = Field(default="", max_length=200)
    tag: str = Field(default="", max_length=60)
    nation: str = Field(default="", max_length=20)
    regime: str = Field(default="", max_length=20)
    kind: str = Field(default="", max_length=40)
    limit: int = Field(default=50, ge=1, le=MOST)
    cursor: str = Field(default="", max_length=120)


@router.get(
    "/authorities", response=shapes.AuthorityList, tags=["Authorities"], operation_id="authorities_list"
)
def authorities_list(request: HttpRequest, filters: Query[AuthorityFilters]) -> dict[str, Any]:
    """The directory of authorities, by slug; with `q` the likest names first."""
    if filters.q.strip():
        return {
            "items": [_authority(each) for each in authority_search(filters.q, limit=filters.limit)],
            "next": None,
        }
    found = authorities_listed(
        tags=[filters.tag] if filters.tag else [],
        nation=filters.nation,
        regime=filters.regime,
        kind=filters.kind,
    )
    rows = list(found.filter(slug__gt=filters.cursor).order_by("slug")[: filters.limit + 1])
    shown = rows[: filters.limit]
    return {
        "items": [_authority(each) for each in shown],
        "next": shown[-1].slug if len(rows) > filters.limit else None,
    }


@router.get(
    "/authorities/{slug}", response=shapes.AuthorityWhole, tags=["Authorities"], operation_id="authority_show"
)
def authority_show(request: HttpRequest, slug: str) -> dict[str, Any]:
    """One authority, with its names over time and whether mail to it arrives."""
    found = _one_authority(slug)
    address = foi_addresses([found.pk]).get(found.pk)
    return _authority(found) | {
        "other_names": [
            {"name": each.name, "since": each.since, "until": each.until}
            for each in found.other_names.order_by("name")
        ],
        "mail": address.health if address is not None and address.purpose == Purpose.FOI else "unknown",
    }


@router.get(
    "/authorities/{slug}/statistics",
    response=shapes.Figures,
    tags=["Authorities"],
    operation_id="authority_statistics",
)
def authority_statistics(request: HttpRequest, slug: str) -> dict[str, Any]:
    """Its public requests in numbers: shares with n and interval, none below the site's floor."""
    told = figures_of(_one_authority(slug))
    return {
        "counted_at": told.counted_at,
        "requests": told.requests,
        "states": [{"state": state, "requests": count} for state, count in told.states],
        "late": told.late,
        "in_time": asdict(told.in_time),
        "refused": asdict(told.refused),
        "days": {
            "n": told.dated,
            "quarter": told.quarter_days,
            "median": told.median_days,
            "three_quarter": told.three_quarter_days,
        },
        "checked": told.checked,
        "provisions": [asdict(each) for each in told.provisions],
        "first_day": told.first_day,
        "last_day": told.last_day,
        "floor": told.floor,
    }


class ListAsked(BaseModel):
    """Where a list goes on."""

    limit: int = Field(default=50, ge=1, le=MOST)
    cursor: str = Field(default="", max_length=80)


@router.get("/batches", response=shapes.BatchList, tags=["Batches"], operation_id="batches_list")
def batches_list(request: HttpRequest, asked: Query[ListAsked]) -> dict[str, Any]:
    """Published batches, and those of the key's teams, the newest first."""
    viewer = caller_of(request).viewer
    found = visible_batches(viewer).filter(rehearsal_of=None).select_related("team")
    before = number_read(asked.cursor)
    if before:
        found = found.filter(pk__lt=before)
    rows = list(found.order_by("-pk")[: asked.limit + 1])
    shown = rows[: asked.limit]
    teams = team_ids_of(viewer)
    return {
        "items": [_batch(each, teams) for each in shown],
        "next": str(shown[-1].pk) if len(rows) > asked.limit else None,
    }


@router.get("/batches/{slug}", response=shapes.BatchWhole, tags=["Batches"], operation_id="batch_show")
def batch_show(request: HttpRequest, slug: str) -> dict[str, Any]:
    """One batch: its questions, and how far it is."""
    viewer = caller_of(request).viewer
    batch = _one_batch(request, slug)
    word = word_for(viewer, batch)
    return _batch(batch, team_ids_of(viewer)) | {
        "questions": [
            {
                "number": each.number,
                "text": word(each.text),
                "answer_type": each.answer_type,
                "regime": each.regime,
            }
            for each in batch.questions.all()
        ],
        "counts": asdict(board_counts(batch, viewer=viewer)),
    }


@router.get("/batches/{slug}/cells", response=shapes.CellList, tags=["Batches"], operation_id="batch_cells")
def batch_cells(request: HttpRequest, slug: str, asked: Query[ListAsked]) -> dict[str, Any]:
    """The answer sheet, `limit` authorities a page: what a person has checked, and what the owner chose to show."""
    batch = _one_batch(request, slug)
    rows, last = sheet_page(
        batch, viewer=caller_of(request).viewer, after=number_read(asked.cursor), authorities=asked.limit
    )
    return {"items": [asdict(row) for row in rows], "next": str(last) if last else None}


class SearchAsked(BaseModel):
    """The query, in the language of the search page: words, "phrases", OR, -not, operators such as status:late."""

    q: str = Field(max_length=MAX_LENGTH)
    order: Literal["newest", "relevance"] = "newest"
    cursor: str = Field(default="", max_length=80)


@router.get("/search", response=shapes.SearchAnswer, tags=["Search"], operation_id="search_record")
def search_record(request: HttpRequest, asked: Query[SearchAsked]) -> dict[str, Any]:
    """Search requests, letters, the text of files, and checked answers."""
    query = query_read(asked.q.replace("\x00", " "))
    if query.is_empty:
        raise Problem(400, _("Say in `q` what to look for."))
    after = place_read(asked.cursor) if asked.order == "newest" and asked.cursor else None
    skip = number_read(asked.cursor) if asked.order == "relevance" else 0
    if asked.cursor and asked.order == "newest" and after is None:
        moment_read(asked.cursor)
    found = search(caller_of(request).viewer, query, order=asked.order, after=after, offset=min(skip, 10_000))
    following = None
    if found.next is not None:
        following = str(skip + PER_PAGE) if found.is_ranked else str(found.next)
    return {
        "count": found.count,
        "is_capped": found.is_capped,
        "notes": [note.render((get_language() or "en")[:2]) for note in query.notes],
        "facets": {name: dict(counts) for name, counts in found.facets.items()},
        "items": [
            {
                "request": hit.entry.request.slug,
                "url": _hit_url(hit.entry.request.slug, hit.entry.message_id),
                "authority": {"slug": hit.entry.authority.slug, "name": hit.entry.authority.name},
                "kind": hit.entry.kind,
                "at": hit.entry.at,
                "title": hit.entry.title,
                "snippet": "".join(run.text for run in snippet(hit.entry.text, query)).strip(),
                "more": hit.more,
            }
            for hit in found.hits
        ],
        "next": following,
    }


class ActivityAsked(BaseModel):
    """What narrows the stream."""

    authority: str = Field(default="", max_length=120)
    request: str = Field(default="", max_length=150)
    team: str = Field(default="", max_length=80)
    tag: str = Field(default="", max_length=60)
    limit: int = Field(default=50, ge=1, le=MOST)
    cursor: str = Field(default="", max_length=80)


@router.get("/activity", response=shapes.ActivityList, tags=["Activity"], operation_id="activity_list")
def activity_list(request: HttpRequest, asked: Query[ActivityAsked]) -> dict[str, Any]:
    """What happened in requests that the caller may see, the newest first: the stream that feeds and digests tell."""
    wanted = Q()
    if asked.authority:
        wanted &= Q(authority__slug=asked.authority)
    if asked.request:
        wanted &= Q(slug=asked.request)
    if asked.team:
        wanted &= Q(team__slug=asked.team)
    if asked.tag:
        wanted &= Q(tags__contains=[asked.tag.lower()])
    items, place = items_newest(
        caller_of(request).viewer, wanted, before=moment_read(asked.cursor), most=asked.limit
    )
    return {
        "items": [
            {
                "id": each.key,
                "type": each.type.value,
                "label": each.label,
                "at": each.at,
                "request": each.request.slug,
                "url": each.url,
                "subject": each.subject,
                "authority": {"slug": each.request.authority.slug, "name": each.request.authority.name},
                "excerpt": each.excerpt,
            }
            for each in items
        ],
        "next": moment_cursor(*place) if place is not None else None,
    }


def _hit_url(slug: str, message_id: int | None) -> str:
    return f"{settings.SITE_URL}/requests/{slug}/" + (f"#message-{message_id}" if message_id else "")


def _one_authority(slug: str) -> Authority:
    found = Authority.objects.filter(slug=slug).first()
    if found is None:
        raise nothing_here()
    return found


def _one_batch(http: HttpRequest, slug: str) -> Batch:
    found = visible_batches(caller_of(http).viewer).select_related("team").filter(slug=slug).first()
    if found is None:
        raise nothing_here()
    return found


def _authority(each: Authority) -> dict[str, Any]:
    return {
        "slug": each.slug,
        "url": f"{settings.SITE_URL}/authorities/{each.slug}/",
        "name": each.name,
        "name_cy": each.name_cy,
        "kind": each.kind,
        "nations": each.nations,
        "regimes": each.regimes,
        "tags": each.tags,
        "website": each.website,
        "active": each.active,
    }


def _batch(each: Batch, teams: list[int]) -> dict[str, Any]:
    masked = masked_for_team if each.team_id in teams else masked_for_public
    return {
        "slug": each.slug,
        "url": f"{settings.SITE_URL}/batches/{each.slug}/",
        "subject": masked(each.subject).text,
        "team": {"slug": each.team.slug, "name": str(each.team)},
        "published_at": each.published_at,
        "language": each.language,
        "tags": each.tags,
    }


def nothing_here() -> Problem:
    return Problem(
        404, _("Nothing with this name is here for you. What is private is found with its team's key alone.")
    )
