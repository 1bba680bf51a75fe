"""The form by which a reader reports an error on a page of the law."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class LawReportForm(forms.Form):
    """What is wrong, in the reader's words. No name and no address is asked for."""

    words = forms.CharField(
        label=_("What is wrong"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Give the words, and what should stand there. Please leave out personal data."),
    )
