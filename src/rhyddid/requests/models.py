"""Request, Question, Message, Attachment, Event, Reading, Finding, Judgement, Delivery and the one projection, RequestState.

Fields and constraints only: writes are in the services beside this file, reads in `queries`, and who may see what in
`visibility`. Spans are offsets in the unredacted text.
"""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import Func, Q, Value
from django.db.models.functions import MD5, Coalesce, Lower, Upper
from django.utils.translation import gettext_lazy as _

from rhyddid.accounts.models import Team
from rhyddid.authorities.models import Authority
from rhyddid.requests import annotation_models as annotation_models
from rhyddid.requests import figures_models as figures_models  # their tables belong to this app
from rhyddid.requests import file_models as file_models


class AnswerType(models.TextChoices):
    TEXT = "text", _("Text")
    YES_NO = "yes_no", _("Yes or no")
    NUMBER = "number", _("Number")
    MONEY = "money", _("Sum of money")
    DATE = "date", _("Date")
    ORGANISATION = "organisation", _("Organisation")
    CHOICE = "choice", _("One of a list")


class Visibility(models.TextChoices):
    PUBLIC = "public", _("Public")
    EMBARGOED = "embargoed", _("Embargoed")
    PRIVATE = "private", _("Private")


class EmbargoEnds(models.TextChoices):
    ANSWERED = "answered", _("When the authority has answered")


class Request(models.Model):
    """One text to one authority. It knows no batch: `batches.Recipient` holds the link."""

    slug = models.SlugField(max_length=150, unique=True)
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="requests")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="requests")
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    subject = models.CharField(max_length=250)
    text = models.TextField(help_text="The whole letter as it was sent, questions included.")
    language = models.CharField(max_length=5, default="en")
    regime = models.CharField(max_length=20)
    reply_token = models.CharField(max_length=40, unique=True, null=True)
    authority_reference = models.CharField(max_length=80, blank=True, db_index=True)
    visibility = models.CharField(max_length=10, choices=Visibility, default=Visibility.PUBLIC)
    embargoed_until = models.DateField(
        null=True, blank=True, help_text="Empty for an embargo that lasts until it is lifted."
    )
    embargo_ends = models.CharField(
        max_length=10,
        choices=EmbargoEnds,
        blank=True,
        help_text="What ends the embargo, where no day does; empty: somebody lifts it.",
    )
    own_personal_data = models.BooleanField(default=False)
    public_subject = models.CharField(
        max_length=500,
        blank=True,
        editable=False,
        help_text="The subject as everybody may read it: what the public's search looks in.",
    )
    public_reference = models.CharField(max_length=200, blank=True, editable=False)
    tags = ArrayField(
        models.CharField(max_length=60), default=list, blank=True, help_text="Topics that everybody may read."
    )
    held_because = models.CharField(
        max_length=250, blank=True, help_text="A legal hold: while this says why, nothing here is erased."
    )
    rehearsal_day = models.DateField(
        null=True,
        blank=True,
        editable=False,
        help_text="The simulated today of a rehearsal; empty for every real request.",
    )
    checks_needed = models.PositiveSmallIntegerField(
        default=1,
        editable=False,
        help_text="How many people must check an answer, each for themselves, before it counts as checked.",
    )

    class Meta:
        ordering = ["-created_at"]
        indexes = [
            models.Index(fields=["-created_at", "-id"], name="request_newest"),
            models.Index(fields=["authority", "-created_at", "-id"], name="request_of_authority"),
            GinIndex(fields=["tags"], name="request_tags"),
            # as `icontains` asks for it
            GinIndex(OpClass(Upper("public_subject"), name="gin_trgm_ops"), name="request_subject_trgm"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(own_personal_data=False) | Q(visibility="private"),
                name="own_personal_data_is_private",
            ),
            models.CheckConstraint(
                condition=Q(rehearsal_day=None) | ~Q(visibility="public"), name="rehearsal_is_never_public"
            ),
            models.CheckConstraint(
                condition=Q(embargoed_until=None) | Q(embargo_ends=""), name="embargo_ends_in_one_way"
            ),
            models.CheckConstraint(
                condition=Q(checks_needed__in=(1, 2)), name="request_checked_by_one_or_two"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject} ({self.authority})"


def same_text(of: str | models.expressions.Combinable) -> Func:
    """A hash of the letters and digits of a text: equal for texts that say the same words."""
    bare = Func(
        Lower(of),
        Value("[^[:alnum:]]+"),
        Value(""),
        Value("g"),
        function="regexp_replace",
        output_field=models.TextField(),
    )
    return MD5(bare)


class Question(models.Model):
    """A numbered part of a request. `regime` only where it differs from the request's."""

    request = models.ForeignKey(Request, on_delete=models.CASCADE, related_name="questions")
    position = models.PositiveSmallIntegerField()
    number = models.CharField(max_length=10)
    text = models.TextField()
    answer_type = models.CharField(max_length=15, choices=AnswerType, default=AnswerType.TEXT)
    choices = ArrayField(models.CharField(max_length=120), default=list, blank=True)
    regime = models.CharField(max_length=20, blank=True)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["request", "position"], name="question_position_once"),
            models.UniqueConstraint(fields=["request", "number"], name="question_number_once"),
        ]
        # finds who asked the same before, whatever the blanks, capitals and marks
        indexes = [models.Index(same_text("text"), name="question_same_text")]

    def __str__(self) -> str:
        return f"{self.number}. {self.text[:60]}"


