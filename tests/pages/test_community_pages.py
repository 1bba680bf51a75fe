"""The pages on which people add to requests, operators decide, and the site speaks: from form to what others see."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cast import make_person
from pages_cast import Campaign
from rhyddid.authorities.models import Authority
from rhyddid.authorities.proposal_models import AuthorityProposal
from rhyddid.care.announcements import announcement_make
from rhyddid.care.models import Task, TaskKind
from rhyddid.care.read_only import read_only_set
from rhyddid.care.services import audit, task_open
from rhyddid.care.suspensions import suspend
from rhyddid.care.takedown_models import Takedown
from rhyddid.requests.annotation_models import Annotation
from rhyddid.requests.annotations import annotation_add, annotation_hide
from rhyddid.requests.models import Visibility
from rhyddid.requests.used_elsewhere import citation_add

Door = Callable[[str], Client]


def page_of(client: Client, campaign: Campaign) -> str:
    return client.get(reverse("request", args=[campaign.public.slug])).content.decode()


def test_an_annotation_is_masked_like_everything(campaign: Campaign, as_person: Door) -> None:
    address = reverse("annotations", args=[campaign.public.slug])
    as_person("stranger").post(address, {"do": "add", "text": "Ask trees@saltmere.example about it."})
    html = page_of(as_person("nobody"), campaign)
    assert "about it." in html
    assert "trees@saltmere.example" not in html


def test_a_kept_page_shows_a_new_annotation_at_once(campaign: Campaign, as_person: Door) -> None:
    nobody = as_person("nobody")
    page_of(nobody, campaign)
    annotation_add(request=campaign.public, text="The map is wrong.", by=campaign.stranger)
    assert "The map is wrong." in page_of(nobody, campaign)


def test_of_a_hidden_annotation_everybody_reads_why(campaign: Campaign, as_person: Door) -> None:
    row = annotation_add(request=campaign.public, text="You are a fool.", by=campaign.stranger)
    annotation_hide(annotation=row, by=campaign.staff, reason="It insults.")
    html = page_of(as_person("nobody"), campaign)
    assert "It insults." in html
    assert "You are a fool." not in html


def test_annotations_that_are_off_offer_no_form(campaign: Campaign, as_person: Door) -> None:
    address = reverse("annotations", args=[campaign.public.slug])
    as_person("owner").post(address, {"do": "off"})
    assert "Annotations are off here." in page_of(as_person("nobody"), campaign)
    as_person("stranger").post(address, {"do": "add", "text": "Still here."})
    assert not Annotation.objects.exists()
    assert as_person("stranger").post(address, {"do": "on"}).status_code == 403


def test_new_people_write_only_so_many_an_hour(campaign: Campaign, db: None) -> None:
    client = Client()
    client.force_login(make_person("new@elsewhere.example", trust=0))
    address = reverse("annotations", args=[campaign.public.slug])
    for number in range(7):
        answer = client.post(address, {"do": "add", "text": f"Remark {number}."})
    assert Annotation.objects.count() == 5
    assert "Remark 6." in answer.content.decode()  # nothing that was typed is lost


def test_a_request_never_shows_an_annotation_to_who_cannot_see_it(
    campaign: Campaign, as_person: Door
) -> None:
    row = annotation_add(request=campaign.answered, text="Ours.", by=campaign.owner)
    address = reverse("annotation", args=[campaign.answered.slug, row.pk])
    assert as_person("owner").get(address).status_code == 200
    assert as_person("stranger").get(address).status_code == 404


@pytest.mark.parametrize("kind", ["message", "attachment", "annotation"])
def test_every_letter_file_and_annotation_can_be_reported(
    campaign: Campaign, as_person: Door, kind: str
) -> None:
    note = annotation_add(request=campaign.answered, text="Ours.", by=campaign.owner)
    letter = campaign.answered.messages.get(attachments__isnull=False)
    pk = {"message": letter.pk, "attachment": letter.attachments.get().pk, "annotation": note.pk}[kind]
    owner, about = as_person("owner"), f"{kind}-{pk}"
    address = reverse("request-report", args=[campaign.answered.slug])
    html = owner.get(reverse("request", args=[campaign.answered.slug])).content.decode()
    assert f"{address}?about={about}" in html
    owner.post(address, {"what": "A private name.", "about": about})
    assert Task.objects.get(kind=TaskKind.BREACH).detail["reports"][0]["about"] == about


def test_a_link_to_where_it_was_used_is_public(campaign: Campaign, as_person: Door) -> None:
    fields = {
        "do": "add",
        "url": "https://paper.example/a",
        "title": "Trees gone",
        "kind": "news",
        "language": "en",
    }
    as_person("owner").post(reverse("request-citations", args=[campaign.public.slug]), fields)
    assert "Trees gone" in page_of(as_person("nobody"), campaign)
    assert "Trees gone" in as_person("nobody").get(reverse("citations")).content.decode()


def test_the_list_of_links_asks_as_much_for_many_as_for_few(
    campaign: Campaign, as_person: Door, django_assert_max_num_queries: Any
) -> None:
    for number in range(12):
        citation_add(
            request=campaign.public,
            url=f"https://paper.example/{number}",
            title=f"Trees {number}",
            by=campaign.owner,
        )
    with django_assert_max_num_queries(8):
        as_person("nobody").get(reverse("citations"))


def test_a_proposal_becomes_an_authority_at_one_click(campaign: Campaign, as_person: Door) -> None:
    fields = {
        "name": "Cyngor Tref Aberllyn",
        "email": "foi@aberllyn.example",
        "regimes": ["uk-foia"],
        "source": "Their site",
    }
    as_person("nobody").post(reverse("propose"), fields)
    row = AuthorityProposal.objects.get()
    staff, address = as_person("staff"), reverse("proposal", args=[row.pk])
    assert address in staff.get(reverse("tasks")).content.decode()
    staff.post(address, {"do": "accept"})
    assert Authority.objects.filter(name="Cyngor Tref Aberllyn").exists()
    staff.post(address, {"do": "undo"})
    assert not Authority.objects.filter(name="Cyngor Tref Aberllyn").exists()


def test_a_correction_that_says_nothing_is_asked_again(campaign: Campaign, as_person: Door) -> None:
    address = reverse("propose-change", args=["port-aldwych-council"])
    answer = as_person("nobody").post(address, {"source": "Their site"})
    assert "Say what is different" in answer.content.decode()
    assert not AuthorityProposal.objects.exists()


def test_a_takedown_has_a_clock_a_reason_and_a_way_back(campaign: Campaign, as_person: Door) -> None:
    place = "http://testserver" + reverse("request", args=[campaign.public.slug])
    fields = {
        "place": place,
        "ground": "defamation",
        "why": "Not so.",
        "name": "Idris",
        "email": "i@elsewhere.example",
    }
    answer = as_person("nobody").post(reverse("takedown-ask"), fields)
    row = Takedown.objects.get()
    assert row.subject_id == campaign.public.pk
    assert f"number {row.pk}" in answer.content.decode()
    staff, address = as_person("staff"), reverse("takedown", args=[row.pk])
    assert "Not so." in staff.get(address).content.decode()
    staff.post(
        address, {"do": "decide", "decision": "refused", "reason": "It is so.", "letter": "Dear Idris"}
    )
    row.refresh_from_db()
    assert (row.decision, row.answered_at is not None) == ("refused", True)
    staff.post(address, {"do": "undo"})
    row.refresh_from_db()
    assert row.decision == ""


def test_a_task_is_taken_and_found_among_mine(campaign: Campaign, as_person: Door) -> None:
    task = task_open(kind=TaskKind.REPORT, subject_kind="request", subject_id=campaign.public.pk)
    staff, address = as_person("staff"), reverse("task", args=[task.pk])
    assert address not in staff.get(reverse("tasks") + "?whose=mine").content.decode()
    staff.post(address, {"do": "claim"})
    assert address in staff.get(reverse("tasks") + "?whose=mine").content.decode()


def test_a_task_ends_with_a_reason_and_is_opened_again(campaign: Campaign, as_person: Door) -> None:
    task = task_open(kind=TaskKind.REPORT, subject_kind="request", subject_id=campaign.public.pk)
    staff, address = as_person("staff"), reverse("task", args=[task.pk])
    staff.post(address, {"do": "done", "reason": ""})
    assert Task.objects.open().filter(pk=task.pk).exists()
    staff.post(address, {"do": "done", "reason": "Nothing is wrong."})
    assert not Task.objects.open().filter(pk=task.pk).exists()
    assert address in staff.get(reverse("tasks") + "?done=1").content.decode()
    staff.post(address, {"do": "reopen"})
    assert Task.objects.open().filter(pk=task.pk).exists()


def test_a_suspended_person_reads_and_writes_nothing(campaign: Campaign, as_person: Door) -> None:
    suspend(person=campaign.owner, reason="Advertising.", by=campaign.staff)
    owner = as_person("owner")
    assert owner.get(reverse("request", args=[campaign.answered.slug])).status_code == 200
    typed = "A long remark that took somebody a while to write."
    answer = owner.post(reverse("annotations", args=[campaign.public.slug]), {"do": "add", "text": typed})
    assert answer.status_code == 403
    assert "Advertising." in answer.content.decode()
    assert typed in answer.content.decode()
    assert not Annotation.objects.exists()


def test_a_person_is_suspended_and_the_suspension_lifted_from_their_page(
    campaign: Campaign, as_person: Door
) -> None:
    staff, address = as_person("staff"), reverse("person", args=[campaign.stranger.pk])
    staff.post(address, {"do": "suspend", "reason": "Advertising."})
    assert as_person("stranger").post(reverse("annotations", args=[campaign.public.slug])).status_code == 403
    staff.post(address, {"do": "lift"})
    assert as_person("stranger").post(reverse("annotations", args=[campaign.public.slug])).status_code == 200


def test_while_it_is_read_only_nothing_is_written_and_mail_comes_in(
    campaign: Campaign, as_person: Door
) -> None:
    read_only_set(read_only=True, by=campaign.staff, why="We move house.", why_cy="Rydym yn symud tŷ.")
    owner = as_person("owner")
    answer = owner.post(reverse("annotations", args=[campaign.public.slug]), {"do": "add", "text": "Here."})
    assert answer.status_code == 503
    assert answer["Retry-After"]
    assert "We move house." in answer.content.decode()
    assert not Annotation.objects.exists()
    assert "We move house." in page_of(as_person("nobody"), campaign)
    assert as_person("nobody").post("/post/nowhere/").status_code != 503  # the doors of mail are not stopped


def test_the_switch_is_turned_back_from_its_own_page(campaign: Campaign, as_person: Door) -> None:
    staff = as_person("staff")
    staff.post(reverse("read-only"), {"do": "on"})
    assert as_person("owner").post(reverse("takedown-ask")).status_code == 503
    staff.post(reverse("read-only"), {"do": "off"})
    assert as_person("owner").post(reverse("takedown-ask")).status_code == 200


def test_an_announcement_is_shown_until_its_reader_puts_it_away(campaign: Campaign, as_person: Door) -> None:
    nobody = as_person("nobody")
    page_of(nobody, campaign)  # kept from here on
    row = announcement_make(
        text="We move house on Friday.", by=campaign.staff, starts_on=timezone.localdate()
    )
    assert row.text in page_of(nobody, campaign)
    nobody.post(reverse("announcement-put-away"), {"announcement": row.pk, "next": "/"})
    assert row.text not in page_of(nobody, campaign)
    assert row.text in page_of(as_person("nobody"), campaign)


def test_an_announcement_is_made_in_both_languages(campaign: Campaign, as_person: Door) -> None:
    fields = {
        "text": "We move house.", "text_cy": "Rydym yn symud tŷ.", "audience": "everybody",
        "starts_on": timezone.localdate().isoformat(),
    }  # fmt: skip
    as_person("staff").post(reverse("announcements"), fields)
    welsh = as_person("nobody")
    welsh.cookies["django_language"] = "cy"
    assert "Rydym yn symud tŷ." in page_of(welsh, campaign)


def test_the_audit_log_is_narrowed_and_downloaded(campaign: Campaign, as_person: Door) -> None:
    audit(
        action="suspended", subject_kind="person", subject_id=7, by=campaign.staff, detail={"reason": "=1+1"}
    )
    audit(action="cited", subject_kind="citation", subject_id=8, by=campaign.owner)
    staff = as_person("staff")
    html = staff.get(reverse("audit") + "?action=suspended").content.decode()
    assert "person 7" in html
    assert "citation 8" not in html
    answer = staff.get(reverse("audit") + "?form=csv&subject=person:7")
    rows = list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode())))
    assert [(row["action"], row["subject_id"]) for row in rows] == [("suspended", "7")]


def test_the_sitemap_has_what_is_public_and_nothing_else(campaign: Campaign, as_person: Door) -> None:
    nobody = as_person("nobody")
    index = nobody.get("/sitemap.xml").content.decode()
    parts = [part.split("</loc>")[0] for part in index.split("<loc>")[1:]]
    told = "".join(nobody.get(part[part.index("/sitemap") :]).content.decode() for part in parts)
    assert reverse("request", args=[campaign.public.slug]) in told
    assert campaign.answered.slug not in told
    assert reverse("board", args=[campaign.batch.slug]) not in told
    assert reverse("authority", args=["port-aldwych-council"]) in told
    campaign.public.visibility = Visibility.EMBARGOED
    campaign.public.embargoed_until = timezone.localdate() + dt.timedelta(days=30)
    campaign.public.save()
    assert campaign.public.slug not in nobody.get("/sitemap/requests-1.xml").content.decode()


def test_pages_name_their_own_address(campaign: Campaign, as_person: Door) -> None:
    address = reverse("request", args=[campaign.public.slug])
    html = as_person("nobody").get(address + "?from=somewhere").content.decode()
    assert f'<link rel="canonical" href="http://127.0.0.1:8000{address}">' in html


def test_security_txt_names_a_contact_where_there_is_one(client: Client, db: None, settings: Any) -> None:
    assert client.get("/.well-known/security.txt").status_code == 404
    settings.SECURITY_CONTACT = "mailto:security@site.example"
    told = client.get("/.well-known/security.txt").content.decode()
    assert "Contact: mailto:security@site.example" in told
    assert "Expires: " in told


def test_robots_names_the_sitemap(client: Client) -> None:
    assert "Sitemap: http://127.0.0.1:8000/sitemap.xml" in client.get("/robots.txt").content.decode()


def test_the_privacy_page_tells_the_settings(client: Client, db: None, settings: Any) -> None:
    settings.RETENTION = settings.RETENTION | {"access": 41}
    assert "41 days" in client.get(reverse("about-privacy")).content.decode()


def test_reading_sets_no_cookie(campaign: Campaign, as_person: Door) -> None:
    nobody = as_person("nobody")
    for name in ("home", "about-cookies", "citations", "requests"):
        nobody.get(reverse(name))
    page_of(nobody, campaign)
    assert not nobody.cookies
