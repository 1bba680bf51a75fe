"""What the page of masking rules shows: the rules that stand or were taken back, and a text with what is masked in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from rhyddid.requests.masking import Hidden, find_hidden, shown
from rhyddid.requests.masking_rules import About, Rule, rules_now
from rhyddid.requests.models import MaskingRule, Message, Request

MOST_TEXT = 60_000


@dataclass(frozen=True)
class TriedPiece:
    """A piece of the tried text; a hidden one with what stands there instead, and by what it is masked."""

    text: str
    shown_as: str = ""
    because: str = ""

    @property
    def is_hidden(self) -> bool:
        return bool(self.because)


@dataclass(frozen=True)
class Tried:
    """A text that was tried: `by` counts what was masked, by kind or rule."""

    pieces: Sequence[TriedPiece]
    by: Sequence[tuple[str, int]]


def rules_shown(request: Request | None) -> QuerySet[MaskingRule]:
    """The rules of the whole site's list, or of one request's."""
    rules = MaskingRule.objects.select_related("authority", "request", "by", "undone_by")
    return rules.filter(request=request) if request is not None else rules


def letter_text(pk: int, request: Request | None) -> str | None:
    """The words of a letter that is to be tried: of `request` where one is given."""
    letters = Message.objects.filter(pk=pk, erased_at=None)
    if request is not None:
        letters = letters.filter(requests=request)
    return letters.values_list("text", flat=True).first()


def tried(text: str, to: About, fresh: Rule | None) -> Tried:
    """`text` as the public would read it with the rules that stand and, perhaps, one that is not saved yet."""
    text = text[:MOST_TEXT]
    standing = rules_now().applying(to)
    rules = (fresh, *standing) if fresh is not None else standing
    hidden = sorted(shown(find_hidden(text, rules), get_language()), key=lambda each: (each.start, -each.end))
    words = {rule.pk: rule.value for rule in rules}
    pieces: list[TriedPiece] = []
    counts: dict[str, int] = {}
    position = 0
    for each in hidden:
        because = _because(each, words)
        counts[because] = counts.get(because, 0) + 1
        if each.end <= position:
            continue
        start = max(each.start, position)
        pieces += [
            TriedPiece(text[position:start]),
            TriedPiece(text[start : each.end], each.shown_as, because),
        ]
        position = each.end
    pieces.append(TriedPiece(text[position:]))
    return Tried([piece for piece in pieces if piece.text], sorted(counts.items()))


def _because(hidden: Hidden, words: dict[int, str]) -> str:
    if hidden.kind == "token":
        return _("our own reply address")
    if hidden.kind != "rule":
        return _("built in: %(kind)s") % {"kind": hidden.shown_as.strip("[]")}
    if not hidden.rule_id:
        return _("the rule that is being tried")
    return _("the rule “%(value)s”") % {"value": words.get(hidden.rule_id, "")}
