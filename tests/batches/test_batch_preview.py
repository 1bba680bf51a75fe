"""The preview: each letter as it would leave, and a warning for what will go wrong."""

from __future__ import annotations

import datetime as dt

import pytest
from batch_cast import make_authorities, make_batch
from pytest_django import DjangoAssertNumQueries
from reply_cast import reply, request_to, sent_batch

from cast import QUESTIONS, make_authority, make_person, make_request, make_team
from rhyddid.authorities.models import Authority, AuthorityAddress, Health
from rhyddid.batches.models import Batch
from rhyddid.batches.preview import batch_preview
from rhyddid.batches.send import batch_recall, batch_send
from rhyddid.requests.request_send import QuestionText

pytestmark = pytest.mark.django_db

TODAY = dt.date(2026, 4, 1)


def codes(batch: Batch, **how: object) -> tuple[set[str], dict[str, int]]:
    found = batch_preview(batch, today=TODAY, **how)  # type: ignore[arg-type]
    return {warning.code for warning in found.warnings}, dict(found.counts)


def test_a_batch_in_order_has_no_warnings() -> None:
    assert codes(make_batch(2)) == (set(), {})


def test_each_letter_is_shown_as_it_would_leave() -> None:
    found = batch_preview(make_batch([make_authority("Mere Council")]))
    (letter,) = found.recipients
    assert letter.to_address == "foi@mere-council.example"
    assert letter.letter.text.startswith(
        "Dear Mere Council,\n\nUnder the Freedom of Information Act 2000 I ask:"
    )
    assert (found.total, found.ready) == (1, 1)


def test_a_welsh_letter_names_the_authority_in_welsh() -> None:
    authority = make_authority("Mere Council")
    Authority.objects.update(name_cy="Cyngor Mere")
    batch = make_batch([authority], language="cy")
    assert (
        batch_preview(batch)
        .recipients[0]
        .letter.text.startswith("Dear Cyngor Mere,\n\nUnder the Deddf Rhyddid Gwybodaeth 2000 I ask:")
    )


def test_no_address_and_a_dead_address_stop_a_recipient() -> None:
    batch = make_batch(
        [make_authority("Mute Council", email=""), make_authority("Dead Council"), make_authority("Mere")]
    )
    AuthorityAddress.objects.filter(authority__name="Dead Council").update(
        health=Health.DEAD, health_reason="550 no such user"
    )
    found = batch_preview(batch)
    assert dict(found.counts) == {"no_address": 1, "dead_address": 1}
    assert (found.total, found.ready) == (3, 1)
    dead = found.recipients[0].warnings[0]
    assert (dead.level, "550 no such user" in dead.text.render()) == ("stop", True)


def test_an_address_that_bounced_once_is_a_warning() -> None:
    batch = make_batch(1)
    AuthorityAddress.objects.update(health=Health.DOUBTFUL)
    assert codes(batch)[1] == {"doubtful_address": 1}


def test_two_recipients_with_one_address_are_both_warned() -> None:
    batch = make_batch(
        [make_authority("A", email="foi@shared.example"), make_authority("B", email="FOI@shared.example")]
    )
    assert codes(batch)[1] == {"shared_address": 2}


@pytest.mark.parametrize("place", ["letter", "question"])
def test_personal_data_in_the_text_is_a_warning(place: str) -> None:
    text = "Write to jo.bloggs@home.example."
    if place == "letter":
        batch = make_batch(1, letter="{questions} {sender} " + text)
    else:
        batch = make_batch(1, questions=(QuestionText("1", text),))
    (warning,) = batch_preview(batch).warnings
    assert warning.code == "personal_data"
    assert "“jo.bloggs@home.example”" in warning.text.render()


def test_recipients_under_several_laws_are_noted() -> None:
    batch = make_batch(
        [make_authority("Mere", regimes=["uk-foia", "uk-eir"]), make_authority("Glen", regimes=["sct-foisa"])]
    )
    assert codes(batch) == ({"mixed_regimes"}, {"several_regimes": 1})


def test_a_letter_that_does_not_merge_the_law_is_warned_of_under_several_laws() -> None:
    batch = make_batch(
        [make_authority("Mere"), make_authority("Glen", regimes=["sct-foisa"])], letter="{questions} {sender}"
    )
    assert codes(batch)[0] == {"mixed_regimes", "law_not_merged"}


def test_an_unfilled_merge_field_stops_the_batch() -> None:
    found = batch_preview(make_batch(1, letter="{questions} {sender} {quesions}"))
    assert [(warning.code, warning.level) for warning in found.warnings] == [("merge_field", "stop")]


def test_a_missing_sender_stops_a_letter_that_is_signed() -> None:
    team = make_team()
    batch = make_batch(1, team=team, by=make_person(team=team, legal_name=""), sender="")
    assert codes(batch)[0] == {"merge_field"}


def test_a_sender_that_is_no_real_name_is_a_warning() -> None:
    (warning,) = batch_preview(make_batch(1, sender="drone_fan99")).warnings
    assert (warning.code, "FOIA 2000 s.8(1)(b)" in warning.text.render()) == ("real_name", True)


def test_a_law_that_wants_no_real_name_gives_no_warning() -> None:
    batch = make_batch([make_authority(regimes=["uk-eir"])], sender="drone_fan99")
    assert codes(batch)[0] == set()


