"""The form by which a team adds a webhook."""

from __future__ import annotations

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from rhyddid.following.activity import TOLD
from rhyddid.following.outside_call import CallRefused, address_check


class WebhookForm(forms.Form):
    url = forms.CharField(
        label=_("Address"),
        max_length=500,
        help_text=_("https://…: a program of yours that listens there."),
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off"}),
    )
    event_types = forms.MultipleChoiceField(
        label=_("What it is told"),
        help_text=_("Choose none to be told of everything."),
        required=False,
        choices=[(each.value, each.label) for each in TOLD],
        widget=forms.CheckboxSelectMultiple,
    )

    def clean_url(self) -> str:
        url: str = self.cleaned_data["url"]
        try:
            address_check(url)
        except CallRefused as error:
            raise ValidationError(
                _("Use an address that begins with https:// and names a machine.")
            ) from error
        return url
