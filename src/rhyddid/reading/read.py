"""Reading one letter: every pass in order, and the findings put together with their evidence.

In: a Letter and, where known, the request's text. Out: a `Reading`. See docs/reading.md for the passes.
"""
# ruff: noqa: E501 -- the patterns are data, one form of words after another

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from rhyddid.letters.letter import Letter
from rhyddid.reading.attached import promises_attachment
from rhyddid.reading.confidence import confidence
from rhyddid.reading.covering_note import to_read
from rhyddid.reading.cues import Hit, cue_table, hits
from rhyddid.reading.decisions import Decided, decide
from rhyddid.reading.finding import finder
from rhyddid.reading.kind import KindFound, kind_of
from rhyddid.reading.language import language_of
from rhyddid.reading.laws import Laws, laws_in
from rhyddid.reading.layout import Layout, Span, lay_out, plain_form
from rhyddid.reading.letter_questions import questions_of_letter
from rhyddid.reading.narrowed import tells
from rhyddid.reading.notice import notice_checks
from rhyddid.reading.outcome import outcome_of
from rhyddid.reading.own_text import quoted_text
from rhyddid.reading.paragraphs import Paragraphs, paragraphs
from rhyddid.reading.passages import Passage, passages
from rhyddid.reading.provisions import ProvisionFound, provisions_in, relied_on
from rhyddid.reading.reading import (
    Answer,
    Decision,
    Evidence,
    NoticeCheck,
    Outcome,
    Provision,
    Reading,
    Reference,
    Review,
    StatedDate,
    Value,
)
from rhyddid.reading.reading_text import ReadingText
from rhyddid.reading.references import references_in
from rhyddid.reading.request_text import Question, questions_in
from rhyddid.reading.review import regulator_named, review_offer
from rhyddid.reading.stated_dates import StatedDay, stated_days
from rhyddid.reading.values import values_of

_LATE = finder(
    r"\b(?:apolog\w+|sorry|regret|ymddiheur\w+)\b[^.]{0,80}\b(?:delay\w*|late\w*|not (?:meeting|responding)|time (?:taken|it has taken)|oedi|hwyr)\b"
)
_BODY_NAME = re.compile(
    r"(?:[A-Z][\w'’&.-]+ (?:(?:and|of|for|the|&) )?){1,6}(?:Council|Police|Constabulary|Trust|University|Board|Authority|Service|Department|Office|College|Commission|Agency|Ministry|Cyngor|Heddlu|Assembly|Government|Corporation)|(?:Cyngor|Heddlu|Prifysgol|Bwrdd Iechyd|Ministry of|Department (?:for|of)|University of|Office (?:for|of))(?: [A-Z][\w'’-]+| the| and| for| of| y| yr| a)+"
)
_REFERS_TO = re.compile(
    r"\(([a-z])\)|(?:q|qu|question|questions|point|part|item|number|no|answer|response|cwestiwn|gwestiwn|rhan|pwynt|c)\.? ?(?:to )?(?:q|question )?(\d{1,2}[a-z]?)"
)
_REST = re.compile(
    r"\b(?:remaining|remainder|rest of|other (?:questions|parts)|all (?:of )?(?:your|the) (?:questions|request)|whole (?:of )?(?:your|the)|entire request|your request)\b"
)
_NUMBER_OF_BODY = re.compile(r"[a-z]+")


_BY_QUESTION = ("after_question", "inside_question", "numbered")
_SHOWN = ("after_question", "inside_question", "numbered", "named", "in_order", "topic")
_FIGURE_OR_YES = re.compile(r"\W*(?:yes|no|none|nil|n/a|[£€$]?\d|oes|ydy|please (?:see|find))\b")
_SUPPRESSES = finder(
    r"\bsuppress\w*|\b(?:fewer|less) than (?:five|ten|\d{1,2})\b[^.]{0,160}\b(?:withh\w+|exempt\w*|identif\w+|section 40|personal)|\b(?:small|low) (?:numbers?|figures?|counts?)\b[^.]{0,160}\b(?:withh\w+|exempt\w*|identif\w+|section 40|redact\w*|not (?:disclosed|provided|released))"
)
_CEILING = re.compile(r"(?:<|\b(?:fewer|less|under) than) ?=? ?(?:\d{1,2}|five|ten)\b|(?<![\w*])\*(?![\w*])")
_YEARS = re.compile(r"(?:19|20)\d\d(?:[/-]\d{2,4})?")
_FIGURE_TOLD = re.compile(r"\d")
_MOST_SUPPRESSED = 600
_TELLING = frozenset(
    {"not_held", "neither_confirm_nor_deny", "cost_limit", "vexatious", "exempt", "declines", "redacted"}
)


