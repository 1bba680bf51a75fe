"""All that a file's own page shows to one viewer: its text, what it looks like, its copy, what was removed and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.core.paginator import Page, Paginator
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from rhyddid.accounts.models import Person
from rhyddid.accounts.queries import may_edit
from rhyddid.documents.hidden_find import WORDINGS
from rhyddid.documents.previews import PreviewFailed, SheetPreview, preview_form, preview_sheets
from rhyddid.pages.file_links import file_link
from rhyddid.pages.letter_view import Piece, letter_pieces
from rhyddid.pages.masks import Mask
from rhyddid.pages.request_page import PAGES_SHOWN, problem_words
from rhyddid.redaction.personal_data import SHOWN_AS
from rhyddid.requests.blobs import BlobMissing, blob_get
from rhyddid.requests.file_models import CopyState, FileCheck, Hold, PublicCopy
from rhyddid.requests.masking import masked_for_public
from rhyddid.requests.masking_rules import about
from rhyddid.requests.models import Attachment, AttachmentPage, MaskingRule, Request
from rhyddid.requests.public_copies import public_copy_of
from rhyddid.requests.visibility import Viewer, files_to_decide, visible_attachments

_ROWS = 200
_REASONS: dict[str, Promise] = {
    "rule": _("A rule of this site or of this request"),
    "token": _("A reply address of ours"),
    "marked": _("Marked by a person"),
    "picture": _("Pictures"),
    "chart": _("Charts"),
    "metadata": _("What the file says of itself"),
}


@dataclass(frozen=True)
class RemovedLine:
    """So many things of one kind were removed from a page."""

    what: str
    page: int
    where: str
    count: int


@dataclass(frozen=True)
class ShownFilePage:
    number: int
    pieces: tuple[Piece, ...]
    picture: str


@dataclass(frozen=True)
class FilePage:
    """`access` is "full", "copy" (the redacted copy alone) or "none" (only that the file is withheld)."""

    attachment: Attachment
    access: str
    filename: str
    problems: tuple[str, ...]
    hold: str
    decides: bool
    edits: bool
    original: str = ""
    copy: PublicCopy | None = None
    copy_link: str = ""
    reason: str = ""
    removed: tuple[RemovedLine, ...] = ()
    page: Page[AttachmentPage] | None = None
    pages: Sequence[ShownFilePage] = ()
    sheets: Sequence[SheetPreview] = ()
    picture: str = ""
    rules: Sequence[MaskingRule] = field(default=())


def file_page(
    viewer: Viewer, request: Request, attachment: Attachment, mask: Mask, number: str | None
) -> FilePage:
    """Put the page together. `attachment` is one that `viewer` may know of."""
    check = FileCheck.objects.filter(pk=attachment.pk).first()
    hold = check.hold if check is not None else Hold.FREE
    decides = files_to_decide(viewer).filter(pk=attachment.pk).exists()
    is_full = visible_attachments(viewer).filter(pk=attachment.pk).exists()
    access = "full" if is_full else "copy" if hold == Hold.COPY_ONLY else "none"
    edits = is_full and isinstance(viewer, Person) and may_edit(viewer, request.team)
    attachment.file_check = check
    problems = problem_words(attachment)
    if access == "none":
        return FilePage(attachment, access, "", problems, hold, decides, edits)
    shows_original = mask.unmasked and is_full
    copy = public_copy_of(attachment) if hold in (Hold.FREE, Hold.COPY_ONLY) else None
    is_made = copy is not None and copy.state == CopyState.MADE
    filename = mask.of(attachment.filename).text
    if access == "copy":
        filename = masked_for_public(attachment.filename, about(request)).text
    page = Paginator(attachment.pages.all(), PAGES_SHOWN).get_page(number)
    form, sheets = _looks(attachment, copy if is_made else None, shows_original)
    door = "file-original-page" if shows_original else "file-copy-page"
    return FilePage(
        attachment=attachment,
        access=access,
        filename=filename,
        problems=problems,
        hold=hold,
        decides=decides,
        edits=edits,
        original=file_link(viewer, "attachment-download", request.slug, attachment.pk)
        if shows_original
        else "",
        copy=copy,
        copy_link=file_link(viewer, "file-copy", request.slug, attachment.pk) if is_made else "",
        reason=gettext(copy.reason) if copy is not None and copy.reason else "",
        removed=removed_lines(copy) if copy is not None else (),
        page=page,
        pages=[
            ShownFilePage(
                each.number,
                letter_pieces(mask.of(each.text).text) if is_full else (),
                file_link(viewer, door, request.slug, attachment.pk, each.number) if form == "pages" else "",
            )
            for each in page
        ],
        sheets=sheets,
        picture=file_link(viewer, door, request.slug, attachment.pk, 1) if form == "picture" else "",
        rules=_rules(request) if edits else (),
    )


def removed_lines(copy: PublicCopy) -> tuple[RemovedLine, ...]:
    """What was removed from the copy, in words."""
    return tuple(
        RemovedLine(_kind_words(each["kind"]), each["page"], each.get("where", ""), each["count"])
        for each in copy.removed
    )


def _kind_words(kind: str) -> str:
    if kind in SHOWN_AS:
        return gettext(SHOWN_AS[kind]).strip("[]")
    if kind in WORDINGS:
        return gettext(WORDINGS[kind])
    return str(_REASONS.get(kind, _REASONS["marked"]))


def _looks(
    attachment: Attachment, copy: PublicCopy | None, shows_original: bool
) -> tuple[str, Sequence[SheetPreview]]:
    """How the file can be shown, and its sheets: the original's to its team, the copy's to everybody else."""
    if not shows_original and copy is None:
        return "none", ()
    name, kind, sha256 = attachment.filename, attachment.content_type, attachment.sha256
    if not shows_original and copy is not None:
        name, kind, sha256 = f"copy{copy.extension}", "", copy.sha256
    try:
        data = blob_get(sha256)
        form = preview_form(data, filename=name, content_type=kind)
        if form != "sheets":
            return form, ()
        return form, preview_sheets(data, filename=name, content_type=kind, rows=_ROWS)
    except (BlobMissing, PreviewFailed):
        return "none", ()


def _rules(request: Request) -> Sequence[MaskingRule]:
    return list(MaskingRule.objects.filter(request=request, undone_at=None).select_related("by")[:100])
