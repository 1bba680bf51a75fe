"""A request's version rises with whatever its pages show, by the schema's own triggers."""

import datetime as dt

import pytest

from cast import make_request
from rhyddid.requests.events import event_add
from rhyddid.requests.message_receive import UploadedFile, letter_record
from rhyddid.requests.models import (
    Attachment,
    Channel,
    EventType,
    Message,
    RequestVersion,
    SiteVersion,
    Visibility,
)
from rhyddid.requests.versions import changes_count, requests_changed, site_changed
from rhyddid.requests.versions import version_of as version_of_page

pytestmark = pytest.mark.django_db


def version_of(request):
    changes_count()
    return RequestVersion.objects.get(pk=request.pk).version


def settled(request):
    changes_count()
    RequestVersion.objects.filter(pk=request.pk).update(unindexed=False)
    return version_of(request)


def letter_in(request):
    return letter_record(
        request=request,
        text="We hold nothing of the kind.",
        files=[UploadedFile("note.txt", "text/plain", b"A note.")],
        channel=Channel.PAPER,
        received_at=dt.datetime(2026, 3, 9, 12, tzinfo=dt.UTC),
        by=None,
    )


def test_a_letter_raises_it():
    request = make_request()
    before = settled(request)
    letter_in(request)
    changes_count()
    row = RequestVersion.objects.get(pk=request.pk)
    assert row.version > before
    assert row.unindexed


def test_a_withheld_message_raises_it():
    request = make_request()
    message = letter_in(request)
    before = settled(request)
    Message.objects.filter(pk=message.pk).update(visibility=Visibility.PRIVATE)
    assert version_of(request) > before


def test_a_withheld_file_raises_it():
    request = make_request()
    letter_in(request)
    before = settled(request)
    Attachment.objects.update(visibility=Visibility.PRIVATE)
    assert version_of(request) > before


def test_an_embargo_and_an_event_raise_it():
    request = make_request()
    before = settled(request)
    request.visibility = Visibility.EMBARGOED
    request.save()
    between = version_of(request)
    event_add(request=request, type=EventType.SENT, day=dt.date(2026, 3, 2), source="record")
    assert before < between < version_of(request)


def test_another_request_s_letter_does_not_raise_it():
    request = make_request()
    other = make_request(request.team, request.authority, subject="Something else")
    before = settled(request)
    letter_in(other)
    assert version_of(request) == before


def test_it_goes_with_its_request():
    request = make_request()
    request.delete()
    changes_count()
    assert not RequestVersion.objects.filter(pk=request.pk).exists()


def test_what_lies_outside_of_the_rows_is_said():
    request = make_request()
    before = settled(request)
    requests_changed([request.pk])
    assert version_of(request) == before + 1


def test_an_emptied_site_version_is_begun_again():
    request = make_request()
    SiteVersion.objects.all().delete()
    before = version_of_page(request.slug)
    site_changed()
    assert version_of_page(request.slug) != before
