"""Simulated replies through the house: what the mail room and the documents make of each messy mail."""

from __future__ import annotations

from collections import Counter

import pytest
from simulated_mail import QUESTIONS, SENT, all_replies, request_of

from rhyddid.documents.read_document import read_document
from rhyddid.letters.open_letter import open_letter
from rhyddid.mail.fold import fold
from rhyddid.mail.mail import without_folds
from rhyddid.mail.parse import parse
from rhyddid.reading.read import read
from rhyddid.rehearsal.simulated.letter_wording import notice
from rhyddid.rehearsal.simulated.play import Act
from rhyddid.rehearsal.simulated.scoring import Check, check_reading, tally
from rhyddid.rehearsal.simulated.truth import Reply

REQUEST_OPENING = "I ask for the following"
QUOTED = ("outlook", "outlook_html_only", "plain_quoted")


def words(text: str) -> str:
    return " ".join(text.replace("’", "'").replace(" – ", " - ").split())


@pytest.mark.parametrize("seed", [1, 2])
def test_every_mails_own_words_are_found(seed: int) -> None:
    for script, act, reply in all_replies(seed):
        mail = parse(reply.raw)
        label = f"{script.authority.slug} {act.letter} {act.carrier}"
        assert mail.kind == reply.truth.mail_kind, label
        assert mail.can_reply == (mail.header("Auto-Submitted") is None), label
        assert notice("en") in words(mail.body.text), label
        assert mail.date is not None and mail.date > SENT, label
        if reply.truth.answers_in == "body" and act.layout != "inline":
            for question in reply.truth.questions:
                assert words(question.text) in words(mail.body.shown), f"{label}: {question.number}"


@pytest.mark.parametrize("seed", [1, 2])
def test_our_request_is_folded_where_it_stands_below_the_reply(seed: int) -> None:
    seen = Counter[str]()
    for script, act, reply in all_replies(seed):
        if act.carrier in QUOTED:
            label = f"{script.authority.slug} {act.letter} {act.carrier}"
            mail = parse(reply.raw)
            assert REQUEST_OPENING in words(mail.body.text), label
            shown = without_folds(
                mail.body.text, fold(mail.body.text, sent=[request_of(script.authority).text])
            )
            assert REQUEST_OPENING not in words(shown), label
            assert reply.truth.languages[0] == "cy" or REQUEST_OPENING not in words(mail.body.shown), label
            seen[act.carrier] += 1
    assert set(seen) == set(QUOTED)


@pytest.mark.parametrize("carrier", ["inline", "inline_html"])
def test_answers_typed_into_our_request_are_shown(carrier: str) -> None:
    ((script, reply),) = [(script, reply) for script, act, reply in all_replies(1) if act.carrier == carrier]
    text = parse(reply.raw).body.text
    shown = words(without_folds(text, fold(text, sent=[request_of(script.authority).text])))
    assert len(reply.truth.questions) == len(QUESTIONS)
    for question in reply.truth.questions:
        assert words(question.text) in shown
    assert REQUEST_OPENING not in shown


@pytest.mark.parametrize("seed", [1, 2])
def test_every_file_is_found_and_its_words_are_read(seed: int) -> None:
    seen = Counter[str]()
    for script, act, reply in all_replies(seed):
        if not reply.truth.attachments:
            continue
        label = f"{script.authority.slug} {act.letter} {act.carrier}"
        by_name = {attachment.filename: attachment for attachment in parse(reply.raw).attachments}
        (name,) = reply.truth.attachments
        assert name in by_name, f"{label}: {sorted(map(str, by_name))}"
        document = read_document(by_name[name].data, filename=name, content_type=by_name[name].content_type)
        assert document.defects == (), label
        text = words("\n".join(page.text for page in document.pages))
        assert notice("en") in text, label
        _has_answers(text, act, reply, label)
        seen[act.carrier] += 1
    assert set(seen) == {"pdf", "docx", "xlsx", "tnef_attachment"}


def _has_answers(text: str, act: Act, reply: Reply, label: str) -> None:
    for question in reply.truth.questions:
        for line in question.text.split("\n"):
            assert set(words(line).split()) <= set(text.split()), f"{label}: {line}"


def test_a_message_inside_the_mail_is_opened() -> None:
    (reply,) = [reply for _, act, reply in all_replies(1) if act.carrier == "forwarded"]
    mail = parse(reply.raw)
    everything = mail.body.text + "".join(
        attachment.data.decode("utf-8", "replace") for attachment in mail.attachments
    )
    assert len(reply.truth.questions) == len(QUESTIONS)
    for question in reply.truth.questions:
        assert words(question.text) in words(everything)


def test_a_bounce_names_whom_it_could_not_reach() -> None:
    ((script, reply),) = [(script, reply) for script, act, reply in all_replies(1) if act.carrier == "bounce"]
    assert parse(reply.raw).failed_recipients == (script.authority.foi_email,)


def test_a_rehearsal_is_read_no_worse_than_so() -> None:
    """A floor below what is reached, so that a change which breaks the reading of a whole sort of letters is seen."""
    checks: list[Check] = []
    for script, _act, reply in all_replies(1):
        reading = read(open_letter(reply.raw), request_of(script.authority).text)
        checks += check_reading(reply.truth, reading.to_json(file="reply.eml"))
    shares = {what: right / count for what, (right, count) in tally(checks).items()}
    floors = {"kind": 0.7, "outcome": 0.8, "language": 0.9, "reference": 0.8, "relied_on": 0.9}
    floors |= {"received_on": 0.8, "deadline_stated": 0.8, "decision": 0.65, "value": 0.8}
    assert {what: share for what, share in shares.items() if share < floors.get(what, 0)} == {}