class RequestDraft(models.Model):
    """A request that is being written. `key` names it in addresses; who has not signed in has it by the session.

    `questions` is a list of `{number, text, type, choices}`. Once it is sent, `request` says what became of it, so that the
    same form sent again makes no second request.
    """

    key = models.CharField(max_length=40, unique=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="request_drafts",
    )
    team = models.ForeignKey(Team, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    authority = models.ForeignKey(Authority, on_delete=models.CASCADE, related_name="+")
    subject = models.CharField(max_length=250, blank=True)
    opening = models.TextField(blank=True)
    questions = models.JSONField(default=list, blank=True)
    closing = models.TextField(blank=True)
    sender = models.CharField(max_length=200, blank=True)
    language = models.CharField(max_length=5, default="en")
    regime = models.CharField(max_length=20, blank=True)
    visibility = models.CharField(max_length=10, choices=Visibility, default=Visibility.PUBLIC)
    embargoed_until = models.DateField(null=True, blank=True)
    own_personal_data = models.BooleanField(default=False)
    not_about_me = models.BooleanField(
        default=False, help_text="The writer says that it does not ask for their own personal data."
    )
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    request = models.OneToOneField(
        Request, null=True, blank=True, on_delete=models.CASCADE, related_name="draft"
    )

    class Meta:
        ordering = ["-updated_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(own_personal_data=False) | Q(visibility="private"),
                name="draft_for_own_data_is_private",
            ),
            models.CheckConstraint(
                condition=Q(own_personal_data=False) | Q(not_about_me=False), name="draft_about_me_or_not"
            ),
        ]
        indexes = [
            models.Index(fields=["by", "-updated_at"], condition=Q(request=None), name="draft_of_person"),
            models.Index(fields=["updated_at"], name="draft_age"),
        ]

    def __str__(self) -> str:
        return f"draft {self.key}: {self.subject}"


class Direction(models.TextChoices):
    IN = "in", _("From the authority")
    OUT = "out", _("To the authority")


class Channel(models.TextChoices):
    EMAIL = "email", _("E-mail")
    PAPER = "paper", _("Letter on paper")
    PORTAL = "portal", _("Authority's portal")
    UPLOAD = "upload", _("Upload")


class MailKind(models.TextChoices):
    LETTER = "letter", _("Letter")
    AUTOMATIC_REPLY = "automatic_reply", _("Automatic reply")
    BOUNCE = "bounce", _("Undelivered")
    DELAY_NOTICE = "delay_notice", _("Delivery delayed")
    SPAM = "spam", _("Spam")


