"""Trying, keeping and taking back masking rules; reporting a breach, withholding, who saw it; erasing; reading again."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from django.test import Client
from django.urls import reverse

from pages_cast import Campaign
from rhyddid.care.models import AccessEntry, Task
from rhyddid.requests.masking_rules import rules_forget
from rhyddid.requests.models import Attachment, MaskingRule, Message, RereadRun, Tombstone

Door = Callable[[str], Client]


@pytest.fixture(autouse=True)
def fresh_rules() -> Iterator[None]:
    rules_forget()
    yield
    rules_forget()


def rule(**given: str) -> dict[str, str]:
    return {"kind": "phrase", "scope": "site", "value": "street trees", "reason": "Asked to.", **given}


def test_a_rule_is_tried_before_it_is_kept(campaign: Campaign, as_person: Door) -> None:
    staff = as_person("staff")
    text = "The street trees by 01632 960123."
    html = staff.post(reverse("masking"), rule(do="try", text=text)).content.decode()
    assert "<del>street trees</del> <ins>[removed]</ins>" in html
    assert "<del>01632 960123</del> <ins>[phone number]</ins>" in html
    assert "built in: phone number" in html
    assert not MaskingRule.objects.exists()


def test_a_letter_can_be_chosen_to_try_it_on(campaign: Campaign, as_person: Door) -> None:
    letter = Message.objects.get(text__contains="trees@saltmere")
    html = (
        as_person("staff")
        .post(reverse("masking"), rule(do="try", value="Ms Prosser", letter=str(letter.pk)))
        .content.decode()
    )
    assert "<del>Ms Prosser</del>" in html


def test_a_rule_holds_from_now_on_until_it_is_taken_back(campaign: Campaign, as_person: Door) -> None:
    staff, nobody = as_person("staff"), as_person("nobody")
    staff.post(reverse("masking"), rule(do="keep"))
    shown = nobody.get(reverse("requests")).content.decode()
    assert "[removed] felled" in shown
    assert "street-trees" not in shown
    kept = MaskingRule.objects.get()
    assert kept.by == campaign.staff
    staff.post(reverse("masking"), {"do": f"undo:{kept.pk}"})
    assert "Street trees felled" in nobody.get(reverse("requests")).content.decode()


def test_a_rule_without_a_reason_is_not_kept_and_nothing_typed_is_lost(
    campaign: Campaign, as_person: Door
) -> None:
    html = as_person("staff").post(reverse("masking"), rule(do="keep", reason="")).content.decode()
    assert "Say why" in html
    assert 'value="street trees"' in html
    assert not MaskingRule.objects.exists()


def test_an_editor_makes_rules_for_the_teams_own_request_alone(campaign: Campaign, as_person: Door) -> None:
    address = reverse("request-masking", args=[campaign.public.slug])
    as_person("owner").post(address, rule(do="keep", scope="site"))
    made = MaskingRule.objects.get()
    assert (made.scope, made.request_id) == ("request", campaign.public.pk)
    campaign.public.refresh_from_db()  # its address no longer says what the rule masks
    address = reverse("request-masking", args=[campaign.public.slug])
    assert as_person("checker").post(address, rule(do="keep")).status_code == 403
    assert as_person("stranger").post(address, rule(do="keep")).status_code == 404


def test_a_report_becomes_a_task_with_who_saw_it(campaign: Campaign, as_person: Door) -> None:
    page = reverse("request", args=[campaign.public.slug])
    as_person("nobody").get(page)
    as_person("stranger").get(page)
    report = reverse("request-report", args=[campaign.public.slug])
    as_person("nobody").post(
        report, {"what": "A name in the second letter", "contact": "me@elsewhere.example"}
    )
    as_person("nobody").post(report, {"what": "The same name in the file"})
    task = Task.objects.get(kind="breach")
    html = as_person("staff").get(reverse("breach", args=[task.pk])).content.decode()
    assert "A name in the second letter" in html
    assert "The same name in the file" in html
    assert str(campaign.stranger) in html
    assert "1 visitor who was not signed in" in html
    assert campaign.owner.email in html


def test_a_letter_is_withheld_at_one_click_and_shown_again(campaign: Campaign, as_person: Door) -> None:
    page = reverse("request", args=[campaign.public.slug])
    as_person("nobody").post(
        reverse("request-report", args=[campaign.public.slug]), {"what": "A name in the letter"}
    )
    breach = reverse("breach", args=[Task.objects.get(kind="breach").pk])
    letter = Message.objects.get(text__contains="trees@saltmere")
    staff = as_person("staff")
    staff.post(breach, {"do": f"withhold:message:{letter.pk}"})
    assert f"message-{letter.pk}-head" not in as_person("nobody").get(page).content.decode()
    assert f"message-{letter.pk}-head" in as_person("owner").get(page).content.decode()
    staff.post(breach, {"do": f"show:message:{letter.pk}"})
    assert f"message-{letter.pk}-head" in as_person("nobody").get(page).content.decode()
    staff.post(breach, {"do": "done"})
    assert not Task.objects.open().filter(kind="breach").exists()


def test_a_letter_of_another_request_cannot_be_withheld_by_this_task(
    campaign: Campaign, as_person: Door
) -> None:
    as_person("nobody").post(reverse("request-report", args=[campaign.public.slug]), {"what": "A name"})
    breach = reverse("breach", args=[Task.objects.get(kind="breach").pk])
    other = campaign.answered.messages.first()
    assert other is not None
    assert as_person("staff").post(breach, {"do": f"withhold:message:{other.pk}"}).status_code == 404


def test_the_access_log_names_no_address(campaign: Campaign) -> None:
    Client(REMOTE_ADDR="192.0.2.77").get(reverse("request", args=[campaign.public.slug]))
    entry = AccessEntry.objects.get()
    assert re.fullmatch(r"[0-9a-f]{16}", entry.visitor)
    assert f"request:{campaign.public.pk}" in entry.subjects


def test_erasing_shows_what_goes_and_wants_a_reason(campaign: Campaign, as_person: Door) -> None:
    file = Attachment.objects.get(filename="costs.csv")
    staff = as_person("staff")
    address = reverse("erase-file", args=[file.pk])
    assert "Erase this file for good" in staff.get(address).content.decode()
    assert "Say why" in staff.post(address, {"reason": " "}).content.decode()
    assert not Tombstone.objects.exists()
    staff.post(address, {"reason": "Sent by mistake."})
    file.refresh_from_db()
    assert file.erased_at is not None
    assert staff.get(address).status_code == 404


def test_a_pass_that_reads_again_is_begun_and_broken_off(campaign: Campaign, as_person: Door) -> None:
    staff = as_person("staff")
    staff.post(reverse("rereads"), {"do": "start", "since": "2026-03-01"})
    run = RereadRun.objects.get()
    assert run.total == 4
    assert "0 of 4 letters" in staff.get(reverse("rereads")).content.decode()
    staff.post(reverse("rereads"), {"do": f"stop:{run.pk}"})
    assert "broken off" in staff.get(reverse("rereads")).content.decode()


@pytest.mark.parametrize("page", ["masking", "rereads"])
def test_only_operators_open_the_operators_pages(campaign: Campaign, as_person: Door, page: str) -> None:
    assert as_person("staff").get(reverse(page)).status_code == 200
    assert as_person("owner").get(reverse(page)).status_code == 403
    assert as_person("nobody").get(reverse(page)).status_code == 302
