"""Labelled letters: a folder with `labels.json`, the letters it names and their requests.

In: a folder. Out: `LabelledLetter`s. The shape of `labels.json` is described in docs/reading.md: what a person read in
each letter, with `skip` for what cannot be judged and `…_accept` for other readings that are right too.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rhyddid.law.provisions import canonical_provision

_KINDS = {
    "clarification_request": "clarification", "holding_extension": "extension", "final_full": "decision",
    "final_partial": "decision", "refusal": "decision", "not_held": "decision", "ncnd": "decision",
    "internal_review_outcome": "review_outcome",
}  # fmt: skip
_OUTCOMES = {
    "final_full": "disclosed", "final_partial": "partly_disclosed", "refusal": "refused", "not_held": "not_held",
    "ncnd": "neither_confirm_nor_deny",
}  # fmt: skip
_LAWS = {
    "FOISA": "sct-foisa", "EISR": "sct-eisr", "IE1997": "ie-foi", "IE2014": "ie-foi", "NYPOL": "us-ny-foil", "AIE": "ie-aie",
    "USFOIA": "us-foia", "AUFOI": "au-foi",
}  # fmt: skip


class LabelsError(ValueError):
    """The folder's labels cannot be used: says what is wrong and where."""


@dataclass(frozen=True)
class LabelledLetter:
    """One letter with what a person read in it."""

    name: str
    data: bytes
    request: str | None
    label: dict[str, Any]

    @property
    def kinds(self) -> frozenset[str]:
        """The kinds that are right."""
        first = self.label.get("product_kind") or _KINDS.get(self.label["kind"], self.label["kind"])
        accepted = {_KINDS.get(kind, kind) for kind in self.label.get("kind_accept", [])}
        return frozenset({first, *accepted})

    @property
    def outcomes(self) -> frozenset[str]:
        """The outcomes that are right; empty where none is labelled."""
        first = self.label["outcome"] if "outcome" in self.label else _OUTCOMES.get(self.label["kind"])
        return frozenset({first, *self.label.get("outcome_accept", [])} - {None})

    def skips(self, measure: str) -> bool:
        """Whether the label says that this cannot be judged."""
        return measure in self.label.get("skip", [])

    def provisions(self, *fields: str) -> set[tuple[str, str]]:
        """The labelled provisions of those fields as (law, provision)."""
        return {_provision(text) for field in fields for text in self.label.get(field, [])}


def labelled_letters(folder: Path) -> list[LabelledLetter]:
    """The labelled letters of `folder`; raises LabelsError."""
    path = folder / "labels.json"
    try:
        rows = json.loads(path.read_text("utf-8"))
    except OSError as error:
        raise LabelsError(
            f"{path}: cannot be read ({error.strerror}); give a folder of labelled letters"
        ) from error
    except ValueError as error:
        raise LabelsError(f"{path}: is no JSON ({error})") from error
    letters = []
    for row in rows:
        request = row.get("request_file")
        try:
            letters.append(
                LabelledLetter(
                    name=row["file"],
                    data=(folder / row["file"]).read_bytes(),
                    request=(folder / request).read_text("utf-8") if request else None,
                    label=row,
                )
            )
        except (OSError, KeyError) as error:
            raise LabelsError(f"{path}: a letter is missing or has no name: {error}") from error
    return letters


def _provision(text: str) -> tuple[str, str]:
    """'s24(2)', 'reg12(4)(b)', 'IE2014 s35(1)', 'USFOIA b5' as (law, canonical provision)."""
    head, _, tail = text.partition(" ")
    law = _LAWS.get(head)
    if law == "us-foia":
        return law, canonical_provision(f"exemption {tail}")
    bare = (tail if law else text).replace("reg", "").lstrip("s")
    if law:
        return law, bare
    return ("uk-eir" if text.startswith("reg") else "uk-foia"), bare
