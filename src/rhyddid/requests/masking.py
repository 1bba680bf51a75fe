"""What of a letter's text a viewer sees: personal data, what rules name and our own reply addresses are masked for all but
the team.

What was found in a text is kept in memory by the text and the rules that were applied, so that a page that is opened
again runs no expression again. Upload links of ours are found by the built-in rule for private links.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import get_language

from rhyddid.mail.tokens import MASK, token_spans
from rhyddid.redaction.apply import Masked
from rhyddid.redaction.personal_data import SHOWN_AS, find_personal_data
from rhyddid.requests.masking_rules import (
    SITE,
    About,
    Rule,
    about,
    exempt_spans,
    find_by_rules,
    rules_now,
)
from rhyddid.requests.models import Request
from rhyddid.requests.span_memory import SpanMemory
from rhyddid.requests.visibility import Viewer, sees_unmasked
from rhyddid.wording import LANGUAGES, Wording


@dataclass(frozen=True, slots=True)
class Hidden:
    """`text[start:end]` is hidden, and why: a kind of personal data, "token" or "rule". `shown_as` is a message id where the
    kind is ours, and a person's own words where a rule gives them.
    """

    start: int
    end: int
    shown_as: str
    kind: str
    rule_id: int | None = None


# by (text, rules): about a thousand letters
_memory: SpanMemory[tuple[str, tuple[Rule, ...]], tuple[Hidden, ...]] = SpanMemory(16_000_000)
_tokens_memory: SpanMemory[tuple[str, tuple[Rule, ...]], tuple[Hidden, ...]] = SpanMemory(4_000_000)


def mask_for(viewer: Viewer, request: Request, text: str) -> Masked:
    """`text` as `viewer` may see it in `request`; its `offset` and `span` place evidence in it."""
    if sees_unmasked(viewer, request):
        return masked_for_team(text)
    return masked_for_public(text, about(request))


def masked_for_public(text: str, to: About = SITE) -> Masked:
    """`text` as everybody sees it: on pages, in snippets, quotes, cells, exports and feeds. `to` says what it is about."""
    return Masked(text, shown(hidden_from_public(text, to)))


def masked_for_team(text: str) -> Masked:
    """`text` as its own team sees it. Reply tokens are hidden from everybody: who knows one can write into the thread."""
    key = (text, ())
    found = _tokens_memory.get(key)
    if found is None:
        found = _tokens_memory.keep(key, _tokens(text), len(text))
    return Masked(text, found)


def hidden_from_public(text: str, to: About = SITE) -> tuple[Hidden, ...]:
    """What of `text` the public does not see, by kind and rule."""
    rules = rules_now().applying(to)
    key = (text, rules)
    found = _memory.get(key)
    if found is None:
        found = _memory.keep(key, find_hidden(text, rules), len(text))
    return found


def find_hidden(text: str, rules: Sequence[Rule]) -> tuple[Hidden, ...]:
    """What `rules` and the built-in kinds hide of `text`. An exemption keeps built-in kinds in view, never what a rule
    masks: of two people, the more careful one is heard.
    """
    exempt = exempt_spans(text, rules)
    found = [
        Hidden(span.start, span.end, SHOWN_AS[span.kind], span.kind)
        for span in find_personal_data(text)
        if not any(start <= span.start and span.end <= end for start, end in exempt)
    ]
    by_rules = [
        Hidden(span.start, span.end, span.shown_as, "rule", span.rule.pk)
        for span in find_by_rules(text, rules)
    ]
    # of spans that overlap the first is shown: what a person decided comes before what software found
    return (*by_rules, *found, *_tokens(text))


def shown(hidden: Sequence[Hidden], language: str | None = None) -> list[Hidden]:
    """The same with our own labels in `language`, by default the page's."""
    language = (language or get_language() or "en")[:2]
    if language == "en" or language not in LANGUAGES:
        return list(hidden)
    return [
        Hidden(each.start, each.end, Wording(each.shown_as).render(language), each.kind, each.rule_id)
        for each in hidden
    ]


def without_hidden(text: str, to: About = SITE) -> str:
    """`text` with a blank for whatever the public does not see: for addresses of pages, and for searching."""
    return Masked(text, [Hidden(each.start, each.end, " ", "") for each in hidden_from_public(text, to)]).text


def public_columns(request: Request) -> dict[str, str]:
    """The subject and the reference without what the public does not read: what its search looks in."""
    to = about(request)
    return {
        "public_subject": without_hidden(request.subject, to)[:500],
        "public_reference": without_hidden(request.authority_reference, to)[:200],
    }


def _tokens(text: str) -> tuple[Hidden, ...]:
    return tuple(Hidden(start, end, MASK, "token") for start, end in token_spans(text))
