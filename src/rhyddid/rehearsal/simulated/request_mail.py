"""What an authority makes of the mail that came: who asks, where to answer, which questions.

Comes in: the request's raw mail, or its fields from a caller that has them. Goes out: `RequestMail`.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import Message
from email.utils import parseaddr, parsedate_to_datetime

_QUESTION = re.compile(r"^[ \t]*(?:Q|Question )?(\d{1,2}[a-z]?)[.):][ \t]+(.+?)\s*$", re.MULTILINE)
_SIGNED = re.compile(
    r"\n[ \t]*(?:Yours (?:faithfully|sincerely)|Kind regards|Regards|Yn gywir)[^\n]*\n\s*([^\n]+)", re.I
)


@dataclass(frozen=True)
class AskedQuestion:
    """`answer_type` is yes_no, number, money, date, organisation, text or choice (one of `choices`)."""

    number: str
    text: str
    answer_type: str = "text"
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class RequestMail:
    """The request as the authority has it. `envelope_from` is where its mail system sends bounces."""

    subject: str
    sender_name: str
    sender_address: str
    reply_to: str
    message_id: str
    sent_at: dt.datetime
    text: str
    questions: tuple[AskedQuestion, ...]
    references: tuple[str, ...] = ()
    requester: str = ""
    envelope_from: str | None = None

    @property
    def topic(self) -> str:
        """The subject without what mail programs and requesters put before it."""
        plain = re.sub(r"^(?:(?:re|fw|fwd)\s*:\s*)+", "", self.subject, flags=re.I)
        return re.sub(r"^freedom of information (?:act )?request\s*[-–:]\s*", "", plain, flags=re.I).strip()


def read_request_mail(
    raw: bytes, *, questions: Sequence[AskedQuestion] = (), envelope_from: str | None = None
) -> RequestMail:
    """The fields of one of our own request mails; numbered lines are taken as the questions where none are given."""
    message = message_from_bytes(raw)
    text = _text_of(message)
    name, address = parseaddr(_header(message, "From"))
    _, reply_to = parseaddr(_header(message, "Reply-To"))
    if message["Date"] is None:
        raise ValueError("the request's mail has no Date header")
    signed = _SIGNED.search(text)
    mail = RequestMail(
        subject=_header(message, "Subject"),
        sender_name=name,
        sender_address=address,
        reply_to=reply_to or address,
        message_id=_header(message, "Message-ID"),
        sent_at=parsedate_to_datetime(str(message["Date"])),
        text=text.replace("\r\n", "\n"),
        questions=tuple(questions),
        references=tuple(_header(message, "References").split()),
        requester=(signed.group(1).strip() if signed else name) or address,
        envelope_from=envelope_from,
    )
    return mail if questions else replace(mail, questions=questions_in(mail.text))


def _header(message: Message, name: str) -> str:
    return str(make_header(decode_header(message.get(name, "")))).replace("\r", "").replace("\n", "").strip()


def _text_of(message: Message) -> str:
    """The first plain text part: our own mails have one."""
    for part in message.walk():
        if part.get_content_type() == "text/plain":
            data = part.get_payload(decode=True)
            return data.decode(part.get_content_charset("utf-8")) if isinstance(data, bytes) else ""
    return ""


def questions_in(text: str) -> tuple[AskedQuestion, ...]:
    """The numbered lines of `text`, each with the type of answer its words ask for."""
    found = tuple(
        AskedQuestion(number=number, text=question, answer_type=answer_type_of(question))
        for number, question in _QUESTION.findall(_unwrapped(text))
    )
    return found or (AskedQuestion("1", " ".join(text.split())[:300]),)


def answer_type_of(question: str) -> str:
    """A plain guess, for callers that do not know what the batch asked for."""
    asked = question.lower()
    if re.search(r"\bcosts?\b|\bspen[dt]\b|\bpaid\b|\bhow much\b|£", asked):
        return "money"
    if re.search(r"\bhow many\b|\bnumber of\b", asked):
        return "number"
    if re.search(r"\bcompan(?:y|ies)\b|\bsuppliers?\b|\bcontractors?\b|\bvendors?\b", asked):
        return "organisation"
    if re.search(r"\bwhen\b|\bwhat date\b|\bon which day\b", asked):
        return "date"
    if re.match(r"\s*(?:do|does|did|is|are|has|have|was|were|whether|will)\b", asked):
        return "yes_no"
    return "text"


def _unwrapped(text: str) -> str:
    """Joins a numbered line with the indented or plain lines that go on from it."""
    return re.sub(r"(?<=\S)[ \t]*\n[ \t]*(?=(?!(?:Q|Question )?\d{1,2}[a-z]?[.):][ \t])\S)", " ", text)
