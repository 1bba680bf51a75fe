"""`rhyddid law`: the regimes and exemptions that the software knows, with their sources."""

from __future__ import annotations

import json

import click

from rhyddid.wording import LANGUAGES, Wording, gettext_noop

_LANGUAGE = click.option(
    "--language", type=click.Choice(LANGUAGES), default="en", help="The language of names."
)


@click.group()
def law() -> None:
    """Regimes, exemptions and their sources."""


@law.command("regimes")
@click.argument("ids", nargs=-1, metavar="[ID]…")
@click.option("--json", "as_json", is_flag=True, help="Print every fact with its source, as a JSON list.")
@_LANGUAGE
def regimes(ids: tuple[str, ...], as_json: bool, language: str) -> None:
    """The laws that the clock knows, or those with the given IDs."""
    from rhyddid.law.regimes import regime, regime_ids
    from rhyddid.law.terms import Term

    try:
        found = [regime(one) for one in ids or regime_ids()]
    except LookupError as error:
        raise click.ClickException(str(error.args[0])) from error
    if as_json:
        click.echo(json.dumps([one.to_json() for one in found], ensure_ascii=False, indent=1))
        return
    for one in found:
        limit = one.limits[-1]
        length, name = limit.length.words.render(language), Term(one.law).render(language)
        click.echo(f"{one.id:<11} {length:<24} {one.cited(limit.cite):<32} {name}")


@law.command("exemption")
@click.argument("identifier", nargs=-1, required=True, metavar="LAW PROVISION")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@_LANGUAGE
def exemption(identifier: tuple[str, ...], as_json: bool, language: str) -> None:
    """One exemption, such as: uk-foia 31(3), uk-foia:s.31(3), or uk-eir 12(4)(b)."""
    from rhyddid.law.exemptions import exemption as exemption_of
    from rhyddid.law.exemptions import exemption_laws, provision_role

    law_id, _, provision = " ".join(identifier).replace(":", " ", 1).strip().partition(" ")
    if law_id not in exemption_laws():
        raise click.ClickException(
            f"there are no exemptions of {law_id!r}; known are {', '.join(exemption_laws())}; "
            "write the law first, such as: uk-foia 31(3)"
        )
    found = exemption_of(law_id, provision)
    if found is None:
        role = provision_role(law_id, provision)
        known = "" if role == "other" else f" (its part in the law is: {role.replace('_', ' ')})"
        raise click.ClickException(f"{provision.strip() or 'nothing'} is no exemption of {law_id}{known}")
    if as_json:
        click.echo(json.dumps(found.to_json(language), ensure_ascii=False))
        return

    def words(message: str, **parameters: object) -> str:
        return Wording(message, parameters).render(language)

    ncnd = found.neither_confirm_nor_deny
    click.echo(f"{law_id} {found.provision}: {found.name_in(language)}")
    click.echo(found.test.render(language))
    click.echo(
        words(gettext_noop("Neither confirming nor denying is possible by {provision}."), provision=ncnd)
        if ncnd
        else words(gettext_noop("Neither confirming nor denying is not possible."))
    )
    click.echo(f"\n{found.explanation_in(language)}\n\n{found.requester_can_say_in(language)}")
    unchecked = words(gettext_noop("Not checked: {what}."), what=found.unchecked) if found.unchecked else ""
    unreviewed = (
        words(gettext_noop("The Welsh of these law terms is not yet reviewed by a Welsh speaker."))
        if language == "cy" and not found.welsh_reviewed
        else ""
    )
    for extra in (found.note, unchecked, unreviewed, found.source):
        if extra:
            click.echo(f"\n{extra}")


@law.command("recompute")
@click.option("--dry-run", is_flag=True, help="Only say which dates would move.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def recompute(dry_run: bool, as_json: bool) -> None:
    """Count open clocks anew by today's calendars; closed cases keep the version that they were judged by."""
    from rhyddid.cli.with_database import start

    start()
    from rhyddid.requests.calendar_update import calendars_recompute

    done = calendars_recompute(dry_run=dry_run)
    if as_json:
        moved = [
            {
                "request": one.slug,
                "was": one.was_version,
                "now": one.now_version,
                "dates": {
                    date.name: {
                        "was": date.was and date.was.isoformat(),
                        "now": date.now and date.now.isoformat(),
                    }
                    for date in one.dates
                },
            }
            for one in done.moved
        ]
        click.echo(json.dumps({"dry_run": dry_run, "looked_at": done.looked_at, "moved": moved}))
        return
    for one in done.moved:
        for date in one.dates:
            click.echo(f"{one.slug}  {date.name}: {date.was or '–'} → {date.now or '–'}")
    verb = "would move" if dry_run else "moved"
    click.echo(
        f"{done.looked_at} open clocks had another calendar version; the dates of {len(done.moved)} {verb}."
    )
