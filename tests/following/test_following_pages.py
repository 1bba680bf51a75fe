"""Following from the pages: one press, double opt-in by mail, one-click unsubscribe without a session, undo."""

from __future__ import annotations

import re

import pytest
from django.conf import settings
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from following_cast import address_follows, mail_of, reply, run, sent_request, stream_begins

from cast import make_person
from rhyddid.following.mail_links import mail_token
from rhyddid.following.models import Follow, Follower, PendingFollow, StopReason
from rhyddid.following.run import notices_settle
from rhyddid.pages.kept_pages import memory
from rhyddid.post.notice_models import Notice, NoticeState
from rhyddid.post.notices import notice_bounced
from rhyddid.requests.breach import withhold
from rhyddid.requests.models import Request, Visibility

pytestmark = pytest.mark.django_db
READER = "reader@elsewhere.example"


@pytest.fixture
def request_() -> Request:
    request = sent_request()
    stream_begins()
    return request


def test_one_press_follows_without_scripts(client: Client, request_: Request) -> None:
    person = make_person(READER)
    client.force_login(person)
    page = client.get(reverse("request", args=[request_.slug])).content.decode()
    assert re.search(r'<form action="/follow/" method="post">.*?name="what" value="request"', page, re.S)
    answer = client.post(reverse("follow"), {"what": "request", "name": request_.slug})
    assert answer["Location"] == reverse("following")
    follow = Follow.objects.get(follower__person=person)
    assert (follow.request_id, follow.frequency) == (request_.pk, "daily")
    client.post(reverse("follow"), {"what": "request", "name": request_.slug})
    assert Follow.objects.count() == 1


def test_a_kept_page_links_to_the_form_and_holds_no_token(client: Client, request_: Request) -> None:
    memory.clear()
    page = client.get(reverse("request", args=[request_.slug]))
    assert f'href="/follow/?what=request&amp;name={request_.slug}"' in page.content.decode()
    assert "csrfmiddlewaretoken" not in page.content.decode()
    assert "csrftoken" not in page.cookies


def test_by_mail_nothing_is_sent_until_the_address_is_confirmed_once(
    client: Client, request_: Request
) -> None:
    form = {"what": "request", "name": request_.slug, "frequency": "instant", "email": READER}
    assert client.post(reverse("follow"), form).status_code == 200
    assert not Follower.objects.exists()
    link = re.search(r"/follow/confirm/[\w-]+/", mail.outbox[-1].body)
    assert link is not None
    token = link.group().split("/")[-2]
    assert token not in str(PendingFollow.objects.values().get())
    assert client.get(link.group()).status_code == 200
    assert not Follow.objects.exists(), "opening the link confirms nothing"
    assert client.post(link.group()).status_code == 200
    assert Follow.objects.get().follower.email == READER
    assert client.post(link.group()).status_code == 410
    assert client.get(link.group()).status_code == 410


def test_an_old_link_confirms_nothing(client: Client, request_: Request) -> None:
    form = {"what": "request", "name": request_.slug, "frequency": "daily", "email": READER}
    client.post(reverse("follow"), form)
    PendingFollow.objects.update(expires_at=timezone.now())
    link = re.search(r"/follow/confirm/[\w-]+/", mail.outbox[-1].body)
    assert link is not None
    assert client.post(link.group()).status_code == 410


def test_what_one_may_not_see_cannot_be_followed(client: Client) -> None:
    hidden = sent_request(visibility=Visibility.PRIVATE)
    address = reverse("follow") + f"?what=request&name={hidden.slug}"
    assert client.get(address).status_code == 404
    client.force_login(make_person("stranger@elsewhere.example"))
    assert client.post(reverse("follow"), {"what": "request", "name": hidden.slug}).status_code == 404


