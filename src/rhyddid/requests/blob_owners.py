"""Who still needs which bytes: every column of every room whose name ends in `sha256` is asked, tombstones apart."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from django.apps import apps
from django.db import models
from django.db.models import QuerySet

from rhyddid.requests.models import Attachment, Message, Tombstone


def blobs_still_named(
    hashes: Collection[str],
    *,
    but_messages: Collection[int] = (),
    but_attachments: Collection[int] = (),
) -> set[str]:
    """Of these hashes, those that any row still names, besides these messages and attachments and what is made from them."""
    wanted = sorted(each for each in hashes if each)
    named: set[str] = set()
    if not wanted:
        return named
    for rows, name in _naming():
        if rows.model is Message:
            rows = rows.exclude(pk__in=but_messages)
        elif rows.model is Attachment:
            rows = rows.exclude(pk__in=but_attachments)
        else:
            rows = _not_made_from(rows, but_messages, but_attachments)
        named |= set(rows.filter(**{f"{name}__in": wanted}).values_list(name, flat=True))
    return named


def _naming() -> Iterator[tuple[QuerySet[models.Model], str]]:
    for model in apps.get_models():
        if model is Tombstone or not model._meta.managed:
            continue
        for each in model._meta.get_fields():
            if isinstance(each, models.CharField) and each.name.endswith("sha256"):
                yield model._default_manager.all(), each.name


def _not_made_from(
    rows: QuerySet[models.Model], messages: Collection[int], attachments: Collection[int]
) -> QuerySet[models.Model]:
    for each in rows.model._meta.get_fields():
        if isinstance(each, models.ForeignKey) and each.related_model is Attachment:
            rows = rows.exclude(**{f"{each.name}__in": attachments})
        elif isinstance(each, models.ForeignKey) and each.related_model is Message:
            rows = rows.exclude(**{f"{each.name}__in": messages})
    return rows
