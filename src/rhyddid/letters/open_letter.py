"""Bytes or text to one Letter: plain text, mail, PDF, Word, HTML and the rest, each told by its content."""

from __future__ import annotations

from rhyddid.documents.document import DEFAULT_LIMITS, Document, Limits
from rhyddid.documents.kind_of import kind_of
from rhyddid.documents.read_document import read_document
from rhyddid.letters.letter import FoldedSpan, Letter, LetterAttachment, LetterPage
from rhyddid.mail.fold import fold
from rhyddid.mail.mail import Fold, Mail, MailAttachment
from rhyddid.wording import Wording, gettext_noop


class UnreadableLetter(Exception):
    """A letter holds nothing that can be read; `wording` says what is wrong with it and what to do."""

    def __init__(self, wording: Wording) -> None:
        super().__init__(wording.render())
        self.wording = wording


def open_letter(data: bytes, *, filename: str | None = None, limits: Limits = DEFAULT_LIMITS) -> Letter:
    """The letter in `data`. Raises `UnreadableLetter` where there is nothing to read in it.

    Where the letter is a mail, `text` is its body and its files are attachments; where it is a document, `text` is
    the document's.
    """
    if kind_of(data, filename=filename) == "mail":
        from rhyddid.mail.parse import parse  # slow import, which letters in text and documents do without

        mail = parse(data)
        if mail.sender is None and not mail.headers and not mail.body.text.strip() and not mail.attachments:
            raise _unreadable(
                filename, gettext_noop("It is named as a mail, but holds neither headers nor text.")
            )
        return letter_from_mail(mail, limits=limits)
    document = read_document(data, filename=filename, limits=limits)
    if not document.text.strip():
        raise _unreadable(filename, *document.defects)
    text = document.text
    return Letter(text=text, folded=_folds(fold(text)), defects=document.defects)


def letter_from_text(text: str) -> Letter:
    """The letter whose whole text is `text`, as it was typed or pasted."""
    return Letter(text=text, folded=_folds(fold(text)))


def letter_from_mail(mail: Mail, *, limits: Limits = DEFAULT_LIMITS) -> Letter:
    """The letter that a mail is: its body as it stands, and each attachment's pages beside it."""
    read: dict[str, Document] = {}
    attachments = tuple(_attachment(attachment, read, limits) for attachment in mail.attachments)
    return Letter(
        text=mail.body.text,
        folded=_folds(mail.body.folded),
        attachments=attachments,
        mail_kind=mail.kind,
        subject=mail.subject or None,
        sender=mail.sender.address if mail.sender else None,
        sent_at=mail.date,
        defects=mail.defects,
    )


def _attachment(attachment: MailAttachment, read: dict[str, Document], limits: Limits) -> LetterAttachment:
    document = read.get(attachment.sha256)
    if document is None:
        document = read_document(
            attachment.data,
            filename=attachment.filename,
            content_type=attachment.content_type,
            limits=limits,
        )
        read[attachment.sha256] = document
    return LetterAttachment(
        sha256=attachment.sha256,
        filename=attachment.filename,
        content_type=attachment.content_type,
        size=attachment.size,
        pages=_pages(document),
    )


def _pages(document: Document) -> tuple[LetterPage, ...]:
    return tuple(LetterPage(page.number, page.text) for page in document.pages)


def _folds(folds: tuple[Fold, ...]) -> tuple[FoldedSpan, ...]:
    return tuple(FoldedSpan(one.start, one.end, one.why) for one in folds)


def _unreadable(filename: str | None, *reasons: str) -> UnreadableLetter:
    why = Wording(reasons[0] if reasons else gettext_noop("It holds no text."))
    if filename is None:
        message = gettext_noop(
            "This cannot be read as a letter. {why} Give it as a text, mail, PDF or Word file."
        )
        return UnreadableLetter(Wording(message, {"why": why}))
    message = gettext_noop(
        "{file} cannot be read as a letter. {why} Give it as a text, mail, PDF or Word file."
    )
    return UnreadableLetter(Wording(message, {"file": filename, "why": why}))
