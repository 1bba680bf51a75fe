"""The form that sends a draft letter: it has to be finished first."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from rhyddid.requests.next_letters import PLACE_TO_FILL


class NextLetterForm(forms.Form):
    """A draft as a person has changed it."""

    text = forms.CharField(
        label=_("The letter"),
        max_length=50_000,
        widget=forms.Textarea(attrs={"rows": 18, "class": "letter-text"}),
    )

    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"]
        if PLACE_TO_FILL in text:
            raise forms.ValidationError(
                _(
                    "Some places in square brackets still stand open: write what belongs there, or take them out."
                )
            )
        return text
