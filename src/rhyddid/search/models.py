"""What can be found: one row per request, letter, part of a file and answer, as the public may read it.

The text is masked before it is kept, so that nobody finds what they may not see. `public_from` and `team_id` say who finds
the row (an embargo is a date, so that it ends by itself); a page asks `requests.visibility` once more for what it shows.
"""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.utils.translation import gettext_lazy as _

from rhyddid.authorities.models import Authority
from rhyddid.requests.models import Attachment, Message, Question, Request


class EntryKind(models.TextChoices):
    REQUEST = "request", _("Request")
    LETTER = "letter", _("Letter")
    FILE = "file", _("File")
    ANSWER = "answer", _("Answer")


class SearchEntry(models.Model):
    """`part` counts the parts of a long file. `variety` is what a letter is (`sent`, or the kind it was read as); `words` is
    the full-text vector of title and text, in English and, where the text is Welsh, of Welsh stems. The request's law, state
    and last day stand here too, so that a search asks this table alone.
    """

    kind = models.CharField(max_length=10, choices=EntryKind)
    request = models.ForeignKey(Request, on_delete=models.CASCADE, related_name="+")
    authority = models.ForeignKey(Authority, on_delete=models.CASCADE, related_name="+")
    team_id = models.BigIntegerField()
    message = models.ForeignKey(Message, null=True, on_delete=models.CASCADE, related_name="+")
    attachment = models.ForeignKey(Attachment, null=True, on_delete=models.CASCADE, related_name="+")
    question = models.ForeignKey(Question, null=True, on_delete=models.CASCADE, related_name="+")
    part = models.PositiveSmallIntegerField(default=1)
    public_from = models.DateField(
        null=True, help_text="The day from which everybody finds it; empty: never."
    )
    at = models.DateTimeField()
    language = models.CharField(max_length=5, blank=True)
    variety = models.CharField(max_length=30, blank=True)
    filetype = models.CharField(max_length=10, blank=True)
    regime = models.CharField(max_length=20, blank=True)
    state = models.CharField(max_length=25, blank=True)
    due = models.DateField(null=True)
    provisions = ArrayField(models.CharField(max_length=60), default=list)
    title = models.CharField(max_length=500)
    text = models.TextField()
    words = SearchVectorField()

    class Meta:
        indexes = [
            GinIndex(fields=["words"], name="entry_words", fastupdate=False),
            models.Index(fields=["-at", "-id"], name="entry_newest"),
            models.Index(fields=["request"], name="entry_request"),
            models.Index(fields=["team_id", "-at"], name="entry_team"),
            GinIndex(fields=["provisions"], name="entry_provisions"),
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.title[:60]}"
