"""How well the reader reads: `python -m rhyddid.reading.evaluate [DIR …]`, for folders of labelled letters.

Prints each measure beside what is aimed at, the same by kind, law and language, how far its confidence can be trusted, and
the worst letters beside their labels. A `coded_answers.jsonl` in a folder is measured too. Nothing here passes or fails.

`--assistant URL` asks an endpoint that speaks OpenAI's chat completions about each letter as well (its key, if any, in
RHYDDID_ASSISTANT_KEY), and prints how right its proposals are, alone and where the rules found no answer.

`--save-judgements FILE` keeps what was judged, one JSON object a line; done before a new batch of labelled letters has
taught the reader anything, it tells how well the reader reads letters it has not seen. `--calibrate FILE` turns such a
file into `tables/confidence.toml`.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import asdict, replace
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import cast

from rhyddid.letters.open_letter import open_letter
from rhyddid.reading.assistant import Assistant, AssistantFailed, propose
from rhyddid.reading.judging import Judged, judge
from rhyddid.reading.labels import LabelledLetter, LabelsError, labelled_letters
from rhyddid.reading.read import read
from rhyddid.reading.reading import Answer, Reading, ValueType
from rhyddid.reading.values import coded_values

OWN_LETTERS = Path(__file__).parents[3] / "tests" / "reading" / "fixtures"
_MEASURES = (
    "kind", "outcome", "reference", "received_on", "decided_on", "deadline_stated", "provision", "neither_confirm_nor_deny",
    "question_alignment", "question_decision", "question_value", "value_year", "sum", "organisation", "review", "regulator",
    "stated_date", "evidence_valid",
)  # fmt: skip
_BINS = (0.0, 0.5, 0.7, 0.8, 0.9, 0.95, 1.01)
# what is aimed at on unseen letters: the figure's name, and the least it should be
AIMS: dict[str, tuple[str, float]] = {
    "kind": ("macro_f1", 0.95), "outcome": ("f1", 0.95), "provision": ("f1", 0.95), "reference": ("f1", 0.95),
    "neither_confirm_nor_deny": ("f1", 0.95), "question_alignment": ("f1", 0.92), "question_decision": ("f1", 0.92),
    "stated_date": ("f1", 0.97), "sum": ("precision", 0.95), "organisation": ("precision", 0.9),
    "evidence_valid": ("f1", 1.0),
}  # fmt: skip
_DATES = ("received_on", "decided_on", "deadline_stated")
# the columns of the tables by kind, law and language
_COLUMNS = (
    ("kind", "kind"), ("outcome", "outcome"), ("provision", "provis."), ("neither_confirm_nor_deny", "ncnd"),
    ("question_alignment", "align"), ("question_decision", "decis."), ("stated_date", "dates"), ("reference", "refs"),
    ("sum", "sums"), ("organisation", "organ."),
)  # fmt: skip
SHOWN_AS_SURE = 0.9
_SHRINK = 4
"""A rare way of telling is drawn towards its finding's mean by as much as four letters weigh."""

Case = tuple[LabelledLetter, Reading, list[Judged]]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the evaluation; 2 where the folder cannot be used."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("folders", nargs="*", type=Path, default=[OWN_LETTERS])
    parser.add_argument("--worst", type=int, default=5, help="how many of the worst letters to show")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    parser.add_argument("--assistant", metavar="URL", help="measure an assistant's proposals as well")
    parser.add_argument(
        "--assistant-model", default="", metavar="NAME", help="the model that it is asked for"
    )
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
    for line in coded_report(options.folders):
        print(line)
    if options.assistant:
        key = os.environ.get("RHYDDID_ASSISTANT_KEY", "")
        print(assistant_report(cases, Assistant(options.assistant, options.assistant_model, key)))
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
        if each.measure in _DATES:
            counts["stated_date"][each.verdict] += 1
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


def shown_as_sure(judged: Iterable[Judged]) -> tuple[int, float | None]:
    """How many findings have a confidence of 0.9 or more, and the share of them that was right."""
    sure = [each for each in judged if each.confidence is not None and each.confidence >= SHOWN_AS_SURE]
    return len(sure), sum(each.verdict == "hit" for each in sure) / len(sure) if sure else None


def calibration_error(judged: Iterable[Judged]) -> float | None:
    """How far confidence and the share right lie apart, on average over the findings of each band."""
    every = [each for each in judged if each.confidence is not None]
    if not every:
        return None
    gap = 0.0
    for low, high in itertools.pairwise(_BINS):
        inside = [each for each in every if each.confidence is not None and low <= each.confidence < high]
        right = sum(each.verdict == "hit" for each in inside)
        gap += abs(sum(each.confidence or 0.0 for each in inside) - right)
    return gap / len(every)


