"""Messages that are deleted take their bytes along, but none that another message has too."""

from __future__ import annotations

import pytest
from django.db import connection
from pytest_django import DjangoCaptureOnCommitCallbacks

from cast import make_person, make_request, make_team
from rhyddid.requests.blobs import BlobMissing, blob_delete, blob_get, blob_put
from rhyddid.requests.message_delete import messages_delete
from rhyddid.requests.message_receive import UploadedFile, letter_record
from rhyddid.requests.models import Channel, Message, Request

pytestmark = pytest.mark.django_db


def recorded(request: Request, *files: bytes, raw: bytes = b"") -> Message:
    message = letter_record(
        request=request,
        text=f"For {request.slug}.",
        files=[UploadedFile(f"{at}.txt", "text/plain", data) for at, data in enumerate(files)],
        channel=Channel.PAPER,
        received_at=request.created_at,
        by=make_person(f"{request.slug}@campaign.example"),
    )
    message.raw_sha256 = blob_put(raw) if raw else ""
    message.save(update_fields=["raw_sha256"])
    return message


def is_there(sha256: str) -> bool:
    try:
        blob_get(sha256)
    except BlobMissing:
        return False
    return True


def test_the_bytes_go_with_the_messages_unless_another_has_them(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    going = make_request(make_team("Going"))
    staying = make_request(make_team("Staying"), going.authority)
    gone = recorded(going, b"only here", b"in both", raw=b"a raw mail")
    recorded(staying, b"in both")
    only_here, in_both = gone.attachments.values_list("sha256", flat=True)
    with connection.cursor() as cursor:
        cursor.execute("set local rhyddid.erasing = 'on'")
    with django_capture_on_commit_callbacks(execute=True):
        assert messages_delete(going.messages.all()) == 1
        assert is_there(only_here)
    assert not is_there(only_here) and not is_there(gone.raw_sha256)
    assert is_there(in_both)
    assert list(Message.objects.all()) == list(staying.messages.all())


def test_forgetting_what_is_not_there_is_no_fault() -> None:
    blob_delete("f" * 64)
