"""`rhyddid serve`: the site, the worker and the mail door together, or the site alone."""

from __future__ import annotations

import socket
import sys

import click

PORT = click.IntRange(1, 65535)


def web_command(host: str, port: int, workers: int) -> list[str]:
    """The command that serves the site with granian."""
    return [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", host, "--port", str(port),
        "--workers", str(workers), "--blocking-threads", "4", "--no-ws", "--log-level", "warning",
        "rhyddid.site.wsgi:application",
    ]  # fmt: skip


def serve_all(host: str, port: int, workers: int, *, web_only: bool) -> int:
    """Serve until told to stop; returns the exit code."""
    from django.conf import settings

    from rhyddid.post.doors.smtp_door import host_and_port
    from rhyddid.site.processes import run_together

    check_port_is_free(host, port, "--port")
    commands = [web_command(host, port, workers)]
    if not web_only:
        try:
            mail_host, mail_port = host_and_port(settings.MAIL_LISTEN)
        except (ValueError, OSError) as error:
            raise click.ClickException(f"RHYDDID_MAIL_LISTEN={settings.MAIL_LISTEN}: {error}") from error
        check_port_is_free(mail_host, mail_port, "RHYDDID_MAIL_LISTEN")
        command = [sys.executable, "-m", "rhyddid"]
        commands += [[*command, "worker"], [*command, "mail", "serve"]]
    click.echo(f"Rhyddid is at http://{host}:{port}  (Ctrl-C stops it)")
    return run_together(commands)


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, type=PORT, help="Port to listen on.")
@click.option(
    "--workers",
    default=1,
    show_default=True,
    type=click.IntRange(1, 64),
    help="Web processes; one a core is enough.",
)
@click.option("--web-only", is_flag=True, help="Only the site: worker and mail door run elsewhere.")
def serve(host: str, port: int, workers: int, web_only: bool) -> None:
    """Serve the site, send what is queued, and take mail in."""
    from rhyddid.site.start import start_django

    start_django()
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)
    sys.exit(serve_all(host, port, workers, web_only=web_only))


def check_port_is_free(host: str, port: int, setting: str) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except (OSError, UnicodeError) as error:
            reason = error.strerror if isinstance(error, OSError) else "no such host"
            raise click.ClickException(
                f"Cannot listen on {host}:{port} ({reason}). Stop what is there, or set {setting}."
            ) from error