def report(cases: Sequence[Case], worst: int) -> str:
    """The tables for people."""
    everything = [judged for _, _, all_judged in cases for judged in all_judged]
    lines = ["measure                     precision  recall   f1     findings   aimed at"]
    for measure, figure in figures(everything).items():
        macro = f"   macro F1 over kinds {figure['macro_f1']:.3f}" if "macro_f1" in figure else ""
        three = "".join(f"{figure[name]:>9.3f}" for name in ("precision", "recall", "f1"))
        lines.append(f"{measure:<27}{three} {figure['asked']:>7.0f}{_aim(measure, figure)}{macro}".rstrip())
    for title, field in (("by kind", "kind"), ("by law", "law"), ("by language", "language")):
        head = "".join(f"{name:>9}" for _, name in _COLUMNS)
        lines += ["", f"{title:<26} letters{head}"]
        groups: dict[str, list[Case]] = defaultdict(list)
        for case in cases:
            groups[str(case[0].label.get(field, "?"))].append(case)
        for name, members in sorted(groups.items()):
            row = figures([judged for _, _, all_judged in members for judged in all_judged])
            shares = "".join(f"{_share(row, measure):>9}" for measure, _ in _COLUMNS)
            lines.append(f"  {name[:24]:<24} {len(members):>7}{shares}")
    lines += ["", "confidence     findings   right"]
    for low, high, count, right in reliability(everything):
        lines.append(f"{low:.2f} – {high:.2f}  {count:>8}   {right:.3f}")
    sure, right_of_sure = shown_as_sure(everything)
    if right_of_sure is not None:
        lines.append(
            f"shown at {SHOWN_AS_SURE} or more: {sure} findings, {right_of_sure:.3f} right (aimed at 0.95)"
        )
    error = calibration_error(everything)
    if error is not None:
        lines.append(f"mean distance of confidence and share right: {error:.3f}")
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


def _aim(measure: str, figure: dict[str, float]) -> str:
    """What is aimed at, and a sign where it is not reached."""
    if measure not in AIMS:
        return ""
    name, least = AIMS[measure]
    reached = figure.get(name, figure["f1"]) >= least
    return f"   {name.replace('_', ' ')} {least:.2f}{'' if reached else ' – not reached'}"


def _share(row: dict[str, dict[str, float]], measure: str) -> str:
    return f"{row[measure]['f1']:.3f}" if measure in row else "–"


def coded_report(folders: Sequence[Path]) -> list[str]:
    """How many raw answers are coded as a person coded them, for folders with a `coded_answers.jsonl`."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for folder in folders:
        path = folder / "coded_answers.jsonl"
        for line in path.read_text("utf-8").splitlines() if path.is_file() else ():
            row = json.loads(line)
            values, _ = coded_values(row["text"], cast(ValueType, row["type"]), row.get("question", ""))
            first = values[0].value if values else ""
            counts[row["type"]][str(_plain(first) == _plain(str(row["coded"] or "")))] += 1
            counts[f"{row['type']}, {row.get('group', '')}"][
                str(_plain(first) == _plain(str(row["coded"] or "")))
            ] += 1
    lines = ["", "raw answers coded                          right   answers"] if counts else []
    for name, count in sorted(counts.items()):
        lines.append(
            f"  {name[:38]:<38} {count['True'] / sum(count.values()):>7.3f} {sum(count.values()):>9}"
        )
    return lines


def _plain(value: str) -> str:
    try:
        return f"{Decimal(value).normalize():f}"
    except InvalidOperation:
        return value.strip().casefold()


def assistant_report(cases: Sequence[Case], assistant: Assistant) -> str:
    """How right an assistant's proposals are: alone, and in the place of answers that the rules did not find."""
    alone: list[Judged] = []
    together: list[Judged] = []
    rules: list[Judged] = []
    proposed = dropped = failed = 0
    for letter, reading, judged in cases:
        try:
            made = propose(open_letter(letter.data, filename=letter.name), letter.request, assistant)
        except AssistantFailed as failure:
            print(f"{letter.name}: the assistant failed: {failure}", file=sys.stderr)
            failed += 1
            continue
        proposed += len(made.answers)
        dropped += len(made.dropped)
        rules += judged
        alone += judge(replace(reading, answers=made.answers), letter)
        together += judge(replace(reading, answers=_filled(reading, made.answers)), letter)
    lines = [
        "",
        f"the assistant: {proposed} answers proposed, {dropped} dropped, {failed} letters without an answer",
        "measure                       rules   assistant alone   rules, filled by the assistant",
    ]
    columns = [figures(each) for each in (rules, alone, together)]
    for measure in ("question_alignment", "question_decision", "question_value", "evidence_valid"):
        one, other, both = (_share(column, measure) for column in columns)
        lines.append(f"{measure:<27}{one:>8}{other:>18}{both:>33}")
    for low, high, count, right in reliability(each for each in alone if each.finding == "answer"):
        lines.append(f"proposed at {low:.2f} – {high:.2f}: {count} answers, {right:.3f} right")
    return "\n".join(lines)


def _filled(reading: Reading, proposed: Sequence[Answer]) -> tuple[Answer, ...]:
    """The rules' answers, with a proposal only where they have none."""
    by_number = {answer.question: answer for answer in proposed}
    kept = [
        by_number.pop(answer.question, answer) if answer.decision == "no_answer" else answer
        for answer in reading.answers
    ]
    known = {answer.question for answer in reading.answers}
    return (*kept, *(answer for number, answer in by_number.items() if number not in known))


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
