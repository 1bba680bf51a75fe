"""What an authority does with a request: its script, and the mails of its acts.

`plan(authority, seed=…)` gives the Script; `reply_mail(script, act, request=…, sent_at=…)` the mail of one act and
what it truly says. Nothing reads a clock or a database: the caller decides when an act is due and sends its bytes.
The same authority, seed, request and time give the same bytes.
"""

from __future__ import annotations

import datetime as dt
import random
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from rhyddid.rehearsal.simulated.answers import InventedAnswer, Language, invent_answer, withheld_answer
from rhyddid.rehearsal.simulated.authorities import Authority, many
from rhyddid.rehearsal.simulated.carriers import CARRIERS
from rhyddid.rehearsal.simulated.deadlines import deadline
from rhyddid.rehearsal.simulated.layouts import answer_blocks
from rhyddid.rehearsal.simulated.letter_blocks import Block, Paragraph, Table
from rhyddid.rehearsal.simulated.letter_wording import (
    LetterKind,
    WrittenLetter,
    letter_kinds,
    notice,
    write_letter,
)
from rhyddid.rehearsal.simulated.outgoing import Outgoing
from rhyddid.rehearsal.simulated.persona import Persona, persona_of
from rhyddid.rehearsal.simulated.request_mail import RequestMail
from rhyddid.rehearsal.simulated.truth import QuestionTruth, Reply, Truth
from rhyddid.rehearsal.simulated.written_dates import written_date

After = Literal["receipt", "previous", "clarified"]
Threading = Literal["full", "references_only", "none"]
_SOONEST = dt.timedelta(minutes=2)


@dataclass(frozen=True)
class Act:
    """One mail to come: `working_days` after `after`, at `time_of_day`.

    `after="clarified"` counts from our answer to the question asked; without one the act never comes.
    `number` counts the script's acts from 0. `english` is the letter that stands below a Welsh one.
    """

    number: int
    letter: str
    working_days: int
    after: After
    time_of_day: dt.time
    carrier: str
    layout: str
    threading: Threading
    english: str | None = None

    @property
    def kind(self) -> str:
        """As `rhyddid read` names it: acknowledgement, clarification, decision …"""
        return letter_kinds()[self.letter].kind


@dataclass(frozen=True)
class Script:
    """All that one authority will do. `title` says it in words."""

    authority: Authority
    seed: int
    title: str
    acts: tuple[Act, ...]

    @property
    def silent(self) -> bool:
        """True where no decision will ever come."""
        return not any(act.kind in ("decision", "transfer", "bounce") for act in self.acts)


def plan(authority: Authority, *, seed: int) -> Script:
    """The authority's script. Over the 86, or any further 86 of the same mix, every script of scripts.toml is played."""
    slots = _slots(authority.manner)
    round_number, place = divmod(authority.turn, len(slots))
    order = list(range(len(slots)))
    random.Random(f"order/{seed}/{authority.manner}/{round_number}").shuffle(order)
    entry, repetition = slots[order[place]]
    rng = random.Random(f"script/{seed}/{authority.slug}")
    acts = tuple(
        _act(number, act, repetition=repetition, rng=rng) for number, act in enumerate(entry["acts"])
    )
    return Script(authority=authority, seed=seed, title=entry["title"], acts=acts)


