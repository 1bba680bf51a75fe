"""Changing who sees a request, a letter or a file: what may be chosen, the change with its event, and taking it back.

Who may see what is judged by `visibility` when it is asked; here is only what people decide.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from rhyddid.accounts.models import EDITING_ROLES, Membership, Person
from rhyddid.care.models import AuditEntry
from rhyddid.care.services import audit
from rhyddid.requests.breach import withhold, withholding_lift
from rhyddid.requests.clock import local_day, moment_for
from rhyddid.requests.events import event_add
from rhyddid.requests.models import (
    Attachment,
    EmbargoEnds,
    Event,
    EventType,
    Message,
    Request,
    Visibility,
)
from rhyddid.wording import Wording, gettext_noop


class CannotChange(Exception):
    """This cannot be shown so; the wording says why."""

    def __init__(self, wording: Wording) -> None:
        super().__init__(wording.message)
        self.wording = wording


@dataclass(frozen=True)
class Seen:
    """Who sees a request: everybody, its team alone, or its team until a day or until the authority has answered.

    An embargo with neither lasts until somebody lifts it. `until` is the last day of the embargo.
    """

    visibility: Visibility
    until: dt.date | None = None
    ends: str = ""

    @staticmethod
    def of(request: Request) -> Seen:
        return Seen(Visibility(request.visibility), request.embargoed_until, request.embargo_ends)

    @staticmethod
    def from_data(data: dict[str, Any]) -> Seen:
        until = data.get("until")
        return Seen(
            Visibility(data["visibility"]),
            dt.date.fromisoformat(until) if until else None,
            data.get("ends", ""),
        )

    @property
    def data(self) -> dict[str, Any]:
        """As it stands in an event."""
        return {
            "visibility": self.visibility.value,
            "until": self.until.isoformat() if self.until is not None else None,
            "ends": self.ends,
        }

    @property
    def fields(self) -> dict[str, Any]:
        """As it stands in a request."""
        return {
            "visibility": self.visibility,
            "embargoed_until": self.until,
            "embargo_ends": self.ends,
        }


def seen_fault(wanted: Seen, *, today: dt.date | None = None) -> Wording | None:
    """Why nothing can be shown so, whatever it is; None where it can."""
    is_embargo = wanted.visibility == Visibility.EMBARGOED
    if not is_embargo and (wanted.until or wanted.ends):
        return Wording(gettext_noop("Only an embargo has an end."))
    if wanted.until is not None and wanted.ends:
        return Wording(gettext_noop("An embargo ends on a day or with the answer: choose one."))
    if wanted.ends and wanted.ends not in EmbargoEnds.values:
        return Wording(gettext_noop("Choose what ends the embargo."))
    if wanted.until is not None and wanted.until < (today or timezone.localdate()):
        return Wording(gettext_noop("The last day of the embargo is past: choose a day to come."))
    return None


def request_seen_fault(request: Request, wanted: Seen) -> Wording | None:
    """Why `request` cannot be shown so; None where it can."""
    if request.own_personal_data and wanted.visibility != Visibility.PRIVATE:
        return Wording(gettext_noop("A request for your own personal data is always private."))
    if request.rehearsal_day is not None:
        return Wording(gettext_noop("A rehearsal is for its team alone."))
    return seen_fault(wanted)


@transaction.atomic
def request_visibility_set(
    *, request: Request, wanted: Seen, by: Person | None, reason: str = ""
) -> Event | None:
    """Say who sees `request`; its event, or None where that was so already. `reason` is kept in the audit log alone.
    Raises CannotChange.
    """
    here = Request.objects.select_for_update(no_key=True).select_related("authority").get(pk=request.pk)
    if fault := request_seen_fault(here, wanted):
        raise CannotChange(fault)
    before = Seen.of(here)
    event = _request_set(here, wanted, by, {})
    if event is not None:
        audit(
            action="request_visibility_set", subject_kind="request", subject_id=here.pk, by=by,
            detail={"from": before.data, "to": wanted.data, "reason": reason[:300]},
        )  # fmt: skip
    for name, value in wanted.fields.items():  # the caller's object says what the database says
        setattr(request, name, value)
    return event


@transaction.atomic
def request_visibility_undo(*, event: Event, by: Person | None) -> Event | None:
    """Show the request as before `event`, where nothing has been changed since. Raises CannotChange."""
    here = Request.objects.select_for_update(no_key=True).select_related("authority").get(pk=event.request_id)
    if event.type != EventType.VISIBILITY_CHANGED or "to" not in event.data or "from" not in event.data:
        raise CannotChange(Wording(gettext_noop("This was no change of who sees the request.")))
    if Seen.of(here) != Seen.from_data(event.data["to"]):
        raise CannotChange(Wording(gettext_noop("It has been changed again since: choose anew.")))
    before = Seen.from_data(event.data["from"])
    if fault := request_seen_fault(here, before):
        raise CannotChange(fault)
    undone = _request_set(here, before, by, {"undoes": event.pk})
    audit(
        action="request_visibility_undo", subject_kind="request", subject_id=here.pk, by=by,
        detail={"event": event.pk, "to": before.data},
    )  # fmt: skip
    return undone


def _request_set(here: Request, wanted: Seen, by: Person | None, data: dict[str, Any]) -> Event | None:
    before = Seen.of(here)
    if before == wanted:
        return None
    for name, value in wanted.fields.items():
        setattr(here, name, value)
    here.save(update_fields=list(wanted.fields))
    return event_add(
        request=here,
        type=EventType.VISIBILITY_CHANGED,
        day=local_day(moment_for(here, timezone.now()), here.authority),
        source="record",
        by=by,
        data={"from": before.data, "to": wanted.data, **data},
    )


def last_request_change(request: Request) -> Event | None:
    """The newest change of who sees the request itself, where it can still be taken back."""
    changes = Event.objects.filter(request=request, type=EventType.VISIBILITY_CHANGED, data__has_key="to")
    last = changes.order_by("-pk").first()
    if last is None or Seen.from_data(last.data["to"]) != Seen.of(request):
        return None
    return last


def withheld_by_operator(subject: Message | Attachment) -> bool:
    """Whether it is an operator who withheld this letter or file: then a team cannot show it again."""
    kind = "message" if isinstance(subject, Message) else "attachment"
    entries = AuditEntry.objects.filter(subject_kind=kind, subject_id=subject.pk, action="withheld")
    last = entries.select_related("by").order_by("-pk").first()
    if last is None or subject.visibility == Visibility.PUBLIC:
        return False
    return "task" in last.detail or bool(last.by is not None and getattr(last.by, "is_staff", False))


@transaction.atomic
def part_visibility_set(*, subject: Message | Attachment, shown: bool, by: Person | None) -> bool:
    """Show a letter or file like its request, or to its teams alone. False where that is so already. Raises CannotChange.

    A letter that belongs to several requests is shown or withheld in all of them: each has the event.
    """
    if shown and withheld_by_operator(subject) and not (by is not None and by.is_staff):
        raise CannotChange(
            Wording(gettext_noop("An operator of this site has withheld it: ask them to show it again."))
        )
    message = subject if isinstance(subject, Message) else subject.message
    if shown and not _may_write_in_all(message, by):
        raise CannotChange(
            Wording(gettext_noop("The letter is another team’s as well: only both can show it again."))
        )
    changed = withholding_lift(subject=subject, by=by) if shown else withhold(subject=subject, by=by)
    if not changed:
        return False
    kind = "message" if isinstance(subject, Message) else "attachment"
    for request in message.requests.select_related("authority").order_by("pk"):
        event_add(
            request=request,
            type=EventType.VISIBILITY_CHANGED,
            day=local_day(moment_for(request, timezone.now()), request.authority),
            source="record",
            by=by,
            data={kind: subject.pk, "shown": shown},
        )
    return True


def _may_write_in_all(message: Message, by: Person | None) -> bool:
    if by is None or by.is_staff:
        return True
    teams = set(message.requests.values_list("team_id", flat=True))
    mine = Membership.objects.filter(person=by, team__in=teams, role__in=EDITING_ROLES)
    return teams <= set(mine.values_list("team_id", flat=True))
