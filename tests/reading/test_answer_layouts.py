"""The same four answers in many layouts: each is found, whole and alone."""
# ruff: noqa: E501, UP031 -- one layout a line

from __future__ import annotations

import pytest

from rhyddid.letters.letter import Letter
from rhyddid.reading.read import read

REQUEST = """Dear Wold Council,

1. How many gates did you buy in 2022?
2. Which company supplied them?
3. What was the total cost?
4. Please provide a copy of the contract.

Yours faithfully
A. Orr"""
END = "\n\nIf you are unhappy with this reply you may ask for an internal review within 40 working days.\n\nYours sincerely\nJ Moss\nInformation Officer"
TOP = "Dear Ms Orr\n\nThank you for your request of 3 May 2024. "
ANSWERS = [
    "Twelve",
    "Hale Ironworks Ltd",
    "£4,120",
    "The contract is exempt under section 43(2) of the Act because its release would prejudice Hale Ironworks' commercial interests.",
]
EXPECTED = [
    ("disclosed", "Twelve"),
    ("disclosed", "Hale Ironworks"),
    ("disclosed", "4,120"),
    ("exempt", "contract is exempt"),
]
LAYOUTS = {
    "table tabs": TOP
    + "Our answers:\n\nNo\tQuestion\tAnswer\n1\tHow many gates did you buy in 2022?\t%s\n2\tWhich company supplied them?\t%s\n3\tWhat was the total cost?\t%s\n4\tPlease provide a copy of the contract.\t%s",
    "pipes": TOP
    + "Our answers:\n\n| Question | Response |\n| How many gates did you buy in 2022? | %s |\n| Which company supplied them? | %s |\n| What was the total cost? | %s |\n| Please provide a copy of the contract. | %s |",
    "short heads": TOP
    + "I answer below.\n\nNumber of gates bought in 2022\n%s\n\nSupplier\n%s\n\nTotal cost\n%s\n\nCopy of the contract\n%s",
    "colon heads": TOP
    + "I answer below.\n\nNumber of gates: %s\n\nSupplier: %s\n\nTotal cost: %s\n\nContract: %s",
    "ordinals": TOP
    + "On your first question, the answer is: %s.\n\nOn the second, %s.\n\nOn the third, %s.\n\nAs for the fourth, %s",
    "turning": TOP + "Turning to your questions in order.\n\n%s.\n\n%s.\n\n%s.\n\n%s",
    "paren": TOP + "Answers:\n(1) %s\n(2) %s\n(3) %s\n(4) %s",
    "hash": TOP + "Answers:\n#1 %s\n#2 %s\n#3 %s\n#4 %s",
    "one line": TOP + "Answers: 1 - %s; 2 - %s; 3 - %s; 4 - %s",
    "inline numbers": TOP + "1. %s 2. %s 3. %s 4. %s",
    "RE Q": TOP + "Re Q1: %s\nRe Q2: %s\nRe Q3: %s\nRe Q4: %s",
    "list then answers": TOP
    + "You asked:\n\n1. How many gates did you buy in 2022?\n2. Which company supplied them?\n3. What was the total cost?\n4. Please provide a copy of the contract.\n\nResponse\n\n1. %s\n2. %s\n3. %s\n4. %s",
    "list then unnumbered": TOP
    + "You asked:\n\n1. How many gates did you buy in 2022?\n2. Which company supplied them?\n3. What was the total cost?\n4. Please provide a copy of the contract.\n\nResponse\n\n%s.\n\n%s.\n\n%s.\n\n%s",
    "paraphrase": TOP
    + "1. The number of gates bought in 2022 – %s\n2. The supplying company – %s\n3. Total cost – %s\n4. Contract copy – %s",
    "Q: A:": TOP
    + "\n\nQ: How many gates were bought?\nA: %s\n\nQ: Who supplied them?\nA: %s\n\nQ: Cost?\nA: %s\n\nQ: Copy of contract?\nA: %s",
    "request 1": TOP
    + "\n\nRequest 1\nHow many gates did you buy in 2022?\nResponse to Request 1\n%s\n\nRequest 2\nWhich company supplied them?\nResponse to Request 2\n%s\n\nRequest 3\nWhat was the total cost?\nResponse to Request 3\n%s\n\nRequest 4\nPlease provide a copy of the contract.\nResponse to Request 4\n%s",
    "prose ordinal": TOP
    + "To take your points in turn: Question one: %s. Question two: %s. Question three: %s. Question four: %s",
    "bullets": TOP + "\n\n- %s\n- %s\n- %s\n- %s",
    "lettered": TOP + "\n\na) %s\nb) %s\nc) %s\nd) %s",
    "roman": TOP + "\n\n(i) %s\n(ii) %s\n(iii) %s\n(iv) %s",
    "answer n": TOP + "\n\nAnswer 1\n%s\n\nAnswer 2\n%s\n\nAnswer 3\n%s\n\nAnswer 4\n%s",
    "bare number lines": TOP + "\n\n1\n%s\n\n2\n%s\n\n3\n%s\n\n4\n%s",
    "reordered": TOP
    + "\n\nQuestion 4\n%s" % ANSWERS[3]
    + "\n\nQuestion 1\n%s\n\nQuestion 2\n%s\n\nQuestion 3\n%s",
    "wrapped": TOP
    + "\n\n1. How many gates did you buy in\n2022?\n%s\n2. Which company supplied\nthem?\n%s\n3. What was the total cost?\n%s\n4. Please provide a copy of the\ncontract.\n%s",
    "quoted mail": TOP
    + "Answers in your text below.\n\n> 1. How many gates did you buy in 2022?\n%s\n> 2. Which company supplied them?\n%s\n> 3. What was the total cost?\n%s\n> 4. Please provide a copy of the contract.\n%s",
    "merged": TOP
    + "\n\nQuestions 1 and 2: Twelve, from Hale Ironworks Ltd.\n\nQuestion 3: £4,120\n\nQuestion 4: "
    + ANSWERS[3],
}


@pytest.mark.parametrize("name", sorted(LAYOUTS))
def test_answers_are_found_in_every_layout(name: str) -> None:
    layout = LAYOUTS[name]
    count = layout.count("%s")
    body = layout % tuple(ANSWERS[:count]) if count else layout
    found = read(Letter(body + END), REQUEST).answers
    assert [each.decision for each in found] == [decision for decision, _ in EXPECTED]
    for each, (_, words) in zip(found, EXPECTED, strict=True):
        assert words.lower() in each.text.lower()
        assert len(each.text) < (220 if each.decision == "exempt" else 60)
