# ruff: noqa: E501 (a mail's lines are easier to compare when they are not broken)
"""What kind of mail each is: bounces of every server, delay notices, automatic replies, spam, and letters like them."""

from __future__ import annotations

import pytest

from rhyddid.mail.mail import DeliveryReport
from rhyddid.mail.parse import parse

OURS = "request-t0ken@asks.example"
ASKED = (
    f"From: Siân Price <{OURS}>\nTo: clerk@dyffryn.example\nSubject: Cameras\nMessage-ID: <ask.1@asks.example>\n"
    "Date: Fri, 1 Mar 2024 10:00:00 +0000\n\nDear Dyffryn Council,\n\nHow many cameras do you use?\n"
)


def mail(
    text: str,
    *,
    sender: str = "Gwen Pritchard <foi@dyffryn.example>",
    subject: str = "Cameras",
    head: str = "",
) -> bytes:
    return f"{head}From: {sender}\nTo: {OURS}\nSubject: {subject}\nDate: Fri, 1 Mar 2024 10:00:00 +0000\n\n{text}\n".encode()


def report(
    action: str,
    status: str,
    *,
    extra: str = "",
    subject: str = "Undelivered Mail Returned to Sender",
    recipient: str = "clerk@dyffryn.example",
) -> bytes:
    fields = f"Reporting-MTA: dns; mx.dyffryn.example\n\nFinal-Recipient: rfc822; {recipient}\nAction: {action}\nStatus: {status}\nDiagnostic-Code: smtp; 550 5.1.1 <{recipient}>:\n Recipient address rejected\n{extra}"
    return (
        f"Return-Path: <>\nFrom: MAILER-DAEMON@mx.dyffryn.example (Mail Delivery System)\nTo: {OURS}\nSubject: {subject}\nMIME-Version: 1.0\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\n\n'
        f"--b\n\nThis is the mail system at host mx.dyffryn.example.\n\n--b\nContent-Type: message/delivery-status\n\n{fields}\n"
        f"--b\nContent-Type: message/rfc822\n\n{ASKED}\n--b--\n"
    ).encode()


POSTFIX = """This is the mail system at host mx.dyffryn.example.

I'm sorry to have to inform you that your message could not
be delivered to one or more recipients. It's attached below.

<clerk@dyffryn.example>: host mail.dyffryn.example[192.0.2.7] said: 550 5.1.1
    <clerk@dyffryn.example>: Recipient address rejected: User unknown (in reply to
    RCPT TO command)
"""
EXIM = (
    """This message was created automatically by mail delivery software.

A message that you sent could not be delivered to one or more of its
recipients. This is a permanent error. The following address(es) failed:

  clerk@dyffryn.example
    Unrouteable address

------ This is a copy of the message, including all the headers. ------

"""
    + ASKED
)
EXIM_WARNING = """This message was created automatically by mail delivery software.
A message that you sent has not yet been delivered to one or more of its
recipients after more than 24 hours on the queue on mx.asks.example.

The address to which the message has not yet been delivered is:

  clerk@dyffryn.example

No action is required on your part. Delivery attempts will continue for
some time, and this warning may be repeated at intervals.
"""
EXCHANGE_2003 = """Your message did not reach some or all of the intended recipients.

      Subject:  Cameras
      Sent:     01/03/2024 10:00

The following recipient(s) could not be reached:

      clerk@dyffryn.example on 01/03/2024 10:01
            The e-mail account does not exist at the organization this message was sent to.
            <mail.dyffryn.example #5.1.1>
"""
EXCHANGE_2010 = """Delivery has failed to these recipients or groups:

Clerk to the Council (clerk@dyffryn.example)<mailto:clerk@dyffryn.example>
The e-mail address you entered couldn't be found. Please check the recipient's e-mail address and try to resend the message.

Diagnostic information for administrators:

Generating server: mail.dyffryn.example

other@dyffryn.example
#550 5.1.1 RESOLVER.ADR.RecipNotFound; not found ##
"""
OFFICE_365 = """Your message to clerk@dyffryn.example couldn't be delivered.

clerk wasn't found at dyffryn.example.
"""
NOTES = """Your message

  Subject: Cameras

was not delivered to:

  clerk@dyffryn.example

because:

  User clerk (clerk@dyffryn.example) not listed in Domino Directory
"""
SENDMAIL = """The original message was received at Fri, 1 Mar 2024 10:00:00 GMT
from out.asks.example [192.0.2.1]

   ----- The following addresses had permanent fatal errors -----
<clerk@dyffryn.example>
    (reason: 550 5.1.1 <clerk@dyffryn.example>... User unknown)

   ----- Transcript of session follows -----
... while talking to mail.dyffryn.example.:
"""
QMAIL = (
    """Hi. This is the qmail-send program at mx.dyffryn.example.
I'm afraid I wasn't able to deliver your message to the following addresses.
This is a permanent error; I've given up. Sorry it didn't work out.

<clerk@dyffryn.example>:
192.0.2.7 does not like recipient.
Remote host said: 550 no such user

--- Below this line is a copy of the message.

"""
    + ASKED
)
GROUPWISE = """The message that you sent was undeliverable to the following:
\tclerk@dyffryn.example (user not found)
"""
FILTER = """Your message to clerk@dyffryn.example was blocked by our e-mail security gateway because it is larger than we accept.
The message has been rejected.
"""

