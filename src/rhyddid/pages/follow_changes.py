"""What a form changes in one's follows: the same buttons stand on the page of a person and on that of a link in a mail."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _

from rhyddid.following.models import Follow, Follower, Frequency, HowTold, OwnNews, StopReason
from rhyddid.following.services import (
    follow_bring_back,
    follow_frequency_set,
    follow_pause,
    follow_remove,
    follow_resume,
    mails_start,
    mails_stop,
)
from rhyddid.pages.asked import asked_number


def follow_change(http: HttpRequest, follower: Follower) -> None:
    """Do what the button says: `do` is what, `follow` the row."""
    do = http.POST.get("do", "")
    if do == "stop":
        mails_stop(follower=follower, reason=StopReason.ASKED)
        messages.success(http, _("You get no more mails."))
        return
    if do == "start":
        mails_start(follower=follower)
        messages.success(http, _("You get mails again."))
        return
    row = Follow.objects.filter(follower=follower, pk=asked_number(http.POST.get("follow"))).first()
    if row is None:
        return
    frequency = http.POST.get("frequency", "")
    if do == "pause":
        follow_pause(follow=row)
        messages.success(http, _("Paused."))
    elif do == "resume":
        follow_resume(follow=row)
        messages.success(http, _("You are told of it again, from now on."))
    elif do == "remove":
        follow_remove(follow=row)
        messages.success(http, _("You do not follow this any more. It can be undone below."))
    elif do == "undo":
        follow_bring_back(follow=row)
        messages.success(http, _("You follow it again."))
    elif do == "often" and frequency in Frequency.values:
        follow_frequency_set(follow=row, frequency=frequency)
        messages.success(http, _("Saved."))


def own_news_chosen(posted: QueryDict) -> dict[OwnNews, HowTold]:
    """The ways that the form chose, without nonsense."""
    chosen = {news: posted.get(f"own-{news.value}", "") for news in OwnNews}
    return {news: HowTold(how) for news, how in chosen.items() if how in HowTold.values}
