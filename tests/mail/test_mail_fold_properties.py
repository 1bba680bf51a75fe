"""Folds are in bounds, disjoint and ordered, whatever the text; shown is the text without them."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from rhyddid.mail.fold import fold
from rhyddid.mail.mail import Body

PIECES = st.sampled_from(
    [
        *(
            "> quoted\n",
            ">\n",
            ">> deeper\n",
            "\n",
            "\n\n",
            "Dear Ms Price,\n",
            "Yours sincerely,\n",
            "-- \n",
            "14\n",
            "Answer: 14\n",
        ),
        *(
            "From: A <a@b.example>\n",
            "Sent: 1 May 2024 10:00\n",
            "To: FOI\n",
            "Subject: Cameras\n",
            "Oddi wrth: A\n",
            "Pwnc: x\n",
        ),
        *(
            "-----Original Message-----\n",
            "---------- Forwarded message ---------\n",
            "________________________________\n",
        ),
        *(
            "On 1 May 2024, A <a@b.example> wrote:\n",
            "Tel: 01632 960123\n",
            "please see below\n",
            "* * * * * *\n",
        ),
        "This e-mail is confidential and intended only for the addressee; if received in error notify the sender.\n",
        *(
            "scanned for viruses by the gateway\n",
            "section 41 applies\n",
            "\ufeff",
            "\u2028",
            "a" * 300,
            "\t",
            " ",
            ">",
        ),
    ]
)


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.text(max_size=400), st.lists(PIECES, max_size=40).map("".join)))
def test_folds_are_in_bounds_disjoint_and_ordered(text: str) -> None:
    folds = fold(text)
    position = 0
    kept = []
    for one in folds:
        assert position <= one.start < one.end <= len(text)
        assert text[one.start : one.end].strip()
        kept.append(text[position : one.start])
        position = one.end
    kept.append(text[position:])
    assert Body(text, None, folds).shown == "".join(kept)


@settings(max_examples=200, deadline=None)
@given(st.lists(PIECES, max_size=20).map("".join), st.sampled_from(["> ", ">"]))
def test_a_line_typed_between_quote_marks_is_always_shown(before: str, mark: str) -> None:
    text = f"{before}\n\n{mark}How many?\n{mark}And why?\nOCELOT FOURTEEN\n{mark}How much?\n{mark}And when?\n"
    if (
        "From:" in before
        or "Oddi" in before
        or "wrote:" in before
        or "-----" in before
        or "confidential" in before
    ):
        # below a quoted mail without marks, marks belong to that mail
        return
    assert "OCELOT FOURTEEN" in Body(text, None, fold(text)).shown
