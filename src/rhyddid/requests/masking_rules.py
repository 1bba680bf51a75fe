"""The masking rules that stand, kept in memory: where in a text each of them strikes.

Rules come from the table `MaskingRule`; the table `MaskingEdition` says whether those in memory are still the newest. A
page asks it once (`RulesOncePerPage`), everything else at most once a second. Patterns are people's: each has a limit of
time a text, and a text on which one is not done in time is masked whole.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextvars import ContextVar
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import regex  # type: ignore[import-untyped]
from django.db.models import Q
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from rhyddid.redaction.person_names import find_names
from rhyddid.requests.models import MaskingEdition, MaskingRule, Request, RuleKind, RuleScope
from rhyddid.wording import gettext_noop

log = logging.getLogger(__name__)

REMOVED = gettext_noop("[removed]")
NAME = gettext_noop("[name]")
PATTERN_SECONDS = 0.1
_FRESH_SECONDS = 1.0
_MOST_MATCHES = 10_000
# between the words of a phrase: blanks, and what stands for them in the names of files
_GAP = r"(?:[\s_.+-]|%20)+"


class About(NamedTuple):
    """What a text is about: whose rules apply to it. Without a request, those of the whole site."""

    request_id: int | None = None
    authority_id: int | None = None


SITE = About()


def about(request: Request) -> About:
    """The rules that apply to the texts of `request`."""
    return About(request.pk, request.authority_id)


@dataclass(frozen=True)
class Rule:
    """One rule as it is applied. `pk` is 0 for one that is only being tried."""

    pk: int
    scope: str
    authority_id: int | None
    request_id: int | None
    kind: str
    value: str
    shown_as: str


@dataclass(frozen=True)
class RuleSpan:
    """`text[start:end]` is masked by `rule`."""

    start: int
    end: int
    shown_as: str
    rule: Rule


class BadPattern(ValueError):
    """A regular expression that cannot be used as a rule; the message says why."""


@dataclass(frozen=True)
class Rules:
    """Every rule that stands, by what it applies to."""

    edition: str
    everywhere: tuple[Rule, ...] = ()
    of_authority: dict[int, tuple[Rule, ...]] | None = None
    of_request: dict[int, tuple[Rule, ...]] | None = None

    def applying(self, to: About) -> tuple[Rule, ...]:
        """The rules that apply, the narrowest first: of two that overlap, its words are shown."""
        found: tuple[Rule, ...] = ()
        if to.request_id is not None and self.of_request:
            found += self.of_request.get(to.request_id, ())
        if to.authority_id is not None and self.of_authority:
            found += self.of_authority.get(to.authority_id, ())
        return found + self.everywhere


_kept = Rules("")
_checked_at = float("-inf")
# within a page: whether the edition was asked already
_page: ContextVar[list[bool] | None] = ContextVar("masking_rules_page", default=None)


def rules_now() -> Rules:
    """The rules that stand."""
    global _kept, _checked_at
    page = _page.get()
    if page is not None:
        if page[0]:
            return _kept
        page[0] = True
    elif time.monotonic() - _checked_at < _FRESH_SECONDS:
        return _kept
    edition = MaskingEdition.objects.filter(pk=1).values_list("name", flat=True).first() or "none"
    if edition != _kept.edition:
        _kept = _load(edition)
    _checked_at = time.monotonic()
    return _kept


def rules_forget() -> None:
    """Ask the database again at the next text: a rule was made or taken back here."""
    global _checked_at
    _checked_at = float("-inf")
    page = _page.get()
    if page is not None:
        page[0] = False


class RulesOncePerPage:
    """Middleware: within one page, the edition of the rules is asked once, and only where something is masked."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, http: HttpRequest) -> HttpResponseBase:
        token = _page.set([False])
        try:
            return self._get_response(http)
        finally:
            _page.reset(token)


