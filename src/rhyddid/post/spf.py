"""SPF (RFC 7208): may this machine send mail in the name of this domain?

In: the peer's address, the envelope sender's domain, a resolver. Out: one word of the RFC. The mechanism `ptr`, which the
RFC says must not be used, matches nothing.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Sequence
from enum import StrEnum

from rhyddid.post.domain_names import NotNow, Resolver

_MOST_LOOKUPS = 10
_MOST_VOID_LOOKUPS = 2
_MOST_EXCHANGERS = 10
_TERM = re.compile(
    r"([+?~-])?(all|include|a|mx|ptr|ip4|ip6|exists)(?:[:](\S*?))?((?:/\d+)?(?://\d+)?)\Z", re.I
)
_MODIFIER = re.compile(r"([a-z][a-z0-9_.-]*)=(\S*)\Z", re.I)
_MACRO = re.compile(r"%(?:\{([slodiphcrtv])(\d*)(r?)([.+,/_=-]*)\}|([%_-]))", re.I)

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class Spf(StrEnum):
    """What the domain says of the machine."""

    PASS = "pass"
    FAIL = "fail"
    SOFTFAIL = "softfail"
    NEUTRAL = "neutral"
    NONE = "none"
    TEMPERROR = "temperror"
    PERMERROR = "permerror"


_QUALIFIERS = {"+": Spf.PASS, "-": Spf.FAIL, "~": Spf.SOFTFAIL, "?": Spf.NEUTRAL}


class _Wrong(Exception):
    """The domain's record cannot be used."""


def spf_of(*, peer: str, sender: str, helo: str, resolver: Resolver) -> tuple[Spf, str]:
    """The result, and the domain that was asked: the envelope sender's, or the greeting's where that is empty."""
    domain = sender.rpartition("@")[2] or helo
    if "." not in domain.strip("."):
        return Spf.NONE, domain
    check = _Check(ipaddress.ip_address(peer), sender or f"postmaster@{domain}", helo, resolver)
    try:
        return check.of_domain(domain.rstrip(".").lower()), domain
    except NotNow:
        return Spf.TEMPERROR, domain
    except _Wrong:
        return Spf.PERMERROR, domain


class _Check:
    """One evaluation: its limits are for all the records that it follows."""

    def __init__(self, peer: Address, sender: str, helo: str, resolver: Resolver) -> None:
        mapped = getattr(peer, "ipv4_mapped", None)
        self._peer: Address = mapped or peer
        self._sender, self._helo, self._resolver = sender, helo, resolver
        self._lookups = self._void_lookups = 0

    def of_domain(self, domain: str) -> Spf:
        record = self._record(domain)
        if record is None:
            return Spf.NONE
        redirect = ""
        for term in record.split()[1:]:
            if modifier := _MODIFIER.match(term):
                if modifier[1].lower() == "redirect":
                    redirect = self._expanded(modifier[2], domain)
                continue
            mechanism = _TERM.match(term)
            if mechanism is None:
                raise _Wrong(term)
            if self._matches(mechanism[2].lower(), mechanism[3] or "", mechanism[4] or "", domain):
                return _QUALIFIERS[mechanism[1] or "+"]
        if not redirect:
            return Spf.NEUTRAL
        self._count_lookup()
        result = self.of_domain(redirect)
        if result == Spf.NONE:
            raise _Wrong(f"redirect={redirect}")
        return result

    def _record(self, domain: str) -> str | None:
        records = [text for text in self._resolver.texts(domain) if re.match(r"v=spf1(?: |\Z)", text, re.I)]
        if len(records) > 1:
            raise _Wrong("two records")
        return records[0] if records else None

    def _matches(self, name: str, value: str, lengths: str, domain: str) -> bool:
        if name == "all":
            return True
        if name in ("ip4", "ip6"):
            return self._in_network(value + lengths)
        self._count_lookup()
        target = self._expanded(value, domain) if value else domain
        if name == "include":
            result = self.of_domain(target)
            if result == Spf.NONE:
                raise _Wrong(f"include:{target}")
            return result == Spf.PASS
        if name == "exists":
            return bool(self._asked(self._resolver.addresses(target)))
        if name == "a":
            return self._among(self._asked(self._resolver.addresses(target)), lengths)
        if name == "mx":
            exchangers = self._asked(self._resolver.exchangers(target))
            if len(exchangers) > _MOST_EXCHANGERS:
                raise _Wrong("too many exchangers")
            return any(self._among(self._resolver.addresses(each), lengths) for each in exchangers)
        return False

    def _in_network(self, text: str) -> bool:
        try:
            network = ipaddress.ip_network(text, strict=False)
        except ValueError as error:
            raise _Wrong(text) from error
        return network.version == self._peer.version and self._peer in network

    def _among(self, addresses: Sequence[str], lengths: str) -> bool:
        four, _, six = (
            lengths.removeprefix("/").partition("//")
            if not lengths.startswith("//")
            else ("", "", lengths[2:])
        )
        length = four if self._peer.version == 4 else six
        for address in addresses:
            parsed = ipaddress.ip_address(address)
            if parsed.version == self._peer.version and self._in_network(
                f"{address}/{length or parsed.max_prefixlen}"
            ):
                return True
        return False

    def _count_lookup(self) -> None:
        self._lookups += 1
        if self._lookups > _MOST_LOOKUPS:
            raise _Wrong("too many lookups")

    def _asked(self, found: Sequence[str]) -> Sequence[str]:
        if not found:
            self._void_lookups += 1
            if self._void_lookups > _MOST_VOID_LOOKUPS:
                raise _Wrong("too many lookups of nothing")
        return found

    def _expanded(self, text: str, domain: str) -> str:
        local, _, sender_domain = self._sender.rpartition("@")
        dotted = (
            str(self._peer) if self._peer.version == 4 else ".".join(self._peer.exploded.replace(":", ""))
        )
        values = {
            "s": self._sender, "l": local, "o": sender_domain, "d": domain, "i": dotted, "p": "unknown",
            "h": self._helo, "v": "in-addr" if self._peer.version == 4 else "ip6",
        }  # fmt: skip

        def one(match: re.Match[str]) -> str:
            if match[5]:
                return {"%": "%", "_": " ", "-": "%20"}[match[5]]
            value = values.get(match[1].lower())
            if value is None:
                raise _Wrong(match[0])
            parts = re.split(f"[{re.escape(match[4] or '.')}]", value)
            if match[3]:
                parts.reverse()
            if match[2]:
                parts = parts[-int(match[2]) :]
            return ".".join(parts)

        return _MACRO.sub(one, text).rstrip(".").lower()
