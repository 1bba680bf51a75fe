"""The form that makes a key for programs."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from rhyddid.accounts.models import Person, Team
from rhyddid.accounts.token_models import TokenScope

_DAYS = [("30", _("30 days")), ("90", _("90 days")), ("365", _("A year"))]


class ApiKeyForm(forms.Form):
    """Which team, what for, for how long."""

    name = forms.CharField(label=_("Name"), max_length=100, help_text=_("Such as the name of the program."))
    team = forms.ModelChoiceField(label=_("Team"), queryset=Team.objects.none(), empty_label=None)
    scopes = forms.MultipleChoiceField(
        label=_("What it may do"),
        choices=TokenScope.choices,
        widget=forms.CheckboxSelectMultiple,
        initial=[TokenScope.READ],
    )
    days = forms.ChoiceField(label=_("How long"), choices=_DAYS, initial="90")

    def __init__(self, *args: object, person: Person, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        field = self.fields["team"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Team.objects.filter(memberships__person=person).order_by("name")
