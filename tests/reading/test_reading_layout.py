"""The shape of a text: blocks, sentences, the plain form of the same length."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from rhyddid.reading.layout import lay_out, plain_form


def blocks(text: str) -> list[str]:
    layout = lay_out(text)
    return [text[block.start : block.end] for block in layout.blocks]


def test_hard_wrapped_lines_are_one_block() -> None:
    text = (
        "The harbour office keeps its records in a store on the quay which is\n"
        "opened on Tuesdays, and those who wish to see them may write to us at\n"
        "any time.\n"
        "Please note that the store is shut in August."
    )
    assert len(blocks(text)) == 2


def test_an_item_of_a_list_begins_a_block() -> None:
    assert blocks("1. One\n2. Two\n(a) A\n• dot") == ["1. One", "2. Two", "(a) A", "• dot"]


def test_a_greeting_stands_alone() -> None:
    assert blocks("Dear Ms Ashby,\nThank you for your request.")[0] == "Dear Ms Ashby,"


def test_sentences_do_not_end_at_abbreviations() -> None:
    layout = lay_out("Mr. Pugh wrote to s. 12 Ltd. staff. He had no answer.")
    assert [layout.text[a:b] for a, b in layout.sentences_of(0)] == [
        "Mr. Pugh wrote to s. 12 Ltd. staff.",
        "He had no answer.",
    ]


@given(st.text(max_size=300))
def test_the_plain_form_has_the_same_length(text: str) -> None:
    assert len(plain_form(text)) == len(text)


@given(st.text(alphabet="ab.1) \n•?", max_size=200))
def test_blocks_lie_in_order_and_hold_all_letters(text: str) -> None:
    layout = lay_out(text)
    position = 0
    for block in layout.blocks:
        assert not text[position : block.start].strip()
        assert block.start < block.end
        position = block.end
    assert not text[position:].strip()
