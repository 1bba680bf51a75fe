"""How to cite a batch's answer sheet: one line, for the page and the data package."""

from __future__ import annotations

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from rhyddid.batches.models import Batch
from rhyddid.requests.masking import masked_for_public


def sheet_citation(batch: Batch) -> str:
    """Who, when, what, where, and as it was on which day: the sheet changes while answers come in and are checked."""
    since = batch.published_at or batch.created_at
    return _(
        "%(team)s (%(year)s). %(subject)s: answers by authority and question [data set]. %(site)s. %(address)s "
        "(as of %(day)s)"
    ) % {
        "team": batch.team.shown_name,
        "year": since.year,
        "subject": masked_for_public(batch.subject).text,
        "site": settings.SITE_NAME,
        "address": f"{settings.SITE_URL}/batches/{batch.slug}/sheet/",
        "day": date_format(timezone.localdate(), "j F Y"),
    }  # fmt: skip
