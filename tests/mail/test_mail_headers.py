# ruff: noqa: E501 (a mail's lines are easier to compare when they are not broken)
"""Addresses, dates, message ids, encoded words and parameters, as real software writes them."""

from __future__ import annotations

import datetime as dt

import pytest

from rhyddid.mail.addresses import addresses_in_received, parse_addresses
from rhyddid.mail.defects import Defects
from rhyddid.mail.headers import decode_value, parse_date, parse_message_id, parse_message_ids
from rhyddid.mail.parameters import parse_parametrised, safe_filename


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("foi@dyffryn.example", [("", "foi@dyffryn.example")]),
        ("FOI Team <foi@Dyffryn.EXAMPLE>", [("FOI Team", "foi@dyffryn.example")]),
        ('"Price, Siân" <sp@asks.example>, clerk@dyffryn.example', [("Price, Siân", "sp@asks.example"), ("", "clerk@dyffryn.example")]),
        ("Price, Siân <sp@asks.example>", [("Price, Siân", "sp@asks.example")]),
        ("foi@dyffryn.example (Gwen Pritchard)", [("Gwen Pritchard", "foi@dyffryn.example")]),
        ("foi@dyffryn.example (Gwen (FOI) Pritchard)", [("Gwen (FOI) Pritchard", "foi@dyffryn.example")]),
        ("Gwen <foi@dyffryn.example", [("Gwen", "foi@dyffryn.example")]),
        ("<<foi@dyffryn.example>>", [("", "foi@dyffryn.example")]),
        ("'foi@dyffryn.example'", [("", "foi@dyffryn.example")]),
        ("'Gwen Pritchard' <'foi@dyffryn.example'>", [("Gwen Pritchard", "foi@dyffryn.example")]),
        ("foi@dyffryn.example <foi@dyffryn.example>", [("", "foi@dyffryn.example")]),
        ("[mailto:foi@dyffryn.example]", [("", "foi@dyffryn.example")]),
        ("foi @ dyffryn.example", [("", "foi@dyffryn.example")]),
        ("o'shea@dyffryn.example", [("", "o'shea@dyffryn.example")]),
        ("a@x.example; b@x.example", [("", "a@x.example"), ("", "b@x.example")]),
        ("undisclosed-recipients:;", []),
        ("Team: a@x.example, B <b@x.example>;", [("", "a@x.example"), ("B", "b@x.example")]),
        ("<>", []),
        ("", []),
        ("MAILER-DAEMON", [("", "MAILER-DAEMON")]),
        ("=?utf-8?Q?Price=2C_Si=C3=A2n?= <sp@asks.example>", [("Price, Siân", "sp@asks.example")]),
        ('"=?utf-8?B?U2nDom4=?=" <sp@asks.example>', [("Siân", "sp@asks.example")]),
        ("=?iso-8859-1?Q?Si=E2n?=\r\n =?iso-8859-1?Q?_Price?= <sp@asks.example>", [("Siân Price", "sp@asks.example")]),
        ('"Gwen \\"Gwenno\\" Pritchard" <foi@dyffryn.example>', [('Gwen "Gwenno" Pritchard', "foi@dyffryn.example")]),
        ("foi@[192.0.2.1]", [("", "foi@[192.0.2.1]")]),
    ],
)  # fmt: skip
def test_addresses(written: str, expected: list[tuple[str, str]]) -> None:
    assert [(one.name, one.address) for one in parse_addresses(written.encode(), Defects())] == expected


def test_the_recipient_in_a_received_header() -> None:
    assert addresses_in_received(
        b"from a by b with ESMTP id 1\r\n\tfor <request-x@Asks.Example>; Fri, 1 Mar 2024"
    ) == ("request-x@asks.example",)
    assert addresses_in_received(b"from a (envelope-from <foi@dyffryn.example>) by b; Fri, 1 Mar 2024") == ()
    assert addresses_in_received(b"by b for request-x@asks.example; Fri") == ("request-x@asks.example",)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("Fri, 1 Mar 2024 10:00:00 +0000", "2024-03-01T10:00:00+00:00"),
        ("Fri, 1 Mar 2024 10:00:00 +0100 (BST)", "2024-03-01T10:00:00+01:00"),
        ("1 Mar 24 10:00 GMT", "2024-03-01T10:00:00+00:00"),
        ("Fri, 01 Mar 2024 10:00:00 -0000", "2024-03-01T10:00:00+00:00"),
        ("Fri, 1 Mar 2024 10:00:60 +0000", "2024-03-01T10:00:59+00:00"),
        ("Fri Mar  1 10:00:00 2024", "2024-03-01T10:00:00+00:00"),
        ("2024-03-01T10:00:00+01:00", "2024-03-01T10:00:00+01:00"),
        ("Fri, 1 Mar 2024 10:00:00 +9999", "2024-03-01T10:00:00+00:00"),
        ("Fri, 31 Feb 2024 10:00:00 +0000", None),
        ("yesterday", None),
        ("", None),
        ("0", None),
        ("Fri, 1 Mar 99999 10:00:00 +0000", None),
    ],
)
def test_dates(written: str, expected: str | None) -> None:
    found = parse_date(written.encode(), Defects())
    assert found == (dt.datetime.fromisoformat(expected) if expected else None)


