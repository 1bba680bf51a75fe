"""Two people check each answer for themselves: what counts, who decides, how far they agree, what the schema refuses."""

from __future__ import annotations

import pytest
from batch_cast import make_batch
from django.db import IntegrityError, transaction
from reply_cast import reply, request_to, sent_batch

from cast import make_person
from rhyddid.accounts.models import Person
from rhyddid.batches.agreement import batch_agreement, cohens_kappa, disputed_cells
from rhyddid.batches.models import Batch
from rhyddid.batches.services import batch_checks_set
from rhyddid.requests.answers import AnswerCell, answer_cells
from rhyddid.requests.judgements import CheckedAlready, judgement_make, judgement_undo
from rhyddid.requests.models import Finding, Judgement

pytestmark = pytest.mark.django_db

YES = {"decision": "disclosed", "values": [{"type": "yes_no", "value": "yes"}]}
NO = {"decision": "disclosed", "values": [{"type": "yes_no", "value": "no"}], "text": "", "provisions": []}


@pytest.fixture
def batch() -> Batch:
    made = sent_batch(make_batch(2))
    assert made.created_by is not None
    batch_checks_set(batch=made, by=made.created_by, checks_needed=2)
    return made


def checkers(batch: Batch, count: int = 3) -> list[Person]:
    return [
        make_person(f"checker{number}@campaign.example", team=batch.team, role="checker")
        for number in range(count)
    ]


def answered(batch: Batch, name: str = "Council 000") -> Finding:
    return reply(request_to(batch, name), answers={"1": YES})[0]


def judge(finding: Finding, by: Person, verdict: str = "confirm", **fields: object) -> Judgement:
    request = finding.reading.request
    return judgement_make(
        request=request,
        question=finding.question,
        verdict=verdict,
        by=by,
        finding=finding,
        **fields,  # type: ignore[arg-type]
    )


def cell(finding: Finding) -> AnswerCell:
    assert finding.question_id is not None
    request = finding.reading.request_id
    return answer_cells([request])[request, finding.question_id]


def test_one_check_of_two_is_not_enough(batch: Batch) -> None:
    one, *_ = checkers(batch)
    finding = answered(batch)
    judge(finding, one)
    assert (cell(finding).status, cell(finding).checks) == ("unconfirmed", 1)


def test_the_second_is_not_told_what_the_first_said(batch: Batch) -> None:
    one, *_ = checkers(batch)
    finding = answered(batch)
    judge(finding, one, "correct", value=NO)
    assert cell(finding).values == ({"type": "yes_no", "value": "yes"},)


def test_two_who_say_the_same_confirm(batch: Batch) -> None:
    one, two, _ = checkers(batch)
    finding = answered(batch)
    assert judge(finding, one).check_number == 1
    assert judge(finding, two).check_number == 2
    assert cell(finding).status == "confirmed"


def test_the_same_person_twice_is_one_check(batch: Batch) -> None:
    one, *_ = checkers(batch)
    finding = answered(batch)
    judge(finding, one)
    judge(finding, one, "reject")
    assert cell(finding).checks == 1
    assert list(Judgement.objects.filter(undone_at=None).values_list("verdict", flat=True)) == ["reject"]


def test_two_who_differ_wait_for_a_third(batch: Batch) -> None:
    one, two, three = checkers(batch)
    finding = answered(batch)
    judge(finding, one)
    judge(finding, two, "correct", value=NO)
    assert (cell(finding).status, cell(finding).is_disputed) == ("unconfirmed", True)
    assert [each.question_id for each in disputed_cells(batch)] == [finding.question_id]
    with pytest.raises(CheckedAlready), transaction.atomic():
        judge(finding, two)
    assert judge(finding, three, "correct", value=NO).check_number == 3
    assert (cell(finding).status, cell(finding).is_disputed) == ("corrected", False)
    assert disputed_cells(batch) == []


