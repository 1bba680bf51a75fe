"""Demands that something be taken down, each with a clock of its own."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class TakedownGround(models.TextChoices):
    PERSONAL_DATA = "personal_data", _("Personal data")
    DEFAMATION = "defamation", _("Defamation")
    COPYRIGHT = "copyright", _("Copyright")
    COURT_ORDER = "court_order", _("Order of a court")
    SAFETY = "safety", _("Somebody's safety")
    OTHER = "other", _("Something else")


class TakedownDecision(models.TextChoices):
    GRANTED = "granted", _("Taken down")
    PARTLY = "partly", _("Partly taken down")
    REFUSED = "refused", _("Stays")


class Takedown(models.Model):
    """Somebody asks that a page, letter or file be taken down. `due_on` is the last day to decide, fixed when it came in.

    The subject is named by kind and id where the page is known; `place` is what they wrote.
    """

    subject_kind = models.CharField(max_length=40, blank=True)
    subject_id = models.BigIntegerField(null=True, blank=True)
    place = models.CharField(max_length=500)
    ground = models.CharField(max_length=20, choices=TakedownGround)
    why = models.TextField()
    name = models.CharField(max_length=200)
    email = models.EmailField()
    on_behalf_of = models.CharField(max_length=200, blank=True)
    language = models.CharField(max_length=5, default="en")
    received_on = models.DateField()
    due_on = models.DateField()
    decision = models.CharField(max_length=10, choices=TakedownDecision, blank=True)
    reason = models.TextField(blank=True, help_text="Why it was decided so; for the operators.")
    letter = models.TextField(blank=True, help_text="What was written back.")
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True, help_text="When the letter back was sent.")

    class Meta:
        ordering = ["due_on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(due_on__gte=F("received_on")), name="takedown_due_after_received"
            ),
            models.CheckConstraint(
                condition=Q(decision="", decided_at=None) | ~Q(decision="") & Q(decided_at__isnull=False),
                name="takedown_decided_with_a_time",
            ),
        ]
        indexes = [models.Index(fields=["due_on"], condition=Q(decision=""), name="takedown_open")]

    def __str__(self) -> str:
        return f"{self.ground}: {self.place[:60]}"
