"""What is typed into the search box, taken apart."""

import datetime as dt

import pytest

from rhyddid.search.query_language import Joined, Narrowing, Not, Words, query_read


def one(text):
    return query_read(text).term


def test_words_are_joined_by_and():
    assert one("drone cost") == Joined("and", (Words(("drone",)), Words(("cost",))))


def test_a_phrase_stays_together():
    assert one('"body worn video"') == Words(("body", "worn", "video"))


def test_or_binds_less_than_words_side_by_side():
    assert one("a OR b c") == Joined("or", (Words(("a",)), Joined("and", (Words(("b",)), Words(("c",))))))


@pytest.mark.parametrize("text", ["drones -police", "drones NOT police", "drones AND NOT police"])
def test_what_is_excluded(text):
    assert one(text) == Joined("and", (Words(("drones",)), Not(Words(("police",)))))


def test_brackets_group():
    assert one("(cat | dog) fish") == Joined(
        "and", (Joined("or", (Words(("cat",)), Words(("dog",)))), Words(("fish",)))
    )


def test_a_star_is_a_beginning():
    assert one("polic*") == Words(("polic",), beginning=True)


def test_operators_narrow():
    query = query_read('status:late -tag:police requested_from:"Port Aldwych Council"')
    assert query.term is None
    assert query.narrowings == (
        Narrowing("status", "late"),
        Narrowing("tag", "police", not_=True),
        Narrowing("authority", "Port Aldwych Council"),
    )


@pytest.mark.parametrize("text", ["01/02/2008..14/02/2008", "2008-02-01..2008-02-14"])
def test_a_range_of_days(text):
    query = query_read(text)
    assert (query.after, query.before) == (dt.date(2008, 2, 1), dt.date(2008, 2, 14))


def test_a_colon_that_is_no_operator_is_searched_for_and_said():
    query = query_read("re:invoice")
    assert query.term == Words(("re", "invoice"))
    assert "re:" in query.notes[0].render()


def test_a_date_that_is_none_is_said():
    assert "2026-13-01" in query_read("after:2026-13-01").notes[0].render()


@pytest.mark.parametrize("text", ["", "-", "NOT", "(((", ")", '"', "OR OR", "a:", "*", "\x00", "🙂 🙃", "'"])
def test_half_a_query_is_no_error(text):
    query_read(text)


def test_a_very_long_query_is_cut_and_says_so():
    assert query_read("w " * 400).notes
