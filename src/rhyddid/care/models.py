"""Tasks and the audit log. Both name their subject by kind and id, so that care knows none of the rooms above it."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _

from rhyddid.care import notice_models as notice_models  # its tables belong to this app
from rhyddid.care import takedown_models as takedown_models  # and these


class TaskKind(models.TextChoices):
    HELD_MESSAGE = "held_message", _("Message that matches no request")
    BOUNCE = "bounce", _("Address that bounces")
    DELIVERY = "delivery", _("Letter that may not have arrived")
    BATCH_APPROVAL = "batch_approval", _("Batch that waits for approval")
    REPORT = "report", _("Report by a reader")
    BREACH = "breach", _("Something shown that should not be")
    CORRECTION = "correction", _("Correction of a published answer")
    QUARANTINE = "quarantine", _("File that is withheld until somebody decides")
    PROPOSAL = "proposal", _("Authority that somebody proposes or corrects")
    TAKEDOWN = "takedown", _("Demand to take something down")
    SPAM = "spam", _("Letter or text that waits for a look")


class TaskQuerySet(models.QuerySet["Task"]):
    def open(self) -> TaskQuerySet:
        return self.filter(done_at=None)


class Task(models.Model):
    """Something a person must look at. One open task per kind and subject."""

    kind = models.CharField(max_length=40, choices=TaskKind)
    subject_kind = models.CharField(max_length=40)
    subject_id = models.BigIntegerField()
    detail = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    claimed_at = models.DateTimeField(null=True, blank=True)
    claimed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    objects = TaskQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "subject_kind", "subject_id"],
                condition=models.Q(done_at=None),
                name="one_open_task_per_subject",
            )
        ]
        indexes = [
            models.Index(fields=["created_at"], condition=models.Q(done_at=None), name="task_open"),
            models.Index(
                fields=["kind", "created_at"], condition=models.Q(done_at=None), name="task_open_kind"
            ),
            models.Index(fields=["-done_at"], condition=models.Q(done_at__isnull=False), name="task_done"),
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.subject_kind} {self.subject_id}"


class AuditEntry(models.Model):
    """Who did what to which thing, when. Append-only: the database refuses updates and deletes."""

    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    action = models.CharField(max_length=60)
    subject_kind = models.CharField(max_length=40)
    subject_id = models.BigIntegerField()
    detail = models.JSONField(default=dict, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["subject_kind", "subject_id", "at"], name="audit_subject"),
            models.Index(fields=["-at", "-id"], name="audit_newest"),
            models.Index(fields=["by", "-at"], name="audit_by"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.action} {self.subject_kind} {self.subject_id}"


class AccessEntry(models.Model):
    """That somebody was shown letters or files. `subjects` are "kind:id"; whoever is not signed in is a hash of the address
    with that day's salt, which is thrown away: who it was cannot be worked out afterwards.
    """

    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    visitor = models.CharField(max_length=16, blank=True)
    door = models.CharField(max_length=20, help_text="request, text, original, preview, sheet, export …")
    unmasked = models.BooleanField(default=False)
    subjects = ArrayField(models.CharField(max_length=40))

    class Meta:
        indexes = [
            GinIndex(fields=["subjects"], name="access_subjects"),
            models.Index(fields=["at"], name="access_at"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.door}"


class AccessSalt(models.Model):
    """A day's salt for the hashes of addresses in the access log."""

    day = models.DateField(primary_key=True)
    salt = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"{self.day}"
