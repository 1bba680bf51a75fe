"""The link in every digest by which its reader, without signing in, looks through what they follow and stops it.

RFC 8058: a mail program POSTs to it once and no more mails come; whoever opens it sees a page with buttons. The token is
signed for this one purpose and names the follower; it goes on working as long as they are written to.
"""

from __future__ import annotations

from django.conf import settings
from django.core import signing
from django.urls import reverse

from rhyddid.following.models import Follower

_SALT = "rhyddid.following.mail_link"


def mail_token(follower: Follower) -> str:
    return signing.Signer(salt=_SALT).sign(str(follower.pk))


def mail_link(follower: Follower) -> str:
    """The page's whole address, as it stands in mails."""
    return settings.SITE_URL + reverse("mails", args=[mail_token(follower)])


def follower_of_token(token: str) -> Follower | None:
    """Whose link it is; None for one that is made up."""
    try:
        pk = int(signing.Signer(salt=_SALT).unsign(token))
    except (signing.BadSignature, ValueError):
        return None
    return Follower.objects.select_related("person").filter(pk=pk).first()


def one_click_headers(follower: Follower) -> dict[str, str]:
    """The two headers of RFC 8058."""
    return {
        "List-Unsubscribe": f"<{mail_link(follower)}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