def reply_mail(
    script: Script,
    act: Act,
    *,
    request: RequestMail,
    sent_at: dt.datetime,
    answering: str | None = None,
) -> Reply:
    """The mail of `act`, and its truth. `answering` is the message it answers, where that is not the request itself.

    Its Date is `sent_at`, or a little after the request's where `sent_at` lies before: no reply precedes its question.
    """
    authority, kind = script.authority, letter_kinds()[act.letter]
    sent_at = max(sent_at, request.sent_at + _SOONEST)
    persona = persona_of(authority, seed=script.seed)
    rng = random.Random(f"reply/{script.seed}/{authority.slug}/{act.number}")
    answers = _answers(script, act, kind, request, kind.language)
    letters = [_letter(act.letter, act, kind.language, persona, authority, request, sent_at, answers, rng)]
    if act.english is not None:
        english = _answers(script, act, kind, request, "en")
        letters.append(_letter(act.english, act, "en", persona, authority, request, sent_at, english, rng))
    language = kind.language
    notices = dict.fromkeys([notice(language), notice("en")])
    blocks: list[Block] = [Paragraph("\n".join(notices))]
    for place, letter in enumerate(letters):
        blocks += [Paragraph("* * *")] * (place > 0) + list(letter.blocks)
    cover = write_letter(
        f"covering_note{'_cy' if language == 'cy' else ''}",
        _fields(language, act, persona, authority, request, sent_at),
        rng=rng,
    )
    message_id = _message_id(script, act, request)
    outgoing = Outgoing(
        authority=authority,
        persona=persona,
        request=request,
        sent_at=sent_at,
        message_id=message_id,
        subject=_subject(kind, persona, request, rng),
        in_reply_to=(answering or request.message_id,) if act.threading == "full" else (),
        references=_references(act, request, answering),
        language=language,
        reference=persona.reference(request.sent_at.date()),
        notice=notice("en"),
        blocks=tuple(blocks),
        cover=(blocks[0], *cover.blocks),
        answers={answer.question.number: answer.text for answer in answers},
        answer_table=_table(answers, language),
        small_print=_small_print(language, persona, authority)
        if kind.kind not in ("automatic_reply", "bounce")
        else (),
    )
    carried = CARRIERS[act.carrier](outgoing)
    used = frozenset[str]().union(*(letter.used for letter in letters))
    if carried.answers_in == "attachment":
        used |= cover.used
    if act.carrier in ("inline", "inline_html"):
        used |= {"answers"}
    dated = "decided" in used or act.carrier in ("pdf", "docx", "tnef_attachment")
    languages: tuple[Language, ...] = (language, "en") if act.english else (language,)
    truth = _truth(kind, persona, authority, request, sent_at, answers, used, dated, languages)
    return Reply(
        raw=carried.raw,
        kind=kind.kind,
        truth=Truth(**truth, answers_in=carried.answers_in, attachments=carried.attachments),
        envelope_from="" if carried.automatic else authority.foi_email,
        envelope_to=(request.envelope_from or request.reply_to)
        if kind.kind == "bounce"
        else request.reply_to,
    )


def _letter(
    name: str,
    act: Act,
    language: Language,
    persona: Persona,
    authority: Authority,
    request: RequestMail,
    sent_at: dt.datetime,
    answers: Sequence[InventedAnswer],
    rng: random.Random,
) -> WrittenLetter:
    fields = dict(_fields(language, act, persona, authority, request, sent_at))
    ending = "_cy" if language == "cy" else ""
    signed = write_letter(f"signature{ending}", fields, rng=rng, wording=persona.signature)
    review_name = "review_foisa" if authority.regime == "sct-foisa" else f"review{ending}"
    review = write_letter(review_name, fields, rng=rng, wording=persona.review)
    fields["signature"] = "\n\n".join(_words(block) for block in signed.blocks)
    fields["review"] = "\n\n".join(_words(block) for block in review.blocks)
    if act.carrier in ("inline", "inline_html"):
        return write_letter("inline_note", fields, rng=rng)
    if act.carrier == "xlsx":
        given: tuple[Block, ...] = (
            Paragraph("The answers are in the spreadsheet that comes with this letter."),
        )
    else:
        given = answer_blocks(answers, layout=act.layout, language=language) if answers else ()
    return write_letter(name, fields, answers=given, rng=rng)


