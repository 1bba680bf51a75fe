"""What an operator sees of a person: teams, requests, annotations, suspensions, and what the audit log says they did."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rhyddid.accounts.models import Membership, Person
from rhyddid.care.models import AuditEntry
from rhyddid.care.notice_models import Suspension
from rhyddid.requests.annotation_models import Annotation
from rhyddid.requests.models import Request

_MOST = 25


@dataclass(frozen=True)
class PersonPage:
    person: Person
    memberships: Sequence[Membership]
    requests: Sequence[Request]
    annotations: Sequence[Annotation]
    suspensions: Sequence[Suspension]
    did: Sequence[AuditEntry]
    done_to: Sequence[AuditEntry]


def person_page(person: Person) -> PersonPage:
    """The newest of each kind, in a constant number of queries."""
    log = AuditEntry.objects.select_related("by").order_by("-at", "-pk")
    return PersonPage(
        person=person,
        memberships=list(Membership.objects.filter(person=person).select_related("team")[:_MOST]),
        requests=list(
            Request.objects.filter(created_by=person)
            .select_related("authority", "state")
            .order_by("-created_at")[:_MOST]
        ),
        annotations=list(
            Annotation.objects.filter(by=person).select_related("request").order_by("-at")[:_MOST]
        ),
        suspensions=list(Suspension.objects.filter(person=person).select_related("by", "lifted_by")[:_MOST]),
        did=list(log.filter(by=person)[:_MOST]),
        done_to=list(log.filter(subject_kind="person", subject_id=person.pk)[:_MOST]),
    )
