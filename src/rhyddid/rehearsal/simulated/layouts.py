"""How answers stand in a letter: after the question again, numbered, in a table, in prose, inside our own request.

Comes in: the answers and a layout's name. Goes out: the blocks that fill the letter's {answers}.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from rhyddid.rehearsal.simulated.answers import InventedAnswer, Language
from rhyddid.rehearsal.simulated.letter_blocks import Block, Paragraph, Table

_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")


def answer_blocks(answers: Sequence[InventedAnswer], *, layout: str, language: Language) -> tuple[Block, ...]:
    """Raises KeyError for a layout that is not known."""
    return tuple(_LAYOUTS[layout](answers, language))


def layout_names() -> frozenset[str]:
    return frozenset(_LAYOUTS)


def _requoted(answers: Sequence[InventedAnswer], language: Language) -> list[Block]:
    blocks: list[Block] = []
    for answer in answers:
        blocks.append(Paragraph(f"{answer.question.number}) {answer.question.text}", strong=True))
        blocks.append(Paragraph(answer.text))
    return blocks


def _requoted_lettered(answers: Sequence[InventedAnswer], language: Language) -> list[Block]:
    return [
        Paragraph(f"{answer.question.number}) {answer.question.text}\na) {answer.text}") for answer in answers
    ]


def _question_answer(answers: Sequence[InventedAnswer], language: Language) -> list[Block]:
    question, reply = ("C", "A") if language == "cy" else ("Q", "A")
    return [
        Paragraph(
            f"{question}{answer.question.number}. {answer.question.text}\n{reply}{answer.question.number}. {answer.text}"
        )
        for answer in answers
    ]


def _numbered(answers: Sequence[InventedAnswer], language: Language) -> list[Block]:
    return [Paragraph(f"{answer.question.number}. {answer.text}") for answer in answers]


def _headed(answers: Sequence[InventedAnswer], language: Language) -> list[Block]:
    word = "Cwestiwn" if language == "cy" else "Question"
    blocks: list[Block] = []
    for answer in answers:
        blocks.append(Paragraph(f"{word} {answer.question.number}", strong=True))
        blocks.append(Paragraph(answer.text))
    return blocks


def _table(answers: Sequence[InventedAnswer], language: Language) -> list[Block]:
    heading = ("Rhif", "Cwestiwn", "Ateb") if language == "cy" else ("No.", "Question", "Answer")
    return [Table((heading, *((a.question.number, a.question.text, a.text) for a in answers)))]


def _prose(answers: Sequence[InventedAnswer], language: Language) -> list[Block]:
    if language == "cy":
        return [Paragraph(f"Mewn ateb i gwestiwn {a.question.number}: {a.text}") for a in answers]
    blocks: list[Block] = []
    for place, answer in enumerate(answers):
        nth = _ORDINALS[place] if place < len(_ORDINALS) else f"{answer.question.number}th"
        opening = "In answer to your" if place == 0 else "As to your"
        blocks.append(Paragraph(f"{opening} {nth} question: {answer.text}"))
    return blocks


def _inline(answers: Sequence[InventedAnswer], language: Language) -> list[Block]:
    blocks: list[Block] = []
    for answer in answers:
        blocks.append(Paragraph(f"{answer.question.number}. {answer.question.text}", quoted=True))
        blocks.append(Paragraph(answer.text))
    return blocks


_LAYOUTS: dict[str, Callable[[Sequence[InventedAnswer], Language], list[Block]]] = {
    "requoted": _requoted,
    "requoted_lettered": _requoted_lettered,
    "question_answer": _question_answer,
    "numbered": _numbered,
    "headed": _headed,
    "table": _table,
    "prose": _prose,
    "inline": _inline,
}