def _fields(
    language: Language,
    act: Act,
    persona: Persona,
    authority: Authority,
    request: RequestMail,
    sent_at: dt.datetime,
) -> Mapping[str, str]:
    received, sent = request.sent_at.date(), sent_at.date()
    style = "cy" if language == "cy" else persona.date_style
    other = _another(authority)
    back = deadline(sent, regime=authority.regime, working_days=6)
    return {
        "authority": (authority.name_cy or authority.name) if language == "cy" else authority.name,
        "back_on": written_date(back, style=persona.date_style),
        "back_on_cy": written_date(back, style="cy"),
        "deadline": written_date(deadline(received, regime=authority.regime), style=style),
        "decided": written_date(sent, style=style),
        "domain": authority.domain,
        "email": authority.foi_email,
        "law": _law_name(authority, language),
        "new_deadline": written_date(deadline(sent, regime=authority.regime), style=style),
        "office": persona.office,
        "officer": authority.officer,
        "other_authority": other.name,
        "other_email": other.foi_email,
        "phone": persona.phone,
        "received": written_date(received, style=style),
        "reference": persona.reference(received),
        "requester": request.requester,
        "role": persona.role,
        "role_cy": persona.role_cy,
        "subject": request.topic,
        "unclear_number": request.questions[0].number,
    }


def _answers(
    script: Script, act: Act, kind: LetterKind, request: RequestMail, language: Language
) -> tuple[InventedAnswer, ...]:
    """The same invented answers in every act and language of a script; none where the letter decides nothing."""
    if kind.kind != "decision":
        return ()
    apart = _apart(script, request) if kind.one else None
    answers = []
    for place, question in enumerate(request.questions):
        decision = kind.one if place == apart else kind.decision
        if decision == "disclosed":
            rng = random.Random(f"answer/{script.seed}/{script.authority.slug}/{question.number}/{place}")
            around = request.sent_at.date()
            answers.append(invent_answer(question, rng=rng, language=language, around=around))
        else:
            provision = (kind.one_provisions or kind.relied_on or ("",))[0]
            answers.append(withheld_answer(question, decision, provision=provision, language=language))
    return tuple(answers)


def _apart(script: Script, request: RequestMail) -> int | None:
    """Which question is treated apart: a sum if one is asked for, otherwise the last. None where only one is asked."""
    if len(request.questions) < 2:
        return None
    money = [place for place, question in enumerate(request.questions) if question.answer_type == "money"]
    return money[-1] if money else len(request.questions) - 1


def _truth(
    kind: LetterKind,
    persona: Persona,
    authority: Authority,
    request: RequestMail,
    sent_at: dt.datetime,
    answers: Sequence[InventedAnswer],
    used: frozenset[str],
    dated: bool,
    languages: tuple[Language, ...],
) -> dict[str, Any]:
    received = request.sent_at.date()
    stated = None
    if "deadline" in used:
        stated = deadline(received, regime=authority.regime)
    elif "new_deadline" in used:
        stated = deadline(sent_at.date(), regime=authority.regime)
    questions = tuple(_question_truth(kind, answer, shown="answers" in used) for answer in answers)
    if kind.decision == "clarification_asked":
        questions = (QuestionTruth(request.questions[0].number, "clarification_asked"),)
    outcome = kind.outcome
    if (
        outcome == "partly_disclosed"
        and len({question.decision for question in questions}) == 1
        and not kind.relied_on
    ):
        outcome = "disclosed"  # one question only: nothing to withhold it from
    return {
        "kind": kind.kind,
        "mail_kind": kind.kind if kind.kind in ("automatic_reply", "bounce") else "letter",
        "outcome": outcome,
        "languages": languages,
        "law": authority.regime,
        "reference": persona.reference(received) if "reference" in used else None,
        "received_on": received if "received" in used else None,
        "decided_on": sent_at.date() if dated else None,
        "deadline_stated": stated,
        "questions": questions,
        "relied_on": kind.relied_on + tuple(p for p in kind.one_provisions if outcome != "disclosed"),
        "neither_confirm_nor_deny": kind.neither_confirm_nor_deny,
    }


def _question_truth(kind: LetterKind, answer: InventedAnswer, *, shown: bool) -> QuestionTruth:
    text = answer.text if shown else ""
    if answer.values:
        return QuestionTruth(answer.question.number, "disclosed", text, answer.values)
    if kind.one:
        return QuestionTruth(answer.question.number, kind.one, text, (), kind.one_provisions)
    return QuestionTruth(answer.question.number, kind.decision, text, (), kind.relied_on)


