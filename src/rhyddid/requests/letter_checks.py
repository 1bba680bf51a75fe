"""Gentle checks of a request before it is sent: what may go wrong, and what to do about it. Nothing is changed here.

`stop`: it is not sent as it is; `warning`: it may go wrong; `note`: good to know.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from rhyddid.law.aggregation import real_name_caution
from rhyddid.redaction.personal_data import find_personal_data
from rhyddid.requests.asked_letter import AskedLetter
from rhyddid.requests.own_personal_data import own_personal_data_words
from rhyddid.wording import Wording, gettext_noop

CheckLevel = Literal["stop", "warning", "note"]
MANY, VERY_MANY = 8, 20

_ASKS_ENGLISH = (
    "please|kindly|could|can|would|will|i would|i request|i ask|i want|list|provide|send|give|state|tell|supply|copy|copies|"
    "details?|the|a|an|all|any|how|what|when|where|which|who|whom|whose|why|is|are|was|were|do|does|did|has|have|for each|"
    "number|names?|total|confirm|describe|disclose|explain|show"
)
_ASKS_WELSH = (
    "a fyddech|a allwch|allwch|anfonwch|rhowch|rhestrwch|rhestr|faint|sawl|beth|pa|pwy|pryd|ble|pam|sut|a oes|a yw|a ydych|"
    "copi|copïau|manylion|enwau|nifer|cyfanswm|pob|unrhyw|y|yr|dywedwch|cadarnhewch|disgrifiwch|os gwelwch"
)
_ASKING = re.compile(rf"^\W*(?:{_ASKS_ENGLISH}|{_ASKS_WELSH})\b", re.IGNORECASE)
_PAPERS_ENGLISH = (
    "e-?mails?|correspondence|documents?|communications?|records|information|minutes|files|messages|data|papers|"
    "material"
)
_PAPERS_WELSH = (
    "e-?byst|ohebiaeth|gohebiaeth|ddogfen(?:nau)?|dogfen(?:nau)?|gofnod(?:ion)?|cofnod(?:ion)?|wybodaeth|gwybodaeth|ddata|"
    "ffeiliau|negeseuon|sydd gennych"
)
_EVERYTHING = re.compile(
    rf"\b(?:all|any|every|everything)\b[^.?\n]{{0,30}}\b(?:{_PAPERS_ENGLISH})\b|\beverything (?:you (?:hold|have)|held)\b"
    rf"|\b(?:pob|holl|unrhyw|popeth|bopeth)\b[^.?\n]{{0,30}}\b(?:{_PAPERS_WELSH})\b",
    re.IGNORECASE,
)
_PERIOD = re.compile(
    r"\b(?:19|20)\d\d\b|\b(?:since|between|during|last|past|previous|within|current|latest|today|this (?:year|month|week))\b"
    r"|\b(?:ers|rhwng|yn ystod|diwethaf|diweddaraf|presennol|eleni|heddiw)\b",
    re.IGNORECASE,
)
_VAGUE = {
    *(
        "foi",
        "foi request",
        "foia request",
        "freedom of information",
        "freedom of information request",
        "information",
    ),
    *("information request", "request", "request for information", "question", "questions", "eir request"),
    *(
        "environmental information request",
        "cais",
        "cais rhyddid gwybodaeth",
        "rhyddid gwybodaeth",
        "gwybodaeth",
    ),
    *("cais am wybodaeth", "cwestiwn", "cwestiynau"),
}


@dataclass(frozen=True)
class LetterCheck:
    """One thing to look at; `number` is the question's, where it is one's."""

    code: str
    level: CheckLevel
    text: Wording
    number: str = ""


def letter_checks(letter: AskedLetter, *, not_about_me: bool = False) -> list[LetterCheck]:
    """What to look at before the letter is sent: what stops it first."""
    found = [
        *_missing(letter),
        *_own_data(letter, not_about_me),
        *_personal_data(letter),
        *_name(letter),
        *_subject(letter),
        *_questions(letter),
        *_shouting(letter),
    ]
    order = {"stop": 0, "warning": 1, "note": 2}
    return sorted(found, key=lambda check: order[check.level])


def asks_for_own_data(letter: AskedLetter) -> str:
    """The words by which the letter asks for the writer's own personal data; empty where none do."""
    return next((words for _, text in letter.texts if (words := own_personal_data_words(text))), "")


def _check(code: str, level: CheckLevel, message: str, number: str = "", **values: object) -> LetterCheck:
    return LetterCheck(code, level, Wording(message, values), number)


