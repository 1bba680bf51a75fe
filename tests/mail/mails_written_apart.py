"""Mails as the programs of thirty years send them, written before and apart from the rules that sort and fold them.

Every body, person and address is invented. `stays` must be in view, `goes` must be folded away, with its reason.
"""

# ruff: noqa: E501 -- mail has long lines
from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Sample:
    name: str
    text: str
    kind: str
    stays: tuple[str, ...] = ()
    goes: tuple[tuple[str, str], ...] = ()
    failed: tuple[str, ...] = ()
    returned: str | None = None
    charset: str = "utf-8"

    @property
    def raw(self) -> bytes:
        return self.text.lstrip("\n").replace("\n", "\r\n").encode(self.charset)


_US = "request-41-ab12cd34@replies.localhost"
_HEAD = f"""To: {_US}
Date: Tue, 3 Mar 2026 10:14:07 +0000
MIME-Version: 1.0
"""
_QUESTION = "Please tell me how many parking permits were issued in 2024."
_REPORT_HEAD = 'Content-Type: multipart/report; report-type=delivery-status; boundary="b1"\n'


def _plain(extra: str, body: str, *, sender: str = '"FOI Team" <foi@northmarch.example>') -> str:
    return f"From: {sender}\n{_HEAD}{extra}Content-Type: text/plain; charset=utf-8\n\n{body}"


def _html(extra: str, body: str, *, sender: str = '"FOI Team" <foi@northmarch.example>') -> str:
    return f"From: {sender}\n{_HEAD}{extra}Content-Type: text/html; charset=utf-8\n\n{body}"


def _report(sender: str, subject: str, words: str, status: str, returned: str, extra: str = "") -> str:
    return f"""From: {sender}
{_HEAD}Subject: {subject}
{extra}{_REPORT_HEAD}
--b1
Content-Type: text/plain; charset=utf-8

{words}
--b1
Content-Type: message/delivery-status

{status}
--b1
Content-Type: message/rfc822

From: {_US}
To: foi@northmarch.example
Subject: Freedom of Information request
Message-ID: {returned}

{_QUESTION}
--b1--
"""


