"""Start Django for a command: the embedded database where none is named, then the apps."""

from __future__ import annotations

import os

import django

from rhyddid.site.embedded_database import start_embedded_database


def start_django() -> None:
    """After this, models can be imported and queried. Safe to call twice."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rhyddid.site.settings")
    start_embedded_database()
    django.setup()
