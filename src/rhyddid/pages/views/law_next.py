"""What may be done next about a request: each lawful step with its last day and a draft letter, for the team."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from rhyddid.accounts.models import Person
from rhyddid.accounts.queries import may_edit, team_ids_of
from rhyddid.law.terms import welsh_reviewed
from rhyddid.pages.doors import editor, seen_request
from rhyddid.pages.forms.next_letter import NextLetterForm
from rhyddid.pages.law_words import page_language
from rhyddid.pages.sent_once import is_sent, mark_sent, once_key
from rhyddid.requests.models import Request
from rhyddid.requests.next_letters import NextLetter, next_letters
from rhyddid.requests.request_send import NothingToFollow, follow_up_queue
from rhyddid.wording import LANGUAGES


@dataclass(frozen=True)
class ShownStep:
    """A step with the form of its draft."""

    letter: NextLetter
    form: NextLetterForm | None
    may_send: bool


@require_http_methods(["GET", "HEAD", "POST"])
def next_show(http: HttpRequest, slug: str) -> HttpResponse:
    """The steps; a POST puts the draft of one of them, as it was changed, in the outbox."""
    request = seen_request(http, slug)
    if request.team_id not in team_ids_of(http.user):
        raise Http404
    asked = http.GET.get("language", "")
    language = asked if asked in LANGUAGES else request.language
    letters = next_letters(request, language)
    sent_form: tuple[str, NextLetterForm] | None = None
    if http.method == "POST":
        by = editor(http, request.team)
        if is_sent(http):
            return redirect("request", slug=slug)
        kind = http.POST.get("step", "")
        chosen = next((each for each in letters if each.step.kind == kind), None)
        if chosen is None or chosen.draft is None or chosen.draft.event_type is None:
            raise Http404
        form = NextLetterForm(http.POST, auto_id=f"id_{kind}_%s")
        if form.is_valid() and _queued(request, form, by, chosen):
            mark_sent(http)
            messages.success(http, _("Your letter is in the outbox."))
            return redirect("request", slug=slug)
        sent_form = kind, form
    may_write = isinstance(http.user, Person) and may_edit(http.user, request.team)
    context = {
        "section": "requests",
        "shown": request,
        "steps": [_shown(each, sent_form, may_write) for each in letters],
        "once": once_key(http),
        "letter_language": language,
        "language": page_language(),
        "welsh_reviewed": welsh_reviewed(),
    }
    return render(http, "pages/law/next.html", context)


def _queued(request: Request, form: NextLetterForm, by: Person, chosen: NextLetter) -> bool:
    draft = chosen.draft
    if draft is None or draft.event_type is None:
        return False
    try:
        follow_up_queue(request=request, text=form.cleaned_data["text"], by=by, event_type=draft.event_type)
    except NothingToFollow:
        form.add_error(None, _("No letter has left for this request, so there is no address to write to."))
        return False
    return True


def _shown(letter: NextLetter, sent: tuple[str, NextLetterForm] | None, may_write: bool) -> ShownStep:
    kind = letter.step.kind
    if letter.draft is None:
        return ShownStep(letter, None, False)
    form = NextLetterForm(initial={"text": letter.draft.text}, auto_id=f"id_{kind}_%s")
    if sent is not None and sent[0] == kind:
        form = sent[1]
    return ShownStep(letter, form, may_write and letter.draft.event_type is not None)
