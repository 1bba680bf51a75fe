"""Paging without counting: a list of millions costs one row more than a page shows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from rhyddid.pages.asked import asked_page

MAX_PAGE = 500


@dataclass(frozen=True)
class ListPage:
    """One page of a list; what Django's paginator calls by these names, without the number of pages."""

    object_list: Sequence[Any]
    number: int
    has_next: bool

    def __iter__(self) -> Iterator[Any]:
        return iter(self.object_list)

    def __len__(self) -> int:
        return len(self.object_list)

    @property
    def has_previous(self) -> bool:
        return self.number > 1

    @property
    def has_other_pages(self) -> bool:
        return self.has_next or self.has_previous

    @property
    def next_page_number(self) -> int:
        return self.number + 1

    @property
    def previous_page_number(self) -> int:
        return self.number - 1


def list_page(found: QuerySet[Any] | Sequence[Any], per_page: int, wanted: str | None) -> ListPage:
    """The page that `wanted` names (the first for nonsense). Beyond MAX_PAGE nothing is served: narrow the list instead."""
    number = min(asked_page(wanted), MAX_PAGE)
    start = (number - 1) * per_page
    rows = list(found[start : start + per_page + 1])
    return ListPage(rows[:per_page], number, has_next=len(rows) > per_page and number < MAX_PAGE)
