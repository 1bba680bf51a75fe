"""The typed values of an answer: yes or no, numbers, sums with their year, days, names.

In: the layout, the passage and its question. Out: `ValueFound`s with spans in the same text. `coded_values` reads one
raw answer for `rhyddid read --values TYPE`: the likeliest value first.
"""
# ruff: noqa: E501 -- the patterns are data, one form of words after another

from __future__ import annotations

import re
from dataclasses import dataclass

from rhyddid.reading.cues import cue_table, hits
from rhyddid.reading.dates import days_in
from rhyddid.reading.layout import Layout, lay_out, plain_form
from rhyddid.reading.money import SumFound, sums_in
from rhyddid.reading.numbers import NumberFound, numbers_in
from rhyddid.reading.organisations import names_in
from rhyddid.reading.reading import Evidence, Value, ValueType
from rhyddid.reading.yes_no import asks_yes_or_no, yes_or_no

_ASKS_NUMBER = re.compile(
    r"\b(?:how (?:many|often|long)|number of|numbers of|percentage|proportion|what (?:percentage|number|proportion)|count of|faint o|sawl|nifer|average (?:length|number|time)|quantity|ranking|duration)\b"
)
_ASKS_MONEY = re.compile(
    r"\b(?:cost|costs|costing|spen[dt]|spending|how much|budget|value|amount|price|fee|fees|paid|pay|expenditure|salary|salaries|fines?|income|revenue|compensation|funding|grant|expense|expenses|bill|invoice\w*|faint o arian|gost|cost|costau|gwariant|gwario|wariwyd|cyllideb|gwerth)\b"
)
_ASKS_DATE = re.compile(
    r"\b(?:when|what date|start date|end date|dates?|expir\w*|renewal|commence\w*|pryd|dyddiad)\b"
)
_COST_LIMIT = re.compile(
    r"\b(?:appropriate limit|cost limit|costs limit|fees? limit|limit of|£25 (?:per|an) hour|per hour|18 hours|24 hours|fees? regulations|threshold|terfyn|cost of compl\w+|exceed\w*|charge (?:a|you)|disbursements?|photocopy\w*|fee (?:of|is|for))\b"
)
_YEAR = re.compile(
    r"(?<![\d/£,.])(?P<first>(?:19|20)\d\d)(?:(?: ?/ ?|-)(?P<second>(?:20)?\d\d)(?![\d/-]))?(?!\d|,\d)|(?<![\d/£,.])(?P<short>[012]\d)/(?P<short2>[012]\d)(?![\d/])"
)
_YEAR_AFTER = re.compile(
    r" ?(?:\(|in |for |during |per |yn |[-:] ?)?(?:the )?(?:financial year |year |fy ?|calendar year )?(?=(?:19|20)\d\d)"
)
_YEAR_AHEAD = re.compile(
    r"[^.;\d£€\n]{0,70}?\b(?:in|for|during|yn) (?:the )?(?:financial year |year |fy ?|calendar year )?(?=(?:19|20)\d\d)"
)
_SUPPRESSED = re.compile(r"(?:<|\b(?:fewer|less|under) than|\bllai na) ?$")
"""Before a figure that is a ceiling: "<5" tells no number."""
_NO_COST = re.compile(
    r"\b(?:no|nil|zero) (?:cost|charge|spend|expenditure|payment)\b|\bfree of charge\b|\bdim cost\b"
)
_NEAR = 2000
"""How far into a long answer a year is looked for that stands for all its figures."""
_MOST_VALUES = 200
_MOST_READ = 30_000
_NOT_YEAR_BEFORE = re.compile(r"(?:act|regulations|£|no\.) ?$")


@dataclass(frozen=True, slots=True)
class ValueFound:
    """One value at `start:end`."""

    type: ValueType
    value: str
    start: int
    end: int
    currency: str | None = None
    year: str | None = None


