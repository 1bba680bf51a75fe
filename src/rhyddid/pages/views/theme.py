"""The stylesheet with the theme's colours."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe


@require_safe
def theme_css(http: HttpRequest) -> HttpResponse:
    """404 where the theme sets no colours. Its address carries the edition, so that browsers may keep it."""
    css = settings.THEME.css
    if not css:
        raise Http404
    answer = HttpResponse(css, content_type="text/css; charset=utf-8")
    answer["Cache-Control"] = "public, max-age=31536000, immutable"
    return answer
