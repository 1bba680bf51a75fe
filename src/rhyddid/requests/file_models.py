"""What is known of an attachment's file, and what people decided about it: FileCheck, FileDecision, PublicCopy, FilePreview.

All but the decisions are derived, and can be made again; a decision is a person's, kept with who made and who undid it.
"""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Hold(models.TextChoices):
    """Who may have a file: WAITING, KEPT and COPY_ONLY are for the team's checkers and for operators alone."""

    FREE = "free", _("Not withheld")
    WAITING = "waiting", _("Withheld until somebody has decided")
    KEPT = "kept", _("Withheld by a decision")
    COPY_ONLY = "copy_only", _("Only a redacted copy is shown")


class VirusState(models.TextChoices):
    OFF = "off", _("No virus scanner is set up")
    WAITING = "waiting", _("Not scanned for viruses yet")
    CLEAN = "clean", _("No virus found")
    FOUND = "found", _("A virus was found")
    TOO_LARGE = "too_large", _("Larger than the virus scanner takes")


class FileCheck(models.Model):
    """What the scans found in a file: `finds` have the shape of `HiddenFind.to_json`, `problems` are codes of
    `suspect_rules`. `hold` follows from them and from the newest decision that stands.
    """

    attachment = models.OneToOneField(
        "requests.Attachment", on_delete=models.CASCADE, primary_key=True, related_name="file_check"
    )
    finds = models.JSONField(default=list, blank=True)
    is_inspected = models.BooleanField(default=False)
    virus = models.CharField(max_length=10, choices=VirusState, default=VirusState.OFF)
    virus_name = models.CharField(max_length=200, blank=True)
    scanned_at = models.DateTimeField(null=True, blank=True)
    problems = ArrayField(models.CharField(max_length=30), default=list, blank=True)
    rules_version = models.PositiveSmallIntegerField(default=0)
    hold = models.CharField(max_length=10, choices=Hold, default=Hold.FREE)
    checked_at = models.DateTimeField(auto_now=True)

    class Meta:
        indexes = [
            models.Index(fields=["hold"], condition=~Q(hold="free"), name="file_withheld"),
            models.Index(
                fields=["attachment"],
                condition=Q(is_inspected=False) | Q(virus="waiting"),
                name="file_to_be_checked",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.attachment_id}: {self.hold}"


class Decided(models.TextChoices):
    RELEASE = "release", _("Release it")
    RELEASE_COPY = "release_copy", _("Release a redacted copy only")
    KEEP = "keep", _("Keep it withheld")


class FileDecision(models.Model):
    """A person's decision about a suspect file, for the `problems` that it had then. The newest that stands counts,
    until a scan finds a problem that it did not know.
    """

    attachment = models.ForeignKey(
        "requests.Attachment", on_delete=models.CASCADE, related_name="file_decisions"
    )
    decision = models.CharField(max_length=15, choices=Decided)
    problems = ArrayField(models.CharField(max_length=30), default=list, blank=True)
    reason = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return f"{self.attachment_id}: {self.decision}"


class CopyState(models.TextChoices):
    WAITING = "waiting", _("Being made")
    MADE = "made", _("Made")
    REFUSED = "refused", _("Text only")


class PublicCopy(models.Model):
    """The redacted copy of a file that everybody may have: its bytes are in the blob store under `sha256`, and have
    passed their check. `removed` is `[{"page", "kind", "where", "count"}, …]`; `rules` names what it was made by.
    """

    attachment = models.OneToOneField(
        "requests.Attachment", on_delete=models.CASCADE, primary_key=True, related_name="public_copy"
    )
    state = models.CharField(max_length=10, choices=CopyState, default=CopyState.WAITING)
    sha256 = models.CharField(max_length=64, blank=True, db_index=True)
    extension = models.CharField(max_length=10, blank=True)
    size = models.PositiveBigIntegerField(default=0)
    reason = models.CharField(max_length=300, blank=True, help_text="Why there is none: a sentence.")
    removed = models.JSONField(default=list, blank=True)
    rules = models.CharField(max_length=80, blank=True)
    made_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="made") | ~Q(sha256=""), name="copy_that_is_made_has_bytes"
            )
        ]

    def __str__(self) -> str:
        return f"{self.attachment_id}: {self.state}"


class FilePreview(models.Model):
    """A picture of a page of an attachment, or of its redacted copy: of the bytes named `of_file`."""

    attachment = models.ForeignKey("requests.Attachment", on_delete=models.CASCADE, related_name="previews")
    of_file = models.CharField(max_length=64)
    page = models.PositiveIntegerField()
    version = models.PositiveSmallIntegerField()
    sha256 = models.CharField(max_length=64, db_index=True)
    content_type = models.CharField(max_length=20)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    pages = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["attachment", "of_file", "page"], name="one_preview_of_a_page")
        ]

    def __str__(self) -> str:
        return f"{self.of_file[:12]}, page {self.page}"