def values_of(
    layout: Layout,
    start: int,
    end: int,
    question: str,
    own: frozenset[str],
    *,
    given: bool,
    dollar: str = "USD",
) -> list[ValueFound]:
    """The values of the answer `text[start:end]` to the plain `question`. `given`: the answer discloses something."""
    if end <= start:
        return []
    end = min(end, start + _MOST_READ)
    found: list[ValueFound] = []
    polar = asks_yes_or_no(question)
    if given and (
        polar or layout.plain[start : start + 4].strip(" .,").split(" ")[0] in ("yes", "no", "oes", "ydy")
    ):
        said = yes_or_no(layout.plain, start, end, default_yes=polar)
        if said:
            found.append(ValueFound("yes_no", said[0], *said[1]))
    sums = [
        each
        for each in sums_in(layout.plain, start, end, dollar=dollar)
        if is_information(layout.plain, each, start)
    ]
    if given:
        found += [
            ValueFound(
                "money",
                each.amount,
                each.start,
                each.end,
                each.currency,
                year_of(layout, each.start, each.end, start, end, question),
            )
            for each in sums
        ]
        found += _numbers(layout, start, end, question, bool(sums))
        found += [
            ValueFound("date", iso, day.start, day.end)
            for day in days_in(layout.plain, start, end)
            if (iso := day.iso()) is not None
        ]
        found += [
            ValueFound("organisation", name.name, name.start, name.end)
            for name in names_in(layout.text, start, end, question, own)
        ]
    return found[:_MOST_VALUES]


def is_information(plain: str, each: SumFound, floor: int) -> bool:
    """Whether a sum is a fact of the answer, and no cost limit or fee of the procedure."""
    around = plain[max(floor, each.start - 110) : each.end + 60]
    if each.amount in ("450", "600") and re.search(
        r"\b(?:limit|hours?|exceed\w*|threshold|terfyn|appropriate)\b", around
    ):
        return False
    if each.amount == "25" and re.search(r"\b(?:per|an|a) (?:person )?hour\b", around):
        return False
    if re.search(
        r"\b(?:invoices|payments|transactions|spend|items|contracts) (?:exceeding|over|above|of more than|greater than) $",
        plain[max(floor, each.start - 40) : each.start],
    ):
        return False
    return not (re.search(r"\b(?:appropriate|cost|costs) limit\b", around) and _COST_LIMIT.search(around))


def _numbers(layout: Layout, start: int, end: int, question: str, has_sums: bool) -> list[ValueFound]:
    asks_money = _ASKS_MONEY.search(question) is not None
    asks_number = _ASKS_NUMBER.search(question) is not None or ("total" in question and not asks_money)
    numbers = [
        each
        for each in numbers_in(layout.plain, start, end)
        if not _SUPPRESSED.search(layout.plain, max(start, each.start - 14), each.start)
    ]
    if asks_money and not asks_number:
        bare = [each for each in numbers if not each.spelled and not each.percent]
        free = [
            ValueFound(
                "money",
                "0",
                match.start(),
                match.end(),
                "GBP",
                year_of(layout, *match.span(), start, end, question),
            )
            for match in _NO_COST.finditer(layout.plain, start, end)
        ]
        if free:
            return free
        if not has_sums and bare:
            return [
                ValueFound(
                    "money",
                    each.value,
                    each.start,
                    each.end,
                    "GBP",
                    year_of(layout, each.start, each.end, start, end, question),
                )
                for each in bare
                if _stands_alone(layout, each, start, end)
            ]
        return []
    found = [
        ValueFound(
            "number",
            each.value,
            each.start,
            each.end,
            None,
            year_of(layout, each.start, each.end, start, end, question),
        )
        for each in numbers
        if asks_number or not each.spelled
    ]
    if (
        asks_number
        and not found
        and re.match(
            r"\W*(?:none|nil|zero|dim|no (?!information|data|records?|longer))|[^.]{0,60}\b(?:had|received|were|are|have been) no\b",
            layout.plain[start:end],
        )
    ):
        match = re.search(r"\b(?:none|nil|zero|dim|no)\b", layout.plain[start:end])
        if match:
            found.append(ValueFound("number", "0", start + match.start(), start + match.end()))
    return found


def _stands_alone(layout: Layout, each: NumberFound, start: int, end: int) -> bool:
    """A figure at the end of its line or item: "2022 - 0"."""
    line_start = max(start, layout.text.rfind("\n", start, each.start) + 1)
    line_end = layout.text.find("\n", each.end, end)
    line = layout.plain[line_start : end if line_end < 0 else line_end]
    return len(re.findall(r"[a-z]{3,}", line)) <= 2 and not layout.plain.startswith((" x", "x"), each.end)


