"""Every exemption and exception as data: tier, test, public-interest test, and what a requester can answer.

In: a law's id and a provision ("31(3)", "40(3A)(a)", "12(4)(b)"). Out: frozen values read from
`data/exemptions/*.toml`. Law and provision always go together: section 17 is not one thing.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import Any, Literal, cast, get_args

from rhyddid.law.provisions import canonical_provision, provision_chain, section_of
from rhyddid.law.terms import Term, welsh_reviewed, welsh_term
from rhyddid.wording import Wording, gettext_noop

__all__ = [
    "Exemption",
    "ExemptionDataError",
    "Role",
    "canonical_provision",
    "exemption",
    "exemption_laws",
    "exemptions",
    "neither_confirm_nor_deny_provisions",
    "provision_role",
]

Tier = Literal["absolute", "qualified", "mixed", "untiered"]
Basis = Literal[
    "class",
    "prejudice",
    "substantial_prejudice",
    "substantial_inhibition",
    "endangerment",
    "required",
    "adverse_effect",
    "data_protection",
    "mixed",
]
Role = Literal["exemption", "not_held", "cost_limit", "vexatious", "procedural", "other"]
Confidence = Literal["high", "medium", "low"]

_NCND = "neither confirm nor deny"


class ExemptionDataError(ValueError):
    """An exemption file cannot be used; the message names file, entry and field."""


@dataclass(frozen=True)
class Exemption:
    """One provision that lets an authority withhold information, or not say whether it holds it."""

    law: str
    provision: str
    section: str
    name: str
    name_cy: str | None
    tier: Tier
    basis: Basis
    public_interest_test: bool
    neither_confirm_nor_deny: str | None
    """The provision of the same law by which the authority may neither confirm nor deny, if any."""
    is_neither_confirm_nor_deny: bool
    """This provision is itself one that lets the authority neither confirm nor deny."""
    explanation: str
    explanation_cy: str | None
    requester_can_say: str
    requester_can_say_cy: str | None
    note: str
    counterparts: tuple[str, ...]
    """The like provisions of other laws, as `law:provision`."""
    who: str
    certificate: str
    qualified_person: bool
    barred_for_emissions: bool
    historical: str
    confidence: Confidence
    unchecked: str
    """What could not be checked against the statute, in words; empty where all was."""
    source: str
    welsh_reviewed: bool

    @property
    def test(self) -> Wording:
        """Tier, basis and public-interest test in words."""
        message = (
            gettext_noop("{tier}, {basis}, with a public-interest test")
            if self.public_interest_test
            else gettext_noop("{tier}, {basis}, without a public-interest test")
        )
        return Wording(message, {"tier": Term(self.tier), "basis": Term(self.basis.replace("_", " "))})

    def name_in(self, language: str) -> str:
        """The name in `language`; English where the term list has no Welsh."""
        return self.name_cy if language == "cy" and self.name_cy else self.name

    def explanation_in(self, language: str) -> str:
        """The plain-words explanation in `language`; English where there is no Welsh."""
        return self.explanation_cy if language == "cy" and self.explanation_cy else self.explanation

    def requester_can_say_in(self, language: str) -> str:
        """What a requester can answer, in `language`; English where there is no Welsh."""
        return (
            self.requester_can_say_cy
            if language == "cy" and self.requester_can_say_cy
            else self.requester_can_say
        )

    def to_json(self, language: str = "en") -> dict[str, object]:
        """What `rhyddid law exemption --json` prints."""
        return {
            "law": self.law,
            "provision": self.provision,
            "section": self.section,
            "name": self.name_in(language),
            "tier": self.tier,
            "basis": self.basis,
            "public_interest_test": self.public_interest_test,
            "neither_confirm_nor_deny": self.neither_confirm_nor_deny,
            "is_neither_confirm_nor_deny": self.is_neither_confirm_nor_deny,
            "explanation": self.explanation_in(language),
            "requester_can_say": self.requester_can_say_in(language),
            "note": self.note,
            "counterparts": list(self.counterparts),
            "who": self.who,
            "certificate": self.certificate,
            "qualified_person": self.qualified_person,
            "barred_for_emissions": self.barred_for_emissions,
            "historical": self.historical,
            "confidence": self.confidence,
            "unchecked": self.unchecked,
            "source": self.source,
            "welsh_reviewed": self.welsh_reviewed,
        }


def exemption(law: str, provision: str) -> Exemption | None:
    """The exemption at `provision`, or at the nearest wider provision that has one (`31(1)(z)` → `31`)."""
    known = _exemptions_of(law)
    chain = provision_chain(canonical_provision(provision))
    return next((known[step] for step in chain if step in known), None)


def exemptions(law: str) -> tuple[Exemption, ...]:
    """Every exemption of `law` in the order of its file; empty for a law without a file."""
    return tuple(_exemptions_of(law).values())


def exemption_laws() -> tuple[str, ...]:
    """The ids of the laws that have an exemption file, in alphabetical order."""
    return tuple(law for law in _law_ids() if _exemptions_of(law))


def neither_confirm_nor_deny_provisions(law: str) -> frozenset[str]:
    """The provisions of `law` that let an authority neither confirm nor deny."""
    return frozenset(found.provision for found in exemptions(law) if found.is_neither_confirm_nor_deny)


def provision_role(law: str, provision: str) -> Role:
    """What a provision does in a decision: the role of the nearest provision of its chain in the data."""
    roles = _roles_of(law)
    for step in provision_chain(canonical_provision(provision)):
        if step in roles:
            return roles[step]
    return "other"


_SECTION_KEYS = {
    "provision",
    "name",
    "tier",
    "basis",
    "public_interest_test",
    "ncnd",
    "ncnd_only",
    "is_ncnd",
    "explanation",
    "requester_can_say",
    "note",
    "counterparts",
    "who",
    "certificate",
    "qualified_person",
    "barred_for_emissions",
    "historical",
    "confidence",
    "unchecked",
    "limb",
}


@cache
def _law_ids() -> tuple[str, ...]:
    names = (entry.name for entry in files("rhyddid.law").joinpath("data/exemptions").iterdir())
    return tuple(sorted(name.removesuffix(".toml") for name in names if name.endswith(".toml")))


@cache
def _content(law: str) -> dict[str, Any]:
    if law not in _law_ids():
        return {}
    path = files("rhyddid.law").joinpath("data/exemptions", f"{law}.toml")
    return tomllib.loads(path.read_text("utf-8"))


@cache
def _exemptions_of(law: str) -> dict[str, Exemption]:
    content = _content(law)
    return read_exemptions(law, content) if "exemption" in content else {}


@cache
def _roles_of(law: str) -> dict[str, Role]:
    return read_roles(law, _content(law))


def read_roles(law: str, content: Mapping[str, Any]) -> dict[str, Role]:
    """The `[roles]` table of an exemption file, turned round: provision → role."""
    roles: dict[str, Role] = {}
    for role, provisions in content.get("roles", {}).items():
        if role not in get_args(Role):
            raise ExemptionDataError(f"{law}.toml [roles]: {role!r} is no role; use one of {get_args(Role)}")
        for provision in provisions:
            if canonical_provision(provision) != provision:
                raise ExemptionDataError(
                    f"{law}.toml [roles] {role}: write {canonical_provision(provision)!r}"
                )
            if provision in roles:
                raise ExemptionDataError(f"{law}.toml [roles]: {provision} has two roles")
            roles[provision] = cast(Role, role)
    return roles


def read_exemptions(law: str, content: Mapping[str, Any]) -> dict[str, Exemption]:
    """The `[[exemption]]` entries of one file with their limbs, by provision; raises ExemptionDataError."""
    found: dict[str, Exemption] = {}
    source = str(content.get("source", ""))
    if not source:
        raise ExemptionDataError(f"{law}.toml: `source` is missing")
    for entry in content["exemption"]:
        _add(law, found, _entry(law, entry, source))
        for limb in entry.get("limb", []):
            _add(law, found, _entry(law, {**_inherited(entry, limb), **limb}, source))
    _add_neither_confirm_nor_deny(law, content["exemption"], found)
    return found


def _inherited(entry: Mapping[str, Any], limb: Mapping[str, Any]) -> dict[str, Any]:
    """What a limb takes over from its section; a tier of its own brings its own public-interest test."""
    kept_back = {"limb", "provision"} | ({"public_interest_test"} if "tier" in limb else set())
    return {key: value for key, value in entry.items() if key not in kept_back}


def _add(law: str, found: dict[str, Exemption], new: Exemption) -> None:
    if new.provision in found:
        raise ExemptionDataError(f"{law}.toml: {new.provision} is there twice")
    found[new.provision] = new


def _add_neither_confirm_nor_deny(
    law: str, entries: list[dict[str, Any]], found: dict[str, Exemption]
) -> None:
    """One value more for each provision named as `ncnd`, with the test of the exemption it belongs to."""
    for entry in entries:
        for part in [*entry.get("limb", []), entry]:
            for provision in [part.get("ncnd"), *part.get("ncnd_only", [])]:
                if not provision or provision in found:
                    continue
                base = found[part["provision"]]
                found[provision] = replace(
                    base,
                    provision=provision,
                    section=section_of(provision),
                    name=f"{base.name}: {_NCND}",
                    name_cy=f"{base.name_cy}: {welsh_term(_NCND)}" if base.name_cy else None,
                    is_neither_confirm_nor_deny=True,
                    neither_confirm_nor_deny=provision,
                )


def _entry(law: str, raw: Mapping[str, Any], source: str) -> Exemption:
    provision = raw.get("provision")
    if not isinstance(provision, str) or canonical_provision(provision) != provision:
        raise ExemptionDataError(f"{law}.toml: provision {provision!r} is missing or not in canonical form")
    where = f"{law}.toml {provision}"
    unknown = set(raw) - _SECTION_KEYS
    if unknown:
        raise ExemptionDataError(f"{where}: unknown field {sorted(unknown)}")
    for name in ("name", "tier", "basis", "explanation", "requester_can_say"):
        if not raw.get(name):
            raise ExemptionDataError(f"{where}: `{name}` is missing")
    for name, allowed in (("tier", Tier), ("basis", Basis), ("confidence", Confidence)):
        if raw.get(name, "high" if name == "confidence" else None) not in get_args(allowed):
            raise ExemptionDataError(
                f"{where}: `{name}` must be one of {get_args(allowed)}, not {raw.get(name)!r}"
            )
    section = section_of(provision)
    english = str(raw["name"])
    return Exemption(
        law=law,
        provision=provision,
        section=section,
        name=english,
        name_cy=welsh_term(english),
        tier=cast(Tier, raw["tier"]),
        basis=cast(Basis, raw["basis"]),
        public_interest_test=bool(raw.get("public_interest_test", raw["tier"] in {"qualified", "mixed"})),
        neither_confirm_nor_deny=raw.get("ncnd") or None,
        is_neither_confirm_nor_deny=bool(raw.get("is_ncnd", False)),
        explanation=str(raw["explanation"]),
        explanation_cy=welsh_term(str(raw["explanation"])),
        requester_can_say=str(raw["requester_can_say"]),
        requester_can_say_cy=welsh_term(str(raw["requester_can_say"])),
        note=str(raw.get("note", "")),
        counterparts=tuple(raw.get("counterparts", ())),
        who=str(raw.get("who", "")),
        certificate=str(raw.get("certificate", "")),
        qualified_person=bool(raw.get("qualified_person", False)),
        barred_for_emissions=bool(raw.get("barred_for_emissions", False)),
        historical=str(raw.get("historical", "")),
        confidence=cast(Confidence, raw.get("confidence", "high")),
        unchecked=str(raw.get("unchecked", "")),
        source=source.format(section=section),
        welsh_reviewed=welsh_reviewed(),
    )
