"""`rhyddid notice`: a refusal notice, or the draft of one, against the law's rules."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from rhyddid.wording import LANGUAGES, Wording, gettext_noop

if TYPE_CHECKING:
    from rhyddid.letters.letter import Letter
    from rhyddid.reading.notice_check import NoticeReport


@click.group()
def notice() -> None:
    """Refusal notices."""


@notice.command("check")
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--law", "law_id", metavar="ID", help="The law to check by; as the letter says where none is given."
)
@click.option("--request", "request_file", type=click.Path(path_type=Path), help="The request's text.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.option("--language", type=click.Choice(LANGUAGES), default="en", help="The language of the words.")
def check(file: Path, law_id: str | None, request_file: Path | None, as_json: bool, language: str) -> None:
    """Which rules on refusal notices FILE meets, with the words that show it, and what is missing.

    FILE is a letter or a draft: text, mail, PDF, Word or HTML. The form is judged, never the decision.
    """
    from rhyddid.law.refusal_notice import notice_rules
    from rhyddid.reading.notice_check import check_notice  # slow import

    if law_id is not None and not notice_rules(law_id):
        raise click.ClickException(
            f"there are no rules on refusal notices of {law_id!r}; use uk-foia, uk-eir, sct-foisa or sct-eisr"
        )
    request = None if request_file is None else _letter(request_file).text
    report = check_notice(_letter(file), request, law_id)
    if as_json:
        click.echo(json.dumps(report.to_json(file.name, language), ensure_ascii=False, indent=1))
    else:
        click.echo(_for_people(report, language))


def _letter(path: Path) -> Letter:
    from rhyddid.letters.open_letter import UnreadableLetter, open_letter  # slow import

    try:
        return open_letter(path.read_bytes(), filename=path.name)
    except OSError as error:
        raise click.ClickException(f"{path}: cannot be read ({error.strerror}); check the name") from error
    except UnreadableLetter as error:
        raise click.ClickException(f"{path}: {error}") from error


def _for_people(report: NoticeReport, language: str) -> str:
    """The rules one by one, then what is missing."""

    def words(message: str, **parameters: object) -> str:
        return Wording(message, parameters).render(language)

    if not report.is_refusal:
        nothing = gettext_noop(
            "Nothing is refused here under a law whose rules on notices are known ({law})."
        )
        return words(nothing, law=report.law)
    relied = ", ".join(f"{each.provision} ({each.law})" for each in report.provisions)
    lines = [words(gettext_noop("Law: {law}"), law=report.law)]
    lines.append(words(gettext_noop("Relies on: {provisions}"), provisions=relied or "–"))
    if report.neither_confirms_nor_denies:
        lines.append(words(gettext_noop("It neither confirms nor denies.")))
    lines.append("")
    met, lacking = words(gettext_noop("met")), words(gettext_noop("MISSING"))
    width = max(len(met), len(lacking))
    for one in report.checks:
        lines.append(f"{met if one.met else lacking:<{width}}  {one.rule.id:<12}  {one.why.render(language)}")
        lines += [f"{'':<{width}}  {'':<12}  “{' '.join(each.quote.split())}”" for each in one.evidence]
    lines.append("")
    lines.append(
        words(
            gettext_noop("{met} of {all} rules are met."),
            met=len(report.checks) - len(report.missing),
            all=len(report.checks),
        )
    )
    excused = sorted({one.rule.excused_by for one in report.missing if one.rule.excused_by})
    if excused:
        lines.append(
            words(
                gettext_noop("The law excuses some of it in the cases of {provisions}."),
                provisions=", ".join(excused),
            )
        )
    return "\n".join(lines)
