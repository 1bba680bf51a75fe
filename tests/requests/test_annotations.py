"""Annotations and links to where a request was used: who writes them, who reads them, and how each is taken back."""

from __future__ import annotations

import pytest

from cast import make_person
from pages_cast import Campaign, make_campaign
from rhyddid.care.models import AuditEntry, Task, TaskKind
from rhyddid.requests.annotation_models import AnnotationState
from rhyddid.requests.annotations import (
    AnnotationRefused,
    annotation_add,
    annotation_hide,
    annotation_put_back,
    annotation_show,
    annotation_take_back,
    annotations_switch,
)
from rhyddid.requests.models import RequestVersion, Visibility
from rhyddid.requests.used_elsewhere import citation_add, citation_undo
from rhyddid.requests.versions import changes_count
from rhyddid.requests.visibility import visible_annotations, visible_citations
from rhyddid.search.query_language import Narrowing, query_read

pytestmark = pytest.mark.django_db
SPAM = "Call now for casino bonuses! https://win.example https://more.example https://most.example"


@pytest.fixture
def campaign(db: None) -> Campaign:
    return make_campaign()


def version(campaign: Campaign) -> int:
    changes_count()
    return RequestVersion.objects.get(pk=campaign.public.pk).version


def test_everybody_reads_an_annotation_of_a_public_request(campaign: Campaign) -> None:
    row = annotation_add(request=campaign.public, text="The map is on their website.", by=campaign.stranger)
    assert visible_annotations(None).get() == row


def test_nobody_else_reads_one_of_an_embargoed_request(campaign: Campaign) -> None:
    annotation_add(request=campaign.answered, text="Ours.", by=campaign.owner)
    assert not visible_annotations(campaign.stranger).exists()
    assert visible_annotations(campaign.reader).exists()


def test_one_about_a_withheld_letter_is_withheld(campaign: Campaign) -> None:
    message = campaign.public.messages.get(direction="in")
    annotation_add(request=campaign.public, text="See page 2.", by=campaign.stranger, message=message)
    message.visibility = Visibility.PRIVATE
    message.save()
    assert not visible_annotations(None).exists()


def test_each_change_raises_the_version_of_the_request(campaign: Campaign) -> None:
    before = version(campaign)
    row = annotation_add(request=campaign.public, text="Here.", by=campaign.stranger)
    after_adding = version(campaign)
    annotation_take_back(annotation=row, by=campaign.stranger)
    assert before < after_adding < version(campaign)


def test_a_new_name_of_the_writer_raises_it_too(campaign: Campaign) -> None:
    annotation_add(request=campaign.public, text="Here.", by=campaign.stranger)
    before = version(campaign)
    campaign.stranger.public_name = "Somebody New"
    campaign.stranger.save()
    assert version(campaign) > before


def test_its_writer_takes_it_back_and_puts_it_back(campaign: Campaign) -> None:
    row = annotation_add(request=campaign.public, text="Here.", by=campaign.stranger)
    assert annotation_take_back(annotation=row, by=campaign.stranger)
    assert not visible_annotations(None).exists()
    assert annotation_put_back(annotation=row, by=campaign.stranger)
    assert visible_annotations(None).exists()


def test_nobody_else_takes_it_back(campaign: Campaign) -> None:
    row = annotation_add(request=campaign.public, text="Here.", by=campaign.stranger)
    assert not annotation_take_back(annotation=row, by=campaign.owner)
    assert visible_annotations(None).exists()


def test_an_operator_hides_it_for_a_reason_and_shows_it_again(campaign: Campaign) -> None:
    row = annotation_add(request=campaign.public, text="Rude.", by=campaign.stranger)
    assert not annotation_hide(annotation=row, by=campaign.staff, reason=" ")
    assert annotation_hide(annotation=row, by=campaign.staff, reason="It insults an officer.")
    assert not visible_annotations(None).exists()
    assert annotation_show(annotation=row, by=campaign.staff)
    assert visible_annotations(None).exists()
    actions = (
        AuditEntry.objects.filter(subject_kind="annotation").order_by("pk").values_list("action", flat=True)
    )
    assert list(actions) == ["annotation_hidden", "annotation_shown"]


def test_what_a_new_person_writes_like_spam_waits_and_is_not_dropped(campaign: Campaign) -> None:
    new = make_person("new@elsewhere.example", trust=0)
    row = annotation_add(request=campaign.public, text=SPAM, by=new)
    assert row.state == AnnotationState.WAITING
    assert not visible_annotations(None).exists()
    assert visible_annotations(new).exists()
    assert Task.objects.open().filter(kind=TaskKind.SPAM, subject_id=row.pk).exists()
    annotation_show(annotation=row, by=campaign.staff)
    assert visible_annotations(None).exists()
    assert not Task.objects.open().filter(kind=TaskKind.SPAM).exists()


def test_taking_it_back_and_putting_it_back_is_no_way_round_the_look(campaign: Campaign) -> None:
    new = make_person("new@elsewhere.example", trust=0)
    row = annotation_add(request=campaign.public, text=SPAM, by=new)
    annotation_take_back(annotation=row, by=new)
    annotation_put_back(annotation=row, by=new)
    assert not visible_annotations(None).exists()


def test_somebody_trusted_may_write_the_same(campaign: Campaign) -> None:
    assert (
        annotation_add(request=campaign.public, text=SPAM, by=campaign.stranger).state
        == AnnotationState.SHOWN
    )


def test_they_can_be_off_for_a_request(campaign: Campaign) -> None:
    assert annotations_switch(request=campaign.public, on=False, by=campaign.owner)
    with pytest.raises(AnnotationRefused):
        annotation_add(request=campaign.public, text="Here.", by=campaign.stranger)
    assert annotations_switch(request=campaign.public, on=True, by=campaign.owner)
    assert annotation_add(request=campaign.public, text="Here.", by=campaign.stranger)


def test_they_can_be_off_for_the_site(campaign: Campaign, settings: object) -> None:
    settings.ANNOTATIONS = False  # type: ignore[attr-defined]
    with pytest.raises(AnnotationRefused):
        annotation_add(request=campaign.public, text="Here.", by=campaign.stranger)


def test_a_link_is_added_once_and_taken_back(campaign: Campaign) -> None:
    url = "https://paper.example/trees"
    row = citation_add(request=campaign.public, url=url, title="Trees felled by night", by=campaign.owner)
    again = citation_add(request=campaign.public, url=url, title="Again", by=campaign.owner)
    assert again == row
    assert visible_citations(None).get() == row
    assert citation_undo(citation=row, by=campaign.owner)
    assert not visible_citations(None).exists()


def test_a_link_of_an_embargoed_request_is_the_teams(campaign: Campaign) -> None:
    citation_add(request=campaign.answered, url="https://paper.example/a", title="A", by=campaign.owner)
    assert not visible_citations(None).exists()
    assert visible_citations(campaign.owner).exists()


def test_commented_by_is_an_operator_of_the_search() -> None:
    assert query_read('commented_by:"Nia Prosser"').narrowings == (Narrowing("annotator", "Nia Prosser"),)
