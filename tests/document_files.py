"""Files for the readers, made here: invented letters by invented bodies."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping, Sequence

import docx
import docx.document
import xlsxwriter
from PIL import Image, ImageDraw, ImageFont
from reportlab.pdfgen import canvas

OPENDOCUMENT_NAMES = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" '
    'xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/"'
)
WORD_NAMES = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
SLIDE_NAMES = (
    'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def pdf(*pages: Sequence[str], title: str | None = None) -> bytes:
    """A PDF with these lines on its pages."""
    file = io.BytesIO()
    drawing = canvas.Canvas(file, invariant=True)
    if title:
        drawing.setTitle(title)
    for lines in pages:
        for number, line in enumerate(lines):
            drawing.drawString(72, 760 - 16 * number, line)
        drawing.showPage()
    drawing.save()
    return file.getvalue()


def picture(text: str, *, form: str = "PNG") -> bytes:
    """A picture of a page with `text` on it, as a scanner gives it."""
    image = Image.new("L", (1240, 1754), 255)
    ImageDraw.Draw(image).text((100, 200), text, fill=0, font=ImageFont.load_default(40))
    file = io.BytesIO()
    image.save(file, form, resolution=150)
    return file.getvalue()


def word(write: Callable[[docx.document.Document], object]) -> bytes:
    """A Word file that `write` has written."""
    document = docx.Document()
    write(document)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def word_of(body: str, **parts: str) -> bytes:
    """A Word file from the XML of its body, and of other parts by their names."""
    members = {
        "[Content_Types].xml": "<Types/>",
        "word/document.xml": f"<w:document {WORD_NAMES}><w:body>{body}</w:body></w:document>",
    }
    members |= {f"word/{name}.xml": f"<w:{name} {WORD_NAMES}>{xml}</w:{name}>" for name, xml in parts.items()}
    return package(members)


def sheets(write: Callable[[xlsxwriter.Workbook], object]) -> bytes:
    """An Excel file that `write` has written."""
    file = io.BytesIO()
    workbook = xlsxwriter.Workbook(file, {"in_memory": True})
    write(workbook)
    workbook.close()
    return file.getvalue()


def opendocument(body: str, *, kind: str = "text", **parts: str) -> bytes:
    """An OpenDocument file from the XML of its body, and of other parts by their names."""
    members = {
        "mimetype": f"application/vnd.oasis.opendocument.{kind}",
        "META-INF/manifest.xml": "<manifest/>",
        "content.xml": (
            f"<office:document-content {OPENDOCUMENT_NAMES}><office:body>{body}</office:body>"
            "</office:document-content>"
        ),
    }
    members |= {
        f"{name}.xml": f"<office:document {OPENDOCUMENT_NAMES}>{xml}</office:document>"
        for name, xml in parts.items()
    }
    return package(members)


def slides(*bodies: str, shown: Sequence[bool] = (), notes: Sequence[str] = ()) -> bytes:
    """A PowerPoint file with these shapes' texts, in this order."""
    order = "".join(f'<p:sldId id="{256 + n}" r:id="rId{n}"/>' for n in range(len(bodies)))
    # the files' names run against the order of the slides, as they do once slides have been moved
    names = [f"slide{len(bodies) - n}.xml" for n in range(len(bodies))]
    members = {
        "[Content_Types].xml": "<Types/>",
        "ppt/presentation.xml": f"<p:presentation {SLIDE_NAMES}><p:sldIdLst>{order}</p:sldIdLst></p:presentation>",
        "ppt/_rels/presentation.xml.rels": "<Relationships>"
        + "".join(
            f'<Relationship Id="rId{n}" Type="{_RELATION}/slide" Target="slides/{name}"/>'
            for n, name in enumerate(names)
        )
        + "</Relationships>",
    }
    for n, (name, body) in enumerate(zip(names, bodies, strict=True)):
        show = "" if not shown or shown[n] else ' show="0"'
        members[f"ppt/slides/{name}"] = f"<p:sld {SLIDE_NAMES}{show}><p:cSld>{body}</p:cSld></p:sld>"
        if n < len(notes):
            members[f"ppt/slides/_rels/{name}.rels"] = (
                f'<Relationships><Relationship Id="r" Type="{_RELATION}/notesSlide" '
                f'Target="../notesSlides/notes{n}.xml"/></Relationships>'
            )
            members[f"ppt/notesSlides/notes{n}.xml"] = f"<p:notes {SLIDE_NAMES}>{notes[n]}</p:notes>"
    return package(members)


def package(members: Mapping[str, str | bytes]) -> bytes:
    """A zip file with these members."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            kind = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            archive.writestr(name, content, kind)
    return file.getvalue()