@dataclass(frozen=True, slots=True)
class _Read:
    """One question's passage with what it decides."""

    question: Question
    passage: Passage
    decided: Decided


@dataclass(frozen=True, slots=True)
class _Facts:
    """What a letter says of its case."""

    references: tuple[Reference, ...]
    received_on: StatedDate | None
    decided_on: StatedDate | None
    deadline_stated: StatedDate | None

    def filled_from(self, other: _Facts) -> _Facts:
        """With what only the covering note says."""
        return _Facts(
            self.references or other.references,
            self.received_on or other.received_on,
            self.decided_on or other.decided_on,
            self.deadline_stated or other.deadline_stated,
        )


def read(letter: Letter, request: str | None = None) -> Reading:
    """What `letter` says; `request` is the text of the request that it answers."""
    asked = questions_in(request) if request and request.strip() else ()
    material = to_read(letter, asked)
    source = material.source
    layout = lay_out(source.text)
    roles = paragraphs(layout)
    laws = laws_in(layout.plain)
    cues = hits(cue_table("decisions"), layout.plain)
    kind = kind_of(layout, roles, cues, letter.mail_kind, has_attachment=bool(letter.attachments))
    if _may_answer_after_all(kind, asked) and _answers_questions(layout, roles, asked, kind, cues):
        kind = KindFound("decision", 0.0, None, "answers")
    found = provisions_in(layout, laws, kind.kind)
    relied = relied_on(found)
    deciding = kind.kind in ("decision", "review_outcome")
    own = _own_words(layout, roles, letter, request)
    answered = _answered(letter, layout, roles, asked, cues, found, kind) if deciding else []
    if kind.kind == "clarification" and asked:
        answered = _asked_back(layout, roles, asked, cues, kind)
    if material.reply_unread:
        answered = [_unread(each) for each in answered]
    denial = (
        next((hit for hit in cues if hit.sense == "neither_confirm_nor_deny"), None) if deciding else None
    )
    facts = _facts(source, layout, roles, letter, laws, kind)
    if material.note:
        note_layout = lay_out(material.note.text)
        of_note = _facts(material.note, note_layout, paragraphs(note_layout), letter, laws, kind)
        facts = facts.filled_from(of_note)
    answers = tuple(_answer(each, layout, source, cues, relied, own, laws) for each in answered)
    outcome = _outcome(kind, layout, roles, answered, cues, relied, denial)
    refusal = next(
        (
            (hit.start, hit.end)
            for hit in cues
            if hit.sense in ("exempt", "neither_confirm_nor_deny", "cost_limit", "vexatious")
        ),
        None,
    )
    offered, within, offer = review_offer(layout, decided=deciding, reviewed=kind.kind == "review_outcome")
    if any(
        each.law.startswith("us") or each.law == "au-foi" for each in laws.named if each.law != "other"
    ) and laws.family in ("us", "us-ny"):
        within = None
    refuses = (
        deciding
        and outcome in ("refused", "partly_disclosed", "not_held", "neither_confirm_nor_deny")
        and (relied or denial)
    )
    checks = (
        notice_checks(
            layout,
            _notice_law(relied, laws),
            relied,
            refusal=refusal,
            denies=denial is not None,
            not_held=outcome == "not_held",
        )
        if refuses and kind.kind == "decision"
        else []
    )
    promised = promises_attachment(layout.plain) if not letter.attachments and deciding else None
    late = _LATE.first(layout.plain)
    regulator = regulator_named(layout)
    return Reading(
        text=letter.text,
        kind=kind.kind,
        kind_confidence=confidence("kind", _margin(kind)),
        kind_basis=_margin(kind),
        kind_evidence=_maybe(source, kind.evidence),
        outcome=outcome,
        outcome_confidence=confidence("kind", _margin(kind)) if outcome else 0.0,
        law=laws.main,
        language=language_of(layout.plain),
        references=facts.references,
        received_on=facts.received_on,
        decided_on=facts.decided_on,
        deadline_stated=facts.deadline_stated,
        provisions=_provisions(source, found, relied),
        neither_confirm_nor_deny=denial is not None,
        neither_confirm_nor_deny_evidence=_maybe(source, (denial.start, denial.end) if denial else None),
        answers=answers,
        sums=_unique(value for answer in answers for value in answer.values if value.type == "money"),
        organisations=_unique(
            value for answer in answers for value in answer.values if value.type == "organisation"
        ),
        review=Review(offered, within, _maybe(source, offer)),
        regulator_mentioned=_maybe(source, regulator),
        late_apology=_maybe(source, late.span() if late else None),
        promised_attachment=_maybe(source, promised.span() if promised else None),
        notice=tuple(
            NoticeCheck(check.rule, check.met, check.why, _maybe(source, check.evidence)) for check in checks
        ),
        attachments=letter.attachments,
    )


