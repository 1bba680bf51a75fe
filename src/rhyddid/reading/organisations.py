"""Names of companies and other bodies in an answer: "Hawkmoor", "Hawkmoor via Bellbrook", "Example Systems Ltd".

In: an answer's text, its question, the authority's own words to leave out. Out: `NameFound`s. Two ways: the answer to
"who" or "which company" is itself a list of names; and in any answer a company's legal ending or a phrase like
"supplied by" shows one.
"""
# ruff: noqa: E501 -- the patterns are data, one form of words after another

from __future__ import annotations

import re
from dataclasses import dataclass

_ASKS_NAME = re.compile(
    r"\b(?:software|systems?|platforms?|products?|devices?|tools?) (?:is |are |that is |currently )?(?:used|in use|you use|deployed)\b|\b(?:operators?|suppliers?|contractors?|providers?|compan(?:y|ies)|firms?|manufacturers?|vendors?|consultants?|cyflenw(?:yr|r))\b(?! (?:cost|costs|spend|fees?|contract))|\b(?:which|what|who|whom|whose|name|names|named|pwy|pa|enwau?|identify|identity|list|provide)\b[^?]{0,90}?\b(?:compan(?:y|ies)|suppliers?|providers?|vendors?|contractors?|manufacturers?|firms?|organi[sz]ations?|bod(?:y|ies)|agenc(?:y|ies)|software|platforms?|systems?|brands?|products?|supplies|provides|supplied|provided|bidders?|consultants?|consultancy|operators?|developers?|partners?|insurers?|banks?|auditors?|cwmni|cwmniau|cyflenwyr|cyflenwr|darparwr|darparwyr|meddalwedd|incumbent|winning|successful|retailers?|institutions?|charit(?:y|ies)|parties|third[- ]party|makes?|models?)\b"
    r"|\b(?:suppliers?|companies|providers?|contractors?|names?) (?:of|used|who|that|name)\b|\bsupplier(?:s)?\b|\bwho (?:supplies|provides|supplied|provided|manufactured|installed|operates|maintains)\b"
)
_ASKS_FIGURE = re.compile(
    r"\W*(?:how (?:many|much|often|long)|(?:the |what (?:is|was) the )?(?:total |annual |average )?(?:cost|number|amount|value|spend|price|budget)|when|faint|why)\b"
)
_ASKS_PERSON = re.compile(
    r"\b(?:officers?|person|people|director|manager|head of|staff|individuals?|councillors?|contact|responsible|employees?|addressees?|members?|authors?|job title|title)\b[^?]{0,60}\?|\bname and (?:title|position|role)\b|\bwho is the (?:senior|lead|head|main contact)\b"
)
_ENDING = r"(?:Ltd|Limited|LIMITED|LTD|plc|PLC|Plc|LLP|Inc|Incorporated|GmbH|CIC|C\.I\.C|Cyf|Cyfyngedig|DAC|Pty|AG|S\.A|B\.V|NV|LLC|Corp|Corporation|Group|Holdings)"
_CAPITAL = r"[A-Z0-9][\w&'’.+\-]*"
_JOINED = r"(?:\s+(?:&|and|of|the|for|de|y|a)(?=\s+[A-Z]))?"
_NAME = re.compile(rf"{_CAPITAL}(?:{_JOINED}\s+{_CAPITAL}){{0,6}}")
_LEGAL = re.compile(
    rf"(?P<name>{_CAPITAL}(?:{_JOINED}[ \n]+(?!{_ENDING}\b){_CAPITAL}|\s+\([A-Z0-9][\w ]+\)){{0,5}},?[ \n]+{_ENDING}\b\.?)"
)
_PHRASE = re.compile(
    r"\b(?:supplied|provided|manufactured|delivered|developed|made|installed|operated|maintained|run|hosted|managed|built|sold|purchased|procured|bought|leased|hired|commissioned|written|produced|prepared|drafted|designed|conducted|undertaken|carried out|audited|insured|printed) (?:for us |for the [a-z]+ |to us |to the [a-z]+ )?(?:by|from|via|through)\b|\b(?:suppliers?|providers?|contractors?|vendors?|company|companies|manufacturers?|contracts?(?: (?:is|was|are))?(?: (?:held|awarded))?) (?:is|are|was|were|being|named|called|used (?:is|was|are)|with|to|by|:)\b|\b(?:contract(?:ed|s)?|agreement|awarded|trial(?:led)?|arrangement|outsourced|partnership) (?:with|to|from|by)\b|\b(?:we (?:use|used|trialled|purchased|procured|currently use|have used)|using|via|cyflenwyd gan|a gyflenwir gan|darperir gan|gan gwmni|o'r enw|contract gyda|gan)\b|\b(?:trial|pilot|use|licences?|versions?) of\b|\b(?:uses?|chose)\b|\bsystem called\b|\bcalled\b"
)
_TRADE = (
    r"(?:Arborists|Sons|Son|Bros|Brothers|Coaches|Travel|Telecoms?|Systems|Security|Guarding|Catering|Caterers|Solutions|Consulting|Consultants|Consultancy|Partners"
    r"|Associates|Construction|Builders|Contractors|Engineering|Engineers|Software|Technolog(?:y|ies)|Media|Motors|Energy|Bank|Insurance|Leisure|Homes|Transport|Logistics"
    r"|Foods|Cleaning|Cleaners|Recycling|Recruitment|Staffing|Communications|Networks|Digital|Labs|Laboratories|Pharma|Printers|Studios|Architects|Surveyors|Solicitors"
    r"|Industries|Enterprises|Ventures|International|Ironworks|Nurseries|Estates|Properties|Lettings|Couriers|Freight|Aviation|Robotics|Analytics|Instruments|Electronics|Plant|Hire)"
)
_TRADING = re.compile(
    rf"(?P<name>{_CAPITAL}(?:(?:{_JOINED} )(?!{_TRADE}\b){_CAPITAL}){{0,4}}(?: &| and)? {_TRADE})\b"
)
_HANDED = re.compile(
    r"\b(?:to|by|with|from|via|through|called|using|use|uses|contractors?|suppliers?|provider|company|firm|gan|gyda)[ ,:]+(?:the |our |a |its )?$|(?: {3}|\t|\|) *$"
)
_CALLED_CONTRACTOR = re.compile(
    r"\b(?:contractors?|suppliers?|provider|operator|firm|manufacturer|vendor|consultants|auditors?|insurers?|builders?|developer|installer|agents?),? (?=[A-Z])"
)
_TITLES = re.compile(
    r"^(?:Mr|Mrs|Ms|Miss|Dr|Sir|Dame|Lord|Lady|Cllr|Councillor|Professor|Prof|PC|Inspector|Judge|Rev)\b"
)
_WHO_DID = re.compile(
    r"\W*who (?:[a-z]+ed|[a-z]+s|built|made|ran|won|sold|did|dug|wrote|laid)\b(?! (?:the decision|responsible))"
)
_VIA = re.compile(rf"(?P<name>{_CAPITAL}(?: {_CAPITAL}){{0,3}}) via (?=[A-Z])")
_SEPARATOR = re.compile(
    r"\s*(?:,|;|/|\||\n|\bvia\b|\bthrough\b|\bwith\b|\s[-–—]\s|\(|\)|:|\bfrom\b|\bby\b)\s*"
)
_AND = re.compile(r"\s+(?:and|&|ac?)\s+(?!(?:Co|Sons?|Partners|Company|Daughters?)\b)(?=[A-Z0-9])")
_GENERIC = {
    w.lower()
    for w in [
        "Supplied",
        "Provided",
        "CPI",
        "RPI",
        "The",
        "This",
        "That",
        "These",
        "Those",
        "There",
        "It",
        "We",
        "Our",
        "You",
        "Your",
        "They",
        "Please",
        "No",
        "Yes",
        "None",
        "All",
        "Any",
        "Some",
        "In",
        "On",
        "At",
        "For",
        "From",
        "To",
        "By",
        "Of",
        "As",
        "If",
        "When",
        "Where",
        "While",
        "Which",
        "Who",
        "What",
        "How",
        "Not",
        "N/A",
        "NA",
        "Unknown",
        "Both",
        "Each",
        "Either",
        "See",
        "Note",
        "And",
        "Or",
        "But",
        "However",
        "Since",
        "During",
        "Between",
        "Under",
        "Section",
        "Regulation",
        "Act",
        "Information",
        "Freedom",
        "Council",
        "Trust",
        "Force",
        "Police",
        "University",
        "Department",
        "Board",
        "Authority",
        "Service",
        "Services",
        "Supplier",
        "Suppliers",
        "Company",
        "Companies",
        "Provider",
        "Providers",
        "Contract",
        "Contractor",
        "Contractors",
        "Name",
        "Names",
        "Total",
        "Year",
        "Date",
        "Cost",
        "Costs",
        "System",
        "Systems",
        "Software",
        "Platform",
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
        "Monday",
        "Tuesday",
        "Wednesday",
        "Thursday",
        "Friday",
        "Saturday",
        "Sunday",
        "Q1",
        "Q2",
        "Q3",
        "Q4",
        "FOI",
        "EIR",
        "FOIA",
        "GDPR",
        "VAT",
        "UK",
        "EU",
        "CCTV",
        "IT",
        "ICT",
        "HR",
        "PDF",
        "Excel",
        "Word",
        "N",
        "Director",
        "Head",
        "Manager",
        "Officer",
        "Chief",
        "Executive",
        "Mr",
        "Mrs",
        "Ms",
        "Dr",
        "Team",
        "Annual",
        "Current",
        "Currently",
        "Previous",
        "Previously",
        "Ongoing",
        "Internal",
        "In-house",
        "Inhouse",
        "House",
        "Submissions",
        "Bids",
        "Yn",
        "Mae",
        "Nid",
        "Nac",
        "Oes",
        "Ydy",
        "Dim",
        "Y",
        "Yr",
        "Cyngor",
        "Heddlu",
        "Bwrdd",
        "Gweler",
        "Ein",
        "Rydym",
        "Cyflenwr",
        "Cwmni",
        "Ac",
        "Gan",
        "Enw",
        "Question",
        "Answer",
        "Response",
        "Procurement",
        "Framework",
        "Procured",
        "Various",
        "Multiple",
        "Also",
        "Used",
        "Using",
        "Live",
        "Public",
        "Financial",
        "Staff",
        "FTE",
        "NHS",
        "ICO",
        "MP",
        "Street",
        "Road",
        "County",
        "City",
        "Town",
        "District",
        "Borough",
        "Retrospective",
        "Existing",
        "Full",
        "Following",
        "Records",
        "Record",
        "Not",
        "Applicable",
        "Held",
        "Exempt",
        "Redacted",
        "Data",
        "None",
        "Specification",
        "Copy",
        "Attached",
        "Policy",
        "Document",
        "Documents",
        "Report",
        "One",
        "Two",
        "Three",
        "Four",
        "Five",
        "Six",
        "Seven",
        "Eight",
        "Nine",
        "Ten",
        "Housing",
        "Right",
        "Honourable",
        "First",
        "Lastly",
        "Finally",
        "Second",
        "Third",
    ]
}
_BOTH_NAMES = re.compile(rf"\b{_ENDING}\.?\s+(?:and|ac)\s+[A-Z]")
_BODY_WORDS = re.compile(
    r"\b(?:Act|Regulations?|Section|Request|Requests|Commissioner|Office of|Ombudsman|Directive|Code|Policy|Strategy|Plan|Committee|Minister|Secretary|Lord|Court|Tribunal|Team|Directorate|Unit|Division|Officer|Manager|Director|Framework|Data Protection|Annex|Appendix|Table|Guide|Report|Form|Procedure|Schedule|Record|Freedom|Question|Questions|Part)\b"
)
_ORDINALS = frozenset({"First", "Second", "Third"})
_ENDED = re.compile(
    r"(?P<name>.*?\b(?:Ltd|Limited|plc|PLC|LLP|CIC|Cyf|Inc)\b\.?)(?:\s*\n.*|\s+\d.*)", re.DOTALL
)
"""A name that ran on into the next line: "Kestrel Ltd.⏎2021"."""
_LEGAL_TAIL = re.compile(r"^(?:The |the )")
_ROMAN_OR_CODE = re.compile(r"^(?:[A-Z]?\d[\d.,/-]*|[A-Z]|[IVX]+|[A-Z]{1,3}\d+|\d.*)$")