_LETTERS = (
    Sample(
        "Outlook for Windows: header block of bold names in HTML",
        _html(
            "Subject: RE: Freedom of Information request\nX-Mailer: Microsoft Outlook 16.0\n",
            """<html><body><div class="WordSection1"><p class="MsoNormal">Dear Ms Price,</p>
<p class="MsoNormal">We issued 4,212 parking permits in 2024.</p>
<p class="MsoNormal">Yours sincerely<br>Gareth Moss</p>
<div><div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm">
<p class="MsoNormal"><b>From:</b> A Price &lt;request-41-ab12cd34@replies.localhost&gt;<br><b>Sent:</b> 02 March 2026 09:01<br>
<b>To:</b> FOI &lt;foi@northmarch.example&gt;<br><b>Subject:</b> Freedom of Information request</p></div></div>
<p class="MsoNormal">"""
            + _QUESTION
            + "</p></div></body></html>",
        ),
        "letter",
        stays=("4,212 parking permits", "Gareth Moss"),
        goes=((_QUESTION, "original_message"), ("02 March 2026 09:01", "original_message")),
    ),
    Sample(
        "Outlook 2003 plain text: dashes and Original Message",
        _plain(
            "Subject: RE: Freedom of Information request\n",
            f"""Dear Ms Price

The Council holds no such record.

Regards

T Bowen

-----Original Message-----
From: A Price [mailto:{_US}]
Sent: 02 March 2026 09:01
To: FOI
Subject: Freedom of Information request

{_QUESTION}
""",
        ),
        "letter",
        stays=("The Council holds no such record.", "T Bowen"),
        goes=((_QUESTION, "original_message"),),
    ),
    Sample(
        "Outlook in Welsh: Oddi wrth, Anfonwyd, At, Pwnc",
        _plain(
            "Subject: ATB: Cais Rhyddid Gwybodaeth\n",
            f"""Annwyl Ms Price,

Rhoddwyd 318 o drwyddedau yn 2024.

Yn gywir
Elin Parry

Oddi wrth: A Price <{_US}>
Anfonwyd: 02 Mawrth 2026 09:01
At: Rhyddid Gwybodaeth <foi@dyffryn.example>
Pwnc: Cais Rhyddid Gwybodaeth

Faint o drwyddedau parcio a roddwyd yn 2024?
""",
            sender='"Rhyddid Gwybodaeth" <foi@dyffryn.example>',
        ),
        "letter",
        stays=("318 o drwyddedau", "Elin Parry"),
        goes=(("Faint o drwyddedau parcio", "original_message"),),
    ),
    Sample(
        "Outlook in Welsh: O, Dyddiad, Testun, after Neges Wreiddiol",
        _plain(
            "Subject: Ateb: Cais\n",
            """Annwyl Syr

Nid yw'r wybodaeth gennym.

-----Neges Wreiddiol-----
O: A Price
Dyddiad: 2 Mawrth 2026
I: FOI
Testun: Cais

Faint o drwyddedau parcio a roddwyd yn 2024?
""",
        ),
        "letter",
        stays=("Nid yw'r wybodaeth gennym.",),
        goes=(("Faint o drwyddedau parcio", "original_message"),),
    ),
    Sample(
        "Apple Mail: On … wrote, marked lines",
        _plain(
            "Subject: Re: Freedom of Information request\nX-Mailer: Apple Mail (2.3654.120.0.1.13)\n",
            f"""Hello,

The answer is 77.

Best wishes,
Mo

> On 2 Mar 2026, at 09:01, A Price <{_US}> wrote:
> 
> {_QUESTION}
""",
        ),
        "letter",
        stays=("The answer is 77.",),
        goes=((_QUESTION, "quote"),),
    ),
    Sample(
        "Apple Mail in HTML: blockquote type cite",
        _html(
            "Subject: Re: request\n",
            f"""<html><body>The answer is 78.<br><div><br><blockquote type="cite"><div>On 2 Mar 2026, at 09:01, A Price &lt;{_US}&gt; wrote:</div><br>
<div>{_QUESTION}</div></blockquote></div><br></body></html>""",
        ),
        "letter",
        stays=("The answer is 78.",),
        goes=((_QUESTION, "quote"),),
    ),
    Sample(
        "Apple Mail: Begin forwarded message, and the writer's line above it",
        _plain(
            "Subject: Fwd: request\n",
            f"""Passing this on, as the permits are run by us now.

Begin forwarded message:

From: FOI <foi@northmarch.example>
Subject: request
Date: 2 March 2026 at 09:01:11 GMT
To: parking@northmarch.example

{_QUESTION}
""",
        ),
        "letter",
        stays=("Passing this on",),
        goes=((_QUESTION, "forward"),),
    ),
    Sample(
        "Gmail: attribution over two lines, then quote",
        _plain(
            "Subject: Re: request\n",
            f"""There were 12 complaints.

On Mon, 2 Mar 2026 at 09:01, A Price <{_US}>
wrote:

> {_QUESTION}
> Thank you.
>
""",
        ),
        "letter",
        stays=("There were 12 complaints.",),
        goes=((_QUESTION, "quote"), ("wrote:", "quote")),
    ),
    Sample(
        "Gmail in Welsh: Ar … ysgrifennodd",
        _plain(
            "Subject: Re: cais\n",
            f"""Roedd 12 o gwynion.

Ar Llun, 2 Maw 2026 am 09:01, ysgrifennodd A Price <{_US}>:

> Faint o gwynion a gafwyd?
""",
        ),
        "letter",
        stays=("Roedd 12 o gwynion.",),
        goes=(("Faint o gwynion", "quote"), ("ysgrifennodd", "quote")),
    ),
    Sample(
        "Gmail: answers typed between the quoted questions",
        _plain(
            "Subject: Re: request\n",
            """Answers below.

On Mon, 2 Mar 2026 at 09:01, A Price <a@replies.localhost> wrote:

> 1. How many permits were issued?

4,212.

> 2. What did they cost?

£31 each, £62 for a second car.

> Thank you.
""",
        ),
        "letter",
        stays=("Answers below.", "4,212.", "£31 each, £62 for a second car."),
        goes=(("Thank you.", "quote"),),
    ),
    Sample(
        "Outlook: answers typed below the quoted letter",
        _plain(
            "Subject: RE: request\n",
            """Please see our answers in red below.

From: A Price <a@replies.localhost>
Sent: 02 March 2026 09:01
To: FOI
Subject: request

1. How many permits were issued?

ANSWER: 4,212 permits.

2. What did they cost?

ANSWER: £31 each.
""",
        ),
        "letter",
        stays=("4,212 permits.", "£31 each."),
    ),
    Sample(
        "Lotus Notes: three lines of To, From, Date and Subject at the right",
        _plain(
            "Subject: Re: request\nX-Mailer: IBM Notes Release 9.0.1FP8\n",
            f"""Dear A Price

We hold the report and will send it.

Regards
Ifor



From:   A Price <{_US}>
To:     foi@northmarch.example
Date:   02/03/2026 09:01
Subject:        request



{_QUESTION}
""",
        ),
        "letter",
        stays=("We hold the report",),
        goes=((_QUESTION, "original_message"),),
    ),
    Sample(
        "Lotus Notes: name, date, To, cc, Subject block",
        _plain(
            "Subject: Re: request\n",
            f"""We hold the report.

                      "A Price"
                      <a@replies.localhost>      To:      foi@northmarch.example
                                               cc:
                      02/03/2026 09:01         Subject: request

{_QUESTION}
""",
        ),
        "letter",
        stays=("We hold the report.",),
    ),
    Sample(
        "GroupWise: >>> name address date >>>",
        _plain(
            "Subject: Re: request\nX-Mailer: Novell GroupWise Internet Agent 14.2.2\n",
            f"""We have three such contracts.

>>> A Price <{_US}> 02/03/2026 09:01 >>>
{_QUESTION}
""",
        ),
        "letter",
        stays=("three such contracts",),
        goes=((_QUESTION, "original_message"),),
    ),
    Sample(
        "Zimbra: a rule and From, To, Sent, Subject",
        _plain(
            "Subject: Re: request\nX-Mailer: Zimbra 8.8.15_GA_4484\n",
            f"""The budget was £90,000.

----- Original Message -----
From: "A Price" <{_US}>
To: "foi" <foi@northmarch.example>
Sent: Monday, 2 March, 2026 09:01:11
Subject: request

{_QUESTION}
""",
        ),
        "letter",
        stays=("£90,000",),
        goes=((_QUESTION, "original_message"),),
    ),
    Sample(
        "Yahoo: bare attribution and blockquote",
        _plain(
            "Subject: Re: request\n",
            f"""We have none.

    On Monday, 2 March 2026, 09:01:11 GMT, A Price <{_US}> wrote:  
 
 {_QUESTION}
""",
        ),
        "letter",
        stays=("We have none.",),
        goes=((_QUESTION, "quote"),),
    ),
    Sample(
        "A disclaimer behind a row of stars",
        _plain(
            "Subject: request\n",
            """Dear A Price

The figure is 19.

Yours sincerely
B Vaughan

**********************************************************************
This email and any files transmitted with it are confidential and intended
solely for the use of the individual or entity to whom they are addressed.
If you have received this email in error please notify the system manager.

This footnote also confirms that this email message has been swept for the
presence of computer viruses.
**********************************************************************
""",
        ),
        "letter",
        stays=("The figure is 19.", "B Vaughan"),
        goes=(("solely for the use of the individual", "disclaimer"), ("computer viruses", "disclaimer")),
    ),
    Sample(
        "A disclaimer in both languages",
        _plain(
            "Subject: request\n",
            """Annwyl A Price

Y ffigur yw 19.

Yn gywir

Mae'r e-bost hwn ac unrhyw ffeiliau a anfonir gydag ef yn gyfrinachol ac at ddefnydd yr unigolyn y'u cyfeiriwyd ato yn unig. Os ydych wedi derbyn yr e-bost hwn drwy gamgymeriad, rhowch wybod i'r anfonwr.

This e-mail and any attachments are confidential and intended for the named recipient only. If you are not the intended recipient please delete it and notify the sender.
""",
        ),
        "letter",
        stays=("Y ffigur yw 19.",),
        goes=(
            ("yn gyfrinachol ac at ddefnydd", "disclaimer"),
            ("intended for the named recipient", "disclaimer"),
        ),
    ),
    Sample(
        "A virus-scan footer of a provider",
        _plain(
            "Subject: request\n",
            """The figure is 20.

______________________________________________________________________
This email has been scanned by the Guardmail Email Security System.
For more information please visit http://www.guardmail.example
______________________________________________________________________
""",
        ),
        "letter",
        stays=("The figure is 20.",),
        goes=(("scanned by the Guardmail", "disclaimer"),),
    ),
    Sample(
        "A banner above the letter: external email",
        _plain(
            "Subject: RE: request\n",
            """CAUTION: This email originated from outside of the organisation. Do not click links or open attachments unless you recognise the sender.

Dear A Price

The figure is 21.
""",
        ),
        "letter",
        stays=("The figure is 21.",),
    ),
    Sample(
        "A signature behind two dashes",
        _plain(
            "Subject: Re: request\n",
            """The figure is 22.

-- 
Nia Howell
Information Officer, Northmarch Council
01632 960123
""",
        ),
        "letter",
        stays=("The figure is 22.",),
        goes=(("01632 960123", "signature"),),
    ),
    Sample(
        "A signature without dashes",
        _plain(
            "Subject: RE: request\n",
            """Dear A Price

The figure is 23.

Kind regards

Nia Howell
Information Governance Officer
Northmarch Council, Town Hall, Northmarch
Tel: 01632 960124 | Mobile: 07700 900124
www.northmarch.example | Follow us on Twitter @northmarch
""",
        ),
        "letter",
        stays=("The figure is 23.", "Nia Howell"),
        goes=(("Follow us on Twitter", "signature"),),
    ),
    Sample(
        "Sent from my iPhone, and nothing else below the answer",
        _plain("Subject: Re: request\n", "We do not have any.\n\nSent from my iPhone\n"),
        "letter",
        stays=("We do not have any.",),
        goes=(("Sent from my iPhone", "signature"),),
    ),
    Sample(
        "Think of the environment",
        _plain(
            "Subject: request\n",
            "The figure is 24.\n\nRegards\nPat\n\nPlease consider the environment before printing this e-mail.\n",
        ),
        "letter",
        stays=("The figure is 24.", "Pat"),
        goes=(("consider the environment", "disclaimer"),),
    ),
    Sample(
        "The refusal stands below the signature of the covering note",
        _plain(
            "Subject: FOI 1882\n",
            """Please see below.

Kind regards
FOI Team

--
FOI Team
Northmarch Council

Dear A Price,

Your request is refused under section 12: it would take 31 hours.
You may ask for an internal review within 40 working days.
""",
        ),
        "letter",
        stays=("refused under section 12", "internal review within 40 working days"),
    ),
    Sample(
        "A forwarded answer: the writer says only FYI, the answer is in the forward",
        _plain(
            "Subject: FW: Freedom of Information request - our response\n",
            """Please see the response below.

From: Highways <highways@northmarch.example>
Sent: 10 March 2026 12:00
To: FOI <foi@northmarch.example>
Subject: Freedom of Information request - our response

We filled 1,204 potholes in 2024.
""",
        ),
        "letter",
        stays=("Please see the response below.",),
    ),
    Sample(
        "A person's letter in a case system: headers say auto-generated, the words are a decision",
        _plain(
            "Subject: FOI-2026-0417 Response\nAuto-Submitted: auto-generated\nX-Mailer: CaseTrail 7.2\n",
            """Dear A Price,

Thank you for your request of 2 March 2026. We have considered it under the Freedom of Information Act 2000.

We hold the information. In 2024 we issued 4,212 permits.

If you are unhappy with this response you may ask for an internal review.

Yours sincerely,
K Lloyd
""",
            sender="Northmarch Casework <noreply@casetrail.example>",
        ),
        "letter",
        stays=("4,212 permits", "internal review"),
    ),
    Sample(
        "Do not reply to this mailbox, but it is the decision",
        _plain(
            "Subject: Decision on your request FOI/26/0417\n",
            """PLEASE DO NOT REPLY TO THIS EMAIL. This mailbox is not monitored.

Dear A Price

Your request is refused under section 31(1)(a). The public interest favours withholding.
""",
            sender="no-reply@northmarch.example",
        ),
        "letter",
        stays=("refused under section 31(1)(a)",),
    ),
    Sample(
        "X-Auto-Response-Suppress on an ordinary letter from Exchange",
        _plain(
            "Subject: RE: request\nX-Auto-Response-Suppress: DR, OOF, AutoReply\n",
            "Dear A Price\n\nPlease clarify which year you mean.\n",
        ),
        "letter",
        stays=("which year you mean",),
    ),
    Sample(
        "Precedence bulk on a person's letter",
        _plain("Subject: RE: request\nPrecedence: bulk\n", "Dear A Price\n\nWe published this in June.\n"),
        "letter",
        stays=("We published this in June.",),
    ),
    Sample(
        "RE: Automatic reply – a person answers in the thread of our automatic reply",
        _plain(
            "Subject: RE: Automatic reply: Freedom of Information request\n",
            "Dear A Price\n\nSorry for the earlier automatic reply; I am back now. The figure is 90.\n",
        ),
        "letter",
        stays=("The figure is 90.",),
    ),
    Sample(
        "A letter that is about out-of-office messages",
        _plain(
            "Subject: RE: Out of office messages at the Council\n",
            "Dear A Price\n\nIn 2024, 310 officers set an out of office message. We do not hold their texts.\n",
        ),
        "letter",
        stays=("310 officers",),
    ),
    Sample(
        "A letter that is about undeliverable mail, with the bounce quoted",
        _plain(
            "Subject: RE: Undeliverable: request\n",
            """Dear A Price

I am sorry that your mail came back to you. Please use this address. We have logged it as FOI 88.

> Delivery has failed to these recipients or groups:
> foi.old@northmarch.example
> The email address you entered couldn't be found.
""",
        ),
        "letter",
        stays=("We have logged it as FOI 88.",),
        goes=(("couldn't be found", "quote"),),
    ),
    Sample(
        "An acknowledgement typed by a person",
        _plain(
            "Subject: Acknowledgement - FOI 2026/88\n",
            """Dear A Price

Thank you for your email received today. I will respond within 20 working days, by 31 March 2026.

Regards
Owen
""",
        ),
        "letter",
        stays=("by 31 March 2026",),
    ),
    Sample(
        "A letter from a noreply address with a List-Unsubscribe header",
        _plain(
            "Subject: Request 77 closed\nList-Unsubscribe: <mailto:x@casetrail.example>\nPrecedence: list\n",
            "Dear A Price\n\nWe attach the information you asked for: 14 schools.\n",
            sender="Northmarch <noreply@casetrail.example>",
        ),
        "letter",
        stays=("14 schools",),
    ),
    Sample(
        "I am on leave from Friday, says a person who answers",
        _plain(
            "Subject: RE: request\n",
            """Dear A Price

We spent £4,100 on this. If you have questions, I am on annual leave from Friday; please ask Rhys Dodd.

Gwen
""",
        ),
        "letter",
        stays=("£4,100",),
    ),
    Sample(
        "From an address named postmaster, by a person",
        _plain(
            "Subject: Your request about mail servers\n",
            "Dear A Price\n\nI run our mail servers. We delivered 2.1 million messages and 4,000 were undeliverable.\n",
            sender='"P Master" <postmaster@northmarch.example>',
        ),
        "letter",
        stays=("2.1 million",),
    ),
    Sample(
        "The answer is in the HTML table of a signature-like block",
        _html(
            "Subject: FOI 91\n",
            """<p>Dear A Price</p><table><tr><td>2023</td><td>14</td></tr><tr><td>2024</td><td>19</td></tr></table>
<p>Kind regards</p><p>Nia</p>""",
        ),
        "letter",
        stays=("2023", "19"),
    ),
    Sample(
        "Outlook on the web: a rule, then From in bold",
        _html(
            "Subject: Re: request\n",
            f"""<html><body><div>We have 6.</div><div id="appendonsend"></div><hr style="display:inline-block;width:98%">
<div id="divRplyFwdMsg" dir="ltr"><font face="Calibri"><b>From:</b> A Price &lt;{_US}&gt;<br><b>Sent:</b> 02 March 2026 09:01<br>
<b>To:</b> FOI<br><b>Subject:</b> request</font><div>&nbsp;</div></div><div>{_QUESTION}</div></body></html>""",
        ),
        "letter",
        stays=("We have 6.",),
        goes=((_QUESTION, "original_message"),),
    ),
    Sample(
        "Outlook for Mac: From, Date, To, Subject",
        _plain(
            "Subject: Re: request\n",
            f"""We have 7.

From: A Price <{_US}>
Date: Monday, 2 March 2026 at 09:01
To: FOI <foi@northmarch.example>
Subject: request
[EXTERNAL]
{_QUESTION}
""",
        ),
        "letter",
        stays=("We have 7.",),
        goes=((_QUESTION, "original_message"),),
    ),
    Sample(
        "Outlook for a phone: underscores, then From",
        _plain(
            "Subject: Re: request\n",
            f"""We have 8.

Get Outlook for Android<https://aka.example/x>
________________________________
From: A Price <{_US}>
Sent: Monday, March 2, 2026 9:01:11 AM
To: FOI <foi@northmarch.example>
Subject: request

{_QUESTION}
""",
        ),
        "letter",
        stays=("We have 8.",),
        goes=((_QUESTION, "original_message"), ("Get Outlook for Android", "signature")),
    ),
    Sample(
        "Thunderbird: attribution with date before the name",
        _plain(
            "Subject: Re: request\n",
            f"""On 02/03/2026 09:01, A Price wrote:
> {_QUESTION}

We have 9, all in the north.
""",
        ),
        "letter",
        stays=("We have 9, all in the north.",),
        goes=((_QUESTION, "quote"),),
    ),
    Sample(
        "Quoted lines marked with a bar and initials",
        _plain(
            "Subject: Re: request\n",
            f"""A Price writes:

| {_QUESTION}

We have 10.
""",
        ),
        "letter",
        stays=("We have 10.",),
    ),
    Sample(
        "The answer begins with From: as a word of the letter",
        _plain(
            "Subject: mileage\n",
            """Dear A Price

Journeys claimed in 2024:
From: Northmarch To: Southmarch – 14 journeys
From: Northmarch To: Westmarch – 9 journeys

Subject to section 40 the names are withheld.
""",
        ),
        "letter",
        stays=("14 journeys", "9 journeys", "Subject to section 40"),
    ),
    Sample(
        "The letter quotes the request and then answers, without marks",
        _plain(
            "Subject: FOI 92\n",
            f"""Dear A Price

You asked:

{_QUESTION}

Our response:

We issued 4,212.
""",
        ),
        "letter",
        stays=(_QUESTION, "We issued 4,212."),
    ),
    Sample(
        "The disclosed material is itself a chain of e-mails below the letter",
        _plain(
            "Subject: FOI 93 response\n",
            """Dear A Price

The e-mails that you asked for are copied below, with names removed under section 40(2).

EMAIL 1
From: [redacted]
Sent: 11 May 2024 10:00
To: [redacted]
Subject: Bridge closure

The bridge must close tonight.
""",
        ),
        "letter",
        stays=("copied below",),
    ),
    Sample(
        "A letter with a postal head",
        _plain(
            "Subject: Ein cyf/Our ref: 7788\n",
            """                                        Northmarch Health Board
                                        Ysbyty Newydd
                                        Ffôn: 01632 960555

2 March 2026

Dear A Price

We hold no recorded information.

Yours sincerely

Dr M Iwan
Chief Executive
""",
        ),
        "letter",
        stays=("We hold no recorded information.", "Dr M Iwan"),
    ),
    Sample(
        "Read receipt text quoted by a person",
        _plain(
            "Subject: RE: Read: request\n",
            "Dear A Price\n\nYes, I read your message on Monday. I need until Friday to find the file.\n",
        ),
        "letter",
        stays=("until Friday",),
    ),
    Sample(
        "Proton: plain rule and sender line",
        _plain(
            "Subject: Re: request\n",
            f"""We have 11.

------- Original Message -------
On Monday, March 2nd, 2026 at 9:01 AM, A Price <{_US}> wrote:

> {_QUESTION}
""",
        ),
        "letter",
        stays=("We have 11.",),
        goes=((_QUESTION, "quote"),),
    ),
    Sample(
        "Mark of an uploaded letter: Dear … in capitals and a long numbered list",
        _plain(
            "Subject: Internal review outcome IR/26/4\n",
            """DEAR A PRICE

I have reviewed the handling of your request.

1. I uphold the refusal of part 1.
2. I overturn the refusal of part 2: the figure is 8.

You may complain to the Information Commissioner, Wycliffe House.
""",
        ),
        "letter",
        stays=("the figure is 8", "Information Commissioner"),
    ),
    Sample(
        "A letter that thanks for an automatic reply and says delivery failed once",
        _plain(
            "Subject: Delivery of your copy\n",
            "Dear A Price\n\nOur courier's delivery failed on Monday. We will send the disc again; it is 4 GB.\n",
        ),
        "letter",
        stays=("4 GB",),
    ),
)

