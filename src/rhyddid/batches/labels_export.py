"""What people said of a batch's answers, as labelled letters: the very shape that the evaluation of the reader reads.

In: a batch whose cells people have checked. Out: a folder with each letter as it came, the request it answers, and
`labels.json` (docs/reading.md). Only what a person judged is labelled; the rest is named in `skip`, so that it counts
neither for nor against the reader. The letters hold personal data: the folder says so.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rhyddid.batches.models import Batch
from rhyddid.mail.compose import Enclosure, compose
from rhyddid.mail.mail import Address
from rhyddid.requests.answers import AnswerCell, answer_cells
from rhyddid.requests.blobs import blob_get
from rhyddid.requests.masking import masked_for_public
from rhyddid.requests.masking_rules import About, about
from rhyddid.requests.models import Decision, Judgement, Message, Question, Reading, Request
from rhyddid.requests.visibility import held_attachments
from rhyddid.requests.withheld_evidence import with_open_evidence

_CHECKED = ("confirmed", "corrected")
_LOT = 200
# what nobody judges on the checking page
SKIPPED = (
    "kind", "outcome", "reference", "received_on", "decided_on", "deadline_stated", "provision", "neither_confirm_nor_deny",
    "sum", "organisation", "review", "regulator",
)  # fmt: skip
PERSONAL_DATA_NOTE = """These letters are as they came: they hold names, addresses and telephone numbers of people,
and reply addresses that whoever knows can write to. Keep the folder to yourselves, do not publish it or commit it to a
public repository, and delete it when the reader has been measured. With --masked, personal data is masked and
attachments are left out.

`python -m rhyddid.reading.evaluate FOLDER` measures the reader against what people said of these letters.
"""


@dataclass(frozen=True)
class LabelsReport:
    """How many letters and answers were written, and how many checked answers have no letter to learn from."""

    letters: int
    answers: int
    without_letter: int


def labels_export(batch: Batch, folder: Path, *, masked: bool = False) -> LabelsReport:
    """Write the checked cells of `batch` into `folder`, which is made. Raises OSError where it cannot be written."""
    folder.mkdir(parents=True, exist_ok=True)
    rows: list[dict[str, Any]] = []
    answers = without = 0
    ids = list(
        batch.recipients.filter(request__isnull=False).order_by("pk").values_list("request_id", flat=True)
    )
    for at in range(0, len(ids), _LOT):
        lot = [pk for pk in ids[at : at + _LOT] if pk is not None]
        by_letter, lost = _checked_by_letter(lot)
        without += lost
        for (request_id, message_id), cells in by_letter.items():
            row = _letter(folder, request_id, message_id, cells, masked=masked)
            if row is not None:
                rows.append(row)
                answers += len(row["qa"])
    (folder / "labels.json").write_text(
        json.dumps(rows, ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
    )
    (folder / "README.txt").write_text(PERSONAL_DATA_NOTE, encoding="utf-8")
    return LabelsReport(letters=len(rows), answers=answers, without_letter=without)


_Checked = list[tuple[Question, AnswerCell]]


def _checked_by_letter(request_ids: list[int]) -> tuple[dict[tuple[int, int], _Checked], int]:
    """By request and letter, the cells that people have checked; and how many have no letter."""
    found: dict[tuple[int, int], _Checked] = {}
    without = 0
    cells = with_open_evidence(None, answer_cells(request_ids))
    for question in Question.objects.filter(request__in=request_ids).order_by("request_id", "position"):
        cell = cells.get((question.request_id, question.pk))
        if cell is None or cell.status not in (*_CHECKED, "rejected"):
            continue
        if cell.message_id is None:
            without += 1
            continue
        found.setdefault((question.request_id, cell.message_id), []).append((question, cell))
    return found, without


def _letter(
    folder: Path, request_id: int, message_id: int, cells: _Checked, *, masked: bool
) -> dict[str, Any] | None:
    """The label of one letter, its text and request written beside; None for an erased one, or one with a withheld file."""
    message = Message.objects.filter(pk=message_id, erased_at=None).first()
    if message is None or (not masked and held_attachments().filter(message=message).exists()):
        return None  # the mail as it came holds its withheld files
    request = Request.objects.get(pk=request_id)
    reading = Reading.objects.filter(message=message, request=request, current=True).first()
    name = f"letter-{message_id}"
    if masked:
        cells = [(question, cell) for question, cell in cells if cell.attachment_id is None]
        file, data = f"{name}.txt", masked_for_public(message.text, about(request)).text.encode()
    else:
        file, data = f"{name}.eml", _as_it_came(message)
    if not cells:
        return None
    to = about(request) if masked else None
    request_file = f"request-{request_id}.request.txt"
    request_text = masked_for_public(request.text, about(request)).text if masked else request.text
    (folder / file).write_bytes(data)
    (folder / request_file).write_text(request_text, encoding="utf-8")
    return {
        "file": file,
        "request_file": request_file,
        "kind": reading.kind if reading else "other",
        "law": request.regime,
        "language": reading.language if reading else request.language,
        "skip": list(SKIPPED),
        "qa": [row for question, cell in cells if (row := _answer(question, cell, message, to))],
        "rejected": [
            {"q": question.number, **_rejected(question, cell)}
            for question, cell in cells
            if cell.status == "rejected"
        ],
    }


def _answer(
    question: Question, cell: AnswerCell, message: Message, to: About | None
) -> dict[str, Any] | None:
    if cell.status not in _CHECKED or cell.decision not in Decision.values:
        return None
    row: dict[str, Any] = {"q": question.number, "decision": cell.decision}
    passage = cell.text if cell.status == "confirmed" else _in_the_letter(cell.text, _texts(message))
    if passage:
        row["answer"] = masked_for_public(passage, to).text if to is not None else passage
    values = [_value(value) for value in cell.values]
    if values:
        row["values"] = values
    if cell.status == "corrected":
        row["corrected"] = True
    return row


def _rejected(question: Question, cell: AnswerCell) -> dict[str, Any]:
    """What the software had read and a person rejected: what is right is not known."""
    judged = (
        Judgement.objects.filter(question=question, verdict="reject", undone_at=None, message=cell.message_id)
        .order_by("-at", "-id")
        .first()
    )
    return {"decision": (judged.judged_value or {}).get("decision", "") if judged else ""}


def _value(value: Mapping[str, Any]) -> dict[str, Any]:
    return {key: each for key, each in value.items() if key != "evidence" and each not in (None, "")}


def _texts(message: Message) -> Iterator[str]:
    yield message.text
    for attachment in message.attachments.all():
        for page in attachment.pages.all():
            yield page.text


def _in_the_letter(words: str, texts: Iterable[str]) -> str:
    """`words` where the letter has them, however wrapped; what a person put in words of their own is no passage."""
    flat = " ".join(words.split())
    return words if flat and any(flat in " ".join(text.split()) for text in texts) else ""


def _as_it_came(message: Message) -> bytes:
    """The raw bytes; of a letter that was typed in or scanned, a mail with its text and files."""
    if message.raw_sha256:
        return blob_get(message.raw_sha256)
    return compose(
        sender=Address(message.sender_name, "authority@authority.example"),
        to=[Address("", "request@request.example")],
        subject=message.subject,
        text=message.text,
        message_id=f"<letter-{message.pk}@request.example>",
        date=message.received_at,
        attachments=tuple(
            Enclosure(
                filename=file.filename or "file", content_type=file.content_type, data=blob_get(file.sha256)
            )
            for file in message.attachments.all()
        ),
    )