_OF_A_DEPARTMENT = frozenset(
    {
        "Legal",
        "Customer",
        "Human",
        "Social",
        "Internal",
        "Public",
        "Street",
        "Corporate",
        "Information",
        "Our",
        "The",
        "Adult",
        "Children's",
        "Communications",
        "Digital",
    }
)


@dataclass(frozen=True, slots=True)
class NameFound:
    """A body named at `start:end`."""

    name: str
    start: int
    end: int
    basis: str


def asks_for_name(question: str) -> bool:
    """Whether the plain question asks who, or for a company's or product's name."""
    if _ASKS_FIGURE.match(question):
        return False
    return _ASKS_NAME.search(question) is not None and _ASKS_PERSON.search(question) is None


def names_in(text: str, start: int, end: int, question: str, own: frozenset[str]) -> list[NameFound]:
    """The bodies named in `text[start:end]`; `own` holds the small-letter words of the authority's own name."""
    found: dict[str, NameFound] = {}

    def add(name: str, at: int, basis: str) -> None:
        clean = _clean(name)
        if clean is None:
            return
        offset = name.find(clean)
        if _is_own(clean, own):
            return
        key = " ".join(clean.lower().split())
        if key not in found:
            found[key] = NameFound(
                " ".join(clean.split()), at + max(offset, 0), at + max(offset, 0) + len(clean), basis
            )

    for match in _LEGAL.finditer(text, start, end):
        name, at = match["name"], match.start("name")
        left = name.split(" and ")[0].split()
        if " and " in name and (name.endswith(("Group", "Holdings")) or len(left) > 1):
            add(" ".join(left), at, "legal_ending")
            at += name.rindex(" and ") + 5
            name = name[name.rindex(" and ") + 5 :]
        add(name, at, "legal_ending")
    asked = asks_for_name(question) if question else False
    who = question != "" and _WHO_DID.match(question) is not None and _ASKS_PERSON.search(question) is None
    for match in _TRADING.finditer(text, start, end):
        name, at = match["name"], match.start("name")
        if _TITLES.match(name) or name.split()[0] in _OF_A_DEPARTMENT:
            continue
        if asked or who or _HANDED.search(text, max(start, at - 24), at):
            add(name, at, "trade")
    for match in _CALLED_CONTRACTOR.finditer(text, start, end):
        called = _NAME.match(text, match.end(), end)
        if called and not _TITLES.match(called[0]):
            add(called[0], called.start(), "phrase")
    for match in _VIA.finditer(text, start, end):
        add(match["name"], match.start("name"), "phrase")
    short = end - start <= 420
    if asked and short:
        _listed(text, start, end, add)
    for phrase in _PHRASE.finditer(text, start, end):
        name = _NAME.match(text, _skip(text, phrase.end(), end), end)
        if name and (asked or phrase[0] not in ("gan", "via", "using", "called", "use", "uses", "chose")):
            position = name.start()
            for part in (
                re.split(r"(\s+(?:and|ac)\s+)", name[0]) if _BOTH_NAMES.search(name[0]) else [name[0]]
            ):
                if not re.fullmatch(r"\s+(?:and|ac)\s+", part):
                    add(part, position, "phrase")
                position += len(part)
            after = re.compile(r"\s*(?:,|and|&|via|\(via|through)\s+(?=[A-Z])").match(text, name.end(), end)
            if after:
                second = _NAME.match(text, after.end(), end)
                if second:
                    add(second[0], second.start(), "phrase")
    return _without_parts(list(found.values()))


