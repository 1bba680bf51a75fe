"""Which passage is about which question, where no number and no repeated question tells: by shared words, kind and order.

In: the questions, the layout, the paragraph roles, the words that refuse. Out: a span for each question that has one.
The body is cut into sentences. Each may answer one question or none; how well it fits is the weight of the words that it
shares with that question and with few others, and whether it tells what was asked for (a sum, a number, a day, a name, a
copy, yes or no). The best way through all sentences is found at once (Viterbi): answers tend to come in the order of the
questions, to change at a paragraph or at "As regards …", and to run on otherwise.
"""
# ruff: noqa: E501, SIM905 -- the patterns are data, one form of words after another

from __future__ import annotations

import math
import re
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache

from rhyddid.reading.layout import Layout, Span
from rhyddid.reading.markers import marker_at
from rhyddid.reading.paragraphs import Paragraphs
from rhyddid.reading.request_text import Question

_WORDS = re.compile(r"[^\W\d_][^\W_]*|(?:19|20)\d\d")
_STOP = frozenset(
    """the and for are was were has have had been being this that these those with from into onto over under about your you our
    out its it's his her their they them there here who whom whose which what when where why how many much often please
    provide confirm state list give tell supply send could would can will may might shall should also any all each every
    some such other than then if not does did doing done per via held hold holds holding information request requested
    requests question questions freedom act section response respond answer answers following details regarding
    relating relation concerning including include last two three four five six year years financial since between
    during within know like wish number numbers total copy copies name names date dates council trust force police
    authority university department board school agency service body office recorded record records i'd let me my
    mae yn yr ac ar ei eich bod gan oes beth faint pwy pryd sut pam sawl ydych chi hyn hon hwn am i'r a'r o'r""".split()
)
_SUFFIX = re.compile(r"(?:ings?|edly|ed|ies|es|s|ments?|ations?|ers?|ors?|ly|al|ance|ancy|ants?)$")
_OPENS = re.compile(
    r"[\"'(•*-]*\s*(?:(?:and |also,? |next,? |finally,? |lastly,? |then |in addition,? |moreover,? |further(?:more)?,? |meanwhile,? )*"
    r"(?:as (?:regards?|for|to|concerns|far as)|on (?:the|your|our|whether|how|who|what|that|[a-z]+ing)\b|with (?:regards?|respect|reference)|(?:in|having) (?:regard|respect|relation|connection)|regarding|concerning|turning|coming|moving|so far as|insofar|about|for (?:the|your)|to (?:the|your) (?:question|point|query|matter)|you (?:also |further |then |next |finally |lastly )?(?:asked?|want|request|enquir|wish|would like|sought)|your (?:other|next|remaining|last|final|first|second|third|fourth)|next\b|finally|lastly|(?:o ran|ynglyn a|ynghylch|ynghylch|mewn perthynas))"
    r"|(?:also|next|finally|lastly|in addition|moreover|furthermore|meanwhile)\b)"
)
_ASKS_AGAIN = re.compile(
    r"[\"'(•*-]*\s*(?:(?:and|also|next|finally|lastly|secondly|thirdly),? )?(?:you (?:also |further |then |next |finally |lastly |have |had )*(?:ask(?:ed)?|want(?:ed)?|request(?:ed)?|enquired?|inquired?|wish(?:ed)?|would like|sought|seek)\b|(?:gofynn\w+|gofynas\w+))"
)
_LABEL = re.compile(r"[^:.?!\n]{2,80}?(?:: +| [-–—] |: *\n|\t+|\s*\|\s*| {3,})(?=\S)")
_MONEY = re.compile(r"[£€$] ?\d|\d ?(?:pounds|euros?)\b|\bno (?:cost|charge)\b|\bfree of charge\b")
_NUMBER = re.compile(
    r"(?<![\w£€$.,/])\d[\d,.]*(?!\w|/)|\b(?:none|nil|zero|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|dozen|hundred)\b|\d+%"
)
_DATE = re.compile(
    r"\b(?:\d{1,2}(?:st|nd|rd|th)? )?(?:january|february|march|april|may|june|july|august|september|october|november|december|ionawr|chwefror|mawrth|ebrill|mai|mehefin|gorffennaf|awst|medi|hydref|tachwedd|rhagfyr) (?:19|20)\d\d\b|\b\d{1,2}/\d{1,2}/\d{2,4}\b|\b(?:in|since|until|from) (?:19|20)\d\d\b"
)
_YES_NO = re.compile(r"\W*(?:yes|no|none|oes|nac|ydy|nid)\b")
_COPY = re.compile(
    r"\b(?:attach\w*|enclos\w*|cop(?:y|ies)|annex\w*|appendix|append\w*|https?|www|download\w*|link|amgae\w*|ynghlwm|atod\w*)\b"
)
_NAME = re.compile(r"\b(?:Ltd|Limited|plc|PLC|LLP|CIC|Inc|Cyf)\b|(?<![.?!:]\s)(?<!^)\b[A-Z][a-z]{2,}\b")
_ASKS = (
    ("money", re.compile(r"\b(?:costs?|spen[dt]\w*|how much|budget|value|amount|price|fees?|paid|pay|expenditure|salary|salaries|income|revenue|compensation|grants?|funding|payments?|gost|cost|gwariant|wariwyd|cyllideb)\b")),
    ("date", re.compile(r"\b(?:when|what (?:date|year)|dates?|expir\w+|commence\w*|pryd|dyddiad)\b")),
    ("number", re.compile(r"\b(?:how (?:many|often|long)|number of|numbers of|percentage|proportion|total|occasions|faint|sawl|nifer)\b")),
    ("name", re.compile(r"\b(?:who|whom|which (?:compan|firm|supplier|contractor|organisation|software|system|bod)\w*|names? of|supplier|contractor|provider|company|firms?|model|make|software|pwy)\b")),
    ("copy", re.compile(r"\b(?:cop(?:y|ies)|minutes|report|reports|polic(?:y|ies)|correspondence|e-?mails|documents?|contract|plans?|copi)\b")),
    ("yes_no", re.compile(r"(?:^|[.,;] )\W*(?:is|are|was|were|do|does|did|has|have|had|will|would|can|whether|any|oes|a oes|ydy)\b")),
)  # fmt: skip
_TELLS = {"money": _MONEY, "date": _DATE, "number": _NUMBER, "name": _NAME, "copy": _COPY, "yes_no": _YES_NO}
_OF_ALL = re.compile(
    r"(?<!part of )(?<!parts of )(?<!element of )(?<!aspect of )(?<!limb of )\b(?:your (?:whole |entire )?(?:request|enquiry|application)|the (?:whole|entire) (?:request|of)|the (?:requested )?information (?:that )?(?:you (?:have )?(?:requested|asked|seek|sought|want)|requested|sought)|the requested information|(?:all|any|none) of (?:this|these|the|your)|what you (?:asked|want|seek)|all (?:the|of the|your) (?:information|questions)|your questions|the above|eich cais)\b"
)
_ODD = {
    "paid": "pay", "spent": "spend", "bought": "buy", "sold": "sell", "made": "make", "lost": "lose", "ran": "run",
    "running": "run", "runs": "run", "took": "take", "taken": "take", "gave": "give", "given": "give", "built": "build",
    "left": "leave", "lent": "lend", "people": "person", "persons": "person", "men": "man", "women": "woman",
    "children": "child", "died": "death", "deaths": "death", "dead": "death", "killed": "kill", "began": "begin",
    "expiry": "expire", "expires": "expire", "ends": "end", "ended": "end", "bids": "bid", "chosen": "choose",
    "broken": "break", "stolen": "steal", "theft": "steal", "thefts": "steal", "seizures": "seize",
}  # fmt: skip
_MOST_UNITS = 90
_OUT = -1


