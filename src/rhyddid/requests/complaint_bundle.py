"""What goes with a complaint to the regulator: every letter, the timeline, the dates with their reasons, the files, and
what a refusal notice lacks. Reads only; `complaint_pdf` writes it.

It is the requester's own copy, so nothing in it is masked; what was erased is not in it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from rhyddid.law.clock_result import ClockResult
from rhyddid.reading.notice_check import NoticeReport
from rhyddid.requests.clock import clock_result, standing_events
from rhyddid.requests.models import Attachment, Event, Message, Request
from rhyddid.requests.next_letters import letter_facts
from rhyddid.requests.visibility import Viewer, listed_attachments, visible_messages


@dataclass(frozen=True)
class BundledLetter:
    """A letter with the files that came or went with it."""

    message: Message
    files: Sequence[Attachment]


@dataclass(frozen=True)
class ComplaintBundle:
    """The parts of the bundle. `complaint` is the letter to the regulator, where one has been written."""

    request: Request
    complaint: str
    made_on: dt.date
    events: Sequence[Event]
    clock: ClockResult | None
    notice: NoticeReport | None
    letters: Sequence[BundledLetter]


def complaint_bundle(
    viewer: Viewer, request: Request, *, complaint: str = "", made_on: dt.date
) -> ComplaintBundle:
    """Put the bundle together, for a viewer of the request's own team. A constant number of queries."""
    events = standing_events(request)
    clock = clock_result(request, events)
    messages = list(visible_messages(viewer).filter(links__request=request).order_by("received_at", "id"))
    files: dict[int, list[Attachment]] = {}
    listed = listed_attachments(viewer).filter(message_id__in=[each.pk for each in messages])
    for attachment in listed.select_related("file_check").order_by("message_id", "position"):
        files.setdefault(attachment.message_id, []).append(attachment)
    return ComplaintBundle(
        request=request,
        complaint=complaint.strip(),
        made_on=made_on,
        events=events,
        clock=clock,
        notice=letter_facts(request, clock, events).notice if clock is not None else None,
        letters=[BundledLetter(each, files.get(each.pk, ())) for each in messages],
    )