def _missing(letter: AskedLetter) -> Iterator[LetterCheck]:
    if not letter.questions:
        yield _check(
            "no_questions", "stop", gettext_noop("There is no question yet: write what you want to know.")
        )
    if not letter.subject.strip():
        yield _check(
            "no_subject",
            "stop",
            gettext_noop("The letter needs a subject: a few words that say what it is about."),
        )
    if not letter.sender.strip():
        yield _check("no_sender", "stop", gettext_noop("The letter needs your name: many laws ask for it."))


def _own_data(letter: AskedLetter, not_about_me: bool) -> Iterator[LetterCheck]:
    words = asks_for_own_data(letter)
    if words and not not_about_me:
        yield _check(
            "own_personal_data",
            "warning",
            gettext_noop(
                "“{words}” asks for information about yourself, or somebody close to you. That is a subject access request: "
                "the answer comes under data-protection law, free of charge and within a month, and only to you. "
                "It is kept private here, always: nobody but you and your team ever sees it."
            ),
            words=words,
        )


def _personal_data(letter: AskedLetter) -> Iterator[LetterCheck]:
    for number, text in letter.texts:
        for found in find_personal_data(text, language=letter.language):
            quote = text[found.start : found.end]
            yield _check(
                "personal_data",
                "warning",
                gettext_noop(
                    "“{quote}” looks like personal data {kind}. Letters are published: leave it out unless the authority "
                    "cannot answer without it."
                ),
                number,
                quote=quote if len(quote) <= 60 else f"{quote[:59]}…",
                kind=found.shown_as,
            )


def _name(letter: AskedLetter) -> Iterator[LetterCheck]:
    if letter.sender.strip():
        caution = real_name_caution(letter.regime, letter.sender)
        if caution is not None:
            yield LetterCheck("real_name", "warning", caution.what)


def _subject(letter: AskedLetter) -> Iterator[LetterCheck]:
    if " ".join(re.findall(r"\w+", letter.subject.lower())) in _VAGUE:
        yield _check(
            "vague_subject",
            "note",
            gettext_noop("Say in the subject what it is about: it is what others find your request by."),
        )


def _questions(letter: AskedLetter) -> Iterator[LetterCheck]:
    count = len(letter.questions)
    if count > VERY_MANY:
        words = gettext_noop(
            "{count} questions are very many: an authority may refuse what would cost too much to answer. Ask what matters "
            "most, and the rest in another request later."
        )
        yield _check("many_questions", "warning", words, count=count)
    elif count > MANY:
        words = gettext_noop(
            "{count} questions are many. Fewer are answered sooner, and refused for their cost less often."
        )
        yield _check("many_questions", "note", words, count=count)
    seen: dict[str, str] = {}
    for question in letter.questions:
        text = question.text.strip()
        same = " ".join(re.findall(r"\w+", text.lower()))
        if same in seen:
            words = gettext_noop("It is the same as question {other}.")
            yield _check("same_question", "warning", words, question.number, other=seen[same])
        seen.setdefault(same, question.number)
        yield from _question(question.number, text)
    if "?" in letter.opening:
        words = gettext_noop(
            "There is a question in the opening: give it a number, so that it is not passed over."
        )
        yield _check("question_in_opening", "note", words)


def _question(number: str, text: str) -> Iterator[LetterCheck]:
    is_broad = _EVERYTHING.search(text) is not None
    if is_broad and not _PERIOD.search(text):
        words = gettext_noop(
            "It may be too broad: say from when to when, and of whom or about what, or it may be refused for its cost."
        )
        yield _check("too_broad", "warning", words, number)
    if text.count("?") >= 3:
        words = gettext_noop(
            "It holds several questions: give each a number of its own, and each gets an answer of its own."
        )
        yield _check("several_in_one", "note", words, number)
    elif "?" not in text and not is_broad and not _ASKING.match(text):
        words = gettext_noop("It does not read like a question: say what you want to be told or sent.")
        yield _check("no_question", "note", words, number)
    if re.match(r"^\s*why\b|^\s*pam\b", text, re.IGNORECASE):
        words = gettext_noop(
            "An authority has to give what it holds on record, and need not explain. Ask for the documents that say why."
        )
        yield _check("asks_why", "note", words, number)


def _shouting(letter: AskedLetter) -> Iterator[LetterCheck]:
    for number, text in letter.texts:
        letters = [each for each in text if each.isalpha()]
        if len(letters) >= 20 and sum(each.isupper() for each in letters) > 0.6 * len(letters):
            words = gettext_noop("It is written in capitals, which many people read as shouting.")
            yield _check("shouting", "note", words, number)
