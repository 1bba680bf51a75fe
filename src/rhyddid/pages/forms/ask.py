"""The form of a single request: its texts, its law, who sees it; questions are rows, as in a batch's form."""

from __future__ import annotations

import datetime as dt
from itertools import zip_longest
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from rhyddid.authorities.models import Authority
from rhyddid.authorities.regimes import law_name
from rhyddid.pages.asked import asked_number
from rhyddid.pages.forms.batch_fields import QuestionRow
from rhyddid.pages.law_words import page_language
from rhyddid.requests.models import AnswerType, RequestDraft, Visibility
from rhyddid.requests.request_drafts import MAX_QUESTIONS, DraftFields
from rhyddid.requests.request_send import QuestionText

_COLUMNS = ("number", "text", "type", "choices")


class AskForm(forms.Form):
    """Everything of a request but its questions. Nothing is required: half a request is a draft."""

    subject = forms.CharField(
        label=_("Subject"),
        max_length=250,
        required=False,
        help_text=_("What it is about, in a few words. It is the title by which others find your request."),
    )
    opening = forms.CharField(
        label=_("Before the questions"),
        max_length=20_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "class": "letter-text"}),
        help_text=_("Only if something has to be explained first. You need not say why you ask."),
    )
    closing = forms.CharField(
        label=_("After the questions"),
        max_length=20_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "class": "letter-text"}),
        help_text=_("May be left empty. Greeting, law and thanks are written for you."),
    )
    sender = forms.CharField(
        label=_("Your name"),
        max_length=200,
        required=False,
        help_text=_("It signs the letter. Many laws ask for a real name; it is published with the letter."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    language = forms.ChoiceField(
        label=_("Language of the letter"), choices=[("en", "English"), ("cy", "Cymraeg")]
    )
    regime = forms.ChoiceField(label=_("Law"), required=False)
    visibility = forms.ChoiceField(
        label=_("Who sees the request and its answers"),
        choices=[
            (Visibility.PUBLIC, _("Everybody: it helps those who want to know the same")),
            (Visibility.EMBARGOED, _("You alone until a day, then everybody")),
            (Visibility.PRIVATE, _("You alone")),
        ],
        widget=forms.RadioSelect,
    )
    embargoed_until = forms.DateField(
        label=_("Kept back until"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d", "%d/%m/%Y"],
    )
    about_me = forms.BooleanField(
        label=_("I ask for information about myself, or about somebody I speak for"), required=False
    )
    not_about_me = forms.BooleanField(
        label=_("No, I do not ask for information about myself"), required=False
    )

    def __init__(self, authority: Authority, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        regime = self.fields["regime"]
        assert isinstance(regime, forms.ChoiceField)
        regime.choices = [(each, law_name(each, page_language())) for each in authority.regimes]
        if len(authority.regimes) == 1:
            regime.widget = forms.HiddenInput()

    def clean_embargoed_until(self) -> dt.date | None:
        day: dt.date | None = self.cleaned_data["embargoed_until"]
        if day is not None and day <= timezone.localdate():
            raise forms.ValidationError(_("The day is past: choose one to come."))
        return day

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for name in ("subject", "opening", "closing", "sender"):
            cleaned[name] = cleaned.get(name, "").replace("\r\n", "\n")
        embargoed = cleaned.get("visibility") == Visibility.EMBARGOED
        if embargoed and not self.errors.get("embargoed_until") and not cleaned.get("embargoed_until"):
            self.add_error("embargoed_until", _("Say until which day it is to be kept back."))
        return cleaned


def rows_of_post(post: QueryDict) -> list[QuestionRow]:
    """The questions as they were sent, with one more or less where such a button was pressed."""
    columns = [[value.replace("\x00", "") for value in post.getlist(f"question-{name}")] for name in _COLUMNS]
    rows = [
        QuestionRow(number, text, type, choices)
        for number, text, type, choices in zip_longest(*columns, fillvalue="")
    ][:MAX_QUESTIONS]
    button, _separator, position = post.get("do", "").partition(":")
    if button == "add-question" and len(rows) < MAX_QUESTIONS:
        rows.append(QuestionRow(number=_next_number(rows)))
    elif button == "remove-question" and (at := asked_number(position, len(rows))) < len(rows):
        del rows[at]
    return rows


def rows_of_draft(draft: RequestDraft) -> list[QuestionRow]:
    """The questions of a draft, and an empty one where it has none."""
    rows = [
        QuestionRow(row["number"], row["text"], row["type"], "\n".join(row["choices"]))
        for row in draft.questions
    ]
    return rows or first_rows()


def first_rows() -> list[QuestionRow]:
    return [QuestionRow(number="1"), QuestionRow(number="2")]


def fields_of(form: AskForm, rows: list[QuestionRow]) -> DraftFields:
    """What the draft is to hold. What a field refused is left at its default, and said beside the field."""
    given = form.cleaned_data
    return DraftFields(
        subject=given["subject"],
        opening=given["opening"],
        questions=tuple(_question(row) for row in rows if row.text.strip()),
        closing=given["closing"],
        sender=given["sender"],
        language=given.get("language", "en"),
        regime=given.get("regime", ""),
        visibility=given.get("visibility", Visibility.PRIVATE),
        embargoed_until=given.get("embargoed_until"),
        about_me=given["about_me"],
        not_about_me=given["not_about_me"],
    )


def initial_of(draft: RequestDraft) -> dict[str, Any]:
    """The form's fields as the draft has them."""
    names = ("subject", "opening", "closing", "sender", "language", "regime", "visibility", "embargoed_until")
    return {name: getattr(draft, name) for name in names} | {
        "about_me": draft.own_personal_data,
        "not_about_me": draft.not_about_me,
    }


def _question(row: QuestionRow) -> QuestionText:
    kind = row.type if row.type in AnswerType.values else AnswerType.TEXT.value
    choices = tuple(line.strip() for line in row.choices.splitlines() if line.strip())
    return QuestionText(row.number.strip(), row.text.replace("\r\n", "\n").strip(), kind, choices)


def _next_number(rows: list[QuestionRow]) -> str:
    return str(max((asked_number(row.number) for row in rows), default=0) + 1)
