"""Webhooks out, against a real server on loopback: signed, tried again, switched off; never into our own network."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from django.conf import settings
from django.core import mail
from django.utils import timezone
from following_cast import reply, run, sent_request, stream_begins

from cast import make_person, make_team
from rhyddid.following.models import CallState, Webhook, WebhookCall
from rhyddid.following.outside_call import CallRefused, address_check, addresses_of, outside_call
from rhyddid.following.webhooks import PAUSES, webhook_add, webhook_call
from rhyddid.requests.breach import withhold
from rhyddid.requests.models import Request

pytestmark = pytest.mark.django_db


class Listener(HTTPServer):
    """Keeps what it is told, and answers with `status`."""

    def __init__(self) -> None:
        self.told: list[tuple[dict[str, str], bytes]] = []
        self.status = 200
        super().__init__(("127.0.0.1", 0), _Handler)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/hook?a=1"


class _Handler(BaseHTTPRequestHandler):
    server: Listener

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.told.append((dict(self.headers), body))
        self.send_response(self.server.status)
        if self.server.status == 302:
            self.send_header("Location", self.server.url)
        self.end_headers()
        self.wfile.write(b"thanks")

    def log_message(self, format: str, *args: object) -> None:
        """Silent."""


@pytest.fixture
def listener(monkeypatch: pytest.MonkeyPatch) -> Iterator[Listener]:
    monkeypatch.setattr(settings, "CALLS_TO_PRIVATE_ADDRESSES", True)
    server = Listener()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def request_() -> Request:
    return sent_request(team=make_team())


def added(listener: Listener, request: Request, event_types: tuple[str, ...] = ()) -> Webhook:
    owner = make_person("owner@campaign.example", team=request.team)
    webhook = webhook_add(team=request.team, url=listener.url, event_types=event_types, by=owner)
    WebhookCall.objects.all().delete()  # the first try
    stream_begins()
    return webhook


def call_due(now: dt.datetime | None = None) -> WebhookCall:
    call = WebhookCall.objects.get()
    webhook_call(key=call.key, now=now)
    call.refresh_from_db()
    return call


def test_an_event_is_told_signed_and_logged(listener: Listener, request_: Request) -> None:
    webhook = added(listener, request_)
    event = reply(request_).events.get()
    run()
    call = call_due()
    assert (call.state, call.last_status, call.last_answer, call.attempts) == (
        CallState.DONE,
        200,
        "thanks",
        1,
    )
    ((headers, body),) = listener.told
    told = json.loads(body)
    assert (told["type"], told["event"]["id"]) == (event.type, event.pk)
    assert told["request"]["slug"] == request_.slug
    assert told["message"]["url"].startswith(f"{settings.SITE_URL}/requests/{request_.slug}/#message-")
    assert headers["Rhyddid-Call"] == told["id"] == str(call.key)
    seconds, signed = headers["Rhyddid-Signature"].split(",")
    expected = hmac.new(
        webhook.secret.encode(), seconds.removeprefix("t=").encode() + b"." + body, hashlib.sha256
    ).hexdigest()
    assert signed == f"v1={expected}"
    assert abs(int(seconds.removeprefix("t=")) - timezone.now().timestamp()) < 60
    run()
    webhook_call(key=call.key)
    assert len(listener.told) == 1


def test_only_the_chosen_events_and_only_the_teams_own(listener: Listener, request_: Request) -> None:
    added(listener, request_, ("review_answered",))
    reply(request_)
    reply(sent_request("Elsewhere Council", team=make_team("Others")), number=2)
    run()
    assert not WebhookCall.objects.exists()


def test_a_letter_that_was_withheld_meanwhile_is_not_told(listener: Listener, request_: Request) -> None:
    added(listener, request_)
    message = reply(request_)
    run()
    withhold(subject=message, by=None)
    call_due()
    assert json.loads(listener.told[0][1])["type"] == "gone"


def test_what_fails_is_tried_for_a_day_then_the_webhook_is_off_and_its_maker_told(
    listener: Listener, request_: Request
) -> None:
    webhook = added(listener, request_)
    listener.status = 500
    reply(request_)
    run()
    now = timezone.now()
    for attempt in range(len(PAUSES)):
        call = call_due(now)
        assert (call.state, call.attempts) == (CallState.WAITING, attempt + 1)
        assert call.next_at == now + PAUSES[attempt]
        now = call.next_at
    mail.outbox.clear()
    assert call_due(now).state == CallState.FAILED
    assert now - timezone.now() > dt.timedelta(hours=20)
    webhook.refresh_from_db()
    assert webhook.disabled_at is not None and webhook.disabled_because == "500 thanks"
    assert ["owner@campaign.example"] in [message.to for message in mail.outbox]
    reply(request_, text="More.", number=2)
    run()
    assert WebhookCall.objects.count() == 1


def test_one_that_listens_again_is_not_switched_off(listener: Listener, request_: Request) -> None:
    webhook = added(listener, request_)
    reply(request_)
    run()
    listener.status = 503
    first = call_due()
    WebhookCall.objects.filter(pk=first.pk).update(attempts=len(PAUSES))
    listener.status = 200
    reply(request_, text="More.", number=2)
    run()
    webhook_call(key=WebhookCall.objects.exclude(pk=first.pk).get().key)
    listener.status = 503
    webhook_call(key=first.key)
    webhook.refresh_from_db()
    assert webhook.disabled_at is None


def test_redirects_are_not_followed(listener: Listener, request_: Request) -> None:
    added(listener, request_)
    listener.status = 302
    reply(request_)
    run()
    assert call_due().last_status == 302
    assert len(listener.told) == 1


def test_a_server_that_is_not_there_is_an_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "CALLS_TO_PRIVATE_ADDRESSES", True)
    answer = outside_call("http://127.0.0.1:9/", body=b"{}", headers={})
    assert answer.status is None and "refused" in answer.said


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "10.0.0.7",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "224.0.0.1",
        "::1",
        "fe80::1",
        "fd00::1",
        "::ffff:127.0.0.1",
        "64:ff9b::7f00:1",
        "2002:7f00:1::",
        "localhost",
    ],
)
def test_no_machine_of_our_own_network_is_called(monkeypatch: pytest.MonkeyPatch, host: str) -> None:
    monkeypatch.setattr(settings, "DELIVERY", "live")
    with pytest.raises(CallRefused):
        addresses_of(host, 443)


def test_the_world_is_called_once_delivery_is_live_and_never_before(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(CallRefused):
        addresses_of("93.184.216.34", 443)
    monkeypatch.setattr(settings, "DELIVERY", "live")
    assert addresses_of("93.184.216.34", 443) == ["93.184.216.34"]


@pytest.mark.parametrize(
    "url",
    [
        "http://hooks.example/",
        "ftp://hooks.example/",
        "https://user@hooks.example/",
        "https:///x",
        "https://[x",
    ],
)
def test_only_plain_https_addresses_can_be_added(url: str) -> None:
    with pytest.raises(CallRefused):
        address_check(url)


def test_the_name_is_asked_once_and_the_connection_goes_to_what_was_judged(
    listener: Listener, monkeypatch: pytest.MonkeyPatch
) -> None:
    import socket

    asked: list[object] = []
    real = socket.getaddrinfo

    def counted(host: object, *arguments: object, **named: object) -> object:
        asked.append(host)
        return real("127.0.0.1" if host == "hooks.example" else host, *arguments, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(socket, "getaddrinfo", counted)
    answer = outside_call(f"http://hooks.example:{listener.server_port}/", body=b"{}", headers={})
    assert answer.is_taken
    assert asked.count("hooks.example") == 1
    assert listener.told[0][0]["Host"] == f"hooks.example:{listener.server_port}"
