# ruff: noqa: E501 (a mail's lines are easier to compare when they are not broken)
"""Folding: what is quoted, boilerplate or signature is folded and labelled; an answer never is."""

from __future__ import annotations

import pytest

from rhyddid.mail.fold import fold
from rhyddid.mail.mail import Body

ASKED = "Dear Dyffryn Council,\n\n1. How many cameras do you use?\n\n2. What did they cost?\n\nYours faithfully,\n\nSiân Price\n"
ANSWER = "Dear Ms Price,\n\nWe use 14 cameras. They cost £6,000.\n\nYours sincerely,\n\nGwen Pritchard\n\n"
DISCLAIMER = (
    "This e-mail and any attachments are confidential and intended solely for the addressee. If you have received\n"
    "it in error please notify the sender and delete it from your system.\n"
)


def shown(text: str, **options: list[str]) -> str:
    return Body(text, None, fold(text, **options)).shown


def labels(text: str) -> list[str]:
    return [one.why for one in fold(text)]


HEADER_BLOCKS = {
    "Outlook": "From: Siân Price [mailto:request-x@asks.example]\nSent: 01 March 2024 10:00\nTo: FOI\nSubject: Cameras\n\n",
    "Outlook with a rule": "________________________________\nFrom: Siân Price <request-x@asks.example>\nSent: Friday, March 1, 2024 10:00 AM\nTo: FOI <foi@dyffryn.example>\nCc: Clerk\nSubject: Cameras\n\n",
    "Outlook 2003": "-----Original Message-----\nFrom: Siân Price [mailto:request-x@asks.example] \nSent: 01 March 2024 10:00\nTo: FOI\nSubject: Cameras\n\n\n",
    "Outlook in Welsh": "Oddi wrth: Siân Price <request-x@asks.example>\nAnfonwyd: 01 Mawrth 2024 10:00\nAt: FOI\nPwnc: Camerâu\n\n",
    "Outlook in Welsh, to is I": "Oddi wrth: Siân Price <request-x@asks.example>\nAnfonwyd: 01 Mawrth 2024 10:00\nI: Rhyddid Gwybodaeth <foi@dyffryn.example>\nPwnc: Camerâu\n\n",
    "bilingual": "From/Oddi wrth: Siân Price <request-x@asks.example>\nSent/Anfonwyd: 01 March 2024 10:00\nTo/At: FOI\nSubject/Pwnc: Cameras\n\n",
    "bold labels": "*From:* Siân Price <request-x@asks.example>\n*Sent:* 01 March 2024 10:00\n*To:* FOI\n*Subject:* Cameras\n\n",
    "bold with the colon outside": "**From**: Siân Price <request-x@asks.example>\n**Date**: 1 March 2024\n**To**: FOI\n**Subject**: Cameras\n\n",
    "Apple Mail forward": "Begin forwarded message:\n\nFrom: Siân Price <request-x@asks.example>\nSubject: Cameras\nDate: 1 March 2024 at 10:00:00 GMT\nTo: foi@dyffryn.example\n\n",
    "Gmail forward": "---------- Forwarded message ---------\nFrom: Siân Price <request-x@asks.example>\nDate: Fri, 1 Mar 2024 at 10:00\nSubject: Cameras\nTo: <foi@dyffryn.example>\n\n",
    "Thunderbird forward": "-------- Forwarded Message --------\nSubject: \tCameras\nDate: \tFri, 1 Mar 2024 10:00:00 +0000\nFrom: \tSiân Price <request-x@asks.example>\nTo: \tfoi@dyffryn.example\n\n",
    "Notes forward": "----- Forwarded by Gwen Pritchard/Dyffryn on 04/03/2024 09:12 -----\n\n",
    "Notes": 'Siân Price <request-x@asks.example> \n01/03/2024 10:00                      To      "FOI" <foi@dyffryn.example>\n                                      cc\n                                      Subject Cameras\n\n',
    "Notes flattened": "Siân Price <request-x@asks.example> \nSent by: Siân Price <request-x@asks.example>\n01/03/24 10:00\nPlease respond to\n"
    "Siân Price <request-x@asks.example>\n\n\nTo\nFOI requests <foi@dyffryn.example>\ncc\n\nSubject\nCameras\n\n\n",
    "Notes with labels": "From:\tSiân Price <request-x@asks.example>\nTo:\tFOI requests <foi@dyffryn.example>\nDate:\t01/03/2024 10:00\nSubject:\tCameras\n\n",
    "GroupWise": ">>> Siân Price <request-x@asks.example> 01/03/2024 10:00 >>>\n",
    "all on one line": "From: Siân Price [mailto:request-x@asks.example] Sent: 01 March 2024 10:00 To: FOI Subject: Cameras\n\n",
    "Welsh original message": "-----Neges Wreiddiol-----\nOddi wrth: Siân Price\nAnfonwyd: 1 Mawrth 2024 10:00\nAt: FOI\nPwnc: Camerâu\n\n",
    "Gmail without marks": "On Fri, 1 Mar 2024 at 10:00, Siân Price <request-x@asks.example> wrote:\n\n",
    "Welsh without marks": "Ar Gwe, 1 Maw 2024 am 10:00, ysgrifennodd Siân Price <request-x@asks.example>:\n\n",
    "wrapped recipients": "From: Siân Price <request-x@asks.example>\nSent: 01 March 2024 10:00\nTo: FOI <foi@dyffryn.example>; Clerk to the Council\n<clerk@dyffryn.example>; Contracts\n<contracts@dyffryn.example>\nSubject: Cameras\n\n",
    "subject over two lines": "From: Siân Price <request-x@asks.example>\nSent: 01 March 2024 10:00\nTo: FOI\nSubject: Freedom of Information request about the cameras that you\nuse in town\n\n",
    "importance": "From: Siân Price <request-x@asks.example>\nSent: 01 March 2024 10:00\nTo: FOI\nSubject: Cameras\nImportance: High\n\n",
    "masked addresses": "From: Siân Price <[FOI #1 email]>\nSent: 01 March 2024 10:00\nTo: FOI <[Dyffryn request email]>\nSubject: Cameras\n\n",
    "a blank line between headers": "From: Siân Price <request-x@asks.example>\n\nSent: 01 March 2024 10:00\n\nTo: FOI\n\nSubject: Cameras\n\n",
}  # fmt: skip


