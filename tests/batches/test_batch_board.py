"""The board: counts, rows, filters, sorting and search; what the public sees of it; the same few queries at any size."""

from __future__ import annotations

import datetime as dt

import pytest
from batch_cast import make_batch
from django.contrib.auth.models import AnonymousUser
from pytest_django import DjangoAssertNumQueries
from reply_cast import reply, request_to, sent_batch

from cast import make_authority, make_person
from rhyddid.authorities.models import AuthorityName
from rhyddid.batches.board import Board, BoardFilters, board, board_counts, visible_batches
from rhyddid.batches.models import Batch
from rhyddid.batches.send import batch_send
from rhyddid.batches.services import batch_copy, batch_publish, batch_unpublish, recipients_drop
from rhyddid.requests.events import event_add, event_take_back
from rhyddid.requests.judgements import judgement_make
from rhyddid.requests.models import EventType, Visibility

pytestmark = pytest.mark.django_db

DISCLOSED = {"1": {"decision": "disclosed"}, "2": {"decision": "disclosed"}, "3": {"decision": "disclosed"}}
IN_TIME = dt.datetime(2026, 3, 20, 12, tzinfo=dt.UTC)
TOO_LATE = dt.datetime(2026, 4, 9, 12, tzinfo=dt.UTC)


def seen(batch: Batch, *, now: dt.datetime = IN_TIME, **how: object) -> Board:
    return board(batch, viewer=batch.created_by, now=now, **how)  # type: ignore[arg-type]


def names(found: Board) -> list[str]:
    return [row.authority for row in found.rows]


@pytest.fixture
def replied() -> Batch:
    """Ashford answered, Birch refused, Cedar asked back, Dale acknowledged, Elm silent, Fern's letter came back."""
    towns = ("Ashford", "Birch", "Cedar", "Dale", "Elm", "Fern")
    batch = sent_batch(make_batch([make_authority(f"{town} Council") for town in towns]))
    reply(request_to(batch, "Ashford Council"), answers=DISCLOSED)
    refused = {number: {"decision": "exempt", "provisions": ["31(1)"]} for number in "123"}
    reply(request_to(batch, "Birch Council"), event=EventType.REFUSED, answers=refused)
    reply(request_to(batch, "Cedar Council"), event=EventType.CLARIFICATION_ASKED, kind="clarification")
    reply(request_to(batch, "Dale Council"), day=4, event=EventType.ACKNOWLEDGED, kind="acknowledgement")
    fern = request_to(batch, "Fern Council")
    event_add(
        request=fern,
        type=EventType.DELIVERY_FAILED,
        day=dt.date(2026, 3, 2),
        source="record",
        message=fern.messages.get(),
    )
    return batch


def test_counts_say_how_many_are_in_each_condition(replied: Batch) -> None:
    counts = seen(replied, now=TOO_LATE).counts
    assert (counts.total, counts.sent, counts.acknowledged, counts.answered) == (6, 6, 1, 1)
    assert (counts.late, counts.clarification_asked, counts.refused, counts.not_delivered) == (2, 1, 1, 1)
    assert (counts.needs_look, counts.held, counts.waiting) == (0, 0, 0)


def test_a_row_tells_state_days_left_and_last_event(replied: Batch) -> None:
    dale = next(row for row in seen(replied).rows if row.authority == "Dale Council")
    assert (dale.state, dale.received, dale.due, dale.days_left, dale.is_late) == (
        "running",
        dt.date(2026, 3, 2),
        dt.date(2026, 3, 31),
        11,
        False,
    )
    assert (dale.last_event, dale.last_event_on) == ("acknowledged", dt.date(2026, 3, 4))


def test_a_row_whose_time_is_over_is_late(replied: Batch) -> None:
    elm = next(row for row in seen(replied, now=TOO_LATE).rows if row.authority == "Elm Council")
    assert (elm.is_late, elm.days_left) == (True, -9)


def test_an_answered_row_has_no_days_left(replied: Batch) -> None:
    ashford = seen(replied, now=TOO_LATE).rows[0]
    assert (ashford.state, ashford.days_left, ashford.is_late) == ("answered", None, False)


def test_cells_stand_in_the_order_of_the_questions(replied: Batch) -> None:
    ashford, *_, elm, _fern = seen(replied).rows
    assert [cell and cell.decision for cell in ashford.cells] == ["disclosed"] * 3
    assert elm.cells == (None, None, None)


