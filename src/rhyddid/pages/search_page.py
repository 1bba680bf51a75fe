"""What the search page shows: hits with their snippets, authorities of a like name, what narrows further."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from rhyddid.authorities.models import Authority
from rhyddid.authorities.queries import authority_search
from rhyddid.authorities.regimes import offered_regimes
from rhyddid.pages.asked import asked_number, asked_text
from rhyddid.pages.law_words import law_title
from rhyddid.pages.request_page import READING_KINDS
from rhyddid.requests.models import State
from rhyddid.requests.visibility import Viewer
from rhyddid.search.find import COUNT_CAP, PER_PAGE, Found, Order, place_read, search
from rhyddid.search.models import EntryKind, SearchEntry
from rhyddid.search.query_language import MAX_LENGTH, Query, query_read
from rhyddid.search.snippets import Run, marked, snippet

# the form's controls, and the operator that each stands for
CONTROLS = {"kind": "in", "status": "status", "law": "law", "filetype": "filetype", "language": "language"}
FILETYPES = ("pdf", "docx", "xlsx", "csv", "doc", "xls", "pptx", "odt", "ods", "txt", "png", "jpg")
_LATE: tuple[str, Promise] = ("late", _("Late"))
_LIKE_NAMES = 4


@dataclass(frozen=True)
class ShownHit:
    entry: SearchEntry
    title: Sequence[Run]
    snippet: Sequence[Run]
    label: object
    anchor: str
    more: int


@dataclass(frozen=True)
class Choice:
    """One value of a control, or of a facet with how many have it."""

    value: str
    label: object
    count: int = 0

    @property
    def first_day(self) -> str:
        return f"{self.value}-01-01"

    @property
    def last_day(self) -> str:
        return f"{self.value}-12-31"


@dataclass(frozen=True)
class SearchPage:
    query: Query
    typed: str
    chosen: Mapping[str, str]
    order: Order
    found: Found | None
    hits: Sequence[ShownHit]
    authorities: Sequence[Authority]
    facets: Mapping[str, Sequence[Choice]]
    next_query: str
    is_first: bool
    count_cap: int = COUNT_CAP

    @property
    def chosen_count(self) -> int:
        """How many controls narrow the search, beside what was typed."""
        return sum(1 for value in self.chosen.values() if value)


def search_page(viewer: Viewer, asked: QueryDict) -> SearchPage:
    """The page for what the address asks: `q`, the controls, `from`, `to`, `order`, and where the page before ended."""
    typed = asked_text(asked.get("q"), MAX_LENGTH)
    chosen = {name: asked_text(asked.get(name), 40) for name in (*CONTROLS, "from", "to")}
    query = _asked_query(typed, chosen)
    order: Order = "relevance" if asked.get("order") == "relevance" else "newest"
    if query.is_empty:
        return SearchPage(replace(query, text=typed), typed, chosen, order, None, (), (), {}, "", True)
    after = place_read(asked.get("after", "")) if order == "newest" else None
    offset = asked_number(asked.get("skip"), most=10_000) if order == "relevance" else 0
    found = search(viewer, query, order=order, after=after, offset=offset)
    is_first = after is None and not offset
    return SearchPage(
        query=query,
        typed=typed,
        chosen=chosen,
        order=order,
        found=found,
        hits=[shown_hit(hit.entry, hit.more, query) for hit in found.hits],
        authorities=authority_search(typed, limit=_LIKE_NAMES) if is_first and query.term is not None else (),
        facets=_facets(found.facets, chosen),
        next_query=_next_query(asked, found, offset),
        is_first=is_first,
    )


def controls() -> Mapping[str, Sequence[Choice]]:
    """The values that the form's controls offer."""
    return {
        "kind": [Choice(kind.value, kind.label) for kind in EntryKind],
        "status": [
            Choice(*_LATE),
            *(
                Choice(state.value, state.label)
                for state in State
                if state not in (State.DRAFT, State.QUEUED, State.RECALLED)
            ),
        ],
        "law": [Choice(law, law_title(law)) for law in offered_regimes()],
        "filetype": [Choice(each, each.upper()) for each in FILETYPES],
        "language": [Choice("en", "English"), Choice("cy", "Cymraeg")],
    }


def _asked_query(typed: str, chosen: Mapping[str, str]) -> Query:
    """The typed query, and what the controls say in operators; a control's value is one word, whatever is sent."""
    operators = [
        f'{operator}:"{value}"'
        for name, operator in CONTROLS.items()
        if (value := chosen[name].replace('"', ""))
    ]
    dates = [
        f"{name}:{value}"
        for name, control in (("after", "from"), ("before", "to"))
        if (value := chosen[control])
    ]
    return query_read(" ".join([typed, *operators, *dates]))


def shown_hit(entry: SearchEntry, more: int, query: Query) -> ShownHit:
    anchor = f"message-{entry.message_id}" if entry.message_id is not None else ""
    return ShownHit(
        entry, marked(entry.title, query), snippet(entry.text, query), _label(entry), anchor, more
    )


def _label(entry: SearchEntry) -> object:
    if entry.kind == EntryKind.LETTER:
        return _("Our letter") if entry.variety == "sent" else READING_KINDS.get(entry.variety, _("Letter"))
    if entry.kind == EntryKind.FILE and entry.filetype:
        return entry.filetype.upper()
    return EntryKind(entry.kind).label


def _facets(counted: Mapping[str, Mapping[str, int]], chosen: Mapping[str, str]) -> dict[str, list[Choice]]:
    """What narrows further: values not chosen yet, of which there is more than one."""
    labels: dict[str, Callable[[str], object]] = {
        "kind": lambda value: EntryKind(value).label,
        "status": lambda value: State(value).label if value in State.values else value,
        "law": law_title,
        "year": lambda value: value,
    }
    facets = {}
    for name, counts in counted.items():
        if len(counts) > 1 and not chosen.get("from" if name == "year" else name):
            choices = [Choice(value, labels[name](value), count) for value, count in counts.items()]
            facets[name] = (
                sorted(choices, key=lambda each: each.value, reverse=True) if name == "year" else choices
            )
    return facets


def _next_query(asked: QueryDict, found: Found, offset: int) -> str:
    """The next page's address without its path; empty where there is none."""
    if found.next is None:
        return ""
    following = asked.copy()
    for name in ("after", "skip"):
        following.pop(name, None)
    if found.is_ranked:
        following["skip"] = str(offset + PER_PAGE)
    else:
        following["after"] = str(found.next)
    return following.urlencode()
