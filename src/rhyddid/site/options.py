"""Every setting an operator can make, as data: name, default, meaning. `docs/settings.md` is written from this table.

Each is an environment variable; `NAME_FILE` names a file to read the value from instead (for secrets).
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit


@dataclass(frozen=True)
class Option:
    name: str
    default: str
    meaning: str


OPTIONS = (
    Option(
        "RHYDDID_DATA",
        "data",
        "Folder for the embedded database, the blob store, the spool and the secret key.",
    ),
    Option(
        "RHYDDID_BLOBS",
        "",
        "A bucket for letters and files: s3://[KEY:SECRET@]BUCKET[/PREFIX][?endpoint=https://…&region=…]; else the AWS_… "
        "variables tell the keys. Needs the extra s3. Empty: a folder in RHYDDID_DATA.",
    ),
    Option("DATABASE_URL", "", "postgresql://… of a PostgreSQL server. Empty: the embedded PostgreSQL."),
    Option("RHYDDID_SITE_URL", "http://127.0.0.1:8000", "The site's address, as people type it."),
    Option(
        "RHYDDID_PROXIES",
        "",
        "How many web servers of your own stand before the site and add to X-Forwarded-For; visitors are told apart, and "
        "limited, by what the outermost saw. Empty: 1 where the site's address is https, else 0.",
    ),
    Option("RHYDDID_SITE_NAME", "Rhyddid", "The site's name, shown on every page."),
    Option(
        "RHYDDID_ASSISTANT_URL",
        "",
        "An endpoint that speaks OpenAI's chat completions, such as http://127.0.0.1:11434/v1. It is sent letters, and may "
        "propose answers, which count for nothing until a person has said so. Empty: off.",
    ),
    Option("RHYDDID_ASSISTANT_MODEL", "", "The model that the assistant is asked for."),
    Option("RHYDDID_ASSISTANT_KEY", "", "The key that the assistant's endpoint wants, if any."),
    Option(
        "RHYDDID_DELIVERY",
        "loopback",
        "loopback: mail goes only to 127.0.0.1. live: letters go to real authorities; needs RHYDDID_SITE_URL.",
    ),
    Option(
        "RHYDDID_SMTP_URL",
        "smtp://127.0.0.1:2525",
        "Where letters are handed over: smtp://user:password@host:port, or smtps://.",
    ),
    Option(
        "RHYDDID_SMTP_PACE_PER_MINUTE",
        "60",
        "At most so many letters a minute to one mail domain; 0 for no limit.",
    ),
    Option(
        "RHYDDID_MAIL_DOMAIN",
        "replies.localhost",
        "The domain of the reply addresses; its mail must reach `rhyddid mail serve`.",
    ),
    Option(
        "RHYDDID_DKIM_KEY",
        "",
        "An RSA private key in PEM: letters are signed with it (DKIM). Empty: the server that sends them signs, or nobody.",
    ),
    Option(
        "RHYDDID_DKIM_SELECTOR", "rhyddid", "The selector under which the DNS has the DKIM key's public half."
    ),
    Option("RHYDDID_MAIL_LISTEN", "127.0.0.1:2526", "Where `rhyddid mail serve` listens."),
    Option("RHYDDID_MAIL_MAX_MIB", "50", "The largest message that is accepted, in MiB."),
    Option(
        "RHYDDID_OUTGOING_MAX_MIB",
        "15",
        "The largest letter with its files that is put in the outbox, in MiB as it travels.",
    ),
    Option(
        "RHYDDID_UPLOAD_MAX_MIB",
        "500",
        "The largest file that an officer may upload by the link in a letter, in MiB.",
    ),
    Option("RHYDDID_UPLOAD_TOTAL_MIB", "2000", "All files of one such upload together, in MiB."),
    Option("RHYDDID_UPLOAD_MAX_FILES", "100", "How many files one such upload may have."),
    Option("RHYDDID_UPLOAD_LINK_DAYS", "365", "For how many days the upload link in a letter can be used."),
    Option(
        "RHYDDID_UPLOAD_KEPT_HOURS",
        "72",
        "How long an upload that is not finished, or not confirmed, is kept after its last sign of life.",
    ),
    Option(
        "RHYDDID_CLAMD",
        "",
        "Where ClamAV's clamd listens: host:port or a socket's path. Files are withheld until it has scanned them.",
    ),
    Option(
        "RHYDDID_FILES_URL",
        "",
        "Another address of this site, such as https://files.example.org, from which files are served. Empty: its own.",
    ),
    Option(
        "RHYDDID_WEBHOOK_SECRET",
        "",
        "The password of mail providers' webhooks, https://rhyddid:PASSWORD@SITE/post/…; also signs mail that programs "
        "of your own bring. Empty: no webhooks, but for providers in RHYDDID_WEBHOOK_KEYS.",
    ),
    Option(
        "RHYDDID_WEBHOOK_KEYS",
        "",
        "Keys of providers that sign what they tell, with blanks between: mailgun=… sendgrid=… resend=….",
    ),
    Option(
        "RHYDDID_CALLS_TO_PRIVATE_ADDRESSES",
        "no",
        "yes: webhooks of teams may also call loopback and private addresses, and http://. For tests and closed networks.",
    ),
    Option(
        "RHYDDID_REQUEST_DELAY_MINUTES", "10", "The delay window in which a single request can be taken back."
    ),
    Option(
        "RHYDDID_REQUEST_LIMITS",
        "6,20,1000",
        "How many single requests and further letters of each kind a person may send a day, by trust 0, 1, 2 ….",
    ),
    Option("RHYDDID_BATCH_DELAY_MINUTES", "30", "The delay window in which a batch can be taken back."),
    Option(
        "RHYDDID_BATCH_LIMITS",
        "25,250,1000000",
        "How many recipients a batch may have before an operator must approve it, by trust 0, 1, 2 ….",
    ),
    Option(
        "RHYDDID_KEEP_DAYS",
        "spam=90,rejected=90,access=90,notices=90,journals=2,blobs=90",
        "For how many days spam, held mail that was rejected, the access log, the record of digests, the outbox's journals "
        "and bytes that nothing names are kept; 0 for ever.",
    ),
    Option(
        "RHYDDID_SECRET_KEY",
        "",
        "Signs sessions and reply addresses. Empty: made once and kept in RHYDDID_DATA.",
    ),
    Option(
        "RHYDDID_KEPT_PAGES_MIB",
        "64",
        "How much memory of each web process keeps pages for visitors; 0: none.",
    ),
    Option(
        "RHYDDID_FIGURES_FLOOR",
        "10",
        "Of fewer requests than this an authority's page tells counts alone: no shares, no days.",
    ),
    Option(
        "RHYDDID_API_LIMITS",
        "120,600",
        "How often the API may be asked in five minutes: by an address without a token, and by a token.",
    ),
    Option(
        "RHYDDID_CONTACT",
        "",
        "The e-mail address at which the public reaches who runs the site; shown on its pages. Empty: none is shown.",
    ),
    Option(
        "RHYDDID_SECURITY_CONTACT",
        "",
        "Where flaws in the site's security are reported: mailto:… or https://…, for /.well-known/security.txt. Empty: "
        "RHYDDID_CONTACT.",
    ),
    Option(
        "RHYDDID_ANNOTATIONS", "yes", "no: nobody adds annotations to requests; those that are there stay."
    ),
    Option(
        "RHYDDID_SPAM_HOLD",
        "5",
        "At so many points of the spam rules, a letter or annotation of somebody nobody trusts yet waits for an "
        "operator's look; 0: none waits.",
    ),
    Option(
        "RHYDDID_TAKEDOWN_DAYS",
        "personal_data=30,defamation=2,copyright=7,court_order=1,safety=1,other=14",
        "Within how many days a demand to take something down is decided, by its ground.",
    ),
    Option(
        "RHYDDID_READ_ONLY", "no", "yes: nothing can be written on the site's pages; mail still comes in."
    ),
    Option(
        "RHYDDID_THEME",
        "",
        "A folder with theme.toml, templates/ and static/: the site's name, logo, colours, texts, laws and languages. "
        "Empty: Rhyddid's own.",
    ),
    Option("RHYDDID_DEBUG", "no", "yes: show errors in the browser. Never on a public site."),
)
_WHOLE_NUMBER = re.compile(r"[0-9]{1,9}")
_BY_NAME = {option.name: option for option in OPTIONS}


class BadOption(Exception):
    """An environment variable has a value that cannot be used."""


def option(name: str) -> str:
    """The value of the setting `name`. Raises BadOption where `NAME_FILE` names a file that cannot be read."""
    file_name = os.environ.get(f"{name}_FILE")
    if file_name:
        try:
            return Path(file_name).read_text().strip()
        except OSError as error:
            raise BadOption(f"{name}_FILE={file_name} cannot be read: {error.strerror}.") from error
        except UnicodeDecodeError as error:
            raise BadOption(f"{name}_FILE={file_name} is not UTF-8 text.") from error
    return os.environ.get(name, "") or _BY_NAME[name].default


def option_yes(name: str) -> bool:
    """A yes/no setting. Raises BadOption for any other word."""
    value = option(name).lower()
    if value not in ("yes", "no"):
        raise BadOption(f"{name}={value}: use yes or no.")
    return value == "yes"


def option_number(name: str) -> int:
    """A whole-number setting. Raises BadOption for anything else."""
    value = option(name)
    if _WHOLE_NUMBER.fullmatch(value) is None:
        raise BadOption(f"{name}={value}: use a whole number of at most nine digits.")
    return int(value)


def option_numbers(name: str) -> tuple[int, ...]:
    """Whole numbers with commas between. Raises BadOption for anything else."""
    value = option(name)
    parts = [part.strip() for part in value.split(",")]
    if any(_WHOLE_NUMBER.fullmatch(part) is None for part in parts):
        raise BadOption(f"{name}={value}: use whole numbers with commas between, such as 25,250.")
    return tuple(int(part) for part in parts)


def option_pairs(name: str) -> dict[str, str]:
    """`name=value` pairs with blanks between. Raises BadOption, which tells no value: they may be secrets."""
    pairs = {}
    for pair in option(name).split():
        key, equals, value = pair.partition("=")
        if not key or not equals or not value:
            raise BadOption(f"{name}: use name=value, with blanks between the pairs.")
        pairs[key.lower()] = value
    return pairs


def option_days(name: str) -> dict[str, int]:
    """Kinds with days, with commas between; a kind that is not named keeps its default. Raises BadOption."""
    default, value = _BY_NAME[name].default, option(name)
    pairs = [part.strip().partition("=") for part in f"{default},{value}".split(",")]
    known = {part.partition("=")[0] for part in default.split(",")}
    if any(kind not in known or _WHOLE_NUMBER.fullmatch(days) is None for kind, _, days in pairs):
        raise BadOption(f"{name}={value}: write it as {default}.")
    return {kind: int(days) for kind, _, days in pairs}


def option_url(name: str) -> str:
    """An http or https address without a slash at its end. Raises BadOption for anything else."""
    value = option(name).rstrip("/")
    try:
        parts = urlsplit(value)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:  # a port that is no number, or half an IPv6 address
        usable = False
    if not usable:
        raise BadOption(f"{name}={value}: use an address such as https://foi.example.org.")
    return value


def data_folder() -> Path:
    """The folder that holds everything this installation keeps; made where it is missing. Raises BadOption."""
    folder = Path(option("RHYDDID_DATA")).expanduser().resolve()
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BadOption(f"RHYDDID_DATA={folder} cannot be made: {error.strerror}.") from error
    return folder
