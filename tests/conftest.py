"""One PostgreSQL for the whole run: the embedded one in a folder of its own, or the server that DATABASE_URL names."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pytest


def pytest_configure(config: pytest.Config) -> None:
    if hasattr(config, "workerinput"):  # an xdist worker inherits everything from the controller
        return
    folder = Path(tempfile.mkdtemp(prefix="rhyddid-tests-"))
    os.environ["RHYDDID_DATA"] = str(folder)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rhyddid.site.settings")


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """pytest-django's own suffix per xdist worker."""
