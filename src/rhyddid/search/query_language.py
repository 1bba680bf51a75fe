"""What people type into the search box, taken apart: words, phrases, operators. Text in, a frozen value out.

Words are joined by AND; `OR` (or `|`) and `NOT` (or `-`) are read, round brackets group, `"…"` is a phrase, `word*` a
beginning. A name with a colon narrows (`status:late`, `requested_from:port-aldwych-council`, `filetype:pdf`); two dates
with `..` between are a range. Nothing typed is an error: what cannot be meant is left out and said in `notes`.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field
from typing import Literal

from rhyddid.wording import Wording, gettext_noop

MAX_LENGTH = 500
MAX_WORDS = 24

# operator as typed -> what it narrows; the synonyms are those that users of other sites know
OPERATORS: dict[str, str] = {
    "status": "status", "latest_status": "status", "variety": "variety", "latest_variety": "variety",
    "kind": "variety", "in": "part", "requested_from": "authority", "authority": "authority",
    "requested_by": "team", "team": "team", "request": "request", "filetype": "filetype", "tag": "tag",
    "authority_tag": "tag", "request_public_body_tag": "tag", "law": "law", "exemption": "provision",
    "section": "provision", "language": "language", "nation": "nation", "after": "after", "before": "before",
    "waiting_classification": "unchecked", "unchecked": "unchecked", "commented_by": "annotator",
}  # fmt: skip

_TOKEN = re.compile(
    r"""(?P<space>\s+)|(?P<open>\()|(?P<close>\))|(?P<or>\||\bOR\b)|(?P<and>\bAND\b|&)|(?P<not>\bNOT\b|(?<!\w)-(?=["\w(]))"""
    r"""|\+?(?P<range>\d[\d/-]*\.\.\d[\d/-]*)"""
    r"""|\+?(?P<name>[a-z_]{2,25}):(?:"(?P<quoted>[^"]*)"|(?P<value>[^\s"()]+))"""
    r"""|\+?"(?P<phrase>[^"]*)"?|\+?(?P<word>[\w'’.@/-]*\w)(?P<star>\*?)|(?P<other>.)""",
    re.VERBOSE,
)
_PLAIN_WORD = re.compile(r"\w+")

UNKNOWN_OPERATOR = gettext_noop("There is no operator “{name}:”; it was searched for as words.")
BAD_DATE = gettext_noop("“{text}” is no date: write 2026-03-31 or 31/03/2026.")
TOO_MANY_WORDS = gettext_noop("Only the first {count} words were searched for.")


@dataclass(frozen=True)
class Words:
    """Words that stand side by side: one word, or a phrase. `beginning`: the last one may go on."""

    words: tuple[str, ...]
    beginning: bool = False


@dataclass(frozen=True)
class Not:
    of: Term


@dataclass(frozen=True)
class Joined:
    """Terms joined by `and` or `or`."""

    how: Literal["and", "or"]
    terms: tuple[Term, ...]


Term = Words | Not | Joined


@dataclass(frozen=True)
class Narrowing:
    """`what` (a value of OPERATORS) is, or with `not_` is not, `value`."""

    what: str
    value: str
    not_: bool = False


@dataclass(frozen=True)
class Query:
    """A query: `term` (None where only operators were given), what narrows it, and dates, both included."""

    text: str
    term: Term | None = None
    narrowings: tuple[Narrowing, ...] = ()
    after: dt.date | None = None
    before: dt.date | None = None
    notes: tuple[Wording, ...] = ()

    @property
    def is_empty(self) -> bool:
        return self.term is None and not self.narrowings and self.after is None and self.before is None


@dataclass
class _Reading:
    """The tokens that are left, and what was found on the way."""

    tokens: list[re.Match[str]]
    at: int = 0
    count: int = 0
    narrowings: list[Narrowing] = field(default_factory=list)
    after: dt.date | None = None
    before: dt.date | None = None
    notes: list[Wording] = field(default_factory=list)

    def peek(self) -> str:
        return self.tokens[self.at].lastgroup or "" if self.at < len(self.tokens) else ""


def query_read(text: str) -> Query:
    """Take `text` apart. Never raises: a query that is half typed is searched for as far as it goes."""
    text = " ".join(text.replace("\x00", " ").split())[:MAX_LENGTH]
    tokens = [match for match in _TOKEN.finditer(text) if not match.group("space")]
    reading = _Reading(tokens)
    terms = []
    while reading.at < len(tokens):
        term = _either(reading)
        if term is not None:
            terms.append(term)
        elif reading.peek() == "close":
            reading.at += 1  # a bracket that nobody opened
    return Query(
        text,
        _joined("and", terms),
        tuple(reading.narrowings),
        reading.after,
        reading.before,
        tuple(reading.notes),
    )


def _either(reading: _Reading) -> Term | None:
    """Terms with OR between: OR binds less than standing side by side."""
    terms = [_all_of(reading)]
    while reading.peek() == "or":
        reading.at += 1
        terms.append(_all_of(reading))
    return _joined("or", [term for term in terms if term is not None])


def _all_of(reading: _Reading) -> Term | None:
    terms: list[Term] = []
    while reading.peek() not in ("", "or", "close"):
        term = _one(reading)
        if term is not None:
            terms.append(term)
    return _joined("and", terms)


def _one(reading: _Reading) -> Term | None:
    not_ = False
    while reading.peek() == "not":
        reading.at += 1
        not_ = not not_
    kind = reading.peek()
    if kind in ("", "or", "close"):
        return None
    match = reading.tokens[reading.at]
    reading.at += 1
    term: Term | None = None
    if kind == "open":
        term = _either(reading)
        if reading.peek() == "close":
            reading.at += 1
    elif match.group("name"):
        term = _operator(reading, match, not_)
    elif match.group("range"):
        start, end = match.group("range").split("..")
        reading.after = _day(reading, start) or reading.after
        reading.before = _day(reading, end) or reading.before
    elif match.group("phrase") is not None:
        term = _words(reading, match.group("phrase"))
    elif match.group("word"):
        term = _words(reading, match.group("word"), beginning=bool(match.group("star")))
    return Not(term) if not_ and term is not None else term


def _operator(reading: _Reading, match: re.Match[str], not_: bool) -> Term | None:
    name, value = match.group("name"), match.group("quoted") or match.group("value") or ""
    what = OPERATORS.get(name)
    if what is None:
        if name not in ("http", "https"):
            reading.notes.append(Wording(UNKNOWN_OPERATOR, {"name": name}))
        return _words(reading, f"{name} {value}")
    if what == "after":
        reading.after = _day(reading, value) or reading.after
    elif what == "before":
        reading.before = _day(reading, value) or reading.before
    else:
        reading.narrowings.append(Narrowing(what, value, not_))
    return None


def _words(reading: _Reading, text: str, *, beginning: bool = False) -> Words | None:
    words = tuple(_PLAIN_WORD.findall(text))
    if not words:
        return None
    reading.count += len(words)
    if reading.count > MAX_WORDS:
        note = Wording(TOO_MANY_WORDS, {"count": MAX_WORDS})
        if note not in reading.notes:
            reading.notes.append(note)
        return None
    return Words(words, beginning)


def _joined(how: Literal["and", "or"], terms: list[Term]) -> Term | None:
    if len(terms) < 2:
        return terms[0] if terms else None
    return Joined(how, tuple(terms))


def _day(reading: _Reading, text: str) -> dt.date | None:
    for form in ("%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y"):
        try:
            return dt.datetime.strptime(text, form).date()
        except ValueError:
            continue
    reading.notes.append(Wording(BAD_DATE, {"text": text}))
    return None
