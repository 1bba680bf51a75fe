"""What a request's page shows of its annotations and of where it was used: rows in, masked words out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from rhyddid.accounts.models import Person
from rhyddid.pages.masks import Mask
from rhyddid.requests.annotation_models import Annotation, AnnotationState, Citation
from rhyddid.requests.models import Request
from rhyddid.requests.visibility import Viewer, annotations_under

MOST_SHOWN = 200


@dataclass(frozen=True)
class ShownAnnotation:
    """`text` is empty where an operator hid it: then `hidden_reason` says why."""

    pk: int
    writer: str
    at: dt.datetime
    text: str
    state: str
    hidden_reason: str
    message_id: int | None
    may_change: bool
    spam_reasons: Sequence[str] = ()


def shown_annotation(row: Annotation, mask: Mask, viewer: Viewer) -> ShownAnnotation:
    """One annotation as `viewer` reads it (who may: ask `visible_annotations` first)."""
    may_change = isinstance(viewer, Person) and (viewer.pk == row.by_id or viewer.is_staff)
    return ShownAnnotation(
        pk=row.pk,
        writer=mask.of(row.by.public_name).text if row.by is not None else "",
        at=row.at,
        text=mask.of(row.text).text,
        state=row.state,
        hidden_reason=mask.of(row.hidden_reason).text,
        message_id=row.message_id,
        may_change=may_change,
        spam_reasons=row.spam_reasons,
    )


def shown_annotations(
    viewer: Viewer, request: Request, mask: Mask, letters: Collection[int]
) -> list[ShownAnnotation]:
    """The annotations on the request's page, the oldest first; of hidden ones everybody reads the reason and no words."""
    is_staff = isinstance(viewer, Person) and viewer.is_staff
    rows = annotations_under(viewer, request, letters).exclude(state=AnnotationState.TAKEN_BACK)
    shown = []
    for row in rows.select_related("by")[:MOST_SHOWN]:
        each = shown_annotation(row, mask, viewer)
        if row.state == AnnotationState.HIDDEN:
            each = replace(each, writer="", text="", message_id=None, may_change=is_staff)
        shown.append(each)
    return shown


def shown_citations(request: Request) -> list[Citation]:
    """Where the request was used, the newest first."""
    return list(Citation.objects.filter(request=request, undone_at=None)[:MOST_SHOWN])
