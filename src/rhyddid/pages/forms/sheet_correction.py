"""The form by which an authority says that a published answer is wrong."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class SheetCorrectionForm(forms.Form):
    """Who writes, from which address, and what is wrong. None of it is published."""

    name = forms.CharField(label=_("Your name and role"), max_length=200)
    email = forms.EmailField(
        label=_("Your e-mail address at the authority"),
        help_text=_(
            "A link goes there, so that we know the correction comes from the authority. It is not published."
        ),
    )
    text = forms.CharField(
        label=_("What is wrong, and what is right"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("If the letter itself was wrong, please write to the requester as well."),
    )
