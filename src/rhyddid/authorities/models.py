"""Authority, its names over time and its addresses with their health."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from rhyddid.authorities import proposal_models as proposal_models  # its table belongs to this app


class RealAuthorityManager(models.Manager["Authority"]):
    """The directory that the public sees: simulated authorities of rehearsals are not in it."""

    def get_queryset(self) -> models.QuerySet[Authority]:
        return super().get_queryset().filter(simulated=False)


class Authority(models.Model):
    """A public authority. `regimes` are ids of `rhyddid.law`; `nations` are ENG, WLS, SCT, NIR or country codes.

    `objects` holds real authorities only; `everywhere` also the simulated ones that rehearsals write to.
    """

    slug = models.SlugField(max_length=120, unique=True)
    name = models.CharField(max_length=250)
    name_cy = models.CharField(max_length=250, blank=True)
    kind = models.CharField(max_length=40, blank=True)
    nations = ArrayField(models.CharField(max_length=8), default=list, blank=True)
    regimes = ArrayField(models.CharField(max_length=20), default=list)
    tags = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    website = models.URLField(blank=True)
    time_zone = models.CharField(max_length=40, default="Europe/London")
    simulated = models.BooleanField(default=False, editable=False)
    active = models.BooleanField(default=True)
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="predecessors"
    )
    ended_on = models.DateField(null=True, blank=True, help_text="The day it was closed or merged.")
    created_at = models.DateTimeField(auto_now_add=True)

    everywhere = models.Manager()
    objects = RealAuthorityManager()

    class Meta:
        base_manager_name = "everywhere"
        default_manager_name = "everywhere"
        verbose_name_plural = "authorities"
        ordering = ["name"]
        indexes = [
            GinIndex(fields=["tags"], name="authority_tags"),
            GinIndex(fields=["name"], name="authority_name_trgm", opclasses=["gin_trgm_ops"]),
            GinIndex(fields=["name_cy"], name="authority_name_cy_trgm", opclasses=["gin_trgm_ops"]),
        ]
        constraints = [
            models.UniqueConstraint(Lower("name"), "simulated", name="authority_name_unique"),
            models.CheckConstraint(
                condition=~models.Q(regimes=[]),
                name="authority_has_regime",
                violation_error_message=_("An authority needs at least one regime."),
            ),
            models.CheckConstraint(
                condition=models.Q(merged_into=None)
                | models.Q(active=False, ended_on__isnull=False) & ~models.Q(merged_into=models.F("id")),
                name="merged_authority_has_ended",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class AuthorityName(models.Model):
    """Another name: an alias, an abbreviation, or a name the authority had before."""

    authority = models.ForeignKey(Authority, on_delete=models.CASCADE, related_name="other_names")
    name = models.CharField(max_length=250)
    since = models.DateField(null=True, blank=True)
    until = models.DateField(null=True, blank=True)

    class Meta:
        indexes = [
            GinIndex(fields=["name"], name="authority_alias_trgm", opclasses=["gin_trgm_ops"]),
            models.Index(Lower("name"), name="authority_alias_lower"),
        ]

    def __str__(self) -> str:
        return self.name


class AuthorityOldSlug(models.Model):
    """An address that an authority's page had; it leads to where the page is now."""

    slug = models.SlugField(max_length=120, primary_key=True)
    authority = models.ForeignKey(Authority, on_delete=models.CASCADE, related_name="old_slugs")
    left_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.slug


class Purpose(models.TextChoices):
    FOI = "foi", _("Requests")
    REVIEW = "review", _("Internal reviews")


class Health(models.TextChoices):
    GOOD = "good", _("Mail arrives")
    DOUBTFUL = "doubtful", _("A letter bounced")
    DEAD = "dead", _("Mail does not arrive")


class AuthorityAddress(models.Model):
    """An e-mail address of an authority, for a purpose, and whether mail arrives there."""

    authority = models.ForeignKey(Authority, on_delete=models.CASCADE, related_name="addresses")
    email = models.EmailField()
    purpose = models.CharField(max_length=10, choices=Purpose, default=Purpose.FOI)
    health = models.CharField(max_length=10, choices=Health, default=Health.GOOD)
    health_reason = models.TextField(blank=True)
    health_since = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "authority", Lower("email"), "purpose", name="authority_address_once_per_purpose"
            )
        ]
        indexes = [models.Index(Lower("email"), name="authority_address_email")]

    def __str__(self) -> str:
        return f"{self.email} ({self.purpose})"
