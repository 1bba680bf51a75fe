"""Batch, its questions and recipients, and saved recipient lists."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from rhyddid.accounts.models import Team
from rhyddid.authorities.models import Authority
from rhyddid.requests.models import AnswerType, OutgoingFile, Request


class RecipientList(models.Model):
    """A saved list of authorities, to use again."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="recipient_lists")
    name = models.CharField(max_length=200)
    slug = models.SlugField(max_length=80)
    authorities = models.ManyToManyField(Authority, related_name="+", blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["team", "slug"], name="recipient_list_slug_once")]

    def __str__(self) -> str:
        return self.name


class BatchState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    WAITING_FOR_APPROVAL = "waiting", _("Waiting for approval")
    QUEUED = "queued", _("In its delay window")
    SENT = "sent", _("Sent")
    RECALLED = "recalled", _("Taken back")


class Batch(models.Model):
    """The same questions to many authorities. Its board and sheet are the team's until it is published.

    `letter` has merge fields in braces: {authority}, {law}, {questions}, {sender}. A rehearsal is a batch with
    `rehearsal_of`, recipients that are simulated authorities, and dates of its own (`rehearsal_day`).
    """

    slug = models.SlugField(max_length=120, unique=True)
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="batches")
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    subject = models.CharField(max_length=250)
    letter = models.TextField()
    sender = models.CharField(max_length=200, blank=True)
    language = models.CharField(max_length=5, default="en")
    tags = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    state = models.CharField(max_length=10, choices=BatchState, default=BatchState.DRAFT)
    delay_minutes = models.PositiveIntegerField(default=30)
    send_after = models.DateTimeField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    publish_on = models.DateField(
        null=True, blank=True, help_text="The day on which it is published by itself."
    )
    publish_when_answered = models.BooleanField(
        default=False, help_text="It is published by itself once everybody has answered."
    )
    publish_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="Who said so.",
    )
    shows_unconfirmed = models.BooleanField(
        default=False, help_text=_("The published sheet also shows answers that nobody has checked.")
    )
    checks_needed = models.PositiveSmallIntegerField(
        default=1, help_text=_("How many people check each answer, without seeing what the other said.")
    )
    rehearsal_of = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.CASCADE, related_name="rehearsals"
    )
    rehearsal_day = models.DateField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name_plural = "batches"
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(rehearsal_of=None, rehearsal_day=None)
                | Q(rehearsal_of__isnull=False, rehearsal_day__isnull=False, published_at=None),
                name="rehearsal_has_a_day_and_is_never_published",
            ),
            models.CheckConstraint(condition=Q(checks_needed__in=(1, 2)), name="batch_checked_by_one_or_two"),
        ]

    def __str__(self) -> str:
        return self.subject


class BatchQuestion(models.Model):
    batch = models.ForeignKey(Batch, on_delete=models.CASCADE, related_name="questions")
    position = models.PositiveSmallIntegerField()
    number = models.CharField(max_length=10)
    text = models.TextField()
    regime = models.CharField(
        max_length=20, blank=True, help_text="Where another law than the request's governs the question."
    )
    answer_type = models.CharField(max_length=15, choices=AnswerType, default=AnswerType.TEXT)
    choices = ArrayField(models.CharField(max_length=120), default=list, blank=True)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["batch", "position"], name="batch_question_position_once"),
            models.UniqueConstraint(fields=["batch", "number"], name="batch_question_number_once"),
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.text[:60]}"


class BatchFile(OutgoingFile):
    """A file that goes out with every letter of the batch."""

    batch = models.ForeignKey(Batch, on_delete=models.CASCADE, related_name="files")


class Recipient(models.Model):
    """One authority of a batch, and the request it got once the batch was sent.

    `held_reason` says why this one was not sent with the others (no address, not approved, dropped by a person).
    """

    batch = models.ForeignKey(Batch, on_delete=models.CASCADE, related_name="recipients")
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="+")
    request = models.OneToOneField(
        Request, null=True, blank=True, on_delete=models.SET_NULL, related_name="recipient"
    )
    approved = models.BooleanField(default=True)
    held_reason = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["batch", "authority"], name="authority_once_per_batch")
        ]

    def __str__(self) -> str:
        return f"{self.authority} in {self.batch}"


