"""The versions that kept pages and the search index ask. Triggers raise a request's own; what lies outside is said here."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import connection, transaction
from django.db.models import F

from rhyddid.requests.models import RequestChange, RequestVersion, SiteVersion


def requests_changed(request_ids: Iterable[int]) -> None:
    """Say that pages of these requests show something else now, for a reason that lies outside of their rows (a batch was
    published, a masking rule was made).
    """
    RequestChange.objects.bulk_create(RequestChange(request_id=each) for each in sorted(set(request_ids)))


def changes_count() -> int:
    """Count what has changed into the requests' versions, which marks them to be indexed; returns how many changes.

    One at a time on the whole site; a second one finds nothing to do.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("select pg_try_advisory_xact_lock(hashtext('changes_count'))")
        if not cursor.fetchone()[0]:
            return 0
        cursor.execute(
            "with gone as (delete from requests_requestchange returning request_id),"
            " counted as (select request_id, count(*) as n from gone group by request_id),"
            " stored as (insert into requests_requestversion (request_id, version, unindexed)"
            "  select c.request_id, c.n, true from counted c join requests_request r on r.id = c.request_id"
            "  order by c.request_id on conflict (request_id) do update"
            "  set version = requests_requestversion.version + excluded.version, unindexed = true)"
            " select coalesce(sum(n), 0) from counted"
        )
        return int(cursor.fetchone()[0])


def site_changed(*, also_index: bool = False) -> None:
    """Say that every kept page may show something else now; `also_index` has every request indexed again as well."""
    SiteVersion.objects.update_or_create(
        pk=1, defaults={"version": F("version") + 1}, create_defaults={"version": 1}
    )
    if also_index:
        RequestVersion.objects.filter(unindexed=False).update(unindexed=True)


def version_of(slug: str) -> str | None:
    """What a kept page of the request must have been made at to be true still; None where there is no such request."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select r.id, coalesce(v.version, 0)"
            " + (select count(*) from requests_requestchange c where c.request_id = r.id),"
            " coalesce((select s.version from requests_siteversion s), 0)"
            " from requests_request r left join requests_requestversion v on v.request_id = r.id where r.slug = %s",
            [slug],
        )
        row = cursor.fetchone()
    return None if row is None else "{}.{}.{}".format(*row)
