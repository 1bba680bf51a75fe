"""Sums, numbers, yes and no, days and names as answers give them."""

from __future__ import annotations

import pytest

from rhyddid.reading.dates import days_in
from rhyddid.reading.layout import lay_out, plain_form
from rhyddid.reading.money import sums_in
from rhyddid.reading.numbers import numbers_in
from rhyddid.reading.organisations import names_in
from rhyddid.reading.values import coded_values, values_of
from rhyddid.reading.yes_no import asks_yes_or_no, yes_or_no


@pytest.mark.parametrize(
    ("text", "amounts"),
    [
        ("£6000 capital", ["6000"]),
        ("£1.37m", ["1370000"]),
        ("c. £37,000.", ["37000"]),
        ("£320+VAT to £480+VAT", ["320", "480"]),
        ("33, 000 pounds", ["33000"]),
        ("£10-15k", ["10000"]),
        ("between £2 million and £3.5 million", ["2000000", "3500000"]),
        ("£0", ["0"]),
    ],
)
def test_sums(text: str, amounts: list[str]) -> None:
    assert [each.amount for each in sums_in(plain_form(text))] == amounts


def test_currencies() -> None:
    assert [each.currency for each in sums_in(plain_form("€30, £5 and $7"))] == ["EUR", "GBP", "USD"]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("27th July 2021", "2021-07-27"),
        ("29/01/18", "2018-01-29"),
        ("4^th March 2015", "2015-03-04"),
        ("3th October, 2017", "2017-10-03"),
        ("March 9, 2022", "2022-03-09"),
        ("17 Ebrill 2023", "2023-04-17"),
        ("06.11.2023", "2023-11-06"),
        ("Tuesday 4 June 2019", "2019-06-04"),
    ],
)
def test_days(text: str, day: str) -> None:
    assert [each.iso() for each in days_in(plain_form(text))] == [day]


def test_a_day_without_a_year_is_kept_open() -> None:
    (day,) = days_in(plain_form("on 9 February and it"))
    assert (day.day, day.month, day.year) == (9, 2, None)


def test_an_american_letter_puts_the_month_first() -> None:
    assert [each.iso() for each in days_in(plain_form("07/04/2021"), month_first=True)] == ["2021-07-04"]


def test_numbers_leave_out_years_questions_and_sections() -> None:
    plain = plain_form("In 2019 there were 1,204 (see Q4), exempt under section 40(2), and twelve more: 75%.")
    assert [each.value for each in numbers_in(plain)] == ["1204", "12", "75"]


def read_values(question: str, answer: str) -> list[tuple[str, str, str | None]]:
    layout = lay_out(answer)
    found = values_of(layout, 0, len(answer), plain_form(question), frozenset(), given=True)
    return [(each.type, each.value, each.year) for each in found]


def test_a_table_by_year() -> None:
    values = read_values("How much was spent each year?", "2019/20 - £12,400\n2020/21 - £8,150")
    assert values == [("money", "12400", "2019/20"), ("money", "8150", "2020/21")]


def test_years_over_columns() -> None:
    values = read_values("How many complaints?", "2019 2020 2021\n312 488 401")
    assert values == [("number", "312", "2019"), ("number", "488", "2020"), ("number", "401", "2021")]


def test_a_bare_figure_answers_a_question_of_money() -> None:
    assert read_values("What was the total value of fines?", "- 2022 - 0") == [("money", "0", "2022")]


def test_a_cost_limit_is_no_fact() -> None:
    assert read_values("What did it cost?", "That is more than the cost limit of £450.") == []


def test_yes_and_no_are_read_where_they_are_asked_for() -> None:
    assert asks_yes_or_no("do you have a plan?")
    assert asks_yes_or_no("please confirm whether the contract was renewed")
    assert not asks_yes_or_no("how many boats are there?")
    assert ("yes_no", "no", None) in read_values(
        "Is there an extension clause?", "No extension clause is included."
    )
    assert ("yes_no", "yes", None) in read_values("Do you publish a log?", "We publish one each month.")


def names(question: str, answer: str) -> list[str]:
    return [
        each.name
        for each in names_in(answer, 0, len(answer), plain_form(question), frozenset({"harbour", "board"}))
    ]


def test_a_bare_name_answers_which_company() -> None:
    assert names("Which company supplied them?", "Kestrelware") == ["Kestrelware"]
    assert names("Who is the supplier?", "Corvane via Boxwell") == ["Corvane", "Boxwell"]


def test_a_list_of_names() -> None:
    assert names("Name the suppliers.", "Alder Wood, Birch and Hazel, Cedar Group and Elm Ltd.") == [
        "Alder Wood",
        "Birch and Hazel",
        "Cedar Group",
        "Elm Ltd",
    ]


def test_a_legal_ending_shows_a_company_anywhere() -> None:
    assert names("How much was spent?", "£5,000 was paid to Skylark Systems Ltd in May.") == [
        "Skylark Systems Ltd"
    ]


def test_the_authority_itself_is_no_supplier() -> None:
    assert names("Who runs it?", "It is run by Harbour Board") == []


@pytest.mark.parametrize(
    ("value_type", "text", "value"),
    [
        ("yes_no", "No", "no"),
        ("yes_no", "We do not currently publish one.", "no"),
        ("yes_no", "https://www.wickby.example/log", "yes"),
        ("yes_no", "This is being developed.", "no"),
        ("number", "3 x information officers.", "3"),
        ("number", "There are four staff who deal with requests.", "4"),
        ("money", "The total budget is £47,011.", "47011"),
        ("date", "It ends on 31 March 2027.", "2027-03-31"),
    ],
)
def test_raw_answers_are_coded(value_type: str, text: str, value: str) -> None:
    values, confidence = coded_values(text, value_type, "How many staff deal with requests?")  # type: ignore[arg-type]
    assert values[0].value == value
    assert 0 < confidence <= 1


def test_a_first_sentence_that_says_there_is_one_is_not_taken_back_by_the_second() -> None:
    plain = "we have one such system. it works from recordings only, and is not joined to any other device."
    found = yes_or_no(plain, 0, len(plain))
    assert found is not None and found[0] == "yes"