def _facts(
    source: ReadingText, layout: Layout, roles: Paragraphs, letter: Letter, laws: Laws, kind: KindFound
) -> _Facts:
    days = stated_days(
        layout,
        roles,
        american=laws.family.startswith("us"),
        sent=letter.sent_at.date() if letter.sent_at else None,
    )
    found = [] if kind.kind in ("bounce", "request") else references_in(layout)
    return _Facts(
        tuple(
            Reference(
                each.value,
                source.evidence(each.start, each.end),
                confidence("reference", each.basis),
                each.basis,
            )
            for each in found
        ),
        _day(source, days.received, "received_on", kind),
        _day(source, days.decided, "decided_on", kind),
        _day(source, days.deadline, "deadline_stated", kind),
    )


def _unread(each: _Read) -> _Read:
    """The reply stands in a file that could not be read: the note about it answers nothing."""
    place = each.passage.question
    return _Read(each.question, Passage(place, 0, 0, "none"), Decided("no_answer", "nothing", None))


def _answered(
    letter: Letter,
    layout: Layout,
    roles: Paragraphs,
    asked: tuple[Question, ...],
    cues: list[Hit],
    found: list[ProvisionFound],
    kind: KindFound,
) -> list[_Read]:
    """The questions, each with its passage and decision."""
    questions, in_letter = asked, False
    if not questions:
        questions, in_letter = _best_shown(layout, roles), True
    if not questions:
        questions, in_letter = _quoted_questions(letter), False
    if not questions:
        questions, in_letter = (Question("1", "", 0, 0),), True
    telling = tuple(hit.start for hit in cues if hit.sense in _TELLING)
    giving = tuple(hit.start for hit in cues if hit.sense == "disclosed")
    located = passages(questions, layout, roles, in_letter=in_letter, telling=telling, giving=giving)
    if kind.kind == "review_outcome" and all(each.basis in ("whole_letter", "none") for each in located):
        return []
    result = [
        _Read(question, passage, _decide(layout, passage, cues, found, len(questions)))
        for question, passage in zip(questions, located, strict=True)
    ]
    if _SUPPRESSES.first(layout.plain):
        result = [_suppressed(layout, each) for each in result]
    result = _follow_references(layout, result, cues)
    return _rest(layout, roles, result, cues, found)


def _asked_back(
    layout: Layout, roles: Paragraphs, asked: tuple[Question, ...], cues: list[Hit], kind: KindFound
) -> list[_Read]:
    """What a letter that only asks back asks of each question: the passage that names it, else the letter's own."""
    asking = [hit.start for hit in cues if hit.sense == "clarification"]
    asking += [kind.evidence[0]] if kind.evidence else []
    if not asking:
        return []
    block = layout.blocks[layout.block_at(asking[0])]
    located = passages(asked, layout, roles)
    named = {
        each.question
        for each in located
        if each.basis in _BY_QUESTION or each.basis == "named"
        if any(hit.sense == "clarification" and each.start <= hit.start < each.end for hit in cues)
    }
    result = []
    for place, question in enumerate(asked):
        if named and place not in named:
            result.append(
                _Read(question, Passage(place, 0, 0, "none"), Decided("no_answer", "nothing", None))
            )
            continue
        passage = located[place] if named else Passage(place, block.start, block.end, "whole_letter")
        result.append(
            _Read(question, passage, Decided("clarification_asked", "words", (passage.start, passage.end)))
        )
    return result


