"""Searching the whole way: letters in, index, query, hits; and that nobody finds what they may not see."""

import datetime as dt

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from cast import make_authority, make_person, make_request, make_team
from rhyddid.requests.events import event_add
from rhyddid.requests.message_receive import UploadedFile, letter_record
from rhyddid.requests.models import (
    Attachment,
    Channel,
    EventType,
    Judgement,
    Message,
    Request,
    RequestVersion,
    Visibility,
)
from rhyddid.requests.versions import changes_count
from rhyddid.search.find import place_read, search
from rhyddid.search.index import index_all_changed
from rhyddid.search.models import SearchEntry
from rhyddid.search.query_language import query_read
from rhyddid.search.snippets import snippet

pytestmark = pytest.mark.django_db
PUBLIC = AnonymousUser()


def sent_request(subject="Drone detection equipment", **more):
    request = make_request(subject=subject, **more)
    event_add(request=request, type=EventType.SENT, day=dt.date(2026, 3, 2), source="record")
    event_add(request=request, type=EventType.RECEIVED, day=dt.date(2026, 3, 2), source="record")
    return request


def letter_in(request, text="We bought twelve kestrel cameras.", files=(), day=9):
    return letter_record(
        request=request,
        text=text,
        files=files,
        channel=Channel.PAPER,
        received_at=dt.datetime(2026, 3, day, 12, tzinfo=dt.UTC),
        by=None,
    )


def found(text, viewer=PUBLIC, **more):
    index_all_changed()
    return search(viewer, query_read(text), **more)


def subjects(text, viewer=PUBLIC):
    return {hit.entry.request.subject for hit in found(text, viewer).hits}


def test_a_letter_is_found_by_another_form_of_its_words():
    letter_in(sent_request())
    result = found("camera kestrels")
    assert result.count == 1
    assert result.hits[0].entry.kind == "letter"


def test_a_welsh_letter_is_found_by_a_mutated_word():
    letter_in(sent_request(language="cy"), "Mae'r cyngor yn cadw'r wybodaeth hon am gamerâu.")
    assert found("nghyngor gwybodaeth").count == 1


def test_accents_are_forgiven():
    letter_in(sent_request(), "The café in Ynys Môn was closed.")
    assert found("cafe mon").count == 1


def test_a_file_s_text_is_found_by_its_type():
    request = sent_request()
    letter_in(
        request, "See attached.", [UploadedFile("costs.txt", "text/plain", b"The kestrel cost 300 pounds.")]
    )
    assert [hit.entry.filetype for hit in found("kestrel filetype:txt").hits] == ["txt"]
    assert found("kestrel filetype:pdf").count == 0


def test_a_phrase_stands_in_its_order():
    letter_in(sent_request())
    assert found('"twelve kestrel"').count == 1
    assert found('"kestrel twelve"').count == 0


def test_or_and_not():
    letter_in(sent_request("One"), "An osprey was seen.")
    letter_in(
        sent_request("Two", team=make_team("Two"), authority=make_authority("Two")), "A kestrel was seen."
    )
    assert subjects("osprey OR kestrel") == {"One", "Two"}
    assert subjects("seen -osprey") == {"Two"}


@pytest.mark.parametrize(
    "narrowing",
    [
        "requested_from:port-aldwych-council", 'requested_from:"Port Aldwych Council"', "law:uk-foia", "law:foia",
        "requested_by:brynglas-open-data-group", "in:letters", "2026-03-01..2026-03-31", "-variety:acknowledgement",
        "nation:eng", "-filetype:pdf", "-tag:police",
    ],
)  # fmt: skip
def test_operators_that_narrow_to_it(narrowing):
    letter_in(sent_request())
    assert found(f"kestrel {narrowing}").count == 1


@pytest.mark.parametrize(
    "narrowing",
    [
        "requested_from:elsewhere",
        "law:foisa",
        "in:files",
        "before:2026-03-01",
        "tag:police",
        "status:nonsense",
    ],
)
def test_operators_that_narrow_it_away(narrowing):
    letter_in(sent_request())
    assert found(f"kestrel {narrowing}").count == 0


def test_a_late_request_is_found_by_its_state():
    letter_in(
        sent_request(), "Thank you for your request about a kestrel. We shall answer within 20 working days."
    )
    assert found("kestrel status:late in:letters").count == 1


def test_one_hit_a_request_and_how_many_more():
    request = sent_request()
    letter_in(request, "A kestrel.", day=9)
    letter_in(request, "Another kestrel.", day=10)
    (hit,) = found("kestrel").hits
    assert hit.more == 1


def test_pages_go_on_where_the_last_one_ended():
    team, authority = make_team(), make_authority()
    for number in range(5):
        letter_in(
            sent_request(f"Kestrel {number}", team=team, authority=authority), "A kestrel.", day=number + 1
        )
    first = found("kestrel in:letters", per_page=3)
    rest = found("kestrel in:letters", per_page=3, after=place_read(str(first.next)))
    assert [hit.entry.request.subject for hit in (*first.hits, *rest.hits)] == [
        f"Kestrel {number}" for number in (4, 3, 2, 1, 0)
    ]
    assert rest.next is None


