"""The holding pen, the record of every attempt to deliver, the pace per mail domain, and how far mailboxes are read."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from rhyddid.requests.models import Delivery, Message


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
