"""Letters that come as a file: PDF, Word, Excel, winmail.dat, or a message inside a message."""

from __future__ import annotations

import dataclasses
import random
from email.utils import format_datetime

from rhyddid.mail.compose import Enclosure, compose
from rhyddid.rehearsal.simulated.carriers_outlook import carry_with_file
from rhyddid.rehearsal.simulated.carriers_plain import carry_plain
from rhyddid.rehearsal.simulated.letter_blocks import Block, Paragraph, plain_text
from rhyddid.rehearsal.simulated.letter_wording import write_letter
from rhyddid.rehearsal.simulated.mime_parts import encoded, file_part, multipart, part, text_part
from rhyddid.rehearsal.simulated.office_writing import write_docx, write_xlsx
from rhyddid.rehearsal.simulated.outgoing import MARK, Carried, Outgoing
from rhyddid.rehearsal.simulated.pdf_writing import write_pdf
from rhyddid.rehearsal.simulated.tnef_writing import write_tnef
from rhyddid.rehearsal.simulated.written_dates import written_date

_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def carry_pdf(outgoing: Outgoing) -> Carried:
    """A clean mail with the letter in PDF; every other sender calls the file mere bytes."""
    data = write_pdf(_on_paper(outgoing), foot=outgoing.notice, title=f"Reply {outgoing.reference}")
    filename = f"{outgoing.file_stem}.pdf"
    content_type = "application/octet-stream" if outgoing.authority.turn % 2 else "application/pdf"
    raw = compose(
        sender=outgoing.sender,
        to=[outgoing.to],
        subject=outgoing.subject,
        text="\n\n".join([plain_text(outgoing.cover), *outgoing.small_print]),
        message_id=outgoing.message_id,
        date=outgoing.sent_at,
        in_reply_to=outgoing.in_reply_to,
        references=outgoing.references,
        attachments=[Enclosure(filename, content_type, data)],
        headers=MARK,
        language=outgoing.language,
    )
    return Carried(raw, answers_in="attachment", attachments=(filename,))


def carry_docx(outgoing: Outgoing) -> Carried:
    """An Exchange mail with the letter in Word."""
    data = write_docx(_on_paper(outgoing), foot=outgoing.notice)
    return carry_with_file(outgoing, outgoing.cover, data=data, content_type=_DOCX, ending="docx")


def carry_xlsx(outgoing: Outgoing) -> Carried:
    """An Exchange mail whose letter leaves the answers to a sheet."""
    data = write_xlsx(outgoing.answer_table, foot=outgoing.notice, written_on=outgoing.sent_at.date())
    return carry_with_file(outgoing, outgoing.blocks, data=data, content_type=_XLSX, ending="xlsx")


def carry_tnef(outgoing: Outgoing) -> Carried:
    """The letter's text is in winmail.dat only; the mail's own text is blank."""
    data = write_tnef(subject=outgoing.subject, body=plain_text(outgoing.blocks))
    return Carried(_with_winmail(outgoing, data))


def carry_tnef_attachment(outgoing: Outgoing) -> Carried:
    """winmail.dat holds a covering note and the letter in Word."""
    filename = f"{outgoing.file_stem}.docx"
    letter = write_docx(_on_paper(outgoing), foot=outgoing.notice)
    data = write_tnef(subject=outgoing.subject, body=plain_text(outgoing.cover), files=[(filename, letter)])
    return Carried(_with_winmail(outgoing, data), answers_in="attachment", attachments=(filename,))


def carry_forwarded(outgoing: Outgoing) -> Carried:
    """A note from the post room, and the reply as a message/rfc822 in it."""
    inner_id = outgoing.message_id.replace("<", "<inner.", 1)
    inner = carry_plain(dataclasses.replace(outgoing, message_id=inner_id)).raw
    note = write_letter(
        "forwarding_note", {"authority": outgoing.authority.name}, rng=random.Random(outgoing.message_id)
    )
    text = plain_text((Paragraph(outgoing.notice), *note.blocks))
    headers = outgoing.headers | {
        "From": f'"Post room (simulated)" <post@{outgoing.authority.domain}>',
        "Subject": f"FW: {outgoing.subject}",
        "X-Forwarded-At": format_datetime(outgoing.sent_at),
    }
    parts = [
        text_part(text, subtype="plain", charset="us-ascii", encoding="7bit"),
        part({"Content-Type": "message/rfc822", "Content-Disposition": "attachment"}, inner),
    ]
    return Carried(multipart(headers, "mixed", parts, seed=outgoing.message_id), answers_in="inner_message")


def _with_winmail(outgoing: Outgoing, data: bytes) -> bytes:
    blank = part(
        {"Content-Type": 'text/plain; charset="us-ascii"', "Content-Transfer-Encoding": "7bit"},
        encoded(b"\r\n", "7bit"),
    )
    winmail = file_part(data, content_type="application/ms-tnef", filename="winmail.dat")
    headers = outgoing.headers | {"X-MS-TNEF-Correlator": outgoing.message_id}
    return multipart(headers, "mixed", [blank, winmail], seed=outgoing.message_id)


def _on_paper(outgoing: Outgoing) -> tuple[Block, ...]:
    """The letter under a heading with the authority and the date."""
    day = written_date(outgoing.sent_at.date(), style="cy" if outgoing.language == "cy" else "long")
    name = outgoing.authority.name_cy if outgoing.language == "cy" else outgoing.authority.name
    notice, *rest = outgoing.blocks
    return (notice, Paragraph(f"{name}\n{outgoing.persona.office}", strong=True), Paragraph(day), *rest)
