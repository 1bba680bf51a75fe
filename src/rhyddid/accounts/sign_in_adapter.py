"""What this site says where allauth asks: new people and their team, mails in our words, links to our own address, errors.

`settings.ACCOUNT_ADAPTER` names it; allauth makes one for each question.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from rhyddid.accounts.account_mail import account_mail_send
from rhyddid.accounts.models import DEMO_DOMAIN, Person
from rhyddid.accounts.services import team_of_one_make
from rhyddid.care.services import audit

# what allauth calls a mail: what we call it
_MAILS = {
    "account/email/email_confirmation_signup": "confirm_new_account",
    "account/email/email_confirmation": "confirm_address",
    "account/email/account_already_exists": "account_there_already",
    "account/email/unknown_account": "no_such_account",
    "account/email/password_reset_key": "password_reset",
    "account/email/login_code": "sign_in_code",
    "account/email/email_changed": "address_changed",
    "account/email/email_deleted": "address_removed",
    "account/email/password_changed": "password_changed",
    "account/email/password_reset": "password_changed",
    "account/email/password_set": "password_changed",
    "mfa/email/totp_activated": "app_added",
    "mfa/email/totp_deactivated": "app_removed",
    "mfa/email/webauthn_added": "passkey_added",
    "mfa/email/webauthn_removed": "passkey_removed",
    "mfa/email/recovery_codes_generated": "recovery_codes_made",
}
_LINKS = ("activate_url", "password_reset_url", "signup_url")
_TOO_OFTEN = _("That was too often: wait a few minutes, and try again.")


class SignInAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": _("This account is closed."),
        "cannot_remove_primary_email": _("An account needs an e-mail address."),
        "duplicate_email": _("Your account has this address already."),
        "email_password_mismatch": _(
            "This e-mail address and password do not go together. Capitals count in the password."
        ),
        "email_taken": _("Another account has this address."),
        "enter_current_password": _("This is not your password now. Capitals count."),
        "incorrect_code": _("This code is wrong, or too old."),
        "incorrect_password": _("This is not your password. Capitals count."),
        "invalid_or_expired_key": _("This link was used already, or is too old."),
        "invalid_login": _("This e-mail address and password do not go together."),
        "invalid_password_reset": _("This link was used already, or is too old."),
        "max_email_addresses": _("An account has at most %d addresses."),
        "rate_limited": _TOO_OFTEN,
        "too_many_login_attempts": _TOO_OFTEN,
        "unverified_primary_email": _("Confirm your e-mail address first."),
    }

    def save_user(
        self, request: HttpRequest, user: AbstractBaseUser, form: Any, commit: bool = True
    ) -> AbstractBaseUser:
        """Somebody who signed up: with the names they gave, the page's language, and a team of one."""
        assert isinstance(user, Person)
        user.public_name = form.cleaned_data["public_name"]
        user.legal_name = form.cleaned_data["legal_name"] or user.public_name
        user.language = (get_language() or settings.LANGUAGE_CODE)[:2]
        super().save_user(request, user, form, commit)
        if commit:
            team_of_one_make(person=user)
            audit(action="signed_up", subject_kind="person", subject_id=user.pk, by=user)
        return user

    def authenticate(self, request: HttpRequest, **credentials: Any) -> AbstractBaseUser | None:
        """The demo's password is printed for all to read: its people sign in only where no letter leaves."""
        if _is_closed_demo(str(credentials.get("email", ""))):
            raise ValidationError(
                _("The demo’s accounts are closed on a site that writes to real authorities.")
            )
        found: AbstractBaseUser | None = super().authenticate(request, **credentials)
        return found

    def pre_login(self, request: HttpRequest, user: AbstractBaseUser, **how: Any) -> HttpResponseBase | None:
        """However they come in: by a code or a passkey as well."""
        if _is_closed_demo(user.get_username()):
            closed: HttpResponseBase = self.respond_user_inactive(request, user)
            return closed
        response: HttpResponseBase | None = super().pre_login(request, user, **how)
        return response

    def post_login(self, request: HttpRequest, user: AbstractBaseUser, **how: Any) -> HttpResponseBase:
        """The page turns to the person's own language unless this browser has chosen one."""
        response: HttpResponseBase = super().post_login(request, user, **how)
        if isinstance(user, Person) and settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
            response.set_cookie(settings.LANGUAGE_COOKIE_NAME, user.language, samesite="Lax", httponly=True)
        return response

    def add_message(self, request: HttpRequest, level: int, *words: Any, **more: Any) -> None:
        """Our pages say what happened themselves; only what we say in so many words is shown above them."""
        if more.get("message"):
            super().add_message(request, level, **more)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        kind = _MAILS.get(template_prefix)
        if kind is None:
            return  # told on the page already
        known = ("from_email", "to_email", "deleted_email")
        account_mail_send(
            kind,
            to=email,
            language=user.language if isinstance(user := context.get("user"), Person) else "",
            code=str(context.get("code", "")),
            link=next((_own(context[name]) for name in _LINKS if _fits(kind, name, context)), ""),
            parameters={name: context[name] for name in known if name in context},
        )

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("account")

    def get_email_verification_redirect_url(self, email_address: Any) -> str:
        """Who confirmed an address while signed in sees it; who did not, signs in."""
        signed_in = self.request.user.is_authenticated
        return reverse("account_email") if signed_in else f"{reverse('sign-in')}?confirmed=1"

    def get_client_ip(self, request: HttpRequest) -> str:
        """As all of the site takes it (`rhyddid.site.client_address`)."""
        return request.META.get("REMOTE_ADDR") or "127.0.0.1"


def _is_closed_demo(email: str) -> bool:
    return bool(settings.DELIVERY == "live" and email.lower().endswith(DEMO_DOMAIN))


def _fits(kind: str, name: str, context: dict[str, Any]) -> bool:
    """Whether the link `name` is the one that this mail is about."""
    return bool(context.get(name)) and (kind != "account_there_already" or name == "password_reset_url")


def _own(url: str) -> str:
    """The same page at the site's own address, whatever name it was asked for by."""
    parts = urlsplit(url)
    return f"{settings.SITE_URL}{parts.path}{'?' + parts.query if parts.query else ''}"