WEBSHIELD = f"""    ---- Failed Recipients ----

<clerk@dyffryn.example>
Mail Loop Detected

Requested action aborted: Mail loop detected

    ---- Contents of the undelivered mail ----

{ASKED}"""

BOUNCES = {
    "Postfix": mail(POSTFIX, sender="MAILER-DAEMON@mx.dyffryn.example (Mail Delivery System)", subject="Undelivered Mail Returned to Sender"),
    "Exim": mail(EXIM, sender="Mail Delivery System <Mailer-Daemon@mx.asks.example>", subject="Mail delivery failed: returning message to sender", head="Return-Path: <>\n"),
    "Exim with its header": mail("See above.", sender="Mailer-Daemon@mx.asks.example", subject="Mail delivery failed", head="X-Failed-Recipients: clerk@dyffryn.example\nAuto-Submitted: auto-replied\n"),
    "Exchange 2003": mail(EXCHANGE_2003, sender="System Administrator <postmaster@dyffryn.example>", subject="Undeliverable: Cameras"),
    "Exchange 2010": mail(EXCHANGE_2010, sender="Microsoft Outlook <MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@dyffryn.example>", subject="Undeliverable: Cameras"),
    "Office 365": mail(OFFICE_365, sender="postmaster@dyffryn.example", subject="Undeliverable: Cameras"),
    "Notes": mail(NOTES, sender="Postmaster <postmaster@dyffryn.example>", subject="DELIVERY FAILURE: User clerk (clerk@dyffryn.example) not listed in Domino Directory"),
    "sendmail": mail(SENDMAIL, sender="Mail Delivery Subsystem <MAILER-DAEMON@mx.dyffryn.example>", subject="Returned mail: see transcript for details"),
    "qmail": mail(QMAIL, sender="MAILER-DAEMON@mx.dyffryn.example", subject="failure notice"),
    "GroupWise": mail(GROUPWISE, sender="Mailer-Daemon@dyffryn.example", subject="Message status - undeliverable"),
    "WebShield": mail(WEBSHIELD, sender="Webshield SMTP V4.5 MR3 Mail Service", subject="Returned Mail: Error During Delivery"),
    "a mail filter": mail(FILTER, sender="postmaster@dyffryn.example", subject="Message rejected"),
    "a report": report("failed", "5.1.1"),
    "a report that says only the status": report("", "5.2.2"),
    "a report with the address we wrote to": report("failed", "5.1.1", recipient="clerk@dyffryn.example", extra="Original-Recipient: rfc822;clerk@dyffryn.example\n"),
}  # fmt: skip


