"""What may be done next about a request, with a draft letter for each step that argues from what the authority wrote.

In: a request. Out: `NextLetter`s: the law room's next step, and a draft in English or Welsh where a letter is what the
step takes. A draft is a beginning: places that only a person can fill stand in square brackets, and nothing is sent here.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, cast, get_args

from rhyddid.law.clock_result import ClockResult
from rhyddid.law.exemptions import exemption, provision_role
from rhyddid.law.next_steps import NextStep, Outcome, next_steps
from rhyddid.law.regimes import in_force
from rhyddid.law.terms import Term, spoken
from rhyddid.reading.notice_check import NoticeReport, check_notice
from rhyddid.requests.answers import answer_cells, letter_wide_denials
from rhyddid.requests.citations import cited
from rhyddid.requests.clock import clock_result, standing_events, today_for
from rhyddid.requests.models import Direction, Event, EventType, Message, Question, Request
from rhyddid.requests.read_message import letter_of
from rhyddid.wording import LANGUAGES, Wording, gettext_noop

Recipient = Literal["authority", "regulator", "new_request"]

_DECIDING = (EventType.REFUSED, EventType.ANSWERED)
_HARMFUL = frozenset(
    {"prejudice", "substantial_prejudice", "substantial_inhibition", "endangerment", "adverse_effect"}
)


@dataclass(frozen=True)
class DraftLetter:
    """A letter to begin with. `event_type` is what its leaving means; None where it does not go in this thread."""

    to: Recipient
    addressee: str
    text: str
    event_type: EventType | None


@dataclass(frozen=True)
class NextLetter:
    """One step that may be taken now."""

    step: NextStep
    draft: DraftLetter | None


@dataclass(frozen=True)
class LetterFacts:
    """What drafts are written from."""

    authority: str
    subject: str
    reference: str
    sender: str
    sent_on: dt.date
    clock: ClockResult
    notice: NoticeReport | None
    questions: tuple[Question, ...]
    unanswered: tuple[Question, ...]


def next_letters(
    request: Request, language: str = "", today: dt.date | None = None
) -> tuple[NextLetter, ...]:
    """The lawful next steps for the request's state, the likeliest first; none before the authority has received it."""
    events = standing_events(request)
    clock = clock_result(request, events)
    if clock is None:
        return ()
    language = language if language in LANGUAGES else request.language
    language = language if language in LANGUAGES else "en"
    facts = letter_facts(request, clock, events)
    steps = next_steps(clock, today or today_for(request), _outcomes(request))
    return tuple(NextLetter(step, draft_letter(step, facts, language)) for step in steps)


def letter_facts(request: Request, clock: ClockResult, events: Sequence[Event]) -> LetterFacts:
    """What the drafts of a request are written from: its dates, and the newest decision against the law's rules."""
    first = request.messages.filter(direction=Direction.OUT).order_by("received_at", "id").first()
    sent = next((event.day for event in events if event.type == EventType.SENT), clock.received)
    decision = _newest_decision(events)
    questions = tuple(request.questions.all())
    cells = answer_cells([request.pk])
    unanswered = tuple(
        question
        for question in questions
        if decision is not None
        and (cell := cells.get((request.pk, question.pk))) is not None
        and cell.decision == "no_answer"
    )
    report = check_notice(letter_of(decision), request.text) if decision is not None else None
    return LetterFacts(
        authority=request.authority.name,
        subject=request.subject,
        reference=request.authority_reference,
        sender=(first.sender_name if first is not None else "") or request.team.name,
        sent_on=sent,
        clock=clock,
        notice=report if report is not None and report.is_refusal else None,
        questions=questions,
        unanswered=unanswered,
    )


def draft_letter(step: NextStep, facts: LetterFacts, language: str) -> DraftLetter | None:
    """The draft for one step; None where the step takes no letter (to wait) or a form of its own (a court)."""
    writer = {
        "chase": _chase,
        "clarify": _clarify,
        "pay_fee": _fee,
        "ask_review": _ask_review,
        "chase_review": _chase_review,
        "complain": _complaint,
        "narrow": _narrower,
        "ask_again": _narrower,
    }.get(step.kind)
    if writer is None:
        return None
    to, event_type = _ROUTES[step.kind]
    paragraphs = [_greeting(facts, to), *_heading(facts, to), *writer(facts), *_closing(facts)]
    text = "\n\n".join(paragraph.render(language) for paragraph in paragraphs)
    addressee = facts.authority
    if to == "regulator":
        addressee = _regulator(facts).render(language)
    return DraftLetter(to, addressee, text + "\n", event_type)


