"""On mails that are well formed, our tree and the standard library's are the same tree."""

from __future__ import annotations

import email
import email.message

from hypothesis import given, settings
from hypothesis import strategies as st

from rhyddid.mail.defects import Defects
from rhyddid.mail.limits import Limits
from rhyddid.mail.transfer import decode_transfer
from rhyddid.mail.tree import Part, PartBudget, parse_tree

WORDS = st.text(alphabet="abcdefgh 0123456789.,-", min_size=1, max_size=60)
LINES = st.lists(WORDS, max_size=6).map(lambda lines: "\r\n".join(lines).encode())
HEADERS = st.lists(st.tuples(st.sampled_from([b"Subject", b"X-Note", b"Received", b"To"]), WORDS), max_size=5)


def written_headers(headers: list[tuple[bytes, str]], eol: bytes) -> bytes:
    return b"".join(name + b": " + value.strip().encode() + eol for name, value in headers)


@st.composite
def entities(draw: st.DrawFn, depth: int = 0) -> bytes:
    headers = written_headers(draw(HEADERS), b"\r\n")
    if depth < 3 and draw(st.booleans()):
        boundary = b"=_%d_%d" % (depth, draw(st.integers(0, 99)))
        parts = draw(st.lists(entities(depth=depth + 1), min_size=1, max_size=3))
        body = (
            b"".join(b"--" + boundary + b"\r\n" + part + b"\r\n" for part in parts)
            + b"--"
            + boundary
            + b"--\r\n"
        )
        kind = draw(st.sampled_from([b"mixed", b"alternative", b"related"]))
        return headers + b"Content-Type: multipart/" + kind + b'; boundary="' + boundary + b'"\r\n\r\n' + body
    encoding = draw(st.sampled_from([b"7bit", b"base64", b"quoted-printable"]))
    content = draw(LINES)
    if encoding == b"base64":
        import base64

        content = base64.encodebytes(content).replace(b"\n", b"\r\n").rstrip(b"\r\n")
    elif encoding == b"quoted-printable":
        import quopri

        content = quopri.encodestring(content)
    return (
        headers
        + b"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: "
        + encoding
        + b"\r\n\r\n"
        + content
    )


def same(ours: Part, theirs: email.message.Message) -> None:
    assert ours.content_type == theirs.get_content_type()
    assert [(name, value.decode()) for name, value in ours.headers] == [
        (name, str(value)) for name, value in theirs.items()
    ]
    if theirs.is_multipart():
        children = theirs.get_payload()
        assert isinstance(children, list)
        assert len(ours.children) == len(children)
        for our_child, their_child in zip(ours.children, children, strict=True):
            same(our_child, their_child)
        return
    payload = theirs.get_payload(decode=True)
    assert isinstance(payload, bytes)
    assert decode_transfer(ours.raw_body(), ours.encoding, Defects()).data.rstrip(b"\r\n") == payload.rstrip(
        b"\r\n"
    )


@settings(max_examples=200, deadline=None)
@given(entities(), st.booleans())
def test_our_tree_is_the_standard_librarys(raw: bytes, bare_newlines: bool) -> None:
    raw = raw.replace(b"\r\n", b"\n") if bare_newlines else raw
    found = Defects()
    same(parse_tree(raw, Limits(), found, PartBudget(1_000)), email.message_from_bytes(raw))
    assert found.found() == ()
