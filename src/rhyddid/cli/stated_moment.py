"""A day or time that a person states on the command line: text in, a moment with a zone out, or one clear line."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import click

from rhyddid.law.events import EARLIEST, LATEST

_HERE = ZoneInfo("Europe/London")


def stated_moment(option: str, text: str) -> dt.datetime:
    """A day stands for its noon; a time without an offset is this site's own. Raises ClickException."""
    try:
        moment = dt.datetime.fromisoformat(text)
    except ValueError as error:
        raise click.ClickException(
            f"{option} {text}: use a date such as 2021-07-27, or a time such as 2021-07-27T10:00+01:00."
        ) from error
    if not EARLIEST <= moment.date() <= LATEST:
        raise click.ClickException(
            f"{option} {text}: use a day between {EARLIEST.isoformat()} and {LATEST.isoformat()}."
        )
    if len(text) <= len("2021-07-27"):
        moment = moment.replace(hour=12)
    return moment if moment.tzinfo else moment.replace(tzinfo=_HERE)
