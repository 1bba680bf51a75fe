"""What pages say of the law: names, citations, links and event names, in the page's language.

Law and provision always go together: section 17 is not one thing.
"""

from __future__ import annotations

import re

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from rhyddid.law.exemptions import canonical_provision, exemption, provision_role
from rhyddid.law.regimes import Regime, regime, regime_ids
from rhyddid.law.terms import Term
from rhyddid.wording import LANGUAGES

EVENT_LABELS: dict[str, Promise] = {
    "clarification_asked": _("The authority asked what you mean"),
    "clarified": _("You answered the authority's question"),
    "fee_notice": _("The authority asked for a fee"),
    "fee_paid": _("The fee was paid"),
    "fee_lapsed": _("The time to pay ran out"),
    "transferred": _("The request was passed to another authority"),
    "refused": _("The request was refused"),
    "answered": _("The request was answered"),
    "review_asked": _("A review was asked for"),
    "review_answered": _("The review was answered"),
    "regulator_asked": _("The regulator was asked"),
    "tribunal_asked": _("A tribunal or court was asked"),
}
EXTENSION_LABELS: dict[str, Promise] = {
    "pit": _("More time: the public interest"),
    "complex_and_voluminous": _("More time: complex and voluminous"),
    "complex": _("More time: a complex request"),
    "third_party": _("More time: a third party is heard"),
    "agreement": _("More time: agreed with the requester"),
    "after_deemed": _("More time: granted after the last day"),
    "volume_consult_third_party": _("More time: volume, consultation or a third party"),
    "exceptional": _("More time: an exceptional case"),
    "volume": _("More time: the volume of the records"),
    "volume_or_consult": _("More time: volume or consultation"),
    "unusual_circumstances": _("More time: unusual circumstances"),
}
STATE_LABELS: dict[str, Promise] = {
    "running": _("The time is running"),
    "awaiting_clarification": _("The authority waits for your answer"),
    "paused_for_fee": _("The time stands still until the fee is paid"),
    "lapsed": _("The request has lapsed"),
    "answered": _("Answered"),
    "refused": _("Refused"),
    "under_review": _("Under review"),
    "review_answered": _("Review answered"),
}
TIER_LABELS: dict[str, Promise] = {
    "absolute": _("Absolute"),
    "qualified": _("Qualified"),
    "mixed": _("Mixed"),
    "untiered": _("Without a tier"),
}
ROLE_LABELS: dict[str, Promise] = {
    "exemption": _("An exemption: a ground for withholding information."),
    "not_held": _("Says that the authority does not hold the information. It withholds nothing."),
    "cost_limit": _("The cost limit: the authority need not answer what would cost more."),
    "vexatious": _("Vexatious or repeated requests: the authority need not answer."),
    "procedural": _("Procedure: how a request is handled. It is no ground for withholding anything."),
}


def page_language() -> str:
    """The page's language: en or cy."""
    language = (get_language() or "en")[:2]
    return language if language in LANGUAGES else "en"


def regime_or_none(law: str) -> Regime | None:
    return regime(law) if law in regime_ids() else None


def law_title(law: str) -> str:
    """The law's whole name in the page's language."""
    known = regime_or_none(law)
    return law if known is None else Term(known.law).render(page_language())


def provision_address(law: str, provision: str) -> str | None:
    """The page of a provision, or of the nearest wider one that has a page; None where there is none."""
    if law not in regime_ids():
        return None
    found = exemption(law, provision)
    if found is not None:
        return reverse("law-provision", args=[law, found.provision])
    if provision_role(law, provision) != "other":
        return reverse("law-provision", args=[law, canonical_provision(provision)])
    return None


def cite_address(law: str, cite: str) -> str:
    """The place on a law's page where the rule with this citation (`FOIA 2000 s.10(1)`) is explained."""
    known = regime_or_none(law)
    if known is None:
        return ""
    return f"{reverse('law-regime', args=[law])}#rule-{cite_anchor(cite.removeprefix(known.short).strip())}"


def cite_anchor(cite: str) -> str:
    """A citation as a fragment of an address: `s.10(1)` as `s-10-1`."""
    return re.sub(r"[^0-9A-Za-z]+", "-", cite).strip("-").lower() or "rule"
