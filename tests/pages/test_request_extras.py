"""Beside a request's page: cite, frame, zip, table of events, requests like it, topics; each by the viewer's rights."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from pages_cast import Campaign
from rhyddid.care.models import AuditEntry
from rhyddid.pages.request_citation import request_citation
from rhyddid.requests.file_models import CopyState
from rhyddid.requests.models import Attachment, Request
from rhyddid.requests.public_copies import public_copy_make
from rhyddid.search.index import index_all_changed

Door = Callable[[str], Client]


def opened(campaign: Campaign) -> Request:
    """The answered request, as everybody may see it."""
    Request.objects.filter(pk=campaign.answered.pk).update(visibility="public", embargoed_until=None)
    return Request.objects.get(pk=campaign.answered.pk)


def unpacked(client: Client, request: Request) -> dict[str, bytes]:
    answer: Any = client.get(reverse("request-zip", args=[request.slug]))
    assert answer.status_code == 200
    with zipfile.ZipFile(io.BytesIO(b"".join(answer))) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def test_a_citation_can_be_set_by_tex(campaign: Campaign) -> None:
    request = opened(campaign)
    request.subject = "50% of {dogs} & cats_1"
    told = request_citation(request)
    assert r"50\% of \{dogs\} \& cats\_1" in told.bibtex
    assert told.line.startswith("Brynglas Open Data Group (")
    assert f"/requests/{request.slug}/" in told.line
    assert "&amp; cats_1" in told.html


def test_the_page_to_cite_by(campaign: Campaign, as_person: Door) -> None:
    html = as_person("nobody").get(reverse("request-cite", args=[campaign.public.slug])).content.decode()
    assert "@misc{" in html
    assert "&lt;iframe" in html


def test_a_frame_may_be_shown_anywhere_and_holds_no_cookie_and_no_script(
    campaign: Campaign, as_person: Door
) -> None:
    answer = as_person("nobody").get(reverse("request-embed", args=[campaign.public.slug]))
    policy = answer["Content-Security-Policy"]
    assert "frame-ancestors *" in policy
    assert "script-src 'none'" in policy
    assert "X-Frame-Options" not in answer
    assert answer.cookies == {}
    assert "<script" not in answer.content.decode()
    elsewhere = as_person("nobody").get(reverse("request", args=[campaign.public.slug]))
    assert "frame-ancestors 'none'" in elsewhere["Content-Security-Policy"]


def test_a_frame_shows_nothing_that_is_the_teams_alone(campaign: Campaign, as_person: Door) -> None:
    assert as_person("owner").get(reverse("request-embed", args=[campaign.answered.slug])).status_code == 404


def test_the_public_zip_holds_masked_letters_and_redacted_copies(campaign: Campaign, as_person: Door) -> None:
    request = opened(campaign)
    attachment = Attachment.objects.get(message__requests=request)
    made = public_copy_make(attachment)
    assert made is not None
    assert made.state == CopyState.MADE
    files = unpacked(as_person("nobody"), request)
    told = json.loads(files["request.json"])
    letters = b"".join(data for name, data in files.items() if name.startswith("letters/"))
    assert told["slug"] == request.slug
    assert b"a.officer@" not in b"".join(files.values())
    assert b"The total cost was" in letters
    copies = [name for name in files if name.startswith("files/")]
    assert len(copies) == 1
    assert AuditEntry.objects.filter(action="original_downloaded").count() == 0


def test_the_public_zip_leaves_out_files_that_have_no_copy(campaign: Campaign, as_person: Door) -> None:
    files = unpacked(as_person("nobody"), opened(campaign))
    assert not any(name.startswith("files/") for name in files)


def test_the_teams_zip_holds_the_originals_and_says_so_in_the_log(
    campaign: Campaign, as_person: Door
) -> None:
    files = unpacked(as_person("reader"), campaign.answered)
    (original,) = (data for name, data in files.items() if name.startswith("files/"))
    assert original == b"question,answer\n3,12500\n"
    entry = AuditEntry.objects.get(action="original_downloaded")
    assert entry.by_id == campaign.reader.pk


@pytest.mark.parametrize("page", ["cite", "details", "similar", "zip"])
def test_what_is_not_seen_has_no_extras(campaign: Campaign, as_person: Door, page: str) -> None:
    address = reverse(f"request-{page}", args=[campaign.answered.slug])
    assert as_person("nobody").get(address).status_code == 404
    assert as_person("stranger").get(address).status_code == 404


def test_everything_that_happened_as_a_table(campaign: Campaign, as_person: Door) -> None:
    html = as_person("nobody").get(reverse("request-details", args=[opened(campaign).slug])).content.decode()
    assert "Received by the authority" in html
    assert "read by software" in html
    assert "Owner" not in html.split("<table")[1].split("</table>")[0]


def test_requests_like_it_are_those_that_the_viewer_sees(campaign: Campaign, as_person: Door) -> None:
    index_all_changed()
    address = reverse("request-similar", args=[campaign.waiting.slug])
    html = as_person("owner").get(address).content.decode()
    assert f"/requests/{campaign.answered.slug}/" in html
    opened(campaign)
    public = reverse("request-similar", args=[campaign.answered.slug])
    assert f"/requests/{campaign.waiting.slug}/" not in as_person("nobody").get(public).content.decode()


def test_who_gives_a_request_its_topics(campaign: Campaign, as_person: Door) -> None:
    address = reverse("request-topics", args=[campaign.public.slug])
    given = {"topics": "Drones;  Police  forces, drones"}
    got = {
        name: as_person(name).post(address, given).status_code
        for name in ("reader", "checker", "stranger", "nobody")
    }
    assert got == {"reader": 403, "checker": 403, "stranger": 404, "nobody": 302}
    for name in ("owner", "staff"):
        Request.objects.filter(pk=campaign.public.pk).update(tags=[])
        assert as_person(name).post(address, given).status_code == 302
        campaign.public.refresh_from_db()
        assert campaign.public.tags == ["drones", "police forces"]


def test_an_operator_gives_no_topics_to_what_they_do_not_see(campaign: Campaign, as_person: Door) -> None:
    address = reverse("request-topics", args=[campaign.answered.slug])
    assert as_person("staff").post(address, {"topics": "drones"}).status_code == 404


def test_keys_are_shown_once_and_opened_and_ended_by_their_maker(campaign: Campaign, as_person: Door) -> None:
    owner = as_person("owner")
    page = owner.post(
        reverse("api-keys"),
        {"name": "Notebook", "team": campaign.team.pk, "scopes": ["read"], "days": "30"},
    )
    html = page.content.decode()
    key = html.split("<code>rhy_")[1].split("</code>")[0]
    assert f"rhy_{key}" not in owner.get(reverse("api-keys")).content.decode()
    program = Client(headers={"Authorization": f"Bearer rhy_{key}"})
    slug = campaign.answered.slug
    assert program.get(f"/api/v1/requests/{slug}").status_code == 200
    token = campaign.owner.api_tokens.get()
    assert as_person("reader").post(reverse("api-key-end", args=[token.pk])).status_code == 404
    assert owner.post(reverse("api-key-end", args=[token.pk])).status_code == 302
    assert program.get(f"/api/v1/requests/{slug}").status_code == 401


def test_a_reader_makes_no_key_that_writes(campaign: Campaign, as_person: Door) -> None:
    page = as_person("reader").post(
        reverse("api-keys"), {"name": "x", "team": campaign.team.pk, "scopes": ["write"], "days": "30"}
    )
    assert "a key of yours cannot" in page.content.decode()
    assert campaign.reader.api_tokens.count() == 0
