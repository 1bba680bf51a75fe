"""Requests to the invented authorities, and all that they reply: what the tests of the simulated letters share."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from functools import cache

from rhyddid.mail.compose import compose
from rhyddid.mail.mail import Address
from rhyddid.rehearsal.simulated.authorities import Authority, authorities
from rhyddid.rehearsal.simulated.play import Act, Script, plan, reply_mail
from rhyddid.rehearsal.simulated.request_mail import AskedQuestion, RequestMail, read_request_mail
from rhyddid.rehearsal.simulated.truth import Reply

QUESTIONS = (
    AskedQuestion("1", "Do you use face matching software?", "yes_no"),
    AskedQuestion("2", "Which company supplied it?", "organisation"),
    AskedQuestion("3", "What has it cost, year by year?", "money"),
    AskedQuestion("4", "How many searches were made?", "number"),
    AskedQuestion("5", "When did its use begin?", "date"),
    AskedQuestion("6", "Please describe how it is used.", "text"),
)
SENT = dt.datetime(2021, 7, 27, 9, 14, tzinfo=dt.UTC)


def request_mail(authority: Authority) -> bytes:
    numbered = "\n\n".join(f"{question.number}. {question.text}" for question in QUESTIONS)
    return compose(
        sender=Address("Gwenllian Tarrow", "r-7kq2x@inbox.example"),
        to=[Address("", authority.foi_email)],
        reply_to=[Address("", "r-7kq2x@inbox.example")],
        subject="Freedom of Information request - Use of face matching software",
        text=f"Dear {authority.name},\n\nI ask for the following.\n\n{numbered}\n\nYours faithfully,\n\nGwenllian Tarrow\n",
        message_id=f"<req-{authority.slug}@inbox.example>",
        date=SENT,
    )


def request_of(authority: Authority) -> RequestMail:
    return read_request_mail(request_mail(authority), questions=QUESTIONS)


def fresh_replies(seed: int) -> Iterator[tuple[Script, Act, Reply]]:
    for authority in authorities():
        script, request = plan(authority, seed=seed), request_of(authority)
        for act in script.acts:
            sent_at = SENT + dt.timedelta(days=act.working_days)
            yield script, act, reply_mail(script, act, request=request, sent_at=sent_at)


@cache
def all_replies(seed: int) -> tuple[tuple[Script, Act, Reply], ...]:
    return tuple(fresh_replies(seed))