_ROUTES: dict[str, tuple[Recipient, EventType | None]] = {
    "chase": ("authority", EventType.MESSAGE_SENT),
    "clarify": ("authority", EventType.CLARIFIED),
    "pay_fee": ("authority", EventType.MESSAGE_SENT),
    "ask_review": ("authority", EventType.REVIEW_ASKED),
    "chase_review": ("authority", EventType.MESSAGE_SENT),
    "complain": ("regulator", None),
    "narrow": ("new_request", None),
    "ask_again": ("new_request", None),
}

PLACE_TO_FILL = "["
"""What a draft's open places begin with; a letter that still holds one is not ready to be sent."""


def _greeting(facts: LetterFacts, to: Recipient) -> Wording:
    name: object = _regulator(facts) if to == "regulator" else facts.authority
    return Wording(gettext_noop("Dear {name},"), {"name": name})


def _heading(facts: LetterFacts, to: Recipient) -> Iterator[Wording]:
    if to == "regulator":
        words = gettext_noop("Complaint about {authority}: request of {day}, “{subject}”")
        yield Wording(
            words, {"authority": facts.authority, "day": spoken(facts.sent_on), "subject": facts.subject}
        )
    elif to == "authority":
        words = gettext_noop("My request of {day}: “{subject}”")
        yield Wording(words, {"day": spoken(facts.sent_on), "subject": facts.subject})
    if facts.reference and to != "new_request":
        own = gettext_noop("Your reference: {reference}")
        of_another = gettext_noop("The authority's reference: {reference}")
        yield Wording(own if to == "authority" else of_another, {"reference": facts.reference})


def _closing(facts: LetterFacts) -> Iterator[Wording]:
    yield Wording(gettext_noop("Yours faithfully,"))
    yield Wording("{sender}", {"sender": facts.sender})


def _chase(facts: LetterFacts) -> Iterator[Wording]:
    yield from _lateness(facts)
    yield Wording(
        gettext_noop("Please answer without further delay, or tell me today on which day you will answer.")
    )
    if in_force(facts.clock.regime.regulators, facts.clock.counted_from):
        yield Wording(
            gettext_noop("If no answer comes I may complain to: {body}."), {"body": _regulator(facts)}
        )


def _clarify(facts: LetterFacts) -> Iterator[Wording]:
    asked = max((each.since for each in facts.clock.waiting), default=None)
    if asked is not None:
        yield Wording(
            gettext_noop("You asked on {day} what my request means. I mean this:"), {"day": spoken(asked)}
        )
    yield Wording(gettext_noop("[Say here what you mean, question by question.]"))
    yield Wording(
        gettext_noop("If a part of my request was clear already, please answer that part without waiting.")
    )


def _fee(facts: LetterFacts) -> Iterator[Wording]:
    yield Wording(gettext_noop("You asked for a fee. Please tell me how you worked it out, item by item."))
    yield Wording(gettext_noop("Please tell me, too, what you could send me without a fee or for less."))


def _ask_review(facts: LetterFacts) -> Iterator[Wording]:
    if facts.clock.decided is None:
        yield from _lateness(facts)
        yield Wording(gettext_noop("Please review how my request was handled, and answer it."))
        return
    yield Wording(
        gettext_noop("Please review your decision of {day}. My reasons are these:"),
        {"day": spoken(facts.clock.decided)},
    )
    reasons = list(_reasons(facts))
    yield from reasons or [Wording(gettext_noop("[Say here what is wrong with the decision.]"))]
    yield Wording(
        gettext_noop(
            "Please have somebody review it who did not take part in the decision, and tell me the outcome with reasons."
        )
    )


def _chase_review(facts: LetterFacts) -> Iterator[Wording]:
    asked, due = facts.clock.review_asked, facts.clock.review_due
    if asked is not None and due is not None:
        yield Wording(
            gettext_noop("I asked for a review on {asked}. It was due on {due}, and I have had no outcome."),
            {"asked": spoken(asked), "due": spoken(due)},
        )
    yield Wording(gettext_noop("Please send me the outcome without further delay."))
    yield Wording(gettext_noop("If none comes I may complain to: {body}."), {"body": _regulator(facts)})


def _complaint(facts: LetterFacts) -> Iterator[Wording]:
    clock = facts.clock
    yield Wording(
        gettext_noop("I ask you to decide whether {authority} dealt with my request as the {law} requires."),
        {"authority": facts.authority, "law": Term(clock.regime.law)},
    )
    dates = [
        (gettext_noop("{day}: I sent the request."), facts.sent_on),
        (gettext_noop("{day}: the authority received it."), clock.received),
        (gettext_noop("{day}: the last day for its answer."), clock.due),
        (gettext_noop("{day}: its decision."), clock.decided),
        (gettext_noop("{day}: I asked for a review."), clock.review_asked),
        (gettext_noop("{day}: the last day for the review."), clock.review_due),
    ]
    yield _listed([Wording(words, {"day": spoken(day)}) for words, day in dates if day is not None])
    reasons = list(_reasons(facts))
    if clock.decided is None and clock.due is not None:
        reasons.insert(0, Wording(gettext_noop("There was no answer by the last day.")))
    if reasons:
        yield Wording(gettext_noop("I complain of this:"))
        yield from reasons
    else:
        yield Wording(gettext_noop("[Say here what you complain of.]"))
    yield Wording(gettext_noop("The letters are enclosed."))


