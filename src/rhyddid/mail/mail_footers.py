"""Disclaimers, virus-scan notices and banners that gateways put on mail, in English and Welsh.

A paragraph is a footer where two separate signs of one stand in it. The signs are about mail itself (received in
error, intended recipient, scanned for viruses), so that a letter about confidential information is none.
"""

from __future__ import annotations

import re
from functools import lru_cache

from rhyddid.mail.fold_lines import Line

_SIGNS: tuple[tuple[str, str], ...] = (
    ("error", r"\b(?:received?|reached|sent|transmitted|misdirected|misrouted)\b.{0,80}\b(?:in|by)\s+(?:error"
              r"|mistake)\b|been\s+misdirected"
              r"|wedi\s+(?:derbyn|cael|dod).{0,80}(?:drwy|trwy|mewn)\s+(?:gamgymeriad|camgymeriad|gwall)|(?:drwy"
              r"|trwy)\s+gamgymeriad"),
    ("recipient", r"\b(?:intended|named|addressed)\b.{0,60}\b(?:recipients?|addressees?|individuals?|persons?|people"
                  r"|entity|organi[sz]ation|whom)\b"
                  r"|\bthe\s+addressee\b|\bintended\s+(?:solely|only|exclusively)\b"
                  r"|\bfwriad(?:wyd|edig|u)?\b.{0,80}\b(?:derbynnydd|derbynwyr|unigolyn|person|sawl|sylw)"
                  r"|\bi\s+sylw'?r?\b.{0,40}\bun\s+unig\b"
                  r"|\bderbynnydd\b.{0,30}\bbwriad\w*"),
    ("notify", r"\b(?:notify|inform|advise|contact|tell|alert)\b.{0,40}\b(?:the\s+)?(?:sender|author|originator"
               r"|postmaster|system\s+(?:manager|administrator)|it\s+(?:help|service))"
               r"|\b(?:hysbyswch|rhowch\s+wybod|cysylltwch)\b.{0,40}\banfonwr"),
    ("delete", r"\b(?:delete|destroy|erase)\b.{0,60}\b(?:e-?mails?|messages?|cop(?:y|ies)|it|immediately"
               r"|from\s+your\s+(?:system|computer))\b"
               r"|\bdil[eë]wch\b|\bdinistriwch\b"),
    ("copying", r"\b(?:disclos|distribut|copy|copied|disseminat|forward|print|us(?:e|ing)\b|rel(?:y"
                r"|iance))\w*.{0,160}\b(?:prohibited|unauthori[sz]ed|unlawful|not\s+permitted|must\s+not)\b"
                r"|\b(?:must\s+not|should\s+not|may\s+not|not)\s+(?:disclose|distribute|copy|print|disseminate"
                r"|forward|use)\b|\bunauthori[sz]ed\s+(?:use|disclosure|copying|access|review)\b"
                r"|\bgwaherddir\b|\bni\s+(?:ddylech|chewch)\b.{0,40}(?:copïo|datgelu|dosbarthu)"),
    ("confidential", r"\b(?:e-?mail|message|communication|transmission|attachments?"
                     r"|contents?)\b.{0,120}\b(?:confidential|privileged|non-public|protectively\s+marked)\b"
                     r"|\b(?:confidential|privileged|private)\b.{0,60}\b(?:e-?mail|message|communication"
                     r"|transmission|and\s+(?:intended|for\s+the))\b"
                     r"|\bconfidentiality\s+(?:notice|statement|note)\b|\b(?:e-?bost|neges)\b.{0,100}\b(?:c|g"
                     r"|ch)yfrinachol|\bhysbysiad\s+cyfrinachedd"),
    ("views", r"\b(?:views?|opinions?|statements?)\b.{0,80}\b(?:author|sender|individual|personal|writer"
              r"|those\s+of)\b.{0,120}\b(?:not|necessarily|represent|reflect)"
              r"|\bpersonal\s+(?:views?|opinions?)\b.{0,120}\b(?:position|council|authority|organi[sz]ation|trust)"
              r"|\b(?:barn|safbwynt\w*)\b.{0,100}\b(?:anfonwr|awdur|unigolyn|o\s+reidrwydd)"),
    ("virus", r"\b(?:virus|viruses|malware|malicious|worm)\b.{0,120}\b(?:scan|swept|check|free|clean|detect|liab"
              r"|responsib|accept|damage|recipient|e-?mail|attach)"
              r"|\b(?:scan|swept|check)\w*\b.{0,80}\b(?:virus|viruses|malware|threats|content)\b|\bfeirws\w*"
              r"|\bfirws\w*|\bfirysau\b"),
    ("scanned", r"\b(?:e-?mail|message|content|attachment)\b.{0,80}\b(?:scanned|swept|checked"
                r"|filtered)\b.{0,60}\b(?:by|using|for)\b|\bMIMEsweeper\b|\bMessageLabs\b|\bMimecast\b"
                r"|\bSymantec\b.{0,40}\bEmail\b|\bWebsense\b|\bMailScanner\b|\bMailMarshal\b|\bSophos\b"
                r"|\bBarracuda\b|\bProofpoint\b|\bCertificate\s+Number\b|\bantivirus\s+service\b"
                r"|\banti-?virus\s+(?:service|software|check)|\b(?:e-?bost|neges)\b.{0,60}\bsganio"),
    ("monitored", r"\b(?:e-?mails?|messages?|communications?|mail|traffic)\b.{0,120}\b(?:monitor|record|intercept"
                  r"|logg?)(?:ed|ing|s)?\b|\bmonitor\b.{0,60}\b(?:mail|messages|communications)\b"
                  r"|\b(?:monitro|fonitro|cofnodi|gofnodi)\b.{0,80}\b(?:e-?bost|negeseuon|cyfathreb)|\b(?:e-?bost"
                  r"|negeseuon)\b.{0,80}\b(?:monitro|fonitro)"),
    ("liability", r"\b(?:no|any|accept|not\s+accept|cannot\s+accept|exclude|disclaim)\w*\b.{0,40}\b(?:liability"
                  r"|responsibility)\b.{0,160}\b(?:e-?mail|message|virus|transmission|loss|damage|contents)"
                  r"|\b(?:nid\s+yw|ni)\b.{0,60}\b(?:atebol|cyfrifol|cyfrifoldeb|atebolrwydd)"),
    ("contract", r"\b(?:e-?mail|message|communication)\b.{0,100}\b(?:legally\s+binding|contract(?:ual)?"
                 r"|binding\s+(?:agreement|contract))\b|\bnot\s+(?:legally\s+)?binding\b"),
    ("environment", r"\b(?:consider|think\s+(?:of|about))\b.{0,40}\b(?:environment|planet|green)\b.{0,60}\bprint"
                    r"|\bprint\b.{0,40}\be-?mail\s+unless\b|\bbefore\s+printing\s+this\b"
                    r"|\bystyriwch\b.{0,40}\bamgylchedd|\bmeddyliwch\b.{0,40}\bargraffu"),
    ("outside", r"\b(?:e-?mail|message)\b.{0,40}\b(?:originat\w*|came|sent)\b.{0,30}\b(?:outside|external)"
                r"|\bdo\s+not\s+click\b|\bclick(?:ing)?\s+(?:on\s+)?(?:any\s+)?links?\b.{0,120}\b(?:sender|unless|know)"
                r"|\bopen(?:ing)?\s+attachments?\b.{0,60}\b(?:unless|sender|recogni[sz]e)|\bexternal\s+(?:sender"
                r"|e-?mail)\b|\bo'r\s+tu\s+allan\s+i\b"),
    ("internet", r"\binternet\s+(?:e-?mail|communications?)\b.{0,120}\b(?:secure|integrity|guarantee|confidential)"
                 r"|\bvia\s+the\s+GSi\b|\bgovernment\s+secure\s+intranet\b"
                 r"|\bcannot\s+be\s+guaranteed\s+to\s+be\s+(?:secure|error|free)"),
)  # fmt: skip
# words without one of which a sign cannot stand: looking for them costs a hundredth of the pattern
_WORDS: dict[str, tuple[str, ...]] = {
    "error": ("error", "mistake", "misdirected", "gamgymeriad", "camgymeriad", "gwall"),
    "recipient": ("intended", "named", "addressee", "addressed", "fwriad", "bwriad", "sylw"),
    "notify": ("sender", "author", "originator", "postmaster", "system", "it help", "it service", "anfonwr"),
    "delete": ("delete", "destroy", "erase", "dile", "dilë", "dinistriwch"),
    "copying": ("prohibited", "unauthori", "unlawful", "permitted", "not", "gwaherddir", "ddylech", "chewch"),
    "confidential": (
        "confidential",
        "privileged",
        "private",
        "non-public",
        "marked",
        "gyfrinach",
        "chyfrinach",
        "cyfrinach",
    ),
    "views": ("view", "opinion", "statement", "barn", "safbwynt"),
    "virus": ("virus", "malware", "malicious", "worm", "scan", "swept", "feirws", "firws", "firysau"),
    "scanned": (
        *(
            "scan",
            "swept",
            "checked",
            "filtered",
            "sweeper",
            "messagelabs",
            "mimecast",
            "symantec",
            "websense",
        ),
        *("marshal", "sophos", "barracuda", "proofpoint", "certificate", "antivirus", "anti-virus"),
    ),
    "monitored": ("monitor", "record", "intercept", "log", "monitro", "fonitro", "cofnodi", "gofnodi"),
    "liability": ("liability", "responsibility", "atebol", "cyfrifol"),
    "contract": ("binding", "contract"),
    "environment": ("print", "argraffu", "environment", "amgylchedd"),
    "outside": ("outside", "external", "click", "attachment", "tu allan"),
    "internet": ("internet", "gsi", "intranet", "guaranteed"),
}
_PATTERNS = tuple(
    (name, _WORDS[name], re.compile(pattern, re.IGNORECASE | re.DOTALL)) for name, pattern in _SIGNS
)
_TITLE = re.compile(
    r"^[\s*_#=-]*(?:disclaimer|ymwadiad|confidentiality(?:\s+(?:notice|statement))?|e-?mail\s+(?:disclaimer"
    r"|confidentiality)"
    r"|legal\s+(?:notice|disclaimer)|important\s+notice|privacy\s+and\s+confidentiality\s+notice"
    r"|hysbysiad\s+(?:cyfrinachedd|preifatrwydd)"
    r"|caution|rhybudd|cyfrinachedd)\b[^.\n]{0,60}$",
    re.IGNORECASE,
)
_OPENS = re.compile(
    r"^[\s*_#\"'(\[]*(?:(?:this|the\s+information\s+(?:contained\s+)?in\s+this|the\s+contents?\s+of\s+this"
    r"|any\s+views?|internet"
    r"|all|unless|if\s+you\s+(?:have\s+received|are\s+not\s+the\s+(?:intended|named))|please\s+(?:consider|think"
    r"|note)|scanned|caution|warning|external"
    r"|disclaimer|confidential|privileged|whilst|although|while|communications?|sent\s+securely|mae'?r?|bwriad"
    r"|os\s+(?:ydych|nad)|ystyriwch|gall|dylech"
    r"|daeth|cyfrinach|ymwadiad|the\s+original\s+of\s+this|p\s+please|save\s+paper))\b",
    re.IGNORECASE,
)
_LETTERS_OWN_BUSINESS = re.compile(
    r"\b(?:internal\s+review|information\s+commissioner|ombudsman|your\s+request|you\s+(?:have\s+)?(?:asked"
    r"|requested)|exempt(?:ion|ed)?"
    r"|working\s+days|appeal|reg(?:ulation)?\s*\d|section\s*\d|adolygiad\s+mewnol|comisiynydd|eich\s+cais)\b",
    re.IGNORECASE,
)
_MOST_PARAGRAPH = 6_000


