"""Requests by the provisions that were relied on in them: what was withheld under section 31, and where.

Asks the index's entries, which hold what everybody may read, and `requests.visibility` for each request that is listed.
A provision is one of its law alone: letters under the Act that cite a regulation are found under its sister's name.
"""

from __future__ import annotations

from collections import Counter

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from rhyddid.law.exemptions import canonical_provision, exemptions, provision_role
from rhyddid.requests.models import Request
from rhyddid.requests.visibility import public_request_filter
from rhyddid.search.models import EntryKind, SearchEntry

_SISTERS = {"uk-foia": "uk-eir", "uk-eir": "uk-foia", "sct-foisa": "sct-eisr", "sct-eisr": "sct-foisa"}
_GROUNDS = frozenset({"exemption", "not_held", "cost_limit", "vexatious"})
_COUNTED = 20_000


def relied_on(law: str, provision: str) -> QuerySet[Request]:
    """The public requests in which a letter relies on the provision or a part of it, or a checked answer does."""
    entries = SearchEntry.objects.filter(
        request=OuterRef("pk"),
        kind__in=(EntryKind.LETTER, EntryKind.ANSWER),
        public_from__lte=timezone.localdate(),
        provisions__overlap=_with_parts(law, provision),
    )
    return Request.objects.filter(public_request_filter(), Exists(entries), regime__in=_laws(law, provision))


def provisions_in_use(law: str) -> list[tuple[str, int]]:
    """The provisions that the newest letters and checked answers under this law rely on, most first."""
    entries = SearchEntry.objects.filter(
        request__regime=law,
        kind__in=(EntryKind.LETTER, EntryKind.ANSWER),
        public_from__lte=timezone.localdate(),
    ).exclude(provisions=[])
    counts: Counter[str] = Counter()
    seen: set[tuple[int, str]] = set()
    for request_id, provisions in entries.order_by("-at", "-pk").values_list("request_id", "provisions")[
        :_COUNTED
    ]:
        for each in provisions:
            wider = canonical_provision(each)
            if (request_id, wider) not in seen and provision_role(law, wider) in _GROUNDS:
                seen.add((request_id, wider))
                counts[wider] += 1
    return counts.most_common(60)


def _with_parts(law: str, provision: str) -> list[str]:
    parts = [each.provision for each in exemptions(law) if each.provision.startswith(f"{provision}(")]
    return [provision, *parts]


def _laws(law: str, provision: str) -> list[str]:
    sister = _SISTERS.get(law)
    if sister is None or provision_role(sister, provision) in _GROUNDS:
        return [law]
    return [law, sister]
