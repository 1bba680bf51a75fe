"""Annotations of a request: the page to write one, and what its writer, the team and operators do with one."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from rhyddid.pages.annotations_shown import shown_annotation
from rhyddid.pages.asked import asked_number
from rhyddid.pages.doors import person, seen_request
from rhyddid.pages.masks import mask_of
from rhyddid.pages.write_limits import may_write
from rhyddid.requests.annotation_models import AnnotationState
from rhyddid.requests.annotations import (
    LONGEST,
    annotation_add,
    annotation_hide,
    annotation_put_back,
    annotation_show,
    annotation_take_back,
    annotations_are_open,
    annotations_switch,
    may_switch_annotations,
)
from rhyddid.requests.visibility import visible_annotations, visible_messages


class AnnotationForm(forms.Form):
    text = forms.CharField(
        label=gettext_lazy("Your annotation"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=gettext_lazy(
            "Everybody may read it, under your public name. Help the one who asks, or explain what a letter means; do not "
            "write anybody's private details."
        ),
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def annotate(http: HttpRequest, slug: str) -> HttpResponse:
    """Write an annotation, about the request or (`?message=`) one of its letters; editors and operators turn them off."""
    request = seen_request(http, slug)
    who = person(http)
    about = (
        visible_messages(who)
        .filter(links__request=request, pk=asked_number(http.POST.get("message") or http.GET.get("message")))
        .first()
    )
    may_switch = may_switch_annotations(who, request)
    do = http.POST.get("do", "")
    if do in ("on", "off"):
        if not may_switch:
            raise PermissionDenied
        if annotations_switch(request=request, on=do == "on", by=who):
            messages.success(http, _("Annotations are on.") if do == "on" else _("Annotations are off."))
        return redirect("annotations", slug=slug)
    is_open = annotations_are_open(request)
    form = AnnotationForm(http.POST if do == "add" else None)
    if do == "add" and is_open and form.is_valid():
        if may_write(http, "annotation"):
            row = annotation_add(request=request, text=form.cleaned_data["text"], by=who, message=about)
            if row.state == AnnotationState.WAITING:
                messages.success(http, _("Thank you. An operator looks at it before everybody sees it."))
            else:
                messages.success(http, _("Your annotation is shown. You can take it back."))
            return redirect(f"{reverse('request', args=[request.slug])}#annotation-{row.pk}")
        form.add_error(None, _("You have written much within an hour. Please write again later."))
    context = {
        "section": "requests",
        "shown": request,
        "subject": mask_of(who, request).of(request.subject).text,
        "form": form,
        "about": about,
        "is_open": is_open,
        "may_switch": may_switch,
    }
    return render(http, "pages/annotations.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def annotation(http: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """One annotation: its writer takes it back or puts it back, an operator hides it with a reason or shows it."""
    who = person(http)
    mine = visible_annotations(who)
    if not who.is_staff:
        mine = mine.filter(by=who)
    row = get_object_or_404(mine.select_related("request__authority", "request__team", "by"), pk=pk)
    request = row.request
    if request.slug != slug:
        raise Http404
    problem = ""
    if http.method == "POST":
        do, reason = http.POST.get("do", ""), http.POST.get("reason", "").strip()
        if do in ("hide", "show") and not who.is_staff:
            raise PermissionDenied
        if do == "hide" and not reason:
            problem = _("Say why: everybody reads it.")
        else:
            done = {
                "take-back": lambda: annotation_take_back(annotation=row, by=who),
                "put-back": lambda: annotation_put_back(annotation=row, by=who),
                "hide": lambda: annotation_hide(annotation=row, by=who, reason=reason),
                "show": lambda: annotation_show(annotation=row, by=who),
            }.get(do)
            if done is None:
                raise Http404
            if done():
                messages.success(http, _("Done. You can undo it here."))
            return redirect("annotation", slug=slug, pk=pk)
    context = {
        "section": "requests",
        "shown": request,
        "subject": mask_of(who, request).of(request.subject).text,
        "annotation": shown_annotation(row, mask_of(who, request), who),
        "is_own": row.by_id == who.pk,
        "problem": problem,
    }
    return render(http, "pages/annotation.html", context)
