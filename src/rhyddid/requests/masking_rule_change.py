"""Making a masking rule and taking it back; what is derived from masked texts (search columns, addresses) follows."""

from __future__ import annotations

import secrets

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.text import slugify
from procrastinate.contrib.django import app

from rhyddid.accounts.models import Person
from rhyddid.authorities.models import Authority
from rhyddid.care.services import audit
from rhyddid.requests.masking import public_columns, without_hidden
from rhyddid.requests.masking_rules import BadPattern, about, people_pattern, rules_forget
from rhyddid.requests.models import MaskingEdition, MaskingRule, Request, RuleKind, RuleScope
from rhyddid.requests.versions import requests_changed, site_changed
from rhyddid.wording import Wording, gettext_noop

REFRESH_ALL = "rhyddid.requests.public_columns_refresh_all"
_LOT = 500


class BadRule(ValueError):
    """The rule cannot be kept as it is; `wording` says why."""

    def __init__(self, message: str, **parameters: object) -> None:
        self.wording = Wording(message, parameters)
        super().__init__(str(self.wording))


def rule_check(*, kind: str, value: str, reason: str) -> str:
    """`value` as it would be kept. Raises BadRule where nothing sensible can come of it."""
    value = " ".join(value.split()) if kind != RuleKind.PATTERN else value.strip()
    if kind not in RuleKind.values:
        raise BadRule(gettext_noop("Choose what kind of rule it is."))
    if not value or not any(sign.isalnum() for sign in value):
        raise BadRule(gettext_noop("Say what is to be masked: at least a letter or a digit."))
    if len(value) > 300:
        raise BadRule(gettext_noop("A rule has at most 300 characters."))
    if kind == RuleKind.NAME and len(value) < 3:
        raise BadRule(gettext_noop("A name has at least three letters."))
    if kind == RuleKind.PATTERN:
        try:
            people_pattern(value)
        except BadPattern as error:
            raise BadRule(
                gettext_noop("The regular expression cannot be used: {reason}."), reason=str(error)
            ) from error
    if not reason.strip():
        raise BadRule(gettext_noop("Say why: whoever finds the rule later must understand it."))
    return value


@transaction.atomic
def masking_rule_add(
    *,
    scope: str,
    kind: str,
    value: str,
    reason: str,
    by: Person | None,
    shown_as: str = "",
    authority: Authority | None = None,
    request: Request | None = None,
    person: Person | None = None,
) -> MaskingRule:
    """Mask `value` from now on wherever the scope reaches. The same rule twice is one. Raises BadRule."""
    value = rule_check(kind=kind, value=value, reason=reason)
    if scope == RuleScope.PERSON:
        kind = RuleKind.NAME
    if (scope == RuleScope.AUTHORITY) != (authority is not None):
        raise BadRule(gettext_noop("Name the authority whose requests the rule is for."))
    if (scope == RuleScope.REQUEST) != (request is not None):
        raise BadRule(gettext_noop("Name the request that the rule is for."))
    there = MaskingRule.objects.filter(
        scope=scope, kind=kind, value=value, authority=authority, request=request, undone_at=None
    ).first()
    if there is not None:
        return there
    rule = MaskingRule.objects.create(
        scope=scope,
        kind=kind,
        value=value,
        reason=reason.strip()[:300],
        shown_as=shown_as.strip()[:60],
        by=by,
        authority=authority,
        request=request,
        person=person if scope == RuleScope.PERSON else None,
    )
    audit(
        action="masking_rule_made",
        subject_kind="masking_rule",
        subject_id=rule.pk,
        by=by,
        detail={"scope": scope, "kind": kind},
    )
    _follow(rule)
    return rule


@transaction.atomic
def masking_rule_undo(*, rule: MaskingRule, by: Person | None) -> bool:
    """Take a rule back. False where that was done already."""
    here = MaskingRule.objects.select_for_update(of=("self",)).get(pk=rule.pk)
    if here.undone_at is not None:
        return False
    here.undone_at, here.undone_by = timezone.now(), by
    here.save(update_fields=["undone_at", "undone_by"])
    audit(action="masking_rule_undone", subject_kind="masking_rule", subject_id=here.pk, by=by)
    _follow(here)
    return True


def public_columns_refresh(requests: QuerySet[Request]) -> int:
    """Bring what the public searches in, and the addresses, in line with the rules; returns how many requests changed."""
    changed, last = 0, 0
    while lot := list(requests.filter(pk__gt=last).order_by("pk")[:_LOT]):
        renewed = [request for request in lot if _renew(request)]
        Request.objects.bulk_update(renewed, ["public_subject", "public_reference", "slug"])
        requests_changed(request.pk for request in renewed)
        changed, last = changed + len(renewed), lot[-1].pk
    return changed


def requests_reached(rule: MaskingRule) -> QuerySet[Request]:
    """The requests that the rule can change something of."""
    match rule.scope:
        case RuleScope.REQUEST:
            return Request.objects.filter(masking_rules=rule.pk)
        case RuleScope.AUTHORITY:
            return Request.objects.filter(authority=rule.authority_id)
        case _:
            return Request.objects.all()


def _follow(rule: MaskingRule) -> None:
    MaskingEdition.objects.update_or_create(pk=1, defaults={"name": secrets.token_hex(8)})
    rules_forget()
    transaction.on_commit(rules_forget)
    reached = requests_reached(rule)
    if rule.scope in (RuleScope.SITE, RuleScope.PERSON):
        site_changed(also_index=True)
        # what the rule masks is not found from now on; what it gave back comes with the job
        if rule.kind in (RuleKind.PHRASE, RuleKind.NAME) and rule.undone_at is None:
            word = max(rule.value.split(), key=len)
            public_columns_refresh(
                reached.filter(Q(public_subject__icontains=word) | Q(public_reference__icontains=word))
            )
        app.configure_task(name=REFRESH_ALL).defer()
    else:
        public_columns_refresh(reached)
        requests_changed(reached.values_list("pk", flat=True))


def _renew(request: Request) -> bool:
    """Whether anything of the request's masked columns, or its address, is another now."""
    columns = public_columns(request)
    slug = slug_without_hidden(request)
    if slug == request.slug and all(getattr(request, name) == value for name, value in columns.items()):
        return False
    request.slug = slug
    for name, value in columns.items():
        setattr(request, name, value)
    return True


def slug_without_hidden(request: Request) -> str:
    """The request's slug without the words of its subject that the public does not read; its ending stays."""
    plain = slugify(request.subject)[:60]
    masked = slug_words(request)
    if masked == plain or not plain or not request.slug.startswith(plain):
        return request.slug
    return f"{masked}{request.slug[len(plain) :]}".strip("-")


def slug_words(request: Request) -> str:
    """The words of a request's address: its subject as the public reads it."""
    return slugify(without_hidden(request.subject, about(request)))[:60]