@pytest.mark.parametrize("name", HEADER_BLOCKS)
def test_a_quoted_mail_below_the_answer_is_folded_from_its_header_block_on(name: str) -> None:
    text = ANSWER + HEADER_BLOCKS[name] + ASKED
    assert shown(text).strip() == ANSWER.strip()
    expected = "forward" if "forward" in name else "quote" if "without marks" in name else "original_message"
    assert labels(text) == [expected]


@pytest.mark.parametrize("name", HEADER_BLOCKS)
def test_a_chain_of_quoted_mails_is_folded_to_its_end(name: str) -> None:
    text = (
        ANSWER
        + HEADER_BLOCKS["Outlook"]
        + "Dear Ms Price,\n\nWe acknowledge your request.\n\n"
        + HEADER_BLOCKS[name]
        + ASKED
    )
    assert shown(text).strip() == ANSWER.strip()


@pytest.mark.parametrize(
    "introduction",
    [
        "On Fri, 1 Mar 2024 at 10:00, Siân Price <request-x@asks.example> wrote:\n\n",
        "On 1 Mar 2024, at 10:00, Siân Price\n<request-x@asks.example> wrote:\n",
        "Ar 01/03/2024 10:00, ysgrifennodd Siân Price:\n",
        "Siân Price <request-x@asks.example> wrote:\n",
        "2024-03-01 10:00 GMT+00:00 Siân Price <request-x@asks.example>:\n",
        "",
    ],
)
def test_marked_quotes_are_folded_with_their_introduction(introduction: str) -> None:
    quoted = "".join(f"> {line}\n".replace("> \n", ">\n") for line in ASKED.split("\n"))
    text = ANSWER + introduction + quoted
    assert shown(text).strip() == ANSWER.strip()
    assert labels(text) == ["quote"]


def test_answers_typed_between_marked_lines_stay() -> None:
    text = "> 1. How many cameras do you use?\n\n14\n\n> 2. What did they cost?\n\n£6,000 in all.\n\nGwen\n"
    assert shown(text).split() == ["14", "£6,000", "in", "all.", "Gwen"]


