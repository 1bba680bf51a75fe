"""What in a mail's text is not its author's own new words: quotes, quoted mails, footers, signatures, as offsets.

Nothing is deleted, and what may be an answer stays in view: lines typed between quote marks, answers typed into
or below a quoted mail that bears no marks, quoted mails that are all there is. Where it is unsure, it shows.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from rhyddid.mail.fold_lines import Line, only_blank, split_lines
from rhyddid.mail.mail import Fold, FoldReason
from rhyddid.mail.mail_footers import footer_runs
from rhyddid.mail.quote_marks import is_marked, marked_runs, unmarked_attributions
from rhyddid.mail.quoted_headers import is_end_mark, quoted_mails
from rhyddid.mail.signatures import FAREWELL, is_farewell, signature_run

_MOST_CHARACTERS = 2_000_000
_MOST_LINES = 60_000
_ANSWERS_BELOW = re.compile(
    r"\b(?:answers?|responses?|replies|reply|comments?|see|find|added|provided|highlighted|typed|set\s+out)\b"
    r"[^.?!]{0,120}\b(?:below|beneath|underneath|in-?line|in\s+(?:red|blue|green|bold|purple|italics?|capitals"
    r"|colour|your\s+e-?mail)"
    r"|under\s+each|against\s+each|after\s+each|next\s+to\s+each|within\s+(?:your|the)\s+(?:e-?mail|request|text"
    r"|message)|in\s+the\s+body\s+of)"
    r"|\b(?:below|beneath)\b.{0,60}\b(?:answers?|responses?|replies|comments?)\b"
    r"|\b(?:atebion|ateb|ymateb(?:ion)?|sylwadau|gwybodaeth|gweler)\b.{0,120}\b(?:isod|mewn\s+(?:coch|glas|gwyrdd"
    r"|print\s+bras)|o\s+dan|ar\s+ôl\s+pob)\b"
    r"|\bsee\s+(?:below|in-?line)\b|\bgweler\s+isod\b",
    re.IGNORECASE | re.DOTALL,
)
_BELOW_WORDS = (
    *(
        "below",
        "beneath",
        "underneath",
        "inline",
        "in-line",
        "in red",
        "in blue",
        "in green",
        "in bold",
        "in purple",
    ),
    *("in italic", "in capital", "in colour", "in your e", "under each", "against each", "after each"),
    *("next to each", "within your", "within the", "in the body", "isod", "mewn ", "o dan", "ar ôl pob"),
)
# what stands below there is an address or a link, in the letter itself
_OTHER_THINGS_BELOW = re.compile(
    r"\b(?:links?|address(?:es)?|numbers?|details|websites?|pages?|forms?|urls?|document|attachments?|signature)\s+"
    r"(?:(?:provided|given|shown|listed|set\s+out|as)\s+)?below\b|\bbelow\s+(?:links?|address|number|details|website"
    r"|form)\b",
    re.IGNORECASE,
)
_MAIL_HEADER = re.compile(r"^(?:>?From \S+.*|[A-Za-z][A-Za-z0-9-]{1,40}:(?:[ \t].*)?|[ \t]+\S.*)$")
_ANSWER_LABEL = re.compile(
    r"^[ \t]*[*_\[(<]{0,2}[ \t]*(?:(?:our|my|the|council(?:'s)?|trust(?:'s)?|force(?:'s)?|authority(?:'s)?|[A-Z]{2,8})\s+)?"
    r"(?:answer|response|reply|comment|ateb"
    r"|ymateb)\b[ \t]*(?:to\s+)?(?:q(?:uestion)?\s*)?\d{0,2}[a-z]?[ \t]*[*_\])>]{0,2}[ \t]*[:\u2013-]"
    r"|^[ \t]*[*_\[(]{0,2}(?-i:A)(?:[ \t]?\d{1,2}[ \t]*[:.)\u2013-]|:)[ \t]*\S",
    re.IGNORECASE,
)
# how short answers begin, right behind a question
_ANSWER_BEGINS = re.compile(
    r"^[ \t]*[*_\u2022\u2013-]{0,2}[ \t]*(?:[£$€]|(?!\d{1,3}[a-z]?[.):]+(?:\s|$))\d[\d,.]*%?|(?:yes|no|none|nil|zero"
    r"|unknown|n/a"
    r"|not\s+(?:held|applicable|recorded|known)|never"
    r"|we\s+(?:do|don|have|hold|are|did|use|can)|there\s+(?:is|are|was|were)|information\s+(?:not\s+)?held"
    r"|see\s+(?:attached|above)"
    r"|oes|nac\s+oes|ydy|ydyn|nage|ie|dim|nid\s+yw|heb\s+ei|rydym)\b)",
    re.IGNORECASE,
)
_ANSWER_BEHIND_QUESTION = re.compile(r"\?[\s*_:\u2013-]{1,6}(?=\S)")
_FEWEST_SHORT_ANSWERS = 2
_GREETING = re.compile(
    r"^[ \t]*(?:dear|annwyl|good\s+(?:morning|afternoon|evening)|bore\s+da|prynhawn\s+da|hello|helo|hi)\b[^.?!]{0,80}$",
    re.IGNORECASE,
)
_WORD = re.compile(r"\w{2,}")
_MARKINGS = re.compile(
    r"^[\s\[(*_-]*(?:official(?:[\s:-]*sensitive)?|not\s+protectively\s+marked|protect|unclassified|restricted"
    r"|public|swyddogol"
    r"|classification\s*:.{0,40}|gsc.{0,40}|(?:security\s+)?classification\b.{0,40}|sensitivity\s*:.{0,40})[\s\])*_-]*$",
    re.IGNORECASE,
)
_QUIET_AFTER_CUE = 400
_CUE_LOOKED_FOR = 6_000
_MOST_LINES_IN_PIECES = 5_000


def fold(text: str, *, sent: Sequence[str] = (), typed: Collection[str] = ()) -> tuple[Fold, ...]:
    """The folds of `text`, ordered and disjoint.

    `sent` are messages of ours that the text may quote: in a quoted mail without marks, only their lines are folded,
    so that answers typed between them stay in view. `typed` are lines known to be the author's own, such as those
    in another colour in the HTML: they stay in view in any quote.
    """
    if not text.strip() or len(text) > _MOST_CHARACTERS:
        return ()
    lines = split_lines(text)
    if len(lines) > _MOST_LINES:
        return ()
    folded: list[FoldReason | None] = [None] * len(lines)
    _fold_unmarked(lines, folded, known=_known_lines(sent))
    for first, last in marked_runs(lines):
        _paint(folded, first, last, "quote")
    if typed:
        _keep_typed(lines, folded, {key for line in typed if (key := _key(line))})
    for first, last in _open_runs(folded):
        for start, end in footer_runs(lines, first, last):
            _paint(folded, start, end, "disclaimer")
    for first, last in _open_runs(folded):
        run = signature_run(lines, first, last)
        if run is not None:
            _paint(folded, *run, "signature")
    return _spans(lines, folded)


def _fold_unmarked(lines: list[Line], folded: list[FoldReason | None], *, known: frozenset[str]) -> None:
    """Quoted mails without marks: each from its header block to the next, and the last to the end."""
    mails: list[tuple[int, int, FoldReason]] = [
        (mail.line, mail.content, mail.why)
        for mail in quoted_mails(lines)
        # GroupWise introduces a mail without marks by a line that looks marked
        if not is_marked(lines[mail.line]) or lines[mail.line].text.rstrip().endswith(">>>")
    ]
    mails += [(first, content, "quote") for first, content in unmarked_attributions(lines)]
    mails.sort()
    if not mails:
        return
    first_line = mails[0][0]
    own = _own_text(lines, first_line)
    end = _end_of_quoted(lines, mails[-1][1])
    for position, (line, content, why) in enumerate(mails):
        stop = mails[position + 1][0] if position + 1 < len(mails) else end
        if position:
            _paint(folded, line, stop, why)
            continue
        reply = _start_of_reply_below(lines, content, stop)
        if not own:
            # nothing above it: the quoted mail is all there is, but for a letter of its own below
            if reply < stop and not only_blank(lines, reply, stop):
                _paint(folded, line, reply, why)
            continue
        if known:
            _paint_known(lines, folded, line, content, stop, why, known)
        elif _points_below(own) or _has_answers(lines, content, stop):
            _paint(folded, line, content, why)
        else:
            _paint(folded, line, reply, why)
    # a footer that the gateway put below everything is no part of the quoted mail
    if mails and own:
        for start, stop in footer_runs(lines, mails[-1][1], end):
            if stop >= end or only_blank(lines, stop, end):
                _paint(folded, start, stop, "disclaimer")


def _own_text(lines: list[Line], before: int) -> str:
    """What the author wrote above, without footers and protective markings; empty where that is nothing."""
    skipped = {number for start, end in footer_runs(lines, 0, before) for number in range(start, end)}
    own = "\n".join(
        line.text
        for number, line in enumerate(lines[:before])
        if number not in skipped and not _MARKINGS.match(line.text)
    )
    if all(_MAIL_HEADER.match(line) for line in own.split("\n") if line.strip()) and "\n" in own.strip():
        # headers of the message itself, saved together with its text
        return ""
    return own.strip() if _WORD.search(own) else ""


def _points_below(own: str) -> bool:
    """The author says that the answers stand below, and then writes little more."""
    own = own[-_CUE_LOOKED_FOR:]
    lowered = own.lower()
    if not any(word in lowered for word in _BELOW_WORDS):
        return False
    own = _OTHER_THINGS_BELOW.sub("", own)
    for match in _ANSWERS_BELOW.finditer(own):
        after = own[match.end() :]
        farewell = re.search(FAREWELL.pattern, after, re.IGNORECASE | re.MULTILINE)
        if farewell:
            after = after[: farewell.start()]
        if len(after.strip()) < _QUIET_AFTER_CUE:
            return True
    return False


def _has_answers(lines: list[Line], first: int, last: int) -> bool:
    """Answers that are labelled as such, or short ones behind at least two questions and half of them."""
    if any(_ANSWER_LABEL.match(line.text) for line in lines[first:last]):
        return True
    questions = answers = 0
    asked = False
    for line in lines[first:last]:
        text = line.text
        if line.blank:
            continue
        if asked and _ANSWER_BEGINS.match(text) and "?" not in text:
            answers += 1
        behind = _ANSWER_BEHIND_QUESTION.search(text)
        if (
            behind is not None
            and _ANSWER_BEGINS.match(text[behind.end() :])
            and "?" not in text[behind.end() :]
        ):
            answers += 1
        asked = text.rstrip(" *_").endswith("?")
        questions += "?" in text
    return answers >= _FEWEST_SHORT_ANSWERS and answers * 2 >= questions


def _keep_typed(lines: list[Line], folded: list[FoldReason | None], typed: set[str]) -> None:
    """Take the author's own lines out of the folds, unless they are most of what is folded."""
    own = [
        number for number, why in enumerate(folded) if why is not None and _key(lines[number].text) in typed
    ]
    filled = sum(1 for number, why in enumerate(folded) if why is not None and not lines[number].blank)
    if len(own) * 3 <= filled * 2:
        for number in own:
            folded[number] = None