def footer_runs(lines: list[Line], first: int, last: int) -> list[tuple[int, int]]:
    """Footers among lines[first:last], as (first line, behind the last)."""
    runs: list[tuple[int, int]] = []
    paragraphs = _paragraphs(lines, first, last)
    for start, end in paragraphs:
        verdict = _footer_start(lines, start, end)
        if verdict is not None:
            begin = _with_title(lines, verdict, first) if verdict == start else verdict
            runs.append((begin, end))
    return _joined(lines, _followed_by_lesser_ones(lines, runs, first, paragraphs)) if runs else []


@lru_cache(maxsize=512)
def signs_in(text: str) -> frozenset[str]:
    """The signs of a footer in a text, by name."""
    flat = " ".join(text.split())[:_MOST_PARAGRAPH]
    lowered = flat.lower()
    return frozenset(
        name
        for name, words, pattern in _PATTERNS
        if any(word in lowered for word in words) and pattern.search(flat)
    )


def _paragraphs(lines: list[Line], first: int, last: int) -> list[tuple[int, int]]:
    """Runs of lines between blank lines and rules."""
    found, start = [], None
    for number in range(first, last):
        edge = lines[number].blank or lines[number].rule
        if edge and start is not None:
            found.append((start, number))
            start = None
        elif not edge and start is None:
            start = number
    if start is not None:
        found.append((start, last))
    return found


