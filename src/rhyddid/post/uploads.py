"""An officer's answer by the link in one of our letters: files as they come, then the whole, then the confirmation.

Writes of `Upload` and `UploadFile`. What was acknowledged is synced. Nothing is the authority's word until it is
confirmed from a domain in which the authority has an address; what cannot be confirmed so waits for a person.
"""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import Protocol

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import Sum
from django.db.models.functions import Coalesce
from django.utils import timezone
from procrastinate.contrib.django import app

from rhyddid.authorities.models import AuthorityAddress
from rhyddid.post.models import Upload, UploadFile, UploadState
from rhyddid.post.upload_pieces import piece_put, pieces_delete
from rhyddid.requests.models import Request, UploadLink
from rhyddid.requests.upload_link import secret_token, token_hash
from rhyddid.wording import Wording, gettext_noop

CONFIRM_MAIL_JOB, TAKE_IN_JOB = "rhyddid.post.upload_confirm_mail", "rhyddid.post.upload_take_in"
PIECE_BYTES = 4 * 1024 * 1024
MAX_TEXT = 500_000
# mail domains that anybody can have an address in: only the very address counts
_OPEN_TO_ALL = frozenset(
    (
        *(
            "gmail.com",
            "googlemail.com",
            "outlook.com",
            "hotmail.com",
            "hotmail.co.uk",
            "live.com",
            "live.co.uk",
        ),
        *(
            "msn.com",
            "yahoo.com",
            "yahoo.co.uk",
            "yahoo.ie",
            "ymail.com",
            "rocketmail.com",
            "icloud.com",
            "me.com",
        ),
        *("mac.com", "aol.com", "aol.co.uk", "proton.me", "protonmail.com", "pm.me", "gmx.com", "gmx.co.uk"),
        *(
            "mail.com",
            "zoho.com",
            "fastmail.com",
            "tutanota.com",
            "btinternet.com",
            "btopenworld.com",
            "sky.com",
        ),
        *("talktalk.net", "tiscali.co.uk", "virginmedia.com", "ntlworld.com", "blueyonder.co.uk", "plus.com"),
        *(
            "plusnet.com",
            "eircom.net",
            "orange.net",
            "o2.co.uk",
            "tesco.net",
            "freeserve.co.uk",
            "hushmail.com",
        ),
    )
)


class UploadRefused(Exception):
    """The upload cannot go on so; `wording` says why and what to do."""

    def __init__(self, message: str, **parameters: object) -> None:
        self.wording = Wording(message, parameters)
        super().__init__(str(self.wording))


class LinkUsed(UploadRefused):
    """The link has written once, or is too old."""


class WrongOffset(UploadRefused):
    """The sender goes on at another place than where the file stands."""


class TooLarge(UploadRefused):
    """A file, or all of them, would be larger than is taken."""


class Body(Protocol):
    """Where the bytes of a file come from."""

    def read(self, size: int = ..., /) -> bytes: ...


@dataclass(frozen=True)
class Submission:
    """What an officer typed."""

    text: str
    name: str
    email: str


def fresh_draft() -> str:
    """The key of a form: whoever has it may go on with what was begun in it."""
    return secrets.token_urlsafe(24)


def link_check(link: UploadLink) -> None:
    """Raises LinkUsed where nothing can be uploaded by the link any more."""
    if link.spent_at is not None:
        raise LinkUsed(gettext_noop("An answer has been uploaded by this link already: it can be used once."))
    if link.expires_at <= timezone.now():
        raise LinkUsed(gettext_noop("This link is too old to upload by."))


def upload_of_draft(*, link: UploadLink, draft: str) -> Upload | None:
    """The upload that was begun in the form with this key, whatever became of it."""
    return Upload.objects.filter(link=link, draft=draft).first() if draft else None


@transaction.atomic
def upload_begin(*, link: UploadLink, draft: str) -> Upload:
    """The upload of this form, made where there is none. Raises UploadRefused."""
    link_check(link)
    upload, _made = Upload.objects.get_or_create(
        draft=draft, defaults={"link": link, "touched_at": timezone.now()}
    )
    if upload.link_id != link.pk or upload.state != UploadState.OPEN:
        raise UploadRefused(gettext_noop("This answer has been sent already."))
    return upload


