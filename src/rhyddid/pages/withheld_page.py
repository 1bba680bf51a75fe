"""What somebody who decides about a withheld file is shown: its problems, what was found where, earlier decisions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext

from rhyddid.accounts.models import Person
from rhyddid.documents.hidden_find import WORDINGS
from rhyddid.pages.request_page import problem_words
from rhyddid.requests.file_models import FileCheck, FileDecision, Hold, VirusState
from rhyddid.requests.models import Attachment, Request
from rhyddid.requests.visibility import Viewer, visible_requests

_MOST_FINDS = 60


@dataclass(frozen=True)
class ShownFind:
    """One thing that the file holds and does not show; `sample` is the beginning of it."""

    what: str
    where: str
    count: int
    sample: str


@dataclass(frozen=True)
class WithheldPage:
    attachment: Attachment
    request: Request | None
    """The request that the viewer may open; None for an operator where it is not public."""
    check: FileCheck
    hold: str
    problems: tuple[str, ...]
    finds: Sequence[ShownFind]
    decisions: Sequence[FileDecision]
    may_have_original: bool


def withheld_page(viewer: Viewer, attachment: Attachment) -> WithheldPage:
    """Put the page together for somebody who may decide about the file."""
    check, _ = FileCheck.objects.get_or_create(attachment=attachment)
    attachment.file_check = check
    seen = visible_requests(viewer).filter(links__message=attachment.message_id)
    is_staff = isinstance(viewer, Person) and viewer.is_staff
    return WithheldPage(
        attachment=attachment,
        request=seen.order_by("pk").first(),
        check=check,
        hold=Hold(check.hold).label,  # type: ignore[arg-type]
        problems=problem_words(attachment),
        finds=[
            ShownFind(
                gettext(WORDINGS[each["kind"]]), each.get("where", ""), each["count"], each.get("sample", "")
            )
            for each in check.finds[:_MOST_FINDS]
            if each["kind"] in WORDINGS
        ],
        decisions=list(FileDecision.objects.filter(attachment=attachment).select_related("by", "undone_by")),
        may_have_original=is_staff or check.virus != VirusState.FOUND,
    )
