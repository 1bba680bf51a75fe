"""Is a mail from whom it says? SPF, DKIM and DMARC, checked when it comes in, kept with the message, and shown.

In: the raw bytes, who brought them, a resolver. Out: an Authentication. Nothing here rejects a mail: one that its
domain disowns is looked at by a person before it speaks for an authority.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import dkim

from rhyddid.post.domain_names import NotNow, Resolver
from rhyddid.post.smtp_place import is_loopback
from rhyddid.post.spf import Spf, spf_of

_MOST_SIGNATURES = 5
# domains under which unrelated bodies have theirs: alignment ends below them
_SHARED = frozenset(
    {
        *(
            "ac.uk",
            "co.uk",
            "gov.uk",
            "judiciary.uk",
            "ltd.uk",
            "me.uk",
            "mod.uk",
            "net.uk",
            "nhs.uk",
            "org.uk",
        ),
        *("parliament.uk", "plc.uk", "police.uk", "sch.uk", "gov.ie", "gov.au", "com.au", "org.au", "edu.au"),
        *("co.nz", "govt.nz", "org.nz", "gc.ca", "gov.scot", "gov.wales", "llyw.cymru"),
    }
)
_TAG = re.compile(r"\s*([a-z]+)\s*=\s*([^;]*?)\s*(?:;|\Z)", re.I)


@dataclass(frozen=True)
class Signature:
    """One DKIM signature: whose, and whether it holds (`pass`, `fail`, or `temperror`: the DNS did not answer)."""

    domain: str
    result: str


@dataclass(frozen=True)
class Authentication:
    """`dmarc` is `pass`, `fail` or `none` (the domain says nothing), `policy` what the domain asks for on a failure."""

    spf: Spf
    spf_domain: str
    signatures: tuple[Signature, ...]
    dmarc: str
    policy: str

    @property
    def disowned(self) -> bool:
        """The domain says that mail like this is not its own."""
        return self.dmarc == "fail" and self.policy in ("reject", "quarantine")

    def to_json(self) -> dict[str, object]:
        """As the message keeps it."""
        return {
            "spf": self.spf.value,
            "spf_domain": self.spf_domain,
            "dkim": [{"domain": each.domain, "result": each.result} for each in self.signatures],
            "dmarc": self.dmarc,
            "dmarc_policy": self.policy,
        }


def authenticate(
    raw: bytes, *, from_domain: str, peer: str, helo: str, envelope_sender: str, resolver: Resolver
) -> Authentication:
    """Check one mail. A peer on this machine is a server of ours that passed it on: SPF says nothing then."""
    if peer and not is_loopback(peer):
        spf, spf_domain = spf_of(peer=peer, sender=envelope_sender, helo=helo, resolver=resolver)
    else:
        spf, spf_domain = Spf.NONE, ""
    signatures = tuple(_signatures(raw, resolver))
    dmarc, policy = _dmarc(from_domain, spf, spf_domain, signatures, resolver)
    return Authentication(spf, spf_domain, signatures, dmarc, policy)


def organisation_of(domain: str) -> str:
    """The domain that an organisation registered: `mail.council.gov.uk` belongs to `council.gov.uk`."""
    labels = domain.lower().rstrip(".").split(".")
    kept = 3 if ".".join(labels[-2:]) in _SHARED else 2
    return ".".join(labels[-kept:])


def _signatures(raw: bytes, resolver: Resolver) -> list[Signature]:
    def text_of(name: bytes | str, timeout: int = 5) -> bytes | None:
        given = name.decode("ascii", "replace") if isinstance(name, bytes) else name
        texts = resolver.texts(given.rstrip("."))
        return texts[0].encode() if texts else None

    found = []
    try:
        message = dkim.DKIM(raw)
    except (dkim.DKIMException, ValueError, UnicodeError):
        return []
    headers = [value for name, value in message.headers if name.lower() == b"dkim-signature"]
    for position, header in enumerate(headers[:_MOST_SIGNATURES]):
        domain = _tag(header.decode("ascii", "replace"), "d").lower()
        try:
            good = dkim.DKIM(raw).verify(idx=position, dnsfunc=text_of)
        except NotNow:
            found.append(Signature(domain, "temperror"))
        except (dkim.DKIMException, ValueError, UnicodeError, TypeError, KeyError):
            # dkimpy raises all of these for signatures that are no signatures
            found.append(Signature(domain, "fail"))
        else:
            found.append(Signature(domain, "pass" if good else "fail"))
    return found


def _dmarc(
    from_domain: str, spf: Spf, spf_domain: str, signatures: tuple[Signature, ...], resolver: Resolver
) -> tuple[str, str]:
    if not from_domain:
        return "none", ""
    organisation = organisation_of(from_domain)
    try:
        record = _dmarc_record(from_domain, resolver)
        of_subdomain = record is None and organisation != from_domain
        if of_subdomain:
            record = _dmarc_record(organisation, resolver)
    except NotNow:
        return "none", ""
    if record is None:
        return "none", ""
    policy = (of_subdomain and _tag(record, "sp")) or _tag(record, "p") or "none"
    spf_strict, dkim_strict = _tag(record, "aspf") == "s", _tag(record, "adkim") == "s"
    aligned = spf == Spf.PASS and _is_aligned(spf_domain, from_domain, strict=spf_strict)
    aligned = aligned or any(
        each.result == "pass" and _is_aligned(each.domain, from_domain, strict=dkim_strict)
        for each in signatures
    )
    unsure = spf == Spf.TEMPERROR or any(each.result == "temperror" for each in signatures)
    if aligned:
        return "pass", policy
    return ("none" if unsure else "fail"), policy


def _dmarc_record(domain: str, resolver: Resolver) -> str | None:
    records = [text for text in resolver.texts(f"_dmarc.{domain}") if text.lower().startswith("v=dmarc1")]
    return records[0] if len(records) == 1 else None


def _is_aligned(domain: str, from_domain: str, *, strict: bool) -> bool:
    if strict:
        return domain.lower() == from_domain.lower()
    return organisation_of(domain) == organisation_of(from_domain)


def _tag(record: str, name: str) -> str:
    return next((match[2].strip() for match in _TAG.finditer(record) if match[1].lower() == name), "")