def _suppressed(layout: Layout, each: _Read) -> _Read:
    """A figure kept back as "<5", where the letter says that it keeps small figures back."""
    start, end = each.passage.start, each.passage.end
    if each.decided.decision != "disclosed" or end - start > _MOST_SUPPRESSED:
        return each
    ceilings = list(_CEILING.finditer(layout.plain, start, end))
    if not ceilings:
        return each
    others = _FIGURE_TOLD.search(_CEILING.sub(" ", _YEARS.sub(" ", layout.plain[start:end])))
    decision: Decision = "partly_disclosed" if others else "exempt"
    return _Read(each.question, each.passage, Decided(decision, "words", ceilings[0].span()))


def _best_shown(layout: Layout, roles: Paragraphs) -> tuple[Question, ...]:
    """Of the ways in which the letter may show its questions, the one by which most of them are answered."""
    best: tuple[Question, ...] = ()
    most = 0.0
    for questions in dict.fromkeys(questions_of_letter(layout, roles)):
        located = passages(questions, layout, roles, in_letter=True)
        spans = {(each.start, each.end) for each in located if each.basis in _SHOWN}
        answered = sum(1 for each in located if each.basis in _SHOWN)
        score = answered - 0.6 * (len(questions) - answered) - 0.3 * (answered - len(spans))
        if questions[0].number.lower() not in ("1", "a", "i", "1a", "1.1"):
            score -= 1.5
        if any(question.text for question in questions):
            score += 0.2
        if score > most or not best:
            best, most = questions, max(score, 0.0)
    return best


def _may_answer_after_all(kind: KindFound, asked: tuple[Question, ...]) -> bool:
    """Letters that say nothing of themselves, or ask about one part, may answer the others."""
    if kind.basis in ("nothing", "likely"):
        return kind.kind not in ("decision", "review_outcome")
    if kind.kind in ("request", "acknowledgement"):  # it repeats questions, or thanks at length, and answers
        return len(asked) > 1
    return bool(asked) and kind.kind in ("clarification", "transfer", "extension")


def _answers_questions(
    layout: Layout, roles: Paragraphs, asked: tuple[Question, ...], kind: KindFound, cues: list[Hit]
) -> bool:
    """Whether the letter repeats questions, or their numbers, and answers them."""
    questions = asked or _best_shown(layout, roles)
    located = passages(questions, layout, roles, in_letter=not asked) if questions else []
    if kind.basis in ("nothing", "likely"):
        if any(each.basis in _SHOWN for each in located):
            return True
        telling = tuple(hit.start for hit in cues if hit.sense in _TELLING)
        giving = tuple(hit.start for hit in cues if hit.sense == "disclosed")
        return bool(asked) and any(
            each.end > each.start and tells(layout, (each.start, each.end), asked, telling, giving)
            for each in located
        )
    ways = _SHOWN if kind.kind == "clarification" else _BY_QUESTION
    answered = [each for each in located if each.basis in ways]
    if len(answered) * 2 <= len(located):
        return False
    begun = [each for each in answered if _FIGURE_OR_YES.match(layout.plain, each.start, each.end)]
    told = {hit.sense for each in answered for hit in cues if each.start <= hit.start < each.end}
    return bool(begun) or bool(told - {"clarification", "refers", "partial", "declines"})


def _quoted_questions(letter: Letter) -> tuple[Question, ...]:
    """The request as it stands quoted below the letter."""
    quoted = quoted_text(letter)
    start = max(quoted.lower().rfind("\ndear "), quoted.lower().rfind("\nannwyl "))
    return questions_in(quoted[start:].replace("\n>", "\n")) if start >= 0 else ()


def _decide(
    layout: Layout, passage: Passage, cues: list[Hit], found: list[ProvisionFound], count: int
) -> Decided:
    inside = [hit for hit in cues if hit.start >= passage.start and hit.end <= passage.end]
    cited = [each for each in found if passage.start <= each.start < passage.end]
    return decide(
        layout,
        passage.start,
        passage.end,
        inside,
        cited,
        whole=passage.basis == "whole_letter",
        mixed=passage.basis == "inside_question",
    )


