"""The simulated authorities as rows of the directory, kept apart from the real ones by `simulated`."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.db.models.functions import Lower

from rhyddid.authorities.models import Authority, AuthorityAddress, AuthorityName
from rhyddid.rehearsal.simulated.authorities import Authority as Simulated
from rhyddid.rehearsal.simulated.authorities import many

_NATION_CODES = {"England": "ENG", "Wales": "WLS", "Scotland": "SCT", "Northern Ireland": "NIR"}


class RealNameTaken(Exception):
    """A simulated authority has the name of a real one in the directory: it must not speak in its name."""


@transaction.atomic
def simulated_authorities(count: int) -> list[Authority]:
    """The first `count` simulated authorities, made where they are missing. Raises RealNameTaken."""
    wanted = many(count)
    _refuse_real_names(wanted)
    slugs = [f"simulated-{each.slug}" for each in wanted]
    known = set(Authority.everywhere.filter(slug__in=slugs).values_list("slug", flat=True))
    missing = [each for each in wanted if f"simulated-{each.slug}" not in known]
    made = Authority.everywhere.bulk_create(_row(each) for each in missing)
    AuthorityAddress.objects.bulk_create(
        AuthorityAddress(authority=authority, email=each.foi_email)
        for authority, each in zip(made, missing, strict=True)
    )
    return list(Authority.everywhere.filter(slug__in=slugs).order_by("id"))


def _row(simulated: Simulated) -> Authority:
    return Authority(
        slug=f"simulated-{simulated.slug}",
        name=simulated.name,
        name_cy=simulated.name_cy,
        kind=simulated.kind,
        nations=[_NATION_CODES[simulated.nation]],
        regimes=[simulated.regime],
        tags=["simulated"],
        simulated=True,
    )


def _refuse_real_names(wanted: Sequence[Simulated]) -> None:
    names = {name.lower() for each in wanted for name in (each.name, each.name_cy) if name}
    real = Authority.objects.annotate(lowered=Lower("name"), lowered_cy=Lower("name_cy"))
    taken = real.filter(lowered__in=names).first() or real.filter(lowered_cy__in=names).first()
    alias = (
        AuthorityName.objects.annotate(lowered=Lower("name"))
        .filter(lowered__in=names, authority__simulated=False)
        .first()
    )
    if taken is not None or alias is not None:
        name = taken.name if taken is not None else str(alias)
        raise RealNameTaken(
            f"The directory holds a real authority called {name}, and a simulated one has the same name. "
            "Nothing was sent: a rehearsal must not speak in a real authority's name."
        )