@dataclass(frozen=True, slots=True)
class _Unit:
    """One sentence of the body."""

    start: int
    end: int
    block: int
    opens_block: bool
    turns: bool
    tells: bool
    heading: bool
    words: frozenset[str]


@lru_cache(maxsize=8192)
def stem(word: str) -> str:
    """A word without its ending, cut short: "excluded" and "exclusions" are one."""
    if word.endswith(("'s", "s'")):
        word = word[:-2]
    word = _ODD.get(word, word)
    short = _SUFFIX.sub("", word) if len(word) > 4 else word
    if len(short) < 3:
        short = word
    return short[:5] if len(short) >= 5 else short


def _stems(plain: str) -> list[str]:
    return [stem(word) for word in _WORDS.findall(plain) if len(word) > 2 and word not in _STOP]


def answers_by_topic(
    questions: tuple[Question, ...],
    layout: Layout,
    roles: Paragraphs,
    telling: tuple[int, ...] = (),
    *,
    first: int = 0,
    taken: tuple[Span, ...] = (),
) -> dict[int, Span]:
    """The span that answers each question, by topic; empty where the letter does not tell them apart."""
    count = len(questions)
    if count < 2:
        return {}
    units = _units(layout, roles, telling, first, taken)
    if len(units) < 2 or len(units) > _MOST_UNITS:
        return {}
    if _one_table(layout, units):
        return {}
    asked = [frozenset(_stems(question.text.lower())) for question in questions]
    weights = _weights(asked, units)
    fits = [[sum(weights[word] for word in unit.words & words) for words in asked] for unit in units]
    kinds = [kind_asked(question.text.lower()) for question in questions]
    tells = [[tells_kind(layout, unit.start, unit.end, kind) for kind in kinds] for unit in units]
    one_each = _one_each(layout, units, fits, count)
    runs = _runs(one_each or _best_path(units, fits, tells, count), fits)
    if not _sure(runs, units, fits, tells, layout, count, one_each=bool(one_each)):
        return {}
    return {place: _span(layout, units, run, asked[place]) for place, run in runs.items()}


