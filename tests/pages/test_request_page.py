"""A request's page: dates with reasons, answers with evidence, folds, masks, files, and letters added by hand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from pages_cast import CSV, Campaign, receive
from rhyddid.requests.models import Attachment, Delivery, EventType, Finding, FindingType, Message
from rhyddid.requests.public_copies import public_copy_make

Door = Callable[[str], Client]
QUERIES = 31


def shown(client: Client, slug: str) -> str:
    answer = client.get(reverse("request", args=[slug]))
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_team_sees_dates_answers_and_evidence(campaign: Campaign, as_person: Door) -> None:
    html = shown(as_person("owner"), campaign.answered.slug)
    question = campaign.answered.questions.get(number="3")
    for words in (
        "Answered",
        "Why these dates",
        "30 March 2026",
        "FOIA 2000 s.10(1)",
        "£12,500",
        "Hawkmoor Sensing",
    ):
        assert words in html
    assert f'href="#evidence-{question.pk}"' in html
    assert f'id="evidence-{question.pk}"' in html
    assert "Read by software, not checked" in html
    assert "a.officer@port-aldwych.example" in html


def test_the_public_sees_no_personal_details_and_no_unchecked_answer(
    campaign: Campaign, as_person: Door
) -> None:
    as_person("owner").post(reverse("batch-publish", args=[campaign.batch.slug]))
    html = shown(as_person("nobody"), campaign.answered.slug)
    assert "a.officer@port-aldwych.example" not in html
    assert "01632 960123" not in html
    assert "Read by software, not checked" not in html
    assert "3 answers have been read by software and are not shown" in html
    assert "The total cost was £12,500." in html  # the letter itself is there


def test_an_automatic_reply_is_collapsed(campaign: Campaign, as_person: Door) -> None:
    html = shown(as_person("owner"), campaign.answered.slug)
    before = html[: html.index("The office is closed until Monday")]
    assert before.rindex("<details") > before.rindex("</details>")


def test_the_page_asks_as_much_for_many_letters_as_for_few(
    campaign: Campaign, as_person: Door, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    owner = as_person("owner")
    owner.get(reverse("request", args=[campaign.answered.slug]))
    with django_assert_max_num_queries(QUERIES):
        shown(owner, campaign.answered.slug)
    for number in range(12):
        receive(f"Letter {number}", campaign.answered, message_id=f"<more{number}@port.example>")
    with django_assert_max_num_queries(QUERIES):
        shown(owner, campaign.answered.slug)


def test_an_original_is_a_download_that_runs_nothing(campaign: Campaign, as_person: Door) -> None:
    attachment = Attachment.objects.get(filename="costs.csv")
    answer = as_person("owner").get(
        reverse("attachment-download", args=[campaign.answered.slug, attachment.pk])
    )
    assert answer.content == CSV
    assert answer["Content-Disposition"] == 'attachment; filename="costs.csv"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Type"] == "application/octet-stream"


def test_originals_are_the_teams_and_everybody_gets_the_copy(campaign: Campaign, as_person: Door) -> None:
    receive(
        "See the files.",
        campaign.public,
        message_id="<files@saltmere.example>",
        attachments=(
            _enclosure("people.txt", "text/plain", b"Write to trees@saltmere.example"),  # type: ignore[arg-type]
            _enclosure("clean.txt", "text/plain", b"Forty trees were felled."),  # type: ignore[arg-type]
        ),
    )
    copies = {}
    for attachment in Attachment.objects.filter(message__requests=campaign.public):
        public_copy_make(attachment)
        arguments = [campaign.public.slug, attachment.pk]
        original = reverse("attachment-download", args=arguments)
        assert as_person("nobody").get(original).status_code == 404
        assert as_person("owner").get(original).status_code == 200
        copies[attachment.filename] = as_person("nobody").get(reverse("file-copy", args=arguments)).content
    assert copies["people.txt"].strip() == b"Write to [e-mail address]"
    assert copies["clean.txt"].strip() == b"Forty trees were felled."


HIDDEN = {
    "markup.txt": b"<html><body>Forty trees.<!-- secret t.lloyd@saltmere.example --></body></html>",
    "late-markup.txt": b"Forty trees.\n<p>Ask <!-- t.lloyd@saltmere.example --> us</p>",
    "entity.txt": b"Ask t.lloyd&#64;saltmere.example",
    "wide.csv": "tree,asked\nash,t.lloyd@saltmere.example\n".encode("utf-16-le"),
    "picture.txt": b"\x89PNG\r\n\x1a\n Forty trees were felled.",
    "mail.txt": b"Received: from a\nMessage-ID: <1@saltmere.example>\nSubject: x\n\nForty trees",
    "large.txt": b"Forty trees were felled.\n" * 20_000,
}


def test_what_hides_in_a_disguised_file_is_not_in_the_copy(campaign: Campaign, as_person: Door) -> None:
    """The sender's word for the kind of a file proves nothing: what hides in its bytes is looked for too."""
    receive(
        "See the files.",
        campaign.public,
        message_id="<disguised@saltmere.example>",
        attachments=tuple(
            _enclosure(name, "text/csv" if name.endswith("csv") else "text/plain", data)  # type: ignore[misc]
            for name, data in HIDDEN.items()
        ),
    )
    for attachment in Attachment.objects.filter(filename__in=HIDDEN):
        copy = public_copy_make(attachment)
        arguments = [campaign.public.slug, attachment.pk]
        answer = as_person("nobody").get(reverse("file-copy", args=arguments))
        said = answer.content.decode(errors="replace").replace("\0", "")
        assert copy is None or copy.state != "made" or answer.status_code == 200
        assert "t.lloyd" not in said, attachment.filename
        assert "secret" not in said, attachment.filename


