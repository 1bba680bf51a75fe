"""Reads of the directory: search by name, authorities by tag, and where requests to an authority go."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.contrib.postgres.search import TrigramWordSimilarity
from django.db import connection, transaction
from django.db.models import Case, Count, FloatField, Func, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce, Greatest, Lower

from rhyddid.authorities.models import Authority, AuthorityAddress, AuthorityName, Health, Purpose
from rhyddid.authorities.nations import nations_named

_HEALTH_ORDER = {Health.GOOD: 0, Health.DOUBTFUL: 1, Health.DEAD: 2}


@dataclass(frozen=True)
class TagCount:
    tag: str
    authorities: int


def authority_search(text: str, *, limit: int = 20, defunct: bool = False) -> list[Authority]:
    """Authorities whose name, Welsh name or alias is like `text`, likest first; typing errors are forgiven. With `defunct`,
    also those that are there no more, after the others.
    """
    wanted = " ".join(text.replace("\x00", " ").split())[:250]
    if not wanted:
        return []
    found = list(_alike(wanted, defunct)[:limit])
    if found:
        return found
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("set local pg_trgm.word_similarity_threshold = 0.4")
        return list(_alike(wanted, defunct)[:limit])


def _alike(wanted: str, defunct: bool) -> QuerySet[Authority]:
    alike = AuthorityName.objects.filter(
        Q(name__trigram_word_similar=wanted) | Q(name__icontains=wanted)
    ).annotate(likeness=TrigramWordSimilarity(wanted, "name"))
    best_alias = alike.filter(authority=OuterRef("pk")).order_by("-likeness").values("likeness")[:1]
    none = Value(0.0, output_field=FloatField())
    return (
        Authority.objects.filter(active__in=(True, False) if defunct else (True,))
        .filter(
            Q(name__trigram_word_similar=wanted)
            | Q(name_cy__trigram_word_similar=wanted)
            | Q(name__icontains=wanted)
            | Q(name_cy__icontains=wanted)
            | Q(pk__in=alike.values("authority_id"))
        )
        .annotate(
            exact=Case(
                When(Q(name__iexact=wanted) | Q(name_cy__iexact=wanted), then=Value(2)),
                When(Q(name__istartswith=wanted) | Q(name_cy__istartswith=wanted), then=Value(1)),
                default=Value(0),
            ),
            likeness=Greatest(
                TrigramWordSimilarity(wanted, "name"),
                TrigramWordSimilarity(wanted, "name_cy"),
                Coalesce(Subquery(best_alias, output_field=FloatField()), none),
            ),
        )
        .order_by("-active", "-exact", "-likeness", "name")
    )


def authorities_by_tag(tags: Collection[str]) -> QuerySet[Authority]:
    """The active authorities that bear every one of `tags`."""
    return Authority.objects.filter(active=True, tags__contains=[tag.lower() for tag in tags])


def authorities_listed(
    *, tags: Collection[str] = (), nation: str = "", regime: str = "", kind: str = ""
) -> QuerySet[Authority]:
    """The active authorities that answer to all that is given."""
    found = authorities_by_tag(tags) if tags else Authority.objects.filter(active=True)
    if nation:
        found = found.filter(nations__overlap=list(nations_named(nation)) or [nation])
    if regime:
        found = found.filter(regimes__contains=[regime])
    return found.filter(kind__iexact=kind) if kind else found


def known_tags() -> list[TagCount]:
    """Every tag in use with the number of authorities that bear it, most used first."""
    used = Authority.objects.filter(active=True).values(tag=Func("tags", function="unnest"))
    counted = used.annotate(authorities=Count("pk")).order_by("-authorities", "tag")
    return [TagCount(row["tag"], row["authorities"]) for row in counted]


def foi_addresses(authority_ids: Iterable[int]) -> dict[int, AuthorityAddress]:
    """Where requests to each authority go: its healthiest address for requests, the newest of equals. One query."""
    best: dict[int, AuthorityAddress] = {}
    rows = AuthorityAddress.objects.filter(authority_id__in=list(authority_ids), purpose=Purpose.FOI)
    for address in rows.order_by("id"):
        here = best.get(address.authority_id)
        if here is None or _rank(address) <= _rank(here):
            best[address.authority_id] = address
    return best


def authorities_named(names: Collection[str]) -> dict[str, list[Authority]]:
    """The real authorities that have each name as their name, Welsh name, slug or alias; a name outranks an alias.

    Every name asked for is a key; its list is empty where nobody has it, and longer than one where several do.
    """
    asked = {name: " ".join(name.lower().split()) for name in names}
    wanted = set(asked.values())
    by_name: dict[str, list[Authority]] = {}
    lowered = Authority.objects.annotate(lower=Lower("name"), lower_cy=Lower("name_cy"))
    for authority in lowered.filter(Q(lower__in=wanted) | Q(lower_cy__in=wanted) | Q(slug__in=wanted)):
        for known in {authority.name.lower(), authority.name_cy.lower(), authority.slug} & wanted:
            by_name.setdefault(known, []).append(authority)
    by_alias: dict[str, list[Authority]] = {}
    aliases = AuthorityName.objects.annotate(lower=Lower("name")).filter(
        lower__in=wanted - set(by_name), authority__simulated=False
    )
    for alias in aliases.select_related("authority"):
        holders = by_alias.setdefault(alias.name.lower(), [])
        if alias.authority not in holders:
            holders.append(alias.authority)
    return {name: by_name.get(key) or by_alias.get(key) or [] for name, key in asked.items()}


def _rank(address: AuthorityAddress) -> int:
    return _HEALTH_ORDER[Health(address.health)]
