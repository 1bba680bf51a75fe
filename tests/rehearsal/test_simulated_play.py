"""Scripts and replies: the whole mix is played, every mail is well-formed, says that it is simulated, and is repeatable."""

from __future__ import annotations

import datetime as dt
import email
import email.policy
import io
import re
import zipfile
from collections import Counter
from email.message import Message
from email.utils import parsedate_to_datetime

import pypdfium2
import pytest
from simulated_mail import QUESTIONS, SENT, all_replies, fresh_replies, request_mail, request_of
from tnefparse import TNEF

from rhyddid.rehearsal.simulated.authorities import authorities
from rhyddid.rehearsal.simulated.carriers import CARRIERS
from rhyddid.rehearsal.simulated.letter_wording import letter_kinds, notice
from rhyddid.rehearsal.simulated.play import plan, reply_mail
from rhyddid.rehearsal.simulated.request_mail import read_request_mail

REAL_FORCES = re.compile(
    r"\b(?:Avon and Somerset|Bedfordshire|Cambridgeshire|Cheshire|Cleveland|Cumbria|Derbyshire|Devon and Cornwall|Dorset"
    r"|Durham|Essex|Gloucestershire|Greater Manchester|Gwent|Hampshire|Hertfordshire|Humberside|Kent|Lancashire"
    r"|Leicestershire|Lincolnshire|Merseyside|Metropolitan Police|Norfolk|North Wales|North Yorkshire|Northamptonshire"
    r"|Northumbria|Nottinghamshire|South Wales|South Yorkshire|Staffordshire|Suffolk|Surrey|Sussex|Thames Valley"
    r"|Warwickshire|West Mercia|West Midlands|West Yorkshire|Wiltshire|Dyfed|Police Scotland|PSNI|British Transport"
    r"|Home Office|Ministry of Defence|Ministry of Justice|Welsh Government|Scottish Government|NHS)\b"
)


def words_of(message: Message) -> str:
    """All text of a mail, files opened, blanks made one: enough to look for words in it."""
    found = []
    for part in message.walk():
        if part.is_multipart():
            continue
        data = part.get_payload(decode=True)
        assert isinstance(data, bytes)
        kind, name = part.get_content_type(), part.get_filename() or ""
        if kind == "application/ms-tnef":
            found += _words_of_winmail(data)
        elif name.endswith(".pdf"):
            found += [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(data)]
        elif name.endswith((".docx", ".xlsx")):
            found.append(_words_of_package(data))
        elif kind.startswith(("text/", "message/")):
            text = data.decode(part.get_content_charset("ascii").replace("iso-8859-1", "cp1252"))
            found.append(_without_tags(text) if kind == "text/html" else text)
    return " ".join(" ".join(found).split())


def _words_of_winmail(data: bytes) -> list[str]:
    container = TNEF(data)
    files = [_words_of_package(bytes(attachment.data)) for attachment in container.attachments]
    return [container.body.decode("cp1252").rstrip("\0"), *files]


