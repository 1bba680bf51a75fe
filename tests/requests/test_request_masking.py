"""What the public sees of a letter, and what only the team sees."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser

from cast import make_person, make_request
from rhyddid.requests.masking import mask_for
from rhyddid.requests.reply_address import reply_address_of

pytestmark = pytest.mark.django_db
TEXT = "Ring Ms Vaughan on 01632 960123 or write to b.vaughan@port.example."


def test_the_public_sees_no_address_and_no_number() -> None:
    shown = mask_for(AnonymousUser(), make_request(), TEXT).text
    assert "960123" not in shown
    assert "b.vaughan@" not in shown
    assert shown.startswith("Ring Ms Vaughan on")


def test_the_team_sees_the_letter_as_it_came() -> None:
    request = make_request()
    assert mask_for(make_person(team=request.team), request, TEXT).text == TEXT


def test_nobody_sees_a_reply_token() -> None:
    request = make_request()
    quoted = f"To: {reply_address_of(request)}"
    shown = mask_for(make_person(team=request.team), request, quoted).text
    assert request.reply_token and request.reply_token not in shown


def test_evidence_keeps_its_place() -> None:
    text = f"{TEXT} We spent £500."
    masked = mask_for(AnonymousUser(), make_request(), text)
    start, end = masked.span(text.index("£500"), text.index("£500") + 4)
    assert masked.text[start:end] == "£500"