@pytest.mark.parametrize("name", BOUNCES)
def test_bounces_and_whom_they_did_not_reach(name: str) -> None:
    found = parse(BOUNCES[name])
    assert (found.kind, found.failed_recipients, found.can_reply) == (
        "bounce",
        ("clerk@dyffryn.example",),
        False,
    )


@pytest.mark.parametrize("name", ["Exim", "qmail", "a report"])
def test_a_bounce_names_the_message_that_came_back(name: str) -> None:
    assert parse(BOUNCES[name]).returned_message_id == "<ask.1@asks.example>"


def test_a_report_is_kept_field_by_field() -> None:
    assert parse(BOUNCES["a report"]).delivery_reports == (
        DeliveryReport(
            "clerk@dyffryn.example",
            "failed",
            "5.1.1",
            "smtp; 550 5.1.1 <clerk@dyffryn.example>: Recipient address rejected",
        ),
    )


def test_several_recipients_of_one_report() -> None:
    two = report("failed", "5.1.1", extra="\nFinal-Recipient: rfc822; records@dyffryn.example\nAction: failed\nStatus: 5.2.2\n\nFinal-Recipient: rfc822;third@dyffryn.example\nAction: delivered\nStatus: 2.0.0\n")  # fmt: skip
    assert parse(two).failed_recipients == ("clerk@dyffryn.example", "records@dyffryn.example")


@pytest.mark.parametrize(
    "raw",
    [
        report("delayed", "4.4.1", subject="Delayed Mail (still being retried)"),
        mail(EXIM_WARNING, sender="Mailer-Daemon@mx.asks.example", subject="Warning: message 1LIPu0 delayed 24 hours"),
        mail(EXIM_WARNING, sender="Mailer-Daemon@mx.asks.example", subject="Mail delivery"),
        mail("**  THIS IS A WARNING MESSAGE ONLY  **\nYOU DO NOT NEED TO RESEND YOUR MESSAGE", sender="Mail Delivery Subsystem <MAILER-DAEMON@x.example>", subject="Warning: could not send message for past 4 hours"),
        mail("Delivery to these recipients or groups has been delayed:\n\nclerk@dyffryn.example\n\nDelivery will continue to be attempted.", sender="postmaster@dyffryn.example", subject="Delivery delayed: Cameras"),
    ],
)  # fmt: skip
def test_delay_notices(raw: bytes) -> None:
    found = parse(raw)
    assert (found.kind, found.failed_recipients) == ("delay_notice", ())


NOTICE = "This mailbox is for information requests only, and other mail is deleted unread.\n\nFor planning, write to planning@dyffryn.example."
ACKNOWLEDGED = "I acknowledge receipt of your request, which reached this office on 1 March 2024, reference 118/2024.\n\nWe will answer within 20 working days.\n\nGwen Pritchard"


@pytest.mark.parametrize(
    "raw",
    [
        mail(NOTICE, head="Auto-Submitted: auto-replied\n"),
        mail(NOTICE, head="Auto-Submitted: auto-generated (rejected)\n"),
        mail(NOTICE),
        mail("Ni fydd neb yn ateb.", subject="Ateb awtomatig: Cameras"),
        mail("I will be out of the office starting 11/03/2024 and will not return until 22/03/2024."),
        mail("I am on annual leave until Monday. Please contact the duty officer."),
        mail("Rwyf i ffwrdd o'r swyddfa tan ddydd Llun."),
        mail("Gone.", subject="Automatic reply: Cameras"),
        mail("Gone.", subject="Out of Office AutoReply: Cameras"),
        mail("Gone.", subject="Out of office: Cameras"),
        mail("Gone.", subject="Auto: Cameras"),
        mail(
            "I am away. My mailbox is full, so your message may be returned: 550 5.2.2.",
            subject="Automatic reply: Cameras",
            head="Return-Path: <>\nAuto-Submitted: auto-replied\n",
        ),
        mail("Gone.", head="X-Autoreply: yes\n"),
        mail("Gone.", head="X-POST-MessageClass: 9; Autoresponder\n"),
        mail("Gone.", head="Precedence: auto_reply\n"),
        mail("Your message was read on 1 March.", subject="Read: Cameras"),
        mail(ACKNOWLEDGED, head="Auto-Submitted: auto-generated\n"),
        report("delivered", "2.0.0", subject="Delivered"),
        mail("This is an automated response. Please do not reply to it."),
        b"From: foi@dyffryn.example\nContent-Type: multipart/report; report-type=disposition-notification; boundary=b\n\n--b\n\nYour message was displayed.\n--b\n"
        b"Content-Type: message/disposition-notification\n\nReporting-UA: x\nFinal-Recipient: rfc822;foi@dyffryn.example\nDisposition: manual-action/MDN-sent-manually; displayed\n--b--\n",
    ],
)  # fmt: skip
def test_automatic_replies(raw: bytes) -> None:
    found = parse(raw)
    assert (found.kind, found.failed_recipients) == ("automatic_reply", ())