def year_of(layout: Layout, at: int, at_end: int, start: int, end: int, question: str) -> str | None:
    """The year or financial year that a figure belongs to: before it on its line, right after it, or in the column's head."""
    line_start = max(start, layout.text.rfind("\n", 0, at) + 1)
    after = _YEAR_AFTER.match(layout.plain, at_end, min(end, at_end + 45))
    if after:
        match = _YEAR.match(layout.plain, after.end(), min(end, after.end() + 12))
        if match and re.search(r"\(|in |for |during |yn ", after[0]):
            return _shape(match)
    ahead = _YEAR_AHEAD.match(layout.plain, at_end, min(end, at_end + 90))
    if ahead and not _YEAR.search(layout.plain, max(start, at - 40), at):
        match = _YEAR.match(layout.plain, ahead.end(), min(end, ahead.end() + 12))
        if match:
            return _shape(match)
    before = [
        m
        for m in _YEAR.finditer(layout.plain, line_start, at)
        if not _NOT_YEAR_BEFORE.search(layout.plain[max(0, m.start() - 12) : m.start()])
    ]
    if before:
        return _shape(before[-1])
    column = _column_year(layout, at, line_start, start) or _year_on_line_above(layout, at, line_start, start)
    if column:
        return column
    sentence = layout.sentence_at(at)
    earlier = [m for m in _YEAR.finditer(layout.plain, max(sentence[0], start), at)]
    if earlier:
        return _shape(earlier[-1])
    whole = {_shape(m) for m in _YEAR.finditer(layout.plain, start, min(end, start + _NEAR))}
    if not whole:
        whole = {_shape(m) for m in _YEAR.finditer(question)}
    return whole.pop() if len(whole) == 1 else None


def _year_on_line_above(layout: Layout, at: int, line_start: int, floor: int) -> str | None:
    """A table flattened cell by cell: the year on a line of its own, and the figure, first on its line, below it."""
    if layout.text[line_start:at].strip(" £€$"):
        return None
    above = layout.text[floor : max(floor, line_start - 1)].rstrip()
    line = above[above.rfind("\n") + 1 :].strip().lower()
    match = _YEAR.match(line)
    return _shape(match) if match and match.end() == len(line) else None


def _column_year(layout: Layout, at: int, line_start: int, floor: int) -> str | None:
    """The year over this figure, where an earlier line holds as many years as this line figures."""
    line_end = layout.text.find("\n", at)
    line = layout.plain[line_start : len(layout.plain) if line_end < 0 else line_end]
    figures = [m.start() + line_start for m in re.finditer(r"£ ?[\d,.]+|(?<![\w£,.])\d[\d,.]*", line)]
    if len(figures) < 2:
        return None
    place = sum(1 for figure in figures if figure < at)
    above = line_start - 1
    for _ in range(4):
        if above <= floor:
            break
        begin = layout.text.rfind("\n", 0, above) + 1
        years = [m for m in _YEAR.finditer(layout.plain, begin, above)]
        if len(years) == len(figures):
            return _shape(years[min(place, len(years) - 1)])
        above = begin - 1
    return None


def _shape(match: re.Match[str]) -> str:
    if match["short"]:
        return f"20{match['short']}/{match['short2']}"
    if match["second"] and int(match["second"][-2:]) == (int(match["first"]) + 1) % 100:
        return f"{match['first']}/{match['second'][-2:]}"
    return match["first"]


# ---- raw answers to one question


def coded_values(text: str, value_type: ValueType, question: str) -> tuple[tuple[Value, ...], float]:
    """The values of that type in one raw answer, likeliest first, and how sure the first is."""
    layout = lay_out(text)
    plain_question = plain_form(question)
    if value_type == "yes_no":
        return _coded_yes_no(layout)
    if value_type == "number":
        return _coded_numbers(layout, plain_question)
    if value_type == "money":
        found = [each for each in sums_in(layout.plain) if is_information(layout.plain, each, 0)]
        found.sort(
            key=lambda each: (
                not re.search(
                    r"\b(?:total|budget|cost)\b", layout.plain[max(0, each.start - 60) : each.start]
                ),
                each.start,
            )
        )
        values = tuple(
            Value(
                "money",
                s.amount,
                _here(layout, s.start, s.end),
                s.currency,
                year_of(layout, s.start, s.end, 0, len(text), plain_question),
            )
            for s in found
        )
        return values, 0.9 if len(found) == 1 else 0.7 if found else 0.0
    days = [day for day in days_in(layout.plain) if day.iso()]
    return tuple(
        Value("date", day.iso() or "", _here(layout, day.start, day.end)) for day in days
    ), 0.9 if days else 0.0


def _here(layout: Layout, start: int, end: int) -> Evidence:
    return Evidence(start, end, layout.text[start:end])


_LINK_ONLY = re.compile(r"\W*(?:\[\d+\])?(?:https?://|www\.)")
_PUBLISHED = re.compile(
    r"\b(?:https?:|www\.|readily accessible|public domain|available (?:at|on|via|here)|can be found|is published|published on)"
)