def _follow_references(layout: Layout, reads: list[_Read], cues: list[Hit]) -> list[_Read]:
    """ "Please see our response to question 2": the decision of question 2, where the passage says no more."""
    by_number = {read.question.number.lower(): place for place, read in enumerate(reads)}
    result = list(reads)
    for place, each in enumerate(reads):
        passage = each.passage
        if passage.end <= passage.start or passage.end - passage.start > 170:
            continue
        refers = next(
            (hit for hit in cues if hit.sense == "refers" and passage.start <= hit.start < passage.end), None
        )
        if refers is None or (
            each.decided.basis in ("words", "provision", "mixed") and each.decided.decision != "disclosed"
        ):
            continue
        match = _REFERS_TO.search(layout.plain, refers.start, refers.end)
        target = by_number.get(match[1] or match[2]) if match else None
        if (target is None and "above" in layout.plain[refers.start : refers.end]) or (
            target is None and "uchod" in layout.plain[refers.start : refers.end]
        ):
            target = place - 1
        if target is not None and 0 <= target < len(reads) and target != place:
            said_figure = re.search(r"\d", layout.plain[refers.end : passage.end]) or re.search(
                r"£ ?\d", layout.plain[passage.start : passage.end]
            )
            if said_figure and each.decided.decision == "disclosed":
                continue
            result[place] = _Read(
                each.question,
                passage,
                Decided(result[target].decided.decision, "refers", (refers.start, refers.end)),
            )
    return result


def _rest(
    layout: Layout, roles: Paragraphs, reads: list[_Read], cues: list[Hit], found: list[ProvisionFound]
) -> list[_Read]:
    """Questions without a passage, where the letter refuses the rest of the request in one sentence."""
    missing = [place for place, each in enumerate(reads) if each.passage.basis == "none"]
    if not missing or (len(missing) == len(reads) and not reads):
        return reads
    taken = [(each.passage.start, each.passage.end) for each in reads if each.passage.basis != "none"]
    for number in range(roles.body_first, roles.body_end):
        block = layout.blocks[number]
        if any(start < block.end and block.start < end for start, end in taken):
            continue
        inside = [
            hit
            for hit in cues
            if block.start <= hit.start < block.end
            and hit.sense in ("exempt", "cost_limit", "not_held", "vexatious")
        ]
        if not inside or not _REST.search(layout.plain, block.start, block.end):
            continue
        decided = decide(
            layout, block.start, block.end, inside, [p for p in found if block.start <= p.start < block.end]
        )
        return [
            _Read(each.question, Passage(place, block.start, block.end, "whole_letter"), decided)
            if place in missing
            else each
            for place, each in enumerate(reads)
        ]
    return reads


def _answer(
    each: _Read,
    layout: Layout,
    source: ReadingText,
    cues: list[Hit],
    relied: list[ProvisionFound],
    own: frozenset[str],
    laws: Laws,
) -> Answer:
    passage, decided = each.passage, each.decided
    start, end = passage.start, passage.end
    given = decided.decision in ("disclosed", "partly_disclosed")
    dollar = "AUD" if laws.family == "au" else "USD"
    told = values_of(layout, start, end, plain_form(each.question.text), own, given=given, dollar=dollar)
    if decided.decision == "partly_disclosed":
        told = [value for value in told if not _in_refusal(layout, value.start, cues, relied)]
    values = tuple(
        Value(value.type, value.value, source.evidence(value.start, value.end), value.currency, value.year)
        for value in told
    )
    cited = tuple(dict.fromkeys(p.provision for p in relied if start <= p.start < end))
    if (
        not cited
        and passage.basis == "whole_letter"
        and decided.decision
        in ("exempt", "cost_limit", "vexatious", "neither_confirm_nor_deny", "partly_disclosed")
    ):
        cited = tuple(dict.fromkeys(p.provision for p in relied))
    basis = f"{passage.basis}+{decided.basis}"
    return Answer(
        question=each.question.number,
        decision=decided.decision,
        text=source.text[start:end],
        values=values,
        provisions=cited,
        confidence=confidence("answer", basis),
        evidence=source.evidence(start, end) if end > start else None,
        basis=basis,
    )


def _in_refusal(layout: Layout, position: int, cues: list[Hit], relied: list[ProvisionFound]) -> bool:
    """Whether the sentence around `position` only refuses: what it names is not told."""
    start, end = layout.sentence_at(position)
    senses = {hit.sense for hit in cues if start <= hit.start < end}
    if "disclosed" in senses:
        return False
    refuses = senses & {
        "exempt",
        "declines",
        "cost_limit",
        "neither_confirm_nor_deny",
        "vexatious",
        "redacted",
    }
    return bool(refuses) or any(start <= each.start < end for each in relied)


