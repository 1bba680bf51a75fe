"""Digests: an outbox beside that of the letters, and the record of what each mail carried to whom."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _


class NoticeState(models.TextChoices):
    QUEUED = "queued", _("Waiting to be sent")
    SENDING = "sending", _("Being sent")
    SENT = "sent", _("Sent")
    WITHDRAWN = "withdrawn", _("Taken back: something in it may not be shown any more")
    FAILED = "failed", _("Not delivered")


class Notice(models.Model):
    """One mail to one reader, made in the transaction that remembers what it tells. `post.notice_outbox` drains the rows.

    `subjects` are the requests, letters and files that it tells of ("message:12"): whoever looks into a breach finds by
    them who has a letter in their mailbox. `raw` is the mail itself, forgotten once it has left.
    """

    kind = models.CharField(
        max_length=20, help_text="digest, confirm …: what the room that queued it calls it."
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    to_address = models.EmailField()
    message_id = models.CharField(max_length=200, unique=True)
    raw = models.BinaryField(default=b"", blank=True)
    subjects = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    state = models.CharField(max_length=10, choices=NoticeState, default=NoticeState.QUEUED)
    made_at = models.DateTimeField(auto_now_add=True)
    not_before = models.DateTimeField()
    attempt = models.PositiveSmallIntegerField(default=0)
    claimed_by = models.CharField(max_length=120, blank=True)
    claimed_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    answer = models.TextField(blank=True, help_text="What the receiving server last said, or the bounce.")
    settled = models.BooleanField(
        default=False, help_text="Whoever queued it has heard that it failed or was withdrawn."
    )

    class Meta:
        indexes = [
            models.Index(fields=["not_before", "id"], condition=models.Q(state="queued"), name="notice_due"),
            models.Index(fields=["claimed_by"], condition=models.Q(state="sending"), name="notice_claimed"),
            models.Index(
                fields=["id"],
                condition=models.Q(state__in=["failed", "withdrawn"], settled=False),
                name="notice_unsettled",
            ),
            models.Index(fields=["made_at"], name="notice_age"),
            GinIndex(fields=["subjects"], name="notice_subjects"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} to {self.to_address}: {self.state}"
