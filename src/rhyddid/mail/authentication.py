"""What our own mail server found about a sender: SPF, DKIM and DMARC from its Authentication-Results (RFC 8601).

Anybody can write such a header: only those count that name a server we trust and stand where it puts them, above
what came from outside.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Literal

AuthResult = Literal["pass", "fail", "softfail", "neutral", "none", "temperror", "permerror", "policy", ""]

_RESULTS: dict[str, AuthResult] = {
    "pass": "pass",
    "fail": "fail",
    "hardfail": "fail",
    "softfail": "softfail",
    "neutral": "neutral",
    "none": "none",
    "temperror": "temperror",
    "permerror": "permerror",
    "policy": "policy",
    "bestguesspass": "neutral",
}
_COMMENT = re.compile(r"\((?:[^()\\]|\\.|\([^()]*\))*\)")
_METHOD = re.compile(r"^\s*([a-z][a-z0-9-]*)(?:/\d+)?\s*=\s*([a-z]+)", re.IGNORECASE)
_PROPERTY = re.compile(r'([a-z]+\.[a-z0-9-]+)\s*=\s*(?:"([^"]*)"|([^\s;]+))', re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Authentication:
    """The results; empty where the trusted server said nothing. Domains are those that passed."""

    spf: AuthResult = ""
    dkim: AuthResult = ""
    dmarc: AuthResult = ""
    spf_domain: str = ""
    dkim_domains: tuple[str, ...] = ()
    from_domain: str = ""

    def vouches_for(self, domain: str) -> bool:
        """Whether the mail is shown to come from `domain` (or, relaxed as in DMARC, from below or above it)."""
        if self.dmarc == "pass" and _aligned(self.from_domain, domain):
            return True
        if self.spf == "pass" and _aligned(self.spf_domain, domain):
            return True
        return any(_aligned(signed, domain) for signed in self.dkim_domains)


def authentication(
    headers: Sequence[tuple[str, str]], *, trusted: Collection[str], own_hops: int = 1
) -> Authentication:
    """The results of a mail's `headers` (decoded, topmost first).

    `trusted` are the names (authserv-id) our servers use; `own_hops` how many Received headers they add.
    """
    names = {name.lower() for name in trusted}
    spf: AuthResult = ""
    dkim: AuthResult = ""
    dmarc: AuthResult = ""
    spf_domain = from_domain = ""
    dkim_domains: list[str] = []
    hops = 0
    for name, value in headers:
        lowered = name.lower()
        if lowered == "received":
            hops += 1
            if hops > own_hops:
                break
        if lowered != "authentication-results":
            continue
        server, *results = _COMMENT.sub(" ", value).split(";")
        if server.strip().split(" ")[0].lower() not in names:
            continue
        for result in results:
            method, verdict, properties = _result(result)
            if method == "spf" and not spf:
                spf = verdict
                spf_domain = _domain(properties.get("smtp.mailfrom") or properties.get("smtp.helo", ""))
            elif method == "dkim":
                dkim = "pass" if "pass" in (dkim, verdict) else dkim or verdict
                signed = _domain(properties.get("header.d") or properties.get("header.i", ""))
                if verdict == "pass" and signed:
                    dkim_domains.append(signed)
            elif method == "dmarc" and not dmarc:
                dmarc = verdict
                from_domain = _domain(properties.get("header.from", ""))
    return Authentication(spf, dkim, dmarc, spf_domain, tuple(dict.fromkeys(dkim_domains)), from_domain)


def _result(text: str) -> tuple[str, AuthResult, dict[str, str]]:
    match = _METHOD.match(text)
    if match is None:
        return "", "", {}
    properties = {
        name.lower(): quoted or bare for name, quoted, bare in _PROPERTY.findall(text[match.end() :])
    }
    return match.group(1).lower(), _RESULTS.get(match.group(2).lower(), ""), properties


def _domain(value: str) -> str:
    return value.strip("<>").rpartition("@")[2].lower().rstrip(".")


def _aligned(one: str, other: str) -> bool:
    """The same domain, or one below the other; a name without a dot is none."""
    one, other = one.lower(), other.lower()
    if "." not in one or "." not in other:
        return False
    return one == other or one.endswith(f".{other}") or other.endswith(f".{one}")
