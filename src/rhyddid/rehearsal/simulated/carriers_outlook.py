"""Letters as Outlook and Exchange send them: Word's HTML, a plain alternative or none, a logo, the thread below."""

from __future__ import annotations

import base64
from collections.abc import Sequence

from rhyddid.rehearsal.simulated.letter_blocks import Block, plain_text
from rhyddid.rehearsal.simulated.mime_parts import encoded, file_part, multipart, part, text_part
from rhyddid.rehearsal.simulated.outgoing import Carried, Outgoing
from rhyddid.rehearsal.simulated.outlook_html import outlook_blocks, outlook_page, small_print
from rhyddid.rehearsal.simulated.quoted_thread import quoted_html, quoted_text

# one grey pixel, in the place of a crest
_LOGO = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg=="
)


def carry_outlook(outgoing: Outgoing) -> Carried:
    """multipart/alternative: the text in windows-1252, quoted-printable; the HTML in UTF-8, base64."""
    quotation = quoted_text(outgoing.request, style="underscores", to=outgoing.authority.foi_email)
    text = "\n\n".join([plain_text(outgoing.blocks), *outgoing.small_print, quotation])
    parts = [
        text_part(text, subtype="plain", charset="windows-1252", encoding="quoted-printable"),
        text_part(_html(outgoing), subtype="html", charset="utf-8", encoding="base64"),
    ]
    if any(char in text for char in "ŵŷŴŶ"):
        parts[0] = text_part(text, subtype="plain", charset="utf-8", encoding="base64")
    return Carried(multipart(outgoing.headers, "alternative", parts, seed=outgoing.message_id))


def carry_outlook_html_only(outgoing: Outgoing) -> Carried:
    """multipart/related: HTML and the logo in it, no plain text."""
    html = _html(outgoing, logo='<p class=MsoNormal><img width=1 height=1 src="cid:image001.png@01D7"></p>')
    logo = part(
        {
            "Content-Type": 'image/png; name="image001.png"',
            "Content-ID": "<image001.png@01D7>",
            "Content-Disposition": 'inline; filename="image001.png"',
            "Content-Transfer-Encoding": "base64",
        },
        encoded(_LOGO, "base64"),
    )
    page = text_part(html, subtype="html", charset="utf-8", encoding="quoted-printable")
    return Carried(
        multipart(
            outgoing.headers, "related", [page, logo], seed=outgoing.message_id, more='; type="text/html"'
        )
    )


def carry_inline_html(outgoing: Outgoing) -> Carried:
    """A short note in HTML, and the answers typed in red below the header of the thread."""
    quoted = quoted_html(
        outgoing.request,
        to=outgoing.authority.foi_email,
        language=outgoing.language,
        answers=outgoing.answers,
    )
    page = outlook_page("\n".join([outlook_blocks(outgoing.blocks), quoted]))
    return Carried(
        part(
            outgoing.headers
            | {"Content-Type": 'text/html; charset="utf-8"', "Content-Transfer-Encoding": "quoted-printable"},
            encoded(page.replace("\n", "\r\n").encode(), "quoted-printable"),
        )
    )


def carry_with_file(
    outgoing: Outgoing, note: Sequence[Block], *, data: bytes, content_type: str, ending: str
) -> Carried:
    """`note` with a file, as Exchange builds it."""
    cover = "\n\n".join([plain_text(note), *outgoing.small_print])
    page = outlook_page("\n".join([outlook_blocks(note), *map(small_print, outgoing.small_print)]))
    alternative = multipart(
        {},
        "alternative",
        [
            text_part(cover, subtype="plain", charset="utf-8", encoding="quoted-printable"),
            text_part(page, subtype="html", charset="utf-8", encoding="quoted-printable"),
        ],
        seed=outgoing.message_id,
    )
    filename = f"{outgoing.file_stem}.{ending}"
    file = file_part(data, content_type=content_type, filename=filename)
    raw = multipart(
        outgoing.headers | {"X-MS-Has-Attach": "yes"}, "mixed", [alternative, file], seed=outgoing.message_id
    )
    return Carried(raw, answers_in="attachment", attachments=(filename,))


def _html(outgoing: Outgoing, *, logo: str = "") -> str:
    quoted = quoted_html(outgoing.request, to=outgoing.authority.foi_email, language=outgoing.language)
    return outlook_page(
        "\n".join([outlook_blocks(outgoing.blocks), logo, *map(small_print, outgoing.small_print), quoted])
    )
