"""Days left, or days late, in words."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext


def days_words(left: int | None) -> str:
    """`left` calendar days until something is due, in the page's language; nothing where nothing is due."""
    if left is None:
        return ""
    if left == 0:
        return _("due today")
    if left < 0:
        return ngettext("%(count)s day late", "%(count)s days late", -left) % {"count": -left}
    return ngettext("%(count)s day left", "%(count)s days left", left) % {"count": left}
