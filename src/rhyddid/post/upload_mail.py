"""The mail that asks an officer to confirm an uploaded answer.

Its link shows a button: mail scanners follow links, and following it changes nothing.
"""

from __future__ import annotations

import hashlib

from django.conf import settings

from rhyddid.mail.compose import compose, make_message_id
from rhyddid.mail.mail import Address
from rhyddid.post.models import Upload, UploadState
from rhyddid.post.notice_mail import notice_send
from rhyddid.post.uploads import confirm_token
from rhyddid.wording import Wording, gettext_noop

_SUBJECT = gettext_noop("Confirm your answer: {subject}")
_TEXT = gettext_noop(
    "An answer to the request “{subject}” was written at {site}, and this address was given with it.\n\n"
    "If you wrote it, open this page and press the button there. It can be used once, within {hours} hours:\n\n"
    "{link}\n\n"
    "If you did not, you need do nothing: the answer is thrown away unless it is confirmed."
)


def confirm_address(upload: Upload) -> str:
    """The page that confirms the upload."""
    return f"{settings.SITE_URL}/upload/confirm/{confirm_token(upload)}/"


def confirm_mail(upload: Upload) -> bytes:
    """The mail. The same upload always gives the same bytes."""
    request = upload.link.request
    unique = hashlib.sha256(f"confirm {upload.draft}".encode()).hexdigest()[:24]
    parameters = {
        "subject": request.subject,
        "site": settings.SITE_NAME,
        "hours": settings.UPLOAD_KEPT_HOURS,
        "link": confirm_address(upload),
    }
    return compose(
        sender=Address(settings.SITE_NAME, f"no-reply@{settings.MAIL_DOMAIN}"),
        to=[Address("", upload.email)],
        subject=" ".join(Wording(_SUBJECT, parameters).render(request.language).split()),
        text=Wording(_TEXT, parameters).render(request.language),
        message_id=make_message_id(unique, settings.MAIL_DOMAIN),
        date=upload.submitted_at or upload.touched_at,
        language=request.language,
        headers={"Auto-Submitted": "auto-generated"},
    )


def upload_confirm_mail_send(upload_id: int) -> bool:
    """Send it; False where the upload does not wait any more."""
    waiting = Upload.objects.filter(pk=upload_id, state=UploadState.WAITING).select_related("link__request")
    upload = waiting.first()
    if upload is None:
        return False
    notice_send(to=upload.email, raw=confirm_mail(upload))
    return True
