"""Our request as it stands below a reply: quoted by the habits of different mail programs.

Comes in: the request and a style. Goes out: text (or HTML, for Outlook).
"""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

from rhyddid.rehearsal.simulated.request_mail import RequestMail
from rhyddid.rehearsal.simulated.written_dates import written_date

QUOTE_STYLES = ("on_wrote", "original_message", "underscores")


def quoted_text(request: RequestMail, *, style: str, to: str) -> str:
    """The quotation with its header, as plain text."""
    if style == "on_wrote":
        return on_wrote_line(request) + "\n" + marked(request.text)
    header = "\n".join(f"{name}: {value}" for name, value in _header(request, to=to, language="en").items())
    line = "-----Original Message-----" if style == "original_message" else "_" * 32
    return f"{line}\n{header}\n\n{request.text.strip()}"


def on_wrote_line(request: RequestMail) -> str:
    """The line that a quotation begins with."""
    shown = f"{request.sender_name} <{request.reply_to}>".strip()
    return f"On {request.sent_at:%a, %d %b %Y at %H:%M}, {shown} wrote:"


def marked(text: str) -> str:
    """Every line behind a "> "."""
    return "\n".join(f"> {line}".rstrip() for line in text.strip().split("\n"))


def answered_inside(request: RequestMail, answers: Mapping[str, str]) -> str:
    """The quoted request with each answer typed, unmarked, below its question.

    A question whose words cannot be found in the text is quoted again, with its answer, at the end.
    """
    out, left = [on_wrote_line(request), ">"], dict(answers)
    for paragraph in request.text.strip().split("\n\n"):
        lines: list[str] = []
        for line in paragraph.split("\n"):
            if lines and _number_of(line, left) is not None:
                _close(lines, out, left)
                lines = []
            lines.append(line)
        _close(lines, out, left)
        out.append(">")
    for question in request.questions:
        if question.number in left:
            out += [f"> {question.number}. {question.text}", "", left.pop(question.number), ""]
    return "\n".join(out)


def quoted_html(
    request: RequestMail, *, to: str, language: str, answers: Mapping[str, str] | None = None
) -> str:
    """Outlook's block: a line above, the header in bold, then the request; `answers` stand in it in colour."""
    header = "<br>\n".join(
        f"<b>{escape(name)}:</b> {escape(value)}"
        for name, value in _header(request, to=to, language=language).items()
    )
    left = dict(answers or {})
    parts = [
        "<div><div style='border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm'>"
        f"<p class=MsoNormal>{header}<o:p></o:p></p></div></div>"
    ]
    for paragraph in request.text.strip().split("\n\n"):
        shown = "<br>\n".join(escape(line) for line in paragraph.split("\n"))
        parts.append(f"<p class=MsoNormal>{shown}<o:p></o:p></p>")
        for number in [
            number for line in paragraph.split("\n") if (number := _number_of(line, left)) is not None
        ]:
            parts.append(_coloured(left.pop(number)))
    for question in request.questions:
        if question.number in left:
            parts.append(f"<p class=MsoNormal>{escape(f'{question.number}. {question.text}')}<o:p></o:p></p>")
            parts.append(_coloured(left.pop(question.number)))
    return "\n".join(parts)


def _coloured(answer: str) -> str:
    shown = escape(answer).replace("\n", "<br>")
    return f"<p class=MsoNormal><span style='color:#C00000'>{shown}</span><o:p></o:p></p>"


def _header(request: RequestMail, *, to: str, language: str) -> dict[str, str]:
    names = ("Oddi wrth", "Anfonwyd", "At", "Pwnc") if language == "cy" else ("From", "Sent", "To", "Subject")
    sender = f"{request.sender_name} <{request.reply_to}>".strip()
    sent = f"{written_date(request.sent_at.date(), style='cy' if language == 'cy' else 'long')} {request.sent_at:%H:%M}"
    return dict(zip(names, (sender, sent, to, request.subject), strict=True))


def _number_of(line: str, answers: Mapping[str, str]) -> str | None:
    start = line.strip().removeprefix("Question ").removeprefix("Q")
    return next(
        (number for number in answers if start.startswith((f"{number}.", f"{number})", f"{number}:"))), None
    )


def _close(lines: list[str], out: list[str], left: dict[str, str]) -> None:
    """Quotes `lines`; where they are a question that has an answer, the answer follows."""
    out += [f"> {line}".rstrip() for line in lines]
    number = _number_of(lines[0], left) if lines else None
    if number is not None:
        out += ["", left.pop(number), ""]
