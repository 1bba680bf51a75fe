"""The invented authorities: unique, the same every time, and none of them a real one."""

from __future__ import annotations

from collections import Counter

import pytest

from rhyddid.rehearsal.simulated.authorities import authorities, authority_by_address, many
from rhyddid.rehearsal.simulated.play import plan

# places after which real forces, councils, health bodies and universities of the UK are called
_REAL_PLACE_NAMES = """
    Avon Somerset Bedfordshire Cambridgeshire Cheshire Cleveland Cumbria Derbyshire Devon Cornwall Dorset Durham Essex
    Gloucestershire Gwent Hampshire Hertfordshire Humberside Kent Lancashire Leicestershire Lincolnshire Merseyside
    Metropolitan Norfolk Northamptonshire Northumbria Nottinghamshire Staffordshire Suffolk Surrey Sussex Warwickshire
    Wiltshire Mercia Yorkshire London Manchester Midlands Thames Dyfed Powys Gwynedd Anglesey Conwy Denbighshire
    Flintshire Wrexham Ceredigion Pembrokeshire Carmarthenshire Swansea Neath Bridgend Glamorgan Rhondda Merthyr
    Caerphilly Blaenau Torfaen Monmouthshire Newport Cardiff Aberdeen Aberdeenshire Angus Argyll Clackmannanshire
    Dumfries Dundee Ayrshire Dunbartonshire Lothian Renfrewshire Edinburgh Falkirk Fife Glasgow Highland Inverclyde
    Midlothian Moray Orkney Perth Shetland Borders Lanarkshire Stirling Tayside Grampian Strathclyde Belfast Antrim
    Newtownabbey Armagh Banbridge Craigavon Causeway Derry Strabane Fermanagh Omagh Lisburn Castlereagh Newry Mourne
    Down Ulster Berkshire Buckinghamshire Oxfordshire Shropshire Worcestershire Herefordshire Rutland Northumberland
    Birmingham Leeds Sheffield Bradford Liverpool Bristol Coventry Leicester Nottingham Hull Plymouth Derby Stoke
    Southampton Portsmouth York Exeter Norwich Oxford Cambridge Bath Reading Luton Blackpool Bolton Bury Oldham
    Rochdale Salford Stockport Tameside Trafford Wigan Doncaster Rotherham Barnsley Kirklees Calderdale Wakefield
    Gateshead Newcastle Sunderland Darlington Hartlepool Middlesbrough Redcar Stockton Ashford Canterbury Dover
    Maidstone Medway Ipswich Lincoln Boston Lancaster Preston Carlisle Chester Crewe Hereford Worcester Gloucester
    Swindon Salisbury Winchester Bournemouth Poole Torbay Aberystwyth Bangor Lampeter Betsi Cwm-Taf Hywel Aneurin
"""
REAL_PLACES = frozenset(_REAL_PLACE_NAMES.split())
REAL_BODIES = (
    "Police Scotland", "Police Service of Northern Ireland", "PSNI", "British Transport Police", "Heddlu Gogledd Cymru",
    "Heddlu De Cymru", "Heddlu Dyfed", "Heddlu Gwent", "Civil Nuclear Constabulary", "Ministry of Defence",
    "Home Office", "Ministry of Justice", "Cabinet Office", "Department for", "Welsh Government", "Scottish Government",
    "Llywodraeth Cymru", "Northern Ireland Executive", "NHS", "National Crime Agency", "Metropolitan Police",
    "City of London", "States of Jersey", "Isle of Man", "Natural Resources Wales", "Environment Agency",
)  # fmt: skip
INVENTED_DEPARTMENTS = frozenset({"Department for Bridges and Ferries"})


def test_eighty_six_with_names_slugs_and_officers_of_their_own() -> None:
    listed = authorities()
    assert len(listed) == 86
    for field in ("name", "slug", "foi_email", "officer"):
        assert len({getattr(authority, field) for authority in listed}) == 86


def test_the_mix_of_nations_laws_and_kinds() -> None:
    listed = authorities()
    assert Counter(authority.nation for authority in listed) == {
        "England": 58,
        "Wales": 12,
        "Scotland": 12,
        "Northern Ireland": 4,
    }
    assert {authority.regime for authority in listed if authority.nation == "Scotland"} == {"sct-foisa"}
    assert {authority.regime for authority in listed if authority.nation != "Scotland"} == {"uk-foia"}
    assert Counter(authority.kind for authority in listed)["police"] > 43
    assert all(bool(authority.name_cy) == (authority.nation == "Wales") for authority in listed)


@pytest.mark.parametrize("count", [86, 2000])
def test_no_name_is_a_real_authoritys(count: int) -> None:
    for authority in many(count):
        for name in (authority.name, authority.name_cy):
            words = set(name.replace("'", " ").split())
            assert not words & REAL_PLACES, name
            assert name in INVENTED_DEPARTMENTS or not any(body in name for body in REAL_BODIES), name


def test_addresses_lie_in_the_reserved_domain() -> None:
    assert all(authority.foi_email == f"foi@{authority.slug}.example" for authority in many(2000))


def test_many_is_unique_and_begins_with_the_listed() -> None:
    made = many(2000)
    assert len({authority.slug for authority in made}) == len({authority.name for authority in made}) == 2000
    assert made[:86] == authorities()
    assert many(2000) == made
    assert many(3) == made[:3]


def test_more_than_can_be_invented_is_an_error() -> None:
    with pytest.raises(ValueError, match="can be invented"):
        many(5000)
    with pytest.raises(ValueError, match="-1"):
        many(-1)


def test_an_authority_is_found_by_any_address_of_its_domain() -> None:
    further = many(1000)[-1]
    assert authority_by_address(f"FOI@{further.slug.upper()}.example") == further
    assert authority_by_address(f"post@{authorities()[0].slug}.example") == authorities()[0]
    assert authority_by_address("foi@nowhere-at-all.example") is None


def test_plans_of_two_thousand_hold_every_script_as_often_as_turns_allow() -> None:
    titles = Counter(
        plan(authority, seed=4).title for authority in many(2000) if authority.manner == "scotland"
    )
    assert titles["refuses because of the cost"] in (27, 28)