@pytest.mark.parametrize(
    ("show", "expected"),
    [
        ("late", ["Dale Council", "Elm Council"]),
        ("refused", ["Birch Council"]),
        ("clarification_asked", ["Cedar Council"]),
        ("not_delivered", ["Fern Council"]),
        ("running", ["Dale Council", "Elm Council"]),
        ("nothing of the kind", []),
    ],
)
def test_the_board_can_show_one_condition(replied: Batch, show: str, expected: list[str]) -> None:
    assert names(seen(replied, now=TOO_LATE, filters=BoardFilters(show=show))) == expected


def test_filters_do_not_change_the_counts(replied: Batch) -> None:
    found = seen(replied, filters=BoardFilters(show="refused"))
    assert (found.total, found.counts.total) == (1, 6)


def test_the_board_is_narrowed_by_nation_and_tag() -> None:
    batch = make_batch(
        [
            make_authority("Glen Council", nations=["SCT"], regimes=["sct-foisa"], tags=["coast"]),
            make_authority("Mere Council"),
        ]
    )
    assert names(seen(batch, filters=BoardFilters(nation="Scotland"))) == ["Glen Council"]
    assert names(seen(batch, filters=BoardFilters(tag="Coast"))) == ["Glen Council"]


def test_search_finds_names_aliases_and_references(replied: Batch) -> None:
    elm = request_to(replied, "Elm Council")
    AuthorityName.objects.create(authority=elm.authority, name="Llwyfen Borough")
    elm.authority_reference = "FOI/2026/77"
    elm.save()
    assert names(seen(replied, search="council cedar")) == ["Cedar Council"]
    assert names(seen(replied, search="llwyfen")) == ["Elm Council"]
    assert names(seen(replied, search="2026/77")) == ["Elm Council"]


def test_the_board_is_sorted_by_what_is_due_with_the_rest_last(replied: Batch) -> None:
    assert names(seen(replied, sort="due"))[:2] == ["Dale Council", "Elm Council"]
    assert names(seen(replied, sort="-authority"))[0] == "Fern Council"


def test_pages_hold_so_many_rows_and_a_page_too_far_is_the_last(replied: Batch) -> None:
    found = seen(replied, page=9, page_size=4)
    assert (found.page, found.pages, found.total, names(found)) == (2, 2, 6, ["Elm Council", "Fern Council"])


def test_an_unsure_answer_needs_a_look_until_it_is_judged(replied: Batch) -> None:
    elm = request_to(replied, "Elm Council")
    finding, *_others = reply(elm, answers=DISCLOSED, confidence=0.5)
    assert seen(replied).counts.needs_look == 1
    for each in [finding, *_others]:
        judgement_make(
            request=elm, question=each.question, verdict="confirm", by=replied.created_by, finding=each
        )  # type: ignore[arg-type]
    assert seen(replied).counts.needs_look == 0


def test_a_decision_that_leaves_a_question_open_needs_a_look(replied: Batch) -> None:
    reply(
        request_to(replied, "Elm Council"),
        answers={"1": {"decision": "disclosed"}, "2": {"decision": "no_answer"}},
    )
    assert names(seen(replied, filters=BoardFilters(show="needs_look"))) == ["Elm Council"]


def test_an_acknowledgement_that_was_taken_back_does_not_count(replied: Batch) -> None:
    dale = request_to(replied, "Dale Council")
    acknowledged = dale.events.get(type=EventType.ACKNOWLEDGED)
    event_take_back(event=acknowledged, by=replied.created_by, day=dt.date(2026, 3, 5))
    assert seen(replied).counts.acknowledged == 0


def test_recipients_that_were_held_or_wait_have_a_state_of_their_own(settings) -> None:  # type: ignore[no-untyped-def]
    batch = make_batch([make_authority("Mute Council", email=""), make_authority("Elm Council")])
    batch_send(batch=batch, by=batch.created_by)
    mute = seen(batch, filters=BoardFilters(show="held")).rows
    assert [(row.authority, row.held_reason, row.request_slug) for row in mute] == [
        ("Mute Council", "no_address", None)
    ]
    assert seen(batch).counts.held == 1


def test_a_dropped_recipient_is_off_the_board() -> None:
    batch = make_batch(2)
    batch_send(batch=batch, by=batch.created_by, sent_at=None)
    extra = make_authority("Mute Council", email="")
    batch.recipients.create(authority=extra)
    recipients_drop(batch=batch, authorities=[extra], by=None)
    assert seen(batch).counts.total == 2


