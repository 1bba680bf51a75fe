"""One HTTP POST to an address that somebody typed: never to a machine of our own network, nor elsewhere than was judged.

The name is resolved once, every address it has is judged, and the connection goes to the very address that was judged (a
second look-up could answer otherwise). Redirects are not followed; little of the answer is read.
"""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from django.conf import settings

TIMEOUT_SECONDS = 10.0
_READ_BYTES = 2_000
_SAID_CHARACTERS = 200


class CallRefused(ValueError):
    """The address may not be called; says why."""


@dataclass(frozen=True)
class Answer:
    """What the other side said. `status` is None where it could not be reached at all."""

    status: int | None
    said: str

    @property
    def is_taken(self) -> bool:
        return self.status is not None and 200 <= self.status < 300


def address_check(url: str) -> SplitResult:
    """The parts of an address that may be called, as far as can be told without asking for its name. Raises CallRefused."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise CallRefused(f"{url} is no address.") from error
    private = settings.CALLS_TO_PRIVATE_ADDRESSES
    if parts.scheme != "https" and not (private and parts.scheme == "http"):
        raise CallRefused("The address must begin with https://.")
    if not parts.hostname or parts.username or parts.password or port == 0:
        raise CallRefused("The address must be https://name/path, without a user name.")
    return parts


def addresses_of(host: str, port: int) -> list[str]:
    """The IP addresses of a host, all of which may be called. Raises CallRefused, OSError."""
    found = list(
        dict.fromkeys(str(info[4][0]) for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
    )
    for address in found:
        if not _may_be_called(address):
            raise CallRefused(f"{host} is {address}, and that may not be called from here.")
    return found


def outside_call(url: str, *, body: bytes, headers: Mapping[str, str]) -> Answer:
    """POST `body`. Raises CallRefused where the address may not be called; whatever else goes wrong is an answer."""
    parts = address_check(url)
    host = parts.hostname or ""
    port = parts.port or (443 if parts.scheme == "https" else 80)
    try:
        addresses = addresses_of(host, port)
        connection = _connection(parts, host, port, addresses[0])
    except OSError as error:
        return Answer(None, str(error)[:_SAID_CHARACTERS])
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    try:
        connection.request("POST", path, body=body, headers={**headers, "Host": parts.netloc})
        answer = connection.getresponse()
        said = answer.read(_READ_BYTES).decode("utf-8", "replace")
        return Answer(answer.status, " ".join(said.replace("\0", " ").split())[:_SAID_CHARACTERS])
    except (OSError, http.client.HTTPException) as error:
        return Answer(None, (str(error) or type(error).__name__)[:_SAID_CHARACTERS])
    finally:
        connection.close()


def _connection(parts: SplitResult, host: str, port: int, address: str) -> http.client.HTTPConnection:
    """A connection to the address that was judged, which calls itself by the host's name."""
    line = socket.create_connection((address, port), timeout=TIMEOUT_SECONDS)
    if parts.scheme == "https":
        try:
            line = ssl.create_default_context().wrap_socket(line, server_hostname=host)
        except OSError:
            line.close()
            raise
    connection = http.client.HTTPConnection(host, port, timeout=TIMEOUT_SECONDS)
    connection.sock = line
    return connection


def _may_be_called(address: str) -> bool:
    parsed = ipaddress.ip_address(address.partition("%")[0])
    parsed = getattr(parsed, "ipv4_mapped", None) or parsed
    if settings.DELIVERY != "live":  # nothing leaves this machine until the operator says so
        return bool(parsed.is_loopback) and settings.CALLS_TO_PRIVATE_ADDRESSES
    if settings.CALLS_TO_PRIVATE_ADDRESSES:
        return True
    # NAT64 and 6to4 lead to an IPv4 address that would have to be judged as well
    inner = getattr(parsed, "sixtofour", None) or getattr(parsed, "teredo", None)
    return parsed.is_global and not parsed.is_multicast and inner is None and not _is_nat64(parsed)


def _is_nat64(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    return address.version == 6 and address in ipaddress.ip_network("64:ff9b::/96")
