"""The `rhyddid` command: thin. Each subcommand is a module here, imported only when it is called."""

from __future__ import annotations

import os
import sys
from importlib import import_module
from pathlib import Path

import click

from rhyddid import __version__

# command name -> "module:attribute" below rhyddid.cli, and its one-line help (so that --help imports nothing)
COMMANDS: dict[str, tuple[str, str]] = {
    "authorities": ("authorities:authorities", "The directory of public authorities."),
    "batch": ("batch:batch", "One set of questions to many authorities."),
    "clock": ("clock:clock", "The statutory dates of a request, step by step."),
    "demo": ("demo:demo", "Rehearse a batch of 86 simulated authorities and serve the site."),
    "doctor": ("doctor:doctor", "What this installation is, and what is wrong with it."),
    "erase": ("erase:erase", "Erase a letter, a file or a person for good."),
    "export": ("export:export", "The public record as tables."),
    "following": ("following:following", "Digests that are due, and who follows what."),
    "generate": ("generate:generate", "Fill an empty site with invented requests, to measure it."),
    "law": ("law:law", "Regimes, exemptions and their sources."),
    "mail": ("mail:mail", "Serve, receive, import, parse and fold mail."),
    "migrate": ("migrate:migrate", "Bring the database's schema up to date."),
    "notice": ("notice:notice", "Check a refusal notice against the law."),
    "person": ("person:person", "People who can sign in, and their teams."),
    "read": ("read:read", "What a letter says, question by question, with evidence."),
    "redact": ("redact:redact", "Find and mask personal data."),
    "rehearse": ("rehearse:rehearse", "Send a batch to simulated authorities first."),
    "search": ("search:search", "Search the record, and make its index anew."),
    "reread": ("reread:reread", "Read stored letters again with newer software."),
    "retention": ("retention:retention", "Throw away what is over its time."),
    "serve": ("serve:serve", "Serve the site."),
    "worker": ("worker:worker", "Send what is queued and run the jobs."),
}


class LazyGroup(click.Group):
    """A group whose subcommands are imported when they are called, so that pure commands start at once."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module_name, attribute = COMMANDS[cmd_name][0].split(":")
        command: click.Command = getattr(import_module(f"rhyddid.cli.{module_name}"), attribute)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, COMMANDS[name][1]) for name in self.list_commands(ctx)])


@click.group(cls=LazyGroup)
@click.version_option(__version__, prog_name="rhyddid")
def root() -> None:
    """Freedom-of-information software for both sides of the desk."""


def main() -> None:
    """The console entry point. Bad input exits 2 with one clear line on standard error."""
    try:
        root.main(prog_name="rhyddid", standalone_mode=False)
    except click.ClickException as error:
        click.echo(f"rhyddid: {error.format_message()}", err=True)
        sys.exit(2)
    except click.exceptions.Abort:
        sys.exit(130)
    except click.exceptions.Exit as stop:
        sys.exit(stop.exit_code)
    except BrokenPipeError:
        sys.exit(141)
    except Exception as error:
        said = _surroundings_fault(error)
        if said is None:
            raise
        click.echo(f"rhyddid: {said}", err=True)
        sys.exit(2)


def _surroundings_fault(error: Exception) -> str | None:
    """What to say where settings, database or shell are at fault, whatever the command; None for a fault of ours."""
    from rhyddid.site.options import BadOption, option

    if isinstance(error, BadOption):
        return str(error)
    if isinstance(error, OSError) and isinstance(error.filename, (str, os.PathLike)):
        folder = Path(option("RHYDDID_DATA")).expanduser().resolve()
        if Path(error.filename).resolve().is_relative_to(folder):
            return f"RHYDDID_DATA={folder} cannot be used ({error.strerror}: {error.filename})."
    if isinstance(error, UnicodeEncodeError) and error.reason == "surrogates not allowed":
        return "An argument is not UTF-8 text: write it in UTF-8."
    reason = (str(error).strip().splitlines() or [type(error).__name__])[0]
    database = sys.modules.get("django.db")  # where it was not loaded, no database was asked
    if database is not None and isinstance(error, (database.OperationalError, database.InterfaceError)):
        return f"The database does not answer ({reason}). Look at DATABASE_URL."
    driver = sys.modules.get("psycopg")
    if driver is not None:
        if isinstance(error, driver.OperationalError):
            return f"The database does not answer ({reason}). Look at DATABASE_URL."
        if isinstance(error.__cause__, (driver.errors.UndefinedTable, driver.errors.UndefinedColumn)):
            return f"The database's schema is behind ({reason}): run  rhyddid migrate  first."
    return None