def test_an_owner_decides_in_a_team_of_two(batch: Batch) -> None:
    owner = batch.created_by
    assert owner is not None
    (one,) = checkers(batch, 1)
    finding = answered(batch)
    judge(finding, owner)
    judge(finding, one, "reject")
    assert judge(finding, owner).check_number == 3
    assert cell(finding).status == "confirmed"


def test_nobody_takes_back_anothers_check(batch: Batch) -> None:
    one, two, _ = checkers(batch)
    made = judge(answered(batch), one)
    assert not judgement_undo(judgement=made, by=two)
    assert judgement_undo(judgement=made, by=one)


def test_a_check_made_before_two_were_asked_for_is_the_first() -> None:
    batch = sent_batch(make_batch(1))
    owner = batch.created_by
    assert owner is not None
    finding = answered(batch)
    judge(finding, owner)
    batch_checks_set(batch=batch, by=owner, checks_needed=2)
    assert (cell(finding).status, cell(finding).checks) == ("unconfirmed", 1)
    batch_checks_set(batch=batch, by=owner, checks_needed=1)
    assert cell(finding).status == "confirmed"


def test_requests_sent_later_ask_for_two_checks_as_well() -> None:
    batch = make_batch(1)
    owner = batch.created_by
    assert owner is not None
    batch_checks_set(batch=batch, by=owner, checks_needed=2)
    sent_batch(batch)
    assert request_to(batch, "Council 000").checks_needed == 2


def test_agreement_is_counted_by_question(batch: Batch) -> None:
    one, two, _ = checkers(batch)
    first, second = answered(batch), answered(batch, "Council 001")
    for finding, verdict in ((first, "confirm"), (second, "reject")):
        judge(finding, one)
        judge(finding, two, verdict)
    rows = {row.number: (row.n, row.agreed) for row in batch_agreement(batch)}
    assert rows == {"1": (2, 1), "2": (0, 0), "3": (0, 0), "": (2, 1)}


def test_kappa_of_a_known_table() -> None:
    """Two raters, 50 answers: 20 both yes, 5 and 10 mixed, 15 both no. Observed 0.7, by chance 0.5: 0.4."""
    pairs = [("yes", "yes")] * 20 + [("yes", "no")] * 5 + [("no", "yes")] * 10 + [("no", "no")] * 15
    assert cohens_kappa(pairs) == pytest.approx(0.4)


@pytest.mark.parametrize("pairs", [[], [("yes", "yes")] * 9])
def test_kappa_says_nothing_where_nothing_differs(pairs: list[tuple[str, str]]) -> None:
    assert cohens_kappa(pairs) is None


def test_the_schema_lets_one_person_make_one_of_two_checks(batch: Batch) -> None:
    one, *_ = checkers(batch)
    made = judge(answered(batch), one)
    again = Judgement(
        request=made.request,
        question=made.question,
        message=made.message,
        verdict="confirm",
        by=one,
        check_number=2,
    )
    with pytest.raises(IntegrityError, match="two_checks_by_two_people"), transaction.atomic():
        again.save()
    again.check_number = 1
    again.by = batch.created_by
    with pytest.raises(IntegrityError, match="each_check_stands_once"), transaction.atomic():
        again.save()


def test_a_word_without_a_letter_outlives_a_newer_reading_of_an_old_one() -> None:
    """A person said what the cell holds; the software reads the old letter again and thinks otherwise."""
    batch = sent_batch(make_batch(1))
    owner = batch.created_by
    assert owner is not None
    finding = answered(batch)
    judgement_make(
        request=finding.reading.request, question=finding.question, verdict="correct", by=owner, value=NO
    )
    reading = finding.reading
    reading.current = False
    reading.save()
    newer = finding.reading.__class__.objects.create(
        message=reading.message, request=reading.request, version=2, kind="decision"
    )
    Finding.objects.create(
        reading=newer, question=finding.question, type="answer", value=finding.value, confidence=0.9
    )
    assert cell(finding).status == "corrected"