def test_an_answer_below_a_marked_quote_stays() -> None:
    text = "On 1 March 2024, Siân Price wrote:\n> How many cameras?\n> And what did they cost?\n\n14, and £6,000.\n"
    assert shown(text).strip() == "14, and £6,000."


@pytest.mark.parametrize(
    "cue",
    [
        "Please see our answers below in red.",
        "Please find our responses below.",
        "See below.",
        "My comments are inline.",
        "I have added our answers under each question.",
        "Our reply is set out below each of your questions.",
        "Gweler ein hatebion isod mewn coch.",
        "Mae'r atebion isod.",
    ],
)
def test_answers_in_an_unmarked_quote_that_the_letter_points_to_stay(cue: str) -> None:
    asked = ASKED.replace("use?\n", "use?\n14\n").replace("cost?\n", "cost?\n£6,000\n")
    text = f"Dear Ms Price,\n\n{cue}\n\nYours sincerely,\nGwen Pritchard\n\n{HEADER_BLOCKS['Outlook']}{asked}"
    assert "14\n" in shown(text)
    assert "£6,000" in shown(text)


@pytest.mark.parametrize(
    "label",
    [
        "Answer:",
        "Response -",
        "A1.",
        "Our response to question 1:",
        "DCC response:",
        "Ateb:",
        "[Answer]:",
        "*Reply:*",
    ],
)
def test_answers_in_an_unmarked_quote_that_are_labelled_stay(label: str) -> None:
    asked = ASKED.replace("use?\n", f"use?\n{label} 14\n")
    text = f"Dear Ms Price,\n\nThank you for your request.\n\nGwen Pritchard\n\n{HEADER_BLOCKS['Outlook']}{asked}"
    assert f"{label} 14" in shown(text)


@pytest.mark.parametrize(
    ("first", "second"), [("14\n", "£6,000\n"), ("Yes.\n", "None\n"), ("- 14 (2019)\n", "Not held\n")]
)
def test_short_answers_in_an_unmarked_quote_stay(first: str, second: str) -> None:
    asked = ASKED.replace("use?\n", f"use?\n{first}").replace("cost?\n", f"cost?\n{second}")
    text = f"Dear Ms Price,\n\nThank you for your request.\n\nGwen Pritchard\n\n{HEADER_BLOCKS['Outlook']}{asked}"
    assert first in shown(text)
    on_one_line = ASKED.replace("use?", f"use? {first.strip()}").replace("cost?", f"cost? {second.strip()}")
    text = f"Dear Ms Price,\n\nThank you for your request.\n\nGwen Pritchard\n\n{HEADER_BLOCKS['Outlook']}{on_one_line}"
    assert second.strip() in shown(text)


def test_lettered_questions_are_no_answers() -> None:
    asked = "Dear Dyffryn Council,\n\na) How many cameras do you use?\nb) What did they cost?\nPlease give 2019 to 2023.\n\nYours faithfully,\nSiân\n"
    assert shown(ANSWER + HEADER_BLOCKS["Outlook"] + asked).strip() == ANSWER.strip()


def test_numbered_questions_are_no_answers() -> None:
    asked = "Dear Dyffryn Council,\n1. How many cameras do you use?\n2. What did they cost?\n3. Where are they? 4. And why?\n5) When?\nYours faithfully,\nSiân\n"
    assert shown(ANSWER + HEADER_BLOCKS["Outlook"] + asked).strip() == ANSWER.strip()


def test_a_letter_below_a_quoted_mail_with_nothing_above_it() -> None:
    text = f"{HEADER_BLOCKS['Outlook 2003']}{ASKED}\n{ANSWER}"
    assert shown(text).strip() == ANSWER.strip()


def test_lines_known_to_be_typed_stay_in_any_quote() -> None:
    asked = ASKED.replace("use?\n", "use?\nfourteen in all\n")
    text = ANSWER + HEADER_BLOCKS["Outlook"] + asked
    assert "fourteen" not in shown(text)
    assert (
        Body(text, None, fold(text, typed=["Fourteen in all"])).shown.strip()
        == f"{ANSWER.strip()}\n\nfourteen in all"
    )
    marked = "> How many?\n> fourteen in all\n> And why?\n"
    assert Body(marked, None, fold(marked, typed=["fourteen in all"])).shown.strip() == "> fourteen in all"


