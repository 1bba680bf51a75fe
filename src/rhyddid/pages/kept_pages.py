"""Pages of requests kept in memory for visitors who are not signed in, and shown again while nothing they show has changed.

A kept page is true as long as the request's version, the site's and the day are those that it was made at: one small
query instead of the page's own. Whoever is signed in, or has a message waiting, always gets a page of their own.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from threading import Lock
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils import timezone
from django.utils.translation import get_language

PUT_AWAY = "put-away"  # the cookie that names the announcements which this browser shows no more
_LONGEST_QUERY = 100
_ROW_COST = 400

View = Callable[..., HttpResponse]


@dataclass(frozen=True)
class KeptPage:
    """A page as it was sent; `shows` is what the view gave to `keep`, for whoever must know that it was shown again."""

    version: str
    content: bytes
    content_type: str
    shows: Any


class PageMemory:
    """The pages shown last, as many as fit; safe for the threads of one process."""

    def __init__(self) -> None:
        self._pages: OrderedDict[tuple[str, ...], KeptPage] = OrderedDict()
        self._size = 0
        self._lock = Lock()

    def get(self, key: tuple[str, ...]) -> KeptPage | None:
        with self._lock:
            page = self._pages.get(key)
            if page is not None:
                self._pages.move_to_end(key)
            return page

    def keep(self, key: tuple[str, ...], page: KeptPage, most: int) -> None:
        with self._lock:
            old = self._pages.pop(key, None)
            if old is not None:
                self._size -= len(old.content) + _ROW_COST
            self._pages[key] = page
            self._size += len(page.content) + _ROW_COST
            while self._size > most and self._pages:
                _, dropped = self._pages.popitem(last=False)
                self._size -= len(dropped.content) + _ROW_COST

    def clear(self) -> None:
        with self._lock:
            self._pages.clear()
            self._size = 0


memory = PageMemory()


def kept(
    *, version: Callable[..., str | None], shown_again: Callable[[HttpRequest, Any], object]
) -> Callable[[View], View]:
    """Keep what a view answers to visitors. `version` is asked with the view's own arguments, and None keeps nothing; a
    view says with `keep(http, shows)` that its page may be kept, and `shown_again(http, shows)` is told of each showing
    out of memory.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def answer(http: HttpRequest, **arguments: str) -> HttpResponse:
            if not _is_visitor(http):
                return view(http, **arguments)
            now = version(**arguments)
            if now is None:
                return view(http, **arguments)
            now = f"{now}.{timezone.localdate():%Y%m%d}.{get_language() or ''}"
            key = (
                http.get_host(),
                http.get_full_path(),
                str(bool(http.headers.get("HX-Request"))),
                http.COOKIES.get(PUT_AWAY, "")[:_LONGEST_QUERY],
            )
            page = memory.get(key)
            if page is None or page.version != now:
                response = view(http, **arguments)
                if (
                    response.status_code == 200
                    and hasattr(http, "_rhyddid_shows")
                    and not _has_own_token(http)
                ):
                    page = KeptPage(now, response.content, response["Content-Type"], http._rhyddid_shows)
                    memory.keep(key, page, settings.KEPT_PAGES_BYTES)
                    _say_validity(response, now)
                return response
            shown_again(http, page.shows)
            if http.headers.get("If-None-Match") == f'"{now}"':
                unchanged = HttpResponseNotModified()
                _say_validity(unchanged, now)
                return unchanged
            response = HttpResponse(page.content, content_type=page.content_type)
            _say_validity(response, now)
            return response

        return answer

    return decorate


def keep(http: HttpRequest, shows: object) -> None:
    """Said by a view of a page that everybody may see and that is the same for every visitor."""
    http._rhyddid_shows = shows  # type: ignore[attr-defined]


def _say_validity(response: HttpResponse, version: str) -> None:
    """Browsers may keep the page, and must ask each time: what is withheld is gone at once."""
    response["ETag"] = f'"{version}"'
    response["Cache-Control"] = "private, no-cache"


def _has_own_token(http: HttpRequest) -> bool:
    """Whether the page holds a form whose token is this visitor's alone."""
    return bool(http.META.get("CSRF_COOKIE_NEEDS_UPDATE"))


def _is_visitor(http: HttpRequest) -> bool:
    cookies = http.COOKIES
    return (
        settings.KEPT_PAGES_BYTES > 0
        and http.method in ("GET", "HEAD")
        and settings.SESSION_COOKIE_NAME not in cookies
        and "messages" not in cookies
        and len(http.META.get("QUERY_STRING", "")) <= _LONGEST_QUERY
    )
