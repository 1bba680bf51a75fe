"""What people propose for the directory: a new authority, or a change to one that is there."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q


class AuthorityProposal(models.Model):
    """A proposal; without `authority` it is for a new one. Empty fields of a change say nothing.

    `before` is what accepting it changed, so that it can be taken back; `made` the authority that it added.
    """

    authority = models.ForeignKey(
        "authorities.Authority", null=True, blank=True, on_delete=models.CASCADE, related_name="proposals"
    )
    name = models.CharField(max_length=250, blank=True)
    name_cy = models.CharField(max_length=250, blank=True)
    email = models.EmailField(blank=True)
    website = models.URLField(blank=True)
    nations = ArrayField(models.CharField(max_length=8), default=list, blank=True)
    regimes = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    source = models.CharField(max_length=500, help_text="Where an operator can see that it is so.")
    note = models.TextField(blank=True)
    contact = models.EmailField(blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField(auto_now_add=True)
    accepted = models.BooleanField(null=True, blank=True, help_text="Empty while nobody has decided.")
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    reason = models.CharField(max_length=300, blank=True)
    before = models.JSONField(default=dict, blank=True)
    made = models.ForeignKey(
        "authorities.Authority", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ["-at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(authority__isnull=False) | ~Q(name="") & ~Q(regimes=[]),
                name="proposed_authority_has_name_and_law",
            ),
            models.CheckConstraint(
                condition=Q(accepted=None, decided_at=None)
                | Q(accepted__isnull=False, decided_at__isnull=False),
                name="proposal_decided_with_a_time",
            ),
        ]

    def __str__(self) -> str:
        return self.name or str(self.authority)