@pytest.mark.parametrize(
    "raw",
    [
        mail(ACKNOWLEDGED),
        mail(ACKNOWLEDGED, head="Auto-Submitted: no\n"),
        mail(ACKNOWLEDGED, head="X-Auto-Response-Suppress: All\nPrecedence: bulk\n"),
        mail(ACKNOWLEDGED, subject="Acknowledgement of your request"),
        mail(f"This is an automated acknowledgement. {ACKNOWLEDGED}"),
        mail("I was out of the office last week, I apologise. We use 14 cameras, as the attached shows."),
        mail(
            "Our first letter to you came back with: 550 5.1.1 User unknown, it could not be delivered. Here it is again. We use 14."
        ),
        mail("Please see below.\n\nGwen", subject="RE: Undeliverable: Cameras"),
        mail(
            "We hold no figures for undeliverable mail. Mail could not be delivered on 14 days.",
            subject="Request about undelivered mail",
        ),
        mail("We use 14 cameras.", sender="Office of the Administrator <foi.administrator@dyffryn.example>"),
        mail("We use 14 cameras.", head="Return-Path: <>\n"),
        mail("Our first letter could not be delivered. We use 14.", sender="administrator@school.example"),
        mail("> I am out of the office until Monday\n> and so is my deputy\n\nWe use 14 cameras."),
        mail("We use 14 cameras.", head="X-Spam-Flag: NO\nX-Spam-Status: No, score=-1.9\n"),
        mail("The answers to your questions about staff on leave: 14 people are on annual leave. " * 30),
    ],
)
def test_letters(raw: bytes) -> None:
    assert parse(raw).kind == "letter"


def test_a_letter_that_encloses_a_bounce_is_a_letter() -> None:
    enclosed = report("failed", "5.1.1").decode()
    raw = (
        f"From: Gwen Pritchard <foi@dyffryn.example>\nTo: {OURS}\nSubject: Cameras\nContent-Type: multipart/mixed; boundary=outer\n\n"
        f"--outer\n\nThis came back when we first wrote to you.\n--outer\nContent-Type: message/rfc822\n\n{enclosed}\n--outer--\n"
    )
    found = parse(raw.encode())
    assert (found.kind, found.failed_recipients, found.can_reply) == ("letter", (), True)


@pytest.mark.parametrize(
    "head",
    [
        "X-Spam-Flag: YES\n",
        "X-Spam-Status: Yes, score=14.2 required=5.0\n",
        "X-Forefront-Antispam-Report: CIP:192.0.2.9;CTRY:;SFV:SPM;\n",
        "X-MS-Exchange-Organization-SCL: 9\n",
    ],
)
def test_spam_that_a_filter_has_marked(head: str) -> None:
    assert parse(mail("Films!", head=head)).kind == "spam"


def test_an_address_of_ours_is_never_one_that_failed() -> None:
    text = f"Your message to {OURS} and clerk@dyffryn.example could not be delivered."
    assert parse(
        mail(text, sender="postmaster@dyffryn.example", subject="Undeliverable")
    ).failed_recipients == ("clerk@dyffryn.example",)
