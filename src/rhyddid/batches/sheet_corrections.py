"""Corrections of a published sheet by the authorities it speaks of: taken in, confirmed from their domain, decided.

What somebody writes changes nothing by itself: it is a task for the team. Where the address is at one of the authority's
own domains, a link goes there; whoever opens it shows that they read mail there.
"""

from __future__ import annotations

import uuid

from django.conf import settings
from django.core import signing
from django.core.mail import send_mail
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from rhyddid.accounts.models import Person
from rhyddid.authorities.models import AuthorityAddress
from rhyddid.batches.models import Batch, CorrectionState, SheetCorrection
from rhyddid.batches.shown_cells import cells_shown_to
from rhyddid.care.models import TaskKind
from rhyddid.care.services import audit, task_close, task_open
from rhyddid.requests.models import Question

LINK_JOB = "rhyddid.batches.correction_link_send"
MOST_OPEN = 50
"""So many corrections of one batch wait at a time: whoever fills the form with nonsense cannot fill the table."""
_SALT = "rhyddid.batches.sheet_correction"
_LINK_DAYS = 14
# where everybody can have an address, an address says nothing of the authority
_ANYBODYS = frozenset(
    [
        "gmail.com",
        "googlemail.com",
        "outlook.com",
        "hotmail.com",
        "hotmail.co.uk",
        "live.com",
        "yahoo.com",
        "yahoo.co.uk",
        "icloud.com",
        "aol.com",
        "btinternet.com",
        "proton.me",
        "protonmail.com",
        "gmx.com",
    ]
)


class TooManyCorrections(Exception):
    """The batch has as many corrections waiting as it can have."""


@transaction.atomic
def correction_add(
    *, batch: Batch, question: Question, name: str, email: str, text: str, key: uuid.UUID
) -> SheetCorrection:
    """Take in what somebody says is wrong in a published cell; the same form twice is one. Raises TooManyCorrections."""
    known = SheetCorrection.objects.filter(key=key).first()
    if known is not None:
        return known
    if batch.corrections.filter(state=CorrectionState.NEW).count() >= MOST_OPEN:
        raise TooManyCorrections
    at_domain = email_is_of(question, email)
    made = SheetCorrection.objects.create(
        batch=batch, question=question, name=name, email=email.lower(), text=text, key=key, at_authority_domain=at_domain
    )  # fmt: skip
    task_open(
        kind=TaskKind.CORRECTION, subject_kind="batch", subject_id=batch.pk, detail={"question": question.pk}
    )
    if at_domain:
        app.configure_task(LINK_JOB).defer(correction_id=made.pk)
    return made


def email_is_of(question: Question, email: str) -> bool:
    """Whether `email` is at a domain that the directory has for the question's authority."""
    domain = email.rpartition("@")[2].lower()
    if domain in _ANYBODYS:
        return False
    known = AuthorityAddress.objects.filter(authority__requests__questions=question).values_list(
        "email", flat=True
    )
    return domain in {address.rpartition("@")[2].lower() for address in known}


def correction_link_send(*, correction_id: int) -> None:
    """Mail the link by which whoever reads this address confirms the correction."""
    found = SheetCorrection.objects.filter(pk=correction_id, confirmed_at=None, at_authority_domain=True)
    correction = found.select_related("question__request__authority").first()
    if correction is None:
        return
    address = f"{settings.SITE_URL}/corrections/{signing.dumps(correction.pk, salt=_SALT)}/"
    text = _(
        "Somebody has written to %(site)s that an answer of %(authority)s is wrong there, and gave this address.\n\n"
        "If it was you, open this page to confirm it:\n\n%(address)s\n\n"
        "If it was not you, there is nothing to do."
    ) % {
        "site": settings.SITE_NAME,
        "authority": correction.question.request.authority.name,
        "address": address,
    }
    send_mail(_("Your correction of a published answer"), text, None, [correction.email])


def correction_of_link(token: str) -> SheetCorrection | None:
    """The correction that a link belongs to; None for one that is too old or made up."""
    try:
        pk = signing.loads(token, salt=_SALT, max_age=_LINK_DAYS * 24 * 3600)
    except signing.BadSignature:
        return None
    return (
        SheetCorrection.objects.filter(pk=pk, at_authority_domain=True)
        .select_related("question__request__authority", "batch")
        .first()
    )


@transaction.atomic
def correction_confirm(*, correction: SheetCorrection) -> None:
    """Whoever reads mail at the authority's domain says that the correction is theirs."""
    SheetCorrection.objects.filter(pk=correction.pk, confirmed_at=None, at_authority_domain=True).update(
        confirmed_at=timezone.now(), from_authority=True
    )


@transaction.atomic
def correction_decide(*, correction: SheetCorrection, state: str, note: str, by: Person) -> bool:
    """Close a correction: the sheet was mended (in the cell itself), or nothing was changed. False where it is closed."""
    if state not in (CorrectionState.DONE, CorrectionState.DECLINED):
        return False
    closed = SheetCorrection.objects.filter(pk=correction.pk, state=CorrectionState.NEW).update(
        state=state, note=note, decided_at=timezone.now(), decided_by=by
    )
    if not closed:
        return False
    batch = correction.batch
    if not corrections_waiting(batch).exists():
        task_close(kind=TaskKind.CORRECTION, subject_kind="batch", subject_id=batch.pk, by=by)
    audit(
        action="correction_decided", subject_kind="batch", subject_id=batch.pk, by=by,
        detail={"correction": correction.pk, "state": state},
    )  # fmt: skip
    return True


def corrections_waiting(batch: Batch) -> QuerySet[SheetCorrection]:
    """Corrections that nobody has decided on."""
    return SheetCorrection.objects.filter(batch=batch, state=CorrectionState.NEW)


def may_be_corrected(batch: Batch, question: Question) -> bool:
    """Whether everybody sees something in this cell: what is not published cannot be wrong in public."""
    if batch.published_at is None:
        return False
    return (question.request_id, question.pk) in cells_shown_to(None, batch, [question.request_id])
