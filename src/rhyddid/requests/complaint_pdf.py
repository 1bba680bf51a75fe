"""The bundle of a complaint as one PDF: a contents page with links, then the parts in the order a regulator reads them.

In: a ComplaintBundle and a language. Out: bytes. The font is in the package, so that Welsh letters are there everywhere.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import as_file, files
from typing import Any
from xml.sax.saxutils import escape
from zoneinfo import ZoneInfo

from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from reportlab.lib import colors
from reportlab.lib.enums import TA_LEFT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import (
    BaseDocTemplate,
    Flowable,
    Frame,
    PageBreak,
    PageTemplate,
    Paragraph,
    Spacer,
    Table,
    TableStyle,
)
from reportlab.platypus.tableofcontents import TableOfContents

from rhyddid.authorities.regimes import law_name
from rhyddid.law.terms import spoken
from rhyddid.requests.citations import cited
from rhyddid.requests.complaint_bundle import BundledLetter, ComplaintBundle
from rhyddid.requests.event_words import event_told
from rhyddid.requests.file_models import Hold
from rhyddid.requests.models import Direction

_FONT, _BOLD = "RhyddidSans", "RhyddidSansBold"
_BODY = ParagraphStyle("body", fontName=_FONT, fontSize=9.5, leading=14, alignment=TA_LEFT, spaceAfter=4)
_QUIET = ParagraphStyle("quiet", parent=_BODY, fontSize=8.5, leading=12, textColor=colors.HexColor("#4a5650"))
_TITLE = ParagraphStyle("title", parent=_BODY, fontName=_BOLD, fontSize=18, leading=24, spaceAfter=10)
_PART = ParagraphStyle(
    "part", parent=_BODY, fontName=_BOLD, fontSize=14, leading=19, spaceBefore=4, spaceAfter=8
)
_LETTER = ParagraphStyle(
    "letter", parent=_BODY, fontName=_BOLD, fontSize=11, leading=15, spaceBefore=10, spaceAfter=4
)
_CONTENTS = (
    ParagraphStyle("contents", parent=_BODY, fontName=_BOLD, spaceBefore=4),
    ParagraphStyle("contents2", parent=_BODY, leftIndent=14),
)
_LEVELS = {"part": 0, "letter": 1}
# beyond this a letter goes on in the thread itself; a regulator reads no novel
_LONGEST = 200_000


def complaint_pdf(bundle: ComplaintBundle, language: str = "en") -> bytes:
    """The PDF, in `language`; letters stand in the language they were written in."""
    _fonts()
    with translation.override(language):
        out = io.BytesIO()
        title = _("Complaint about %(authority)s") % {"authority": bundle.request.authority.name}
        document = _Bundle(out, title=title, subject=bundle.request.subject, lang=language)
        document.multiBuild(list(_story(bundle, title, language)))
        return out.getvalue()


@cache
def _fonts() -> None:
    for name, file in ((_FONT, "DejaVuSans.ttf"), (_BOLD, "DejaVuSans-Bold.ttf")):
        with as_file(files("rhyddid.requests") / "fonts" / file) as path:
            pdfmetrics.registerFont(TTFont(name, str(path)))
    pdfmetrics.registerFontFamily(_FONT, normal=_FONT, bold=_BOLD, italic=_FONT, boldItalic=_BOLD)


class _Bundle(BaseDocTemplate):  # type: ignore[misc]
    """A document that notes its headings for the contents page, and writes the number on every page."""

    def __init__(self, out: io.BytesIO, *, title: str, subject: str, lang: str) -> None:
        super().__init__(
            out,
            pagesize=A4,
            leftMargin=22 * mm,
            rightMargin=22 * mm,
            topMargin=20 * mm,
            bottomMargin=20 * mm,
            title=title,
            subject=subject,
            lang=lang,
        )
        frame = Frame(self.leftMargin, self.bottomMargin, self.width, self.height, id="page")
        self.addPageTemplates(PageTemplate("page", [frame], onPage=_page_number))

    def beforeDocument(self) -> None:
        self._headings = 0

    def afterFlowable(self, flowable: Flowable) -> None:
        level = _LEVELS.get(getattr(getattr(flowable, "style", None), "name", ""))
        if level is None:
            return
        self._headings += 1
        key = f"heading-{self._headings}"
        text = flowable.getPlainText()
        self.canv.bookmarkPage(key)
        self.canv.addOutlineEntry(text, key, level=level, closed=False)
        self.notify("TOCEntry", (level, escape(text), self.page, key))


def _page_number(canvas: Any, document: Any) -> None:
    canvas.saveState()
    canvas.setFont(_FONT, 8)
    canvas.drawRightString(A4[0] - 22 * mm, 12 * mm, str(document.page))
    canvas.restoreState()


def _story(bundle: ComplaintBundle, title: str, language: str) -> Iterator[Flowable]:
    request = bundle.request
    yield _text(title, _TITLE)
    yield from _facts(bundle, language)
    yield Spacer(1, 8)
    yield _text(_("Contents"), ParagraphStyle("contents-head", parent=_PART))
    contents = TableOfContents(levelStyles=list(_CONTENTS), dotsMinLevel=0)
    yield contents
    if bundle.complaint:
        yield PageBreak()
        yield _text(_("The complaint"), _PART)
        yield from _letter_text(bundle.complaint)
    yield PageBreak()
    yield _text(_("Timeline"), _PART)
    yield _table([(_day(event.day), event_told(event)) for event in bundle.events])
    if bundle.clock is not None:
        yield _text(_("Dates, and the law they come from"), _PART)
        yield _table(
            [
                (_day(step.date), f"{step.what.render(language)}{f' ({step.cite})' if step.cite else ''}")
                for step in bundle.clock.steps
            ]
        )
        for warning in bundle.clock.warnings:
            yield _text(warning.render(language), _QUIET)
        calendar = {"name": bundle.clock.calendar.id, "version": bundle.clock.calendar.version}
        yield _text(_("Calendar %(name)s, version %(version)s.") % calendar, _QUIET)
    if bundle.notice is not None:
        yield from _notice(bundle, language)
    yield PageBreak()
    yield _text(_("The letters"), _PART)
    for number, letter in enumerate(bundle.letters, start=1):
        yield from _letter(number, letter, request.authority.time_zone)
    if any(letter.files for letter in bundle.letters):
        yield PageBreak()
        yield _text(_("Files that came or went with the letters"), _PART)
        yield _table(
            [row for number, letter in enumerate(bundle.letters, start=1) for row in _files(number, letter)]
        )


def _facts(bundle: ComplaintBundle, language: str) -> Iterator[Flowable]:
    request = bundle.request
    rows = [
        (_("Request"), request.subject),
        (_("Authority"), request.authority.name),
        (_("Their reference"), request.authority_reference),
        (_("Law"), law_name(request.regime, language)),
        (_("Put together on"), spoken(bundle.made_on).render(language)),
    ]
    yield _table([(name, value) for name, value in rows if value], bold=True)


def _notice(bundle: ComplaintBundle, language: str) -> Iterator[Flowable]:
    notice = bundle.notice
    if notice is None:
        return
    yield _text(_("The refusal notice against the law’s rules"), _PART)
    if notice.provisions:
        named = ", ".join(dict.fromkeys(cited(each.law, each.provision) for each in notice.provisions))
        yield _text(_("Relied on: %(provisions)s") % {"provisions": named}, _BODY)
    yield _table(
        [
            (
                f"{_('Met') if check.met else _('Not met')}: {cited(check.rule.law, check.rule.id)}"
                if check.rule.kind == "law"
                else (_("Met") if check.met else _("Not met")),
                check.why.render(language),
            )
            for check in notice.checks
        ]
    )
    yield _text(_("Found by software in the words of the notice: read it against the letter."), _QUIET)


def _letter(number: int, letter: BundledLetter, time_zone: str) -> Iterator[Flowable]:
    message = letter.message
    at = message.received_at.astimezone(ZoneInfo(time_zone))
    who = _("To the authority") if message.direction == Direction.OUT else _("From the authority")
    yield _text(f"{number}. {who}, {date_format(at, 'j F Y')}", _LETTER)
    head = [message.sender_name, message.sender_address, message.subject, date_format(at, "j F Y, H:i")]
    yield _text(" · ".join(part for part in head if part), _QUIET)
    yield from _letter_text(message.text or _("The letter has no text of its own."))
    if letter.files:
        named = ", ".join(_named(file) for file in letter.files)
        yield _text(_("Files: %(names)s") % {"names": named}, _QUIET)


def _files(number: int, letter: BundledLetter) -> Iterator[tuple[str, str]]:
    for file in letter.files:
        size = _("%(count)s bytes") % {"count": file.size}
        yield (
            _("Letter %(number)s") % {"number": number},
            f"{_named(file)} · {file.content_type} · {size} · SHA-256 {file.sha256}",
        )


def _named(file: Any) -> str:
    """The file's name; of one that is withheld, no more than that it is."""
    check = getattr(file, "file_check", None)
    is_free = check is None or check.hold == Hold.FREE
    return (file.filename or _("file")) if is_free else _("a file that is withheld until somebody decides")


def _letter_text(text: str) -> Iterator[Flowable]:
    for paragraph in text[:_LONGEST].replace("\r\n", "\n").split("\n\n"):
        if paragraph.strip():
            yield _text(paragraph.strip("\n"), _BODY)


def _table(rows: Sequence[tuple[str, str]], *, bold: bool = False) -> Table:
    first = ParagraphStyle("name", parent=_BODY, fontName=_BOLD) if bold else _BODY
    cells = [[_text(name, first), _text(value, _BODY)] for name, value in rows] or [["", ""]]
    table = Table(cells, colWidths=[44 * mm, None], splitByRow=1, splitInRow=1)
    table.setStyle(
        TableStyle(
            [
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
                ("LINEBELOW", (0, 0), (-1, -1), 0.4, colors.HexColor("#c9d2cd")),
                ("LEFTPADDING", (0, 0), (-1, -1), 0),
            ]
        )
    )
    return table


def _text(text: str, style: ParagraphStyle) -> Paragraph:
    plain = "".join(each for each in text if each >= " " or each in "\n\t")
    return Paragraph(escape(plain).replace("\n", "<br/>"), style)


def _day(day: Any) -> str:
    return date_format(day, "j F Y")
