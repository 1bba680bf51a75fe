"""What people add to a request that is not a letter: annotations, and links to what was made of it.

Every change raises the request's version by the triggers of the migration that makes these tables.
"""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class AnnotationState(models.TextChoices):
    SHOWN = "shown", _("Shown")
    WAITING = "waiting", _("Waits for an operator")
    HIDDEN = "hidden", _("Hidden by an operator")
    TAKEN_BACK = "taken_back", _("Taken back")


class Annotation(models.Model):
    """A remark under a request, by anybody with an account; `message` where it is about one letter."""

    request = models.ForeignKey("requests.Request", on_delete=models.CASCADE, related_name="annotations")
    message = models.ForeignKey(
        "requests.Message", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="annotations"
    )
    text = models.TextField()
    at = models.DateTimeField(auto_now_add=True)
    state = models.CharField(max_length=10, choices=AnnotationState, default=AnnotationState.SHOWN)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    hidden_reason = models.CharField(max_length=300, blank=True, help_text="Everybody reads it.")
    spam_reasons = ArrayField(models.CharField(max_length=40), default=list, blank=True)

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="annotation_says_something"),
            models.CheckConstraint(
                condition=~Q(state="hidden") | ~Q(hidden_reason=""), name="annotation_hidden_for_a_reason"
            ),
        ]
        indexes = [
            models.Index(fields=["request", "at", "id"], name="annotation_of_request"),
            models.Index(fields=["by", "-at"], name="annotation_of_person"),
        ]

    def __str__(self) -> str:
        return self.text[:60]


class AnnotationsOff(models.Model):
    """That nobody may add annotations to a request; those that are there stay."""

    request = models.OneToOneField(
        "requests.Request", primary_key=True, on_delete=models.CASCADE, related_name="annotations_off"
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"request {self.request_id}: no annotations"


class CitationKind(models.TextChoices):
    NEWS = "news", _("News")
    RESEARCH = "research", _("Research")
    CAMPAIGN = "campaign", _("Campaign")
    PARLIAMENT = "parliament", _("Parliament or council")
    OTHER = "other", _("Elsewhere")


class Citation(models.Model):
    """Where a request was used: a link with its title, added by the request's team or an operator."""

    request = models.ForeignKey("requests.Request", on_delete=models.CASCADE, related_name="citations")
    url = models.URLField(max_length=500)
    title = models.CharField(max_length=250)
    source = models.CharField(max_length=150, blank=True, help_text="Who published it.")
    kind = models.CharField(max_length=12, choices=CitationKind, default=CitationKind.NEWS)
    language = models.CharField(max_length=5, default="en")
    published_on = models.DateField(null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ["-at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["request", "url"], condition=Q(undone_at=None), name="citation_once_per_request"
            ),
            models.CheckConstraint(condition=~Q(title=""), name="citation_has_a_title"),
            models.CheckConstraint(condition=Q(url__regex=r"^https?://"), name="citation_leads_to_the_web"),
        ]
        indexes = [models.Index(fields=["-at", "-id"], condition=Q(undone_at=None), name="citation_newest")]

    def __str__(self) -> str:
        return self.title[:60]


class LetterHold(models.Model):
    """That a request's letter waits for an operator's look before it leaves, by which rules, and what was decided.

    While it stands its delivery's `not_before` is out of reach; `leaves_at` is what it was.
    """

    request = models.OneToOneField(
        "requests.Request", primary_key=True, on_delete=models.CASCADE, related_name="letter_hold"
    )
    score = models.PositiveSmallIntegerField()
    reasons = ArrayField(models.CharField(max_length=40), default=list)
    leaves_at = models.DateTimeField()
    at = models.DateTimeField(auto_now_add=True)
    released = models.BooleanField(null=True, blank=True, help_text="Empty while nobody has decided.")
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(released=None, decided_at=None)
                | Q(released__isnull=False, decided_at__isnull=False),
                name="letter_hold_decided_with_a_time",
            )
        ]

    def __str__(self) -> str:
        return f"request {self.request_id}: {self.score}"
