"""Rules beside the built-in kinds: what each scope reaches, what an exemption keeps, and that taking back takes back."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cast import make_authority, make_person, make_request, make_team
from rhyddid.requests.masking import mask_for, masked_for_public, without_hidden
from rhyddid.requests.masking_rule_change import (
    BadRule,
    masking_rule_add,
    masking_rule_undo,
    public_columns_refresh,
)
from rhyddid.requests.masking_rules import RulesOncePerPage, about, rules_forget
from rhyddid.requests.models import MaskingRule, Request, RequestVersion
from rhyddid.requests.versions import changes_count

pytestmark = pytest.mark.django_db
NOBODY = AnonymousUser()
WHY = "They asked us to."


@pytest.fixture(autouse=True)
def fresh_rules() -> Iterator[None]:
    rules_forget()
    yield
    rules_forget()


def test_a_rule_of_the_site_masks_a_phrase_however_it_is_written() -> None:
    masking_rule_add(scope="site", kind="phrase", value="Operation Larkspur", reason=WHY, by=None)
    text = "OPERATION\n  larkspur; see operation_larkspur.pdf, not Operation Larkspurs."
    assert masked_for_public(text).text == "[removed]; see [removed].pdf, not Operation Larkspurs."


def test_a_rule_of_a_request_reaches_that_request_alone() -> None:
    team = make_team()
    one, other = make_request(team), make_request(team, make_authority("Saltmere Council"))
    masking_rule_add(scope="request", request=one, kind="phrase", value="12 Elm Row", reason=WHY, by=None)
    assert "Elm" not in mask_for(NOBODY, one, "At 12 Elm Row").text
    assert "Elm" in mask_for(NOBODY, other, "At 12 Elm Row").text
    assert "Elm" in masked_for_public("At 12 Elm Row").text


def test_a_rule_of_an_authority_reaches_its_requests() -> None:
    team = make_team()
    one, other = make_request(team), make_request(team, make_authority("Saltmere Council"))
    masking_rule_add(
        scope="authority",
        authority=one.authority,
        kind="pattern",
        value=r"\bSTAFF-\d{4}\b",
        shown_as="[staff number]",
        reason=WHY,
        by=None,
    )
    assert mask_for(NOBODY, one, "Ask staff-0417.").text == "Ask [staff number]."
    assert mask_for(NOBODY, other, "Ask staff-0417.").text == "Ask staff-0417."


def test_a_persons_name_is_masked_in_every_form() -> None:
    masking_rule_add(scope="person", kind="name", value="Carys Idwal", reason=WHY, by=None)
    text = "Carys Idwal wrote. Dear Carys, Ms Idwal, Idwal, Carys: see Carys_Idwal_CV.docx"
    shown = masked_for_public(text).text
    assert "Carys" not in shown
    assert "Idwal" not in shown


def test_an_exemption_keeps_a_built_in_kind_in_view_but_not_what_a_rule_masks() -> None:
    masking_rule_add(scope="site", kind="exemption", value="foi@saltmere.example", reason=WHY, by=None)
    masking_rule_add(scope="site", kind="exemption", value="Hush Lane", reason=WHY, by=None)
    masking_rule_add(scope="site", kind="phrase", value="Hush Lane", reason=WHY, by=None)
    shown = masked_for_public("foi@saltmere.example, not j.foi@saltmere.example, of Hush Lane").text
    assert shown == "foi@saltmere.example, not [e-mail address], of [removed]"


def test_a_rule_that_is_taken_back_masks_no_more() -> None:
    rule = masking_rule_add(scope="site", kind="phrase", value="Larkspur", reason=WHY, by=None)
    assert masked_for_public("Larkspur").text == "[removed]"
    assert masking_rule_undo(rule=rule, by=None) is True
    assert masking_rule_undo(rule=rule, by=None) is False
    assert masked_for_public("Larkspur").text == "Larkspur"


def test_the_same_rule_twice_is_one() -> None:
    for _ in range(2):
        masking_rule_add(scope="site", kind="phrase", value="Larkspur", reason=WHY, by=None)
    assert MaskingRule.objects.count() == 1


def test_the_team_reads_what_a_rule_hides_from_everybody_else() -> None:
    request = make_request()
    masking_rule_add(scope="site", kind="phrase", value="Larkspur", reason=WHY, by=None)
    member = make_person(team=request.team)
    assert mask_for(member, request, "Larkspur").text == "Larkspur"


@pytest.mark.parametrize(
    ("kind", "value"),
    [("pattern", "("), ("pattern", "x*"), ("phrase", " … "), ("pattern", ""), ("name", "Al")],
)
def test_a_rule_that_cannot_be_meant_is_refused(kind: str, value: str) -> None:
    with pytest.raises(BadRule):
        masking_rule_add(scope="site", kind=kind, value=value, reason=WHY, by=None)


def test_a_rule_needs_a_reason() -> None:
    with pytest.raises(BadRule, match="why"):
        masking_rule_add(scope="site", kind="phrase", value="Larkspur", reason=" ", by=None)


def test_a_pattern_that_never_ends_masks_the_whole_text() -> None:
    """What cannot be looked through in time is not shown."""
    masking_rule_add(scope="site", kind="pattern", value=r"(?:a|aa|aba?)+$", reason=WHY, by=None)
    started = time.monotonic()
    assert masked_for_public("a" * 60 + "?").text == "[removed]"
    assert time.monotonic() - started < 30


def test_an_address_carries_no_masked_word() -> None:
    masking_rule_add(scope="site", kind="phrase", value="Larkspur", reason=WHY, by=None)
    request = make_request(subject="Letters of g.rees@elsewhere.example on Larkspur")
    assert request.slug.startswith("letters-of-on-port-aldwych-council-")


def test_a_later_rule_takes_its_words_out_of_addresses_and_search() -> None:
    request = make_request(subject="The conduct of Carys Idwal")
    assert request.slug.startswith("the-conduct-of-carys-idwal-")
    ending = request.slug[-6:]
    changes_count()
    before = RequestVersion.objects.get(pk=request.pk).version
    masking_rule_add(scope="person", kind="name", value="Carys Idwal", reason=WHY, by=None)
    request.refresh_from_db()
    assert request.slug.startswith("the-conduct-of-port-aldwych")
    assert request.slug.endswith(ending)
    assert "Carys" not in request.public_subject
    changes_count()
    assert RequestVersion.objects.get(pk=request.pk).version > before


def test_what_a_rule_gave_back_is_found_again_when_the_job_has_run() -> None:
    request = make_request(subject="Larkspur")
    rule = masking_rule_add(scope="site", kind="phrase", value="Larkspur", reason=WHY, by=None)
    masking_rule_undo(rule=rule, by=None)
    assert public_columns_refresh(Request.objects.all()) == 1
    request.refresh_from_db()
    assert request.public_subject == "Larkspur"


def test_the_public_finds_nothing_by_what_it_does_not_see(client: Client) -> None:
    request = make_request(subject="Letters of g.rees@elsewhere.example about trees")
    Request.objects.update(visibility="public")
    request.state.state = "running"
    request.state.save()
    address = reverse("requests")

    def found(words: str) -> bool:
        return request.slug in client.get(address, {"q": words}).content.decode()

    assert found("about trees")
    assert not found("g.rees")
    assert not found("elsewhere")
    client.force_login(make_person(team=request.team))
    assert found("g.rees")


def test_within_one_page_the_rules_are_asked_for_once() -> None:
    request = make_request()

    def page(http: object) -> None:
        for number in range(30):
            masked_for_public(f"text {number}", about(request))

    with CaptureQueriesContext(
        connection,
    ) as queries:
        RulesOncePerPage(page)(None)  # type: ignore[arg-type]
    assert sum("maskingedition" in each["sql"] for each in queries) == 1


def test_what_is_taken_out_leaves_a_blank() -> None:
    assert without_hidden("Ring 01632 960123 now").split() == ["Ring", "now"]
