"""Tokens by which programs act for a team over the API, how often each has asked, and what was asked once already."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _


class TokenScope(models.TextChoices):
    READ = "read", _("Read what the team sees")
    WRITE = "write", _("Make drafts and requests, and write to authorities")
    CHECK = "check", _("Check answers")


class ApiToken(models.Model):
    """A key for programs: it sees what its team sees, and does what its maker may do in that team, until it ends.

    Only the hash is here; `begins_with` tells it apart in a list.
    """

    team = models.ForeignKey("accounts.Team", on_delete=models.CASCADE, related_name="api_tokens")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="api_tokens")
    name = models.CharField(max_length=100)
    token_sha256 = models.CharField(max_length=64, unique=True)
    begins_with = models.CharField(max_length=12)
    scopes = ArrayField(models.CharField(max_length=10, choices=TokenScope))
    made_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    used_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["-made_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=~models.Q(scopes=[]), name="api_token_may_do_something")
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.begins_with}…)"


class ApiCount(models.Model):
    """How often somebody asked in one window of time; rows of past windows are thrown away."""

    key = models.CharField(max_length=90)
    window = models.BigIntegerField()
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "window"], name="api_count_once_a_window")]
        indexes = [models.Index(fields=["window"], name="api_count_age")]

    def __str__(self) -> str:
        return f"{self.key}: {self.count}"


class ApiAnswer(models.Model):
    """What was answered to a write with this idempotency key: the same key again gets the same answer, and does nothing.

    `asked_sha256` is the hash of what was asked; `status` is empty while the first one is still at work.
    """

    token = models.ForeignKey(ApiToken, on_delete=models.CASCADE, related_name="answers")
    key = models.CharField(max_length=100)
    asked_sha256 = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(null=True)
    body = models.JSONField(null=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["token", "key"], name="api_answer_once_a_key")]
        indexes = [models.Index(fields=["at"], name="api_answer_age")]

    def __str__(self) -> str:
        return f"{self.key}: {self.status}"
