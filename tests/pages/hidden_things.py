"""A site on which every kind of thing that may be hidden lies once, each with a word of its own; and who may read it.

`WHO` is the table. A thing's word stands wherever the thing has words: subject, question, letter, file name, file text,
what was read in it. Beside it stands another word, to look for it by.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass, field

from django.utils import timezone

from cast import make_authority, make_person, make_team
from rhyddid.accounts.models import Person
from rhyddid.authorities.models import Authority
from rhyddid.batches.models import Batch, BatchQuestion, BatchState, Recipient
from rhyddid.care.models import Task, TaskKind
from rhyddid.post.models import HeldMessage
from rhyddid.requests.breach import breach_report
from rhyddid.requests.events import event_add
from rhyddid.requests.file_models import FileCheck, Hold
from rhyddid.requests.models import (
    Attachment,
    AttachmentPage,
    Direction,
    EventType,
    Finding,
    Judgement,
    MaskingRule,
    Message,
    MessageInRequest,
    Question,
    Reading,
    Request,
    RequestDraft,
    Visibility,
)
from rhyddid.requests.request_send import QuestionText, request_create, request_queue
from rhyddid.search.index import index_all_changed

ROLES = ("visitor", "newcomer", "stranger", "reader", "checker", "editor", "owner", "operator")
EVERYBODY = frozenset(ROLES)
TEAM = frozenset(("reader", "checker", "editor", "owner"))
DECIDERS = TEAM - {"reader"} | {"operator"}
EDITORS = frozenset(("editor", "owner"))
NOBODY: frozenset[str] = frozenset()

WHO: dict[str, frozenset[str]] = {
    # requests, by what was chosen for them and where they stand
    "public": EVERYBODY,
    "embargoover": EVERYBODY,
    "embargoday": TEAM,
    "embargoopen": TEAM,
    "untilanswerno": TEAM,
    "untilansweryes": EVERYBODY,
    "private": TEAM,
    "owndata": TEAM,
    "rehearsal": TEAM,
    "draft": TEAM,
    "queued": TEAM,
    "recalled": TEAM,
    "inteamsbatch": EVERYBODY,
    "theirs": frozenset(("stranger",)),
    # letters and files of a public request
    "letterprivate": TEAM,
    "fileprivate": TEAM,
    "filewaiting": DECIDERS,
    "filekept": DECIDERS,
    "lettererased": NOBODY,
    "fileerased": NOBODY,
    "letteroftwo": TEAM,
    "letterofothers": frozenset(("stranger",)),
    # what was read, and what people said of it
    "unconfirmed": TEAM,
    "rejected": TEAM,
    "judgenote": TEAM,
    # batches, and what is beside them
    "publishedbatch": EVERYBODY,
    "teamsbatch": TEAM,
    # what is somebody's own or the operators'
    "heldletter": EDITORS | {"operator"},
    "unsentdraft": frozenset(("owner",)),
    "maskingrule": EDITORS | {"operator"},
    "sitemasking": frozenset(("operator",)),
    "breachreport": frozenset(("operator",)),
    "owneremail": TEAM | {"operator"},
}
LONG_AGO = dt.date(2026, 3, 2)


def word(thing: str) -> str:
    """The word that only those in `WHO` may be sent."""
    return f"qz{thing}w"


def beside(thing: str) -> str:
    """The word to look for it by."""
    return f"qz{thing}f"


def words(thing: str) -> str:
    return f"{beside(thing)} {word(thing)}"


@dataclass
class World:
    """The people, and the ids and names by which the doors are opened."""

    people: dict[str, Person | None]
    requests: dict[str, Request] = field(default_factory=dict)
    batches: dict[str, Batch] = field(default_factory=dict)
    messages: dict[str, Message] = field(default_factory=dict)
    files: dict[str, Attachment] = field(default_factory=dict)
    authorities: list[Authority] = field(default_factory=list)
    drafts: list[RequestDraft] = field(default_factory=list)
    held: HeldMessage | None = None
    breach: Task | None = None

    def numbers(self) -> list[int]:
        """Every number by which something may be asked for, whatever it is a number of."""
        rows = [
            *self.requests.values(),
            *self.messages.values(),
            *self.batches.values(),
            self.held,
            self.breach,
        ]
        return [row.pk for row in [*rows, *self.people.values()] if row is not None]

    def low_numbers(self) -> list[int]:
        """Of each kind of row the first: whoever tries numbers begins there."""
        kinds = (self.requests, self.messages, self.files, self.batches)
        first = [next(iter(kind.values())).pk for kind in kinds]
        return sorted({*first, *(row.pk for row in (self.held, self.breach) if row is not None)})


def make_world() -> World:
    """All of it, indexed for searching."""
    team, other = make_team(), make_team("Elsewhere")
    owner = make_person(f"{word('owneremail')}@campaign.example", team=team, public_name="Owner")
    world = World(
        people={
            "visitor": None,
            "newcomer": make_person("newcomer@far.example"),
            "stranger": make_person("stranger@elsewhere.example", team=other),
            "reader": make_person("reader@campaign.example", team=team, role="reader"),
            "checker": make_person("checker@campaign.example", team=team, role="checker"),
            "editor": make_person("editor@campaign.example", team=team, role="editor"),
            "owner": owner,
            "operator": make_person("staff@site.example", is_staff=True),
        }
    )
    _batches(world, team, owner)
    _requests(world, team, other, owner)
    _parts(world)
    _beside(world, team, owner)
    index_all_changed()
    return world


def _batches(world: World, team: object, owner: Person) -> None:
    for name, published in (("publishedbatch", timezone.now()), ("teamsbatch", None)):
        batch = Batch.objects.create(
            slug=f"batch-{name}" if published else f"batch-{word(name)}",
            team=team,
            created_by=owner,
            subject=f"Drones {words(name)}",
            letter=f"Dear {{authority}}, {words(name)}\n\n{{questions}}",
            state=BatchState.SENT,
            published_at=published,
            send_after=timezone.now() - dt.timedelta(days=200),
        )
        BatchQuestion.objects.create(batch=batch, position=1, number="1", text=f"What? {words(name)}")
        world.batches[name] = batch


def _requests(world: World, team: object, other: object, owner: Person) -> None:
    today = timezone.localdate()
    embargo = {"visibility": Visibility.EMBARGOED}
    kinds: dict[str, dict[str, object]] = {
        "public": {},
        "embargoover": embargo | {"embargoed_until": today - dt.timedelta(days=1)},
        "embargoday": embargo | {"embargoed_until": today},
        "embargoopen": embargo,
        "untilanswerno": embargo | {"embargo_ends": "answered"},
        "untilansweryes": embargo | {"embargo_ends": "answered"},
        "private": {"visibility": Visibility.PRIVATE},
        "owndata": {"visibility": Visibility.PRIVATE, "own_personal_data": True},
        "rehearsal": {"visibility": Visibility.PRIVATE, "rehearsal_day": LONG_AGO},
        "draft": {},
        "queued": {},
        "recalled": {},
        "inteamsbatch": {},
        "theirs": {"visibility": Visibility.PRIVATE},
    }
    for name, fields in kinds.items():
        # a name that looks like none of the words: authorities of a like name are shown to everybody
        authority = make_authority(f"Saltmere Council {len(world.requests)}", simulated=name == "rehearsal")
        if name != "rehearsal":
            world.authorities.append(authority)
        request = request_create(
            authority=authority,
            team=other if name == "theirs" else team,  # type: ignore[arg-type]
            by=world.people["stranger"] if name == "theirs" else owner,
            subject=f"Drones {words(name)}",
            text=f"Dear Sir or Madam,\n\n1) What? {words(name)}\n\nNia Prosser",
            questions=(QuestionText("1", f"What? {words(name)}", "text"),),
            rehearsal_day=fields.get("rehearsal_day"),  # type: ignore[arg-type]
        )
        Request.objects.filter(pk=request.pk).update(authority_reference=f"REF {word(name)}", **fields)
        world.requests[name] = request
        if name == "draft":
            continue
        if name in ("queued", "recalled"):
            later = timezone.now() + dt.timedelta(days=1)
            request_queue(request=request, to_address="foi@council.example", not_before=later, by=owner)
            if name == "recalled":
                event_add(request=request, type=EventType.RECALLED, day=today, source="record")
            _in_batch(world, "publishedbatch", request)
            continue
        for event in (EventType.SENT, EventType.RECEIVED):
            event_add(request=request, type=event, day=LONG_AGO, source="record")
        _answer(world, name, request)
        if name not in ("untilanswerno", "public"):
            event_add(
                request=request,
                type=EventType.ANSWERED,
                day=LONG_AGO + dt.timedelta(days=9),
                source="reading",
            )
        if name not in ("owndata", "rehearsal", "theirs"):
            _in_batch(world, "teamsbatch" if name == "inteamsbatch" else "publishedbatch", request)


def _in_batch(world: World, name: str, request: Request) -> None:
    Recipient.objects.create(batch=world.batches[name], authority=request.authority, request=request)


def _answer(world: World, name: str, request: Request) -> None:
    """A letter with a file, and a checked answer that stands in it."""
    message = _letter(world, name, request)
    _file(world, name, message)
    _read(name, request, request.questions.get(position=1), message, verdict="confirm")


def _letter(world: World, name: str, *requests: Request, **fields: object) -> Message:
    text = f"We answer: {words(name)}. Kindest regards."
    message = Message.objects.create(
        direction=Direction.IN,
        received_at=dt.datetime(2026, 3, 11, 12, tzinfo=dt.UTC),
        subject=f"Re: {words(name)}",
        sender_name=f"Officer {word(name)}",
        text=text,
        **fields,
    )
    for request in requests:
        MessageInRequest.objects.create(message=message, request=request, matched_by="address")
        event_add(
            request=request,
            type=EventType.MESSAGE_RECEIVED,
            day=LONG_AGO + dt.timedelta(days=9),
            source="record",
            message=message,
        )
    world.messages[name] = message
    return message


def _file(world: World, name: str, message: Message, **fields: object) -> Attachment:
    from rhyddid.requests.blobs import blob_put

    data = f"{words(name)}\n".encode()
    blob_put(data)
    attachment = Attachment.objects.create(
        message=message,
        position=message.attachments.count() + 1,
        sha256=hashlib.sha256(data).hexdigest(),
        filename=f"{word(name)}.txt",
        content_type="text/plain",
        size=len(data),
        inside=f"mail {word(name)}",
        defects=[f"odd {word(name)}"],
        **fields,
    )
    AttachmentPage.objects.create(attachment=attachment, number=1, text=words(name))
    world.files[name] = attachment
    return attachment


def _question(request: Request) -> Question:
    """A further question of the request, to be answered by one thing."""
    position = request.questions.count() + 1
    return Question.objects.create(
        request=request, position=position, number=str(position), text=f"What of {position}?"
    )


def _read(
    name: str,
    request: Request,
    question: Question,
    message: Message,
    *,
    verdict: str = "",
    attachment: Attachment | None = None,
    quote: str | None = None,
    note: str = "",
) -> None:
    """What software read in the letter or its file, and what a person said of it."""
    reading, _made = Reading.objects.get_or_create(
        message=message, request=request, current=True, defaults={"version": 1, "kind": "decision"}
    )
    value = {
        "decision": "disclosed",
        "text": words(name),
        "values": [{"type": "text", "value": words(name)}],
        "provisions": [],
    }
    said = words(name) if quote is None else quote
    finding = Finding.objects.create(
        reading=reading,
        question=question,
        type="answer",
        value=value,
        confidence=0.9,
        start=0,
        end=len(said),
        quote=said,
        attachment=attachment,
        page=1 if attachment else None,
    )
    if verdict:
        Judgement.objects.create(
            request=request,
            question=question,
            message=message,
            finding=finding,
            verdict=verdict,
            judged_value=value,
            value=None if verdict == "reject" else value,
            quote=said,
            note=note,
        )


def _parts(world: World) -> None:
    """Letters and files of the public request that are not shown to everybody."""
    public = world.requests["public"]
    private, theirs = world.requests["private"], world.requests["theirs"]
    letters: dict[str, tuple[tuple[Request, ...], dict[str, object]]] = {
        "letterprivate": ((public,), {"visibility": Visibility.PRIVATE}),
        "lettererased": ((public,), {"erased_at": timezone.now()}),
        "letteroftwo": ((public, private), {}),
        "letterofothers": ((public, theirs), {}),
    }
    for name, (requests, fields) in letters.items():
        message = _letter(world, name, *requests, **fields)
        _read(name, public, _question(public), message, verdict="confirm")
    files: dict[str, tuple[dict[str, object], str]] = {
        "fileprivate": ({"visibility": Visibility.PRIVATE}, ""),
        "filewaiting": ({}, Hold.WAITING),
        "filekept": ({}, Hold.KEPT),
        "fileerased": ({"erased_at": timezone.now()}, ""),
    }
    for name, (fields, hold) in files.items():
        open_letter = _letter(world, name, public)
        Message.objects.filter(pk=open_letter.pk).update(
            text="The file is attached.", subject="Re", sender_name="FOI"
        )
        attachment = _file(world, name, open_letter, **fields)
        if hold:
            FileCheck.objects.create(
                attachment=attachment, hold=hold, is_inspected=True, problems=["hidden_sheets"]
            )
        _read(name, public, _question(public), open_letter, verdict="confirm", attachment=attachment)
    answer = world.messages["public"]
    _read("unconfirmed", public, _question(public), answer, quote="We answer")
    _read("rejected", public, _question(public), answer, verdict="reject", quote="We answer")
    _read("public", public, _question(public), answer, verdict="confirm", note=words("judgenote"))


def _beside(world: World, team: object, owner: Person) -> None:
    """What is not of the public record: the holding pen, drafts, rules, reports."""
    public, private = world.requests["public"], world.requests["private"]
    stray = _letter(world, "heldletter")
    guess = {"request": private.pk, "score": 0.9, "reasons": [["subject", 0.9]], "why": []}
    world.held = HeldMessage.objects.create(message=stray, guesses=[guess])
    world.drafts.append(
        RequestDraft.objects.create(
            key=f"draft{word('unsentdraft')}",
            by=owner,
            team=team,
            authority=world.authorities[0],
            subject=words("unsentdraft"),
            opening=words("unsentdraft"),
        )
    )
    for name, scope, request in (("maskingrule", "request", public), ("sitemasking", "site", None)):
        MaskingRule.objects.create(
            scope=scope, request=request, kind="phrase", value=word(name), reason=words(name), by=owner
        )
    world.breach = breach_report(request=public, what=words("breachreport"), by=None, contact="a@b.example")
    assert Task.objects.filter(kind=TaskKind.BREACH).exists()
