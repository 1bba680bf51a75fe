"""Citations taken apart, and the law each belongs to."""

from __future__ import annotations

import pytest

from rhyddid.reading.citations import citations
from rhyddid.reading.laws import laws_in
from rhyddid.reading.layout import lay_out, plain_form
from rhyddid.reading.provisions import provisions_in, relied_on


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Section 40(2)", ["40(2)"]),
        ("section 41of the Act", ["41"]),
        ("Section 14 (1)", ["14(1)"]),
        ("Sectio15 (1) (a)", ["15(1)(a)"]),
        ("Sections 24, and 31", ["24", "31"]),
        ("sections 24(2) and 31(3)", ["24(2)", "31(3)"]),
        ("s.31(1)(a) to (c)", ["31(1)(a)", "31(1)(b)", "31(1)(c)"]),
        ("regulation 12(5)(b), (d) and (e)", ["12(5)(b)", "12(5)(d)", "12(5)(e)"]),
        ("section 40(2) and (3A)(a)", ["40(2)", "40(3A)(a)"]),
        ("sections 36(2)(b)(i) and (ii) and 36(2)(c)", ["36(2)(b)(i)", "36(2)(b)(ii)", "36(2)(c)"]),
        ("sections 40(2) (personal data) and 42(1)", ["40(2)", "42(1)"]),
        ("section 40\n(2)", ["40(2)"]),
        ("adran 43(2) a 40(2)", ["43(2)", "40(2)"]),
        ("FOIA Exemptions 6 and 7(C)", ["(b)(6)", "(b)(7)(C)"]),
        ("5 U.S.C. § 552(b)(4) and (b)(6)", ["(b)(4)", "(b)(6)"]),
        ("Public Officers Law § 87(2)(b)", ["87(2)(b)"]),
    ],
)
def test_a_citation_is_taken_apart(text: str, expected: list[str]) -> None:
    found = citations(plain_form(text))
    assert [provision for each in found for provision, _ in each.provisions] == expected


def test_a_year_is_no_provision() -> None:
    assert citations(plain_form("the Environmental Information Regulations 2004")) == []


def relied(text: str, kind: str = "decision") -> list[tuple[str, str]]:
    layout = lay_out(text)
    found = provisions_in(layout, laws_in(layout.plain), kind)  # type: ignore[arg-type]
    return [(each.law, each.provision) for each in relied_on(found)]


def test_a_section_of_another_act_is_not_relied_on() -> None:
    text = (
        "Goods are sold under section 41 of the Local Government (Miscellaneous Provisions) Act 1982. "
        "The names are exempt under section 40(2) of the Freedom of Information Act 2000."
    )
    assert relied(text) == [("uk-foia", "40(2)")]


def test_procedure_is_not_relied_on() -> None:
    assert (
        relied("This is a refusal notice under section 17(1) of the Freedom of Information Act 2000.") == []
    )


def test_the_narrowest_provision_stands_for_its_line() -> None:
    text = "Section 31 applies. It is exempt under section 31(1)(a) of the Freedom of Information Act."
    assert relied(text) == [("uk-foia", "31(1)(a)")]


def test_an_exemption_weighed_and_left_is_not_relied_on() -> None:
    text = "We have decided not to apply section 43(2) of the Freedom of Information Act 2000."
    assert relied(text) == []


def test_an_exemption_still_considered_is_not_relied_on() -> None:
    text = "We are considering whether section 36 of the Freedom of Information Act applies."
    assert relied(text, "extension") == []


def test_scottish_section_17_is_relied_on() -> None:
    text = "Under section 17(1) of the Freedom of Information (Scotland) Act 2002 the data is not held."
    assert relied(text) == [("sct-foisa", "17(1)")]


def test_bare_regulations_are_the_environmental_ones() -> None:
    assert relied("The report is withheld under Regulation 12(5)(b).") == [("uk-eir", "12(5)(b)")]
