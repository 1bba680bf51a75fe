"""Looking names up in the DNS, as far as judging a sender needs it. Tests put a table in the place of the DNS."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol


class NotNow(Exception):
    """The DNS does not answer: nothing can be said for now."""


class Resolver(Protocol):
    """Every method returns what there is, nothing where there is nothing, and raises NotNow."""

    def texts(self, name: str) -> Sequence[str]: ...
    def addresses(self, name: str) -> Sequence[str]: ...
    def exchangers(self, name: str) -> Sequence[str]: ...


class DnsResolver:
    """The real DNS, with little patience: `seconds` for all the questions about one mail together."""

    def __init__(self, *, seconds: float = 8.0) -> None:
        self._until = time.monotonic() + seconds

    def texts(self, name: str) -> Sequence[str]:
        return [b"".join(record.strings).decode("utf-8", "replace") for record in self._ask(name, "TXT")]

    def addresses(self, name: str) -> Sequence[str]:
        return [record.address for type in ("A", "AAAA") for record in self._ask(name, type)]

    def exchangers(self, name: str) -> Sequence[str]:
        found = sorted(self._ask(name, "MX"), key=lambda record: record.preference)
        return [record.exchange.to_text().rstrip(".") for record in found]

    def _ask(self, name: str, type: str) -> list[Any]:
        import dns.exception  # slow import
        import dns.resolver

        left = self._until - time.monotonic()
        if left <= 0:
            raise NotNow(f"{type} {name}: the time for asking is over")
        try:
            return list(dns.resolver.resolve(name, type, lifetime=left))
        except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
            return []
        except (dns.exception.DNSException, OSError, UnicodeError, ValueError) as error:
            raise NotNow(f"{type} {name}: {error}") from error


@dataclass(frozen=True)
class TableResolver:
    """Answers from a table: `{"txt": {name: […]}, "a": {…}, "mx": {…}}`; a name in `silent` does not answer."""

    txt: Mapping[str, Sequence[str]] = field(default_factory=dict)
    a: Mapping[str, Sequence[str]] = field(default_factory=dict)
    mx: Mapping[str, Sequence[str]] = field(default_factory=dict)
    silent: frozenset[str] = frozenset()

    def texts(self, name: str) -> Sequence[str]:
        return self._from(self.txt, name)

    def addresses(self, name: str) -> Sequence[str]:
        return self._from(self.a, name)

    def exchangers(self, name: str) -> Sequence[str]:
        return self._from(self.mx, name)

    def _from(self, table: Mapping[str, Sequence[str]], name: str) -> Sequence[str]:
        name = name.rstrip(".").lower()
        if name in self.silent:
            raise NotNow(name)
        return table.get(name, ())