def test_mails_stop_in_one_click_without_session_or_token(request_: Request) -> None:
    follow = address_follows(READER, f"request:{request_.slug}")
    address = reverse("mails", args=[mail_token(follow.follower)])
    client = Client(enforce_csrf_checks=True)
    assert client.get(address).status_code == 200
    follow.follower.refresh_from_db()
    assert follow.follower.stopped_at is None, "scanners open links"
    answer = client.post(address, {"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200 and not answer.cookies
    reply(request_)
    assert run() == []
    follow.follower.refresh_from_db()
    assert follow.follower.stop_reason == StopReason.ASKED
    assert client.post(reverse("mails", args=["1:nonsense"])).status_code == 404


def test_by_the_link_rows_are_paused_removed_and_brought_back(request_: Request) -> None:
    follow = address_follows(READER, f"request:{request_.slug}")
    other = address_follows("other@elsewhere.example", f"request:{request_.slug}")
    client = Client(enforce_csrf_checks=True)
    address = reverse("mails", args=[mail_token(follow.follower)])
    for do, fields in (
        ("pause", (True, False)),
        ("resume", (False, False)),
        ("remove", (False, True)),
        ("undo", (False, False)),
    ):
        client.post(address, {"do": do, "follow": follow.pk})
        follow.refresh_from_db()
        assert (follow.paused_at is not None, follow.removed_at is not None) == fields
    client.post(address, {"do": "remove", "follow": other.pk})
    other.refresh_from_db()
    assert other.removed_at is None, "one link opens one reader's rows"


def test_a_digest_that_bounces_stops_the_mails_until_the_reader_says_so(request_: Request) -> None:
    follow = address_follows(READER, f"request:{request_.slug}")
    reply(request_)
    (notice,) = run()
    Notice.objects.update(state=NoticeState.SENT)
    notice_bounced(notice_id=notice.pk, answer="550 no such user")
    assert notices_settle() == 1
    assert notices_settle() == 0
    follow.follower.refresh_from_db()
    assert follow.follower.stop_reason == StopReason.BOUNCED
    reply(request_, text="More.", number=2)
    assert run() == []
    Client().post(reverse("mails", args=[mail_token(follow.follower)]), {"do": "start"})
    reply(request_, text="A third letter.", number=3)
    follow.follower.refresh_from_db()
    Follower.objects.update(last_digest_at=None)
    (notice,) = run()
    assert "third letter" in mail_of(notice).body.text and "More." not in mail_of(notice).body.text


def test_a_digest_that_was_taken_back_is_made_again_without_what_may_not_be_shown(request_: Request) -> None:
    address_follows(READER, f"request:{request_.slug}")
    gone = reply(request_)
    reply(request_, text="A letter that stays.", number=2)
    (notice,) = run()
    withhold(subject=gone, by=None)
    Notice.objects.filter(pk=notice.pk).update(state=NoticeState.WITHDRAWN)
    (again,) = run()
    text = mail_of(again).body.text
    assert "letter that stays" in text and "41 trees" not in text


def test_the_breach_page_names_whose_mailbox_has_the_letter(client: Client, request_: Request) -> None:
    from rhyddid.requests.breach import breach_report

    address_follows(READER, f"request:{request_.slug}")
    address_follows("other@elsewhere.example", "authority:saltmere-borough-council", "weekly")
    reply(request_)
    run()
    Notice.objects.update(state=NoticeState.SENT, sent_at=timezone.now())
    task = breach_report(request=request_, what="A name", by=None)
    client.force_login(make_person("staff@site.example", is_staff=True))
    page = client.get(reverse("breach", args=[task.pk])).content.decode()
    assert READER in page and "other@elsewhere.example" not in page


def test_webhooks_are_for_those_who_write_for_the_team(client: Client, request_: Request) -> None:
    address = reverse("webhooks", args=[request_.team.slug])
    for email, role, status in (("e@x.example", "editor", 200), ("r@x.example", "reader", 403)):
        client.force_login(make_person(email, team=request_.team, role=role))
        assert client.get(address).status_code == status
    client.force_login(make_person("s@x.example"))
    assert client.get(address).status_code == 404


def test_a_webhook_is_added_removed_and_brought_back(
    client: Client, request_: Request, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "CALLS_TO_PRIVATE_ADDRESSES", False)
    client.force_login(make_person("owner@x.example", team=request_.team))
    address = reverse("webhooks", args=[request_.team.slug])
    assert client.post(address, {"do": "add", "url": "http://plain.example/"}).status_code == 422
    client.post(address, {"do": "add", "url": "https://hooks.example/x", "event_types": ["answered"]})
    webhook = request_.team.webhooks.get()
    assert webhook.event_types == ["answered"]
    assert "hooks.example" in client.get(address).content.decode()
    client.post(address, {"do": "remove", "webhook": webhook.pk})
    webhook.refresh_from_db()
    assert webhook.removed_at is not None
    client.post(address, {"do": "undo", "webhook": webhook.pk})
    webhook.refresh_from_db()
    assert webhook.removed_at is None
    before = webhook.secret
    client.post(address, {"do": "secret", "webhook": webhook.pk})
    webhook.refresh_from_db()
    assert webhook.secret != before