@transaction.atomic
def upload_file_add(*, upload: Upload, filename: str, content_type: str, size: int) -> UploadFile:
    """A file that is about to come. Raises UploadRefused."""
    upload = _locked_open(upload)
    if size < 0:
        raise UploadRefused(gettext_noop("The file has no size."))
    if size > settings.UPLOAD_MAX_BYTES:
        raise TooLarge(
            gettext_noop("The file is larger than {most} MB, the most that is taken here."),
            most=settings.UPLOAD_MAX_BYTES // 1024**2,
        )
    if upload.files.count() >= settings.UPLOAD_MAX_FILES:
        raise TooLarge(
            gettext_noop("At most {most} files are taken: put the others into one archive."),
            most=settings.UPLOAD_MAX_FILES,
        )
    there = upload.files.aggregate(total=Coalesce(Sum("size"), 0))["total"]
    if there + size > settings.UPLOAD_TOTAL_BYTES:
        raise TooLarge(
            gettext_noop("All files together would be larger than {most} MB, the most that is taken here."),
            most=settings.UPLOAD_TOTAL_BYTES // 1024**2,
        )
    name = PurePath(filename.replace("\\", "/").replace("\0", "")).name
    return UploadFile.objects.create(
        upload=upload,
        key=secrets.token_urlsafe(24),
        filename=name[:250],
        content_type=(content_type.replace("\0", "") or "application/octet-stream")[:150],
        size=size,
    )


def upload_file_append(*, file: UploadFile, offset: int, body: Body) -> int:
    """Take what `body` gives, from `offset` on; returns how many bytes of the file are here now.

    Each piece is synced and counted before the next is read, so that a connection that breaks loses no more than one.
    Raises WrongOffset, UploadRefused, OSError where it cannot be stored, and what reading `body` raises.
    """
    if file.upload.state != UploadState.OPEN:
        raise UploadRefused(gettext_noop("This answer has been sent already."))
    link_check(file.upload.link)
    if offset != file.received:
        raise WrongOffset(gettext_noop("The file goes on at {offset}."), offset=file.received)
    at = offset
    while at < file.size and (piece := _filled(body, min(PIECE_BYTES, file.size - at))):
        name = piece_put(file.key, at, piece.data)
        with transaction.atomic():
            here = UploadFile.objects.select_for_update().filter(pk=file.pk, received=at).first()
            if here is not None:
                here.pieces = [*here.pieces, name]
                here.received = at + len(piece.data)
                here.save(update_fields=["pieces", "received"])
                Upload.objects.filter(pk=here.upload_id).update(touched_at=timezone.now())
        if here is None:
            pieces_delete(file.key, [name])
            raise WrongOffset(gettext_noop("The file is being sent twice at once."))
        at += len(piece.data)
        if piece.broken is not None:
            raise piece.broken
    file.received = at
    return at


@dataclass(frozen=True)
class _Piece:
    data: bytes
    broken: Exception | None = None

    def __bool__(self) -> bool:
        return bool(self.data)


def _filled(body: Body, size: int) -> _Piece:
    """As much of `size` as comes. What came before a connection broke is a piece too."""
    parts: list[bytes] = []
    missing = size
    try:
        while missing and (part := body.read(missing)):
            parts.append(part)
            missing -= len(part)
    except OSError as error:  # Django's UnreadablePostError is one
        if not parts:
            raise
        return _Piece(b"".join(parts), error)
    return _Piece(b"".join(parts))


@transaction.atomic
def upload_file_remove(*, upload: Upload, key: str) -> None:
    """Take a file out again."""
    upload = _locked_open(upload)
    file = upload.files.filter(key=key).first()
    if file is not None:
        file.delete()
        transaction.on_commit(lambda: pieces_delete(file.key, file.pieces))


@transaction.atomic
def upload_keep_typed(*, upload: Upload, typed: Submission) -> None:
    """Keep what was typed so far, with the files."""
    upload = _locked_open(upload)
    upload.text, upload.name, upload.email = typed.text[:MAX_TEXT], typed.name[:200], typed.email[:320]
    upload.touched_at = timezone.now()
    upload.save(update_fields=["text", "name", "email", "touched_at"])


def submission_faults(upload: Upload, typed: Submission) -> dict[str, Wording]:
    """What is missing before the answer can be sent, by field."""
    faults: dict[str, Wording] = {}
    files = list(upload.files.all())
    half = [file.filename or "?" for file in files if file.received < file.size]
    if not typed.text.strip() and not files:
        faults["text"] = Wording(gettext_noop("Write an answer, or add a file."))
    if len(typed.text) > MAX_TEXT:
        faults["text"] = Wording(gettext_noop("The text is too long: send it as a file."))
    if half:
        faults["files"] = Wording(
            gettext_noop("{files} has not come whole: add it again, or take it out."),
            {"files": ", ".join(half)},
        )
    try:
        validate_email(typed.email)
    except ValidationError:
        faults["email"] = Wording(
            gettext_noop("Give your e-mail address at the authority, such as name@council.example.")
        )
    return faults


