"""The officer's page: no account, no session; plain forms, tus, the confirmation, and what nobody may do by it."""

from __future__ import annotations

import base64
import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from cast import make_authority, make_request, make_team
from rhyddid.post.models import RateBucket, Upload, UploadFile, UploadState
from rhyddid.post.upload_mail import confirm_address
from rhyddid.post.upload_pieces import pieces_read
from rhyddid.post.upload_take_in import upload_take_in
from rhyddid.requests.models import Message, UploadLink
from rhyddid.requests.request_send import request_queue
from rhyddid.requests.upload_link import upload_token

pytestmark = pytest.mark.django_db
TUS = {"Tus-Resumable": "1.0.0"}
OWN = "jo.officer@port-aldwych-council.example"


@pytest.fixture
def link(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> UploadLink:
    monkeypatch.setitem(settings.STORAGES["blobs"]["OPTIONS"], "location", tmp_path / "blobs")
    request = make_request(make_team(), make_authority("Port Aldwych Council"))
    delivery = request_queue(
        request=request, to_address="foi@port-aldwych-council.example", not_before=timezone.now(), by=None
    )
    return UploadLink.objects.select_related("request", "message").get(message=delivery.message)


@pytest.fixture
def page(link: UploadLink) -> str:
    return f"/upload/{upload_token(link.message)}/"


@pytest.fixture
def officer() -> Iterator[Client]:
    """A browser of the outside world: every form token is asked for, and it has none."""
    yield Client(enforce_csrf_checks=True)


def files(*names: str) -> list[SimpleUploadedFile]:
    return [SimpleUploadedFile(name, f"{name}: 12,500\n".encode(), content_type="text/csv") for name in names]


def test_the_page_opens_without_an_account_and_is_kept_by_nobody(officer: Client, page: str) -> None:
    answer = officer.get(page)
    assert answer.status_code == 200
    html = answer.content.decode()
    assert "Drone detection equipment" in html and 'content="noindex"' in html
    assert answer["Cache-Control"] == "no-store"
    assert answer["X-Robots-Tag"] == "noindex, nofollow"
    assert answer["Referrer-Policy"] == "no-referrer"
    assert not answer.cookies


def test_a_plain_form_sends_text_and_files(officer: Client, page: str, link: UploadLink) -> None:
    answer = officer.post(
        page, {"text": "Yes.", "email": OWN, "files": files("a.csv", "b.csv"), "do": "send"}
    )
    assert answer.status_code == 303
    upload = Upload.objects.get()
    assert upload.state == UploadState.WAITING
    assert sorted(file.filename for file in upload.files.all()) == ["a.csv", "b.csv"]
    assert OWN in officer.get(answer["Location"]).content.decode()
    assert not Message.objects.filter(direction="in").exists()


def test_nothing_typed_or_uploaded_is_lost_by_a_fault(officer: Client, page: str) -> None:
    answer = officer.post(
        page, {"text": "Yes, once.", "email": "nobody", "files": files("a.csv"), "do": "send"}
    )
    assert answer.status_code == 422
    html = answer.content.decode()
    assert "Yes, once." in html and "a.csv" in html and "Give your e-mail address" in html
    upload = Upload.objects.get()
    draft = upload.draft
    assert f'value="{draft}"' in html
    again = officer.post(page, {"draft": draft, "text": "Yes, once.", "email": OWN, "do": "send"})
    assert again.status_code == 303
    upload.refresh_from_db()
    assert (upload.state, upload.files.count()) == (UploadState.WAITING, 1)


def test_files_are_added_and_taken_out_without_a_script(officer: Client, page: str) -> None:
    officer.post(page, {"files": files("a.csv", "b.csv"), "do": "add"})
    upload = Upload.objects.get()
    first = upload.files.order_by("pk")[0]
    answer = officer.post(page, {"draft": upload.draft, "do": f"remove:{first.key}"})
    assert answer.status_code == 200
    assert [file.filename for file in upload.files.all()] == ["b.csv"]


def test_sending_twice_makes_one_answer(officer: Client, page: str) -> None:
    form = {"draft": "d" * 32, "text": "Yes.", "email": OWN, "do": "send"}
    assert [officer.post(page, form).status_code for _ in range(2)] == [303, 200]
    assert Upload.objects.count() == 1


def test_opening_the_confirmation_changes_nothing_and_the_button_confirms(
    officer: Client, page: str, link: UploadLink
) -> None:
    officer.post(page, {"text": "Yes.", "email": OWN, "do": "send"})
    upload = Upload.objects.get()
    address = confirm_address(upload).removeprefix(settings.SITE_URL)
    for _ in range(2):
        assert "Yes, this is our answer" in officer.get(address).content.decode()
    upload.refresh_from_db()
    assert upload.state == UploadState.WAITING
    assert officer.post(address).status_code == 303
    assert "Thank you" in officer.get(address).content.decode()
    upload.refresh_from_db()
    link.refresh_from_db()
    assert upload.state == UploadState.CONFIRMED and link.spent_at is not None
    assert officer.get(page).status_code == 410
    assert upload_take_in(upload.pk) is not None


def test_a_second_answer_by_a_spent_link_cannot_be_confirmed(officer: Client, page: str) -> None:
    for draft in ("a" * 32, "b" * 32):
        officer.post(page, {"draft": draft, "text": "Yes.", "email": OWN, "do": "send"})
    first, second = (
        confirm_address(each).removeprefix(settings.SITE_URL) for each in Upload.objects.order_by("pk")
    )
    assert officer.post(first).status_code == 303
    assert officer.get(second).status_code == 410
    assert officer.post(second).status_code == 410


def test_an_old_link_says_so(officer: Client, page: str, link: UploadLink) -> None:
    UploadLink.objects.update(expires_at=timezone.now() - dt.timedelta(days=1))
    answer = officer.get(page)
    assert answer.status_code == 410
    assert "too old" in answer.content.decode()


def test_a_wrong_link_opens_nothing_and_guessing_is_slow(officer: Client, db: None) -> None:
    answers = [officer.get("/upload/cccccccccccc11-cccccccccccc11/").status_code for _ in range(62)]
    assert answers[:60] == [404] * 60
    assert answers[-1] == 429


def test_who_guesses_shuts_nobody_else_out(officer: Client, page: str) -> None:
    RateBucket.objects.create(key="upload-unknown:127.0.0.1", left=0, at=timezone.now())
    assert officer.get(page).status_code == 200


def test_another_officers_files_are_not_shown(officer: Client, page: str) -> None:
    officer.post(page, {"files": files("secret.csv"), "do": "add"})
    assert "secret.csv" not in Client().get(page).content.decode()


def test_the_page_speaks_the_letters_language(officer: Client, page: str, link: UploadLink) -> None:
    link.request.language = "cy"
    link.request.save()
    assert '<html lang="cy">' in officer.get(page).content.decode()


def created(officer: Client, page: str, size: int, draft: str = "d" * 32, name: str = "ffeil ŵy.pdf") -> str:
    metadata = f"filename {base64.b64encode(name.encode()).decode()}"
    answer = officer.post(
        f"{page}{draft}/files/", headers=TUS | {"Upload-Length": str(size), "Upload-Metadata": metadata}
    )
    assert answer.status_code == 201, answer.content
    return answer["Location"]


def patched(officer: Client, address: str, offset: int, data: bytes) -> int:
    answer = officer.patch(
        address,
        data,
        content_type="application/offset+octet-stream",
        headers=TUS | {"Upload-Offset": str(offset)},
    )
    return answer.status_code


def test_a_file_in_pieces_by_tus(officer: Client, page: str) -> None:
    address = created(officer, page, 10)
    assert patched(officer, address, 0, b"01234") == 204
    head = officer.head(address, headers=TUS)
    assert (head["Upload-Offset"], head["Upload-Length"], head["Cache-Control"]) == ("5", "10", "no-store")
    assert patched(officer, address, 0, b"01234") == 409
    assert patched(officer, address, 5, b"56789") == 204
    file = UploadFile.objects.get()
    assert file.filename == "ffeil ŵy.pdf"
    assert b"".join(pieces_read(file.pieces)) == b"0123456789"


def test_what_tus_asks_of_a_server(officer: Client, page: str, monkeypatch: pytest.MonkeyPatch) -> None:
    options = officer.options(f"{page}{'d' * 32}/files/")
    assert (options["Tus-Version"], options["Tus-Extension"]) == ("1.0.0", "creation,termination")
    assert officer.post(f"{page}{'d' * 32}/files/", headers={"Upload-Length": "1"}).status_code == 412
    assert officer.post(f"{page}{'d' * 32}/files/", headers=TUS | {"Upload-Length": "x"}).status_code == 400
    address = created(officer, page, 10)
    wrong_type = officer.patch(address, b"x", content_type="text/plain", headers=TUS | {"Upload-Offset": "0"})
    assert wrong_type.status_code == 415
    assert officer.delete(address, headers=TUS).status_code == 204
    assert officer.head(address, headers=TUS).status_code == 404
    monkeypatch.setattr(settings, "UPLOAD_MAX_BYTES", 5)
    large = officer.post(f"{page}{'d' * 32}/files/", headers=TUS | {"Upload-Length": "6"})
    assert large.status_code == 413


def test_a_file_of_a_sent_answer_takes_no_more_bytes(officer: Client, page: str) -> None:
    address = created(officer, page, 4)
    assert patched(officer, address, 0, b"0123") == 204
    officer.post(page, {"draft": "d" * 32, "text": "Yes.", "email": OWN, "do": "send"})
    assert patched(officer, address, 4, b"x") == 409
    assert officer.delete(address, headers=TUS).status_code == 409
