"""SPF, DKIM and DMARC, with a table in the place of the DNS."""

from __future__ import annotations

import base64
import subprocess
from pathlib import Path

import pytest
from raw_mails import raw_mail

from rhyddid.mail.dkim_sign import dkim_sign
from rhyddid.post.authentication import Authentication, authenticate, organisation_of
from rhyddid.post.domain_names import TableResolver
from rhyddid.post.spf import Spf, spf_of

PEER = "192.0.2.10"


def spf(record: str, peer: str = PEER, **tables: dict[str, list[str]]) -> Spf:
    txt = {"council.example": [record], **tables.pop("txt", {})}
    resolver = TableResolver(txt=txt, **tables)
    return spf_of(peer=peer, sender="foi@council.example", helo="mx.council.example", resolver=resolver)[0]


@pytest.mark.parametrize(
    ("record", "result"),
    [
        ("v=spf1 ip4:192.0.2.0/24 -all", Spf.PASS),
        ("v=spf1 ip4:198.51.100.0/24 -all", Spf.FAIL),
        ("v=spf1 ip4:198.51.100.1 ~all", Spf.SOFTFAIL),
        ("v=spf1 ?all", Spf.NEUTRAL),
        ("v=spf1 ip4:198.51.100.1", Spf.NEUTRAL),
        ("v=spf1 ip6:2001:db8::/32 -all", Spf.FAIL),
        ("v=spf1 ip4:no-address -all", Spf.PERMERROR),
        ("v=spf1 whatever -all", Spf.PERMERROR),
        ("v=spf10 -all", Spf.NONE),
        ("no record", Spf.NONE),
    ],
)
def test_spf_of_a_plain_record(record: str, result: Spf) -> None:
    assert spf(record) == result


def test_spf_follows_names() -> None:
    a = {"council.example": ["192.0.2.9"], "mail.council.example": ["192.0.2.10"]}
    assert spf("v=spf1 a:mail.council.example -all", a=a) == Spf.PASS
    assert spf("v=spf1 a -all", a=a) == Spf.FAIL
    assert spf("v=spf1 a/24 -all", a=a) == Spf.PASS
    assert spf("v=spf1 mx -all", a=a, mx={"council.example": ["mail.council.example"]}) == Spf.PASS
    relay = {"relay.example": ["v=spf1 ip4:192.0.2.10 -all"]}
    assert spf("v=spf1 include:relay.example -all", txt=relay) == Spf.PASS
    assert spf("v=spf1 include:relay.example -all", peer="192.0.2.11", txt=relay) == Spf.FAIL
    assert spf("v=spf1 redirect=relay.example", txt=relay) == Spf.PASS
    assert spf("v=spf1 include:nowhere.example -all") == Spf.PERMERROR
    exists = {"192.0.2.10.foi.list.example": ["127.0.0.2"]}
    assert spf("v=spf1 exists:%{i}.%{l}.list.example -all", a=exists) == Spf.PASS
    assert (
        spf("v=spf1 exists:%{ir}.list.example -all", a={"10.2.0.192.list.example": ["127.0.0.2"]}) == Spf.PASS
    )


def test_spf_of_an_address_of_the_new_kind() -> None:
    assert spf("v=spf1 ip6:2001:db8::/32 -all", peer="2001:db8::1") == Spf.PASS
    a = {"council.example": ["2001:db8:0:1::9"]}
    assert spf("v=spf1 a//64 -all", peer="2001:db8:0:1::1", a=a) == Spf.PASS
    assert spf("v=spf1 ip4:192.0.2.10 -all", peer="::ffff:192.0.2.10") == Spf.PASS


def test_spf_ends_where_it_would_go_round_for_ever() -> None:
    assert spf("v=spf1 include:council.example -all") == Spf.PERMERROR


def test_spf_where_the_dns_is_silent() -> None:
    resolver = TableResolver(silent=frozenset({"council.example"}))
    found = spf_of(peer=PEER, sender="foi@council.example", helo="x.example", resolver=resolver)
    assert found == (Spf.TEMPERROR, "council.example")


