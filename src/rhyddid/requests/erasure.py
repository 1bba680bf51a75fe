"""Erasing a letter, a file or a person for good: raw and derived bytes, texts, readings and quotes go, a tombstone stays.

What is derived from a file is found by the schema itself: every row of whatever room that points at the message or the
attachment, and every blob that such a row names. Bytes that another letter still needs stay until that one is erased,
or go everywhere by choice. Events stay (the clock is counted from them) without their words.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.db import connection, models, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from rhyddid.accounts.models import Person, Team
from rhyddid.care.models import AccessEntry, AuditEntry, Task
from rhyddid.care.services import audit
from rhyddid.requests.blob_owners import blobs_still_named
from rhyddid.requests.blobs import blob_delete
from rhyddid.requests.models import (
    Attachment,
    Delivery,
    Event,
    Judgement,
    MaskingRule,
    Message,
    Question,
    Reading,
    Request,
    Tombstone,
)
from rhyddid.requests.person_names import names_take_away
from rhyddid.requests.versions import requests_changed
from rhyddid.wording import Wording, gettext_noop

# of an event's data, what the clock counts with; words that people or letters gave go
_KEPT_DATA = frozenset(
    ("event", "was", "extension", "until", "claimed_received_on", "deadline_stated", "kind", "outcome")
)
# tables whose rows about a message or a file are emptied here, or hold none of its words
_EMPTIED_HERE = frozenset(
    (
        "requests.message",
        "requests.messageinrequest",
        "requests.attachment",
        "requests.event",
        "requests.judgement",
        "requests.tombstone",
        "requests.delivery",
        "post.heldmessage",
        "post.deliveryattempt",
    )
)


class ErasureRefused(Exception):
    """Nothing was erased; `wording` says why."""

    def __init__(self, message: str, **parameters: object) -> None:
        self.wording = Wording(message, parameters)
        super().__init__(str(self.wording))


@dataclass(frozen=True)
class Erasure:
    """What is, or would be, erased. `shared` are the hashes of bytes that another letter still needs."""

    messages: tuple[int, ...] = ()
    attachments: tuple[int, ...] = ()
    pages: int = 0
    readings: int = 0
    judgements: int = 0
    derived: int = 0
    blobs: tuple[str, ...] = ()
    shared: tuple[str, ...] = ()
    requests: tuple[int, ...] = field(default=())


def message_erase(
    *,
    message: Message,
    reason: str,
    by: Person | None,
    everywhere: bool = False,
    dry_run: bool = False,
) -> Erasure:
    """Erase a letter with its files. Raises ErasureRefused where a request of it is on legal hold."""
    messages = [message]
    attachments = list(message.attachments.all())
    return _erase(messages, attachments, reason, by, everywhere=everywhere, dry_run=dry_run)


def attachment_erase(
    *,
    attachment: Attachment,
    reason: str,
    by: Person | None,
    everywhere: bool = False,
    dry_run: bool = False,
) -> Erasure:
    """Erase a file, and the raw mail that holds it; the letter's own words stay. `everywhere`: in every letter it came with.
    Raises ErasureRefused.
    """
    return _erase([], [attachment], reason, by, everywhere=everywhere, dry_run=dry_run)


def _erase(
    messages: Sequence[Message],
    attachments: Sequence[Attachment],
    reason: str,
    by: Person | None,
    *,
    everywhere: bool,
    dry_run: bool,
) -> Erasure:
    if not reason.strip():
        raise ErasureRefused(gettext_noop("Say why it is erased: the tombstone must tell."))
    with transaction.atomic():
        _say_that_we_erase()
        files = _files(attachments, everywhere=everywhere)
        letters = list(messages)
        if everywhere and letters:
            raws = {letter.raw_sha256 for letter in letters} - {""}
            known = {letter.pk for letter in letters}
            letters += list(Message.objects.filter(raw_sha256__in=raws).exclude(pk__in=known))
        # a raw mail holds its files: it goes with them, and the letter's own words stay
        carriers = list(
            Message.objects.filter(pk__in={file.message_id for file in files}).exclude(
                pk__in=[letter.pk for letter in letters]
            )
        )
        _refuse_held([*letters, *carriers])
        found = _plan(letters, files, carriers)
        if dry_run:
            transaction.set_rollback(True)
            return found
        _tombstones(letters, files, reason.strip()[:300], by)
        _empty_files(files)
        _empty_letters(letters)
        _forget_raw(carriers, reason.strip()[:300], by)
        for request_id in found.requests:
            audit(
                action="erased",
                subject_kind="request",
                subject_id=request_id,
                by=by,
                detail={"messages": list(found.messages), "attachments": list(found.attachments)},
            )
        requests_changed(found.requests)
        transaction.on_commit(lambda: _forget(found.blobs))
    return found


def _say_that_we_erase() -> None:
    with connection.cursor() as cursor:
        cursor.execute("set local rhyddid.erasing = 'on'")


def _files(attachments: Sequence[Attachment], *, everywhere: bool) -> list[Attachment]:
    files = [each for each in attachments if each.erased_at is None]
    if everywhere:
        hashes = {each.sha256 for each in files}
        files = list(Attachment.objects.filter(Q(sha256__in=hashes) | Q(pk__in=[each.pk for each in files])))
    return files


def _refuse_held(messages: Iterable[Message]) -> None:
    held = Request.objects.filter(messages__in=list(messages)).exclude(held_because="").first()
    if held is not None:
        raise ErasureRefused(
            gettext_noop("The request “{slug}” is on legal hold: {why}. Lift the hold first."),
            slug=held.slug,
            why=held.held_because,
        )


def _plan(letters: Sequence[Message], files: Sequence[Attachment], carriers: Sequence[Message]) -> Erasure:
    message_ids = [letter.pk for letter in letters]
    file_ids = [file.pk for file in files]
    hashes = {file.sha256 for file in files}
    hashes |= {letter.raw_sha256 for letter in (*letters, *carriers)}
    derived = 0
    for rows in derived_rows(message_ids, file_ids):
        derived += rows.count()
        for name in _hash_fields(rows.model):
            hashes |= set(rows.values_list(name, flat=True))
    hashes -= {""}
    others = blobs_still_named(
        hashes, but_messages=[*message_ids, *(each.pk for each in carriers)], but_attachments=file_ids
    )
    requests = Request.objects.filter(
        messages__in=[*message_ids, *(each.pk for each in carriers)]
    ).values_list("pk", flat=True)
    return Erasure(
        messages=tuple(message_ids),
        attachments=tuple(file_ids),
        pages=sum(file.pages.count() for file in files),
        readings=Reading.objects.filter(message__in=message_ids).count(),
        judgements=_judgements(message_ids, file_ids).count(),
        derived=derived,
        blobs=tuple(sorted(hashes - others)),
        shared=tuple(sorted(others)),
        requests=tuple(sorted(set(requests))),
    )


def derived_rows(message_ids: Sequence[int], file_ids: Sequence[int]) -> Iterable[QuerySet[Any]]:
    """Rows of every room that point at these letters or files and are made from them: they go with them."""
    for model in apps.get_models():
        if model._meta.label_lower in _EMPTIED_HERE or not model._meta.managed:
            continue
        points = Q()
        for each in model._meta.get_fields():
            if not isinstance(each, models.ForeignKey):
                continue
            if each.related_model is Attachment and file_ids:
                points |= Q(**{f"{each.name}__in": file_ids})
            if each.related_model is Message and message_ids:
                points |= Q(**{f"{each.name}__in": message_ids})
        if points:
            yield model._default_manager.filter(points)


def _hash_fields(model: type[models.Model]) -> list[str]:
    return [
        each.name
        for each in model._meta.get_fields()
        if isinstance(each, models.CharField) and each.name.endswith("sha256")
    ]


def _judgements(message_ids: Sequence[int], file_ids: Sequence[int]) -> QuerySet[Judgement]:
    return Judgement.objects.filter(
        Q(message__in=message_ids)
        | Q(finding__reading__message__in=message_ids)
        | Q(finding__attachment__in=file_ids)
    )


def _tombstones(
    letters: Sequence[Message], files: Sequence[Attachment], reason: str, by: Person | None
) -> None:
    stones = [
        Tombstone(sha256=letter.raw_sha256, kind="message", message=letter, reason=reason, by=by)
        for letter in letters
    ]
    stones += [
        Tombstone(
            sha256=file.sha256,
            kind="file",
            message_id=file.message_id,
            attachment=file,
            size=file.size,
            reason=reason,
            by=by,
        )
        for file in files
    ]
    Tombstone.objects.bulk_create(stones)


def _empty_files(files: Sequence[Attachment]) -> None:
    ids = [file.pk for file in files]
    _empty_judgements([], ids)
    for rows in derived_rows([], ids):
        rows.delete()
    Attachment.objects.filter(pk__in=ids).update(
        filename="", inside="", defects=[], content_type="", sha256="", erased_at=timezone.now()
    )


def _empty_letters(letters: Sequence[Message]) -> None:
    ids = [letter.pk for letter in letters]
    if not ids:
        return
    # its Message-ID stays: by it a copy of the letter is known when it comes again
    _empty_judgements(ids, [])
    for rows in derived_rows(ids, []):
        rows.delete()
    for event in Event.objects.filter(message__in=ids):
        event.data = {key: value for key, value in event.data.items() if key in _KEPT_DATA}
        event.save(update_fields=["data"])
    Delivery.objects.filter(message__in=ids).update(answer="")
    _empty_delivery_words(ids)
    apps.get_model("post.HeldMessage")._default_manager.filter(message__in=ids).update(guesses=[])
    # what we asked is the request's own text: it goes with the letter that asked it
    for letter in letters:
        for request in letter.requests.filter(text=letter.text) if letter.text else ():
            Request.objects.filter(pk=request.pk).update(text="", subject="", public_subject="")
            Question.objects.filter(request=request).update(text="", choices=[])
    Message.objects.filter(pk__in=ids).update(
        text="",
        subject="",
        sender_name="",
        sender_address="",
        recipients=[],
        in_reply_to=[],
        folded=[],
        defects=[],
        authentication={},
        failed_recipients=[],
        erased_at=timezone.now(),
    )
    Task.objects.filter(subject_kind__in=["message", "held_message"], subject_id__in=ids).update(detail={})


def _empty_delivery_words(message_ids: Sequence[int]) -> None:
    """What servers said of a letter, in whatever table of the rooms above."""
    for model in apps.get_models():
        names = {each.name: each for each in model._meta.get_fields()}
        points = [
            name
            for name, each in names.items()
            if isinstance(each, models.ForeignKey) and each.related_model is Delivery
        ]
        if points and "answer" in names:
            model._default_manager.filter(**{f"{points[0]}__message__in": message_ids}).update(answer="")


def _empty_judgements(message_ids: Sequence[int], file_ids: Sequence[int]) -> None:
    """A person's verdict stays, with the decision alone; the words it was made from go."""
    for judgement in _judgements(message_ids, file_ids):
        judgement.quote, judgement.note, judgement.judged_value = "", "", None
        if judgement.value is not None:
            judgement.value = {"decision": judgement.value.get("decision")}
        judgement.save(update_fields=["quote", "note", "judged_value", "value"])