def _outcome(
    kind: KindFound,
    layout: Layout,
    roles: Paragraphs,
    answered: list[_Read],
    cues: list[Hit],
    relied: list[ProvisionFound],
    denial: Hit | None,
) -> Outcome | None:
    if kind.kind not in ("decision", "review_outcome"):
        return None
    decisions: list[Decision] = [each.decided.decision for each in answered]
    spans = [
        (each.passage.start, each.passage.end) for each in answered if each.passage.end > each.passage.start
    ]

    def outside(position: int) -> bool:
        return not any(start <= position < end for start, end in spans)

    def in_body(position: int) -> bool:
        return (
            roles.roles[layout.block_at(position)] in ("body", "letter_wide", "lead_in")
            and layout.block_at(position) < roles.body_end
        )

    wide_denial = denial is not None and outside(denial.start)
    redacted = any(hit.sense in ("redacted", "partial") and outside(hit.start) for hit in cues) and bool(
        relied
    )
    if all(decision == "disclosed" for decision in decisions):
        redacted = redacted or any(
            hit.sense in ("cost_limit", "not_held", "exempt") and outside(hit.start) and in_body(hit.start)
            for hit in cues
        )
    redacted = redacted or any(
        each.ability in ("exemption", "cost_limit") and outside(each.start) for each in relied
    )
    refused = any(hit.sense in ("exempt", "cost_limit", "vexatious") for hit in cues) or bool(relied)
    return outcome_of(decisions, letter_wide_denial=wide_denial, redacted=redacted, refused=refused)


def _provisions(
    source: ReadingText, found: list[ProvisionFound], relied: list[ProvisionFound]
) -> tuple[Provision, ...]:
    """Each law, provision and role once; of those relied on only the narrowest."""
    kept: dict[tuple[str, str], ProvisionFound] = {(each.law, each.provision): each for each in relied}
    for each in found:
        if each.use != "relied_on":
            kept.setdefault((each.law, each.provision), each)
    return tuple(
        Provision(
            each.law,
            each.provision,
            each.use,
            source.evidence(each.start, each.end),
            confidence("provision", f"{each.use}+{each.basis}"),
            each.basis,
        )
        for each in sorted(kept.values(), key=lambda one: one.start)
    )


def _notice_law(relied: list[ProvisionFound], laws: Laws) -> str:
    return relied[0].law if relied else laws.main


def _day(source: ReadingText, day: StatedDay | None, name: str, kind: KindFound) -> StatedDate | None:
    if day is None or kind.kind in ("automatic_reply", "bounce", "request"):
        return None
    return StatedDate(day.value, source.evidence(day.start, day.end), confidence(name, day.basis), day.basis)


def _margin(kind: KindFound) -> str:
    if kind.basis != "words":
        return kind.basis
    return "wide" if kind.margin >= 6 else "clear" if kind.margin >= 2.5 else "narrow"


def _maybe(source: ReadingText, span: Span | None) -> Evidence | None:
    return source.evidence(*span) if span and span[1] > span[0] else None


def _unique(values: Iterable[Value]) -> tuple[Value, ...]:
    kept: dict[tuple[object, ...], Value] = {}
    for value in values:
        key = (value.type, value.value.casefold(), value.currency)
        kept.setdefault(key, value)
    return tuple(kept.values())


def _own_words(layout: Layout, roles: Paragraphs, letter: Letter, request: str | None) -> frozenset[str]:
    """The words of the authority's own name and its kind, so that it is not taken for a supplier."""
    words: set[str] = {
        "council",
        "police",
        "trust",
        "force",
        "university",
        "board",
        "authority",
        "department",
        "ico",
        "foi",
        "cyngor",
        "heddlu",
    }
    first = layout.blocks[roles.body_first].start if roles.body_first < len(layout.blocks) else 0
    last = layout.blocks[roles.body_end].start if roles.body_end < len(layout.blocks) else len(layout.text)
    texts = [layout.text[: first + 250], layout.text[last:], (request or "")[:200], letter.sender or ""]
    for text in texts:
        for match in _BODY_NAME.finditer(text):
            words.update(_NUMBER_OF_BODY.findall(match[0].lower()))
    return frozenset(word for word in words if len(word) > 2 or word in ("of",))
