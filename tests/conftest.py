"""One PostgreSQL for the whole run: the embedded one in a folder of its own, or the server that DATABASE_URL names.

This is done while the file is imported, before pytest-django reads the settings. Workers of xdist find the database
in the environment that they inherit, and get a data folder each.
"""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from rhyddid.site.start import start_django

_worker = os.environ.get("PYTEST_XDIST_WORKER")
if _worker:
    _folder = Path(os.environ["RHYDDID_TESTS_FOLDER"]) / _worker
    _folder.mkdir(exist_ok=True)
else:
    _folder = Path(tempfile.mkdtemp(prefix="rhyddid-tests-"))
    os.environ["RHYDDID_TESTS_FOLDER"] = str(_folder)
    atexit.register(shutil.rmtree, _folder, ignore_errors=True)  # after the database has stopped
os.environ["RHYDDID_DATA"] = str(_folder)
os.environ["DJANGO_SETTINGS_MODULE"] = "rhyddid.site.settings"
start_django()

from django.conf import settings  # noqa: E402 -- readable only now
from django.utils import translation  # noqa: E402

settings.PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.MD5PasswordHasher"
]  # quick; real ones are slow on purpose


@pytest.fixture(autouse=True)
def _language_of_its_own() -> Iterator[None]:
    """A page asked for in Welsh leaves Welsh behind in its thread: no test begins with another's language."""
    translation.deactivate()
    yield
