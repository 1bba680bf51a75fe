"""Sending a batch: one request each, in lots, resumable; approval; the delay window; taking back; stated dates."""

from __future__ import annotations

import datetime as dt

import pytest
from batch_cast import make_authorities, make_batch
from django.utils import timezone

from cast import make_authority, make_person, make_team
from rhyddid.accounts.models import Role
from rhyddid.authorities.models import AuthorityAddress, Health
from rhyddid.batches import send
from rhyddid.batches.models import Batch, BatchState
from rhyddid.batches.send import (
    batch_approve,
    batch_begin,
    batch_lots,
    batch_recall,
    batch_reopen,
    batch_send,
    batches_settle,
)
from rhyddid.batches.services import BatchError, batch_copy, recipients_add, recipients_drop
from rhyddid.care.models import Task, TaskKind
from rhyddid.requests.models import (
    Delivery,
    DeliveryState,
    Direction,
    Event,
    EventType,
    Message,
    Request,
    RequestState,
    State,
    Visibility,
)

pytestmark = pytest.mark.django_db


def test_every_recipient_gets_one_request_under_embargo() -> None:
    batch = make_batch(3)
    report = batch_send(batch=batch, by=batch.created_by)
    requests = Request.objects.order_by("authority__name")
    assert report.made == 3
    assert [request.authority.name for request in requests] == ["Council 000", "Council 001", "Council 002"]
    assert {request.visibility for request in requests} == {Visibility.EMBARGOED}
    assert batch.recipients.filter(request=None).count() == 0


def test_the_letter_is_merged_for_its_authority() -> None:
    batch = make_batch([make_authority("Glen Arrow Council", regimes=["sct-foisa"])])
    batch_send(batch=batch, by=batch.created_by)
    request = Request.objects.get()
    assert request.text.startswith(
        "Dear Glen Arrow Council,\n\nUnder the Freedom of Information (Scotland) Act 2002 I ask:\n\n1. Have you run"
    )
    assert request.regime == "sct-foisa"
    assert [question.number for question in request.questions.all()] == ["1", "2", "3"]


def test_letters_wait_for_the_end_of_the_delay_window() -> None:
    batch = make_batch(1, delay_minutes=30)
    before = timezone.now()
    batch_send(batch=batch, by=batch.created_by)
    delivery = Delivery.objects.get()
    assert batch.state == BatchState.QUEUED
    assert batch.send_after is not None
    assert delivery.not_before == batch.send_after >= before + dt.timedelta(minutes=30)
    assert delivery.state == DeliveryState.QUEUED


def test_sending_again_makes_no_second_request() -> None:
    batch = make_batch(3)
    batch_send(batch=batch, by=batch.created_by)
    report = batch_send(batch=batch, by=batch.created_by)
    assert (report.made, report.already) == (0, 3)
    assert Delivery.objects.count() == 3


