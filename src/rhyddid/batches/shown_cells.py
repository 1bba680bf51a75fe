"""Which cells of a board or sheet a viewer sees, and in what words: the one door for board, sheet and exports. Reads only.

The team sees all. Everybody else sees, of a published batch, what a person confirmed or corrected (unchecked answers
only where the owner chose to show them), with evidence in messages that are visible, and with personal data masked.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from typing import Any

from rhyddid.accounts.queries import team_ids_of
from rhyddid.batches.models import Batch
from rhyddid.requests.answers import AnswerCell, LetterWideDenial, answer_cells, letter_wide_denials
from rhyddid.requests.masking import masked_for_public, masked_for_team
from rhyddid.requests.masking_rules import SITE, About, about
from rhyddid.requests.models import FindingSource, Request
from rhyddid.requests.visibility import Viewer, visible_attachments, visible_messages, visible_requests
from rhyddid.requests.withheld_evidence import with_open_evidence

CHECKED = ("confirmed", "corrected")


def sees_all(batch: Batch, viewer: Viewer) -> bool:
    """Whether the batch is one of the viewer's teams'."""
    return batch.team_id in team_ids_of(viewer)


def word_for(viewer: Viewer, batch: Batch) -> Callable[[str], str]:
    """How a text of the batch's own (its subject, a question) is worded for `viewer`, as `cells_shown_to` words answers."""
    return _without_tokens if sees_all(batch, viewer) else _for_public


def word_in_requests(viewer: Viewer, batch: Batch) -> Callable[[Request, str], str]:
    """How a text of one of the batch's requests is worded for `viewer`: by that request's own masking rules as well."""
    if sees_all(batch, viewer):
        return lambda request, text: _without_tokens(text)
    return lambda request, text: masked_for_public(text, about(request)).text


def cells_shown_to(
    viewer: Viewer, batch: Batch, request_ids: Collection[int]
) -> dict[tuple[int, int], AnswerCell]:
    """By (request id, question id), the cells that `viewer` sees of these requests of `batch`."""
    if sees_all(batch, viewer):
        found = with_open_evidence(viewer, answer_cells(request_ids))
        letters = _open_letters(viewer, found)
        return {
            key: _worded(cell, _without_tokens)
            for key, cell in found.items()
            if cell.message_id is None or cell.message_id in letters
        }
    if batch.published_at is None or batch.rehearsal_of_id is not None:
        return {}
    statuses = (*CHECKED, "unconfirmed") if batch.shows_unconfirmed else CHECKED
    seen = _seen(viewer, request_ids)
    cells = {
        key: cell
        for key, cell in with_open_evidence(viewer, answer_cells(request_ids)).items()
        if key[0] in seen
        and cell.decision
        and cell.status in statuses
        and cell.source != FindingSource.ASSISTANT
    }
    messages = {cell.message_id for cell in cells.values() if cell.message_id is not None}
    files = {cell.attachment_id for cell in cells.values() if cell.attachment_id is not None}
    open_messages = set(visible_messages(viewer).filter(pk__in=messages).values_list("pk", flat=True))
    open_files = (
        set(visible_attachments(viewer).filter(pk__in=files).values_list("pk", flat=True)) if files else set()
    )
    return {
        key: _worded(cell, _public_word(seen[key[0]]))
        for key, cell in cells.items()
        if (cell.message_id is None or cell.message_id in open_messages)
        and (cell.attachment_id is None or cell.attachment_id in open_files)
    }


def denials_shown_to(
    viewer: Viewer, batch: Batch, request_ids: Collection[int]
) -> dict[int, LetterWideDenial]:
    """The letter-wide "neither confirm nor deny" of each request, for the team. The public sees it in the letter:
    nobody has judged what the software read of it.
    """
    if sees_all(batch, viewer):
        told = with_open_evidence(viewer, letter_wide_denials(request_ids))
        seen_letters = _open_letters(viewer, told)
        return {pk: denial for pk, denial in told.items() if denial.message_id in seen_letters}
    if batch.published_at is None or not batch.shows_unconfirmed:
        return {}
    found = with_open_evidence(viewer, letter_wide_denials(request_ids))
    seen = _seen(viewer, list(found))
    letters = {denial.message_id for denial in found.values()}
    open_letters = set(visible_messages(viewer).filter(pk__in=letters).values_list("pk", flat=True))
    return {
        pk: replace(denial, quote=_public_word(seen[pk])(denial.quote))
        for pk, denial in found.items()
        if pk in seen and denial.message_id in open_letters
    }


def _open_letters(viewer: Viewer, told: Mapping[Any, AnswerCell | LetterWideDenial]) -> frozenset[int]:
    """The letters that these rest on and that `viewer` may see. An erased one is nobody's; one that is of another team's
    private request as well is not this team's to see either.
    """
    ids = {each.message_id for each in told.values() if each.message_id is not None}
    return (
        frozenset(visible_messages(viewer).filter(pk__in=ids).values_list("pk", flat=True))
        if ids
        else frozenset()
    )


def _worded(cell: AnswerCell, word: Any) -> AnswerCell:
    return replace(
        cell,
        text=word(cell.text),
        quote=word(cell.quote),
        values=tuple(_value_worded(value, word) for value in cell.values),
    )


def _value_worded(value: Mapping[str, Any], word: Any) -> dict[str, Any]:
    worded = dict(value)
    for key in ("value", "name"):
        if isinstance(worded.get(key), str) and worded.get("type") in ("text", "organisation"):
            worded[key] = word(worded[key])
    evidence = worded.get("evidence")
    if isinstance(evidence, Mapping) and isinstance(evidence.get("quote"), str):
        worded["evidence"] = {**evidence, "quote": word(evidence["quote"])}
    return worded


def _seen(viewer: Viewer, request_ids: Collection[int]) -> dict[int, About]:
    """Of these requests, those that `viewer` may see, each with whose masking rules apply to it."""
    rows = visible_requests(viewer).filter(pk__in=request_ids).values_list("pk", "authority_id")
    return {pk: About(pk, authority_id) for pk, authority_id in rows}


def _public_word(to: About) -> Callable[[str], str]:
    return lambda text: masked_for_public(text, to).text


def _for_public(text: str) -> str:
    return masked_for_public(text, SITE).text


def _without_tokens(text: str) -> str:
    """Reply addresses are hidden from everybody: whoever knows one can write into the thread."""
    return masked_for_team(text).text
