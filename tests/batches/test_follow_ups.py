"""The same further letter to many recipients of a batch: drafted for each, changed, sent once, taken back."""

from __future__ import annotations

import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.utils import timezone

from cast import make_authority, make_person, make_team
from pages_cast import draft
from rhyddid.batches.follow_up_texts import candidate_counts
from rhyddid.batches.follow_ups import (
    can_be_taken_back,
    follow_up_choose,
    follow_up_counts,
    follow_up_create,
    follow_up_delete,
    follow_up_letter_write,
    follow_up_letters,
    follow_up_lots,
    follow_up_recall,
    follow_up_send,
    previewed,
)
from rhyddid.batches.models import Batch, FollowUpState
from rhyddid.batches.send import batch_send
from rhyddid.batches.services import BatchError, batch_create
from rhyddid.requests.delivery_result import delivery_sent
from rhyddid.requests.events import event_add
from rhyddid.requests.models import Delivery, EventType, Request, RequestState, State

LONG_AGO = dt.datetime(2026, 3, 2, 10, tzinfo=dt.UTC)


def late_batch(count: int = 3) -> Batch:
    """A batch whose letters arrived in March; nobody has answered."""
    team = make_team()
    owner = make_person(team=team)
    councils = [make_authority(f"Council {number:02}") for number in range(count)]
    batch = batch_create(team=team, by=owner, draft=draft(), authorities=councils)
    batch_send(batch=batch, by=owner)
    for delivery in Delivery.objects.filter(message__requests__recipient__batch=batch):
        delivery_sent(delivery=delivery, at=LONG_AGO, answer="250 ok")
    return batch


@pytest.fixture
def batch(db: None) -> Batch:
    return late_batch()


def further(batch: Batch) -> list[Delivery]:
    found = Delivery.objects.filter(message__requests__recipient__batch=batch).exclude(event_type="")
    return list(found.select_related("message").order_by("pk"))


def request_of(batch: Batch, name: str) -> Request:
    return Request.objects.get(recipient__batch=batch, authority__name=name)


def by(batch: Batch):  # type: ignore[no-untyped-def]
    return batch.created_by


def test_each_late_one_is_reminded_in_words_of_its_own(batch: Batch) -> None:
    follow_up = follow_up_create(batch=batch, kind="chase", by=by(batch))
    first = previewed(list(follow_up_letters(follow_up)))[0]
    assert first.made.text.startswith("Dear Council 00,")
    assert "You received my request on Monday 2 March 2026." in first.made.text
    assert further(batch) == []
    assert follow_up_send(follow_up=follow_up, by=by(batch))
    assert further(batch)[0].message.text == first.made.text
    follow_up.refresh_from_db()
    assert (follow_up.state, follow_up_counts(follow_up).queued) == (FollowUpState.DONE, 3)


def test_sent_twice_each_gets_one_letter(batch: Batch) -> None:
    follow_up = follow_up_create(batch=batch, kind="chase", by=by(batch))
    follow_up_send(follow_up=follow_up, by=by(batch))
    follow_up_send(follow_up=follow_up, by=by(batch))
    assert follow_up_lots(follow_up_id=follow_up.pk) == 0
    assert len(further(batch)) == 3


@pytest.mark.django_db(transaction=True)
def test_sent_by_two_workers_at_once_each_gets_one_letter() -> None:
    batch = late_batch(6)
    follow_up = follow_up_create(batch=batch, kind="message", text="Dear {authority}: hello.", by=by(batch))
    type(follow_up).objects.filter(pk=follow_up.pk).update(state="going", sent_at=timezone.now())

    def work(_: int) -> int:
        try:
            return follow_up_lots(follow_up_id=follow_up.pk)
        finally:
            connection.close()

    with ThreadPoolExecutor(3) as pool:
        assert sum(pool.map(work, range(3))) == 6
    assert len(further(batch)) == 6


def test_those_that_were_not_ticked_get_nothing(batch: Batch) -> None:
    follow_up = follow_up_create(batch=batch, kind="chase", by=by(batch))
    letters = list(follow_up_letters(follow_up))
    follow_up_choose(follow_up=follow_up, shown=[each.pk for each in letters], chosen=[letters[1].pk])
    follow_up_send(follow_up=follow_up, by=by(batch))
    assert [each.message.requests.get().authority.name for each in further(batch)] == ["Council 01"]


def test_nobody_chosen_is_said(batch: Batch) -> None:
    follow_up = follow_up_create(batch=batch, kind="chase", by=by(batch))
    follow_up_choose(follow_up=follow_up, shown=[each.pk for each in follow_up_letters(follow_up)], chosen=[])
    with pytest.raises(BatchError, match="Nobody is chosen"):
        follow_up_send(follow_up=follow_up, by=by(batch))


def test_only_some_of_the_batch_are_written_to(batch: Batch) -> None:
    one = request_of(batch, "Council 02")
    follow_up = follow_up_create(batch=batch, kind="chase", by=by(batch), request_ids=[one.pk, 999_999])
    assert [each.request for each in follow_up_letters(follow_up)] == [one]


