"""Headers for a mail provider that letters are handed over to: so that what it tells later names our Message-ID.

Each provider has its own header for this. They also ask it to keep our Message-ID, and to leave links and opening alone:
a letter is evidence, and is not followed.
"""

from __future__ import annotations

import json

# the provider, by the end of its SMTP host
_HOSTS = {
    "mailgun.org": "mailgun",
    "postmarkapp.com": "postmark",
    "sendgrid.net": "sendgrid",
    "amazonaws.com": "ses",
    "brevo.com": "brevo",
    "sendinblue.com": "brevo",
    "mailjet.com": "mailjet",
    "sparkpostmail.com": "sparkpost",
    "sparkpost.com": "sparkpost",
    "resend.com": "resend",
}


def provider_at(host: str) -> str:
    """The provider whose server this is, or an empty string."""
    host = host.lower().rstrip(".")
    return next((provider for end, provider in _HOSTS.items() if host == end or host.endswith(f".{end}")), "")


def with_provider_headers(data: bytes, *, host: str, message_id: str) -> bytes:
    """The mail as it is handed over at `host`; as it is where no provider is known there."""
    headers = _headers(provider_at(host), message_id)
    return b"".join(f"{name}: {value}\r\n".encode("ascii") for name, value in headers) + data


def _headers(provider: str, message_id: str) -> list[tuple[str, str]]:
    ours = {"message_id": message_id}
    off = {"settings": {"enable": 0}}
    match provider:
        case "mailgun":
            return [("X-Mailgun-Variables", json.dumps(ours)), ("X-Mailgun-Track", "no")]
        case "postmark":
            return [
                ("X-PM-KeepID", "true"),
                ("X-PM-Metadata-message_id", message_id),
                ("X-PM-TrackOpens", "false"),
                ("X-PM-TrackLinks", "None"),
            ]
        case "sendgrid":
            filters = {"clicktrack": off, "opentrack": off, "ganalytics": off}
            return [("X-SMTPAPI", json.dumps({"unique_args": ours, "filters": filters}))]
        case "ses" | "resend":
            return [("X-Metadata", json.dumps(ours))]
        case "brevo":
            return [("X-Mailin-custom", json.dumps(ours))]
        case "mailjet":
            return [
                ("X-MJ-CustomID", message_id),
                ("X-Mailjet-TrackOpen", "0"),
                ("X-Mailjet-TrackClick", "0"),
            ]
        case "sparkpost":
            options = {"open_tracking": False, "click_tracking": False}
            return [("X-MSYS-API", json.dumps({"metadata": ours, "options": options}))]
        case _:
            return []