def _coded_yes_no(layout: Layout) -> tuple[tuple[Value, ...], float]:
    plain, end = layout.plain, len(layout.plain.rstrip())
    if not plain.strip():
        return (), 0.0
    if _LINK_ONLY.match(plain):
        return (Value("yes_no", "yes", _here(layout, 0, end)),), 0.9
    said = yes_or_no(plain, 0, end)
    if said is None:
        return (), 0.0
    value, span, how = said
    if (
        how == "sentence"
        and value == "no"
        and _PUBLISHED.search(plain)
        and not re.search(
            r"\b(?:do|does|did)(?: not|n't) (?:currently |presently |have|publish|hold|use)", plain
        )
    ):
        value, span = "yes", (0, end)
    if (
        how == "sentence"
        and value == "yes"
        and any(
            hit.sense in ("not_held", "neither_confirm_nor_deny", "cost_limit")
            for hit in hits(cue_table("decisions"), plain)
        )
    ) and not _PUBLISHED.search(plain):
        return (), 0.4
    return (Value("yes_no", value, _here(layout, *span)),), 0.97 if how == "word" else 0.85


_NOBODY_SOLELY = re.compile(
    r"\b(?:no|nobody|none|not|n't)\b[^.]{0,60}\b(?:solely|only role|sole role|exclusively|whose only)\b"
)
_ABOUT = re.compile(r"\b(?:approximately|estimated?|equates|equivalent)\b")
_EQUATES = re.compile(r"\b(?:equat\w+|equivalent|estimat\w+|approximately|about)\b")
_OF_A_POST = re.compile(r"[ %]*(?:of (?:a|an|one) )?(?:fte|wte|full[- ]time)")
_COUNTED = re.compile(
    r"[ .x(×-]*(?:\(?[\d.]+\)? ?)?(?:x )?(?:current |dedicated |full[- ]time |part[- ]time |designated |specific |equivalent )*(?:fte|wte|f/t|p/t|ft|pt|full|part|staff|people|persons?|posts?|officers?|members?|employees?|individuals?|individual|officer|information|colleagues|roles?|admin|advisor|aelod|swyddog|x\b)"
)


def _coded_numbers(layout: Layout, question: str) -> tuple[tuple[Value, ...], float]:
    found = numbers_in(layout.plain)
    words = {word[:5] for word in re.findall(r"[a-z]{4,}", question)}
    leading_no = re.match(r"\W*(?:none|nil|zero|no one|nobody|0)\b", layout.plain)
    if not found and (
        leading_no
        or re.search(
            r"\b(?:no|nobody|not employ|do not employ|does not (?:employ|have)|do not have)\b", layout.plain
        )
    ):
        match = re.search(r"\b(?:none|nil|no one|nobody|no|not)\b", layout.plain)
        if match:
            return (Value("number", "0", _here(layout, *match.span())),), 0.6

    first = layout.sentence_at(0)
    sole = _NOBODY_SOLELY.search(layout.plain, *first)
    if (
        sole
        and not _ABOUT.search(layout.plain, first[1])
        and not any(each.start < first[1] for each in found)
    ):
        return (Value("number", "0", _here(layout, *sole.span())),), 0.7

    def likely(each: NumberFound) -> tuple[float, int]:
        score = 0.0
        after = layout.plain[each.end : each.end + 70]
        sentence = layout.sentence_at(each.start)
        if each.start - sentence[0] < 3 and each.start < 4:
            score += 3
        if _COUNTED.match(after):
            score += 1.5
        if _EQUATES.search(layout.plain, max(0, each.start - 60), each.start) and _OF_A_POST.match(after):
            score += 3
        near = {word[:5] for word in re.findall(r"[a-z]{4,}", layout.plain[sentence[0] : sentence[1]])}
        score += 0.6 * len(words & near) / max(1, len(words))
        if re.match(
            r"[^.]{0,80}\b(?:foi|dedicated|employed|specifically|deal\w*|responsible|solely|administer)",
            after,
        ):
            score += 1
        if re.match(
            r" ?(?:hours|hrs|days|% of (?:their|an? officer)|per cent of (?:their|an)|years|months|weeks|grade)",
            after,
        ) or (each.percent and "equivalent" not in after):
            score -= 3
        if re.search(
            r"\b(?:out of|team of|of the|total of|approximately|about) $",
            layout.plain[max(0, each.start - 15) : each.start],
        ):
            score += 0.3 if "total" in layout.plain[max(0, each.start - 15) : each.start] else -0.2
        return -score, each.start

    found.sort(key=likely)
    values = tuple(Value("number", each.value, _here(layout, each.start, each.end)) for each in found)
    return values, 0.95 if len(found) == 1 else 0.75 if found else 0.0
