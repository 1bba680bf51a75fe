"""Django's settings, read from the options of `rhyddid.site.options`. Nothing here starts or connects to anything."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.utils.translation import gettext_lazy as _

from rhyddid.documents.virus_scan import scanner_place
from rhyddid.law.regimes import regime_ids
from rhyddid.site.options import (
    BadOption,
    data_folder,
    option,
    option_days,
    option_number,
    option_numbers,
    option_pairs,
    option_url,
    option_yes,
)
from rhyddid.site.places import blob_storage
from rhyddid.site.theme import theme_read

PACKAGE = Path(__file__).resolve().parent.parent
DATA = Path(option("RHYDDID_DATA")).expanduser().resolve()


def _secret_key() -> str:
    if key := option("RHYDDID_SECRET_KEY"):
        return key
    kept = DATA / "secret_key"
    if not kept.exists():
        data_folder()
        fresh = kept.with_name(f"secret_key.{os.getpid()}")
        fresh.touch(mode=0o600)
        fresh.write_text(secrets.token_urlsafe(48))
        try:
            os.link(fresh, kept)  # the first of two processes wins
        except FileExistsError:
            pass
        finally:
            fresh.unlink()
    return kept.read_text()


def _database(url: str) -> dict[str, object]:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise BadOption(
            f"DATABASE_URL cannot be read ({error}): use postgresql://user@host:5432/name."
        ) from error
    if parts.scheme not in ("postgresql", "postgres"):
        raise BadOption(f"DATABASE_URL={parts.scheme}://…: Rhyddid runs on PostgreSQL (postgresql://…).")
    query = dict(pair.split("=", 1) for pair in parts.query.split("&") if "=" in pair)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(query.pop("host", parts.hostname or "")),
        "PORT": str(port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": query,
        "ATOMIC_REQUESTS": False,
    }


SECRET_KEY = _secret_key()
DEBUG = option_yes("RHYDDID_DEBUG")
SITE_URL = option_url("RHYDDID_SITE_URL")
PROXIES = (
    option_number("RHYDDID_PROXIES") if option("RHYDDID_PROXIES") else int(SITE_URL.startswith("https://"))
)
THEME = theme_read(option("RHYDDID_THEME"), known_regimes=regime_ids())
# the theme's name stands where the environment names none
SITE_NAME = (not os.environ.get("RHYDDID_SITE_NAME") and THEME.names.get("en")) or option("RHYDDID_SITE_NAME")
ALLOWED_HOSTS = [urlsplit(SITE_URL).hostname or "127.0.0.1", "127.0.0.1", "localhost", "[::1]"]
CSRF_TRUSTED_ORIGINS = [SITE_URL]

DELIVERY = option("RHYDDID_DELIVERY")
if DELIVERY not in ("loopback", "live"):
    raise BadOption(f"RHYDDID_DELIVERY={DELIVERY}: use loopback or live.")
SMTP_URL = option("RHYDDID_SMTP_URL")
SMTP_PACE_PER_MINUTE = option_number("RHYDDID_SMTP_PACE_PER_MINUTE")
ASSISTANT_URL = option_url("RHYDDID_ASSISTANT_URL") if option("RHYDDID_ASSISTANT_URL") else ""
ASSISTANT_MODEL = option("RHYDDID_ASSISTANT_MODEL")
ASSISTANT_KEY = option("RHYDDID_ASSISTANT_KEY")
MAIL_DOMAIN = option("RHYDDID_MAIL_DOMAIN").lower()
DKIM_KEY = option("RHYDDID_DKIM_KEY")
DKIM_SELECTOR = option("RHYDDID_DKIM_SELECTOR")
MAIL_LISTEN = option("RHYDDID_MAIL_LISTEN")
MAIL_MAX_BYTES = option_number("RHYDDID_MAIL_MAX_MIB") * 1024 * 1024
OUTGOING_MAX_BYTES = option_number("RHYDDID_OUTGOING_MAX_MIB") * 1024 * 1024
UPLOAD_MAX_BYTES = option_number("RHYDDID_UPLOAD_MAX_MIB") * 1024 * 1024
UPLOAD_TOTAL_BYTES = option_number("RHYDDID_UPLOAD_TOTAL_MIB") * 1024 * 1024
UPLOAD_MAX_FILES = option_number("RHYDDID_UPLOAD_MAX_FILES")
UPLOAD_LINK_DAYS = option_number("RHYDDID_UPLOAD_LINK_DAYS")
UPLOAD_KEPT_HOURS = option_number("RHYDDID_UPLOAD_KEPT_HOURS")
KEPT_PAGES_BYTES = option_number("RHYDDID_KEPT_PAGES_MIB") * 1024 * 1024
SPOOL = DATA / "spool"
WEBHOOK_SECRET = option("RHYDDID_WEBHOOK_SECRET")
WEBHOOK_KEYS = option_pairs("RHYDDID_WEBHOOK_KEYS")
CLAMD = option("RHYDDID_CLAMD")
try:
    scanner_place(CLAMD)
except ValueError as error:
    raise BadOption(f"RHYDDID_CLAMD={error}") from error
FILES_URL = option_url("RHYDDID_FILES_URL") if option("RHYDDID_FILES_URL") else ""
if FILES_URL:
    ALLOWED_HOSTS.append(urlsplit(FILES_URL).hostname or "")
REQUEST_DELAY_MINUTES = option_number("RHYDDID_REQUEST_DELAY_MINUTES")
REQUEST_LIMITS = option_numbers("RHYDDID_REQUEST_LIMITS")
BATCH_DELAY_MINUTES = option_number("RHYDDID_BATCH_DELAY_MINUTES")
RETENTION = option_days("RHYDDID_KEEP_DAYS")
CALLS_TO_PRIVATE_ADDRESSES = option_yes("RHYDDID_CALLS_TO_PRIVATE_ADDRESSES")
FIGURES_FLOOR = option_number("RHYDDID_FIGURES_FLOOR")
API_LIMITS = option_numbers("RHYDDID_API_LIMITS")
BATCH_LIMITS = option_numbers("RHYDDID_BATCH_LIMITS")
CONTACT = option("RHYDDID_CONTACT")
SECURITY_CONTACT = option("RHYDDID_SECURITY_CONTACT") or (f"mailto:{CONTACT}" if CONTACT else "")
ANNOTATIONS = option_yes("RHYDDID_ANNOTATIONS")
SPAM_HOLD = option_number("RHYDDID_SPAM_HOLD")
TAKEDOWN_DAYS = option_days("RHYDDID_TAKEDOWN_DAYS")
READ_ONLY = option_yes("RHYDDID_READ_ONLY")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "procrastinate.contrib.django",
    "django_htmx",
    "csp",
    "rhyddid.care",
    "rhyddid.accounts",
    "rhyddid.authorities",
    "rhyddid.requests",
    "rhyddid.post",
    "rhyddid.search",
    "rhyddid.batches",
    "rhyddid.following",
    "rhyddid.rehearsal",
    "rhyddid.pages",
    # after the pages, whose templates stand for theirs
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
]

MIDDLEWARE = [
    "rhyddid.site.client_address.ClientAddress",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "rhyddid.pages.files_host.FilesHost",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "rhyddid.requests.masking_rules.RulesOncePerPage",
    "rhyddid.pages.writing_stops.WritingStops",
]

ROOT_URLCONF = "rhyddid.site.urls"
WSGI_APPLICATION = "rhyddid.site.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": THEME.path("templates"),
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "rhyddid.pages.context.site",
            ]
        },
    }
]

DATABASES = {
    "default": _database(os.environ.get("DATABASE_URL") or option("DATABASE_URL") or "postgresql:///rhyddid")
}

AUTH_USER_MODEL = "accounts.Person"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "sign-in"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "home"
PASSWORD_RESET_TIMEOUT = 24 * 3600
SESSION_COOKIE_AGE = 14 * 24 * 3600
ACCOUNT_ADAPTER = "rhyddid.accounts.sign_in_adapter.SignInAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_CONFIRMATION_EXPIRE_DAYS = 3
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 15 * 60
ACCOUNT_RATE_LIMITS = {
    "signup": "20/h/ip",
    "reset_password": "20/h/ip,5/h/key",
    "request_login_code": "20/h/ip,5/h/key",
}
ACCOUNT_FORMS = {
    "login": "rhyddid.pages.forms.sign_in.SignInForm",
    "signup": "rhyddid.pages.forms.sign_in.SignUpForm",
    "add_email": "rhyddid.pages.forms.sign_in.EmailChangeForm",
    "change_password": "rhyddid.pages.forms.sign_in.PasswordChangeForm",
    "set_password": "rhyddid.pages.forms.sign_in.PasswordFirstForm",
    "reset_password": "rhyddid.pages.forms.sign_in.PasswordForgottenForm",
    "reset_password_from_key": "rhyddid.pages.forms.sign_in.PasswordResetForm",
    "reauthenticate": "rhyddid.pages.forms.sign_in.PasswordAgainForm",
    "request_login_code": "rhyddid.pages.forms.sign_in.CodeAskForm",
    "confirm_login_code": "rhyddid.pages.forms.sign_in.CodeForm",
}
MFA_ADAPTER = "rhyddid.accounts.second_factor_adapter.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_TOLERANCE = 1
MFA_TOTP_ISSUER = SITE_NAME
# browsers give passkeys to https pages and to localhost alone, and there the port is anybody's
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not SITE_URL.startswith("https://")
MFA_FORMS = {
    "authenticate": "rhyddid.pages.forms.second_factor.SecondFactorForm",
    "reauthenticate": "rhyddid.pages.forms.second_factor.SecondFactorAgainForm",
    "activate_totp": "rhyddid.pages.forms.second_factor.AppAddForm",
    "add_webauthn": "rhyddid.pages.forms.second_factor.PasskeyAddForm",
    "edit_webauthn": "rhyddid.pages.forms.second_factor.PasskeyNameForm",
}
# for the limits of signing in: one table for all processes and machines
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "accounts_cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}
EMAIL_BACKEND = "rhyddid.post.site_mail.SiteMailBackend"
DEFAULT_FROM_EMAIL = f"{SITE_NAME} <no-reply@{MAIL_DOMAIN}>"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

LANGUAGES = [each for each in (("en", _("English")), ("cy", _("Welsh"))) if each[0] in THEME.languages]
LANGUAGE_CODE = LANGUAGES[0][0]
LOCALE_PATHS = [*THEME.path("locale"), PACKAGE / "locale"]
USE_I18N = True
TIME_ZONE = "Europe/London"
USE_TZ = True

STATIC_URL = "/static/"
STATICFILES_DIRS = THEME.path("static")
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": DATA / "files"},
    },
    "blobs": blob_storage(option("RHYDDID_BLOBS"), folder=DATA / "blobs"),
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True  # served from the package: nothing to collect
WHITENOISE_MAX_AGE = 3600

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", *([FILES_URL] if FILES_URL else [])],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
if SITE_URL.startswith("https://"):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = True
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"rhyddid": {"level": "INFO"}},
}
