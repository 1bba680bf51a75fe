"""`rhyddid clock`: the statutory dates of a request, for one on the command line or many as JSON lines."""

from __future__ import annotations

import json
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from rhyddid.wording import LANGUAGES, Wording, gettext_noop

if TYPE_CHECKING:
    from rhyddid.law.calendar import Calendar
    from rhyddid.law.clock import ClockResult

_STATES = {
    "running": gettext_noop("running"),
    "awaiting_clarification": gettext_noop("awaiting clarification"),
    "paused_for_fee": gettext_noop("paused for a fee"),
    "lapsed": gettext_noop("lapsed"),
    "answered": gettext_noop("answered"),
    "refused": gettext_noop("refused"),
    "under_review": gettext_noop("under review"),
    "review_answered": gettext_noop("review answered"),
}


@click.command()
@click.option("--regime", "regime_id", metavar="ID", help="The law: an id of `rhyddid law regimes`.")
@click.option("--received", metavar="DATE", help="The day on which the authority received the request.")
@click.option("--event", "events", multiple=True, metavar="DATE:TYPE", help="What happened (repeatable).")
@click.option("--authority-kind", metavar="KIND", help="Such as school, academy, archive, keeper.")
@click.option(
    "--calendar", "calendar_file", type=click.Path(path_type=Path), help="A file of days that do not count."
)
@click.option("--as-of", metavar="DATE", help="Judge as on this day; later events do not count.")
@click.option("--explain", is_flag=True, help="Explain every day from receipt to the last day.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.option(
    "--jsonl", is_flag=True, help="Read one request a line from standard input, print one object a line."
)
@click.option("--ics", is_flag=True, help="Print an iCalendar of the dates.")
@click.option("--language", type=click.Choice(LANGUAGES), default="en", help="The language of the words.")
def clock(
    regime_id: str | None,
    received: str | None,
    events: tuple[str, ...],
    authority_kind: str | None,
    calendar_file: Path | None,
    as_of: str | None,
    explain: bool,
    as_json: bool,
    jsonl: bool,
    ics: bool,
    language: str,
) -> None:
    """The statutory dates of a request, step by step.

    An event is DATE:TYPE, such as 2021-08-02:clarification_asked or 2021-08-24:extended:pit=2021-09-21.
    """
    if jsonl:
        _many(calendar_file, as_of, explain, language)
        return
    if regime_id is None or received is None:
        raise click.ClickException(
            "--regime and --received are needed, such as --regime uk-foia --received 2021-07-27"
        )
    asked = {
        "regime": regime_id,
        "received": received,
        "events": list(events),
        "authority_kind": authority_kind,
        "as_of": as_of,
    }
    try:
        result = _result(asked, calendar_file)
    except (LookupError, ValueError) as error:
        raise click.ClickException(_message(error)) from error
    if as_json:
        click.echo(json.dumps(_json(result, explain, language), ensure_ascii=False))
    elif ics:
        from rhyddid.law.icalendar import to_icalendar

        uid = f"{result.regime.id}-{result.received.isoformat()}"
        click.echo(to_icalendar(result, uid, language=language), nl=False)
    else:
        click.echo(_words(result, explain, language))


def _many(calendar_file: Path | None, as_of: str | None, explain: bool, language: str) -> None:
    """One object a line; a line that cannot be used gives its `id` and an `error`, and the run goes on."""
    for number, raw in enumerate(sys.stdin.buffer, start=1):
        if not raw.strip():
            continue
        name: Any = None
        try:
            asked = json.loads(raw)
            if not isinstance(asked, dict):
                raise ValueError(f"line {number} is no JSON object")
            name = asked.get("id")
            result = _result({"as_of": as_of, **asked}, calendar_file)
            printed = {"id": name, **_json(result, explain, language)}
        except (LookupError, ValueError) as error:
            printed = {"id": name, "error": _message(error)}
        click.echo(json.dumps(printed, ensure_ascii=False))


