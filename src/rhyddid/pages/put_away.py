"""Which announcements this browser shows no more: ids in a cookie, and nothing else."""

from __future__ import annotations

from django.http import HttpRequest

from rhyddid.pages.asked import asked_number
from rhyddid.pages.kept_pages import PUT_AWAY


def put_away_ids(http: HttpRequest) -> list[int]:
    """The ids in the cookie; nonsense is read as none."""
    found = [asked_number(each) for each in http.COOKIES.get(PUT_AWAY, "")[:200].split(".")]
    return [each for each in found if each]
