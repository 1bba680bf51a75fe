"""An authenticator app and recovery codes, by forms without scripts."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import struct
import time
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.test import Client

from cast import PASSWORD, make_person
from rhyddid.accounts.models import Person

pytestmark = pytest.mark.django_db
EMAIL = "nia@campaign.example"


def code_of(secret: str, step: int = 0) -> str:
    """RFC 6238, written apart from the library that checks it."""
    counter = struct.pack(">Q", int(time.time()) // 30 + step)
    digest = hmac.new(base64.b32decode(secret), counter, hashlib.sha1).digest()
    start = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[start : start + 4])[0] & 0x7FFFFFFF) % 1_000_000:06d}"


def signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def sign_in(client: Client) -> Any:
    return client.post("/sign-in/", {"login": EMAIL, "password": PASSWORD})


def say_password_again(client: Client) -> None:
    assert client.post("/sign-in/again/", {"password": PASSWORD}).status_code == 302


@pytest.fixture
def person() -> Person:
    return make_person(EMAIL)


def turn_on(client: Client) -> str:
    """Sign in and add the app; returns its secret."""
    sign_in(client)
    assert "/sign-in/again/" in client.get("/account/security/app/")["Location"]
    say_password_again(client)
    page = client.get("/account/security/app/").content.decode()
    assert "<svg" in page  # drawn on the page: a picture from elsewhere, or in the address, is not allowed
    secret = re.search(r'<code class="secret">(\w+)</code>', page)
    assert secret is not None
    answer = client.post("/account/security/app/", {"code": code_of(secret[1])})
    assert answer["Location"] == "/account/security/codes/"
    return secret[1]


def test_after_the_password_the_apps_code_is_asked_for(
    person: Person, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        secret = turn_on(Client())
    assert "asks for a code of your app" in mail.outbox[-1].body
    client = Client()
    assert sign_in(client)["Location"] == "/sign-in/second/"
    assert not signed_in(client)
    assert "too old" in client.post("/sign-in/second/", {"code": "000000"}).content.decode()
    client.post("/sign-in/second/", {"code": code_of(secret, step=1)})
    assert signed_in(client)


def test_a_recovery_code_opens_the_account_once(person: Person) -> None:
    first = Client()
    turn_on(first)
    codes = re.findall(r"<li><code>(\w+)</code>", first.get("/account/security/codes/").content.decode())
    assert len(codes) == 10
    downloaded = first.get("/account/security/codes/download/").content.decode()
    assert all(code in downloaded for code in codes)
    client = Client()
    sign_in(client)
    client.post("/sign-in/second/", {"code": codes[0]})
    assert signed_in(client)
    again = Client()
    sign_in(again)
    again.post("/sign-in/second/", {"code": codes[0]})
    assert not signed_in(again)


def test_a_code_by_mail_does_not_go_round_the_app(person: Person) -> None:
    turn_on(Client())
    client = Client()
    client.post("/sign-in/code/", {"email": EMAIL})
    code = re.search(r"^ {4}(\S+)$", str(mail.outbox[-1].body), re.MULTILINE)
    assert code is not None
    assert client.post("/sign-in/code/confirm/", {"code": code[1]})["Location"] == "/sign-in/second/"
    assert not signed_in(client)


def test_secrets_are_not_in_the_database_as_they_are(person: Person) -> None:
    secret = turn_on(Client())
    assert all(secret not in str(row.data) for row in Authenticator.objects.all())


def test_codes_are_not_guessed_for_long(person: Person) -> None:
    turn_on(Client())
    client = Client()
    sign_in(client)
    pages = [client.post("/sign-in/second/", {"code": f"{n:06d}"}).content.decode() for n in range(8)]
    assert "too often" in pages[-1]


def test_it_is_turned_off_again(person: Person) -> None:
    client = Client()
    turn_on(client)
    assert client.post("/account/security/app/remove/")["Location"] == "/account/security/"
    assert not Authenticator.objects.filter(type=Authenticator.Type.TOTP).exists()
    assert "asks for no code" in mail.outbox[-1].body