def test_message_ids() -> None:
    assert parse_message_id(b"<a.1@dyffryn.example>", Defects()) == "<a.1@dyffryn.example>"
    assert parse_message_id(b"a.1@dyffryn.example", Defects()) == "<a.1@dyffryn.example>"
    assert parse_message_id(b"<[a.1@dyffryn.example]>", Defects()) == "<[a.1@dyffryn.example]>"
    assert parse_message_id(b"<long\r\n id@dyffryn.example>", Defects()) == "<longid@dyffryn.example>"
    assert parse_message_id(b"<no-domain>", Defects()) == "<no-domain>"
    assert parse_message_ids(b"<a@x.example>\r\n\t<b@x.example><a@x.example>", Defects()) == (
        "<a@x.example>",
        "<b@x.example>",
    )
    assert parse_message_ids(b'Your message of "Fri, 1 Mar" <a@x.example>', Defects()) == ("<a@x.example>",)
    assert parse_message_ids(b"", Defects()) == ()


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (b"=?utf-8?B?4oKs?= =?utf-8?B?4oI=?=\r\n =?utf-8?B?rA==?= tail", "€€ tail"),
        (b"a =?iso-8859-1?Q?caf=E9_x?= b", "a café x b"),
        (b"=?utf-8?q?=C3=A9?==?utf-8?q?=C3=A9?=", "éé"),
        (b"=?windows-1252?Q?=80?=", "€"),
        (b"=?gb2312?B?vNuI?=", "价\ufffd"),
        (b"=?utf-8*cy?Q?T=C5=B7?=", "Tŷ"),
        (b"=?utf-8?B?VMW3", "=?utf-8?B?VMW3"),
        (b"=?utf-8?Q?a b?=", "a b"),
        (b"=?x-none?Q?=C3=A9?=", "é"),
        (b"plain\r\n folded\ttext", "plain folded text"),
        ("raw é".encode("cp1252"), "raw é"),
    ],
)
def test_encoded_words(written: bytes, expected: str) -> None:
    assert decode_value(written, Defects()) == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (b'text/plain; charset="utf-8"', ("text/plain", {"charset": "utf-8"})),
        (b"TEXT/HTML;charset=UTF-8;;", ("text/html", {"charset": "UTF-8"})),
        (b"text/plain; charset=us-ascii (Plain text)", ("text/plain", {"charset": "us-ascii (Plain text)"})),
        (b'a/b; name="unclosed.pdf', ("a/b", {"name": "unclosed.pdf"})),
        (b'a/b; name="with; semicolon.pdf"', ("a/b", {"name": "with; semicolon.pdf"})),
        (b'a/b; name="a \\"b\\".pdf"', ("a/b", {"name": 'a "b".pdf'})),
        (b"a/b; name*=iso-8859-1'cy'T%E2n.pdf", ("a/b", {"name": "Tân.pdf"})),
        (b"a/b; name*1=b.pdf; name*0=a-", ("a/b", {"name": "a-b.pdf"})),
        (b'a/b;\r\n name="=?utf-8?Q?T=C5=B7.pdf?="', ("a/b", {"name": "Tŷ.pdf"})),
        (b'a/b; name="one"; name="two"', ("a/b", {"name": "one"})),
        (b"", ("", {})),
    ],
)
def test_parameters(written: bytes, expected: tuple[str, dict[str, str]]) -> None:
    assert parse_parametrised(written, Defects()) == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("letter.pdf", "letter.pdf"),
        ("/etc/passwd", "passwd"),
        ("C:\\Users\\Gwen\\letter.pdf", "letter.pdf"),
        ("..", None),
        ("a\u202efdp.exe", "afdp.exe"),
        ("a\nb.pdf", "ab.pdf"),
        ("T%C5%B7.pdf", "Tŷ.pdf"),
        ("our%20letter.pdf", "our letter.pdf"),
        ("100%.pdf", "100%.pdf"),
        ("a+b.pdf", "a+b.pdf"),
    ],
)
def test_file_names(written: str, expected: str | None) -> None:
    assert safe_filename(written)[0] == expected


def test_long_file_names_keep_their_suffix() -> None:
    name, changed = safe_filename("ŷ" * 400 + ".pdf")
    assert changed
    assert name is not None
    assert name.endswith("ŷ.pdf")
    assert len(name.encode()) <= 255
