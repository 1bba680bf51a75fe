"""The public record as tables in a folder: requests, events, authorities, checked answers. CSV, Parquet where it is
installed, and a datapackage.json that says what is in them. What everybody may read on the day, masked, and nothing else.

Written beside what is there and put in its place when whole, so that whoever reads the folder by night finds one dump.
"""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone

from rhyddid import __version__
from rhyddid.authorities.models import Authority
from rhyddid.batches.export.columns import guarded
from rhyddid.batches.export.parquet_file import parquet_installed
from rhyddid.batches.request_data import request_rows
from rhyddid.requests.answers import answer_cells
from rhyddid.requests.masking import masked_for_public
from rhyddid.requests.masking_rules import About
from rhyddid.requests.models import Event, EventType, Question, Request
from rhyddid.requests.visibility import public_request_filter, visible_attachments, visible_messages
from rhyddid.requests.withheld_evidence import with_open_evidence

_LOT = 500
_CHECKED = ("confirmed", "corrected")
Row = Sequence[str | int | bool | None]


@dataclass(frozen=True)
class Column:
    name: str
    type: str
    title: str


@dataclass(frozen=True)
class Table:
    """One table of the dump: its name, its columns, its key, and how its rows are read."""

    name: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    rows: Callable[[], Iterator[Row]]


