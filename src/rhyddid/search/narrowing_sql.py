"""What narrows a search, as conditions on an entry `e`.

Every condition is fixed SQL with placeholders; a value that no row can have matches nothing.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

from rhyddid.requests.models import State
from rhyddid.search.models import EntryKind
from rhyddid.search.query_language import Narrowing, Query
from rhyddid.search.words_sql import SQL

# words that people know from other sites, and the states that they mean here; `late` is computed from the last day
STATUS_WORDS: dict[str, tuple[str, ...]] = {
    "waiting": (State.RUNNING, State.AWAITING_CLARIFICATION, State.PAUSED_FOR_FEE, State.UNDER_REVIEW),
    "waiting_response": (State.RUNNING,),
    "waiting_clarification": (State.AWAITING_CLARIFICATION,),
    "internal_review": (State.UNDER_REVIEW,),
    "successful": (State.ANSWERED,),
    "rejected": (State.REFUSED,),
    "error_message": (State.FAILED,),
}
_RUNNING = (State.RUNNING, State.UNDER_REVIEW)
_KIND_WORDS = {
    "requests": EntryKind.REQUEST,
    "letters": EntryKind.LETTER,
    "files": EntryKind.FILE,
    "attachments": EntryKind.FILE,
    "answers": EntryKind.ANSWER,
    **{kind.value: kind for kind in EntryKind},
}
_UNCHECKED = """exists (select from requests_finding f join requests_reading g on g.id = f.reading_id and g.current
  where g.request_id = e.request_id and f.type = 'answer' and not exists (select from requests_judgement j
    where j.request_id = e.request_id and j.question_id = f.question_id and j.undone_at is null))"""
_PROVISION = re.compile(r"^(?:s|ss|section|reg|regulation|exemption)?\.?\s*(\d\S*)$", re.IGNORECASE)


def narrowing_sql(query: Query, today: dt.date) -> Iterator[SQL]:
    """The conditions of `query` other than its words."""
    if query.after is not None:
        yield "e.at >= %s", [dt.datetime.combine(query.after, dt.time.min, dt.UTC)]
    if query.before is not None:
        yield "e.at < %s + interval '1 day'", [dt.datetime.combine(query.before, dt.time.min, dt.UTC)]
    for narrowing in query.narrowings:
        sql, values = _one(narrowing, today)
        yield (f"not coalesce({sql}, false)" if narrowing.not_ else sql), values


def _one(narrowing: Narrowing, today: dt.date) -> SQL:
    value = narrowing.value.strip()
    word = value.lower()
    match narrowing.what:
        case "status":
            if word in ("late", "waiting_response_overdue", "overdue"):
                return "(e.state = any(%s) and e.due < %s)", [list(_RUNNING), today]
            return "e.state = any(%s)", [list(STATUS_WORDS.get(word, (word,)))]
        case "variety":
            return "e.variety = %s", [word]
        case "part":
            return "e.kind = %s", [str(_KIND_WORDS.get(word, word))]
        case "authority":
            return _of_authority("a.slug = %s or lower(a.name) = %s or lower(a.name_cy) = %s"), [word] * 3
        case "team":
            named = "(select id from accounts_team where slug = %s or lower(name) = %s)"
            return f"e.team_id in {named}", [word, word]
        case "annotator":
            return (
                "exists (select from requests_annotation n join accounts_person p on p.id = n.by_id"
                " where n.request_id = e.request_id and n.state = 'shown' and lower(p.public_name) = %s)",
                [word],
            )
        case "request":
            return "e.request_id = (select id from requests_request where slug = %s)", [word]
        case "filetype":
            return "e.filetype = %s", [word.lstrip(".")]
        case "tag":
            return _of_authority("a.tags @> array[%s]::varchar[]"), [word]
        case "law":
            return "(e.regime = %s or e.regime like %s)", [word, f"%-{_like(word)}"]
        case "provision":
            match = _PROVISION.match(value)
            named = (match.group(1) if match else value).lower()
            return (
                "exists (select from unnest(e.provisions) p where lower(p) = %s or lower(p) like %s)",
                [named, f"{_like(named)}(%"],
            )
        case "language":
            return "e.language = %s", [{"english": "en", "welsh": "cy", "cymraeg": "cy"}.get(word, word)]
        case "nation":
            return _of_authority("a.nations @> array[%s]::varchar[]"), [value.upper()]
        case _:
            wants = word not in ("no", "false", "0")
            return (_UNCHECKED if wants else f"not {_UNCHECKED}"), []


def _of_authority(condition: str) -> str:
    return f"e.authority_id in (select a.id from authorities_authority a where {condition})"


def _like(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
