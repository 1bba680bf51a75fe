"""Layouts in which officers answer several questions in one letter: each a function of the questions and their answers.

In: the questions of `answer_grid.toml` with an answer each. Out: the request's and the letter's text.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Asked:
    """One question with its answer."""

    ask: str
    topic: str
    head: str
    answer: str


Case = list[Asked]
Written = tuple[str, str]
"""The request's list of questions, and the letter's body."""
Layout = Callable[[Case, random.Random], Written]

_ORDINALS = ("first", "second", "third", "fourth", "fifth")
_ROMANS = ("i", "ii", "iii", "iv", "v")
_WORDS = ("one", "two", "three", "four", "five")


def _numbered(case: Case, sign: str = "%d. ") -> str:
    return "\n".join((sign % n) + each.ask for n, each in enumerate(case, 1))


def _each(case: Case, form: str, join: str = "\n\n") -> str:
    return join.join(
        form.format(
            n=n,
            l="abcde"[n - 1],
            L="ABCDE"[n - 1],
            r=_ROMANS[n - 1],
            o=_ORDINALS[n - 1],
            O=_ORDINALS[n - 1].capitalize(),
            w=_WORDS[n - 1],
            W=_WORDS[n - 1].capitalize(),
            ask=each.ask,
            topic=each.topic,
            head=each.head,
            HEAD=each.head.upper(),
            a=each.answer,
            al=each.answer.rstrip(".") if "\n" not in each.answer else each.answer,
            q=each.ask.rstrip("?.") + "?",
        )
        for n, each in enumerate(case, 1)
    )


def _fixed(forms: list[str], join: str = "\n\n", lead: str = "", sign: str = "%d. ") -> Layout:
    def written(case: Case, chance: random.Random) -> Written:
        return _numbered(case, sign), lead + _each(case, chance.choice(forms), join)

    return written


def _all_then_all(case: Case, chance: random.Random) -> Written:
    head, answers = chance.choice(
        [
            ("You asked:", "Our response:"),
            ("Your request", "Our reply"),
            ("QUESTIONS", "ANSWERS"),
            ("Request:", "Response:"),
            ("Your questions were:", "Our answers are:"),
            ("You wrote:", "We reply as follows."),
            ("The questions", "The answers"),
            ("Details of your request", "{Body}'s response"),
        ]
    )
    sign = chance.choice(["%d. ", "%d) ", "(%d) ", "Q%d ", "%d "])
    text = head + "\n\n" + _numbered(case, sign) + "\n\n" + answers + "\n\n"
    return _numbered(case), text + _each(
        case,
        chance.choice(["{n}. {a}", "{n}) {a}", "({n}) {a}", "{n} {a}", "A{n}. {a}"]),
        chance.choice(["\n", "\n\n"]),
    )


def _all_then_all_bare(case: Case, chance: random.Random) -> Written:
    return _numbered(case), "You asked for the following:\n\n" + _numbered(case) + "\n\n" + _each(
        case, chance.choice(["{n}. {a}", "{n}) {a}"])
    )


def _all_then_paragraphs(case: Case, chance: random.Random) -> Written:
    lead = chance.choice(
        [
            "Taking these in turn:",
            "Our response",
            "I answer in the same order.",
            "My replies are set out in the order of your questions.",
        ]
    )
    return _numbered(case), "You asked:\n\n" + _numbered(case) + f"\n\n{lead}\n\n" + _each(case, "{a}")


def _out_of_order(case: Case, chance: random.Random) -> Written:
    order = list(enumerate(case, 1))
    chance.shuffle(order)
    form = chance.choice(
        ["Question {n}: {a}", "Q{n}. {a}", "As for question {n}, {a}", "Regarding point {n}: {a}"]
    )
    return _numbered(case), "\n\n".join(form.format(n=n, a=each.answer) for n, each in order)


def _topics(case: Case, chance: random.Random) -> Written:
    forms = [
        "As regards {topic}, {a}",
        "Turning to {topic}: {a}",
        "On the matter of {topic}, {a}",
        "With regard to {topic}, {a}",
        "So far as {topic} is concerned, {a}",
        "In respect of {topic}: {a}",
        "You also asked about {topic}. {a}",
        "Concerning {topic}: {a}",
        "Next, {topic}. {a}",
    ]
    return _numbered(case), "\n\n".join(
        chance.choice(forms).format(topic=each.topic, a=each.answer) for each in case
    )


def _topics_run_on(case: Case, chance: random.Random) -> Written:
    forms = [
        "As regards {topic}, {a}",
        "As for {topic}: {a}",
        "On {topic}, {a}",
        "With regard to {topic}, {a}",
        "You also asked about {topic}. {a}",
    ]
    return _numbered(case), " ".join(
        chance.choice(forms).format(topic=each.topic, a=each.answer.replace("\n", ", ").rstrip(".") + ".")
        for each in case
    )


def _topics_any_order(case: Case, chance: random.Random) -> Written:
    shuffled = list(case)
    chance.shuffle(shuffled)
    return _numbered(case), _topics(shuffled, chance)[1]


def _paraphrased(case: Case, chance: random.Random) -> Written:
    forms = [
        "You asked for {topic}. {a}",
        "You wanted to know about {topic}. {a}",
        "You enquired about {topic}. {a}",
        "You would like {topic}. {a}",
    ]
    return _numbered(case), "\n\n".join(
        chance.choice(forms).format(topic=each.topic, a=each.answer) for each in case
    )


def _paragraphs(case: Case, chance: random.Random) -> Written:
    return _numbered(case), _each(case, "{a}")


def _lines(case: Case, chance: random.Random) -> Written:
    return _numbered(case), "The answers are:\n" + _each(case, "{a}", "\n")


def _prose(case: Case, join: str = " ") -> str:
    return join.join(each.ask[0].upper() + each.ask[1:].rstrip("?.") + "?" for each in case)


def _prose_request_paragraphs(case: Case, chance: random.Random) -> Written:
    return _prose(case), _each(case, "{a}")


def _prose_request_topics(case: Case, chance: random.Random) -> Written:
    return _prose(case), _topics(case, chance)[1]


def _prose_request_numbered(case: Case, chance: random.Random) -> Written:
    return _prose(case, "\n\n"), _each(case, chance.choice(["{n}. {a}", "{n}) {a}", "({l}) {a}", "{r}) {a}"]))


def _bullets(case: Case, chance: random.Random) -> Written:
    mark = chance.choice(["•", "-", "*", "o"])
    return "\n".join(f"- {each.ask}" for each in case), "\n".join(f"{mark} {each.answer}" for each in case)


def _bullets_requoted(case: Case, chance: random.Random) -> Written:
    mark = chance.choice(["•", "-", "*"])
    return "\n".join(f"{mark} {each.ask}" for each in case), "\n\n".join(
        f"{mark} {each.ask}\n\n{each.answer}" for each in case
    )


def _table_columns(case: Case, chance: random.Random) -> Written:
    rows = "\n".join(f"{n:<4}{each.ask:<90}{' '.join(each.answer.split())}" for n, each in enumerate(case, 1))
    return _numbered(case), f"{'No':<4}{'Question':<90}Answer\n" + rows


def _table_topic_columns(case: Case, chance: random.Random) -> Written:
    rows = "\n".join(f"{each.head:<50}{' '.join(each.answer.split())}" for each in case)
    return _numbered(case), f"{'Item':<50}Answer\n" + rows


def _table_pipes(case: Case, chance: random.Random) -> Written:
    rows = "\n".join(
        f"| {n} | {each.ask} | {' '.join(each.answer.split())} |" for n, each in enumerate(case, 1)
    )
    return _numbered(case), "| No | Question | Answer |\n|---|---|---|\n" + rows


def _table_topic_pipes(case: Case, chance: random.Random) -> Written:
    rows = "\n".join(f"| {each.head} | {' '.join(each.answer.split())} |" for each in case)
    return _numbered(case), "| Item | Our answer |\n" + rows


def _table_tabs(case: Case, chance: random.Random) -> Written:
    rows = "\n".join(f"{n}\t{each.ask}\t{' '.join(each.answer.split())}" for n, each in enumerate(case, 1))
    return _numbered(case), "No\tQuestion\tAnswer\n" + rows


def _table_cells(case: Case, chance: random.Random) -> Written:
    return _numbered(case), "No\nQuestion\nAnswer\n" + _each(case, "{n}\n{ask}\n{a}", "\n")


def _quoted_marks(case: Case, chance: random.Random) -> Written:
    return _numbered(case), _each(case, "> {n}. {ask}\n\n{a}")


def _lettered_request(case: Case, chance: random.Random) -> Written:
    request = "\n".join(f"({'abcde'[n]}) {each.ask}" for n, each in enumerate(case))
    return request, _each(
        case,
        chance.choice(
            ["({l}) {a}", "{l}) {a}", "{l}. {a}", "{L}. {a}", "Part ({l}): {a}", "({l}) {ask}\n{a}"]
        ),
    )


def _lettered_answers(case: Case, chance: random.Random) -> Written:
    return _numbered(case), _each(case, chance.choice(["({l}) {a}", "{l}) {a}", "{L}. {a}", "{l}. {a}"]))


def _roman_answers(case: Case, chance: random.Random) -> Written:
    return _numbered(case), _each(case, chance.choice(["({r}) {a}", "{r}) {a}", "{r}. {a}"]))


def _roman_request(case: Case, chance: random.Random) -> Written:
    request = "\n".join(f"({_ROMANS[n]}) {each.ask}" for n, each in enumerate(case))
    return request, _each(case, chance.choice(["({r}) {a}", "({r}) {ask}\n\n{a}", "{r}. {a}"]))


def _numbered_prose(case: Case, chance: random.Random) -> Written:
    return _numbered(case), " ".join(f"({n}) {each.answer}" for n, each in enumerate(case, 1)).replace(
        "\n", ", "
    )


LAYOUTS: dict[str, Layout] = {
    "requoted under number": _fixed(
        [
            "{n}. {ask}\n{a}",
            "{n}) {ask}\n\n{a}",
            "Q{n}. {ask}\n\n{a}",
            "Question {n}\n{ask}\n\n{a}",
            "{n}. {ask}\n\nAnswer: {a}",
            "{n}. {ask}\n\nResponse\n{a}",
        ]
    ),
    "requoted without number": _fixed(
        ["{ask}\n{a}", "{ask}\n\n{a}", "“{ask}”\n\n{a}", "{ask}\n\n- {a}", "*{ask}*\n\n{a}"]
    ),
    "requoted on the line": _fixed(
        ["{n}. {q} {a}", "{q} - {a}", "{n}) {q}   {a}", "{q} {a}", "{n}. {q} Answer: {a}"]
    ),
    "quoted with marks": _quoted_marks,
    "numbers only": _fixed(["{n}. {a}", "{n}) {a}", "({n}) {a}", "{n} {a}", "{n} - {a}", "{n}: {a}"]),
    "numbers only, tight": _fixed(
        ["{n}. {a}", "{n}) {a}", "({n}) {a}", "{n}: {a}", "{n} {a}"], "\n", "Our answers:\n"
    ),
    "named numbers": _fixed(
        [
            "Question {n}: {a}",
            "Q{n} {a}",
            "Q{n}: {a}",
            "Part {n} - {a}",
            "Point {n}: {a}",
            "Item {n}. {a}",
            "#{n} {a}",
            "No. {n}: {a}",
            "Answer {n}: {a}",
            "A{n}: {a}",
            "Response to Q{n}: {a}",
            "Re {n}: {a}",
            "Ad {n}: {a}",
            "Query {n}: {a}",
            "Your question {n}: {a}",
            "Request {n}: {a}",
            "Reply to question {n}. {a}",
            "In answer to question {n}, {a}",
            "Question {w}: {a}",
            "Qu. {n}. {a}",
            "Ateb {n}: {a}",
        ]
    ),
    "named headings": _fixed(
        [
            "Question {n}\n\n{a}",
            "Q{n}\n{a}",
            "Part {n}\n\n{a}",
            "Response to question {n}\n\n{a}",
            "Answer to Question {n}:\n{a}",
            "Your question {n}\n\n{a}",
            "Question {w}\n\n{a}",
            "{n}.\n{a}",
            "QUESTION {n}\n{a}",
        ]
    ),
    "pairs": _fixed(
        [
            "Question {n}: {ask}\nAnswer {n}: {a}",
            "Q{n}: {ask}\nA{n}: {a}",
            "Q: {ask}\nA: {a}",
            "Request: {ask}\nResponse: {a}",
            "Your question: {ask}\nOur answer: {a}",
            "Question: {ask}\n\nReply: {a}",
            "Request {n}: {ask}\nReply {n}: {a}",
            "You asked: {ask}\nWe say: {a}",
            "Your request\n{ask}\nOur response\n{a}",
            "You asked:\n{ask}\n\nOur reply:\n{a}",
            "Question\n{ask}\nAnswer\n{a}",
        ]
    ),
    "pairs in other words": _fixed(
        [
            "Q: {head}?\nA: {a}",
            "Question {n}: {head}\nAnswer: {a}",
            "Request {n} - {head}\nResponse - {a}",
            "{n}. {head}\n{a}",
            "{n}. {head}: {a}",
            "Q{n}. {head}\n\n{a}",
        ]
    ),
    "ordinals": _fixed(
        [
            "In answer to your {o} question, {a}",
            "{O} question: {a}",
            "Your {o} question: {a}",
            "On your {o} point, {a}",
            "To your {o} question the answer is as follows. {a}",
            "As for the {o}, {a}",
            "With regard to your {o} question: {a}",
            "{O}ly, {a}",
            "{O}: {a}",
        ]
    ),
    "topics": _topics,
    "topics in one paragraph": _topics_run_on,
    "topics in any order": _topics_any_order,
    "paraphrased": _paraphrased,
    "topic headings": _fixed(
        ["{head}\n\n{a}", "{head}\n{a}", "{HEAD}\n{a}", "{HEAD}\n\n{a}", "{head}:\n{a}"]
    ),
    "topic labels": _fixed(
        ["{head}: {a}", "{head} - {a}", "• {head}: {a}", "{head} – {a}"], "\n", "Here are the details.\n\n"
    ),
    "all questions then all answers": _all_then_all,
    "list repeated, then numbers": _all_then_all_bare,
    "list repeated, then paragraphs": _all_then_paragraphs,
    "named, in any order": _out_of_order,
    "paragraphs": _paragraphs,
    "lines": _lines,
    "prose request, paragraphs": _prose_request_paragraphs,
    "prose request, topics": _prose_request_topics,
    "prose request, numbers": _prose_request_numbered,
    "bullets": _bullets,
    "bullets requoted": _bullets_requoted,
    "table in columns": _table_columns,
    "table of topics": _table_topic_columns,
    "table of pipes": _table_pipes,
    "topic pipes": _table_topic_pipes,
    "table of tabs": _table_tabs,
    "table of cells": _table_cells,
    "letters": _lettered_request,
    "letters for numbers": _lettered_answers,
    "romans for numbers": _roman_answers,
    "romans": _roman_request,
    "numbers in prose": _numbered_prose,
}