def public_dump(
    folder: Path, *, progress: Callable[[str, int], object] = lambda name, rows: None
) -> dict[str, int]:
    """Write the dump into `folder`; returns how many rows each table has. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    made_at = timezone.now()
    counts: dict[str, int] = {}
    resources = []
    for table in TABLES:
        path = folder / f"{table.name}.csv"
        count, size, digest = _csv(path, table)
        if parquet_installed():
            _parquet(folder / f"{table.name}.parquet", path, table)
        counts[table.name] = count
        resources.append(_resource(table, count, size, digest))
        progress(table.name, count)
    _replace(
        folder / "datapackage.json", (json.dumps(_package(made_at, resources), indent=1) + "\n").encode()
    )
    return counts


def _lots(rows: Iterable[Any]) -> Iterator[list[Any]]:
    waiting = iter(rows)
    while lot := list(islice(waiting, _LOT)):
        yield lot


def _public() -> Any:
    found = Request.objects.filter(public_request_filter()).select_related("authority", "team", "state")
    return found.order_by("pk").iterator(chunk_size=_LOT)


def _requests() -> Iterator[Row]:
    for lot in _lots(_public()):
        for row in request_rows(None, lot):
            yield [
                row["slug"], row["url"], row["subject"], row["authority"]["slug"], row["team"]["name"], row["regime"],
                row["language"], ";".join(row["tags"]), row["created_at"], row["state"], row["late"], row["received"],
                row["due"], row["closed_on"],
            ]  # fmt: skip


def _events() -> Iterator[Row]:
    for lot in _lots(_public()):
        slugs = {each.pk: each.slug for each in lot}
        events = list(Event.objects.filter(request__in=slugs).order_by("request_id", "day", "pk"))
        back = {each.data.get("event") for each in events if each.type == EventType.CORRECTED}
        for each in events:
            if each.pk not in back and each.type != EventType.CORRECTED:
                yield [each.pk, slugs[each.request_id], each.type, each.day.isoformat(), each.source]


def _authorities() -> Iterator[Row]:
    for each in Authority.objects.order_by("pk").iterator(chunk_size=_LOT):
        yield [
            each.slug, each.name, each.name_cy, each.kind, ";".join(each.nations), ";".join(each.regimes),
            ";".join(each.tags), each.website, each.active,
        ]  # fmt: skip


def _answers() -> Iterator[Row]:
    """What a person has confirmed or corrected, in letters and files that everybody may see."""
    for lot in _lots(_public()):
        requests = {each.pk: each for each in lot}
        cells = {
            key: cell
            for key, cell in with_open_evidence(None, answer_cells(requests)).items()
            if cell.status in _CHECKED and cell.decision and cell.message_id is not None
        }
        if not cells:
            continue
        letters = [cell.message_id for cell in cells.values() if cell.message_id is not None]
        files = {cell.attachment_id for cell in cells.values() if cell.attachment_id is not None}
        open_letters = set(visible_messages(None).filter(pk__in=letters).values_list("pk", flat=True))
        open_files = (
            set(visible_attachments(None).filter(pk__in=files).values_list("pk", flat=True))
            if files
            else set()
        )
        questions = Question.objects.filter(request__in=requests).order_by("request_id", "position")
        for question in questions:
            cell = cells.get((question.request_id, question.pk))
            if cell is None or cell.message_id not in open_letters:
                continue
            if cell.attachment_id is not None and cell.attachment_id not in open_files:
                continue
            request = requests[question.request_id]
            to = About(request.pk, request.authority_id)
            values = [
                {name: value for name, value in each.items() if name != "evidence"} for each in cell.values
            ]
            yield [
                request.slug, request.authority.slug, question.number, masked_for_public(question.text, to).text,
                question.answer_type, cell.decision, masked_for_public(cell.text, to).text,
                masked_for_public(json.dumps(values, ensure_ascii=False), to).text, ";".join(cell.provisions), cell.status,
                masked_for_public(cell.quote, to).text,
                f"{settings.SITE_URL}/requests/{request.slug}/#message-{cell.message_id}",
            ]  # fmt: skip


TABLES = (
    Table(
        "requests",
        (
            Column("slug", "string", "The request's name in addresses"),
            Column("url", "string", "Its page"),
            Column("subject", "string", "Subject"),
            Column("authority", "string", "The authority's slug"),
            Column("team", "string", "Who asked"),
            Column("regime", "string", "The law"),
            Column("language", "string", "Language"),
            Column("tags", "string", "Topics, with semicolons between"),
            Column("created_at", "datetime", "When it was made"),
            Column("state", "string", "Where it stands"),
            Column("late", "boolean", "Whether it was late on the day of the dump"),
            Column("received", "date", "Day of receipt"),
            Column("due", "date", "Last day to answer"),
            Column("closed_on", "date", "Day of the last answer"),
        ),
        ("slug",),
        _requests,
    ),
    Table(
        "events",
        (
            Column("id", "integer", "Number"),
            Column("request", "string", "The request's slug"),
            Column("type", "string", "What happened"),
            Column("day", "date", "On which day, where the authority is"),
            Column("source", "string", "Whose word it is"),
        ),
        ("id",),
        _events,
    ),
    Table(
        "authorities",
        (
            Column("slug", "string", "The authority's name in addresses"),
            Column("name", "string", "Name"),
            Column("name_cy", "string", "Welsh name"),
            Column("kind", "string", "Kind"),
            Column("nations", "string", "Nations, with semicolons between"),
            Column("regimes", "string", "Laws, with semicolons between"),
            Column("tags", "string", "Tags, with semicolons between"),
            Column("website", "string", "Website"),
            Column("active", "boolean", "Whether it is still there"),
        ),
        ("slug",),
        _authorities,
    ),
    Table(
        "answers",
        (
            Column("request", "string", "The request's slug"),
            Column("authority", "string", "The authority's slug"),
            Column("question", "string", "Number of the question"),
            Column("question_text", "string", "The question"),
            Column("answer_type", "string", "What kind of answer was asked for"),
            Column("decision", "string", "What the authority decided"),
            Column("answer", "string", "The passage that answers"),
            Column("values", "string", "The values in it, as JSON"),
            Column("provisions", "string", "Provisions relied on, with semicolons between"),
            Column("status", "string", "Confirmed or corrected by a person"),
            Column("quote", "string", "The words it was read in"),
            Column("message_url", "string", "The letter"),
        ),
        ("request", "question"),
        _answers,
    ),
)


def _csv(path: Path, table: Table) -> tuple[int, int, str]:
    """Write the table; rows, bytes and hash."""
    part = path.with_name(f".{path.name}.part")
    count = 0
    with part.open("w", encoding="utf-8", newline="") as target:
        writer = csv.writer(target)
        writer.writerow([column.name for column in table.columns])
        for row in table.rows():
            writer.writerow([_written(cell) for cell in row])
            count += 1
    digest = hashlib.sha256()
    with part.open("rb") as written:
        while piece := written.read(1024 * 1024):
            digest.update(piece)
    size = part.stat().st_size
    part.replace(path)
    return count, size, digest.hexdigest()


def _written(cell: str | int | bool | None) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    return guarded(cell) if isinstance(cell, str) else str(cell)


def _parquet(path: Path, source: Path, table: Table) -> None:
    """The same rows with typed columns, read from the CSV, so that both say the same."""
    import pyarrow as pa  # slow import
    import pyarrow.csv as arrow_csv
    import pyarrow.parquet as pq

    types = {"string": pa.string(), "integer": pa.int64(), "boolean": pa.bool_(), "date": pa.date32()}
    wanted = {column.name: types.get(column.type, pa.string()) for column in table.columns}
    reader = arrow_csv.open_csv(
        source,
        parse_options=arrow_csv.ParseOptions(newlines_in_values=True),
        convert_options=arrow_csv.ConvertOptions(column_types=wanted, strings_can_be_null=False),
    )
    part = path.with_name(f".{path.name}.part")
    with pq.ParquetWriter(part, reader.schema, compression="zstd") as writer:
        for batch in reader:
            writer.write_batch(batch)
    part.replace(path)


def _resource(table: Table, rows: int, size: int, digest: str) -> dict[str, Any]:
    return {
        "profile": "tabular-data-resource",
        "name": table.name,
        "path": f"{table.name}.csv",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": size,
        "hash": f"sha256:{digest}",
        "rhyddid:rows": rows,
        "schema": {
            "fields": [{"name": each.name, "type": each.type, "title": each.title} for each in table.columns],
            "primaryKey": list(table.key),
            "missingValues": [""],
        },
    }


def _package(made_at: dt.datetime, resources: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "profile": "tabular-data-package",
        "name": "public-record",
        "title": f"{settings.SITE_NAME}: the public record",
        "description": (
            "Requests that everybody may read, what happened in them, the authorities, and answers that a person has "
            "checked. Personal data is masked as on the pages. What has been withdrawn from view since is in no later dump: "
            "use the newest. A text that a spreadsheet program would run as a formula has an apostrophe in front."
        ),
        "homepage": settings.SITE_URL,
        "created": made_at.isoformat(),
        "contributors": [{"title": f"Rhyddid {__version__}", "role": "wrangler"}],
        "resources": resources,
    }


def _replace(path: Path, data: bytes) -> None:
    part = path.with_name(f".{path.name}.part")
    part.write_bytes(data)
    part.replace(path)