class CorrectionState(models.TextChoices):
    NEW = "new", _("To be looked at")
    DONE = "done", _("The sheet was mended")
    DECLINED = "declined", _("Nothing was changed")


class SheetCorrection(models.Model):
    """What somebody says is wrong in a cell of a published sheet: for the team to look at, never a change by itself.

    It is `from_authority` once somebody who reads mail at one of the authority's own domains has said so by the link
    that was sent there; until then the address is only what the form says.
    """

    batch = models.ForeignKey(Batch, on_delete=models.CASCADE, related_name="corrections")
    question = models.ForeignKey("requests.Question", on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=200)
    email = models.EmailField()
    text = models.TextField()
    key = models.UUIDField(unique=True, editable=False)
    at_authority_domain = models.BooleanField(editable=False)
    from_authority = models.BooleanField(default=False, editable=False)
    confirmed_at = models.DateTimeField(null=True, blank=True, editable=False)
    state = models.CharField(max_length=10, choices=CorrectionState, default=CorrectionState.NEW)
    note = models.TextField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ["-created_at"]
        indexes = [models.Index(fields=["batch", "state", "-created_at"], name="correction_of_batch")]
        constraints = [
            models.CheckConstraint(
                condition=Q(from_authority=False) | Q(at_authority_domain=True, confirmed_at__isnull=False),
                name="authority_confirms_from_its_domain",
            ),
            models.CheckConstraint(
                condition=Q(state="new", decided_at=None) | Q(decided_at__isnull=False) & ~Q(state="new"),
                name="correction_decided_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}: {self.text[:60]}"


class FollowUpKind(models.TextChoices):
    """What the same further letter to many recipients is. The first three are written for each by what the law says."""

    CHASE = "chase", _("Remind those who are late")
    ASK_REVIEW = "ask_review", _("Ask for a review")
    CHASE_REVIEW = "chase_review", _("Remind those whose review is late")
    MESSAGE = "message", _("Write to them")
    WITHDRAW = "withdraw", _("Withdraw the requests")


class FollowUpState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    GOING = "going", _("Being put in the outbox")
    DONE = "done", _("In the outbox")


class BatchFollowUp(models.Model):
    """A further letter to all or some of a batch's recipients, as it is previewed and sent: once to each.

    `text` has merge fields in braces; it is empty where each letter is drafted from what happened.
    """

    batch = models.ForeignKey(Batch, on_delete=models.CASCADE, related_name="follow_ups")
    kind = models.CharField(max_length=15, choices=FollowUpKind)
    text = models.TextField(blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    state = models.CharField(max_length=10, choices=FollowUpState, default=FollowUpState.DRAFT)
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "-id"]
        indexes = [models.Index(fields=["batch", "-created_at"], name="follow_up_of_batch")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="draft", sent_at=None) | Q(sent_at__isnull=False) & ~Q(state="draft"),
                name="follow_up_sent_at_a_time",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.batch}"


class FollowUpLetter(models.Model):
    """One recipient of a follow-up. `text` where somebody changed this one letter; `delivery` once it is in the outbox."""

    follow_up = models.ForeignKey(BatchFollowUp, on_delete=models.CASCADE, related_name="letters")
    request = models.ForeignKey(Request, on_delete=models.CASCADE, related_name="+")
    chosen = models.BooleanField(default=True)
    text = models.TextField(blank=True)
    delivery = models.OneToOneField(
        "requests.Delivery", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    done_at = models.DateTimeField(null=True, blank=True)
    fault = models.CharField(max_length=300, blank=True, help_text="Why no letter was made.")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["follow_up", "request"], name="follow_up_once_per_request")
        ]
        indexes = [
            models.Index(
                fields=["follow_up", "id"],
                condition=Q(chosen=True, done_at=None),
                name="follow_up_letter_open",
            )
        ]

    def __str__(self) -> str:
        return f"{self.follow_up} to {self.request_id}"
