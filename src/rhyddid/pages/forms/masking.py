"""The form of a masking rule: what is masked, where, why; and a text or letter to try it on before it is kept."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from rhyddid.authorities.models import Authority
from rhyddid.requests.models import Request, RuleKind, RuleScope


class MaskingRuleForm(forms.Form):
    """Of one request where `request` is given; otherwise it asks for the scope."""

    kind = forms.ChoiceField(label=_("Kind"), choices=RuleKind.choices, initial=RuleKind.PHRASE)
    value = forms.CharField(
        label=_("What is masked"),
        max_length=300,
        required=False,
        help_text=_("Words, a name, or a regular expression. Leave it empty to try the rules that stand."),
    )
    shown_as = forms.CharField(
        label=_("What stands there instead"),
        max_length=60,
        required=False,
        help_text=_("Empty: [removed]."),
    )
    reason = forms.CharField(label=_("Why"), max_length=300, required=False)
    scope = forms.ChoiceField(label=_("Where"), choices=RuleScope.choices, initial=RuleScope.SITE)
    place = forms.CharField(
        label=_("Which authority or request"),
        max_length=200,
        required=False,
        help_text=_("The last part of its address on this site; for a rule of the whole site, nothing."),
    )
    text = forms.CharField(
        label=_("A text to try it on"),
        required=False,
        max_length=60_000,
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    letter = forms.IntegerField(
        label=_("Or the number of a letter"),
        required=False,
        min_value=1,
        help_text=_("It stands in the letter's address: message-123."),
    )

    def __init__(self, *args: Any, request: Request | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._request = request
        if request is not None:
            del self.fields["scope"]
            del self.fields["place"]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        given["authority"] = given["request"] = None
        if self._request is not None:
            given["scope"], given["request"] = RuleScope.REQUEST, self._request
            return given
        place = (given.get("place") or "").rstrip("/").rpartition("/")[2]
        scope = given.get("scope")
        if scope == RuleScope.AUTHORITY:
            given["authority"] = Authority.objects.filter(slug=place).first()
        elif scope == RuleScope.REQUEST:
            given["request"] = Request.objects.filter(slug=place).first()
        if scope in (RuleScope.AUTHORITY, RuleScope.REQUEST) and not (given["authority"] or given["request"]):
            self.add_error("place", _("There is none at this address."))
        return given