def _narrower(facts: LetterFacts) -> Iterator[Wording]:
    yield Wording(
        gettext_noop(
            "Under the {law} I make this new request, narrower than my request of {day} (“{subject}”)."
        ),
        {"law": Term(facts.clock.regime.law), "day": spoken(facts.sent_on), "subject": facts.subject},
    )
    yield Wording(
        gettext_noop("[Keep what matters most, and narrow it: fewer years, fewer places, a summary.]")
    )
    if facts.questions:
        yield _listed(
            [
                Wording("{number}) {text}", {"number": each.number, "text": each.text})
                for each in facts.questions
            ]
        )
    yield Wording(
        gettext_noop("If it is still too much, please tell me what could be answered within the limit.")
    )


def _lateness(facts: LetterFacts) -> Iterator[Wording]:
    clock = facts.clock
    if clock.due is None:
        return
    limit = in_force(clock.regime.limits, clock.counted_from)
    yield Wording(
        gettext_noop(
            "You received my request on {received}. The {law} asks you to answer by {due} ({cite}). I have had no answer."
        ),
        {
            "received": spoken(clock.received),
            "law": Term(clock.regime.law),
            "due": spoken(clock.due),
            "cite": clock.regime.cited(limit[0].cite) if limit else clock.regime.short,
        },
    )


def _reasons(facts: LetterFacts) -> Iterator[Wording]:
    """What the decision lacks by the law's rules, then what each exemption has to show, then questions passed over."""
    report = facts.notice
    if report is not None:
        for check in report.missing:
            if check.rule.kind == "law":
                cite = cited(check.rule.law, check.rule.id)
                yield Wording(gettext_noop("{missing} ({cite})"), {"missing": check.why, "cite": cite})
            else:
                yield check.why
        for relied in report.provisions:
            yield from _against(relied.law, relied.provision, report)
    for question in facts.unanswered:
        words = gettext_noop("You did not answer question {number}: “{text}”")
        yield Wording(words, {"number": question.number, "text": question.text})


def _against(law: str, provision: str, report: NoticeReport) -> Iterator[Wording]:
    names = {"cite": cited(law, provision)}
    role = provision_role(law, provision)
    if role == "cost_limit":
        yield Wording(
            gettext_noop(
                "As to {cite}: please give your estimate of the cost with its parts, and help me to ask within the limit."
            ),
            names,
        )
        return
    found = exemption(law, provision)
    if role != "exemption" or found is None:
        return
    denial = report.neither_confirms_nor_denies and found.is_neither_confirm_nor_deny
    if found.basis in _HARMFUL:
        confirming = gettext_noop(
            "As to {cite}: please show what harm would follow from merely saying whether the information is held."
        )
        disclosing = gettext_noop(
            "As to {cite}: please show what harm would follow from disclosure, how, and how likely it is."
        )
        yield Wording(confirming if denial else disclosing, names)
    if found.public_interest_test:
        yield Wording(
            gettext_noop(
                "As to {cite}: please weigh the public interest again, with the factors on both sides. "
                "[Say here why the public should know.]"
            ),
            names,
        )


def _listed(lines: Sequence[Wording]) -> Wording:
    """Lines under one another as one paragraph."""
    places = "\n".join(f"{{line{at}}}" for at in range(len(lines)))
    return Wording(places, {f"line{at}": line for at, line in enumerate(lines)})


def _regulator(facts: LetterFacts) -> Wording:
    found = in_force(facts.clock.regime.regulators, facts.clock.counted_from)
    return Term(found[0].body) if found else Wording(gettext_noop("the regulator"))


def _newest_decision(events: Sequence[Event]) -> Message | None:
    ids = [event.message_id for event in events if event.type in _DECIDING and event.message_id]
    return Message.objects.filter(pk=ids[-1], erased_at=None).first() if ids else None


def _outcomes(request: Request) -> frozenset[Outcome]:
    """What was decided, over all questions."""
    found = {cell.decision for cell in answer_cells([request.pk]).values()}
    if request.pk in letter_wide_denials([request.pk]):
        found.add("neither_confirm_nor_deny")
    return frozenset(cast("Outcome", each) for each in found if each in get_args(Outcome))
