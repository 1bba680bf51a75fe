"""What the page of one's account shows: values in, nothing about HTTP."""

from __future__ import annotations

from dataclasses import dataclass

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession

from rhyddid.accounts.models import Membership, Person


@dataclass(frozen=True)
class AccountPage:
    person: Person
    memberships: tuple[Membership, ...]
    has_password: bool
    has_app: bool
    passkeys: int
    sessions: int

    @property
    def alone(self) -> Membership | None:
        """The team of one that what they ask alone is shown under."""
        return next((each for each in self.memberships if each.team.alone_id == self.person.pk), None)


def account_page(person: Person) -> AccountPage:
    """Three queries, however many teams."""
    kinds = list(Authenticator.objects.filter(user=person).values_list("type", flat=True))
    mine = Membership.objects.filter(person=person).select_related("team").order_by("team__name", "pk")
    return AccountPage(
        person=person,
        memberships=tuple(mine),
        has_password=person.has_usable_password(),
        has_app=Authenticator.Type.TOTP in kinds,
        passkeys=kinds.count(Authenticator.Type.WEBAUTHN),
        sessions=UserSession.objects.filter(user=person).count(),
    )
