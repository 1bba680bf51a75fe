"""Mails parsed per second, against the standard library's bare parser on the same mails."""

from __future__ import annotations

import datetime as dt
import email

from benchmarks.measure import Row, per_second
from rhyddid.mail.parse import parse
from rhyddid.rehearsal.simulated.authorities import authorities
from rhyddid.rehearsal.simulated.play import plan, reply_mail
from rhyddid.rehearsal.simulated.request_mail import AskedQuestion, RequestMail


def simulated_mails() -> list[bytes]:
    """Every reply of the 86 simulated authorities: as messy as real ones."""
    sent_at = dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC)
    request = RequestMail(
        subject="Drone detection equipment",
        sender_name="Nia Prosser",
        sender_address="request@replies.example",
        reply_to="request@replies.example",
        message_id="<a@replies.example>",
        sent_at=sent_at,
        text="1) Have you run a trial?\n\n2) Who supplied it?\n\n3) What did it cost?",
        questions=(
            AskedQuestion("1", "Have you run a trial?", "yes_no"),
            AskedQuestion("2", "Who supplied it?", "organisation"),
            AskedQuestion("3", "What did it cost?", "money"),
        ),
    )
    scripts = [plan(authority, seed=1) for authority in authorities()]
    return [
        reply_mail(script, act, request=request, sent_at=sent_at + dt.timedelta(days=act.working_days)).raw
        for script in scripts
        for act in script.acts
    ]


def mail_rows() -> list[Row]:
    mails = simulated_mails()
    ours = per_second(lambda: [parse(raw) for raw in mails]) * len(mails)

    def bare() -> None:
        for raw in mails:
            for part in email.message_from_bytes(raw).walk():
                part.get_payload(decode=True)

    theirs = per_second(bare) * len(mails)
    return [
        Row(
            "mails parsed, classified and folded",
            f"{ours:,.0f} a second",
            f"{theirs:,.0f} a second: the standard library's parser, payloads decoded",
            f"{ours / theirs:.2f}",
        )
    ]
