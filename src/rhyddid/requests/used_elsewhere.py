"""Where a request was used: links to news, research and campaigns, added by its team or an operator, and taken back."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone

from rhyddid.accounts.models import Person
from rhyddid.accounts.queries import may_edit
from rhyddid.care.services import audit
from rhyddid.requests.annotation_models import Citation, CitationKind
from rhyddid.requests.models import Request


def may_cite(who: object, request: Request) -> bool:
    """The request's editors, and operators, say where it was used."""
    return isinstance(who, Person) and (who.is_staff or may_edit(who, request.team))


@transaction.atomic
def citation_add(
    *,
    request: Request,
    url: str,
    title: str,
    by: Person,
    source: str = "",
    kind: str = CitationKind.NEWS,
    language: str = "en",
    published_on: dt.date | None = None,
) -> Citation:
    """Add a link; the same link again is the one that is there."""
    row, is_new = Citation.objects.get_or_create(
        request=request,
        url=url,
        undone_at=None,
        defaults={
            "title": title.strip()[:250],
            "source": source.strip()[:150],
            "kind": kind,
            "language": language,
            "published_on": published_on,
            "by": by,
        },
    )
    if is_new:
        audit(action="cited", subject_kind="citation", subject_id=row.pk, by=by, detail={"url": url})
    return row


@transaction.atomic
def citation_undo(*, citation: Citation, by: Person) -> bool:
    """Take the link back. False where that is so already."""
    changed = Citation.objects.filter(pk=citation.pk, undone_at=None)
    # a queryset's update runs the triggers as well
    if not changed.update(undone_at=timezone.now(), undone_by=by):
        return False
    audit(action="citation_undone", subject_kind="citation", subject_id=citation.pk, by=by)
    return True
