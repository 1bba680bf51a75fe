"""What a page writes into the access log: letters and files that this viewer was shown, by which door."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import HttpRequest

from rhyddid.accounts.models import Person
from rhyddid.care.access_log import Seen, access_note


def note_seen(
    http: HttpRequest,
    door: str,
    *,
    request_id: int | None = None,
    messages: Iterable[int] = (),
    attachments: Iterable[int] = (),
    unmasked: bool = False,
    by: Person | None = None,
) -> None:
    """Write down that this page shows these letters and files. A HEAD shows nothing."""
    if http.method == "HEAD":
        return
    who = by or (http.user if isinstance(http.user, Person) else None)
    subjects = [Seen("request", request_id)] if request_id is not None else []
    subjects += [Seen("message", pk) for pk in messages]
    subjects += [Seen("attachment", pk) for pk in attachments]
    access_note(
        door=door,
        subjects=subjects,
        by=who,
        address=http.META.get("REMOTE_ADDR", ""),
        unmasked=unmasked,
    )
