"""The letter of a single request, put together from what its writer typed: opening, numbered questions, closing, name.

Values in, the text as the authority will read it out. Nothing here knows the database.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rhyddid.authorities.models import Authority
from rhyddid.law.regimes import regime
from rhyddid.law.terms import Term
from rhyddid.requests.request_send import QuestionText
from rhyddid.wording import Wording, gettext_noop


@dataclass(frozen=True)
class AskedLetter:
    """What somebody asks: all of it as typed; `regime` is the law it is asked under."""

    subject: str
    opening: str
    questions: tuple[QuestionText, ...]
    closing: str
    sender: str
    language: str
    regime: str

    @property
    def texts(self) -> tuple[tuple[str, str], ...]:
        """Every text of the writer's, with the number of its question; the others have none."""
        return (
            ("", self.subject),
            ("", self.opening),
            *((question.number, question.text) for question in self.questions),
            ("", self.closing),
        )


def letter_text(letter: AskedLetter, authority: Authority, *, own_data: bool = False) -> str:
    """The letter as it will leave, in its own language. One for `own_data` asks by the right of access, not the law that
    opens information to everybody.
    """
    named = (authority.name_cy if letter.language == "cy" else "") or authority.name
    paragraphs = [Wording(gettext_noop("Dear {name},"), {"name": named}).render(letter.language)]
    paragraphs += [letter.opening.strip()] if letter.opening.strip() else []
    paragraphs.append(_asking(letter, own_data).render(letter.language))
    paragraphs += numbered(letter.questions)
    paragraphs += [letter.closing.strip()] if letter.closing.strip() else []
    by_mail = gettext_noop("Please answer by e-mail, question by question.")
    paragraphs.append(Wording(by_mail).render(letter.language))
    paragraphs.append(Wording(gettext_noop("Yours faithfully,")).render(letter.language))
    paragraphs.append(letter.sender.strip())
    return "\n\n".join(paragraphs) + "\n"


def _asking(letter: AskedLetter, own_data: bool) -> Wording:
    if own_data:
        return Wording(
            gettext_noop(
                "This is a subject access request under data-protection law. I ask for this information:"
            )
        )
    return Wording(
        gettext_noop("Under the {law} I ask for this information:"), {"law": Term(regime(letter.regime).law)}
    )


def numbered(questions: Sequence[QuestionText]) -> list[str]:
    """The questions as paragraphs, each with its number."""
    return [f"{question.number}. {question.text.strip()}" for question in questions]
