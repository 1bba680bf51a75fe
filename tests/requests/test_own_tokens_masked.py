"""Our own links and addresses come back in quoted replies: nobody, the team least of all by mistake, hands them on."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from cast import make_authority, make_person, make_request, make_team
from pages_cast import receive
from rhyddid.accounts.models import Person
from rhyddid.mail.compose import Enclosure
from rhyddid.mail.parse import parse
from rhyddid.pages.request_page import request_page
from rhyddid.post.models import Upload
from rhyddid.post.upload_mail import confirm_address
from rhyddid.post.uploads import Submission, fresh_draft, upload_begin, upload_submit
from rhyddid.requests.masking import mask_for, masked_for_public
from rhyddid.requests.models import Delivery, Request
from rhyddid.requests.reply_address import outgoing_bytes, reply_address_of
from rhyddid.requests.request_send import request_queue
from rhyddid.requests.upload_link import upload_address, upload_token

pytestmark = pytest.mark.django_db


@pytest.fixture
def delivery() -> Delivery:
    team = make_team()
    make_person(team=team)
    return request_queue(
        request=make_request(team, make_authority("Port Aldwych Council")),
        to_address="foi@port-aldwych-council.example",
        not_before=timezone.now(),
        by=None,
    )


def secrets_of(delivery: Delivery) -> dict[str, str]:
    """Each kind of our own tokens, in the words that carry it."""
    link = delivery.message.upload_link
    upload = upload_submit(
        upload=upload_begin(link=link, draft=fresh_draft()),
        typed=Submission("Yes.", "", "jo@port-aldwych-council.example"),
    )
    return {
        "upload link": upload_address(delivery.message),
        "confirm link": confirm_address(Upload.objects.get(pk=upload.pk)),
        "reply address": reply_address_of(delivery.message.requests.get()),
        "sign-in link": "https://foi.example.org/sign-in/link/Xk3v9Qw7pLm2Zt8RbN5c/",
        "new password": "https://foi.example.org/accounts/password/reset/key/4-cw2f9k-8b1d0e7a6f5c4d3e/",
    }


def tails(secret: str) -> list[str]:
    """The parts of an address that nobody could guess."""
    return [
        each
        for each in re.split(r"[/@-]", secret)
        if len(each) > 11 and each.isalnum() and re.search(r"\d", each)
    ]


@pytest.mark.parametrize(
    "words",
    [
        "Please see {secret} for this.",
        "> > {secret}\n> Yours",
        "({secret}).",
        '<a href="{secret}">{secret}</a>',
        "https://safe.mailscan.example/?url={secret}&data=1",
    ],
)
def test_no_part_of_a_token_is_left_for_the_public(delivery: Delivery, words: str) -> None:
    for kind, secret in secrets_of(delivery).items():
        shown = masked_for_public(words.replace("{secret}", secret)).text
        assert [tail for tail in tails(secret) if tail in shown] == [], kind


def test_the_team_does_not_see_them_either(delivery: Delivery) -> None:
    request = delivery.message.requests.get()
    member = Person.objects.get()
    secrets = secrets_of(delivery)
    for kind in ("upload link", "confirm link", "reply address"):
        shown = mask_for(member, request, f"Go to {secrets[kind]} now.").text
        assert [tail for tail in tails(secrets[kind]) if tail in shown] == [], kind


@pytest.mark.parametrize("capitals", [str.upper, str.title])
def test_capitals_hide_nothing(delivery: Delivery, capitals: Callable[[str], str]) -> None:
    written = capitals(upload_address(delivery.message))
    shown = masked_for_public(written).text
    assert [tail for tail in tails(written) if tail in shown] == []


def test_a_reply_that_quotes_the_letter_shows_no_token_in_body_or_file(delivery: Delivery) -> None:
    request = Request.objects.select_related("authority", "team").get(messages=delivery.message)
    letter = parse(outgoing_bytes(delivery)).body.text
    token = upload_token(delivery.message)
    assert token in letter
    quoted = "\n".join(f"> {line}" for line in letter.splitlines())
    receive(
        f"Dear Ms Prosser,\n\nYes.\n\nOn Monday you wrote:\n{quoted}",
        request,
        attachments=(Enclosure("reply.txt", "text/plain", f"You wrote:\n{letter}".encode()),),
    )
    for viewer in (Person.objects.get(), AnonymousUser()):
        shown = repr(request_page(viewer, request))
        for half in token.split("-"):
            assert half not in shown


def test_our_invitation_is_folded_with_the_quoted_letter(delivery: Delivery) -> None:
    """In a quote without marks only lines that we sent are folded: the invitation is one."""
    request = Request.objects.select_related("authority").get(messages=delivery.message)
    letter = parse(outgoing_bytes(delivery)).body.text
    header = "From: Nia Prosser\nSent: 2 March 2026 10:00\nTo: FOI\nSubject: Drone detection equipment\n\n"
    message = receive(f"Dear Ms Prosser,\n\nYes.\n\n{header}{letter}", request)
    kept, position = "", 0
    for start, end, _why in message.folded:
        kept, position = kept + message.text[position:start], end
    kept += message.text[position:]
    assert "/upload/" not in kept and "You need no account" not in kept
