"""Forms about files: deciding about one that is withheld, and changing what is masked in a request's files."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from rhyddid.requests.file_models import Decided
from rhyddid.requests.models import RuleKind


class DecisionForm(forms.Form):
    """What becomes of a withheld file, and why."""

    decision = forms.ChoiceField(label=_("What becomes of it"), choices=Decided, widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("Why"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("It is kept in the log, beside your name."),
    )


class MaskChangeForm(forms.Form):
    """A phrase to remove from this request's letters and files, or one that is not personal."""

    kind = forms.ChoiceField(
        label=_("What to change"),
        choices=[
            (RuleKind.PHRASE, _("Remove these words")),
            (RuleKind.EXEMPTION, _("These words are not personal: show them")),
        ],
        widget=forms.RadioSelect,
    )
    value = forms.CharField(
        label=_("The words"), max_length=300, help_text=_("For example a telephone number, as it is written.")
    )
    reason = forms.CharField(
        label=_("Why"), max_length=300, help_text=_("For example: the authority's own switchboard.")
    )
