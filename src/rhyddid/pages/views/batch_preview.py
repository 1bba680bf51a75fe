"""Before and while a batch is sent: every letter with its warnings; send, approve, take back, open again, publish."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from rhyddid.accounts.models import Person
from rhyddid.accounts.queries import may_edit
from rhyddid.batches.files import batch_file_add, batch_file_remove, batch_files, batch_files_agree
from rhyddid.batches.models import Batch, BatchState
from rhyddid.batches.preview import batch_preview
from rhyddid.batches.send import batch_approve, batch_recall, batch_reopen
from rhyddid.batches.send_later import batch_send_soon, lots_soon
from rhyddid.batches.services import BatchError, batch_publish, batch_unpublish, recipients_drop
from rhyddid.pages.asked import asked_number, asked_page
from rhyddid.pages.batch_window import batch_window
from rhyddid.pages.doors import editor, person, previewed_batch, team_batch, waits_for_approval
from rhyddid.pages.list_page import ListPage
from rhyddid.pages.outgoing_files_form import OutgoingFiles

PER_PAGE = 20


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def preview(http: HttpRequest, slug: str) -> HttpResponse:
    """Every letter as it would leave. A POST takes a recipient off the list (`drop`: its id)."""
    batch = previewed_batch(http, slug)
    if http.method == "POST":
        return _drop(http, batch)
    number = asked_page(http.GET.get("page"))
    only_warned = http.GET.get("only") == "warned"
    who = person(http)
    start = (number - 1) * PER_PAGE
    shown = batch_preview(batch, by=who, start=start, limit=PER_PAGE, only_warned=only_warned)
    context = {
        "section": "batches",
        "batch": batch,
        "preview": shown,
        "page": ListPage(shown.recipients, number, has_next=start + PER_PAGE < shown.total),
        "only_warned": only_warned,
        "may_edit": may_edit(who, batch.team),
        "may_approve": who.is_staff and waits_for_approval(batch),
        "stops": [warning for warning in shown.warnings if warning.level == "stop"],
        "window": batch_window(batch),
        "outgoing": OutgoingFiles(batch_files(batch)),
    }
    return render(http, "pages/batch_preview.html", context)


def _drop(http: HttpRequest, batch: Batch) -> HttpResponse:
    by = editor(http, batch.team)
    found = batch.recipients.filter(pk=asked_number(http.POST.get("drop")))
    dropped = found.select_related("authority").first()
    if dropped is not None:
        recipients_drop(batch=batch, authorities=[dropped.authority], by=by)
        messages.success(http, _("%(name)s is off the list.") % {"name": dropped.authority.name})
    return redirect("batch-preview", slug=batch.slug)


@login_required
@require_POST
def files(http: HttpRequest, slug: str) -> HttpResponse:
    """Add files to every letter, take one out (`do=remove-file:ID`), or agree to what was found in them."""
    batch = team_batch(http, slug)
    by = editor(http, batch.team)
    button, _colon, pk = http.POST.get("do", "").partition(":")
    try:
        if button == "remove-file":
            batch_file_remove(batch=batch, by=by, pk=asked_number(pk))
        for given in http.FILES.getlist("files"):
            if (given.size or 0) > settings.OUTGOING_MAX_BYTES:
                most = settings.OUTGOING_MAX_BYTES // 1024**2
                told = _("%(name)s is larger than %(most)s MB: it cannot go by e-mail.")
                messages.error(http, told % {"name": given.name, "most": most})
                continue
            batch_file_add(
                batch=batch,
                by=by,
                data=given.read(),
                filename=given.name or "",
                content_type=given.content_type or "",
            )
        if button == "agree-files" and http.POST.get("agree") == "yes" and not http.FILES:
            batch_files_agree(batch=batch, by=by)
    except BatchError as error:
        messages.error(http, str(error))
    return redirect(f"{reverse('batch-preview', args=[slug])}#outgoing-files")


@login_required
@require_POST
def send(http: HttpRequest, slug: str) -> HttpResponse:
    """Send the batch: the delay window opens, or the batch waits for an operator."""
    batch = team_batch(http, slug)
    by = editor(http, batch.team)
    try:
        batch_send_soon(batch=batch, by=by)
    except BatchError as error:
        messages.error(http, str(error))
        return redirect("batch-preview", slug=slug)
    if batch.state == BatchState.WAITING_FOR_APPROVAL:
        messages.success(http, _("The batch waits for an operator’s approval. Nothing has been sent."))
        return redirect("batch-preview", slug=slug)
    return redirect("board", slug=slug)


@login_required
@require_POST
def approve(http: HttpRequest, slug: str) -> HttpResponse:
    """Let a waiting batch go out, to all or to those ticked; for operators."""
    by = person(http)
    if not by.is_staff:
        raise PermissionDenied
    batch = previewed_batch(http, slug)
    ticked = [asked_number(pk) for pk in http.POST.getlist("recipient")]
    chosen = None if http.POST.get("all") else list(batch.recipients.filter(pk__in=ticked))
    try:
        count = batch_approve(batch=batch, by=by, recipients=chosen)
        lots_soon(batch=batch, by=batch.created_by)
    except BatchError as error:
        messages.error(http, str(error))
    else:
        text = ngettext("%(count)s letter approved.", "%(count)s letters approved.", count)
        messages.success(http, text % {"count": count})
    return redirect("tasks")


@login_required
@require_POST
def recall(http: HttpRequest, slug: str) -> HttpResponse:
    """Take back all that has not left; with `reopen`, make a draft of a batch that was taken back whole."""
    batch = team_batch(http, slug)
    by = editor(http, batch.team)
    try:
        if http.POST.get("reopen"):
            batch_reopen(batch=batch, by=by)
            messages.success(http, _("The batch is a draft again."))
        else:
            _recall(http, batch, by)
    except BatchError as error:
        messages.error(http, str(error))
    return redirect("batch-preview", slug=slug)


def _recall(http: HttpRequest, batch: Batch, by: Person) -> None:
    report = batch_recall(batch=batch, by=by)
    text = ngettext("%(count)s letter was taken back.", "%(count)s letters were taken back.", report.recalled)
    messages.success(http, text % {"count": report.recalled})
    if report.on_their_way:
        text = ngettext(
            "%(count)s letter had left already.", "%(count)s letters had left already.", report.on_their_way
        )
        messages.warning(http, text % {"count": report.on_their_way})


@login_required
@require_POST
def publish(http: HttpRequest, slug: str) -> HttpResponse:
    """Make the batch's sheet and requests public, or take them back (`do=unpublish`)."""
    batch = team_batch(http, slug)
    by = editor(http, batch.team)
    try:
        if http.POST.get("do") == "unpublish":
            batch_unpublish(batch=batch, by=by)
            messages.success(http, _("The answer sheet is the team’s own again."))
        else:
            batch_publish(batch=batch, by=by, shows_unconfirmed=http.POST.get("unconfirmed") == "yes")
            messages.success(http, _("The answer sheet is public."))
    except BatchError as error:
        messages.error(http, str(error))
    return redirect("sheet", slug=slug)
