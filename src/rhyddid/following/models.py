"""Who follows what and how often, where each has been told up to, keys of private feeds, and webhooks of teams.

There is no second log of what happened: digests, feeds and webhooks read events, and a follow keeps the moment up to
which it has told them. That place moves in the transaction that queues the mail.
"""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from rhyddid.accounts.models import Team
from rhyddid.authorities.models import Authority
from rhyddid.batches.models import Batch
from rhyddid.post.notice_models import Notice
from rhyddid.requests.models import Event, Request

LANGUAGES = [("en", "English"), ("cy", "Cymraeg")]


class Subject(models.TextChoices):
    """What can be followed, and read as a feed."""

    REQUEST = "request", _("Request")
    AUTHORITY = "authority", _("Authority")
    BATCH = "batch", _("Batch")
    TEAM = "team", _("Who asks")
    TAG = "tag", _("Tag")
    LAW = "law", _("Law")
    SEARCH = "search", _("Search")


class Frequency(models.TextChoices):
    INSTANT = "instant", _("At once")
    DAILY = "daily", _("Every morning")
    WEEKLY = "weekly", _("Every Monday")


class StopReason(models.TextChoices):
    ASKED = "asked", _("You asked for no more mails.")
    BOUNCED = "bounced", _("A mail to this address came back.")


class Follower(models.Model):
    """Somebody who is written to: a person with an account, or an e-mail address that was confirmed.

    `own_*` say up to when a person has been told of their own teams' requests: what is told at once, what in the
    morning, and the day up to which dates that passed were told.
    """

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.CASCADE, related_name="follower"
    )
    email = models.EmailField(null=True, blank=True, unique=True)
    language = models.CharField(max_length=5, default="en", choices=LANGUAGES)
    made_at = models.DateTimeField(auto_now_add=True)
    stopped_at = models.DateTimeField(null=True, blank=True)
    stop_reason = models.CharField(max_length=10, blank=True, choices=StopReason)
    last_digest_at = models.DateTimeField(null=True, blank=True)
    own_due_at = models.DateTimeField(null=True, blank=True)
    own_once_to = models.DateTimeField(default=timezone.now)
    own_morning_to = models.DateTimeField(default=timezone.now)
    own_day = models.DateField(default=timezone.localdate)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(person__isnull=False, email=None) | Q(person=None, email=Lower("email")),
                name="follower_is_person_or_address",
            ),
            models.CheckConstraint(
                condition=Q(stopped_at=None, stop_reason="")
                | (Q(stopped_at__isnull=False) & ~Q(stop_reason="")),
                name="follower_stopped_for_a_reason",
            ),
        ]
        indexes = [
            models.Index(
                fields=["own_due_at"], condition=Q(own_due_at__isnull=False), name="follower_own_due"
            )
        ]

    def __str__(self) -> str:
        return self.address

    @property
    def address(self) -> str:
        """Where mails go."""
        return self.person.email if self.person is not None else self.email or ""


class Follow(models.Model):
    """One thing that one follower follows. `value` is a tag, a law or a search's text; what is removed can come back for a
    while. `read_to` is the moment up to which it was told; `due_at` when it is next told. Search entries have no moment:
    a search looks behind `entry_before`, where the look before the last one ended, since a slow index may still add there.
    """

    follower = models.ForeignKey(Follower, on_delete=models.CASCADE, related_name="follows")
    subject = models.CharField(max_length=10, choices=Subject)
    request = models.ForeignKey(
        Request, null=True, blank=True, on_delete=models.CASCADE, related_name="follows"
    )
    authority = models.ForeignKey(
        Authority, null=True, blank=True, on_delete=models.CASCADE, related_name="follows"
    )
    batch = models.ForeignKey(Batch, null=True, blank=True, on_delete=models.CASCADE, related_name="follows")
    team = models.ForeignKey(Team, null=True, blank=True, on_delete=models.CASCADE, related_name="follows")
    value = models.CharField(max_length=500, blank=True)
    frequency = models.CharField(max_length=10, choices=Frequency, default=Frequency.DAILY)
    made_at = models.DateTimeField(auto_now_add=True)
    read_to = models.DateTimeField()
    entry_to = models.BigIntegerField(default=0)
    entry_before = models.BigIntegerField(default=0)
    due_at = models.DateTimeField(null=True, blank=True)
    paused_at = models.DateTimeField(null=True, blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["follower", "subject", "request", "authority", "batch", "team", "value"],
                nulls_distinct=False,
                name="followed_once",
            ),
            models.CheckConstraint(
                condition=Q(
                    subject="request", request__isnull=False, authority=None, batch=None, team=None, value=""
                )
                | Q(
                    subject="authority",
                    request=None,
                    authority__isnull=False,
                    batch=None,
                    team=None,
                    value="",
                )
                | Q(subject="batch", request=None, authority=None, batch__isnull=False, team=None, value="")
                | Q(subject="team", request=None, authority=None, batch=None, team__isnull=False, value="")
                | Q(subject__in=["tag", "law", "search"], request=None, authority=None, batch=None, team=None)
                & ~Q(value=""),
                name="follow_has_its_subject",
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at"],
                condition=Q(due_at__isnull=False, paused_at=None, removed_at=None),
                name="follow_due",
            ),
            models.Index(
                fields=["subject", "value"],
                condition=Q(frequency="instant", paused_at=None, removed_at=None) & ~Q(value=""),
                name="follow_instant_value",
            ),
            models.Index(fields=["removed_at"], condition=Q(removed_at__isnull=False), name="follow_removed"),
        ]

    def __str__(self) -> str:
        return f"{self.follower_id} follows {self.subject} {self.value}".strip()