def test_an_answer_below_an_unmarked_quote_stays() -> None:
    text = f"FOI team\n\n{HEADER_BLOCKS['Outlook 2003']}{ASKED}\n{ANSWER}"
    assert "We use 14 cameras" in shown(text)
    assert "How many cameras" not in shown(text)


def test_an_answer_below_the_end_mark_of_a_quote_stays() -> None:
    text = f"FOI team\n\n{HEADER_BLOCKS['Outlook 2003']}{ASKED}\n----- End of original message -----\nWe use 14 cameras.\n"
    assert "We use 14 cameras" in shown(text)
    assert "How many" not in shown(text)


def test_a_quoted_mail_with_nothing_above_it_stays() -> None:
    text = HEADER_BLOCKS["Outlook"] + ASKED
    assert "How many cameras" in shown(text)
    assert "How many cameras" in shown("OFFICIAL\n\n" + text)


def test_details_below_that_are_no_answers_do_not_keep_a_quote_in_view() -> None:
    own = ANSWER.replace("Yours sincerely", "You can reach us at the address below.\n\nYours sincerely")
    text = own + HEADER_BLOCKS["Outlook"] + ASKED
    assert shown(text).strip() == own.strip()


def test_answers_set_out_below_in_the_letter_itself_do_not_keep_a_quote_in_view() -> None:
    own = (
        "Please find our response set out below:\n\n"
        + "1. We use 14 cameras, all of them in the town.\n" * 12
    )
    text = own + "\nYours sincerely,\nGwen Pritchard\n\n" + HEADER_BLOCKS["Outlook"] + ASKED
    assert "Dear Dyffryn Council" not in shown(text)


def test_with_our_own_messages_known_only_their_lines_are_folded() -> None:
    asked = ASKED.replace("use?\n", "use?\nfourteen\n").replace("cost?\n", "cost?\nsix thousand\n")
    text = f"Dear Ms Price,\n\nI write about your request.\n\nGwen\n\n{HEADER_BLOCKS['Outlook']}{asked}"
    assert "fourteen" not in shown(text)
    known = shown(text, sent=[ASKED])
    assert "fourteen" in known
    assert "six thousand" in known
    assert "How many cameras" not in known


@pytest.mark.parametrize(
    "text",
    [
        "From: the year 2019 we used 14 cameras.\nTo: 2021 we used 20.\n",
        "Re: your request\n\nTo: Siân Price\n\nWe use 14 cameras.\n",
        "Date: 1 March 2024\nOur ref: FOI 118\nSubject: Cameras\n\nDear Ms Price,\n\nWe use 14.\n",
        "Bands:\n> 5 cameras: 3 towns\n> 10 cameras: 1 town\n",
        "The result:\n> 14 cameras in use and no more than that\n",
        "The report says:\n\n  14 cameras\n\nYours sincerely\n",
        "You wrote:\n\nHow many cameras?\n\nWe use 14.\n",
        "On 1 March 2024 you wrote:\n\"How many cameras?\"\n\nWe use 14.\n",
        "Information was provided in confidence by the contractor and its disclosure would be an actionable breach.\nSection 41 applies.\n",
        "The police monitor e-mail traffic and record messages to detect fraud.\n",
        "We do not hold the e-mails; they were deleted under our retention policy in error.\n",
        "The confidential e-mails were sent to the intended recipients on 4 May.\n\nSection 36 is engaged.\n",
        "-- \n",
        "1 -- 2\n--\n",
        "\n\n\n",
        "",
    ],
)  # fmt: skip
def test_a_letters_own_words_stay(text: str) -> None:
    assert "".join(shown(text).split()) == "".join(text.split())


