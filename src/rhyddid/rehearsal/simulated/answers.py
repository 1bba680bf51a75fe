"""Invented answers to the request's own questions, with the values they hold.

Comes in: the questions, a seeded random generator and the language. Goes out: one `InventedAnswer` each.
All firms, sums and dates are made up.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from rhyddid.rehearsal.simulated.request_mail import AskedQuestion
from rhyddid.rehearsal.simulated.written_dates import written_date

Language = Literal["en", "cy"]
Value = Mapping[str, str]

FIRMS = (
    "Pellandine Optics Ltd", "Quillmark Systems", "Tern & Tally Software Ltd", "Ostravane", "Vizzleton Imaging plc",
    "Brackwater Analytics Ltd", "Glasfryn Gweledol Cyf", "Mottlewell Cameras", "Sparrowlight Ltd", "Hexapine UK Ltd",
    "Dunlin Vale Technologies", "Corvimere",
)  # fmt: skip


@dataclass(frozen=True)
class InventedAnswer:
    """What is said in answer to one question, and the values in it."""

    question: AskedQuestion
    text: str
    values: tuple[Value, ...]


def invent_answer(
    question: AskedQuestion, *, rng: random.Random, language: Language, around: dt.date
) -> InventedAnswer:
    """An answer of the question's type, dated in the years before `around`."""
    inventor = _INVENTORS.get(question.answer_type, _text)
    text, values = inventor(question, rng, language, around)
    return InventedAnswer(question, text, values)


def withheld_answer(
    question: AskedQuestion, decision: str, *, provision: str, language: Language
) -> InventedAnswer:
    """What stands in an answer's place where the information is exempt or not held."""
    if decision == "not_held":
        text = {
            "en": "No information is held in answer to this question.",
            "cy": "Nid oes gennym wybodaeth mewn ateb i'r cwestiwn hwn.",
        }[language]
    else:
        text = {
            "en": f"This information is exempt from disclosure under section {provision}; see below.",
            "cy": f"Mae'r wybodaeth hon wedi'i heithrio o dan adran {provision}; gweler isod.",
        }[language]
    return InventedAnswer(question, text, ())


def _yes_no(
    question: AskedQuestion, rng: random.Random, language: Language, around: dt.date
) -> tuple[str, tuple[Value, ...]]:
    said = rng.choice(("yes", "yes", "no"))
    wordings = {
        ("en", "yes"): (
            "Yes.",
            "Yes, we do.",
            "Yes - one is in use at present.",
            "Yes. This has been so for some time.",
        ),
        ("en", "no"): (
            "No.",
            "No, this is not something that we have done.",
            "No. There are no plans for any.",
        ),
        ("cy", "yes"): ("Ydym.", "Ydym, mae un ar waith ar hyn o bryd."),
        ("cy", "no"): ("Nac ydym.", "Nac ydym, ac nid oes cynlluniau i wneud hynny."),
    }
    return rng.choice(wordings[language, said]), ({"type": "yes_no", "value": said},)


def _number(
    question: AskedQuestion, rng: random.Random, language: Language, around: dt.date
) -> tuple[str, tuple[Value, ...]]:
    if rng.random() < 0.25:
        years = [str(around.year - 2), str(around.year - 1)]
        counts = [rng.randint(2, 1900) for _ in years]
        text = "\n".join(f"{year}: {count:,}" for year, count in zip(years, counts, strict=True))
        return text, tuple(
            {"type": "number", "value": str(count), "year": year}
            for year, count in zip(years, counts, strict=True)
        )
    count = rng.choice((rng.randint(1, 12), rng.randint(13, 240), rng.randint(1000, 9000)))
    wordings = {
        "en": ("{n}", "There were {n}.", "A total of {n} were recorded.", "Our records show {n}."),
        "cy": ("{n}", "Cofnodwyd cyfanswm o {n}."),
    }
    return rng.choice(wordings[language]).format(n=f"{count:,}"), ({"type": "number", "value": str(count)},)


