"""The form that corrects a cell: a decision, the answer in fields that suit the question's type, provisions, a note."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from rhyddid.requests.answers import AnswerCell
from rhyddid.requests.models import AnswerType, Decision, Question

_CURRENCIES = [("GBP", "£ (GBP)"), ("EUR", "€ (EUR)"), ("USD", "$ (USD)")]


class CorrectionForm(forms.Form):
    """What the cell really holds, in a person's word."""

    decision = forms.ChoiceField(label=_("What the authority decided"), choices=Decision.choices)

    def __init__(
        self, question: Question, cell: AnswerCell | None, data: Mapping[str, Any] | None = None
    ) -> None:
        self.question = question
        super().__init__(data=data, initial=_initial(question, cell), prefix="correct")
        for name, field in _value_fields(question).items():
            self.fields[name] = field
        self.fields["provisions"] = forms.CharField(
            label=_("Provisions relied on"),
            required=False,
            max_length=200,
            help_text=_("Such as 31(1), 24(2)"),
        )
        self.fields["note"] = forms.CharField(label=_("Note for the team"), required=False, max_length=1000)

    def value(self) -> dict[str, Any]:
        """The corrected answer in the shape that a finding's value has."""
        given = self.cleaned_data
        return {
            "question": self.question.number,
            "decision": given["decision"],
            "text": given.get("text", "").strip(),
            "values": _values(self.question.answer_type, given),
            "provisions": [each.strip() for each in given["provisions"].replace(";", ",").split(",") if each.strip()],
        }  # fmt: skip


def _value_fields(question: Question) -> dict[str, forms.Field]:
    year = forms.CharField(label=_("Year, where it is for one"), required=False, max_length=10)
    fields: dict[str, dict[str, forms.Field]] = {
        AnswerType.YES_NO: {
            "yes_no": forms.ChoiceField(
                label=_("The answer"),
                required=False,
                choices=[("", _("Neither")), ("yes", _("Yes")), ("no", _("No"))],
                widget=forms.RadioSelect,
            )
        },
        AnswerType.NUMBER: {
            "number": forms.DecimalField(label=_("The number"), required=False, max_digits=30),
            "year": year,
        },
        AnswerType.MONEY: {
            "amount": forms.DecimalField(label=_("The sum"), required=False, max_digits=30, decimal_places=2),
            "currency": forms.ChoiceField(label=_("Currency"), choices=_CURRENCIES, required=False),
            "year": year,
        },
        AnswerType.DATE: {
            "date": forms.DateField(
                label=_("The date"),
                required=False,
                widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
                input_formats=["%Y-%m-%d", "%d/%m/%Y"],
            )
        },
        AnswerType.ORGANISATION: {
            "organisations": forms.CharField(
                label=_("Organisations, one a line"),
                required=False,
                max_length=2000,
                widget=forms.Textarea(attrs={"rows": 3}),
            )
        },
        AnswerType.CHOICE: {
            "choice": forms.ChoiceField(
                label=_("The answer"),
                required=False,
                choices=[("", "–"), *((each, each) for each in question.choices)],
            )
        },
    }
    text = forms.CharField(
        label=_("The answer in words"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    return {**fields.get(question.answer_type, {}), "text": text}


def _values(answer_type: str, given: Mapping[str, Any]) -> list[dict[str, Any]]:
    year = {"year": given["year"].strip()} if given.get("year", "").strip() else {}
    if answer_type == AnswerType.YES_NO and given.get("yes_no"):
        return [{"type": "yes_no", "value": given["yes_no"]}]
    if answer_type == AnswerType.NUMBER and given.get("number") is not None:
        return [{"type": "number", "value": _plain(given["number"])} | year]
    if answer_type == AnswerType.MONEY and given.get("amount") is not None:
        money = {"type": "money", "amount": _plain(given["amount"]), "currency": given["currency"] or "GBP"}
        return [money | year]
    if answer_type == AnswerType.DATE and given.get("date"):
        day: dt.date = given["date"]
        return [{"type": "date", "value": day.isoformat()}]
    if answer_type == AnswerType.ORGANISATION:
        names = [line.strip() for line in given.get("organisations", "").splitlines() if line.strip()]
        return [{"type": "organisation", "name": name} for name in names]
    if answer_type == AnswerType.CHOICE and given.get("choice"):
        return [{"type": "text", "value": given["choice"]}]
    return []


def _plain(number: Decimal) -> str:
    """A plain decimal string: 6000, 12.50."""
    return f"{number:f}"


def _initial(question: Question, cell: AnswerCell | None) -> dict[str, Any]:
    if cell is None:
        return {"decision": Decision.DISCLOSED}
    initial: dict[str, Any] = {
        "decision": cell.decision or Decision.DISCLOSED,
        "text": cell.text,
        "provisions": ", ".join(cell.provisions),
    }
    of_type = [value for value in cell.values if value.get("type") == question.answer_type]
    first: Mapping[str, Any] = of_type[0] if of_type else {}
    if question.answer_type == AnswerType.YES_NO:
        initial["yes_no"] = first.get("value", "")
    elif question.answer_type == AnswerType.NUMBER:
        initial |= {"number": first.get("value"), "year": first.get("year", "")}
    elif question.answer_type == AnswerType.MONEY:
        initial |= {
            "amount": first.get("amount"),
            "currency": first.get("currency", "GBP"),
            "year": first.get("year", ""),
        }
    elif question.answer_type == AnswerType.DATE:
        initial["date"] = first.get("value")
    elif question.answer_type == AnswerType.ORGANISATION:
        initial["organisations"] = "\n".join(str(value.get("name", "")) for value in of_type)
    elif question.answer_type == AnswerType.CHOICE:
        initial["choice"] = next((value.get("value") for value in cell.values), "")
    return initial