def _pieces(layout: Layout, number: int) -> list[Span]:
    """The sentences of a block, cut once more where short lines stand below one another."""
    found: list[Span] = []
    for start, end in layout.sentences_of(number):
        position = start
        for line in _SHORT_LINE.finditer(layout.text, start, end):
            found.append((position, line.start()))
            position = line.end()
        found.append((position, end))
    return [(start, end) for start, end in found if end > start]


_SHORT_LINE = re.compile(r"(?<=[\w).%:;])[ \t]*\n[ \t]*(?=[A-Z£€$\d•(*-])")


def _units(
    layout: Layout, roles: Paragraphs, telling: tuple[int, ...], first: int, taken: tuple[Span, ...]
) -> list[_Unit]:
    found: list[_Unit] = []
    for number in range(roles.body_first, min(roles.body_end, len(layout.blocks))):
        block = layout.blocks[number]
        if block.end <= first or any(a < block.end and block.start < b for a, b in taken):
            continue
        role = roles.roles[number]
        told = any(block.start <= place < block.end for place in telling)
        if role in ("greeting", "heading_question", "heading_answer") or (role == "legal" and not told):
            continue
        for start, end in _pieces(layout, number):
            if end <= first:
                continue
            plain = layout.plain[start:end]
            if (
                len(found) == 0
                and role in ("introduction", "lead_in")
                and not any(start <= p < end for p in telling)
                and not _ANSWERS.search(plain)
            ):
                continue
            found.append(
                _Unit(
                    start,
                    end,
                    number,
                    start == block.start or not found or found[-1].block != number,
                    _OPENS.match(plain) is not None,
                    any(start <= place < end for place in telling),
                    _is_heading(layout, start, end, block.end),
                    frozenset(_stems(plain)),
                )
            )
    return found


_NOTHING = re.compile(
    r"\W*$|(?:thanks|thank you|hello|hi|dear|here (?:is|are)|here's|(?:our|the|my) (?:answers?|repl(?:y|ies)|responses?) (?:is|are|follows?)|please (?:find|see) (?:below|our)|i (?:respond|reply|answer)|we (?:respond|reply|answer)|taking )[^:.]{0,90}[:.]?$|\W*(?:no|ref|item|question|request|query|topic|subject|data)?\W*(?:item|question|request|query|topic|subject|data|category)s?[\s|]+(?:our |the )?(?:answers?|response|reply|figure|details)\W*$"
)
_ANSWERS = re.compile(r"[£€$] ?\d|\b(?:there (?:were|was|are|is)|attached|enclosed)\b")


