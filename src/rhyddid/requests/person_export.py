"""A person's own data, to take along: a ZIP file of JSON and of the letters they wrote.

`account.json` is who they are; `rows/<what>.json` is every row of every room that names them, without secrets; `letters/`
holds the letters, as they were sent. In: a person. Out: an open file, positioned at its beginning.
"""

from __future__ import annotations

import json
import tempfile
import zipfile
from collections.abc import Iterator
from typing import IO, Any

from django.apps import apps
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q, QuerySet
from django.utils import timezone

from rhyddid.accounts.models import Person
from rhyddid.requests.blobs import BlobMissing, blob_get
from rhyddid.requests.models import Direction, Message

# what lets somebody in, or stands for it, is nobody's data to take along
_SECRET = ("password", "token", "secret", "session_key", "sha256", "salt", "raw")
# of second factors, what they compute with
_SECRET_FIELDS = frozenset(("mfa.authenticator.data",))
_FORMAT = "rhyddid-person-1"
_IN_MEMORY = 16 * 1024 * 1024

README = """Your data, as this site keeps it.

account.json   your account
rows/          every entry that names you, by kind
letters/       the letters that you wrote: .eml files open in a mail program, .txt files anywhere
"""


def person_export(person: Person) -> IO[bytes]:
    """The ZIP file. Letters are read one at a time, so that many cost no memory."""
    target: IO[bytes] = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115  # the answer closes it
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("README.txt", README)
        archive.writestr(
            "account.json", _json({"format": _FORMAT, "made_at": timezone.now(), **_account(person)})
        )
        for name, rows in _rows(person):
            archive.writestr(f"rows/{name}.json", _json(rows))
        for message in own_letters(person).iterator(chunk_size=100):
            name, data = _letter(message)
            archive.writestr(f"letters/{name}", data)
    target.seek(0)
    return target


def own_letters(person: Person) -> QuerySet[Message]:
    """The letters to authorities that the person wrote: in requests of theirs, or entered by them."""
    theirs = Q(requests__created_by=person) | Q(requests__team__alone=person) | Q(created_by=person)
    found = Message.objects.filter(theirs, direction=Direction.OUT, erased_at=None)
    return Message.objects.filter(pk__in=found.values("pk")).order_by("received_at", "pk")


def _account(person: Person) -> dict[str, object]:
    return {
        "email": person.email,
        "public_name": person.public_name,
        "name_on_letters": person.legal_name,
        "language": person.language,
        "joined_at": person.joined_at,
        "last_sign_in": person.last_login,
        "operator": person.is_staff,
        "trust": person.trust,
        "teams": [
            {"team": each.team.name, "page": each.team.slug, "role": each.role}
            for each in person.memberships.select_related("team")
        ],
    }


def _rows(person: Person) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Of every model that points at persons, the rows that point at this one."""
    for model in apps.get_models():
        to_person = [
            each
            for each in model._meta.concrete_fields
            if isinstance(each, models.ForeignKey) and each.related_model is Person
        ]
        if not to_person:
            continue
        names = Q()
        for each in to_person:
            names |= Q(**{each.attname: person.pk})
        shown = [each.attname for each in model._meta.concrete_fields if _may_be_shown(model, each)]
        found = list(model._base_manager.filter(names).order_by("pk").values(*shown))
        if found:
            yield model._meta.label_lower, found


def _may_be_shown(model: type[models.Model], each: Any) -> bool:
    label = f"{model._meta.label_lower}.{each.name}"
    if isinstance(each, models.BinaryField) or label in _SECRET_FIELDS:
        return False
    return not any(word in each.name for word in _SECRET)


def _letter(message: Message) -> tuple[str, bytes]:
    name = f"{message.received_at:%Y-%m-%d}-{message.pk}"
    if message.raw_sha256:
        try:
            return f"{name}.eml", blob_get(message.raw_sha256)
        except BlobMissing:
            pass  # its text is in the database
    return f"{name}.txt", f"{message.subject}\n\n{message.text}\n".encode()


def _json(value: object) -> bytes:
    return json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1).encode()