@pytest.fixture(scope="module")
def key(tmp_path_factory: pytest.TempPathFactory) -> tuple[bytes, str]:
    """A private key, and the record of its public half."""
    folder = tmp_path_factory.mktemp("dkim")
    private, public = folder / "private.pem", folder / "public.der"
    subprocess.run(
        ["openssl", "genrsa", "-traditional", "-out", private, "2048"], check=True, capture_output=True
    )
    subprocess.run(
        ["openssl", "rsa", "-in", private, "-pubout", "-outform", "DER", "-out", public],
        check=True,
        capture_output=True,
    )
    return Path(
        private
    ).read_bytes(), f"v=DKIM1; k=rsa; p={base64.b64encode(Path(public).read_bytes()).decode()}"


RAW = raw_mail(sender="FOI <foi@mail.council.gov.uk>", to=["x@replies.example"])


def check(raw: bytes, *, policy: str = "", peer: str = PEER, **txt: list[str]) -> Authentication:
    records = {name.replace("__", "."): value for name, value in txt.items()}
    if policy:
        records["_dmarc.council.gov.uk"] = [policy]
    return authenticate(
        raw,
        from_domain="mail.council.gov.uk",
        peer=peer,
        helo="mx.relay.example",
        envelope_sender="bounce@council.gov.uk",
        resolver=TableResolver(txt=records),
    )


def test_a_signature_that_holds(key: tuple[bytes, str]) -> None:
    private, record = key
    signed = dkim_sign(RAW, selector="s1", domain="council.gov.uk", private_key=private)
    records = {"s1._domainkey.council.gov.uk": [record], "_dmarc.council.gov.uk": ["v=DMARC1; p=reject"]}
    known = {"from_domain": "mail.council.gov.uk", "peer": "", "helo": "", "envelope_sender": ""}
    good = authenticate(signed, resolver=TableResolver(txt=records), **known)
    assert [(each.domain, each.result) for each in good.signatures] == [("council.gov.uk", "pass")]
    assert (good.dmarc, good.disowned) == ("pass", False)
    changed = authenticate(signed + b"More.\r\n", resolver=TableResolver(txt=records), **known)
    assert (changed.signatures[0].result, changed.dmarc, changed.disowned) == ("fail", "fail", True)
    silent = TableResolver(txt=records, silent=frozenset({"s1._domainkey.council.gov.uk"}))
    unsure = authenticate(signed, resolver=silent, **known)
    assert (unsure.signatures[0].result, unsure.dmarc, unsure.disowned) == ("temperror", "none", False)


def test_dmarc_by_spf() -> None:
    record = {"council__gov__uk": ["v=spf1 ip4:192.0.2.10 -all"]}
    assert check(RAW, policy="v=DMARC1; p=reject", **record).dmarc == "pass"
    assert check(RAW, policy="v=DMARC1; p=reject; aspf=s", **record).dmarc == "fail"
    forged = check(RAW, policy="v=DMARC1; p=reject", peer="198.51.100.1", **record)
    assert (forged.spf, forged.dmarc, forged.disowned) == (Spf.FAIL, "fail", True)


def test_a_domain_that_asks_for_nothing_disowns_nothing() -> None:
    assert not check(RAW, policy="v=DMARC1; p=none").disowned
    assert not check(RAW, policy="v=DMARC1; p=reject; sp=none").disowned
    assert check(RAW).dmarc == "none"


def test_a_server_of_ours_that_passed_it_on_says_nothing_by_spf() -> None:
    found = check(RAW, peer="127.0.0.1", council__gov__uk=["v=spf1 -all"])
    assert found.spf == Spf.NONE


@pytest.mark.parametrize("header", [b"DKIM-Signature: nonsense\r\n", b"DKIM-Signature: v=1; d=\xff; b=x\r\n"])
def test_a_signature_that_is_none(header: bytes) -> None:
    assert [each.result for each in check(header + RAW).signatures] == ["fail"]


def test_organisation_of() -> None:
    assert organisation_of("mail.council.gov.uk") == "council.gov.uk"
    assert organisation_of("a.b.council.example") == "council.example"
    assert organisation_of("north.police.uk") == "north.police.uk"
