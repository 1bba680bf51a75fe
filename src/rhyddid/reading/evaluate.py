"""How well the reader reads: `python -m rhyddid.reading.evaluate [DIR …]`, for folders of labelled letters.

Prints each measure, the same by kind, law and language, how far its confidence can be trusted, and the worst letters
beside their labels. Nothing here passes or fails.

`--save-judgements FILE` keeps what was judged, one JSON object a line; done before a new batch of labelled letters has
taught the reader anything, it tells how well the reader reads letters it has not seen. `--calibrate FILE` turns such a
file into `tables/confidence.toml`.
"""

from __future__ import annotations

import argparse
import itertools
import json
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import asdict, replace
from pathlib import Path

from rhyddid.letters.open_letter import open_letter
from rhyddid.reading.judging import Judged, judge
from rhyddid.reading.labels import LabelledLetter, LabelsError, labelled_letters
from rhyddid.reading.read import read
from rhyddid.reading.reading import Reading

OWN_LETTERS = Path(__file__).parents[3] / "tests" / "reading" / "fixtures"
_MEASURES = (
    "kind", "outcome", "reference", "received_on", "decided_on", "deadline_stated", "provision", "neither_confirm_nor_deny",
    "question_alignment", "question_decision", "question_value", "value_year", "sum", "organisation", "review", "regulator",
    "evidence_valid",
)  # fmt: skip
_BINS = (0.0, 0.5, 0.7, 0.8, 0.9, 0.95, 1.01)
_SHRINK = 4
"""A rare way of telling is drawn towards its finding's mean by as much as four letters weigh."""

Case = tuple[LabelledLetter, Reading, list[Judged]]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the evaluation; 2 where the folder cannot be used."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("folders", nargs="*", type=Path, default=[OWN_LETTERS])
    parser.add_argument("--worst", type=int, default=5, help="how many of the worst letters to show")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    parser.add_argument("--save-judgements", type=Path, metavar="FILE", help="add what was judged to FILE")
    parser.add_argument(
        "--calibrate", type=Path, metavar="FILE", help="write the confidence table from FILE, and stop"
    )
    options = parser.parse_args(arguments)
    if options.calibrate:
        judged = [Judged(**json.loads(line)) for line in options.calibrate.read_text("utf-8").splitlines()]
        write_confidence(judged, Path(__file__).parent / "tables" / "confidence.toml")
        return 0
    try:
        letters = [letter for folder in options.folders for letter in labelled_letters(folder)]
    except LabelsError as error:
        print(error, file=sys.stderr)
        return 2
    start = time.perf_counter()
    cases = evaluate(letters)
    seconds = time.perf_counter() - start
    if options.save_judgements:
        save_judgements(cases, options.save_judgements)
    if options.json:
        print(json.dumps(figures([judged for _, _, all_judged in cases for judged in all_judged]), indent=1))
        return 0
    print(f"{len(cases)} letters, {len(cases) / seconds:.0f} a second\n")
    print(report(cases, options.worst))
    return 0


def evaluate(letters: Iterable[LabelledLetter]) -> list[Case]:
    """Each letter with its reading and the judgements on it."""
    cases = []
    for letter in letters:
        reading = read(open_letter(letter.data, filename=letter.name), letter.request)
        cases.append((letter, reading, judge(reading, letter)))
    return cases


