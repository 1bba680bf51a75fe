"""Simulated letters as Word and Excel files. Comes in: blocks. Goes out: the file's bytes, the same every time."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Sequence
from xml.sax.saxutils import escape

import xlsxwriter

from rhyddid.rehearsal.simulated.letter_blocks import Block, Table

_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


def write_docx(blocks: Sequence[Block], *, foot: str) -> bytes:
    """The smallest package that Word opens: a document with a footer."""
    body = "".join(
        _word_table(block) if isinstance(block, Table) else _word_paragraph(block.text, strong=block.strong)
        for block in blocks
    )
    document = (
        f'<w:document xmlns:w="{_WORD}" xmlns:r="{_OFFICE}"><w:body>{body}'
        '<w:sectPr><w:footerReference w:type="default" r:id="rId1"/></w:sectPr></w:body></w:document>'
    )
    types = "".join(
        f'<Override PartName="/word/{part}.xml"'
        f' ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.{kind}+xml"/>'
        for part, kind in (("document", "document.main"), ("footer1", "footer"))
    )
    return _package(
        {
            "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f"{types}</Types>",
            "_rels/.rels": _relationship("officeDocument", "word/document.xml"),
            "word/document.xml": document,
            "word/_rels/document.xml.rels": _relationship("footer", "footer1.xml"),
            "word/footer1.xml": f'<w:ftr xmlns:w="{_WORD}">{_word_paragraph(foot, strong=False)}</w:ftr>',
        }
    )


def write_xlsx(table: Table, *, foot: str, written_on: dt.date) -> bytes:
    """One sheet: the table, and below it the foot."""
    out = io.BytesIO()
    workbook = xlsxwriter.Workbook(out, {"in_memory": True})
    workbook.set_properties({"created": dt.datetime.combine(written_on, dt.time(9)), "comments": foot})
    sheet = workbook.add_worksheet("Response")
    bold = workbook.add_format({"bold": True})
    wrapped = workbook.add_format({"text_wrap": True, "valign": "top"})
    sheet.set_column(1, 2, 50)
    for row_number, row in enumerate(table.rows):
        for column, cell in enumerate(row):
            sheet.write_string(row_number, column, cell, bold if row_number == 0 else wrapped)
    sheet.write_string(len(table.rows) + 1, 0, foot)
    workbook.close()
    return out.getvalue()


def _word_paragraph(text: str, *, strong: bool) -> str:
    weight = "<w:rPr><w:b/></w:rPr>" if strong else ""
    runs = "<w:br/>".join(f'<w:t xml:space="preserve">{escape(line)}</w:t>' for line in text.split("\n"))
    return f"<w:p><w:r>{weight}{runs}</w:r></w:p>"


def _word_table(table: Table) -> str:
    rows = "".join(
        "<w:tr>"
        + "".join(f"<w:tc>{_word_paragraph(cell, strong=number == 0)}</w:tc>" for cell in row)
        + "</w:tr>"
        for number, row in enumerate(table.rows)
    )
    columns = "<w:gridCol/>" * len(table.rows[0])
    return f"<w:tbl><w:tblPr/><w:tblGrid>{columns}</w:tblGrid>{rows}</w:tbl>"


def _relationship(kind: str, target: str) -> str:
    return (
        f'<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{_OFFICE}/{kind}" Target="{target}"/></Relationships>'
    )


def _package(parts: dict[str, str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), _DECLARATION + content)
    return out.getvalue()
