"""Finding authorities: by a part of a name, in spite of typing errors, by alias, by Welsh name and by tag."""

from __future__ import annotations

import pytest

from cast import make_authority
from rhyddid.authorities.models import Authority, AuthorityAddress, AuthorityName, Health, Purpose
from rhyddid.authorities.queries import (
    TagCount,
    authorities_by_tag,
    authorities_listed,
    authorities_named,
    authority_search,
    foi_addresses,
    known_tags,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def directory() -> None:
    port = make_authority("Port Aldwych Council", tags=["councils", "coast"])
    AuthorityName.objects.create(authority=port, name="PAC")
    AuthorityName.objects.create(authority=port, name="Harbour Borough")
    mere = make_authority("Mere Valley Police", tags=["police"], nations=["WLS"])
    Authority.objects.filter(pk=mere.pk).update(name_cy="Heddlu Dyffryn Mere")
    make_authority("Glen Arrow Council", tags=["councils"], nations=["SCT"], regimes=["sct-foisa"])
    make_authority("Port Aldwych Simulated Council", simulated=True, tags=["councils"])


def found(text: str) -> list[str]:
    return [authority.name for authority in authority_search(text)]


def test_a_part_of_a_name_finds_the_authority(directory: None) -> None:
    assert found("aldwych") == ["Port Aldwych Council"]


def test_a_typing_error_is_forgiven(directory: None) -> None:
    assert found("Port Aldwich") == ["Port Aldwych Council"]
    assert found("aldwich") == ["Port Aldwych Council"]


def test_an_alias_finds_the_authority(directory: None) -> None:
    assert found("harbour borough") == ["Port Aldwych Council"]


def test_a_welsh_name_finds_the_authority(directory: None) -> None:
    assert found("heddlu dyffryn") == ["Mere Valley Police"]


def test_the_exact_name_comes_first(directory: None) -> None:
    make_authority("Council")
    assert found("council")[0] == "Council"


@pytest.mark.parametrize("text", ["", "   ", "%", "\x00", "'; drop table x; --"])
def test_odd_searches_find_nothing(directory: None, text: str) -> None:
    assert found(text) == []


def test_a_search_takes_one_query(directory: None, django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    with django_assert_num_queries(1):
        authority_search("council")


def test_tags_select_authorities_with_all_of_them(directory: None) -> None:
    assert [a.name for a in authorities_by_tag(["councils"])] == [
        "Glen Arrow Council",
        "Port Aldwych Council",
    ]
    assert [a.name for a in authorities_by_tag(["councils", "Coast"])] == ["Port Aldwych Council"]


def test_the_list_is_narrowed_by_nation_and_regime(directory: None) -> None:
    assert [a.name for a in authorities_listed(nation="wales")] == ["Mere Valley Police"]
    assert [a.name for a in authorities_listed(regime="sct-foisa")] == ["Glen Arrow Council"]


def test_tags_are_counted_without_simulated_authorities(directory: None) -> None:
    assert known_tags() == [TagCount("councils", 2), TagCount("coast", 1), TagCount("police", 1)]


def test_names_are_looked_up_by_name_slug_and_alias(directory: None) -> None:
    named = authorities_named(["PAC", "glen-arrow-council", "heddlu dyffryn mere", "Nowhere"])
    assert {name: [a.name for a in holders] for name, holders in named.items()} == {
        "PAC": ["Port Aldwych Council"],
        "glen-arrow-council": ["Glen Arrow Council"],
        "heddlu dyffryn mere": ["Mere Valley Police"],
        "Nowhere": [],
    }


def test_the_healthiest_newest_address_for_requests_is_taken() -> None:
    authority = make_authority(email="old@port.example")
    AuthorityAddress.objects.create(authority=authority, email="new@port.example")
    AuthorityAddress.objects.create(authority=authority, email="dead@port.example", health=Health.DEAD)
    AuthorityAddress.objects.create(authority=authority, email="r@port.example", purpose=Purpose.REVIEW)
    assert foi_addresses([authority.pk])[authority.pk].email == "new@port.example"