def _footer_start(lines: list[Line], start: int, end: int) -> int | None:
    """The line of a paragraph at which a footer begins; None where there is none in it."""
    whole = "\n".join(line.text for line in lines[start:end])
    if len(signs_in(whole)) < 2:
        return start if _is_short_notice(whole) else None
    # a paragraph without blank lines may hold letter and footer both: try each line that could open one
    for number in range(start, end):
        own = lines[number].text
        if not _OPENS.match(own) and not (number == start and (_TITLE.match(own) or signs_in(own))):
            continue
        opening = " ".join(line.text for line in lines[number : number + 3])
        rest = "\n".join(line.text for line in lines[number:end])
        if len(signs_in(rest)) >= 2 and (signs_in(opening) or _TITLE.match(lines[number].text)):
            if _LETTERS_OWN_BUSINESS.search(rest) and len(signs_in(rest)) < 3:
                return None
            return number
    return None


def _is_short_notice(text: str) -> bool:
    """One-line notices that say only one thing: think before printing, scanned by."""
    flat = " ".join(text.split())
    if len(flat) > 300 or _LETTERS_OWN_BUSINESS.search(flat):
        return False
    signs = signs_in(flat)
    return bool(signs & {"environment", "scanned", "outside"}) or ("virus" in signs and len(flat) < 200)


