"""The pages of the law: every law and every provision opens, in both languages, and citations lead there."""

from __future__ import annotations

import re

import pytest
from django.template import Context, Template
from django.test import Client
from django.urls import reverse
from django.utils import translation

from rhyddid.care.models import Task, TaskKind
from rhyddid.law.exemptions import exemption_laws, exemptions
from rhyddid.law.regimes import regime, regime_ids
from rhyddid.pages.law_words import cite_address
from rhyddid.requests.citations import cited

pytestmark = pytest.mark.django_db


def page(address: str, language: str = "en") -> str:
    client = Client()
    client.cookies["django_language"] = language
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


@pytest.mark.parametrize("language", ["en", "cy"])
def test_every_law_has_a_page(language: str) -> None:
    listed = page("/law/", language)
    for law in regime_ids():
        assert f"/law/{law}/" in listed
        shown = page(f"/law/{law}/", language)
        ids = re.findall(r'\bid="([^"]+)"', shown)
        assert len(ids) == len(set(ids)), law


@pytest.mark.parametrize("law", exemption_laws())
def test_every_exemption_has_a_page(law: str) -> None:
    client = Client()
    for each in exemptions(law):
        answer = client.get(reverse("law-provision", args=[law, each.provision]))
        assert answer.status_code == 200, each.provision
        assert "law/report" in answer.content.decode()


def test_a_law_shows_its_rules_with_places_sources_and_doubts() -> None:
    shown = page("/law/uk-foia/")
    assert "20 working days" in shown
    assert 'id="rule-s-10-1"' in shown
    assert "https://www.legislation.gov.uk/ukpga/2000/36" in shown
    assert "Since 20 December 2010" in shown
    assert regime("uk-foia").unchecked[1:] in shown
    assert "state why the exemption applies" in shown.lower()


def test_an_exemption_shows_test_and_denial() -> None:
    shown = page("/law/uk-foia/31(1)/")
    assert "FOIA 2000 s.31(1)" in shown
    assert "must be weighed" in shown
    assert '<a href="/law/uk-foia/31(3)/">FOIA 2000 s.31(3)</a>' in shown
    assert "What a requester can answer" in shown


def test_section_seventeen_is_not_one_thing() -> None:
    assert "Procedure" in page("/law/uk-foia/17/")
    assert "does not hold the information" in page("/law/sct-foisa/17/")


def test_another_spelling_and_a_part_without_an_entry_lead_to_the_page() -> None:
    client = Client()
    assert client.get("/law/uk-foia/s. 31 (1)/")["Location"] == "/law/uk-foia/31(1)/"
    assert client.get("/law/uk-foia/21(1)(z)/")["Location"] == "/law/uk-foia/21(1)/"


@pytest.mark.parametrize(
    "address", ["/law/uk-foi/", "/law/uk-foia/999/", "/law/uk-foia/nonsense/", "/law/x/1/"]
)
def test_what_is_not_there_is_not_found(address: str) -> None:
    assert Client().get(address).status_code == 404


def test_welsh_says_that_it_is_not_reviewed_and_marks_what_is_english() -> None:
    shown = page("/law/uk-foia/24(1)/", "cy")
    assert (
        "law/report/?page=/law/uk-foia/24%281%29/" in shown or "law/report/?page=/law/uk-foia/24(1)/" in shown
    )
    assert shown.count("law/report") == 2
    assert page("/law/uk-foia/24(1)/").count("law/report") == 1
    american = page("/law/us-foia/(b)(5)/", "cy")
    assert '<span lang="en">' in american


def test_the_tag_links_a_provision_with_its_law() -> None:
    template = Template(
        "{% load law_links %}{% law_link law provision %}|{% law_link law provision 'short' %}"
    )

    def rendered(law: str, provision: str) -> str:
        return template.render(Context({"law": law, "provision": provision}))

    assert rendered("uk-foia", "31(1)(a)") == (
        '<a href="/law/uk-foia/31(1)(a)/">FOIA 2000 s.31(1)(a)</a>|<a href="/law/uk-foia/31(1)(a)/">31(1)(a)</a>'
    )
    assert rendered("uk-eir", "12(4)(b)").startswith(
        '<a href="/law/uk-eir/12(4)(b)/">EIR 2004 reg 12(4)(b)</a>'
    )
    assert rendered("uk-foia", "12").startswith('<a href="/law/uk-foia/12/">')
    assert rendered("other", "9<b>") == "other 9&lt;b&gt;|9&lt;b&gt;"


@pytest.mark.parametrize("law", regime_ids())
def test_every_cited_limit_leads_to_its_rule(law: str) -> None:
    cite = regime(law).limits[-1].cite
    address, _, anchor = cite_address(law, regime(law).cited(cite)).partition("#")
    assert f'id="{anchor}"' in page(address)


def test_a_citation_carries_its_law() -> None:
    with translation.override("cy"):
        assert cited("de-ifg", "5") == "IFG § 5"


def test_a_reader_reports_an_error_and_not_too_often() -> None:
    client = Client()
    form = {"page": "/law/uk-foia/31(1)/", "words": "The Welsh for tier is wrong."}
    for _ in range(5):
        assert client.post("/law/report/", form)["Location"] == "/law/uk-foia/31(1)/"
    assert client.post("/law/report/", form).status_code == 200
    task = Task.objects.get(kind=TaskKind.REPORT, subject_kind="law_page")
    assert task.detail["page"] == "/law/uk-foia/31(1)/"
    assert [report["words"] for report in task.detail["reports"]] == ["The Welsh for tier is wrong."] * 5


@pytest.mark.parametrize(
    "about", ["", "//evil.example/", "https://evil.example/", "/tasks/", "/law/nothing/"]
)
def test_a_report_is_about_a_page_of_the_law_only(about: str) -> None:
    assert Client().post("/law/report/", {"page": about, "words": "x"}).status_code == 404


def test_grounds_lead_to_the_law_that_has_them() -> None:
    template = Template("{% load law_links %}{% ground_links law provisions %}")
    shown = template.render(Context({"law": "uk-foia", "provisions": ["31(3)", "12(4)(b)", "<b>"]}))
    assert shown == (
        '<a href="/law/uk-foia/31(3)/">31(3)</a>, <a href="/law/uk-eir/12(4)(b)/">12(4)(b)</a>, &lt;b&gt;'
    )
    scottish = template.render(Context({"law": "sct-foisa", "provisions": ["17(1)", "10(5)(e)"]}))
    assert "/law/sct-foisa/17(1)/" in scottish and "/law/sct-eisr/10(5)(e)/" in scottish
