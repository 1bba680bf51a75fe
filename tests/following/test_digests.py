"""What a digest tells: each thing once, to whom may see it, in one mail."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone
from following_cast import address_follows, mail_of, person_follows, reply, run, sent_request, stream_begins

from cast import make_authority, make_person, make_team
from rhyddid.following.models import Follow, Follower
from rhyddid.following.services import (
    follow_bring_back,
    follow_pause,
    follow_remove,
    follow_resume,
    follower_of_person,
    own_news_set,
)
from rhyddid.requests.breach import withhold
from rhyddid.requests.models import Request, Visibility

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stream")]
READER = "reader@elsewhere.example"


@pytest.fixture
def stream() -> None:
    stream_begins()


@pytest.fixture
def request_(stream: None) -> Request:
    request = sent_request()
    stream_begins()
    return request


def later() -> dt.datetime:
    """After the pause that lies between two mails."""
    return timezone.now() + dt.timedelta(minutes=11)


def test_a_follower_is_told_at_once_of_a_reply_and_only_once(request_: Request) -> None:
    address_follows(READER, f"request:{request_.slug}")
    reply(request_)
    (notice,) = run()
    mail = mail_of(notice)
    assert notice.to_address == READER
    assert mail.subject == "1 piece of news: Saltmere Borough Council"
    assert "We felled 41 trees" in mail.body.text
    assert f"/requests/{request_.slug}/#message-" in mail.body.text
    assert run(later()) == []


def test_personal_data_is_masked_in_text_and_html(request_: Request) -> None:
    address_follows(READER, f"request:{request_.slug}")
    reply(request_)
    (notice,) = run()
    raw = bytes(notice.raw)
    for private in (b"960321", b"trees@saltmere"):
        assert private not in raw
    assert b"text/html" in raw and b"41 trees" in raw


def test_the_mail_can_be_stopped_in_one_click_by_its_head(request_: Request) -> None:
    address_follows(READER, f"request:{request_.slug}")
    reply(request_)
    (notice,) = run()
    head = bytes(notice.raw).split(b"\r\n\r\n")[0].replace(b"\r\n ", b"")
    assert b"List-Unsubscribe: <http" in head
    assert b"List-Unsubscribe-Post: List-Unsubscribe=One-Click" in head


def test_many_follows_and_many_replies_are_one_mail_by_authority() -> None:
    requests = [sent_request(f"Council {number}", tags=("council",)) for number in range(1, 4)]
    stream_begins()
    for what in (
        f"request:{requests[0].slug}",
        "authority:council-1",
        "authority:council-2",
        "tag:council",
        "law:uk-foia",
        f"team:{requests[0].team.slug}",
    ):
        address_follows(READER, what)
    for number, request in enumerate(requests):
        reply(request, number=number)
    (notice,) = run()
    text = mail_of(notice).body.text
    assert [text.count(f"\nCouncil {number}\n") for number in (1, 2, 3)] == [1, 1, 1]
    assert text.count("We felled 41 trees") == 3
    assert mail_of(notice).subject == "3 pieces of news: Council 1 and 2 others"


def test_a_daily_follow_waits_for_the_morning_and_a_weekly_one_for_monday(request_: Request) -> None:
    daily = address_follows(READER, f"request:{request_.slug}", "daily")
    weekly = address_follows("other@elsewhere.example", f"request:{request_.slug}", "weekly")
    reply(request_)
    assert run() == []
    assert daily.due_at is not None and weekly.due_at is not None
    assert timezone.localtime(daily.due_at).hour == timezone.localtime(weekly.due_at).hour == 7
    assert timezone.localtime(weekly.due_at).weekday() == 0
    told = {notice.to_address for notice in run(daily.due_at)}
    assert READER in told
    assert "other@elsewhere.example" in told | {each.to_address for each in run(weekly.due_at)}
    assert run(weekly.due_at + dt.timedelta(minutes=11)) == []


def test_what_was_told_at_once_is_not_told_again_in_the_morning(request_: Request) -> None:
    address_follows(READER, f"request:{request_.slug}", "instant")
    daily = address_follows(READER, "authority:saltmere-borough-council", "daily")
    reply(request_)
    assert len(run()) == 1
    assert daily.due_at is not None
    assert run(daily.due_at + dt.timedelta(minutes=11)) == []


def test_two_mails_at_once_are_never_close_together(request_: Request) -> None:
    address_follows(READER, f"request:{request_.slug}")
    reply(request_)
    assert len(run()) == 1
    reply(request_, text="And another word.", number=2)
    assert run() == []
    (notice,) = run(later())
    assert "another word" in mail_of(notice).body.text


def test_an_embargoed_request_is_told_to_its_team_and_to_nobody_else() -> None:
    authority = make_authority("Cwm Derwen Council")
    team = make_team()
    mine = make_person("member@campaign.example", team=team, role="reader")
    request = sent_request(authority=authority, team=team, visibility=Visibility.EMBARGOED)
    stream_begins()
    address_follows(READER, "authority:cwm-derwen-council")
    person_follows(mine, "authority:cwm-derwen-council")
    reply(request)
    assert [notice.to_address for notice in run()] == [mine.email]


def test_a_letter_that_is_withheld_is_not_told(request_: Request) -> None:
    address_follows(READER, f"request:{request_.slug}")
    withhold(subject=reply(request_), by=None)
    assert run() == []


def test_automatic_replies_are_no_news(request_: Request) -> None:
    from pages_cast import receive

    address_follows(READER, f"request:{request_.slug}")
    receive(
        "We are closed until Monday.",
        request_,
        headers={"Auto-Submitted": "auto-replied"},
        message_id="<auto@authority.example>",
    )
    assert run() == []


def test_a_paused_follow_tells_nothing_and_goes_on_from_then(request_: Request) -> None:
    follow = address_follows(READER, f"request:{request_.slug}")
    follow_pause(follow=follow)
    reply(request_)
    assert run() == []
    follow.refresh_from_db()
    follow_resume(follow=follow)
    reply(request_, text="A second letter.", number=2)
    (notice,) = run()
    text = mail_of(notice).body.text
    assert "second letter" in text and "41 trees" not in text


def test_a_removed_follow_can_come_back_and_tells_what_it_missed(request_: Request) -> None:
    follow = address_follows(READER, f"request:{request_.slug}", "daily")
    follow_remove(follow=follow)
    reply(request_)
    assert follow.due_at is not None
    assert run(follow.due_at) == []
    follow_bring_back(follow=follow)
    follow.refresh_from_db()
    assert follow.due_at is not None
    assert len(run(follow.due_at)) == 1


def test_an_embargo_that_ends_by_itself_is_news() -> None:
    request = sent_request(visibility=Visibility.EMBARGOED)
    follow = address_follows(READER, "authority:saltmere-borough-council", "daily")
    today = timezone.localdate()
    Request.objects.filter(pk=request.pk).update(embargoed_until=today - dt.timedelta(days=1))
    Follow.objects.filter(pk=follow.pk).update(read_to=timezone.now() - dt.timedelta(days=1))
    assert follow.due_at is not None
    (notice,) = run(follow.due_at)
    assert "Published" in mail_of(notice).body.text


def test_a_digest_is_in_the_language_of_its_reader(request_: Request) -> None:
    address_follows(READER, f"request:{request_.slug}", language="cy")
    reply(request_)
    (notice,) = run()
    raw = bytes(notice.raw)
    assert b"Content-Language: cy" in raw
    assert "newyddion" in mail_of(notice).subject or "newydd" in mail_of(notice).subject


def test_a_long_digest_ends_and_says_how_much_it_leaves_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rhyddid.following.digest.MOST_ITEMS", 2)
    requests = [sent_request(f"Council {number}", tags=("council",)) for number in range(1, 5)]
    stream_begins()
    address_follows(READER, "tag:council")
    for number, request in enumerate(requests):
        reply(request, number=number)
    (notice,) = run()
    assert "2 more pieces of news are on the site." in mail_of(notice).body.text


def test_a_digest_costs_the_same_queries_however_much_is_followed(
    django_assert_max_num_queries: object,
) -> None:
    requests = [sent_request(f"Council {number}", tags=("council",)) for number in range(1, 7)]
    stream_begins()
    for request in requests:
        address_follows(READER, f"request:{request.slug}")
        address_follows(READER, f"authority:{request.authority.slug}")
    for number, request in enumerate(requests):
        reply(request, number=number)
    with django_assert_max_num_queries(45):  # type: ignore[operator]
        assert len(run()) == 1


def test_owners_hear_of_a_question_at_once_and_of_answers_in_the_morning() -> None:
    team = make_team()
    owner = make_person("owner@campaign.example", team=team)
    make_person("checker@campaign.example", team=team, role="checker")
    request = sent_request(team=team)
    stream_begins()
    reply(
        request,
        text="Dear Ms Prosser,\n\nBefore we can deal with your request, please clarify what you mean by trees.\n",
    )
    (notice,) = run(timezone.localtime().replace(hour=15, minute=0) + dt.timedelta(days=1))
    assert notice.to_address == owner.email
    assert "Clarification asked" in mail_of(notice).body.text
    reply(request, number=2)
    day = timezone.localtime().replace(hour=16, minute=0) + dt.timedelta(days=1)
    assert run(day) == []
    follower = Follower.objects.get(person=owner)
    assert follower.own_due_at is not None
    (notice,) = run(follower.own_due_at)
    assert "41 trees" in mail_of(notice).body.text


def test_owners_choose_how_they_hear() -> None:
    team = make_team()
    owner = make_person("owner@campaign.example", team=team)
    request = sent_request(team=team)
    stream_begins()
    own_news_set(follower=follower_of_person(owner), choices={"reply": "once"})  # type: ignore[dict-item]
    reply(request)
    assert len(run(timezone.localtime().replace(hour=15) + dt.timedelta(days=1))) == 1


def test_owners_hear_of_dates_that_passed_once() -> None:
    team = make_team()
    owner = make_person("owner@campaign.example", team=team)
    request = sent_request(team=team)
    stream_begins()
    due = type(request.state).objects.get(pk=request.pk).due
    assert due is not None
    morning = timezone.make_aware(dt.datetime.combine(due + dt.timedelta(days=1), dt.time(7, 1)))
    told = [notice for notice in run(morning) if notice.to_address == owner.email]
    assert ["The authority is late" in mail_of(notice).body.text for notice in told] == [True]
    assert run(morning + dt.timedelta(days=1)) == []


def test_an_embargo_that_ends_in_a_week_is_told() -> None:
    team = make_team()
    make_person("owner@campaign.example", team=team)
    request = sent_request(team=team, visibility=Visibility.EMBARGOED)
    stream_begins()
    until = timezone.localdate() + dt.timedelta(days=8)
    Request.objects.filter(pk=request.pk).update(embargoed_until=until)
    morning = timezone.make_aware(dt.datetime.combine(until - dt.timedelta(days=6), dt.time(7, 1)))
    (notice,) = run(morning)
    assert "An embargo ends in a week" in mail_of(notice).body.text


def test_a_followed_search_tells_what_is_new_and_not_what_is_only_indexed_again(request_: Request) -> None:
    from rhyddid.requests.versions import requests_changed
    from rhyddid.search.index import index_all_changed

    reply(request_, text="Dear Ms Prosser,\n\nWe felled 7 trees in the old year.\n")
    index_all_changed()
    follow = address_follows(READER, "search:felled trees", "daily")
    requests_changed([request_.pk])
    index_all_changed()
    assert follow.due_at is not None
    assert run(follow.due_at) == []
    reply(request_, text="Dear Ms Prosser,\n\nWe felled 99 trees in the new year.\n", number=2)
    index_all_changed()
    follow.refresh_from_db()
    assert follow.due_at is not None
    (notice,) = run(follow.due_at)
    text = mail_of(notice).body.text
    assert "NEW IN YOUR SEARCH: felled trees" in text
    assert "99 trees" in text and "7 trees" not in text
    requests_changed([request_.pk])
    index_all_changed()
    follow.refresh_from_db()
    assert run(follow.due_at) == []


def test_a_worker_that_dies_while_it_makes_a_digest_has_told_nothing(
    request_: Request, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(BaseException):
        pass

    def killed(*_: object, **__: object) -> None:
        raise Killed

    address_follows(READER, f"request:{request_.slug}")
    reply(request_)
    with monkeypatch.context() as patch:
        patch.setattr("rhyddid.following.digest.digest_mail", killed)
        with pytest.raises(Killed):
            run()
    assert len(run()) == 1
    assert run(later()) == []
