"""Links from citations to the pages of the law, and texts of the law room in the page's language."""

from __future__ import annotations

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst

from rhyddid.law.terms import Term, welsh_term
from rhyddid.pages.law_words import cite_address, law_title, page_language, provision_address
from rhyddid.requests.citations import cited

register = template.Library()


@register.simple_tag
def law_link(law: str, provision: str, form: str = "full") -> str | SafeString:
    """A provision with a link to its page: `{% law_link "uk-foia" "31(1)" %}`; plain text where it has none.

    `form` "short" leaves the law's name out, where it stands beside the link already.
    """
    words = provision if form == "short" else cited(law, provision)
    address = provision_address(law, provision)
    return words if address is None else format_html('<a href="{}">{}</a>', address, words)


@register.simple_tag
def cite_link(law: str, cite: str) -> str | SafeString:
    """A clock step's citation with a link to the rule on the law's page."""
    address = cite_address(law, cite)
    return format_html('<a href="{}">{}</a>', address, cite) if address else cite


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