def _words_of_package(data: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        return " ".join(
            _without_tags(archive.read(name).decode())
            for name in archive.namelist()
            if re.search(r"(document|footer1|sharedStrings|sheet1)\.xml$", name)
        )


def _without_tags(markup: str) -> str:
    bare = re.sub(r"<[^>]+>", " ", re.sub(r"<style>.*?</style>", "", markup, flags=re.S))
    for entity, char in (
        ("&#x27;", "'"),
        ("&quot;", '"'),
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&nbsp;", " "),
        ("&amp;", "&"),
    ):
        bare = bare.replace(entity, char)
    return bare


@pytest.mark.parametrize("seed", [1, 2, 77])
def test_the_mix_plays_every_letter_and_every_carrier(seed: int) -> None:
    scripts = [plan(authority, seed=seed) for authority in authorities()]
    acts = [act for script in scripts for act in script.acts]
    assert {act.letter for act in acts} | {"acknowledgement"} == set(letter_kinds())
    assert {act.carrier for act in acts} == set(CARRIERS)
    assert sum(not script.acts for script in scripts) == 3
    assert sum(script.silent for script in scripts) == 8
    assert sum(act.after == "clarified" for act in acts) == 7
    assert sum(act.working_days > 20 and act.after == "receipt" for act in acts) == 3
    assert {act.threading for act in acts} == {"full", "references_only", "none"}
    kinds = Counter(act.kind for act in acts)
    assert kinds["decision"] > 60 and kinds["clarification"] == 7 and kinds["transfer"] == 2


def test_the_seed_decides_who_does_what() -> None:
    one = [plan(authority, seed=1) for authority in authorities()]
    assert one == [plan(authority, seed=1) for authority in authorities()]
    assert [script.title for script in one] != [plan(authority, seed=2).title for authority in authorities()]


def test_the_same_seed_gives_the_same_bytes() -> None:
    first = [(reply.raw, reply.truth) for _, _, reply in fresh_replies(1)]
    assert first == [(reply.raw, reply.truth) for _, _, reply in all_replies(1)]
    assert len({raw for raw, _ in first}) == len(first)


@pytest.mark.parametrize("seed", [1, 2])
def test_every_mail_is_simulated_by_its_own_words_and_names_no_real_body(seed: int) -> None:
    for script, act, reply in all_replies(seed):
        message = email.message_from_bytes(reply.raw)
        words = words_of(message)
        label = f"{script.authority.slug} {act.letter} {act.carrier}"
        assert notice("en") in words, label
        assert "(simulated)" in message["From"], label
        assert message["X-Rhyddid-Rehearsal"] == "simulated", label
        named = REAL_FORCES.search(words.replace("Lower Sorrelshire", ""))
        assert named is None, f"{label}: {named}"


def test_the_notice_is_also_in_every_file_that_a_letter_comes_as() -> None:
    seen = Counter[str]()
    for _, act, reply in all_replies(1):
        if reply.truth.answers_in != "attachment" or act.carrier == "tnef_attachment":
            continue
        for part in email.message_from_bytes(reply.raw).walk():
            if part.get_filename() in reply.truth.attachments:
                alone = email.message_from_bytes(b"Content-Type: application/octet-stream\n\n")
                alone.set_payload(part.get_payload())
                alone["Content-Transfer-Encoding"] = "base64"
                alone.add_header("Content-Disposition", "attachment", filename=part.get_filename())
                assert notice("en") in words_of(alone)
                seen[act.carrier] += 1
    assert set(seen) == {"pdf", "docx", "xlsx"}


@pytest.mark.parametrize("seed", [1, 2])
def test_every_mail_parses_without_defects_is_dated_and_goes_to_the_reply_address(seed: int) -> None:
    for _script, _act, reply in all_replies(seed):
        message = email.message_from_bytes(reply.raw, policy=email.policy.default)
        assert not [defect for part in message.walk() for defect in part.defects]
        assert message["To"].addresses[0].addr_spec == reply.envelope_to == "r-7kq2x@inbox.example"
        assert message["Date"].datetime >= SENT
        assert message["Message-ID"]
        assert b"\n" not in reply.raw.replace(b"\r\n", b"")
        assert max(len(line) for line in reply.raw.split(b"\r\n")) <= 998


def test_the_truth_stands_in_the_letter() -> None:
    for _script, act, reply in all_replies(2):
        words = (
            words_of(email.message_from_bytes(reply.raw))
            .replace("’", "'")
            .replace(" – ", " - ")
            .replace("> ", "")
        )
        for question in reply.truth.questions:
            said = " ".join(question.text.split()).replace(" – ", " - ")
            assert said in words, f"{act.letter} {act.carrier}: {said}"
            assert said or question.decision != "disclosed"
        if reply.truth.reference is not None:
            assert reply.truth.reference in words


def test_values_have_the_questions_types() -> None:
    types = Counter[tuple[str, str]]()
    for _, _, reply in all_replies(2):
        by_number = {question.number: question.answer_type for question in QUESTIONS}
        for question in reply.truth.questions:
            types.update((by_number[question.number], value["type"]) for value in question.values)
    assert {asked for asked, _ in types} == {question.answer_type for question in QUESTIONS}
    assert all(asked == given for asked, given in types)


def test_automatic_mail_has_no_envelope_sender_and_bounces_name_the_recipient() -> None:
    bounces = 0
    for script, _act, reply in all_replies(1):
        automatic = reply.kind in ("automatic_reply", "bounce")
        assert (reply.envelope_from == "") == automatic == (reply.truth.mail_kind != "letter")
        if reply.kind == "bounce":
            bounces += 1
            message = email.message_from_bytes(reply.raw)
            assert message.get_content_type() == "multipart/report"
            status = message.get_payload(1).get_payload()
            assert script.authority.foi_email in status[1]["Final-Recipient"]
            assert status[1]["Action"] == "failed"
    assert bounces == 1


def test_deadlines_of_a_request_received_on_27_july_2021() -> None:
    stated = {
        (script.authority.regime, reply.truth.deadline_stated)
        for script, act, reply in all_replies(1)
        if act.kind == "acknowledgement"
    }
    # 2 August is a holiday in Scotland, 30 August in the rest of the United Kingdom
    assert stated == {("uk-foia", dt.date(2021, 8, 25)), ("sct-foisa", dt.date(2021, 8, 25))}


def test_threading_headers_follow_the_act() -> None:
    for script, act, reply in all_replies(1):
        message = email.message_from_bytes(reply.raw)
        if act.carrier == "bounce":
            continue
        request_id = f"<req-{script.authority.slug}@inbox.example>"
        assert (message["In-Reply-To"] == request_id) == (act.threading == "full")
        assert (request_id in (message["References"] or "")) == (act.threading != "none")


def test_a_reply_after_clarification_answers_our_newest_message() -> None:
    script, act = next(
        (script, act)
        for script in (plan(authority, seed=1) for authority in authorities())
        for act in script.acts
        if act.after == "clarified" and act.threading == "full"
    )
    request = request_of(script.authority)
    reply = reply_mail(script, act, request=request, sent_at=SENT, answering="<answer-1@inbox.example>")
    message = email.message_from_bytes(reply.raw)
    assert message["In-Reply-To"] == "<answer-1@inbox.example>"
    assert message["References"].split() == [request.message_id, "<answer-1@inbox.example>"]


def test_one_question_alone_is_never_partly_answered() -> None:
    for authority in authorities():
        script = plan(authority, seed=1)
        request = read_request_mail(request_mail(authority), questions=QUESTIONS[:1])
        for act in script.acts:
            reply = reply_mail(script, act, request=request, sent_at=SENT)
            if act.letter in ("partly_held", "partly_disclosed_commercial"):
                assert reply.truth.outcome == "disclosed" and reply.truth.relied_on == ()
                assert notice("en") in words_of(email.message_from_bytes(reply.raw))


def test_welsh_letters_are_in_welsh_and_keep_its_letters() -> None:
    found = Counter[str]()
    for script, act, reply in all_replies(1):
        if reply.truth.languages[0] == "cy" and act.kind not in ("automatic_reply",):
            words = words_of(email.message_from_bytes(reply.raw))
            assert "Annwyl Gwenllian Tarrow" in words and notice("cy") in words
            english = words.replace(notice("en"), "").partition("* * *")[2]
            assert bool(english) == bool(act.english) and (" the " in english or not act.english)
            found[act.carrier] += 1
            assert script.authority.name_cy in words or act.letter.startswith(
                ("acknowledgement", "clarification")
            )
    assert {"plain", "outlook", "pdf"} <= set(found)


def test_no_reply_is_dated_before_its_request() -> None:
    script = next(script for script in (plan(a, seed=1) for a in authorities()) if script.acts)
    reply = reply_mail(
        script, script.acts[0], request=request_of(script.authority), sent_at=SENT - dt.timedelta(hours=3)
    )
    assert parsedate_to_datetime(email.message_from_bytes(reply.raw)["Date"]) > SENT
