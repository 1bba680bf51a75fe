"""Cells and denials whose words stand in a file that the viewer may not have are left out for them. Reads only.

A file is closed that is withheld, private or erased. A judgement outlives the finding that it was about, and then no longer
knows in which file its quote stands: where the letter came with a closed file, it counts as standing there.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Mapping
from typing import TypeVar

from django.db.models import Q

from rhyddid.requests.answers import AnswerCell, LetterWideDenial
from rhyddid.requests.models import Attachment, Visibility
from rhyddid.requests.visibility import Viewer, held_attachments, visible_attachments

K = TypeVar("K", bound=Hashable)
E = TypeVar("E", AnswerCell, LetterWideDenial)


def with_open_evidence(viewer: Viewer, told: Mapping[K, E]) -> dict[K, E]:
    """What of `told` rests on no file that is closed to `viewer`."""
    closed = files_closed_to(viewer, _letters(told.values()))
    return {key: each for key, each in told.items() if not rests_on(each, closed)} if closed else dict(told)


def without_withheld(told: Mapping[K, E]) -> dict[K, E]:
    """What of `told` rests on no file that is withheld until somebody decides, or by a decision: private ones stay."""
    held = held_attachments().filter(message_id__in=_letters(told.values()))
    closed = dict(held.values_list("pk", "message_id")) if told else {}
    return {key: each for key, each in told.items() if not rests_on(each, closed)} if closed else dict(told)


def files_closed_to(viewer: Viewer, letters: Collection[int]) -> dict[int, int]:
    """The files of these letters that `viewer` may not have, each with its letter."""
    if not letters:
        return {}
    shut = Attachment.objects.filter(
        ~Q(visibility=Visibility.PUBLIC)
        | Q(erased_at__isnull=False)
        | Q(pk__in=held_attachments().filter(message_id__in=letters).values("pk")),
        message_id__in=letters,
    )
    closed = dict(shut.values_list("pk", "message_id"))
    if closed:  # seldom is any: only then is it asked who the viewer is
        for pk in visible_attachments(viewer).filter(pk__in=closed).values_list("pk", flat=True):
            del closed[pk]
    return closed


def rests_on(told: AnswerCell | LetterWideDenial, closed: Mapping[int, int]) -> bool:
    """Whether the words of `told` stand, or may stand, in one of the `closed` files (each with its letter)."""
    if told.attachment_id in closed:
        return True
    has_no_place = bool(told.quote) and told.attachment_id is None and told.start is None
    return has_no_place and told.message_id in closed.values()


def _letters(told: Collection[AnswerCell | LetterWideDenial]) -> set[int]:
    return {each.message_id for each in told if each.message_id is not None}