def figures(judged: Sequence[Judged]) -> dict[str, dict[str, float]]:
    """For each measure: precision, recall and F1 (for single findings all three are the share right), and how many."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for each in judged:
        counts[each.measure][each.verdict] += 1
    result = {}
    for measure in _MEASURES:
        count = counts[measure]
        if not sum(count.values()):
            continue
        precision = count["hit"] / max(1, count["hit"] + count["wrong"])
        recall = count["hit"] / max(1, count["hit"] + count["missed"])
        result[measure] = {
            "precision": round(precision, 4),
            "recall": round(recall, 4),
            "f1": round(2 * count["hit"] / max(1, 2 * count["hit"] + count["wrong"] + count["missed"]), 4),
            "asked": sum(count.values()),
        }
    macro = _kind_macro_f1(judged)
    if macro is not None:
        result["kind"]["macro_f1"] = round(macro, 4)
    return result


def _kind_macro_f1(judged: Sequence[Judged]) -> float | None:
    pairs = [
        (each.wanted.split("|")[0] if each.verdict == "wrong" else each.got, each.got)
        for each in judged
        if each.measure == "kind"
    ]
    kinds = sorted({wanted for wanted, _ in pairs})
    if not kinds:
        return None
    total = 0.0
    for kind in kinds:
        hit = sum(1 for wanted, got in pairs if wanted == got == kind)
        wrong = sum(1 for wanted, got in pairs if got == kind != wanted)
        missed = sum(1 for wanted, got in pairs if wanted == kind != got)
        total += 2 * hit / (2 * hit + wrong + missed)
    return total / len(kinds)


def reliability(judged: Iterable[Judged]) -> list[tuple[float, float, int, float]]:
    """For each band of confidence: from, to, how many findings, and the share of them that was right."""
    rows = []
    sure = [each for each in judged if each.confidence is not None]
    for low, high in itertools.pairwise(_BINS):
        inside = [each for each in sure if each.confidence is not None and low <= each.confidence < high]
        if inside:
            rows.append(
                (
                    low,
                    min(high, 1.0),
                    len(inside),
                    sum(each.verdict == "hit" for each in inside) / len(inside),
                )
            )
    return rows


def report(cases: Sequence[Case], worst: int) -> str:
    """The tables for people."""
    everything = [judged for _, _, all_judged in cases for judged in all_judged]
    lines = ["measure                     precision  recall   f1     findings"]
    for measure, figure in figures(everything).items():
        macro = f"   macro F1 over kinds {figure['macro_f1']:.3f}" if "macro_f1" in figure else ""
        three = "".join(f"{figure[name]:>9.3f}" for name in ("precision", "recall", "f1"))
        lines.append(f"{measure:<27}{three} {figure['asked']:>7.0f}{macro}")
    for title, field in (("by kind", "kind"), ("by law", "law"), ("by language", "language")):
        lines += ["", f"{title:<28} letters   kind   decisions  alignment  provisions  dates"]
        groups: dict[str, list[Case]] = defaultdict(list)
        for case in cases:
            groups[str(case[0].label.get(field, "?"))].append(case)
        for name, members in sorted(groups.items()):
            row = figures([judged for _, _, all_judged in members for judged in all_judged])
            shares = [
                _share(row, "kind"),
                _share(row, "question_decision"),
                _share(row, "question_alignment"),
                _share(row, "provision"),
                _days_share(members),
            ]
            lines.append(f"  {name:<26} {len(members):>6}   " + "  ".join(f"{share:>8}" for share in shares))
    lines += ["", "confidence     findings   right"]
    for low, high, count, right in reliability(everything):
        lines.append(f"{low:.2f} – {high:.2f}  {count:>8}   {right:.3f}")
    lines += ["", "worst letters"]
    for letter, reading, judged in sorted(cases, key=lambda case: -_faults(case[2]))[:worst]:
        faults = [each for each in judged if each.verdict != "hit" and each.measure != "answer"]
        if faults:
            lines.append(
                f"  {letter.name} ({letter.label['kind']}; read as {reading.kind}, {reading.outcome})"
            )
            lines += [
                f"      {each.measure:<24} read {each.got or '–':<40} label {each.wanted or '–'}"
                for each in faults
            ]
    return "\n".join(lines)


def _share(row: dict[str, dict[str, float]], measure: str) -> str:
    return f"{row[measure]['f1']:.3f}" if measure in row else "–"


def _days_share(members: Sequence[Case]) -> str:
    days = [
        each
        for _, _, all_judged in members
        for each in all_judged
        if each.measure in ("received_on", "decided_on", "deadline_stated")
    ]
    return f"{sum(each.verdict == 'hit' for each in days) / len(days):.3f}" if days else "–"


def _faults(judged: Iterable[Judged]) -> int:
    return sum(1 for each in judged if each.verdict != "hit")


def save_judgements(cases: Sequence[Case], path: Path) -> None:
    """Add the judgements on findings that carry a confidence to `path`: the verdict and the way of telling, no text."""
    with path.open("a", encoding="utf-8") as file:
        for _, _, all_judged in cases:
            for each in all_judged:
                if each.finding and each.basis:
                    row = asdict(replace(each, got="", wanted="", confidence=None))
                    file.write(json.dumps(row) + "\n")


def write_confidence(judged: Sequence[Judged], path: Path) -> None:
    """Write the share right for each finding and way of telling, rare ways drawn towards the finding's mean."""
    counts: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(lambda: [0, 0]))
    for each in judged:
        counts[each.finding][each.basis][0] += each.verdict == "hit"
        counts[each.finding][each.basis][1] += 1
    lines = [
        "# How often a finding told in this way was right, in letters that the reader had not seen: written by",
        "# `python -m rhyddid.reading.evaluate --calibrate FILE`, not by hand. `_` is for ways not seen.",
    ]
    for finding, ways in sorted(counts.items()):
        right, asked = (sum(way[place] for way in ways.values()) for place in (0, 1))
        mean = (right + 1) / (asked + 2)
        lines += ["", f"[{finding}]", f"_ = {mean:.3f}"]
        for basis, (hit, seen) in sorted(ways.items()):
            lines.append(f'"{basis}" = {(hit + _SHRINK * mean) / (seen + _SHRINK):.3f}')
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
