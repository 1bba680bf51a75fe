"""The questions of a request, numbered as its writer numbered them."""

from __future__ import annotations

from rhyddid.reading.request_text import questions_in


def numbers(request: str) -> list[str]:
    return [question.number for question in questions_in(request)]


def test_numbers_with_points_and_brackets() -> None:
    assert numbers("Please tell me:\n1. How many?\n2. At what cost?") == ["1", "2"]
    assert numbers("1) How many?\n2) At what cost?\n3) Who supplies them?") == ["1", "2", "3"]
    assert numbers("Q1 How many?\nQ2 At what cost?") == ["1", "2"]


def test_letters_below_a_heading_take_its_number() -> None:
    request = "1. Boats:\na. How many?\nb. What cost?\n2. Cranes:\na. How many?\nb. What cost?"
    assert numbers(request) == ["1a", "1b", "2a", "2b"]


def test_a_number_used_twice_stays() -> None:
    assert numbers("1) How many boats?\n2) How many cranes?\n2) How many quays?") == ["1", "2", "2"]


def test_numbers_that_run_on_in_one_line() -> None:
    assert numbers("Please state: 1. How many boats there are? 2. What they cost? 3. Who built them?") == [
        "1",
        "2",
        "3",
    ]


def test_bullets_are_numbered_by_order() -> None:
    assert numbers("• How many boats are there?\n• Who built them?") == ["1", "2"]


def test_bullets_below_a_number_are_its_options() -> None:
    questions = questions_in("1. How many boats sailed in:\n- 2022\n- 2023\n2. Who owns them?")
    assert [question.number for question in questions] == ["1", "2"]
    assert questions[0].options == ("2022", "2023")


def test_plain_sentences_that_ask() -> None:
    request = (
        "Dear Harbour Board,\n\nI am writing under the Freedom of Information Act 2000.\n\n"
        "Please send me the list of berths. How many of them are free?\n\n"
        "Please send the information by email.\n\nYours faithfully,\nR. Teale"
    )
    assert [question.text for question in questions_in(request)] == [
        "Please send me the list of berths.",
        "How many of them are free?",
    ]


def test_a_single_initial_is_no_item() -> None:
    assert numbers("How many berths are free?\n\nM. Ferrant") == ["1"]


def test_welsh_questions() -> None:
    assert numbers("Hoffwn wybod:\n1. Faint o gychod sydd?\n2. Pwy yw'r cyflenwr?") == ["1", "2"]


def test_spans_are_the_requests_own() -> None:
    request = "Dear Board\n1. How many?\n2. Who?"
    assert all(request[q.start : q.end] == q.text for q in questions_in(request))
