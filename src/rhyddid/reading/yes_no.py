"""Yes or no: whether a question asks for it, and what an answer says, in English and Welsh.

In: plain texts. Out: "yes", "no" or None, and where it is said.
"""
# ruff: noqa: E501 -- the patterns are data, one form of words after another

from __future__ import annotations

import re

from rhyddid.reading.layout import Span

_ASKS = re.compile(
    r"(?:^|[.?!:;,)\-] ?|\b(?:and|if so|know|confirm|state|ask|advise|say|tell me|whether) )(?:please (?:can|could) you (?:confirm|state|tell me|advise) |(?:can|could) you (?:also )?(?:please )?(?:confirm|state|tell me|advise) |please (?:confirm|state|advise) )?"
    r"(?:if |whether )?(?:is|are|was|were|do|does|did|has|have|had|will|would|can|could|should) (?!you (?:please|provide|confirm|tell|state|advise|supply|send|also|give|list|kindly|i)\b|i\b|my\b)[a-z']"
    r"|\b(?:whether|if) (?:you|the|your|there|any|or not|it|this)\b|\bany (?:trials?|active|contracts?|plans?|polic(?:y|ies)|use)\b|\b(?:yes/no|yes or no)\b"
    r"|(?:^|[.?!:;,] ?)(?:a (?:oes|yw|ydych|ydyw|wnaeth|fu|fydd|ydy)|oes|ydych|yw|ydy)\b"
)
_WH_FIRST = re.compile(
    r"^\W*(?:and |also,? )?(?:how|what|which|who|when|where|why|whom|faint|beth|pwy|pryd|ble|sut|pam|sawl)\b"
)
_YES = re.compile(
    r"\W*(?:(?:answer|response|ateb|a)\W{1,3})?(?P<yes>yes|yep|ydy|ydyw|ydym|oes|do|ie|ydyn|correct|that is correct|confirmed|we do|it is|there (?:is|are)|they (?:do|are))\b(?! not)"
)
_NO = re.compile(
    r"\W*(?:(?:answer|response|ateb|a)\W{1,3})?(?P<no>no|none|not currently|not at present|not applicable|n/a|n\.a\b|na|nil|never|nac ydym|nac ydy|nac oes|nac ydyw|naddo|nage|dim|nid oes|not|neither|negative)\b(?! ?\.? ?\d|: ?\d|(?:\.|:) [a-z0-9]+ ref)"
)
_NEGATED = re.compile(
    r"\b(?:(?:do|does|did|is|are|was|were|has|have|had|will|would|can|could|should)(?: not|n't)(?! only)|no (?:longer|plans?|such|intention|decision|contract|contracts|extension|trials?|formal|specific|current|currently|dedicated|disclosure|software|system)|none|never|nid (?:yw|oes|ydym)|nac (?:ydym|oes)|ddim yn|currently not|there (?:is|are|was|were|have been|has been) no|not yet|being (?:developed|evaluated)|in (?:development|progress)|under (?:development|consideration)|work in progress|planning to|looking (?:at|into))\b"
)
# a first sentence that says that there is one is not taken back by what a later one says that it is not
_AFFIRMED = re.compile(
    r"\b(?:we|it|(?:the|this) (?:force|council|trust|university|authority|service|department|board|constabulary|police))"
    r" (?:(?:currently|now|also|do|does|did|have|has|had) )*(?:have|has|had|uses?|used|holds?|held|operates?|operated|runs?|ran|tried|trialled|tested|deployed|owns?|owned|bought|purchased)\b"
)
_SENTENCE_END = re.compile(r"[.;!?] ")
_BUT = re.compile(r"\b(?:however|but|although|though)\b")


def asks_yes_or_no(question: str) -> bool:
    """Whether the plain question can be answered by yes or no."""
    return _ASKS.search(question) is not None and not (
        _WH_FIRST.match(question) and " whether " not in question
    )


def yes_or_no(plain: str, start: int, end: int, *, default_yes: bool = True) -> tuple[str, Span, str] | None:
    """What `plain[start:end]` says, where, and how it was told; None where neither is said."""
    no = _NO.match(plain, start, end)
    yes = _YES.match(plain, start, end)
    if no:
        return "no", no.span("no"), "word"
    if yes:
        return "yes", yes.span("yes"), "word"
    negated = _NEGATED.search(plain, start, end)
    if negated:
        but = _BUT.search(plain, start, negated.start())
        if but:
            return "yes", (start, min(end, start + 80)), "sentence"
        first = _SENTENCE_END.search(plain, start, negated.start())
        if first and _AFFIRMED.search(plain, start, first.start()):
            return "yes", (start, first.start() + 1), "sentence"
        if negated.start() - start < 160:
            return "no", negated.span(), "sentence"
    return ("yes", (start, min(end, start + 120)), "sentence") if default_yes and end > start else None
