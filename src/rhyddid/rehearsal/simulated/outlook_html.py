"""Blocks as the HTML that Word writes into mail: a long stylesheet, MsoNormal everywhere, o:p, conditional comments."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from rhyddid.rehearsal.simulated.letter_blocks import Block, Table

_FONTS = ("Cambria Math", "Calibri", "Calibri Light", "Segoe UI", "Aptos", "Verdana", "Tahoma")
_STYLES = (
    "MsoNormal",
    "MsoListParagraph",
    "MsoHeader",
    "MsoFooter",
    "MsoPlainText",
    "msonormal0",
    "xmsonormal",
)


def outlook_page(body: str) -> str:
    """A whole page around `body`."""
    return (
        '<html xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
        ' xmlns:w="urn:schemas-microsoft-com:office:word" xmlns="http://www.w3.org/TR/REC-html40">\n<head>\n'
        '<meta name="Generator" content="Microsoft Word 15 (filtered medium)">\n'
        f"<style><!--\n{_stylesheet()}\n--></style>\n"
        '<!--[if gte mso 9]><xml><o:shapedefaults v:ext="edit" spidmax="1026" /></xml><![endif]-->\n'
        f'</head>\n<body lang="EN-GB" link="#0563C1" vlink="#954F72">\n<div class="WordSection1">\n{body}\n</div>\n'
        "</body>\n</html>\n"
    )


def outlook_blocks(blocks: Sequence[Block]) -> str:
    """Paragraphs as MsoNormal with empty ones between, tables as MsoTableGrid."""
    gap = "<p class=MsoNormal><o:p>&nbsp;</o:p></p>"
    return f"\n{gap}\n".join(
        _table(block) if isinstance(block, Table) else _paragraph(block.text, block.strong)
        for block in blocks
    )


def small_print(text: str) -> str:
    """A disclaimer or a footer, as gateways append it."""
    return (
        "<hr>\n<p style='font-size:8.0pt;color:gray'>"
        + escape(text.strip("_*\n")).replace("\n", "<br>\n")
        + "</p>"
    )


def _paragraph(text: str, strong: bool) -> str:
    shown = escape(text, quote=False).replace("\n", "<br>\n")
    if strong:
        shown = f"<b>{shown}</b>"
    return (
        "<p class=MsoNormal><span style='font-size:11.0pt;font-family:\"Arial\",sans-serif;mso-fareast-language:EN-US'>"
        f"{shown}<o:p></o:p></span></p>"
    )


def _table(table: Table) -> str:
    rows = "".join(
        "<tr style='mso-yfti-irow:0'>"
        + "".join(
            "<td width=200 valign=top style='border:solid windowtext 1.0pt;padding:0cm 5.4pt 0cm 5.4pt'>"
            f"{_paragraph(cell, number == 0)}</td>"
            for cell in row
        )
        + "</tr>\n"
        for number, row in enumerate(table.rows)
    )
    return f"<table class=MsoTableGrid border=1 cellspacing=0 cellpadding=0>\n{rows}</table>"


def _stylesheet() -> str:
    fonts = "\n".join(
        f'@font-face\n\t{{font-family:"{font}";\n\tpanose-1:2 {number} 5 3 5 4 6 3 2 4;}}'
        for number, font in enumerate(_FONTS)
    )
    styles = "\n".join(
        f"p.{name}, li.{name}, div.{name}\n\t{{mso-style-priority:99;\n\tmargin:0cm;\n\tfont-size:11.0pt;"
        '\n\tfont-family:"Calibri",sans-serif;\n\tmso-fareast-language:EN-US;}'
        for name in _STYLES
    )
    links = "a:link, span.MsoHyperlink\n\t{color:#0563C1;\n\ttext-decoration:underline;}"
    page = (
        "@page WordSection1\n\t{size:612.0pt 792.0pt;\n\tmargin:72.0pt 72.0pt 72.0pt 72.0pt;}\n"
        "div.WordSection1\n\t{page:WordSection1;}"
    )
    return "\n".join(("/* Font Definitions */", fonts, "/* Style Definitions */", styles, links, page))
