"""Addresses of files' bytes, and who asks for them: the prefix `/files/` can be served from another host.

On that host nobody is signed in, so that nothing a file does can act for anybody. A link from one of our pages then
carries a signed key that says who was shown it, for which file; it is good for an hour.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from django.conf import settings
from django.core import signing
from django.http import HttpRequest
from django.urls import reverse

from rhyddid.accounts.models import Person
from rhyddid.requests.visibility import Viewer

_SALT = "rhyddid.files"
_GOOD_FOR_SECONDS = 3600


def file_link(viewer: Viewer, name: str, slug: str, pk: int, *more: object) -> str:
    """The address of a file's bytes, by the name of its page."""
    path = reverse(name, args=[slug, pk, *more])
    if not settings.FILES_URL:
        return path
    if not isinstance(viewer, Person):
        return f"{settings.FILES_URL}{path}"
    key = signing.dumps([viewer.pk, pk], salt=_SALT, compress=True)
    return f"{settings.FILES_URL}{path}?key={key}"


def file_viewer(http: HttpRequest, pk: int) -> Viewer:
    """Who asks for the file `pk`: whoever is signed in, or the person whom the address's key names."""
    if http.user.is_authenticated or not settings.FILES_URL:
        return http.user
    try:
        who, what = signing.loads(http.GET.get("key", ""), salt=_SALT, max_age=_GOOD_FOR_SECONDS)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return Person.objects.filter(pk=who, is_active=True).first() if what == pk else None


def is_files_host(http: HttpRequest) -> bool:
    """Whether this came to the host that serves files alone."""
    if not settings.FILES_URL:
        return False
    return http.get_host() == urlsplit(settings.FILES_URL).netloc
