"""Mail that comes in by a provider's webhook: the bytes as they were, in the spool before the 200."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.test import Client
from raw_mails import raw_mail

from cast import make_authority, make_request, make_team
from rhyddid.post.spool import spool_replay
from rhyddid.post.webhooks.callers import signature_of
from rhyddid.requests.blobs import blob_get
from rhyddid.requests.models import Message
from rhyddid.requests.reply_address import reply_address_of

pytestmark = pytest.mark.django_db
SECRET = "correct-horse"
PASSWORD = {"HTTP_AUTHORIZATION": "Basic " + base64.b64encode(f"rhyddid:{SECRET}".encode()).decode()}
# bytes that no text encoding carries unharmed
ODD = raw_mail(subject="Raw") + b"\r\n\xff\xfe raw \x80 8-bit, a dot:\r\n.\r\n+plus%41&more=x\r\n"


@pytest.fixture(autouse=True)
def spool(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.setattr(settings, "WEBHOOK_SECRET", SECRET)
    monkeypatch.setattr(settings, "WEBHOOK_KEYS", {})
    monkeypatch.setattr(settings, "SPOOL", tmp_path / "spool")
    return tmp_path / "spool"


def bring(provider: str, data: Any, content_type: str, query: str = "", **headers: Any) -> int:
    return (
        Client()
        .post(f"/post/{provider}/mime{query}", data=data, content_type=content_type, **headers)
        .status_code
    )


def spooled(folder: Path) -> tuple[dict[str, Any], bytes]:
    (file,) = folder.glob("*.mail")
    envelope, _, raw = file.read_bytes().partition(b"\n")
    return json.loads(envelope), raw


def form(fields: dict[str, bytes]) -> tuple[bytes, str]:
    parts = [
        b'--xYzZy\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s\r\n' % (name.encode(), value)
        for name, value in fields.items()
    ]
    return b"".join(parts) + b"--xYzZy--\r\n", "multipart/form-data; boundary=xYzZy"


@pytest.mark.parametrize("as_multipart", [True, False])
def test_mailgun_brings_the_bytes_as_they_were(
    spool: Path, monkeypatch: pytest.MonkeyPatch, as_multipart: bool
) -> None:
    monkeypatch.setattr(settings, "WEBHOOK_KEYS", {"mailgun": "key"})
    fields = {
        "body-mime": ODD,
        "sender": b"foi@port.example",
        "recipient": b"request-1@replies.localhost, request-2@replies.localhost",
        "timestamp": b"1700000000",
        "token": b"token",
        "signature": hmac.new(b"key", b"1700000000token", hashlib.sha256).hexdigest().encode(),
    }
    data, kind = (
        form(fields) if as_multipart else (urlencode(fields).encode(), "application/x-www-form-urlencoded")
    )
    assert bring("mailgun", data, kind) == 200
    envelope, raw = spooled(spool)
    assert raw == ODD
    assert envelope["sender"] == "foi@port.example"
    assert envelope["recipients"] == ["request-1@replies.localhost", "request-2@replies.localhost"]


def test_mailgun_with_a_wrong_signature_brings_nothing(spool: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "WEBHOOK_KEYS", {"mailgun": "key"})
    data, kind = form({"body-mime": ODD, "timestamp": b"1", "token": b"t", "signature": b"0" * 64})
    assert bring("mailgun", data, kind) == 401
    assert not list(spool.glob("*"))


def test_sendgrid_brings_the_bytes_and_the_machine_they_came_from(spool: Path) -> None:
    envelope = json.dumps({"to": ["request-1@replies.localhost"], "from": "foi@port.example"}).encode()
    data, kind = form({"email": ODD, "envelope": envelope, "sender_ip": b"192.0.2.7"})
    assert bring("sendgrid", data, kind, **PASSWORD) == 200
    known, raw = spooled(spool)
    assert raw == ODD
    assert (known["peer"], known["recipients"]) == ("192.0.2.7", ["request-1@replies.localhost"])


def test_postmark_brings_the_raw_mail_in_json(spool: Path) -> None:
    raw = raw_mail()
    told = {
        "RawEmail": raw.decode(),
        "OriginalRecipient": "request-1@replies.localhost",
        "TextBody": "another",
    }
    assert bring("postmark", json.dumps(told), "application/json", **PASSWORD) == 200
    assert spooled(spool)[1] == raw


def test_postmark_without_the_raw_mail_is_told_so(spool: Path) -> None:
    assert bring("postmark", json.dumps({"TextBody": "Dear"}), "application/json", **PASSWORD) == 400
    assert not list(spool.glob("*"))


def test_sparkpost_brings_base64(spool: Path) -> None:
    content = {"email_rfc822": base64.b64encode(ODD).decode(), "email_rfc822_is_base64": True}
    told = [
        {"msys": {}},
        {"msys": {"relay_message": {"content": content, "rcpt_to": "request-1@replies.localhost"}}},
    ]
    assert bring("sparkpost", json.dumps(told), "application/json", **PASSWORD) == 200
    assert spooled(spool)[1] == ODD


def test_ses_brings_the_mail_within_the_notice(spool: Path) -> None:
    told = {
        "notificationType": "Received",
        "content": base64.b64encode(ODD).decode(),
        "mail": {"source": "foi@port.example"},
        "receipt": {
            "recipients": ["request-1@replies.localhost"],
            "action": {"type": "SNS", "encoding": "BASE64"},
        },
    }
    body = json.dumps({"Type": "Notification", "Message": json.dumps(told)})
    assert bring("ses", body, "text/plain", **PASSWORD) == 200
    assert spooled(spool)[1] == ODD


def test_a_program_of_the_operators_signs_what_it_brings(spool: Path) -> None:
    query = "sender=foi@port.example&recipient=request-1@replies.localhost"
    signature = signature_of(SECRET, query, ODD)
    for altered in (ODD + b"x", ODD):
        status = bring("signed", altered, "message/rfc822", f"?{query}", HTTP_X_RHYDDID_SIGNATURE=signature)
        assert status == (200 if altered == ODD else 401)
    known, raw = spooled(spool)
    assert raw == ODD
    assert known["recipients"] == ["request-1@replies.localhost"]


def test_the_password_alone_does_not_sign(spool: Path) -> None:
    assert bring("signed", ODD, "message/rfc822", **PASSWORD) == 401


def test_a_mail_in_a_field_may_be_larger_than_a_form(spool: Path) -> None:
    large = ODD + b"x" * (6 * 1024 * 1024)
    data, kind = form({"email": large})
    assert bring("sendgrid", data, kind, **PASSWORD) == 200
    assert spooled(spool)[1] == large


def test_a_mail_over_the_limit_is_refused(spool: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "MAIL_MAX_BYTES", 1000)
    data, kind = form({"email": b"x" * 1100})
    assert bring("sendgrid", data, kind, **PASSWORD) == 413
    data, kind = form({"email": b"x" * 11000})
    assert bring("sendgrid", data, kind, **PASSWORD) == 413
    assert not list(spool.glob("*"))


def test_a_spool_that_cannot_be_written_is_never_answered_200(spool: Path) -> None:
    spool.write_text("a file where the folder should be")
    data, kind = form({"email": ODD})
    assert bring("sendgrid", data, kind, **PASSWORD) == 503


def test_a_mail_brought_by_a_webhook_joins_its_request(spool: Path) -> None:
    team = make_team("Marsh Lane News")
    request = make_request(team, make_authority("Port Aldwych Council", email="foi@port.example"))
    raw = raw_mail(to=[reply_address_of(request)])
    for _ in range(2):
        assert bring("sendgrid", *form({"email": raw}), **PASSWORD) == 200
    assert spool_replay() == 2
    (message,) = Message.objects.filter(direction="in")
    assert list(message.requests.all()) == [request]
    assert blob_get(message.raw_sha256) == raw
