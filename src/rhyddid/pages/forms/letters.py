"""Forms for writing to an authority and for recording a letter that came by another way than e-mail."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from rhyddid.pages.deadlines_page import FIRST_YEAR
from rhyddid.requests.models import Channel, EventType
from rhyddid.requests.paper_letters import PaperKind

MAX_FILES = 10
MAX_FILE_BYTES = 50 * 1024 * 1024


class FollowUpForm(forms.Form):
    """A further letter in the thread."""

    purpose = forms.ChoiceField(
        label=_("What the letter is"),
        choices=[
            (EventType.MESSAGE_SENT, _("A message")),
            (EventType.CLARIFIED, _("The clarification they asked for")),
            (EventType.REVIEW_ASKED, _("A request for an internal review")),
        ],
        widget=forms.RadioSelect,
        help_text=_("This is what its leaving means for the deadline."),
    )
    text = forms.CharField(
        label=_("Your letter"),
        max_length=50_000,
        widget=forms.Textarea(attrs={"rows": 14, "class": "letter-text"}),
    )


class ResendForm(forms.Form):
    """Where a letter goes that is sent once more."""

    to_address = forms.EmailField(
        label=_("The address it goes to now"),
        max_length=254,
        help_text=_(
            "The letter is the same, with the date it had. What the authority received on the first day stays so."
        ),
    )


class ManyFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class ManyFilesField(forms.FileField):
    """Several files in one field."""

    widget = ManyFiles

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        files = data if isinstance(data, list | tuple) else [data] if data else []
        if len(files) > MAX_FILES:
            raise forms.ValidationError(_("At most %(count)s files at a time.") % {"count": MAX_FILES})
        cleaned = [super(ManyFilesField, self).clean(file, initial) for file in files]
        if any(file.size > MAX_FILE_BYTES for file in cleaned):
            raise forms.ValidationError(_("A file is larger than 50 MB."))
        return cleaned


class LetterForm(forms.Form):
    """A letter on paper, from a portal or as files: typed, uploaded or both."""

    kind = forms.ChoiceField(
        label=_("What you add"),
        choices=[
            (PaperKind.LETTER, _("A letter of the authority: what it says is read from it")),
            (PaperKind.FEE_NOTICE, _("A fees notice of the authority")),
            (PaperKind.FEE_PAID, _("Our payment of the fee")),
            (PaperKind.OURS, _("A letter of ours that was sent by other means")),
        ],
        widget=forms.RadioSelect,
        initial=PaperKind.LETTER,
        required=False,
    )
    channel = forms.ChoiceField(
        label=_("How it came, or went"),
        choices=[(each.value, each.label) for each in (Channel.PAPER, Channel.PORTAL, Channel.UPLOAD)],
        widget=forms.RadioSelect,
        initial=Channel.PAPER,
    )
    day = forms.DateField(
        label=_("The day it arrived, or was sent or paid"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d", "%d/%m/%Y"],
        help_text=_("It is kept as your word. The deadline is counted with it."),
    )
    text = forms.CharField(
        label=_("What it says"),
        required=False,
        max_length=500_000,
        widget=forms.Textarea(attrs={"rows": 12, "class": "letter-text"}),
        help_text=_("Type it, or leave this empty and add the scanned pages below."),
    )
    papers = ManyFilesField(
        label=_("Files"),
        required=False,
        help_text=_(
            "Scans, photographs and documents: PDF, pictures, office files. Scans are read by software."
        ),
    )
    amount = forms.DecimalField(
        label=_("The fee, for a fees notice or a payment"),
        required=False,
        min_value=0,
        max_digits=10,
        decimal_places=2,
    )

    def clean_kind(self) -> PaperKind:
        return PaperKind(self.cleaned_data["kind"] or PaperKind.LETTER)

    def clean_day(self) -> dt.date:
        day: dt.date = self.cleaned_data["day"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("The day lies in the future."))
        if day.year < FIRST_YEAR:
            raise forms.ValidationError(_("The day lies before %(year)s.") % {"year": FIRST_YEAR})
        return day

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        needs_letter = cleaned.get("kind") != PaperKind.FEE_PAID
        empty = not cleaned.get("text", "").strip() and not cleaned.get("papers")
        if not self.errors and needs_letter and empty:
            raise forms.ValidationError(_("Type what the letter says, or add a file."))
        return cleaned
