"""What the worker does for accounts by the clock: sessions that are over are forgotten, and what was known about them."""

from __future__ import annotations

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db.models import Exists, OuterRef
from django.utils import timezone
from procrastinate.contrib.django import app


@app.periodic(cron="20 2 * * *")
@app.task(queueing_lock="sessions_forget_nightly")
def sessions_forget_nightly(timestamp: int) -> int:
    """Delete sessions that are over, with the addresses and browsers they came from; returns how many."""
    return sessions_forget()


def sessions_forget() -> int:
    """The same, at once."""
    gone, _ = Session.objects.filter(expire_date__lt=timezone.now()).delete()
    there = Session.objects.filter(session_key=OuterRef("session_key"))
    UserSession.objects.filter(~Exists(there)).delete()
    return gone
