"""The versions that kept pages and the search index ask. Triggers raise a request's own; what lies outside is said here."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import connection
from django.db.models import F

from rhyddid.requests.models import RequestVersion, SiteVersion


def requests_changed(request_ids: Iterable[int]) -> None:
    """Say that pages of these requests show something else now, for a reason that lies outside of their rows (a batch was
    published, a masking rule was made).
    """
    ids = sorted(set(request_ids))
    RequestVersion.objects.bulk_create(
        [RequestVersion(request_id=each) for each in ids], ignore_conflicts=True
    )
    RequestVersion.objects.filter(pk__in=ids).update(version=F("version") + 1, unindexed=True)


def site_changed(*, also_index: bool = False) -> None:
    """Say that every kept page may show something else now; `also_index` has every request indexed again as well."""
    SiteVersion.objects.filter(pk=1).update(version=F("version") + 1)
    if also_index:
        RequestVersion.objects.filter(unindexed=False).update(unindexed=True)


def version_of(slug: str) -> str | None:
    """What a kept page of the request must have been made at to be true still; None where there is no such request."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select r.id, v.version, s.version from requests_request r"
            " join requests_requestversion v on v.request_id = r.id, requests_siteversion s where r.slug = %s",
            [slug],
        )
        row = cursor.fetchone()
    return None if row is None else "{}.{}.{}".format(*row)
