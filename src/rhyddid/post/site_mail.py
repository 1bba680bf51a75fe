"""Django's e-mail, as this site sends it: mails of accounts, teams and alerts wait in a table until a server has taken them.

In: what `django.core.mail` sends. Each mail is a row, and a job, of the transaction that sends it: what is rolled back is
never sent, what is committed is tried until it is taken. The job hands it over under the same rule as letters: only to
this machine until delivery is live. What cannot be handed over for days becomes a task for the operators.
"""

from __future__ import annotations

import logging
import smtplib
from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.utils import timezone
from procrastinate.contrib.django import app

from rhyddid.care.models import TaskKind
from rhyddid.care.services import task_open
from rhyddid.post.models import SiteMail
from rhyddid.post.notice_mail import notice_send
from rhyddid.post.smtp_place import DeliveryRefused

log = logging.getLogger(__name__)

SITE_MAIL_JOB = "rhyddid.post.site_mail_send"
MOST_ATTEMPTS = 12
_AUTOMATIC = {"Auto-Submitted": "auto-generated"}


class SiteMailBackend(BaseEmailBackend):
    """`EMAIL_BACKEND`: puts mails into the table, with a job each."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """How many mails were taken; those without a recipient are not."""
        with transaction.atomic():
            return sum(_queue(message) for message in email_messages)


def _queue(message: EmailMessage) -> bool:
    recipients = message.recipients()
    if not recipients:
        return False
    for name, value in _AUTOMATIC.items():
        message.extra_headers.setdefault(name, value)
    raw = message.message().as_bytes(linesep="\r\n")  # type: ignore[call-arg]  # Django's own
    row = SiteMail.objects.create(recipients=recipients, subject=message.subject[:250], raw=raw)
    app.configure_task(name=SITE_MAIL_JOB).defer(mail_id=row.pk)
    return True


def site_mail_send(mail_id: int) -> bool:
    """Hand a mail over; False where it is not there any more. Raises what the server, or the rule of delivery, says: the
    job tries again, and after the last time a task tells the operators.
    """
    mail = SiteMail.objects.filter(pk=mail_id, failed_at=None).first()
    if mail is None:
        return False
    try:
        while mail.recipients:  # one by one: who was reached already is not written to again
            notice_send(to=mail.recipients[0], raw=bytes(mail.raw))
            mail.recipients = mail.recipients[1:]
            mail.save(update_fields=["recipients"])
    except (DeliveryRefused, OSError, smtplib.SMTPException) as error:
        _note_failure(mail, error)
        raise
    mail.delete()
    return True


def _note_failure(mail: SiteMail, error: Exception) -> None:
    mail.attempts += 1
    mail.last_error = str(error)[:300]
    if mail.attempts >= MOST_ATTEMPTS:
        mail.failed_at = timezone.now()
        log.error("site mail %s was given up after %s attempts: %s", mail.pk, mail.attempts, error)
        task_open(
            kind=TaskKind.DELIVERY,
            subject_kind="site_mail",
            subject_id=mail.pk,
            detail={"why": mail.last_error, "subject": mail.subject},
        )
    mail.save(update_fields=["attempts", "last_error", "failed_at"])
