"""Contact details below a letter: what stands behind `-- `, and lines of telephones and addresses after a farewell.

Names and titles stay in view, and so does every sentence: authorities put review rights and whole answers below
their signature.
"""

from __future__ import annotations

import re

from rhyddid.mail.fold_lines import Line

_DELIMITER = re.compile(r"^--[ \t]?$")
FAREWELL = re.compile(
    r"^[ \t>*_]*(?:yours\s+(?:sincerely|faithfully|truly)|(?:kind(?:est)?|best|warm|many)\s+(?:regards|wishes"
    r"|thanks)|regards|with\s+(?:kind|best)\s+(?:regards|wishes)"
    r"|many\s+thanks|thank\s+you|thanks|sincerely|faithfully|cheers|yn\s+gywir|yn\s+ddiffuant"
    r"|yr\s+eiddoch(?:\s+yn\s+(?:gywir|ddiffuant))?|cofion(?:\s+(?:gorau|cynnes))?|dymuniadau\s+gorau"
    r"|diolch(?:\s+yn\s+fawr)?"
    r"|gyda\s+(?:diolch|dymuniadau).{0,20})\b[ \t]*[,.!]?[ \t]*(?:/.{0,40})?$",
    re.IGNORECASE,
)
_CONTACT = re.compile(
    r"(?:\b(?:tel(?:ephone)?|phone|mob(?:ile)?|fax|direct(?:\s+(?:line|dial))?|switchboard|ext(?:ension)?|ff[oô]n"
    r"|rhif\s+ff[oô]n|symudol|ffacs|e-?mail|e-?bost|web(?:site)?|gwefan"
    r"|twitter|facebook|linkedin|dx|minicom|textphone|www)\b\s*(?:no\.?|number)?\s*[:.|/-])"
    r"|\bhttps?://|\bwww\.|(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,64}\.|\[[^\]]*email[^\]]*\]"
    r"|(?:\+44|\(0\d{2,5}\)|\b0\d{2,5})[\s\d()-]{5,14}\d"
    r"|\b[A-Z]{1,2}\d[A-Z\d]?\s*\d[A-Z]{2}\b"
    r"|\b(?:p\.?\s?o\.?\s+box|blwch\s+post)\b",
    re.IGNORECASE,
)
# what a telephone's mail program adds, on a line of its own
_DEVICE = re.compile(
    r"^[ \t]*(?:sent\s+from\s+(?:my\s+\S+|(?:outlook|mail|yahoo|samsung|proton)\b)"
    r"|get\s+outlook\s+for\b|anfonwyd\s+o\s+fy\b)"
    r".{0,80}$",
    re.IGNORECASE,
)
_WORDS_OF_A_SENTENCE = 10
_LETTERS_OWN_BUSINESS = re.compile(
    r"\b(?:review|commissioner|ombudsman|complain|appeal|exempt\w*|section\s*\d|regulation\s*\d|request|questions?"
    r"|answers?|response|held|annex|appendix|schedule|attach\w*"
    r"|adolygiad|comisiynydd|cwyno|cais|cwestiwn|ateb|atodiad)\b",
    re.IGNORECASE,
)
_MOST_LINES = 15


def signature_run(lines: list[Line], first: int, last: int) -> tuple[int, int] | None:
    """The signature among lines[first:last], as (first line, behind the last)."""
    for number in range(first, last):
        if _DELIMITER.match(lines[number].text):
            end = _filled_end(lines, number, last)
            below = [line.text for line in lines[number + 1 : end]]
            if len(below) <= _MOST_LINES and not any(_is_prose(text) for text in below):
                return (number, end) if end > number + 1 else None
    device = next((number for number in range(first, last) if _DEVICE.match(lines[number].text)), None)
    if device is not None and _filled_end(lines, device, last) == device + 1:
        return device, device + 1
    farewell = max((number for number in range(first, last) if is_farewell(lines[number])), default=None)
    if farewell is None:
        return None
    return _contact_lines(lines, farewell + 1, last)


def is_farewell(line: Line) -> bool:
    """`Yours sincerely` and the like, alone on its line."""
    return len(line.text) < 80 and bool(FAREWELL.match(line.text))


def _contact_lines(lines: list[Line], first: int, last: int) -> tuple[int, int] | None:
    """From the first line with contact details to the last of the same block, if nothing else stands between."""
    start = next(
        (
            number
            for number in range(first, min(first + _MOST_LINES, last))
            if _CONTACT.search(lines[number].text)
        ),
        None,
    )
    if start is None or any(_is_prose(lines[number].text) for number in range(first, start + 1)):
        return None
    end = start + 1
    for number in range(start, min(start + _MOST_LINES, last)):
        text = lines[number].text
        if not text.strip():
            continue
        if _is_prose(text):
            break
        if _CONTACT.search(text):
            end = number + 1
    return start, end


def _is_prose(text: str) -> bool:
    return len(text.split()) >= _WORDS_OF_A_SENTENCE or bool(
        _LETTERS_OWN_BUSINESS.search(text) and not _CONTACT.search(text)
    )


def _filled_end(lines: list[Line], first: int, last: int) -> int:
    while last > first + 1 and lines[last - 1].blank:
        last -= 1
    return last
