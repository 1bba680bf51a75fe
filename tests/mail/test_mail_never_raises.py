# ruff: noqa: E501 (a mail's lines are easier to compare when they are not broken)
"""`parse` gives an answer to any bytes: arbitrary ones, and real shapes with pieces changed, cut, doubled, moved."""

from __future__ import annotations

import json

import outlook_files
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from torture_mails import MAILS

from rhyddid.mail.limits import Limits
from rhyddid.mail.parse import parse

SMALL = {name: raw for name, raw in MAILS.items() if len(raw) < 6_000}
SEEDS = st.sampled_from(sorted(SMALL)).map(SMALL.__getitem__) | st.sampled_from(outlook_files.EXAMPLES)
TOKENS = st.sampled_from(
    [
        *(b"\r\n", b"\n", b"\r", b"\0", b"--=_b", b"--=_b--", b"=_b", b'"', b"<", b">", b"(", b")", b";", b",", b":", b"=?", b"?=", b"=?utf-8?B?"),
        *(b"Content-Type: ", b"multipart/mixed", b"multipart/alternative", b"message/rfc822", b"text/html", b"application/ms-tnef"),
        *(b"base64", b"quoted-printable", b"charset=utf-7", b"charset=utf-16", b"charset=idna", b"charset=hz", b"boundary=", b"begin 644 a\n"),
        *(b"filename*0*=utf-8''%ff", b"\xff\xfe", b"\xef\xbb\xbf", b"x" * 200, b"From: ", b"Date: ", b" ", b"\t", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
    ]
)  # fmt: skip
LIMITS = Limits(parts=200, seconds=10)


@st.composite
def mutated(draw: st.DrawFn) -> bytes:
    raw = draw(SEEDS)
    for _ in range(draw(st.integers(1, 6))):
        at = draw(st.integers(0, len(raw)))
        other = draw(st.integers(0, len(raw)))
        start, end = min(at, other), max(at, other)
        kind = draw(st.integers(0, 5))
        if kind == 0:
            raw = raw[:at] + draw(TOKENS) + raw[at:]
        elif kind == 1:
            raw = raw[:start] + raw[end:]
        elif kind == 2:
            raw = raw[:end] + raw[start:end][:3_000] + raw[end:]
        elif kind == 3:
            raw = raw[:at] + draw(st.binary(min_size=1, max_size=8)) + raw[at + 4 :]
        elif kind == 4:
            raw = raw[: max(start, 1)]
        else:
            raw = raw[start:end] + raw[:start] + raw[end:]
    return raw


def printed(raw: bytes) -> None:
    found = parse(raw, limits=LIMITS)
    json.dumps(found.to_json("x"), ensure_ascii=False).encode("utf-8")
    position = 0
    for one in found.body.folded:
        assert position <= one.start < one.end <= len(found.body.text)
        position = one.end
    assert "\0" not in found.body.text + found.subject
    assert all("/" not in (file.filename or "") for file in found.attachments)


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=600))
def test_arbitrary_bytes(raw: bytes) -> None:
    printed(raw)


@settings(max_examples=300, deadline=None)
@given(st.lists(TOKENS | st.binary(max_size=20), max_size=40).map(b"".join))
def test_arbitrary_pieces_of_mail(raw: bytes) -> None:
    printed(raw)


@settings(
    max_examples=600, deadline=None, suppress_health_check=[HealthCheck.data_too_large, HealthCheck.too_slow]
)
@given(mutated())
def test_mutated_mails(raw: bytes) -> None:
    printed(raw)