def _subject(kind: LetterKind, persona: Persona, request: RequestMail, rng: random.Random) -> str:
    if kind.kind == "automatic_reply":
        opening = "Ateb awtomatig / Automatic reply" if kind.language == "cy" else "Automatic reply"
        return f"{opening}: {request.subject}"
    reference = persona.reference(request.sent_at.date())
    return rng.choice(
        (
            f"RE: {request.subject}",
            f"Re: {request.subject}",
            f"{reference} - {request.topic}",
            f"[OFFICIAL] Freedom of Information {reference}",
        )
    )


def _references(act: Act, request: RequestMail, answering: str | None) -> tuple[str, ...]:
    if act.threading == "none":
        return ()
    return tuple(
        dict.fromkeys([*request.references, request.message_id, *([answering] if answering else [])])
    )


def _small_print(language: Language, persona: Persona, authority: Authority) -> tuple[str, ...]:
    fields = {"authority": authority.name}
    rng = random.Random(persona.case_number)
    names = []
    if language == "cy":
        names.append(("disclaimer_cy", 1))
    if persona.disclaimer:
        names.append(("disclaimer", persona.disclaimer))
    if persona.virus_footer:
        names.append(("virus_footer", 1))
    letters = [write_letter(name, fields, rng=rng, wording=wording) for name, wording in names]
    return tuple("\n\n".join(_words(block) for block in letter.blocks) for letter in letters)


def _words(block: Block) -> str:
    return block.text if isinstance(block, Paragraph) else "\n".join("\t".join(row) for row in block.rows)


def _table(answers: Sequence[InventedAnswer], language: Language) -> Table:
    (table,) = answer_blocks(answers, layout="table", language=language)
    if not isinstance(table, Table):
        raise TypeError("the layout 'table' gives a table")
    return table


def _message_id(script: Script, act: Act, request: RequestMail) -> str:
    key = f"{script.seed}/{script.authority.slug}/{act.number}/{request.message_id}"
    return f"<{random.Random(key).getrandbits(96):024x}@{script.authority.domain}>"


def _another(authority: Authority) -> Authority:
    """The body that a request is sent on to: another one of the same nation."""
    nation = [
        other for other in many(86) if other.nation == authority.nation and other.slug != authority.slug
    ]
    return nation[authority.turn % len(nation)]


def _law_name(authority: Authority, language: Language) -> str:
    if authority.regime == "sct-foisa":
        return "Freedom of Information (Scotland) Act 2002"
    # the Welsh stands after words that soften its first letter
    return "Ddeddf Rhyddid Gwybodaeth 2000" if language == "cy" else "Freedom of Information Act 2000"


def _act(number: int, entry: Mapping[str, Any], *, repetition: int, rng: random.Random) -> Act:
    earliest, latest = entry["days"]
    layouts = entry.get("layout", ["requoted"])
    carriers = entry["carrier"]
    automatic = carriers[0] in ("automatic", "bounce")
    time_of_day = dt.time(rng.randint(9, 16), rng.randint(0, 59), rng.randint(0, 59))
    threading: Threading = rng.choices(("full", "references_only", "none"), (70, 10, 20))[0]
    return Act(
        number=number,
        letter=entry["letter"],
        working_days=rng.randint(earliest, latest),
        after=entry.get("after", "receipt"),
        time_of_day=time_of_day,
        carrier=carriers[repetition % len(carriers)],
        layout=layouts[(repetition + rng.randint(0, 1)) % len(layouts)],
        threading="full" if automatic else threading,
        english=entry.get("english"),
    )


@cache
def _slots(manner: str) -> tuple[tuple[Mapping[str, Any], int], ...]:
    """Each script as often as it is played, with the number of the repetition."""
    entries = tomllib.loads(files(__package__).joinpath("scripts.toml").read_text("utf-8"))["script"]
    return tuple(
        (entry, repetition)
        for entry in entries
        if entry["manner"] == manner
        for repetition in range(entry["times"])
    )
