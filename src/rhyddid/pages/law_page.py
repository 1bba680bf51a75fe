"""What the pages of a law and of a provision show, put together from the law room's data."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from rhyddid.authorities.regimes import offered_regimes
from rhyddid.law.calendar import Calendar, calendar
from rhyddid.law.exemptions import Exemption, exemption, exemptions, provision_role
from rhyddid.law.refusal_notice import NoticeRule, notice_rules
from rhyddid.law.regimes import Length, Regime, Rule, regime
from rhyddid.law.terms import Term
from rhyddid.pages.law_words import (
    EVENT_LABELS,
    EXTENSION_LABELS,
    ROLE_LABELS,
    TIER_LABELS,
    cite_anchor,
    law_title,
    page_language,
)
from rhyddid.requests.citations import cited

_SHOWN_HOLIDAYS = dt.timedelta(days=365)


@dataclass(frozen=True)
class RuleLine:
    """One rule: its name, what it says, its place in the law with its source, and since when it stands."""

    name: str | Promise
    lines: tuple[str, ...]
    texts: tuple[str, ...]
    """Texts of the data, shown through the term list."""
    cite: str
    source: str
    stood: str
    anchor: str


@dataclass(frozen=True)
class RuleGroup:
    heading: str
    anchor: str
    rules: tuple[RuleLine, ...]


@dataclass(frozen=True)
class ExemptionRow:
    """One line of a law's list of exemptions."""

    found: Exemption
    name: str
    tier: str | Promise
    is_limb: bool


@dataclass(frozen=True)
class LawRow:
    """One line of the list of laws."""

    regime: Regime
    title: str
    exemptions: int


@dataclass(frozen=True)
class LawPage:
    law: str
    title: str
    regime: Regime
    groups: tuple[RuleGroup, ...]
    notice_rules: tuple[NoticeRule, ...]
    calendar: Calendar
    holidays: tuple[tuple[dt.date, object], ...]
    exemptions: tuple[ExemptionRow, ...]


@dataclass(frozen=True)
class ProvisionPage:
    """A provision: an exemption, or another provision of which the law room knows its part in the law."""

    law: str
    provision: str
    cited: str
    title: str
    role: str | Promise
    found: Exemption | None
    tier: str | Promise
    limbs: tuple[ExemptionRow, ...]
    wider: str | None
    denial: str | None
    counterparts: tuple[tuple[str, str], ...]


def law_rows() -> list[LawRow]:
    """Every law with a page."""
    return [LawRow(regime(each), law_title(each), len(exemptions(each))) for each in offered_regimes()]


def law_page(law: str, today: dt.date) -> LawPage:
    """Everything known of one law."""
    known = regime(law)
    days = calendar(known.calendar)
    return LawPage(
        law=law,
        title=law_title(law),
        regime=known,
        groups=tuple(_groups(known)),
        notice_rules=notice_rules(law),
        calendar=days,
        holidays=tuple(days.holidays_between(today, today + _SHOWN_HOLIDAYS)),
        exemptions=tuple(_row(each) for each in exemptions(law)),
    )


def provision_page(law: str, provision: str) -> ProvisionPage | None:
    """The page of a canonical provision; None where the law room knows nothing of exactly this one."""
    found = exemption(law, provision)
    role = provision_role(law, provision)
    if found is not None and found.provision != provision:
        found = None
        if role == "exemption":
            return None  # the page of the wider provision says all that is known
    if found is None and role == "other":
        return None
    limbs = (
        tuple(_row(each) for each in exemptions(law) if _is_below(each, found)) if found is not None else ()
    )
    return ProvisionPage(
        law=law,
        provision=provision,
        cited=cited(law, provision),
        title=found.name_in(page_language()) if found is not None else cited(law, provision),
        role=ROLE_LABELS.get("exemption" if found is not None else role, ""),
        found=found,
        tier=TIER_LABELS[found.tier] if found is not None else "",
        limbs=limbs,
        wider=found.section if found is not None and found.section != provision else None,
        denial=_denial(found) if found is not None else None,
        counterparts=tuple(_counterparts(found)) if found is not None else (),
    )


def _row(found: Exemption) -> ExemptionRow:
    return ExemptionRow(
        found=found,
        name=found.name_in(page_language()),
        tier=TIER_LABELS[found.tier],
        is_limb=found.provision != found.section,
    )


def _is_below(each: Exemption, found: Exemption) -> bool:
    return each.provision != found.provision and each.provision.startswith(f"{found.provision}(")


def _denial(found: Exemption) -> str | None:
    """The other provision by which the authority may neither confirm nor deny, where it has a page of its own."""
    named = found.neither_confirm_nor_deny
    return named if named and named != found.provision else None


def _counterparts(found: Exemption) -> Iterable[tuple[str, str]]:
    for each in found.counterparts:
        law, _separator, provision = each.partition(":")
        yield law, provision


