"""Whether the site can be written to: by the setting `RHYDDID_READ_ONLY`, or by an operator's switch in the database."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction

from rhyddid.care.notice_models import SiteSwitch
from rhyddid.care.services import audit

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser


@dataclass(frozen=True)
class ReadOnly:
    """That nothing can be written, and what the operators say about it; `by_setting` cannot be undone from a page."""

    why: str = ""
    why_cy: str = ""
    by_setting: bool = False


def read_only_now() -> ReadOnly | None:
    """Why nothing can be written; None where everything can."""
    if settings.READ_ONLY:
        return ReadOnly(by_setting=True)
    switch = SiteSwitch.objects.filter(pk=1, read_only=True).first()
    return ReadOnly(switch.why, switch.why_cy) if switch is not None else None


@transaction.atomic
def read_only_set(*, read_only: bool, by: AbstractBaseUser | None, why: str = "", why_cy: str = "") -> None:
    """Turn the switch; turning it back is its undo."""
    SiteSwitch.objects.update_or_create(
        pk=1,
        defaults={
            "read_only": read_only,
            "why": why.strip()[:300],
            "why_cy": why_cy.strip()[:300],
            "by_id": by.pk if by else None,
        },
    )
    audit(
        action="read_only_on" if read_only else "read_only_off",
        subject_kind="site", subject_id=1, by=by, detail={"why": why.strip()[:300]},
    )  # fmt: skip
