"""Leaving: to close an account, to take one's name away, or to have it erased, by the person's own wish.

What each leaves: closing keeps all that was asked, under the public name. Taking the name away keeps it as well, but where
the public name stood it says that it was removed, and both names are masked in every letter by rules. Erasing empties the
account's row; the letters stay, masked, or are erased too. The authorities' answers and the counts stay with each.
"""

from __future__ import annotations

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db import transaction
from django.utils import timezone

from rhyddid.accounts.account_mail import account_mail_send
from rhyddid.accounts.models import NAME_REMOVED, Invitation, Person
from rhyddid.accounts.teams import teams_left_without_owner
from rhyddid.care.services import audit
from rhyddid.requests.erasure import ErasureRefused, person_erase
from rhyddid.requests.person_names import OWN_WISH, names_take_away
from rhyddid.wording import Wording, gettext_noop


class LeavingRefused(ValueError):
    """Nothing was changed; `wording` says why."""

    def __init__(self, wording: Wording) -> None:
        self.wording = wording
        super().__init__(str(wording))


@transaction.atomic
def person_close(*, person: Person) -> None:
    """Nobody signs in to the account from now on; what was asked stays under the public name. Raises LeavingRefused."""
    _require_owners(person)
    _shut(person)
    account_mail_send("account_closed", to=person.email, language=person.language)
    audit(action="account_closed", subject_kind="person", subject_id=person.pk, by=person)


@transaction.atomic
def person_anonymise(*, person: Person) -> None:
    """Close the account, and show its names nowhere any more. Raises LeavingRefused."""
    _require_owners(person)
    account_mail_send("name_removed", to=person.email, language=person.language)
    _shut(person)
    names_take_away(person)
    person.public_name, person.legal_name = NAME_REMOVED, ""
    person.save(update_fields=["public_name", "legal_name"])
    audit(action="name_removed", subject_kind="person", subject_id=person.pk, by=person)


@transaction.atomic
def person_erase_own(*, person: Person, letters: bool) -> None:
    """Erase the account, with `letters` also every letter that the person wrote. Raises LeavingRefused."""
    _require_owners(person)
    to, language = person.email, person.language
    try:
        person_erase(person=person, reason=OWN_WISH, by=None, letters=letters)
    except ErasureRefused as refused:
        raise LeavingRefused(refused.wording) from refused
    account_mail_send("account_erased", to=to, language=language)
    audit(action="account_erased", subject_kind="person", subject_id=person.pk, detail={"letters": letters})


def _require_owners(person: Person) -> None:
    alone_in = teams_left_without_owner(person)
    if alone_in:
        raise LeavingRefused(
            Wording(
                gettext_noop("These teams would have no owner left: {teams}. Make somebody else one first."),
                {"teams": ", ".join(team.name for team in alone_in)},
            )
        )


def _shut(person: Person) -> None:
    """All ways in are gone: sessions, second factors, the password; links that were sent open nothing."""
    for session in UserSession.objects.filter(user=person):
        session.end()
    Authenticator.objects.filter(user=person).delete()
    EmailAddress.objects.filter(user=person, primary=False).delete()
    Invitation.objects.filter(made_by=person, used_at=None, withdrawn_at=None).update(
        withdrawn_at=timezone.now()
    )
    person.memberships.exclude(team__alone=person).delete()
    person.is_active = person.is_staff = person.is_superuser = False
    person.closed_at = timezone.now()
    person.set_unusable_password()
    person.save(update_fields=["is_active", "is_staff", "is_superuser", "closed_at", "password"])