def test_a_file_whose_bytes_are_lost_is_not_offered(campaign: Campaign, as_person: Door) -> None:
    receive(
        "See the file.",
        campaign.public,
        message_id="<lost@saltmere.example>",
        attachments=(_enclosure("clean.txt", "text/plain", b"Forty trees were felled."),),  # type: ignore[arg-type]
    )
    Attachment.objects.filter(filename="clean.txt").update(sha256="0" * 64)
    attachment = Attachment.objects.get(filename="clean.txt")
    public_copy_make(attachment)
    page = as_person("nobody").get(reverse("attachment", args=[campaign.public.slug, attachment.pk]))
    assert "Download" not in page.content.decode()
    assert "are not in the store" in page.content.decode()


def _enclosure(filename: str, content_type: str, data: bytes) -> object:
    from rhyddid.mail.compose import Enclosure

    return Enclosure(filename=filename, content_type=content_type, data=data)


def test_a_follow_up_goes_to_the_outbox(campaign: Campaign, as_person: Door) -> None:
    address = reverse("request-follow-up", args=[campaign.public.slug])
    answer = as_person("owner").post(address, {"purpose": "review_asked", "text": "Please review this."})
    assert answer.status_code == 302
    delivery = Delivery.objects.latest("pk")
    assert (delivery.event_type, delivery.message.text) == ("review_asked", "Please review this.")


def test_a_letter_that_left_by_other_means_cannot_be_followed_up(campaign: Campaign, as_person: Door) -> None:
    address = reverse("request-follow-up", args=[campaign.waiting.slug])
    answer = as_person("owner").post(address, {"purpose": "message_sent", "text": "Any news?"})
    assert "there is no address to write to" in answer.content.decode()


def test_a_letter_on_paper_is_added_with_its_scans(campaign: Campaign, as_person: Door) -> None:
    fields = {
        "channel": "paper",
        "day": "2026-03-20",
        "text": "Dear Ms Prosser,\n\n1) No.\n\n2) Not held.\n\n3) Not held.\n",
        "papers": SimpleUploadedFile("scan.txt", b"page one", content_type="text/plain"),
    }
    answer = as_person("owner").post(reverse("request-letter", args=[campaign.waiting.slug]), fields)
    assert answer.status_code == 302
    message = Message.objects.latest("pk")
    assert (message.channel, message.date_is_stated) == ("paper", True)
    assert message.attachments.get().pages.get().text == "page one"
    event = campaign.waiting.events.latest("pk")
    assert (event.type, event.day) == (EventType.ANSWERED, dt.date(2026, 3, 20))


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"channel": "paper", "day": "2026-03-20"}, "Type what the letter says, or add a file."),
        ({"channel": "paper", "day": "2999-01-01", "text": "x"}, "The day lies in the future."),
        ({"channel": "paper", "day": "0001-01-01", "text": "x"}, "The day lies before 1995."),
        ({"channel": "paper", "day": "1994-12-31", "text": "x"}, "The day lies before 1995."),
        ({"channel": "email", "day": "2026-03-20", "text": "x"}, "email is not one of the available choices"),
    ],
)
def test_a_letter_with_a_fault_is_not_added(
    campaign: Campaign, as_person: Door, fields: dict[str, str], says: str
) -> None:
    before = Message.objects.count()
    answer = as_person("owner").post(reverse("request-letter", args=[campaign.waiting.slug]), fields)
    assert says in answer.content.decode()
    assert Message.objects.count() == before


@pytest.mark.parametrize("who", ["nobody", "owner"])
def test_a_denial_that_software_read_says_so(campaign: Campaign, as_person: Door, who: str) -> None:
    as_person("owner").post(reverse("batch-publish", args=[campaign.batch.slug]), {"unconfirmed": "yes"})
    reading = Finding.objects.filter(question__request=campaign.answered)[0].reading
    Finding.objects.create(
        reading=reading,
        type=FindingType.NCND,
        value={"provisions": ["31(3)"], "law": "uk-foia"},
        confidence=0.9,
        quote="We neither confirm nor deny anything else.",
    )
    html = shown(as_person(who), campaign.answered.slug)
    denial = html[html.index("For anything else, the authority neither") :]
    assert "Read by software, not checked" in denial[: denial.index("</section>")]
