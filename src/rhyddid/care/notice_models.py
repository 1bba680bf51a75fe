"""What the site says to everybody on it: announcements, and whether it can be written to."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Audience(models.TextChoices):
    EVERYBODY = "everybody", _("Everybody")
    SIGNED_IN = "signed_in", _("Whoever is signed in")
    TEAMS = "teams", _("Members of these teams")


class Announcement(models.Model):
    """A text on every page, from one day to another, until its reader puts it away or an operator withdraws it.

    `teams` are ids, because care knows no teams.
    """

    text = models.CharField(max_length=500)
    text_cy = models.CharField(max_length=500, blank=True)
    href = models.CharField(max_length=500, blank=True)
    audience = models.CharField(max_length=10, choices=Audience, default=Audience.EVERYBODY)
    teams = ArrayField(models.BigIntegerField(), default=list, blank=True)
    is_warning = models.BooleanField(default=False)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True, help_text="The last day it is shown.")
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    made_at = models.DateTimeField(auto_now_add=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ["-made_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="announcement_says_something"),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="announcement_ends_after_start",
            ),
            models.CheckConstraint(
                condition=Q(audience="teams") & ~Q(teams=[]) | ~Q(audience="teams") & Q(teams=[]),
                name="announcement_has_its_teams",
            ),
        ]
        indexes = [
            models.Index(fields=["starts_on"], condition=Q(withdrawn_at=None), name="announcement_standing")
        ]

    def __str__(self) -> str:
        return self.text[:60]


class SiteSwitch(models.Model):
    """One row: whether the site is read only by an operator's switch, and what it tells those who want to write."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    read_only = models.BooleanField(default=False)
    why = models.CharField(max_length=300, blank=True)
    why_cy = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="one_site_switch")]

    def __str__(self) -> str:
        return "read only" if self.read_only else "open"


class Suspension(models.Model):
    """That a person may read and not write, why, and until when (empty: until it is lifted)."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="suspensions")
    reason = models.CharField(max_length=500, help_text="The person reads this.")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField(auto_now_add=True)
    until = models.DateField(null=True, blank=True, help_text="The last day of it.")
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ["-at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(lifted_at=None), name="one_standing_suspension"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="suspension_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"suspended {self.at:%Y-%m-%d}"