def test_a_send_that_was_killed_goes_on_where_it_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(send, "LOT", 2)
    batch = make_batch(5)

    def killed(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        batch_send(batch=batch, by=batch.created_by, on_progress=killed)
    assert Request.objects.count() == 2
    report = batch_send(batch=batch, by=batch.created_by)
    assert (report.made, report.already) == (3, 2)
    assert Request.objects.values("authority").distinct().count() == 5


def test_progress_is_told_lot_by_lot(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(send, "LOT", 2)
    steps: list[tuple[int, int]] = []
    batch = make_batch(5)
    batch_send(batch=batch, by=batch.created_by, on_progress=lambda done, total: steps.append((done, total)))
    assert steps == [(2, 5), (4, 5), (5, 5)]


def test_recipients_without_a_working_address_are_held_with_the_reason() -> None:
    authorities = [
        make_authority("Mute Council", email=""),
        make_authority("Dead Council"),
        *make_authorities(1),
    ]
    AuthorityAddress.objects.filter(authority__name="Dead Council").update(health=Health.DEAD)
    batch = make_batch(authorities)
    report = batch_send(batch=batch, by=batch.created_by)
    assert (report.made, report.held) == (1, {"no_address": 1, "dead_address": 1})


def test_a_mended_address_is_written_to_when_the_batch_is_sent_again() -> None:
    mute = make_authority("Mute Council", email="")
    batch = make_batch([mute])
    batch_send(batch=batch, by=batch.created_by)
    AuthorityAddress.objects.create(authority=mute, email="foi@mute.example")
    assert batch_send(batch=batch, by=batch.created_by).made == 1
    assert Delivery.objects.get().to_address == "foi@mute.example"


def test_a_batch_above_the_limit_waits_for_approval(settings) -> None:  # type: ignore[no-untyped-def]
    settings.BATCH_LIMITS = (2, 10)
    team = make_team()
    batch = make_batch(3, team=team, by=make_person(team=team, trust=0))
    report = batch_send(batch=batch, by=batch.created_by)
    assert (report.state, report.made, report.waiting_for_approval) == (BatchState.WAITING_FOR_APPROVAL, 0, 3)
    task = Task.objects.get(kind=TaskKind.BATCH_APPROVAL)
    assert (task.subject_id, task.detail["recipients"], task.detail["limit"]) == (batch.pk, 3, 2)
    assert Request.objects.count() == 0


def test_sending_again_does_not_go_round_approval(settings) -> None:  # type: ignore[no-untyped-def]
    settings.BATCH_LIMITS = (2,)
    batch = make_batch(3)
    batch_send(batch=batch, by=batch.created_by)
    assert batch_send(batch=batch, by=batch.created_by).made == 0


def test_adding_recipients_after_sending_does_not_go_round_the_limit(settings) -> None:  # type: ignore[no-untyped-def]
    settings.BATCH_LIMITS = (2,)
    batch = make_batch(2)
    batch_send(batch=batch, by=batch.created_by)
    recipients_add(batch=batch, authorities=[make_authority("One More Council")], by=batch.created_by)
    report = batch_send(batch=batch, by=batch.created_by)
    assert (report.made, report.waiting_for_approval) == (0, 1)


def test_an_operator_approves_all_of_a_batch(settings) -> None:  # type: ignore[no-untyped-def]
    settings.BATCH_LIMITS = (2,)
    batch = make_batch(3)
    batch_send(batch=batch, by=batch.created_by)
    operator = make_person("operator@site.example", is_staff=True)
    assert batch_approve(batch=batch, by=operator) == 3
    assert batch_lots(batch=batch, by=operator).made == 3
    assert Task.objects.open().count() == 0
    assert batch.state == BatchState.QUEUED


def test_partial_approval_sends_a_part_and_the_rest_waits_on(settings) -> None:  # type: ignore[no-untyped-def]
    settings.BATCH_LIMITS = (2,)
    batch = make_batch(3)
    batch_send(batch=batch, by=batch.created_by)
    operator = make_person("operator@site.example", is_staff=True)
    first = list(batch.recipients.all()[:1])
    assert batch_approve(batch=batch, by=operator, recipients=first) == 1
    report = batch_lots(batch=batch, by=operator)
    assert (report.made, report.waiting_for_approval) == (1, 2)
    assert Task.objects.open().count() == 1
    assert batch_approve(batch=batch, by=operator) == 2
    assert batch_lots(batch=batch, by=operator).made == 2
    assert Task.objects.open().count() == 0


def test_a_batch_taken_back_is_no_longer_approved_and_can_be_opened_again(settings) -> None:  # type: ignore[no-untyped-def]
    settings.BATCH_LIMITS = (2,)
    batch = make_batch(3)
    batch_send(batch=batch, by=batch.created_by)
    operator = make_person("operator@site.example", is_staff=True)
    batch_approve(batch=batch, by=operator, recipients=list(batch.recipients.all()[:1]))
    batch_lots(batch=batch, by=operator)
    batch_recall(batch=batch, by=batch.created_by)
    assert Task.objects.open().count() == 0
    with pytest.raises(BatchError, match="was taken back"):
        batch_approve(batch=batch, by=operator)
    batch.refresh_from_db()
    assert batch.state == BatchState.RECALLED
    assert batch_reopen(batch=batch, by=batch.created_by) == 3


def test_who_waited_when_the_rest_was_taken_back_waits_no_more(settings) -> None:  # type: ignore[no-untyped-def]
    settings.BATCH_LIMITS = (2,)
    batch = make_batch(3)
    batch_send(batch=batch, by=batch.created_by)
    operator = make_person("operator@site.example", is_staff=True)
    batch_approve(batch=batch, by=operator, recipients=list(batch.recipients.all()[:2]))
    batch_lots(batch=batch, by=operator)
    Delivery.objects.filter(pk=Delivery.objects.earliest("pk").pk).update(state=DeliveryState.SENT)
    batch_recall(batch=batch, by=batch.created_by)
    assert batch.state == BatchState.SENT
    assert batch_lots(batch=batch, by=operator).waiting_for_approval == 0
    with pytest.raises(BatchError, match="Nothing of this batch waits"):
        batch_approve(batch=batch, by=operator)


def test_nobody_is_asked_to_approve_what_was_taken_off_the_list(settings) -> None:  # type: ignore[no-untyped-def]
    settings.BATCH_LIMITS = (2,)
    batch = make_batch(3)
    batch_send(batch=batch, by=batch.created_by)
    operator = make_person("operator@site.example", is_staff=True)
    first, *rest = batch.recipients.order_by("pk")
    batch_approve(batch=batch, by=operator, recipients=[first])
    batch_lots(batch=batch, by=operator)
    recipients_drop(batch=batch, authorities=[rest[0].authority], by=batch.created_by)
    assert Task.objects.open().count() == 1
    recipients_drop(batch=batch, authorities=[rest[1].authority], by=batch.created_by)
    assert Task.objects.open().count() == 0


def test_only_an_operator_approves(settings) -> None:  # type: ignore[no-untyped-def]
    settings.BATCH_LIMITS = (2,)
    batch = make_batch(3)
    batch_send(batch=batch, by=batch.created_by)
    with pytest.raises(BatchError, match="Only an operator"):
        batch_approve(batch=batch, by=make_person("x@y.example", team=batch.team, role=Role.OWNER))


def test_all_of_it_can_be_taken_back_in_the_window() -> None:
    batch = make_batch(3)
    batch_send(batch=batch, by=batch.created_by)
    report = batch_recall(batch=batch, by=batch.created_by)
    assert (report.recalled, report.on_their_way, batch.state) == (3, 0, BatchState.RECALLED)
    assert set(Delivery.objects.values_list("state", flat=True)) == {DeliveryState.RECALLED}
    assert set(RequestState.objects.values_list("state", flat=True)) == {State.RECALLED}


def test_what_is_on_its_way_is_counted_and_not_taken_back() -> None:
    batch = make_batch(3)
    batch_send(batch=batch, by=batch.created_by)
    gone = Delivery.objects.first()
    Delivery.objects.filter(pk=gone.pk).update(state=DeliveryState.SENT)  # type: ignore[union-attr]
    report = batch_recall(batch=batch, by=batch.created_by)
    assert (report.recalled, report.on_their_way, batch.state) == (2, 1, BatchState.SENT)


def test_a_further_letter_of_a_request_taken_back_stays_here_too() -> None:
    batch = make_batch(2)
    batch_send(batch=batch, by=batch.created_by)
    opening = Delivery.objects.order_by("pk")[0]
    request = opening.message.requests.get()
    further = Message.objects.create(direction=Direction.OUT, received_at=timezone.now(), text="Well?")
    request.messages.add(further, through_defaults={"matched_by": "sent"})
    delivery = Delivery.objects.create(
        message=further,
        to_address=opening.to_address,
        domain=opening.domain,
        not_before=timezone.now(),
        event_type=EventType.MESSAGE_SENT,
    )
    batch_recall(batch=batch, by=batch.created_by)
    delivery.refresh_from_db()
    assert delivery.state == DeliveryState.RECALLED


def test_a_recall_that_was_killed_writes_the_rest_of_its_events(monkeypatch: pytest.MonkeyPatch) -> None:
    batch = make_batch(3)
    batch_send(batch=batch, by=batch.created_by)
    with monkeypatch.context() as patched:
        patched.setattr(send, "_recall_events_add", lambda batch, by: None)
        batch_recall(batch=batch, by=batch.created_by)
    assert Event.objects.filter(type=EventType.RECALLED).count() == 0
    batch_recall(batch=batch, by=batch.created_by)
    assert Event.objects.filter(type=EventType.RECALLED).count() == 3


def test_recipients_not_yet_written_to_stay_unwritten_after_a_recall(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(send, "LOT", 2)
    batch = make_batch(3)

    def recalled_meanwhile(done: int, total: int) -> None:
        batch_recall(batch=Batch.objects.get(pk=batch.pk), by=batch.created_by)

    batch_send(batch=batch, by=batch.created_by, on_progress=recalled_meanwhile)
    assert Request.objects.count() == 2
    assert batch.state == BatchState.RECALLED


def test_a_draft_cannot_be_taken_back() -> None:
    with pytest.raises(BatchError, match="has not been sent"):
        batch_recall(batch=make_batch(1), by=None)


def test_a_batch_taken_back_can_be_opened_again_and_sent() -> None:
    batch = make_batch(2)
    batch_send(batch=batch, by=batch.created_by)
    batch_recall(batch=batch, by=batch.created_by)
    with pytest.raises(BatchError, match="was taken back"):
        batch_send(batch=batch, by=batch.created_by)
    assert batch_reopen(batch=batch, by=batch.created_by) == 2
    assert batch_send(batch=batch, by=batch.created_by).made == 2
    assert Delivery.objects.filter(state=DeliveryState.QUEUED).count() == 2


def test_a_batch_that_went_out_elsewhere_is_recorded_as_stated() -> None:
    batch = make_batch(2)
    sent_at = dt.datetime(2021, 7, 27, 10, 0, tzinfo=dt.UTC)
    report = batch_send(batch=batch, by=batch.created_by, sent_at=sent_at)
    assert (report.made, batch.state) == (2, BatchState.SENT)
    assert Delivery.objects.count() == 0
    events = Event.objects.values_list("type", "day", "source").distinct()
    assert set(events) == {
        ("sent", dt.date(2021, 7, 27), "person"),
        ("received", dt.date(2021, 7, 27), "person"),
    }
    assert set(RequestState.objects.values_list("due", flat=True)) == {dt.date(2021, 8, 25)}


def test_a_stated_sending_needs_no_address_and_no_approval(settings) -> None:  # type: ignore[no-untyped-def]
    settings.BATCH_LIMITS = (0,)
    batch = make_batch([make_authority("Mute Council", email="")])
    sent_at = timezone.now() - dt.timedelta(days=3)
    assert batch_send(batch=batch, by=batch.created_by, sent_at=sent_at).made == 1


def test_a_batch_that_waits_for_approval_may_have_gone_out_elsewhere(settings) -> None:  # type: ignore[no-untyped-def]
    settings.BATCH_LIMITS = (0,)
    batch = make_batch(2)
    batch_send(batch=batch, by=batch.created_by)
    sent_at = timezone.now() - dt.timedelta(days=3)
    assert batch_send(batch=batch, by=batch.created_by, sent_at=sent_at).made == 2
    assert Task.objects.open().count() == 0


def test_a_batch_in_its_delay_window_did_not_go_out_elsewhere() -> None:
    batch = make_batch(1)
    batch_send(batch=batch, by=batch.created_by)
    with pytest.raises(BatchError, match="take it back"):
        batch_send(batch=batch, by=batch.created_by, sent_at=timezone.now())


def test_a_batch_cannot_have_gone_out_in_the_future() -> None:
    batch = make_batch(1)
    with pytest.raises(BatchError, match="in the future"):
        batch_send(batch=batch, by=None, sent_at=timezone.now() + dt.timedelta(days=1))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"letter": "Dear {authorty}, {questions}"}, "cannot be filled: {authorty}"),
        ({"questions": ()}, "no questions"),
    ],
)
def test_an_unready_batch_is_not_sent(change: dict[str, object], message: str) -> None:
    batch = make_batch(1, **change)
    with pytest.raises(BatchError, match=message):
        batch_send(batch=batch, by=batch.created_by)
    assert batch.state == BatchState.DRAFT