def _with_title(lines: list[Line], start: int, first: int) -> int:
    """A title or a rule right above belongs to it."""
    above = start - 1
    while above >= first and (lines[above].blank or lines[above].rule or _TITLE.match(lines[above].text)):
        above -= 1
    taken = above + 1
    while taken < start and lines[taken].blank:
        taken += 1
    return taken


def _followed_by_lesser_ones(
    lines: list[Line], runs: list[tuple[int, int]], first: int, paragraphs: list[tuple[int, int]]
) -> list[tuple[int, int]]:
    """A paragraph with one sign that follows a footer at once belongs to it."""
    taken = {number for start, end in runs for number in range(start, end)}
    grown = list(runs)
    for start, end in paragraphs:
        if start in taken:
            continue
        above = start - 1
        while above >= first and (lines[above].blank or lines[above].rule):
            above -= 1
        whole = "\n".join(line.text for line in lines[start:end])
        if above in taken and signs_in(whole) and not _LETTERS_OWN_BUSINESS.search(whole):
            grown.append((start, end))
            taken.update(range(start, end))
    return sorted(grown)


def _joined(lines: list[Line], runs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Footers with only blank lines or rules between them are one; a rule right behind belongs to it."""
    joined: list[tuple[int, int]] = []
    for start, end in runs:
        if joined and all(line.blank or line.rule for line in lines[joined[-1][1] : start]):
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return [(start, end + 1 if end < len(lines) and lines[end].rule else end) for start, end in joined]
