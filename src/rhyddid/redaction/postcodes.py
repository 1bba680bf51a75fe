"""British postcodes of persons: those in an address that no public body or company heads."""

from __future__ import annotations

import re
from collections.abc import Iterator

Span = tuple[int, int]

_AREAS = frozenset(
    re.findall(
        r"\w+",
        "AB AL B BA BB BD BF BH BL BN BR BS BT BX CA CB CF CH CM CO CR CT CV CW DA DD DE DG DH DL DN DT DY E EC EH "
        "EN EX FK FY G GL GU GY HA HD HG HP HR HS HU HX IG IM IP IV JE KA KT KW KY L LA LD LE LL LN LS LU M ME MK "
        "ML N NE NG NN NP NR NW OL OX PA PE PH PL PO PR RG RH RM S SA SE SG SK SL SM SN SO SP SR SS ST SW SY TA TD "
        "TF TN TQ TR TS TW UB W WA WC WD WF WN WR WS WV YO ZE",
    )
)
_POSTCODE = re.compile(
    r"(?<![\w/£-])([A-Z]{1,2})\d(?:\d|[A-HJKMNP-Y])?([ \t\u00a0]{0,2})\d(?![AP]M\b)[A-Z]{2}(?![\w/]|-\w)",
    re.IGNORECASE,
)
# What heads the address of a house where people work, in English and Welsh.
_OF_A_BODY = re.compile(
    r"\b(?:academy|agency|assembly|association|authority|board|building|bureau|centre|chambers|charity|clinic|college|"
    r"commission(?:er)?(?:[’']s)?|committee|company|constabulary|corporation|council|county hall|court|department|"
    r"depot|directorate|division|executive|fire (?:and|&) rescue|foundation|foi|freedom of information|government|"
    r"group|guildhall|headquarters|hospital|hotel|hq|infirmary|inspectorate|institute|legal services|library|limited|"
    r"llp|level|ltd|ministry|museum|office|ombudsman|parliament|partnership|plc|police|po box|practice|prison|"
    r"registrar|school|secretariat|secretary|service|services|society|solicitors|station|surgery|team|town hall|civic|"
    r"tribunal|trust|union|unit|university|wing|"
    r"adran|asiantaeth|awdurdod|blwch post|bwrdd|coleg|comisiwn|comisiynydd|cyf|cyfyngedig|cyngor|cymdeithas|"
    r"gwasanaeth(?:au)?|heddlu|llyfrgell|llys|llywodraeth|neuadd|prifysgol|pencadlys|swyddfa|tîm|ymddiriedolaeth|"
    r"ysbyty|ysgol)\b",
    re.IGNORECASE,
)
_OF_A_PERSON = re.compile(
    r"\b(?:mr|mrs|ms|miss|mx|flat|apartment|my (?:home )?address|home address|i live|resident|lives? at|"
    r"living at|fy nghyfeiriad|cyfeiriad cartref|rwy(?:['’]n| yn) byw)\b",
    re.IGNORECASE,
)
# Small words that stand inside an address; any other one says that prose lies between a body and the postcode.
_IN_ADDRESSES = frozenset(
    re.findall(
        r"\w+", "a and ar at based by floor in is nd o of on or post rd s st th the to upon write y yn yr"
    )
)
# "form B12 3AB", "route N1 7AA": the name of a thing
_OF_A_THING = re.compile(
    r"\b(?:annex|bus|flight|form|model|part|product|road class|route|serial|ffurflen|llwybr)[ \t]+\Z",
    re.IGNORECASE,
)
_ADDRESS_REACH = 260
_WORD = re.compile(r"[^\W\d_]+")
_PARAGRAPH = re.compile(r"\n[ \t>]*\n")


def find_personal_postcodes(text: str) -> Iterator[Span]:
    """The spans of postcodes, save those of public bodies and companies.

    One without a blank or in small letters counts only where it surely is one; what stands above it in the same
    paragraph says whose it is.
    """
    for code in _POSTCODE.finditer(text):
        if code[1].upper() not in _AREAS or not (code[2] or code[0].isupper()):
            continue
        above = _PARAGRAPH.split(text[max(0, code.start() - _ADDRESS_REACH) : code.start()])[-1]
        if _is_personal(above) and not _OF_A_THING.search(above):
            yield code.span()


def _is_personal(above: str) -> bool:
    bodies = list(_OF_A_BODY.finditer(above))
    if not bodies:
        return True
    between = above[bodies[-1].end() :]
    if _OF_A_PERSON.search(between):
        return True
    return any(word.islower() and word not in _IN_ADDRESSES for word in _WORD.findall(between))
