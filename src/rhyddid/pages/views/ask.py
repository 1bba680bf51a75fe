"""Asking: find the authority, see what has been asked, write, look at the letter as it will be read, send it."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from rhyddid.accounts.models import Person
from rhyddid.authorities.models import Authority
from rhyddid.authorities.queries import known_tags
from rhyddid.pages.ask_page import asked_already, found_authorities
from rhyddid.pages.asked import asked_text
from rhyddid.pages.doors import editor, person, seen_request
from rhyddid.pages.forms.ask import AskForm, fields_of, first_rows, initial_of, rows_of_draft, rows_of_post
from rhyddid.pages.forms.batch_fields import QuestionRow
from rhyddid.pages.law_words import page_language
from rhyddid.pages.outgoing_files_form import OutgoingFiles, files_of_form
from rhyddid.pages.own_drafts import (
    asking_team,
    asking_teams,
    draft_remember,
    drafts_take,
    own_draft,
    sign_in_address,
)
from rhyddid.pages.sending_pace import may_send_now
from rhyddid.post.rate import rate_allows
from rhyddid.requests.annotation_models import LetterHold
from rhyddid.requests.asked_before import same_requests
from rhyddid.requests.asked_letter import letter_text
from rhyddid.requests.models import AnswerType, RequestDraft, Visibility
from rhyddid.requests.outgoing_files import FilesRefused, draft_files
from rhyddid.requests.request_drafts import (
    DraftNotReady,
    draft_checks,
    draft_letter,
    request_draft_again,
    request_draft_delete,
    request_draft_save,
    request_draft_send,
)
from rhyddid.requests.request_send import request_recall

_NATIONS = (("ENG", "England"), ("WLS", "Wales"), ("SCT", "Scotland"), ("NIR", "Northern Ireland"))
MAX_TAGS = 40
# drafts that one address may begin in an hour without signing in
_BEGUN_AN_HOUR = 30


@require_safe
def ask(http: HttpRequest) -> HttpResponse:
    """Find the authority to ask: by name however it is written, by tag, by nation."""
    drafts_take(http)
    words = asked_text(http.GET.get("q"), 200)
    tag = asked_text(http.GET.get("tag"), 60)
    nation = asked_text(http.GET.get("nation"), 20)
    context = {
        "section": "ask",
        "words": words,
        "tag": tag,
        "nation": nation,
        "nations": [(code, _(name)) for code, name in _NATIONS],
        "tags": known_tags()[:MAX_TAGS],
        "found": found_authorities(words, tag=tag, nation=nation),
        "is_asked": bool(words or tag or nation),
        "drafts": _drafts(http),
    }
    return render(http, "pages/ask/find.html", context)


def _drafts(http: HttpRequest) -> list[RequestDraft]:
    """The newest unsent drafts of this person, or of this browser."""
    drafts = RequestDraft.objects.filter(request=None).select_related("authority")
    if isinstance(http.user, Person):
        return list(drafts.filter(by=http.user)[:5])
    keys = http.session.get("request_drafts", ())
    return list(drafts.filter(by=None, key__in=list(keys))[:5]) if keys else []


@require_http_methods(["GET", "HEAD", "POST"])
def ask_write(http: HttpRequest, slug: str) -> HttpResponse:
    """Write to one authority: nothing is kept before the first press of a button, nothing is sent from here."""
    authority = get_object_or_404(Authority.objects.all(), slug=slug)
    return _write(http, authority, None)


@require_http_methods(["GET", "HEAD", "POST"])
def ask_edit(http: HttpRequest, key: str) -> HttpResponse:
    """Go on with a draft."""
    draft = own_draft(http, key)
    if draft.request is not None:
        return redirect("request", slug=draft.request.slug)
    return _write(http, draft.authority, draft)


def _write(http: HttpRequest, authority: Authority, draft: RequestDraft | None) -> HttpResponse:
    if http.method != "POST":
        who = http.user if isinstance(http.user, Person) else None
        first = {
            "language": page_language(),
            "sender": who.legal_name if who else "",
            "regime": authority.regimes[0],
            "visibility": Visibility.PUBLIC,
            "subject": asked_text(http.GET.get("subject"), 250),
        }
        form = AskForm(authority, initial=initial_of(draft) if draft else first)
        return _form(http, authority, draft, form, rows_of_draft(draft) if draft else first_rows())
    rows = rows_of_post(http.POST)
    do = http.POST.get("do", "")
    form = AskForm(authority, http.POST)
    if do not in ("save", "preview"):
        typed = {name: http.POST.get(name, "") for name in form.fields}
        return _form(http, authority, draft, AskForm(authority, initial=typed), rows)
    if not form.is_valid():
        return _form(http, authority, draft, form, rows, status=422)
    if draft is None and not _may_begin(http):
        form.add_error(None, _("Too many drafts were begun from here: sign in, or wait an hour."))
        return _form(http, authority, draft, form, rows, status=429)
    by = http.user if isinstance(http.user, Person) else None
    team = asking_team(by, http.POST.get("team", "")) if by else None
    draft = request_draft_save(
        authority=authority, fields=fields_of(form, rows), by=by, team=team, draft=draft
    )
    draft_remember(http, draft)
    if do == "save":
        messages.success(http, _("The draft is kept. Nothing has been sent."))
        return redirect("ask-edit", key=draft.key)
    return redirect("ask-preview", key=draft.key)


def _may_begin(http: HttpRequest) -> bool:
    if isinstance(http.user, Person):
        return True
    where = http.META.get("REMOTE_ADDR", "")
    return rate_allows(f"draft-from:{where}", most=_BEGUN_AN_HOUR, per=dt.timedelta(hours=1))


def _form(
    http: HttpRequest,
    authority: Authority,
    draft: RequestDraft | None,
    form: AskForm,
    rows: list[QuestionRow],
    status: int = 200,
) -> HttpResponse:
    who = http.user if isinstance(http.user, Person) else None
    subject = str(form["subject"].value() or "")
    words = asked_text(http.POST.get("about") or http.GET.get("about"), 200) or subject
    context = {
        "section": "ask",
        "authority": authority,
        "draft": draft,
        "form": form,
        "rows": rows,
        "teams": asking_teams(who) if who else [],
        "team": draft.team if draft and draft.team else None,
        "answer_types": AnswerType.choices,
        "already": asked_already(http.user, authority, words, questions=[row.text for row in rows]),
        "has_own_data": bool(draft and draft.own_personal_data),
    }
    return render(http, "pages/ask/write.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def ask_preview(http: HttpRequest, key: str) -> HttpResponse:
    """The letter as the authority will read it, with what to look at first; a POST of somebody signed in sends it."""
    draft = own_draft(http, key)
    if draft.request is not None:
        return redirect("request", slug=draft.request.slug)
    by = http.user if isinstance(http.user, Person) else None
    outgoing = OutgoingFiles()
    if http.method == "POST":
        if by is None:
            return redirect(sign_in_address(draft))
        outgoing = files_of_form(http, by=by, draft=draft.key)
        if http.POST.get("do") == "send" and not outgoing.problems:
            sent = _send(http, draft, by, outgoing)
            if sent is not None:
                return sent
    elif by is not None:
        outgoing = OutgoingFiles(draft_files(by=by, draft=draft.key))
    checks = draft_checks(draft)
    letter = draft_letter(draft)
    texts = [question.text for question in letter.questions]
    context = {
        "section": "ask",
        "draft": draft,
        "letter": letter,
        "text": letter_text(letter, draft.authority, own_data=draft.own_personal_data),
        "checks": checks,
        "is_stopped": any(check.level == "stop" for check in checks),
        "same": same_requests(http.user, draft.authority, texts),
        "outgoing": outgoing,
        "minutes": settings.REQUEST_DELAY_MINUTES,
        "sign_in": sign_in_address(draft),
        "sign_up": sign_in_address(draft, "sign-up"),
    }
    return render(http, "pages/ask/preview.html", context)


def _send(http: HttpRequest, draft: RequestDraft, by: Person, outgoing: OutgoingFiles) -> HttpResponse | None:
    """Send the draft; None where it has to be looked at first."""
    team = draft.team if draft.team is not None else asking_team(by, "")
    if team.pk not in {each.pk for each in asking_teams(by)}:
        team = asking_team(by, "")
    if any(check.level == "stop" for check in draft_checks(draft)):
        return None
    if not may_send_now(by, "request"):
        messages.error(
            http, _("You have sent as many requests today as you may. The draft is kept: send it tomorrow.")
        )
        return None
    try:
        request = request_draft_send(
            draft=draft,
            by=by,
            team=team,
            not_before=timezone.now() + dt.timedelta(minutes=settings.REQUEST_DELAY_MINUTES),
            files=outgoing.files,
        )
    except DraftNotReady:
        return None
    except FilesRefused as error:
        messages.error(http, str(error))
        return None
    if LetterHold.objects.filter(request=request).exists():
        messages.success(http, _("An operator looks at your letter before it leaves. Nothing of it is lost."))
        return redirect("request", slug=request.slug)
    minutes = settings.REQUEST_DELAY_MINUTES
    told = ngettext(
        "Your letter leaves in %(count)s minute. Until then you can take it back.",
        "Your letter leaves in %(count)s minutes. Until then you can take it back.",
        minutes,
    )
    messages.success(http, told % {"count": minutes})
    return redirect("request", slug=request.slug)


@require_POST
def ask_delete(http: HttpRequest, key: str) -> HttpResponse:
    """Throw a draft away."""
    draft = own_draft(http, key)
    if request_draft_delete(draft=draft):
        messages.success(http, _("The draft is gone."))
    return redirect("desk" if http.user.is_authenticated else "ask")


@login_required
@require_POST
def ask_again(http: HttpRequest, slug: str) -> HttpResponse:
    """A new draft with what a request asked: to change it and send it, narrower or to be answered at last."""
    request = seen_request(http, slug)
    by = editor(http, request.team)
    draft = request_draft_again(request=request, by=by)
    return redirect("ask-edit", key=draft.key)


@login_required
@require_POST
def request_take_back(http: HttpRequest, slug: str) -> HttpResponse:
    """Take a letter back that has not left yet; what it asked becomes a draft again."""
    request = seen_request(http, slug)
    by = editor(http, request.team)
    if not request_recall(request=request, by=by):
        messages.error(http, _("The letter is on its way already: it cannot be taken back."))
        return redirect("request", slug=slug)
    draft = request_draft_again(request=request, by=person(http))
    messages.success(http, _("The letter has been taken back. Here it is again as a draft."))
    return redirect("ask-edit", key=draft.key)