def _result(asked: dict[str, Any], calendar_file: Path | None) -> ClockResult:
    from rhyddid.law.clock import parse_event, run_clock
    from rhyddid.law.regimes import regime

    law = regime(_text(asked, "regime"))
    events = asked.get("events") or []
    if not isinstance(events, list) or not all(isinstance(event, str) for event in events):
        raise ValueError('events must be a list of texts, such as ["2021-08-02:clarification_asked"]')
    kind = asked.get("authority_kind")
    return run_clock(
        law,
        _date("received", _text(asked, "received")),
        [parse_event(event) for event in events],
        authority_kind=None if kind is None else str(kind),
        calendar=None if calendar_file is None else _calendar(calendar_file, law.calendar),
        as_of=None if asked.get("as_of") is None else _date("as-of", str(asked["as_of"])),
    )


def _text(asked: dict[str, Any], name: str) -> str:
    value = asked.get(name)
    if not isinstance(value, str) or not value:
        raise ValueError(f"{name} is missing")
    return value


def _date(name: str, text: str) -> date:
    try:
        return date.fromisoformat(text.strip())
    except ValueError as error:
        raise ValueError(f"{name}: {text!r} is no date; write it as 2021-07-27") from error


def _calendar(path: Path, base_id: str) -> Calendar:
    from rhyddid.law.calendar import calendar, load_calendar_file

    return load_calendar_file(path, calendar(base_id))


def _message(error: Exception) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f"not JSON: {error}"
    return str(error.args[0]) if isinstance(error, LookupError) and error.args else str(error)


def _json(result: ClockResult, explain: bool, language: str) -> dict[str, object]:
    printed = result.to_json(language)
    if explain:
        from rhyddid.law.clock import explain_days

        printed["days"] = [day.to_json(language) for day in explain_days(result)]
    return printed


def _words(result: ClockResult, explain: bool, language: str) -> str:
    """What a person reads: the answer first, then the way to it, then what was odd."""
    from rhyddid.law.terms import Term, spoken

    def words(message: str, **parameters: object) -> str:
        return Wording(message, parameters).render(language)

    nothing = Wording(gettext_noop("not known yet"))
    lines = [
        Term(result.regime.law).render(language),
        "",
        words(
            gettext_noop("Last day for the answer: {day}"), day=spoken(result.due) if result.due else nothing
        ),
    ]
    if result.notice_due is not None and result.notice_due != result.due:
        lines.append(
            words(gettext_noop("Last day for a refusal notice: {day}"), day=spoken(result.notice_due))
        )
    if result.review_due is not None:
        lines.append(words(gettext_noop("Last day for the review: {day}"), day=spoken(result.review_due)))
    if result.regulator_by is not None:
        day = spoken(result.regulator_by)
        lines.append(words(gettext_noop("Last day to complain to the regulator: {day}"), day=day))
    lines.append(words(gettext_noop("State: {state}"), state=Wording(_STATES[result.state])))
    lines.append("")
    for step in result.steps:
        cite = f"  [{step.cite}]" if step.cite else ""
        lines.append(f"{step.date.isoformat()}  {step.what.render(language)}{cite}")
    if explain:
        from rhyddid.law.clock import explain_days

        lines.append("")
        for one in explain_days(result):
            mark = "  ←" if one.is_due else ""
            struck = words(gettext_noop(" (replaced count)")) if one.superseded else ""
            lines.append(f"{spoken(one.date).render(language):<28} {one.why.render(language)}{struck}{mark}")
    if result.warnings:
        lines += ["", words(gettext_noop("Warnings:"))]
        lines += [f"  {warning.render(language)}" for warning in result.warnings]
    lines += [
        "",
        words(
            gettext_noop("Calendar: {name} ({version})"),
            name=Term(result.calendar.name),
            version=result.calendar.version,
        ),
    ]
    return "\n".join(lines)
