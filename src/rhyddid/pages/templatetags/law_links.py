"""Links from citations to the pages of the law, and texts of the law room in the page's language."""

from __future__ import annotations

from collections.abc import Sequence

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import capfirst

from rhyddid.law.exemptions import provision_role
from rhyddid.law.terms import Term, welsh_term
from rhyddid.pages.law_words import cite_address, law_title, page_language, provision_address
from rhyddid.requests.calendar_update import change_words
from rhyddid.requests.citations import cited
from rhyddid.requests.models import Event
from rhyddid.wording import Wording

register = template.Library()

_SISTERS = {"uk-foia": "uk-eir", "uk-eir": "uk-foia", "sct-foisa": "sct-eisr", "sct-eisr": "sct-foisa"}
_GROUNDS = frozenset({"exemption", "not_held", "cost_limit", "vexatious"})


@register.simple_tag
def law_link(law: str, provision: str, form: str = "full") -> str | SafeString:
    """A provision with a link to its page: `{% law_link "uk-foia" "31(1)" %}`; plain text where it has none.

    `form` "short" leaves the law's name out, where it stands beside the link already.
    """
    words = provision if form == "short" else cited(law, provision)
    address = provision_address(law, provision)
    return words if address is None else format_html('<a href="{}">{}</a>', address, words)


@register.simple_tag
def ground_links(law: str, provisions: Sequence[str]) -> SafeString:
    """The grounds of a refusal with links, where only the request's law is known: `{% ground_links law provisions %}`.

    A ground that this law lacks and its sister on environmental information has (12(4)(b)) is the sister's.
    """
    return format_html_join(
        ", ", "{}", ((law_link(_law_of_ground(law, each), each, "short"),) for each in provisions)
    )


def _law_of_ground(law: str, provision: str) -> str:
    sister = _SISTERS.get(law)
    if sister is None or provision_role(law, provision) in _GROUNDS:
        return law
    return sister if provision_role(sister, provision) in _GROUNDS else law


@register.simple_tag
def cite_link(law: str, cite: str) -> str | SafeString:
    """A clock step's citation with a link to the rule on the law's page."""
    address = cite_address(law, cite)
    return format_html('<a href="{}">{}</a>', address, cite) if address else cite


@register.filter
def calendar_change(event: Event) -> tuple[Wording, ...]:
    """What a new calendar changed, of a CALENDAR_CHANGED event."""
    return change_words(event)


@register.filter
def term(text: str) -> str | SafeString:
    """A text of the law's data in the page's language; marked as English where there is no Welsh of it."""
    if page_language() == "cy" and text and welsh_term(text) is None:
        return format_html('<span lang="en">{}</span>', text)
    return Term(text).render(page_language()) if text else ""


@register.filter
def sentence(text: str) -> str | SafeString:
    """A text of the law's data as a sentence of its own: `term` with a capital at the beginning."""
    if page_language() == "cy" and text and welsh_term(text) is None:
        return format_html('<span lang="en">{}</span>', capfirst(text))
    return str(capfirst(Term(text).render(page_language()))) if text else ""


@register.filter
def law_name_of(law: str) -> str:
    """A law's whole name in the page's language."""
    return law_title(law)
