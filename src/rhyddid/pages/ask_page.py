"""What the pages of asking show: authorities with what may stand in the way, and what has been asked of one already."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rhyddid.authorities.models import Authority, AuthorityAddress, AuthorityName, Health
from rhyddid.authorities.nations import nations_named
from rhyddid.authorities.queries import authorities_listed, authority_search, foi_addresses
from rhyddid.pages.search_page import ShownHit, shown_hit
from rhyddid.requests.asked_before import SameRequest, same_requests
from rhyddid.requests.visibility import Viewer
from rhyddid.search.find import search
from rhyddid.search.query_language import query_read

MAX_FOUND = 40
_HITS = 6


@dataclass(frozen=True)
class FoundAuthority:
    """An authority that can be asked, and what to know first. `by_name`: another name that it was found by."""

    authority: Authority
    address: AuthorityAddress | None
    by_name: str

    @property
    def is_doubtful(self) -> bool:
        return self.address is not None and self.address.health != Health.GOOD

    @property
    def may_be_asked(self) -> bool:
        return self.authority.active and self.address is not None


@dataclass(frozen=True)
class AskedAlready:
    """What was asked of an authority and released by it, by the words that somebody is about to write."""

    words: str
    hits: Sequence[ShownHit]
    same: Sequence[SameRequest]


def found_authorities(words: str, *, tag: str, nation: str) -> list[FoundAuthority]:
    """The authorities like `words`, or with a tag or in a nation, with what may stand in the way of asking them."""
    if words:
        found = authority_search(words, limit=MAX_FOUND, defunct=True)
        nations = set(nations_named(nation)) if nation else set()
        found = [
            each
            for each in found
            if (not tag or tag.lower() in each.tags) and (not nations or nations & set(each.nations))
        ]
    elif tag or nation:
        found = list(
            authorities_listed(tags=[tag] if tag else [], nation=nation).order_by("name")[:MAX_FOUND]
        )
    else:
        found = []
    addresses = foi_addresses([each.pk for each in found])
    known = _other_names(found) if words else {}
    return [
        FoundAuthority(each, addresses.get(each.pk), _by_name(each, words, known.get(each.pk, ())))
        for each in found
    ]


def _other_names(found: Sequence[Authority]) -> dict[int, list[str]]:

    names: dict[int, list[str]] = {}
    rows = AuthorityName.objects.filter(authority__in=[each.pk for each in found]).values_list(
        "authority_id", "name"
    )
    for pk, name in rows.order_by("pk")[: MAX_FOUND * 10]:
        names.setdefault(pk, []).append(name)
    return names


def _by_name(authority: Authority, words: str, others: Sequence[str]) -> str:
    """The other name that the words look like more than they look like the authority's own."""
    wanted = words.casefold()
    if not wanted or wanted in authority.name.casefold() or wanted in authority.name_cy.casefold():
        return ""
    return next((name for name in others if wanted in name.casefold()), "")


def asked_already(
    viewer: Viewer,
    authority: Authority,
    words: str,
    *,
    questions: Sequence[str] = (),
    besides: int | None = None,
) -> AskedAlready:
    """What the viewer may see of the same kind: the same questions word for word, and what the words find."""
    plain = " ".join(words.replace(":", " ").replace('"', " ").split())[:200]
    hits: Sequence[ShownHit] = ()
    if plain:
        query = query_read(f"requested_from:{authority.slug} {_any_of(plain)}")
        found = search(viewer, query, order="relevance", per_page=_HITS)
        hits = [shown_hit(hit.entry, hit.more, query) for hit in found.hits]
    return AskedAlready(plain, hits, same_requests(viewer, authority, questions, besides=besides))


def _any_of(words: str) -> str:
    """Words of some length, any of which will do: what is alike is not worded alike."""
    telling = [word for word in words.replace("(", " ").replace(")", " ").split() if len(word) > 3]
    return "(" + " OR ".join(dict.fromkeys(telling[:8])) + ")" if len(telling) > 1 else words
