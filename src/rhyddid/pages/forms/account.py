"""The forms of one's account and of teams."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from rhyddid.accounts.models import Role


class AccountForm(forms.Form):
    public_name = forms.CharField(
        label=_("Public name"),
        max_length=200,
        help_text=_(
            "Everybody sees this name beside what you ask. Where it changes, it changes on what you asked already."
        ),
        widget=forms.TextInput(attrs={"autocomplete": "nickname"}),
    )
    legal_name = forms.CharField(
        label=_("Name on letters"),
        required=False,
        max_length=200,
        help_text=_("The law wants the real name of whoever asks. Empty: your public name."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    language = forms.ChoiceField(
        label=_("Language of pages and mails"), choices=[("en", "English"), ("cy", "Cymraeg")]
    )

    def clean_public_name(self) -> str:
        name = " ".join(self.cleaned_data["public_name"].split())
        if not any(sign.isalnum() for sign in name):
            raise forms.ValidationError(_("A name needs letters or digits."))
        if "@" in name:
            raise forms.ValidationError(_("An e-mail address is no name: others would see it."))
        return name


class TeamForm(forms.Form):
    name = forms.CharField(
        label=_("Name of the team"),
        max_length=200,
        help_text=_("Everybody sees it beside what the team asks."),
    )


class InvitationForm(forms.Form):
    email = forms.EmailField(
        label=_("E-mail address"), widget=forms.EmailInput(attrs={"autocomplete": "off"})
    )
    role = forms.ChoiceField(label=_("Role"), choices=Role.choices, initial=Role.EDITOR)


class LeavingForm(forms.Form):
    """Said twice: a box to tick, and the button."""

    sure = forms.BooleanField(label=_("I have read this, and want it."))


class ErasureForm(LeavingForm):
    letters = forms.BooleanField(
        label=_("Erase every letter that I wrote as well, not only my name in it."), required=False
    )
    field_order = ("letters", "sure")
