"""The law: which regimes the software knows, and the statutory dates of a request."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from ninja import Query
from pydantic import BaseModel, Field

from rhyddid.api import shapes
from rhyddid.api.problems import Problem
from rhyddid.api.routes import router
from rhyddid.law.clock import parse_event, run_clock
from rhyddid.law.regimes import regime, regime_ids
from rhyddid.wording import LANGUAGES

_MOST_EVENTS = 60


class ClockAsked(BaseModel):
    """What `rhyddid clock` takes: `event` is DATE:TYPE, such as 2021-08-02:clarification_asked, as often as needed."""

    regime: str = Field(max_length=20)
    received: dt.date
    event: list[str] = Field(default_factory=list, max_length=_MOST_EVENTS)
    authority_kind: str = Field(default="", max_length=40)
    as_of: dt.date | None = None


@router.get("/law/regimes", response=list[shapes.RegimeRow], tags=["Law"], operation_id="regimes_list")
def regimes_list(request: HttpRequest) -> list[dict[str, Any]]:
    """Every law on access to information that the software knows."""
    known = [regime(each) for each in regime_ids()]
    return [{"id": each.id, "law": each.law, "short": each.short, "country": each.country} for each in known]


@router.get("/law/regimes/{law}", response=dict[str, Any], tags=["Law"], operation_id="regime_show")
def regime_show(request: HttpRequest, law: str) -> dict[str, object]:
    """One law: limits, pauses, extensions, review and regulator, each with its source."""
    if law not in regime_ids():
        raise Problem(404, _("No law has this id: see /law/regimes."))
    return regime(law).to_json()


@router.get("/law/clock", response=shapes.ClockAnswer, tags=["Law"], operation_id="clock_run")
def clock_run(request: HttpRequest, asked: Query[ClockAsked]) -> dict[str, object]:
    """The statutory dates of a request, step by step, with their citations."""
    language = (get_language() or "en")[:2]
    if any(len(each) > 200 for each in asked.event):
        raise Problem(400, _("An event is DATE:TYPE, such as 2021-08-02:clarification_asked."))
    try:
        result = run_clock(
            regime(asked.regime),
            asked.received,
            [parse_event(each) for each in asked.event],
            authority_kind=asked.authority_kind or None,
            as_of=asked.as_of,
        )
    except (LookupError, ValueError) as error:
        said = error.args[0] if error.args else str(error)
        raise Problem(400, str(said)) from error
    return result.to_json(language if language in LANGUAGES else "en")
