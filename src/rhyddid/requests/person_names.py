"""Taking a person's names off the site: rules mask them in letters, and their team of one says that its name was removed."""

from __future__ import annotations

import secrets

from django.db.models import Q

from rhyddid.accounts.models import NAME_REMOVED, Person, Team, TeamOldSlug
from rhyddid.care.services import audit
from rhyddid.requests.masking_rule_change import BadRule, masking_rule_add
from rhyddid.requests.models import Direction, Message, Request, RuleKind, RuleScope
from rhyddid.requests.versions import requests_changed, site_changed
from rhyddid.wording import gettext_noop

OWN_WISH = gettext_noop("The person's own wish")


def names_take_away(person: Person) -> None:
    """Mask both names in every letter, and say that a name was removed where the public one stood."""
    names = {person.public_name, person.legal_name} - {"", NAME_REMOVED}
    for name in sorted(names):
        _mask(name, person)
    asked = Request.objects.filter(Q(created_by=person) | Q(team__alone=person))
    own = Message.objects.filter(direction=Direction.OUT, requests__in=asked, sender_name__in=names)
    Message.objects.filter(pk__in=own.values("pk")).update(sender_name=NAME_REMOVED)
    alone = Team.objects.filter(alone=person).first()
    if alone is not None:
        # addresses tell names too: the old ones lead nowhere any more
        TeamOldSlug.objects.filter(team=alone).delete()
        alone.name, alone.slug = NAME_REMOVED, f"name-removed-{secrets.token_hex(4)}"
        alone.save(update_fields=["name", "slug"])
    requests_changed(asked.values_list("pk", flat=True))
    site_changed(also_index=True)


def _mask(name: str, person: Person) -> None:
    """A rule without a person: it has to outlive the account's row."""
    try:
        masking_rule_add(scope=RuleScope.PERSON, kind=RuleKind.NAME, value=name, reason=OWN_WISH, by=None)
    except BadRule:
        # a name of one or two letters cannot be told from words; the public name is gone all the same
        audit(action="name_too_short_to_mask", subject_kind="person", subject_id=person.pk)
