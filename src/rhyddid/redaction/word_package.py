"""A new, plain Word file: blocks of XML in, its bytes out. Nothing is in it but what is given here."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass, field

from PIL import Image

_MAIN = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006"
_NAMES = f'xmlns:w="{_MAIN}" xmlns:r="{_RELATION}" xmlns:wp="{_DRAWING}/wordprocessingDrawing"'
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_STAMP = (2000, 1, 1, 0, 0, 0)
_BORDERS = "".join(
    f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="auto"/>'
    for side in ("top", "left", "bottom", "right", "insideH", "insideV")
)
_STYLES = (
    f"{_HEAD}<w:styles {_NAMES}>"
    '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>'
    + "".join(
        f'<w:style w:type="paragraph" w:styleId="Heading{level}"><w:name w:val="heading {level}"/>'
        f'<w:basedOn w:val="Normal"/><w:pPr><w:keepNext/><w:spacing w:before="240" w:after="80"/>'
        f'<w:outlineLvl w:val="{level - 1}"/></w:pPr><w:rPr><w:b/><w:sz w:val="{36 - 3 * level}"/></w:rPr></w:style>'
        for level in range(1, 7)
    )
    + '<w:style w:type="table" w:styleId="Grid"><w:name w:val="Table Grid"/><w:tblPr><w:tblBorders>'
    + f"{_BORDERS}</w:tblBorders></w:tblPr></w:style></w:styles>"
)


@dataclass(frozen=True, slots=True)
class NewPicture:
    """A picture of the new file: its place among them, and its size in pixels."""

    number: int
    width: int
    height: int


@dataclass
class WordPackage:
    """What the new file is made of: blocks (`<w:p>`, `<w:tbl>`) as text."""

    body: list[str] = field(default_factory=list)
    headers: list[str] = field(default_factory=list)
    footers: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    _pictures: list[bytes] = field(default_factory=list)

    def add_picture(self, png: bytes) -> NewPicture:
        """Keep a picture for `drawing`."""
        with Image.open(io.BytesIO(png)) as image:
            width, height = image.size
        self._pictures.append(png)
        return NewPicture(len(self._pictures), width, height)

    def drawing(self, picture: NewPicture, extent: tuple[int, int]) -> str:
        """The element that shows a picture, so large (in EMU)."""
        across, down = extent
        number = picture.number
        return (
            f'<w:drawing><wp:inline><wp:extent cx="{across}" cy="{down}"/><wp:docPr id="{number}" name="Picture {number}"/>'
            f'<a:graphic xmlns:a="{_DRAWING}/main"><a:graphicData uri="{_DRAWING}/picture">'
            f'<pic:pic xmlns:pic="{_DRAWING}/picture"><pic:nvPicPr><pic:cNvPr id="{number}" name="Picture {number}"/>'
            f'<pic:cNvPicPr/></pic:nvPicPr><pic:blipFill><a:blip r:embed="p{number}"/><a:stretch><a:fillRect/>'
            f'</a:stretch></pic:blipFill><pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{across}" cy="{down}"/>'
            '</a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic>'
            "</wp:inline></w:drawing>"
        )

    def packed(self) -> bytes:
        """The file."""
        pictures = "".join(
            f'<Relationship Id="p{number}" Type="{_RELATION}/image" Target="media/picture{number}.png"/>'
            for number in range(1, len(self._pictures) + 1)
        )
        relations = [f'<Relationship Id="s" Type="{_RELATION}/styles" Target="styles.xml"/>', pictures]
        types = [f'<Override PartName="/word/document.xml" ContentType="{_TYPE}.document.main+xml"/>']
        types.append(f'<Override PartName="/word/styles.xml" ContentType="{_TYPE}.styles+xml"/>')
        parts: dict[str, str | bytes] = {"word/styles.xml": _STYLES}
        section = ""
        # one header and one footer, with what any of the old ones says
        for stem, tag, blocks in (("header", "hdr", self.headers), ("footer", "ftr", self.footers)):
            if blocks:
                content = "".join(dict.fromkeys(blocks))
                parts[f"word/{stem}.xml"] = f"{_HEAD}<w:{tag} {_NAMES}>{content}</w:{tag}>"
                parts[f"word/_rels/{stem}.xml.rels"] = _relationships(pictures)
                relations.append(f'<Relationship Id="{tag}" Type="{_RELATION}/{stem}" Target="{stem}.xml"/>')
                types.append(f'<Override PartName="/word/{stem}.xml" ContentType="{_TYPE}.{stem}+xml"/>')
                section += f'<w:{stem}Reference w:type="default" r:id="{tag}"/>'
        body = "".join([*self.body, *self.notes]) or "<w:p/>"
        parts["word/document.xml"] = (
            f"{_HEAD}<w:document {_NAMES}><w:body>{body}<w:sectPr>{section}"
            '<w:pgSz w:w="11906" w:h="16838"/></w:sectPr></w:body></w:document>'
        )
        parts["word/_rels/document.xml.rels"] = _relationships("".join(relations))
        parts["_rels/.rels"] = _relationships(
            f'<Relationship Id="d" Type="{_RELATION}/officeDocument" Target="word/document.xml"/>'
        )
        for number, picture in enumerate(self._pictures, 1):
            parts[f"word/media/picture{number}.png"] = picture
        content_types = (
            f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types"><Default Extension="png" ContentType="image/png"/>'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Default Extension="xml" ContentType="application/xml"/>{"".join(types)}</Types>'
        )
        file = io.BytesIO()
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, part in {"[Content_Types].xml": content_types, **parts}.items():
                archive.writestr(zipfile.ZipInfo(name, _STAMP), part, zipfile.ZIP_DEFLATED)
        return file.getvalue()


def _relationships(content: str) -> str:
    return f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{content}</Relationships>'
