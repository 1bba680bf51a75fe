"""Exemption data: canonical provisions, fall-back to the section, tiers, roles, sound files."""

from __future__ import annotations

import pytest

from rhyddid.law.exemptions import (
    ExemptionDataError,
    exemption,
    exemption_laws,
    exemptions,
    neither_confirm_nor_deny_provisions,
    provision_role,
    read_exemptions,
    read_roles,
)
from rhyddid.law.provisions import canonical_provision, provision_chain


@pytest.mark.parametrize(
    ("written", "canonical"),
    [
        ("Section 40 (2)", "40(2)"),
        ("s.31(3)", "31(3)"),
        ("s 31 (1) (a)", "31(1)(a)"),
        ("reg 12(4)(b)", "12(4)(b)"),
        ("Regulation 12(5)(b)", "12(5)(b)"),
        ("40(3a)(A)", "40(3A)(a)"),
        ("40(5B)(a)(i)", "40(5B)(a)(i)"),
        ("36(2)(b)(II)", "36(2)(b)(ii)"),
        ("22a", "22A"),
        ("Sections 24", "24"),
        ("section 41of", "41"),
        ("section 12 a request", "12"),
        ("adran 31(1)(a)", "31(1)(a)"),
        ("Article 4(1)(b)", "4(1)(b)"),
        ("§ 3 Nr. 4", "3(4)"),
        ("exemption 7(F)", "(b)(7)(F)"),
        ("Exemption 6", "(b)(6)"),
        ("(b)(7)(f)", "(b)(7)(F)"),
        ("(b)(7)E", "(b)(7)(E)"),
        ("5 U.S.C. § 552(b)(5)", "(b)(5)"),
        ("  the Act ", "the Act"),
        ("", ""),
    ],
)
def test_canonical_provision(written: str, canonical: str) -> None:
    assert canonical_provision(written) == canonical
    assert canonical_provision(canonical) == canonical


def test_provision_chain_goes_from_narrow_to_wide() -> None:
    assert provision_chain("40(3A)(a)") == ["40(3A)(a)", "40(3A)", "40"]
    assert provision_chain("(b)(7)(F)") == ["(b)(7)(F)", "(b)(7)", "(b)"]


@pytest.mark.parametrize(
    ("law", "provision", "tier", "basis", "public_interest", "ncnd"),
    [
        ("uk-foia", "21", "absolute", "class", False, None),  # s.2(3)(a)
        ("uk-foia", "23(1)", "absolute", "class", False, "23(5)"),  # s.2(3)(b)
        ("uk-foia", "24(1)", "qualified", "required", True, "24(2)"),
        ("uk-foia", "27(2)", "qualified", "class", True, "27(4)(b)"),
        ("uk-foia", "31(1)(a)", "qualified", "prejudice", True, "31(3)"),
        ("uk-foia", "32(1)", "absolute", "class", False, "32(3)"),  # s.2(3)(c)
        ("uk-foia", "35(1)(a)", "qualified", "class", True, "35(3)"),
        ("uk-foia", "37(1)(aa)", "absolute", "class", False, "37(2)"),
        ("uk-foia", "37(1)(ac)", "qualified", "class", True, "37(2)"),
        ("uk-foia", "38(1)(b)", "qualified", "endangerment", True, "38(2)"),
        ("uk-foia", "40(1)", "absolute", "class", False, "40(5A)"),
        ("uk-foia", "40(3A)(a)", "absolute", "data_protection", False, "40(5B)(a)(i)"),
        ("uk-foia", "40(3B)", "qualified", "data_protection", True, "40(5B)(b)"),
        ("uk-foia", "41(1)", "absolute", "class", False, "41(2)"),  # s.2(3)(g)
        ("uk-foia", "43(1)", "qualified", "class", True, None),
        ("uk-foia", "43(2)", "qualified", "prejudice", True, "43(3)"),
        ("uk-foia", "44(1)(c)", "absolute", "class", False, "44(2)"),
        ("uk-eir", "12(4)(b)", "qualified", "class", True, None),
        ("uk-eir", "12(5)(a)", "qualified", "adverse_effect", True, "12(6)"),
        ("uk-eir", "13(2A)", "absolute", "data_protection", False, "13(5A)"),
        ("sct-foisa", "25(1)", "absolute", "class", False, None),
        ("sct-foisa", "30(b)(ii)", "qualified", "substantial_inhibition", True, "18(1)"),
        ("sct-foisa", "33(1)(a)", "qualified", "class", True, "18(1)"),
        ("sct-foisa", "36(2)", "absolute", "class", False, None),
        ("sct-foisa", "39(1)", "qualified", "endangerment", True, "18(1)"),
        ("sct-foisa", "39(2)", "qualified", "class", True, None),
        ("sct-foisa", "41(a)", "qualified", "class", True, "18(1)"),
    ],
)
def test_tier_test_and_power_to_neither_confirm_nor_deny(
    law: str, provision: str, tier: str, basis: str, public_interest: bool, ncnd: str | None
) -> None:
    found = exemption(law, provision)
    assert found is not None
    assert found.provision == provision
    assert (found.tier, found.basis) == (tier, basis)
    assert found.public_interest_test is public_interest
    assert found.neither_confirm_nor_deny == ncnd


def test_a_limb_without_an_entry_falls_back_to_its_section() -> None:
    found = exemption("uk-foia", "s.31(1)(z)")
    assert found is not None
    assert found.provision == "31(1)"
    assert exemption("uk-foia", "31(9)(z)") == exemption("uk-foia", "31")


