"""Masking a text by spans, and where its places are afterwards."""

from __future__ import annotations

from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from rhyddid.redaction.apply import Masked, apply
from rhyddid.redaction.personal_data import find_personal_data


@dataclass(frozen=True)
class Span:
    start: int
    end: int
    shown_as: str = "[x]"


TEXT = "Write to jane@brynglas.example by Friday"
EMAIL = Span(9, 30, "[e-mail address]")

spans = st.lists(
    st.builds(Span, st.integers(-5, 60), st.integers(-5, 60), st.sampled_from(["", "[x]", "[a long mask]"])),
    max_size=6,
)


def test_spans_are_replaced_by_what_they_are_shown_as() -> None:
    assert apply(TEXT, [EMAIL]) == "Write to [e-mail address] by Friday"
    assert apply(TEXT, []) == TEXT


def test_overlapping_and_unordered_spans_are_masked_together() -> None:
    assert apply("abcdefgh", [Span(4, 6, "[2]"), Span(1, 3, "[1]"), Span(2, 5, "[3]")]) == "a[1]gh"


def test_spans_outside_the_text_are_cut_off() -> None:
    assert apply("abc", [Span(-3, 1), Span(2, 99), Span(5, 7), Span(2, 1)]) == "[x]b[x]"


def test_places_are_found_again() -> None:
    masked = Masked(TEXT, [EMAIL])
    friday = TEXT.index("Friday")
    assert masked.text[masked.offset(friday) :] == "Friday"
    assert masked.offset(3) == 3
    assert masked.span(0, 5) == (0, 5)
    start, end = masked.span(12, 20)
    assert masked.text[start:end] == "[e-mail address]"
    start, end = masked.span(TEXT.index("to"), friday)
    assert masked.text[start:end] == "to [e-mail address] by "
    assert masked.span(6, 9) == (6, 9)
    assert masked.span(9, 9) == (9, 9)


@given(text=st.text(max_size=50), spans=spans)
def test_offsets_rise_and_stay_within_the_masked_text(text: str, spans: list[Span]) -> None:
    masked = Masked(text, spans)
    for end in (False, True):
        offsets = [masked.offset(index, end=end) for index in range(len(text) + 1)]
        assert offsets == sorted(offsets)
        assert all(0 <= offset <= len(masked.text) for offset in offsets)
    assert masked.offset(len(text), end=True) == len(masked.text)


@given(text=st.text(max_size=50), spans=spans)
def test_characters_outside_the_spans_stay_where_offsets_say(text: str, spans: list[Span]) -> None:
    masked = Masked(text, spans)
    for index, character in enumerate(text):
        if not any(max(span.start, 0) <= index < min(span.end, len(text)) for span in spans):
            assert masked.text[masked.offset(index)] == character


@given(st.text(alphabet=st.sampled_from("ab@.0123456789 +-()/£\nx"), max_size=120))
def test_found_spans_are_ordered_disjoint_and_gone_once_masked(text: str) -> None:
    found = find_personal_data(text)
    position = 0
    for span in found:
        assert position <= span.start < span.end <= len(text)
        position = span.end
    masked = apply(text, found)
    for span in found:
        if len(text[span.start : span.end]) > 8:
            assert text[span.start : span.end] not in masked