def test_the_most_relevant_comes_first():
    team, authority = make_team(), make_authority()
    letter_in(
        sent_request("Kestrels", team=team, authority=authority), "Kestrel, kestrel and kestrel.", day=1
    )
    letter_in(
        sent_request("Other", team=team, authority=authority), "One kestrel among many other birds.", day=9
    )
    hits = found("kestrel", order="relevance").hits
    assert hits[0].entry.request.subject == "Kestrels"


@pytest.mark.parametrize(
    "change",
    [
        {"visibility": Visibility.PRIVATE},
        {"visibility": Visibility.EMBARGOED},
        {"visibility": Visibility.EMBARGOED, "embargoed_until": dt.date(9000, 1, 1)},
        {"visibility": Visibility.PRIVATE, "own_personal_data": True},
    ],
)
def test_a_request_that_is_not_public_is_found_by_its_team_alone(change):
    request = sent_request()
    letter_in(request)
    member = make_person(team=request.team)
    Request.objects.filter(pk=request.pk).update(**change)
    assert found("kestrel").count == 0
    assert found("kestrel", make_person("stranger@else.example")).count == 0
    assert found("kestrel", member).count == 1


def test_what_is_withheld_is_gone_before_it_is_indexed_again():
    request = sent_request()
    letter_in(request)
    index_all_changed()
    Request.objects.filter(pk=request.pk).update(visibility=Visibility.PRIVATE)
    assert search(PUBLIC, query_read("kestrel")).count == 0


def test_a_withheld_letter_and_file_are_not_found():
    request = sent_request()
    message = letter_in(request, files=[UploadedFile("birds.txt", "text/plain", b"An osprey.")])
    Attachment.objects.update(visibility=Visibility.PRIVATE)
    assert found("osprey").count == 0
    Message.objects.filter(pk=message.pk).update(visibility=Visibility.PRIVATE)
    assert found("kestrel").count == 0


def test_an_erased_letter_is_out_of_the_index_at_once():
    message = letter_in(sent_request())
    index_all_changed()
    Message.objects.filter(pk=message.pk).update(erased_at=timezone.now())
    assert not SearchEntry.objects.filter(message=message).exists()


def test_an_embargo_ends_by_itself():
    request = sent_request()
    letter_in(request)
    today = timezone.localdate()
    Request.objects.filter(pk=request.pk).update(visibility=Visibility.EMBARGOED, embargoed_until=today)
    assert found("kestrel").count == 0
    entry = SearchEntry.objects.filter(request=request).first()
    assert entry.public_from == today + dt.timedelta(days=1)


def test_personal_data_is_not_in_the_index():
    letter_in(sent_request(), "Ring 01632 960123 or write to nia.prosser@brynglas.example about the kestrel.")
    assert found("kestrel").count == 1
    assert found("960123").count == 0
    assert found("nia.prosser@brynglas.example").count == 0


def test_a_quoted_letter_is_found_where_it_was_said():
    letter_in(sent_request(), "No.\n\nOn 2 March 2026 Nia wrote:\n> Is there a kestrel?\n")
    assert found("kestrel in:letters").count == 0


def test_facets_count_what_was_found():
    letter_in(sent_request())
    facets = found("kestrel").facets
    assert facets["kind"] == {"letter": 1}
    assert facets["year"] == {"2026": 1}


def test_a_snippet_marks_the_word_in_its_own_form():
    runs = snippet("x " * 300 + "They bought twelve kestrel cameras. " + "y " * 300, query_read("kestrels"))
    assert [run.text for run in runs if run.is_hit] == ["kestrel"]


def test_a_request_that_changes_while_it_is_indexed_stays_marked():
    request = sent_request()
    index_all_changed()
    assert not RequestVersion.objects.get(pk=request.pk).unindexed
    letter_in(request)
    changes_count()
    assert RequestVersion.objects.get(pk=request.pk).unindexed


def test_a_page_of_hits_takes_few_queries(django_assert_max_num_queries):
    team, authority = make_team(), make_authority()
    for number in range(6):
        letter_in(sent_request(f"Kestrel {number}", team=team, authority=authority), day=number + 1)
    index_all_changed()
    with django_assert_max_num_queries(12):
        assert len(search(PUBLIC, query_read("kestrel")).hits) == 6


def test_an_answer_that_stands_in_a_private_file_is_not_even_counted():
    request = sent_request()
    letter_in(request, "See attached.", [UploadedFile("costs.txt", "text/plain", b"The kestrel cost 300.")])
    file = Attachment.objects.get(message__requests=request)
    reading = file.message.readings.get(current=True)
    question = request.questions.get(position=1)
    value = {"decision": "disclosed", "text": "ospreyhawk", "values": [], "provisions": []}
    judged = {"request": request, "question": question, "message": file.message, "verdict": "confirm"}
    finding = reading.findings.create(
        question=question, type="answer", value=value, confidence=0.9, attachment=file, page=1
    )
    Judgement.objects.create(finding=finding, judged_value=value, value=value, **judged)
    assert found("ospreyhawk").count == 1
    Attachment.objects.filter(pk=file.pk).update(visibility=Visibility.PRIVATE)
    assert found("ospreyhawk").count == 0
    member = make_person(team=request.team)
    assert found("ospreyhawk", member).count == 1