def _forget_raw(messages: Sequence[Message], reason: str, by: Person | None) -> None:
    """The raw mail that an erased file came in is gone as well; the same mail again must not bring the file back."""
    Tombstone.objects.bulk_create(
        Tombstone(sha256=message.raw_sha256, kind="file", message=message, reason=reason, by=by)
        for message in messages
        if message.raw_sha256
    )


def _forget(hashes: Collection[str]) -> None:
    for sha256 in hashes:
        blob_delete(sha256)


def person_erase(
    *, person: Person, reason: str, by: Person | None, letters: bool = False, dry_run: bool = False
) -> Erasure:
    """Erase a person's account: who it was, the sign-in, the access log's entries. With `letters`, every letter they wrote
    is erased as well; without, their name is masked in them by a rule. Raises ErasureRefused.
    """
    if not reason.strip():
        raise ErasureRefused(gettext_noop("Say why it is erased: the tombstone must tell."))
    asked = Request.objects.filter(created_by=person)
    held = asked.exclude(held_because="").first()
    if held is not None:
        raise ErasureRefused(
            gettext_noop("The request “{slug}” is on legal hold: {why}. Lift the hold first."),
            slug=held.slug,
            why=held.held_because,
        )
    written = Message.objects.filter(Q(requests__in=asked, direction="out") | Q(created_by=person)).distinct()
    done = Erasure(requests=tuple(asked.order_by("pk").values_list("pk", flat=True)))
    with transaction.atomic():
        _say_that_we_erase()
        if letters and written:
            files = list(Attachment.objects.filter(message__in=written))
            done = _erase(list(written), files, reason, by, everywhere=False, dry_run=dry_run)
        if dry_run:
            transaction.set_rollback(True)
            return done
        Tombstone.objects.create(
            kind="person",
            sha256=hashlib.sha256(person.email.encode()).hexdigest(),
            reason=reason.strip()[:300],
            by=by if by is not None and by.pk != person.pk else None,
        )
        AccessEntry.objects.filter(by=person).delete()
        names_take_away(person)
        Team.objects.filter(alone=person).update(alone=None)
        # what a person did stays written, without who it was: the account's row stays, emptied
        AuditEntry.objects.filter(subject_kind="person", subject_id=person.pk).update(detail={})
        MaskingRule.objects.filter(person=person).delete()
        person.memberships.all().delete()
        person.email = f"erased-{person.pk}@erased.invalid"
        person.public_name = person.legal_name = ""
        person.is_active = person.is_staff = person.is_superuser = False
        person.set_unusable_password()
        person.save()
        _empty_accounts(person)
        requests_changed(done.requests)
    return done


def _empty_accounts(person: Person) -> None:
    """Rows of sign-in libraries that hold addresses, codes and names of this person."""
    for model in apps.get_models():
        if model._meta.app_label not in ("account", "mfa", "socialaccount", "usersessions"):
            continue
        for each in model._meta.get_fields():
            if isinstance(each, models.ForeignKey) and each.related_model is Person:
                model._default_manager.filter(**{each.name: person}).delete()


@transaction.atomic
def legal_hold_set(*, request: Request, why: str, by: Person | None) -> None:
    """While `why` is not empty, nothing of the request is erased; an empty one lifts the hold."""
    request.held_because = why.strip()[:250]
    request.save(update_fields=["held_because"])
    action = "legal_hold_set" if request.held_because else "legal_hold_lifted"
    audit(action=action, subject_kind="request", subject_id=request.pk, by=by)
