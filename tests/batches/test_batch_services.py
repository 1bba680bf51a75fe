"""A batch before and after sending: making, changing, recipients, lists, copies, publishing, and who acts."""

from __future__ import annotations

import datetime as dt

import pytest
from batch_cast import make_authorities, make_batch, make_draft
from procrastinate.contrib.django import app
from procrastinate.testing import InMemoryConnector
from pytest_django import DjangoAssertNumQueries
from reply_cast import request_to, sent_batch

from cast import make_authority, make_person, make_team
from rhyddid.accounts.models import Membership, Person, Role, Team
from rhyddid.batches.acting_person import WhoActs, acting, person_of
from rhyddid.batches.models import Batch, BatchState
from rhyddid.batches.send import batch_send
from rhyddid.batches.send_later import batch_send_soon
from rhyddid.batches.services import (
    BatchError,
    batch_copy,
    batch_create,
    batch_publish,
    batch_unpublish,
    batch_update,
    recipient_list_save,
    recipients_add,
    recipients_drop,
)
from rhyddid.batches.tasks import batch_lots_job
from rhyddid.care.models import AuditEntry
from rhyddid.requests.models import Event, EventType, Request, RequestState, Visibility
from rhyddid.requests.visibility import visible_requests

pytestmark = pytest.mark.django_db


def author(batch: Batch) -> Person:
    assert batch.created_by is not None
    return batch.created_by


def test_a_batch_is_made_in_draft_with_questions_and_recipients() -> None:
    batch = make_batch(2)
    assert (batch.slug, batch.state, batch.delay_minutes) == ("drone-detection", BatchState.DRAFT, 30)
    assert [question.number for question in batch.questions.all()] == ["1", "2", "3"]
    assert batch.recipients.count() == 2


def test_a_second_batch_of_the_same_subject_has_another_slug() -> None:
    batch = make_batch(0)
    again = batch_create(team=batch.team, by=None, draft=make_draft())
    assert again.slug == "drone-detection-2"


def test_a_slug_that_is_taken_is_refused() -> None:
    batch = make_batch(0, slug="drones")
    with pytest.raises(BatchError, match="“drones” already"):
        batch_create(team=batch.team, by=None, draft=make_draft(slug="drones"))


def test_a_draft_can_be_changed() -> None:
    batch = make_batch(1)
    batch_update(
        batch=batch, by=None, draft=make_draft(subject="Drones", questions=make_draft().questions[:1])
    )
    batch.refresh_from_db()
    assert (batch.subject, batch.questions.count(), batch.recipients.count()) == ("Drones", 1, 1)


def test_a_batch_that_was_sent_cannot_be_changed() -> None:
    batch = sent_batch(make_batch(1))
    with pytest.raises(BatchError, match="copy it"):
        batch_update(batch=batch, by=None, draft=make_draft(subject="Drones"))


def test_an_authority_added_twice_is_one_recipient() -> None:
    authorities = make_authorities(2)
    batch = make_batch(authorities[:1])
    assert recipients_add(batch=batch, authorities=authorities, by=None) == 1
    assert batch.recipients.count() == 2


def test_a_recipient_dropped_from_a_draft_is_gone() -> None:
    authorities = make_authorities(2)
    batch = make_batch(authorities)
    assert recipients_drop(batch=batch, authorities=authorities[:1], by=None) == 1
    assert [recipient.authority for recipient in batch.recipients.all()] == authorities[1:]


def test_a_recipient_that_has_a_request_cannot_be_dropped() -> None:
    authorities = make_authorities(1)
    batch = sent_batch(make_batch(authorities))
    assert recipients_drop(batch=batch, authorities=authorities, by=None) == 0


def test_a_recipient_dropped_after_sending_began_comes_back_when_added(settings) -> None:  # type: ignore[no-untyped-def]
    authorities = [make_authority("Mute Council", email=""), *make_authorities(1)]
    batch = make_batch(authorities)
    batch_send(batch=batch, by=author(batch))
    assert recipients_drop(batch=batch, authorities=authorities[:1], by=None) == 1
    assert recipients_add(batch=batch, authorities=authorities[:1], by=author(batch)) == 1
    assert batch_send(batch=batch, by=author(batch)).held == {"no_address": 1}


def test_a_saved_list_is_replaced_by_saving_it_again() -> None:
    team = make_team()
    one, two = make_authorities(2)
    recipient_list_save(team=team, name="My list", authorities=[one], by=None)
    saved = recipient_list_save(team=team, name="My List", authorities=[two], by=None)
    assert (saved.slug, list(saved.authorities.all()), team.recipient_lists.count()) == ("my-list", [two], 1)


def test_a_list_needs_a_name() -> None:
    with pytest.raises(BatchError, match="needs a name"):
        recipient_list_save(team=make_team(), name="…", authorities=[], by=None)


def test_a_copy_has_the_letter_the_questions_and_the_same_recipients() -> None:
    batch = sent_batch(make_batch(2))
    copy = batch_copy(batch=batch)
    assert (copy.state, copy.letter, copy.subject) == (BatchState.DRAFT, batch.letter, batch.subject)
    assert [q.text for q in copy.questions.all()] == [q.text for q in batch.questions.all()]
    assert copy.recipients.filter(request=None).count() == 2


