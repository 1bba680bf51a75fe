"""A public site, as an operator starts one, passes Django's own check for deployment."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

CODE = """
import django, json
django.setup()
from django.core.checks import run_checks
from django.conf import settings
found = [f"{each.id}: {each.msg}" for each in run_checks(include_deployment_checks=True)]
print(json.dumps([found, settings.SESSION_COOKIE_SECURE, settings.CSRF_COOKIE_SECURE, settings.SESSION_COOKIE_HTTPONLY,
    settings.SECURE_HSTS_SECONDS, settings.SECURE_SSL_REDIRECT, settings.MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN]))
"""


def test_a_site_with_an_https_address_is_clean(tmp_path: Path) -> None:
    known = {name: value for name, value in os.environ.items() if name != "DJANGO_ALLOW_ASYNC_UNSAFE"}
    environment = known | {
        "RHYDDID_DATA": str(tmp_path),
        "RHYDDID_SITE_URL": "https://foi.example.org",
        "DATABASE_URL": "postgresql:///unused",
        "DJANGO_SETTINGS_MODULE": "rhyddid.site.settings",
    }
    done = subprocess.run(
        [sys.executable, "-c", CODE], env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[[], true, true, true, 31536000, true, false]"
