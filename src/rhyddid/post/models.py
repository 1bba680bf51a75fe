"""The holding pen, the record of every attempt to deliver, the pace per mail domain, and how far mailboxes are read."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from rhyddid.post import notice_models as notice_models  # its table belongs to this app
from rhyddid.requests.models import Delivery, Message, UploadLink


class HeldMessage(models.Model):
    """A message that waits for a person. `guesses` is `[{"request": id, "score": 0–1, "reasons": [str]}, …]`, best first.

    `resolution` is what a person did, so that it can be undone: `{"how": "accepted", "requests": [id, …]}` or
    `{"how": "spam"}`.
    """

    message = models.OneToOneField(Message, on_delete=models.CASCADE, primary_key=True, related_name="held")
    guesses = models.JSONField(default=list, blank=True)
    held_at = models.DateTimeField(auto_now_add=True)
    resolved_at = models.DateTimeField(null=True, blank=True)
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    resolution = models.JSONField(default=dict, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["held_at"], condition=models.Q(resolved_at=None), name="held_waiting")
        ]

    def __str__(self) -> str:
        return str(self.message)


class AttemptOutcome(models.TextChoices):
    ACCEPTED = "accepted", _("Accepted")
    UNSEEN = "unseen", _("Handed over, the answer was not seen")
    DELAYED = "delayed", _("Put off")
    REFUSED = "refused", _("Refused")
    NOT_HANDED_OVER = "not_handed_over", _("Not handed over")
    NO_MAIL = "no_mail", _("Could not be made into a mail")


class DeliveryAttempt(models.Model):
    """One attempt to hand a letter over, and what the receiving server said. Written once, with the delivery's new state."""

    delivery = models.ForeignKey(Delivery, on_delete=models.CASCADE, related_name="attempts")
    attempt = models.PositiveSmallIntegerField()
    at = models.DateTimeField()
    outcome = models.CharField(max_length=20, choices=AttemptOutcome)
    answer = models.TextField(blank=True)

    class Meta:
        ordering = ["attempt"]
        constraints = [models.UniqueConstraint(fields=["delivery", "attempt"], name="attempt_recorded_once")]

    def __str__(self) -> str:
        return f"attempt {self.attempt}: {self.outcome}"


class News(models.TextChoices):
    DELIVERED = "delivered", _("Delivered")
    HELD_UP = "held_up", _("Held up on its way")
    FAILED = "failed", _("Not delivered")
    COMPLAINT = "complaint", _("Marked as spam")


class DeliveryNews(models.Model):
    """What a mail provider told about a letter after it had left, each thing once, in whatever order it came."""

    delivery = models.ForeignKey(Delivery, on_delete=models.CASCADE, related_name="news")
    provider = models.CharField(max_length=20)
    news = models.CharField(max_length=10, choices=News)
    at = models.DateTimeField()
    answer = models.TextField(blank=True)

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["delivery", "provider", "news", "at"], name="news_told_once")
        ]

    def __str__(self) -> str:
        return f"{self.news} by {self.provider}"


class DomainPace(models.Model):
    """When the next letter may go to a mail domain: one row that all workers share."""

    domain = models.CharField(max_length=255, primary_key=True)
    free_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.domain} from {self.free_at:%H:%M:%S}"


class MailboxPosition(models.Model):
    """How far an IMAP mailbox has been read. Where its numbers were given anew (`uid_validity`), it is read again."""

    mailbox = models.CharField(max_length=400, primary_key=True)
    uid_validity = models.BigIntegerField()
    last_uid = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.mailbox} up to {self.last_uid}"


class UploadState(models.TextChoices):
    OPEN = "open", _("Being written")
    WAITING = "waiting", _("Waits to be confirmed")
    CONFIRMED = "confirmed", _("Confirmed")
    FOREIGN = "foreign", _("Sent from elsewhere")
    TAKEN_IN = "taken_in", _("Taken in")
    HELD = "held", _("In the holding pen")


class Upload(models.Model):
    """An officer's answer by the link in one of our letters, from the first file to the letter it becomes.

    `draft` is the key of the form that it is written in; whoever has it may add and remove files. CONFIRMED and FOREIGN
    wait for the worker, which makes `message` of them: in the request, or in the holding pen.
    """

    link = models.ForeignKey(UploadLink, on_delete=models.CASCADE, related_name="uploads")
    draft = models.CharField(max_length=43, unique=True)
    state = models.CharField(max_length=10, choices=UploadState, default=UploadState.OPEN)
    text = models.TextField(blank=True)
    name = models.CharField(max_length=200, blank=True)
    email = models.CharField(max_length=320, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    touched_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True, blank=True)
    confirm_sha256 = models.CharField(max_length=64, null=True, unique=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    message = models.OneToOneField(
        Message, null=True, blank=True, on_delete=models.SET_NULL, related_name="upload"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["link"], condition=~models.Q(confirmed_at=None), name="link_writes_once"
            )
        ]
        indexes = [
            models.Index(
                fields=["touched_at"],
                condition=models.Q(state__in=["open", "waiting"]),
                name="upload_unfinished",
            ),
            models.Index(
                fields=["state"],
                condition=models.Q(state__in=["confirmed", "foreign"]),
                name="upload_to_take_in",
            ),
        ]

    def __str__(self) -> str:
        return f"upload {self.pk}: {self.state}"


class UploadFile(models.Model):
    """A file of an upload. `received` bytes of `size` are synced, as `pieces` of the blob store's storage."""

    upload = models.ForeignKey(Upload, on_delete=models.CASCADE, related_name="files")
    key = models.CharField(max_length=43, unique=True)
    filename = models.CharField(max_length=250, blank=True)
    content_type = models.CharField(max_length=150)
    size = models.PositiveBigIntegerField()
    received = models.PositiveBigIntegerField(default=0)
    pieces = ArrayField(models.CharField(max_length=120), default=list, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(received__lte=models.F("size")), name="no_more_received_than_told"
            )
        ]

    def __str__(self) -> str:
        return f"{self.filename} ({self.received} of {self.size})"


class RateBucket(models.Model):
    """A token bucket (`rhyddid.post.rate`): how much is left of what may be done under a key, and as of when."""

    key = models.CharField(max_length=120, primary_key=True)
    left = models.FloatField()
    at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.key}: {self.left:.1f}"


class SiteMail(models.Model):
    """A mail of the site's own (about an account, a team, an alert), outside any request: here until a server has taken it,
    and no longer, for it may hold a code or a link. `failed_at`: it was tried for days, and given up.
    """

    recipients = ArrayField(models.EmailField())
    subject = models.CharField(max_length=250)
    raw = models.BinaryField()
    made_at = models.DateTimeField(auto_now_add=True)
    failed_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    last_error = models.CharField(max_length=300, blank=True)

    class Meta:
        indexes = [models.Index(fields=["made_at"], name="site_mail_made")]

    def __str__(self) -> str:
        return f"{self.subject} to {', '.join(self.recipients)}"
