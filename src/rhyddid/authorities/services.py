"""Writes of the directory: bring it up to date with rows, and change an authority's address."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from django.utils.text import slugify

from rhyddid.accounts.models import Person
from rhyddid.authorities.authority_row import AuthorityImportError, AuthorityRow, RowProblem
from rhyddid.authorities.models import Authority, AuthorityAddress, AuthorityName, Health, Purpose
from rhyddid.care.services import audit
from rhyddid.wording import Wording, gettext_noop

# any fixed number: it lets one change of the directory happen at a time
_DIRECTORY_LOCK = 7_241_001
_CHUNK = 1000


@dataclass(frozen=True)
class AuthorityChange:
    """An authority that is added or changed. `fields` name what differs; empty for an added one."""

    name: str
    slug: str
    line: int
    fields: tuple[str, ...] = ()


@dataclass(frozen=True)
class ImportReport:
    """What was done, or would be. `notes` say what a reader might not expect."""

    added: tuple[AuthorityChange, ...] = ()
    changed: tuple[AuthorityChange, ...] = ()
    unchanged: int = 0
    notes: tuple[RowProblem, ...] = ()
    dry_run: bool = False


@transaction.atomic
def authorities_save(
    *, rows: Sequence[AuthorityRow], dry_run: bool = False, by: Person | None = None, simulated: bool = False
) -> ImportReport:
    """Add and change authorities as `rows` say; doing it again changes nothing.

    A row is the authority of that name; failing that, the one that has the name as an alias; failing that, the one
    that a row's alias names, which then takes the row's name and keeps the old one. Raises AuthorityImportError
    where a row cannot be placed; then nothing is written.
    """
    if not dry_run:
        with connection.cursor() as cursor:
            cursor.execute("select pg_advisory_xact_lock(%s)", [_DIRECTORY_LOCK])
    plan = _Plan(_Directory(simulated))
    plan.lay(rows)
    if plan.problems:
        raise AuthorityImportError(tuple(plan.problems))
    report = ImportReport(
        added=tuple(AuthorityChange(added.name, added.slug, row.line) for row, added in plan.added),
        changed=tuple(
            AuthorityChange(known.name, known.slug, row.line, tuple(fields))
            for row, known, fields in plan.changed
        ),
        unchanged=plan.unchanged,
        notes=tuple(plan.notes),
        dry_run=dry_run,
    )
    if not dry_run:
        plan.write()
        if report.added or report.changed:
            audit(
                action="authorities_saved",
                subject_kind="authorities",
                subject_id=0,
                by=by,
                detail={"added": len(report.added), "changed": len(report.changed), "simulated": simulated},
            )
    return report


@transaction.atomic
def foi_address_set(*, authority: Authority, email: str, by: Person | None = None) -> AuthorityAddress:
    """Make `email` the one address that requests to `authority` go to; a changed address starts with good health."""
    kept = authority.addresses.filter(purpose=Purpose.FOI, email__iexact=email).first()
    others = authority.addresses.filter(purpose=Purpose.FOI)
    (others.exclude(pk=kept.pk) if kept else others).delete()
    if kept is None:
        kept = AuthorityAddress.objects.create(authority=authority, email=email, purpose=Purpose.FOI)
        audit(
            action="foi_address_set", subject_kind="authority", subject_id=authority.pk, by=by,
            detail={"email": email},
        )  # fmt: skip
    return kept


@transaction.atomic
def address_health_set(*, email: str, health: Health, reason: str = "") -> int:
    """Record whether mail arrives at `email`, for every authority that has it; returns how many addresses changed."""
    return (
        AuthorityAddress.objects.filter(email__iexact=email)
        .exclude(health=health, health_reason=reason)
        .update(health=health, health_reason=reason, health_since=timezone.now())
    )


@dataclass
class _Directory:
    """Every name the directory knows, lower case, and what belongs to an authority, fetched for those that match."""

    simulated: bool
    by_name: dict[str, int] = field(default_factory=dict)
    by_alias: dict[str, set[int]] = field(default_factory=dict)
    slugs: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        for pk, name, slug, simulated in Authority.everywhere.values_list("pk", "name", "slug", "simulated"):
            self.slugs.add(slug)
            if simulated == self.simulated:
                self.by_name[name.lower()] = pk
        aliases = AuthorityName.objects.filter(authority__simulated=self.simulated)
        for name, pk in aliases.values_list("name", "authority_id"):
            self.by_alias.setdefault(name.lower(), set()).add(pk)

    def candidates(self, row: AuthorityRow) -> tuple[set[int], str]:
        """The authorities that the row may be, and by which way: name, alias, or own_alias (a rename)."""
        if row.name.lower() in self.by_name:
            return {self.by_name[row.name.lower()]}, "name"
        if found := self.by_alias.get(row.name.lower()):
            return found, "alias"
        found = {self.by_name[alias.lower()] for alias in row.aliases if alias.lower() in self.by_name}
        return found, "own_alias"

    def fresh_slug(self, name: str) -> str:
        base = slugify(name)[:110].strip("-") or "authority"
        slug, number = base, 2
        while slug in self.slugs:
            slug, number = f"{base}-{number}", number + 1
        self.slugs.add(slug)
        return slug


class _Plan:
    """What has to be written so that the directory says what the rows say. Laying it only reads."""

    def __init__(self, directory: _Directory) -> None:
        self._directory = directory
        self.problems: list[RowProblem] = []
        self.notes: list[RowProblem] = []
        self.added: list[tuple[AuthorityRow, Authority]] = []
        self.changed: list[tuple[AuthorityRow, Authority, list[str]]] = []
        self.unchanged = 0
        self._new_names: list[AuthorityName] = []
        self._new_addresses: list[AuthorityAddress] = []
        self._stale_addresses: list[int] = []

    def lay(self, rows: Sequence[AuthorityRow]) -> None:
        placed = [(row, *self._directory.candidates(row)) for row in rows]
        ids = {pk for _, found, _ in placed for pk in found}
        known = {pk: authority for chunk in _chunks(ids) for pk, authority in _with_names(chunk).items()}
        taken: dict[int, AuthorityRow] = {}
        for row, found, way in placed:
            if len(found) > 1:
                self._problem(
                    row, gettext_noop("“{name}” may be any of {names}: use the full name of one."),
                    name=row.name, names="; ".join(sorted(known[pk].name for pk in found)),
                )  # fmt: skip
            elif not found:
                self._lay_new(row)
            else:
                (pk,) = found
                other = taken.setdefault(pk, row)
                if other is not row:
                    self._problem(
                        row,
                        gettext_noop("“{name}” and line {other} are the same authority here, {known}: keep one."),
                        name=row.name, other=other.line, known=known[pk].name,
                    )  # fmt: skip
                else:
                    self._lay_known(row, known[pk], way)

    def _problem(self, row: AuthorityRow, message: str, **parameters: object) -> None:
        self.problems.append(RowProblem(row.line, "name", Wording(message, parameters)))

    def _lay_new(self, row: AuthorityRow) -> None:
        if not row.regimes:
            likely = "sct-foisa;sct-eisr" if row.nations == ("SCT",) else "uk-foia;uk-eir"
            self.problems.append(
                RowProblem(
                    row.line,
                    "regimes",
                    Wording(
                        gettext_noop("“{name}” is new and has no regime: say which law it answers under, such as {likely}."),
                        {"name": row.name, "likely": likely},
                    ),
                )
            )  # fmt: skip
            return
        authority = Authority(
            slug=self._directory.fresh_slug(row.name),
            name=row.name,
            name_cy=row.name_cy or "",
            kind=row.kind or "",
            nations=list(row.nations or ()),
            regimes=list(row.regimes),
            tags=list(row.tags or ()),
            website=row.website or "",
            simulated=self._directory.simulated,
        )
        self.added.append((row, authority))
        self._lay_aliases(row, authority, known=())
        if row.foi_email:
            self._new_addresses.append(AuthorityAddress(authority=authority, email=row.foi_email))

    def _lay_known(self, row: AuthorityRow, authority: Authority, way: str) -> None:
        fields: list[str] = []
        aliases = [other.name for other in authority.other_names.all()]
        if way == "alias":
            self.notes.append(
                RowProblem(
                    row.line,
                    "name",
                    Wording(
                        gettext_noop("“{name}” is here under the name “{known}”, which stays."),
                        {"name": row.name, "known": authority.name},
                    ),
                )
            )
        elif authority.name != row.name:
            if way == "own_alias":
                self._new_names.append(AuthorityName(authority=authority, name=authority.name))
                aliases.append(authority.name)
            authority.name = row.name
            fields.append("name")
        stated = {
            "name_cy": row.name_cy,
            "kind": row.kind,
            "website": row.website,
            "nations": None if row.nations is None else list(row.nations),
            "regimes": None if row.regimes is None else list(row.regimes),
            "tags": None if row.tags is None else list(row.tags),
        }
        for column, value in stated.items():
            if value is not None and value != getattr(authority, column):
                setattr(authority, column, value)
                fields.append(column)
        if self._lay_address(row, authority):
            fields.append("foi_email")
        if self._lay_aliases(row, authority, known=aliases):
            fields.append("aliases")
        if fields:
            self.changed.append((row, authority, fields))
        else:
            self.unchanged += 1

    def _lay_address(self, row: AuthorityRow, authority: Authority) -> bool:
        if row.foi_email is None:
            return False
        here = [address for address in authority.addresses.all() if address.purpose == Purpose.FOI]
        stale = [address.pk for address in here if address.email.lower() != row.foi_email.lower()]
        self._stale_addresses.extend(stale)
        if row.foi_email and len(stale) == len(here):
            self._new_addresses.append(AuthorityAddress(authority=authority, email=row.foi_email))
            return True
        return bool(stale)

    def _lay_aliases(self, row: AuthorityRow, authority: Authority, known: Iterable[str]) -> bool:
        here = {name.lower() for name in known} | {authority.name.lower()}
        fresh = [alias for alias in row.aliases if alias.lower() not in here]
        # an alias written twice in one cell, in two ways, is one alias
        fresh = list({alias.lower(): alias for alias in fresh}.values())
        self._new_names.extend(AuthorityName(authority=authority, name=alias) for alias in fresh)
        return bool(fresh)

    def write(self) -> None:
        try:
            Authority.everywhere.bulk_create([authority for _, authority in self.added], batch_size=_CHUNK)
            Authority.everywhere.bulk_update(
                [authority for _, authority, _ in self.changed],
                ["name", "name_cy", "kind", "website", "nations", "regimes", "tags"],
                batch_size=_CHUNK,
            )
        except IntegrityError as error:
            raise AuthorityImportError(
                (
                    RowProblem(
                        0,
                        "",
                        Wording(
                            gettext_noop("Two authorities would have the same name: {detail}"),
                            {"detail": str(error).splitlines()[-1].removeprefix("DETAIL:").strip()},
                        ),
                    ),
                )
            ) from error
        AuthorityAddress.objects.filter(pk__in=self._stale_addresses).delete()
        AuthorityAddress.objects.bulk_create(self._new_addresses, batch_size=_CHUNK)
        AuthorityName.objects.bulk_create(self._new_names, batch_size=_CHUNK)


def _chunks(ids: Iterable[int]) -> Iterable[list[int]]:
    ordered = sorted(ids)
    return (ordered[start : start + _CHUNK] for start in range(0, len(ordered), _CHUNK))


def _with_names(ids: Sequence[int]) -> dict[int, Authority]:
    return Authority.everywhere.prefetch_related("other_names", "addresses").in_bulk(list(ids))
