"""What a sentence without a known form of words leans to: given, not held, kept back, too dear …, by its words.

In: a plain sentence. Out: the likeliest sense and its share. The weights of words, pairs of words and families of words (all
words of holding, of giving, of refusing …) stand in `tables/leaning.tsv`, which `python -m rhyddid.reading.leaning_training`
makes from `tables/leaning.toml`, the examples of `tables/decisions.toml` and the labelled letters of the repository.
"""
# ruff: noqa: E501 -- the families are data

from __future__ import annotations

import math
import re
from functools import cache
from importlib.resources import files
from itertools import pairwise

_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?|[£€$]? ?\d[\d,.]*|[?%]")
_SECTION = re.compile(
    r"\b(?:section|sections|s\.?|regulation|reg\.?|exemption|adran|article) ?\(?(?P<number>b?\d{1,2}[a-z]?)\)?(?: ?\((?P<limb>\d\w?)\))?"
)
_FAMILIES = {
    "NO": r"no|not|never|none|nothing|nor|neither|nobody|cannot|can't|without|nil|unable|unknown|impossible|\w+n't|nid|nac|ni|dim|heb|nad",
    "HOLD": r"hold|holds|held|holding|keep|keeps|kept|retain\w*|maintain\w*|possess\w*|collect\w*|collat\w*|captur\w*|stor(?:e|ed|es)|log|logs|logged|document(?:ed)?|compil\w*|gather\w*|track\w*|monitor\w*|noted?|recorded?|records|got|exist\w*|surviv\w*|known?|knows|knowledge|aware|written|minuted|analys\w*|cadw\w*|chadw\w*|chedwir|dal|cofnod\w*|gofnod\w*|cofnodi",
    "FIND": r"find|finds|found|locat\w*|trac(?:e|ed|es)|identif(?:y|ied)|search\w*|looked|archives?|mailbox\w*",
    "INFO": r"information|data|statistics?|figures?|files?|papers?|minutes|lists?|details?|material|correspondence|reports?|cop(?:y|ies)|breakdown|registers?|e-?mails?|documents|documentation|database|system|wybodaeth",
    "GIVE": r"disclos\w*|releas\w*|provid\w*|suppl(?:y|ied|ying)|give|gives|given|giving|shar(?:e|ed|ing)|send|publish\w*|publication|reveal\w*|tell|hand|public|rhyddhau|datgelu",
    "REFUSE": r"refus\w*|declin\w*|withh\w*|exempt\w*|except(?:ed|ion|ions)|deny|denied|redact\w*|suppress\w*|excluded|outweigh\w*|heithrio|gwrthod",
    "SECRET": r"confiden\w*|sensitiv\w*|privileg\w*|prejudic\w*|harm\w*|damag\w*|commercial\w*|personal|privacy|private|security|safety|secrets?|danger|unfair\w*|inhibit\w*|endanger\w*",
    "COST": r"cost\w*|costau|limit|hours|hrs|hour|weeks|expens\w*|exceed\w*|manual\w*|threshold|terfyn|awr|fees|estimat\w*|trawl|excessive|retriev\w*|extract\w*",
    "DENY": r"den(?:y|ies|ied|ying|ial)|gwadu|wadu",
    "CONFIRM": r"confirm\w*|cadarnhau|gadarnhau|chadarnhau",
    "WHETHER": r"whether|if",
    "VEX": r"vexatious|repeat(?:ed)?|abuse|harass\w*|annoy|burden|already|again|same|unreasonable",
    "CLEAR": r"clarif\w*|specif(?:y|ic|ied)|narrow\w*|explain\w*|unclear|clear|mean|meant|vague|understand|reword|egluro|expand",
    "ATTACH": r"attach\w*|enclos\w*|annex|appendix|website|link|https?|www|www\.\S+",
    "GONE": r"destroy\w*|delet\w*|lost|missing|wiped|overwritten|shredded|disposed|weeded|erased",
    "WE": r"we|i|trust|council|board|force|police|department|university|school|authority|our|us|officers|staff",
    "YOU": r"you|your|yours|chi|eich",
    "WANT": r"request\w*|ask\w*|question\w*|want\w*|seek|sought|cais",
}  # fmt: skip
_MONEY = ("£", "€", "$")
Weights = dict[str, tuple[float, ...]]


@cache
def _families() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((name, re.compile(rf"(?:{words})$")) for name, words in _FAMILIES.items())


@cache
def _of(word: str) -> tuple[str, ...]:
    """The families of a word."""
    return tuple(name for name, pattern in _families() if pattern.match(word))


def features(plain: str) -> frozenset[str]:
    """What the model sees of a plain sentence."""
    sections = []
    for match in _SECTION.finditer(plain):
        number = match["number"]
        kind = "S12" if number == "12" and "reg" not in match[0] else "S14" if number == "14" else "SX"
        sections.append("SNCND" if number == "40" and (match["limb"] or "").startswith("5") else kind)
    bare = _SECTION.sub(" ", plain)
    words = [_shape(word) for word in _WORD.findall(bare)]
    found = {f"w:{word[:7]}" for word in words}
    found |= {f"p:{one[:7]} {other[:7]}" for one, other in pairwise(words)}
    found |= {f"s:{section}" for section in sections}
    families = [(place, name) for place, word in enumerate(words) for name in _of(word)]
    found |= {f"f:{name}" for _, name in families}
    for place, (at, name) in enumerate(families):
        for at_later, later in families[place + 1 : place + 8]:
            if at < at_later <= at + 6:
                found.add(f"f:{name}>{later}")
    if words:
        found.add(f"first:{words[0][:7]}")
    found.add("short" if len(words) <= 4 else "long" if len(words) > 25 else "middle")
    if not families and not sections:
        found.add("plain")
    return frozenset(found)


def _shape(word: str) -> str:
    if word[0] in _MONEY:
        return "#money"
    if word[0].isdigit():
        return "#year" if len(word) == 4 and word[:2] in ("19", "20") else "#number"
    return word


def shares(found: frozenset[str], weights: Weights, senses: int) -> list[float]:
    """The share of each sense."""
    sums = list(weights.get("", (0.0,) * senses))
    for feature in found:
        weight = weights.get(feature)
        if weight is not None:
            for sense, each in enumerate(weight):
                sums[sense] += each
    top = max(sums)
    powers = [math.exp(each - top) for each in sums]
    total = sum(powers)
    return [each / total for each in powers]


def leaning(plain: str) -> tuple[str, float]:
    """The likeliest sense of a plain sentence, and its share."""
    senses, weights = _table()
    found = shares(features(plain), weights, len(senses))
    best = max(range(len(senses)), key=lambda sense: found[sense])
    return senses[best], found[best]


@cache
def _table() -> tuple[tuple[str, ...], Weights]:
    lines = files("rhyddid.reading").joinpath("tables/leaning.tsv").read_text("utf-8").splitlines()
    weights = {}
    for line in lines[1:]:
        feature, *each = line.split("\t")
        weights[feature] = tuple(float(number) for number in each)
    return tuple(lines[0].split("\t")[1:]), weights
