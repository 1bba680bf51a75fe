"""The forms of signing in and up, in our own words; allauth does what they ask (`settings.ACCOUNT_FORMS`)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.account import forms as theirs
from django import forms
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

_EMAIL = _("E-mail address")
_PASSWORD_HELP = _(
    "At least ten characters. A few words that you can remember are better than one that is hard to type."
)


def _plain(field: forms.Field, label: StrOrPromise, help_text: StrOrPromise = "") -> None:
    """The label stands above the field, not in it."""
    field.label, field.help_text = label, help_text
    field.widget.attrs.pop("placeholder", None)


class SignInForm(theirs.LoginForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _plain(self.fields["login"], _EMAIL)
        self.fields["login"].widget.attrs["autocomplete"] = "username webauthn"
        _plain(self.fields["password"], _("Password"))
        _plain(self.fields["remember"], _("Stay signed in for two weeks"))


class SignUpForm(theirs.SignupForm):
    field_order = ("public_name", "legal_name", "email", "password1")

    public_name = forms.CharField(
        label=_("Public name"),
        max_length=200,
        help_text=_("Everybody sees this name beside what you ask. It need not be your real one."),
        widget=forms.TextInput(attrs={"autocomplete": "nickname"}),
    )
    legal_name = forms.CharField(
        label=_("Name on letters"),
        required=False,
        max_length=200,
        help_text=_("The law wants the real name of whoever asks. Empty: your public name."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _plain(
            self.fields["email"],
            _EMAIL,
            _("Nobody else sees it. We send a link there: the account is yours when you have opened it."),
        )
        _plain(self.fields["password1"], _("Password"), _PASSWORD_HELP)

    def clean_public_name(self) -> str:
        return _name(self.cleaned_data["public_name"])

    def clean_legal_name(self) -> str:
        given = self.cleaned_data["legal_name"]
        return _name(given) if given.strip() else ""

    @transaction.atomic
    def try_save(self, request: HttpRequest) -> tuple[AbstractBaseUser | None, HttpResponse | None]:
        """The account, with its team, or nothing. Where there is one already, it takes as long and looks the same."""
        if self.account_already_exists:
            make_password(self.cleaned_data["password1"])
        made: tuple[AbstractBaseUser | None, HttpResponse | None] = super().try_save(request)
        return made


def _name(given: str) -> str:
    name = " ".join(given.split())
    if not any(sign.isalnum() for sign in name):
        raise forms.ValidationError(_("A name needs letters or digits."))
    if "@" in name:
        raise forms.ValidationError(_("An e-mail address is no name: others would see it."))
    return name


class EmailChangeForm(theirs.AddEmailForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _plain(self.fields["email"], _("New e-mail address"))


class PasswordChangeForm(theirs.ChangePasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["password2"]  # typed once: browsers can show it, and it can be reset
        _plain(self.fields["oldpassword"], _("Password now"))
        _plain(self.fields["password1"], _("New password"), _PASSWORD_HELP)


class PasswordFirstForm(theirs.SetPasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["password2"]
        _plain(self.fields["password1"], _("Password"), _PASSWORD_HELP)


class PasswordForgottenForm(theirs.ResetPasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _plain(self.fields["email"], _EMAIL)


class PasswordResetForm(theirs.ResetPasswordKeyForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["password2"]
        _plain(self.fields["password1"], _("New password"), _PASSWORD_HELP)


class PasswordAgainForm(theirs.ReauthenticateForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _plain(self.fields["password"], _("Password"))


class CodeAskForm(theirs.RequestLoginCodeForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _plain(self.fields["email"], _EMAIL)


class CodeForm(theirs.ConfirmLoginCodeForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _plain(self.fields["code"], _("Code"))
