"""Outgoing messages: what any reader gets back is what was put in, and nothing can be injected."""

from __future__ import annotations

import datetime as dt
import email
import email.policy
from email.message import EmailMessage
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rhyddid.mail.compose import ComposeError, Enclosure, compose, make_message_id
from rhyddid.mail.mail import Address
from rhyddid.mail.parse import parse

WHEN = dt.datetime(2024, 3, 1, 10, 0, tzinfo=dt.timezone(dt.timedelta(hours=1)))
LETTER = "Annwyl Gyngor Dyffryn,\n\n1. Faint o gamerâu?  £\n\nFrom here on\n.\nYn gywir\nSiân https://asks.example/r?a=1&b=2.\n"


def written(**changes: Any) -> bytes:
    values: dict[str, Any] = {
        "sender": Address("Siân Price", "request-x@asks.example"),
        "to": [Address("FOI, Dyffryn", "foi@dyffryn.example")],
        "subject": "Cais rhyddid gwybodaeth – camerâu",
        "text": LETTER,
        "message_id": "<ask.1@asks.example>",
        "date": WHEN,
        "language": "cy",
    }
    return compose(**{**values, **changes})


def read(raw: bytes) -> EmailMessage:
    found = email.message_from_bytes(raw, policy=email.policy.default)
    assert isinstance(found, EmailMessage)
    assert not found.defects
    return found


def test_the_standard_library_reads_what_was_written() -> None:
    found = read(
        written(
            reply_to=[Address("", "request-x@asks.example")], cc=[Address("Clerk", "clerk@dyffryn.example")]
        )
    )
    assert found["Subject"] == "Cais rhyddid gwybodaeth – camerâu"
    assert found["From"].addresses[0].display_name == "Siân Price"
    assert found["To"].addresses[0].display_name == "FOI, Dyffryn"
    assert found["Date"].datetime == WHEN
    assert found["Message-ID"] == "<ask.1@asks.example>"
    assert found["Content-Language"] == "cy"
    plain, html = found.get_body(("plain",)), found.get_body(("html",))
    assert plain is not None and html is not None
    assert plain.get_content().replace("\r\n", "\n") == LETTER
    assert '<html lang="cy">' in html.get_content()
    assert '<a href="https://asks.example/r?a=1&amp;b=2">' in html.get_content()


def test_our_own_parser_reads_what_was_written() -> None:
    found = parse(
        written(
            attachments=[Enclosure("Tŷ.pdf", "application/pdf", b"%PDF-\x00\xff")],
            references=["<a@x.example>"],
            in_reply_to=["b@x.example"],
        )
    )
    assert found.body.text == LETTER.rstrip()
    assert [(one.filename, one.content_type, one.data) for one in found.attachments] == [
        ("Tŷ.pdf", "application/pdf", b"%PDF-\x00\xff")
    ]
    assert (found.references, found.in_reply_to) == (("<a@x.example>",), ("<b@x.example>",))
    assert found.defects == ()


def test_lines_end_in_crlf_and_none_is_too_long() -> None:
    raw = written(
        text="x" * 5_000 + "\n" + LETTER,
        subject="ŷ" * 500 + " " + "y" * 2_000,
        headers={"X-Note": "word " * 400},
        references=[f"<{n}@{'d' * 60}.example>" for n in range(80)],
    )
    assert raw.count(b"\n") == raw.count(b"\r\n") == raw.count(b"\r")
    assert max(len(line) for line in raw.split(b"\r\n")) <= 998
    assert not any(line.startswith((b"From ", b".")) for line in raw.split(b"\r\n"))
    assert parse(raw).subject == "ŷ" * 500 + " " + "y" * 2_000


def test_the_same_message_is_written_twice_the_same() -> None:
    assert written() == written()


def test_text_alone() -> None:
    found = read(written(html=""))
    assert found.get_content_type() == "text/plain"


def test_own_html_is_taken_as_it_is() -> None:
    assert parse(written(html="<p>Mine</p>")).body.html == "<p>Mine</p>\n"


def test_other_headers() -> None:
    raw = written(
        headers={
            "Auto-Submitted": "auto-generated",
            "List-Unsubscribe": "<https://asks.example/u/1>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        }
    )
    assert read(raw)["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


@pytest.mark.parametrize(
    "changes",
    [
        {"subject": "Cameras\r\nBcc: all@dyffryn.example"},
        {"subject": "Cameras\nx"},
        {"subject": "Cameras\rx"},
        {"subject": "Cameras\0"},
        {"sender": Address("Siân\nBcc: x@y.example", "request-x@asks.example")},
        {"sender": Address("Siân", "request-x@asks.example\r\nBcc: x@y.example")},
        {"sender": Address("Siân", "request-x@asks.example> <x@y.example")},
        {"sender": Address("Siân", "no address")},
        {"to": []},
        {"to": [Address("", "x y@dyffryn.example")]},
        {"message_id": "<a@b>\r\nX: y"},
        {"message_id": "<a b@c>"},
        {"references": ["<a@b>\nX: y"]},
        {"headers": {"X-Note": "a\r\nBcc: x@y.example"}},
        {"headers": {"X Note": "a"}},
        {"headers": {"X-Note:": "a"}},
        {"headers": {"Bcc": "x@y.example"}},
        {"headers": {"From": "x@y.example"}},
        {"attachments": [Enclosure("a\r\nX: y.pdf", "application/pdf", b"")]},
        {"attachments": [Enclosure("a.pdf", "application/pdf\r\nX: y", b"")]},
        {"language": "cy\nX: y"},
        {"date": dt.datetime(2024, 3, 1)},
    ],
)  # fmt: skip
def test_what_cannot_stand_in_a_header_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(ComposeError):
        written(**changes)


def test_domains_outside_ascii_are_written_for_the_wire() -> None:
    assert "xn--" in str(read(written(to=[Address("", "foi@tŷ.example")]))["To"])
    assert make_message_id("m.1", "tŷ.example").startswith("<m.1@xn--")


def test_a_whole_message_is_enclosed_as_a_plain_file() -> None:
    found = parse(written(attachments=[Enclosure("first.eml", "message/rfc822", written(html=""))]))
    assert found.attachments[0].filename == "first.eml"
    assert found.attachments[0].data == written(html="")


PLAIN = st.text(
    alphabet=st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\u2028\u2029\u0085\ufeff"),
    max_size=200,
)


@settings(max_examples=150, deadline=None)
@given(PLAIN, PLAIN, st.lists(PLAIN, max_size=6).map("\n".join))
def test_any_text_survives(subject: str, name: str, text: str) -> None:
    found = parse(
        written(subject=subject, sender=Address(name, "request-x@asks.example"), text=text, html="")
    )
    assert found.subject.strip(" ") == subject.strip(" ")
    assert found.sender is not None
    assert found.sender.address == "request-x@asks.example"
    assert "".join(found.body.text.split()) == "".join(text.split())


@settings(max_examples=50, deadline=None)
@given(st.binary(max_size=2_000), PLAIN)
def test_any_file_survives(data: bytes, name: str) -> None:
    found = parse(written(attachments=[Enclosure(name, "application/pdf", data)]))
    assert found.attachments[0].data == data
