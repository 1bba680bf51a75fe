"""Which rules of a refusal notice apply to what a letter does."""

from __future__ import annotations

import pytest

from rhyddid.law.refusal_notice import (
    NoticeDataError,
    allows_neither_confirm_nor_deny,
    notice_rules,
    read_rules,
    rules_that_apply,
    situations,
)
from rhyddid.law.terms import welsh_term

LAWS = ("uk-foia", "uk-eir", "sct-foisa", "sct-eisr")


def _legal(law: str, *provisions: str, **doing: bool) -> list[str]:
    rules = rules_that_apply(law, situations(law, provisions, **doing))
    return [rule.id for rule in rules if rule.kind == "law"]


def test_a_qualified_exemption_needs_the_public_interest_reasons() -> None:
    assert _legal("uk-foia", "31(1)(a)") == [
        "17(1)(a)",
        "17(1)(b)",
        "17(1)(c)",
        "17(3)(b)",
        "17(7)(a)",
        "17(7)(b)",
    ]


def test_an_absolute_exemption_does_not() -> None:
    assert "17(3)(b)" not in _legal("uk-foia", "41")
    assert "17(3)(b)" not in _legal("uk-foia", "s.40(2)", "40(3A)(a)")
    assert "17(3)(b)" in _legal("uk-foia", "40(3B)")
    assert "17(3)(b)" in _legal("uk-foia", "41", "43(2)")


def test_an_undecided_public_interest_needs_an_estimate_and_not_yet_reasons() -> None:
    assert _legal("uk-foia", "43(2)", undecided=True) == [
        "17(1)(a)",
        "17(1)(b)",
        "17(1)(c)",
        "17(2)",
        "17(7)(a)",
        "17(7)(b)",
    ]


def test_neither_confirming_nor_denying() -> None:
    assert _legal("uk-foia", "24(2)", "31(3)", neither_confirm_nor_deny=True) == [
        "17(1)(a)",
        "17(1)(b)",
        "17(1)(c)",
        "17(3)(a)",
        "17(7)(a)",
        "17(7)(b)",
    ]
    assert "17(3)(a)" not in _legal("uk-foia", "23(5)", neither_confirm_nor_deny=True)
    practice = [
        rule.id
        for rule in rules_that_apply(
            "uk-foia", situations("uk-foia", ["31(3)"], neither_confirm_nor_deny=True)
        )
        if rule.kind == "practice"
    ]
    assert practice == ["ncnd-limb", "ncnd-harm", "ncnd-balance"]


def test_cost_and_vexatious_refusals() -> None:
    assert _legal("uk-foia", "12(1)") == ["17(5)", "17(7)(a)", "17(7)(b)"]
    assert _legal("uk-foia", "14(1)") == ["17(5)", "17(7)(a)", "17(7)(b)"]
    assert _legal("sct-foisa", "12(1)") == ["16(4)", "19(a)", "19(b)"]
    assert _legal("sct-foisa", "14(1)") == ["16(5)", "19(a)", "19(b)"]


def test_not_held_is_a_full_answer_in_britain_and_a_notice_in_scotland_and_under_the_regulations() -> None:
    assert _legal("uk-foia", not_held=True) == []
    assert _legal("sct-foisa", "17") == ["17(1)", "19(a)", "19(b)"]
    assert _legal("uk-eir", "12(4)(a)") == ["14(3)(a)", "14(5)(a)", "14(5)(b)"]


def test_unfinished_material_needs_author_and_date() -> None:
    assert "14(4)" in _legal("uk-eir", "12(4)(d)")
    assert "14(4)" not in _legal("uk-eir", "12(4)(b)")


def test_a_disclosure_needs_no_notice() -> None:
    assert _legal("uk-foia", "1", "17", "45") == []
    assert notice_rules("nz-oia") == ()


@pytest.mark.parametrize(
    ("provision", "allowed"),
    [
        ("31(3)", True),
        ("31(1)(a)", True),
        ("40", True),
        ("40(2)", True),
        ("21", False),
        ("43(1)", False),
        ("17", False),
    ],
)
def test_the_limb_must_allow_neither_confirming_nor_denying(provision: str, allowed: bool) -> None:
    assert allows_neither_confirm_nor_deny("uk-foia", provision) is allowed


@pytest.mark.parametrize("law", LAWS)
def test_every_rule_has_words_in_both_languages_and_a_source(law: str) -> None:
    assert notice_rules(law)
    for rule in notice_rules(law):
        assert rule.source.startswith("https://")
        assert welsh_term(rule.asks.message), rule.asks.message
        assert welsh_term(rule.missing.message), rule.missing.message


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ({"id": "1", "when": ["exemption"], "asks": "a"}, "`missing` is missing"),
        ({"id": "1", "when": ["rain"], "asks": "a", "missing": "m"}, "'rain' is none of"),
        ({"id": "1", "when": ["exemption"], "asks": "a", "missing": "m", "kind": "x"}, "kind 'x'"),
        (
            {"id": "1", "when": ["exemption"], "asks": "a", "missing": "m", "colour": 1},
            "unknown field colour",
        ),
    ],
)
def test_bad_rules_are_named(rule: dict[str, object], words: str) -> None:
    with pytest.raises(NoticeDataError, match=words):
        read_rules({"notice": [{"law": "x", "source": "https://law.example/", "rule": [rule]}]})