class Message(models.Model):
    """One e-mail, letter or upload, in or out. `raw_sha256` names its raw bytes; typed letters have none."""

    requests = models.ManyToManyField(Request, through="MessageInRequest", related_name="messages")
    direction = models.CharField(max_length=3, choices=Direction)
    channel = models.CharField(max_length=10, choices=Channel, default=Channel.EMAIL)
    kind = models.CharField(max_length=20, choices=MailKind, default=MailKind.LETTER)
    raw_sha256 = models.CharField(max_length=64, blank=True)
    message_id = models.CharField(max_length=500, blank=True)
    in_reply_to = ArrayField(models.CharField(max_length=500), default=list, blank=True)
    subject = models.CharField(max_length=500, blank=True)
    sender_name = models.CharField(max_length=250, blank=True)
    sender_address = models.CharField(max_length=320, blank=True)
    recipients = ArrayField(models.CharField(max_length=320), default=list, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True, help_text="What the sender's own Date says.")
    received_at = models.DateTimeField(help_text="Our record of arrival; for a sent letter, of sending.")
    date_is_stated = models.BooleanField(
        default=False, help_text="The time was given by a person, not recorded by us."
    )
    text = models.TextField(blank=True)
    folded = models.JSONField(default=list, blank=True, help_text="[[start, end, why], …] in text.")
    defects = ArrayField(models.CharField(max_length=300), default=list, blank=True)
    authentication = models.JSONField(default=dict, blank=True)
    failed_recipients = ArrayField(models.CharField(max_length=320), default=list, blank=True)
    visibility = models.CharField(max_length=10, choices=Visibility, default=Visibility.PUBLIC)
    erased_at = models.DateTimeField(null=True, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ["received_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["raw_sha256"],
                condition=Q(direction="in") & ~Q(raw_sha256=""),
                name="same_bytes_received_once",
            ),
            models.UniqueConstraint(
                fields=["message_id"],
                condition=Q(direction="in") & ~Q(message_id=""),
                name="same_message_id_received_once",
            ),
            models.UniqueConstraint(
                fields=["message_id"],
                condition=Q(direction="out") & ~Q(message_id=""),
                name="same_message_id_sent_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.direction} {self.received_at:%Y-%m-%d} {self.subject[:60]}"


class MessageInRequest(models.Model):
    """That a message belongs to a request, and how that was decided."""

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="links")
    request = models.ForeignKey(Request, on_delete=models.CASCADE, related_name="links")
    matched_by = models.CharField(
        max_length=20,
        choices=[
            ("sent", _("we sent it")),
            ("address", _("reply address")),
            ("thread", _("thread")),
            ("reference", _("reference number")),
            ("person", _("a person")),
        ],
    )
    matched_by_person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["message", "request"], name="message_once_per_request")
        ]

    def __str__(self) -> str:
        return f"message {self.message_id} in request {self.request_id} by {self.matched_by}"


class Attachment(models.Model):
    """A file that came with a message; its bytes are in the blob store under `sha256`."""

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="attachments")
    position = models.PositiveSmallIntegerField()
    sha256 = models.CharField(max_length=64, db_index=True)
    filename = models.CharField(max_length=250, blank=True)
    content_type = models.CharField(max_length=150)
    size = models.PositiveBigIntegerField()
    inside = models.CharField(max_length=250, blank=True)
    defects = ArrayField(models.CharField(max_length=300), default=list, blank=True)
    visibility = models.CharField(max_length=10, choices=Visibility, default=Visibility.PUBLIC)
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["message", "position"], name="attachment_position_once")
        ]

    def __str__(self) -> str:
        return self.filename or self.sha256[:12]


class AttachmentPage(models.Model):
    """The text of one page of an attachment."""

    attachment = models.ForeignKey(Attachment, on_delete=models.CASCADE, related_name="pages")
    number = models.PositiveIntegerField()
    text = models.TextField()

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["attachment", "number"], name="page_number_once")]

    def __str__(self) -> str:
        return f"{self.attachment}, page {self.number}"


