"""A letter is cut into own words and folds, with its evidence marked; nothing is left out."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from rhyddid.pages.letter_view import Mark, letter_pieces

TEXT = "Yes.\n\nRegards\n\nFrom: Nia\n\nHave you run any trial?\n"


def words(text: str, **parts: object) -> list[str]:
    return ["".join(run.text for run in piece.runs) for piece in letter_pieces(text, **parts)]  # type: ignore[arg-type]


def test_own_words_and_folds_come_in_order() -> None:
    fold = TEXT.index("From")
    pieces = letter_pieces(TEXT, [[fold, len(TEXT), "original_message"]])
    assert [piece.why for piece in pieces] == ["", "original_message"]
    assert str(pieces[1].label) == "Earlier message"
    assert pieces[1].lines == 3
    assert not pieces[1].is_open


def test_a_fold_that_holds_evidence_is_open() -> None:
    fold, start = TEXT.index("From"), TEXT.index("Have")
    pieces = letter_pieces(TEXT, [[fold, len(TEXT), "quote"]], [Mark(start, len(TEXT) - 1, "evidence-1")])
    assert pieces[1].is_open
    marked = [run for run in pieces[1].runs if run.is_marked]
    assert [(run.text, run.anchors) for run in marked] == [("Have you run any trial?", ("evidence-1",))]


def test_marks_that_overlap_keep_both_anchors() -> None:
    (piece,) = letter_pieces("The cost was £5.", marks=[Mark(0, 16, "a"), Mark(13, 15, "b", is_here=True)])
    assert [(run.text, run.anchors, run.is_here) for run in piece.runs] == [
        ("The cost was ", ("a",), False),
        ("£5", ("b",), True),
        (".", (), False),
    ]


@given(
    st.text(alphabet="ab \n\r", max_size=60),
    st.lists(st.integers(0, 60), max_size=6),
    st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=4),
)
def test_no_word_is_lost_wherever_folds_and_marks_lie(
    text: str, edges: list[int], marks: list[tuple[int, int]]
) -> None:
    inside = sorted(min(edge, len(text)) for edge in edges)
    folds = [[start, end, "quote"] for start, end in zip(inside[::2], inside[1::2], strict=False)]
    found = words(text, folded=folds, marks=[Mark(start, end, "m") for start, end in marks])
    assert "".join("".join(found).split()) == "".join(text.split())