DISCLAIMERS = {
    "one paragraph": DISCLAIMER,
    "between stars": f"**********************************************************************\n{DISCLAIMER}**********************************************************************\n",
    "spaced stars": f"* * * * * * * * * * * * * * * * * *\n{DISCLAIMER}* * * * * * * * * * * * * * * * * *\n",
    "titled": f"DISCLAIMER\n\n{DISCLAIMER}",
    "several paragraphs": f"{DISCLAIMER}\nAny views expressed are those of the author and do not necessarily represent those of the Council.\n\nThis e-mail has been checked for viruses but no liability is accepted.\n",
    "virus scan": "This e-mail has been scanned for viruses by the Dyffryn Mail Gateway.\n",
    "secure network": "Communications via the GSi may be automatically logged, monitored and/or recorded for legal purposes.\n",
    "printing": "Please consider the environment before printing this e-mail.\n",
    "outside": "CAUTION: This email originated from outside the organisation. Do not click links or open attachments unless you recognise the sender.\n",
    "Welsh": "Mae'r e-bost hwn yn gyfrinachol ac fe'i bwriadwyd ar gyfer y derbynnydd yn unig. Os ydych wedi ei dderbyn\ndrwy gamgymeriad, rhowch wybod i'r anfonwr a dilëwch y neges.\n",
    "Welsh printing": "Ystyriwch yr amgylchedd cyn argraffu'r e-bost hwn.\n",
    "monitored": "Please note that e-mail traffic may be monitored and recorded. Internet e-mail is not a secure medium and its integrity cannot be guaranteed.\n",
}  # fmt: skip


@pytest.mark.parametrize("name", DISCLAIMERS)
def test_disclaimers_are_folded_and_the_letter_above_stays(name: str) -> None:
    text = ANSWER + DISCLAIMERS[name]
    assert shown(text).strip() == ANSWER.strip()
    assert set(labels(text)) == {"disclaimer"}


@pytest.mark.parametrize("name", DISCLAIMERS)
def test_a_disclaimer_below_the_quoted_mail_is_labelled_as_one(name: str) -> None:
    text = ANSWER + HEADER_BLOCKS["Outlook"] + ASKED + "\n" + DISCLAIMERS[name]
    assert shown(text).strip() == ANSWER.strip()
    assert labels(text) == ["original_message", "disclaimer"]


def test_a_disclaimer_right_behind_the_letter_without_a_blank_line() -> None:
    text = ANSWER.rstrip("\n") + "\n" + DISCLAIMER
    assert shown(text).strip() == ANSWER.strip()


def test_review_rights_below_a_disclaimer_stay() -> None:
    rights = "\nIf you are unhappy you may ask for an internal review within 40 working days.\n"
    assert rights in shown(ANSWER + DISCLAIMER + rights)


def test_an_answer_below_a_disclaimer_stays() -> None:
    assert "Annex A\n\nWe use 14 cameras" in shown(
        ANSWER + DISCLAIMER + "\nAnnex A\n\nWe use 14 cameras in the town.\n"
    )


def test_signatures() -> None:
    text = "We use 14 cameras.\n\n-- \nGwen Pritchard\nInformation Officer\nTel: 01632 960123\n"
    assert shown(text).strip() == "We use 14 cameras."
    assert labels(text) == ["signature"]


def test_contact_details_below_a_farewell() -> None:
    text = (
        ANSWER.rstrip("\n")
        + "\nInformation Officer\nTel: 01632 960123\nE-mail: foi@dyffryn.example\nwww.dyffryn.example\n"
    )
    assert shown(text).strip() == ANSWER.rstrip("\n") + "\nInformation Officer"
    assert labels(text) == ["signature"]


@pytest.mark.parametrize(
    "farewell", ["Yn gywir", "Yn ddiffuant,", "Cofion gorau", "Kind regards", "Regards,"]
)
def test_contact_details_below_a_welsh_or_english_farewell(farewell: str) -> None:
    text = f"Mae 14 camera.\n\n{farewell}\nGwen Pritchard\nFfôn: 01632 960123\nGwefan: www.dyffryn.example\n"
    assert shown(text).strip() == f"Mae 14 camera.\n\n{farewell}\nGwen Pritchard"


def test_review_rights_and_annexes_below_a_signature_stay() -> None:
    rest = "\nIf you are unhappy with this response you have the right to ask for an internal review.\n\nAnnex A\n1. 14\n2. £6,000\n"
    text = ANSWER.rstrip("\n") + "\nTel: 01632 960123\n" + rest
    assert rest.strip() in shown(text)
    delimited = "We use 14 cameras.\n\n-- \nGwen Pritchard\n" + rest
    assert rest.strip() in shown(delimited)
