"""Whole letters in many voices: each question's own words are found, without the talk around them."""
# ruff: noqa: E501 -- letters as they are written

from __future__ import annotations

import re
from collections import Counter

import pytest

from rhyddid.letters.letter import Letter
from rhyddid.reading.read import read

END = "\n\nIf you are not happy with this answer, tell us within 40 working days and somebody else will look at it.\n\nRegards\n\nPat Holt\nClerk"

# name -> request, letter, the answers: (decision, words)
VOICES: dict[str, tuple[str, str, list[tuple[str, str]]]] = {
    "a clerk's chat": (
        "How many allotment plots does the parish have, and how many people are waiting for one?",
        "Dear Tom,\n\nGood to hear from you again. I put your question to the allotments committee last night. We have 41 plots on the two sites, and at the moment there are 17 names on the list.\n\nThe committee meets again in May, should you like to come along.",
        [
            (
                "disclosed",
                "We have 41 plots on the two sites, and at the moment there are 17 names on the list.",
            )
        ],
    ),
    "background first": (
        "What did the council pay for the new footbridge at Weir Lane?",
        "Dear Mr Dole\n\nFOI 3321: Weir Lane footbridge\n\nI write about your request, which came to us on 4 June 2024.\n\nThe old bridge was closed in 2021 after an inspection found rot in two of the main beams. A new one was designed by our own engineers.\n\nThe contract sum for the new bridge was £214,600, of which the county contributed half.",
        [
            (
                "disclosed",
                "The contract sum for the new bridge was £214,600, of which the county contributed half.",
            )
        ],
    ),
    "refusal with reasons after": (
        "Please let me have the tender submitted by Oakvale Ltd.",
        "Dear Ms Platt\n\nYour request of 8 July\n\nYou have asked to see the tender which Oakvale Ltd sent in.\n\nWe have decided that this must stay confidential for the time being, under section 43(2), because it sets out how the company prices its work.\n\nIn coming to that view we thought about the case for openness. Public money is involved and people like to see how it is spent. Against that, companies would be slow to bid if their prices were handed to rivals. The council gets better prices if many bid. We think the second point is the stronger.\n\nThe total value of the contract is on the contracts register.",
        [
            (
                "exempt",
                "We have decided that this must stay confidential for the time being, under section 43(2), because it sets out how the company prices its work.",
            )
        ],
    ),
    "nothing held, help offered": (
        "1. How many hedgehogs were killed on roads in the district in 2023?\n2. How many badgers?",
        "Hello Jo,\n\nThanks for your questions about hedgehogs and badgers.\n\nWe're a small team and we don't count either of them, so there's nothing I can give you on numbers. You could try the county wildlife trust, who run a survey each summer.",
        [
            (
                "not_held",
                "We're a small team and we don't count either of them, so there's nothing I can give you on numbers.",
            ),
            (
                "not_held",
                "We're a small team and we don't count either of them, so there's nothing I can give you on numbers.",
            ),
        ],
    ),
    "each in its own sentence": (
        "Please tell me the number of library visits in 2022, the number of books lent, and the cost of the building's heating.",
        "Dear Miss Arkle\n\nRe: Library\n\nThank you for writing. Library visits in 2022 came to 31,870. We lent 88,412 books in that year. Heating for the building cost £19,300.",
        [
            (
                "disclosed",
                "Library visits in 2022 came to 31,870. We lent 88,412 books in that year. Heating for the building cost £19,300.",
            )
        ],
    ),
    "topics out of order": (
        "1. How many dogs were seized last year?\n2. What breed was most common?\n3. What did kennelling cost?",
        "Dear Mr Finn,\n\nDog control - your enquiry\n\nKennelling cost the force £47,210 over the year. There is no record of breed, since officers note only whether a dog is of a banned type. As to seizures, there were 63 in all.",
        [
            ("disclosed", "As to seizures, there were 63 in all."),
            (
                "not_held",
                "There is no record of breed, since officers note only whether a dog is of a banned type.",
            ),
            ("disclosed", "Kennelling cost the force £47,210 over the year."),
        ],
    ),
    "the first and the second": (
        "a) How many fines were issued for litter in 2023?\nb) How many were paid?",
        "Dear Sir,\n\nLitter fines\n\nThe first of your questions is easily answered: 212 were issued. The second I cannot answer, because payments are handled by a contractor and we do not hold the records.",
        [
            ("disclosed", "The first of your questions is easily answered: 212 were issued."),
            (
                "not_held",
                "The second I cannot answer, because payments are handled by a contractor and we do not hold the records.",
            ),
        ],
    ),
    "both at once": (
        "1. How many complaints about noise were made in 2023?\n2. How many led to a notice?",
        "Dear Ms Ure\n\nNoise complaints\n\nIn answer to both your questions: 340 complaints were made and six notices were served.",
        [
            ("disclosed", "340 complaints were made and six notices were served."),
            ("disclosed", "340 complaints were made and six notices were served."),
        ],
    ),
    "legalistic": (
        "1. The written advice of counsel on the Mill Road scheme.\n2. The fee paid for it.",
        "Madam\n\nMill Road\n\nI have the honour to refer to your application of the 2nd instant.\n\nAs to the first limb thereof, the advice is subject to legal professional privilege and is accordingly exempt pursuant to section 42(1) of the Act. As to the second limb, a fee of £4,500 exclusive of VAT was paid.",
        [
            (
                "exempt",
                "As to the first limb thereof, the advice is subject to legal professional privilege and is accordingly exempt pursuant to section 42(1) of the Act.",
            ),
            ("disclosed", "As to the second limb, a fee of £4,500 exclusive of VAT was paid."),
        ],
    ),
    "curt": (
        "1. Number of beds?\n2. Number closed?\n3. Reason?",
        "Mr Yates\n\nBeds: 210. Closed: 14. Reason: shortage of nurses.",
        [("disclosed", "210"), ("disclosed", "14"), ("disclosed", "shortage of nurses")],
    ),
    "headings of their own": (
        "I want to know who runs the cafe in the park, what rent they pay and when the lease ends.",
        "Dear Mrs Lunt\n\nPark cafe\n\nThe cafe is run by Bluebell Catering Ltd under a lease that ends in March 2027. The rent is commercially sensitive and we are keeping it back under section 43(2).",
        [
            (
                "partly_disclosed",
                "The cafe is run by Bluebell Catering Ltd under a lease that ends in March 2027. The rent is commercially sensitive and we are keeping it back under section 43(2).",
            )
        ],
    ),
    "everything in the attachment": (
        "1. The names of all licensed premises.\n2. Their opening hours.\n3. Any conditions.",
        "Dear Ms Dean\n\nLicensed premises\n\nEverything you asked for is in the spreadsheet sent with this e-mail. The hours are in the third column and the conditions in the last.",
        [("disclosed", "Everything you asked for is in the spreadsheet sent with this e-mail.")] * 3,
    ),
    "cost with the sums": (
        "1. Every e-mail about the pier since 2010.\n2. The names of all who wrote them.",
        "Dear Mr Crane\n\nThe pier\n\nI am afraid that we cannot do this within the time that the law gives us. The limit is eighteen hours, and we think that it would take at least ninety, so we are refusing your request under section 12.\n\nWe tried a search of one mailbox and found 1,900 messages. There are eleven mailboxes. At two minutes a message that is some 700 hours.\n\nIf you asked about one year we could probably help.",
        [
            (
                "cost_limit",
                "I am afraid that we cannot do this within the time that the law gives us. The limit is eighteen hours, and we think that it would take at least ninety, so we are refusing your request under section 12.",
            )
        ]
        * 2,
    ),
    "a table in prose": (
        "How much was spent on gritting in each of the last three winters?",
        "Dear Mr Snow\n\nGritting\n\nThank you for your request about gritting, received on 2 April 2024.\n\nWinter 2021/22: £412,000\nWinter 2022/23: £388,500\nWinter 2023/24: £501,250\n\nThese sums take in salt, fuel and wages but not the purchase of vehicles.",
        [("disclosed", "Winter 2021/22: £412,000\nWinter 2022/23: £388,500\nWinter 2023/24: £501,250")],
    ),
    "numbers of the letter's own": (
        "How many school buses failed inspection? Which operators ran them? What was done about it?",
        "Dear Dr Vane\n\nSchool buses\n\n(1) Nine failed.\n(2) They were run by Hobday Coaches and Pike Travel.\n(3) Each operator was warned in writing.",
        [
            ("disclosed", "Nine failed."),
            ("disclosed", "They were run by Hobday Coaches and Pike Travel."),
            ("disclosed", "Each operator was warned in writing."),
        ],
    ),
}


def _words(text: str) -> Counter[str]:
    return Counter(re.findall(r"[^\W_]+(?:[.,]\d+)*", text.casefold()))


def _alike(one: str, other: str) -> float:
    a, b = _words(one), _words(other)
    both = sum((a & b).values())
    return 2 * both / (sum(a.values()) + sum(b.values())) if both else 0.0


@pytest.mark.parametrize("name", VOICES)
def test_a_voice_is_understood(name: str) -> None:
    request, letter, expected = VOICES[name]
    answers = read(Letter(letter + END), request).answers
    assert [each.decision for each in answers] == [decision for decision, _ in expected]
    for each, (_, words) in zip(answers, expected, strict=True):
        assert _alike(each.text, words) >= 0.6, each.text
