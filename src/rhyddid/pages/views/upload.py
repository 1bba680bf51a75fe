"""The page by which an officer answers a letter of ours with files, and the page that confirms the answer.

Plain forms do all of it; `js/upload.js` sends large files in pieces and goes on where a connection broke.
"""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from rhyddid.pages.officer_doors import (
    closed,
    in_language_of,
    officer_confirmation,
    officer_door,
    officer_link,
    too_often,
)
from rhyddid.post.models import Upload, UploadState
from rhyddid.post.uploads import (
    LinkUsed,
    Submission,
    UploadRefused,
    fresh_draft,
    link_check,
    submission_faults,
    upload_begin,
    upload_confirm,
    upload_file_add,
    upload_file_append,
    upload_file_remove,
    upload_keep_typed,
    upload_of_draft,
    upload_submit,
)
from rhyddid.requests.models import UploadLink
from rhyddid.wording import Wording

_DRAFT = re.compile(r"[\w-]{20,43}")
_FORMS_AN_HOUR = 120
_ANSWERS_A_DAY = 12
_DAY_HOURS = 24


def draft_asked(given: str | None) -> str:
    """The key of a form, or nothing where it can be none."""
    return given if given and _DRAFT.fullmatch(given) else ""


@officer_door
@require_http_methods(["GET", "HEAD", "POST"])
def upload_page(http: HttpRequest, token: str) -> HttpResponse:
    """Write an answer, add and remove files, send it. `?draft=` goes on with what was begun, or says what became of it."""
    link = officer_link(http, token)
    if isinstance(link, HttpResponse):
        return link
    in_language_of(http, link.request.language)
    draft = draft_asked(http.POST.get("draft") or http.GET.get("draft"))
    upload = upload_of_draft(link=link, draft=draft)
    if upload is not None and upload.state != UploadState.OPEN:
        return _sent(http, link, upload)
    try:
        link_check(link)
    except LinkUsed as error:
        return closed(http, error.wording.render(_language()), 410)
    if http.method == "POST":
        refused = too_often(http, f"upload-form:{link.pk}", _FORMS_AN_HOUR)
        return refused or _written(http, link, token, draft or fresh_draft())
    return _form(http, link, token, draft or fresh_draft(), upload)


def _written(http: HttpRequest, link: UploadLink, token: str, draft: str) -> HttpResponse:
    typed = Submission(
        text=http.POST.get("text", "").replace("\r\n", "\n"),
        name=http.POST.get("name", ""),
        email=http.POST.get("email", "").strip(),
    )
    button, _colon, key = http.POST.get("do", "send").partition(":")
    faults: dict[str, Wording] = {}
    try:
        upload = upload_begin(link=link, draft=draft)
        upload_keep_typed(upload=upload, typed=typed)
        if button == "remove":
            upload_file_remove(upload=upload, key=key)
        try:
            for given in http.FILES.getlist("files"):
                _file_kept(upload, given)
        except UploadRefused as error:
            faults["files"] = error.wording
        if button == "send" and not faults:
            faults = submission_faults(upload, typed)
            if not faults:
                refused = too_often(http, f"upload-sent:{link.pk}", _ANSWERS_A_DAY * _DAY_HOURS // 24)
                if refused is not None:
                    return refused
                upload_submit(upload=upload, typed=typed)
                return _seen_at(token, draft)
    except LinkUsed as error:
        return closed(http, error.wording.render(_language()), 410)
    except UploadRefused:
        return _seen_at(token, draft)
    upload.refresh_from_db()
    return _form(http, link, token, draft, upload, faults, status=422 if faults else 200)


def _file_kept(upload: Upload, given: UploadedFile[Any]) -> None:
    file = upload_file_add(
        upload=upload,
        filename=given.name or "",
        content_type=given.content_type or "",
        size=given.size or 0,
    )
    upload_file_append(file=file, offset=0, body=given)


def _seen_at(token: str, draft: str) -> HttpResponse:
    address = f"{reverse('upload', args=[token])}?{urlencode({'draft': draft})}"
    return HttpResponseRedirect(address, status=303)


def _form(
    http: HttpRequest,
    link: UploadLink,
    token: str,
    draft: str,
    upload: Upload | None,
    faults: dict[str, Wording] | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "link": link,
        "asked": link.request,
        "draft": draft,
        "upload": upload,
        "files": list(upload.files.all()) if upload is not None else [],
        "faults": {field: fault.render(_language()) for field, fault in (faults or {}).items()},
        "create": reverse("upload-files", args=[token, draft]),
        "max_file_mib": settings.UPLOAD_MAX_BYTES // 1024**2,
        "max_files": settings.UPLOAD_MAX_FILES,
        "kept_hours": settings.UPLOAD_KEPT_HOURS,
    }
    return render(http, "pages/upload.html", context, status=status)


def _sent(http: HttpRequest, link: UploadLink, upload: Upload) -> HttpResponse:
    context = {
        "asked": link.request,
        "upload": upload,
        "files": list(upload.files.all()),
        "kept_hours": settings.UPLOAD_KEPT_HOURS,
    }
    return render(http, "pages/upload_sent.html", context)


@officer_door
@require_http_methods(["GET", "HEAD", "POST"])
def upload_confirmation(http: HttpRequest, token: str) -> HttpResponse:
    """A button that confirms the answer. Opening the page changes nothing: mail scanners open it too."""
    upload = officer_confirmation(http, token)
    if isinstance(upload, HttpResponse):
        return upload
    in_language_of(http, upload.link.request.language)
    if http.method == "POST":
        try:
            upload_confirm(upload=upload)
        except LinkUsed as error:
            return closed(http, error.wording.render(_language()), 410)
        return HttpResponseRedirect(http.path, status=303)
    if upload.confirmed_at is None and upload.link.spent_at is not None:
        return closed(http, _("An answer has been uploaded by this link already: it can be used once."), 410)
    context = {"asked": upload.link.request, "upload": upload, "files": list(upload.files.all())}
    return render(http, "pages/upload_confirm.html", context)


def _language() -> str:
    return (get_language() or "en")[:2]
