"""What is known of each authority's answers, in numbers: counted by night from what everybody may see, never by hand.

A row goes at once, by triggers, where a request to its authority becomes less public: a page then counts for itself.
"""

from __future__ import annotations

from django.db import models

from rhyddid.authorities.models import Authority


class AuthorityFigures(models.Model):
    """The numbers of one authority on the day they were counted (`rhyddid.requests.authority_figures`).

    `states` is state -> requests; `provisions` is `[[law, provision, requests], …]` of answers that a person has checked.
    """

    authority = models.OneToOneField(
        Authority, primary_key=True, on_delete=models.CASCADE, related_name="figures"
    )
    counted_at = models.DateTimeField()
    requests = models.PositiveIntegerField(default=0)
    states = models.JSONField(default=dict)
    late = models.PositiveIntegerField(default=0)
    decided = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    timed = models.PositiveIntegerField(default=0)
    in_time = models.PositiveIntegerField(default=0)
    dated = models.PositiveIntegerField(default=0)
    quarter_days = models.FloatField(null=True)
    median_days = models.FloatField(null=True)
    three_quarter_days = models.FloatField(null=True)
    checked = models.PositiveIntegerField(default=0)
    provisions = models.JSONField(default=list)
    first_day = models.DateField(null=True)
    last_day = models.DateField(null=True)

    def __str__(self) -> str:
        return f"{self.requests} requests to {self.authority_id}"
