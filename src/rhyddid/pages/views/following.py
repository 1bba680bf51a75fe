"""Following something, and the page of what one follows. Everything here works without scripts."""

from __future__ import annotations

from datetime import timedelta

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from rhyddid.accounts.models import Person, Team
from rhyddid.accounts.queries import team_ids_of
from rhyddid.following.confirmations import LINK_DAYS, follow_ask
from rhyddid.following.feed_keys import feed_key_end, feed_key_renew
from rhyddid.following.models import Frequency
from rhyddid.following.services import TooManyFollows, follow_add, follower_of_person, own_news_set
from rhyddid.following.targets import Target, target_find
from rhyddid.pages.asked import asked_number, asked_text
from rhyddid.pages.doors import person
from rhyddid.pages.follow_changes import follow_change, own_news_chosen
from rhyddid.pages.following_page import following_page
from rhyddid.pages.forms.following import FollowByMailForm, FollowForm
from rhyddid.post.rate import rate_allows


@require_http_methods(["GET", "HEAD", "POST"])
def follow(http: HttpRequest) -> HttpResponse:
    """Follow `what` by its `name`: one press of a button for whoever is signed in, by e-mail for everybody else."""
    given = http.POST if http.method == "POST" else http.GET
    if "what" not in given:
        return redirect("following")
    target = target_find(http.user, asked_text(given.get("what"), 20), asked_text(given.get("name"), 500))
    if target is None:
        raise Http404
    if isinstance(http.user, Person):
        return _as_person(http, http.user, target)
    return _by_mail(http, target)


def _as_person(http: HttpRequest, who: Person, target: Target) -> HttpResponse:
    form = FollowForm(http.POST if http.POST.get("frequency") else None)
    if http.method == "POST":
        # the button on a page says nothing of how often
        frequency = form.cleaned_data["frequency"] if form.is_bound and form.is_valid() else Frequency.DAILY
        try:
            follow_add(follower=follower_of_person(who), target=target, frequency=frequency)
        except TooManyFollows:
            messages.error(http, _("You follow as much as one may. Remove something first."))
        else:
            messages.success(http, _("You follow this now: %(title)s") % {"title": target.title})
        return redirect("following")
    return render(http, "pages/follow.html", {"target": target, "form": form, "has_feed": _has_feed(target)})


def _by_mail(http: HttpRequest, target: Target) -> HttpResponse:
    form = FollowByMailForm(http.POST or None)
    if http.method == "POST" and form.is_valid():
        given = form.cleaned_data
        if not rate_allows(f"follow:{http.META.get('REMOTE_ADDR', '')}", most=10, per=timedelta(hours=1)):
            form.add_error(None, _("You have asked for many mails within an hour. Please try again later."))
        else:
            # whoever fills the form for somebody else cannot fill a mailbox
            once_more = rate_allows(f"follow-mail:{given['email'].lower()}", most=5, per=timedelta(days=1))
            if once_more and not given["website"]:
                follow_ask(
                    email=given["email"],
                    target=target,
                    frequency=given["frequency"],
                    language=(get_language() or "en")[:2],
                )
            context = {"target": target, "email": given["email"], "days": LINK_DAYS}
            return render(http, "pages/follow_sent.html", context)
    status = 422 if form.is_bound else 200
    return render(
        http,
        "pages/follow.html",
        {"target": target, "form": form, "has_feed": _has_feed(target)},
        status=status,
    )


def _has_feed(target: Target) -> bool:
    """Whether everybody may see it: what only a team sees has a feed by the team's secret address."""
    return target_find(None, target.subject, target.name) is not None


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def following(http: HttpRequest) -> HttpResponse:
    """What I follow; a POST changes one row, the ways of one's own news, or a secret address."""
    who = person(http)
    follower = follower_of_person(who)
    if http.method == "POST":
        if http.POST.get("do") == "own":
            own_news_set(follower=follower, choices=own_news_chosen(http.POST))
            messages.success(http, _("Saved."))
        elif http.POST.get("do") in ("feed-renew", "feed-end"):
            _feed_change(http, who)
        else:
            follow_change(http, follower)
        return redirect("following")
    return render(http, "pages/following.html", {"page": following_page(follower), "section": "following"})


def _feed_change(http: HttpRequest, who: Person) -> None:
    team = get_object_or_404(
        Team.objects.filter(pk__in=team_ids_of(who)), pk=asked_number(http.POST.get("team"))
    )
    if http.POST.get("do") == "feed-renew":
        feed_key_renew(person=who, team=team)
        messages.success(http, _("There is a new secret address. The old one, if there was one, has ended."))
    else:
        feed_key_end(person=who, team=team)
        messages.success(http, _("The secret address has ended."))
