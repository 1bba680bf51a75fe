"""The post's cast: queued letters, and commands of ours as processes that can be killed.

Models are imported inside: this file is read before Django is set up.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

import django
import pytest
from django.conf import settings
from django.db import connection
from tcp_proxy import TcpProxy

django.setup()

if TYPE_CHECKING:
    from rhyddid.requests.models import Delivery


@pytest.fixture
def queue_letters() -> Callable[..., list[Delivery]]:
    """Make `count` requests to as many authorities, and put their letters in the outbox."""
    from queued_letters import letters_queued

    return letters_queued


def database_url(port: int | None = None) -> str:
    """The test database, as a subprocess finds it; `port`: by way of a TCP proxy."""
    found = connection.settings_dict
    host, options = found["HOST"], ""
    if port is not None:
        return f"postgresql://{quote(found['USER'])}@127.0.0.1:{port}/{found['NAME']}"
    if host.startswith("/"):
        host, options = "", f"?host={quote(host, safe='')}"
    at_port = f":{found['PORT']}" if found["PORT"] else ""
    return f"postgresql://{quote(found['USER'])}@{host}{at_port}/{found['NAME']}{options}"


@pytest.fixture
def environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """What a command of ours is started with: the test's database and a data folder of its own."""
    (tmp_path / "secret_key").write_text(settings.SECRET_KEY)
    monkeypatch.setattr(settings, "SPOOL", tmp_path / "spool")
    monkeypatch.setitem(settings.STORAGES["blobs"]["OPTIONS"], "location", tmp_path / "blobs")
    return {
        **os.environ,
        "RHYDDID_DATA": str(tmp_path),
        "DATABASE_URL": database_url(),
        "RHYDDID_SMTP_PACE_PER_MINUTE": "0",
        "PYTHONWARNINGS": "default",
    }


@pytest.fixture
def start_command(environment: dict[str, str]) -> Iterator[Callable[..., subprocess.Popen[bytes]]]:
    """Start `rhyddid …` as a process; whatever still runs at the end of the test is killed."""
    started: list[subprocess.Popen[bytes]] = []

    def start(*arguments: str, **settings_of_test: str) -> subprocess.Popen[bytes]:
        process = subprocess.Popen(
            [sys.executable, "-m", "rhyddid", *arguments],
            env={**environment, **settings_of_test},
            stdin=subprocess.DEVNULL,
        )
        started.append(process)
        return process

    yield start
    for process in started:
        if process.poll() is None:
            process.kill()
        process.wait()


@pytest.fixture
def proxied_database_url(environment: dict[str, str]) -> Iterator[tuple[TcpProxy, str]]:
    """The test's database by way of a proxy that can be cut."""
    found = connection.settings_dict
    host, port = found["HOST"], int(found["PORT"] or 5432)
    target = f"{host}/.s.PGSQL.{port}" if host.startswith("/") else (host, port)
    with TcpProxy(target) as proxy:
        yield proxy, database_url(proxy.port)
