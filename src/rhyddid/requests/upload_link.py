"""The link in each of our letters by which an officer answers with files, without an account (`rhyddid.post.uploads`).

A token is made from the site's secret and the letter's Message-ID, so that the same letter is always the same bytes;
the database knows its hash alone. It has the shape of two reply tokens, so that whatever masks those masks it too.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable

from django.conf import settings
from django.utils import timezone

from rhyddid.mail.tokens import make_token
from rhyddid.requests.models import Message, Request, UploadLink
from rhyddid.wording import Wording, gettext_noop

# below a letter, in the letter's language
_INVITATION = gettext_noop(
    "To answer with large or many files, you can upload them here. You need no account, and a reply by e-mail is as "
    "good:\n{link}"
)


def secret_token(purpose: str, key: str) -> str:
    """A token that nobody can guess: the same for the same purpose and key."""
    secret = settings.SECRET_KEY.encode()
    return "-".join(make_token(secret, f"{purpose}:{half}:{key}") for half in ("first", "second"))


def token_hash(token: str) -> str:
    """What the database keeps of a token, however it was capitalised on its way."""
    return hashlib.sha256(token.lower().encode()).hexdigest()


def upload_token(message: Message) -> str:
    """The token of the link in a letter of ours."""
    return secret_token("upload", message.message_id)


def upload_address(message: Message) -> str:
    """The link in a letter of ours."""
    return f"{settings.SITE_URL}/upload/{upload_token(message)}/"


def upload_link_row(message: Message, request: Request, *, not_before: dt.datetime) -> UploadLink | None:
    """The link of a letter that is to leave, not saved yet. Simulated authorities get none: they upload nothing."""
    if request.rehearsal_day is not None:
        return None
    return UploadLink(
        message=message,
        request=request,
        token_sha256=token_hash(upload_token(message)),
        expires_at=max(not_before, timezone.now()) + dt.timedelta(days=settings.UPLOAD_LINK_DAYS),
    )


def upload_link_of(token: str) -> UploadLink | None:
    """The link that a token opens, spent and expired ones too."""
    found = UploadLink.objects.filter(token_sha256=token_hash(token))
    return found.select_related("request__authority", "message").first()


def text_as_sent(message: Message, language: str) -> str:
    """What the authority gets to read: the letter, and below it the invitation to upload where it has a link."""
    if getattr(message, "upload_link", None) is None:
        return message.text
    invitation = Wording(_INVITATION, {"link": upload_address(message)}).render(language)
    return f"{message.text.rstrip()}\n\n\n{invitation}\n"


def texts_as_sent(messages: Iterable[Message], language: str) -> list[str]:
    """The letters as they may come back in quotes. The messages come with their `upload_link`."""
    return [text_as_sent(message, language) for message in messages]