class UploadLink(models.Model):
    """The link in a letter of ours by which an officer answers with files (`rhyddid.requests.upload_link`).

    Only the token's hash is here. `spent_at`: an upload by it was confirmed; a link writes once.
    """

    message = models.OneToOneField(
        Message, primary_key=True, on_delete=models.CASCADE, related_name="upload_link"
    )
    request = models.ForeignKey(Request, on_delete=models.CASCADE, related_name="upload_links")
    token_sha256 = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()
    spent_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"upload link of message {self.message_id}"


class OutgoingFile(models.Model):
    """A file that is to go out with a letter; its bytes are in the blob store under `sha256`.

    `hidden` is what it holds and does not show (`HiddenFind.to_json`); one that may disclose what nobody meant to
    is sent only where a person has said yes (`agreed_by`).
    """

    sha256 = models.CharField(max_length=64, db_index=True)
    filename = models.CharField(max_length=250)
    content_type = models.CharField(max_length=150)
    size = models.PositiveBigIntegerField()
    hidden = models.JSONField(default=list, blank=True)
    has_serious = models.BooleanField(default=False)
    added_at = models.DateTimeField(auto_now_add=True)
    agreed_at = models.DateTimeField(null=True, blank=True)
    agreed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        abstract = True
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.filename


class DraftFile(OutgoingFile):
    """A file of a letter that is being written; `draft` is the key of its form, `by` whose form it is."""

    draft = models.CharField(max_length=40)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")

    class Meta(OutgoingFile.Meta):
        indexes = [
            models.Index(fields=["by", "draft"], name="draft_file_form"),
            models.Index(fields=["added_at"], name="draft_file_age"),
        ]


class EventType(models.TextChoices):
    """What can happen to a request. Those that move the clock carry the names that `rhyddid.law` gives them."""

    QUEUED = "queued", _("Put in the outbox")
    SENT = "sent", _("Request sent")
    DELIVERED = "delivered", _("Request delivered")
    DELIVERY_FAILED = "delivery_failed", _("Request not delivered")
    RECEIVED = "received", _("Received by the authority")
    ACKNOWLEDGED = "acknowledged", _("Acknowledged")
    CLARIFICATION_ASKED = "clarification_asked", _("Clarification asked")
    CLARIFIED = "clarified", _("Clarification given")
    FEE_NOTICE = "fee_notice", _("Fees notice")
    FEE_PAID = "fee_paid", _("Fee paid")
    EXTENDED = "extended", _("Time extended")
    TRANSFERRED = "transferred", _("Transferred")
    ANSWERED = "answered", _("Answered")
    REFUSED = "refused", _("Refused")
    REVIEW_ASKED = "review_asked", _("Internal review asked")
    REVIEW_ANSWERED = "review_answered", _("Internal review answered")
    MESSAGE_RECEIVED = "message_received", _("Message received")
    MESSAGE_SENT = "message_sent", _("Message sent")
    CORRECTED = "corrected", _("Event taken back")
    PUBLISHED = "published", _("Published")
    RECALLED = "recalled", _("Taken back before sending")
    CALENDAR_CHANGED = "calendar_changed", _("Dates counted anew: the calendar changed")
    WITHDRAWN = "withdrawn", _("Withdrawn by the requester")
    SETTLED = "settled", _("Nothing more to be done")
    VISIBILITY_CHANGED = "visibility_changed", _("Who sees it was changed")
    LEFT_OUT = "left_out", _("Taken out of its batch")
    TAKEN_IN = "taken_in", _("Taken into its batch again")
    REGULATOR_ASKED = "regulator_asked", _("Complaint to the regulator")
    REGULATOR_DECIDED = "regulator_decided", _("Decision of the regulator")
    APPEALED = "appealed", _("Appeal to the tribunal")
    TRIBUNAL_DECIDED = "tribunal_decided", _("Decision of the tribunal")


