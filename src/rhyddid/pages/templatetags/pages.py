"""What templates of the pages say often: icons, days, wordings, chips for states and decisions."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import template
from django.http import QueryDict
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.timezone import localtime
from django.utils.translation import get_language

from rhyddid.authorities.regimes import law_name
from rhyddid.batches.models import Batch, BatchState
from rhyddid.batches.send import batch_state_now
from rhyddid.pages.chips import Chip, answer_chip, decision_chip, state_chip
from rhyddid.pages.days import days_words
from rhyddid.pages.icons import ICONS
from rhyddid.requests.masking import masked_for_public
from rhyddid.requests.masking_rules import SITE, about
from rhyddid.requests.models import Request
from rhyddid.wording import Wording

register = template.Library()


@register.simple_tag
def icon(name: str) -> SafeString:
    """The icon `name`, hidden from screen readers: words always stand beside it."""
    return mark_safe(
        '<svg class="icon" viewBox="0 0 24 24" width="20" height="20" fill="none" stroke="currentColor"'
        ' stroke-width="2" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true" focusable="false">'
        f"{ICONS[name]}</svg>"
    )


@register.filter
def day(value: dt.date | dt.datetime | None) -> str:
    """25 August 2021, in the page's language."""
    return _time(value, "j F Y")


@register.filter
def day_short(value: dt.date | dt.datetime | None) -> str:
    """25 Aug 2021, in the page's language."""
    return _time(value, "j M Y")


@register.filter
def weekday(value: dt.date | dt.datetime | None) -> str:
    """Wednesday 25 August 2021, in the page's language."""
    return _time(value, "l j F Y")


@register.filter
def moment(value: dt.datetime | None) -> str:
    """25 August 2021, 14:05, in the page's language and the site's time zone."""
    return _time(value, "j F Y, H:i")


def _time(value: dt.date | dt.datetime | None, form: str) -> str:
    if value is None:
        return ""
    local = localtime(value) if isinstance(value, dt.datetime) else value
    return format_html('<time datetime="{}">{}</time>', local.isoformat(), date_format(local, form))


@register.filter
def say(value: object) -> str:
    """A Wording in the page's language; any other text as it is."""
    return value.render((get_language() or "en")[:2]) if isinstance(value, Wording) else str(value)


@register.simple_tag
def days_left(left: int | None) -> str:
    """How many days are left, or how late it is, in words."""
    return days_words(left)


@register.inclusion_tag("pages/parts/chip.html")
def state(value: str, left: int | None = None) -> dict[str, Chip]:
    """A request's state as a chip; late ones say so."""
    return {"chip": state_chip(value, left)}


@register.inclusion_tag("pages/parts/chip.html")
def decision(value: str) -> dict[str, Chip]:
    """A decision as a chip."""
    return {"chip": decision_chip(value)}


@register.inclusion_tag("pages/parts/chip.html")
def checked(status: str) -> dict[str, Chip]:
    """Whether a person has checked an answer, as a chip."""
    return {"chip": answer_chip(status)}


@register.simple_tag(takes_context=True)
def with_query(context: dict[str, Any], **changes: object) -> str:
    """This page's query string with `changes` made; an empty value takes its parameter out."""
    query: QueryDict = context["request"].GET.copy()
    for name, value in changes.items():
        if value in (None, ""):
            query.pop(name, None)
        else:
            query[name] = str(value)
    return f"?{query.urlencode()}"


@register.filter
def state_words(batch: Batch) -> str:
    """Where a batch stands now, whether or not the worker has noted it yet."""
    return str(BatchState(batch_state_now(batch)).label)


@register.filter
def for_everybody(text: str, request: Request | None = None) -> str:
    """A subject in a list that everybody may read, with personal data masked; of `request`, by its rules too."""
    return masked_for_public(text, about(request) if request is not None else SITE).text


@register.filter
def percent(share: float | None) -> str:
    """0.93 as 93%."""
    return "" if share is None else f"{round(share * 100)}%"


@register.simple_tag
def regime_name(regime_id: str) -> str:
    """A law's own name, in the page's language."""
    return law_name(regime_id, (get_language() or "en")[:2])