class PendingFollow(models.Model):
    """A follow by e-mail that waits for its address to be confirmed. Only the hash of the link's token is here; it can be
    used once, until `expires_at`.
    """

    email = models.EmailField()
    language = models.CharField(max_length=5, default="en", choices=LANGUAGES)
    wanted = models.CharField(max_length=600, help_text="request:slug, search:words …")
    frequency = models.CharField(max_length=10, choices=Frequency)
    token_sha256 = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(db_index=True)
    used_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.email}: {self.wanted}"


class OwnNews(models.TextChoices):
    """What a person is told of their own teams' requests."""

    REPLY = "reply", _("A letter has come")
    CLARIFICATION = "clarification", _("The authority asks something")
    UNDELIVERED = "undelivered", _("A letter was not delivered")
    LATE = "late", _("The authority is late")
    REVIEW_LATE = "review_late", _("The review is due")
    EMBARGO = "embargo", _("An embargo ends in a week")


class HowTold(models.TextChoices):
    ONCE = "once", _("At once")
    MORNING = "morning", _("In the morning")
    NEVER = "never", _("Not by mail")


class OwnNewsChoice(models.Model):
    """How a person wants to hear of one kind of news of their own; without a row, the default counts."""

    follower = models.ForeignKey(Follower, on_delete=models.CASCADE, related_name="choices")
    news = models.CharField(max_length=15, choices=OwnNews)
    how = models.CharField(max_length=10, choices=HowTold)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["follower", "news"], name="one_choice_per_news")]

    def __str__(self) -> str:
        return f"{self.news}: {self.how}"


class Digest(models.Model):
    """That a follower was told, by which mail; `places` is where their follows stood before, should it be taken back."""

    follower = models.ForeignKey(Follower, on_delete=models.CASCADE, related_name="digests")
    notice = models.OneToOneField(Notice, on_delete=models.CASCADE, related_name="digest")
    places = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["follower", "-id"], name="digest_of_follower")]

    def __str__(self) -> str:
        return f"digest {self.pk} to {self.follower_id}"


class StreamPlace(models.Model):
    """One row: up to where events have woken those who are told at once, and the day whose dates were looked at."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    read_to = models.DateTimeField()
    day = models.DateField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="one_stream_place")]

    def __str__(self) -> str:
        return f"{self.read_to:%Y-%m-%d %H:%M:%S}"


class FeedKey(models.Model):
    """A person's secret address of one team's feed and calendar. The token follows from the site's secret and `edition`:
    a new edition ends the old address.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="feed_keys")
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="+")
    edition = models.UUIDField()
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "team"], name="one_feed_key_per_team")]

    def __str__(self) -> str:
        return f"feed of {self.team} for {self.person}"


class Webhook(models.Model):
    """An address of a team's own that is told of its requests' events, signed with `secret`."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="webhooks")
    url = models.URLField(max_length=500)
    secret = models.CharField(max_length=80)
    event_types = ArrayField(
        models.CharField(max_length=30),
        default=list,
        blank=True,
        help_text=_("Empty: all."),
    )
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    made_at = models.DateTimeField(auto_now_add=True)
    disabled_at = models.DateTimeField(null=True, blank=True)
    disabled_because = models.CharField(max_length=300, blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.url


class CallState(models.TextChoices):
    WAITING = "waiting", _("Waiting")
    DONE = "done", _("Taken")
    FAILED = "failed", _("Given up")


class WebhookCall(models.Model):
    """One event that one webhook is told. Tried for about a day; the other side may see it twice, with the same id."""

    webhook = models.ForeignKey(Webhook, on_delete=models.CASCADE, related_name="calls")
    event = models.ForeignKey(Event, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    key = models.UUIDField(unique=True)
    state = models.CharField(max_length=10, choices=CallState, default=CallState.WAITING)
    made_at = models.DateTimeField(auto_now_add=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField(default=timezone.now)
    last_at = models.DateTimeField(null=True, blank=True)
    last_status = models.PositiveSmallIntegerField(null=True, blank=True)
    last_answer = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["webhook", "event"], name="event_told_once_per_webhook")
        ]
        indexes = [
            models.Index(fields=["next_at"], condition=Q(state="waiting"), name="webhook_call_due"),
            models.Index(fields=["made_at"], name="webhook_call_age"),
        ]

    def __str__(self) -> str:
        return f"{self.webhook_id}: {self.state}"
