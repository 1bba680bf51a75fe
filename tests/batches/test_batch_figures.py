"""A batch in figures: coverage, regions, what stands out, and that a denial is no refusal and no contrast is published."""

from __future__ import annotations

from typing import Any

import pytest
from batch_cast import make_batch
from reply_cast import reply, request_to, sent_batch

from cast import make_authority, make_person
from rhyddid.batches.figures import BatchFigures, batch_figures
from rhyddid.batches.models import Batch
from rhyddid.batches.regions import TILES, region_of
from rhyddid.batches.services import batch_publish
from rhyddid.requests.judgements import judgement_make
from rhyddid.requests.models import Finding, FindingType

pytestmark = pytest.mark.django_db


def yes_no(word: str) -> dict[str, Any]:
    return {"decision": "disclosed", "values": [{"type": "yes_no", "value": word}]}


def cost(amount: str, currency: str = "GBP") -> dict[str, Any]:
    return {"decision": "disclosed", "values": [{"type": "money", "amount": amount, "currency": currency}]}


def batch_of(*answers: dict[str, dict[str, Any]]) -> Batch:
    batch = sent_batch(make_batch(len(answers)))
    for number, each in enumerate(answers):
        if each:
            reply(request_to(batch, f"Council {number:03}"), answers=each)
    return batch


def figures(batch: Batch) -> BatchFigures:
    return batch_figures(batch, viewer=batch.created_by)


def test_coverage_counts_each_authority_once_a_question() -> None:
    batch = batch_of(
        {"1": yes_no("yes")}, {"1": yes_no("no")}, {"1": {"decision": "exempt"}},
        {"1": {"decision": "neither_confirm_nor_deny"}}, {"1": {"decision": "not_held"}}, {},
    )  # fmt: skip
    first = figures(batch).questions[0].coverage
    assert first.counts == {"yes": 1, "no": 1, "not_held": 1, "refused": 1, "ncnd": 1, "nothing": 1}
    assert (first.total, first.answered, first.checked, first.unchecked) == (6, 5, 0, 5)


def test_a_denial_is_no_refusal_in_any_count() -> None:
    batch = batch_of({"1": {"decision": "neither_confirm_nor_deny"}})
    (question, *_) = figures(batch).questions
    assert question.coverage.counts == {"ncnd": 1}
    assert list(question.by_region.values()) == [{"ncnd": 1}]


@pytest.mark.parametrize(
    ("last", "why"),
    [
        (cost("4000000"), "far_above"),
        (cost("4"), "far_below"),
        (cost("5100", "EUR"), "currency"),
    ],
)
def test_a_sum_that_stands_out(last: dict[str, Any], why: str) -> None:
    batch = batch_of(
        *({"3": cost(amount)} for amount in ("4000", "5000", "6000", "5500", "4800")), {"3": last}
    )
    (found,) = figures(batch).stands_out
    assert (found.number, found.place.authority, found.why) == ("3", "Council 005", why)


def test_sums_of_one_size_do_not_stand_out() -> None:
    batch = batch_of(*({"3": cost(amount)} for amount in ("400", "5000", "6000", "5500", "20000")))
    assert figures(batch).stands_out == []


def test_two_sums_are_too_few_to_say() -> None:
    assert figures(batch_of({"3": cost("5")}, {"3": cost("5000000")})).stands_out == []


def test_a_no_in_a_letter_that_names_a_supplier() -> None:
    batch = batch_of({"1": yes_no("no")}, {"1": yes_no("no")})
    finding = Finding.objects.filter(reading__request=request_to(batch, "Council 001")).first()
    assert finding is not None
    Finding.objects.create(
        reading=finding.reading,
        type=FindingType.ORGANISATION,
        value={"name": "Hawkmoor Sensing Ltd"},
        confidence=0.9,
    )
    (found,) = figures(batch).stands_out
    assert (found.place.authority, found.why, found.against) == (
        "Council 001",
        "supplier_named",
        "Hawkmoor Sensing Ltd",
    )


def test_a_denial_beside_a_not_held_is_shown_to_the_team_and_to_nobody_else() -> None:
    batch = batch_of({"1": {"decision": "neither_confirm_nor_deny"}}, {"1": {"decision": "not_held"}})
    owner = batch.created_by
    assert owner is not None
    (contrast,) = figures(batch).contrasts
    assert [each.authority for each in contrast.denying] == ["Council 000"]
    assert [each.authority for each in contrast.not_holding] == ["Council 001"]
    batch_publish(batch=batch, by=owner, shows_unconfirmed=True)
    for viewer in (None, make_person("stranger@elsewhere.example")):
        seen = batch_figures(batch, viewer=viewer)
        assert (list(seen.contrasts), list(seen.stands_out)) == ([], [])
        assert seen.questions[0].coverage.counts == {"ncnd": 1, "not_held": 1}


def test_the_public_counts_what_its_sheet_shows() -> None:
    batch = batch_of({"1": yes_no("yes")}, {"1": yes_no("yes")})
    owner = batch.created_by
    assert owner is not None
    finding = Finding.objects.filter(type="answer").earliest("pk")
    judgement_make(
        request=finding.reading.request,
        question=finding.question,
        verdict="confirm",
        by=owner,
        finding=finding,
    )
    batch_publish(batch=batch, by=owner)
    assert batch_figures(batch, viewer=None).questions[0].coverage.counts == {"yes": 1, "nothing": 1}


def test_values_lie_in_bands_of_ten_times_each() -> None:
    batch = batch_of({"3": cost("0")}, {"3": cost("45")}, {"3": cost("1250.50")}, {"3": cost("9000")})
    question = figures(batch).of("3")
    assert question is not None
    assert [(bar.label, bar.count) for bar in question.values] == [
        ("0", 1),
        ("1 – 9", 0),
        ("10 – 99", 1),
        ("100 – 999", 0),
        ("1,000 – 9,999", 2),
    ]
    assert question.unit == "GBP"


@pytest.mark.parametrize(
    ("nations", "tags", "region"),
    [
        (["WLS"], [], "wales"),
        (["ENG"], ["council", "north-east"], "north-east"),
        (["ENG"], ["Region:South West"], "south-west"),
        (["ENG"], ["yorkshire"], "yorkshire-and-the-humber"),
        (["ENG"], ["council"], "england"),
        (["ENG", "WLS"], ["london"], "united-kingdom"),
        (["SCT"], ["london"], "scotland"),
        (["IE"], [], "elsewhere"),
        ([], ["london"], "london"),
    ],
)
def test_the_tile_of_an_authority(nations: list[str], tags: list[str], region: str) -> None:
    assert region_of(nations, tags) == region


def test_no_two_tiles_lie_on_each_other() -> None:
    assert len({(tile.column, tile.row) for tile in TILES}) == len(TILES)


def test_figures_cost_the_same_for_few_and_for_many(django_assert_max_num_queries: Any) -> None:
    batch = sent_batch(make_batch([make_authority(f"Body {number}") for number in range(30)]))
    with django_assert_max_num_queries(12):
        figures(batch)