@transaction.atomic
def upload_submit(*, upload: Upload, typed: Submission) -> Upload:
    """Send the answer: it waits for its confirmation (WAITING), or, from elsewhere, for a person (FOREIGN).

    Raises UploadRefused where a file is half or nothing was written (`submission_faults` says so before).
    """
    upload = _locked_open(upload)
    link_check(upload.link)
    faults = submission_faults(upload, typed)
    if faults:
        raise UploadRefused(next(iter(faults.values())).message)
    upload.text, upload.name, upload.email = _clean(typed.text), _clean(typed.name)[:200], typed.email.strip()
    upload.submitted_at = upload.touched_at = timezone.now()
    if is_own_address(typed.email, upload.link.request):
        upload.state = UploadState.WAITING
        upload.confirm_sha256 = token_hash(confirm_token(upload))
        _job(CONFIRM_MAIL_JOB, upload)
    else:
        upload.state = UploadState.FOREIGN
        _job(TAKE_IN_JOB, upload)
    upload.save()
    return upload


def confirm_token(upload: Upload) -> str:
    """The token of the link that confirms this upload."""
    return secret_token("upload-confirm", upload.draft)


def is_own_address(email: str, request: Request) -> bool:
    """Whether an address is in a domain in which the authority has one."""
    email = email.strip().lower()
    domain = email.rpartition("@")[2]
    addresses = AuthorityAddress.objects.filter(authority=request.authority_id)
    if domain in _OPEN_TO_ALL:
        return addresses.filter(email__iexact=email).exists()
    return bool(domain) and addresses.filter(email__iendswith=f"@{domain}").exists()


def upload_to_confirm(token: str) -> Upload | None:
    """The upload that a confirmation link is for, also where it was confirmed before."""
    found = Upload.objects.filter(confirm_sha256=token_hash(token))
    return found.select_related("link__request__authority").first()


@transaction.atomic
def upload_confirm(*, upload: Upload) -> Upload:
    """The authority's own confirmation: the link is spent, and the worker takes the answer in. A second time changes
    nothing. Raises LinkUsed where another upload by the same link was confirmed, or this one is too old.
    """
    link = UploadLink.objects.select_for_update().get(pk=upload.link_id)
    upload = Upload.objects.select_for_update(of=("self",)).select_related("link__request").get(pk=upload.pk)
    if upload.confirmed_at is not None:
        return upload
    if link.spent_at is not None:
        raise LinkUsed(gettext_noop("An answer has been uploaded by this link already: it can be used once."))
    if upload.state != UploadState.WAITING or upload.touched_at < kept_since():
        raise LinkUsed(gettext_noop("This answer waited too long to be confirmed."))
    now = timezone.now()
    link.spent_at = upload.confirmed_at = now
    link.save(update_fields=["spent_at"])
    upload.state = UploadState.CONFIRMED
    upload.save(update_fields=["confirmed_at", "state"])
    _job(TAKE_IN_JOB, upload)
    return upload


def kept_since() -> dt.datetime:
    """Uploads that nobody has touched since then are forgotten unless they are finished."""
    return timezone.now() - dt.timedelta(hours=settings.UPLOAD_KEPT_HOURS)


def uploads_expire(most: int = 500) -> int:
    """Forget half uploads, and answers that nobody confirmed; returns how many. For the worker, every hour."""
    unfinished = (UploadState.OPEN, UploadState.WAITING)
    ids: Sequence[int] = list(
        Upload.objects.filter(state__in=unfinished, touched_at__lt=kept_since()).values_list("pk", flat=True)[
            :most
        ]
    )
    gone = 0
    for pk in ids:
        with transaction.atomic():
            upload = (
                Upload.objects.select_for_update()
                .filter(pk=pk, state__in=unfinished, touched_at__lt=kept_since())
                .first()
            )
            if upload is None:
                continue
            files = list(upload.files.all())
            upload.delete()
        for file in files:
            pieces_delete(file.key, file.pieces)
        gone += 1
    return gone


def _locked_open(upload: Upload) -> Upload:
    here = (
        Upload.objects.select_for_update(of=("self",))
        .select_related("link__request__authority", "link__message")
        .get(pk=upload.pk)
    )
    if here.state != UploadState.OPEN:
        raise UploadRefused(gettext_noop("This answer has been sent already."))
    return here


def _job(name: str, upload: Upload) -> None:
    """Have the worker do it, if this transaction is committed."""
    app.configure_task(name).defer(upload_id=upload.pk)


def _clean(text: str) -> str:
    return text.replace("\0", "\N{REPLACEMENT CHARACTER}").strip()
