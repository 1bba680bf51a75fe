"""An answer sheet as a Frictionless data package: a zip with datapackage.json (schema, sources) and answers.csv."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import tempfile
import zipfile
from collections.abc import Iterable
from typing import Any, BinaryIO

from rhyddid import __version__
from rhyddid.batches.answer_sheet import SheetRow
from rhyddid.batches.export.columns import COLUMNS
from rhyddid.batches.export.csv_file import csv_lines
from rhyddid.requests.models import Decision

_CHUNK = 1024 * 1024


def data_package_write(
    rows: Iterable[SheetRow], stream: BinaryIO, *, name: str, title: str, homepage: str, made_at: dt.datetime,
    rehearsal: bool = False, citation: str = "",
) -> int:  # fmt: skip
    """Write the package; returns how many rows there were."""
    with tempfile.TemporaryFile() as table:
        digest, size, count = hashlib.sha256(), 0, -1
        for line in csv_lines(rows):
            data = line.encode()
            table.write(data)
            digest.update(data)
            size += len(data)
            count += 1
        table.seek(0)
        facts = _description(
            name=name, title=title, homepage=homepage, made_at=made_at, rehearsal=rehearsal, rows=count,
            bytes=size, sha256=digest.hexdigest(), citation=citation,
        )  # fmt: skip
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
            package.writestr("datapackage.json", json.dumps(facts, indent=2, ensure_ascii=False) + "\n")
            with package.open("answers.csv", "w") as target:
                while chunk := table.read(_CHUNK):
                    target.write(chunk)
    return count


def _description(
    *, name: str, title: str, homepage: str, made_at: dt.datetime, rehearsal: bool, rows: int, bytes: int,
    sha256: str, citation: str,
) -> dict[str, Any]:  # fmt: skip
    description = (
        "One row per authority and question. `status` says whether a person confirmed or corrected the answer, or "
        "whether it was read by software and not checked; `evidence_url` leads to the sentence it was read in. A text "
        "that a spreadsheet program would run as a formula has an apostrophe in front."
    )
    if rehearsal:
        description = (
            "A REHEARSAL: every authority is simulated, and nothing here was said by a real one. "
            + description
        )
    return {
        "profile": "tabular-data-package",
        "name": name,
        "title": title,
        "description": description,
        "homepage": homepage,
        **({"rhyddid:citation": citation} if citation else {}),
        "created": made_at.isoformat(),
        "sources": [{"title": title, "path": homepage}],
        "contributors": [{"title": f"Rhyddid {__version__}", "role": "wrangler"}],
        "resources": [
            {
                "profile": "tabular-data-resource",
                "name": "answers",
                "path": "answers.csv",
                "format": "csv",
                "mediatype": "text/csv",
                "encoding": "utf-8",
                "bytes": bytes,
                "hash": f"sha256:{sha256}",
                "rhyddid:rows": rows,
                "schema": {
                    "fields": [_field(column.name, column.type, column.title) for column in COLUMNS],
                    "primaryKey": ["authority_slug", "question"],
                    "missingValues": [""],
                },
            }
        ],
    }


def _field(name: str, type: str, title: str) -> dict[str, Any]:
    field: dict[str, Any] = {"name": name, "type": type, "title": title}
    if name.endswith("_url"):
        field["format"] = "uri"
    if name in ("authority", "question", "request_url"):
        field["constraints"] = {"required": True}
    if name == "decision":
        field["constraints"] = {"enum": [*Decision.values]}
    if name == "status":
        field["constraints"] = {"enum": ["confirmed", "corrected", "unconfirmed"]}
    if name == "confidence":
        field["constraints"] = {"minimum": 0, "maximum": 1}
    return field