def test_a_letter_that_nobody_signs_is_a_warning() -> None:
    team = make_team()
    batch = make_batch(
        1, team=team, by=make_person(team=team, legal_name=""), sender="", letter="{questions}"
    )
    assert codes(batch)[0] == {"real_name"}


ROADS = "Which roads were closed for works in May, and for how many days?"
ROADS_TOO = "For how many days were roads closed for works in June?"


def sent_before(question: str = ROADS, *, regime: str = "uk-foia", answered: bool = False) -> Batch:
    """A batch about ROADS_TOO, to an authority that was asked `question` on 2 March 2026."""
    team = make_team()
    by = make_person(team=team)
    authority = make_authority(regimes=[regime])
    first = sent_batch(make_batch([authority], team=team, by=by, questions=(QuestionText("1", question),)))
    if answered:
        reply(request_to(first, authority), day=16)
    again = (QuestionText("1", ROADS_TOO),)
    return make_batch([authority], team=team, by=by, subject="Second", questions=again)


def test_a_similar_request_within_sixty_working_days_is_warned_of() -> None:
    batch = sent_before()
    assert codes(batch)[1] == {"aggregation": 1}
    text = batch_preview(batch, today=TODAY).recipients[0].warnings[0].text.render()
    assert text.startswith(
        "Port Aldwych Council: Similar requests to this authority since Monday 2 March 2026"
    )
    assert text.endswith("(FOIA 2000 s.12(4); SI 2004/3244 reg 5)")


def test_a_request_about_something_else_is_not() -> None:
    assert codes(sent_before("What did the mayor's lunch cost?"))[1] == {}


def test_an_older_request_is_not() -> None:
    batch = sent_before()
    assert dict(batch_preview(batch, today=dt.date(2026, 5, 28)).counts) == {"aggregation": 1}
    assert dict(batch_preview(batch, today=dt.date(2026, 6, 1)).counts) == {}


def test_the_same_question_answered_before_is_a_repeat() -> None:
    assert codes(sent_before(ROADS_TOO, answered=True))[1] == {"aggregation": 1, "repeat": 1}


def test_the_same_question_not_answered_yet_is_no_repeat() -> None:
    assert codes(sent_before(ROADS_TOO))[1] == {"aggregation": 1}


def test_a_request_that_is_about_to_leave_counts() -> None:
    team = make_team()
    by = make_person(team=team)
    authority = make_authority()
    batch_send(batch=make_batch([authority], team=team, by=by), by=by)
    second = make_batch([authority], team=team, by=by, subject="Second")
    assert dict(batch_preview(second).counts) == {"aggregation": 1}


def test_a_request_that_was_taken_back_does_not_count() -> None:
    team = make_team()
    by = make_person(team=team)
    authority = make_authority()
    first = make_batch([authority], team=team, by=by)
    batch_send(batch=first, by=by)
    batch_recall(batch=first, by=by)
    assert codes(make_batch([authority], team=team, by=by, subject="Second"))[1] == {}


def test_another_teams_requests_are_not_counted() -> None:
    authority = make_authority()
    make_request(make_team("Other Team"), authority, questions=QUESTIONS)
    assert codes(make_batch([authority]))[1] == {}


def test_more_than_fifty_uniform_requests_under_german_law_are_warned_of() -> None:
    assert codes(make_batch(make_authorities(51, regimes=["de-ifg"])))[0] == {"mass_requests"}
    Batch.objects.all().delete()


def test_fifty_are_no_mass_under_german_law() -> None:
    assert codes(make_batch(make_authorities(50, regimes=["de-ifg"])))[0] == set()


def test_a_batch_above_the_senders_limit_is_told_so(settings) -> None:  # type: ignore[no-untyped-def]
    settings.BATCH_LIMITS = (1,)
    assert codes(make_batch(2))[0] == {"over_limit"}


def test_an_empty_batch_is_stopped() -> None:
    assert codes(make_batch([]))[0] == {"no_recipients"}


def test_only_warned_recipients_can_be_listed() -> None:
    batch = make_batch([make_authority("Mute Council", email=""), *make_authorities(3)])
    found = batch_preview(batch, only_warned=True)
    assert [letter.recipient.authority.name for letter in found.recipients] == ["Mute Council"]
    assert found.total == 1


@pytest.mark.parametrize("size", [2, 20])
def test_a_preview_takes_the_same_few_queries_at_any_size(
    size: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    batch = Batch.objects.select_related("created_by").get(pk=make_batch(size).pk)
    with django_assert_num_queries(5):
        batch_preview(batch, today=TODAY)


@pytest.mark.parametrize("language", ["en", "cy"])
def test_every_warning_can_be_said_in_both_languages(language: str) -> None:
    authorities = [
        make_authority("Mute", email=""),
        make_authority("Glen", regimes=["sct-foisa", "sct-eisr"]),
    ]
    found = batch_preview(make_batch(authorities, sender="drone_fan99", letter="{questions} {x} a@b.example"))
    texts = [warning.text.render(language) for warning in found.warnings]
    texts += [warning.text.render(language) for letter in found.recipients for warning in letter.warnings]
    assert len(texts) == 7
    assert all(texts)
