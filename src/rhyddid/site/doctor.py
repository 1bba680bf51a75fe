"""What this installation is and what is wrong with it: a list of findings, each with what to do."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlsplit

from django.conf import settings
from django.core import checks
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from rhyddid.accounts.models import DEMO_DOMAIN, Person
from rhyddid.authorities.models import AuthorityAddress, Health
from rhyddid.care.models import Task
from rhyddid.requests.models import Delivery, DeliveryState

Level = Literal["ok", "note", "warning", "error"]


@dataclass(frozen=True)
class Symptom:
    """One thing looked at: its `name`, how it is, and what to do where it is not well."""

    name: str
    level: Level
    finding: str
    advice: str = ""


def examine() -> list[Symptom]:
    """Everything that can be looked at from here."""
    found = _database()
    if all(symptom.level != "error" for symptom in found):
        found.insert(0, _delivery())
    if all(symptom.level != "error" for symptom in found):
        found += _work()
    return [*found, _disk(), *_tools(), *_django()]


def _delivery() -> Symptom:
    if settings.DELIVERY == "loopback":
        return Symptom(
            "delivery", "note", "Loopback only: no letter leaves this machine.",
            "Set RHYDDID_DELIVERY=live and RHYDDID_SITE_URL when you mean to write to real authorities.",
        )  # fmt: skip
    host = urlsplit(settings.SITE_URL).hostname or ""
    if host in ("127.0.0.1", "localhost", "::1"):
        return Symptom(
            "delivery", "error", "Live, but RHYDDID_SITE_URL names this machine only.",
            "Set RHYDDID_SITE_URL to the address that people and authorities can reach.",
        )  # fmt: skip
    if Person.objects.filter(email__endswith=DEMO_DOMAIN, is_active=True).exists():
        return Symptom(
            "delivery", "error", "Live, and the demo's people with their public password are still here.",
            "They cannot sign in; delete them, or keep the demo in a folder of its own (RHYDDID_DATA).",
        )  # fmt: skip
    return Symptom(
        "delivery", "ok", f"Live: letters go to real authorities by {settings.SMTP_URL.split('@')[-1]}."
    )


def _database() -> list[Symptom]:
    try:
        with connection.cursor() as cursor:
            cursor.execute("show server_version")
            version = cursor.fetchone()[0]
        executor = MigrationExecutor(connection)
        behind = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError as error:
        return [
            Symptom(
                "database", "error", f"PostgreSQL does not answer: {error}".strip(), "Look at DATABASE_URL."
            )
        ]
    found = [Symptom("database", "ok", f"PostgreSQL {version}")]
    if behind:
        found.append(Symptom("schema", "error", f"{len(behind)} migrations behind.", "Run: rhyddid migrate"))
    else:
        found.append(Symptom("schema", "ok", "Up to date."))
    return found


def _work() -> list[Symptom]:
    waiting = Delivery.objects.filter(state=DeliveryState.QUEUED).count()
    stuck = Delivery.objects.filter(state=DeliveryState.SENDING).count()
    dead = AuthorityAddress.objects.exclude(health=Health.GOOD).filter(authority__simulated=False).count()
    tasks = Task.objects.open().count()
    return [
        Symptom("outbox", "ok", f"{waiting} letters waiting, {stuck} being sent."),
        Symptom(
            "addresses", "warning" if dead else "ok", f"{dead} addresses of authorities do not take mail.",
            "Correct them: rhyddid authorities import" if dead else "",
        ),
        Symptom("tasks", "ok", f"{tasks} tasks wait for a person."),
    ]  # fmt: skip


def _disk() -> Symptom:
    settings.DATA.mkdir(parents=True, exist_ok=True)
    free_gib = shutil.disk_usage(settings.DATA).free / 2**30
    level: Level = "ok" if free_gib > 2 else "warning" if free_gib > 0.2 else "error"
    return Symptom(
        "disk", level, f"{free_gib:.1f} GiB free in {settings.DATA}",
        "" if level == "ok" else "Make room: mail is refused (and kept by the sender) while the disk is full.",
    )  # fmt: skip


def _tools() -> list[Symptom]:
    purposes = {
        "tesseract": "scanned letters are not read",
        "antiword": "old Word files (.doc) are not read",
    }
    return [
        Symptom(tool, "ok", "Found.")
        if shutil.which(tool)
        else Symptom(tool, "note", f"Not found: {purpose}.", f"Install the Debian package of {tool}.")
        for tool, purpose in purposes.items()
    ]


def _django() -> list[Symptom]:
    deploy = settings.SITE_URL.startswith("https://")
    return [
        Symptom(
            message.id or "check",
            "error" if message.is_serious() else "warning",
            str(message.msg),
            str(message.hint or ""),
        )
        for message in checks.run_checks(include_deployment_checks=deploy)
    ]