def test_no_exemption_for_a_procedural_section_or_an_unknown_law() -> None:
    assert exemption("uk-foia", "17") is None
    assert exemption("uk-foia", "nonsense") is None
    assert exemption("no-such-law", "31") is None
    assert exemptions("no-such-law") == ()


def test_a_section_means_its_own_law() -> None:
    in_britain = exemption("uk-foia", "30")
    in_scotland = exemption("sct-foisa", "30")
    assert in_britain is not None and in_scotland is not None
    assert in_britain.name == "Investigations and proceedings"
    assert in_scotland.name == "Conduct of public affairs"


def test_neither_confirm_nor_deny_provisions_are_entries_of_their_own() -> None:
    found = exemption("uk-foia", "31(3)")
    assert found is not None
    assert found.is_neither_confirm_nor_deny
    assert found.name == "Law enforcement: neither confirm nor deny"
    assert {"24(2)", "31(3)", "40(5B)(a)(i)", "23(5)"} <= neither_confirm_nor_deny_provisions("uk-foia")
    assert neither_confirm_nor_deny_provisions("sct-foisa") == {"18", "18(1)"}
    assert neither_confirm_nor_deny_provisions("uk-eir") >= {"12(6)", "12(7)", "13(5A)"}


def test_foisa_18_covers_the_sections_it_names_and_no_others() -> None:
    covered = {
        found.section
        for found in exemptions("sct-foisa")
        if found.neither_confirm_nor_deny == "18(1)" and found.section != "18"
    }
    assert covered == {"28", "29", "30", "31", "32", "33", "34", "35", "38", "39", "41"}


@pytest.mark.parametrize(
    ("law", "provision", "role"),
    [
        ("uk-foia", "12", "cost_limit"),
        ("uk-foia", "12(2)", "cost_limit"),
        ("uk-foia", "12(4)", "procedural"),
        ("uk-foia", "14(1)", "vexatious"),
        ("uk-foia", "14(2)", "vexatious"),
        ("uk-foia", "1(3)", "procedural"),
        ("uk-foia", "17", "procedural"),
        ("uk-foia", "16", "procedural"),
        ("uk-foia", "36(5)", "procedural"),
        ("uk-foia", "31(3)", "exemption"),
        ("uk-foia", "40(3A)(a)", "exemption"),
        ("uk-foia", "99", "other"),
        ("uk-eir", "12(4)(a)", "not_held"),
        ("uk-eir", "12(4)(b)", "exemption"),
        ("uk-eir", "12(1)(b)", "procedural"),
        ("uk-eir", "14", "procedural"),
        ("sct-foisa", "17", "not_held"),
        ("sct-foisa", "17(1)", "not_held"),
        ("sct-foisa", "16", "procedural"),
        ("sct-foisa", "12(1)", "cost_limit"),
        ("sct-eisr", "10(4)(a)", "not_held"),
        ("ie-foi", "15(1)(a)", "not_held"),
        ("ie-foi", "15(1)(g)", "vexatious"),
        ("ie-foi", "37(1)", "exemption"),
        ("us-foia", "(b)(7)(F)", "exemption"),
        ("us-foia", "(a)(6)(B)", "procedural"),
        ("eu-1049", "4(2)", "exemption"),
        ("other", "31", "other"),
    ],
)
def test_provision_role(law: str, provision: str, role: str) -> None:
    assert provision_role(law, provision) == role


@pytest.mark.parametrize("law", exemption_laws())
def test_every_entry_is_named_explained_and_sourced(law: str) -> None:
    for found in exemptions(law):
        assert found.name and found.explanation and found.requester_can_say
        assert found.source.startswith("https://")
        assert provision_role(law, found.provision) != "other"
        assert found.confidence == "high" or found.unchecked, (
            f"{law} {found.provision} does not say what is unchecked"
        )


def test_every_counterpart_exists() -> None:
    for law in exemption_laws():
        for found in exemptions(law):
            for counterpart in found.counterparts:
                other_law, provision = counterpart.split(":")
                assert provision_role(other_law, provision) != "other"
                there = exemption(other_law, provision)
                if provision_role(other_law, provision) == "exemption":
                    assert there is not None and there.provision == provision, (
                        f"{law} {found.provision}: {counterpart}"
                    )


def test_absolute_needs_no_public_interest_test_and_qualified_does() -> None:
    for law in exemption_laws():
        for found in exemptions(law):
            if found.tier == "absolute":
                assert not found.public_interest_test
            if found.tier == "qualified":
                assert found.public_interest_test


_GOOD = {
    "provision": "1",
    "name": "n",
    "tier": "absolute",
    "basis": "class",
    "explanation": "e",
    "requester_can_say": "r",
}


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"provision": "s.1"}, "canonical form"),
        ({"tier": "partial"}, "`tier` must be one of"),
        ({"colour": "red"}, "unknown field"),
        ({"explanation": ""}, "`explanation` is missing"),
        ({"limb": [{"provision": "1"}]}, "there twice"),
    ],
)
def test_bad_data_is_named(change: dict[str, object], words: str) -> None:
    with pytest.raises(ExemptionDataError, match=words):
        read_exemptions(
            "made-up", {"source": "https://law.example/{section}", "exemption": [{**_GOOD, **change}]}
        )


def test_bad_roles_are_named() -> None:
    with pytest.raises(ExemptionDataError, match="is no role"):
        read_roles("made-up", {"roles": {"secret": ["1"]}})
    with pytest.raises(ExemptionDataError, match="two roles"):
        read_roles("made-up", {"roles": {"exemption": ["1"], "procedural": ["1"]}})
    with pytest.raises(ExemptionDataError, match="write '1\\(a\\)'"):
        read_roles("made-up", {"roles": {"exemption": ["s.1 (A)"]}})