def _load(edition: str) -> Rules:
    everywhere: list[Rule] = []
    of_authority: dict[int, tuple[Rule, ...]] = {}
    of_request: dict[int, tuple[Rule, ...]] = {}
    standing = MaskingRule.objects.filter(undone_at=None).order_by("pk")
    for row in standing.values_list(
        "pk", "scope", "authority_id", "request_id", "kind", "value", "shown_as"
    ).iterator():
        rule = Rule(*row)
        if rule.request_id is not None:
            of_request[rule.request_id] = (*of_request.get(rule.request_id, ()), rule)
        elif rule.authority_id is not None:
            of_authority[rule.authority_id] = (*of_authority.get(rule.authority_id, ()), rule)
        else:
            everywhere.append(rule)
    return Rules(edition, tuple(everywhere), of_authority, of_request)


def find_by_rules(text: str, rules: Iterable[Rule]) -> Iterator[RuleSpan]:
    """Where the rules strike, exemptions apart. A pattern that takes too long strikes the whole text."""
    for rule in rules:
        label = rule.shown_as or (NAME if rule.kind == RuleKind.NAME else REMOVED)
        for start, end in _spans(text, rule):
            yield RuleSpan(start, end, label, rule)


def exempt_spans(text: str, rules: Iterable[Rule]) -> list[tuple[int, int]]:
    """The places that exemptions keep in view."""
    return [
        match.span()
        for rule in rules
        if rule.kind == RuleKind.EXEMPTION
        for match in phrase_pattern(rule.value).finditer(text)
    ]


def _spans(text: str, rule: Rule) -> Sequence[tuple[int, int]]:
    match rule.kind:
        case RuleKind.PHRASE:
            return [match.span() for match in phrase_pattern(rule.value).finditer(text)]
        case RuleKind.NAME:
            return list(find_names(text, [rule.value]))
        case RuleKind.PATTERN:
            return _pattern_spans(text, rule)
        case _:
            return ()


def _pattern_spans(text: str, rule: Rule) -> Sequence[tuple[int, int]]:
    try:
        found: list[tuple[int, int]] = []
        ends = time.monotonic() + PATTERN_SECONDS
        for match in people_pattern(rule.value).finditer(text, timeout=PATTERN_SECONDS):
            if match.end() > match.start():
                found.append(match.span())
            if len(found) > _MOST_MATCHES or time.monotonic() > ends:
                raise TimeoutError
        return found
    except (TimeoutError, BadPattern):
        log.warning(
            "masking rule %s is not done in time with a text of %s characters: masked whole",
            rule.pk,
            len(text),
        )
        return [(0, len(text))]


@lru_cache(maxsize=4096)
def phrase_pattern(phrase: str) -> regex.Pattern[str]:
    """Finds `phrase` in any case and however its words are parted, not inside longer words."""
    words = _GAP.join(regex.escape(word, special_only=True) for word in phrase.split())
    before = r"(?<![^\W_])" if phrase.strip()[:1].isalnum() else ""
    after = r"(?![^\W_])" if phrase.strip()[-1:].isalnum() else ""
    return regex.compile(before + words + after, regex.IGNORECASE)


@lru_cache(maxsize=1024)
def people_pattern(pattern: str) -> regex.Pattern[str]:
    """A person's regular expression. Raises BadPattern, also for one that matches where nothing is."""
    try:
        compiled = regex.compile(pattern, regex.IGNORECASE | regex.MULTILINE)
    except (regex.error, OverflowError, RecursionError) as error:
        raise BadPattern(str(error)) from error
    try:
        if compiled.search("", timeout=PATTERN_SECONDS) is not None:
            raise BadPattern("it matches where nothing is")
    except TimeoutError as error:
        raise BadPattern("it takes too long") from error
    return compiled


def rule_filter(to: About) -> Q:
    """The rows of the rules that apply to `to`: for lists of them."""
    found = Q(scope__in=[RuleScope.SITE, RuleScope.PERSON])
    if to.authority_id is not None:
        found |= Q(authority=to.authority_id)
    if to.request_id is not None:
        found |= Q(request=to.request_id)
    return found
