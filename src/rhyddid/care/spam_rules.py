"""What makes a new person's text look like spam: a table of rules, each with points and a reason that people can read.

Text in, a score with its reasons out. A score never drops anything: at `RHYDDID_SPAM_HOLD` points a letter or an annotation
waits until an operator has looked at it, and its writer is told so.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

_LINK = re.compile(r"https?://|www\.[a-z0-9-]+\.", re.IGNORECASE)
_MARKUP = re.compile(r"\[url[=\]]|<a\s+href|\[link[=\]]", re.IGNORECASE)
_TRADE = re.compile(
    r"\b(?:online casinos?|casino bonus(?:es)?|best casinos?|betting tips|payday loans?|viagra|cialis|escorts?|"
    r"crypto(?:currency)? (?:investment|recovery)|"
    r"seo services|backlinks?|guest posts?|weight loss pills?|replica watches|forex signals?|essay writing service)\b",
    re.IGNORECASE,
)
_REACH = re.compile(
    r"\b(?:whats\s?app|telegram|call now|click here|order now|limited offer|text me)\b", re.IGNORECASE
)
_REPEATED = re.compile(r"(.{12,80})(?:\s*\1){2,}", re.DOTALL)
_MANY_LINKS = 3
_CAPITALS_FROM = 40


@dataclass(frozen=True)
class SpamRule:
    """One rule: its name in the database, what it costs, and what it says to people."""

    name: str
    points: int
    because: Promise | str
    holds: Callable[[str], bool]


def _shouts(text: str) -> bool:
    letters = [each for each in text if each.isalpha()]
    return len(letters) >= _CAPITALS_FROM and sum(each.isupper() for each in letters) > 0.7 * len(letters)


def _other_script(text: str) -> bool:
    """Mostly letters that neither English nor Welsh is written in."""
    letters = [each for each in text if each.isalpha()]
    return len(letters) >= 20 and sum(ord(each) > 0x24F for each in letters) > 0.5 * len(letters)


RULES: tuple[SpamRule, ...] = (
    SpamRule("link", 2, _("It has a link"), lambda text: bool(_LINK.search(text))),
    SpamRule(
        "many_links", 3, _("It has three links or more"), lambda text: len(_LINK.findall(text)) >= _MANY_LINKS
    ),
    SpamRule(
        "markup", 4, _("It has links written for another site"), lambda text: bool(_MARKUP.search(text))
    ),
    SpamRule(
        "trade", 5, _("It has words of advertising that spam is known for"), lambda t: bool(_TRADE.search(t))
    ),
    SpamRule("reach", 2, _("It asks to be called or clicked"), lambda text: bool(_REACH.search(text))),
    SpamRule("shouts", 2, _("It is written in capitals"), _shouts),
    SpamRule(
        "repeated", 3, _("It says the same again and again"), lambda t: bool(_REPEATED.search(t[:20_000]))
    ),
    SpamRule("other_script", 3, _("It is written in another script"), _other_script),
)
BECAUSE: dict[str, Promise | str] = {rule.name: rule.because for rule in RULES}


@dataclass(frozen=True)
class SpamScore:
    """The points and the names of the rules that gave them."""

    points: int
    reasons: tuple[str, ...]


def spam_score(text: str) -> SpamScore:
    """What the rules say about `text`."""
    met = [rule for rule in RULES if rule.holds(text)]
    return SpamScore(sum(rule.points for rule in met), tuple(rule.name for rule in met))