_AUTOMATIC = (
    Sample(
        "Exchange: Automatic reply with its header",
        _plain(
            "Subject: Automatic reply: Freedom of Information request\nAuto-Submitted: auto-generated\n"
            "X-Auto-Response-Suppress: All\nX-MS-Exchange-Inbox-Rules-Loop: foi@northmarch.example\n",
            "Thank you for contacting the FOI team. We aim to answer within 20 working days.\n",
        ),
        "automatic_reply",
    ),
    Sample(
        "Exchange: Automatic reply, headers stripped by a gateway",
        _plain("Subject: Automatic reply: request\n", "I am out of the office until 9 March 2026.\n"),
        "automatic_reply",
    ),
    Sample(
        "Exchange in Welsh: Ateb awtomatig",
        _plain(
            "Subject: Ateb awtomatig: Cais\n",
            "Diolch am eich e-bost. Rwyf allan o'r swyddfa tan ddydd Llun.\n",
        ),
        "automatic_reply",
    ),
    Sample(
        "Out of Office AutoReply of Exchange 2003",
        _plain("Subject: Out of Office AutoReply: request\n", "I am on leave. Contact J Tate.\n"),
        "automatic_reply",
    ),
    Sample(
        "Auto-Submitted auto-replied only",
        _plain("Subject: Re: request\nAuto-Submitted: auto-replied\n", "We have received your e-mail.\n"),
        "automatic_reply",
    ),
    Sample(
        "Vacation of Sieve, with a parameter in the header",
        _plain(
            "Subject: Auto: request\nAuto-Submitted: auto-replied (vacation)\n", "I'm away until the 9th.\n"
        ),
        "automatic_reply",
    ),
    Sample(
        "Gmail vacation responder: Precedence bulk and X-Autoreply",
        _plain("Subject: Re: request\nPrecedence: bulk\nX-Autoreply: yes\n", "I'm on holiday.\n"),
        "automatic_reply",
    ),
    Sample(
        "cPanel autoresponder",
        _plain(
            "Subject: Thank you for your message\nX-Autorespond: request\nPrecedence: auto_reply\n",
            "This is an automatic response.\n",
        ),
        "automatic_reply",
    ),
    Sample(
        "GroupWise rule reply",
        _plain(
            "Subject: Re: request (Out of Office)\nX-Mailer: Novell GroupWise\n",
            "I am currently out of the office with no access to e-mail.\n",
        ),
        "automatic_reply",
    ),
    Sample(
        "Notes agent: is out of the office",
        _plain(
            "Subject: Ifor Rees is out of the office.\nX-Mailer: IBM Notes\n",
            "I will be out of the office starting 02/03/2026 and will not return until 09/03/2026.\n",
        ),
        "automatic_reply",
    ),
    Sample(
        "No header at all: this is an automated response",
        _plain(
            "Subject: Thank you for contacting us\n",
            "This is an automated response, please do not reply.\n\nWe have received your enquiry.\n",
        ),
        "automatic_reply",
    ),
    Sample(
        "No header at all, in Welsh: neges awtomatig",
        _plain(
            "Subject: Diolch am gysylltu\n",
            "Neges awtomatig yw hon, peidiwch ag ateb.\n\nRydym wedi derbyn eich ymholiad.\n",
        ),
        "automatic_reply",
    ),
    Sample(
        "Both languages, automated acknowledgement of an FOI mailbox",
        _plain(
            "Subject: Derbyn eich neges / Receipt of your message\n",
            """Ateb awtomatig yw hwn.

This is an automatic acknowledgement that your email has been received by the Freedom of Information mailbox. We will answer within 20 working days as the Freedom of Information Act 2000 requires.
""",
        ),
        "automatic_reply",
    ),
    Sample(
        "Case system: auto-generated acknowledgement with a reference",
        _plain(
            "Subject: Your enquiry has been logged: 101000417\nAuto-Submitted: auto-generated\n",
            "Your enquiry has been logged as 101000417. We aim to reply by 31 March 2026.\n",
            sender="CaseTrail <noreply@casetrail.example>",
        ),
        "automatic_reply",
    ),
    Sample(
        "Help desk: ticket created",
        _plain(
            "Subject: [#44121] Ticket received\nX-Auto-Response-Suppress: All\nAuto-Submitted: auto-generated\n",
            "##- Please type your reply above this line -##\n\nYour ticket 44121 has been received.\n",
            sender="Service Desk <help@desk.example>",
        ),
        "automatic_reply",
    ),
    Sample(
        "Challenge–response filter asks us to confirm",
        _plain(
            "Subject: [confirm] your message waits for approval\nAuto-Submitted: auto-replied\n",
            "Your message is on hold. Click the link to confirm that you are a person.\n",
        ),
        "automatic_reply",
    ),
    Sample(
        "Read receipt as a report",
        f"""From: foi@northmarch.example
{_HEAD}Subject: Read: request
Content-Type: multipart/report; report-type=disposition-notification; boundary="b1"

--b1
Content-Type: text/plain

Your message was read on Monday, March 2, 2026 at 9:10.
--b1
Content-Type: message/disposition-notification

Final-Recipient: rfc822; foi@northmarch.example
Original-Message-ID: <41.a@replies.localhost>
Disposition: manual-action/MDN-sent-manually; displayed
--b1--
""",
        "automatic_reply",
    ),
    Sample(
        "Not read: deleted without being read",
        f"""From: foi@northmarch.example
{_HEAD}Subject: Not read: request
Content-Type: multipart/report; report-type=disposition-notification; boundary="b1"

--b1
Content-Type: text/plain

Your message was deleted without being read.
--b1
Content-Type: message/disposition-notification

Final-Recipient: rfc822; foi@northmarch.example
Disposition: automatic-action/MDN-sent-automatically; deleted
--b1--
""",
        "automatic_reply",
    ),
    Sample(
        "The person has left",
        _plain(
            "Subject: Auto Reply: request\n",
            "Ms Tate no longer works for the Council. Please write to foi@northmarch.example.\n",
        ),
        "automatic_reply",
    ),
    Sample(
        "Maternity leave, HTML, German-built mail server",
        _html(
            "Subject: Automatic reply: request\nX-OWA-Rule: vacation\nAuto-Submitted: auto-replied\n",
            "<p>I am on maternity leave until October.</p>",
        ),
        "automatic_reply",
    ),
    Sample(
        "X-Auto-Reply-From by an old Unix vacation",
        _plain(
            "Subject: away from my mail\nDelivered-By-The-Graces-Of: The Vacation program\nPrecedence: junk\n",
            "I will not be reading my mail for a while.\n",
        ),
        "automatic_reply",
    ),
    Sample(
        "Automatic reply with the whole request quoted below",
        _plain(
            "Subject: Automatic reply: request\nAuto-Submitted: auto-replied\n",
            f"We got it.\n\n-----Original Message-----\nFrom: A Price\nSent: 2 March 2026\nTo: FOI\n\n{_QUESTION}\n",
        ),
        "automatic_reply",
    ),
    Sample(
        "We no longer use this mailbox",
        _plain(
            "Subject: AutoReply: This mailbox has closed\n",
            "This mailbox is no longer monitored. Use our web form. This message was generated automatically.\n",
        ),
        "automatic_reply",
    ),
    Sample(
        "Out of office, subject only Re:, words only in the body",
        _plain(
            "Subject: Re: Freedom of Information request\n",
            "I am out of the office until Monday 9 March with limited access to email. For urgent matters please contact J Tate.\n",
        ),
        "automatic_reply",
    ),
    Sample(
        "MP's office: thank you, automated",
        _plain(
            "Subject: Thank you for your email\nAuto-Submitted: auto-generated\n",
            "Thank you for your email. This is an automated acknowledgement. I receive 500 e-mails a day.\n",
        ),
        "automatic_reply",
    ),
)