def test_a_batch_without_recipients_is_not_sent() -> None:
    with pytest.raises(BatchError, match="no recipients"):
        batch_send(batch=make_batch([]), by=None)


def test_a_letter_that_nobody_signs_is_not_sent() -> None:
    team = make_team()
    batch = make_batch(1, team=team, by=make_person(team=team, legal_name=""), sender="")
    with pytest.raises(BatchError, match=r"cannot be filled: \{sender\}"):
        batch_send(batch=batch, by=batch.created_by)


def test_a_name_that_breaks_the_header_is_not_sent() -> None:
    team = make_team()
    batch = make_batch(1, team=team, by=make_person(team=team, legal_name="Nia\nProsser"), sender="")
    with pytest.raises(BatchError, match="line break"):
        batch_send(batch=batch, by=batch.created_by)


def test_a_dropped_recipient_is_not_written_to() -> None:
    authorities = make_authorities(2)
    batch = make_batch(authorities)
    batch_begin(batch=batch, by=batch.created_by)
    assert recipients_drop(batch=batch, authorities=authorities[:1], by=None) == 1
    assert batch_lots(batch=batch, by=batch.created_by).made == 1


def test_a_rehearsal_has_no_window_and_writes_private_requests() -> None:
    batch = make_batch(1)
    day = dt.date(2026, 3, 2)
    rehearsal = batch_copy(
        batch=batch,
        slug="drones-rehearsal",
        rehearsal_of=batch,
        rehearsal_day=day,
        authorities=[make_authority("Simulated Council", simulated=True)],
    )
    batch_send(batch=rehearsal, by=batch.created_by)
    request = Request.objects.get(recipient__batch=rehearsal)
    assert (rehearsal.state, request.visibility, request.rehearsal_day) == (
        BatchState.SENT,
        Visibility.PRIVATE,
        day,
    )
    assert Delivery.objects.get().not_before <= timezone.now()


def test_a_real_batch_takes_no_simulated_recipient_and_a_rehearsal_no_real_one() -> None:
    batch = make_batch(1)
    with pytest.raises(BatchError, match="is simulated"):
        recipients_add(batch=batch, authorities=[make_authority("Sim", simulated=True)], by=None)
    with pytest.raises(BatchError, match="is a real authority"):
        batch_copy(batch=batch, rehearsal_of=batch, rehearsal_day=dt.date(2026, 3, 2))


def test_batches_whose_window_is_over_are_settled_as_sent() -> None:
    batch = make_batch(1)
    batch_send(batch=batch, by=batch.created_by)
    assert batches_settle() == 0
    Batch.objects.update(send_after=timezone.now() - dt.timedelta(seconds=1))
    assert batches_settle() == 1
    batch.refresh_from_db()
    assert batch.state == BatchState.SENT
