# ruff: noqa: E501 (a mail's lines are easier to compare when they are not broken)
"""SPF, DKIM and DMARC from the headers of a server that is trusted, and of no other."""

from __future__ import annotations

import pytest

from rhyddid.mail.authentication import Authentication, authentication

OURS = "mx.asks.example"
RESULTS = (
    "mx.asks.example; dkim=pass (2048-bit key; unprotected) header.d=dyffryn.example header.i=@dyffryn.example header.s=s1; "
    "spf=pass (mx.asks.example: domain of foi@dyffryn.example designates 192.0.2.7 as permitted sender) smtp.mailfrom=foi@dyffryn.example; "
    "dmarc=pass (p=reject dis=none) header.from=dyffryn.example"
)


def read(*values: str, own_hops: int = 1) -> Authentication:
    headers = [("Authentication-Results", value) for value in values]
    return authentication(
        [*headers, ("Received", "from a by mx.asks.example")], trusted=[OURS], own_hops=own_hops
    )


def test_all_three_are_read() -> None:
    assert read(RESULTS) == Authentication(
        "pass", "pass", "pass", "dyffryn.example", ("dyffryn.example",), "dyffryn.example"
    )


def test_results_in_several_headers() -> None:
    found = read(
        "mx.asks.example; spf=softfail smtp.mailfrom=x@dyffryn.example",
        "MX.asks.example 1; dkim=fail header.d=dyffryn.example; dkim=pass header.d=mailer.example",
    )
    assert (found.spf, found.dkim, found.dmarc) == ("softfail", "pass", "")
    assert found.dkim_domains == ("mailer.example",)


def test_a_header_of_another_server_says_nothing() -> None:
    assert read(RESULTS.replace("mx.asks.example;", "mx.liar.example;")) == Authentication()


def test_a_header_that_came_from_outside_says_nothing() -> None:
    headers = [
        ("Authentication-Results", "mx.asks.example; spf=fail smtp.mailfrom=x@liar.example"),
        ("Received", "from liar by mx.asks.example"),
        ("Received", "from a by b"),
        ("Authentication-Results", RESULTS),
    ]
    assert authentication(headers, trusted=[OURS]).spf == "fail"
    assert authentication(headers, trusted=[OURS]).dkim == ""


@pytest.mark.parametrize(
    "value",
    [
        "",
        ";",
        "mx.asks.example",
        "mx.asks.example; none",
        "mx.asks.example; spf=",
        "mx.asks.example; =pass",
        "(((",
        "mx.asks.example; spf=whatever x=y",
    ],
)
def test_headers_that_say_nothing(value: str) -> None:
    found = read(value)
    assert (found.spf, found.dkim, found.dmarc) == ("", "", "")


def test_vouching_for_a_domain() -> None:
    found = read(RESULTS)
    assert found.vouches_for("dyffryn.example")
    assert found.vouches_for("Mail.Dyffryn.example")
    assert not found.vouches_for("liar.example")
    assert not found.vouches_for("xdyffryn.example")
    assert not found.vouches_for("example")
    assert not read(RESULTS.replace("=pass", "=fail")).vouches_for("dyffryn.example")
