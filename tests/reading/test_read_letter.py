"""Reading whole letters: one behaviour a letter, each by an invented body."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from rhyddid.letters.letter import FoldedSpan, Letter, LetterAttachment, LetterPage
from rhyddid.reading.judging import evidence_of
from rhyddid.reading.read import read
from rhyddid.reading.reading import Reading

REQUEST = "Dear Board,\n\n1. How many boats do you own?\n2. Who built them?\n3. What did they cost?\n\nYours, A. Teale"
CLOSING = (
    "\n\nIf you are unhappy with this response you can ask for an internal review within 40 working days."
    "\n\nYours sincerely"
)


def reading_of(body: str, request: str | None = REQUEST) -> Reading:
    return read(Letter(f"Dear A. Teale,\n\nPlease find our response below.\n\n{body}{CLOSING}"), request)


def answers(body: str, request: str | None = REQUEST) -> list[tuple[str, str, str]]:
    return [(each.question, each.decision, each.text) for each in reading_of(body, request).answers]


def test_answers_below_each_question() -> None:
    body = "1. How many boats do you own?\nFour.\n2. Who built them?\nKestrel Yards Ltd.\n3. What did they cost?\n£6000."
    assert answers(body) == [
        ("1", "disclosed", "Four."),
        ("2", "disclosed", "Kestrel Yards Ltd."),
        ("3", "disclosed", "£6000."),
    ]


def test_answers_on_the_questions_own_line() -> None:
    body = "1. How many boats do you own? Four.\n2. Who built them? - Kestrel Yards Ltd.\n3. What did they cost? £6000"
    assert [text for _, _, text in answers(body)] == ["Four.", "Kestrel Yards Ltd.", "£6000"]


def test_every_answer_marked_a() -> None:
    body = "1) How many boats do you own?\na) Four\n2) Who built them?\na) Kestrel\n3) What did they cost?\na) £6000"
    assert [text for _, _, text in answers(body)] == ["Four", "Kestrel", "£6000"]


def test_a_block_of_questions_then_a_block_of_answers() -> None:
    body = (
        "You asked:\n1. How many boats do you own?\n2. Who built them?\n3. What did they cost?\n\n"
        "Our response:\n1. Four.\n2. Not held.\n3. £6000."
    )
    assert [(decision, text) for _, decision, text in answers(body)] == [
        ("disclosed", "Four."),
        ("not_held", "Not held."),
        ("disclosed", "£6000."),
    ]


def test_answers_by_number_alone() -> None:
    assert [text for _, _, text in answers("Q1 - 4\nQ2 - Kestrel\nQ3 - £6000")] == ["4", "Kestrel", "£6000"]


def test_one_answer_for_two_questions() -> None:
    found = answers("1 and 2. Please see the attached list.\n\n3. £6000")
    assert [text for _, _, text in found] == [
        "Please see the attached list.",
        "Please see the attached list.",
        "£6000",
    ]


def test_questions_named_by_ordinal() -> None:
    body = (
        "In answer to your first question, we own four.\n\nWith regard to your second question, we do not hold this.\n\n"
        "As to your third question, they cost £6000."
    )
    assert [decision for _, decision, _ in answers(body)] == ["disclosed", "not_held", "disclosed"]


def test_see_another_answer_takes_its_decision() -> None:
    body = "1. We do not hold this information.\n2. Please see our response to question 1.\n3. £6000"
    assert [decision for _, decision, _ in answers(body)] == ["not_held", "not_held", "disclosed"]


def test_a_table_flattened_line_by_line() -> None:
    request = "1. How many fishing boats are kept in the harbour?\n2. What was spent on mooring ropes in the last year?"
    body = (
        "1 How many fishing boats 14 Counted on\nare kept in the 1 May.\nharbour?\n"
        "2 What was spent on £2,310 Excludes\nmooring ropes in the VAT.\nlast year?"
    )
    reading = reading_of(body, request)
    assert [each.decision for each in reading.answers] == ["disclosed", "disclosed"]
    assert [value.value for value in reading.answers[0].values if value.type == "number"] == ["14"]
    assert [value.value for value in reading.answers[1].values if value.type == "money"] == ["2310"]


def test_one_refusal_for_all_questions() -> None:
    body = (
        "Your request is refused under section 12(1) of the Freedom of Information Act 2000, as it would exceed the "
        "appropriate limit."
    )
    reading = reading_of(body)
    assert [each.decision for each in reading.answers] == ["cost_limit"] * 3
    assert reading.outcome == "refused"


def test_a_question_passed_over_has_no_answer() -> None:
    body = "1. How many boats do you own?\nFour.\n3. What did they cost?\n£6000."
    assert [each.decision for each in reading_of(body).answers] == ["disclosed", "no_answer", "disclosed"]


def test_questions_of_the_letter_where_no_request_is_given() -> None:
    body = "1. How many boats do you own?\nFour.\n2. Who built them?\nKestrel Yards Ltd."
    assert [(number, text) for number, _, text in answers(body, None)] == [
        ("1", "Four."),
        ("2", "Kestrel Yards Ltd."),
    ]


def test_answers_and_a_wider_denial_are_partly_disclosed() -> None:
    body = (
        "1. How many boats do you own?\nFour.\n2. Who built them?\nKestrel.\n3. What did they cost?\n£6000.\n\n"
        "In addition the Board can neither confirm nor deny that it holds any other information, by virtue of "
        "sections 24(2) and 31(3) of the Freedom of Information Act 2000."
    )
    reading = reading_of(body)
    assert reading.neither_confirm_nor_deny
    assert reading.outcome == "partly_disclosed"
    assert [each.decision for each in reading.answers] == ["disclosed"] * 3
    assert {(p.provision, p.role) for p in reading.provisions} == {
        ("24(2)", "relied_on"),
        ("31(3)", "relied_on"),
    }


def test_the_duty_to_confirm_or_deny_alone_is_no_denial() -> None:
    body = (
        "1. How many boats do you own?\nFour.\n\nSection 1(1)(a) of the Freedom of Information Act 2000 places a duty on "
        "authorities to confirm or deny whether information is held."
    )
    assert not reading_of(body).neither_confirm_nor_deny


def test_the_kind_that_mail_knows_wins() -> None:
    letter = Letter(
        "Thank you for your request. Please find our response attached.", mail_kind="automatic_reply"
    )
    assert read(letter).kind == "automatic_reply"


def test_an_acknowledgement_states_its_days_and_answers_nothing() -> None:
    text = (
        "Dear A. Teale\n\nOur ref: HB/2021/77\n\nI acknowledge your request received on 27th July 2021. We will respond "
        "within 20 working days, that is by 25th August 2021."
    )
    reading = read(Letter(text), REQUEST)
    assert reading.kind == "acknowledgement"
    assert reading.received_on is not None and reading.received_on.value == "2021-07-27"
    assert reading.deadline_stated is not None and reading.deadline_stated.value == "2021-08-25"
    assert [each.value for each in reading.references] == ["HB/2021/77"]
    assert reading.answers == () and reading.decided_on is None


def test_quoted_mail_is_not_read() -> None:
    own = "Dear A. Teale\n\nWe need more time to consider the public interest and will reply by 5 May 2022.\n\nRegards\n"
    quoted = "From: A. Teale\nSent: 1 March 2022\n\nYou must answer by 29 March 2022 under section 43."
    letter = Letter(own + quoted, folded=(FoldedSpan(len(own), len(own + quoted), "original_message"),))
    reading = read(letter)
    assert reading.kind == "extension"
    assert reading.deadline_stated is not None and reading.deadline_stated.value == "2022-05-05"
    assert reading.provisions == ()


def test_an_attached_reply_is_read_with_its_page() -> None:
    page = (
        "Harbour Board\nDear A. Teale,\nYour request under the Freedom of Information Act 2000\n\n"
        "1. How many boats do you own?\nFour.\n2. Who built them?\nKestrel Yards Ltd.\n3. What did they cost?\n£6000."
    )
    attachment = LetterAttachment("ab" * 32, "Response.pdf", "application/pdf", 1000, (LetterPage(1, page),))
    cover = Letter(
        "Dear A. Teale,\n\nPlease find attached our response to your request.\n\nRegards",
        attachments=(attachment,),
    )
    reading = read(cover, REQUEST)
    assert [each.text for each in reading.answers] == ["Four.", "Kestrel Yards Ltd.", "£6000."]
    evidence = reading.answers[2].evidence
    assert evidence is not None
    assert (evidence.attachment, evidence.page) == ("ab" * 32, 1)
    assert page[evidence.start : evidence.end] == evidence.quote == "£6000."


def test_answers_in_an_attached_sheet() -> None:
    sheet = "How many boats do you own?\t4\nWho built them?\tKestrel Yards Ltd\nWhat did they cost?\t£6000"
    attachment = LetterAttachment(
        "cd" * 32, "answers.xlsx", "application/xlsx", 1000, (LetterPage(1, sheet),)
    )
    cover = Letter(
        "Dear A. Teale,\n\nPlease find attached our response to your request.\n\nRegards",
        attachments=(attachment,),
    )
    assert [each.text for each in read(cover, REQUEST).answers] == ["4", "Kestrel Yards Ltd", "£6000"]


def test_a_released_document_does_not_speak_for_the_letter() -> None:
    policy = LetterAttachment(
        "ef" * 32,
        "policy.pdf",
        "application/pdf",
        1000,
        (LetterPage(1, "Boat policy. Refunds of £90 are exempt under section 43."),),
    )
    letter = Letter(
        f"Dear A. Teale,\n\nPlease find attached our boat policy.{CLOSING}", attachments=(policy,)
    )
    reading = read(letter, "Please send me the boat policy.")
    assert reading.outcome == "disclosed"
    assert reading.provisions == () and reading.sums == ()


def test_an_exemption_overturned_on_review_is_not_relied_on() -> None:
    text = (
        "Dear A. Teale\n\nOutcome of your internal review\n\nWe refused your request under section 41 of the Freedom of "
        "Information Act 2000. I have completed an internal review and find that section 41 was incorrectly applied. I "
        "overturn the decision and enclose the report."
    )
    reading = read(Letter(text))
    assert reading.kind == "review_outcome"
    assert {p.role for p in reading.provisions} == {"considered"}


def test_the_clock_of_the_review_is_the_requesters() -> None:
    text = (
        "Dear A. Teale\n\nWe do not hold this information. You may ask for an internal review within 40 working days. "
        "We aim to complete reviews within 20 working days."
    )
    review = read(Letter(text)).review
    assert (review.offered, review.within_working_days) == (True, 40)


def test_a_refusal_without_a_way_to_complain_is_told() -> None:
    reading = read(
        Letter(
            "Dear A. Teale\n\nYour request is exempt under section 43(2) of the Freedom of Information Act 2000."
        )
    )
    missing = {check.rule for check in reading.notice if not check.met}
    assert {"17(1)(c)", "17(3)(b)", "17(7)(a)", "17(7)(b)"} == missing
    assert {check.rule for check in reading.notice if check.met} == {"17(1)(a)", "17(1)(b)"}


def test_all_evidence_is_the_text_at_its_place() -> None:
    body = "1. How many boats do you own?\nFour.\n2. Who built them?\nKestrel Yards Ltd.\n3. What did they cost?\n£6000."
    reading = reading_of(body)
    pieces = list(evidence_of(reading))
    assert pieces
    assert all(reading.text[each.start : each.end] == each.quote for each in pieces)


@given(
    st.lists(
        st.sampled_from(
            [
                "1. How many boats do you own?", "2. Who built them?", "Four.", "Kestrel Yards Ltd", "£6,000 in 2019/20",
                "We do not hold this information.", "It is exempt under section 43(2) of the Act.", "Yours sincerely",
                "Dear A. Teale,", "Our ref: 2020/441", "received on 3 May 2020", "", "a)", "- ", "Questions 1 to 3",
                "neither confirm nor deny", "> quoted", "You asked:", "Response:", "\t", "Section 1(1)(a)", "₤½ ﬁ İ",
            ]
        ),
        max_size=14,
    )
)  # fmt: skip
def test_any_text_is_read_with_valid_evidence(lines: list[str]) -> None:
    text = "\n".join(lines)
    reading = read(Letter(text), REQUEST)
    assert all(text[each.start : each.end] == each.quote for each in evidence_of(reading))
