"""Opening letters: whatever one came in, a reader gets its text, its folds and the pages beside it."""

from __future__ import annotations

import datetime as dt
import io

import docx
import pytest
from reportlab.pdfgen import canvas

from rhyddid.letters.letter import FoldedSpan, Letter, LetterAttachment, LetterPage
from rhyddid.letters.open_letter import UnreadableLetter, letter_from_mail, letter_from_text, open_letter
from rhyddid.mail.mail import Address, Body, Fold, Mail, MailAttachment

REPLY = "Dear Ms Example\n\nWe do not hold this information.\n\nYours sincerely\nA Clerk\n"
QUOTED = REPLY + "\n> Dear Brynglas Council\n> How many cameras do you have?\n"


def _pdf(*pages: str) -> bytes:
    file = io.BytesIO()
    drawing = canvas.Canvas(file)
    for text in pages:
        for number, line in enumerate(text.splitlines()):
            drawing.drawString(72, 760 - 16 * number, line)
        drawing.showPage()
    drawing.save()
    return file.getvalue()


def _word(*paragraphs: str) -> bytes:
    file = io.BytesIO()
    document = docx.Document()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    document.save(file)
    return file.getvalue()


def _mail(text: str, *attachments: MailAttachment, folded: tuple[Fold, ...] = ()) -> Mail:
    return Mail(
        message_id="<1@brynglas.example>",
        subject="Re: Cameras",
        sender=Address("FOI Team", "foi@brynglas.example"),
        reply_to=(),
        to=(),
        cc=(),
        recipients=(),
        date=dt.datetime(2021, 8, 25, 9, 30, tzinfo=dt.UTC),
        kind="letter",
        failed_recipients=(),
        can_reply=True,
        in_reply_to=(),
        references=(),
        body=Body(text, folded=folded),
        attachments=attachments,
        defects=("no final boundary",),
        headers=(),
    )


def _folded(letter: Letter) -> list[tuple[str, str]]:
    return [(letter.text[fold.start : fold.end].strip(), fold.why) for fold in letter.folded]


def test_text_is_folded() -> None:
    letter = letter_from_text(QUOTED)
    assert letter.text == QUOTED
    assert ("> Dear Brynglas Council\n> How many cameras do you have?", "quote") in _folded(letter)
    assert letter.mail_kind is None


def test_text_file_is_its_text() -> None:
    assert open_letter(QUOTED.encode(), filename="reply.txt") == letter_from_text(QUOTED)


@pytest.mark.parametrize(
    ("data", "name", "text"),
    [
        (
            _pdf("Dear Ms Example\nWe hold none.", "Annex"),
            "reply.pdf",
            "Dear Ms Example\nWe hold none.\nAnnex",
        ),
        (_pdf("Dear Ms Example\nWe hold none."), None, "Dear Ms Example\nWe hold none."),
        (_word("Dear Ms Example", "We hold none."), "reply.docx", "Dear Ms Example\nWe hold none."),
        (_word("Dear Ms Example", "We hold none."), "reply.bin", "Dear Ms Example\nWe hold none."),
        (b"<html><p>Dear Ms Example<p>We hold none.", "reply.html", "Dear Ms Example\n\nWe hold none."),
        (rb"{\rtf1\ansi Dear Ms Example\par We hold none.}", "reply.rtf", "Dear Ms Example\nWe hold none."),
    ],
)
def test_document_that_is_the_letter_gives_its_text(data: bytes, name: str | None, text: str) -> None:
    letter = open_letter(data, filename=name)
    assert (letter.text, letter.attachments, letter.mail_kind) == (text, (), None)


def test_mail_gives_its_body_and_its_attachments_pages() -> None:
    pdf = _pdf("Dear Ms Example\nWe hold none.", "Annex")
    attachment = MailAttachment("reply.pdf", "application/octet-stream", pdf, "ab" * 32)
    picture = MailAttachment(None, "image/png", b"\x89PNG\r\n\x1a\nbroken", "cd" * 32)
    letter = letter_from_mail(
        _mail(
            "Please see attached.\n-- \nA Clerk\n", attachment, picture, folded=(Fold(21, 33, "signature"),)
        )
    )
    assert letter == Letter(
        text="Please see attached.\n-- \nA Clerk\n",
        folded=(FoldedSpan(21, 33, "signature"),),
        attachments=(
            LetterAttachment(
                sha256="ab" * 32,
                filename="reply.pdf",
                content_type="application/octet-stream",
                size=len(pdf),
                pages=(LetterPage(1, "Dear Ms Example\nWe hold none."), LetterPage(2, "Annex")),
            ),
            LetterAttachment("cd" * 32, None, "image/png", 14),
        ),
        mail_kind="letter",
        subject="Re: Cameras",
        sender="foi@brynglas.example",
        sent_at=dt.datetime(2021, 8, 25, 9, 30, tzinfo=dt.UTC),
        defects=("no final boundary",),
    )


def test_raw_mail_is_opened_as_mail_whatever_its_name() -> None:
    raw = (
        b"Received: from mail.brynglas.example by post.example; Wed, 25 Aug 2021 09:30:00 +0000\r\n"
        b"Message-ID: <1@brynglas.example>\r\nFrom: FOI Team <foi@brynglas.example>\r\nSubject: Re: Cameras\r\n"
        b"MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n" + REPLY.encode()
    )
    for name in ("reply.eml", "reply.txt", None):
        letter = open_letter(raw, filename=name)
        assert letter.text.strip() == REPLY.strip()
        assert (letter.mail_kind, letter.subject, letter.sender) == (
            "letter",
            "Re: Cameras",
            "foi@brynglas.example",
        )


@pytest.mark.parametrize(
    ("data", "name", "said"),
    [
        (b"", "reply.txt", "reply.txt cannot be read as a letter. The file is empty."),
        (b" \n", None, "This cannot be read as a letter. The file is empty."),
        (
            bytes(range(256)) * 8,
            "reply.bin",
            "reply.bin cannot be read as a letter. The file is of no kind that",
        ),
        (b"%PDF-1.4 broken", "reply.pdf", "reply.pdf cannot be read as a letter. The PDF is damaged"),
        (_word(""), "reply.docx", "reply.docx cannot be read as a letter. It holds no text."),
        (b"", "reply.eml", "reply.eml cannot be read as a letter."),
    ],
)
def test_what_cannot_be_read_says_what_is_wrong_and_what_to_do(
    data: bytes, name: str | None, said: str
) -> None:
    with pytest.raises(UnreadableLetter) as raised:
        open_letter(data, filename=name)
    assert str(raised.value).startswith(said)
    assert str(raised.value).endswith("Give it as a text, mail, PDF or Word file.")


def test_one_file_attached_twice_is_read_once_and_listed_twice() -> None:
    attachment = MailAttachment("a.txt", "text/plain", b"We hold none.", "ef" * 32)
    letter = letter_from_mail(_mail("", attachment, attachment))
    assert [page.text for each in letter.attachments for page in each.pages] == [
        "We hold none.",
        "We hold none.",
    ]