def _money(
    question: AskedQuestion, rng: random.Random, language: Language, around: dt.date
) -> tuple[str, tuple[Value, ...]]:
    if rng.random() < 0.3:
        years = [f"{year}/{(year + 1) % 100:02d}" for year in range(around.year - 3, around.year)]
        sums = [rng.randrange(1500, 90000, 250) for _ in years]
        text = "\n".join(f"{year}: £{amount:,}" for year, amount in zip(years, sums, strict=True))
        return text, tuple(_pounds(str(amount), year) for year, amount in zip(years, sums, strict=True))
    if rng.random() < 0.15:
        tenths = rng.randint(11, 48)
        written = (
            f"£{tenths // 10}.{tenths % 10} million"
            if language == "en"
            else f"£{tenths // 10}.{tenths % 10} miliwn"
        )
        return f"{written}", (_pounds(str(tenths * 100_000)),)
    amount = rng.randrange(1000, 250_000, 50)
    pence = rng.choice(("", "", ".00", ".75"))
    wordings = {
        "en": (
            "£{n} capital", "The cost was £{n}.", "£{n} excluding VAT", "We paid £{n} for the whole of the period.",
            "The trial cost us £{n} in all.",
        ),
        "cy": ("£{n}", "Y gost oedd £{n}.", "Talwyd £{n} am y cyfnod cyfan."),
    }  # fmt: skip
    return rng.choice(wordings[language]).format(n=f"{amount:,}{pence}"), (
        _pounds(f"{amount}{pence}".removesuffix(".00")),
    )


def _pounds(amount: str, year: str | None = None) -> Value:
    return {"type": "money", "amount": amount, "currency": "GBP"} | ({"year": year} if year else {})


def _date(
    question: AskedQuestion, rng: random.Random, language: Language, around: dt.date
) -> tuple[str, tuple[Value, ...]]:
    day = around - dt.timedelta(days=rng.randint(90, 1800))
    shown = written_date(day, style=rng.choice(("long", "ordinal", "slashed")) if language == "en" else "cy")
    wordings = {"en": ("{d}", "It began on {d}.", "This was on {d}."), "cy": ("{d}", "Dechreuodd ar {d}.")}
    return rng.choice(wordings[language]).format(d=shown), ({"type": "date", "value": day.isoformat()},)


def _organisation(
    question: AskedQuestion, rng: random.Random, language: Language, around: dt.date
) -> tuple[str, tuple[Value, ...]]:
    if rng.random() < 0.25:
        one, two = rng.sample(FIRMS, 2)
        joined = f"{one} and {two}" if language == "en" else f"{one} a {two}"
        return joined, ({"type": "organisation", "name": one}, {"type": "organisation", "name": two})
    firm = rng.choice(FIRMS)
    wordings = {
        "en": ("{f}", "{f}", "The supplier is {f}.", "The contract was awarded to {f}.", "Supplied by {f}"),
        "cy": ("{f}", "Y cyflenwr yw {f}."),
    }
    text = rng.choice(wordings[language]).format(f=firm).replace("Ltd..", "Ltd.")
    return text, ({"type": "organisation", "name": firm},)


def _text(
    question: AskedQuestion, rng: random.Random, language: Language, around: dt.date
) -> tuple[str, tuple[Value, ...]]:
    year = around.year - rng.randint(1, 3)
    wordings = {
        "en": (
            "We have one such system. It is on trial, works from recordings only, and is not joined to any other device.",
            f"One trial was held at a single site in {year}. It has ended and nothing has been bought since.",
            f"There is one active contract. It began in {year} and covers still pictures only.",
            "Use is confined to one department, on four desktop computers, under a policy that is kept under review.",
        ),
        "cy": (
            "Mae gennym un system o'r fath. Mae ar brawf ac nid yw wedi'i chysylltu ag unrhyw ddyfais arall.",
            f"Cynhaliwyd un treial ar un safle yn {year}. Mae wedi dod i ben ac ni phrynwyd dim ers hynny.",
        ),
    }
    text = rng.choice(wordings[language])
    return text, ({"type": "text", "value": text},)


def _choice(
    question: AskedQuestion, rng: random.Random, language: Language, around: dt.date
) -> tuple[str, tuple[Value, ...]]:
    if not question.choices:
        return _text(question, rng, language, around)
    chosen = rng.choice(question.choices)
    return chosen, ({"type": "text", "value": chosen},)


_INVENTORS: dict[
    str, Callable[[AskedQuestion, random.Random, Language, dt.date], tuple[str, tuple[Value, ...]]]
] = {
    "yes_no": _yes_no,
    "number": _number,
    "money": _money,
    "date": _date,
    "organisation": _organisation,
    "text": _text,
    "choice": _choice,
}