_FIGURES = re.compile(r"(?<![\w.,])[£€$]?\d[\d,.]*(?![\w/])|(?<=\s)-(?=\s)")


def _one_table(layout: Layout, units: list[_Unit]) -> bool:
    """Whether rows of several figures each answer more than one question at once."""
    rows = 0
    for line in layout.text[units[0].start : units[-1].end].split("\n"):
        rows = rows + 1 if len(_FIGURES.findall(line)) >= 3 and len(line) < 120 else 0
        if rows >= 3:
            return True
    return False


def _weights(asked: list[frozenset[str]], units: list[_Unit]) -> dict[str, float]:
    """How much a shared word tells: more, the fewer questions and sentences have it."""
    in_questions = Counter(word for words in asked for word in words)
    in_units = Counter(word for unit in units for word in unit.words)
    result: dict[str, float] = {}
    for word, questions in in_questions.items():
        share = (questions - 1) / max(1, len(asked) - 1)
        spread = in_units[word] / max(1, len(units))
        result[word] = (1.0 - share) ** 1.5 * (1.0 - 0.6 * spread) + 0.02
    return result


def kind_asked(plain: str) -> str:
    """What sort of answer a plain question wants: a sum, a number, a day, a name, a copy, yes or no; "" for the rest."""
    for kind, pattern in _ASKS:
        if pattern.search(plain):
            return kind
    return ""


def kinds_asked(plain: str) -> frozenset[str]:
    """All that a plain question wants, where it asks several things at once."""
    return frozenset(kind for kind, pattern in _ASKS if pattern.search(plain))


def topic_words(plain: str) -> frozenset[str]:
    """The stems of the words that tell what a text is about."""
    return frozenset(_stems(plain))


def tells_kind(layout: Layout, start: int, end: int, kind: str) -> bool:
    """Whether `start:end` has what a question of that kind wants."""
    if not kind:
        return False
    text = layout.text if kind == "name" else layout.plain
    pattern = _TELLS[kind]
    if kind == "number":
        return pattern.search(text, start, end) is not None and not _MONEY.search(layout.plain, start, end)
    if kind == "yes_no":
        return pattern.match(text, start, end) is not None
    return pattern.search(text, start, end) is not None


def _one_each(layout: Layout, units: list[_Unit], fits: list[list[float]], count: int) -> list[int]:
    """A paragraph a question, in order, where none fits another question better."""
    blocks = list(dict.fromkeys(unit.block for unit in units))
    lines = [
        unit.opens_block or layout.text[max(0, unit.start - 8) : unit.start].rstrip(" \t").endswith("\n")
        for unit in units
    ]
    if len(blocks) == count:
        path = [blocks.index(unit.block) for unit in units]
    elif sum(lines) == count:  # a line each
        path = [sum(lines[: place + 1]) - 1 for place in range(len(units))]
    else:
        return []
    for place in range(count):
        own = [fits[at] for at, state in enumerate(path) if state == place]
        best = max(range(count), key=lambda state: sum(fit[state] for fit in own))
        if best != place and sum(fit[best] for fit in own) >= 0.4 + sum(fit[place] for fit in own):
            return []
    return path


def _best_path(units: list[_Unit], fits: list[list[float]], tells: list[list[bool]], count: int) -> list[int]:
    """For each unit its question, or -1."""
    states = [*range(count), _OUT]
    score: dict[int, float] = {}
    back: list[dict[int, int]] = []
    for place, unit in enumerate(units):
        now: dict[int, float] = {}
        origin: dict[int, int] = {}
        for state in states:
            if state == _OUT:
                own = 0.0
            else:
                fit = min(fits[place][state], 2.5)
                own = 0.15 + 1.3 * fit + (0.5 if tells[place][state] else 0.0) + (0.15 if unit.tells else 0.0)
            if place == 0:
                now[state] = own - (0.0 if state == _OUT else 0.25 * state)
                continue
            best, where = -math.inf, _OUT
            for before in states:
                step = score[before] + _step(before, state, unit, units[place - 1].heading)
                if step > best:
                    best, where = step, before
            now[state], origin[state] = best + own, where
        score = now
        back.append(origin)
    state = max(score, key=lambda each: score[each])
    path = [state]
    for origin in reversed(back[1:]):
        state = origin[state]
        path.append(state)
    return path[::-1]


