"""Letters that look like spam wait for an operator; they leave when released, and are never dropped."""

from __future__ import annotations

import pytest
from django.utils import timezone

from cast import make_person, make_request, make_team
from rhyddid.accounts.models import Person
from rhyddid.care.models import Task, TaskKind
from rhyddid.post.claim import Letters, letters_due
from rhyddid.requests.annotation_models import LetterHold
from rhyddid.requests.letter_hold import letter_keep, letter_look, letter_release
from rhyddid.requests.models import Request
from rhyddid.requests.request_send import request_queue

pytestmark = pytest.mark.django_db
SPAM = "Best casino and SEO services, call now: https://a.example https://b.example https://c.example"


def queued(subject: str, trust: int = 0) -> tuple[Request, Person, LetterHold | None]:
    team = make_team()
    by = make_person("new@elsewhere.example", team=team, trust=trust)
    request = make_request(team, subject=subject, by=by)
    request_queue(request=request, to_address="foi@port-aldwych.example", not_before=timezone.now(), by=by)
    return request, by, letter_look(request=request, by=by)


def test_an_ordinary_letter_leaves() -> None:
    assert queued("Street trees felled")[2] is None
    assert letters_due(Letters.REAL)


def test_one_that_looks_like_spam_waits_with_its_reasons() -> None:
    request, _by, hold = queued(SPAM)
    assert hold is not None
    assert {"link", "many_links", "trade", "reach"} == set(hold.reasons)
    assert not letters_due(Letters.REAL)
    assert (
        Task.objects.open().filter(kind=TaskKind.SPAM, subject_kind="letter", subject_id=request.pk).exists()
    )


def test_of_somebody_trusted_it_leaves() -> None:
    assert queued(SPAM, trust=1)[2] is None
    assert letters_due(Letters.REAL)


def test_released_it_leaves() -> None:
    hold = queued(SPAM)[2]
    assert hold is not None
    operator = make_person("staff@site.example", is_staff=True)
    assert letter_release(hold=hold, by=operator)
    assert letters_due(Letters.REAL)
    assert not Task.objects.open().filter(kind=TaskKind.SPAM).exists()


def test_kept_it_stays_and_can_be_released_later() -> None:
    hold = queued(SPAM)[2]
    assert hold is not None
    operator = make_person("staff@site.example", is_staff=True)
    assert not letter_keep(hold=hold, by=operator, reason="")
    assert letter_keep(hold=hold, by=operator, reason="Advertising.")
    assert not letters_due(Letters.REAL)
    assert letter_release(hold=hold, by=operator)
    assert letters_due(Letters.REAL)
