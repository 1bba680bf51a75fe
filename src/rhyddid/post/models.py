"""HeldMessage: the holding pen, for messages that match no request."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from rhyddid.requests.models import Message


class HeldMessage(models.Model):
    """A message that waits for a person. `guesses` is `[{"request": id, "score": 0–1, "reasons": [str]}, …]`, best first."""

    message = models.OneToOneField(Message, on_delete=models.CASCADE, primary_key=True, related_name="held")
    guesses = models.JSONField(default=list, blank=True)
    held_at = models.DateTimeField(auto_now_add=True)
    resolved_at = models.DateTimeField(null=True, blank=True)
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        indexes = [
            models.Index(fields=["held_at"], condition=models.Q(resolved_at=None), name="held_waiting")
        ]

    def __str__(self) -> str:
        return str(self.message)
