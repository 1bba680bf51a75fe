"""The form by which something is followed: how often, and for visitors an e-mail address."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from rhyddid.following.models import Frequency


class FollowForm(forms.Form):
    """For whoever is signed in."""

    frequency = forms.ChoiceField(
        label=_("How often"), choices=Frequency.choices, initial=Frequency.DAILY, widget=forms.RadioSelect
    )


class FollowByMailForm(FollowForm):
    """For visitors: nothing is sent to the address before it is confirmed, but the mail that asks for that."""

    email = forms.EmailField(
        label=_("Your e-mail address"),
        help_text=_("You get one mail with a link to confirm it. Nobody else sees the address."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    website = forms.CharField(required=False, widget=forms.HiddenInput)  # people leave it empty