_BACK = (
    Sample(
        "Postfix: undelivered mail returned to sender",
        _report(
            "MAILER-DAEMON@mx.northmarch.example (Mail Delivery System)",
            "Undelivered Mail Returned to Sender",
            "This is the mail system at host mx.northmarch.example.\n\nI'm sorry to have to inform you that your "
            "message could not\nbe delivered to one or more recipients.\n\n<foi@northmarch.example>: host "
            "10.0.0.5 said: 550 5.1.1 User unknown",
            "Reporting-MTA: dns; mx.northmarch.example\n\nFinal-Recipient: rfc822; foi@northmarch.example\n"
            "Action: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550 5.1.1 User unknown\n",
            "<41.a@replies.localhost>",
            "Auto-Submitted: auto-replied\n",
        ),
        "bounce",
        failed=("foi@northmarch.example",),
        returned="<41.a@replies.localhost>",
    ),
    Sample(
        "Exchange: Undeliverable with an NDR and diagnostic information",
        _report(
            "Microsoft Outlook <MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@northmarch.example>",
            "Undeliverable: Freedom of Information request",
            "Delivery has failed to these recipients or groups:\n\nfoi@northmarch.example\nThe email address you "
            "entered couldn't be found.\n\nDiagnostic information for administrators:\n#550 5.1.10 RESOLVER.ADR."
            "RecipientNotFound; Recipient not found by SMTP address lookup ##",
            "Reporting-MTA: dns;EX01.northmarch.example\n\nFinal-recipient: RFC822;foi@northmarch.example\n"
            "Action: failed\nStatus: 5.1.10\n",
            "<41.b@replies.localhost>",
        ),
        "bounce",
        failed=("foi@northmarch.example",),
        returned="<41.b@replies.localhost>",
    ),
    Sample(
        "Exchange: relayed – no delivery notification was sent",
        _report(
            "Microsoft Outlook <postmaster@northmarch.example>",
            "Relayed: request",
            "Delivery to these recipients or groups is complete, but no delivery notification was sent by the "
            "destination server:\n\nfoi@northmarch.example",
            "Reporting-MTA: dns;EX01.northmarch.example\n\nFinal-recipient: RFC822;foi@northmarch.example\n"
            "Action: relayed\nStatus: 2.0.0\n",
            "<41.c@replies.localhost>",
        ),
        "automatic_reply",
    ),
    Sample(
        "Postfix: delayed mail, still being retried",
        _report(
            "MAILER-DAEMON@mx.example (Mail Delivery System)",
            "Delayed Mail (still being retried)",
            "# THIS IS A WARNING ONLY.  YOU DO NOT NEED TO RESEND YOUR MESSAGE. #\n\nYour message could not be "
            "delivered for more than 4 hour(s).",
            "Reporting-MTA: dns; mx.example\n\nFinal-Recipient: rfc822; foi@northmarch.example\nAction: delayed\n"
            "Status: 4.4.1\nWill-Retry-Until: Sat, 7 Mar 2026 10:00:00 +0000\n",
            "<41.d@replies.localhost>",
        ),
        "delay_notice",
    ),
    Sample(
        "Exim: free text, no report parts",
        f"""From: Mail Delivery System <Mailer-Daemon@relay.example>
{_HEAD}Subject: Mail delivery failed: returning message to sender
X-Failed-Recipients: foi@northmarch.example
Auto-Submitted: auto-replied
Content-Type: text/plain

This message was created automatically by mail delivery software.

A message that you sent could not be delivered to one or more of its
recipients. This is a permanent error. The following address(es) failed:

  foi@northmarch.example
    host mx.northmarch.example [192.0.2.9]
    SMTP error from remote mail server after RCPT TO:<foi@northmarch.example>:
    550 No such user here

------ This is a copy of the message, including all the headers. ------

Return-path: <{_US}>
From: {_US}
To: foi@northmarch.example
Subject: Freedom of Information request
Message-ID: <41.e@replies.localhost>

{_QUESTION}
""",
        "bounce",
        failed=("foi@northmarch.example",),
        returned="<41.e@replies.localhost>",
    ),
    Sample(
        "Exim: warning, delayed 24 hours",
        f"""From: Mail Delivery System <Mailer-Daemon@relay.example>
{_HEAD}Subject: Warning: message 1abcDE-0001xy-2F delayed 24 hours
Auto-Submitted: auto-replied
Content-Type: text/plain

This message was created automatically by mail delivery software.
A message that you sent has not yet been delivered to one or more of its
recipients after more than 24 hours on the queue on relay.example.

The address to which the message has not yet been delivered is:

  foi@northmarch.example
    Delay reason: connection timed out

No action is required on your part. Delivery attempts will continue for
some time.
""",
        "delay_notice",
    ),
    Sample(
        "qmail",
        f"""From: MAILER-DAEMON@relay.example
{_HEAD}Subject: failure notice
Content-Type: text/plain

Hi. This is the qmail-send program at relay.example.
I'm afraid I wasn't able to deliver your message to the following addresses.
This is a permanent error; I've given up. Sorry it didn't work out.

<foi@northmarch.example>:
192.0.2.9 does not like recipient.
Remote host said: 550 5.1.1 unknown

--- Below this line is a copy of the message.

Return-Path: <{_US}>
Message-ID: <41.f@replies.localhost>
Subject: request

{_QUESTION}
""",
        "bounce",
        failed=("foi@northmarch.example",),
        returned="<41.f@replies.localhost>",
    ),
    Sample(
        "sendmail: returned mail, see transcript",
        _report(
            "Mail Delivery Subsystem <MAILER-DAEMON@relay.example>",
            "Returned mail: see transcript for details",
            "The original message was received at Mon, 2 Mar 2026 09:01:11 GMT\n\n   ----- The following addresses "
            "had permanent fatal errors -----\n<foi@northmarch.example>\n    (reason: 550 5.1.1 unknown)\n",
            "Reporting-MTA: dns; relay.example\n\nFinal-Recipient: RFC822; foi@northmarch.example\nAction: failed\n"
            "Status: 5.1.1\n",
            "<41.g@replies.localhost>",
        ),
        "bounce",
        failed=("foi@northmarch.example",),
        returned="<41.g@replies.localhost>",
    ),
    Sample(
        "sendmail: warning, could not send for 4 hours",
        _report(
            "Mail Delivery Subsystem <MAILER-DAEMON@relay.example>",
            "Warning: could not send message for past 4 hours",
            "**********************************************\n**      THIS IS A WARNING MESSAGE ONLY      **\n**  YOU DO NOT NEED TO RESEND YOUR MESSAGE  **",
            "Reporting-MTA: dns; relay.example\n\nFinal-Recipient: RFC822; foi@northmarch.example\nAction: delayed\n"
            "Status: 4.2.0\n",
            "<41.h@replies.localhost>",
        ),
        "delay_notice",
    ),
    Sample(
        "Notes: DELIVERY FAILURE",
        f"""From: Postmaster@northmarch.example
{_HEAD}Subject: DELIVERY FAILURE: User foi (foi@northmarch.example) not listed in Domino Directory
Content-Type: text/plain

Your message

  Subject: Freedom of Information request

was not delivered to:

  foi@northmarch.example

because:

  User foi (foi@northmarch.example) not listed in Domino Directory
""",
        "bounce",
        failed=("foi@northmarch.example",),
    ),
    Sample(
        "GroupWise: mailbox full, its own words",
        f"""From: Mailer-Daemon@northmarch.example
{_HEAD}Subject: Message status - undeliverable
Content-Type: text/plain

The attached file had the following undeliverable recipient(s):
foi@northmarch.example - 452 Mailbox full
""",
        "bounce",
        failed=("foi@northmarch.example",),
    ),
    Sample(
        "Webshield: free text from a gateway",
        f"""From: Guardmail Webshield <webshield@northmarch.example>
{_HEAD}Subject: Your message to foi@northmarch.example was not delivered
Content-Type: text/plain

The message you sent to foi@northmarch.example has been blocked by our content policy and was not delivered.
Reason: attachment type not allowed.
""",
        "bounce",
        failed=("foi@northmarch.example",),
    ),
    Sample(
        "Webshield: held in quarantine for a look",
        f"""From: Mail Gateway <mailsweeper@northmarch.example>
{_HEAD}Subject: Message quarantined
Auto-Submitted: auto-generated
Content-Type: text/plain

An email sent by you has been quarantined and has not been delivered to the intended recipient: foi@northmarch.example.
An administrator may release it.
""",
        "bounce",
    ),
    Sample(
        "Gmail: Delivery Status Notification (Failure)",
        _report(
            "Mail Delivery Subsystem <mailer-daemon@googlemail.example>",
            "Delivery Status Notification (Failure)",
            "** Address not found **\n\nYour message wasn't delivered to foi@northmarch.example because the address "
            "couldn't be found, or is unable to receive mail.",
            "Reporting-MTA: dns; googlemail.example\n\nFinal-Recipient: rfc822; foi@northmarch.example\n"
            "Action: failed\nStatus: 5.1.1\n",
            "<41.i@replies.localhost>",
            "Auto-Submitted: auto-replied\n",
        ),
        "bounce",
        failed=("foi@northmarch.example",),
        returned="<41.i@replies.localhost>",
    ),
    Sample(
        "Gmail: delivery incomplete, will retry",
        _report(
            "Mail Delivery Subsystem <mailer-daemon@googlemail.example>",
            "Delivery Status Notification (Delay)",
            "** Delivery incomplete **\n\nThere was a temporary problem delivering your message to "
            "foi@northmarch.example. Gmail will retry for 45 more hours.",
            "Reporting-MTA: dns; googlemail.example\n\nFinal-Recipient: rfc822; foi@northmarch.example\n"
            "Action: delayed\nStatus: 4.4.1\n",
            "<41.j@replies.localhost>",
        ),
        "delay_notice",
    ),
    Sample(
        "Exchange Online: delivery is delayed, free text and no report",
        _plain(
            "Subject: Delivery delayed:request\nAuto-Submitted: auto-replied\n",
            "Delivery is delayed to these recipients or groups:\n\nfoi@northmarch.example\n\nThis message hasn't been "
            "delivered yet. Delivery will continue to be attempted.\n",
            sender="Microsoft Outlook <postmaster@northmarch.example>",
        ),
        "delay_notice",
    ),
    Sample(
        "Mailbox full, in plain words",
        f"""From: Mail Administrator <postmaster@northmarch.example>
{_HEAD}Subject: Mail System Error - Returned Mail
Content-Type: text/plain

This Message was undeliverable due to the following reason:

The user(s) account is temporarily over quota.

<foi@northmarch.example>

Please reply to <postmaster@northmarch.example> if you feel this message to be in error.
""",
        "bounce",
        failed=("foi@northmarch.example",),
    ),
    Sample(
        "A report of delivery: delivered",
        _report(
            "postmaster@northmarch.example",
            "Delivered: request",
            "Your message has been delivered to the following recipients:\n\nfoi@northmarch.example",
            "Reporting-MTA: dns;EX01.northmarch.example\n\nFinal-recipient: RFC822;foi@northmarch.example\n"
            "Action: delivered\nStatus: 2.1.5\n",
            "<41.k@replies.localhost>",
        ),
        "automatic_reply",
    ),
    Sample(
        "A Welsh bounce text",
        f"""From: Gweinydd Post <postmaster@dyffryn.example>
{_HEAD}Subject: Methwyd danfon: Cais Rhyddid Gwybodaeth
Content-Type: text/plain

Ni ellid danfon eich neges i'r derbynnydd canlynol:

foi@dyffryn.example

550 5.1.1 Recipient not found
""",
        "bounce",
        failed=("foi@dyffryn.example",),
    ),
    Sample(
        "multipart/report without its second part, only words",
        f"""From: <>
{_HEAD}Subject: Delivery Failure
{_REPORT_HEAD}
--b1
Content-Type: text/plain

Could not deliver to <foi@northmarch.example>: mailbox disabled.
--b1--
""",
        "bounce",
        failed=("foi@northmarch.example",),
    ),
    Sample(
        "Too large for the mailbox",
        _report(
            "MAILER-DAEMON@mx.northmarch.example",
            "Undelivered Mail Returned to Sender",
            "<foi@northmarch.example>: message size 31457280 exceeds size limit 10485760",
            "Reporting-MTA: dns; mx\n\nFinal-Recipient: rfc822; foi@northmarch.example\nAction: failed\n"
            "Status: 5.3.4\n",
            "<41.l@replies.localhost>",
        ),
        "bounce",
        failed=("foi@northmarch.example",),
        returned="<41.l@replies.localhost>",
    ),
    Sample(
        "Spam, by two filters that agree",
        _plain(
            "Subject: ***SPAM*** Cheap watches\nX-Spam-Flag: YES\nX-Spam-Status: Yes, score=18.2\n",
            "Buy cheap watches now at http://watches.example\n",
            sender="Deals <deals@watches.example>",
        ),
        "spam",
    ),
)

SAMPLES = _LETTERS + _AUTOMATIC + _BACK