def _skip(text: str, position: int, end: int) -> int:
    match = re.compile(
        r"[\s:\"'“‘]*(?:the |a company called |a firm called |company |supplier )?(?:[\"'“‘])?"
    ).match(text, position, end)
    return match.end() if match else position


def _listed(text: str, start: int, end: int, add: object) -> None:
    """Capitalised names between separators, where the answer is little more than names."""
    position = start
    pieces: list[tuple[int, int]] = []
    for separator in _SEPARATOR.finditer(text, start, end):
        pieces.append((position, separator.start()))
        position = separator.end()
    pieces.append((position, end))
    glued = _glue(text, pieces)
    for first, last in glued:
        piece = text[first:last].strip(" .\t\n•◦-–*'\"“”‘’\xa0")
        piece = re.sub(r"^(?:\d{1,2}\^?(?:st|nd|rd|th)?[.)]?|[a-z][.)])\s+", "", piece)
        lowered = re.sub(
            r"^(?:the )?(?:suppliers?|provider|contractor|company|vendor|manufacturer|software|system|name|answer|response|cyflenwr|cwmni)(?: name)?s? (?:is|are|was|were|yw)\s+(?:called )?",
            "",
            piece,
            flags=re.IGNORECASE,
        )
        at = text.find(lowered, first, last)
        words = lowered.split()
        if not words or len(words) > 7 or at < 0:
            continue
        capitals = sum(1 for word in words if word[0].isupper() or (word[0].isdigit() and not word.isdigit()))
        mixed = bool(re.search(r"[a-z][A-Z]|[A-Za-z]\d|\d[A-Za-z]", words[0]))
        if capitals * 2 >= len(words) and (words[0][0].isupper() or mixed):
            match = _NAME.match(text, at, last)
            name = match[0] if match else lowered
            if len(name.split()) >= len(words) - 2:
                add(name if len(lowered) - len(name) > 3 else lowered, at, "list")  # type: ignore[operator]