class Event(models.Model):
    """Append-only: the database refuses updates, and deletes outside an erasure. A wrong event is taken back by a
    CORRECTED event whose `data["event"]` is its id.

    `day` is the day in the authority's time zone that the law counts with. `data` holds what the type needs
    (extension id, until date, claimed date) and `source` says whose word it is.
    """

    request = models.ForeignKey(Request, on_delete=models.CASCADE, related_name="events")
    type = models.CharField(max_length=30, choices=EventType)
    day = models.DateField()
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    message = models.ForeignKey(
        Message, null=True, blank=True, on_delete=models.CASCADE, related_name="events"
    )
    source = models.CharField(
        max_length=20,
        choices=[
            ("record", _("our own record")),
            ("reading", _("read by software")),
            ("authority", _("stated by the authority")),
            ("person", _("stated by a person")),
        ],
    )
    data = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["day", "id"]
        indexes = [
            models.Index(fields=["request", "day", "id"], name="event_request_day"),
            models.Index(fields=["-at", "-id"], name="event_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.type}"


class Reading(models.Model):
    """What software version `version` read in a message, for a request. Only the newest is `current`."""

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="readings")
    request = models.ForeignKey(Request, on_delete=models.CASCADE, related_name="readings")
    version = models.PositiveIntegerField()
    at = models.DateTimeField(auto_now_add=True)
    current = models.BooleanField(default=True)
    kind = models.CharField(max_length=30)
    outcome = models.CharField(max_length=30, blank=True)
    language = models.CharField(max_length=5, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["message", "request"], condition=Q(current=True), name="one_current_reading"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.outcome}".strip()


class FindingType(models.TextChoices):
    ANSWER = "answer", _("Answer")
    PROVISION = "provision", _("Provision")
    NCND = "ncnd", _("Neither confirmed nor denied")
    SUM = "sum", _("Sum of money")
    ORGANISATION = "organisation", _("Organisation")
    REFERENCE = "reference", _("Reference")
    RECEIVED_ON = "received_on", _("Date of receipt stated")
    DECIDED_ON = "decided_on", _("Date of the letter")
    DEADLINE = "deadline", _("Deadline stated")
    REVIEW = "review", _("Review offered")
    REGULATOR = "regulator", _("Regulator named")
    NOTICE = "notice", _("Refusal notice rule")


class Decision(models.TextChoices):
    DISCLOSED = "disclosed", _("Disclosed")
    PARTLY_DISCLOSED = "partly_disclosed", _("Partly disclosed")
    NOT_HELD = "not_held", _("Not held")
    EXEMPT = "exempt", _("Exempt")
    NCND = "neither_confirm_nor_deny", _("Neither confirmed nor denied")
    COST_LIMIT = "cost_limit", _("Over the cost limit")
    VEXATIOUS = "vexatious", _("Vexatious or repeated")
    CLARIFICATION = "clarification_asked", _("Clarification asked")
    NO_ANSWER = "no_answer", _("No answer given")


class FindingSource(models.TextChoices):
    RULES = "rules", _("Read by the rules")
    ASSISTANT = "assistant", _("Proposed by an assistant")


class Finding(models.Model):
    """One thing read, with the words it was read in. `value` has the shape that `rhyddid read --json` prints:
    for an answer `{"decision", "text", "values", "provisions"}`.

    Evidence lies in the message's text, or on a page of `attachment`. What an assistant proposed is an answer to a
    question, with its words, and never a sure one.
    """

    reading = models.ForeignKey(Reading, on_delete=models.CASCADE, related_name="findings")
    question = models.ForeignKey(
        Question, null=True, blank=True, on_delete=models.CASCADE, related_name="findings"
    )
    type = models.CharField(max_length=15, choices=FindingType)
    source = models.CharField(max_length=10, choices=FindingSource, default=FindingSource.RULES)
    value = models.JSONField()
    confidence = models.FloatField()
    start = models.PositiveIntegerField(null=True)
    end = models.PositiveIntegerField(null=True)
    quote = models.TextField(blank=True)
    attachment = models.ForeignKey(Attachment, null=True, blank=True, on_delete=models.CASCADE)
    page = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["question", "type"], name="finding_question_type")]
        constraints = [
            models.CheckConstraint(condition=Q(confidence__range=(0, 1)), name="confidence_is_a_share"),
            models.CheckConstraint(
                condition=Q(start=None, end=None) | Q(end__gte=models.F("start")),
                name="evidence_span_ordered",
            ),
            models.CheckConstraint(
                condition=Q(source="rules")
                | Q(
                    source="assistant",
                    type="answer",
                    question__isnull=False,
                    start__isnull=False,
                    confidence__lte=0.5,
                )
                & ~Q(quote=""),
                name="proposal_is_an_unsure_quoted_answer",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.type}: {self.quote[:60]}"


class Judgement(models.Model):
    """A person's confirm, correct or reject of a finding. It outlives re-reading: what was judged is copied here
    (`judged_value`, `quote`), and `finding` is only a pointer. The newest one that is not undone counts.

    Where a request's answers are checked by two people, each judgement has a `check_number`: the first and the second
    check, by different people, and the look that decides between them. `key` was given to the form that made it: the
    same form sent again makes no second one.
    """

    request = models.ForeignKey(Request, on_delete=models.CASCADE, related_name="judgements")
    question = models.ForeignKey(
        Question, null=True, blank=True, on_delete=models.CASCADE, related_name="judgements"
    )
    message = models.ForeignKey(
        Message, null=True, blank=True, on_delete=models.CASCADE, related_name="judgements"
    )
    type = models.CharField(max_length=15, choices=FindingType, default=FindingType.ANSWER)
    finding = models.ForeignKey(
        Finding, null=True, blank=True, on_delete=models.SET_NULL, related_name="judgements"
    )
    verdict = models.CharField(
        max_length=10,
        choices=[("confirm", _("Confirmed")), ("correct", _("Corrected")), ("reject", _("Rejected"))],
    )
    judged_value = models.JSONField(null=True, help_text="What the software had read.")
    value = models.JSONField(null=True, help_text="What the person says it is; for a rejection, null.")
    quote = models.TextField(blank=True)
    note = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    undone_at = models.DateTimeField(null=True, blank=True)
    key = models.UUIDField(null=True, blank=True, unique=True, editable=False)
    check_number = models.PositiveSmallIntegerField(
        null=True,
        blank=True,
        choices=[(1, _("First check")), (2, _("Second check")), (3, _("Decision between two checks"))],
    )

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [
            models.Index(
                fields=["request", "question", "-at"], condition=Q(undone_at=None), name="judgement_standing"
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(check_number=None) | Q(check_number__in=(1, 2, 3)), name="check_is_one_to_three"
            ),
            models.UniqueConstraint(
                "question",
                Coalesce("message", 0),
                "check_number",
                condition=Q(undone_at=None, check_number__isnull=False),
                name="each_check_stands_once",
            ),
            models.UniqueConstraint(
                "question",
                Coalesce("message", 0),
                "by",
                condition=Q(undone_at=None, check_number__in=(1, 2)),
                name="two_checks_by_two_people",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.verdict} by {self.by}"


class DeliveryState(models.TextChoices):
    QUEUED = "queued", _("Waiting to be sent")
    SENDING = "sending", _("Being sent")
    SENT = "sent", _("Sent")
    DELIVERED = "delivered", _("Delivered")
    DELAYED = "delayed", _("Delayed")
    HELD_UP = "held_up", _("Held up on its way")
    FAILED = "failed", _("Not delivered")
    RECALLED = "recalled", _("Taken back")


class Delivery(models.Model):
    """The outbox: one row per message and recipient, made in the transaction that makes the message; `post` drains it.

    Nobody may get two copies: `claimed_by` names the sending process (host:pid) that holds the row, and `attempt`
    counts claims.
    """

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="deliveries")
    to_address = models.EmailField()
    domain = models.CharField(max_length=255, editable=False)
    state = models.CharField(max_length=10, choices=DeliveryState, default=DeliveryState.QUEUED)
    rehearsal = models.BooleanField(
        default=False,
        help_text="Goes to simulated authorities, by the rehearsal's own server; never by the post.",
    )
    not_before = models.DateTimeField()
    attempt = models.PositiveSmallIntegerField(default=0)
    claimed_by = models.CharField(max_length=120, blank=True)
    claimed_at = models.DateTimeField(null=True, blank=True)
    first_sent_at = models.DateTimeField(null=True, blank=True)
    event_type = models.CharField(
        max_length=30,
        choices=EventType,
        blank=True,
        help_text="What its leaving means for the clock; empty for the letter that opens a request.",
    )
    answer = models.TextField(blank=True, help_text="What the receiving server last said.")

    class Meta:
        constraints = [
            models.UniqueConstraint("message", models.F("to_address"), name="one_delivery_per_recipient")
        ]
        indexes = [
            models.Index(
                fields=["not_before", "id"], condition=Q(state__in=["queued", "delayed"]), name="delivery_due"
            ),
            models.Index(fields=["claimed_by"], condition=Q(state="sending"), name="delivery_claimed"),
        ]

    def __str__(self) -> str:
        return f"{self.to_address}: {self.state}"


class State(models.TextChoices):
    """Where a request stands. Lateness is not a state: it is computed from `due` and today."""

    DRAFT = "draft", _("Draft")
    QUEUED = "queued", _("Waiting to be sent")
    RUNNING = "running", _("Waiting for an answer")
    AWAITING_CLARIFICATION = "awaiting_clarification", _("Clarification asked")
    PAUSED_FOR_FEE = "paused_for_fee", _("Paused for a fee")
    LAPSED = "lapsed", _("Lapsed")
    ANSWERED = "answered", _("Answered")
    REFUSED = "refused", _("Refused")
    UNDER_REVIEW = "under_review", _("Under review")
    REVIEW_ANSWERED = "review_answered", _("Review answered")
    FAILED = "failed", _("Not delivered")
    RECALLED = "recalled", _("Taken back")
    TRANSFERRED = "transferred", _("Transferred")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class RequestState(models.Model):
    """The one stored projection: rebuilt from the request's events in the transaction that adds an event."""

    request = models.OneToOneField(Request, on_delete=models.CASCADE, primary_key=True, related_name="state")
    state = models.CharField(max_length=25, choices=State, default=State.DRAFT)
    received = models.DateField(null=True, blank=True)
    due = models.DateField(null=True, blank=True)
    notice_due = models.DateField(null=True, blank=True)
    review_due = models.DateField(null=True, blank=True)
    regulator_by = models.DateField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    last_event = models.CharField(max_length=30, blank=True)
    last_event_on = models.DateField(null=True, blank=True)
    calendar_version = models.CharField(max_length=80, blank=True)
    computed_at = models.DateTimeField(auto_now=True)

    class Meta:
        indexes = [models.Index(fields=["state", "due"], name="state_due")]

    def __str__(self) -> str:
        return f"{self.state}, due {self.due}"


class RequestChange(models.Model):
    """That something which a page of the request shows has changed: added by triggers, in the change's own transaction. Only
    ever added, so that nobody waits for anybody; a worker counts the rows into RequestVersion and takes them away.
    """

    id = models.BigAutoField(primary_key=True)
    request_id = models.BigIntegerField(db_index=True)

    def __str__(self) -> str:
        return f"request {self.request_id} changed"


class RequestVersion(models.Model):
    """How often anything that a page of the request shows has changed; with the RequestChange rows not counted yet, this is
    what kept pages and the search index ask. Not a foreign key: the row goes with the request by a trigger, whatever order
    things are deleted in.
    """

    request_id = models.BigIntegerField(primary_key=True)
    version = models.BigIntegerField(default=1)
    unindexed = models.BooleanField(default=True)

    class Meta:
        indexes = [models.Index(fields=["request_id"], condition=Q(unindexed=True), name="request_unindexed")]

    def __str__(self) -> str:
        return f"request {self.request_id}, version {self.version}"


class SiteVersion(models.Model):
    """One row, raised where something changes that many pages show: masking rules, names of authorities."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    version = models.BigIntegerField(default=1)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="one_site_version")]

    def __str__(self) -> str:
        return f"version {self.version}"


class RuleScope(models.TextChoices):
    SITE = "site", _("The whole site")
    AUTHORITY = "authority", _("One authority's requests")
    REQUEST = "request", _("One request")
    PERSON = "person", _("One person's name, everywhere")


class RuleKind(models.TextChoices):
    PHRASE = "phrase", _("These words")
    PATTERN = "pattern", _("A regular expression")
    NAME = "name", _("A person's name")
    EXEMPTION = "exemption", _("Never mask this")


class MaskingRule(models.Model):
    """Something that the public does not read (or, an exemption, may always read), beside the built-in kinds of personal
    data. A rule that was taken back stays in the list.
    """

    scope = models.CharField(max_length=10, choices=RuleScope)
    authority = models.ForeignKey(
        Authority, null=True, blank=True, on_delete=models.CASCADE, related_name="masking_rules"
    )
    request = models.ForeignKey(
        Request, null=True, blank=True, on_delete=models.CASCADE, related_name="masking_rules"
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="masking_rules",
    )
    kind = models.CharField(max_length=10, choices=RuleKind)
    value = models.CharField(max_length=300)
    shown_as = models.CharField(max_length=60, blank=True, help_text="What stands there instead.")
    reason = models.CharField(max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ["-at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(scope="site", authority=None, request=None, person=None)
                | Q(scope="authority", authority__isnull=False, request=None, person=None)
                | Q(scope="request", authority=None, request__isnull=False, person=None)
                | Q(scope="person", authority=None, request=None, kind="name"),
                name="rule_has_its_scope",
            ),
            models.CheckConstraint(condition=~Q(value=""), name="rule_has_a_value"),
        ]
        indexes = [models.Index(fields=["-at"], condition=Q(undone_at=None), name="rule_standing")]

    def __str__(self) -> str:
        return f"{self.scope} {self.kind}: {self.value[:40]}"


class MaskingEdition(models.Model):
    """One row with a random name, given anew whenever a rule is made or taken back: processes that keep the rules in
    memory ask it.
    """

    id = models.SmallIntegerField(primary_key=True, default=1)
    name = models.CharField(max_length=32, blank=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="one_masking_edition")]

    def __str__(self) -> str:
        return self.name


class Tombstone(models.Model):
    """That something was erased: the hash of its bytes, who erased it, why and when; and that the same bytes came again."""

    sha256 = models.CharField(max_length=64, blank=True, db_index=True)
    kind = models.CharField(
        max_length=10, choices=[("message", _("Letter")), ("file", _("File")), ("person", _("Person"))]
    )
    message = models.ForeignKey(
        Message, null=True, blank=True, on_delete=models.SET_NULL, related_name="tombstones"
    )
    attachment = models.ForeignKey(
        Attachment, null=True, blank=True, on_delete=models.SET_NULL, related_name="tombstones"
    )
    size = models.PositiveBigIntegerField(default=0)
    reason = models.CharField(max_length=300)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField(auto_now_add=True)
    came_again = models.PositiveIntegerField(default=0)
    came_again_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return f"{self.kind} erased {self.at:%Y-%m-%d}"


class RereadRun(models.Model):
    """One pass over the received letters that parses and reads them again. `last_message` moves in the transaction of each
    letter, so that a pass that was killed goes on behind the last letter that it finished.
    """

    started_at = models.DateTimeField(auto_now_add=True)
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    since = models.DateField(null=True, blank=True)
    request = models.ForeignKey(Request, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    upto_message = models.BigIntegerField(default=0)
    last_message = models.BigIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    changed = models.JSONField(default=dict, blank=True, help_text="How many letters changed in which way.")
    finished_at = models.DateTimeField(null=True, blank=True)
    stopped_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-started_at", "-id"]

    def __str__(self) -> str:
        return f"{self.done} of {self.total}"
