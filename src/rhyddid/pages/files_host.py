"""Middleware: the host that files are served from serves nothing else, and the site's own host serves no files then."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase

from rhyddid.pages.file_links import is_files_host

PREFIX = "/files/"
_HEALTH = ("/healthz", "/readyz")


class FilesHost:
    """Does nothing where RHYDDID_FILES_URL is empty."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, http: HttpRequest) -> HttpResponseBase:
        if settings.FILES_URL and http.path not in _HEALTH:
            here, file = is_files_host(http), http.path.startswith(PREFIX)
            if here and not file:
                return HttpResponse("There are only files here.", status=404, content_type="text/plain")
            if file and not here:
                return HttpResponseRedirect(f"{settings.FILES_URL}{http.get_full_path()}")
        return self._get_response(http)
