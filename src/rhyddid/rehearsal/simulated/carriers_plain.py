"""Letters as plain text mail: clean, above a quotation, typed into our request, in a wrongly named character set."""

from __future__ import annotations

from rhyddid.mail.compose import compose
from rhyddid.rehearsal.simulated.letter_blocks import plain_text
from rhyddid.rehearsal.simulated.mime_parts import encoded, part
from rhyddid.rehearsal.simulated.outgoing import MARK, Carried, Outgoing
from rhyddid.rehearsal.simulated.quoted_thread import answered_inside, quoted_text

# headers by which automatic mail makes itself known; systems differ in which they set
_AUTOMATIC = (
    {"Auto-Submitted": "auto-replied", "X-Auto-Response-Suppress": "All"},
    {"Auto-Submitted": "auto-replied", "Precedence": "bulk"},
    {"X-Autoreply": "yes", "Precedence": "auto_reply"},
)
_TYPOGRAPHY = str.maketrans({"'": "’"})


def carry_plain(outgoing: Outgoing) -> Carried:
    """A clean mail; the text alone."""
    return Carried(_composed(outgoing, _text(outgoing, width=None)))


def carry_plain_quoted(outgoing: Outgoing) -> Carried:
    """Lines broken at 72, our request quoted below, as the sender's program quotes."""
    quotation = quoted_text(
        outgoing.request, style=outgoing.persona.quote_style, to=outgoing.authority.foi_email
    )
    return Carried(_composed(outgoing, f"{_text(outgoing, width=72)}\n\n{quotation}"))


def carry_inline(outgoing: Outgoing) -> Carried:
    """A short note, then our request with the answers typed into it."""
    inside = answered_inside(outgoing.request, outgoing.answers)
    return Carried(_composed(outgoing, f"{plain_text(outgoing.blocks)}\n\n{inside}"))


def carry_latin1(outgoing: Outgoing) -> Carried:
    """Eight-bit windows-1252 that says it is iso-8859-1: curly apostrophes and dashes are where controls should be."""
    text = _text(outgoing, width=None).translate(_TYPOGRAPHY).replace(" - ", " – ")
    headers = outgoing.headers | {
        "Content-Type": "text/plain; charset=iso-8859-1",
        "Content-Transfer-Encoding": "8bit",
    }
    raw = text.replace("\n", "\r\n").encode("cp1252", "replace")
    return Carried(part(headers, encoded(raw, "8bit")))


def carry_automatic(outgoing: Outgoing) -> Carried:
    """An automatic reply; the headers that say so differ from authority to authority."""
    headers = _AUTOMATIC[outgoing.authority.turn % len(_AUTOMATIC)]
    return Carried(_composed(outgoing, _text(outgoing, width=None), more_headers=headers), automatic=True)


def _text(outgoing: Outgoing, *, width: int | None) -> str:
    return "\n\n".join([plain_text(outgoing.blocks, width=width), *outgoing.small_print])


def _composed(outgoing: Outgoing, text: str, more_headers: dict[str, str] | None = None) -> bytes:
    return compose(
        sender=outgoing.sender,
        to=[outgoing.to],
        subject=outgoing.subject,
        text=text,
        html="",
        message_id=outgoing.message_id,
        date=outgoing.sent_at,
        in_reply_to=outgoing.in_reply_to,
        references=outgoing.references,
        headers=MARK | (more_headers or {}),
        language=outgoing.language,
    )
