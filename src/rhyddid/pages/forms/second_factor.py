"""The forms of second factors and passkeys, in our own words (`settings.MFA_FORMS`)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.mfa.base import forms as base
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django import forms
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

_CODE = _("Code")


def _code(field: forms.Field, help_text: StrOrPromise) -> None:
    field.label, field.help_text = _CODE, help_text
    field.widget.attrs.pop("placeholder", None)
    field.widget.attrs["autocomplete"] = "one-time-code"


class SecondFactorForm(base.AuthenticateForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _code(self.fields["code"], _("The six digits that your app shows, or one of your recovery codes."))


class SecondFactorAgainForm(base.ReauthenticateForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _code(self.fields["code"], _("The six digits that your app shows, or one of your recovery codes."))


class AppAddForm(totp.ActivateTOTPForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _code(self.fields["code"], _("The six digits that your app shows now."))


class PasskeyAddForm(webauthn.AddWebAuthnForm):
    """A passkey always signs in by itself: a key that only stands beside a password is no easier, and less safe."""

    passwordless = forms.BooleanField(required=False, initial=True, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name = self.fields["name"]
        name.label, name.help_text = _("Name of the passkey"), _("To tell it from others, such as “phone”.")


class PasskeyNameForm(webauthn.EditWebAuthnForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Name of the passkey")
