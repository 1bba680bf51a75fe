"""Words for generated sites: subjects, questions and letters put together from lists, with a long tail of rare words.

Every sentence is our own, and every name invented. The same seed gives the same letters.
"""

from __future__ import annotations

import random
from dataclasses import dataclass

THINGS = (
    "parking permits", "drone detection", "school meals", "body worn video", "bus contracts", "empty homes", "potholes",
    "tree felling", "agency staff", "library hours", "street lighting", "flood defences", "translation services",
    "air quality monitors", "election costs", "care home inspections", "leisure centres", "dog wardens", "speed cameras",
    "waste collection", "vehicle fleets", "consultancy fees", "software licences", "grave maintenance", "play areas",
    "public toilets", "river pollution", "noise complaints", "planning enforcement", "market stalls",
)  # fmt: skip
ABOUT = (
    "Spending on {thing}", "Complaints about {thing}", "Contracts for {thing}", "Policy on {thing}",
    "Staff who work on {thing}", "Reviews of {thing} since {year}", "{thing} in {place}",
)  # fmt: skip
QUESTIONS = (
    ("How much did you spend on {thing} in {year}?", "money"),
    ("How many complaints about {thing} did you receive in {year}?", "number"),
    ("Which company supplies {thing}?", "organisation"),
    ("Do you hold a written policy on {thing}?", "yes_no"),
    ("When was the last review of {thing}?", "date"),
    ("Please provide the minutes in which {thing} were discussed.", "text"),
)
_ANSWERS = {
    "money": "In {year} we spent £{money} on {thing}.",
    "number": "We received {number} complaints about {thing} in {year}.",
    "organisation": "The supplier of {thing} is {company}.",
    "yes_no": "Yes, we hold a written policy on {thing}.",
    "date": "The last review of {thing} was completed on {number} March {year}.",
    "text": "The minutes are attached. They mention {thing} under item {number}.",
}
_REFUSALS = (
    "We hold this but it is exempt under section 43(2) of the Act, since its release would harm commercial interests.",
    "We do not hold this information. {thing} are looked after by another body.",
    "To find this we would have to look through {number} files by hand, which would exceed the cost limit of section 12.",
    "This is personal information and is exempt under section 40(2) of the Act.",
)
_PADDING = (
    "The figures are kept by the {unit} and are brought together once a quarter.",
    "Officers of the {unit} looked through the records of {place} for this answer.",
    "Where a figure is rounded this is said beside it, and {rare} are counted with the others.",
    "The contract was renewed after a review by the {unit}; {rare} were not part of it.",
    "Records from before {year} were kept on paper, and those about {rare} have been destroyed.",
    "You may also wish to look at our publication scheme, in which {thing} are described.",
    "The {unit} has told us that {rare} in {place} are the responsibility of a contractor.",
)
_UNITS = (
    "highways team",
    "finance office",
    "records unit",
    "estates department",
    "community service",
    "audit section",
)
_PLACES = (
    "Aldwych Parade",
    "Brynglas",
    "Carrow Fen",
    "Dunmore Head",
    "Eastling",
    "Ffordd Newydd",
    "Garth Hill",
    "Hollin",
)
_COMPANIES = (
    "Tarnbeck Ltd",
    "Ostrey Systems",
    "Pell & Voss",
    "Northwold Services",
    "Garrick Vale plc",
    "Hale Imaging",
)
_SYLLABLES = (
    "bar", "cor", "den", "fal", "gim", "hol", "jor", "kel", "lum", "mar", "nor", "pel", "quin", "ros", "sal", "tor", "ver",
    "wex", "yar", "zan",
)  # fmt: skip


@dataclass(frozen=True)
class MadeQuestion:
    number: str
    text: str
    answer_type: str
    answer: str
    is_answered: bool


@dataclass(frozen=True)
class MadeRequest:
    """What one generated request asks, and what comes back."""

    subject: str
    letter: str
    questions: tuple[MadeQuestion, ...]
    acknowledgement: str
    reply: str
    chases: tuple[str, ...]


def make_words(rng: random.Random, *, sender: str, letters: int) -> MadeRequest:
    """A request and its letters: at least two, `letters` in all with the chases that make up the number."""
    thing, year = rng.choice(THINGS), rng.randint(2015, 2025)
    fill = {"thing": thing, "year": year, "place": rng.choice(_PLACES)}
    subject = rng.choice(ABOUT).format(**fill)
    questions = []
    for number, (text, answer_type) in enumerate(rng.sample(QUESTIONS, rng.randint(1, 3)), start=1):
        is_answered = rng.random() < 0.7
        words = _ANSWERS[answer_type] if is_answered else rng.choice(_REFUSALS)
        answer = words.format(
            **fill,
            money=f"{rng.randint(200, 900_000):,}",
            number=rng.randint(2, 28),
            company=rng.choice(_COMPANIES),
        )
        questions.append(MadeQuestion(str(number), text.format(**fill), answer_type, answer, is_answered))
    asked = "\n\n".join(f"{each.number}) {each.text}" for each in questions)
    answered = "\n\n".join(f"{each.number}) {each.text}\n\n{each.answer}" for each in questions)
    return MadeRequest(
        subject=subject[:1].upper() + subject[1:],
        letter=f"Dear Sir or Madam,\n\nPlease answer under the law on access to information.\n\n{asked}\n\n"
        f"Yours faithfully,\n\n{sender}",
        questions=tuple(questions),
        acknowledgement=f"Thank you for your request about {thing}. We shall answer within 20 working days.\n\n"
        f"{_padding(rng, fill, 1)}",
        reply=f"Thank you for your request. Our answers are below.\n\n{answered}\n\n"
        f"{_padding(rng, fill, rng.randint(3, 9))}\n\n"
        "If you are not content you may ask for an internal review.",
        chases=tuple(
            f"We wrote to you about {thing} on an earlier day and have had no answer. {_padding(rng, fill, 2)}"
            for _ in range(max(0, letters - 3))
        ),
    )


def rare_word(rng: random.Random) -> str:
    """One of some 160,000 words that stand for names and terms: few letters have the same."""
    return "".join(rng.choice(_SYLLABLES) for _ in range(4))


def _padding(rng: random.Random, fill: dict[str, object], count: int) -> str:
    lines = rng.choices(_PADDING, k=count)
    return "\n\n".join(line.format(**fill, unit=rng.choice(_UNITS), rare=rare_word(rng)) for line in lines)