def _glue(text: str, pieces: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Cut "X and Y" in two where it closes a list; inside a list, between commas, "and" belongs to a name."""
    cut: list[tuple[int, int]] = []
    for place, (first, last) in enumerate(pieces):
        comma_after = place + 1 < len(pieces) and "," in text[last : pieces[place + 1][0]]
        comma_after = comma_after or (
            text.count("\n", pieces[0][0], pieces[-1][1]) >= 3
            and "," not in text[pieces[0][0] : pieces[-1][1]]
        )
        position = first
        for joined in () if comma_after else _AND.finditer(text, first, last):
            cut.append((position, joined.start()))
            position = joined.end()
        cut.append((position, last))
    return [(a, b) for a, b in cut if b > a]


def _clean(name: str) -> str | None:
    ended = _ENDED.match(name)
    name = ended["name"] if ended else name
    words = name.strip(" .,;:-–\n\t\"'“”‘’()").split()
    if len(words) == 1 and re.fullmatch(_ENDING, words[0]):
        return None
    lawful = len(words) >= 3 and re.fullmatch(_ENDING, words[-1].rstrip("."))
    while words and not (lawful and words[0] in _ORDINALS) and words[0].lower().strip(".,") in _GENERIC:
        words = words[1:]
    while words and words[-1].lower().strip(".,") in ("the", "and", "of", "for", "in", "a", "&"):
        words = words[:-1]
    if not words:
        return None
    text = name[name.find(words[0]) :]
    last = words[-1]
    text = text[: text.rfind(last) + len(last)].strip(" .,;:\"'“”‘’(")
    if len(words) == 1 and (words[0].lower().strip(".,") in _GENERIC or _ROMAN_OR_CODE.match(words[0])):
        return None
    if _BODY_WORDS.search(text) and not re.search(rf"\b{_ENDING}\b", text):
        return None
    if words[-1] in ("Street", "Road", "Avenue", "Lane", "Close", "Way"):
        return None
    if len(text) < 2 or text.isdigit() or (text[0].islower() and not re.search(r"[A-Z]", text)):
        return None
    if re.fullmatch(r"[A-Z]?\d[\d,./-]*\w?", text):
        return None
    return text


def _is_own(name: str, own: frozenset[str]) -> bool:
    words = {word for word in re.findall(r"[a-z]+", name.lower()) if len(word) > 2}
    return bool(words) and words <= own


def _without_parts(found: list[NameFound]) -> list[NameFound]:
    """Names that are not only a shorter form of another at the same place."""
    kept = []
    for each in found:
        if any(
            other is not each
            and other.start <= each.start
            and each.end <= other.end
            and len(other.name) > len(each.name)
            for other in found
        ):
            continue
        kept.append(each)
    return sorted(kept, key=lambda each: each.start)