def _step(before: int, state: int, unit: _Unit, headed: bool) -> float:
    if headed and before != _OUT:  # what stands under a heading belongs to it
        return 0.2 if state == before else -1.5
    if state == _OUT:
        return -0.1 if before == _OUT else -0.5
    if before == state:
        return -0.9 if unit.turns else -0.45 if unit.opens_block else 0.0
    if before == _OUT:
        return -0.2
    cost = 0.0 if unit.opens_block or unit.turns else -0.5
    if state == before + 1:
        return cost
    if state > before:
        return cost - 0.25 * (state - before - 1) - 0.1
    return cost - 0.5


def _runs(path: list[int], fits: list[list[float]]) -> dict[int, list[int]]:
    """The unbroken run of units that fits each question best."""
    runs: dict[int, list[list[int]]] = {}
    for place, state in enumerate(path):
        if state == _OUT:
            continue
        if place and path[place - 1] == state:
            runs[state][-1].append(place)
        else:
            runs.setdefault(state, []).append([place])
    return {
        state: max(each, key=lambda run: (sum(fits[place][state] for place in run), -run[0]))
        for state, each in runs.items()
    }


def _sure(
    runs: dict[int, list[int]],
    units: list[_Unit],
    fits: list[list[float]],
    tells: list[list[bool]],
    layout: Layout,
    count: int,
    *,
    one_each: bool,
) -> bool:
    """Whether the sentences do tell the questions apart."""
    if len(runs) < 2 or len(runs) * 5 < count * 3:
        return False
    by_topic = sum(1 for state, run in runs.items() if sum(fits[place][state] for place in run) >= 0.5)
    by_kind = sum(1 for state, run in runs.items() if any(tells[place][state] for place in run))
    for unit in units:
        if unit.tells and _OF_ALL.search(layout.plain, unit.start, unit.end):
            return False
    if by_topic * 2 >= count and by_topic >= 2:
        return True
    short = max(units[run[-1]].end - units[run[0]].start for run in runs.values()) < 260
    return one_each and ((by_topic + by_kind) * 3 >= count or short)


def _span(layout: Layout, units: list[_Unit], run: list[int], asked: frozenset[str]) -> Span:
    """The run's span, without a first sentence that only asks again and without a label."""
    kept = list(run)
    while len(kept) > 1 and _ASKS_AGAIN.match(layout.plain, units[kept[0]].start, units[kept[0]].end):
        kept = kept[1:]
    start, end = units[kept[0]].start, units[kept[-1]].end
    marker = marker_at(layout.plain, start, end)
    if marker is not None and marker.kind == "bullet":
        start = marker.end
    first = units[kept[0]]
    if layout.text[start] == "|":
        start += 1
        end -= layout.text[start:end].rstrip().endswith("|")
    label = _LABEL.match(layout.text, start, end)
    if label and asked & set(_stems(layout.plain[start : label.end()])) and label.end() < end:
        start = label.end()
    elif first.heading and first.end < end:
        start = units[kept[1]].start
    return layout.trimmed(start, end)


def _is_heading(layout: Layout, start: int, end: int, block_end: int) -> bool:
    text = layout.text[start:end].strip()
    return (
        len(text) <= 75
        and text[-1:] not in ".,;!"
        and text[:1].isupper()
        and end == block_end
        and not _FIGURE.search(text)
        and _STATES.search(text.lower()) is None
    )


_FIGURE = re.compile(r"[£€$]|(?<!\w)(?!(?:19|20)\d\d)\d")
_STATES = re.compile(
    r"\b(?:yes|no|none|nil|not|is|are|was|were|has|have|had|we|cannot|attached|enclosed|withheld|exempt|refused|held|ltd|limited|plc|llp|n/a)\b"
)
