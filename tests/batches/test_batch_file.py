"""The TOML of a batch: what it holds, how its faults are named, and that no bytes give a traceback."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rhyddid.batches.batch_file import BatchFileError, RecipientNames, batch_draft, batch_file_read
from rhyddid.batches.merge_fields import fields_used, merge_faults, merged

FILE = '''
subject = "Drone detection"
sender = "Nia Prosser"
recipients = ["police", "extra.csv"]
delay_minutes = 15
letter = """
Dear {authority},

{questions}

{sender}
"""
[[question]]
number = 1
text = "Have you run a trial?"
type = "yes_no"
[[question]]
number = "2"
text = "Which kind?"
type = "choice"
choices = ["fixed", "mobile"]
'''


def table(**changes: object) -> dict[str, object]:
    fields: dict[str, object] = {
        "subject": "Drone detection",
        "letter": "{questions}",
        "question": [{"text": "Have you run a trial?"}],
    }
    return {key: value for key, value in (fields | changes).items() if value is not None}


def problems(**changes: object) -> list[tuple[str, str]]:
    with pytest.raises(BatchFileError) as caught:
        batch_draft(table(**changes))
    return [(problem.field, problem.text.render()) for problem in caught.value.problems]


def test_a_file_becomes_a_draft() -> None:
    draft = batch_file_read(FILE.encode())
    assert (draft.subject, draft.sender, draft.delay_minutes) == ("Drone detection", "Nia Prosser", 15)
    assert [(q.number, q.answer_type, q.choices) for q in draft.questions] == [
        ("1", "yes_no", ()),
        ("2", "choice", ("fixed", "mobile")),
    ]
    assert draft.recipients == RecipientNames(any_of=("police",), csv=("extra.csv",))


def test_a_question_without_number_and_type_is_numbered_by_its_place_and_of_text() -> None:
    (question,) = batch_draft(table()).questions
    assert (question.number, question.answer_type) == ("1", "text")


def test_recipients_may_be_one_word_or_a_table() -> None:
    assert batch_draft(table(recipients="police")).recipients == RecipientNames(any_of=("police",))
    draft = batch_draft(table(recipients={"tags": ["police"], "csv": "a.csv"}))
    assert draft.recipients == RecipientNames(tags=("police",), csv=("a.csv",))


@pytest.mark.parametrize(
    ("changes", "field", "text"),
    [
        ({"subject": None}, "subject", "This field is missing."),
        ({"subject": "  "}, "subject", "This field is empty."),
        ({"subject": 7}, "subject", "This must be a text in quotes."),
        ({"subject": "x" * 251}, "subject", "The text has 251 characters, at most 250 fit: shorten it."),
        ({"subjct": "x"}, "subjct", "Did you mean “subject”?"),
        ({"question": None}, "question", "needs at least one question"),
        ({"question": []}, "question", "Ask 1 to 100 questions; here are 0."),
        ({"question": ["x"]}, "question[1]", "This must be a table."),
        ({"question": [{"text": "A?", "type": "yesno"}]}, "question[1].type", "Did you mean “yes_no”?"),
        ({"question": [{"text": "A?", "typ": "date"}]}, "question[1].typ", "Did you mean “type”?"),
        ({"question": [{"text": "A?", "type": "choice"}]}, "question[1].choices", "at least two choices"),
        ({"question": [{"text": "A?", "choices": ["x"]}]}, "question[1].choices", "Only a question of type"),
        ({"question": [{"text": "A?"}, {"text": "B?", "number": 1}]}, "question", "the number 1"),
        ({"letter": "No questions here."}, "letter", "put {questions} where they should stand"),
        ({"letter": "{questions} {sendr}"}, "letter", "{sendr} is no merge field. Did you mean {sender}?"),
        ({"letter": "{questions} }"}, "letter", "There is a single “}”"),
        ({"subject": "To {questions}"}, "subject", "There are {authority}, {law}."),
        ({"language": "fr"}, "language", "“fr” is not allowed. Use one of en, cy."),
        ({"slug": "Not A Slug"}, "slug", "Use small letters, digits and single hyphens"),
        ({"delay_minutes": -1}, "delay_minutes", "Use a number of minutes from 0 to 43200."),
        ({"delay_minutes": True}, "delay_minutes", "This must be a whole number."),
        ({"recipients": 3}, "recipients", "This must be a list."),
        ({"recipients": [3]}, "recipients[1]", "This must be a text in quotes."),
        ({"recipients": {"tag": ["x"]}}, "recipients.tag", "Did you mean “tags”?"),
    ],
)
def test_a_fault_names_its_field_and_what_is_allowed(
    changes: dict[str, object], field: str, text: str
) -> None:
    ((found_field, found_text),) = problems(**changes)
    assert found_field == field
    assert text in found_text


def test_every_fault_is_told_at_once() -> None:
    assert [field for field, _ in problems(subject=None, language="fr", slug="A B")] == [
        "subject",
        "language",
        "slug",
    ]


def test_a_letter_that_asks_the_questions_itself_needs_no_field_for_them() -> None:
    assert batch_draft(table(letter="Please tell me: Have you run a trial?")).letter


def test_a_file_that_is_no_toml_names_the_line() -> None:
    with pytest.raises(BatchFileError, match=r"not valid TOML: .*line 1"):
        batch_file_read(b"name,kind\n")


def test_a_file_that_is_not_utf8_is_refused() -> None:
    with pytest.raises(BatchFileError, match="not in UTF-8"):
        batch_file_read(b'subject = "\xff"')


@given(st.binary(max_size=200) | st.text(max_size=200).map(lambda text: text.encode("utf-8", "replace")))
def test_any_bytes_give_a_draft_or_problems(data: bytes) -> None:
    with pytest.raises(BatchFileError):
        batch_file_read(data)


_json_like = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["text", "type", "tags"]), inner)
    ),
    max_leaves=6,
)


@given(
    st.dictionaries(
        st.sampled_from(
            ["subject", "letter", "question", "recipients", "sender", "slug", "tags", "language"]
        ),
        _json_like,
    )
)
def test_any_table_gives_a_draft_or_problems(fields: dict[str, object]) -> None:
    try:
        draft = batch_draft(fields)
    except BatchFileError as error:
        assert error.problems
    else:
        assert draft.questions


@pytest.mark.parametrize(
    ("template", "text"),
    [
        ("Dear {authority},", "Dear Mere Council,"),
        ("{ authority }", "Mere Council"),
        ("{{authority}}", "{authority}"),
        ("{{{authority}}}", "{Mere Council}"),
        ("{unknown}", "{unknown}"),
        ("a } b { c", "a } b { c"),
    ],
)
def test_merging_fills_fields_and_leaves_the_rest(template: str, text: str) -> None:
    assert merged(template, {"authority": "Mere Council"}) == text


def test_what_a_field_is_filled_with_is_not_merged_again() -> None:
    assert merged("{authority}", {"authority": "{sender}", "sender": "x"}) == "{sender}"


@given(st.text(alphabet="{}ab ", max_size=30))
def test_a_template_without_faults_leaves_no_brace_of_its_own(template: str) -> None:
    if not merge_faults(template, ("a", "b")):
        assert merged(template, {"a": "", "b": ""}).count("{") == template.count("{{")


def test_the_fields_of_a_template_are_known() -> None:
    assert fields_used("{a} {{b}} { c }") == {"a", "c"}


@pytest.mark.parametrize(
    "sender", ["Nia\nBcc: all@x.example", "Nia\rProsser", "Nia\x1bProsser", "Nia\u2028P"]
)
def test_a_sender_stands_on_one_line(sender: str) -> None:
    assert problems(sender=sender) == [
        ("sender", "The text holds a line break or another control character: take it out.")
    ]


def test_line_breaks_at_the_ends_and_in_a_subject_are_folded_away() -> None:
    draft = batch_draft(table(sender="Nia Prosser\n", subject="Drone\n\tdetection"))
    assert (draft.sender, draft.subject) == ("Nia Prosser", "Drone detection")
    assert problems(subject="Drone\x07s")[0][0] == "subject"


def test_a_question_may_go_by_another_law() -> None:
    draft = batch_file_read(
        b'subject = "Emissions"\nletter = "{questions}"\n\n[[question]]\ntext = "How many?"\nregime = "uk-eir"\n'
    )
    assert [question.regime for question in draft.questions] == ["uk-eir"]


def test_a_law_that_is_not_known_is_refused() -> None:
    with pytest.raises(BatchFileError) as refused:
        batch_file_read(
            b'subject = "Emissions"\nletter = "{questions}"\n\n[[question]]\ntext = "How many?"\nregime = "uk-eirr"\n'
        )
    assert "uk-eir" in str(refused.value)
