"""Cells and denials whose words stand in a withheld file are left out for whoever may not have that file. Reads only.

A judgement outlives the finding that it was about, and then no longer knows in which file its quote stands: where the
letter came with a withheld file, it counts as standing there.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import TypeVar

from rhyddid.requests.answers import AnswerCell, LetterWideDenial
from rhyddid.requests.visibility import Viewer, decides_filter, held_attachments

K = TypeVar("K", bound=Hashable)
E = TypeVar("E", AnswerCell, LetterWideDenial)


def with_open_evidence(viewer: Viewer, told: Mapping[K, E]) -> dict[K, E]:
    """What of `told` rests on nothing that is withheld from `viewer`."""
    letters = {each.message_id for each in told.values() if each.message_id is not None}
    if not letters:
        return dict(told)
    held = held_attachments().filter(message_id__in=letters)
    message_of = dict(held.values_list("pk", "message_id"))
    if not message_of:
        return dict(told)
    # seldom anything is withheld: only then is it asked who the viewer is
    for pk in held.filter(decides_filter(viewer)).values_list("pk", flat=True):
        del message_of[pk]
    held_letters = set(message_of.values())
    return {
        key: each
        for key, each in told.items()
        if each.attachment_id not in message_of
        and not (_has_no_place(each) and each.message_id in held_letters)
    }


def _has_no_place(told: AnswerCell | LetterWideDenial) -> bool:
    return bool(told.quote) and told.attachment_id is None and told.start is None
