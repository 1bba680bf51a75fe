"""A file's own page: its text, what it looks like, the redacted copy, what was removed, and changing that."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from rhyddid.pages.doors import editor, seen_request
from rhyddid.pages.file_page import file_page
from rhyddid.pages.forms.files import MaskChangeForm
from rhyddid.pages.masks import mask_of
from rhyddid.pages.seen import note_seen
from rhyddid.requests.masking_rule_change import BadRule, masking_rule_add, masking_rule_undo
from rhyddid.requests.models import Attachment, MaskingRule, Request, RuleScope
from rhyddid.requests.visibility import listed_attachments, visible_attachments


@require_http_methods(["GET", "HEAD", "POST"])
def attachment_text(http: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """The file's page. Sending its form changes what is masked in the request's letters and files."""
    request = seen_request(http, slug)
    attachment = _attachment(http, request, pk)
    form = MaskChangeForm(http.POST or None)
    if http.method == "POST":
        by = editor(http, request.team)
        if not visible_attachments(http.user).filter(pk=pk).exists():
            raise Http404
        if form.is_valid():
            given = form.cleaned_data
            try:
                masking_rule_add(
                    scope=RuleScope.REQUEST,
                    kind=given["kind"],
                    value=given["value"],
                    reason=given["reason"],
                    by=by,
                    request=request,
                )
            except BadRule as error:
                form.add_error("value", str(error))
            else:
                messages.success(
                    http, _("The change is made. It holds for all letters and files of this request.")
                )
                return redirect("attachment", slug=slug, pk=pk)
    mask = mask_of(http.user, request)
    context = {
        "section": "requests",
        "shown": request,
        "subject": mask.of(request.subject).text,
        "file": file_page(http.user, request, attachment, mask, http.GET.get("page")),
        "form": form,
    }
    note_seen(http, "file", request_id=request.pk, attachments=[attachment.pk], unmasked=mask.unmasked)
    return render(http, "pages/attachment.html", context)


@require_POST
def mask_change_undo(http: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Take back a change of what is masked."""
    request = seen_request(http, slug)
    attachment = _attachment(http, request, pk)
    by = editor(http, request.team)
    asked = http.POST.get("rule", "")
    rule = get_object_or_404(MaskingRule, pk=int(asked) if asked.isdecimal() else 0, request=request)
    masking_rule_undo(rule=rule, by=by)
    messages.success(http, _("The change is taken back."))
    return redirect("attachment", slug=slug, pk=attachment.pk)


def _attachment(http: HttpRequest, request: Request, pk: int) -> Attachment:
    listed = listed_attachments(http.user).filter(message__links__request=request)
    return get_object_or_404(listed.select_related("message"), pk=pk)
