"""Where letters are handed over: the SMTP URL taken apart, and the rule that nothing leaves by accident."""

from __future__ import annotations

import ipaddress
import socket
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

# a server on one of these ports of this machine is most likely a real relay
_RELAY_PORTS = frozenset({25, 465, 587})


class DeliveryRefused(Exception):
    """Letters may not be handed over there: says why, and what to set."""


@dataclass(frozen=True)
class SmtpPlace:
    """A server that takes letters. `tls` from the first byte; otherwise STARTTLS is used where it is offered."""

    host: str
    port: int
    user: str = ""
    password: str = ""
    tls: bool = False
    loopback_only: bool = True


def smtp_place(
    url: str, *, live: bool, site_url: str = "", mail_domain: str = "", rehearsal: bool = False
) -> SmtpPlace:
    """The server that `url` names, checked. Raises DeliveryRefused.

    Unless delivery is `live`, and for a rehearsal always, the host must be a loopback address.
    """
    parts = urlsplit(url)
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
        raise DeliveryRefused(
            f"RHYDDID_SMTP_URL={_without_password(url)}: use smtp://user:password@host:port or smtps://…."
        )
    try:
        port = parts.port or (465 if parts.scheme == "smtps" else 25)
    except ValueError as error:
        raise DeliveryRefused(f"RHYDDID_SMTP_URL={_without_password(url)}: {error}.") from error
    place = SmtpPlace(
        host=parts.hostname,
        port=port,
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        tls=parts.scheme == "smtps",
        loopback_only=rehearsal or not live,
    )
    if place.loopback_only:
        _require_loopback(place, rehearsal=rehearsal)
    else:
        _require_site(site_url, mail_domain)
    return place


def is_loopback(address: str) -> bool:
    """Whether an IP address is this machine's own loopback."""
    parsed = ipaddress.ip_address(address.partition("%")[0])
    mapped = getattr(parsed, "ipv4_mapped", None)
    return bool((mapped or parsed).is_loopback)


def _require_loopback(place: SmtpPlace, *, rehearsal: bool) -> None:
    why = (
        "A rehearsal's letters go only to simulated authorities on this machine"
        if rehearsal
        else "RHYDDID_DELIVERY=loopback: letters stay on this machine"
    )
    remedy = "" if rehearsal else " To send to real authorities, set RHYDDID_DELIVERY=live."
    try:
        found = {info[4][0] for info in socket.getaddrinfo(place.host, place.port, type=socket.SOCK_STREAM)}
    except OSError as error:
        raise DeliveryRefused(f"{why}, and {place.host} is not known here ({error}).{remedy}") from error
    if not all(is_loopback(str(address)) for address in found):
        raise DeliveryRefused(
            f"{why}, but RHYDDID_SMTP_URL names {place.host}, which is not a loopback address.{remedy}"
        )
    if place.port in _RELAY_PORTS:
        raise DeliveryRefused(
            f"{why}, but port {place.port} of {place.host} is where a real mail relay listens.{remedy}"
        )


def _require_site(site_url: str, mail_domain: str) -> None:
    """Live delivery needs addresses that the world can answer to."""
    host = urlsplit(site_url).hostname or ""
    if host in ("", "localhost", "127.0.0.1", "::1") or host.endswith(".localhost"):
        raise DeliveryRefused(
            f"RHYDDID_DELIVERY=live needs the site's address: RHYDDID_SITE_URL is {site_url or 'empty'}."
        )
    if not mail_domain or mail_domain.endswith("localhost"):
        raise DeliveryRefused(
            "RHYDDID_DELIVERY=live needs a domain that replies can reach: "
            f"RHYDDID_MAIL_DOMAIN is {mail_domain or 'empty'}."
        )


def _without_password(url: str) -> str:
    before, at, after = url.rpartition("@")
    return f"{before.split('//')[0]}//…@{after}" if at else url
