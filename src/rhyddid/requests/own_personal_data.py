"""Whether a text asks for the writer's own personal data: the words that say so, in English and Welsh.

Such a request goes by data-protection law (subject access) and would publish the asker's life with the answer. A text in,
the words that show it out; nothing else is judged here.
"""

from __future__ import annotations

import re

# what is kept about a person, rather than about a place or a policy
_MATTERS = (
    "medical|health|gp|hospital|dental|patient|mental health|social services|social work|social care|care|housing|tenancy|"
    "benefits?|tax|council tax|pension|personnel|employment|hr|staff|police|criminal|custody|immigration|asylum|visa|"
    "citizenship|naturalisation|school|education|adoption|fostering|service|military|army"
)
_KEPT = "records?|files?|notes|history|claims?|account|application|case|data"
_FILES = (
    rf"(?:personal data|personal information|(?:{_MATTERS})\s+(?:{_KEPT})|"
    r"(?:case|claim|complaint)\s+(?:files?|notes|records?)|test results|exam (?:script|paper|results)|passport application)"
)
_HELD = (
    r"(?:data|information|info|records?|documents?|e-?mails?|correspondence|everything|files?|notes|recordings?|footage|"
    r"cctv|reports?|anything|material|papers)"
)
_ABOUT = (
    r"(?:about|on|concerning|regarding|relating to|in relation to|mentioning|that mentions?|which mentions?)"
)
_KIN = r"(?:son|daughter|child|children|husband|wife|partner|mother|father|mum|dad)"
_ME = rf"(?:me|myself|my {_KIN}|my case|my claim|my account|my tenancy|my employment)"
_ENGLISH = (
    rf"\bmy (?:own |full |complete |late |entire )?{_FILES}\b",
    r"\bmy (?:own|full|complete|entire) (?:records?|files?)\b",
    rf"\bmy (?:late )?{_KIN}'?s?'? (?:own |full )?{_FILES}\b",
    rf"\b{_HELD}\b[^.?!\n]{{0,60}}?\b{_ABOUT} {_ME}\b",
    rf"\b(?:held|hold|holds|kept|keep|stored?)\b[^.?!\n]{{0,30}}?\b{_ABOUT} {_ME}\b",
    r"\b(?:this is a|make a|making a|my) (?:data )?subject access request\b",
    r"\bmy right of access\b",
    r"\bunder article 15\b",
)
_COFNODION = r"(?:nghofnod|nghofnodion|ffeil|ffeiliau|nodiadau)"
_MATERION = "meddygol|feddygol|iechyd|personol|bersonol|ysbyty|deintyddol|ysgol|gofal|pensiwn|tai|cyflogaeth"
_GWYBODAETH = (
    r"(?:gwybodaeth|wybodaeth|data|ddata|cofnodion|gofnodion|dogfennau|ddogfennau|e-?byst|gohebiaeth|ohebiaeth|popeth|"
    r"bopeth|ffeiliau|nodiadau)"
)
_TEULU = r"(?:mab|merch|mhlentyn|mhlant|ngŵr|ngwraig|mam|nhad)"
_WELSH = (
    r"\bfy (?:nata|ngwybodaeth) (?:bersonol|personol)\b",
    rf"\bfy (?:holl )?{_COFNODION} (?:{_MATERION})\b",
    r"(?<!yn ôl )\bfy (?:holl )?(?:nghofnodion|ffeil|ffeiliau)\b",
    rf"\b{_GWYBODAETH}\b[^.?!\n]{{0,60}}?\bamdana[fi]\b",
    r"\bamdanaf (?:i|fi)\b",
    r"\b(?:gennych|cadw|dal|ddal)\b[^.?!\n]{0,30}?\bamdanaf\b",
    rf"\b(?:cofnodion|ffeil|gwybodaeth am|wybodaeth am) fy {_TEULU}\b",
    r"\bcais (?:gwrthrych|testun) (?:y data )?am (?:wybodaeth|weld)\b",
    r"\bcais (?:am fynediad|mynediad)(?: at ddata)? gan y gwrthrych\b",
    r"\bo dan erthygl 15\b",
)
_PHRASES = re.compile("|".join(f"(?:{phrase})" for phrase in (*_ENGLISH, *_WELSH)), re.IGNORECASE)


def own_personal_data_words(text: str) -> str:
    """The words by which `text` asks for the writer's own personal data, or those of somebody close; empty where none do."""
    tidy = text.replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")
    match = _PHRASES.search(tidy)
    return " ".join(match[0].split()) if match is not None else ""