def test_publishing_makes_the_requests_public_with_an_event_each() -> None:
    batch = sent_batch(make_batch(2))
    assert not visible_requests(None).exists()
    assert batch_publish(batch=batch, by=author(batch)) == 2
    assert visible_requests(None).count() == 2
    assert Event.objects.filter(type=EventType.PUBLISHED).count() == 2
    assert AuditEntry.objects.filter(action="batch_published").count() == 1


def test_publishing_moves_no_state() -> None:
    batch = sent_batch(make_batch(1))
    before = RequestState.objects.values().get()
    batch_publish(batch=batch, by=author(batch))
    assert RequestState.objects.values().get() == before


def test_a_request_that_was_made_private_stays_private() -> None:
    batch = sent_batch(make_batch(2))
    Request.objects.filter(authority__name="Council 000").update(visibility=Visibility.PRIVATE)
    assert batch_publish(batch=batch, by=author(batch)) == 1
    assert request_to(batch, "Council 000").visibility == Visibility.PRIVATE


def test_unpublishing_puts_the_requests_under_embargo_again() -> None:
    batch = sent_batch(make_batch(2))
    batch_publish(batch=batch, by=author(batch))
    assert batch_unpublish(batch=batch, by=author(batch)) == 2
    assert not visible_requests(None).exists()
    assert batch.published_at is None


def test_a_draft_cannot_be_published() -> None:
    batch = make_batch(1)
    with pytest.raises(BatchError, match="has not been sent"):
        batch_publish(batch=batch, by=author(batch))


@pytest.mark.parametrize("size", [2, 12])
def test_publishing_takes_the_same_few_queries_at_any_size(
    size: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    batch = sent_batch(make_batch(size))
    with django_assert_num_queries(7):
        batch_publish(batch=batch, by=author(batch))


def test_the_only_teams_owner_acts_by_default() -> None:
    team = make_team()
    make_person("reader@x.example", team=team, role=Role.READER)
    owner = make_person(team=team)
    found = acting()
    assert (found.team, found.person, found.made) == (team, owner, False)


def test_one_of_several_teams_must_be_named() -> None:
    make_team("One")
    team = make_team("Two")
    person = make_person(team=team)
    with pytest.raises(WhoActs, match=r"choose one with --team\. Teams: one, two"):
        acting()
    assert acting(team="two").person == person
    assert acting(by=person.email).team == team


@pytest.mark.parametrize("how", [{"team": "nope"}, {"by": "nobody@x.example"}, {"by": "reader@x.example"}])
def test_whoever_is_unknown_or_may_not_write_does_not_act(how: dict[str, str]) -> None:
    team = make_team()
    make_person(team=team)
    make_person("reader@x.example", team=team, role=Role.READER)
    with pytest.raises(WhoActs):
        acting(**how)


def test_a_team_without_an_owner_needs_a_person() -> None:
    team = make_team()
    with pytest.raises(WhoActs, match="has no owner"):
        person_of(team)


def test_a_fresh_installation_gets_its_first_team() -> None:
    found = acting(by="me@home.example", name="Nia Prosser")
    assert found.made
    assert (found.person.email, found.person.legal_name) == ("me@home.example", "Nia Prosser")
    assert not found.person.has_usable_password()
    assert Membership.objects.get().role == Role.OWNER
    assert acting().team == Team.objects.get()


def test_a_small_batch_is_sent_at_once_from_a_page() -> None:
    batch = make_batch(2)
    assert batch_send_soon(batch=batch, by=author(batch))
    assert Request.objects.count() == 2


def test_a_large_batch_is_left_to_the_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rhyddid.batches.send_later.LOT", 1)
    batch = make_batch(2)
    with app.replace_connector(InMemoryConnector()) as here:
        assert not batch_send_soon(batch=batch, by=author(batch))
        (job,) = here.connector.jobs.values()
    assert (job["task_name"], job["args"]) == (
        "rhyddid.batches.batch_lots",
        {"batch_id": batch.pk, "by_id": author(batch).pk},
    )
    assert Request.objects.count() == 0
    batch_lots_job(**job["args"])
    assert Request.objects.count() == 2


def test_a_batch_that_waits_for_approval_gives_the_worker_nothing(settings) -> None:  # type: ignore[no-untyped-def]
    settings.BATCH_LIMITS = (1,)
    batch = make_batch(2)
    with app.replace_connector(InMemoryConnector()) as here:
        assert not batch_send_soon(batch=batch, by=author(batch))
        assert here.connector.jobs == {}


def test_a_rehearsal_keeps_its_own_day() -> None:
    batch = make_batch(1)
    day = dt.date(2026, 3, 2)
    copy = batch_copy(batch=batch, rehearsal_of=batch, rehearsal_day=day, authorities=[])
    assert (copy.rehearsal_day, copy.delay_minutes, copy.rehearsal_of) == (day, 0, batch)