def test_one_letter_is_written_by_itself(batch: Batch) -> None:
    follow_up = follow_up_create(batch=batch, kind="chase", by=by(batch))
    letter = follow_up_letters(follow_up)[0]
    follow_up_letter_write(
        follow_up=follow_up, letter_id=letter.pk, text="Dear Council,\r\n\r\nStill waiting."
    )
    follow_up_send(follow_up=follow_up, by=by(batch))
    assert further(batch)[0].message.text == "Dear Council,\n\nStill waiting."


def test_a_text_is_filled_in_for_each(batch: Batch) -> None:
    text = "Dear {authority},\n\nAbout “{subject}”, due {due}.\n\n{sender}"
    follow_up = follow_up_create(batch=batch, kind="message", text=text, by=by(batch))
    follow_up_send(follow_up=follow_up, by=by(batch))
    assert further(batch)[2].message.text == (
        "Dear Council 02,\n\nAbout “Drone detection equipment”, due Tuesday 31 March 2026.\n\nNia Prosser"
    )


def test_a_field_that_nobody_knows_is_said_before_anything_is_made(batch: Batch) -> None:
    with pytest.raises(BatchError, match="authorty"):
        follow_up_create(batch=batch, kind="message", text="Dear {authorty}", by=by(batch))


def test_a_review_is_asked_of_those_who_refused_and_open_places_are_not_sent(batch: Batch) -> None:
    refused = request_of(batch, "Council 01")
    event_add(request=refused, type=EventType.REFUSED, day=timezone.localdate(), source="record")
    follow_up = follow_up_create(batch=batch, kind="ask_review", by=by(batch))
    (only,) = previewed(list(follow_up_letters(follow_up)))
    assert only.letter.request == refused
    assert "square brackets" in str(only.made.problem)
    follow_up_send(follow_up=follow_up, by=by(batch))
    assert further(batch) == []
    assert follow_up_counts(follow_up).failed == 1


def test_a_review_that_is_written_out_moves_the_clock(batch: Batch) -> None:
    refused = request_of(batch, "Council 01")
    event_add(request=refused, type=EventType.REFUSED, day=timezone.localdate(), source="record")
    follow_up = follow_up_create(batch=batch, kind="ask_review", by=by(batch))
    letter = follow_up_letters(follow_up)[0]
    follow_up_letter_write(follow_up=follow_up, letter_id=letter.pk, text="Please review your decision.")
    follow_up_send(follow_up=follow_up, by=by(batch))
    delivery_sent(delivery=further(batch)[0], at=timezone.now(), answer="250 ok")
    assert RequestState.objects.get(request=refused).state == State.UNDER_REVIEW


def test_who_answers_before_it_is_sent_is_not_reminded(batch: Batch) -> None:
    follow_up = follow_up_create(batch=batch, kind="chase", by=by(batch))
    event_add(
        request=request_of(batch, "Council 00"),
        type=EventType.ANSWERED,
        day=timezone.localdate(),
        source="record",
    )
    follow_up_send(follow_up=follow_up, by=by(batch))
    assert len(further(batch)) == 2
    assert "law does not offer" in follow_up_letters(follow_up)[0].fault


def test_all_that_has_not_left_is_taken_back(batch: Batch) -> None:
    follow_up = follow_up_create(batch=batch, kind="withdraw", text="We withdraw it.", by=by(batch))
    follow_up_send(follow_up=follow_up, by=by(batch))
    delivery_sent(delivery=further(batch)[0], at=timezone.now(), answer="250 ok")
    follow_up.refresh_from_db()
    assert can_be_taken_back(follow_up)
    assert follow_up_recall(follow_up=follow_up, by=by(batch)) == 2
    assert [each.state for each in further(batch)] == ["sent", "recalled", "recalled"]
    assert RequestState.objects.filter(state=State.WITHDRAWN).count() == 1


def test_a_sent_follow_up_is_not_changed_or_thrown_away(batch: Batch) -> None:
    follow_up = follow_up_create(batch=batch, kind="chase", by=by(batch))
    follow_up_send(follow_up=follow_up, by=by(batch))
    for change in (
        lambda: follow_up_delete(follow_up=follow_up),
        lambda: follow_up_letter_write(follow_up=follow_up, letter_id=1, text="x"),
        lambda: follow_up_choose(follow_up=follow_up, shown=[1], chosen=[]),
    ):
        with pytest.raises(BatchError, match="sent already"):
            change()


def test_many_letters_are_left_to_the_worker(batch: Batch, monkeypatch: pytest.MonkeyPatch) -> None:
    from procrastinate.contrib.django.models import ProcrastinateJob

    from rhyddid.batches import follow_ups

    monkeypatch.setattr(follow_ups, "AT_ONCE", 2)
    follow_up = follow_up_create(batch=batch, kind="chase", by=by(batch))
    assert not follow_up_send(follow_up=follow_up, by=by(batch))
    (job,) = ProcrastinateJob.objects.filter(task_name=follow_ups.FOLLOW_UP_JOB)
    assert job.args == {"follow_up_id": follow_up.pk}
    assert follow_up_lots(**job.args) == 3


def test_the_counts_say_whom_each_kind_may_go_to(batch: Batch) -> None:
    event_add(
        request=request_of(batch, "Council 00"),
        type=EventType.REFUSED,
        day=timezone.localdate(),
        source="record",
    )
    assert candidate_counts(batch) == {
        "chase": 2, "ask_review": 1, "chase_review": 0, "message": 3, "withdraw": 2,
    }  # fmt: skip