def test_a_rehearsals_lateness_is_judged_by_its_own_day() -> None:
    batch = make_batch(1)
    rehearsal = batch_copy(
        batch=batch,
        rehearsal_of=batch,
        rehearsal_day=dt.date(2026, 3, 2),
        authorities=[make_authority("Sim Council", simulated=True)],
    )
    batch_send(batch=rehearsal, by=batch.created_by)
    request = request_to(rehearsal, "Sim Council")
    event_add(request=request, type=EventType.RECEIVED, day=dt.date(2026, 3, 2), source="record")
    assert seen(rehearsal, now=IN_TIME).counts.late == 0
    request.rehearsal_day = dt.date(2026, 4, 20)
    request.save()
    assert seen(rehearsal, now=IN_TIME).counts.late == 1


def test_strangers_see_nothing_of_an_unpublished_board(replied: Batch) -> None:
    stranger = make_person("stranger@elsewhere.example")
    for viewer in (stranger, AnonymousUser(), None):
        found = board(replied, viewer=viewer, now=IN_TIME)
        assert (found.rows, found.counts.total) == ((), 0)
        assert not visible_batches(viewer).exists()


def test_a_published_board_shows_public_requests_and_confirmed_cells_only(replied: Batch) -> None:
    finding, *_ = reply(request_to(replied, "Elm Council"), answers=DISCLOSED)
    judgement_make(
        request=finding.reading.request,
        question=finding.question,
        verdict="confirm",
        by=replied.created_by,  # type: ignore[arg-type]
        finding=finding,
    )
    batch_publish(batch=replied, by=replied.created_by)  # type: ignore[arg-type]
    private = request_to(replied, "Birch Council")
    private.visibility = Visibility.PRIVATE
    private.save()
    found = board(replied, viewer=None, now=IN_TIME)
    assert "Birch Council" not in names(found)
    cells = {row.authority: [cell and cell.status for cell in row.cells] for row in found.rows}
    assert cells["Elm Council"] == ["confirmed", None, None]
    assert cells["Ashford Council"] == [None, None, None]
    assert visible_batches(None).get() == replied


def test_the_owner_may_choose_to_show_unchecked_cells(replied: Batch) -> None:
    batch_publish(batch=replied, by=replied.created_by, shows_unconfirmed=True)  # type: ignore[arg-type]
    ashford = board(replied, viewer=None, now=IN_TIME).rows[0]
    assert [cell and cell.status for cell in ashford.cells] == ["unconfirmed"] * 3


def test_the_public_sees_quotes_masked_and_the_team_does_not(replied: Batch) -> None:
    reply(
        request_to(replied, "Elm Council"),
        text="Ask jo.clerk@elm.example.",
        answers={"1": {"decision": "disclosed"}},
    )
    batch_publish(batch=replied, by=replied.created_by, shows_unconfirmed=True)  # type: ignore[arg-type]
    public = board(replied, viewer=None, now=IN_TIME, search="elm").rows[0].cells[0]
    team = seen(replied, search="elm").rows[0].cells[0]
    assert public is not None and public.quote == "Ask [e-mail address]."
    assert team is not None and team.quote == "Ask jo.clerk@elm.example."


def test_evidence_in_a_withheld_letter_is_not_shown(replied: Batch) -> None:
    finding, *_ = reply(request_to(replied, "Elm Council"), answers={"1": {"decision": "disclosed"}})
    finding.reading.message.visibility = Visibility.PRIVATE
    finding.reading.message.save()
    batch_publish(batch=replied, by=replied.created_by, shows_unconfirmed=True)  # type: ignore[arg-type]
    assert board(replied, viewer=None, now=IN_TIME, search="elm").rows[0].cells == (None, None, None)


def test_what_was_read_in_an_erased_letter_is_shown_to_nobody(replied: Batch) -> None:
    request_to(replied, "Ashford Council").messages.filter(direction="in").update(erased_at=IN_TIME)
    assert seen(replied, search="ashford").rows[0].cells == (None, None, None)


def test_a_board_taken_back_from_the_public_is_gone_for_it(replied: Batch) -> None:
    batch_publish(batch=replied, by=replied.created_by)  # type: ignore[arg-type]
    batch_unpublish(batch=replied, by=replied.created_by)  # type: ignore[arg-type]
    assert board(replied, viewer=None, now=IN_TIME).rows == ()


@pytest.mark.parametrize("size", [2, 12])
def test_a_board_takes_the_same_few_queries_at_any_size(
    size: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    batch = sent_batch(make_batch(size))
    for recipient in batch.recipients.all():
        assert recipient.request is not None
        reply(recipient.request, answers=DISCLOSED)
    with django_assert_num_queries(14):
        board(batch, viewer=batch.created_by, now=IN_TIME)


def test_counts_alone_take_two_queries(
    replied: Batch, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(2):
        assert board_counts(replied, viewer=replied.created_by, now=IN_TIME).total == 6
