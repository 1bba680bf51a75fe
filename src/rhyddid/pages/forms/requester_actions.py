"""Forms by which a requester acts: who sees a request, withdrawing it, what regulator and tribunal decided."""

from __future__ import annotations

import datetime as dt

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from rhyddid.pages.deadlines_page import FIRST_YEAR
from rhyddid.requests.models import EmbargoEnds, EventType, Visibility
from rhyddid.requests.requester_actions import RESULTS
from rhyddid.requests.visibility_change import Seen
from rhyddid.wording import Wording


class DayField(forms.DateField):
    """A day, with the browser's own calendar; also as people write it."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    input_formats = ("%Y-%m-%d", "%d/%m/%Y")


ANSWERED = "answered"


class VisibilityForm(forms.Form):
    """Who sees the request from now on; `wanted` is the choice of a valid form."""

    seen = forms.ChoiceField(
        label=_("Who sees the request and its answers"),
        choices=[
            (Visibility.PUBLIC, _("Everybody")),
            (Visibility.EMBARGOED, _("Your team alone, until a day or until you lift it")),
            (ANSWERED, _("Your team alone, until the authority has answered")),
            (Visibility.PRIVATE, _("Your team alone")),
        ],
        widget=forms.RadioSelect,
    )
    until = DayField(
        label=_("Kept back until"),
        required=False,
        help_text=_("Empty: until you lift it. After that day everybody sees it."),
    )
    reason = forms.CharField(
        label=_("Why"),
        required=False,
        max_length=300,
        help_text=_("Kept in the log, and shown to nobody else."),
    )

    @staticmethod
    def chosen(now: Seen) -> dict[str, object]:
        """The initial values for what stands now."""
        return {"seen": ANSWERED if now.ends else now.visibility, "until": now.until}

    @property
    def wanted(self) -> Seen:
        seen = self.cleaned_data["seen"]
        if seen == ANSWERED:
            return Seen(Visibility.EMBARGOED, ends=EmbargoEnds.ANSWERED)
        until = self.cleaned_data["until"] if seen == Visibility.EMBARGOED else None
        return Seen(Visibility(seen), until)


class WithdrawForm(forms.Form):
    """The letter that withdraws a request."""

    text = forms.CharField(
        label=_("Your letter"),
        max_length=50_000,
        widget=forms.Textarea(attrs={"rows": 10, "class": "letter-text"}),
    )


class EscalationForm(forms.Form):
    """A complaint to the regulator or an appeal, or what came of it."""

    type = forms.ChoiceField(
        label=_("What happened"),
        choices=[
            (EventType.REGULATOR_ASKED, _("I complained to the regulator")),
            (EventType.REGULATOR_DECIDED, _("The regulator decided")),
            (EventType.APPEALED, _("Somebody appealed to the tribunal")),
            (EventType.TRIBUNAL_DECIDED, _("The tribunal decided")),
        ],
        widget=forms.RadioSelect,
    )
    day = DayField(label=_("On which day"), help_text=_("It is kept as your word."))
    result = forms.ChoiceField(
        label=_("How it was decided, where it was"), required=False, choices=[("", "–")]
    )
    reference = forms.CharField(label=_("Its reference number"), required=False, max_length=80)
    link = forms.URLField(
        label=_("Where the decision can be read"),
        required=False,
        max_length=500,
        assume_scheme="https",
        widget=forms.TextInput(attrs={"inputmode": "url"}),
    )

    def __init__(self, *args: object, language: str = "en", **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        result = self.fields["result"]
        assert isinstance(result, forms.ChoiceField)
        result.choices = [
            ("", "–"),
            *((key, Wording(words).render(language)) for key, words in RESULTS.items()),
        ]

    def clean_day(self) -> dt.date:
        day: dt.date = self.cleaned_data["day"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("The day lies in the future."))
        if day.year < FIRST_YEAR:
            raise forms.ValidationError(_("The day lies before %(year)s.") % {"year": FIRST_YEAR})
        return day


class ComplaintForm(forms.Form):
    """The letter to the regulator that stands first in the bundle."""

    text = forms.CharField(
        label=_("The complaint"),
        max_length=50_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 18, "class": "letter-text"}),
    )