def _start_of_reply_below(lines: list[Line], first: int, last: int) -> int:
    """A greeting after the quoted mail's farewell begins a letter of its own, below the quote."""
    farewell = False
    for number in range(first, last):
        text = lines[number].text
        if is_farewell(lines[number]):
            farewell = True
        elif farewell and _GREETING.match(text):
            return number
        elif is_end_mark(lines[number]):
            return number + 1
    return last


def _end_of_quoted(lines: list[Line], first: int) -> int:
    for number in range(first, len(lines)):
        if is_end_mark(lines[number]):
            return number + 1
    return len(lines)


def _known_lines(sent: Sequence[str]) -> frozenset[str]:
    return frozenset(key for text in sent for line in text.split("\n") if (key := _key(line)))


def _key(line: str) -> str:
    return "".join(character for character in line.lower() if character.isalnum())


def _paint_known(
    lines: list[Line],
    folded: list[FoldReason | None],
    line: int,
    content: int,
    stop: int,
    why: FoldReason,
    known: frozenset[str],
) -> None:
    """Only lines that we sent, whole or as wrapped pieces of ours, are folded; anything else may be an answer."""
    _paint(folded, line, content, why)
    everything = "\n".join(sorted(known))
    pieces_too = stop - content < _MOST_LINES_IN_PIECES
    for number in range(content, stop):
        key = _key(lines[number].text)
        in_pieces = pieces_too and len(key) > 15 and key in everything
        if not key or key in known or in_pieces:
            folded[number] = why


def _paint(folded: list[FoldReason | None], first: int, last: int, why: FoldReason) -> None:
    for number in range(first, min(last, len(folded))):
        folded[number] = why


def _open_runs(folded: list[FoldReason | None]) -> list[tuple[int, int]]:
    """Runs of lines that nothing has folded yet."""
    runs, start = [], None
    for number, why in enumerate(folded):
        if why is None and start is None:
            start = number
        elif why is not None and start is not None:
            runs.append((start, number))
            start = None
    if start is not None:
        runs.append((start, len(folded)))
    return runs


def _spans(lines: list[Line], folded: list[FoldReason | None]) -> tuple[Fold, ...]:
    """Painted lines as spans, without blank lines at their ends."""
    folds: list[Fold] = []
    number = 0
    while number < len(lines):
        why = folded[number]
        if why is None:
            number += 1
            continue
        end = number
        while end < len(lines) and folded[end] == why:
            end += 1
        first, last = number, end
        while last > first and lines[last - 1].blank:
            last -= 1
        while first < last and lines[first].blank:
            first += 1
        if first < last and lines[last - 1].end > lines[first].start:
            folds.append(Fold(lines[first].start, lines[last - 1].end, why))
        number = end
    return tuple(folds)