def _groups(law: Regime) -> Iterable[RuleGroup]:
    used: set[str] = set()

    def line(
        name: str | Promise, rule: Rule, lines: Iterable[str] = (), texts: Iterable[str] = ()
    ) -> RuleLine:
        anchor = cite_anchor(rule.cite)
        fresh = "" if anchor in used else anchor
        used.add(anchor)
        return RuleLine(
            name=name,
            lines=tuple(each for each in lines if each),
            texts=tuple(each for each in texts if each),
            cite=law.cited(rule.cite),
            source=rule.source,
            stood=_stood(rule),
            anchor=fresh,
        )

    groups = [
        (
            _("Time limits"),
            "limits",
            [
                line(
                    _words(each.length),
                    each,
                    [
                        _("and promptly in any case") if each.promptly else "",
                        _("a target, not a hard limit") if each.target else "",
                    ],
                )
                for each in law.limits
            ]
            + [
                line(
                    _words(each.length),
                    each,
                    [
                        _("or %(length)s, whichever ends earlier") % {"length": _words(each.earlier_of)}
                        if each.earlier_of
                        else ""
                    ],
                    [each.who, each.condition],
                )
                for each in law.variants
            ],
        ),
        (
            _("What stops the time"),
            "stops",
            [
                line(
                    EVENT_LABELS.get(each.starts, each.starts),
                    each,
                    [
                        _("The time starts again when the answer arrives.")
                        if each.effect == "reset"
                        else _("These days do not count."),
                        _("The request lapses after %(length)s.") % {"length": _words(each.lapse)}
                        if each.lapse
                        else "",
                    ],
                    [each.condition],
                )
                for each in law.stops
            ],
        ),
        (
            _("Extensions"),
            "extensions",
            [
                line(
                    EXTENSION_LABELS.get(each.id, each.id),
                    each,
                    [
                        _extension_words(each.method, each.length),
                        _("The regulator regards %(length)s as enough in all.")
                        % {"length": _words(each.guideline)}
                        if each.guideline
                        else "",
                        _("The refusal notice stays due at the first limit.")
                        if not each.moves_notice
                        else "",
                    ],
                    [each.condition, each.notice],
                )
                for each in law.extensions
            ],
        ),
        (
            _("Review by the authority"),
            "review",
            [
                line(
                    _words(each.length),
                    each,
                    [
                        _("The law itself asks for it.") if each.statutory else _("Not in the law itself."),
                        _("At most %(length)s.") % {"length": _words(each.longest)} if each.longest else "",
                        _("Ask for it within %(length)s.") % {"length": _words(each.request_within)}
                        if each.request_within
                        else "",
                    ],
                    [each.name, each.note],
                )
                for each in law.reviews
            ],
        ),
        (
            _("Regulator, tribunals and courts"),
            "regulator",
            [
                line(Term(each.body).render(page_language()), each, [_within(each.within)], [each.note])
                for each in law.regulators
            ]
            + [
                line(Term(each.body).render(page_language()), each, [_within(each.within)])
                for each in law.appeals
            ],
        ),
        (
            _("Passing a request on"),
            "transfer",
            [
                line(
                    _("To another authority"),
                    each,
                    [
                        _("The time starts again there.")
                        if each.effect == "new_request"
                        else _("The time runs on."),
                        _within(each.within),
                    ],
                )
                for each in law.transfers
            ],
        ),
        (
            _("The refusal notice"),
            "notice",
            [line(_("A refusal comes with a notice in writing"), each) for each in law.notices],
        ),
        (
            _("Other facts"),
            "facts",
            [line(_fact_names().get(each.about, each.about), each, (), [each.text]) for each in law.facts],
        ),
    ]
    return [RuleGroup(heading, anchor, tuple(rules)) for heading, anchor, rules in groups if rules]


def _fact_names() -> dict[str, str]:
    return {
        "request": _("How to ask"),
        "cost": _("Cost limit"),
        "silence": _("Silence"),
        "acknowledgement": _("Acknowledgement"),
        "expedited": _("Quicker answers"),
    }


def _extension_words(method: str, length: Length | None) -> str:
    if length is None:
        return _("To the day that the authority states.")
    if method == "add":
        return _("%(length)s more.") % {"length": _words(length)}
    return _("To %(length)s in all.") % {"length": _words(length)}


def _within(length: Length | None) -> str:
    return _("Within %(length)s.") % {"length": _words(length)} if length is not None else ""


def _words(length: Length) -> str:
    return length.words.render(page_language())


def _stood(rule: Rule) -> str:
    since = date_format(rule.since, "j F Y") if rule.since > dt.date.min else ""
    until = date_format(rule.until, "j F Y") if rule.until < dt.date.max else ""
    if since and until:
        return _("From %(since)s until %(until)s") % {"since": since, "until": until}
    if since:
        return _("Since %(since)s") % {"since": since}
    return _("Until %(until)s") % {"until": until} if until else ""
